//! One's own profile and sessions in the database.

use diesel::prelude::*;

use super::profile::{Open, Profile};
use crate::access::reach::{AccountId, SessionId};
use crate::access::store::{IDLE_SECONDS, account, session};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::Lang;

/// What a person can change of himself.
pub fn profile(tx: &mut Tx, id: AccountId) -> Answer<Profile> {
    let (name, phone, lang, zone): (String, Option<String>, Lang, Option<String>) = account::table
        .filter(account::id.eq(id))
        .select((account::name, account::phone, account::language, account::time_zone))
        .first(tx.link())?;
    Ok(Profile { name, phone, lang: Some(lang), zone })
}

/// Keeps it.
pub fn put(tx: &mut Tx, id: AccountId, new: &Profile) -> Answer<()> {
    diesel::update(account::table.filter(account::id.eq(id)))
        .set((
            account::name.eq(&new.name),
            account::phone.eq(&new.phone),
            account::language.eq(new.lang.unwrap_or(Lang::Ru)),
            account::time_zone.eq(&new.zone),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// An account's sessions that stand, the last used first; at most two hundred.
pub fn sessions(tx: &mut Tx, id: AccountId) -> Answer<Vec<Open>> {
    let now = tx.moment();
    let rows: Vec<(SessionId, String, Moment, Moment)> = session::table
        .filter(session::account_id.eq(id).and(session::ended_at.is_null()).and(session::expires_at.gt(now)))
        .filter(session::seen_at.gt(now.plus_seconds(-IDLE_SECONDS)))
        .order((session::seen_at.desc(), session::id.desc()))
        .limit(200)
        .select((session::id, session::user_agent, session::created_at, session::seen_at))
        .load(tx.link())?;
    let open = |(id, user_agent, began_at, seen_at)| Open { id, user_agent, began_at, seen_at, is_this: false };
    Ok(rows.into_iter().map(open).collect())
}
