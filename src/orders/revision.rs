//! What an order shall become: lines with other quantities or prices, lines that are new, other terms. What is not named stays.
//! Made by doors, kept with a change or a draft; which lines it means is found here, and nothing is changed.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::cart;
use super::order::{Order, OrderLine};
use crate::catalogue;
use crate::platform::error::{Answer, Fault, Kind, No, Refusal};
use crate::platform::values::{Quantity, UnitPrice};
use crate::say;

/// What an order shall become.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The lines that shall be different.
    pub lines: Vec<RevisedLine>,
    /// Where it goes and when, and what is said to it; none where that stays.
    #[serde(default)]
    pub terms: Option<RevisedTerms>,
}

/// What a line shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RevisedLine {
    /// The article number.
    pub sku: String,
    /// How much is wanted of it altogether; nothing cancels what is open.
    pub quantity: Quantity,
    /// A price agreed for this order; made by the price function when not given.
    #[serde(default)]
    pub unit_price: Option<UnitPrice>,
    /// Why that price, for colleagues.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What the terms of an order shall be, all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedTerms {
    /// A delivery address by its name; none where it stays.
    pub address: Option<String>,
    /// The day it is wished.
    pub requested_on: Option<NaiveDate>,
    /// What the buyer adds.
    pub comment: Option<String>,
}

/// Who changes an order, and how far he may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Editor {
    /// The buyer: how much of the lines there are.
    Buyer,
    /// The office: lines and terms.
    Office,
    /// Somebody of the office who may agree prices as well.
    Pricer,
}

/// A line that is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant<'r> {
    /// Its place in the order, from zero; none for one that is new.
    pub at: Option<usize>,
    /// Its place in the revision, from zero.
    pub row: usize,
    /// What it shall be.
    pub line: &'r RevisedLine,
}

/// The lines of a revision that shall really be different, or every fault of it.
pub(super) fn meant<'r>(order: &Order, revision: &'r Revision, editor: Editor) -> Answer<Vec<Meant<'r>>> {
    if revision.lines.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    let (mut meant, mut faults, mut seen): (Vec<Meant<'r>>, Vec<Fault>, HashSet<String>) = Default::default();
    for (row, line) in revision.lines.iter().enumerate() {
        let key = catalogue::store::sku_key(&line.sku);
        let at = order.lines.iter().position(|known| catalogue::store::sku_key(&known.sku) == key);
        let fault = |name: &str, code, message| Fault { field: format!("/lines/{row}/{name}"), code, message };
        let known = at.and_then(|at| order.lines.get(at));
        if !seen.insert(key) {
            faults.push(fault("sku", "duplicate", say!("change-line-twice", sku = &line.sku)));
        } else if line.quantity < Quantity::ZERO {
            faults.push(fault("quantity", "not_positive", say!("change-below-nothing", sku = &line.sku)));
        } else if line.unit_price.is_some_and(|price| !price.is_positive()) {
            faults.push(fault("unit_price", "not_positive", say!("change-price-below-nothing", sku = &line.sku)));
        } else if line.unit_price.is_some() && editor != Editor::Pricer {
            return Err(No::forbidden());
        } else if let Some(known) = known {
            if is_other(known, line) {
                check_left(known, line)?;
                meant.push(Meant { at, row, line });
            }
        } else if editor == Editor::Buyer {
            faults.push(fault("sku", "unknown_product", say!("promise-unknown-line", sku = &line.sku)));
        } else if line.quantity.is_positive() {
            meant.push(Meant { at, row, line });
        }
    }
    if faults.is_empty() { Ok(meant) } else { Err(No::faults(faults)) }
}

fn is_other(known: &OrderLine, line: &RevisedLine) -> bool {
    line.quantity != known.wanted() || line.unit_price.is_some_and(|price| price != known.unit_price)
}

/// What has left cannot be taken back here, and its price is settled: less of the rest can be wanted, never more.
fn check_left(known: &OrderLine, line: &RevisedLine) -> Answer<()> {
    if line.quantity < known.shipped {
        return Err(already_shipped(&[known]));
    }
    let is_less = line.quantity <= known.wanted() && line.unit_price.is_none_or(|price| price == known.unit_price);
    if known.shipped.is_positive() && !is_less {
        return Err(No::conflict("line_has_left", say!("change-line-has-left", sku = &known.sku, shipped = known.shipped)));
    }
    Ok(())
}

/// The refusal of what has left: with how much of each line that is, and the way to send it back.
pub(super) fn already_shipped(lines: &[&OrderLine]) -> No {
    let mut refusal = Refusal::new(Kind::Conflict, "already_shipped", say!("change-already-shipped"));
    let told: Vec<_> = lines.iter().map(|line| json!({"sku": line.sku, "shipped": line.shipped})).collect();
    for line in lines {
        let message = say!("change-line-shipped", sku = &line.sku, shipped = line.shipped);
        refusal = refusal.fault(format!("/lines/{}", line.sku), "already_shipped", message);
    }
    refusal.with("lines", told).into()
}
