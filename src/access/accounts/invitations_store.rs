//! Invitations in the database.

use diesel::prelude::*;

use super::invitations::{InvitationId, roles_of, words};
use super::membership::Place;
use crate::access::reach::{AccountId, CustomRoleId, PartnerId, UnitId};
use crate::access::store::{account, invitation};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::Lang;

/// An invitation to be kept.
pub struct NewRow<'a> {
    pub email: &'a str,
    pub partner: Option<PartnerId>,
    pub place: &'a Place,
    pub lang: Lang,
    pub by: AccountId,
    pub token_hash: &'a str,
}

/// An invitation as it is kept.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: InvitationId,
    pub email: String,
    pub partner: Option<PartnerId>,
    pub place: Place,
    pub lang: Lang,
    pub sent_at: Moment,
    pub expires_at: Moment,
}

/// Keeps an invitation.
pub fn insert(tx: &mut Tx, new: &NewRow<'_>, seconds: i64) -> Answer<InvitationId> {
    let (id, now): (InvitationId, Moment) = (tx.new_id(), tx.moment());
    diesel::insert_into(invitation::table)
        .values((
            invitation::id.eq(id),
            invitation::token_hash.eq(new.token_hash),
            invitation::email.eq(new.email),
            invitation::partner_id.eq(new.partner),
            invitation::unit_id.eq(new.place.unit),
            invitation::roles.eq(words(&new.place.roles)),
            invitation::custom_role_id.eq(new.place.custom),
            invitation::language.eq(new.lang),
            invitation::invited_by.eq(new.by),
            invitation::created_at.eq(now),
            invitation::sent_at.eq(now),
            invitation::expires_at.eq(now.plus_seconds(seconds)),
        ))
        .execute(tx.link())?;
    Ok(id)
}

type Columns = (InvitationId, String, Option<PartnerId>, Option<UnitId>, String, Option<CustomRoleId>, Lang, Moment, Moment);

macro_rules! columns {
    () => {
        (
            invitation::id,
            invitation::email,
            invitation::partner_id,
            invitation::unit_id,
            invitation::roles,
            invitation::custom_role_id,
            invitation::language,
            invitation::sent_at,
            invitation::expires_at,
        )
    };
}

fn row((id, email, partner, unit, roles, custom, lang, sent_at, expires_at): Columns) -> Row {
    Row { id, email, partner, place: Place { roles: roles_of(&roles), custom, unit }, lang, sent_at, expires_at }
}

macro_rules! unused {
    () => {
        invitation::accepted_at.is_null().and(invitation::withdrawn_at.is_null())
    };
}

/// What nobody has used or withdrawn of a partner's invitations, or of those to our staff, with who invited; the latest first.
pub fn open(tx: &mut Tx, partner: Option<PartnerId>) -> Answer<Vec<(Row, String)>> {
    let query = invitation::table.inner_join(account::table).filter(unused!()).into_boxed();
    let query = match partner {
        Some(partner) => query.filter(invitation::partner_id.eq(Some(partner))),
        None => query.filter(invitation::partner_id.is_null()),
    };
    let rows: Vec<(Columns, String)> = query.order(invitation::id.desc()).select((columns!(), account::name)).load(tx.link())?;
    Ok(rows.into_iter().map(|(columns, by)| (row(columns), by)).collect())
}

/// How many can still be used.
pub fn count_open(tx: &mut Tx, partner: Option<PartnerId>) -> Answer<i64> {
    let now = tx.moment();
    let query = invitation::table.filter(unused!()).filter(invitation::expires_at.gt(now)).into_boxed();
    let query = match partner {
        Some(partner) => query.filter(invitation::partner_id.eq(Some(partner))),
        None => query.filter(invitation::partner_id.is_null()),
    };
    Ok(query.count().get_result(tx.link())?)
}

/// Withdraws what was sent to an e-mail before; answers which.
pub fn withdraw_of(tx: &mut Tx, partner: Option<PartnerId>, email: &str) -> Answer<Vec<InvitationId>> {
    let mut withdrawn = Vec::new();
    for (found, _) in open(tx, partner)?.into_iter().filter(|(row, _)| row.email == email) {
        if withdraw(tx, partner, found.id)? {
            withdrawn.push(found.id);
        }
    }
    Ok(withdrawn)
}

/// Withdraws an invitation; answers whether there was one to withdraw.
pub fn withdraw(tx: &mut Tx, partner: Option<PartnerId>, id: InvitationId) -> Answer<bool> {
    let now = tx.moment();
    if !is_open(tx, partner, id)? {
        return Ok(false);
    }
    let touched = diesel::update(invitation::table.filter(invitation::id.eq(id)).filter(unused!()))
        .set(invitation::withdrawn_at.eq(Some(now)))
        .execute(tx.link())?;
    Ok(touched == 1)
}

/// Withdraws what somebody has invited to a partner and nobody has used; answers which.
pub fn withdraw_by(tx: &mut Tx, by: AccountId, partner: PartnerId) -> Answer<Vec<InvitationId>> {
    let these: Vec<InvitationId> = invitation::table
        .filter(invitation::invited_by.eq(by).and(invitation::partner_id.eq(Some(partner))))
        .filter(unused!())
        .order(invitation::id)
        .select(invitation::id)
        .load(tx.link())?;
    let mut withdrawn = Vec::new();
    for id in these {
        if withdraw(tx, Some(partner), id)? {
            withdrawn.push(id);
        }
    }
    Ok(withdrawn)
}

/// Gives an invitation another link and the whole time; answers to which e-mail, or that there was none to be sent again.
pub fn renew(
    tx: &mut Tx,
    partner: Option<PartnerId>,
    id: InvitationId,
    token_hash: &str,
    seconds: i64,
) -> Answer<Option<String>> {
    let now = tx.moment();
    let Some((found, _)) = open(tx, partner)?.into_iter().find(|(row, _)| row.id == id) else { return Ok(None) };
    let touched = diesel::update(invitation::table.filter(invitation::id.eq(id)).filter(unused!()))
        .set((
            invitation::token_hash.eq(token_hash),
            invitation::sent_at.eq(now),
            invitation::expires_at.eq(now.plus_seconds(seconds)),
        ))
        .execute(tx.link())?;
    Ok((touched == 1).then_some(found.email))
}

fn is_open(tx: &mut Tx, partner: Option<PartnerId>, id: InvitationId) -> Answer<bool> {
    Ok(open(tx, partner)?.iter().any(|(row, _)| row.id == id))
}

/// The language of an invitation that can still be used, and the hash of its token.
pub fn letter_of(tx: &mut Tx, id: InvitationId) -> Answer<Option<(Lang, String)>> {
    let now = tx.moment();
    Ok(invitation::table
        .filter(invitation::id.eq(id))
        .filter(unused!())
        .filter(invitation::expires_at.gt(now))
        .select((invitation::language, invitation::token_hash))
        .first(tx.link())
        .optional()?)
}

/// An invitation that can still be used, by the hash of its token.
pub fn by_token(tx: &mut Tx, token_hash: &str) -> Answer<Option<Row>> {
    let now = tx.moment();
    let found: Option<Columns> = invitation::table
        .filter(invitation::token_hash.eq(token_hash))
        .filter(unused!())
        .filter(invitation::expires_at.gt(now))
        .select(columns!())
        .first(tx.link())
        .optional()?;
    Ok(found.map(row))
}

/// Uses an invitation by its token; answers whether it could still be used.
pub fn accept(tx: &mut Tx, id: InvitationId, token_hash: &str) -> Answer<bool> {
    let now = tx.moment();
    let this = invitation::table
        .filter(invitation::id.eq(id).and(invitation::token_hash.eq(token_hash)))
        .filter(unused!())
        .filter(invitation::expires_at.gt(now));
    Ok(diesel::update(this).set(invitation::accepted_at.eq(Some(now))).execute(tx.link())? == 1)
}
