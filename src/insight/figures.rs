//! The figures of a period: orders by day, debt by age, blocked contracts, clients who order most and who are silent, unmet demand.
//! Each is read in one statement or two, whatever there is of it. Amounts of different currencies are never added.

use chrono::{Days, NaiveDate, Offset};
use chrono_tz::Tz;

use super::Client;
use super::period::Period;
use super::silence::{self, Silent, Span};
use super::store::{self, Slot};
use crate::access::permission::marks::ReadInsight;
use crate::access::{Act, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Currency, Moment, Money};

crate::words! {
    /// What rows can be asked for.
    pub enum Figure {
        /// Orders of the period.
        Orders = "orders",
        /// What is owed today.
        Debt = "debt",
        /// Contracts whose shipments are blocked today.
        Blocked = "blocked",
        /// Clients who are silent today.
        Silent = "silent",
        /// What was last wanted in the period.
        Wanted = "wanted",
    }
}

crate::words! {
    /// How long something has been due.
    pub enum Age {
        /// It is not due yet.
        NotDue = "not_due",
        /// For 1 to 30 days.
        To30 = "1-30",
        /// For 31 to 60 days.
        To60 = "31-60",
        /// For 61 to 90 days.
        To90 = "61-90",
        /// For longer.
        Beyond = "over_90",
    }
}

impl Age {
    /// How old on a day what was due on another is.
    pub fn of(due_on: NaiveDate, today: NaiveDate) -> Self {
        match (today - due_on).num_days() {
            ..=0 => Age::NotDue,
            1..=30 => Age::To30,
            31..=60 => Age::To60,
            61..=90 => Age::To90,
            _ => Age::Beyond,
        }
    }

    /// The first and the last day on which something of this age was due.
    pub fn due_days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let before = |days| today.checked_sub_days(Days::new(days));
        match self {
            Age::NotDue => (Some(today), None),
            Age::To30 => (before(30), before(1)),
            Age::To60 => (before(60), before(31)),
            Age::To90 => (before(90), before(61)),
            Age::Beyond => (None, before(91)),
        }
    }
}

/// Orders of a stretch of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its days.
    pub days: Period,
    /// How many orders.
    pub orders: i64,
    /// Their sums, in the order of the currencies.
    pub sums: Vec<Money>,
}

/// Orders over the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    /// The currencies there are, by their letters.
    pub currencies: Vec<Currency>,
    /// The stretches in their order.
    pub stretches: Vec<Stretch>,
    /// The sums of all of them, in the order of the currencies.
    pub totals: Vec<Money>,
}

impl Trade {
    /// All orders.
    pub fn orders(&self) -> i64 {
        self.stretches.iter().map(|stretch| stretch.orders).sum()
    }
}

/// What is owed in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The currency.
    pub currency: Currency,
    /// For each age how many documents and how much, the youngest first.
    pub ages: Vec<(Age, i64, Money)>,
}

/// Contracts whose shipments are blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blocked {
    /// All of them.
    pub contracts: i64,
    /// By overdue debt.
    pub overdue: i64,
    /// By hand. One contract can be blocked by both.
    pub manual: i64,
}

/// What a client ordered in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// The client.
    pub client: Client,
    /// The currency.
    pub currency: Currency,
    /// How many orders.
    pub orders: i64,
    /// What they come to.
    pub sum: Money,
}

/// Something that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The key of its words.
    pub key: String,
    /// The words.
    pub wanted: String,
    /// How often.
    pub times: i64,
    /// How many wishes: people and reasons apart.
    pub wishes: i64,
}

/// What was wanted and could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// How many wishes.
    pub wishes: i64,
    /// How often all of them.
    pub times: i64,
    /// What was wanted most.
    pub top: Vec<Demand>,
}

/// All figures.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Of which days.
    pub period: Period,
    /// The day on which they were looked at.
    pub today: NaiveDate,
    /// Orders.
    pub trade: Trade,
    /// What is owed today, by currency.
    pub debt: Vec<Debt>,
    /// What is blocked today.
    pub blocked: Blocked,
    /// Who ordered most, by currency.
    pub top: Vec<(Currency, Vec<Sold>)>,
    /// Who is silent today, the longest first.
    pub silent: Vec<Silent>,
    /// Unmet demand.
    pub unmet: Unmet,
}

/// How many clients and wishes are shown.
pub const SHOWN: usize = 10;
/// How far back orders tell how often a client orders; who has not ordered since is no client any more.
const REMEMBERED_DAYS: i64 = 730;

/// The figures of the days asked for.
pub fn look(act: &mut Act<'_, ReadInsight>, (from, until): &(Option<NaiveDate>, Option<NaiveDate>)) -> Answer<Figures> {
    let (partners, now) = (act.reach().partners(), act.moment());
    let tx = act.tx();
    let zone = crate::seller::zone(tx)?;
    let today = now.day_in(zone);
    let period = Period::asked(*from, *until, today)?;
    let moments = period.moments(zone);
    Ok(Figures {
        period,
        today,
        trade: trade(period, zone, &store::slots(tx, &partners, moments)?)?,
        debt: debt(&store::debts(tx, &partners)?, today)?,
        blocked: blocked(store::blocks(tx, &partners)?),
        top: top(store::sold(tx, &partners, moments)?),
        silent: silent(tx, &partners, now, zone)?,
        unmet: store::unmet(tx, &partners, moments, i64::try_from(SHOWN).unwrap_or_default())?,
    })
}

/// Who is silent at a moment, the longest beside the usual interval first.
pub(super) fn silent(tx: &mut Tx, partners: &Option<Vec<PartnerId>>, now: Moment, zone: Tz) -> Answer<Vec<Silent>> {
    let ahead = i64::from(now.utc().with_timezone(&zone).offset().fix().local_minus_utc()) * 1_000_000;
    let known = store::spans(tx, partners, now.plus_seconds(-REMEMBERED_DAYS * 86_400), ahead)?;
    let span = |(client, known, first, last): (Client, i64, Moment, Moment)| Span {
        client,
        known,
        first: first.day_in(zone),
        last: last.day_in(zone),
    };
    Ok(silence::silent(known.into_iter().map(span).collect(), now.day_in(zone)))
}

/// Quarters of an hour by the stretches of the period.
fn trade(period: Period, zone: Tz, slots: &[Slot]) -> Result<Trade, Unfit> {
    let mut currencies: Vec<Currency> = slots.iter().map(|slot| slot.currency).collect();
    currencies.sort_by_key(|currency| currency.code());
    currencies.dedup();
    let blank = |days| Stretch { days, orders: 0, sums: vec![Money::ZERO; currencies.len()] };
    let mut stretches: Vec<Stretch> = period.stretches().into_iter().map(blank).collect();
    for slot in slots {
        let day = slot.at.day_in(zone);
        let at = stretches.partition_point(|stretch| stretch.days.until < day);
        let Some(stretch) = stretches.get_mut(at) else { continue };
        stretch.orders += slot.orders;
        let own = currencies.iter().position(|currency| *currency == slot.currency);
        if let Some(sum) = own.and_then(|own| stretch.sums.get_mut(own)) {
            *sum = sum.plus(slot.sum)?;
        }
    }
    let total = |at: usize| Money::sum(stretches.iter().filter_map(|stretch| stretch.sums.get(at).copied()));
    let totals = (0..currencies.len()).map(total).collect::<Result<_, _>>()?;
    Ok(Trade { currencies, stretches, totals })
}

fn debt(rows: &[(NaiveDate, Currency, i64, Money)], today: NaiveDate) -> Result<Vec<Debt>, Unfit> {
    let mut found: Vec<Debt> = Vec::new();
    for (due_on, currency, documents, rest) in rows {
        let at = found.iter().position(|debt| debt.currency == *currency).unwrap_or_else(|| {
            let ages = Age::ALL.iter().map(|age| (*age, 0, Money::ZERO)).collect();
            found.push(Debt { currency: *currency, ages });
            found.len() - 1
        });
        let age = Age::of(*due_on, today);
        let own = found.get_mut(at).and_then(|debt| debt.ages.iter_mut().find(|(known, ..)| *known == age));
        if let Some((_, count, sum)) = own {
            *count += documents;
            *sum = sum.plus(*rest)?;
        }
    }
    found.sort_by_key(|debt| debt.currency.code());
    Ok(found)
}

fn blocked(mut rows: Vec<(i64, String)>) -> Blocked {
    rows.sort_unstable();
    rows.dedup();
    let of = |cause: &str| i64::try_from(rows.iter().filter(|(_, own)| own == cause).count()).unwrap_or_default();
    let (overdue, manual) = (of("overdue"), of("manual"));
    rows.dedup_by_key(|(contract, _)| *contract);
    Blocked { contracts: i64::try_from(rows.len()).unwrap_or_default(), overdue, manual }
}

fn top(mut sold: Vec<Sold>) -> Vec<(Currency, Vec<Sold>)> {
    sold.sort_by(|a, b| (a.currency.code(), b.sum, &a.client.code).cmp(&(b.currency.code(), a.sum, &b.client.code)));
    let mut found: Vec<(Currency, Vec<Sold>)> = Vec::new();
    for one in sold {
        match found.last_mut().filter(|(currency, _)| *currency == one.currency) {
            Some((_, all)) if all.len() < SHOWN => all.push(one),
            Some(_) => {}
            None => found.push((one.currency, vec![one])),
        }
    }
    found
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
