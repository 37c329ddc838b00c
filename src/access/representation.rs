//! Acting on behalf of a client: begun with a reason, ended by the agent, by the client's ban, or by itself after eight hours.
//! The client's administrator sees the log; a forbidden try is kept there too.

use diesel::prelude::*;

use serde_json::json;

use super::permission::marks::{ReadCompany, Represent, RunCompany};
use super::reach::{AccountId, RepresentationId, SessionId};
use super::store::{account, assignment, partner, representation, session};
use super::{Act, PartnerId, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::journal;
use crate::platform::secret;
use crate::platform::values::{Moment, text};
use crate::say;

const LASTS_SECONDS: i64 = 8 * 3600;

/// A stretch of time in which an agent acted for the company, or tried to.
#[derive(Debug, Clone, Queryable, serde::Serialize)]
pub struct Representation {
    /// Its id.
    pub id: RepresentationId,
    /// The agent's name.
    pub agent: String,
    /// Why.
    pub reason: String,
    /// When it began, or was tried.
    pub began_at: Moment,
    /// When it ends by itself.
    pub ends_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
    /// Whether the client's ban refused it.
    pub is_refused: bool,
}

/// Whom an agent wants to act for, and why.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The client's code.
    pub code: String,
    /// The reason, shown to the client.
    pub reason: String,
    /// Whether the whole session acts for the client from then on, as pages do.
    pub is_for_session: bool,
}

/// Begins to act for a client of one's own. From pages the session acts for him from then on; the API says it with each request.
pub fn begin(act: &mut Act<'_, Represent>, wish: &Wish) -> Answer<Recorded<RepresentationId>> {
    let code = &wish.code;
    let reason =
        text::required_line(&wish.reason, 300).map_err(|_| No::invalid("reason", "missing", say!("behalf-reason-missing")))?;
    let agent = act.account()?;
    let found: Option<(PartnerId, bool, Vec<u8>)> = partner::table
        .filter(partner::code.eq(code))
        .select((partner::id, partner::may_be_represented, partner::salt))
        .first(act.tx().link())
        .optional()?;
    let (client, may_be, salt) = found.filter(|(id, ..)| act.reach().holds(*id)).ok_or_else(No::not_found)?;
    let is_client = assignment::table.filter(assignment::agent_id.eq(agent).and(assignment::partner_id.eq(client)));
    if !diesel::select(diesel::dsl::exists(is_client)).get_result(act.tx().link())? {
        return Err(No::not_found());
    }
    if !may_be {
        let actor = act.actor().mark();
        let refusal = Refusal::new(Kind::Forbidden, "representation_forbidden", say!("behalf-forbidden"));
        return Err(refusal.leaving(move |tx| leave_try(tx, &actor, agent, client, &reason, &salt)).into());
    }
    let id = insert(act.tx(), agent, client, &reason, false)?;
    if let (true, Some(person)) = (wish.is_for_session, act.actor().person()) {
        set_current(act.tx(), person.session, Some(id))?;
    }
    let facts = began(id, agent, secret::commitment(&salt, &reason), ends_at(act.moment(), false));
    act.record("representation.began", Some(client), facts, id)
}

fn leave_try(tx: &mut Tx, actor: &str, agent: AccountId, client: PartnerId, reason: &str, salt: &[u8]) -> Answer<()> {
    let id = insert(tx, agent, client, reason, true)?;
    let facts = began(id, agent, secret::commitment(salt, reason), ends_at(tx.moment(), true));
    let entry = crate::platform::journal::Entry { kind: "representation.refused", partner: Some(client.number()), facts };
    crate::platform::journal::write(tx, actor, &entry)?;
    Ok(())
}

/// What the journal keeps of one that begins, or was tried.
fn began(id: RepresentationId, agent: AccountId, reason: String, until: Moment) -> serde_json::Value {
    json!({"representation": id, "agent": agent, "reason": reason, "until": until})
}

/// When one that begins now ends by itself; a try ends at once.
fn ends_at(now: Moment, is_refused: bool) -> Moment {
    now.plus_seconds(if is_refused { 0 } else { LASTS_SECONDS })
}

fn insert(tx: &mut Tx, agent: AccountId, client: PartnerId, reason: &str, is_refused: bool) -> Answer<RepresentationId> {
    let (id, now) = (tx.new_id::<RepresentationId>(), tx.moment());
    diesel::insert_into(representation::table)
        .values((
            representation::id.eq(id),
            representation::agent_id.eq(agent),
            representation::partner_id.eq(client),
            representation::reason.eq(reason),
            representation::began_at.eq(now),
            representation::ends_at.eq(ends_at(now, is_refused)),
            representation::is_refused.eq(is_refused),
        ))
        .execute(tx.link())?;
    Ok(id)
}

fn set_current(tx: &mut Tx, id: SessionId, current: Option<RepresentationId>) -> Answer<()> {
    diesel::update(session::table.filter(session::id.eq(id))).set(session::representation_id.eq(current)).execute(tx.link())?;
    Ok(())
}

/// Ends what is under way: the one the caller acts under, or all of his when he names none.
pub fn end(act: &mut Act<'_, Represent>, (): &()) -> Answer<Recorded<()>> {
    let (agent, now) = (act.account()?, act.moment());
    let open = representation::table
        .filter(representation::agent_id.eq(agent).and(representation::ended_at.is_null()).and(representation::ends_at.gt(now)));
    let ids: Vec<(RepresentationId, PartnerId)> = match act.actor().representation {
        Some(id) => open
            .filter(representation::id.eq(id))
            .select((representation::id, representation::partner_id))
            .load(act.tx().link())?,
        None => open.select((representation::id, representation::partner_id)).load(act.tx().link())?,
    };
    for (id, client) in ids {
        diesel::update(representation::table.filter(representation::id.eq(id)))
            .set(representation::ended_at.eq(Some(now)))
            .execute(act.tx().link())?;
        act.note("representation.ended", Some(client), json!({"representation": id}))?;
    }
    if let Some(person) = act.actor().person() {
        set_current(act.tx(), person.session, None)?;
    }
    Ok(act.pass(()))
}

/// The company's log of acts on its behalf, newest first.
pub fn log(act: &mut Act<'_, ReadCompany>, (): &()) -> Answer<Vec<Representation>> {
    let company = act.company()?.id;
    Ok(representation::table
        .inner_join(account::table)
        .filter(representation::partner_id.eq(company))
        .order(representation::id.desc())
        .limit(200)
        .select((
            representation::id,
            account::name,
            representation::reason,
            representation::began_at,
            representation::ends_at,
            representation::ended_at,
            representation::is_refused,
        ))
        .load(act.tx().link())?)
}

/// What was done on the company's behalf: when, what, and the number of the order it was done to.
#[derive(Debug, Clone)]
pub struct Deed {
    /// Under which representation.
    pub representation: RepresentationId,
    /// When.
    pub at: Moment,
    /// The kind of its record: `order.placed`.
    pub kind: String,
    /// The order's number.
    pub order: String,
}

const DEEDS: &[&str] = &["order.placed", "order.changed", "order.cancelled"];

/// The latest acts on the company's behalf, newest first.
pub fn deeds(act: &mut Act<'_, ReadCompany>, (): &()) -> Answer<Vec<Deed>> {
    let company = act.company()?.id;
    let records = journal::of_partner(act.tx(), company.number(), DEEDS, 1000)?;
    let deed = |record: journal::Record| {
        let (_, representation) = record.actor.split_once(" under ")?;
        let body: serde_json::Value = serde_json::from_slice(&record.body).ok()?;
        let order = body.get("facts")?.get("number")?.as_str()?.to_owned();
        Some(Deed { representation: RepresentationId::parse(representation)?, at: record.at, kind: record.kind, order })
    };
    Ok(records.into_iter().filter_map(deed).collect())
}

/// Whether agents may act for the company.
pub fn is_permitted(act: &mut Act<'_, ReadCompany>, (): &()) -> Answer<bool> {
    let company = act.company()?.id;
    Ok(partner::table.filter(partner::id.eq(company)).select(partner::may_be_represented).first(act.tx().link())?)
}

/// Permits or forbids agents to act for the company; a ban ends what is under way.
pub fn permit(act: &mut Act<'_, RunCompany>, is_permitted: &bool) -> Answer<Recorded<()>> {
    let company = act.company()?.id;
    diesel::update(partner::table.filter(partner::id.eq(company)))
        .set(partner::may_be_represented.eq(*is_permitted))
        .execute(act.tx().link())?;
    let ended = if *is_permitted { Vec::new() } else { end_those(act.tx(), company, None)? };
    act.record("representation.permitted", Some(company), json!({"is_permitted": is_permitted, "ended": ended}), ())
}

/// Ends what the caller has under way for one client, named by its code.
pub fn end_for(act: &mut Act<'_, Represent>, code: &String) -> Answer<Recorded<()>> {
    let client: Option<PartnerId> =
        partner::table.filter(partner::code.eq(code)).select(partner::id).first(act.tx().link()).optional()?;
    let client = client.filter(|id| act.reach().holds(*id)).ok_or_else(No::not_found)?;
    let agent = act.account()?;
    let ended = end_those(act.tx(), client, Some(agent))?;
    act.record("representation.ended", Some(client), json!({"agent": agent, "ended": ended}), ())
}

/// Ends what nobody has ended of a client, by one agent or by all; answers which.
fn end_those(tx: &mut Tx, client: PartnerId, agent: Option<AccountId>) -> Answer<Vec<RepresentationId>> {
    let now = tx.moment();
    let open: Vec<(RepresentationId, AccountId)> = representation::table
        .filter(representation::partner_id.eq(client).and(representation::ended_at.is_null()))
        .order(representation::id)
        .select((representation::id, representation::agent_id))
        .load(tx.link())?;
    let is_meant = |by: &AccountId| agent.is_none_or(|agent| agent == *by);
    let ended: Vec<RepresentationId> = open.into_iter().filter(|(_, by)| is_meant(by)).map(|(id, _)| id).collect();
    for chunk in ended.chunks(500) {
        diesel::update(representation::table.filter(representation::id.eq_any(chunk.to_vec())))
            .set(representation::ended_at.eq(Some(now)))
            .execute(tx.link())?;
    }
    Ok(ended)
}
