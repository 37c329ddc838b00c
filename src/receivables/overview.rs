//! Looks at contracts and their money for the doors of this room: what is owed, what of it is overdue, what is left of the limit.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ledger::Debtor;
use super::open_item::{InvoiceState, OpenItem};
use super::statement::{self, Ageing};
use super::store;
use crate::access::Act;
use crate::access::permission::marks::ReadMoney;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::seller;

crate::words! {
    /// Which contracts only.
    pub enum Only {
        /// Those whose shipments are blocked.
        Blocked = "blocked",
        /// Those with something overdue.
        Overdue = "overdue",
    }
}

/// Which contracts, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// Those only.
    pub only: Option<Only>,
    /// The number behind which to begin.
    pub after: Option<String>,
    /// How many.
    pub limit: i64,
}

/// A contract with its money.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Whose it is and where it stands.
    pub debtor: Debtor,
    /// What is owed, by age.
    pub ageing: Ageing,
    /// All of it.
    pub debt: Money,
    /// What is overdue and not in dispute.
    pub overdue: Money,
    /// What is asked for before shipment and not paid yet.
    pub to_prepay: Money,
    /// What was paid and no document has taken yet.
    pub advance: Money,
    /// Whether its shipments are blocked.
    pub is_blocked: bool,
}

/// Contracts within reach with their money, by number.
pub fn contracts(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Seen>> {
    let (reach, now) = (act.reach(), act.moment());
    let tx = act.tx();
    let today = seller::day_of(tx, now)?;
    let among = match filter.only {
        None => None,
        Some(Only::Blocked) => Some(store::blocked_contracts(tx)?),
        Some(Only::Overdue) => Some(store::overdue_contracts(tx, today)?),
    };
    let wanted = store::DebtorFilter {
        partners: reach.whole_partners(),
        code: filter.partner.clone(),
        among,
        after: filter.after.clone(),
        limit: filter.limit,
    };
    let debtors = store::debtors(tx, &wanted)?;
    with_money(tx, debtors, today)
}

/// One contract within reach with its money.
pub fn contract(act: &mut Act<'_, ReadMoney>, number: &String) -> Answer<Seen> {
    let (reach, now) = (act.reach(), act.moment());
    let tx = act.tx();
    let debtor = store::debtor(tx, reach.whole_partners(), number)?.ok_or_else(No::not_found)?;
    let today = seller::day_of(tx, now)?;
    with_money(tx, vec![debtor], today)?.pop().ok_or_else(No::not_found)
}

fn with_money(tx: &mut Tx, debtors: Vec<Debtor>, today: NaiveDate) -> Answer<Vec<Seen>> {
    let ids: Vec<ContractId> = debtors.iter().map(|debtor| debtor.contract).collect();
    let mut open: HashMap<ContractId, Vec<OpenItem>> = HashMap::new();
    for (contract, item) in store::open_items_of(tx, &ids)? {
        open.entry(contract).or_default().push(item);
    }
    let mut advances: HashMap<ContractId, Vec<Money>> = HashMap::new();
    for (contract, rest) in store::advances_of(tx, &ids)? {
        advances.entry(contract).or_default().push(rest);
    }
    let blocked = store::blocked_contracts(tx)?;
    let mut seen = Vec::with_capacity(debtors.len());
    for debtor in debtors {
        let items = open.remove(&debtor.contract).unwrap_or_default();
        let advance = Money::sum(advances.remove(&debtor.contract).unwrap_or_default())?;
        seen.push(sum_up(debtor, &items, advance, &blocked, today)?);
    }
    Ok(seen)
}

fn sum_up(debtor: Debtor, items: &[OpenItem], advance: Money, blocked: &[ContractId], today: NaiveDate) -> Answer<Seen> {
    let debts = items.iter().filter(|item| item.is_debt()).map(|item| (item.due_on, item.rest()));
    Ok(Seen {
        ageing: statement::age(debts, today)?,
        debt: rest_of(items, OpenItem::is_debt)?,
        overdue: rest_of(items, |item| item.state(today) == InvoiceState::Overdue)?,
        to_prepay: rest_of(items, |item| !item.is_debt())?,
        advance,
        is_blocked: blocked.contains(&debtor.contract),
        debtor,
    })
}

fn rest_of(items: &[OpenItem], is_wanted: impl Fn(&OpenItem) -> bool) -> Answer<Money> {
    Ok(Money::sum(items.iter().filter(|item| is_wanted(item)).map(OpenItem::rest))?)
}
