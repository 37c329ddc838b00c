//! The lines of an order that shall be different, with their quantities checked and their prices made anew: by the one price function at
//! today's terms, or as agreed for this order, never below the floor. Of a line of which something has left the price stays.
//! Called by [`super::amend`]; it writes nothing.

use std::collections::HashMap;

use super::billing;
use super::held::Held;
use super::order::{Order, OrderLine, Settled};
use super::priced::{PricedLine, price_lines_with};
use super::revision::{Meant, RevisedLine};
use super::{make, store};
use crate::catalogue::{self, Product, ProductId};
use crate::partners::VatMode;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Quantity, UnitPrice};
use crate::pricing::{self, Amounts, Step, amounts, vat};
use crate::say;

/// A product, and whether the contract allows it.
type Good = (Product, bool);

/// Makes the lines what they shall be. New ones are put behind, and so are their products.
pub(super) fn lines(
    tx: &mut Tx,
    held: &Held,
    meant: &[Meant<'_>],
    after: &mut Order,
    products: &mut Vec<ProductId>,
) -> Answer<()> {
    let goods = goods(tx, held, meant, products)?;
    check(held, meant, &goods)?;
    let fresh = fresh(tx, held, meant, &goods)?;
    let left = if held.order.has_left() { store::left_so_far(tx, held.order.id)? } else { Vec::new() };
    let mut faults = Vec::new();
    for (one, fresh) in meant.iter().zip(fresh) {
        let priced = fresh.filter(|priced| priced.quote.is_some() || one.line.unit_price.is_some());
        match (one.at, priced) {
            (Some(at), priced) => {
                let Some(known) = after.lines.get_mut(at) else { continue };
                if !alter(held, known, one, priced, &left)? {
                    faults.push(no_price(one));
                }
            }
            (None, Some(priced)) => {
                products.push(priced.product.id);
                after.lines.push(make::order_line(priced, Vec::new()));
            }
            (None, None) => faults.push(no_price(one)),
        }
    }
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    agree(tx, held, meant, &goods, after)
}

/// Makes a line of the order what it shall be; answers whether it has a price.
fn alter(
    held: &Held,
    known: &mut OrderLine,
    one: &Meant<'_>,
    priced: Option<PricedLine>,
    left: &[(i64, Quantity)],
) -> Answer<bool> {
    let quantity = one.line.quantity;
    if known.shipped.is_positive() {
        cut(known, one, left, held.order.contract.vat_mode)?;
    } else if !quantity.is_positive() {
        known.want(quantity);
        known.set_amounts(Amounts::default());
    } else if is_quoted(known) && quantity <= known.wanted() {
        // The quote that was accepted holds for what is left of it.
        keep_price(known, quantity, held)?;
    } else if let Some(priced) = priced {
        take_price(known, priced);
    } else if quantity <= known.wanted() {
        // What can no longer be bought is still to be had in lesser quantity, at the price that was agreed.
        keep_price(known, quantity, held)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// The goods of the lines that stay, and of the new ones; none for a line that is cancelled or that nobody knows.
fn goods(tx: &mut Tx, held: &Held, meant: &[Meant<'_>], products: &[ProductId]) -> Answer<Vec<Option<Good>>> {
    let contract = &held.contract;
    let wanted = || meant.iter().filter(|one| one.line.quantity.is_positive());
    let ids: Vec<ProductId> = wanted().filter_map(|one| products.get(one.at?).copied()).collect();
    let mut known: HashMap<String, Good> = HashMap::new();
    for chunk in ids.chunks(500) {
        let found = catalogue::store::by_ids(tx, contract.id, contract.day, chunk)?;
        known.extend(found.into_iter().map(|(product, is)| (catalogue::store::sku_key(&product.sku), (product, is))));
    }
    let skus: Vec<String> = wanted().filter(|one| one.at.is_none()).map(|one| one.line.sku.clone()).collect();
    let found = catalogue::store::allowed_by_sku(tx, contract.id, contract.day, &skus)?;
    known.extend(found.into_iter().map(|product| (catalogue::store::sku_key(&product.sku), (product, true))));
    let find = |one: &Meant<'_>| {
        let is_wanted = one.line.quantity.is_positive();
        known.get(&catalogue::store::sku_key(&one.line.sku)).filter(|_| is_wanted).cloned()
    };
    Ok(meant.iter().map(find).collect())
}

/// Whether more is wanted of it than was ordered.
fn grows(held: &Held, one: &Meant<'_>) -> bool {
    let known = one.at.and_then(|at| held.order.lines.get(at));
    known.is_none_or(|line| one.line.quantity > line.wanted())
}

/// Quantities by the same validator as a new order's; more only of what the contract still allows, while it is in force.
fn check(held: &Held, meant: &[Meant<'_>], goods: &[Option<Good>]) -> Answer<()> {
    let mut faults = Vec::new();
    for (one, good) in meant.iter().zip(goods).filter(|(one, _)| one.line.quantity.is_positive()) {
        let known = one.at.and_then(|at| held.order.lines.get(at));
        // All that is open is cancelled, or only the price is another: so much was good enough before.
        if known.is_some_and(|line| [line.shipped, line.wanted()].contains(&one.line.quantity)) {
            continue;
        }
        let fault = |name: &str, code, message| Fault { field: format!("/lines/{}/{name}", one.row), code, message };
        let sku = &one.line.sku;
        match good {
            None => faults.push(fault("sku", "unknown_product", say!("change-unknown-product", sku = sku))),
            Some((_, false)) if grows(held, one) => {
                faults.push(fault("sku", "not_allowed", say!("change-not-allowed", sku = sku)));
            }
            Some((product, _)) => {
                if let Some(objection) = product.objection(one.line.quantity) {
                    faults.push(fault("quantity", objection.code(), objection.message(&product.sku)));
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let has_growth = meant.iter().any(|one| grows(held, one));
    if has_growth && !held.contract.is_in_force() {
        return Err(No::conflict("contract_not_in_force", say!("change-contract-ended")));
    }
    let is_other = held.contract.vat_mode != held.order.contract.vat_mode;
    if is_other && goods.iter().any(Option::is_some) {
        return Err(No::conflict("terms_changed", say!("change-terms-changed")));
    }
    Ok(())
}

/// Today's prices of the goods that may be bought today, line by line, for the person whose order it is.
fn fresh(tx: &mut Tx, held: &Held, meant: &[Meant<'_>], goods: &[Option<Good>]) -> Answer<Vec<Option<PricedLine>>> {
    let mut wanted = Vec::new();
    let mut places = Vec::new();
    for (place, (one, good)) in meant.iter().zip(goods).enumerate() {
        if let Some((product, true)) = good {
            wanted.push((product.clone(), one.line.quantity));
            places.push(place);
        }
    }
    let mut found: Vec<Option<PricedLine>> = meant.iter().map(|_| None).collect();
    // The code that the order has used goes on counting in it; nothing more is bought with one that has ended.
    let mut codes = pricing::code::of_order(tx, held.order.id.number())?;
    let has_growth = meant.iter().any(|one| grows(held, one));
    codes.retain(|code| !has_growth || code.valid_until.is_none_or(|until| until >= held.contract.day));
    let priced = price_lines_with(tx, &held.contract, Some(held.kept.placed_by), codes, wanted)?;
    for (place, priced) in places.into_iter().zip(priced) {
        if let Some(slot) = found.get_mut(place) {
            *slot = Some(priced);
        }
    }
    Ok(found)
}

/// Less of a line of which something has left: that stays as it was billed, and the rest keeps its price.
fn cut(known: &mut OrderLine, one: &Meant<'_>, left: &[(i64, Quantity)], mode: VatMode) -> Answer<()> {
    let position = i64::try_from(one.at.unwrap_or_default()).unwrap_or_default() + 1;
    let billed = billing::billed(known, position, left, mode)?;
    let rest = amounts(known.unit_price, one.line.quantity.minus(known.shipped)?, known.vat_rate, mode)?;
    known.settled = Some(Settled::of(known.shipped, billed));
    known.set_amounts(vat::total([billed, rest])?);
    known.want(one.line.quantity);
    Ok(())
}

/// The quantity with today's price; names stay as they were.
fn take_price(known: &mut OrderLine, priced: PricedLine) {
    let fresh = make::order_line(priced, Vec::new());
    known.want(fresh.quantity);
    known.set_amounts(fresh.amounts());
    known.unit_price = fresh.unit_price;
    known.list_price = fresh.list_price;
    known.discount_percent = fresh.discount_percent;
    known.vat_rate = fresh.vat_rate;
    known.explanation = fresh.explanation;
}

/// Whether its price is that of a quote.
fn is_quoted(known: &OrderLine) -> bool {
    known.explanation.iter().any(|step| matches!(step, Step::Quoted { .. }))
}

fn keep_price(known: &mut OrderLine, quantity: Quantity, held: &Held) -> Answer<()> {
    known.set_amounts(amounts(known.unit_price, quantity, known.vat_rate, held.order.contract.vat_mode)?);
    known.want(quantity);
    Ok(())
}

fn no_price(one: &Meant<'_>) -> Fault {
    let message = say!("change-no-price", sku = &one.line.sku);
    Fault { field: format!("/lines/{}/sku", one.row), code: "no_price", message }
}

/// Puts the agreed prices in the place of those that were made, each with the reason for it and not below the floor.
fn agree(tx: &mut Tx, held: &Held, meant: &[Meant<'_>], goods: &[Option<Good>], after: &mut Order) -> Answer<()> {
    let agreed: Vec<(&Meant<'_>, &Product, UnitPrice)> =
        meant.iter().zip(goods).filter_map(|(one, good)| Some((one, &good.as_ref()?.0, one.line.unit_price?))).collect();
    if agreed.is_empty() {
        return Ok(());
    }
    let products: Vec<Product> = agreed.iter().map(|(_, product, _)| (*product).clone()).collect();
    let terms = pricing::load::terms(tx, &held.contract, Some(held.kept.placed_by))?;
    let rows = pricing::load::goods(tx, &terms, &products)?;
    let mut faults = Vec::new();
    for ((one, product, price), goods) in agreed.into_iter().zip(rows) {
        let fault = |name: &str, code, message| Fault { field: format!("/lines/{}/{name}", one.row), code, message };
        let floor = goods.rows.iter().filter_map(|row| row.floor).max().filter(|floor| *floor > price);
        if let Some(floor) = floor {
            let message = say!("change-below-floor", sku = &product.sku, floor = (floor, held.order.currency));
            faults.push(fault("unit_price", "below_floor", message));
        } else if has_no_reason(one.line) {
            faults.push(fault("reason", "missing", say!("change-price-reason", sku = &product.sku)));
        }
        let found =
            after.lines.iter_mut().find(|line| catalogue::store::sku_key(&line.sku) == catalogue::store::sku_key(&product.sku));
        let Some(line) = found else { continue };
        // Of what has left the price is the one that was billed.
        if line.unit_price != price && !line.shipped.is_positive() {
            line.set_amounts(amounts(price, line.wanted(), line.vat_rate, held.order.contract.vat_mode)?);
            line.unit_price = price;
            line.discount_percent = pricing::quote::share_off(line.list_price, price);
            line.explanation.push(Step::Agreed { price });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(No::faults(faults)) }
}

fn has_no_reason(line: &RevisedLine) -> bool {
    line.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
}
