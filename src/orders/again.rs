//! Ordering again: what an old order's lines would be today, shown before anything enters the cart.

use super::cart;
use super::order::OrderLine;
use super::priced::{price_lines, stock_of};
use super::store;
use crate::access::permission::{Permission, marks::FillCart};
use crate::access::{Act, Recorded, Right};
use crate::catalogue::{self, Shown, Unorderable};
use crate::partners;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Quantity, UnitPrice};

/// A line of an old order, and what it would be today.
#[derive(Debug, Clone)]
pub struct AgainLine {
    /// The line as it was.
    pub old: OrderLine,
    /// What is different, by code: `not_allowed`, `no_price`, `price`, `quantity`, `stock_short`.
    pub changes: Vec<&'static str>,
    /// Why the old quantity cannot be ordered today, with the nearest that can.
    pub objection: Option<Unorderable>,
    /// The quantity that can be ordered today, nearest to the old one.
    pub quantity: Quantity,
    /// Today's price of one unit at that quantity.
    pub unit_price: Option<UnitPrice>,
    /// Stock as the partner may see it.
    pub stock: Option<Shown>,
    /// Whether it can enter the cart.
    pub is_possible: bool,
}

/// An old order, line by line, as it would be today.
#[derive(Debug, Clone)]
pub struct Again {
    /// The old order's number.
    pub number: String,
    /// The currency of today's prices.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<AgainLine>,
}

/// What ordering again would mean. Nothing is changed.
pub fn look<P: Permission>(act: &mut Act<'_, P>, number: &String) -> Answer<Again> {
    // An old order is read, by whatever right its lines are taken over.
    let reach = act.actor().reach_of(Right::ReadOrders);
    let (company, account) = (act.company()?.clone(), act.account()?);
    let (order, _) = store::find(act.tx(), reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    let partner = partners::store::partner(tx, company.id)?;
    let skus: Vec<String> = order.lines.iter().map(|line| line.sku.clone()).collect();
    let mut allowed = Vec::new();
    for chunk in skus.chunks(500) {
        allowed.extend(catalogue::store::allowed_by_sku(tx, contract.id, contract.day, chunk)?);
    }
    let wanted = order
        .lines
        .iter()
        .filter_map(|line| {
            let product = allowed.iter().find(|p| p.sku == line.sku)?.clone();
            let quantity = match product.objection(line.quantity) {
                Some(objection) => objection.offers.first().copied().unwrap_or(objection.minimum),
                None => line.quantity,
            };
            Some((product, quantity))
        })
        .collect();
    let priced = price_lines(tx, &contract, Some(account), wanted)?;
    let ids: Vec<_> = priced.iter().map(|line| line.product.id).collect();
    let stocks = stock_of(tx, &contract, partner.stock_display, &ids)?;
    let lines = order
        .lines
        .into_iter()
        .map(|old| {
            let Some(today) = priced.iter().find(|line| line.product.sku == old.sku) else {
                let quantity = old.quantity;
                return AgainLine {
                    old,
                    changes: vec!["not_allowed"],
                    objection: None,
                    quantity,
                    unit_price: None,
                    stock: None,
                    is_possible: false,
                };
            };
            let unit_price = today.quote.as_ref().map(|quote| quote.unit_price);
            let stock = stocks.get(&today.product.id);
            let there: i64 = stock.map_or(0, |(_, rows)| rows.iter().map(|row| row.available().steps()).sum());
            let mut changes = Vec::new();
            match unit_price {
                None => changes.push("no_price"),
                Some(price) if price != old.unit_price => changes.push("price"),
                Some(_) => {}
            }
            if today.quantity != old.quantity {
                changes.push("quantity");
            }
            if there < today.quantity.steps() {
                changes.push("stock_short");
            }
            AgainLine {
                changes,
                objection: today.product.objection(old.quantity),
                quantity: today.quantity,
                unit_price,
                stock: stock.map(|(shown, _)| shown.clone()),
                is_possible: unit_price.is_some(),
                old,
            }
        })
        .collect();
    Ok(Again { number: order.number, currency: contract.currency, lines })
}

/// Puts every line that is possible into the cart; answers what was different.
pub fn reorder(act: &mut Act<'_, FillCart>, number: &String) -> Answer<Recorded<Again>> {
    let again = look(act, number)?;
    let lines: Vec<(String, Quantity)> =
        again.lines.iter().filter(|line| line.is_possible).map(|line| (line.old.sku.clone(), line.quantity)).collect();
    cart::add_all(act, &lines)?;
    Ok(act.pass(again))
}
