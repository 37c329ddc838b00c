//! What is billed for what left: shares of the order's amounts, at the VAT rate of the day it left.
//! Called by shipping, by prepaid orders and by changes of orders; it issues nothing itself.

use std::collections::HashMap;

use super::held::Held;
use super::order::{Order, OrderLine};
use super::shares;
use super::shipment::{Leaving, Shipment, line_of};
use crate::access::{PartnerId, UnitId};
use crate::catalogue::{self, ProductId};
use crate::partners::{self, VatMode};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::pricing::{self, Amounts, vat};
use crate::receivables::{Bill, BillLine, OrderRef};
use crate::seller;

/// The bill of a shipment. `earlier` is what left before, shipment by shipment; delivery is billed with the first.
pub(super) fn bill_of(
    tx: &mut Tx,
    held: &Held,
    shipment: &Shipment,
    leaving: &[Leaving],
    earlier: &[(i64, Quantity)],
) -> Answer<Bill> {
    let order = &held.order;
    let ids: Vec<ProductId> = leaving.iter().map(|line| line.product).collect();
    let products = catalogue::store::by_ids(tx, held.contract.id, shipment.shipped_on, &ids)?;
    let rates: HashMap<ProductId, Option<Percent>> = products.into_iter().map(|(p, _)| (p.id, p.vat_rate)).collect();
    let (mut lines, mut committed) = (Vec::new(), Money::ZERO);
    for left in leaving {
        let line = line_of(order, left.position).ok_or_else(|| No::failed("a shipped line that the order lacks"))?;
        let share = share(line, left, earlier, order.contract.vat_mode)?;
        committed = committed.plus(share.gross)?;
        let rate = rates.get(&left.product).copied().unwrap_or(line.vat_rate);
        let billed = if rate == line.vat_rate { share } else { vat::split(share.sum, rate, order.contract.vat_mode)? };
        lines.push(bill_line(line, left.quantity, rate, billed));
    }
    let mut delivery = None;
    if earlier.is_empty()
        && let Some(cost) = order.delivery.as_ref().map(|d| d.cost).filter(|cost| cost.is_positive())
    {
        committed = committed.plus(cost)?;
        delivery = delivery_line(tx, order, shipment.shipped_on)?;
    }
    Ok(Bill {
        shipment: Some((shipment.id.number(), shipment.number.clone())),
        lines,
        delivery,
        committed,
        ..empty(order, held.kept.partner, held.kept.unit)
    })
}

/// The bill of a whole order, for its pro-forma.
pub(super) fn bill_of_all(tx: &mut Tx, order: &Order, partner: PartnerId, unit: Option<UnitId>) -> Answer<Bill> {
    let lines = order.lines.iter().map(|line| bill_line(line, line.quantity, line.vat_rate, line.amounts())).collect();
    let day = seller::day_of(tx, order.placed_at)?;
    let delivery = delivery_line(tx, order, day)?;
    Ok(Bill { lines, delivery, ..empty(order, partner, unit) })
}

/// The bill of what is still to leave of an order, for a pro-forma that is made anew. `earlier` is what has left.
pub(super) fn bill_of_rest(tx: &mut Tx, held: &Held, earlier: &[(i64, Quantity)]) -> Answer<Bill> {
    let order = &held.order;
    let mut lines = Vec::new();
    for (position, line) in (1i64..).zip(&order.lines).filter(|(_, line)| line.open().is_positive()) {
        let rest = less(line.amounts(), billed(line, position, earlier, order.contract.vat_mode)?)?;
        lines.push(bill_line(line, line.open(), line.vat_rate, rest));
    }
    let day = seller::day_of(tx, order.placed_at)?;
    let delivery = if earlier.is_empty() { delivery_line(tx, order, day)? } else { None };
    Ok(Bill { lines, delivery, ..empty(order, held.kept.partner, held.kept.unit) })
}

fn empty(order: &Order, partner: PartnerId, unit: Option<UnitId>) -> Bill {
    Bill {
        order: OrderRef { id: order.id.number(), number: order.number.clone() },
        shipment: None,
        partner,
        partner_name: order.partner.name.clone(),
        unit,
        lines: Vec::new(),
        delivery: None,
        committed: Money::ZERO,
        your_number: order.your_number.clone(),
        // The terms of the order, whatever the contract says by now.
        net_days: order.contract.payment.strip_prefix("net ").and_then(|days| days.parse().ok()),
    }
}

fn share(line: &OrderLine, left: &Leaving, earlier: &[(i64, Quantity)], mode: VatMode) -> Answer<Amounts> {
    let (of, amounts, mut parts) = shared(line, left.position, earlier)?;
    parts.push(left.quantity);
    let shares = shares::of_line(amounts, of, &parts, mode)?;
    shares.last().copied().ok_or_else(|| No::failed("a part without its share"))
}

/// What was billed of a line so far, as the order counts it.
pub(super) fn billed(line: &OrderLine, position: i64, earlier: &[(i64, Quantity)], mode: VatMode) -> Answer<Amounts> {
    let (of, amounts, parts) = shared(line, position, earlier)?;
    let settled = line.settled.as_ref().map(|settled| settled.amounts());
    vat::total(shares::of_line(amounts, of, &parts, mode)?.into_iter().chain(settled))
}

/// What the parts of a line are shared from, and the parts that have left: all of the line, or what is behind its last change.
fn shared(line: &OrderLine, position: i64, earlier: &[(i64, Quantity)]) -> Answer<(Quantity, Amounts, Vec<Quantity>)> {
    let parts = earlier.iter().filter(|(at, _)| *at == position).map(|(_, part)| *part);
    let Some(settled) = &line.settled else { return Ok((line.quantity, line.amounts(), parts.collect())) };
    let (mut gone, mut later) = (Quantity::ZERO, Vec::new());
    for part in parts {
        if gone >= settled.quantity {
            later.push(part);
        }
        gone = gone.plus(part)?;
    }
    Ok((line.wanted().minus(settled.quantity)?, less(line.amounts(), settled.amounts())?, later))
}

fn less(all: Amounts, part: Amounts) -> Answer<Amounts> {
    Ok(Amounts {
        sum: all.sum.minus(part.sum)?,
        net: all.net.minus(part.net)?,
        vat: all.vat.minus(part.vat)?,
        gross: all.gross.minus(part.gross)?,
    })
}

fn bill_line(line: &OrderLine, quantity: Quantity, rate: Option<Percent>, billed: Amounts) -> BillLine {
    BillLine {
        sku: line.sku.clone(),
        own_number: line.own_number.clone(),
        name: line.name.clone(),
        name_en: line.name_en.clone(),
        unit: line.unit.clone(),
        quantity,
        unit_price: line.unit_price,
        vat_rate: rate,
        ordered_rate: line.vat_rate.filter(|_| rate != line.vat_rate),
        net: billed.net,
        vat: billed.vat,
        gross: billed.gross,
    }
}

/// Delivery at the standard rate of a day; its cost holds the VAT.
fn delivery_line(tx: &mut Tx, order: &Order, day: chrono::NaiveDate) -> Answer<Option<BillLine>> {
    let Some(delivery) = order.delivery.as_ref().filter(|d| d.cost.is_positive()) else { return Ok(None) };
    let placed_on = seller::day_of(tx, order.placed_at)?;
    let ordered = pricing::store::vat_percent(tx, "standard", placed_on)?;
    let rate = pricing::store::vat_percent(tx, "standard", day)?;
    let (net, included) = if rate == ordered {
        (delivery.cost.minus(delivery.vat)?, delivery.vat)
    } else {
        let split = vat::split(delivery.cost, rate, VatMode::Included)?;
        (split.net, split.vat)
    };
    Ok(Some(BillLine {
        sku: String::new(),
        own_number: None,
        name: partners::delivery::name(Lang::Ru, &delivery.method),
        name_en: partners::delivery::name(Lang::En, &delivery.method),
        unit: String::new(),
        quantity: Quantity::whole(1),
        unit_price: UnitPrice::rounded(delivery.cost.decimal())?,
        vat_rate: rate,
        ordered_rate: ordered.filter(|_| rate != ordered),
        net,
        vat: included,
        gross: delivery.cost,
    }))
}
