//! The catalogue's list: what is found, as an order form in a table or in cards. Drawn for its own address, and again by the doors of
//! the form when something typed is to stay.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::super::asked::{Asked, CatalogueQuery, View};
use super::super::filled::{FORM, QUANTITY};
use super::super::offer;
use super::super::refused::Refused;
use super::super::sheet::{self, Sheet, Typed, Wish};
use super::{above, crumbs, filters, rows, search};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::partners::{Contract, VatMode};
use crate::platform::error::{Answer, No};
use crate::platform::web::{Frame, Voice, components, cursor};
use crate::say;

/// How many goods a page may have.
pub(super) const SIZES: [i64; 3] = [24, 48, 96];
/// The cookie that keeps how a person likes the list.
const LOOK_COOKIE: &str = "orderly_list";

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/catalogue", page);
}

/// How the list looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shop) struct Look {
    pub view: View,
    pub size: i64,
}

impl Look {
    /// What the address says, else what was chosen before, else a table of the fewest.
    pub fn of(query: &CatalogueQuery, request: Option<&HttpRequest>) -> Self {
        let kept = request.and_then(|request| request.cookie(LOOK_COOKIE)).map(|cookie| cookie.value().to_owned());
        let (view, size) = kept.as_deref().and_then(|kept| kept.split_once('-')).unwrap_or_default();
        let size = query.size.or_else(|| size.parse().ok()).filter(|size| SIZES.contains(size));
        Self { view: query.view.or_else(|| View::parse(view)).unwrap_or(View::Rows), size: size.unwrap_or(SIZES[0]) }
    }
}

/// What has just been done on the list, or what stands in the way.
#[derive(Debug, Default)]
pub(in crate::shop) struct News<'n> {
    /// An article number that was put into the cart.
    pub added: &'n str,
    /// How many lines were put into the cart or taken out of it.
    pub put: Option<usize>,
    /// How many fields need another look.
    pub refused: usize,
    /// Where something that was typed is still to be put into the cart: the article numbers that were done with.
    pub done: Option<&'n [String]>,
    /// Whether nothing was typed that could be put.
    pub is_nothing: bool,
    /// A refusal of everything.
    pub no: Option<&'n No>,
    /// A refusal at another door of the cart, of a quantity typed on this list.
    pub elsewhere: Option<&'n Refused>,
}

async fn page(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let asked = Asked::read(request.query_string())?;
    let look = Look::of(&asked.query, Some(&request));
    let news = News { added: &asked.query.added, put: asked.query.put, ..News::default() };
    let (frame, body) = draw(&may, &asked, look, Vec::new(), &news, Some(&request)).await?;
    let mut answer = may.revalidated(&request, &frame, &body);
    if asked.query.view.is_some() || asked.query.size.is_some() {
        let cookie = Cookie::build(LOOK_COOKIE, format!("{}-{}", look.view, look.size))
            .path("/")
            .secure(true)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(time::Duration::days(365))
            .finish();
        answer.add_cookie(&cookie).map_err(No::failed)?;
    }
    Ok(answer)
}

/// The list with what stands in its fields. A search in vain is kept where the page was asked for by its own address.
pub(in crate::shop) async fn draw(
    may: &May<SeeCatalogue>,
    asked: &Asked,
    look: Look,
    typed: Vec<Typed>,
    news: &News<'_>,
    searching: Option<&HttpRequest>,
) -> Answer<(Frame, Markup)> {
    let l = may.voice();
    let words = &asked.query.q;
    offer::check_words(words)?;
    let wish = Wish { query: asked.look(l.lang, look.size)?, typed };
    let sheet = may.read(wish, sheet::look).await?;
    let is_first = asked.query.cursor.is_none();
    if let Some(request) = searching
        && sheet.page.offers.is_empty()
        && !words.trim().is_empty()
        && is_first
        && sheet.page.next.is_none()
        && !asked.is_narrowed()
    {
        crate::activity::watch::found_nothing(request);
        may.write(words.clone(), offer::keep_wish).await?;
    }
    let current = sheet.categories.iter().find(|c| c.code == asked.query.category);
    let title = match current {
        Some(current) => current.name_in(l.lang).to_owned(),
        None if words.trim().is_empty() => l.say("catalogue-title"),
        None => l.tell(&say!("catalogue-found", words = words)),
    };
    let here = asked.link(&[("cursor", asked.query.cursor.as_deref().unwrap_or_default())]);
    let token = may.form_token();
    // Where many goods are looked through and none fits yet, the list goes on.
    let is_empty = sheet.page.offers.is_empty() && sheet.carried.is_empty() && sheet.page.next.is_none();
    let body = html! {
        @if let Some(current) = current { (crumbs(l, &sheet.categories, above(&sheet.categories, current))) }
        div.page-head { div { h1 { (title) } p { (prices_words(l, &sheet.page.contract)) } } }
        (notices(l, news, &sheet))
        div.with-side {
            aside.side tabindex="0" aria-label=(l.say("catalogue-categories")) { (filters::tree(l, &sheet.categories, &asked.query.category)) (filters::panel(l, asked, &sheet.facets, sheet.page.sees_stock)) }
            div.body {
                @if let Some(said) = &sheet.page.said { (search::instead(l, said, words, &asked.link(&[("literal", "true")]))) }
                (filters::chips(l, asked))
                @if is_empty { (nothing(l, asked, &token)) } @else {
                    (filters::look(l, asked, look))
                    (rows::form(l, &sheet, &rows::Around { view: look.view, token: &token, back: &here, is_first, next: next(&sheet) }))
                    p.hint.with-js { (l.say("sheet-keys")) }
                }
            }
        }
    };
    let mut frame = may.frame(title);
    frame.search.clone_from(words);
    // Drawn by a door of the form, the page still is the list.
    "/catalogue".clone_into(&mut frame.path);
    frame.here = here;
    Ok((frame, body))
}

fn next(sheet: &Sheet) -> Option<String> {
    sheet.page.next.as_ref().map(|(key, id)| cursor::encode(key, *id))
}

fn prices_words(l: Voice, contract: &Contract) -> String {
    let prices = l.tell(&say!("catalogue-prices", number = &contract.number, currency = contract.currency.sign()));
    format!(
        "{prices}, {}",
        l.say(if contract.vat_mode == VatMode::Included { "catalogue-vat-included" } else { "catalogue-vat-on-top" })
    )
}

fn nothing(l: Voice, asked: &Asked, token: &str) -> Markup {
    if !asked.is_narrowed() {
        return search::nothing(l, &asked.query.q, token);
    }
    html! {
        section.empty { h2 { (l.say("filter-nothing")) } p { a.button href=(asked.without_choices().link(&[])) { (l.say("filter-clear")) } } }
    }
}

/// Says what was put into the cart, with the way there, and what was not taken, with the way down to its field.
fn notices(l: Voice, news: &News<'_>, sheet: &Sheet) -> Markup {
    let row_of = |sku: &str| sheet.page.offers.iter().position(|offer| offer.product.sku == sku);
    let first = sheet.lines.iter().position(|line| line.objection.as_ref().is_some_and(|objection| objection.is_refused));
    // The names of fields as the script keeps them, a line each; without names it forgets the whole page.
    let names = news.done.map(|done| done.iter().map(|sku| format!("{FORM}:{QUANTITY}{sku}")).collect::<Vec<_>>().join("\n"));
    let to_cart = html! { " " a href="/cart" { (l.say("catalogue-to-cart")) } };
    html! {
        div id="notices" role="status" {
            @if let Some(no) = news.no { (components::refusal(l, no)) }
            @if let Some(refused) = news.elsewhere { (refused.notice(l, row_of(&refused.sku))) }
            @if let Some(put) = news.put.filter(|put| *put > 0) {
                div.notice.notice--ok data-kept-clear="/catalogue" data-kept-names=[&names] { (l.tell(&say!("sheet-put", count = put))) (to_cart) }
            } @else if !news.added.is_empty() && news.elsewhere.is_none() {
                div.notice.notice--ok data-kept-clear="/catalogue" data-kept-names=[&names] { (l.tell(&say!("catalogue-added", sku = news.added))) (to_cart) }
            }
            @if news.is_nothing { (components::notice("warn", &l.say("sheet-nothing"))) }
            @if news.refused > 0 {
                div.notice.notice--error { (l.tell(&say!("sheet-refused", count = news.refused)))
                    @if let Some(row) = first { " " a href={ "#row-" (row) } { (l.say("catalogue-to-field")) } } }
            }
        }
    }
}
