//! The doors of the catalogue's order form: what was typed goes into the cart, is counted, or goes along to another page of the list.
//! What cannot be ordered so stays in its field with the reason; the good ones go in.

use actix_web::{HttpRequest, HttpResponse};
use maud::html;

use super::super::filled::{Filled, Press};
use super::super::offer;
use super::super::sheet::{self, Typed};
use super::list::{self, Look, News};
use super::rows;
use crate::access::frame::see_other;
use crate::access::permission::marks::{FillCart, SeeCatalogue};
use crate::access::{May, Routes};
use crate::catalogue::store::sku_key;
use crate::orders::many::{self, Fate, Judged};
use crate::orders::place::NewLine;
use crate::platform::error::{Answer, No};
use crate::platform::values::Quantity;
use crate::platform::web::{Form, Lang};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/cart/lines/many", put);
    routes.post("/catalogue/sums", sums);
}

/// What each field comes to, and all of them: small pieces for a page that is already there.
async fn sums(may: May<SeeCatalogue>, Form(pairs): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let l = may.voice();
    let priced = may.read((l.lang, Filled::read(pairs)?.typed), sheet::priced).await?;
    let pieces = html! {
        @for (at, line) in priced.lines.iter().enumerate() { @if let Some(line) = line { (rows::told(l, &format!("n{at}"), line, &priced.contract)) } }
        (rows::total(l, &priced.total, &priced.contract))
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(pieces.into_string()))
}

async fn put(may: May<FillCart>, request: HttpRequest, Form(pairs): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let mut form = Filled::read(pairs)?;
    let shop = may.also::<SeeCatalogue>().ok_or_else(No::forbidden)?;
    let only = match form.press.clone() {
        Press::All => None,
        Press::Count => return again(&shop, &request, form, &News::default()).await,
        Press::To(cursor) => {
            form.asked.query.cursor = Some(cursor).filter(|cursor| !cursor.is_empty());
            return again(&shop, &request, form, &News::default()).await;
        }
        Press::Only(sku) => {
            if form.typed.iter().all(|one| sku_key(&one.sku) != sku_key(&sku) || one.text.trim().is_empty()) {
                let smallest = shop.read((sku.clone(), None), offer::card).await?.1.product.smallest();
                form.write(&sku, shop.voice().typed(smallest.decimal().normalize()));
            }
            Some(sku)
        }
        Press::Fix(quantity, sku) => {
            let text = match Quantity::parse(&quantity) {
                Ok(offered) => shop.voice().typed(offered.decimal().normalize()),
                Err(_) => quantity,
            };
            form.write(&sku, text);
            Some(sku)
        }
    };
    let (lines, unread) = wanted(shop.voice().lang, &form.typed, only.as_deref());
    if lines.is_empty() {
        let news = News { refused: unread, is_nothing: unread == 0, ..News::default() };
        return again(&shop, &request, form, &news).await;
    }
    let judged = match may.write(lines, many::put_lines).await {
        Ok(judged) => judged,
        Err(no @ No::Refused(_)) => return again(&shop, &request, form, &News { no: Some(&no), ..News::default() }).await,
        Err(failed) => return Err(failed),
    };
    settled(&shop, &request, form, only.as_deref(), &judged, unread).await
}

/// The lines that were meant, and how many fields hold what is no number. An emptied field takes its good out of the cart.
fn wanted(lang: Lang, typed: &[Typed], only: Option<&str>) -> (Vec<NewLine>, usize) {
    let is_meant = |one: &&Typed| only.map_or_else(|| one.is_new(lang), |sku| sku_key(sku) == sku_key(&one.sku));
    let (mut lines, mut unread) = (Vec::new(), 0);
    for one in typed.iter().filter(is_meant) {
        match one.quantity(lang) {
            Ok(quantity) => lines.push(NewLine { sku: one.sku.clone(), quantity: quantity.unwrap_or(Quantity::ZERO) }),
            Err(_) => unread += 1,
        }
    }
    (lines, unread)
}

/// The page after the cart was filled: the list anew where nothing typed is left over, else the form again with what is.
async fn settled(
    shop: &May<SeeCatalogue>,
    request: &HttpRequest,
    mut form: Filled,
    only: Option<&str>,
    judged: &[Judged],
    unread: usize,
) -> Answer<HttpResponse> {
    let lang = shop.voice().lang;
    let is_done = |line: &&Judged| !matches!(line.fate, Fate::Refused { .. });
    let done: Vec<String> = judged.iter().filter(is_done).map(|line| sku_key(&line.sku)).collect();
    let (gone, left): (Vec<Typed>, Vec<Typed>) = form.typed.into_iter().partition(|one| done.contains(&sku_key(&one.sku)));
    form.typed = left;
    let refused = judged.len() - done.len() + unread;
    if refused == 0 && !form.typed.iter().any(|one| one.is_new(lang)) {
        let cursor = form.asked.query.cursor.clone().unwrap_or_default();
        let (count, added) = (done.len().to_string(), judged.first().map(|line| line.sku.as_str()).unwrap_or_default());
        let note = if only.is_some() { ("added", added) } else { ("put", count.as_str()) };
        return Ok(see_other(&form.asked.link(&[("cursor", cursor.as_str()), note])));
    }
    let added = only.filter(|_| !done.is_empty()).unwrap_or_default();
    let put = Some(done.len()).filter(|_| only.is_none());
    let gone: Vec<String> = gone.into_iter().map(|one| one.sku).collect();
    let mut answer = again(shop, request, form, &News { added, put, refused, done: Some(&gone), ..News::default() }).await?;
    let reason = judged.iter().find_map(|line| match &line.fate {
        Fate::Refused { code, message, .. } => Some((*code, message.clone())),
        Fate::Put | Fate::Removed => None,
    });
    if let Some((code, message)) = reason {
        crate::activity::watch::refused(&mut answer, &No::invalid("quantity", code, message));
    }
    Ok(answer)
}

/// The form again, with what was typed; refused where something on it is.
async fn again(shop: &May<SeeCatalogue>, request: &HttpRequest, form: Filled, news: &News<'_>) -> Answer<HttpResponse> {
    let look = Look::of(&form.asked.query, Some(request));
    let (frame, body) = list::draw(shop, &form.asked, look, form.typed, news, None).await?;
    let mut answer = shop.page_in(&frame, &body);
    if news.refused > 0 {
        let no = No::invalid("quantity", "refused", say!("error-invalid"));
        *answer.status_mut() = actix_web::ResponseError::status_code(&no);
    }
    if let Some(no) = news.no {
        *answer.status_mut() = actix_web::ResponseError::status_code(no);
        crate::activity::watch::refused(&mut answer, no);
    }
    Ok(answer)
}
