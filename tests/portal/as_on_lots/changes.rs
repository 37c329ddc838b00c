//! What the office changes in the terms of contract A-1, drawn by lot: told to the house by an import or the API, and to the test's own
//! past.

use chrono::NaiveDate;
use chrono_tz::Europe::Moscow;
use rust_decimal::Decimal;
use serde_json::json;

use super::terms::{DRILL, GLOVES, Past, Terms};
use crate::House;
use crate::kit::trade::{ACCOUNTANT, SEVER};
use crate::reading::{Dice, bring, bring_contract};

const PRICES: &str = "price_list,currency,sku,from_quantity,price,floor,valid_from,valid_until,tier\n";
const AGREED: &str = "contract,sku,from_quantity,price,valid_from,valid_until\n";
const DISCOUNTS: &str = "code,name,name_en,partner,person,contract,applies_to,item,percent,amount,valid_from,valid_until\n";
const OVER: &str = "2020-12-31";

/// What may be changed.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    Drill,
    DrillFromTomorrow,
    Steps,
    Gloves,
    Agreed,
    Workwear,
    Personal,
    Limit,
    Contract,
}

/// Each of them.
pub const ALL: [Change; 9] = [
    Change::Drill,
    Change::Agreed,
    Change::Limit,
    Change::DrillFromTomorrow,
    Change::Workwear,
    Change::Contract,
    Change::Steps,
    Change::Personal,
    Change::Gloves,
];

/// A figure of so many places from one to another, both told in the last place.
pub fn drawn(dice: &mut Dice, from: u64, to: u64, places: u32) -> Decimal {
    Decimal::new(i64::try_from(from + dice.below(to - from)).expect("a figure"), places)
}

/// A figure three times of four, and nothing else.
fn perhaps(dice: &mut Dice, from: u64, to: u64, places: u32) -> Option<Decimal> {
    let figure = drawn(dice, from, to, places);
    (dice.below(4) > 0).then_some(figure)
}

/// Changes it in the house and in the past.
pub async fn make(house: &House, past: &mut Past, change: Change, dice: &mut Dice) {
    match change {
        Change::Drill => drill_from(house, past, dice, 0).await,
        Change::DrillFromTomorrow => drill_from(house, past, dice, 1).await,
        Change::Steps => {
            let price = drawn(dice, 33_000_000, 39_000_000, 4);
            bring(house, "prices", &format!("{PRICES}OPT,RUB,{DRILL},10,{price},,2020-01-01,,whole\n")).await;
            past.change(house.now(), |terms| terms.drill_from_ten = price);
        }
        Change::Gloves => {
            let price = drawn(dice, 420_000, 600_000, 4);
            bring(house, "prices", &format!("{PRICES}OPT,RUB,{GLOVES},0,{price},40,2020-01-01,,whole\n")).await;
            past.change(house.now(), |terms| terms.gloves = price);
        }
        Change::Agreed => {
            let price = perhaps(dice, 36_000_000, 39_000_000, 4);
            let row = price.map_or_else(|| format!("3500,2020-01-01,{OVER}"), |price| format!("{price},2020-01-01,"));
            bring(house, "contract-prices", &format!("{AGREED}A-1,{DRILL},0,{row}\n")).await;
            past.change(house.now(), |terms| terms.agreed = price);
        }
        Change::Workwear => {
            let percent = perhaps(dice, 100, 1500, 2);
            let to = "ALFA-GLOVES,Скидка на спецодежду,Workwear discount,ALFA,,,category,Спецодежда";
            discount(house, to, percent).await;
            past.change(house.now(), |terms| terms.workwear = percent);
        }
        Change::Personal => {
            let percent = perhaps(dice, 100, 1500, 2);
            discount(house, &format!("SEVER-2,Личная скидка,Personal discount,,{SEVER},,all,"), percent).await;
            past.change(house.now(), |terms| terms.personal = percent);
        }
        Change::Limit => {
            let limit = perhaps(dice, 90_000_000, 200_000_000, 2);
            let body = json!({"limit": limit.map(|limit| limit.to_string()), "reason": "Пересмотр"});
            house.api(ACCOUNTANT).await.set("/api/v1/contracts/A-1/limit", body).await.expect(204);
            past.change(house.now(), |terms| terms.limit = limit);
        }
        Change::Contract => {
            let mut terms = past.last().clone();
            terms.list = if terms.list == "OPT" { "STEP" } else { "OPT" };
            (terms.is_cumulative, terms.is_off_agreed) = (dice.below(2) == 0, dice.below(2) == 0);
            bring_contract(house, &row_of(&terms)).await;
            past.change(house.now(), |last| *last = terms);
        }
    }
}

/// Another price of a drill in the list, from so many days after today.
async fn drill_from(house: &House, past: &mut Past, dice: &mut Dice, days: i64) {
    let from: NaiveDate = house.now().plus_seconds(days * 24 * 3600).day_in(Moscow);
    let price = drawn(dice, 34_000_000, 46_000_000, 4);
    bring(house, "prices", &format!("{PRICES}OPT,RUB,{DRILL},0,{price},3000,{from},,whole\n")).await;
    past.change(house.now(), |terms| {
        terms.drill.insert(from, price);
    });
}

/// A discount of so much, or none any more.
async fn discount(house: &House, to: &str, percent: Option<Decimal>) {
    let row = percent.map_or_else(|| format!("5,,2020-01-01,{OVER}"), |percent| format!("{percent},,2020-01-01,"));
    bring(house, "discounts", &format!("{DISCOUNTS}{to},{row}\n")).await;
}

/// The contract as the file has it: a limit that is left out is none.
fn row_of(terms: &Terms) -> String {
    let limit = terms.limit.map(|limit| limit.to_string()).unwrap_or_default();
    let policy = if terms.is_cumulative { "cumulative" } else { "best" };
    let is_off_agreed = if terms.is_off_agreed { "yes" } else { "no" };
    format!("A-1,ALFA,RUB,{},2020-01-01,,all,,net 30,{limit},{policy},{is_off_agreed},included,MSK|SPB,0", terms.list)
}
