//! Messages to a client's people: written by our staff, shown on the reader's next page and sent by mail, answered in words.

use serde_json::json;

use super::store::{self, MessageRow, NewRow};
use super::task::{self, About, NewTask};
use super::{LONGEST, MessageId, kept_secret, letters, within, words};
use crate::access::accounts::people;
use crate::access::permission::marks::{BeSomebody, ServeClients};
use crate::access::reach::AccountId;
use crate::access::{Act, Actor, PartnerId, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::queue;
use crate::platform::values::Moment;
use crate::platform::web::{Posted, Voice};
use crate::say;

/// An answer of a client is to be looked at within so many seconds.
const ANSWER_WITHIN: i64 = 4 * 3600;

/// So many characters of a message stand at the head of a page; the rest is in the list.
const SHOWN_AT_ONCE: usize = 300;

/// A message as given.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// The login of the person it is for.
    pub person: String,
    /// What it says.
    pub text: String,
}

/// A message as people read it.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The company it is about: code and name.
    pub partner: (String, String),
    /// The name of whoever wrote it.
    pub from: String,
    /// The name of the client's person.
    pub person: String,
    /// Whether the client's person wrote it.
    pub is_answer: bool,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Moment,
    /// When the client's person said that he has seen it.
    pub seen_at: Option<Moment>,
}

/// Writes to a person of a partner.
pub fn write(act: &mut Act<'_, ServeClients>, (code, new): &(String, NewMessage)) -> Answer<Recorded<MessageId>> {
    let partner = within(act, code)?;
    let said = words(&new.text, "text", LONGEST)?;
    let account = addressee(act.tx(), partner.id, &new.person)?;
    let author = act.account()?;
    let id = store::insert_message(act.tx(), &NewRow { partner: partner.id, account, author, body: &said, answers: None })?;
    queue::enqueue(act.tx(), letters::KIND, &letters::About { message: id })?;
    let text = kept_secret(act, partner.id, &said)?;
    act.record("client.message", Some(partner.id), json!({"message": id, "account": account, "text": text}), id)
}

/// The account of a login among a partner's people.
pub(super) fn addressee(tx: &mut Tx, partner: PartnerId, login: &str) -> Answer<AccountId> {
    people::member(tx, partner, login)?.ok_or_else(|| No::invalid("person", "unknown", say!("message-person-unknown")))
}

/// Says that a message has been seen by whom it is for. Again changes nothing.
pub fn see(act: &mut Act<'_, BeSomebody>, id: &MessageId) -> Answer<Recorded<()>> {
    let found = own(act, *id)?;
    store::mark_seen(act.tx(), found.id)?;
    Ok(act.pass(()))
}

/// Answers a message. Whoever wrote it gets a task.
pub fn answer(act: &mut Act<'_, BeSomebody>, (id, text): &(MessageId, String)) -> Answer<Recorded<MessageId>> {
    let asked = own(act, *id)?;
    let said = words(text, "text", LONGEST)?;
    let (partner, account) = (asked.partner, asked.account);
    let row = NewRow { partner, account, author: account, body: &said, answers: Some(asked.id) };
    let answer = store::insert_message(act.tx(), &row)?;
    store::mark_seen(act.tx(), asked.id)?;
    let due_at = act.moment().plus_seconds(ANSWER_WITHIN);
    let task = NewTask {
        partner,
        account: Some(account),
        rule: None,
        owner: asked.writer(),
        kind: task::ANSWER,
        about: About { message: Some(answer), ..About::default() },
        due_at,
        once_key: answer.to_string(),
    };
    task::make(act.tx(), &task)?;
    let text = kept_secret(act, partner, &said)?;
    let facts = json!({"message": answer, "answers": asked.id, "account": account, "text": text});
    act.record("client.message", Some(partner), facts, answer)
}

/// A message to whoever asks, at a company he still buys for.
fn own(act: &mut Act<'_, BeSomebody>, id: MessageId) -> Answer<MessageRow> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let found = store::message(act.tx(), id)?.ok_or_else(No::not_found)?;
    let is_own = found.account == person.account && person.companies.iter().any(|company| company.id == found.partner);
    if is_own && !found.is_answer() { Ok(found) } else { Err(No::not_found()) }
}

/// Which messages.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Before this one; none for the latest.
    pub before: Option<i64>,
    /// How many.
    pub limit: i64,
}

/// What was written to whoever asks, and what he answered, the latest first.
pub fn mine(act: &mut Act<'_, BeSomebody>, filter: &Filter) -> Answer<Vec<Message>> {
    let Some(person) = act.actor().person() else { return Ok(Vec::new()) };
    let companies: Vec<PartnerId> = person.companies.iter().map(|company| company.id).collect();
    if companies.is_empty() {
        return Ok(Vec::new());
    }
    let before = filter.before.unwrap_or(i64::MAX);
    let rows = store::messages_of(act.tx(), person.account, companies, before, filter.limit)?;
    told(act.tx(), rows)
}

/// The first message that a person has not yet seen, for the head of his pages: one small statement, and one more when there is
/// such a message. Nothing for our own staff, whomever they act for.
pub(crate) fn unseen(tx: &mut Tx, actor: &Actor) -> Answer<Option<Posted>> {
    let Some(person) = actor.person().filter(|person| !person.companies.is_empty()) else { return Ok(None) };
    let companies = person.companies.iter().map(|company| company.id).collect();
    let Some(row) = store::first_unseen(tx, person.account, companies)? else { return Ok(None) };
    let l = Voice { lang: person.lang, zone: actor.zone };
    let names = store::names(tx, row.writer().into_iter().collect())?;
    let from = row.writer().and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let is_cut = row.body.chars().nth(SHOWN_AT_ONCE).is_some();
    let mut text: String = row.body.chars().take(SHOWN_AT_ONCE).collect();
    if is_cut {
        text.push('…');
    }
    Ok(Some(Posted { id: row.id.to_string(), title: l.tell(&say!("message-from", name = from, at = row.at)), text }))
}

/// What was written to a partner's people and what they answered, the latest first.
pub(super) fn with_partner(tx: &mut Tx, partner: PartnerId, limit: i64) -> Answer<Vec<Message>> {
    let rows = store::messages_with(tx, partner, limit)?;
    told(tx, rows)
}

fn told(tx: &mut Tx, rows: Vec<MessageRow>) -> Answer<Vec<Message>> {
    let people = rows.iter().flat_map(|row| [Some(row.account), row.writer()]).flatten().collect();
    let names = store::names(tx, people)?;
    let partners = store::partners(tx, rows.iter().map(|row| row.partner).collect())?;
    let name = |account: Option<AccountId>| account.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let read = |row: MessageRow| Message {
        id: row.id,
        partner: partners.get(&row.partner).cloned().unwrap_or_default(),
        from: name(row.writer()),
        person: name(Some(row.account)),
        is_answer: row.is_answer(),
        at: row.at,
        seen_at: row.seen_at,
        text: row.body,
    };
    Ok(rows.into_iter().map(read).collect())
}
