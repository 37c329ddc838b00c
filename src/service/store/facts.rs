//! What rules look at: carts as they stand, acts of a stretch of time, days of orders. Each is read in one statement.

use super::*;
use crate::service::watch::{Step, What};

/// Carts worth at least so much that were last changed in a stretch of time.
pub(in crate::service) fn carts(tx: &mut Tx, at_least: Money, since: Moment, until: Moment) -> Answer<Vec<Step>> {
    let rows: Vec<(AccountId, PartnerId, Moment, Money)> = cart_worth::table
        .filter(cart_worth::changed_at.ge(since).and(cart_worth::changed_at.le(until)).and(cart_worth::worth.ge(at_least)))
        .select((cart_worth::account_id, cart_worth::partner_id, cart_worth::changed_at, cart_worth::worth))
        .load(tx.link())?;
    let step = |(account, partner, at, worth)| Step { partner, account, at, what: What::Cart(worth), words: String::new() };
    Ok(rows.into_iter().map(step).collect())
}

/// Acts of some kinds since a moment, as rules see them; what nobody in particular did is left out.
pub(in crate::service) fn steps(tx: &mut Tx, kinds: &[&str], since: Moment) -> Answer<Vec<Step>> {
    let rows: Vec<(PartnerId, Option<AccountId>, Moment, String, String, Option<Money>)> = activity::table
        .filter(activity::at.ge(since).and(activity::kind.eq_any(kinds.to_vec())))
        .order(activity::n)
        .select((activity::partner_id, activity::account_id, activity::at, activity::kind, activity::what, activity::sum))
        .load(tx.link())?;
    let step =
        |(partner, account, at, kind, words, sum): (PartnerId, Option<AccountId>, Moment, String, String, Option<Money>)| {
            let what = What::of(&kind, sum)?;
            Some(Step { partner, account: account?, at, what, words })
        };
    Ok(rows.into_iter().filter_map(step).collect())
}

/// For each partner how many days with orders there are, the first and the last of them, counted from 1970.
pub(in crate::service) fn order_spans(tx: &mut Tx) -> Answer<Vec<(PartnerId, i64, i64, i64)>> {
    let rows: Vec<(PartnerId, i64, Option<i64>, Option<i64>)> = order_day::table
        .group_by(order_day::partner_id)
        .select((
            order_day::partner_id,
            diesel::dsl::count_star(),
            diesel::dsl::min(order_day::day),
            diesel::dsl::max(order_day::day),
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().filter_map(|(partner, known, first, last)| Some((partner, known, first?, last?))).collect())
}

/// Every day with orders of every partner, in order, counted from 1970.
pub(in crate::service) fn order_days(tx: &mut Tx) -> Answer<Vec<(PartnerId, i64)>> {
    Ok(order_day::table
        .order((order_day::partner_id, order_day::day))
        .select((order_day::partner_id, order_day::day))
        .load(tx.link())?)
}
