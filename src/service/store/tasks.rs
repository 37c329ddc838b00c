//! Tasks in the database.

use super::*;
use crate::service::task::{Filter, NewTask, TasksBy};

/// A task as it is kept.
#[derive(Debug, Clone, Queryable)]
pub(in crate::service) struct TaskRow {
    pub id: TaskId,
    pub partner: (PartnerId, String, String),
    pub account: Option<AccountId>,
    pub owner: Option<AccountId>,
    pub kind: String,
    pub about: String,
    pub made_at: Moment,
    pub due_at: Moment,
    pub done_at: Option<Moment>,
}

/// Keeps a task, unless one of its key is there. Answers whether it is new.
pub(in crate::service) fn insert_task(tx: &mut Tx, new: &NewTask) -> Answer<bool> {
    let (id, now) = (tx.new_id::<TaskId>(), tx.moment());
    let about = serde_json::to_string(&new.about)?;
    let rows = each_database!(tx, conn => diesel::insert_into(task::table)
        .values((
            task::id.eq(id),
            task::partner_id.eq(new.partner),
            task::account_id.eq(new.account),
            task::rule_id.eq(new.rule),
            task::owner_id.eq(new.owner),
            task::kind.eq(new.kind),
            task::about.eq(&about),
            task::made_at.eq(now),
            task::due_at.eq(new.due_at),
            task::once_key.eq(&new.once_key),
        ))
        .on_conflict(task::once_key)
        .do_nothing()
        .execute(conn))?;
    Ok(rows == 1)
}

/// Those of some keys that have made a task before.
pub(in crate::service) fn known_keys(tx: &mut Tx, keys: &[String]) -> Answer<Vec<String>> {
    let mut known = Vec::new();
    for chunk in keys.chunks(500) {
        let found: Vec<String> =
            task::table.filter(task::once_key.eq_any(chunk.to_vec())).select(task::once_key).load(tx.link())?;
        known.extend(found);
    }
    Ok(known)
}

/// What is open by a rule already: the partner and the person of each task.
pub(in crate::service) fn open_by_rule(tx: &mut Tx, rule: RuleId) -> Answer<Vec<(PartnerId, Option<AccountId>)>> {
    Ok(task::table
        .filter(task::rule_id.eq(Some(rule)).and(task::done_at.is_null()))
        .select((task::partner_id, task::account_id))
        .load(tx.link())?)
}

macro_rules! task_columns {
    () => {
        (
            task::id,
            (partner::id, partner::code, partner::name),
            task::account_id,
            task::owner_id,
            task::kind,
            task::about,
            task::made_at,
            task::due_at,
            task::done_at,
        )
    };
}

/// Open tasks within reach.
pub(in crate::service) fn open_tasks(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    mine: Option<AccountId>,
    filter: &Filter,
) -> Answer<Vec<TaskRow>> {
    let mut query = task::table.inner_join(partner::table).filter(task::done_at.is_null()).select(task_columns!()).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(task::partner_id.eq_any(partners));
    }
    if let Some(me) = mine {
        query = query.filter(task::owner_id.is_null().or(task::owner_id.eq(Some(me))));
    }
    if let Some(partner) = filter.partner {
        query = query.filter(task::partner_id.eq(partner));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        TasksBy::Due => in_order!(query, task::due_at, task::id, is_descending, sort::by_number(after)?),
        // Ids grow with the moments of making.
        TasksBy::Made => in_order!(query, task::id, is_descending, after.map(|(_, id)| id)),
        TasksBy::Partner => in_order!(query, partner::name_key, task::id, is_descending, after),
    };
    Ok(query.limit(filter.limit).load(tx.link())?)
}

/// A task within reach.
pub(in crate::service) fn task(tx: &mut Tx, partners: Option<Vec<PartnerId>>, id: TaskId) -> Answer<Option<TaskRow>> {
    let mut query = task::table.inner_join(partner::table).filter(task::id.eq(id)).select(task_columns!()).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(task::partner_id.eq_any(partners));
    }
    Ok(query.first(tx.link()).optional()?)
}

/// Ends a task with its outcome, if it is open. Answers whether it was.
pub(in crate::service) fn finish(tx: &mut Tx, id: TaskId, actor: &str, outcome: &str) -> Answer<bool> {
    let now = tx.moment();
    let rows = diesel::update(task::table.filter(task::id.eq(id).and(task::done_at.is_null())))
        .set((task::done_at.eq(Some(now)), task::done_by.eq(Some(actor)), task::outcome.eq(Some(outcome))))
        .execute(tx.link())?;
    Ok(rows == 1)
}

/// Tasks tell no more of whom they were about, nor what he looked for or had in his cart.
pub(in crate::service) fn forget_person(tx: &mut Tx, account: AccountId) -> Answer<()> {
    diesel::update(task::table.filter(task::account_id.eq(Some(account))))
        .set((task::account_id.eq(None::<AccountId>), task::about.eq("{}")))
        .execute(tx.link())?;
    Ok(())
}
