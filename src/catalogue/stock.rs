//! Stock: what is on hand and reserved in each warehouse, since when that is known, and how it is shown to a partner.
//! A figure from outside is booked as a movement against our figure of that time; nothing is overwritten.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::product::ProductId;
use super::{WarehouseId, stock_proof, store};
use crate::access::permission::marks::{ManageStock, ReadStock};
use crate::access::{Act, Recorded};
use crate::partners::{Contract, StockDisplay};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::queue;
use crate::platform::values::{Moment, Quantity};
use crate::say;

/// One product in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRow {
    /// The product.
    pub product: ProductId,
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// Its code.
    pub code: String,
    /// Its name in Russian.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// What lies there.
    pub on_hand: Quantity,
    /// What is promised of it.
    pub reserved: Quantity,
    /// Since when the figure is known.
    pub as_of: Moment,
    /// How much is expected.
    pub expected: Option<Quantity>,
    /// When.
    pub expected_on: Option<NaiveDate>,
}

impl StockRow {
    /// What can still be promised: never below nothing.
    pub fn available(&self) -> Quantity {
        Quantity::from_steps((self.on_hand.steps() - self.reserved.steps()).max(0))
    }
}

/// Stock as a partner may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// How it is shown.
    pub mode: StockDisplay,
    /// The figure, in the mode `exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<Quantity>,
    /// `much`, `little`, `none` in the mode `level`; `yes`, `no` in the mode `yes_no`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<&'static str>,
    /// The time of the oldest figure in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Moment>,
    /// Whether that is longer ago than the seller holds for good: then no day is promised as firm.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_stale: bool,
    /// How much is expected next, in the mode `exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Quantity>,
    /// When the next receipt is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_on: Option<NaiveDate>,
}

/// Below this many units there is little of a product.
const LITTLE: Quantity = Quantity::whole(20);

/// Rows of one product as a partner may see them together.
pub fn shown(mode: StockDisplay, rows: &[&StockRow]) -> Shown {
    let available = Quantity::from_steps(rows.iter().map(|row| row.available().steps()).sum());
    let next = rows.iter().filter(|row| row.expected.is_some_and(Quantity::is_positive)).min_by_key(|row| row.expected_on);
    let level = match mode {
        StockDisplay::Exact | StockDisplay::Hidden => None,
        StockDisplay::Level if !available.is_positive() => Some("none"),
        StockDisplay::Level if available < LITTLE => Some("little"),
        StockDisplay::Level => Some("much"),
        StockDisplay::YesNo => Some(if available.is_positive() { "yes" } else { "no" }),
    };
    let (is_hidden, oldest) = (mode == StockDisplay::Hidden, rows.iter().map(|row| row.as_of).min());
    Shown {
        mode,
        available: (mode == StockDisplay::Exact).then_some(available),
        level,
        as_of: if is_hidden { None } else { oldest },
        is_stale: false,
        expected: if mode == StockDisplay::Exact { next.and_then(|row| row.expected) } else { None },
        expected_on: if is_hidden { None } else { next.and_then(|row| row.expected_on) },
    }
}

impl Shown {
    /// The same, told as old where its oldest figure is from before a moment.
    #[must_use]
    pub fn aged(mut self, stale_before: Option<Moment>) -> Self {
        self.is_stale = matches!((self.as_of, stale_before), (Some(at), Some(before)) if at < before);
        self
    }
}

/// Stock of some products in the contract's warehouses, in the contract's order. One statement.
pub(crate) fn of_contract(tx: &mut Tx, contract: &Contract, products: &[ProductId]) -> Answer<Vec<StockRow>> {
    if products.is_empty() { Ok(Vec::new()) } else { store::contract_stock(tx, contract.id, products) }
}

/// A figure from outside: so much lay there at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The product's article number.
    pub sku: String,
    /// The warehouse's code.
    pub warehouse: String,
    /// What was counted.
    pub on_hand: Quantity,
    /// When; now, when not given.
    pub as_of: Option<Moment>,
    /// How much is expected, if that is known too.
    pub expected: Option<Quantity>,
    /// When.
    pub expected_on: Option<NaiveDate>,
}

/// A figure whose product and warehouse were found.
#[derive(Debug, Clone)]
pub struct FoundFigure {
    /// The product.
    pub product: ProductId,
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// What was counted.
    pub on_hand: Quantity,
    /// When.
    pub as_of: Moment,
    /// How much is expected.
    pub expected: Option<Quantity>,
    /// When.
    pub expected_on: Option<NaiveDate>,
}

/// What booking figures did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booked {
    /// Rows that were not there.
    pub added: usize,
    /// Rows that are different now.
    pub changed: usize,
    /// Rows that were so already.
    pub unchanged: usize,
    /// Rows where less lies than is promised, or more has left than was counted.
    pub short: usize,
}

/// What was written of a figure, for the record of it.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// The movement; none where we had as much already.
    pub movement: Option<store::MovementId>,
    pub product: ProductId,
    pub warehouse: WarehouseId,
    /// By how much what we have changed.
    pub quantity: Quantity,
    /// When it was counted.
    pub at: Moment,
    /// Since when the figure of the row is known now.
    pub as_of: Moment,
    pub expected: Option<Quantity>,
    pub expected_on: Option<NaiveDate>,
}

/// By how much a figure changes what we have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Correction {
    /// What is booked as a movement.
    pub difference: Quantity,
    /// Whether more has left since the count than was counted: then nothing lies there, which is told as a shortage.
    pub is_cut: bool,
}

/// What is booked where `counted` lay there at its time, `on_hand` is what we have now, and `since` came, or left, after the count.
/// Less than nothing never lies there: goods that have left were there, whatever was counted.
pub(crate) fn correction(counted: Quantity, on_hand: Quantity, since: Quantity) -> Correction {
    let fresh = counted.steps().saturating_add(since.steps());
    Correction { difference: Quantity::from_steps(fresh.max(0).saturating_sub(on_hand.steps())), is_cut: fresh < 0 }
}

/// Books figures as movements against what we had at their time. `source` names where they come from.
/// Of products that there is more of, a job tells whoever waits for them. Answers what was written beside what it did.
pub(crate) fn book(tx: &mut Tx, figures: &[FoundFigure], source: &str) -> Answer<(Booked, Vec<Written>)> {
    let (mut booked, mut told) = (Booked::default(), Vec::new());
    for chunk in figures.chunks(300) {
        let (done, risen, written) = store::book_chunk(tx, chunk, source)?;
        arrived(tx, &risen)?;
        told.extend(written);
        booked.added += done.added;
        booked.changed += done.changed;
        booked.unchanged += done.unchanged;
        booked.short += done.short;
    }
    Ok((booked, told))
}

/// The kind of the jobs that tell of goods that came in or are free again.
pub const ARRIVED: &str = "stock.arrived";

/// What such a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Arrived {
    /// The products of which there is more.
    pub products: Vec<ProductId>,
}

/// Tells whoever waits for some products that there is more of them.
pub(crate) fn arrived(tx: &mut Tx, products: &[ProductId]) -> Answer<()> {
    if products.is_empty() {
        return Ok(());
    }
    let mut products = products.to_vec();
    products.sort();
    products.dedup();
    queue::enqueue(tx, ARRIVED, &Arrived { products })?;
    Ok(())
}

/// Takes promised goods off their shelves for a shipment, which is the source of the movements: what is reserved and what is on
/// hand fall by as much. Answers what lies there instead, where it is less. Rows are locked in the order of product and warehouse.
pub(crate) fn take_off(
    tx: &mut Tx,
    warehouse: WarehouseId,
    goods: &[(ProductId, Quantity)],
    shipment: &str,
) -> Answer<Result<(), Vec<(ProductId, Quantity)>>> {
    let mut goods = goods.to_vec();
    goods.sort();
    let products: Vec<ProductId> = goods.iter().map(|(product, _)| *product).collect();
    let there = store::lock_shelf(tx, warehouse, &products)?;
    let lies = |product: ProductId| there.iter().find(|(p, _)| *p == product).map_or(Quantity::ZERO, |(_, lies)| *lies);
    let leaves =
        |product: ProductId| goods.iter().filter(|(p, _)| *p == product).map(|(_, quantity)| quantity.steps()).sum::<i64>();
    let mut short: Vec<(ProductId, Quantity)> = goods
        .iter()
        .filter(|(product, _)| lies(*product).steps() < leaves(*product))
        .map(|(product, _)| (*product, lies(*product)))
        .collect();
    short.dedup();
    if !short.is_empty() {
        return Ok(Err(short));
    }
    store::take_off(tx, warehouse, &goods, "shipment", shipment)?;
    Ok(Ok(()))
}

/// What lies of some products in a warehouse, for lists: nothing is held, so it may be otherwise when goods leave.
pub(crate) fn on_shelf(tx: &mut Tx, warehouse: WarehouseId, products: &[ProductId]) -> Answer<HashMap<ProductId, Quantity>> {
    store::shelf(tx, warehouse, products)
}

/// Books one figure.
pub fn put(act: &mut Act<'_, ManageStock>, figure: &Figure) -> Answer<Recorded<Booked>> {
    let product = store::product_by_sku(act.tx(), &figure.sku)?.ok_or_else(No::not_found)?;
    let warehouse = store::warehouse_by_code(act.tx(), &figure.warehouse)?
        .ok_or_else(|| No::invalid("/warehouse", "unknown", say!("warehouse-unknown", code = &figure.warehouse)))?;
    if figure.on_hand < Quantity::ZERO {
        return Err(No::invalid("/on_hand", "out_of_range", say!("error-out-of-range")));
    }
    let now = act.moment();
    let as_of = figure.as_of.unwrap_or(now);
    if as_of > now.plus_seconds(300) {
        return Err(No::invalid("/as_of", "in_future", say!("stock-in-future")));
    }
    let found = FoundFigure {
        product,
        warehouse,
        on_hand: figure.on_hand,
        as_of,
        expected: figure.expected,
        expected_on: figure.expected_on,
    };
    let (booked, written) = book(act.tx(), &[found], "figure")?;
    if booked.short > 0 {
        act.note("stock.short", None, json!({"sku": figure.sku, "warehouse": figure.warehouse}))?;
    }
    let mut facts = json!(figure);
    if let Some(members) = facts.as_object_mut() {
        members.insert("written".to_owned(), written.iter().map(stock_proof::facts).collect());
    }
    act.record("stock.figure", None, facts, booked)
}

/// Stock of a product in every warehouse.
pub fn of_product(act: &mut Act<'_, ReadStock>, sku: &String) -> Answer<Vec<StockRow>> {
    let product = store::product_by_sku(act.tx(), sku)?.ok_or_else(No::not_found)?;
    store::stock_of(act.tx(), product)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_figure_leaves_what_was_counted_with_what_came_since_and_never_less_than_nothing(
            counted in 0i64..1_000_000,
            on_hand in 0i64..1_000_000,
            since in -1_000_000i64..1_000_000,
        ) {
            let steps = Quantity::from_steps;
            let told = correction(steps(counted), steps(on_hand), steps(since));
            let fresh = on_hand + told.difference.steps();
            prop_assert_eq!(fresh, (counted + since).max(0));
            prop_assert_eq!(told.is_cut, counted + since < 0);
            let again = correction(steps(counted), steps(fresh), steps(since));
            prop_assert_eq!(again.difference, Quantity::ZERO, "told once more, it changes nothing");
        }
    }
}
