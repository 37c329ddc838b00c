//! Letters of this room: an invitation, and a link to set a new password. They are about who may come in, so nobody can switch them
//! off. Called by the queue; the link of each is made here, of what its job says and the house's secret.

use std::sync::Arc;

use maud::html;

use super::accounts::{invitations, invited, people, reset};
use super::permission::marks::Visit;
use super::{Act, Gate, store};
use crate::platform::error::Answer;
use crate::platform::message::{Arg, Message};
use crate::platform::post::Letter;
use crate::platform::secret;
use crate::platform::web::{Lang, Voice};

/// The kind of the jobs that bring an invitation.
pub const INVITATION: &str = "access.invitation";
/// The kind of the jobs that bring a link for a new password.
pub const RESET: &str = "access.reset";

/// The letter of an invitation; none when it was used, withdrawn or sent again meanwhile.
pub async fn invitation(gate: &Arc<Gate>, about: invitations::About, base_url: &str) -> Answer<Option<Letter>> {
    let token = gate.keys.mailed_link(&about.nonce);
    let link = format!("{base_url}/invitations/{token}");
    let id = format!("{}.{}", about.invitation, about.nonce.chars().take(8).collect::<String>());
    let found = gate.system::<Visit>("letters").read((token, about), find).await?;
    let Some((offer, l, from)) = found else { return Ok(None) };
    let (subject, words) = match &offer.company {
        Some(company) => (
            invited_to(l, "invite-letter-subject", company),
            vec![invited_to(l, "invite-letter-text", company), l.say("invite-letter-help")],
        ),
        None => (
            invited_to(l, "invite-letter-staff-subject", &from),
            vec![invited_to(l, "invite-letter-staff-text", &from), l.say("invite-letter-help")],
        ),
    };
    let note = l.say("invite-letter-note");
    Ok(Some(written(offer.email.clone(), offer.email, subject, &words, &link, &note, id)))
}

fn invited_to(l: Lang, key: &'static str, company: &str) -> String {
    let args = vec![("company", Arg::from(company))];
    Voice { lang: l, zone: chrono_tz::Tz::UTC }.tell(&Message { id: key, args })
}

type Found = (invited::Offer, Lang, String);

fn find(act: &mut Act<'_, Visit>, (token, about): &(String, invitations::About)) -> Answer<Option<Found>> {
    let Some((lang, hash)) = invitations::letter_of(act.tx(), about.invitation)? else { return Ok(None) };
    if hash != secret::token_hash(token) {
        return Ok(None);
    }
    let seller = store::seller_name(act.tx())?;
    Ok(Some((invited::offer(act, token)?, lang, seller)))
}

/// The letter with a link for a new password; none when nobody has that login. The link is kept first, so that it is good when it is read.
pub async fn reset(gate: &Arc<Gate>, about: reset::About, base_url: &str) -> Answer<Option<Letter>> {
    let Some(account) = about.account else { return Ok(None) };
    let token = gate.keys.mailed_link(&about.nonce);
    let link = format!("{base_url}/links/{token}");
    let id = format!("reset.{}", about.nonce.chars().take(16).collect::<String>());
    gate.system::<Visit>("letters").write((account, token), reset::keep).await?;
    let to = gate.look(move |tx| people::correspondent(tx, account)).await?;
    Ok(to.map(|to| {
        let l = to.lang;
        let words = [l.say("reset-letter-text"), l.say("reset-letter-help")];
        written(to.login, to.name, l.say("reset-letter-subject"), &words, &link, &l.say("reset-letter-note"), id)
    }))
}

/// The same words as text and as HTML, the link among them.
fn written(to: String, name: String, subject: String, words: &[String], link: &str, note: &str, id: String) -> Letter {
    let text = format!("{}\n\n{link}\n\n{note}\n", words.join("\n\n"));
    let html = html! {
        h1 { (subject) }
        @for sentence in words { p { (sentence) } }
        p { a href=(link) { (link) } }
        p { (note) }
    };
    Letter { to, name, html: html.into_string(), text, subject, id }
}
