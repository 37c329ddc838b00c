//! One time line of a client: what is in the journal and what its people did, merged by time, the latest first.
//! Each source is read by its own index and goes on from its own place, so no page loses or repeats a line.

use std::collections::HashMap;

use serde_json::Value;

use super::event::{self, Group, Said};
use super::store::{self, ActRow, Beside, RecordRow};
use super::{MessageId, NoteId, within};
use crate::access::Act;
use crate::access::permission::marks::ReadTimeline;
use crate::access::reach::AccountId;
use crate::partners::Partner;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::message::{Arg, Message};
use crate::platform::values::{Currency, Moment, ids};
use crate::platform::web::{cursor, paths};

/// Where to go on: before this record of the journal and before this act of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    record: i64,
    act: i64,
}

impl Place {
    /// At the latest.
    pub const TOP: Place = Place { record: i64::MAX, act: i64::MAX };

    /// The place of a cursor; a malformed one is refused.
    pub fn read(text: Option<&str>) -> Answer<Self> {
        let Some((record, act)) = cursor::read(text)? else { return Ok(Self::TOP) };
        Ok(Self { record: record.parse().map_err(|_| cursor::malformed())?, act })
    }

    fn cursor(self) -> String {
        cursor::encode(&self.record.to_string(), self.act)
    }
}

/// Which part of whose time line.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The partner's code.
    pub code: String,
    /// Only these groups; all when there is none.
    pub groups: Vec<Group>,
    /// Where to begin.
    pub place: Place,
    /// How many lines.
    pub limit: i64,
}

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// When.
    pub at: Moment,
    /// The kind of the record or the act.
    pub kind: String,
    /// Group, sentence, link.
    pub said: Said,
    /// Who did it.
    pub who: Option<String>,
    /// Whom it was for.
    pub whom: Option<String>,
    /// What was written.
    pub text: Option<String>,
}

/// A page of the time line.
#[derive(Debug, Clone)]
pub struct Page {
    /// Whose.
    pub partner: Partner,
    /// The lines, the latest first.
    pub lines: Vec<Line>,
    /// Where to go on, when there is more.
    pub next: Option<String>,
}

/// A page of a client's time line.
pub fn look(act: &mut Act<'_, ReadTimeline>, asked: &Asked) -> Answer<Page> {
    let partner = within(act, &asked.code)?;
    let (records, acts) = (event::record_kinds(&asked.groups), event::act_kinds(&asked.groups));
    let tx = act.tx();
    let records = store::records(tx, partner.id, &records, asked.place.record, asked.limit + 1)?;
    let acts = store::acts(tx, partner.id, &acts, asked.place.act, asked.limit + 1)?;
    let has_more = i64::try_from(records.len() + acts.len()).unwrap_or(i64::MAX) > asked.limit;
    let (found, place) = merge(records, acts, asked.place, usize::try_from(asked.limit).unwrap_or(0));
    let lines = told(tx, found)?;
    Ok(Page { partner, lines, next: has_more.then(|| place.cursor()) })
}

/// What stands in a line before names and texts are known.
enum Found {
    Record(RecordRow),
    Act(ActRow),
}

/// The latest of both, each source in its own order, and the place behind them.
fn merge(records: Vec<RecordRow>, acts: Vec<ActRow>, from: Place, limit: usize) -> (Vec<Found>, Place) {
    let (mut records, mut acts) = (records.into_iter().peekable(), acts.into_iter().peekable());
    let (mut place, mut found) = (from, Vec::with_capacity(limit));
    while found.len() < limit {
        let is_record = match (records.peek(), acts.peek()) {
            (Some(record), Some(act)) => record.at >= act.at,
            (record, _) => record.is_some(),
        };
        if is_record {
            let Some(record) = records.next() else { break };
            place.record = record.id;
            found.push(Found::Record(record));
        } else {
            let Some(act) = acts.next() else { break };
            place.act = act.n;
            found.push(Found::Act(act));
        }
    }
    (found, place)
}

/// A line with the ids of what is still to be read.
struct Half {
    line: Line,
    who: Option<AccountId>,
    whom: Option<AccountId>,
    message: Option<MessageId>,
    note: Option<NoteId>,
    contract: Option<i64>,
    words: Option<Beside>,
}

/// What stands beside the halves: read for all of them at once.
struct Others {
    names: HashMap<AccountId, String>,
    messages: HashMap<MessageId, String>,
    notes: HashMap<NoteId, String>,
    contracts: HashMap<i64, String>,
    words: HashMap<Beside, String>,
}

/// Reads names and texts for all lines at once.
fn told(tx: &mut Tx, found: Vec<Found>) -> Answer<Vec<Line>> {
    let mut halves = Vec::with_capacity(found.len());
    for found in found {
        halves.extend(match found {
            Found::Record(record) => of_record(record)?,
            Found::Act(act) => of_act(act),
        });
    }
    let places: Vec<Beside> = halves.iter().filter_map(|half| half.words.clone()).collect();
    let others = Others {
        names: store::names(tx, halves.iter().flat_map(|half| [half.who, half.whom]).flatten().collect())?,
        messages: store::message_texts(tx, halves.iter().filter_map(|half| half.message).collect())?,
        notes: store::note_texts(tx, halves.iter().filter_map(|half| half.note).collect())?,
        contracts: store::contract_numbers(tx, halves.iter().filter_map(|half| half.contract).collect())?,
        words: store::words_beside(tx, &places)?,
    };
    Ok(halves.into_iter().map(|half| whole(half, &others)).collect())
}

fn whole(half: Half, others: &Others) -> Line {
    let mut line = half.line;
    let name = |account: Option<AccountId>| account.and_then(|id| others.names.get(&id).cloned());
    (line.who, line.whom) = (name(half.who), name(half.whom));
    let message = half.message.and_then(|id| others.messages.get(&id).cloned());
    line.text = message.or_else(|| half.note.and_then(|id| others.notes.get(&id).cloned()));
    if let Some(number) = half.contract.and_then(|id| others.contracts.get(&id)) {
        line.said.link = Some(paths::contract(number));
        say_instead(&mut line.said, "contract", number);
    }
    if let Some(words) = half.words.and_then(|place| others.words.get(&place)) {
        say_instead(&mut line.said, "reason", words);
    }
    line
}

/// Puts into the sentence what the record itself does not say.
fn say_instead(said: &mut Said, name: &str, words: &str) {
    for (_, arg) in said.sentence.args.iter_mut().filter(|(known, _)| *known == name) {
        *arg = Arg::Text(words.to_owned());
    }
}

/// Where the words of a record stand, of which it has a commitment alone.
fn words_of(record: &RecordRow, facts: &Value) -> Option<Beside> {
    let text = |name: &str| facts.get(name).and_then(Value::as_str);
    let id = |name: &str| ids::decode(text(name)?.split_once('_')?.1);
    let invoice = || text("invoice").map(str::to_owned);
    match record.kind.as_str() {
        "block.began" => id("block").map(Beside::Block),
        "block.ended" => id("block").map(Beside::Release),
        "payment.booked" | "payment.reversed" => id("payment").map(Beside::Payment),
        "limit.asked" => id("request").map(Beside::Asked),
        "limit.answered" => id("request").map(Beside::Answered),
        // Without a promise of somebody's own the reason is one of the program's words.
        "order.promised" if facts.get("promise").is_some() => id("id").map(|order| Beside::Promise(order, record.at)),
        "invoice.deferred" => invoice().map(|number| Beside::Deferral(number, record.at)),
        "invoice.disputed" => invoice().map(Beside::Dispute),
        "credit_note.posted" => text("number").map(|number| Beside::Correction(number.to_owned())),
        "credit_note.reversed" => text("number").map(|number| Beside::Restored(number.to_owned())),
        _ => None,
    }
}

fn of_record(record: RecordRow) -> Answer<Option<Half>> {
    let mut body: Value = serde_json::from_slice(&record.body)?;
    let facts = body.get_mut("facts").map(Value::take).unwrap_or_default();
    let id = |name: &str| facts.get(name).and_then(Value::as_str);
    let Some(said) = event::of_record(&record.kind, &facts) else { return Ok(None) };
    let whom = id("account").and_then(AccountId::parse);
    let who = record.actor.split(' ').next().and_then(AccountId::parse);
    Ok(Some(Half {
        who,
        whom: whom.filter(|whom| Some(*whom) != who),
        message: id("message").and_then(MessageId::parse),
        note: id("note").and_then(NoteId::parse),
        contract: id("contract").and_then(crate::partners::ContractId::parse).map(crate::partners::ContractId::number),
        words: words_of(&record, &facts),
        line: Line { at: record.at, kind: record.kind, said, who: None, whom: None, text: None },
    }))
}

fn of_act(act: ActRow) -> Option<Half> {
    let currency: Option<Currency> = act.currency;
    let said = event::of_act(&act.kind, &act.what, act.sum.zip(currency))?;
    let line = Line { at: act.at, kind: act.kind, said, who: None, whom: None, text: None };
    Some(Half { line, who: act.account, whom: None, message: None, note: None, contract: None, words: None })
}

/// The groups of a list of words parted by commas; a word that is none is refused.
pub fn groups(words: Option<&str>) -> Answer<Vec<Group>> {
    let mut groups = Vec::new();
    for word in words.unwrap_or_default().split(',').filter(|word| !word.is_empty()) {
        let group = Group::parse(word).ok_or_else(unknown_group)?;
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    Ok(groups)
}

fn unknown_group() -> crate::platform::error::No {
    crate::platform::error::No::invalid("groups", "unknown", Message::plain("timeline-group-unknown"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: i64, seconds: i64) -> RecordRow {
        let at = Moment::from_micros(0).plus_seconds(seconds);
        RecordRow { id, at, kind: "client.note".into(), actor: String::new(), body: Vec::new() }
    }

    fn act(n: i64, seconds: i64) -> ActRow {
        let at = Moment::from_micros(0).plus_seconds(seconds);
        ActRow { n, at, account: None, kind: "page".into(), what: String::new(), sum: None, currency: None }
    }

    fn shown(found: &[Found]) -> Vec<i64> {
        found
            .iter()
            .map(|found| match found {
                Found::Record(record) => record.id,
                Found::Act(act) => -act.n,
            })
            .collect()
    }

    #[test]
    fn pages_follow_each_other_without_loss_even_where_the_clocks_of_the_sources_disagree() {
        // The record 8 was written down later than it happened.
        let records = [record(9, 90), record(8, 10), record(7, 70)];
        let acts = [act(3, 80), act(2, 75), act(1, 5)];
        let (mut place, mut all) = (Place::TOP, Vec::new());
        for _ in 0..3 {
            let rest = records.iter().filter(|r| r.id < place.record).cloned().collect();
            let more = acts.iter().filter(|a| a.n < place.act).cloned().collect();
            let (found, next) = merge(rest, more, place, 2);
            all.extend(shown(&found));
            place = next;
        }
        assert_eq!(all, [9, -3, -2, 8, 7, -1]);
        assert_eq!(Place::read(Some(&place.cursor())).unwrap(), place);
    }

    #[test]
    fn groups_are_named_once_and_known() {
        assert_eq!(groups(Some("orders,acts,orders,")).unwrap(), [Group::Orders, Group::Acts]);
        assert!(groups(None).unwrap().is_empty() && groups(Some("nonsense")).is_err());
    }
}
