//! Notes about a client and calls to its people: for our staff alone.

use serde_json::json;

use super::message::addressee;
use super::{LONGEST, NoteId, kept_secret, store, within, words};
use crate::access::permission::marks::ServeClients;
use crate::access::{Act, Recorded};
use crate::platform::error::Answer;

/// Keeps a note about a partner.
pub fn add(act: &mut Act<'_, ServeClients>, (code, text): &(String, String)) -> Answer<Recorded<NoteId>> {
    let partner = within(act, code)?;
    let said = words(text, "text", LONGEST)?;
    let author = act.account()?.to_string();
    let id = store::insert_note(act.tx(), partner.id, &author, &said)?;
    let text = kept_secret(act, partner.id, &said)?;
    act.record("client.note", Some(partner.id), json!({"note": id, "text": text}), id)
}

/// A call to somebody.
#[derive(Debug, Clone, Default)]
pub struct NewCall {
    /// The login of the person who was called.
    pub person: String,
    /// What was said; it may be empty.
    pub text: String,
}

/// Puts a call to a person of a partner on record.
pub fn call(act: &mut Act<'_, ServeClients>, (code, new): &(String, NewCall)) -> Answer<Recorded<()>> {
    let partner = within(act, code)?;
    let account = addressee(act.tx(), partner.id, &new.person)?;
    if new.text.trim().is_empty() {
        return act.record("client.call", Some(partner.id), json!({"account": account}), ());
    }
    let said = words(&new.text, "text", LONGEST)?;
    let author = act.account()?.to_string();
    let id = store::insert_note(act.tx(), partner.id, &author, &said)?;
    let text = kept_secret(act, partner.id, &said)?;
    act.record("client.call", Some(partner.id), json!({"account": account, "note": id, "text": text}), ())
}
