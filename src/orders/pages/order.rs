//! The pages of one order: its lines, history and documents; ordering again.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::progress::{self, Another};
use super::{amended, changed, receipt};
use crate::access::frame::see_other;
use crate::access::permission::marks::{CancelOrders, FillCart, ReadOrders};
use crate::access::{May, Right, Routes};
use crate::orders::again::{self, Again, AgainLine};
use crate::orders::history::Story;
use crate::orders::order::{Delivery, Order, Version};
use crate::orders::{State, cancel, history};
use crate::partners::{VatMode, delivery as way};
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::platform::web::changes;
use crate::platform::web::guard::Outside;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components};
use crate::say;
use crate::shop::{pages::stock, why};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/orders/{number}", one);
    routes.post("/orders/{number}/cancellation", cancel_order);
    routes.get("/orders/{number}/reorder", again_page);
    routes.post("/orders/{number}/reorder", order_again);
}

pub(super) fn badge(l: Voice, state: State) -> Markup {
    html! { span class={ "badge badge--" (state.tone()) } { (l.say(&format!("order-state-{state}"))) } }
}

crate::words! {
    /// What has just been done to the order.
    pub enum Done {
        /// It was cancelled.
        Cancelled = "cancelled",
        /// The warehouse was asked to cancel it.
        CancellationAsked = "cancellation_asked",
        /// Another day was promised.
        Promised = "promised",
        /// It was changed.
        Changed = "changed",
        /// The warehouse was asked to change it.
        ChangeAsked = "change_asked",
        /// The buyer was asked to agree to a change.
        ChangeProposed = "change_proposed",
        /// Somebody answered about a change.
        ChangeAnswered = "change_answered",
    }
}

/// What has just been done, as the page that did it tells.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Just {
    #[serde(default)]
    placed: String,
    done: Option<Done>,
}

async fn one(
    may: May<ReadOrders>,
    number: web::Path<String>,
    Params(just): Params<Just>,
    outside: web::Data<Outside>,
) -> Answer<HttpResponse> {
    show(&may, number.into_inner(), &just, Refused::default(), &outside.base_url).await
}

fn done_note(l: Voice, just: &Just, order: &Order) -> Markup {
    // The address may be opened again later: a note that is not true any more is not shown.
    let is_cancelled = just.done == Some(Done::Cancelled) && order.state == State::Cancelled;
    let is_promised = just.done == Some(Done::Promised) && order.has_open();
    html! {
        @if !just.placed.is_empty() { div.notice.notice--ok role="status" data-kept-clear="/cart" { (l.tell(&say!("order-placed-note", number = &order.number))) @match just.placed.as_str() { "lower" => { " " (l.say("order-placed-lower")) } "part" => { " " (l.say("order-placed-part")) } _ => {} } } }
        @if is_cancelled { (components::notice("ok", &l.tell(&say!("order-cancelled-note", number = &order.number)))) }
        @if just.done == Some(Done::Changed) { (components::notice("ok", &l.tell(&say!("change-done-note", version = order.version)))) }
        @if is_promised { (components::notice("ok", &l.say("promise-changed-note"))) }
    }
}

/// What was refused, and the promise that was typed where it was one.
#[derive(Clone, Copy, Default)]
struct Refused<'n> {
    no: Option<&'n No>,
    promise: Option<&'n Another>,
}

/// `base` is the address of the house for what is printed; empty where a page after a refusal is only looked at.
async fn show(may: &May<ReadOrders>, number: String, just: &Just, refused: Refused<'_>, base: &str) -> Answer<HttpResponse> {
    let (l, no) = (may.voice(), refused.no);
    let whole = may.read(number, history::look_whole).await?;
    let order = &whole.order;
    let title = l.tell(&say!("order-title", number = &order.number));
    let body = html! {
        (done_note(l, just, order))
        (progress::notices(l, &whole, may.actor().may(Right::ShipOrders)))
        (amended::panel(l, may, &whole))
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.page-head {
            div { h1 { (title) " " (badge(l, order.state)) @if order.is_late(whole.today) { " " (progress::late(l)) } } p { (l.tell(&say!("order-version", version = order.version, at = order.placed_at))) } }
            (actions(l, may, &whole))
        }
        div.stack { (facts(l, order)) (lines(l, &whole)) (progress::sections(l, may, &whole, refused.promise)) (story(l, &whole.versions)) (receipt::on_paper(l, whole.leaf.as_deref(), base)) }
    };
    Ok(may.page_at(&format!("/orders/{}", order.number), title, &body, no))
}

/// What can be done with the order. What the caller's role lets him only look at has no button that would be refused.
fn actions(l: Voice, may: &May<ReadOrders>, whole: &Story) -> Markup {
    let (actor, order) = (may.actor(), &whole.order);
    let has_right = actor.may(Right::PlaceOrders) || actor.may(Right::CancelOrders);
    let only_looks = actor.company.is_some() && has_right && !whole.may_change && !whole.may_cancel && is_cancellable(order);
    html! {
        div.actions {
            (receipt::link(l, &order.number))
            @if actor.may(Right::FillCart) && actor.company.is_some() { a.button.button--primary href={ "/orders/" (order.number) "/reorder" } { (l.say("order-again")) } a.button href={ "/lists?order=" (order.number) } { (l.say("list-make-from")) } }
            @if actor.may(Right::PlaceOrders) && actor.company.is_some() { a.button href={ "/standing-orders/new?order=" (order.number) } { (l.say("standing-make-from")) } }
            @if whole.may_change && is_cancellable(order) { a.button href={ "/orders/" (order.number) "/change" } { (l.say("change-button")) } }
            @if actor.may(Right::EditOrders) && is_cancellable(order) { a.button href={ "/orders/" (order.number) "/edit" } { (l.say("change-edit-button")) } }
            @if only_looks { p.hint { (l.say("order-only-look")) } }
            @if whole.may_cancel && is_cancellable(order) {
                details.confirm {
                    summary.button.button--danger { (l.say("order-cancel")) }
                    form method="post" action={ "/orders/" (order.number) "/cancellation" } data-once {
                        (csrf_field(&may.form_token()))
                        p { (l.say(if order.state.is_in_work() { "order-cancel-ask" } else { "order-cancel-sure" })) }
                        button.button--danger type="submit" { (l.say("order-cancel-yes")) }
                    }
                }
            }
        }
    }
}

/// Whether cancelling can be asked for: nobody has asked yet, and not everything has left.
fn is_cancellable(order: &Order) -> bool {
    order.state.is_cancellable() || (order.state.is_in_work() && !order.is_cancellation_asked)
}

/// The order's page with what was refused.
pub(super) async fn again_with(may: &May<ReadOrders>, number: String, no: &No) -> Answer<HttpResponse> {
    show(may, number, &Just::default(), Refused { no: Some(no), promise: None }, "").await
}

/// The same with the promise as it was typed.
pub(super) async fn again_promising(may: &May<ReadOrders>, number: String, typed: &Another, no: &No) -> Answer<HttpResponse> {
    show(may, number, &Just::default(), Refused { no: Some(no), promise: Some(typed) }, "").await
}

fn facts(l: Voice, order: &Order) -> Markup {
    let partner =
        order.unit.as_ref().map_or_else(|| order.partner.name.clone(), |unit| format!("{}, {unit}", order.partner.name));
    let who = match &order.on_behalf_of {
        Some(company) => l.tell(&say!("order-on-behalf", person = &order.placed_by, company = company)),
        None => order.placed_by.clone(),
    };
    html! {
        section.card { dl.facts {
            div { (components::fact(&l.say("order-partner"), &partner)) }
            div { (components::fact(&l.say("order-placed-by"), &who)) }
            div { (components::fact(&l.say("order-contract"), &format!("{}, {}", order.contract.number, payment_words(l, &order.contract.payment)))) }
            div { (components::fact(&l.say("order-your-number"), order.your_number.as_deref().unwrap_or_default())) }
            div { (components::fact(&l.say("order-requested-on"), &order.requested_on.map(|d| l.day(d)).unwrap_or_default())) }
            @if let Some(delivery) = &order.delivery { div { (components::fact(&l.say("order-delivery"), &format!("{}: {}. {}", delivery.name, delivery.address, way::name(l.lang, &delivery.method)))) } }
            div { (components::fact(&l.say("order-comment"), order.comment.as_deref().unwrap_or_default())) }
        } }
    }
}

/// Terms of payment as kept (`prepaid`, `net 30`), in words.
fn payment_words(l: Voice, terms: &str) -> String {
    match terms.strip_prefix("net ").and_then(|days| days.parse::<i64>().ok()) {
        Some(days) => l.tell(&say!("payment-net", days = days)),
        None => l.say("payment-prepaid"),
    }
}

fn lines(l: Voice, whole: &Story) -> Markup {
    let order = &whole.order;
    let money = |amount| l.money(amount, order.currency);
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th.pos { "№" } th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("order-vat")) } th.num { (l.say("cart-sum")) } } }
            tbody { @for (i, line) in (1i64..).zip(&order.lines) { tr {
                td.num.pos { (i) }
                td { span.name { (line.name_in(l.lang)) } br; (components::article(l, &line.sku, line.own_number.as_deref()))
                    @for part in &line.allocations { " " span.badge.badge--plain { (part.code) " " (l.quantity(part.quantity)) } } }
                td.num data-label=(l.say("product-quantity")) { div { (l.quantity(line.quantity)) " " (l.unit(&line.unit)) (progress::of_line(l, whole, line, i)) } }
                td.num data-label=(l.say("catalogue-price")) { div { (l.price(line.unit_price, order.currency))
                    details.why name="why" { summary { (l.say("why-summary")) } div.why-body { (why::steps(l, &line.explanation, line.unit_price, order.currency)) p.muted { (why::vat_words(l, line.vat_rate, order.contract.vat_mode)) } } } } }
                td.num data-label=(l.say("order-vat")) { (money(line.vat)) }
                td.num data-label=(l.say("cart-sum")) { (money(line.sum)) }
            } } }
            tfoot {
                @if let Some(delivery) = order.delivery.as_ref().filter(|d| d.cost.is_positive()) { tr { th.num colspan="5" scope="row" { (way::name(l.lang, &delivery.method)) } td.num { (money(as_prices_stand(order, delivery))) } } }
                tr { th.num colspan="5" scope="row" { (l.say("order-net")) } td.num { (money(order.net)) } }
                tr { th.num colspan="5" scope="row" { (l.say("order-vat")) } td.num { (money(order.vat)) } }
                tr { th.num colspan="5" scope="row" { (l.say("order-total")) } td.num { (money(order.total)) } }
            }
        } }
    }
}

/// What delivery costs as the contract's prices stand to VAT, so that the column adds up.
fn as_prices_stand(order: &Order, delivery: &Delivery) -> Money {
    match order.contract.vat_mode {
        VatMode::Included => delivery.cost,
        VatMode::OnTop => delivery.cost.minus(delivery.vat).unwrap_or(delivery.cost),
    }
}

fn story(l: Voice, versions: &[Version]) -> Markup {
    html! {
        section.card { h2 { (l.say("order-story")) } ol.timeline {
            @for version in versions { li { time datetime=(version.at) { (l.moment(version.at)) } " " (l.say(&format!("order-was-{}", version.what))) " · " (version.actor) } }
        } }
    }
}

async fn cancel_order(may: May<CancelOrders>, number: web::Path<String>, Form(()): Form<()>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    match may.write(number.clone(), cancel::cancel).await {
        Ok(order) => {
            let done = if order.is_cancellation_asked { Done::CancellationAsked } else { Done::Cancelled };
            Ok(see_other(&components::link(&format!("/orders/{number}"), &[("done", done.as_str())])))
        }
        Err(no @ No::Refused(_)) if no.code() != "not_found" => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            again_with(&reading, number, &no).await
        }
        Err(no) => Err(no),
    }
}

async fn again_page(may: May<FillCart>, number: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let again = may.read(number.into_inner(), again::look).await?;
    let title = l.tell(&say!("again-title", number = &again.number));
    let is_possible = again.lines.iter().any(|line| line.is_possible);
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("again-lede")) } } }
        (changes::what_changed(l, &l.say("again-changed"), &changed::of_again(l, &again)))
        (again_table(l, &again))
        @if is_possible {
            form method="post" action={ "/orders/" (again.number) "/reorder" } data-once { (csrf_field(&may.form_token())) div.actions { button.button--primary type="submit" { (l.say("again-add")) } a.button href={ "/orders/" (again.number) } { (l.say("again-back")) } } }
        } @else { (components::notice("warn", &l.say("again-nothing"))) }
    };
    Ok(may.page(title, &body))
}

fn again_table(l: Voice, again: &Again) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("catalogue-price")) } th { (l.say("catalogue-stock")) } th { (l.say("again-changed")) } } }
            tbody { @for line in &again.lines { (again_row(l, again, line)) } }
        } }
    }
}

fn again_row(l: Voice, again: &Again, line: &AgainLine) -> Markup {
    let was = |code: &str| line.changes.contains(&code);
    html! {
        tr class=[(!line.is_possible).then_some("is-off")] {
            td { span.name { (line.old.name_in(l.lang)) } br; span.sku { (line.old.sku) } @if let Some(objection) = &line.objection { p.fault { (l.tell(&objection.message(&line.old.sku))) } } }
            td.num data-label=(l.say("product-quantity")) { @if was("quantity") { del { (l.quantity(line.old.quantity)) } " " ins { (l.quantity(line.quantity)) } } @else { (l.quantity(line.quantity)) } " " (l.unit(&line.old.unit)) }
            td.num data-label=(l.say("catalogue-price")) { @if was("price") { del { (l.price(line.old.unit_price, again.currency)) } " " } @if let Some(price) = line.unit_price { (l.price(price, again.currency)) } }
            td data-label=(l.say("catalogue-stock")) { @if let Some(shown) = &line.stock { (stock(l, shown, l.unit(&line.old.unit))) } }
            td data-label=(l.say("again-changed")) { @for change in &line.changes { span class={ "badge badge--" (if *change == "price" { "info" } else { "warn" }) } { (l.say(&format!("again-{change}"))) } " " } @if line.changes.is_empty() { span.muted { (l.say("again-same")) } } }
        }
    }
}

async fn order_again(may: May<FillCart>, number: web::Path<String>, Form(()): Form<()>) -> Answer<HttpResponse> {
    may.write(number.into_inner(), again::reorder).await?;
    Ok(see_other("/cart"))
}
