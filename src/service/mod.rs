//! Serving clients: messages, notes, calls, tasks, the rules that make tasks, and one time line for each client.
//! Staff come here from the live page and the partner's card; a client's people read and answer what was written to them.

pub mod api;
pub mod as_on;
pub mod event;
pub mod letters;
pub mod message;
pub mod note;
pub mod pages;
pub mod rule;
pub(crate) mod store;
pub mod task;
pub mod timeline;
pub mod trial;
pub mod watch;

use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId};
use crate::partners::Partner;
use crate::partners::company;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::text;
use crate::say;

crate::typed_id!(
    /// A message to a client's person, or his answer.
    MessageId, "msg"
);
crate::typed_id!(
    /// A note about a client.
    NoteId, "nte"
);
crate::typed_id!(
    /// Something to be done for a client.
    TaskId, "tsk"
);
crate::typed_id!(
    /// A rule that watches over clients.
    RuleId, "rul"
);

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// How long a message, a note or an outcome may be, in characters.
pub const LONGEST: usize = 2000;

/// Tasks forget whom they were about.
pub(crate) fn forget_person(tx: &mut Tx, account: AccountId) -> Answer<()> {
    store::forget_person(tx, account)
}

/// The partner of a code, if it is within reach.
fn within(act: &mut Act<'_, impl crate::access::permission::Permission>, code: &str) -> Answer<Partner> {
    let reach = act.reach();
    company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)
}

/// A text as typed: some words, at most so many characters.
fn words(typed: &str, field: &'static str, at_most: usize) -> Answer<String> {
    let said = text::paragraph(typed, at_most)
        .map_err(|fault| No::invalid(field, fault.code(), say!("message-text-bad", max = at_most)))?;
    if said.is_empty() { Err(No::invalid(field, "empty", say!("message-text-empty"))) } else { Ok(said) }
}

/// What the journal keeps of a personal text: it can be checked while the partner's salt exists, and read by nobody.
fn kept_secret(act: &mut Act<'_, impl crate::access::permission::Permission>, partner: PartnerId, said: &str) -> Answer<String> {
    let salt = store::salt(act.tx(), partner)?;
    Ok(secret::commitment(&salt, said))
}
