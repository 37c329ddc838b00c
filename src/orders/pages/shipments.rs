//! Shipments: the list, and one as a delivery note to be printed.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::permission::marks::ReadOrders;
use crate::access::{May, Reach, Right, Routes};
use crate::catalogue::Unit;
use crate::orders::shipment::{self, Shipment};
use crate::orders::store::Shipped as Filter;
use crate::partners::delivery;
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::values::ids::Id;
use crate::platform::web::{Lang, Params, Voice, components, cursor};
use crate::say;

const PAGE: usize = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/shipments", list);
    routes.get("/shipments/{number}", note);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    order: String,
    #[serde(default)]
    warehouse: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    cursor: Option<String>,
}

fn day(text: &str, field: &'static str) -> Answer<Option<NaiveDate>> {
    let given = Some(text).filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| No::invalid(field, "not_day", say!("order-bad-day")))).transpose()
}

async fn list(may: May<ReadOrders>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let start_of = |day| Moment::start_of(day, l.zone);
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = Filter {
        order: given(&query.order),
        warehouse: given(&query.warehouse),
        from: day(&query.from, "from")?.map(start_of),
        until: day(&query.to, "to")?.and_then(|d| d.succ_opt()).map(start_of),
        before: cursor::read(query.cursor.as_deref())?.map(|(_, id)| Id::from_number(id)),
        limit: PAGE as i64 + 1,
    };
    let mut found = may.read(filter, shipment::list).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let here = [
        ("order", query.order.as_str()),
        ("warehouse", query.warehouse.as_str()),
        ("from", query.from.as_str()),
        ("to", query.to.as_str()),
    ];
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = cursor::encode("", last.id.number());
        components::link("/shipments", &[here.as_slice(), &[("cursor", at.as_str())]].concat())
    });
    let first = query.cursor.as_ref().map(|_| components::link("/shipments", &here));
    let is_staff = !matches!(may.actor().reach, Reach::Own { .. });
    let body = html! {
        div.page-head { h1 { (l.say("menu-shipments")) } }
        form.filters method="get" action="/shipments" {
            div.field { label for="order" { (l.say("shipments-order")) } input id="order" name="order" value=(query.order) maxlength="60"; }
            div.field { label for="warehouse" { (l.say("shipments-warehouse")) } input id="warehouse" name="warehouse" value=(query.warehouse) maxlength="60"; }
            div.field { label for="from" { (l.say("orders-from")) } input id="from" type="date" name="from" value=(query.from); }
            div.field { label for="to" { (l.say("orders-to")) } input id="to" type="date" name="to" value=(query.to); }
            button type="submit" { (l.say("orders-filter")) }
        }
        @if found.is_empty() { section.empty { p { (l.say("shipments-empty")) } } } @else { (table(l, &found, is_staff, may.actor().may(Right::ReadMoney))) }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    Ok(may.page(l.say("menu-shipments"), &body))
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

fn warehouse(l: Voice, shipment: &Shipment) -> &str {
    if l.lang == Lang::Ru { &shipment.warehouse.name } else { &shipment.warehouse_en }
}

fn unit(l: Voice, okei: &str) -> &'static str {
    Unit::by_okei(okei).map_or("", |unit| if l.lang == Lang::Ru { unit.ru } else { unit.en })
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
                td.num data-label=(l.say("shipment-quantity")) { b { (l.quantity(line.quantity)) " " (unit(l, &line.unit)) } }
                td.num data-label=(l.say("shipment-open")) { (l.quantity(line.open)) }
                td data-label=(l.say("order-promised")) { @if let Some(day) = line.promised_on { (l.day(day)) } }
            } } }
        } }
    }
}

fn signatures(l: Voice) -> Markup {
    html! { section.card.print-only { dl.facts { div { dt { (l.say("shipment-given")) } dd { "________________________" } } div { dt { (l.say("shipment-taken")) } dd { "________________________" } } } } }
}
