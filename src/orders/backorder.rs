//! Back-orders: what was ordered and has yet to come in. When goods arrive, the oldest order is served first, its days are
//! promised anew, and whoever asked to be told is written to. Called by the queue, as the program itself.

use super::held::Held;
use super::words::{Deed, Occasion, PromiseWord, Why};
use super::{letters, promise, store};
use crate::access::permission::marks::ShipOrders;
use crate::access::{Act, May, Recorded};
use crate::activity::notice;
use crate::catalogue::stock::Arrived;
use crate::catalogue::{ProductId, reservation};
use crate::platform::error::Answer;
use crate::platform::queue;
use crate::platform::values::Quantity;
use crate::seller;

/// Goods arrived: serves those who wait, the oldest order first, each in a transaction of its own; then tells those who asked.
pub async fn arrived(may: &May<ShipOrders>, arrived: Arrived) -> Answer<()> {
    let waiting = may.read(arrived.clone(), waiting).await?;
    // One order that fails holds up neither the others nor the letters; its error is the answer, and the queue comes again.
    let mut outcome: Answer<()> = Ok(());
    for order in waiting {
        outcome = outcome.and(may.write(order, fill).await);
    }
    outcome.and(may.write(arrived, tell).await)
}

/// The orders that wait for some products, the oldest first.
pub fn waiting(act: &mut Act<'_, ShipOrders>, arrived: &Arrived) -> Answer<Vec<String>> {
    store::orders_waiting(act.tx(), &arrived.products)
}

/// Reserves for an order what it waits for, as far as it is there now. Nothing is changed where nothing can be had.
pub fn fill(act: &mut Act<'_, ShipOrders>, number: &String) -> Answer<Recorded<()>> {
    let reach = act.reach().clone();
    let tx = act.tx();
    // Nobody in particular did it: the history names the company.
    let actor = seller::current(tx)?.name;
    let mut held = Held::take(tx, &reach, number)?;
    if !held.order.state.is_shippable() {
        return Ok(act.pass(()));
    }
    let products = store::products_of(tx, held.order.id)?;
    let wanted: Vec<(usize, ProductId, Quantity)> = held
        .order
        .lines
        .iter()
        .zip(products)
        .enumerate()
        .map(|(at, (line, product))| (at, product, line.awaited()))
        .filter(|(_, _, awaited)| awaited.is_positive())
        .collect();
    let asked: Vec<(ProductId, Quantity)> = wanted.iter().map(|(_, product, quantity)| (*product, *quantity)).collect();
    if asked.is_empty() {
        return Ok(act.pass(()));
    }
    let taken = reservation::reserve_what_there_is(tx, &held.contract, &asked)?;
    let today = seller::day_of(tx, tx.moment())?;
    let day = promise::soonest(tx, held.order.requested_on, today)?;
    let mut renewed = Vec::new();
    for ((at, product, _), parts) in wanted.iter().zip(taken) {
        let Some(line) = held.order.lines.get_mut(*at) else { continue };
        for part in parts {
            if let Some(house) = part.warehouse {
                let position = i64::try_from(*at).unwrap_or_default() + 1;
                store::add_reservation(tx, held.order.id, position, (*product, house), part.quantity)?;
            }
            line.promise(Some(part.code.clone()), Some(day));
            renewed.push((*at, Some(part.code.clone())));
            match line.allocations.iter_mut().find(|known| known.code == part.code) {
                Some(known) => known.quantity = known.quantity.plus(part.quantity)?,
                None => line.allocations.push(part),
            }
        }
    }
    if renewed.is_empty() {
        return Ok(act.pass(()));
    }
    held.keep(tx, &actor, Deed::Arrived)?;
    promise::enter(tx, &held.order, &renewed, &Why::Word(PromiseWord::Arrived), &actor)?;
    letters::about(tx, &held.order, Occasion::Arrived, |_| {})?;
    let facts = held.facts(act)?;
    act.record("order.promised", Some(held.kept.partner), facts, ())
}

/// Puts a letter into the queue for everybody who asked to be told of these products and can have some now, once.
pub fn tell(act: &mut Act<'_, ShipOrders>, arrived: &Arrived) -> Answer<Recorded<()>> {
    let tx = act.tx();
    let free: Vec<i64> = reservation::available(tx, &arrived.products)?.into_iter().map(ProductId::number).collect();
    for asked in notice::take(tx, &free)? {
        queue::enqueue(tx, letters::NOTICE, &asked)?;
    }
    Ok(act.pass(()))
}
