//! Stock of an order that is changed: more is reserved, what is no longer wanted goes back, and the days of what is new are promised.
//! Called by [`super::amend`], which holds the contract.

use super::order::{Order, OrderLine};
use super::{cart, promise, store};
use crate::catalogue::reservation::{self, Allocation, Short};
use crate::catalogue::{self, ProductId, stock};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::seller;

/// The parts whose days were promised anew: line from zero, warehouse.
pub(super) type Renewed = Vec<(usize, Option<String>)>;

/// How much more of each line is open than before: line from zero, product, quantity.
pub(super) fn growths(before: &Order, after: &Order, products: &[ProductId]) -> Vec<(usize, ProductId, Quantity)> {
    let open = |order: &Order, at: usize| order.lines.get(at).map_or(0, |line| line.open().steps());
    let more = |(at, product): (usize, &ProductId)| {
        let more = Quantity::from_steps(open(after, at) - open(before, at));
        more.is_positive().then_some((at, *product, more))
    };
    products.iter().enumerate().filter_map(more).collect()
}

/// Takes back what is reserved beyond a quantity, the last warehouse first: code and quantity of each part.
fn take_back(line: &mut OrderLine) -> Answer<Vec<(String, Quantity)>> {
    let reserved: i64 = line.allocations.iter().map(|part| part.quantity.steps()).sum();
    let mut excess = Quantity::from_steps((reserved - line.open().steps()).max(0));
    let mut back = Vec::new();
    for part in line.allocations.iter_mut().rev() {
        let some = part.quantity.at_most(excess);
        if some.is_positive() {
            part.quantity = part.quantity.minus(some)?;
            excess = excess.minus(some)?;
            back.push((part.code.clone(), some));
        }
    }
    line.allocations.retain(|part| part.quantity.is_positive());
    Ok(back)
}

/// Makes the reservations those of the changed order, or tells what there is not enough of.
pub(super) fn restock(
    tx: &mut Tx,
    contract: &Contract,
    before: &Order,
    after: &mut Order,
    products: &[ProductId],
) -> Answer<Result<Renewed, Vec<Short>>> {
    let more = growths(before, after, products);
    let mut renewed = Vec::new();
    if !more.is_empty() {
        let asked: Vec<(ProductId, Quantity)> = more.iter().map(|(_, product, quantity)| (*product, *quantity)).collect();
        let taken = match reservation::reserve(tx, contract, &asked)? {
            Ok(taken) => taken,
            Err(short) => return Ok(Err(short)),
        };
        for ((at, product, _), parts) in more.iter().zip(taken) {
            put(tx, after, *at, *product, parts, &mut renewed)?;
        }
    }
    give_back(tx, after, products)?;
    let is_moved = before.requested_on != after.requested_on;
    if is_moved {
        renewed = reserved_parts(after);
    }
    promise_anew(tx, contract, after, products, (&renewed, is_moved))?;
    Ok(Ok(renewed))
}

/// Promises parts a day. What was promised later stays so where no other day is wished; where the stock figures are old nobody promises.
fn promise_anew(
    tx: &mut Tx,
    contract: &Contract,
    after: &mut Order,
    products: &[ProductId],
    (renewed, is_moved): (&Renewed, bool),
) -> Answer<()> {
    let day = promise::soonest(tx, after.requested_on, contract.day)?;
    let stale_before = seller::stale_before(tx)?;
    let rows = if stale_before.is_some() { stock::of_contract(tx, contract, products)? } else { Vec::new() };
    for (at, part) in renewed {
        let (Some(line), Some(product)) = (after.lines.get_mut(*at), products.get(*at)) else { continue };
        let is_firm = !cart::is_old(rows.iter().filter(|row| row.product == *product), stale_before);
        let known = line.promises.iter().find(|known| known.warehouse == *part).and_then(|known| known.on);
        let on = known.filter(|known| !is_moved && *known > day).unwrap_or(day);
        line.promise(part.clone(), is_firm.then_some(on));
    }
    Ok(())
}

/// Puts what was reserved to a line.
fn put(
    tx: &mut Tx,
    after: &mut Order,
    at: usize,
    product: ProductId,
    parts: Vec<Allocation>,
    renewed: &mut Renewed,
) -> Answer<()> {
    let (order, position) = (after.id, i64::try_from(at).unwrap_or_default() + 1);
    let Some(line) = after.lines.get_mut(at) else { return Ok(()) };
    for part in parts {
        if let Some(house) = part.warehouse {
            store::add_reservation(tx, order, position, (product, house), part.quantity)?;
        }
        renewed.push((at, Some(part.code.clone())));
        match line.allocations.iter_mut().find(|known| known.code == part.code) {
            Some(known) => known.quantity = known.quantity.plus(part.quantity)?,
            None => line.allocations.push(part),
        }
    }
    Ok(())
}

/// Gives back what lines hold beyond what is open of them.
fn give_back(tx: &mut Tx, after: &mut Order, products: &[ProductId]) -> Answer<()> {
    let (order, mut freed) = (after.id, Vec::new());
    let houses = catalogue::store::warehouses(tx)?;
    for ((position, line), product) in (1i64..).zip(&mut after.lines).zip(products) {
        for (code, quantity) in take_back(line)? {
            let Some(house) = houses.iter().find(|house| house.1 == code).map(|house| house.0) else { continue };
            store::use_reservation(tx, order, position, house, quantity)?;
            freed.push((*product, house, quantity));
        }
    }
    if freed.is_empty() { Ok(()) } else { reservation::release(tx, &freed) }
}

fn reserved_parts(order: &Order) -> Renewed {
    let parts = |(at, line): (usize, &OrderLine)| line.open_parts().into_iter().map(move |part| (at, part)).collect::<Vec<_>>();
    order.lines.iter().enumerate().flat_map(parts).filter(|(_, part)| part.is_some()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::values::{Money, Percent, UnitPrice};

    fn line(quantity: i64, parts: &[i64]) -> OrderLine {
        let allocations = (0..).zip(parts).map(|(n, part)| Allocation {
            warehouse: None,
            code: format!("W{n}"),
            quantity: Quantity::from_steps(*part),
        });
        OrderLine {
            own_number: None,
            sku: "A-1".into(),
            name: String::new(),
            name_en: String::new(),
            unit: "796".into(),
            quantity: Quantity::from_steps(quantity),
            unit_price: UnitPrice::ZERO,
            list_price: None,
            discount_percent: Percent::ZERO,
            vat_rate: None,
            sum: Money::ZERO,
            net: Money::ZERO,
            vat: Money::ZERO,
            gross: Money::ZERO,
            explanation: Vec::new(),
            allocations: allocations.collect(),
            shipped: Quantity::ZERO,
            cancelled: Quantity::ZERO,
            promises: Vec::new(),
            settled: None,
        }
    }

    #[test]
    fn what_has_yet_to_come_in_is_given_up_before_what_is_reserved() {
        let mut one = line(10_000, &[3000, 2000]);
        one.want(Quantity::whole(6));
        assert_eq!(take_back(&mut one).unwrap(), Vec::new());
        one.want(Quantity::whole(4));
        assert_eq!(take_back(&mut one).unwrap(), vec![("W1".to_owned(), Quantity::whole(1))]);
        one.want(Quantity::ZERO);
        assert_eq!(take_back(&mut one).unwrap().len(), 2);
        assert!(one.allocations.is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_held_that_is_not_open_and_nothing_is_lost(parts in proptest::collection::vec(1i64..5_000, 1..5), wanted in 0i64..20_000) {
            let reserved: i64 = parts.iter().sum();
            let mut one = line(reserved, &parts);
            one.want(Quantity::from_steps(wanted.min(reserved)));
            let back: i64 = take_back(&mut one).unwrap().iter().map(|(_, quantity)| quantity.steps()).sum();
            let held: i64 = one.allocations.iter().map(|part| part.quantity.steps()).sum();
            prop_assert_eq!(back + held, reserved);
            prop_assert_eq!(held, one.open().steps());
        }
    }
}
