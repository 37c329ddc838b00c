//! Rules at work: what they find now becomes tasks, and what one would have found last month is shown before it is switched on.
//! Evaluated by the clock on any number of nodes: the same finding makes one task.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::rule::{self, Kind, Rule};
use super::task::{self, About, NewTask};
use super::watch::{self, CART, Facts, Hit, ORDER, REFUSED, Rhythm, SEARCH_EMPTY, Step};
use super::{RuleId, store};
use crate::access::permission::marks::ManageRules;
use crate::access::{Act, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};
use crate::seller;

const DAY: i64 = 24 * 3600;
/// A trial looks back so many days.
pub const TRIAL_DAYS: i64 = 30;
/// A trial shows so many rows; it counts all of them.
pub const TRIAL_ROWS: usize = 200;

/// What the rules that are on find now and nobody has found before.
pub(crate) fn found(tx: &mut Tx) -> Answer<Vec<(Rule, Hit)>> {
    let now = tx.moment();
    let rules: Vec<Rule> = store::rules(tx)?.into_iter().filter(|rule| rule.is_on).collect();
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let zone = seller::zone(tx)?;
    let today = Moment::start_of(now.day_in(zone), zone);
    let (steps, rhythms) = (steps_now(tx, &rules, now, today)?, rhythms_now(tx, &rules)?);
    let facts = Facts { steps, rhythms, since: now.plus_seconds(-TRIAL_DAYS * DAY), zone };
    let hits: Vec<(Rule, Hit)> =
        rules.iter().flat_map(|rule| watch::find(rule, &facts, now).into_iter().map(move |hit| (rule.clone(), hit))).collect();
    let keys: Vec<String> = hits.iter().map(|(_, hit)| hit.key.clone()).collect();
    let known: HashSet<String> = store::known_keys(tx, &keys)?.into_iter().collect();
    Ok(hits.into_iter().filter(|(_, hit)| !known.contains(&hit.key)).collect())
}

/// Carts as they stand, and the acts of today that rules count.
fn steps_now(tx: &mut Tx, rules: &[Rule], now: Moment, today: Moment) -> Answer<Vec<Step>> {
    let mut steps = Vec::new();
    let least: Option<Money> = rules.iter().filter(|rule| rule.kind == Kind::CartIdle).filter_map(|rule| rule.amount).min();
    if let Some(least) = least {
        // A cart that lies for longer than a month was told of long ago.
        steps.extend(store::carts(tx, least, now.plus_seconds(-TRIAL_DAYS * DAY), now)?);
    }
    let kinds: Vec<&str> = rules.iter().filter_map(|rule| counted(rule.kind)).collect();
    if !kinds.is_empty() {
        steps.extend(store::steps(tx, &kinds, today)?);
    }
    Ok(steps)
}

fn counted(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::SearchVain => Some(SEARCH_EMPTY),
        Kind::Refused => Some(REFUSED),
        Kind::CartIdle | Kind::NoOrder => None,
    }
}

fn rhythms_now(tx: &mut Tx, rules: &[Rule]) -> Answer<Vec<Rhythm>> {
    if !rules.iter().any(|rule| rule.kind == Kind::NoOrder) {
        return Ok(Vec::new());
    }
    let spans = store::order_spans(tx)?;
    let rhythm = |(partner, known, first, last)| Rhythm { partner, known, first: day(first), last: day(last), next: None };
    Ok(spans.into_iter().map(rhythm).collect())
}

/// A day counted from 1970.
fn day(n: i64) -> NaiveDate {
    Moment::from_micros(0).plus_seconds(n.saturating_mul(DAY)).utc().date_naive()
}

/// Makes tasks of what was found; answers how many are new. A cart that has a task still open gets no second one.
pub(crate) fn keep(tx: &mut Tx, found: &[(Rule, Hit)]) -> Answer<usize> {
    let now = tx.moment();
    let owners = store::owners(tx, found.iter().map(|(_, hit)| hit.partner).collect())?;
    let mut open = HashMap::new();
    for (rule, _) in found.iter().filter(|(rule, _)| rule.kind == Kind::CartIdle) {
        if let Entry::Vacant(place) = open.entry(rule.id) {
            place.insert(store::open_by_rule(tx, rule.id)?);
        }
    }
    let mut made = 0;
    for (rule, hit) in found {
        if open.get(&rule.id).is_some_and(|open| open.contains(&(hit.partner, hit.account))) {
            continue;
        }
        let new = NewTask {
            partner: hit.partner,
            account: hit.account,
            rule: Some(rule.id),
            owner: owners.get(&hit.partner).copied(),
            kind: rule.kind.as_str(),
            about: hit.about.clone(),
            due_at: now.plus_seconds(rule.due_minutes * 60),
            once_key: hit.key.clone(),
        };
        made += usize::from(task::make(tx, &new)?);
    }
    Ok(made)
}

/// Something that a rule would have found.
#[derive(Debug, Clone)]
pub struct Tried {
    /// When it would have made the task.
    pub at: Moment,
    /// The partner's code and name.
    pub partner: (String, String),
    /// The name of the client's person.
    pub person: Option<String>,
    /// The figures.
    pub about: About,
}

/// What a rule would have found in the last month.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The rule.
    pub rule: Rule,
    /// How often.
    pub count: usize,
    /// For how many clients.
    pub clients: usize,
    /// The latest of them.
    pub rows: Vec<Tried>,
}

/// Tries a rule on the last thirty days.
pub fn trial(act: &mut Act<'_, ManageRules>, id: &RuleId) -> Answer<Trial> {
    let rule = rule::find(act, *id)?;
    let now = act.moment();
    let tx = act.tx();
    let zone = seller::zone(tx)?;
    let since = now.plus_seconds(-TRIAL_DAYS * DAY);
    let (steps, rhythms) = match rule.kind {
        Kind::CartIdle => (store::steps(tx, &[CART, ORDER], since)?, Vec::new()),
        Kind::SearchVain => (store::steps(tx, &[SEARCH_EMPTY], since)?, Vec::new()),
        Kind::Refused => (store::steps(tx, &[REFUSED], since)?, Vec::new()),
        Kind::NoOrder => {
            let days: Vec<(PartnerId, NaiveDate)> =
                store::order_days(tx)?.into_iter().map(|(partner, n)| (partner, day(n))).collect();
            (Vec::new(), watch::rhythms(&days))
        }
    };
    let mut hits = watch::find(&rule, &Facts { steps, rhythms, since, zone }, now);
    let count = hits.len();
    let mut clients: Vec<PartnerId> = hits.iter().map(|hit| hit.partner).collect();
    clients.sort_unstable();
    clients.dedup();
    hits.reverse();
    hits.truncate(TRIAL_ROWS);
    let partners = store::partners(tx, hits.iter().map(|hit| hit.partner).collect())?;
    let names = store::names(tx, hits.iter().filter_map(|hit| hit.account).collect())?;
    let row = |hit: Hit| Tried {
        at: hit.at,
        partner: partners.get(&hit.partner).cloned().unwrap_or_default(),
        person: hit.account.and_then(|id| names.get(&id).cloned()),
        about: hit.about,
    };
    Ok(Trial { rule, count, clients: clients.len(), rows: hits.into_iter().map(row).collect() })
}
