//! Editing an order in the office: lines, prices, terms, what that would do, and applying it. What is typed is kept as a draft on the
//! server, so nothing is lost; the order stays as it is until the draft is applied.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use super::amended;
use super::change::{quantity_of, refusal};
use crate::access::frame::see_other;
use crate::access::permission::marks::EditOrders;
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::change::ChangeState;
use crate::orders::draft::{self, Application, Draft, Opened};
use crate::orders::order::{Order, OrderLine};
use crate::orders::revision::{RevisedLine, RevisedTerms, Revision};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, UnitPrice};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Lang, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/orders/{number}/edit", page);
    routes.post("/orders/{number}/edit", edit);
}

/// Rows for lines that shall be added.
const BLANK_ROWS: usize = 2;

/// A row of the form as it is typed.
#[derive(Default, Clone)]
struct Row {
    sku: String,
    quantity: String,
    price: String,
    why: String,
}

/// What was typed into the form.
#[derive(Default)]
struct Typed {
    version: i64,
    rows: Vec<Row>,
    address: String,
    requested_on: String,
    comment: String,
    step: String,
    key: String,
    total: String,
    reason: String,
}

fn typed(fields: Vec<(String, String)>) -> Answer<Typed> {
    let mut typed = Typed::default();
    for (name, value) in fields {
        match name.as_str() {
            "sku" => typed.rows.push(Row { sku: value.trim().to_owned(), ..Row::default() }),
            "quantity" | "unit_price" | "why" => {
                let Some(row) = typed.rows.last_mut() else { continue };
                match name.as_str() {
                    "quantity" => row.quantity = value,
                    "unit_price" => row.price = value,
                    _ => row.why = value,
                }
            }
            "version" => typed.version = value.parse().unwrap_or_default(),
            "address" => typed.address = value,
            "requested_on" => typed.requested_on = value,
            "comment" => typed.comment = value,
            "step" => typed.step = value,
            "key" => typed.key = value,
            "total" => typed.total = value,
            "reason" => typed.reason = value,
            _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
        }
    }
    Ok(typed)
}

fn line_of<'o>(order: &'o Order, sku: &str) -> Option<&'o OrderLine> {
    order.lines.iter().find(|line| line.sku == sku)
}

/// The draft of what was typed: the lines that are different from the order's, and all terms.
fn draft_of(lang: Lang, order: &Order, typed: &Typed) -> Answer<Draft> {
    let mut lines = Vec::new();
    for row in typed.rows.iter().filter(|row| !row.sku.is_empty()) {
        let known = line_of(order, &row.sku);
        let quantity = match (row.quantity.trim().is_empty(), known) {
            (true, Some(line)) => line.wanted(),
            _ => quantity_of(lang, &row.quantity)?,
        };
        let unfit = || No::invalid("unit_price", "wrong_type", say!("change-price-not-number"));
        let price = match row.price.trim() {
            "" => None,
            price => Some(lang.read_price(price).ok_or_else(unfit)?),
        };
        // The price that it has is worth naming where the quantity is another: the line would be priced anew.
        let is_other = |price: &UnitPrice| known.is_none_or(|line| line.unit_price != *price || line.wanted() != quantity);
        let unit_price = price.filter(is_other);
        let is_same = known.is_some_and(|line| line.wanted() == quantity) && unit_price.is_none();
        if !is_same {
            let reason = Some(row.why.trim().to_owned()).filter(|why| !why.is_empty());
            lines.push(RevisedLine { sku: row.sku.clone(), quantity, unit_price, reason });
        }
    }
    let terms = RevisedTerms {
        address: Some(typed.address.clone()).filter(|name| !name.is_empty()),
        requested_on: day(&typed.requested_on, "requested_on")?,
        comment: Some(typed.comment.trim().replace("\r\n", "\n")).filter(|comment| !comment.is_empty()),
    };
    Ok(Draft { version: typed.version, revision: Revision { lines, terms: Some(terms) } })
}

async fn page(may: May<EditOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let opened = may.read(number.into_inner(), draft::look).await?;
    show(&may, &opened, None, None)
}

async fn edit(
    may: May<EditOrders>,
    number: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let opened = may.read(number.clone(), draft::look).await?;
    let typed = typed(fields)?;
    if typed.step == "discard" {
        may.write(number.clone(), draft::discard).await?;
        return Ok(see_other(&format!("/orders/{number}")));
    }
    let kept = match draft_of(may.voice().lang, &opened.order, &typed) {
        Ok(draft) => may.write((number.clone(), draft), draft::keep).await,
        Err(no) => Err(no),
    };
    match kept {
        Ok(()) if typed.step == "apply" => apply(&may, number, &typed).await,
        Ok(()) if typed.reason.trim().is_empty() => Ok(see_other(&format!("/orders/{number}/edit"))),
        Ok(()) => show(&may, &may.read(number, draft::look).await?, Some(&typed), None),
        Err(no @ No::Refused(_)) => show(&may, &opened, Some(&typed), Some(&no)),
        Err(failed) => Err(failed),
    }
}

async fn apply(may: &May<EditOrders>, number: String, typed: &Typed) -> Answer<HttpResponse> {
    let key = IdempotencyKey::parse(&typed.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let total = Some(typed.total.as_str()).filter(|total| !total.is_empty()).map(Money::parse).transpose();
    let total = total.map_err(|_| No::invalid("total", "wrong_type", say!("error-wrong-type")))?;
    let reason = Some(typed.reason.clone()).filter(|reason| !reason.trim().is_empty());
    let new = Application { order: number.clone(), total, reason };
    match may.write_once("applications", &key, new, draft::apply).await {
        Ok(done) => {
            let word = match done.value.state {
                ChangeState::AskedBuyer => "change_proposed",
                ChangeState::Asked => "change_asked",
                ChangeState::Applied | ChangeState::Refused | ChangeState::Withdrawn => "changed",
            };
            Ok(see_other(&components::link(&format!("/orders/{number}"), &[("done", word)])))
        }
        Err(no @ No::Refused(_)) => {
            // What was typed is the draft by now, but the reason is not kept there.
            let opened = may.read(number, draft::look).await?;
            show(may, &opened, Some(typed), Some(&no))
        }
        Err(failed) => Err(failed),
    }
}

/// The rows of the form: as they were typed, else as the draft has them, else as the order has them.
fn rows(opened: &Opened, typed: Option<&Typed>) -> Vec<Row> {
    if let Some(typed) = typed {
        return typed.rows.clone();
    }
    let drafted = &opened.draft.revision.lines;
    let of_draft = |line: &RevisedLine| Row {
        sku: line.sku.clone(),
        quantity: line.quantity.plain(),
        price: line.unit_price.map(|price| price.decimal().normalize().to_string()).unwrap_or_default(),
        why: line.reason.clone().unwrap_or_default(),
    };
    let of_order = |line: &OrderLine| {
        let plain = || Row { sku: line.sku.clone(), quantity: line.wanted().plain(), ..Row::default() };
        drafted.iter().find(|drafted| drafted.sku == line.sku).map_or_else(plain, of_draft)
    };
    let added = drafted.iter().filter(|line| line_of(&opened.order, &line.sku).is_none()).map(of_draft);
    let blank = std::iter::repeat_n(Row::default(), BLANK_ROWS);
    opened.order.lines.iter().map(of_order).chain(added).chain(blank).collect()
}

fn show(may: &May<EditOrders>, opened: &Opened, typed: Option<&Typed>, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let order = &opened.order;
    let title = l.tell(&say!("change-edit-title", number = &order.number));
    let back = format!("/orders/{}", order.number);
    let is_ended = crate::orders::change::check_changeable(order).is_err();
    let is_applicable = matches!(&opened.effect, Some(Ok(_)));
    let key = IdempotencyKey::fresh()?;
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("change-edit-lede")) } } a.button href=(back) { (l.say("again-back")) } }
        @if let Some(no) = no { (refusal(l, no, order)) }
        @if let (Some(Err(problem)), None) = (&opened.effect, no) { (components::refusal(l, problem)) }
        @if opened.waiting.is_some() { (components::notice("warn", &l.say("change-edit-waiting"))) }
        @if !opened.since.is_empty() {
            section.changes { h2 { (l.tell(&say!("change-since", version = order.version))) } (amended::list(l, &opened.since, order.currency)) }
        }
        @if !is_ended {
            form.stack id="edit" method="post" action={ (back) "/edit" } data-once {
                (csrf_field(&may.form_token()))
                input type="hidden" name="version" value=(order.version);
                input type="hidden" name="key" value=(key);
                (lines(l, opened, &rows(opened, typed)))
                (terms(l, opened, typed))
                @if let Some(Ok(effect)) = &opened.effect {
                    section.changes aria-labelledby="changes-h" {
                        (amended::effect(l, effect))
                        p { (l.say(if effect.after.total > order.total { "change-edit-asks" } else if order.state.is_in_work() { "change-edit-asks-warehouse" } else { "change-edit-at-once" })) }
                        input type="hidden" name="total" value=(effect.after.total);
                        div.field.field--wide { label for="reason" { (l.say("change-edit-reason")) } input id="reason" name="reason" maxlength="300" value=(typed.map(|t| t.reason.as_str()).unwrap_or_default()); }
                    }
                }
                div.actions {
                    button class=[(!is_applicable).then_some("button--primary")] type="submit" name="step" value="keep" { (l.say("change-edit-keep")) }
                    @if is_applicable { button.button--primary type="submit" name="step" value="apply" { (l.say("change-edit-apply")) } }
                    @if opened.is_kept { button.button--quiet type="submit" name="step" value="discard" { (l.say("change-edit-discard")) } }
                }
            }
        }
    };
    Ok(may.page_at(&back, title, &body, no))
}

fn lines(l: Voice, opened: &Opened, rows: &[Row]) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr {
                th { (l.say("catalogue-product")) } th.num { (l.say("change-ordered")) } th.num { (l.say("change-wanted")) }
                th.num { (l.say("catalogue-price")) } @if opened.may_price { th.num { (l.say("change-price")) } th { (l.say("change-price-why")) } }
            } }
            tbody { @for row in rows { (line(l, opened, row)) } }
        } }
        p.muted { (l.say("change-zero-help")) " " (l.say("change-edit-lines-help")) }
    }
}

fn line(l: Voice, opened: &Opened, row: &Row) -> Markup {
    let (order, known) = (&opened.order, line_of(&opened.order, &row.sku));
    let name = known.map_or(row.sku.as_str(), |line| line.name_in(l.lang));
    html! {
        tr {
            td {
                @match known {
                    Some(line) => { span.name { (name) } br; span.sku { (line.sku) } input type="hidden" name="sku" value=(line.sku);
                        @if line.shipped.is_positive() { br; small.muted { (l.tell(&say!("change-left", quantity = line.shipped))) } } }
                    None => { input name="sku" value=(row.sku) maxlength="100" aria-label=(l.say("change-add-sku")) placeholder=(l.say("change-add-sku")); }
                }
            }
            td.num data-label=(l.say("change-ordered")) { @if let Some(line) = known { (l.quantity(line.wanted())) } }
            td.num data-label=(l.say("change-wanted")) { input.qty name="quantity" inputmode="decimal" value=(row.quantity) aria-label=(l.tell(&say!("change-wanted-of", name = name))); }
            td.num data-label=(l.say("catalogue-price")) { @if let Some(line) = known { (l.price(line.unit_price, order.currency)) } }
            @if opened.may_price {
                td.num data-label=(l.say("change-price")) { input.qty name="unit_price" inputmode="decimal" value=(row.price) aria-label=(l.tell(&say!("change-price-of", name = name))); }
                td data-label=(l.say("change-price-why")) { input name="why" maxlength="300" value=(row.why) aria-label=(l.tell(&say!("change-price-why-of", name = name))); }
            }
        }
    }
}

fn terms(l: Voice, opened: &Opened, typed: Option<&Typed>) -> Markup {
    let order = &opened.order;
    let drafted = opened.draft.revision.terms.as_ref();
    let current = order.delivery.as_ref().map(|to| to.name.clone()).unwrap_or_default();
    let address = typed.map(|t| t.address.clone()).or(drafted.and_then(|terms| terms.address.clone())).unwrap_or(current);
    let day = match (typed, drafted) {
        (Some(typed), _) => typed.requested_on.clone(),
        (None, Some(terms)) => terms.requested_on.map(|day| day.to_string()).unwrap_or_default(),
        (None, None) => order.requested_on.map(|day| day.to_string()).unwrap_or_default(),
    };
    let comment = match (typed, drafted) {
        (Some(typed), _) => typed.comment.clone(),
        (None, Some(terms)) => terms.comment.clone().unwrap_or_default(),
        (None, None) => order.comment.clone().unwrap_or_default(),
    };
    html! {
        div.card.form {
            @if !opened.addresses.is_empty() {
                div.field { label for="address" { (l.say("cart-choose-address")) } select id="address" name="address" {
                    @if !opened.addresses.iter().any(|a| a.name == address) { option value="" selected { (address) } }
                    @for a in &opened.addresses { option value=(a.name) selected[a.name == address] { (a.name) ", " (a.delivery_method) @if a.delivery_cost.is_positive() { " · " (l.money(a.delivery_cost, order.currency)) } } }
                } }
            }
            div.field { label for="requested_on" { (l.say("order-requested-on")) } input id="requested_on" type="date" name="requested_on" value=(day); }
            div.field.field--wide { label for="comment" { (l.say("order-comment")) } textarea id="comment" name="comment" maxlength="2000" { (comment) } }
        }
    }
}
