//! Accounts, their sessions and links in the database.

use diesel::prelude::*;

use super::failures_store;
use super::links::{Link, Purpose};
use crate::access::reach::{AccountId, CustomRoleId, PartnerId, SessionId, UnitId};
use crate::access::role::Role;
use crate::access::store::{account, custom_role, membership, one_time_link, session, staff_role};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::platform::web::Lang;

crate::typed_id!(
    /// A one-time link.
    LinkId, "lnk"
);

/// What signing in must know of a login.
pub struct Known {
    pub account: Option<AccountId>,
    pub password_hash: Option<String>,
    pub waits_until: Option<Moment>,
}

/// The account of a login, and whether tries must wait.
pub fn credentials(tx: &mut Tx, login: &str, keys: &[(String, i64)]) -> Answer<Known> {
    let row: Option<(AccountId, Option<String>)> = account::table
        .filter(account::login.eq(login).and(account::is_blocked.eq(false)))
        .select((account::id, account::password_hash))
        .first(tx.link())
        .optional()?;
    let waits_until = failures_store::waits_until(tx, keys)?;
    let (account, password_hash) = row.map_or((None, None), |(account, hash)| (Some(account), hash));
    Ok(Known { account, password_hash, waits_until })
}

/// Whether the account is of our staff.
pub fn is_staff(tx: &mut Tx, id: AccountId) -> Answer<bool> {
    Ok(diesel::select(diesel::dsl::exists(staff_role::table.filter(staff_role::account_id.eq(id)))).get_result(tx.link())?)
}

/// Begins a session.
pub fn begin_session(tx: &mut Tx, account: AccountId, until: Moment, user_agent: &str) -> Answer<SessionId> {
    let (id, now) = (tx.new_id::<SessionId>(), tx.moment());
    diesel::insert_into(session::table)
        .values((
            session::id.eq(id),
            session::account_id.eq(account),
            session::created_at.eq(now),
            session::seen_at.eq(now),
            session::expires_at.eq(until),
            session::user_agent.eq(user_agent),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Ends one session.
pub fn end_session(tx: &mut Tx, id: SessionId) -> Answer<()> {
    let now = tx.moment();
    diesel::update(session::table.filter(session::id.eq(id).and(session::ended_at.is_null())))
        .set(session::ended_at.eq(now))
        .execute(tx.link())?;
    Ok(())
}

/// Ends every session of an account but one.
pub fn end_sessions(tx: &mut Tx, account: AccountId, but: Option<SessionId>) -> Answer<()> {
    let now = tx.moment();
    let kept = but.map_or(0, SessionId::number);
    diesel::update(
        session::table.filter(session::account_id.eq(account).and(session::ended_at.is_null()).and(session::id.ne(kept))),
    )
    .set(session::ended_at.eq(now))
    .execute(tx.link())?;
    Ok(())
}

/// The company that a session acts for.
pub fn set_company(tx: &mut Tx, id: SessionId, partner: PartnerId) -> Answer<()> {
    diesel::update(session::table.filter(session::id.eq(id))).set(session::partner_id.eq(Some(partner))).execute(tx.link())?;
    Ok(())
}

/// The language of an account.
pub fn set_language(tx: &mut Tx, id: AccountId, lang: Lang) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id))).set(account::language.eq(lang)).execute(tx.link())?;
    Ok(())
}

/// The language of the account whose session this is.
pub fn set_language_of_session(tx: &mut Tx, id: SessionId, lang: Lang) -> Answer<()> {
    let whose: AccountId = session::table.filter(session::id.eq(id)).select(session::account_id).first(tx.link())?;
    set_language(tx, whose, lang)
}

/// The password's hash of an account that is not blocked.
pub fn current_hash(tx: &mut Tx, id: AccountId) -> Answer<Option<String>> {
    let found = account::table.filter(account::id.eq(id).and(account::is_blocked.eq(false))).select(account::password_hash);
    Ok(found.first::<Option<String>>(tx.link()).optional()?.flatten())
}

/// Sets a password by its hash.
pub fn set_password(tx: &mut Tx, id: AccountId, hash: &str) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id))).set(account::password_hash.eq(Some(hash))).execute(tx.link())?;
    Ok(())
}

/// Whether anybody has an account.
pub fn has_accounts(tx: &mut Tx) -> Answer<bool> {
    Ok(diesel::select(diesel::dsl::exists(account::table.select(account::id))).get_result(tx.link())?)
}

/// The account of a login.
pub fn find_account(tx: &mut Tx, login: &str) -> Answer<Option<AccountId>> {
    Ok(account::table.filter(account::login.eq(login)).select(account::id).first(tx.link()).optional()?)
}

/// The account of a login, or not found.
pub fn account_within(tx: &mut Tx, login: &str) -> Answer<AccountId> {
    find_account(tx, &super::login_key(login))?.ok_or_else(No::not_found)
}

/// An account to be made.
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub phone: Option<String>,
    pub lang: Lang,
}

impl NewAccount {
    pub fn of(login: &str, name: &str) -> Self {
        Self { login: login.to_owned(), name: name.to_owned(), phone: None, lang: Lang::Ru }
    }
}

/// Makes an account without a password.
pub fn insert_account(tx: &mut Tx, new: &NewAccount) -> Answer<AccountId> {
    let (id, now) = (tx.new_id::<AccountId>(), tx.moment());
    diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::login.eq(&new.login),
            account::name.eq(&new.name),
            account::phone.eq(&new.phone),
            account::language.eq(new.lang),
            account::is_blocked.eq(false),
            account::salt.eq(secret::random::<32>()?.to_vec()),
            account::epoch.eq(0i64),
            account::created_at.eq(now),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Whether an account has no password yet and may get one: a blocked one may not.
pub fn is_without_password(tx: &mut Tx, id: AccountId) -> Answer<bool> {
    let (hash, is_blocked): (Option<String>, bool) =
        account::table.filter(account::id.eq(id)).select((account::password_hash, account::is_blocked)).first(tx.link())?;
    Ok(hash.is_none() && !is_blocked)
}

/// Another name.
pub fn rename(tx: &mut Tx, id: AccountId, name: &str) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id))).set(account::name.eq(name)).execute(tx.link())?;
    Ok(())
}

/// Name and telephone; answers whether anything changed.
pub fn update_account(tx: &mut Tx, id: AccountId, name: &str, phone: Option<&str>) -> Answer<bool> {
    let (old_name, old_phone): (String, Option<String>) =
        account::table.filter(account::id.eq(id)).select((account::name, account::phone)).first(tx.link())?;
    if old_name == name && old_phone.as_deref() == phone {
        return Ok(false);
    }
    diesel::update(account::table.filter(account::id.eq(id)))
        .set((account::name.eq(name), account::phone.eq(phone)))
        .execute(tx.link())?;
    Ok(true)
}

/// Adds a staff role.
pub fn give_staff_role(tx: &mut Tx, id: AccountId, role: Role) -> Answer<()> {
    diesel::insert_into(staff_role::table)
        .values((staff_role::account_id.eq(id), staff_role::role.eq(role)))
        .execute(tx.link())?;
    Ok(())
}

/// Makes the staff roles exactly these; answers whether anything changed.
pub fn set_staff_roles(tx: &mut Tx, id: AccountId, roles: &[Role]) -> Answer<bool> {
    let mut old: Vec<Role> = staff_role::table.filter(staff_role::account_id.eq(id)).select(staff_role::role).load(tx.link())?;
    let mut new = roles.to_vec();
    old.sort();
    new.sort();
    new.dedup();
    if old == new {
        return Ok(false);
    }
    diesel::delete(staff_role::table.filter(staff_role::account_id.eq(id))).execute(tx.link())?;
    for role in new {
        give_staff_role(tx, id, role)?;
    }
    Ok(true)
}

/// Says that the rights of an account have changed: what was believed of it must be looked up anew.
pub fn raise_epoch(tx: &mut Tx, id: AccountId) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id))).set(account::epoch.eq(account::epoch + 1i64)).execute(tx.link())?;
    Ok(())
}

/// The salt of an account's commitments.
pub fn salt_of(tx: &mut Tx, id: AccountId) -> Answer<Vec<u8>> {
    Ok(account::table.filter(account::id.eq(id)).select(account::salt).first(tx.link())?)
}

/// Blocks or unblocks.
pub fn set_blocked(tx: &mut Tx, id: AccountId, is_blocked: bool) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id)))
        .set((account::is_blocked.eq(is_blocked), account::epoch.eq(account::epoch + 1i64)))
        .execute(tx.link())?;
    Ok(())
}

/// Keeps the hash of a link's token; earlier links of the account end.
pub fn keep_link(tx: &mut Tx, hash: &str, purpose: Purpose, account: Option<AccountId>, seconds: i64) -> Answer<()> {
    let (id, now) = (tx.new_id::<LinkId>(), tx.moment());
    if account.is_some() {
        diesel::update(one_time_link::table.filter(one_time_link::used_at.is_null().and(one_time_link::account_id.eq(account))))
            .set(one_time_link::used_at.eq(now))
            .execute(tx.link())?;
    }
    diesel::insert_into(one_time_link::table)
        .values((
            one_time_link::id.eq(id),
            one_time_link::token_hash.eq(hash),
            one_time_link::purpose.eq(purpose),
            one_time_link::account_id.eq(account),
            one_time_link::created_at.eq(now),
            one_time_link::expires_at.eq(now.plus_seconds(seconds)),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Whether a link of this hash was ever kept.
pub fn has_link(tx: &mut Tx, hash: &str) -> Answer<bool> {
    let kept = one_time_link::table.filter(one_time_link::token_hash.eq(hash)).select(one_time_link::id);
    Ok(diesel::select(diesel::dsl::exists(kept)).get_result(tx.link())?)
}

/// A link that is still good.
pub fn link(tx: &mut Tx, hash: &str) -> Answer<Option<Link>> {
    let now = tx.moment();
    let row: Option<(i64, Purpose, Option<AccountId>)> = one_time_link::table
        .filter(one_time_link::token_hash.eq(hash).and(one_time_link::used_at.is_null()).and(one_time_link::expires_at.gt(now)))
        .select((one_time_link::id, one_time_link::purpose, one_time_link::account_id))
        .first(tx.link())
        .optional()?;
    let Some((id, purpose, account_id)) = row else { return Ok(None) };
    let login = match account_id {
        Some(id) => Some(account::table.filter(account::id.eq(id)).select(account::login).first(tx.link())?),
        None => None,
    };
    Ok(Some(Link { id, purpose, account: account_id, login }))
}

/// Marks a link as used; answers whether it was still good.
pub fn spend_link(tx: &mut Tx, id: i64) -> Answer<bool> {
    let now = tx.moment();
    let spent = diesel::update(one_time_link::table.filter(one_time_link::id.eq(id).and(one_time_link::used_at.is_null())))
        .set(one_time_link::used_at.eq(now))
        .execute(tx.link())?;
    Ok(spent == 1)
}

/// Where to write to somebody; nobody when the account is blocked.
pub fn correspondent(tx: &mut Tx, id: AccountId) -> Answer<Option<super::people::Correspondent>> {
    let row: Option<(String, String, Lang)> = account::table
        .filter(account::id.eq(id).and(account::is_blocked.eq(false)))
        .select((account::login, account::name, account::language))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(login, name, lang)| super::people::Correspondent { login, name, lang }))
}

impl AccountId {
    /// The accounts of many logins by their compared form, each with whether it is of our staff.
    pub(crate) fn of_logins(tx: &mut Tx, logins: &[String]) -> Answer<std::collections::HashMap<String, (AccountId, bool)>> {
        let mut found = std::collections::HashMap::new();
        for chunk in logins.chunks(500) {
            let keys: Vec<String> = chunk.iter().map(|login| super::login_key(login)).collect();
            let rows: Vec<(String, AccountId)> =
                account::table.filter(account::login.eq_any(keys)).select((account::login, account::id)).load(tx.link())?;
            let ids: Vec<AccountId> = rows.iter().map(|(_, id)| *id).collect();
            let staff: Vec<AccountId> =
                staff_role::table.filter(staff_role::account_id.eq_any(ids)).select(staff_role::account_id).load(tx.link())?;
            found.extend(rows.into_iter().map(|(login, id)| (login, (id, staff.contains(&id)))));
        }
        Ok(found)
    }
}

type PersonTuple = (AccountId, String, String, Option<String>, bool, Role, Option<UnitId>, Option<(CustomRoleId, String)>);
type MemberTuple = (Role, Option<UnitId>, bool, Option<CustomRoleId>, Option<String>);

/// The people of a partner, by name.
pub fn people_of(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<super::people::PersonRow>> {
    let rows: Vec<((AccountId, String, String, Option<String>, bool), MemberTuple)> = membership::table
        .inner_join(account::table)
        .left_join(custom_role::table)
        .filter(membership::partner_id.eq(partner))
        .order((account::name, account::id))
        .select((
            (account::id, account::login, account::name, account::phone, account::is_blocked),
            (
                membership::role,
                membership::unit_id,
                membership::is_blocked,
                custom_role::id.nullable(),
                custom_role::name.nullable(),
            ),
        ))
        .load(tx.link())?;
    Ok(one_each(rows.into_iter().map(|((id, login, name, phone, is_blocked), (role, unit, is_out, custom, called))| {
        (id, login, name, phone, is_blocked || is_out, role, unit, custom.zip(called))
    })))
}

/// One row for each person, with all his roles. The rows of a person stand together.
fn one_each(rows: impl IntoIterator<Item = PersonTuple>) -> Vec<super::people::PersonRow> {
    let mut people: Vec<super::people::PersonRow> = Vec::new();
    for (account, login, name, phone, is_blocked, role, unit, custom) in rows {
        match people.last_mut() {
            Some(person) if person.account == account => {
                person.roles.push(role);
                person.roles.sort();
                person.custom = person.custom.take().or(custom);
            }
            _ => {
                people.push(super::people::PersonRow { account, login, name, phone, roles: vec![role], custom, unit, is_blocked })
            }
        }
    }
    people
}

/// The account of a login among a partner's people.
pub fn member(tx: &mut Tx, partner: PartnerId, login: &str) -> Answer<Option<AccountId>> {
    Ok(membership::table
        .inner_join(account::table)
        .filter(membership::partner_id.eq(partner).and(account::login.eq(login)))
        .select(account::id)
        .first(tx.link())
        .optional()?)
}
