//! The rules that watch over clients: what each kind needs, and changing them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{RuleId, store};
use crate::access::permission::marks::ManageRules;
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::Money;
use crate::say;

crate::words! {
    /// What a rule looks for.
    pub enum Kind {
        /// A cart of a certain worth that nobody has touched for some minutes.
        CartIdle = "cart_idle",
        /// Searches that found nothing, several in a day.
        SearchVain = "search_vain",
        /// No order for longer than a share of the usual interval.
        NoOrder = "no_order",
        /// Refusals, several in a day.
        Refused = "refused",
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What it looks for.
    pub kind: Kind,
    /// The worth of the cart.
    pub amount: Option<Money>,
    /// For how long the cart lies.
    pub minutes: Option<i64>,
    /// How often within a day.
    pub times: Option<i64>,
    /// The share of the usual interval in hundredths.
    pub percent: Option<i64>,
    /// How many minutes there are for the task.
    pub due_minutes: i64,
    /// Whether it makes tasks.
    pub is_on: bool,
}

/// What may be changed of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRule {
    /// The worth of the cart, for `cart_idle`.
    pub amount: Option<Money>,
    /// For how many minutes it lies, for `cart_idle`.
    pub minutes: Option<i64>,
    /// How often within a day, for `search_vain` and `refused`.
    pub times: Option<i64>,
    /// The share of the usual interval in hundredths, for `no_order`.
    pub percent: Option<i64>,
    /// How many minutes there are for the task.
    pub due_minutes: i64,
    /// Whether it makes tasks.
    pub is_on: bool,
}

const A_MONTH: i64 = 30 * 24 * 60;

/// Every figure that does not fit a rule of a kind.
pub fn faults(kind: Kind, new: &NewRule) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut expect = |field: &str, is_good: bool| {
        if !is_good {
            faults.push(Fault { field: field.into(), code: "bad_figure", message: say!("rule-figure-bad") });
        }
    };
    let is_cart = kind == Kind::CartIdle;
    let is_counted = matches!(kind, Kind::SearchVain | Kind::Refused);
    let within = |given: Option<i64>, is_needed: bool, least: i64, most: i64| match given {
        Some(figure) => is_needed && (least..=most).contains(&figure),
        None => !is_needed,
    };
    expect("amount", if is_cart { new.amount.is_some_and(Money::is_positive) } else { new.amount.is_none() });
    expect("minutes", within(new.minutes, is_cart, 1, A_MONTH));
    expect("times", within(new.times, is_counted, 1, 1000));
    expect("percent", within(new.percent, kind == Kind::NoOrder, 101, 1000));
    expect("due_minutes", (1..=A_MONTH).contains(&new.due_minutes));
    faults
}

fn check(kind: Kind, new: &NewRule) -> Answer<()> {
    let faults = faults(kind, new);
    if faults.is_empty() { Ok(()) } else { Err(No::faults(faults)) }
}

/// Every rule, the oldest first.
pub fn list(act: &mut Act<'_, ManageRules>, (): &()) -> Answer<Vec<Rule>> {
    store::rules(act.tx())
}

/// One rule.
pub(super) fn find(act: &mut Act<'_, ManageRules>, id: RuleId) -> Answer<Rule> {
    store::rules(act.tx())?.into_iter().find(|rule| rule.id == id).ok_or_else(No::not_found)
}

/// Adds a rule.
pub fn add(act: &mut Act<'_, ManageRules>, (kind, new): &(Kind, NewRule)) -> Answer<Recorded<RuleId>> {
    check(*kind, new)?;
    let id = store::insert_rule(act.tx(), *kind, new)?;
    act.record("rule.added", None, json!({"rule": id, "kind": kind, "is": new}), id)
}

/// Changes a rule; its kind stays.
pub fn put(act: &mut Act<'_, ManageRules>, (id, new): &(RuleId, NewRule)) -> Answer<Recorded<()>> {
    let rule = find(act, *id)?;
    check(rule.kind, new)?;
    store::update_rule(act.tx(), *id, new)?;
    act.record("rule.changed", None, json!({"rule": id, "kind": rule.kind, "is": new}), ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewRule {
        NewRule { amount: None, minutes: None, times: None, percent: None, due_minutes: 60, is_on: true }
    }

    fn wrong(kind: Kind, new: &NewRule) -> Vec<String> {
        faults(kind, new).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_rule_has_the_figures_of_its_kind_and_no_others() {
        let cart = NewRule { amount: Some(Money::from_steps(1)), minutes: Some(20), ..new() };
        assert!(wrong(Kind::CartIdle, &cart).is_empty());
        assert_eq!(wrong(Kind::CartIdle, &new()), ["amount", "minutes"]);
        assert_eq!(wrong(Kind::Refused, &cart), ["amount", "minutes", "times"]);
        assert!(wrong(Kind::SearchVain, &NewRule { times: Some(3), ..new() }).is_empty());
        assert_eq!(wrong(Kind::NoOrder, &NewRule { percent: Some(100), ..new() }), ["percent"]);
        assert_eq!(wrong(Kind::NoOrder, &NewRule { percent: Some(150), due_minutes: 0, ..new() }), ["due_minutes"]);
    }
}
