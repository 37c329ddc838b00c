//! Figures of a period, each in one statement, and the rows behind them.

use super::*;
use crate::insight::figures::{Age, Demand, Sold, Unmet};
use crate::insight::rows::Behind;

/// Orders of a quarter of an hour in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::insight) struct Slot {
    /// Its first moment.
    pub at: Moment,
    pub currency: Currency,
    pub orders: i64,
    pub sum: Money,
}

const SLOT: i64 = 900_000_000;
const SUM_OF_ORDERS: &str = "CAST(SUM(total) AS BIGINT)";

type Partners = Option<Vec<PartnerId>>;

/// Orders from one moment until before another, by quarters of an hour.
pub(in crate::insight) fn slots(tx: &mut Tx, partners: &Partners, (from, until): (Moment, Moment)) -> Answer<Vec<Slot>> {
    let query = view_order::table
        .filter(view_order::placed_at.ge(from).and(view_order::placed_at.lt(until)))
        .group_by((view_order::slot, view_order::currency))
        .select((view_order::slot, view_order::currency, diesel::dsl::count_star(), sql::<BigInt>(SUM_OF_ORDERS)));
    let rows: Vec<(i64, Currency, i64, Money)> = among!(view_order, partners, query).load(tx.link())?;
    let slot = |(slot, currency, orders, sum): (i64, Currency, i64, Money)| Slot {
        at: Moment::from_micros(slot.saturating_mul(SLOT)),
        currency,
        orders,
        sum,
    };
    Ok(rows.into_iter().map(slot).collect())
}

/// Orders from one moment until before another, by client and currency.
pub(in crate::insight) fn sold(tx: &mut Tx, partners: &Partners, (from, until): (Moment, Moment)) -> Answer<Vec<Sold>> {
    let query = view_order::table
        .filter(view_order::placed_at.ge(from).and(view_order::placed_at.lt(until)))
        .group_by((view_order::partner_code, view_order::partner_name, view_order::currency))
        .select((
            view_order::partner_code,
            view_order::partner_name,
            view_order::currency,
            diesel::dsl::count_star(),
            sql::<BigInt>(SUM_OF_ORDERS),
        ));
    let rows: Vec<(String, String, Currency, i64, Money)> = among!(view_order, partners, query).load(tx.link())?;
    let sold = |(code, name, currency, orders, sum)| Sold { client: client((code, name)), currency, orders, sum };
    Ok(rows.into_iter().map(sold).collect())
}

/// Days with orders of each client since a moment: how many, the first and the last order. The days are those of clocks that go
/// so many microseconds before UTC.
pub(in crate::insight) fn spans(
    tx: &mut Tx,
    partners: &Partners,
    since: Moment,
    ahead: i64,
) -> Answer<Vec<(Client, i64, Moment, Moment)>> {
    let days = format!("COUNT(DISTINCT (placed_at + ({ahead})) / 86400000000)");
    let query = view_order::table
        .filter(view_order::placed_at.ge(since))
        .group_by((view_order::partner_code, view_order::partner_name))
        .select((
            view_order::partner_code,
            view_order::partner_name,
            sql::<BigInt>(&days),
            diesel::dsl::min(view_order::placed_at),
            diesel::dsl::max(view_order::placed_at),
        ));
    let rows: Vec<(String, String, i64, Option<Moment>, Option<Moment>)> = among!(view_order, partners, query).load(tx.link())?;
    Ok(rows
        .into_iter()
        .filter_map(|(code, name, known, first, last)| Some((client((code, name)), known, first?, last?)))
        .collect())
}

/// What is owed, by the day it was due and the currency: how many documents, how much.
pub(in crate::insight) fn debts(tx: &mut Tx, partners: &Partners) -> Answer<Vec<(NaiveDate, Currency, i64, Money)>> {
    let query = view_debt::table.group_by((view_debt::due_on, view_debt::currency)).select((
        view_debt::due_on,
        view_debt::currency,
        diesel::dsl::count_star(),
        sql::<BigInt>("CAST(SUM(rest) AS BIGINT)"),
    ));
    Ok(among!(view_debt, partners, query).load(tx.link())?)
}

/// Contracts with blocks in force, each with the cause of one of them.
pub(in crate::insight) fn blocks(tx: &mut Tx, partners: &Partners) -> Answer<Vec<(i64, String)>> {
    let query = view_block::table.select((view_block::contract_id, view_block::cause));
    Ok(among!(view_block, partners, query).load(tx.link())?)
}

/// What was last wanted from one moment until before another: all of it, and what was wanted most.
pub(in crate::insight) fn unmet(tx: &mut Tx, partners: &Partners, (from, until): (Moment, Moment), most: i64) -> Answer<Unmet> {
    let last_in = || view_wish::last_at.ge(from).and(view_wish::last_at.lt(until));
    let all = view_wish::table
        .filter(last_in())
        .select((diesel::dsl::count_star(), sql::<Nullable<BigInt>>("CAST(SUM(times) AS BIGINT)")));
    let (wishes, times): (i64, Option<i64>) = among!(view_wish, partners, all).get_result(tx.link())?;
    let by_words = view_wish::table.filter(last_in()).group_by(view_wish::wanted_key).select((
        view_wish::wanted_key,
        sql::<Text>("MAX(wanted)"),
        sql::<BigInt>("CAST(SUM(times) AS BIGINT)"),
        diesel::dsl::count_star(),
    ));
    let rows: Vec<(String, String, i64, i64)> = among!(view_wish, partners, by_words)
        .order((sql::<BigInt>("SUM(times)").desc(), view_wish::wanted_key))
        .limit(most)
        .load(tx.link())?;
    let top = rows.into_iter().map(|(key, wanted, times, wishes)| Demand { key, wanted, times, wishes }).collect();
    Ok(Unmet { wishes, times: times.unwrap_or_default(), top })
}

/// The orders behind a figure, the latest first.
pub(in crate::insight) fn orders_behind(
    tx: &mut Tx,
    partners: &Partners,
    (from, until): (Moment, Moment),
    behind: &Behind,
    window: Window,
) -> Answer<Vec<Row>> {
    let query = view_order::table.filter(view_order::placed_at.ge(from).and(view_order::placed_at.lt(until)));
    let mut query = among!(view_order, partners, query);
    if let Some(currency) = behind.currency {
        query = query.filter(view_order::currency.eq(currency));
    }
    if let Some(code) = &behind.partner {
        query = query.filter(view_order::partner_code.eq(code.clone()));
    }
    let latest = (view_order::placed_at.desc(), view_order::id.desc());
    let rows: Vec<DatedSum<Moment>> = dated_sums!(query, view_order, latest, placed_at, total, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| at_moment(Thing::Order, row)).collect())
}

/// The documents behind what is owed, the oldest first.
pub(in crate::insight) fn debts_behind(
    tx: &mut Tx,
    partners: &Partners,
    today: NaiveDate,
    behind: &Behind,
    window: Window,
) -> Answer<Vec<Row>> {
    let mut query = among!(view_debt, partners, view_debt::table);
    let (first, last) = behind.age.map_or((None, None), |age: Age| age.due_days(today));
    if let Some(first) = first {
        query = query.filter(view_debt::due_on.ge(first));
    }
    if let Some(last) = last {
        query = query.filter(view_debt::due_on.le(last));
    }
    if let Some(currency) = behind.currency {
        query = query.filter(view_debt::currency.eq(currency));
    }
    let rows: Vec<(String, (String, String), NaiveDate, Money, Currency, bool)> = query
        .order((view_debt::due_on, view_debt::id))
        .offset(window.skip)
        .limit(window.take)
        .select((
            view_debt::number,
            (view_debt::partner_code, view_debt::partner_name),
            view_debt::due_on,
            view_debt::rest,
            view_debt::currency,
            view_debt::is_disputed,
        ))
        .load(tx.link())?;
    let row = |(number, of, due, rest, currency, is_disputed)| {
        let row = Row::of(Thing::Invoice(number), client(of)).on(due).worth(rest, currency);
        if is_disputed { row.noted(crate::say!("insight-disputed")) } else { row }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The wishes behind unmet demand, the latest first.
pub(in crate::insight) fn wishes_behind(
    tx: &mut Tx,
    partners: &Partners,
    (from, until): (Moment, Moment),
    behind: &Behind,
    window: Window,
) -> Answer<Vec<Row>> {
    let query = view_wish::table.filter(view_wish::last_at.ge(from).and(view_wish::last_at.lt(until)));
    let mut query = among!(view_wish, partners, query);
    if let Some(key) = &behind.wanted {
        query = query.filter(view_wish::wanted_key.eq(key.clone()));
    }
    let rows: Vec<WishRow> = query
        .order((view_wish::last_at.desc(), view_wish::id.desc()))
        .offset(window.skip)
        .limit(window.take)
        .select((
            view_wish::wanted,
            (view_wish::partner_code, view_wish::partner_name),
            view_wish::last_at,
            view_wish::times,
            view_wish::reason,
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().map(wish_row).collect())
}
