//! What the time line joins: records of the journal and acts of the feed, each by its own index and in its own order.

use super::*;

/// A record of the journal about a partner.
#[derive(Debug, Clone, Queryable)]
pub(in crate::service) struct RecordRow {
    pub id: i64,
    pub at: Moment,
    pub kind: String,
    pub actor: String,
    pub body: Vec<u8>,
}

/// Records of some kinds about a partner before a place, the latest first.
pub(in crate::service) fn records(
    tx: &mut Tx,
    partner: PartnerId,
    kinds: &[&str],
    before: i64,
    limit: i64,
) -> Answer<Vec<RecordRow>> {
    Ok(journal::table
        .filter(journal::partner_id.eq(partner.number()).and(journal::id.lt(before)))
        .filter(journal::kind.eq_any(kinds.to_vec()))
        .order(journal::id.desc())
        .limit(limit)
        .select((journal::id, journal::at, journal::kind, journal::actor, journal::body))
        .load(tx.link())?)
}

/// An act of the feed.
#[derive(Debug, Clone, Queryable)]
pub(in crate::service) struct ActRow {
    pub n: i64,
    pub at: Moment,
    pub account: Option<AccountId>,
    pub kind: String,
    pub what: String,
    pub sum: Option<Money>,
    pub currency: Option<Currency>,
}

/// Acts of some kinds of a partner before a place, the latest first.
pub(in crate::service) fn acts(tx: &mut Tx, partner: PartnerId, kinds: &[&str], before: i64, limit: i64) -> Answer<Vec<ActRow>> {
    Ok(activity::table
        .filter(activity::partner_id.eq(partner).and(activity::n.lt(before)))
        .filter(activity::kind.eq_any(kinds.to_vec()))
        .order(activity::n.desc())
        .limit(limit)
        .select((
            activity::n,
            activity::at,
            activity::account_id,
            activity::kind,
            activity::what,
            activity::sum,
            activity::currency,
        ))
        .load(tx.link())?)
}

/// The numbers of some contracts.
pub(in crate::service) fn contract_numbers(tx: &mut Tx, ids: Vec<i64>) -> Answer<HashMap<i64, String>> {
    let rows: Vec<(i64, String)> =
        contract::table.filter(contract::id.eq_any(ids)).select((contract::id, contract::number)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}
