//! Messages and notes in the database.

use super::*;

/// A message as it is kept.
#[derive(Debug, Clone, Queryable)]
pub(in crate::service) struct MessageRow {
    pub id: MessageId,
    pub partner: PartnerId,
    pub account: AccountId,
    pub author: String,
    pub body: String,
    pub at: Moment,
    pub seen_at: Option<Moment>,
}

impl MessageRow {
    /// Who wrote it.
    pub fn writer(&self) -> Option<AccountId> {
        AccountId::parse(&self.author)
    }

    /// Whether the client's person wrote it himself.
    pub fn is_answer(&self) -> bool {
        self.writer() == Some(self.account)
    }
}

/// A message to be kept.
pub(in crate::service) struct NewRow<'a> {
    pub partner: PartnerId,
    pub account: AccountId,
    pub author: AccountId,
    pub body: &'a str,
    pub answers: Option<MessageId>,
}

/// Keeps a message; one's own answer counts as seen.
pub(in crate::service) fn insert_message(tx: &mut Tx, new: &NewRow<'_>) -> Answer<MessageId> {
    let (id, now) = (tx.new_id::<MessageId>(), tx.moment());
    diesel::insert_into(message::table)
        .values((
            message::id.eq(id),
            message::partner_id.eq(new.partner),
            message::account_id.eq(new.account),
            message::author.eq(new.author.to_string()),
            message::body.eq(new.body),
            message::at.eq(now),
            message::seen_at.eq((new.author == new.account).then_some(now)),
            message::answers.eq(new.answers),
        ))
        .execute(tx.link())?;
    Ok(id)
}

macro_rules! message_columns {
    () => {
        (message::id, message::partner_id, message::account_id, message::author, message::body, message::at, message::seen_at)
    };
}

/// One message.
pub(in crate::service) fn message(tx: &mut Tx, id: MessageId) -> Answer<Option<MessageRow>> {
    Ok(message::table.filter(message::id.eq(id)).select(message_columns!()).first(tx.link()).optional()?)
}

/// Says that its reader has seen a message; the first time counts.
pub(in crate::service) fn mark_seen(tx: &mut Tx, id: MessageId) -> Answer<()> {
    let now = tx.moment();
    diesel::update(message::table.filter(message::id.eq(id).and(message::seen_at.is_null())))
        .set(message::seen_at.eq(Some(now)))
        .execute(tx.link())?;
    Ok(())
}

/// The first message to a person at some companies that he has not seen.
pub(in crate::service) fn first_unseen(tx: &mut Tx, account: AccountId, companies: Vec<PartnerId>) -> Answer<Option<MessageRow>> {
    Ok(message::table
        .filter(message::account_id.eq(account).and(message::seen_at.is_null()).and(message::partner_id.eq_any(companies)))
        .order(message::id)
        .select(message_columns!())
        .first(tx.link())
        .optional()?)
}

/// Messages to a person at some companies and his answers, the latest first.
pub(in crate::service) fn messages_of(
    tx: &mut Tx,
    account: AccountId,
    companies: Vec<PartnerId>,
    before: i64,
    limit: i64,
) -> Answer<Vec<MessageRow>> {
    Ok(message::table
        .filter(message::account_id.eq(account).and(message::partner_id.eq_any(companies)).and(message::id.lt(before)))
        .order(message::id.desc())
        .limit(limit)
        .select(message_columns!())
        .load(tx.link())?)
}

/// Messages to a partner's people and their answers, the latest first.
pub(in crate::service) fn messages_with(tx: &mut Tx, partner: PartnerId, limit: i64) -> Answer<Vec<MessageRow>> {
    Ok(message::table
        .filter(message::partner_id.eq(partner))
        .order(message::id.desc())
        .limit(limit)
        .select(message_columns!())
        .load(tx.link())?)
}

/// The texts of some messages.
pub(in crate::service) fn message_texts(tx: &mut Tx, ids: Vec<MessageId>) -> Answer<HashMap<MessageId, String>> {
    let rows: Vec<(MessageId, String)> =
        message::table.filter(message::id.eq_any(ids)).select((message::id, message::body)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}

/// Keeps a note.
pub(in crate::service) fn insert_note(tx: &mut Tx, partner: PartnerId, author: &str, body: &str) -> Answer<NoteId> {
    let (id, now) = (tx.new_id::<NoteId>(), tx.moment());
    diesel::insert_into(note::table)
        .values((note::id.eq(id), note::partner_id.eq(partner), note::author.eq(author), note::body.eq(body), note::at.eq(now)))
        .execute(tx.link())?;
    Ok(id)
}

/// The texts of some notes.
pub(in crate::service) fn note_texts(tx: &mut Tx, ids: Vec<NoteId>) -> Answer<HashMap<NoteId, String>> {
    let rows: Vec<(NoteId, String)> = note::table.filter(note::id.eq_any(ids)).select((note::id, note::body)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}
