//! The goods of a list with their fields: one form around the page, a row for each good, what all of it comes to. The same table is
//! shown as cards where that is chosen, and on narrow screens.

use maud::{Markup, html};

use super::super::asked::View;
use super::super::filled::{FORM, QUANTITY, WAS};
use super::super::offer::Offer;
use super::super::pictures;
use super::super::sheet::{Line, Sheet, Total};
use super::{price, stock};
use crate::partners::{Contract, VatMode};
use crate::platform::web::Voice;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{components, paths};
use crate::pricing::Hint;
use crate::pricing::terms::TierKind;
use crate::say;

/// What stands around the goods.
pub(super) struct Around<'a> {
    pub view: View,
    pub token: &'a str,
    /// The address of this page.
    pub back: &'a str,
    /// Whether this is the beginning of the list.
    pub is_first: bool,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// The form.
pub(super) fn form(l: Voice, sheet: &Sheet, around: &Around<'_>) -> Markup {
    let page = &sheet.page;
    let is_pictured = page.offers.iter().any(|offer| offer.product.picture.is_some());
    let mut fields = 0usize..;
    html! {
        form id="compare" method="get" action="/compare" {}
        form id="sheet" method="post" action="/cart/lines/many" data-swap="#sheet" data-keep=(FORM) data-sums="/catalogue/sums" {
            (csrf_field(around.token))
            input type="hidden" name="back" value=(around.back);
            // What Enter presses where no script leads on to the next field.
            button.unseen type="submit" tabindex="-1" aria-hidden="true" { (l.say("sheet-put-all")) }
            div.table-wrap { table.table.table--stack.table--cards[around.view == View::Cards] {
                thead { tr { @if is_pictured { th { span.unseen { (l.say("picture-title")) } } } th { (l.say("catalogue-product")) } th { (l.say("catalogue-stock")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("catalogue-order")) } } }
                tbody {
                    @for (i, (offer, line)) in page.offers.iter().zip(&sheet.lines).enumerate() {
                        @let field = offer.quote.as_ref().and_then(|_| fields.next());
                        (row(l, i, field, offer, line, &page.contract, is_pictured))
                    }
                }
            } }
            @for typed in &sheet.carried {
                input type="hidden" name={ (QUANTITY) (typed.sku) } value=(typed.text);
                @if let Some(was) = &typed.was { input type="hidden" name={ (WAS) (typed.sku) } value=(was); }
            }
            (pager(l, around))
            div.sheet-bar {
                (total(l, &sheet.total, &page.contract))
                div.actions {
                    button.button--quiet type="submit" form="compare" { (l.say("compare-marked")) }
                    button.without-js type="submit" name="count" value="1" { (l.say("cart-recount")) }
                    button.button--primary type="submit" { (l.say("sheet-put-all")) }
                }
            }
        }
    }
}

fn row(l: Voice, i: usize, field: Option<usize>, offer: &Offer, line: &Line, contract: &Contract, is_pictured: bool) -> Markup {
    let product = &offer.product;
    html! {
        tr id={ "row-" (i) } {
            @if is_pictured { td.thumb { @if let Some(picture) = product.picture { (pictures::small(picture)) } } }
            td { a.name href=(paths::product(&product.sku)) { (product.name_in(l.lang)) } div.marks { span.sku { (product.sku) } (tick(l, product.name_in(l.lang), &product.sku))
                a.hint href=(components::link("/lists", &[("sku", product.sku.as_str())])) { (l.say("list-add-product")) } }
                @if let Some((at, quantity)) = offer.ordered { small.muted { (l.tell(&say!("sheet-ordered", day = l.day_of(at), quantity = quantity, unit = product.unit_name(l.lang)))) } }
            }
            td data-label=(l.say("catalogue-stock")) { (stock(l, &offer.stock, product.unit_name(l.lang))) }
            td.num data-label=(l.say("catalogue-price")) { div { (price(l, offer, contract)) } }
            td { @if let Some(field) = field { (fill(l, field, line, contract)) } }
        }
    }
}

/// The field of a good, with the button that puts it into the cart alone.
fn fill(l: Voice, field: usize, line: &Line, contract: &Contract) -> Markup {
    let product = &line.product;
    let is_refused = line.objection.as_ref().is_some_and(|objection| objection.is_refused);
    let id = format!("n{field}");
    html! {
        div.add {
            input.qty name={ (QUANTITY) (product.sku) } inputmode="decimal" autocomplete="off" value=(line.text)
                aria-invalid=[is_refused.then_some("true")] aria-describedby=(id)
                aria-label=(l.tell(&say!("catalogue-quantity-of", unit = product.unit_name(l.lang), name = product.name_in(l.lang))));
            @if let Some(in_cart) = line.in_cart { input type="hidden" name={ (WAS) (product.sku) } value=(l.typed(in_cart.decimal().normalize())); }
            span.unit { (product.unit_name(l.lang)) }
            button.button--primary type="submit" name="only" value=(product.sku) { (l.say("catalogue-add")) }
        }
        (told(l, &id, line, contract))
    }
}

/// The box that marks a good for comparing.
fn tick(l: Voice, name: &str, sku: &str) -> Markup {
    html! { label.tick { input type="checkbox" form="compare" name="sku" value=(sku) aria-label=(l.tell(&say!("compare-tick", name = name))); span aria-hidden="true" { (l.say("compare-short")) } } }
}

/// What a field comes to: its sum, what more would bring, or why it cannot be ordered so, with buttons of quantities that can.
pub(super) fn told(l: Voice, id: &str, line: &Line, contract: &Contract) -> Markup {
    let currency = contract.currency;
    html! {
        div.told id=(id) {
            @if let (Some(price), Some(amounts)) = (line.unit_price, line.amounts) { span { (l.price(price, currency)) " → " b { (l.money(amounts.sum, currency)) } } }
            @if let Some(objection) = &line.objection {
                p.fault { (l.tell(&objection.message)) }
                @if !objection.offers.is_empty() {
                    div.row { @for offer in &objection.offers {
                        button.button--small type="submit" name="fix" value={ (offer.plain()) " " (line.product.sku) } { (l.tell(&say!("sheet-take", quantity = *offer, unit = line.product.unit_name(l.lang)))) }
                    } }
                }
            }
            @if let Some(hint) = &line.hint { span.tier-hint { (hinted(l, hint, line)) } }
        }
    }
}

/// «3 more: −4 %», or where it begins while nothing is typed.
fn hinted(l: Voice, hint: &Hint, line: &Line) -> String {
    let (unit, percent) = (line.product.unit_name(l.lang), hint.percent);
    match (line.quantity, hint.kind) {
        (None, _) => l.tell(&say!("sheet-hint-from", from = hint.from, unit = unit, percent = percent.to_string())),
        (Some(_), TierKind::Whole) => l.tell(&say!("sheet-hint", more = hint.more, unit = unit, percent = percent.to_string())),
        (Some(_), TierKind::Above) => {
            l.tell(&say!("sheet-hint-above", more = hint.more, unit = unit, percent = percent.to_string()))
        }
    }
}

/// What everything typed comes to, as the prices stand to VAT.
pub(super) fn total(l: Voice, total: &Total, contract: &Contract) -> Markup {
    let sum = (total.amounts.sum, contract.currency);
    html! {
        p.sheet-total id="sheet-total" role="status" {
            @if total.lines == 0 { (l.say("sheet-none")) } @else {
                (l.tell(&say!("sheet-total", count = total.lines))) " " b { (l.money(sum.0, sum.1)) }
                @if contract.vat_mode == VatMode::OnTop { " " small.muted { (l.say("catalogue-vat-on-top")) } }
            }
        }
    }
}

/// Other pages of the list: buttons of the form, so that what was typed goes along.
fn pager(l: Voice, around: &Around<'_>) -> Markup {
    html! {
        @if !around.is_first || around.next.is_some() {
            nav.pager aria-label=(l.say("shell-pages")) {
                @if !around.is_first { button type="submit" name="to" value="" { (l.say("shell-first-page")) } }
                @if let Some(next) = &around.next { button type="submit" name="to" value=(next) { (l.say("shell-next-page")) } }
            }
        }
    }
}
