//! An invoice as a document, made to be printed, with what paid it and the days that were granted below.

use maud::{Markup, html};

use super::contract_link;
use crate::access::{Actor, Right};
use crate::platform::values::Percent;
use crate::platform::web::{Voice, components};
use crate::receivables::invoice::{BillLine, Invoice, InvoiceKind};
use crate::receivables::open_item::Looked;
use crate::say;

/// What the document is called.
pub(super) fn title(l: Voice, invoice: &Invoice) -> String {
    let (number, day) = (&invoice.number, invoice.issued_on);
    l.tell(&match invoice.kind {
        InvoiceKind::Invoice => say!("invoice-title", number = number, day = day),
        InvoiceKind::Proforma => say!("invoice-title-proforma", number = number, day = day),
        InvoiceKind::Opening => say!("invoice-title-opening", number = number, day = day),
    })
}

/// The document.
pub(super) fn document(l: Voice, seen: &Looked, actor: &Actor) -> Markup {
    let invoice = &seen.invoice;
    html! {
        section.card { (facts(l, seen, actor)) }
        @if invoice.lines.is_empty() {
            section.card { p { (l.say("invoice-opening-words")) } p.figure { (l.money(invoice.total, invoice.currency)) } }
        } @else { (lines(l, seen)) }
    }
}

fn facts(l: Voice, seen: &Looked, actor: &Actor) -> Markup {
    let may_read_orders = actor.may(Right::ReadOrders);
    let (invoice, buyer) = (&seen.invoice, &seen.invoice.buyer);
    let fact = |key: &str, value: &str| html! { @if !value.is_empty() { div { (components::fact(&l.say(key), value)) } } };
    html! {
        dl.facts {
            (fact("invoice-seller", &invoice.seller))
            (fact("invoice-buyer", &buyer.name))
            (fact("invoice-inn", &numbers(buyer.inn.as_deref(), buyer.kpp.as_deref())))
            (fact("invoice-address", buyer.address.as_deref().unwrap_or_default()))
            div { dt { (l.say("money-contract-number")) } dd { (contract_link(actor, &invoice.contract)) } }
            @if let Some(order) = &invoice.order { div { dt { (l.say("invoice-order")) } dd {
                @if may_read_orders { a href={ "/orders/" (order) } { (order) } } @else { (order) }
            } } }
            (fact("invoice-your-number", invoice.your_number.as_deref().unwrap_or_default()))
            @if let Some(shipment) = &invoice.shipment { div { dt { (l.say("invoice-shipment")) } dd {
                @if may_read_orders { a href={ "/shipments/" (shipment) } { (shipment) } } @else { (shipment) }
            } } }
            (fact("invoice-due", &l.day(seen.item.due_on)))
        }
    }
}

fn numbers(inn: Option<&str>, kpp: Option<&str>) -> String {
    [inn, kpp].into_iter().flatten().collect::<Vec<_>>().join(" / ")
}

fn lines(l: Voice, seen: &Looked) -> Markup {
    let invoice = &seen.invoice;
    let money = |amount| l.money(amount, invoice.currency);
    let total = |key: &str, amount| html! { tr { th.num colspan="7" scope="row" { (l.say(key)) } td.num { (money(amount)) } } };
    html! {
        div.table-wrap { table.table.table--stack {
            caption.unseen { (l.say("invoice-lines")) }
            thead { tr {
                th.pos { "№" } th { (l.say("invoice-goods")) } th.num { (l.say("invoice-quantity")) } th.num { (l.say("invoice-price")) }
                th.num { (l.say("invoice-net")) } th.num { (l.say("invoice-rate")) } th.num { (l.say("invoice-vat")) } th.num { (l.say("invoice-gross")) }
            } }
            tbody { @for (i, line) in invoice.lines.iter().chain(&invoice.delivery).enumerate() { (line_row(l, invoice, i + 1, line)) } }
            tfoot {
                (total("invoice-total-net", invoice.net))
                (total("invoice-total-vat", invoice.vat))
                (total("invoice-total", invoice.total))
                @if seen.credited().is_positive() {
                    (total("correction-credited", seen.credited()))
                    (total("correction-wanted", seen.item.amount))
                }
            }
        } }
    }
}

fn line_row(l: Voice, invoice: &Invoice, position: usize, line: &BillLine) -> Markup {
    let money = |amount| l.money(amount, invoice.currency);
    html! {
        tr {
            td.num.pos { (position) }
            td { span.name { (line.name_in(l.lang)) } @if !line.sku.is_empty() { br; (components::article(l, &line.sku, line.own_number.as_deref())) } }
            td.num data-label=(l.say("invoice-quantity")) { (l.quantity(line.quantity)) " " (unit(l, &line.unit)) }
            td.num data-label=(l.say("invoice-price")) { (l.price(line.unit_price, invoice.currency)) }
            td.num data-label=(l.say("invoice-net")) { (money(line.net)) }
            td.num data-label=(l.say("invoice-rate")) {
                (rate(l, line.vat_rate))
                @if line.ordered_rate.is_some() { br; small.muted { (l.tell(&say!("invoice-ordered-rate", rate = rate(l, line.ordered_rate)))) } }
            }
            td.num data-label=(l.say("invoice-vat")) { (money(line.vat)) }
            td.num data-label=(l.say("invoice-gross")) { (money(line.gross)) }
        }
    }
}

/// A rate, or that there is no VAT, which is not 0 %.
pub(super) fn rate(l: Voice, rate: Option<Percent>) -> String {
    rate.map_or_else(|| l.say("invoice-no-vat"), |rate| l.percent(rate))
}

/// A unit of measure in words; its code where there is no word for it, nothing for a service.
pub(super) fn unit(l: Voice, okei: &str) -> &str {
    match l.unit(okei) {
        "" => okei,
        symbol => symbol,
    }
}

/// What paid it, and what was taken back.
pub(super) fn taken(l: Voice, seen: &Looked) -> Markup {
    let currency = seen.invoice.currency;
    html! {
        @if !seen.taken.is_empty() {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("invoice-payments")) }
                thead { tr { th { (l.say("payment-day")) } th { (l.say("payment-reference")) } th.num { (l.say("payment-amount")) } } }
                tbody { @for part in &seen.taken { tr {
                    td.nowrap { (l.day(part.paid_on)) }
                    td data-label=(l.say("payment-reference")) { (part.reference) }
                    td.num data-label=(l.say("payment-amount")) { (l.money(part.amount, currency)) }
                } } }
                tfoot { tr { th.num colspan="2" scope="row" { (l.say("invoice-paid")) } td.num { (l.money(seen.item.paid, currency)) } } }
            } }
        }
    }
}

/// The days that were granted; the words and names of our own people are for ourselves.
pub(super) fn deferrals(l: Voice, seen: &Looked, is_staff: bool) -> Markup {
    html! {
        @if !seen.deferrals.is_empty() {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("deferral-history")) }
                thead { tr { th { (l.say("deferral-was")) } th { (l.say("deferral-until")) } @if is_staff { th { (l.say("money-who")) } th { (l.say("money-reason")) } } } }
                tbody { @for days in &seen.deferrals { tr {
                    td.nowrap { (l.day(days.was)) }
                    td.nowrap data-label=(l.say("deferral-until")) { (l.day(days.until)) }
                    @if is_staff {
                        td data-label=(l.say("money-who")) { (days.by) " " small.muted { (l.moment(days.at)) } }
                        td data-label=(l.say("money-reason")) { (days.reason) }
                    }
                } } }
            } }
        }
    }
}
