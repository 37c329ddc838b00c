//! Looks at contracts and their money for the doors of this room: what is owed, what of it is overdue, what is left of the limit.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ledger::Debtor;
use super::open_item::{InvoiceState, OpenItem};
use super::statement::{self, Ageing};
use super::store;
use crate::access::Act;
use crate::access::permission::marks::ReadMoney;
use crate::partners::{self, ContractId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
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

crate::words! {
    /// By what contracts are sorted.
    pub enum DebtorsBy {
        /// Their number.
        Contract = "contract",
        /// The partner's name.
        Partner = "partner",
        /// The most they may owe.
        Limit = "limit",
        /// What they owe and have been promised.
        Exposure = "exposure",
        /// What they owe.
        Debt = "debt",
        /// What of that is overdue.
        Overdue = "overdue",
    }
}

impl Default for Sort<DebtorsBy> {
    fn default() -> Self {
        Sort::up(DebtorsBy::Contract)
    }
}

/// Which contracts, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// Those only.
    pub only: Option<Only>,
    /// In which order.
    pub sort: Sort<DebtorsBy>,
    /// Behind which contract to begin.
    pub after: Option<Place>,
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

impl Seen {
    /// Its place in an order.
    pub fn place(&self, by: DebtorsBy) -> Place {
        let (debtor, standing) = (&self.debtor, &self.debtor.standing);
        let key = match by {
            DebtorsBy::Contract => debtor.number.clone(),
            DebtorsBy::Partner => partners::store::name_key(&debtor.name, &debtor.code),
            DebtorsBy::Limit => standing.limit.map_or(-1, Money::steps).to_string(),
            DebtorsBy::Exposure => standing.exposure.steps().to_string(),
            DebtorsBy::Debt => self.debt.steps().to_string(),
            DebtorsBy::Overdue => self.overdue.steps().to_string(),
        };
        (key, debtor.contract.number())
    }
}

/// All contracts within reach that a filter leads to, page by page in one view of the data: for files.
pub fn all_contracts(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Seen>> {
    let page = |after, limit| contracts(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |seen| seen.place(filter.sort.by))
}

/// Contracts within reach with their money.
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
        sort: filter.sort,
        after: filter.after.clone(),
        limit: filter.limit,
        today,
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
