//! Accounts, roles, sessions, links, keys and representations in the database.

use chrono_tz::Tz;
use diesel::prelude::*;

use super::accounts::roles_store;
use super::actor::{Actor, Company, Errand, Person, Who};
use super::depth::{self, Grant};
use super::permission::{Right, Rights};
use super::reach::{AccountId, CustomRoleId, KeyId, Part, PartnerId, Reach, RepresentationId, SessionId, UnitId};
use super::resolve::acting_for;
use super::role::{MACHINE, PARTNER_MACHINE, Role};
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::values::clock::{HOME_ZONE, zone_named};
use crate::platform::web::Lang;

diesel::table! {
    account (id) {
        id -> BigInt, login -> Text, name -> Text, phone -> Nullable<Text>, language -> Text, password_hash -> Nullable<Text>,
        is_blocked -> Bool, salt -> Binary, epoch -> BigInt, created_at -> BigInt, time_zone -> Nullable<Text>,
    }
}
diesel::table! { sign_in_failure (key) { key -> Text, failures -> BigInt, last_at -> BigInt, waits_until -> BigInt } }
diesel::table! { staff_role (account_id, role) { account_id -> BigInt, role -> Text } }
diesel::table! {
    session (id) {
        id -> BigInt, account_id -> BigInt, created_at -> BigInt, seen_at -> BigInt, expires_at -> BigInt, ended_at -> Nullable<BigInt>,
        user_agent -> Text, partner_id -> Nullable<BigInt>, representation_id -> Nullable<BigInt>,
    }
}
diesel::table! {
    one_time_link (id) {
        id -> BigInt, token_hash -> Text, purpose -> Text, account_id -> Nullable<BigInt>, created_at -> BigInt, expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    api_key (id) {
        id -> BigInt, name -> Text, token_hash -> Text, scopes -> Text, partner_id -> Nullable<BigInt>, created_by -> BigInt,
        created_at -> BigInt, ended_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    membership (account_id, partner_id, role) {
        account_id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, role -> Text, custom_role_id -> Nullable<BigInt>,
        is_blocked -> Bool,
    }
}
diesel::table! { custom_role (id) { id -> BigInt, partner_id -> BigInt, name -> Text, created_at -> BigInt } }
diesel::table! { custom_role_right (role_id, permission) { role_id -> BigInt, permission -> Text, depth -> Text } }
diesel::table! {
    invitation (id) {
        id -> BigInt, token_hash -> Text, email -> Text, partner_id -> Nullable<BigInt>, unit_id -> Nullable<BigInt>, roles -> Text,
        custom_role_id -> Nullable<BigInt>, language -> Text, invited_by -> BigInt, created_at -> BigInt, sent_at -> BigInt,
        expires_at -> BigInt, accepted_at -> Nullable<BigInt>, withdrawn_at -> Nullable<BigInt>,
    }
}
diesel::table! { assignment (agent_id, partner_id) { agent_id -> BigInt, partner_id -> BigInt } }
diesel::table! {
    representation (id) {
        id -> BigInt, agent_id -> BigInt, partner_id -> BigInt, reason -> Text, began_at -> BigInt, ends_at -> BigInt,
        ended_at -> Nullable<BigInt>, is_refused -> Bool,
    }
}
// The partners' room owns this table; here only what names a company.
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text, may_be_represented -> Bool, salt -> Binary } }
// The seller's room owns this table; here only his name, and by which clocks people are told the time.
diesel::table! { seller (id) { id -> BigInt, name -> Text, time_zone -> Text } }
diesel::joinable!(session -> account (account_id));
diesel::joinable!(membership -> partner (partner_id));
diesel::joinable!(membership -> account (account_id));
diesel::joinable!(membership -> custom_role (custom_role_id));
diesel::joinable!(invitation -> account (invited_by));
diesel::joinable!(representation -> partner (partner_id));
diesel::joinable!(representation -> account (agent_id));
diesel::joinable!(assignment -> partner (partner_id));
diesel::joinable!(staff_role -> account (account_id));
diesel::allow_tables_to_appear_in_same_query!(
    session,
    account,
    membership,
    partner,
    representation,
    assignment,
    staff_role,
    custom_role,
    invitation,
);

/// A session ends when nobody used it for so long.
pub(super) const IDLE_SECONDS: i64 = 8 * 3600;

/// Whether the session still stands and the rights are those the actor was made of. His account is held until the end of the
/// transaction: whoever erases him waits, and finds what was done here.
pub(super) fn is_current(tx: &mut Tx, person: &Person) -> Answer<bool> {
    let now = tx.moment();
    let standing = session::table.inner_join(account::table).filter(
        session::id
            .eq(person.session)
            .and(session::ended_at.is_null())
            .and(session::expires_at.gt(now))
            .and(account::epoch.eq(person.epoch)),
    );
    let query = standing.select(account::id);
    let found: Vec<AccountId> = match tx.link() {
        Link::Sqlite(conn) => query.load(conn)?,
        Link::Postgres(conn) => query.for_key_share().load(conn)?,
    };
    Ok(!found.is_empty())
}

/// The seller's time zone.
pub(super) fn zone(tx: &mut Tx) -> Answer<Tz> {
    let name: Option<String> = seller::table.select(seller::time_zone).first(tx.link()).optional()?;
    Ok(name.map_or(HOME_ZONE, |name| zone_named(&name)))
}

/// The seller's name; the portal's until somebody says otherwise.
pub(super) fn seller_name(tx: &mut Tx) -> Answer<String> {
    let name: Option<String> = seller::table.select(seller::name).first(tx.link()).optional()?;
    Ok(name.unwrap_or_else(|| "Orderly".to_owned()))
}

type SessionRow = (AccountId, Moment, Option<PartnerId>, Option<RepresentationId>, String, String, Lang, i64, Option<String>);

/// The actor of a session that stands, at one of his own companies.
pub(super) fn actor_at(tx: &mut Tx, id: SessionId, code: &str) -> Answer<Option<Actor>> {
    Ok(find_actor(tx, id, Some(code))?.map(|(actor, _)| actor))
}

/// The actor of a session that stands, with the moment it was last seen.
pub(super) fn actor_of(tx: &mut Tx, id: SessionId) -> Answer<Option<(Actor, Moment)>> {
    find_actor(tx, id, None)
}

fn find_actor(tx: &mut Tx, id: SessionId, at: Option<&str>) -> Answer<Option<(Actor, Moment)>> {
    let now = tx.moment();
    let row: Option<SessionRow> = session::table
        .inner_join(account::table)
        .filter(
            session::id
                .eq(id)
                .and(session::ended_at.is_null())
                .and(session::expires_at.gt(now))
                .and(account::is_blocked.eq(false)),
        )
        .filter(session::seen_at.gt(now.plus_seconds(-IDLE_SECONDS)))
        .select((
            account::id,
            session::seen_at,
            session::partner_id,
            session::representation_id,
            account::login,
            account::name,
            account::language,
            account::epoch,
            account::time_zone,
        ))
        .first(tx.link())
        .optional()?;
    let Some((account, seen_at, partner, representation, login, name, lang, epoch, own_zone)) = row else { return Ok(None) };
    let staff: Vec<Role> =
        staff_role::table.filter(staff_role::account_id.eq(account)).select(staff_role::role).load(tx.link())?;
    let memberships = memberships(tx, account)?;
    let mut companies: Vec<Company> = Vec::new();
    for member in &memberships {
        if !companies.iter().any(|c| c.id == member.company.id) {
            companies.push(member.company.clone());
        }
    }
    let chosen = match at {
        // Who asks for one company gets that one, or nobody.
        Some(code) => match companies.iter().find(|c| c.code == code) {
            None => return Ok(None),
            found => found,
        },
        None => partner.and_then(|id| companies.iter().find(|c| c.id == id)).or(match companies.as_slice() {
            [only] => Some(only),
            _ => None,
        }),
    };
    let here: Vec<&Member> = memberships.iter().filter(|m| chosen.is_some_and(|x| x.id == m.company.id)).collect();
    let roles: Vec<&'static str> = staff.iter().map(|role| role.as_str()).chain(here.iter().map(|m| m.role.as_str())).collect();
    let grants = grants(tx, &here)?;
    let rights = staff.iter().fold(BESIDES.and(depth::rights_of(&grants)), |all, role| all.and(role.rights()));
    let reach = reach(tx, account, &staff, chosen)?;
    let reaches = chosen.map(|at| depth::reaches(&grants, account, at.id, at.unit)).unwrap_or_default();
    let person = Person { account, session: id, login, name, lang, epoch, roles, companies: companies.clone() };
    let (company, home) = (chosen.cloned(), zone(tx)?);
    let zone = own_zone.and_then(|name| name.parse().ok()).unwrap_or(home);
    let actor = Actor { company, reaches, zone, ..Actor::without_company(Who::Person(person), rights, reach, home) };
    let representing = match representation {
        Some(id) => under_way(tx, account, id)?,
        None => None,
    };
    Ok(Some((
        match representing {
            Some((errand, company)) if actor.may(Right::Represent) && actor.reach.holds(company.id) => {
                acting_for(&actor, company, errand)
            }
            _ => actor,
        },
        seen_at,
    )))
}

const BESIDES: Rights = Rights::of(&[Right::Visit, Right::BeSomebody]);

fn reach(tx: &mut Tx, account: AccountId, staff: &[Role], chosen: Option<&Company>) -> Answer<Reach> {
    if let Some(company) = chosen {
        return Ok(Reach::Own { partner: company.id, part: company.unit.map(Part::Unit) });
    }
    if staff.iter().any(|role| *role != Role::Agent) {
        return Ok(Reach::Everything);
    }
    if staff.is_empty() {
        return Ok(Reach::Nothing);
    }
    Ok(Reach::Partners(
        assignment::table
            .filter(assignment::agent_id.eq(account))
            .select(assignment::partner_id)
            .order(assignment::partner_id)
            .load(tx.link())?,
    ))
}

/// One role of somebody at a company.
struct Member {
    company: Company,
    role: Role,
    custom: Option<CustomRoleId>,
}

fn memberships(tx: &mut Tx, account: AccountId) -> Answer<Vec<Member>> {
    let rows: Vec<(PartnerId, String, String, Option<UnitId>, Role, Option<CustomRoleId>)> = membership::table
        .inner_join(partner::table)
        .filter(membership::account_id.eq(account).and(membership::is_blocked.eq(false)))
        .order((partner::name, membership::role))
        .select((partner::id, partner::code, partner::name, membership::unit_id, membership::role, membership::custom_role_id))
        .load(tx.link())?;
    let member = |(id, code, name, unit, role, custom)| Member { company: Company { id, code, name, unit }, role, custom };
    Ok(rows.into_iter().map(member).collect())
}

/// What the roles that somebody has at one company give him there.
fn grants(tx: &mut Tx, here: &[&Member]) -> Answer<Vec<Grant>> {
    let mut grants = Vec::new();
    for member in here {
        grants.extend(depth::of_role(member.role, member.company.unit));
        if let Some(role) = member.custom {
            grants.extend(roles_store::grants(tx, role)?);
        }
    }
    Ok(grants)
}

/// Says that a session is in use.
pub(super) fn touch(tx: &mut Tx, id: SessionId) -> Answer<()> {
    let now = tx.moment();
    diesel::update(session::table.filter(session::id.eq(id))).set(session::seen_at.eq(now)).execute(tx.link())?;
    Ok(())
}

/// The sessions of the account that has this one, whether they stand or have ended: the latest thousand.
pub(super) fn sessions_of_same(tx: &mut Tx, id: SessionId) -> Answer<Vec<SessionId>> {
    let account: AccountId = session::table.filter(session::id.eq(id)).select(session::account_id).first(tx.link())?;
    Ok(session::table
        .filter(session::account_id.eq(account))
        .order((session::created_at.desc(), session::id.desc()))
        .limit(1_000)
        .select(session::id)
        .load(tx.link())?)
}

/// Whether a machine's key still stands.
pub(super) fn is_key_current(tx: &mut Tx, key: KeyId) -> Answer<bool> {
    let standing = api_key::table.filter(api_key::id.eq(key).and(api_key::ended_at.is_null())).select(api_key::id);
    Ok(diesel::select(diesel::dsl::exists(standing)).get_result(tx.link())?)
}

/// The machine of a key that has not ended.
pub(super) fn machine_of(tx: &mut Tx, token_hash: &str) -> Answer<Option<Actor>> {
    let row: Option<(KeyId, String, String, Option<PartnerId>, AccountId)> = api_key::table
        .filter(api_key::token_hash.eq(token_hash).and(api_key::ended_at.is_null()))
        .select((api_key::id, api_key::name, api_key::scopes, api_key::partner_id, api_key::created_by))
        .first(tx.link())
        .optional()?;
    let Some((key, name, scopes, partner, answerable)) = row else { return Ok(None) };
    let asked: Vec<Right> = scopes.split(' ').filter_map(Right::parse).collect();
    let most = if partner.is_some() { PARTNER_MACHINE } else { MACHINE };
    let rights = Rights::of(&asked).common(most).and(BESIDES);
    let who = Who::Machine { key, answerable, name };
    let mut actor = Actor::without_company(who, rights, Reach::Everything, zone(tx)?);
    if let Some(partner) = partner {
        let company = company_named(tx, partner)?;
        actor = acting_for(&actor, company, None);
    }
    Ok(Some(actor))
}

/// A company by its id.
pub(super) fn company_named(tx: &mut Tx, id: PartnerId) -> Answer<Company> {
    let (code, name) = partner::table.filter(partner::id.eq(id)).select((partner::code, partner::name)).first(tx.link())?;
    Ok(Company { id, code, name, unit: None })
}

/// A company by its code.
pub(super) fn company_by_code(tx: &mut Tx, code: &str) -> Answer<Option<Company>> {
    let row: Option<(PartnerId, String, String)> = partner::table
        .filter(partner::code.eq(code))
        .select((partner::id, partner::code, partner::name))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(id, code, name)| Company { id, code, name, unit: None }))
}

type UnderWay = Option<(Option<Errand>, Company)>;

/// The agent's representation of a partner that has begun and not ended, while the agent still has the client and the client permits it.
pub(super) fn representation_under_way(tx: &mut Tx, agent: AccountId, code: &str) -> Answer<UnderWay> {
    let id: Option<RepresentationId> = open_representations(agent, tx.moment())
        .filter(partner::code.eq(code.to_owned()))
        .select(representation::id)
        .order(representation::id.desc())
        .first(tx.link())
        .optional()?;
    match id {
        Some(id) => under_way(tx, agent, id),
        None => Ok(None),
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn open_representations(agent: AccountId, now: Moment) -> _ {
    representation::table.inner_join(partner::table).filter(
        representation::agent_id
            .eq(agent)
            .and(representation::ended_at.is_null())
            .and(representation::is_refused.eq(false))
            .and(representation::ends_at.gt(now))
            .and(partner::may_be_represented.eq(true)),
    )
}

pub(super) fn under_way(tx: &mut Tx, agent: AccountId, id: RepresentationId) -> Answer<UnderWay> {
    let row: Option<(PartnerId, String, String, String, Moment)> = open_representations(agent, tx.moment())
        .filter(representation::id.eq(id))
        .select((partner::id, partner::code, partner::name, representation::reason, representation::ends_at))
        .first(tx.link())
        .optional()?;
    let Some((partner, code, name, reason, ends_at)) = row else { return Ok(None) };
    let is_client = assignment::table.filter(assignment::agent_id.eq(agent).and(assignment::partner_id.eq(partner)));
    if !diesel::select(diesel::dsl::exists(is_client)).get_result(tx.link())? {
        return Ok(None);
    }
    let errand = Errand { representation: id, reason, ends_at };
    Ok(Some((Some(errand), Company { id: partner, code, name, unit: None })))
}
