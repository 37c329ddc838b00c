//! Quotes and discount codes of the demo's last day: one quote that was answered, one that waits, a code for everybody and one of
//! a single use. Called after the scenes; by the verbs that everybody uses.

use std::sync::Arc;

use chrono::Days;
use rust_decimal::Decimal;

use super::world::World;
use crate::access::permission::marks::{ManageDiscounts, PlaceOrders, ReadOrders};
use crate::access::{Gate, May};
use crate::orders::history;
use crate::orders::place::NewLine;
use crate::orders::quote::answer::{self, NewVersion};
use crate::orders::quote::lines::{NewQuoteLine, Offered};
use crate::orders::quote::request::{self, NewRequest};
use crate::orders::quote::{QuoteLine, look};
use crate::orders::store::Filter;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Percent, Quantity, UnitPrice};
use crate::pricing::code::{self, NewCode};
use crate::pricing::discount::Off;
use crate::pricing::of_partner::On;

const HOUR: i64 = 3600;
/// So many lines of somebody's last order are asked for again.
const LINES: usize = 4;
/// For so many days an offer and a code hold.
const TERM: u64 = 14;

/// Plays all of it within the last hours before now. What is refused is left out: the demo lives without it.
pub(super) async fn play(gate: &Arc<Gate>, world: &World, now: Moment) -> Answer<()> {
    let manager: May<ManageDiscounts> = gate.historian("manager@optima.example", "").await?;
    let object = "Оснащаем объект, берём всё сразу. Какую цену дадите и на какой срок?";
    if let Some(quote) = ask(gate, world, "ALFA", object, now.plus_seconds(-6 * HOUR)).await? {
        offer(&manager, quote, now.plus_seconds(-4 * HOUR)).await?;
    }
    ask(gate, world, "BETA", "Если возьмём на весь квартал, будет дешевле?", now.plus_seconds(-HOUR)).await?;
    let day = now.utc().date_naive();
    let code = |code: &str, name: (&str, &str), percent: i64| NewCode {
        code: code.to_owned(),
        name: name.0.to_owned(),
        name_en: name.1.to_owned(),
        partner: None,
        person: None,
        on: On::All,
        off: Off::Percent(Percent::from_steps(percent * 100)),
        valid_from: day,
        valid_until: Some(day + Days::new(TERM)),
        uses_most: None,
        is_once_each: false,
    };
    let everybody =
        NewCode { is_once_each: true, ..code("OPTIMA5", ("Скидка по рассылке", "Newsletter discount"), 5) };
    let single =
        NewCode {
            partner: Some("ALFA".to_owned()), uses_most: Some(1), ..code("ALFA10", ("За отзыв", "For a review"), 10)
        };
    for code in [everybody, single] {
        manager.write_at(now.plus_seconds(-5 * HOUR), code, code::put).await?;
    }
    Ok(())
}

/// A buyer asks for what he ordered last; answers the quote's number.
async fn ask(gate: &Arc<Gate>, world: &World, partner: &str, message: &str, at: Moment) -> Answer<Option<String>> {
    let is_meant = |person: &&super::world::Person| person.role == "buyer" && person.partner.as_deref() == Some(partner);
    let login = world.people.iter().find(is_meant).map(|person| person.login.clone()).ok_or_else(No::not_found)?;
    let reading: May<ReadOrders> = gate.historian(&login, partner).await?;
    let filter = Filter { limit: 1, ..Filter::default() };
    let Some((_, order)) = reading.read(filter, history::list_whole).await?.into_iter().next() else { return Ok(None) };
    let lines = order.lines.iter().take(LINES).map(|line| NewLine { sku: line.sku.clone(), quantity: line.quantity });
    let new =
        NewRequest { lines: Some(lines.collect()), message: message.to_owned(), contract: Some(order.contract.number.clone()) };
    let ordering: May<PlaceOrders> = gate.historian(&login, partner).await?;
    match ordering.write_at(at, new, request::ask).await {
        Ok(number) => Ok(Some(number)),
        Err(no) => {
            tracing::debug!(%no, partner, "nobody asks for a quote");
            Ok(None)
        }
    }
}

/// Our manager answers with a little off, and with the delivery in free words.
async fn offer(manager: &May<ManageDiscounts>, number: String, at: Moment) -> Answer<()> {
    let reading = manager.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let quote = reading.read(number.clone(), look::look).await?;
    let mut lines = quote.wished.iter().filter_map(|line| cheaper(line).transpose()).collect::<Answer<Vec<_>>>()?;
    lines.push(NewQuoteLine {
        what: Offered::Free {
            name: "Доставка с разгрузкой манипулятором".into(), unit: "796".into(), vat: "standard".into()
        },
        quantity: Quantity::whole(1),
        unit_price: UnitPrice::from_steps(45_000_000),
    });
    let valid_until = at.utc().date_naive() + Days::new(TERM);
    let note = Some("Цены на весь объём, при отгрузке одной машиной".to_owned());
    let new = NewVersion { number, base: Some(0), lines, valid_until, note };
    if let Err(no) = manager.write_at(at, new, answer::answer).await {
        tracing::debug!(%no, "nobody answers the request");
    }
    Ok(())
}

/// Three percent off, and never below the floor; nothing without a price.
fn cheaper(line: &QuoteLine) -> Answer<Option<NewQuoteLine>> {
    let (Some(sku), Some(usual)) = (line.sku.clone(), line.usual_price) else { return Ok(None) };
    let price = UnitPrice::rounded((usual.decimal() * Decimal::new(97, 2)).round_dp(2))?;
    let unit_price = line.floor.map_or(price, |floor| price.max(floor));
    Ok(Some(NewQuoteLine { what: Offered::Product(sku), quantity: line.quantity, unit_price }))
}
