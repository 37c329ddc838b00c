//! The terms of contract A-1 as the test itself keeps them after every change, and what goods cost by them. Arithmetic that knows
//! nothing of the program.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use orderly::platform::values::Moment;
use rust_decimal::Decimal;

use crate::reading::{number, rounded};

/// A good with steps and a floor.
pub const DRILL: &str = "DR-1";
/// A good of the category that the client's discount is on.
pub const GLOVES: &str = "GL-5";

/// What the contract said and what it owed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The price list.
    pub list: &'static str,
    /// Whether one discount is taken off after the other.
    pub is_cumulative: bool,
    /// Whether discounts are taken off what was agreed, too.
    pub is_off_agreed: bool,
    /// The price of a drill in the list, by the day from which it holds.
    pub drill: BTreeMap<NaiveDate, Decimal>,
    /// The price of each drill in the list from ten on.
    pub drill_from_ten: Decimal,
    /// The price of a pair of gloves in the list.
    pub gloves: Decimal,
    /// The price of a drill in the contract.
    pub agreed: Option<Decimal>,
    /// The client's discount on gloves, in percent.
    pub workwear: Option<Decimal>,
    /// The buyer's own discount on everything, in percent.
    pub personal: Option<Decimal>,
    /// The most that may be owed.
    pub limit: Option<Decimal>,
    /// What is owed and promised.
    pub exposure: Decimal,
}

impl Terms {
    /// As the trade begins.
    pub fn at_first() -> Self {
        Self {
            list: "OPT",
            is_cumulative: false,
            is_off_agreed: false,
            drill: BTreeMap::from([(NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day"), number("4000"))]),
            drill_from_ten: number("3800"),
            gloves: number("49.90"),
            agreed: None,
            workwear: Some(number("10")),
            personal: Some(number("2")),
            limit: Some(number("1000000")),
            exposure: Decimal::ZERO,
        }
    }

    /// The discounts in force by their codes, for the buyer who has one of his own or for anybody else.
    pub fn discounts(&self, is_personal: bool) -> Vec<(&'static str, Decimal)> {
        let personal = self.personal.filter(|_| is_personal);
        [("ALFA-GLOVES", self.workwear), ("SEVER-2", personal)].into_iter().filter_map(|(code, off)| Some((code, off?))).collect()
    }

    /// The price of the list for the least quantity.
    pub fn list_price(&self, sku: &str, day: NaiveDate) -> Decimal {
        match (self.list, sku) {
            ("STEP", DRILL) => number("4000"),
            ("STEP", _) => number("50"),
            (_, DRILL) => *self.drill.range(..=day).next_back().expect("a price that holds").1,
            _ => self.gloves,
        }
    }

    /// The price of one unit when so much is bought on a day.
    pub fn price(&self, sku: &str, quantity: Decimal, day: NaiveDate, is_personal: bool) -> Decimal {
        let agreed = self.agreed.filter(|_| sku == DRILL);
        let mut price = agreed.unwrap_or_else(|| self.list_price_of(sku, quantity, day));
        for percent in self.discounts_on(sku, agreed.is_some(), is_personal) {
            price -= price * percent / Decimal::ONE_HUNDRED;
        }
        let floor = match (self.list, sku) {
            ("STEP", _) => Decimal::ZERO,
            (_, DRILL) => number("3000"),
            _ => number("40"),
        };
        rounded(price, 4).max(floor)
    }

    fn list_price_of(&self, sku: &str, quantity: Decimal, day: NaiveDate) -> Decimal {
        let first = self.list_price(sku, day);
        if sku != DRILL || quantity < Decimal::TEN {
            return first;
        }
        // One list has another price for all of them, the other for those above nine.
        match self.list {
            "STEP" => (Decimal::TEN * first + (quantity - Decimal::TEN) * number("3600")) / quantity,
            _ => self.drill_from_ten,
        }
    }

    fn discounts_on(&self, sku: &str, is_agreed: bool, is_personal: bool) -> Vec<Decimal> {
        if is_agreed && !self.is_off_agreed {
            return Vec::new();
        }
        let on_these = self.discounts(is_personal).into_iter().filter(|(code, _)| sku == GLOVES || *code != "ALFA-GLOVES");
        let percents = on_these.map(|(_, percent)| percent);
        if self.is_cumulative { percents.collect() } else { percents.max().into_iter().collect() }
    }
}

/// What the terms were, each from its moment on.
pub struct Past(Vec<(Moment, Terms)>);

impl Past {
    /// From this moment on it is known.
    pub fn begin(at: Moment) -> Self {
        Self(vec![(at, Terms::at_first())])
    }

    /// When it begins.
    pub fn begun(&self) -> Moment {
        self.0[0].0
    }

    /// From this moment on something is different.
    pub fn change(&mut self, at: Moment, change: impl FnOnce(&mut Terms)) {
        let mut terms = self.last().clone();
        change(&mut terms);
        self.0.push((at, terms));
    }

    /// As it is now.
    pub fn last(&self) -> &Terms {
        &self.0.last().expect("terms").1
    }

    /// As it was at a moment.
    pub fn at(&self, moment: Moment) -> &Terms {
        &self.0.iter().rfind(|(since, _)| *since <= moment).expect("a moment that is known").1
    }
}
