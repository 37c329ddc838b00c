//! An order as it was placed: a snapshot of names, prices, explanations, terms and addresses.
//! Later changes of the catalogue do not touch it; a change of the order is a new version.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::State;
use super::words::Deed;
use crate::catalogue::reservation::Allocation;
use crate::partners::VatMode;
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::pricing::{Amounts, Step, vat};

crate::typed_id!(
    /// An order.
    OrderId, "ord"
);

/// An order in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Its number, as people know it.
    pub number: String,
    /// Grows with every change.
    pub version: i64,
    /// Where it is in its life.
    pub state: State,
    /// Why it must not ship now, by code; empty when it may.
    pub on_hold: Vec<String>,
    /// Whether the buyer asked to cancel it after picking had begun, and waits for the warehouse's answer.
    #[serde(default)]
    pub is_cancellation_asked: bool,
    /// Why the warehouse could not cancel it, the last time that was asked.
    #[serde(default)]
    pub cancellation_refused: Option<String>,
    /// The client company.
    pub partner: Named,
    /// Its unit, if the person is bound to one.
    pub unit: Option<String>,
    /// The contract's terms at that moment.
    pub contract: Terms,
    /// Who placed it.
    pub placed_by: String,
    /// The company in whose name somebody of ours placed it.
    pub on_behalf_of: Option<String>,
    /// When.
    pub placed_at: Moment,
    /// The currency of every amount.
    pub currency: Currency,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// The day the buyer wishes it.
    pub requested_on: Option<NaiveDate>,
    /// What the buyer adds.
    pub comment: Option<String>,
    /// Where to and how.
    pub delivery: Option<Delivery>,
    /// The lines.
    pub lines: Vec<OrderLine>,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT: what is to be paid.
    pub total: Money,
}

/// Something by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The terms an order was placed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The contract's number.
    pub number: String,
    /// `prepaid`, `net 30`.
    pub payment: String,
    /// How prices stand to VAT.
    pub vat_mode: VatMode,
}

/// Where an order goes and what that costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The address's name.
    pub name: String,
    /// The address.
    pub address: String,
    /// How.
    pub method: String,
    /// What it costs, with VAT; part of the order's total.
    pub cost: Money,
    /// The VAT in it.
    pub vat: Money,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The article number.
    pub sku: String,
    /// What the partner called it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_number: Option<String>,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// The unit of measure, by OKEI code.
    pub unit: String,
    /// How much was ordered.
    pub quantity: Quantity,
    /// The price of one unit.
    pub unit_price: UnitPrice,
    /// The list's price, where the list has one.
    pub list_price: Option<UnitPrice>,
    /// How far below the list price.
    pub discount_percent: Percent,
    /// The VAT rate of the day; none for «no VAT».
    pub vat_rate: Option<Percent>,
    /// Price by quantity, as the price stands to VAT.
    pub sum: Money,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
    /// How the price came to be.
    pub explanation: Vec<Step>,
    /// Where it is promised from.
    pub allocations: Vec<Allocation>,
    /// How much has left.
    pub shipped: Quantity,
    /// How much was cancelled.
    pub cancelled: Quantity,
    /// The days it is promised for, part by part.
    #[serde(default)]
    pub promises: Vec<Promised>,
    /// What had left of it when it was last changed; none where nothing had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// What had left of a line when it was changed, and what that had come to: what is billed later is shared from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// How much.
    pub quantity: Quantity,
    /// Price by quantity, as the price stands to VAT.
    pub sum: Money,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
}

impl Settled {
    /// So much, which came to these amounts.
    pub fn of(quantity: Quantity, amounts: Amounts) -> Self {
        Self { quantity, sum: amounts.sum, net: amounts.net, vat: amounts.vat, gross: amounts.gross }
    }

    /// Its amounts.
    pub fn amounts(&self) -> Amounts {
        Amounts { sum: self.sum, net: self.net, vat: self.vat, gross: self.gross }
    }
}

/// The day a part of a line is promised for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The code of the warehouse it leaves from; none for what has yet to come in.
    pub warehouse: Option<String>,
    /// The day; none where nobody can promise one.
    pub on: Option<NaiveDate>,
}

impl Order {
    /// Whether goods leave only after they were paid for, by the terms it was placed under.
    pub fn is_prepaid(&self) -> bool {
        self.contract.payment == "prepaid"
    }

    /// Makes its totals those of its lines and of its delivery.
    pub fn recount(&mut self) -> Answer<()> {
        let goods = vat::total(self.lines.iter().map(OrderLine::amounts))?;
        let (cost, inside) = self.delivery.as_ref().map_or((Money::ZERO, Money::ZERO), |to| (to.cost, to.vat));
        self.net = goods.net.plus(cost.minus(inside)?)?;
        self.vat = goods.vat.plus(inside)?;
        self.total = goods.gross.plus(cost)?;
        Ok(())
    }

    /// Whether something of it has left.
    pub fn has_left(&self) -> bool {
        self.lines.iter().any(|line| line.shipped.is_positive())
    }

    /// Whether something of it is still to be shipped.
    pub fn has_open(&self) -> bool {
        self.lines.iter().any(|line| line.open().is_positive())
    }

    /// Whether a part of it that has not left should have left before a day.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.state.is_shippable() && self.lines.iter().any(|line| line.is_late(today))
    }

    /// The first day by which a warehouse promised something that it still holds for this order.
    pub fn promised_from(&self, warehouse: &str) -> Option<NaiveDate> {
        let held = self.lines.iter().filter(|line| line.allocations.iter().any(|part| part.code == warehouse));
        held.filter_map(|line| line.promised_from(warehouse)).min()
    }
}

impl OrderLine {
    /// What is still to be shipped.
    pub fn open(&self) -> Quantity {
        Quantity::from_steps(self.quantity.steps() - self.shipped.steps() - self.cancelled.steps())
    }

    /// What of it is wanted: ordered and not cancelled.
    pub fn wanted(&self) -> Quantity {
        Quantity::from_steps(self.quantity.steps() - self.cancelled.steps())
    }

    /// Makes so much of it wanted. Of a line of which nothing has left, another quantity is ordered; of any other, and where nothing is
    /// wanted any more, what is no longer wanted counts as cancelled.
    pub fn want(&mut self, quantity: Quantity) {
        let is_whole = quantity.is_positive() && !self.shipped.is_positive();
        if is_whole || quantity > self.quantity {
            self.quantity = quantity;
        }
        self.cancelled = Quantity::from_steps(self.quantity.steps() - quantity.steps());
    }

    /// Sets what it comes to.
    pub fn set_amounts(&mut self, amounts: Amounts) {
        (self.sum, self.net, self.vat, self.gross) = (amounts.sum, amounts.net, amounts.vat, amounts.gross);
    }

    /// What is still to be shipped and not reserved anywhere: it has yet to come in.
    pub fn awaited(&self) -> Quantity {
        let reserved: i64 = self.allocations.iter().map(|part| part.quantity.steps()).sum();
        Quantity::from_steps((self.open().steps() - reserved).max(0))
    }

    /// The day it is promised for from a warehouse.
    pub fn promised_from(&self, warehouse: &str) -> Option<NaiveDate> {
        self.promises.iter().find(|part| part.warehouse.as_deref() == Some(warehouse)).and_then(|part| part.on)
    }

    /// The parts that are still to be shipped, each by the warehouse it is reserved in; none for what has yet to come in.
    pub fn open_parts(&self) -> Vec<Option<String>> {
        let mut parts: Vec<Option<String>> = self.allocations.iter().map(|part| Some(part.code.clone())).collect();
        if self.awaited().is_positive() {
            parts.push(None);
        }
        parts
    }

    /// The day by which all that is open is promised; none where nobody can promise a day for a part of it.
    /// Of a line that has left whole, the day it was promised for.
    pub fn promised_on(&self) -> Option<NaiveDate> {
        let open = self.open_parts();
        if open.is_empty() {
            return self.promises.iter().filter_map(|part| part.on).max();
        }
        let day = |part: &Option<String>| self.promises.iter().find(|p| p.warehouse == *part).and_then(|p| p.on);
        open.iter().map(day).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max())
    }

    /// Whether a part that is still to be shipped was promised for a day before this one.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        let open = self.open_parts();
        self.promises.iter().any(|part| open.contains(&part.warehouse) && part.on.is_some_and(|day| day < today))
    }

    /// Promises a part for another day.
    pub fn promise(&mut self, warehouse: Option<String>, on: Option<NaiveDate>) {
        match self.promises.iter_mut().find(|part| part.warehouse == warehouse) {
            Some(part) => part.on = on,
            None => self.promises.push(Promised { warehouse, on }),
        }
    }

    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }

    /// Its amounts.
    pub fn amounts(&self) -> Amounts {
        Amounts { sum: self.sum, net: self.net, vat: self.vat, gross: self.gross }
    }
}

/// One of an order's versions, for its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// When it came to be.
    pub at: Moment,
    /// Who made it, as people read it.
    pub actor: String,
    /// What was done.
    pub what: Deed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_what_is_still_to_leave_is_late() {
        let mut line: OrderLine = serde_json::from_value(serde_json::json!({
            "sku": "A", "name": "А", "name_en": "A", "unit": "796", "quantity": "5.000", "unit_price": "1.0000", "list_price": null,
            "discount_percent": "0.0000", "vat_rate": null, "sum": "5.00", "net": "5.00", "vat": "0.00", "gross": "5.00",
            "explanation": [], "allocations": [], "shipped": "0.000", "cancelled": "0.000",
        }))
        .unwrap();
        assert!(!line.is_late(day("2026-03-05")), "nothing was promised");
        line.promise(None, Some(day("2026-03-04")));
        assert!(!line.is_late(day("2026-03-04")) && line.is_late(day("2026-03-05")));
        // A part that has left is kept in the list of promises; it is not waited for.
        line.promise(Some("MSK".into()), Some(day("2026-03-01")));
        assert!(!line.is_late(day("2026-03-04")));
        line.shipped = line.quantity;
        assert!(!line.is_late(day("2026-03-05")));
    }
}
