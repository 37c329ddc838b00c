//! The feed: what clients do and what becomes of their business, in the order in which it became visible.
//! The watch and the sequencer append to it, staff read it within their reach. It decides nothing and is dropped when old.

use serde_json::Value;

use super::feed_store;
use crate::access::permission::marks::WatchClients;
use crate::access::reach::{AccountId, SessionId};
use crate::access::{Act, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::journal::{self, Placed, RecordId};
use crate::platform::values::ids::Id;
use crate::platform::values::{Currency, Moment, Money};

/// Acts are kept for so many days; the journal keeps what must be kept.
pub const KEPT_DAYS: i64 = 90;

crate::words! {
    /// What happened. Words with a point are kinds of the journal's records; the others are noted by the watch.
    pub enum Kind {
        /// A page was opened: `what` is the kind of page and, behind a blank, the article or the number.
        Page = "page",
        /// Something was searched for: the words.
        Search = "search",
        /// Something was searched for in vain: the words.
        SearchEmpty = "search_empty",
        /// The cart changed: `what` is the number of its lines, the sum what they come to.
        Cart = "cart",
        /// Something was refused: the code.
        Refused = "refused",
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// Somebody signed out.
        SignedOut = "signed_out",
        /// An order was placed.
        OrderPlaced = "order.placed",
        /// An order was changed.
        OrderChanged = "order.changed",
        /// Somebody asks to change an order that is being picked.
        ChangeAsked = "order.change_asked",
        /// An order was cancelled.
        OrderCancelled = "order.cancelled",
        /// Somebody asks to cancel an order that is being picked.
        CancellationAsked = "order.cancellation_asked",
        /// A quote was asked for.
        QuoteAsked = "quote.asked",
        /// A quote was answered.
        QuoteOffered = "quote.offered",
        /// A quote became an order.
        QuoteAccepted = "quote.accepted",
        /// A quote was declined.
        QuoteDeclined = "quote.declined",
        /// Goods left.
        OrderShipped = "order.shipped",
        /// An invoice was issued.
        InvoiceIssued = "invoice.issued",
        /// A payment was booked.
        PaymentBooked = "payment.booked",
        /// A payment was taken back.
        PaymentReversed = "payment.reversed",
        /// An invoice was corrected down.
        CreditNotePosted = "credit_note.posted",
        /// A credit note was taken back.
        CreditNoteReversed = "credit_note.reversed",
        /// Shipments were blocked.
        BlockBegan = "block.began",
        /// Shipments were released.
        BlockEnded = "block.ended",
        /// Somebody asks for another limit.
        LimitAsked = "limit.asked",
        /// An agent begins to act for the client.
        RepresentationBegan = "representation.began",
        /// An agent has ended to act for the client.
        RepresentationEnded = "representation.ended",
        /// An agent tried to act for a client who forbids it.
        RepresentationRefused = "representation.refused",
        /// Somebody of ours wrote to the client, or he answered.
        Message = "client.message",
    }
}

const SESSION_BEGAN: &str = "session.began";
const SESSION_ENDED: &str = "session.ended";

impl Kind {
    /// Whether it is a person's own step, which shows that he is there.
    pub fn is_presence(self) -> bool {
        !self.as_str().contains('.')
    }

    /// The word as a part of a message's key.
    pub fn key(self) -> String {
        self.as_str().replace('.', "_")
    }
}

/// An act that is about to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAct {
    /// When.
    pub at: Moment,
    /// The client.
    pub partner: PartnerId,
    /// The person, where it was one.
    pub account: Option<AccountId>,
    /// What happened.
    pub kind: Kind,
    /// What to: see [`Kind`].
    pub what: String,
    /// How much money it is about.
    pub sum: Option<(Money, Currency)>,
}

/// An act as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place: whatever became visible later has a greater one.
    pub n: i64,
    /// When.
    pub at: Moment,
    /// What happened.
    pub kind: Kind,
    /// The client.
    pub partner: PartnerId,
    /// The client's code.
    pub code: String,
    /// The client's name.
    pub name: String,
    /// The person's name, where it was one.
    pub person: Option<String>,
    /// What to: see [`Kind`].
    pub what: String,
    /// How much money it is about.
    pub sum: Option<(Money, Currency)>,
}

/// Which acts, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Behind this place, the oldest first; without it the latest first.
    pub after: Option<i64>,
    /// Before this place.
    pub before: Option<i64>,
    /// Of this client only, by code.
    pub partner: Option<String>,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of clients whose manager or agent the caller is.
    pub is_mine: bool,
    /// How many.
    pub limit: i64,
}

/// The clients a look is about; none when it is about all of them.
pub type Scope = Option<Vec<PartnerId>>;

/// The clients of a filter within the caller's reach; a code out of reach does not exist.
pub(crate) fn scope(act: &mut Act<'_, WatchClients>, filter: &Filter) -> Answer<Scope> {
    let (reach, me) = (act.reach().clone(), act.account()?);
    let mut partners = reach.partners();
    if filter.is_mine {
        let mut mine = feed_store::clients_of(act.tx(), me)?;
        mine.retain(|id| reach.holds(*id));
        partners = Some(mine);
    }
    if let Some(code) = &filter.partner {
        let mut named = feed_store::named(act.tx(), code)?;
        named.retain(|id| reach.holds(*id));
        if named.is_empty() {
            return Err(No::not_found());
        }
        named.retain(|id| partners.as_ref().is_none_or(|all| all.contains(id)));
        partners = Some(named);
    }
    Ok(partners)
}

/// Acts within reach.
pub fn list(act: &mut Act<'_, WatchClients>, filter: &Filter) -> Answer<Vec<Event>> {
    let scope = scope(act, filter)?;
    feed_store::list(act.tx(), scope, filter)
}

/// Acts within reach behind a place, and how far they were looked through: to the end, or to the last of them.
pub fn follow_on(act: &mut Act<'_, WatchClients>, filter: &Filter) -> Answer<(Vec<Event>, i64)> {
    let head = feed_store::head(act.tx())?;
    let found = list(act, filter)?;
    let is_whole = i64::try_from(found.len()).unwrap_or(i64::MAX) < filter.limit;
    let seen = found.last().filter(|_| !is_whole).map_or(head, |last| last.n);
    Ok((found, seen))
}

/// Keeps acts, each behind all that are kept already.
pub(crate) fn append(tx: &mut Tx, acts: &[NewAct]) -> Answer<()> {
    if acts.is_empty() { Ok(()) } else { feed_store::append(tx, acts) }
}

/// Follows the journal: what records tell of clients enters the feed in the transaction that gives them their places.
pub fn follow(tx: &mut Tx, placed: &[RecordId]) -> Answer<()> {
    let mut kinds: Vec<&str> = Kind::ALL.iter().filter(|kind| !kind.is_presence()).map(|kind| kind.as_str()).collect();
    kinds.extend([SESSION_BEGAN, SESSION_ENDED]);
    let oldest = tx.moment().plus_seconds(-KEPT_DAYS * 24 * 3600);
    let mut acts = Vec::new();
    if !placed.is_empty() {
        for record in journal::placed(tx, placed, &kinds)?.into_iter().filter(|record| record.at > oldest) {
            acts.extend(act_of(tx, &record)?);
        }
    }
    append(tx, &acts)
}

/// What a record tells the feed; nothing where it tells of nobody's business.
fn act_of(tx: &mut Tx, record: &Placed) -> Answer<Option<NewAct>> {
    let facts = facts(&record.body);
    if let SESSION_BEGAN | SESSION_ENDED = record.kind.as_str() {
        let session = facts.get("session").and_then(Value::as_str).and_then(SessionId::parse);
        let kind = if record.kind == SESSION_BEGAN { Kind::SignedIn } else { Kind::SignedOut };
        let owner = session.map(|session| feed_store::owner_of(tx, session)).transpose()?.flatten();
        return Ok(owner.map(|(account, partner)| NewAct {
            at: record.at,
            partner,
            account: Some(account),
            kind,
            what: String::new(),
            sum: None,
        }));
    }
    let (Some(kind), Some(partner)) = (Kind::parse(&record.kind), record.partner) else { return Ok(None) };
    let account = record.actor.split(' ').next().and_then(AccountId::parse);
    let partner = PartnerId::from_number(partner);
    // A shipment's record holds the whole order, whose total is not what left.
    let sum = if kind == Kind::OrderShipped { None } else { sum(&facts) };
    Ok(Some(NewAct { at: record.at, partner, account, kind, what: document(&facts), sum }))
}

/// The facts of a record's body.
pub(crate) fn facts(body: &[u8]) -> Value {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    body.and_then(|mut body| body.get_mut("facts").map(Value::take)).unwrap_or_default()
}

/// The number of the document that the facts are about.
fn document(facts: &Value) -> String {
    let number = |name: &&str| match facts.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Object(inner) => inner.get("number")?.as_str().map(str::to_owned),
        _ => None,
    };
    ["number", "invoice", "shipment", "order", "contract"].iter().find_map(number).unwrap_or_default()
}

fn sum(facts: &Value) -> Option<(Money, Currency)> {
    let text = |name: &str| facts.get(name).and_then(Value::as_str);
    let amount = text("total").or(text("amount")).or(text("asked")).and_then(|text| Money::parse(text).ok())?;
    Some((amount, Currency::parse(text("currency")?)?))
}

/// Drops what is older than the feed keeps.
pub fn forget_old(tx: &mut Tx) -> Answer<usize> {
    let before = tx.moment().plus_seconds(-KEPT_DAYS * 24 * 3600);
    feed_store::forget(tx, before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_tell_their_document_and_their_sum() {
        let order = json!({"number": "1001", "total": "784.00", "currency": "RUB", "contract": "A-1"});
        let rouble = Currency::parse("RUB").unwrap();
        assert_eq!((document(&order), sum(&order)), ("1001".to_owned(), Some((Money::from_steps(78_400), rouble))));
        assert_eq!(document(&json!({"order": {"number": "7"}})), "7");
        assert_eq!((document(&json!({"amount": 5})), sum(&json!({"amount": "5"}))), (String::new(), None));
    }

    #[test]
    fn a_body_without_facts_tells_nothing() {
        for odd in ["", "null", "[]", "{\"facts\":null}", "{}"] {
            assert_eq!(document(&facts(odd.as_bytes())), "", "{odd}");
        }
    }
}
