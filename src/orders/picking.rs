//! The warehouse's list: what may leave a warehouse, by promised day, and what may not, with the reason and no way around it.
//! Beginning to pick and putting it back. Called by the warehouse's doors; it ships nothing itself.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::change::{self, Change};
use super::held::{self, Held};
use super::order::{Order, OrderId};
use super::store::Kept;
use super::words::Deed;
use super::{State, hindrance, store};
use crate::access::permission::marks::ShipOrders;
use crate::access::{Act, Recorded};
use crate::catalogue::{self, ProductId, WarehouseId, stock};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Quantity};
use crate::receivables::gate;
use crate::say;

/// Which warehouse, and where to begin.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its code.
    pub warehouse: String,
    /// The id after which to begin.
    pub after: i64,
    /// How many orders.
    pub limit: i64,
}

/// What lies ready for orders in a warehouse.
#[derive(Debug, Clone)]
pub struct List {
    /// The warehouse's code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// What may leave, by promised day.
    pub ready: Vec<Pick>,
    /// What may not.
    pub stopped: Vec<Pick>,
    /// The id behind which there is more.
    pub next: Option<i64>,
}

/// An order as the warehouse sees it: no sums.
#[derive(Debug, Clone)]
pub struct Pick {
    /// The order's number.
    pub order: String,
    /// Where it is in its life.
    pub state: State,
    /// The client company.
    pub partner: String,
    /// How it is delivered.
    pub delivery: Option<(String, String)>,
    /// The currency of the order.
    pub currency: Currency,
    /// What the buyer adds.
    pub comment: Option<String>,
    /// The first promised day of what lies here.
    pub promised_on: Option<NaiveDate>,
    /// Whether the buyer waits for an answer whether it is cancelled.
    pub is_cancellation_asked: bool,
    /// The change that waits for the warehouse's answer, if one was asked for.
    pub change: Option<Change>,
    /// What may be picked for it; of one that may not leave, what is reserved.
    pub lines: Vec<PickLine>,
    /// What is reserved for it and does not lie here.
    pub missing: Vec<PickLine>,
    /// Why it may not leave, by code.
    pub reasons: Vec<&'static str>,
}

/// What lies here of a line.
#[derive(Debug, Clone)]
pub struct PickLine {
    /// The line's place in the order, from one.
    pub position: usize,
    /// The article number.
    pub sku: String,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// The unit of measure, by OKEI code.
    pub unit: String,
    /// How much of it.
    pub quantity: Quantity,
    /// The day it is promised for.
    pub promised_on: Option<NaiveDate>,
}

/// Every warehouse: id, code, Russian and English name.
pub fn houses(act: &mut Act<'_, ShipOrders>, (): &()) -> Answer<Vec<(WarehouseId, String, String, String)>> {
    let all = catalogue::store::warehouses(act.tx())?;
    Ok(all.into_iter().map(|(id, code, name, name_en, _)| (id, code, name, name_en)).collect())
}

/// The warehouse's list.
pub fn list(act: &mut Act<'_, ShipOrders>, asked: &Asked) -> Answer<List> {
    let reach = act.reach().clone();
    let tx = act.tx();
    let found = catalogue::store::warehouses(tx)?.into_iter().find(|house| house.1 == asked.warehouse);
    let (house, code, name, name_en, _) = found.ok_or_else(No::not_found)?;
    let mut page = store::orders_in(tx, house, asked.after, asked.limit + 1)?;
    let most = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let has_more = page.len() > most;
    page.truncate(most);
    let mut found = store::find_all(tx, reach.partners().as_deref(), reach.part(), &page)?;
    let last = found.last().map(|(order, _)| order.id.number());
    let own: HashSet<String> = found.iter().map(|(order, _)| order.number.clone()).collect();
    let rivals = rivals(tx, house, &found)?;
    found.extend(rivals);
    let asking: Vec<_> = found.iter().map(|(order, kept)| held::billable(order, kept)).collect();
    let verdicts = gate::verdicts(tx, &asking)?;
    let ids: Vec<OrderId> = found.iter().map(|(order, _)| order.id).collect();
    let mut asked = store::changes_asked(tx, &ids)?;
    let reserved = store::reserved_for(tx, &ids, house)?;
    let mut shelf = stock::on_shelf(tx, house, &distinct(reserved.values()))?;
    let mut picks = Vec::new();
    for ((order, _), verdict) in found.into_iter().zip(verdicts) {
        let (id, change) = (order.id, asked.remove(&order.id));
        let reasons = hindrance::of(&order, &verdict, change.is_some());
        picks.push((id, Pick { change, ..pick(order, &code, reasons) }));
    }
    // What is in hands already, then by the day of the promise: what the earlier order takes is not shown to the later one.
    picks.sort_by_key(|(_, pick)| (pick.state != State::Picking, pick.turn()));
    let (mut ready, mut stopped) = (Vec::new(), Vec::new());
    for (id, pick) in picks {
        let product = |position: usize| reserved.get(&(id, i64::try_from(position).ok()?)).copied();
        let pick = allotted(pick, product, &mut shelf);
        if !own.contains(&pick.order) {
            continue;
        }
        if pick.reasons.is_empty() { ready.push(pick) } else { stopped.push(pick) }
    }
    // What waits for the warehouse's own answer comes first.
    stopped.sort_by_key(|pick| (!pick.is_asking(), pick.order.clone()));
    ready.sort_by_key(Pick::turn);
    Ok(List { code, name, name_en, ready, stopped, next: last.filter(|_| has_more) })
}

/// The orders beside these for which the same goods of a warehouse are reserved, where more of them is reserved than lies there. Who may
/// see which order is not asked: they are not shown, they only take their part of the shelf.
fn rivals(tx: &mut Tx, house: WarehouseId, known: &[(Order, Kept)]) -> Answer<Vec<(Order, Kept)>> {
    let ids: Vec<OrderId> = known.iter().map(|(order, _)| order.id).collect();
    let products = distinct(store::reserved_for(tx, &ids, house)?.values());
    let shelf = stock::on_shelf(tx, house, &products)?;
    let mut short = store::reserved_of(tx, house, &products)?;
    short.retain(|(product, reserved)| *reserved > shelf.get(product).copied().unwrap_or(Quantity::ZERO));
    let short: Vec<ProductId> = short.into_iter().map(|(product, _)| product).collect();
    let mut others = store::orders_holding(tx, house, &short)?;
    others.retain(|id| !ids.contains(id));
    store::find_all(tx, None, None, &others)
}

fn distinct<'p>(products: impl Iterator<Item = &'p ProductId>) -> Vec<ProductId> {
    let mut all: Vec<ProductId> = products.copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The same with what lies on the shelf, which holds without it what this order takes.
fn allotted(pick: Pick, product: impl Fn(usize) -> Option<ProductId>, shelf: &mut HashMap<ProductId, Quantity>) -> Pick {
    let lies = |position: usize| product(position).and_then(|product| shelf.get(&product).copied()).unwrap_or(Quantity::ZERO);
    let pick = as_it_lies(pick, lies);
    if pick.reasons.is_empty() {
        for line in &pick.lines {
            if let Some(left) = product(line.position).and_then(|product| shelf.get_mut(&product)) {
                *left = Quantity::from_steps(left.steps() - line.quantity.steps());
            }
        }
    }
    pick
}

/// The same with what really lies there: what does not is told apart, and an order of which nothing does may not leave.
fn as_it_lies(mut pick: Pick, lies: impl Fn(usize) -> Quantity) -> Pick {
    if !pick.reasons.is_empty() {
        return pick;
    }
    if !pick.lines.iter().any(|line| lies(line.position).is_positive()) {
        pick.reasons.push(hindrance::NOT_ON_HAND);
        return pick;
    }
    for line in std::mem::take(&mut pick.lines) {
        let here = line.quantity.at_most(lies(line.position));
        let rest = Quantity::from_steps(line.quantity.steps() - here.steps());
        if rest.is_positive() {
            pick.missing.push(PickLine { quantity: rest, ..line.clone() });
        }
        if here.is_positive() {
            pick.lines.push(PickLine { quantity: here, ..line });
        }
    }
    pick
}

impl Pick {
    /// Whether somebody waits for the warehouse's answer about it.
    pub fn is_asking(&self) -> bool {
        self.is_cancellation_asked || self.change.is_some()
    }

    /// When it is its turn: by the day of the promise, then by number. What nobody promised a day for comes last.
    fn turn(&self) -> (bool, Option<NaiveDate>, String) {
        (self.promised_on.is_none(), self.promised_on, self.order.clone())
    }

    /// Why it may not leave, but for the questions, which are shown as such.
    pub fn obstacles(&self) -> impl Iterator<Item = &'static str> {
        let is_question = |code: &&str| [hindrance::CANCELLATION_ASKED, hindrance::CHANGE_ASKED].contains(code);
        self.reasons.iter().copied().filter(move |code| !is_question(code))
    }
}

fn pick(order: Order, house: &str, reasons: Vec<&'static str>) -> Pick {
    let promised_on = order.promised_from(house);
    let lines = order.lines.into_iter().enumerate().filter_map(|(at, line)| {
        let here = line.allocations.iter().find(|part| part.code == house)?.quantity;
        let promised_on = line.promised_from(house);
        Some(PickLine {
            position: at + 1,
            sku: line.sku,
            name: line.name,
            name_en: line.name_en,
            unit: line.unit,
            quantity: here,
            promised_on,
        })
    });
    Pick {
        order: order.number,
        state: order.state,
        partner: order.partner.name,
        delivery: order.delivery.map(|to| (format!("{}: {}", to.name, to.address), to.method)),
        currency: order.currency,
        comment: order.comment,
        promised_on,
        is_cancellation_asked: order.is_cancellation_asked,
        change: None,
        lines: lines.collect(),
        missing: Vec::new(),
        reasons,
    }
}

/// Begins to pick an order; from now on the buyer's cancelling is a question.
pub fn begin(act: &mut Act<'_, ShipOrders>, number: &String) -> Answer<Recorded<Order>> {
    step(act, number, State::Confirmed, State::Picking, Deed::Picking)
}

/// Puts back what was begun.
pub fn stop(act: &mut Act<'_, ShipOrders>, number: &String) -> Answer<Recorded<Order>> {
    step(act, number, State::Picking, State::Confirmed, Deed::PickingStopped)
}

/// Nobody begins to pick an order of which nothing lies anywhere.
fn check_on_hand(tx: &mut Tx, order: OrderId) -> Answer<()> {
    for (house, ..) in catalogue::store::warehouses(tx)? {
        let reserved = store::reserved_in(tx, order, house)?;
        let products: Vec<ProductId> = reserved.iter().map(|row| row.1).collect();
        if stock::on_shelf(tx, house, &products)?.values().any(|here| here.is_positive()) {
            return Ok(());
        }
    }
    Err(No::conflict(hindrance::NOT_ON_HAND, say!("on-hold-not_on_hand")))
}

fn step(act: &mut Act<'_, ShipOrders>, number: &str, from: State, to: State, deed: Deed) -> Answer<Recorded<Order>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let tx = act.tx();
    let mut held = Held::take(tx, &reach, number)?;
    if held.order.state != from {
        return Err(No::conflict("wrong_state", say!("picking-wrong-state")));
    }
    // Nobody picks what must not leave; what was begun may always be put back, once the buyer has his answer.
    if to == State::Picking {
        hindrance::check_may_leave(tx, &held)?;
        check_on_hand(tx, held.order.id)?;
    } else if held.order.is_cancellation_asked {
        return Err(No::conflict("cancellation_asked", say!("ship-cancellation-asked")));
    } else {
        change::check_nothing_asked(tx, &held)?;
    }
    held.become_state(to)?;
    held.keep(tx, &actor, deed)?;
    let facts = held.facts(act)?;
    let partner = held.kept.partner;
    act.record(deed.kind(), Some(partner), facts, held.order)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::values::ids::Id;

    fn line(position: usize, steps: i64) -> PickLine {
        let (name, quantity) = (format!("P-{position}"), Quantity::from_steps(steps));
        PickLine {
            position,
            sku: name.clone(),
            name: name.clone(),
            name_en: name,
            unit: "796".into(),
            quantity,
            promised_on: None,
        }
    }

    fn reserved(all: &[i64]) -> Pick {
        Pick {
            order: "000001".into(),
            state: State::Confirmed,
            partner: "Альфа".into(),
            delivery: None,
            currency: Currency::parse("RUB").unwrap(),
            comment: None,
            promised_on: None,
            is_cancellation_asked: false,
            change: None,
            lines: all.iter().enumerate().map(|(at, steps)| line(at + 1, *steps)).collect(),
            missing: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn steps(lines: &[PickLine], position: usize) -> i64 {
        lines.iter().filter(|line| line.position == position).map(|line| line.quantity.steps()).sum()
    }

    #[test]
    fn what_the_first_takes_the_next_does_not_see() {
        let product = |position: usize| Some(ProductId::from_number(i64::try_from(position).unwrap()));
        let mut shelf: HashMap<ProductId, Quantity> = [(product(1).unwrap(), Quantity::from_steps(5_000))].into();
        let first = allotted(reserved(&[3_000, 1_000]), product, &mut shelf);
        assert_eq!((steps(&first.lines, 1), steps(&first.lines, 2), steps(&first.missing, 2)), (3_000, 0, 1_000));
        // One that may not leave takes nothing.
        let held = allotted(Pick { reasons: vec!["blocked"], ..reserved(&[9_000]) }, product, &mut shelf);
        assert_eq!(steps(&held.lines, 1), 9_000);
        let second = allotted(reserved(&[3_000]), product, &mut shelf);
        assert_eq!((steps(&second.lines, 1), steps(&second.missing, 1)), (2_000, 1_000));
        let third = allotted(reserved(&[3_000]), product, &mut shelf);
        assert_eq!((third.reasons, steps(&third.lines, 1)), (vec![hindrance::NOT_ON_HAND], 3_000));
    }

    proptest! {
        #[test]
        fn what_may_leave_and_what_is_missing_are_what_is_reserved(rows in prop::collection::vec((1i64..9_000, 0i64..9_000), 1..6)) {
            let wanted: Vec<i64> = rows.iter().map(|(wanted, _)| *wanted).collect();
            let lies = |position: usize| Quantity::from_steps(rows.get(position - 1).map_or(0, |(_, lies)| *lies));
            let pick = as_it_lies(reserved(&wanted), lies);
            let is_anything_there = rows.iter().any(|(_, lies)| *lies > 0);
            prop_assert_eq!(pick.reasons.is_empty(), is_anything_there);
            for (at, (wanted, lies)) in rows.iter().enumerate() {
                let here = if is_anything_there { *wanted.min(lies) } else { *wanted };
                prop_assert_eq!(steps(&pick.lines, at + 1), here);
                prop_assert_eq!(steps(&pick.missing, at + 1), wanted - here);
            }
            prop_assert!(pick.lines.iter().chain(&pick.missing).all(|line| line.quantity.is_positive()));
        }
    }
}
