//! Rules in the database.

use super::*;
use crate::service::rule::NewRule;

type RuleRow = (RuleId, Kind, Option<Money>, Option<i64>, Option<i64>, Option<i64>, i64, bool);

fn rule_of((id, kind, amount, minutes, times, percent, due_minutes, is_on): RuleRow) -> Rule {
    Rule { id, kind, amount, minutes, times, percent, due_minutes, is_on }
}

/// Every rule, the oldest first.
pub(in crate::service) fn rules(tx: &mut Tx) -> Answer<Vec<Rule>> {
    let rows: Vec<RuleRow> = watch_rule::table
        .order(watch_rule::id)
        .select((
            watch_rule::id,
            watch_rule::kind,
            watch_rule::amount,
            watch_rule::minutes,
            watch_rule::times,
            watch_rule::percent,
            watch_rule::due_minutes,
            watch_rule::is_on,
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().map(rule_of).collect())
}

/// Adds a rule.
pub(in crate::service) fn insert_rule(tx: &mut Tx, kind: Kind, new: &NewRule) -> Answer<RuleId> {
    let id = tx.new_id::<RuleId>();
    diesel::insert_into(watch_rule::table)
        .values((
            watch_rule::id.eq(id),
            watch_rule::kind.eq(kind),
            watch_rule::amount.eq(new.amount),
            watch_rule::minutes.eq(new.minutes),
            watch_rule::times.eq(new.times),
            watch_rule::percent.eq(new.percent),
            watch_rule::due_minutes.eq(new.due_minutes),
            watch_rule::is_on.eq(new.is_on),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Changes a rule; its kind stays.
pub(in crate::service) fn update_rule(tx: &mut Tx, id: RuleId, new: &NewRule) -> Answer<()> {
    diesel::update(watch_rule::table.filter(watch_rule::id.eq(id)))
        .set((
            watch_rule::amount.eq(new.amount),
            watch_rule::minutes.eq(new.minutes),
            watch_rule::times.eq(new.times),
            watch_rule::percent.eq(new.percent),
            watch_rule::due_minutes.eq(new.due_minutes),
            watch_rule::is_on.eq(new.is_on),
        ))
        .execute(tx.link())?;
    Ok(())
}
