//! Which letters a person wants, in the database.

use diesel::prelude::*;

use super::mail::Topic;
use super::reach::AccountId;
use super::store::account;
use crate::each_database;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::web::Lang;

diesel::table! { mail_choice (account_id, topic) { account_id -> BigInt, topic -> Text, is_wanted -> Bool } }

/// The topics that somebody does not want.
pub fn unwanted(tx: &mut Tx, id: AccountId) -> Answer<Vec<Topic>> {
    Ok(mail_choice::table
        .filter(mail_choice::account_id.eq(id).and(mail_choice::is_wanted.eq(false)))
        .select(mail_choice::topic)
        .load(tx.link())?)
}

/// Keeps what somebody wants.
pub fn choose(tx: &mut Tx, id: AccountId, topic: Topic, is_wanted: bool) -> Answer<()> {
    each_database!(tx, conn => diesel::insert_into(mail_choice::table)
        .values((mail_choice::account_id.eq(id), mail_choice::topic.eq(topic), mail_choice::is_wanted.eq(is_wanted)))
        .on_conflict((mail_choice::account_id, mail_choice::topic))
        .do_update()
        .set(mail_choice::is_wanted.eq(is_wanted))
        .execute(conn))?;
    Ok(())
}

/// Who reads a letter of a topic at an address, and in which language; nobody who does not want it.
pub fn reader(tx: &mut Tx, login: &str, topic: Topic) -> Answer<Option<(AccountId, Lang)>> {
    let found: Option<(AccountId, Lang)> = account::table
        .filter(account::login.eq(login).and(account::is_blocked.eq(false)))
        .select((account::id, account::language))
        .first(tx.link())
        .optional()?;
    let Some((id, lang)) = found else { return Ok(None) };
    Ok((!unwanted(tx, id)?.contains(&topic)).then_some((id, lang)))
}
