//! The letter that brings a message to a client's person, in his language. Called by the queue.

use maud::html;
use serde::{Deserialize, Serialize};

use super::{MessageId, store};
use crate::access::Act;
use crate::access::accounts::people;
use crate::access::permission::marks::ServeClients;
use crate::platform::error::{Answer, No};
use crate::platform::post::Letter;
use crate::platform::web::{Voice, components};
use crate::{say, seller};

/// The kind of these jobs.
pub const KIND: &str = "client-letter";

/// What a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The message.
    pub message: MessageId,
}

/// The letter of a job; none when there is nobody to write to.
pub fn letter(act: &mut Act<'_, ServeClients>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let message = store::message(act.tx(), about.message)?.ok_or_else(No::not_found)?;
    let Some(to) = people::correspondent_at(act.tx(), message.account, message.partner)? else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(act.tx())? };
    let names = store::names(act.tx(), message.writer().into_iter().collect())?;
    let from = message.writer().and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let seller = seller::current(act.tx())?.name;
    let subject = l.tell(&say!("message-letter-subject", name = &from, seller = &seller));
    let (link, answer) = (format!("{base_url}/messages"), l.say("message-letter-answer"));
    let html = html! {
        p { b { (from) } ", " (l.moment(message.at)) }
        p { (components::lines(&message.body)) }
        p { (answer) " " a href=(link) { (link) } }
    };
    Ok(Some(Letter {
        to: to.login,
        name: to.name,
        text: format!("{from}, {}\n\n{}\n\n{answer} {link}\n", l.moment(message.at), message.body),
        html: html.into_string(),
        subject,
        id: message.id.to_string(),
    }))
}
