//! What rules look at: carts as they stand, acts of a stretch of time, times of orders. Each is read in one statement.

use diesel::dsl::sql;
use diesel::sql_types::BigInt;

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

/// Acts of some kinds from one moment until before another, as rules see them; what nobody in particular did is left out.
pub(in crate::service) fn steps(tx: &mut Tx, kinds: &[&str], (from, until): (Moment, Moment)) -> Answer<Vec<Step>> {
    let rows: Vec<(PartnerId, Option<AccountId>, Moment, String, String, Option<Money>)> = activity::table
        .filter(activity::at.ge(from).and(activity::at.lt(until)).and(activity::kind.eq_any(kinds.to_vec())))
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

/// A quarter of an hour, the step of `view_order.slot`, in microseconds.
const SLOT: i64 = 900_000_000;

/// For each partner how many days with orders there are, the first order and the last. The days are those of clocks that go so many
/// microseconds before UTC.
pub(in crate::service) fn order_spans(tx: &mut Tx, ahead: i64) -> Answer<Vec<(PartnerId, i64, Moment, Moment)>> {
    let days = format!("COUNT(DISTINCT (placed_at + ({ahead})) / 86400000000)");
    let rows: Vec<(PartnerId, i64, Option<Moment>, Option<Moment>)> = view_order::table
        .group_by(view_order::partner_id)
        .select((
            view_order::partner_id,
            sql::<BigInt>(&days),
            diesel::dsl::min(view_order::placed_at),
            diesel::dsl::max(view_order::placed_at),
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().filter_map(|(partner, known, first, last)| Some((partner, known, first?, last?))).collect())
}

/// Every quarter of an hour with orders of every partner, in order, by its first moment: fine enough for the days of any clock.
pub(in crate::service) fn order_slots(tx: &mut Tx) -> Answer<Vec<(PartnerId, Moment)>> {
    let rows: Vec<(PartnerId, i64)> = view_order::table
        .order((view_order::partner_id, view_order::slot))
        .select((view_order::partner_id, view_order::slot))
        .distinct()
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(partner, slot)| (partner, Moment::from_micros(slot.saturating_mul(SLOT)))).collect())
}
