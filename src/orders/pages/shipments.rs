//! Shipments: those of an order as a small table, and one as a delivery note to be printed.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use crate::access::permission::marks::ReadOrders;
use crate::access::{May, Right, Routes};
use crate::orders::shipment::{self, Shipment};
use crate::partners::delivery;
use crate::platform::error::Answer;
use crate::platform::web::{Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/shipments/{number}", note);
}

/// Shipments as a table.
pub(super) fn table(l: Voice, found: &[Shipment], is_staff: bool, reads_money: bool) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr {
                th { (l.say("orders-number")) } th { (l.say("shipment-left")) } @if is_staff { th { (l.say("requested-partner")) } }
                th { (l.say("shipments-order")) } th { (l.say("shipments-warehouse")) } th { (l.say("shipment-invoice")) }
            } }
            tbody { @for shipment in found { tr {
                th.nowrap scope="row" { a href={ "/shipments/" (shipment.number) } { (shipment.number) } }
                td data-label=(l.say("shipment-left")) { (l.moment(shipment.shipped_at)) }
                @if is_staff { td data-label=(l.say("requested-partner")) { (shipment.partner.name) } }
                td data-label=(l.say("shipments-order")) { a href={ "/orders/" (shipment.order) } { (shipment.order) } }
                td data-label=(l.say("shipments-warehouse")) { (warehouse(l, shipment)) }
                td data-label=(l.say("shipment-invoice")) { @if let Some(invoice) = &shipment.invoice { @if reads_money { a href={ "/invoices/" (invoice) } { (invoice) } } @else { (invoice) } } }
            } } }
        } }
    }
}

/// The name of its warehouse in the reader's language.
pub(super) fn warehouse(l: Voice, shipment: &Shipment) -> &str {
    l.choose(&shipment.warehouse.name, &shipment.warehouse_en)
}

async fn note(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let shipment = may.read(number.into_inner(), shipment::look).await?;
    let title = l.tell(&say!("shipment-title", number = &shipment.number));
    let reads_money = may.actor().may(Right::ReadMoney);
    let body = html! {
        div.page-head {
            div { h1 { (title) } p { (l.tell(&say!("shipment-of", order = &shipment.order, at = shipment.shipped_at))) } }
            div.actions { a.button href={ "/orders/" (shipment.order) } { (l.say("again-back")) } @if reads_money { @if let Some(invoice) = &shipment.invoice { a.button href={ "/invoices/" (invoice) } { (l.say("shipment-invoice")) } } } }
        }
        div.stack { (facts(l, &shipment)) (lines(l, &shipment)) (signatures(l)) }
    };
    Ok(may.page(title, &body))
}

fn facts(l: Voice, shipment: &Shipment) -> Markup {
    let partner =
        shipment.unit.as_ref().map_or_else(|| shipment.partner.name.clone(), |unit| format!("{}, {unit}", shipment.partner.name));
    html! {
        section.card { dl.facts {
            div { (components::fact(&l.say("shipment-seller"), &shipment.seller)) }
            div { (components::fact(&l.say("shipment-recipient"), &partner)) }
            div { (components::fact(&l.say("order-contract"), &shipment.contract)) }
            div { (components::fact(&l.say("shipments-warehouse"), warehouse(l, shipment))) }
            @if let Some(to) = &shipment.delivery { div { (components::fact(&l.say("order-delivery"), &format!("{}: {}. {}", to.name, to.address, delivery::name(l.lang, &to.method)))) } }
            div { (components::fact(&l.say("order-your-number"), shipment.your_number.as_deref().unwrap_or_default())) }
            div { (components::fact(&l.say("shipment-invoice"), shipment.invoice.as_deref().unwrap_or_default())) }
            div { (components::fact(&l.say("shipment-by"), &shipment.shipped_by)) }
        } }
    }
}

fn lines(l: Voice, shipment: &Shipment) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th.pos { "№" } th { (l.say("catalogue-product")) } th.num { (l.say("shipment-quantity")) } th.num { (l.say("shipment-open")) } th { (l.say("order-promised")) } } }
            tbody { @for line in &shipment.lines { tr {
                td.num.pos { (line.position) }
                td { span.name { (line.name_in(l.lang)) } br; (components::article(l, &line.sku, line.own_number.as_deref())) }
                td.num data-label=(l.say("shipment-quantity")) { b { (l.quantity(line.quantity)) " " (l.unit(&line.unit)) } }
                td.num data-label=(l.say("shipment-open")) { (l.quantity(line.open)) }
                td data-label=(l.say("order-promised")) { @if let Some(day) = line.promised_on { (l.day(day)) } }
            } } }
        } }
    }
}

fn signatures(l: Voice) -> Markup {
    html! { section.card.print-only { dl.facts { div { dt { (l.say("shipment-given")) } dd { "________________________" } } div { dt { (l.say("shipment-taken")) } dd { "________________________" } } } } }
}
