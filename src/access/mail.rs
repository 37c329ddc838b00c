//! Which letters a person wants: chosen per topic, each on until he says otherwise. Every letter that nobody must get passes here
//! before it is sent, and carries a way out that works without signing in. Letters about passwords and invitations never pass here.

use std::sync::Arc;

use serde_json::json;

use super::mail_store;
use super::permission::marks::{BeSomebody, Visit};
use super::reach::AccountId;
use super::{Act, Gate, May, Recorded};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::post::{Letter, WayOut};
use crate::platform::secret;
use crate::say;

crate::words! {
    /// What letters are about.
    pub enum Topic {
        /// Orders: placed, cancelled, answered.
        Orders = "orders",
        /// What left, and the days that are promised.
        Shipments = "shipments",
        /// Invoices, reminders of debts, blocks of shipments.
        Invoices = "invoices",
        /// Messages of the seller's staff.
        Messages = "messages",
        /// Goods that are there again.
        Notices = "notices",
        /// Quotes and their answers.
        Quotes = "quotes",
    }
}

/// A topic, and whether its letters are wanted.
pub type Choice = (Topic, bool);

/// What whoever asks wants, every topic in its order.
pub fn choices(act: &mut Act<'_, BeSomebody>, (): &()) -> Answer<Vec<Choice>> {
    let account = act.actor().person().ok_or_else(No::not_found)?.account;
    let unwanted = mail_store::unwanted(act.tx(), account)?;
    Ok(Topic::ALL.iter().map(|topic| (*topic, !unwanted.contains(topic))).collect())
}

/// Chooses; a topic that is not named stays as it is.
pub fn choose(act: &mut Act<'_, BeSomebody>, choices: &Vec<Choice>) -> Answer<Recorded<()>> {
    let account = act.actor().person().ok_or_else(No::not_found)?.account;
    for (topic, is_wanted) in choices {
        mail_store::choose(act.tx(), account, *topic, *is_wanted)?;
    }
    act.record("mail.chosen", None, json!({"account": account, "choices": choices}), ())
}

/// A letter as it is sent to somebody who wants it, with its way out; none when he does not.
pub async fn wanted(gate: &Arc<Gate>, base_url: &str, topic: Topic, letter: Letter) -> Answer<Option<(Letter, WayOut)>> {
    let to = letter.to.clone();
    let reader = gate.look(move |tx| mail_store::reader(tx, &to, topic)).await?;
    let Some((account, lang)) = reader else { return Ok(None) };
    let proof = gate.keys.way_out(&account.to_string(), topic.as_str());
    let way_out = WayOut {
        lang: lang.as_str(),
        one_click: format!("{base_url}/mail/{account}.{topic}.{proof}"),
        settings: format!("{base_url}/profile"),
        words: lang.say("mail-why"),
        settings_words: lang.say("mail-settings"),
        one_click_words: lang.say("mail-leave"),
    };
    Ok(Some((letter, way_out)))
}

/// The reader and the topic that a way out is for; gone when nobody made it.
pub fn read_way_out(may: &May<Visit>, token: &str) -> Answer<(AccountId, Topic)> {
    let gone = || No::from(Refusal::new(Kind::Gone, "link_gone", say!("mail-way-gone")));
    let (reader, rest) = token.split_once('.').ok_or_else(gone)?;
    let (topic, proof) = rest.split_once('.').ok_or_else(gone)?;
    if !secret::is_same(&may.gate().keys.way_out(reader, topic), proof) {
        return Err(gone());
    }
    AccountId::parse(reader).zip(Topic::parse(topic)).ok_or_else(gone)
}

/// Leaves a topic by a letter's way out. Again changes nothing.
pub fn leave(act: &mut Act<'_, Visit>, (account, topic): &(AccountId, Topic)) -> Answer<Recorded<()>> {
    mail_store::choose(act.tx(), *account, *topic, false)?;
    act.record("mail.chosen", None, json!({"account": account, "choices": [(topic, false)]}), ())
}
