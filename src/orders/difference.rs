//! What is different between two versions of an order. Pure; told to buyers, to the office and to the warehouse, in letters, on pages
//! and in refusals. Called by whoever changes an order or finds it changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::order::{Delivery, Order, OrderLine};
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::Lang;

crate::words! {
    /// What is different.
    pub enum Aspect {
        /// A line that was not there.
        Added = "added",
        /// A line of which nothing more is wanted.
        Cancelled = "cancelled",
        /// How much of a line is wanted.
        Quantity = "quantity",
        /// The price of one unit.
        Price = "price",
        /// How much of a line has left.
        Shipped = "shipped",
        /// Where it goes.
        Address = "address",
        /// What delivery costs.
        Delivery = "delivery",
        /// The day it is wished.
        Day = "requested_on",
        /// What the buyer adds.
        Comment = "comment",
        /// Where it is in its life.
        State = "state",
        /// What is to be paid.
        Total = "total",
    }
}

impl Aspect {
    /// Whether it is one of the warehouse's: what is to be picked, and where it goes.
    pub fn is_of_goods(self) -> bool {
        matches!(self, Aspect::Added | Aspect::Cancelled | Aspect::Quantity | Aspect::Address | Aspect::Comment)
    }

    /// Whether another document for payment follows from it.
    pub fn is_of_money(self) -> bool {
        matches!(self, Aspect::Added | Aspect::Cancelled | Aspect::Quantity | Aspect::Price | Aspect::Delivery)
    }

    /// Whether somebody decided it: what leaves and where the order is in its life follow from the work.
    pub fn is_of_terms(self) -> bool {
        !matches!(self, Aspect::Shipped | Aspect::State)
    }
}

/// One of the two sides of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// A quantity.
    Quantity(Quantity),
    /// A price of one unit.
    Price(UnitPrice),
    /// An amount.
    Money(Money),
    /// A day.
    Day(NaiveDate),
    /// A text, or the word of a state.
    Text(String),
}

impl Side {
    /// As programs read it.
    pub fn plain(&self) -> String {
        match self {
            Side::Quantity(quantity) => quantity.to_string(),
            Side::Price(price) => price.to_string(),
            Side::Money(amount) => amount.to_string(),
            Side::Day(day) => day.to_string(),
            Side::Text(text) => text.clone(),
        }
    }
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What.
    pub aspect: Aspect,
    /// The article number, where it is about a line.
    pub sku: Option<String>,
    /// The line's Russian name.
    pub name: String,
    /// The line's English name.
    pub name_en: String,
    /// How it was.
    pub before: Option<Side>,
    /// How it is.
    pub after: Option<Side>,
}

impl Difference {
    /// The line's name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }

    /// As a refusal carries it.
    pub fn told(&self) -> Value {
        let plain = |side: &Option<Side>| side.as_ref().map(Side::plain);
        json!({"what": self.aspect, "sku": self.sku, "before": plain(&self.before), "after": plain(&self.after)})
    }
}

/// What is different between two versions of the same order: line by line, then the terms, then the total.
pub fn between(before: &Order, after: &Order) -> Vec<Difference> {
    let mut found = Vec::new();
    for (at, line) in after.lines.iter().enumerate() {
        match before.lines.get(at) {
            Some(old) => of_line(old, line, &mut found),
            None => found.push(about(line, Aspect::Added, None, Some(Side::Quantity(line.wanted())))),
        }
    }
    let mut differ = |aspect, before: Option<Side>, after: Option<Side>| {
        if before != after {
            found.push(Difference { aspect, sku: None, name: String::new(), name_en: String::new(), before, after });
        }
    };
    let text = |text: &Option<String>| text.clone().map(Side::Text);
    let place = |to: &Option<Delivery>| to.as_ref().map(|to| Side::Text(format!("{}: {}", to.name, to.address)));
    let cost = |to: &Option<Delivery>| to.as_ref().map(|to| Side::Money(to.cost));
    differ(Aspect::Address, place(&before.delivery), place(&after.delivery));
    differ(Aspect::Delivery, cost(&before.delivery), cost(&after.delivery));
    differ(Aspect::Day, before.requested_on.map(Side::Day), after.requested_on.map(Side::Day));
    differ(Aspect::Comment, text(&before.comment), text(&after.comment));
    let state = |order: &Order| Some(Side::Text(order.state.to_string()));
    differ(Aspect::State, state(before), state(after));
    differ(Aspect::Total, Some(Side::Money(before.total)), Some(Side::Money(after.total)));
    found
}

fn of_line(old: &OrderLine, line: &OrderLine, found: &mut Vec<Difference>) {
    let (was, is) = (old.wanted(), line.wanted());
    if was != is {
        let aspect = if is.is_positive() { Aspect::Quantity } else { Aspect::Cancelled };
        found.push(about(line, aspect, Some(Side::Quantity(was)), Some(Side::Quantity(is))));
    }
    if old.unit_price != line.unit_price && is.is_positive() {
        found.push(about(line, Aspect::Price, Some(Side::Price(old.unit_price)), Some(Side::Price(line.unit_price))));
    }
    if old.shipped != line.shipped {
        found.push(about(line, Aspect::Shipped, Some(Side::Quantity(old.shipped)), Some(Side::Quantity(line.shipped))));
    }
}

fn about(line: &OrderLine, aspect: Aspect, before: Option<Side>, after: Option<Side>) -> Difference {
    Difference { aspect, sku: Some(line.sku.clone()), name: line.name.clone(), name_en: line.name_en.clone(), before, after }
}

#[cfg(test)]
#[path = "difference_tests.rs"]
mod tests;
