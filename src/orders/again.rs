//! Ordering again: what an old order's lines would be today, shown before anything enters the cart.

use super::cart;
use super::order::OrderLine;
use super::store;
use super::today::{Today, Was, today};
use crate::access::permission::{Permission, marks::FillCart};
use crate::access::{Act, Recorded, Right};
use crate::catalogue::{Shown, Unorderable};
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

impl AgainLine {
    fn of(old: OrderLine, today: Today) -> Self {
        let (unit_price, is_possible) = (today.unit_price(), today.is_possible());
        let Today { changes, objection, quantity, stock, .. } = today;
        Self { old, changes, objection, quantity, unit_price, stock, is_possible }
    }
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
    act.company()?;
    // An old order is read, by whatever right its lines are taken over.
    let (reach, account) = (act.actor().reach_of(Right::ReadOrders), act.account()?);
    let (order, _) = store::find(act.tx(), reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    let contract = cart::chosen_contract(act)?;
    let was: Vec<Was> = order
        .lines
        .iter()
        .map(|line| Was { sku: line.sku.clone(), quantity: line.quantity, unit_price: Some(line.unit_price) })
        .collect();
    let today = today(act.tx(), &contract, account, &was)?;
    let lines = order.lines.into_iter().zip(today).map(|(old, today)| AgainLine::of(old, today)).collect();
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
