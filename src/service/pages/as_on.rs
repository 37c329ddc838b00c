//! The page of a contract as it was at a past moment: a form for the moment, the limit, the discounts and the prices of then.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use maud::{Markup, html};
use serde::Deserialize;

use super::{faults, is_about_form};
use crate::access::May;
use crate::access::frame::in_status;
use crate::access::permission::marks::ReadMoney;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Quantity};
use crate::platform::web::{Params, Voice, components, cursor, paths};
use crate::pricing::as_on::{PriceThen, Then};
use crate::pricing::discount::{Discount, Off};
use crate::say;
use crate::service::as_on::{self, AsOn, Asked};

const PAGE: i64 = 50;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    #[serde(default)]
    at: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    sku: String,
    #[serde(default)]
    quantity: String,
    cursor: Option<String>,
}

impl Query {
    fn asked(&self, number: &str, zone: Tz) -> Answer<Asked> {
        Ok(Asked {
            number: number.to_owned(),
            at: moment(&self.at, zone)?,
            person: some(&self.person),
            sku: some(&self.sku),
            quantity: quantity(&self.quantity)?,
            after: cursor::read(self.cursor.as_deref())?,
            limit: PAGE,
        })
    }

    fn link(&self, path: &str, cursor: &str) -> String {
        let fields = [("at", &self.at), ("person", &self.person), ("sku", &self.sku), ("quantity", &self.quantity)];
        let mut fields: Vec<(&str, &str)> = fields.into_iter().map(|(name, value)| (name, value.as_str())).collect();
        fields.push(("cursor", cursor));
        components::link(path, &fields)
    }
}

fn some(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}

/// A moment by the seller's clocks; typed without its seconds it is the end of its minute.
fn moment(typed: &str, zone: Tz) -> Answer<Option<Moment>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let with_seconds = NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M:%S").ok().map(|at| (at, 1));
    let read = with_seconds.or_else(|| NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M").ok().map(|at| (at, 60)));
    let at = read.and_then(|(at, seconds)| Some((at.and_local_timezone(zone).latest()?, seconds)));
    let (at, seconds) = at.ok_or_else(|| No::invalid("at", "not_moment", say!("past-not-moment")))?;
    let end = Moment::from(at.to_utc()).plus_seconds(seconds);
    Ok(Some(Moment::from_micros(end.micros() - 1)))
}

fn quantity(typed: &str) -> Answer<Option<Quantity>> {
    let Some(typed) = some(typed) else { return Ok(None) };
    let read = Quantity::parse(&typed.replace(',', ".")).ok().filter(|quantity| quantity.is_positive());
    read.map(Some).ok_or_else(|| No::invalid("quantity", "wrong_type", say!("quantity-not-number")))
}

pub(super) async fn page(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let seen = match query.asked(&number, may.voice().zone) {
        Ok(asked) => may.read(asked, as_on::look).await,
        Err(no) => Err(no),
    };
    match seen {
        Ok(seen) => Ok(draw(&may, &number, &query, Some(&seen), None)),
        Err(no) if is_about_form(&no) => Ok(in_status(draw(&may, &number, &query, None, Some(&no)), Some(&no))),
        Err(no) => Err(no),
    }
}

fn draw(may: &May<ReadMoney>, number: &str, query: &Query, seen: Option<&AsOn>, no: Option<&No>) -> HttpResponse {
    let l = may.voice();
    let path = format!("{}/as-on", paths::contract(number));
    let title = l.tell(&say!("past-title", number = number));
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) {
            a href="/money" { (l.say("money-title")) }
            a href=(paths::contract(number)) { (number) }
            span { (l.say("past-short")) }
        }
        div.page-head { div { h1 { (title) } p { (l.say("past-lede")) } } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (form(l, &path, query, seen, no))
        @if let Some(seen) = seen {
            div.stack {
                (money(l, seen))
                @if let Some(then) = &seen.prices { (prices(l, &path, query, then)) }
                @else { section.empty { p { (l.say("past-no-contract")) } } }
            }
        }
    };
    may.page(title, &body)
}

fn form(l: Voice, path: &str, query: &Query, seen: Option<&AsOn>, no: Option<&No>) -> Markup {
    let shown = seen.map(|seen| seen.at.utc().with_timezone(&l.zone).format("%Y-%m-%dT%H:%M:%S").to_string());
    let at = if query.at.is_empty() { shown.unwrap_or_default() } else { query.at.clone() };
    html! {
        form.filters method="get" action=(path) {
            div.field { label for="at" { (l.say("past-at")) } input id="at" type="datetime-local" step="1" name="at" value=(at) required; (components::fault(l, faults(no), "at")) }
            div.field { label for="person" { (l.say("past-person")) } input id="person" name="person" value=(query.person) maxlength="200" autocomplete="off"; (components::fault(l, faults(no), "person")) }
            div.field { label for="sku" { (l.say("past-sku")) } input id="sku" name="sku" value=(query.sku) maxlength="60" autocomplete="off"; }
            div.field { label for="quantity" { (l.say("past-quantity")) } input id="quantity" name="quantity" value=(query.quantity) inputmode="decimal" maxlength="20"; (components::fault(l, faults(no), "quantity")) }
            button type="submit" { (l.say("money-show")) }
        }
    }
}

fn money(l: Voice, seen: &AsOn) -> Markup {
    let currency = seen.debtor.currency;
    let limit = seen.money.limit.map_or_else(|| l.say("money-no-limit"), |limit| l.money(limit, currency));
    html! {
        section.card {
            h2 { (l.tell(&say!("past-moment", moment = l.moment(seen.at)))) }
            dl.facts {
                (components::fact(&l.say("money-limit"), &limit))
                (components::fact(&l.say("money-exposure"), &l.money(seen.money.exposure, currency)))
            }
        }
    }
}

fn prices(l: Voice, path: &str, query: &Query, then: &Then) -> Markup {
    let currency = then.terms.currency;
    let first = query.cursor.as_ref().map(|_| query.link(path, ""));
    let next = then.next.as_deref().map(|next| query.link(path, next));
    html! {
        section.card {
            h2 { (l.say("past-terms")) }
            dl.facts {
                (components::fact(&l.say("past-list"), &then.terms.list_code))
                (components::fact(&l.say("past-policy"), &l.say(&format!("past-policy-{}", then.terms.policy))))
            }
            @if then.terms.discounts.is_empty() { p { (l.say("past-no-discounts")) } } @else {
                ul { @for discount in &then.terms.discounts { li { (discount.code) ": " (discount.name_in(l.lang)) ", " (off(l, discount, currency)) } } }
            }
        }
        @if then.prices.is_empty() { section.empty { p { (l.say("past-no-prices")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("past-prices")) }
                thead { tr {
                    th { (l.say("past-sku")) } th { (l.say("past-product")) } th.num { (l.say("past-quantity")) } th.num { (l.say("past-list-price")) }
                    th.num { (l.say("past-price")) } th { (l.say("past-tiers")) }
                } }
                tbody { @for price in &then.prices { (row(l, price, currency)) } }
            } }
            (components::pager(l, first.as_deref(), next.as_deref()))
        }
    }
}

fn off(l: Voice, discount: &Discount, currency: Currency) -> String {
    match discount.off {
        Off::Percent(percent) => l.percent(percent),
        Off::Amount(amount) => l.price(amount, currency),
    }
}

fn row(l: Voice, price: &PriceThen, currency: Currency) -> Markup {
    let (product, quote) = (&price.product, price.quote.as_ref());
    let list_price = quote.and_then(|quote| quote.list_price).map(|price| l.price(price, currency)).unwrap_or_default();
    html! {
        tr {
            td.nowrap { span.sku { (product.sku) } }
            td data-label=(l.say("past-product")) { (product.name_in(l.lang)) }
            td.num data-label=(l.say("past-quantity")) { (l.quantity(price.quantity)) }
            td.num data-label=(l.say("past-list-price")) { (list_price) }
            td.num data-label=(l.say("past-price")) {
                @if let Some(quote) = quote { strong { (l.price(quote.unit_price, currency)) } } @else { (l.say("past-no-price")) }
            }
            td data-label=(l.say("past-tiers")) {
                @for tier in quote.map(|quote| quote.tiers.as_slice()).unwrap_or_default() {
                    div { (l.tell(&say!("past-tier", quantity = l.quantity(tier.from_quantity), price = l.price(tier.unit_price, currency)))) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_meant_to_its_end_and_a_second_too() {
        let read = |typed: &str| moment(typed, chrono_tz::Europe::Moscow).map(|at| at.map(|at| at.to_string()));
        assert_eq!(read("2026-03-05T14:32").unwrap().unwrap(), "2026-03-05T11:32:59.999999Z");
        assert_eq!(read("2026-03-05T14:32:10").unwrap().unwrap(), "2026-03-05T11:32:10.999999Z");
        assert_eq!(read(" ").unwrap(), None);
        assert!(read("yesterday").is_err());
        assert!(quantity("-1").is_err() && quantity("many").is_err());
        assert_eq!(quantity(" 2,5 ").unwrap(), Some(Quantity::parse("2.5").unwrap()));
    }
}
