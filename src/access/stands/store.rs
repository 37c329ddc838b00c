//! Accounts, roles, keys, invitations and representations as they stand, in the database: a page at a time in the order of ids.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Held, InvitationRow, KeyRow, RepresentationRow, RoleRow, Standing};
use crate::access::accounts::invitations::InvitationId;
use crate::access::reach::{AccountId, CustomRoleId, KeyId, PartnerId, RepresentationId, SessionId, UnitId};
use crate::access::store::{
    account, api_key, custom_role, custom_role_right, invitation, membership, one_time_link, partner, representation, session,
    staff_role,
};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

type AccountRow = (AccountId, String, String, Option<String>, Option<String>, bool, Vec<u8>);

macro_rules! account_columns {
    () => {
        (account::id, account::login, account::name, account::phone, account::password_hash, account::is_blocked, account::salt)
    };
}

/// An account as it stands.
pub(super) fn person(tx: &mut Tx, id: AccountId) -> Answer<Standing> {
    let row: AccountRow = account::table.filter(account::id.eq(id)).select(account_columns!()).first(tx.link())?;
    let (mut roles, mut places) = (roles_of(tx, vec![id])?, places_of(tx, vec![id])?);
    Ok(standing(row, &mut roles, &mut places))
}

/// So many accounts behind an id.
pub(crate) fn people(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<Standing>> {
    let rows: Vec<AccountRow> = account::table
        .filter(account::id.gt(after))
        .order(account::id)
        .limit(at_most)
        .select(account_columns!())
        .load(tx.link())?;
    let ids: Vec<AccountId> = rows.iter().map(|row| row.0).collect();
    let (mut roles, mut places) = (roles_of(tx, ids.clone())?, places_of(tx, ids)?);
    Ok(rows.into_iter().map(|row| standing(row, &mut roles, &mut places)).collect())
}

fn standing(
    (account, login, name, phone, password_hash, is_blocked, salt): AccountRow,
    roles: &mut HashMap<AccountId, Vec<String>>,
    places: &mut HashMap<AccountId, Vec<Held>>,
) -> Standing {
    let (roles, places) = (roles.remove(&account).unwrap_or_default(), places.remove(&account).unwrap_or_default());
    Standing { account, login, name, phone, password_hash, is_blocked, salt, roles, places }
}

fn roles_of(tx: &mut Tx, ids: Vec<AccountId>) -> Answer<HashMap<AccountId, Vec<String>>> {
    let rows: Vec<(AccountId, String)> = staff_role::table
        .filter(staff_role::account_id.eq_any(ids))
        .order((staff_role::account_id, staff_role::role))
        .select((staff_role::account_id, staff_role::role))
        .load(tx.link())?;
    let mut found: HashMap<AccountId, Vec<String>> = HashMap::new();
    for (account, role) in rows {
        found.entry(account).or_default().push(role);
    }
    Ok(found)
}

fn places_of(tx: &mut Tx, ids: Vec<AccountId>) -> Answer<HashMap<AccountId, Vec<Held>>> {
    let rows: Vec<(AccountId, PartnerId, String, Option<UnitId>, Option<CustomRoleId>, bool)> = membership::table
        .filter(membership::account_id.eq_any(ids))
        .order((membership::account_id, membership::partner_id, membership::role))
        .select((
            membership::account_id,
            membership::partner_id,
            membership::role,
            membership::unit_id,
            membership::custom_role_id,
            membership::is_blocked,
        ))
        .load(tx.link())?;
    let mut found: HashMap<AccountId, Vec<Held>> = HashMap::new();
    for (account, partner, role, unit, custom, is_blocked) in rows {
        found.entry(account).or_default().push(Held { partner, role, unit, custom, is_blocked });
    }
    Ok(found)
}

type KeyTuple = (KeyId, String, String, String, Option<PartnerId>, AccountId, Moment, Option<Moment>);

/// So many keys behind an id.
pub(crate) fn keys(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<KeyRow>> {
    let rows: Vec<KeyTuple> = api_key::table
        .filter(api_key::id.gt(after))
        .order(api_key::id)
        .limit(at_most)
        .select((
            api_key::id,
            api_key::name,
            api_key::token_hash,
            api_key::scopes,
            api_key::partner_id,
            api_key::created_by,
            api_key::created_at,
            api_key::ended_at,
        ))
        .load(tx.link())?;
    let row = |(id, name, token_hash, scopes, partner, by, created_at, ended_at): KeyTuple| KeyRow {
        id,
        name,
        token_hash,
        scopes,
        partner,
        by,
        created_at,
        ended_at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// So many companies' own roles behind an id.
pub(crate) fn roles(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<RoleRow>> {
    let rows: Vec<(CustomRoleId, PartnerId, String)> = custom_role::table
        .filter(custom_role::id.gt(after))
        .order(custom_role::id)
        .limit(at_most)
        .select((custom_role::id, custom_role::partner_id, custom_role::name))
        .load(tx.link())?;
    let mut found = Vec::new();
    for (id, partner, name) in rows {
        let rights = custom_role_right::table
            .filter(custom_role_right::role_id.eq(id))
            .order((custom_role_right::permission, custom_role_right::depth))
            .select((custom_role_right::permission, custom_role_right::depth))
            .load(tx.link())?;
        let salt = known_salt(tx, partner)?;
        found.push(RoleRow { id, partner, name, salt, rights });
    }
    Ok(found)
}

/// The salt of a partner's commitments.
pub(super) fn salt_of_partner(tx: &mut Tx, id: PartnerId) -> Answer<Vec<u8>> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::salt).first(tx.link())?)
}

/// The same where somebody may have taken the partner away.
fn known_salt(tx: &mut Tx, id: PartnerId) -> Answer<Vec<u8>> {
    let salt: Option<Vec<u8>> = partner::table.filter(partner::id.eq(id)).select(partner::salt).first(tx.link()).optional()?;
    Ok(salt.unwrap_or_default())
}

type InvitationTuple = (
    InvitationId,
    String,
    String,
    Option<PartnerId>,
    Option<UnitId>,
    String,
    Option<CustomRoleId>,
    AccountId,
    (Moment, Option<Moment>, Option<Moment>),
);

macro_rules! invitation_columns {
    () => {
        (
            invitation::id,
            invitation::token_hash,
            invitation::email,
            invitation::partner_id,
            invitation::unit_id,
            invitation::roles,
            invitation::custom_role_id,
            invitation::invited_by,
            (invitation::expires_at, invitation::accepted_at, invitation::withdrawn_at),
        )
    };
}

fn invited((id, token_hash, email, partner, unit, roles, custom, by, times): InvitationTuple) -> InvitationRow {
    let (expires_at, accepted_at, withdrawn_at) = times;
    let is_open = accepted_at.is_none() && withdrawn_at.is_none();
    InvitationRow { id, token_hash, email, partner, unit, roles, custom, by, expires_at, is_open }
}

/// An invitation.
pub(super) fn invitation(tx: &mut Tx, id: InvitationId) -> Answer<InvitationRow> {
    let row: InvitationTuple = invitation::table.filter(invitation::id.eq(id)).select(invitation_columns!()).first(tx.link())?;
    Ok(invited(row))
}

/// So many invitations behind an id.
pub(crate) fn invitations(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<InvitationRow>> {
    let rows: Vec<InvitationTuple> = invitation::table
        .filter(invitation::id.gt(after))
        .order(invitation::id)
        .limit(at_most)
        .select(invitation_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(invited).collect())
}

type RepresentationTuple =
    (RepresentationId, AccountId, PartnerId, String, Vec<u8>, String, (Moment, Moment, Option<Moment>, bool));

/// So many representations behind an id.
pub(crate) fn representations(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<RepresentationRow>> {
    let rows: Vec<RepresentationTuple> = representation::table
        .inner_join(partner::table)
        .filter(representation::id.gt(after))
        .order(representation::id)
        .limit(at_most)
        .select((
            representation::id,
            representation::agent_id,
            representation::partner_id,
            partner::code,
            partner::salt,
            representation::reason,
            (representation::began_at, representation::ends_at, representation::ended_at, representation::is_refused),
        ))
        .load(tx.link())?;
    let row = |(id, agent, partner, code, salt, reason, times): RepresentationTuple| {
        let (began_at, ends_at, ended_at, is_refused) = times;
        RepresentationRow { id, agent, partner, code, reason, salt, began_at, ends_at, ended_at, is_refused }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// So many sessions behind an id, each with whose it is.
pub(crate) fn sessions(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<(SessionId, AccountId)>> {
    Ok(session::table
        .filter(session::id.gt(after))
        .order(session::id)
        .limit(at_most)
        .select((session::id, session::account_id))
        .load(tx.link())?)
}

/// So many one-time links behind an id that set somebody's password: the hash of the token, and whose password.
pub(crate) fn links(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<(i64, String, AccountId)>> {
    let rows: Vec<(i64, String, Option<AccountId>)> = one_time_link::table
        .filter(one_time_link::id.gt(after).and(one_time_link::account_id.is_not_null()))
        .order(one_time_link::id)
        .limit(at_most)
        .select((one_time_link::id, one_time_link::token_hash, one_time_link::account_id))
        .load(tx.link())?;
    Ok(rows.into_iter().filter_map(|(id, hash, account)| Some((id, hash, account?))).collect())
}

/// The login of an account.
pub(crate) fn login_of(tx: &mut Tx, id: AccountId) -> Answer<Option<String>> {
    Ok(account::table.filter(account::id.eq(id)).select(account::login).first(tx.link()).optional()?)
}
