//! Rules at work: what they find now becomes tasks, and what one would have found last month is shown before it is switched on.
//! Evaluated by the clock on any number of nodes: the same finding makes one task.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, Offset};
use chrono_tz::Tz;

use super::rule::{self, Kind, Rule};
use super::task::{self, About, NewTask};
use super::watch::{self, CART, Facts, Hit, ORDER, REFUSED, Rhythm, SEARCH_EMPTY, Step};
use super::{RuleId, store};
use crate::access::permission::marks::ManageRules;
use crate::access::reach::AccountId;
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
    let (steps, rhythms) = (steps_now(tx, &rules, now, today)?, rhythms_now(tx, &rules, now, zone)?);
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
        steps.extend(store::steps(tx, &kinds, (today, now.plus_seconds(1)))?);
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

fn rhythms_now(tx: &mut Tx, rules: &[Rule], now: Moment, zone: Tz) -> Answer<Vec<Rhythm>> {
    if !rules.iter().any(|rule| rule.kind == Kind::NoOrder) {
        return Ok(Vec::new());
    }
    let ahead = i64::from(now.utc().with_timezone(&zone).offset().fix().local_minus_utc()) * 1_000_000;
    let spans = store::order_spans(tx, ahead)?;
    let rhythm = |(partner, known, first, last): (PartnerId, i64, Moment, Moment)| Rhythm {
        partner,
        known,
        first: first.day_in(zone),
        last: last.day_in(zone),
        next: None,
    };
    Ok(spans.into_iter().map(rhythm).collect())
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
    let mut hits = match rule.kind {
        Kind::CartIdle => replayed(tx, &rule, &[CART, ORDER], (since, now), zone)?,
        Kind::SearchVain => replayed(tx, &rule, &[SEARCH_EMPTY], (since, now), zone)?,
        Kind::Refused => replayed(tx, &rule, &[REFUSED], (since, now), zone)?,
        Kind::NoOrder => {
            let mut days: Vec<(PartnerId, NaiveDate)> =
                store::order_slots(tx)?.into_iter().map(|(partner, at)| (partner, at.day_in(zone))).collect();
            days.dedup();
            watch::find(&rule, &Facts { steps: Vec::new(), rhythms: watch::rhythms(&days), since, zone }, now)
        }
    };
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

/// What a rule finds in the acts of a stretch of time, in order. They are read a day of the seller's at a time: no more is held than
/// the acts of one day and the last act of each person before it.
fn replayed(tx: &mut Tx, rule: &Rule, kinds: &[&str], (since, now): (Moment, Moment), zone: Tz) -> Answer<Vec<Hit>> {
    let last = now.day_in(zone);
    let mut found = Replay::default();
    for day in since.day_in(zone).iter_days().take_while(|day| *day <= last) {
        let next = Moment::start_of(day.succ_opt().unwrap_or(day), zone);
        let from = Moment::start_of(day, zone).max(since);
        // The moment itself belongs to what has happened.
        let until = next.min(Moment::from_micros(now.micros().saturating_add(1)));
        if from < until {
            let fresh = store::steps(tx, kinds, (from, until))?;
            found.go_on(rule, fresh, (from, until), zone);
        }
    }
    Ok(found.hits)
}

/// A rule that is tried on one piece of the past after another.
#[derive(Debug, Default)]
struct Replay {
    /// The last act of each person so far: what comes next decides what it was.
    lasting: HashMap<(PartnerId, AccountId), Step>,
    hits: Vec<Hit>,
}

impl Replay {
    /// Goes on with the acts from one moment until before another. What came true in this stretch is found in it alone.
    fn go_on(&mut self, rule: &Rule, mut fresh: Vec<Step>, (from, until): (Moment, Moment), zone: Tz) {
        // They come in the order in which they became visible, which is nearly that of time.
        fresh.sort_by_key(|step| step.at);
        let steps: Vec<Step> = self.lasting.values().cloned().chain(fresh.iter().cloned()).collect();
        self.lasting.extend(fresh.into_iter().map(|step| ((step.partner, step.account), step)));
        let end = Moment::from_micros(until.micros().saturating_sub(1));
        self.hits.extend(watch::find(rule, &Facts { steps, rhythms: Vec::new(), since: from, zone }, end));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::values::ids::Id;
    use crate::service::watch::What;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(1_772_323_200_000_000).plus_seconds(seconds)
    }

    fn rule(kind: Kind, minutes: i64, times: i64) -> Rule {
        Rule {
            id: RuleId::from_number(1),
            kind,
            amount: (kind == Kind::CartIdle).then_some(Money::from_steps(100)),
            minutes: (kind == Kind::CartIdle).then_some(minutes),
            times: matches!(kind, Kind::SearchVain | Kind::Refused).then_some(times),
            percent: None,
            due_minutes: 60,
            is_on: true,
        }
    }

    fn step(account: i64, seconds: i64, what: What) -> Step {
        let (partner, account) = (PartnerId::from_number(7), AccountId::from_number(account));
        Step { partner, account, at: at(seconds), what, words: String::new() }
    }

    /// The same rule on the same acts, day by day.
    fn by_days(rule: &Rule, steps: &[Step], days: i64) -> Vec<Hit> {
        let mut replay = Replay::default();
        for day in 0..days {
            let (from, until) = (at(day * DAY), at((day + 1) * DAY));
            let fresh = steps.iter().filter(|step| step.at >= from && step.at < until).cloned().collect();
            replay.go_on(rule, fresh, (from, until), Tz::UTC);
        }
        replay.hits
    }

    #[test]
    fn a_cart_left_in_the_evening_is_found_in_the_morning_once() {
        let (late, rule) = (DAY - 60, rule(Kind::CartIdle, 20, 0));
        let left = vec![step(1, late, What::Cart(Money::from_steps(100)))];
        let hits = by_days(&rule, &left, 3);
        assert_eq!(hits.iter().map(|hit| hit.at).collect::<Vec<_>>(), [at(late + 1200)]);
        let ordered = [left, vec![step(1, DAY + 60, What::Order)]].concat();
        assert!(by_days(&rule, &ordered, 3).is_empty());
    }

    proptest! {
        #[test]
        fn a_trial_day_by_day_finds_what_a_trial_of_all_at_once_finds(
            acts in proptest::collection::vec((1i64..4, 0i64..5 * DAY, 0u8..3), 0..60),
            minutes in 1i64..3000,
            times in 1i64..4,
            is_cart in any::<bool>(),
        ) {
            let rule = rule(if is_cart { Kind::CartIdle } else { Kind::SearchVain }, minutes, times);
            let what = |n: u8| match (is_cart, n) {
                (true, 0) => What::Order,
                (true, n) => What::Cart(Money::from_steps(i64::from(n) * 60)),
                (false, _) => What::SearchVain,
            };
            let mut steps: Vec<Step> = acts.iter().map(|(who, seconds, n)| step(*who, *seconds, what(*n))).collect();
            steps.sort_by_key(|step| step.at);
            // Two acts of one person at one moment have no order that a rule could know.
            steps.dedup_by_key(|step| step.at);
            let facts = Facts { steps: steps.clone(), rhythms: Vec::new(), since: at(0), zone: Tz::UTC };
            prop_assert_eq!(by_days(&rule, &steps, 5), watch::find(&rule, &facts, Moment::from_micros(at(5 * DAY).micros() - 1)));
        }
    }
}
