//! Shopping lists: all of them, one of them at today's prices, the ways to make, share, change and order from it; the order form.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::frame::see_other;
use crate::access::permission::marks::FillCart;
use crate::access::{May, Right, Routes};
use crate::orders::list::{self, Change, Line, ListId, Listed, NewList, Opened, SetLine, ToCart};
use crate::orders::order_form::{self, OrderForm};
use crate::orders::quick::{self, parse};
use crate::orders::{Source, Today};
use crate::platform::error::{Answer, No};
use crate::platform::formats::XLSX;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Params, Voice, components, paths};
use crate::say;
use crate::shop::pages::stock;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/lists", page);
    routes.post("/lists", make);
    routes.get("/lists/{id}", one);
    routes.post("/lists/{id}", change);
    routes.post("/lists/{id}/removal", remove);
    routes.post("/lists/{id}/lines", set_line);
    routes.post("/lists/{id}/cart", to_cart);
    routes.get("/order-form.xlsx", order_form_file);
}

/// The list that an address names; nobody's when it is none.
pub(super) fn id_of(path: &str) -> Answer<ListId> {
    ListId::parse(path).ok_or_else(No::not_found)
}

/// What a new list can be made of, as another page asks for it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// An order's number.
    #[serde(default)]
    order: String,
    /// An article number that is to be put into a list.
    #[serde(default)]
    sku: String,
}

async fn page(may: May<FillCart>, Params(asked): Params<Asked>) -> Answer<HttpResponse> {
    show(&may, &Made { order: asked.order, ..Made::default() }, &asked.sku, None).await
}

/// The form of a new list as it was sent.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Made {
    name: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    shared: String,
}

async fn show(may: &May<FillCart>, made: &Made, sku: &str, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let lists = may.read((), list::all).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("list-title")) } p { (l.say("list-lede")) } } div.actions { a.button href="/order-form.xlsx" { (l.say("order-form-get")) } } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            @if lists.is_empty() { section.empty { h2 { (l.say("list-none")) } p { (l.say("list-none-help")) } } } @else { (table(l, &lists, sku, &may.form_token())) }
            (new_form(l, made, &may.form_token()))
        }
    };
    Ok(may.page_at("/lists", l.say("list-title"), &body, no))
}

fn table(l: Voice, lists: &[Listed], sku: &str, token: &str) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("list-name")) } th.num { (l.say("list-lines")) } th { (l.say("list-owner")) } th { (l.say("list-changed")) } @if !sku.is_empty() { th { span.unseen { (l.say("list-add-line")) } } } } }
            tbody { @for list in lists { tr {
                td { a.name href={ "/lists/" (list.id) } { (list.name) } @if list.is_shared { " " span.badge.badge--info { (l.say("list-shared")) } } }
                td.num data-label=(l.say("list-lines")) { (list.lines) }
                td data-label=(l.say("list-owner")) { @if list.is_own { (l.say("list-own")) } @else { (list.owner) } }
                td data-label=(l.say("list-changed")) { (l.day_of(list.changed_at)) }
                @if !sku.is_empty() { td { @if list.is_changeable { form.row method="post" action={ "/lists/" (list.id) "/lines" } {
                    (csrf_field(token)) input type="hidden" name="sku" value=(sku);
                    input.qty name="quantity" inputmode="decimal" required aria-label=(l.say("product-quantity"));
                    button.button--small type="submit" { (l.tell(&say!("list-add-sku", sku = sku))) }
                } } } }
            } } }
        } }
    }
}

fn new_form(l: Voice, made: &Made, token: &str) -> Markup {
    let chosen = if made.order.is_empty() { made.source.as_str() } else { "order" };
    html! {
        form.card.form method="post" action="/lists" data-once {
            (csrf_field(token))
            h2 { (l.say("list-new")) }
            div.field { label for="name" { (l.say("list-name")) } input id="name" name="name" maxlength="80" required value=(made.name); }
            div.field { label for="source" { (l.say("list-source")) }
                select id="source" name="source" { @for source in ["cart", "text", "order", "nothing"] {
                    option value=(source) selected[source == chosen] { (l.say(&format!("list-source-{source}"))) }
                } } }
            div.field { label for="order" { (l.say("list-order")) } input id="order" name="order" maxlength="20" inputmode="numeric" value=(made.order); }
            div.field.field--wide { label for="text" { (l.say("list-text")) }
                textarea.mono id="text" name="text" rows="4" spellcheck="false" aria-describedby="list-hint" { "\n" (made.text) }
                span.hint id="list-hint" { (l.tell(&say!("quick-text-hint", count = parse::MOST_ROWS))) } }
            div.check { input type="checkbox" id="shared" name="shared" value="yes" checked[!made.shared.is_empty()]; label for="shared" { (l.say("list-share")) } }
            div.actions { button.button--primary type="submit" { (l.say("list-make")) } }
        }
    }
}

async fn make(may: May<FillCart>, Form(form): Form<Made>) -> Answer<HttpResponse> {
    let outcome = match source(may.voice().lang, &form) {
        Ok(source) => {
            let new = NewList { name: form.name.clone(), is_shared: !form.shared.is_empty(), source };
            may.write(new, list::make).await
        }
        Err(no) => Err(no),
    };
    match outcome {
        Ok(id) => Ok(see_other(&format!("/lists/{id}"))),
        Err(no @ No::Refused(_)) => show(&may, &form, "", Some(&no)).await,
        Err(failed) => Err(failed),
    }
}

fn source(lang: Lang, form: &Made) -> Answer<Source> {
    match form.source.as_str() {
        "cart" => Ok(Source::Cart),
        "order" => Ok(Source::Order(form.order.trim().to_owned())),
        "text" => Ok(Source::Rows(quick::rows_of_text(&form.text, Some(lang))?)),
        _ => Ok(Source::Nothing),
    }
}

/// What has just been done, as the page that did it tells.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Just {
    /// So many lines were put into the cart.
    put: Option<usize>,
}

async fn one(may: May<FillCart>, id: web::Path<String>, Params(just): Params<Just>) -> Answer<HttpResponse> {
    draw(&may, id_of(&id)?, just.put, None).await
}

async fn draw(may: &May<FillCart>, id: ListId, put: Option<usize>, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let opened = may.read(id, list::open).await?;
    let (list, token) = (&opened.list, may.form_token());
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/lists" { (l.say("list-title")) } }
        div.page-head {
            div { h1 { (list.name) @if list.is_shared { " " span.badge.badge--info { (l.say("list-shared")) } } } p { (l.tell(&say!("list-priced", number = &opened.contract.number, day = opened.contract.day))) } }
            @if may.actor().may(Right::PlaceOrders) { div.actions { a.button href={ "/standing-orders/new?list=" (list.id) } { (l.say("standing-make-from")) } } }
        }
        div id="notices" role="status" {
            @if let Some(count) = put { div.notice.notice--ok { (l.tell(&say!("list-put", count = count))) " " a href="/cart" { (l.say("catalogue-to-cart")) } } }
            @if let Some(no) = no { (components::refusal(l, no)) }
        }
        div.stack {
            @if opened.lines.is_empty() { section.empty { h2 { (l.say("list-empty")) } p { (l.say("list-empty-help")) } } } @else { (lines(l, &opened, &token)) }
            @if list.is_changeable { (line_form(l, list, &token)) (change_form(l, list, &token)) }
        }
    };
    Ok(may.page_at(&format!("/lists/{id}"), list.name.clone(), &body, no))
}

fn lines(l: Voice, opened: &Opened, token: &str) -> Markup {
    let list = &opened.list;
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { span.unseen { (l.say("list-choose")) } } th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("catalogue-price")) } th { (l.say("catalogue-stock")) } th { (l.say("again-changed")) } @if list.is_changeable { th { span.unseen { (l.say("cart-remove")) } } } } }
            tbody { @for (line, today) in &opened.lines { (row(l, opened, line, today, token)) } }
            tfoot { tr { th.num colspan="3" scope="row" { (l.say("order-total")) } td.num { (l.money(opened.total, opened.currency())) } } }
        } }
        form id="to-cart" method="post" action={ "/lists/" (list.id) "/cart" } data-once {
            (csrf_field(token))
            div.actions {
                button.button--primary type="submit" name="what" value="all" { (l.say("list-all-to-cart")) }
                button type="submit" name="what" value="chosen" { (l.say("list-chosen-to-cart")) }
            }
        }
    }
}

fn row(l: Voice, opened: &Opened, line: &Line, today: &Today, token: &str) -> Markup {
    let (currency, unit) = (opened.currency(), l.unit(&line.unit));
    let was = |code: &str| today.changes.contains(&code);
    html! {
        tr class=[(!today.is_possible()).then_some("is-off")] {
            td { @if today.is_possible() { input type="checkbox" form="to-cart" name="sku" value=(line.sku) aria-label=(l.tell(&say!("list-choose-one", name = line.name_in(l.lang)))); } }
            td {
                @if today.line.is_some() { a.name href=(paths::product(&line.sku)) { (line.name_in(l.lang)) } } @else { span.name { (line.name_in(l.lang)) } }
                br; span.sku { (line.sku) }
                @if let Some(objection) = &today.objection { p.fault { (l.tell(&objection.message(&line.sku))) } }
            }
            td.num data-label=(l.say("product-quantity")) { @if was("quantity") { del { (l.quantity(line.quantity)) } " " ins { (l.quantity(today.quantity)) } } @else { (l.quantity(line.quantity)) } " " (unit) }
            td.num data-label=(l.say("catalogue-price")) { @if was("price") { @if let Some(seen) = line.seen { del { (l.price(seen, currency)) } " " } } @if let Some(price) = today.unit_price() { (l.price(price, currency)) } }
            td data-label=(l.say("catalogue-stock")) { @if let Some(shown) = &today.stock { (stock(l, shown, unit)) } }
            td data-label=(l.say("again-changed")) { @for change in &today.changes { span class={ "badge badge--" (if *change == "price" { "info" } else { "warn" }) } { (l.say(&format!("again-{change}"))) } " " } @if today.changes.is_empty() { span.muted { (l.say("again-same")) } } }
            @if opened.list.is_changeable { td.num { form method="post" action={ "/lists/" (opened.list.id) "/lines" } {
                (csrf_field(token)) input type="hidden" name="sku" value=(line.sku);
                button.button--quiet.button--small type="submit" name="quantity" value="0" aria-label=(l.tell(&say!("cart-remove-of", name = line.name_in(l.lang)))) { (l.say("cart-remove")) }
            } } }
        }
    }
}

fn line_form(l: Voice, list: &Listed, token: &str) -> Markup {
    html! {
        form.card.form method="post" action={ "/lists/" (list.id) "/lines" } {
            (csrf_field(token))
            h2 { (l.say("list-add-line")) }
            div.field { label for="sku" { (l.say("quick-code")) } input id="sku" name="sku" maxlength="60" required autocomplete="off"; }
            div.field { label for="quantity" { (l.say("product-quantity")) } input.qty id="quantity" name="quantity" inputmode="decimal" required autocomplete="off"; }
            div.actions { button type="submit" { (l.say("list-save-line")) } }
        }
    }
}

fn change_form(l: Voice, list: &Listed, token: &str) -> Markup {
    html! {
        form.card.form method="post" action={ "/lists/" (list.id) } {
            (csrf_field(token))
            h2 { (l.say("list-settings")) }
            div.field { label for="name" { (l.say("list-name")) } input id="name" name="name" maxlength="80" required value=(list.name); }
            div.check { input type="checkbox" id="shared" name="shared" value="yes" checked[list.is_shared]; label for="shared" { (l.say("list-share")) } }
            div.actions { button type="submit" { (l.say("list-save")) } }
        }
        form method="post" action={ "/lists/" (list.id) "/removal" } { (csrf_field(token)) button.button--quiet type="submit" { (l.say("list-remove")) } }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    name: String,
    #[serde(default)]
    shared: String,
}

async fn change(may: May<FillCart>, id: web::Path<String>, Form(form): Form<Changed>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let change = Change { id, name: Some(form.name), is_shared: Some(!form.shared.is_empty()) };
    let outcome = may.write(change, list::change).await;
    back(&may, id, outcome, &format!("/lists/{id}")).await
}

/// The way on after a change, or the list again with why it was refused. What is not the caller's to see stays unfound.
async fn back(may: &May<FillCart>, id: ListId, outcome: Answer<()>, path: &str) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other(path)),
        Err(no @ No::Refused(_)) => draw(may, id, None, Some(&no)).await,
        Err(failed) => Err(failed),
    }
}

async fn remove(may: May<FillCart>, id: web::Path<String>, Form(()): Form<()>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let outcome = may.write(id, list::remove).await;
    back(&may, id, outcome, "/lists").await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedLine {
    sku: String,
    quantity: String,
}

async fn set_line(may: May<FillCart>, id: web::Path<String>, Form(form): Form<TypedLine>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let outcome = match may.voice().read_quantity(&form.quantity) {
        Some(quantity) => {
            let quantity = Some(quantity).filter(|quantity| quantity.steps() != 0);
            may.write(SetLine { id, sku: form.sku, quantity }, list::set_line).await
        }
        None => Err(No::invalid("quantity", "wrong_type", say!("quantity-not-number"))),
    };
    back(&may, id, outcome, &format!("/lists/{id}")).await
}

async fn to_cart(may: May<FillCart>, id: web::Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let (mut skus, mut is_all) = (Vec::new(), false);
    for (name, value) in fields {
        match (name.as_str(), value.as_str()) {
            ("sku", _) => skus.push(value),
            ("what", what) => is_all = what == "all",
            _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
        }
    }
    if is_all {
        skus.clear();
    } else if skus.is_empty() {
        // Of a list that is another's nothing is told, also not that a line must be chosen.
        return draw(&may, id, None, Some(&No::invalid("sku", "missing", say!("list-choose-some")))).await;
    }
    match may.write(ToCart { id, skus }, list::to_cart).await {
        Ok(opened) => {
            let count = opened.lines.iter().filter(|(_, today)| today.is_possible()).count();
            Ok(see_other(&components::link(&format!("/lists/{id}"), &[("put", &count.to_string())])))
        }
        Err(no) => back(&may, id, Err(no), "/lists").await,
    }
}

/// The form as a file: looked up page by page, and made outside of any transaction.
pub(in crate::orders) async fn form_file(may: &May<FillCart>) -> Answer<HttpResponse> {
    let l = may.voice();
    let mut page = may.read((l.lang, None), order_form::page).await?;
    let name = format!("order-form-{}.xlsx", page.contract.day);
    let mut form = OrderForm::begin(l, &page.contract)?;
    loop {
        let (checks, next) = (page.checks(|text| may.seal(text)), page.next.clone());
        form = tokio::task::spawn_blocking(move || form.with(l, &page, &checks)).await.map_err(No::failed)??;
        let Some(next) = next.filter(|_| form.has_room()) else { break };
        page = may.read((l.lang, Some(next)), order_form::page).await?;
    }
    let file = tokio::task::spawn_blocking(move || form.finish()).await.map_err(No::failed)??;
    Ok(HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "no-store"))
        .body(file))
}

async fn order_form_file(may: May<FillCart>) -> Answer<HttpResponse> {
    form_file(&may).await
}
