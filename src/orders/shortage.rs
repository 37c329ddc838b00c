//! When there is not enough: refuse, take the part there is, or keep the rest as a back-order. Called by placing.

use serde_json::json;

use super::cart;
use super::order::{OrderLine, Promised};
use super::priced::{PricedLine, stock_of};
use super::promise;
use super::wanted::leaving;
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::activity::requested::{self, Reason, Wish};
use crate::catalogue::reservation::{self, Short};
use crate::catalogue::{Product, ProductId, stock};
use crate::partners::{self, Contract, StockDisplay};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::values::Quantity;
use crate::{receivables, say, seller};

crate::words! {
    /// What shall be done where stock does not suffice.
    #[derive(Default)]
    pub enum Shortage {
        /// Nothing is ordered.
        #[default]
        Refuse = "refuse",
        /// What there is, is ordered; the rest stays a wish.
        Part = "part",
        /// All is ordered; the rest is delivered when it has come in.
        Backorder = "backorder",
    }
}

/// What a refused buyer may choose instead.
pub const CHOICES: [&str; 3] = ["part", "backorder", "notice"];

/// Who wants the goods.
#[derive(Clone, Copy)]
pub(super) struct Buyer {
    pub partner: PartnerId,
    pub account: AccountId,
}

impl Buyer {
    fn wish(self, sku: &str, product: ProductId, quantity: Quantity) -> Wish {
        Wish {
            partner: self.partner,
            account: self.account,
            reason: Reason::OutOfStock,
            wanted: sku.to_owned(),
            product: Some(product.number()),
            quantity: Some(quantity),
        }
    }
}

/// The lines that can be had: rounded down to what can be ordered, without those of which too little is there.
/// What cannot be had is kept as a wish. The contract's money is held before its stock.
pub(super) fn part_there_is(
    tx: &mut Tx,
    contract: &Contract,
    buyer: Buyer,
    wanted: Vec<(Product, Quantity)>,
) -> Answer<Vec<(Product, Quantity)>> {
    receivables::hold(tx, contract.id)?;
    let asked: Vec<(ProductId, Quantity)> = wanted.iter().map(|(product, quantity)| (product.id, *quantity)).collect();
    let there = reservation::could_be_had(tx, contract, &asked)?;
    let mut part = Vec::new();
    for ((product, quantity), there) in wanted.into_iter().zip(there) {
        let some = if there >= quantity { quantity } else { orderable(&product, there) };
        if some < quantity {
            let rest = quantity.minus(some)?;
            requested::keep(tx, &buyer.wish(&product.sku, product.id, rest))?;
        }
        if some.is_positive() {
            part.push((product, some));
        }
    }
    Ok(part)
}

/// The most of a product that can be ordered within a quantity; nothing below its minimum.
fn orderable(product: &Product, within: Quantity) -> Quantity {
    let step = product.multiple.steps().max(1);
    let whole = if product.unit.is_piecewise { within.steps() / 1000 * 1000 } else { within.steps() };
    let some = Quantity::from_steps(whole / step * step);
    if some.is_positive() && product.objection(some).is_none() { some } else { Quantity::ZERO }
}

/// The refusal when nothing shall be ordered unless all is there; it tells what could be chosen instead.
pub(super) fn refused(
    tx: &mut Tx,
    buyer: Buyer,
    contract: &Contract,
    priced: &[PricedLine],
    short: &[Short],
    choices: &[&str],
) -> Answer<No> {
    let partner = partners::store::partner(tx, buyer.partner)?;
    let ids: Vec<ProductId> = short.iter().map(|s| s.product).collect();
    let shown = stock_of(tx, contract, partner.stock_display, &ids)?;
    let mut refusal = Refusal::new(Kind::Conflict, "stock_short", say!("order-short"));
    let (mut lines, mut wishes) = (Vec::new(), Vec::new());
    for missing in short {
        let Some(line) = priced.iter().find(|line| line.product.id == missing.product) else { continue };
        let sku = &line.product.sku;
        let there = shown.get(&missing.product).map(|(shown, _)| shown.clone());
        let available = there.as_ref().and_then(|s| s.available);
        let message = match available {
            Some(available) if partner.stock_display == StockDisplay::Exact => {
                say!("cart-short-exact", sku = sku, available = available)
            }
            _ => say!("cart-short", sku = sku),
        };
        refusal = refusal.fault(format!("/lines/{sku}"), "stock_short", message);
        lines.push(json!({
            "sku": sku, "asked": missing.asked, "available": available,
            "expected_on": there.as_ref().and_then(|s| s.expected_on), "expected": there.as_ref().and_then(|s| s.expected),
        }));
        wishes.push(buyer.wish(sku, missing.product, missing.asked));
    }
    Ok(leaving(refusal.with("lines", lines).with("choices", choices), wishes).into())
}

/// The refusal when a part was wanted and there is none.
pub(super) fn nothing_there(buyer: Buyer, wanted: &[(Product, Quantity)]) -> No {
    let wishes = wanted.iter().map(|(product, quantity)| buyer.wish(&product.sku, product.id, *quantity)).collect();
    let refusal = Refusal::new(Kind::Conflict, "stock_short", say!("order-nothing-there"));
    leaving(refusal.with("choices", ["backorder", "notice"]), wishes).into()
}

/// Promises each line of a new order its days: what is reserved leaves as soon as it can, the rest when it is expected. Where the
/// stock figures are old nobody promises a day.
pub(super) fn promise_days(
    tx: &mut Tx,
    contract: &Contract,
    lines: &mut [OrderLine],
    products: &[ProductId],
    requested_on: Option<chrono::NaiveDate>,
) -> Answer<()> {
    let day = promise::soonest(tx, requested_on, contract.day)?;
    let stale_before = seller::stale_before(tx)?;
    let rows = if stale_before.is_some() || lines.iter().any(|line| line.awaited().is_positive()) {
        stock::of_contract(tx, contract, products)?
    } else {
        Vec::new()
    };
    for (line, product) in lines.iter_mut().zip(products) {
        let is_firm = !cart::is_old(rows.iter().filter(|row| row.product == *product), stale_before);
        let on = is_firm.then_some(day);
        let reserved = line.allocations.iter().map(|part| Promised { warehouse: Some(part.code.clone()), on });
        line.promises = reserved.collect();
        if line.awaited().is_positive() {
            let here = rows.iter().filter(|row| row.product == *product);
            let on = promise::day_expected(here, contract.day).filter(|_| is_firm);
            line.promises.push(Promised { warehouse: None, on });
        }
    }
    Ok(())
}
