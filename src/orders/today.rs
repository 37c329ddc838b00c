//! What goods that were wanted once would be today: allowed or not, price, quantity, stock. One look that ordering again, shopping
//! lists and standing orders have in common; nothing is changed, and of a product that is forbidden nothing is told.

use super::priced::{PricedLine, price_lines, stock_of};
use crate::access::reach::AccountId;
use crate::catalogue::{self, ProductId, Shown, Unorderable};
use crate::partners::{self, Contract};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, UnitPrice};

/// Goods as they were wanted.
#[derive(Debug, Clone)]
pub(crate) struct Was {
    /// The article number.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
    /// What one unit cost then, where it had a price that was seen.
    pub unit_price: Option<UnitPrice>,
}

/// The same goods as they would be today.
#[derive(Debug, Clone)]
pub struct Today {
    /// What is different, by code: `not_allowed`, `no_price`, `price`, `quantity`, `stock_short`.
    pub changes: Vec<&'static str>,
    /// Why the old quantity cannot be ordered today, with the nearest that can.
    pub objection: Option<Unorderable>,
    /// The quantity that can be ordered today, nearest to the old one.
    pub quantity: Quantity,
    /// The product with its price; none where the contract does not allow it.
    pub line: Option<PricedLine>,
    /// Stock as the partner may see it.
    pub stock: Option<Shown>,
}

impl Today {
    /// Today's price of one unit at that quantity.
    pub fn unit_price(&self) -> Option<UnitPrice> {
        Some(self.line.as_ref()?.quote.as_ref()?.unit_price)
    }

    /// Whether it can be ordered.
    pub fn is_possible(&self) -> bool {
        self.unit_price().is_some()
    }
}

/// Goods of a contract as they would be today, in the order given.
pub(crate) fn today(tx: &mut Tx, contract: &Contract, account: AccountId, was: &[Was]) -> Answer<Vec<Today>> {
    let skus: Vec<String> = was.iter().map(|was| was.sku.clone()).collect();
    let allowed = catalogue::store::allowed_by_sku(tx, contract.id, contract.day, &skus)?;
    let wanted = was
        .iter()
        .filter_map(|was| {
            let product = allowed.iter().find(|product| product.sku == was.sku)?.clone();
            let quantity = match product.objection(was.quantity) {
                Some(objection) => objection.offers.first().copied().unwrap_or(objection.minimum),
                None => was.quantity,
            };
            Some((product, quantity))
        })
        .collect();
    let priced = price_lines(tx, contract, Some(account), wanted)?;
    let ids: Vec<ProductId> = priced.iter().map(|line| line.product.id).collect();
    let display = partners::company::stock_display(tx, contract.partner)?;
    let stocks = stock_of(tx, contract, display, &ids)?;
    let found = was.iter().map(|was| {
        let line = priced.iter().find(|line| line.product.sku == was.sku && line.quantity == quantity_of(line, was));
        let stock = line.and_then(|line| stocks.get(&line.product.id));
        let there: i64 = stock.map_or(0, |(_, rows)| rows.iter().map(|row| row.available().steps()).sum());
        compare(was, line, stock.map(|(shown, _)| shown.clone()), Quantity::from_steps(there))
    });
    Ok(found.collect())
}

/// How much of a line's product an old line would be today: one product may stand in several of them.
fn quantity_of(line: &PricedLine, was: &Was) -> Quantity {
    match line.product.objection(was.quantity) {
        Some(objection) => objection.offers.first().copied().unwrap_or(objection.minimum),
        None => was.quantity,
    }
}

fn compare(was: &Was, line: Option<&PricedLine>, stock: Option<Shown>, there: Quantity) -> Today {
    let Some(line) = line else {
        let changes = vec!["not_allowed"];
        return Today { changes, objection: None, quantity: was.quantity, line: None, stock: None };
    };
    let mut changes = Vec::new();
    match (&line.quote, was.unit_price) {
        (None, _) => changes.push("no_price"),
        (Some(quote), Some(before)) if quote.unit_price != before => changes.push("price"),
        _ => {}
    }
    if line.quantity != was.quantity {
        changes.push("quantity");
    }
    if there < line.quantity {
        changes.push("stock_short");
    }
    let objection = line.product.objection(was.quantity);
    Today { changes, objection, quantity: line.quantity, line: Some(line.clone()), stock }
}
