//! An order as it was placed: a snapshot of names, prices, explanations, terms and addresses.
//! Later changes of the catalogue do not touch it; a change of the order is a new version.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::State;
use crate::catalogue::reservation::Allocation;
use crate::partners::VatMode;
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::pricing::{Amounts, Step};

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
}

impl OrderLine {
    /// What is still to be shipped.
    pub fn open(&self) -> Quantity {
        Quantity::from_steps(self.quantity.steps() - self.shipped.steps() - self.cancelled.steps())
    }

    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
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
    /// What was done: `placed`, `cancelled`.
    pub what: String,
}
