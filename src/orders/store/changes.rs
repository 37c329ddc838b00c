//! Changed orders, changes that were asked for and drafts, in the database.

use std::collections::HashMap;

use super::*;
use crate::orders::change::{Change, ChangeId, ChangeState, NewChange};
use crate::orders::draft::Draft;
use crate::orders::revision::Revision;

diesel::table! {
    order_change (id) {
        id -> BigInt, order_id -> BigInt, base_version -> BigInt, state -> Text, is_office -> Bool, revision -> Text, differences -> Text,
        was -> BigInt, total -> BigInt, reason -> Nullable<Text>, asked_by -> Text, asked_at -> BigInt, answer -> Nullable<Text>,
        answered_by -> Nullable<Text>, answered_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    order_draft (order_id, account_id) {
        order_id -> BigInt, account_id -> BigInt, base_version -> BigInt, revision -> Text, changed_at -> BigInt,
    }
}

/// Writes what a change makes different and [`replace`] does not: quantities, new lines, terms.
pub(in crate::orders) fn write_changed(tx: &mut Tx, order: &Order, products: &[ProductId]) -> Answer<()> {
    let delivery = order.delivery.as_ref().map(serde_json::to_string).transpose()?;
    diesel::update(sales_order::table.filter(sales_order::id.eq(order.id)))
        .set((
            sales_order::requested_on.eq(order.requested_on),
            sales_order::comment.eq(&order.comment),
            sales_order::delivery.eq(delivery),
            sales_order::delivery_cost.eq(order.delivery.as_ref().map_or(Money::ZERO, |d| d.cost)),
            sales_order::search_key.eq(search_key(order)),
        ))
        .execute(tx.link())?;
    for (position, (line, product)) in (1i64..).zip(order.lines.iter().zip(products)) {
        let this = order_line::order_id.eq(order.id).and(order_line::position.eq(position));
        let known =
            diesel::update(order_line::table.filter(this)).set(order_line::quantity.eq(line.quantity)).execute(tx.link())?;
        if known == 0 {
            diesel::insert_into(order_line::table).values(line_row!(order.id, position, line, *product)).execute(tx.link())?;
        }
    }
    ordered::keep_changed(tx, order.id)
}

/// One version of an order, whole.
pub(in crate::orders) fn version(tx: &mut Tx, order: OrderId, version: i64) -> Answer<Option<Order>> {
    let snapshot: Option<String> = order_version::table
        .filter(order_version::order_id.eq(order).and(order_version::version.eq(version)))
        .select(order_version::snapshot)
        .first(tx.link())
        .optional()?;
    Ok(snapshot.map(|snapshot| serde_json::from_str(&snapshot)).transpose()?)
}

/// Keeps a change that was asked for, proposed or made.
pub(in crate::orders) fn insert_change(tx: &mut Tx, new: &NewChange<'_>) -> Answer<ChangeId> {
    let (id, at) = (tx.new_id::<ChangeId>(), tx.moment());
    let is_made = new.state == ChangeState::Applied;
    diesel::insert_into(order_change::table)
        .values((
            (
                order_change::id.eq(id),
                order_change::order_id.eq(new.order),
                order_change::base_version.eq(new.base_version),
                order_change::state.eq(new.state),
                order_change::is_office.eq(new.is_office),
                order_change::revision.eq(serde_json::to_string(new.revision)?),
                order_change::differences.eq(serde_json::to_string(new.differences)?),
            ),
            (
                order_change::was.eq(new.was),
                order_change::total.eq(new.total),
                order_change::reason.eq(new.reason.map(str::to_owned)),
                order_change::asked_by.eq(new.asked_by),
                order_change::asked_at.eq(at),
                order_change::answered_by.eq(is_made.then(|| new.asked_by.to_owned())),
                order_change::answered_at.eq(is_made.then_some(at)),
            ),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Writes what became of a change.
pub(in crate::orders) fn answer_change(
    tx: &mut Tx,
    id: ChangeId,
    state: ChangeState,
    answer: Option<&str>,
    actor: &str,
) -> Answer<()> {
    let at = tx.moment();
    diesel::update(order_change::table.filter(order_change::id.eq(id)))
        .set((
            order_change::state.eq(state),
            order_change::answer.eq(answer.map(str::to_owned)),
            order_change::answered_by.eq(Some(actor.to_owned())),
            order_change::answered_at.eq(Some(at)),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Ends whatever waits for an answer about an order: it is another order now.
pub(in crate::orders) fn withdraw_changes(tx: &mut Tx, order: OrderId, actor: &str) -> Answer<()> {
    let at = tx.moment();
    let waits = [ChangeState::Asked, ChangeState::AskedBuyer];
    diesel::update(order_change::table.filter(order_change::order_id.eq(order).and(order_change::state.eq_any(waits.to_vec()))))
        .set((
            order_change::state.eq(ChangeState::Withdrawn),
            order_change::answered_by.eq(Some(actor.to_owned())),
            order_change::answered_at.eq(Some(at)),
        ))
        .execute(tx.link())?;
    Ok(())
}

type ChangeRow = (
    (ChangeId, OrderId, i64, ChangeState, bool),
    (String, String, Money, Money),
    (Option<String>, String, Moment),
    (Option<String>, Option<String>, Option<Moment>),
);

macro_rules! change_columns {
    () => {
        (
            (order_change::id, order_change::order_id, order_change::base_version, order_change::state, order_change::is_office),
            (order_change::revision, order_change::differences, order_change::was, order_change::total),
            (order_change::reason, order_change::asked_by, order_change::asked_at),
            (order_change::answer, order_change::answered_by, order_change::answered_at),
        )
    };
}

fn change_of((head, content, asked, answered): ChangeRow) -> Answer<Change> {
    Ok(Change {
        id: head.0,
        order: head.1,
        base_version: head.2,
        state: head.3,
        is_office: head.4,
        revision: serde_json::from_str(&content.0)?,
        differences: serde_json::from_str(&content.1)?,
        was: content.2,
        total: content.3,
        reason: asked.0,
        asked_by: asked.1,
        asked_at: asked.2,
        answer: answered.0,
        answered_by: answered.1,
        answered_at: answered.2,
    })
}

/// The changes of an order, the latest first.
pub(in crate::orders) fn changes(tx: &mut Tx, order: OrderId, at_most: i64) -> Answer<Vec<Change>> {
    let rows: Vec<ChangeRow> = order_change::table
        .filter(order_change::order_id.eq(order))
        .order(order_change::id.desc())
        .limit(at_most)
        .select(change_columns!())
        .load(tx.link())?;
    rows.into_iter().map(change_of).collect()
}

/// One change of an order.
pub(in crate::orders) fn change(tx: &mut Tx, order: OrderId, id: ChangeId) -> Answer<Option<Change>> {
    let row: Option<ChangeRow> = order_change::table
        .filter(order_change::order_id.eq(order).and(order_change::id.eq(id)))
        .select(change_columns!())
        .first(tx.link())
        .optional()?;
    row.map(change_of).transpose()
}

/// A change as whoever verifies reads it. What became of it is read as it stands.
#[derive(Debug, Clone)]
pub(in crate::orders) struct ProofChange {
    pub id: ChangeId,
    pub state: String,
    pub was: Money,
    pub total: Money,
    pub reason: Option<String>,
    pub asked_by: String,
    pub asked_at: Moment,
    pub answer: Option<String>,
    pub answered_by: Option<String>,
    pub answered_at: Option<Moment>,
}

type ProofColumns = (
    (OrderId, ChangeId, String, Money, Money),
    (Option<String>, String, Moment),
    (Option<String>, Option<String>, Option<Moment>),
);

/// The changes of some orders, each order's in their order: for whoever verifies.
pub(in crate::orders) fn proof_changes(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<ProofChange>>> {
    let rows: Vec<ProofColumns> = order_change::table
        .filter(order_change::order_id.eq_any(orders.to_vec()))
        .order((order_change::order_id, order_change::id))
        .select((
            (order_change::order_id, order_change::id, order_change::state, order_change::was, order_change::total),
            (order_change::reason, order_change::asked_by, order_change::asked_at),
            (order_change::answer, order_change::answered_by, order_change::answered_at),
        ))
        .load(tx.link())?;
    let mut changes: HashMap<OrderId, Vec<ProofChange>> = HashMap::new();
    for ((order, id, state, was, total), (reason, asked_by, asked_at), (answer, answered_by, answered_at)) in rows {
        let change = ProofChange { id, state, was, total, reason, asked_by, asked_at, answer, answered_by, answered_at };
        changes.entry(order).or_default().push(change);
    }
    Ok(changes)
}

/// The changes of some orders that wait for the warehouse's answer.
pub(in crate::orders) fn changes_asked(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Change>> {
    let mut found = HashMap::new();
    for chunk in orders.chunks(500) {
        let rows: Vec<ChangeRow> = order_change::table
            .filter(order_change::order_id.eq_any(chunk.to_vec()).and(order_change::state.eq(ChangeState::Asked)))
            .select(change_columns!())
            .load(tx.link())?;
        for row in rows {
            let change = change_of(row)?;
            found.insert(change.order, change);
        }
    }
    Ok(found)
}

/// Keeps what somebody has typed so far about an order.
pub(in crate::orders) fn put_draft(tx: &mut Tx, order: OrderId, account: AccountId, draft: &Draft) -> Answer<()> {
    let (at, revision) = (tx.moment(), serde_json::to_string(&draft.revision)?);
    let this = order_draft::order_id.eq(order).and(order_draft::account_id.eq(account));
    let known = diesel::update(order_draft::table.filter(this))
        .set((order_draft::base_version.eq(draft.version), order_draft::revision.eq(&revision), order_draft::changed_at.eq(at)))
        .execute(tx.link())?;
    if known == 0 {
        each_database!(tx, conn => diesel::insert_into(order_draft::table)
            .values((
                order_draft::order_id.eq(order),
                order_draft::account_id.eq(account),
                order_draft::base_version.eq(draft.version),
                order_draft::revision.eq(&revision),
                order_draft::changed_at.eq(at),
            ))
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// What somebody has typed so far about an order.
pub(in crate::orders) fn draft(tx: &mut Tx, order: OrderId, account: AccountId) -> Answer<Option<Draft>> {
    let row: Option<(i64, String)> = order_draft::table
        .filter(order_draft::order_id.eq(order).and(order_draft::account_id.eq(account)))
        .select((order_draft::base_version, order_draft::revision))
        .first(tx.link())
        .optional()?;
    let draft = |(version, text): (i64, String)| {
        let revision: Revision = serde_json::from_str(&text)?;
        Ok(Draft { version, revision })
    };
    row.map(draft).transpose()
}

/// Forgets a draft; one that is not there stays away.
pub(in crate::orders) fn delete_draft(tx: &mut Tx, order: OrderId, account: AccountId) -> Answer<()> {
    let this = order_draft::order_id.eq(order).and(order_draft::account_id.eq(account));
    diesel::delete(order_draft::table.filter(this)).execute(tx.link())?;
    Ok(())
}
