//! What is done in the demo's year, each deed by the verb that everybody uses. Called by `history`; a deed finds for itself what it
//! needs to know, within its own transaction.

use chrono::NaiveDate;
use serde_json::json;

use super::world::ways::{Balance, Manner};
use crate::access::permission::marks::{BlockShipments, BookPayments, Import, ReadMoney, ReadOrders, ShipOrders};
use crate::access::{Act, Recorded};
use crate::orders::place::NewLine;
use crate::orders::shipment::{self, NewShipment, Shipped};
use crate::orders::{Order, history};
use crate::partners;
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::receivables::open_item::{self, Filter, InvoiceState, Listed};
use crate::receivables::payment::{self, NewPayment, Source};
use crate::receivables::{self, block};
use crate::seller;

/// A round sum, in hundredths: a thousand of the currency.
const ROUND: i64 = 100_000;
/// More open invoices than a contract of the demo ever has.
const ALL_OPEN: i64 = 500;

/// Books what was owed before the first order, as of this moment.
pub(super) fn open_balances(act: &mut Act<'_, Import>, balances: &Vec<Balance>) -> Answer<Recorded<()>> {
    let (mark, as_of) = (act.actor().mark(), act.moment());
    let numbers: Vec<String> = balances.iter().map(|balance| balance.contract.clone()).collect();
    let contracts = partners::store::contract_ids(act.tx(), &numbers)?;
    for balance in balances {
        let (contract, _) = contracts.get(&balance.contract).ok_or_else(No::not_found)?;
        receivables::book_opening(act.tx(), &mark, *contract, Money::from_steps(balance.kopecks), as_of)?;
    }
    let facts = json!({"kind": "opening-balances", "rows": balances.len(), "added": balances.len(), "changed": 0});
    act.record("import.applied", None, facts, ())
}

/// Looks at debts and days, as the clock does.
pub(super) fn look_at_debts(act: &mut Act<'_, BlockShipments>, (): &()) -> Answer<Recorded<()>> {
    block::evaluate_due(act.tx())?;
    Ok(act.pass(()))
}

/// What shall leave of an order.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    /// The order's number.
    pub order: String,
    /// The day for which the rest is promised, where only the first half of the lines leaves now.
    pub rest_on: Option<NaiveDate>,
}

/// Ships what is reserved for an order, from every warehouse it lies in.
pub(super) fn ship(act: &mut Act<'_, ShipOrders>, errand: &Errand) -> Answer<Recorded<Shipped>> {
    let order = history::look(&mut act.lend::<ReadOrders>()?, &errand.order)?;
    let mut sent = None;
    for warehouse in warehouses(&order) {
        let lines = errand.rest_on.is_some().then(|| first_half(&order, &warehouse));
        if lines.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let new = NewShipment {
            order: order.number.clone(),
            warehouse,
            lines,
            promised_on: errand.rest_on,
            reason: errand.rest_on.map(|_| "Не вошло в машину, остаток следующим рейсом".to_owned()),
        };
        sent = Some(shipment::ship(act, &new)?);
    }
    sent.ok_or_else(No::not_found)
}

fn warehouses(order: &Order) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for part in order.lines.iter().flat_map(|line| &line.allocations) {
        if !codes.contains(&part.code) {
            codes.push(part.code.clone());
        }
    }
    codes
}

/// What of the first half of the lines lies in a warehouse.
fn first_half(order: &Order, warehouse: &str) -> Vec<NewLine> {
    let half = order.lines.iter().take(order.lines.len().div_ceil(2));
    half.flat_map(|line| {
        let here = line.allocations.iter().filter(|part| part.code == warehouse);
        here.map(|part| NewLine { sku: line.sku.clone(), quantity: part.quantity })
    })
    .collect()
}

/// The payment of an order before it leaves.
#[derive(Debug, Clone)]
pub(super) struct Prepayment {
    /// The order's number.
    pub order: String,
    /// What the bank calls it.
    pub reference: String,
}

/// Pays what an order's pro-forma still wants.
pub(super) fn prepay(act: &mut Act<'_, BookPayments>, due: &Prepayment) -> Answer<Recorded<()>> {
    let now = act.moment();
    let today = seller::day_of(act.tx(), now)?;
    let proforma = open_item::look(&mut act.lend::<ReadMoney>()?, &format!("P-{}", due.order))?;
    let (rest, invoice) = (proforma.item.rest(), proforma.invoice);
    if rest.is_positive() {
        let new = NewPayment {
            contract: invoice.contract,
            amount: rest,
            currency: invoice.currency,
            paid_on: today,
            reference: due.reference.clone(),
            invoices: Some(vec![invoice.number]),
            source: Source::Hand,
            fingerprint: None,
        };
        payment::put(act, &new)?;
    }
    Ok(act.pass(()))
}

/// The payment of what a contract owes.
#[derive(Debug, Clone)]
pub(super) struct Settlement {
    /// The contract's number.
    pub contract: String,
    /// Everything due by this day is paid.
    pub due: NaiveDate,
    /// How much of it.
    pub manner: Manner,
    /// What the bank calls it.
    pub reference: String,
}

/// Pays what is due; answers whether something of it stays open.
pub(super) fn settle(act: &mut Act<'_, BookPayments>, settlement: &Settlement) -> Answer<Recorded<bool>> {
    let now = act.moment();
    let today = seller::day_of(act.tx(), now)?;
    let due = due(act, settlement)?;
    let owed = Money::sum(due.iter().map(|row| row.item.rest()))?;
    let Some(currency) = due.first().map(|row| row.currency).filter(|_| owed.is_positive()) else { return Ok(act.pass(false)) };
    let steps = owed.steps();
    let (amount, is_part) = match settlement.manner {
        Manner::Exact => (owed, false),
        Manner::Rounded => (Money::from_steps(steps - steps % ROUND + ROUND), false),
        Manner::InPart => (Money::from_steps((steps / 2).max(1)), steps > 1),
    };
    let named: Vec<String> = due.iter().map(|row| row.item.number.clone()).collect();
    let new = NewPayment {
        contract: settlement.contract.clone(),
        amount,
        currency,
        paid_on: today,
        reference: format!("{}: {}", settlement.reference, named.join(", ")),
        invoices: Some(named),
        source: Source::Hand,
        fingerprint: None,
    };
    payment::put(act, &new)?;
    Ok(act.pass(is_part))
}

/// What a contract owes by a day, the oldest first.
fn due(act: &mut Act<'_, BookPayments>, settlement: &Settlement) -> Answer<Vec<Listed>> {
    let mut found = Vec::new();
    for state in [InvoiceState::Overdue, InvoiceState::Open] {
        let contract = Some(settlement.contract.clone());
        let filter = Filter { contract, state: Some(state), limit: ALL_OPEN, ..Filter::default() };
        let more = open_item::list(&mut act.lend::<ReadMoney>()?, &filter)?.0;
        found.extend(
            more.into_iter()
                .filter(|row| found.iter().all(|known: &Listed| known.item.invoice != row.item.invoice))
                .collect::<Vec<_>>(),
        );
    }
    found.retain(|row| row.item.is_debt() && row.item.due_on <= settlement.due);
    found.sort_by_key(|row| (row.item.due_on, row.item.number.clone()));
    // What the bank calls a payment has its length: the rest is paid with the next one.
    found.truncate(12);
    Ok(found)
}
