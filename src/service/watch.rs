//! What a rule finds in what happened: pure, the same for this minute and for last month. It knows no database and no clock.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::rule::{Kind, Rule};
use super::task::About;
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::platform::values::{Moment, Money};

/// What somebody did, as far as rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// His cart is worth so much now.
    Cart(Money),
    /// He placed an order: the cart is his no more.
    Order,
    /// He searched and found nothing.
    SearchVain,
    /// He was refused something.
    Refused,
}

impl What {
    /// What an act of the feed is to a rule; nothing for most of them.
    pub fn of(kind: &str, sum: Option<Money>) -> Option<Self> {
        match kind {
            CART => Some(Self::Cart(sum.unwrap_or(Money::ZERO))),
            ORDER => Some(Self::Order),
            SEARCH_EMPTY => Some(Self::SearchVain),
            REFUSED => Some(Self::Refused),
            _ => None,
        }
    }
}

/// Words of the feed: a cart was changed.
pub const CART: &str = "cart";
/// An order was placed.
pub const ORDER: &str = "order.placed";
/// A search found nothing.
pub const SEARCH_EMPTY: &str = "search_empty";
/// Something was refused.
pub const REFUSED: &str = "refused";

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// For which company.
    pub partner: PartnerId,
    /// Who.
    pub account: AccountId,
    /// When.
    pub at: Moment,
    /// What.
    pub what: What,
    /// What was searched for, or why it was refused.
    pub words: String,
}

/// How often a client has ordered up to one of its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// The client.
    pub partner: PartnerId,
    /// How many days with orders there are.
    pub known: i64,
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
    /// The next, where one followed.
    pub next: Option<NaiveDate>,
}

/// What happened.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What people did.
    pub steps: Vec<Step>,
    /// When clients ordered.
    pub rhythms: Vec<Rhythm>,
    /// What came true before this moment is not told.
    pub since: Moment,
    /// The seller's time zone: a day is a day there.
    pub zone: Tz,
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The client.
    pub partner: PartnerId,
    /// The client's person, where it is about one.
    pub account: Option<AccountId>,
    /// The same finding has the same key, whenever it is found.
    pub key: String,
    /// When it came true.
    pub at: Moment,
    /// The figures.
    pub about: About,
}

/// Days with orders that must be known before there is a usual interval.
const KNOWN_AT_LEAST: i64 = 3;

/// What a rule finds by a moment, in the order in which it came true.
pub fn find(rule: &Rule, facts: &Facts, now: Moment) -> Vec<Hit> {
    let mut hits = match rule.kind {
        Kind::CartIdle => idle_carts(rule, facts, now),
        Kind::SearchVain => repeated(rule, facts, What::SearchVain),
        Kind::Refused => repeated(rule, facts, What::Refused),
        Kind::NoOrder => silent(rule, facts, now),
    };
    hits.retain(|hit| hit.at >= facts.since && hit.at <= now);
    hits.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    hits
}

fn idle_carts(rule: &Rule, facts: &Facts, now: Moment) -> Vec<Hit> {
    let (Some(amount), Some(minutes)) = (rule.amount, rule.minutes) else { return Vec::new() };
    let mut steps: Vec<&Step> = facts.steps.iter().filter(|step| matches!(step.what, What::Cart(_) | What::Order)).collect();
    steps.sort_by_key(|step| (step.partner, step.account, step.at));
    let mut hits = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let What::Cart(sum) = step.what else { continue };
        let next = steps.get(at + 1).filter(|next| (next.partner, next.account) == (step.partner, step.account));
        let due = step.at.plus_seconds(minutes * 60);
        if sum < amount || due > next.map_or(now, |next| next.at) {
            continue;
        }
        hits.push(Hit {
            partner: step.partner,
            account: Some(step.account),
            key: format!("{}/{}/{}/{}", rule.id, step.partner, step.account, step.at.micros()),
            at: due,
            about: About { sum: Some(sum), count: Some(minutes), ..About::default() },
        });
    }
    hits
}

fn repeated(rule: &Rule, facts: &Facts, what: What) -> Vec<Hit> {
    let Some(times) = rule.times.and_then(|times| usize::try_from(times).ok()).filter(|times| *times > 0) else {
        return Vec::new();
    };
    let mut days: BTreeMap<(PartnerId, AccountId, NaiveDate), Vec<&Step>> = BTreeMap::new();
    for step in facts.steps.iter().filter(|step| step.what == what) {
        days.entry((step.partner, step.account, step.at.day_in(facts.zone))).or_default().push(step);
    }
    let mut hits = Vec::new();
    for ((partner, account, day), mut steps) in days {
        steps.sort_by_key(|step| step.at);
        let Some(last) = steps.get(times - 1) else { continue };
        hits.push(Hit {
            partner,
            account: Some(account),
            key: format!("{}/{partner}/{account}/{day}", rule.id),
            at: last.at,
            about: About { count: rule.times, words: Some(last.words.clone()), ..About::default() },
        });
    }
    hits
}

fn silent(rule: &Rule, facts: &Facts, now: Moment) -> Vec<Hit> {
    let Some(percent) = rule.percent else { return Vec::new() };
    let today = now.day_in(facts.zone);
    let mut hits = Vec::new();
    for rhythm in facts.rhythms.iter().filter(|rhythm| rhythm.known >= KNOWN_AT_LEAST) {
        let (span, gaps) = ((rhythm.last - rhythm.first).num_days(), rhythm.known - 1);
        // Rounded up: half a day more than usual is not yet longer.
        let wait = (span * percent + gaps * 100 - 1) / (gaps * 100);
        let Some(due) = u64::try_from(wait).ok().and_then(|wait| rhythm.last.checked_add_days(Days::new(wait))) else { continue };
        if due > today || rhythm.next.is_some_and(|next| next < due) {
            continue;
        }
        hits.push(Hit {
            partner: rhythm.partner,
            account: None,
            key: format!("{}/{}/{}", rule.id, rhythm.partner, rhythm.last),
            at: Moment::start_of(due, facts.zone),
            about: About { count: Some(wait), usual: Some((span + gaps / 2) / gaps), ..About::default() },
        });
    }
    hits
}

/// The rhythm of every client at each of its orders, from its days in order.
pub fn rhythms(days: &[(PartnerId, NaiveDate)]) -> Vec<Rhythm> {
    let mut found: Vec<Rhythm> = Vec::with_capacity(days.len());
    for (partner, day) in days {
        let (known, first) = match found.last_mut().filter(|before| before.partner == *partner) {
            Some(before) => {
                before.next = Some(*day);
                (before.known + 1, before.first)
            }
            None => (1, *day),
        };
        found.push(Rhythm { partner: *partner, known, first, last: *day, next: None });
    }
    found
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
