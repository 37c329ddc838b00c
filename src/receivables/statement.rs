//! The statement of account for a period: opening, movements, closing, and what is open by age at its end. What orders only promise
//! is not in it. The opening of the next period is the closing of the last, for both are sums of the same entries.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::ledger::{Debtor, EntryKind};
use super::payment::PaymentId;
use super::store;
use crate::access::Act;
use crate::access::permission::marks::ReadMoney;
use crate::partners::{ContractId, company};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Currency, Moment, Money};
use crate::say;
use crate::seller;

/// The longest period of a statement, in days.
const LONGEST: i64 = 1100;

/// One movement of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The day, at the seller's place.
    pub day: NaiveDate,
    /// What it is about.
    pub kind: EntryKind,
    /// The number of an invoice, the day of a balance brought in, what a payment is called.
    pub document: String,
    /// The payment, where it is one.
    pub payment: Option<PaymentId>,
    /// The contract's number.
    pub contract: String,
    /// How much more is owed after it; less than nothing where less is.
    pub amount: Money,
    /// What is owed after it.
    pub balance: Money,
}

impl Movement {
    /// What it adds to the debt.
    pub fn debit(&self) -> Option<Money> {
        (self.amount > Money::ZERO).then_some(self.amount)
    }

    /// What it takes off the debt.
    pub fn credit(&self) -> Option<Money> {
        (self.amount < Money::ZERO).then(|| Money::from_steps(-self.amount.steps()))
    }
}

/// What is owed, by how long it has been due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ageing {
    /// Not due yet.
    pub not_due: Money,
    /// Due for 1 to 30 days.
    pub to_30: Money,
    /// Due for 31 to 60 days.
    pub to_60: Money,
    /// Due for 61 to 90 days.
    pub to_90: Money,
    /// Due for longer.
    pub beyond: Money,
}

impl Ageing {
    /// All of it.
    pub fn total(&self) -> Result<Money, Unfit> {
        Money::sum([self.not_due, self.to_30, self.to_60, self.to_90, self.beyond])
    }

    /// What is overdue.
    pub fn overdue(&self) -> Result<Money, Unfit> {
        Money::sum([self.to_30, self.to_60, self.to_90, self.beyond])
    }

    /// The key of each bucket's name with its amount, the youngest first.
    pub fn buckets(&self) -> [(&'static str, Money); 5] {
        [
            ("ageing-not-due", self.not_due),
            ("ageing-30", self.to_30),
            ("ageing-60", self.to_60),
            ("ageing-90", self.to_90),
            ("ageing-beyond", self.beyond),
        ]
    }
}

/// Sorts what is open by how long it has been due at the end of a day.
pub fn age(open: impl IntoIterator<Item = (NaiveDate, Money)>, day: NaiveDate) -> Result<Ageing, Unfit> {
    let mut ageing = Ageing::default();
    for (due_on, rest) in open {
        let bucket = match (day - due_on).num_days() {
            ..=0 => &mut ageing.not_due,
            1..=30 => &mut ageing.to_30,
            31..=60 => &mut ageing.to_60,
            61..=90 => &mut ageing.to_90,
            _ => &mut ageing.beyond,
        };
        *bucket = bucket.plus(rest)?;
    }
    Ok(ageing)
}

/// An account over a period, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The contracts' numbers.
    pub contracts: Vec<String>,
    /// The partner's code and name.
    pub partner: (String, String),
    /// Our name.
    pub seller: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// What was owed before the first day; less than nothing where we owed.
    pub opening: Money,
    /// What happened, in its order.
    pub movements: Vec<Movement>,
    /// All that was added.
    pub debit: Money,
    /// All that was taken off.
    pub credit: Money,
    /// What is owed at the end of the last day.
    pub closing: Money,
    /// What is open at the end of the last day, by age.
    pub ageing: Ageing,
    /// What was paid and no document has taken at the end of the last day.
    pub advance: Money,
}

/// Sums of movements: what was added, what was taken off, what is owed at last.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    debit: Money,
    credit: Money,
    closing: Money,
}

/// Sets the balance after each movement, beginning with the opening one.
fn run(opening: Money, movements: &mut [Movement]) -> Result<Run, Unfit> {
    let mut sums = Run { debit: Money::ZERO, credit: Money::ZERO, closing: opening };
    for movement in movements {
        sums.debit = sums.debit.plus(movement.debit().unwrap_or_default())?;
        sums.credit = sums.credit.plus(movement.credit().unwrap_or_default())?;
        sums.closing = sums.closing.plus(movement.amount)?;
        movement.balance = sums.closing;
    }
    Ok(sums)
}

/// Whose account, by number or code, and over which days: this month so far when none is given.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The number of the contract, or the code of the partner.
    pub whose: String,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// The first and the last day that were asked for.
fn period(asked: &Asked, today: NaiveDate) -> Answer<(NaiveDate, NaiveDate)> {
    use chrono::Datelike;
    let until = asked.until.unwrap_or(today);
    let from = asked.from.unwrap_or_else(|| until.with_day(1).unwrap_or(until));
    let is_good = from <= until && (until - from).num_days() <= LONGEST;
    if is_good { Ok((from, until)) } else { Err(No::invalid("from", "out_of_range", say!("statement-bad-period"))) }
}

/// The statement of one contract within reach.
pub fn of_contract(act: &mut Act<'_, ReadMoney>, asked: &Asked) -> Answer<Statement> {
    let (reach, now) = (act.reach(), act.moment());
    let tx = act.tx();
    let debtor = store::debtor(tx, reach.whole_partners(), &asked.whose)?.ok_or_else(No::not_found)?;
    let days = period(asked, seller::day_of(tx, now)?)?;
    statement(tx, std::slice::from_ref(&debtor), days)?.ok_or_else(No::not_found)
}

/// The statements of a partner within reach, one for each currency of its contracts.
pub fn of_partner(act: &mut Act<'_, ReadMoney>, asked: &Asked) -> Answer<Vec<Statement>> {
    let (reach, now) = (act.reach(), act.moment());
    let tx = act.tx();
    if reach.part().is_some() {
        return Err(No::not_found());
    }
    let partner = company::find(tx, reach, &asked.whose)?.ok_or_else(No::not_found)?;
    let days = period(asked, seller::day_of(tx, now)?)?;
    let filter = store::DebtorFilter { partners: Some(vec![partner.id]), limit: 2000, ..Default::default() };
    let mut by_currency: BTreeMap<&'static str, Vec<Debtor>> = BTreeMap::new();
    for debtor in store::debtors(tx, &filter)? {
        by_currency.entry(debtor.currency.code()).or_default().push(debtor);
    }
    let mut statements = Vec::with_capacity(by_currency.len());
    for debtors in by_currency.values() {
        statements.extend(statement(tx, debtors, days)?);
    }
    Ok(statements)
}

/// The statement of some contracts of one partner and one currency; none of no contract.
fn statement(tx: &mut Tx, debtors: &[Debtor], (from, until): (NaiveDate, NaiveDate)) -> Answer<Option<Statement>> {
    let Some(first) = debtors.first() else { return Ok(None) };
    let zone = seller::zone(tx)?;
    let start = Moment::start_of(from, zone);
    let end = Moment::start_of(until.succ_opt().unwrap_or(until), zone);
    let contracts: Vec<ContractId> = debtors.iter().map(|debtor| debtor.contract).collect();
    let opening = store::balance_before(tx, &contracts, start)?;
    let entries = store::entries(tx, &contracts, start, end)?;
    let mut movements = named(tx, debtors, entries, zone)?;
    let sums = run(opening, &mut movements)?;
    let ageing = age(store::owed_on(tx, &contracts, (until, end))?, until)?;
    Ok(Some(Statement {
        contracts: debtors.iter().map(|debtor| debtor.number.clone()).collect(),
        partner: (first.code.clone(), first.name.clone()),
        seller: seller::current(tx)?.name,
        currency: first.currency,
        from,
        until,
        opening,
        movements,
        debit: sums.debit,
        credit: sums.credit,
        closing: sums.closing,
        ageing,
        advance: ageing.total()?.minus(sums.closing)?,
    }))
}

/// Entries with the names of their documents; the balances are still to be set.
fn named(tx: &mut Tx, debtors: &[Debtor], entries: Vec<store::EntryRow>, zone: chrono_tz::Tz) -> Answer<Vec<Movement>> {
    let payments: Vec<PaymentId> = entries.iter().filter_map(|(_, _, document, ..)| PaymentId::parse(document)).collect();
    let references = store::references(tx, &payments)?;
    let movement = |(at, kind, document, amount, contract): store::EntryRow| {
        let payment = PaymentId::parse(&document);
        Movement {
            day: at.day_in(zone),
            kind,
            document: payment.and_then(|id| references.get(&id).cloned()).unwrap_or(document),
            payment,
            contract: debtors
                .iter()
                .find(|debtor| debtor.contract == contract)
                .map(|debtor| debtor.number.clone())
                .unwrap_or_default(),
            amount,
            balance: Money::ZERO,
        }
    };
    Ok(entries.into_iter().map(movement).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn movement(amount: i64) -> Movement {
        Movement {
            day: day("2026-03-01"),
            kind: if amount > 0 { EntryKind::Invoice } else { EntryKind::Payment },
            document: String::new(),
            payment: None,
            contract: String::new(),
            amount: Money::from_steps(amount),
            balance: Money::ZERO,
        }
    }

    #[test]
    fn debts_grow_old_by_thirty_days() {
        let today = day("2026-06-01");
        let due = [
            "2026-06-02",
            "2026-06-01",
            "2026-05-31",
            "2026-05-02",
            "2026-05-01",
            "2026-04-02",
            "2026-04-01",
            "2026-03-03",
            "2026-03-02",
        ];
        let open = due.iter().map(|text| (day(text), Money::from_steps(100)));
        let ageing = age(open, today).unwrap();
        let steps: Vec<i64> = ageing.buckets().iter().map(|(_, amount)| amount.steps()).collect();
        assert_eq!(steps, [200, 200, 200, 200, 100]);
        assert_eq!(ageing.total().unwrap(), Money::from_steps(900));
        assert_eq!(ageing.overdue().unwrap(), Money::from_steps(700));
    }

    #[test]
    fn a_period_is_this_month_so_far_and_never_backwards() {
        let today = day("2026-03-17");
        let asked =
            |from: Option<&str>, until: Option<&str>| Asked { whose: String::new(), from: from.map(day), until: until.map(day) };
        assert_eq!(period(&asked(None, None), today).unwrap(), (day("2026-03-01"), today));
        assert_eq!(period(&asked(None, Some("2026-02-10")), today).unwrap(), (day("2026-02-01"), day("2026-02-10")));
        assert_eq!(period(&asked(Some("2026-03-18"), None), today).unwrap_err().code(), "invalid");
        assert_eq!(period(&asked(Some("2020-01-01"), Some("2026-01-01")), today).unwrap_err().code(), "invalid");
    }

    proptest! {
        #[test]
        fn the_next_opening_is_the_last_closing(opening in -1_000_000i64..1_000_000, amounts in proptest::collection::vec(-50_000i64..50_000, 0..60), cut in 0usize..60) {
            let mut all: Vec<Movement> = amounts.iter().map(|amount| movement(*amount)).collect();
            let whole = run(Money::from_steps(opening), &mut all).unwrap();
            let cut = cut.min(amounts.len());
            let (mut first, mut second) = (all[..cut].to_vec(), all[cut..].to_vec());
            let before = run(Money::from_steps(opening), &mut first).unwrap();
            let after = run(before.closing, &mut second).unwrap();
            prop_assert_eq!(after.closing, whole.closing);
            prop_assert_eq!(before.debit.plus(after.debit).unwrap(), whole.debit);
            prop_assert_eq!(before.credit.plus(after.credit).unwrap(), whole.credit);
            prop_assert_eq!(whole.closing.steps(), opening + whole.debit.steps() - whole.credit.steps());
            prop_assert_eq!(first.into_iter().chain(second).collect::<Vec<_>>(), all);
        }

        #[test]
        fn every_debt_has_an_age(open in proptest::collection::vec((-200i64..200, 1i64..100_000), 0..40)) {
            let today = day("2026-06-01");
            let debts: Vec<(NaiveDate, Money)> = open
                .iter()
                .map(|(days, amount)| (today - chrono::TimeDelta::days(*days), Money::from_steps(*amount)))
                .collect();
            let ageing = age(debts, today).unwrap();
            let overdue: i64 = open.iter().filter(|(days, _)| *days > 0).map(|(_, amount)| amount).sum();
            prop_assert_eq!(ageing.total().unwrap().steps(), open.iter().map(|(_, amount)| amount).sum::<i64>());
            prop_assert_eq!(ageing.overdue().unwrap().steps(), overdue);
        }
    }
}
