//! Acts in the database: kept in one gapless order, read within a scope, dropped when old.

use diesel::prelude::*;

use super::feed::{Event, Filter, Kind, NewAct, Scope};
use crate::access::PartnerId;
use crate::access::reach::{AccountId, SessionId};
use crate::each_database;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Moment, Money, text};

diesel::table! {
    activity (n) {
        n -> BigInt, at -> BigInt, partner_id -> BigInt, account_id -> Nullable<BigInt>, kind -> Text, what -> Text,
        sum -> Nullable<BigInt>, currency -> Nullable<Text>,
    }
}
diesel::table! { series (name) { name -> Text, value -> BigInt } }
// Other rooms own these; here only names, whose client is whose, and what a cart comes to.
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text, manager_id -> Nullable<BigInt> } }
diesel::table! { account (id) { id -> BigInt, login -> Text, name -> Text, phone -> Nullable<Text> } }
diesel::table! { assignment (agent_id, partner_id) { agent_id -> BigInt, partner_id -> BigInt } }
diesel::table! { membership (account_id, partner_id, role) { account_id -> BigInt, partner_id -> BigInt, role -> Text } }
diesel::table! {
    representation (id) {
        id -> BigInt, agent_id -> BigInt, partner_id -> BigInt, ends_at -> BigInt, ended_at -> Nullable<BigInt>, is_refused -> Bool,
    }
}
diesel::table! { session (id) { id -> BigInt, account_id -> BigInt, partner_id -> Nullable<BigInt> } }
diesel::table! {
    cart_worth (account_id, partner_id) {
        account_id -> BigInt, partner_id -> BigInt, changed_at -> BigInt, lines -> BigInt, worth -> BigInt, currency -> Nullable<Text>,
    }
}
diesel::joinable!(activity -> partner (partner_id));
diesel::joinable!(activity -> account (account_id));
diesel::allow_tables_to_appear_in_same_query!(activity, partner, account);

const SERIES: &str = "activity";
const AT_ONCE: usize = 500;

/// Keeps acts. The counter's row is held to the commit, so that no place becomes visible before a lesser one.
pub(super) fn append(tx: &mut Tx, acts: &[NewAct]) -> Answer<()> {
    let count = i64::try_from(acts.len()).unwrap_or(i64::MAX);
    diesel::update(series::table.filter(series::name.eq(SERIES)))
        .set(series::value.eq(series::value + count))
        .execute(tx.link())?;
    let first = head(tx)? - count + 1;
    let numbered: Vec<(i64, &NewAct)> = (first..).zip(acts).collect();
    for chunk in numbered.chunks(AT_ONCE) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(n, act)| {
                (
                    activity::n.eq(*n),
                    activity::at.eq(act.at),
                    activity::partner_id.eq(act.partner),
                    activity::account_id.eq(act.account),
                    activity::kind.eq(act.kind),
                    activity::what.eq(act.what.as_str()),
                    activity::sum.eq(act.sum.map(|(amount, _)| amount)),
                    activity::currency.eq(act.sum.map(|(_, currency)| currency)),
                )
            })
            .collect();
        each_database!(tx, conn => diesel::insert_into(activity::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

/// The place of the last act.
pub(super) fn head(tx: &mut Tx) -> Answer<i64> {
    Ok(series::table.filter(series::name.eq(SERIES)).select(series::value).first(tx.link())?)
}

type Row = (i64, Moment, Kind, (PartnerId, String, String), Option<String>, String, (Option<Money>, Option<Currency>));

fn event((n, at, kind, (partner, code, name), person, what, (sum, currency)): Row) -> Event {
    Event { n, at, kind, partner, code, name, person, what, sum: sum.zip(currency) }
}

macro_rules! event_columns {
    () => {
        (
            activity::n,
            activity::at,
            activity::kind,
            (partner::id, partner::code, partner::name),
            account::name.nullable(),
            activity::what,
            (activity::sum, activity::currency),
        )
    };
}

/// Acts of some clients: behind a place the oldest first, else the latest first.
pub(super) fn list(tx: &mut Tx, scope: Scope, filter: &Filter) -> Answer<Vec<Event>> {
    let mut query = activity::table.inner_join(partner::table).left_join(account::table).into_boxed();
    if let Some(partners) = scope {
        query = query.filter(activity::partner_id.eq_any(partners));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(activity::kind.eq(kind));
    }
    if let Some(before) = filter.before {
        query = query.filter(activity::n.lt(before));
    }
    query = match filter.after {
        Some(after) => query.filter(activity::n.gt(after)).order(activity::n.asc()),
        None => query.order(activity::n.desc()),
    };
    let rows: Vec<Row> = query.limit(filter.limit).select(event_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(event).collect())
}

/// Acts of one person, the latest first.
pub(super) fn of_person(tx: &mut Tx, person: AccountId, before: Option<i64>, limit: i64) -> Answer<Vec<Event>> {
    let mut query = activity::table
        .inner_join(partner::table)
        .left_join(account::table)
        .filter(activity::account_id.eq(Some(person)))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(activity::n.lt(before));
    }
    let rows: Vec<Row> = query.order(activity::n.desc()).limit(limit).select(event_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(event).collect())
}

/// Drops what happened before a moment; answers how much that was.
pub(super) fn forget(tx: &mut Tx, before: Moment) -> Answer<usize> {
    Ok(diesel::delete(activity::table.filter(activity::at.lt(before))).execute(tx.link())?)
}

/// Clients whose manager or agent somebody is.
pub(super) fn clients_of(tx: &mut Tx, who: AccountId) -> Answer<Vec<PartnerId>> {
    let mut clients: Vec<PartnerId> =
        partner::table.filter(partner::manager_id.eq(Some(who))).select(partner::id).load(tx.link())?;
    let assigned: Vec<PartnerId> =
        assignment::table.filter(assignment::agent_id.eq(who)).select(assignment::partner_id).load(tx.link())?;
    clients.extend(assigned);
    clients.sort_unstable();
    clients.dedup();
    Ok(clients)
}

/// A client's id and name by its code.
pub(super) fn partner(tx: &mut Tx, code: &str) -> Answer<Option<(PartnerId, String)>> {
    let found = partner::table.filter(partner::code.eq(code.to_owned())).select((partner::id, partner::name));
    Ok(found.first(tx.link()).optional()?)
}

/// Clients by a code as somebody types it, in any case of letters.
pub(super) fn named(tx: &mut Tx, code: &str) -> Answer<Vec<PartnerId>> {
    Ok(partner::table.filter(partner::code.eq_any(text::spellings(code))).select(partner::id).load(tx.link())?)
}

/// Whose session it is, and for which client: the chosen one, or the only one. Nobody for our own staff.
pub(super) fn owner_of(tx: &mut Tx, id: SessionId) -> Answer<Option<(AccountId, PartnerId)>> {
    let row: Option<(AccountId, Option<PartnerId>)> = session::table
        .filter(session::id.eq(id))
        .select((session::account_id, session::partner_id))
        .first(tx.link())
        .optional()?;
    let Some((account, chosen)) = row else { return Ok(None) };
    let mut companies: Vec<PartnerId> =
        membership::table.filter(membership::account_id.eq(account)).select(membership::partner_id).load(tx.link())?;
    companies.sort_unstable();
    companies.dedup();
    let only = if let [only] = companies.as_slice() { Some(*only) } else { None };
    Ok(chosen.filter(|id| companies.contains(id)).or(only).map(|partner| (account, partner)))
}

/// Names of people.
pub(super) fn names(tx: &mut Tx, ids: &[AccountId]) -> Answer<Vec<(AccountId, String)>> {
    Ok(account::table.filter(account::id.eq_any(ids.to_vec())).select((account::id, account::name)).load(tx.link())?)
}

/// A person's login, name and telephone.
pub(super) type Card = (AccountId, String, String, Option<String>);

/// People by their ids.
pub(super) fn cards(tx: &mut Tx, ids: &[AccountId]) -> Answer<Vec<Card>> {
    Ok(account::table
        .filter(account::id.eq_any(ids.to_vec()))
        .select((account::id, account::login, account::name, account::phone))
        .load(tx.link())?)
}

/// An agent, a client he acted for since a moment, and whether he still does.
pub(super) type Errand = (AccountId, PartnerId, bool);

/// For whom some people acted as agents since a moment.
pub(super) fn errands(tx: &mut Tx, people: &[AccountId], since: Moment) -> Answer<Vec<Errand>> {
    let now = tx.moment();
    let rows: Vec<(AccountId, PartnerId, Moment, Option<Moment>)> = representation::table
        .filter(representation::agent_id.eq_any(people.to_vec()))
        .filter(representation::is_refused.eq(false).and(representation::ends_at.gt(since)))
        .select((representation::agent_id, representation::partner_id, representation::ends_at, representation::ended_at))
        .load(tx.link())?;
    let errand = |(agent, partner, ends_at, ended_at): (_, _, Moment, Option<Moment>)| {
        (agent, partner, ended_at.is_none() && ends_at > now)
    };
    Ok(rows.into_iter().map(errand).collect())
}

/// Clients by their ids: code and name.
pub(super) fn partners(tx: &mut Tx, ids: &[PartnerId]) -> Answer<Vec<(PartnerId, String, String)>> {
    Ok(partner::table
        .filter(partner::id.eq_any(ids.to_vec()))
        .select((partner::id, partner::code, partner::name))
        .load(tx.link())?)
}

/// What a person's cart for a client holds: lines, what they come to, and in which currency.
#[derive(Debug, Clone, Copy, PartialEq, Queryable)]
pub(super) struct Worth {
    pub account: AccountId,
    pub partner: PartnerId,
    pub lines: i64,
    pub amount: Money,
    pub currency: Option<Currency>,
}

/// The carts of some people.
pub(super) fn carts_of(tx: &mut Tx, people: &[AccountId]) -> Answer<Vec<Worth>> {
    Ok(cart_worth::table
        .filter(cart_worth::account_id.eq_any(people.to_vec()))
        .select((cart_worth::account_id, cart_worth::partner_id, cart_worth::lines, cart_worth::worth, cart_worth::currency))
        .load(tx.link())?)
}

/// One step of somebody: who, for whom, when, what.
pub(super) type Step = (AccountId, PartnerId, Moment, Kind, String);

/// The steps of people since a moment, the latest first.
pub(super) fn steps(tx: &mut Tx, scope: Scope, since: Moment, at_most: i64) -> Answer<Vec<Step>> {
    let presence: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.is_presence()).collect();
    let mut query = activity::table
        .filter(activity::at.gt(since).and(activity::account_id.is_not_null()).and(activity::kind.eq_any(presence)))
        .into_boxed();
    if let Some(partners) = scope {
        query = query.filter(activity::partner_id.eq_any(partners));
    }
    Ok(query
        .order(activity::n.desc())
        .limit(at_most)
        .select((activity::account_id.assume_not_null(), activity::partner_id, activity::at, activity::kind, activity::what))
        .load(tx.link())?)
}

/// Forgets what somebody did in the portal; the journal keeps what must be kept.
pub(crate) fn forget_person(tx: &mut Tx, account: AccountId) -> Answer<()> {
    diesel::delete(activity::table.filter(activity::account_id.eq(Some(account)))).execute(tx.link())?;
    super::notice_store::forget_person(tx, account)
}
