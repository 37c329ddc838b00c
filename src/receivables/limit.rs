//! Credit limits: set with a reason, every change kept; asked for by those who look after clients, answered by those who may set them.

use serde_json::json;

use super::ledger::{self, Debtor};
use super::store;
use crate::access::permission::marks::{ReadMoney, ServeClients, SetLimits};
use crate::access::{Act, PartnerId, Recorded};
use crate::partners::{self, ContractId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::journal::{self, Entry};
use crate::platform::values::{Currency, Moment, Money, text};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
use crate::say;

crate::typed_id!(
    /// A change of a limit.
    LimitChangeId, "lch"
);
crate::typed_id!(
    /// A limit that somebody asked for.
    LimitRequestId, "lrq"
);

/// The reason of a limit that came with an import.
pub const BY_IMPORT: &str = "import";

/// Why a limit was changed. Both stand in one column as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It came with an import.
    Import,
    /// For a reason that somebody gave in his words.
    Said(String),
}

impl Why {
    /// As it is kept.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Import => BY_IMPORT,
            Self::Said(words) => words,
        }
    }
}

impl From<String> for Why {
    /// As it was kept.
    fn from(kept: String) -> Self {
        if kept == BY_IMPORT { Self::Import } else { Self::Said(kept) }
    }
}

crate::words! {
    /// What became of a limit that was asked for.
    pub enum RequestState {
        /// Nobody has answered yet.
        Waiting = "waiting",
        /// It was set, perhaps to another figure.
        Granted = "granted",
        /// It stays as it was.
        Refused = "refused",
    }
}

/// A limit to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLimit {
    /// The contract's number.
    pub contract: String,
    /// The most it may owe; none is no limit.
    pub limit: Option<Money>,
    /// Why, in words.
    pub reason: String,
}

/// A change of a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitChange {
    /// What it was.
    pub was: Option<Money>,
    /// What it became.
    pub becomes: Option<Money>,
    /// Why.
    pub why: Why,
    /// Who changed it, or answers for the key it came by, by name; empty where the program itself did.
    pub by: String,
    /// The key by which a program changed it, by name.
    pub key: Option<String>,
    /// When.
    pub at: Moment,
}

/// Sets the most a contract may owe. Answers whether it was something else before.
pub fn set(act: &mut Act<'_, SetLimits>, new: &NewLimit) -> Answer<Recorded<bool>> {
    let (reach, mark) = (act.reach(), act.actor().mark());
    let debtor = store::debtor(act.tx(), reach.partners(), &new.contract)?.ok_or_else(No::not_found)?;
    let reason = own_reason(&new.reason)?;
    checked_limit(new.limit)?;
    let is_changed = put(act.tx(), &mark, debtor.contract, debtor.partner, &NewLimit { reason, ..new.clone() })?;
    Ok(act.pass(is_changed))
}

/// The same as part of a greater act, such as an import: whoever calls has checked that it may.
/// Answers whether it was something else before.
pub(crate) fn put(tx: &mut Tx, actor: &str, contract: ContractId, partner: PartnerId, new: &NewLimit) -> Answer<bool> {
    ledger::hold(tx, contract)?;
    let was = ledger::standing(tx, contract)?.limit;
    if was == new.limit {
        return Ok(false);
    }
    store::set_limit(tx, contract, new.limit)?;
    store::insert_limit_change(tx, contract, was, new, actor)?;
    let currency = store::debtor_of(tx, contract)?.currency;
    let words = super::hidden(tx, partner, &new.reason)?;
    let facts = json!({"contract": new.contract, "was": was, "is": new.limit, "currency": currency, "words": words});
    journal::write(tx, actor, &Entry { kind: "limit.changed", partner: Some(partner.number()), facts })?;
    Ok(true)
}

/// The changes of a contract's limit, the latest first.
pub fn history(act: &mut Act<'_, ReadMoney>, contract: &ContractId) -> Answer<Vec<LimitChange>> {
    store::limit_changes(act.tx(), *contract)
}

/// What a contract might owe at a moment, and what it owed and had been promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Then {
    /// The most it might owe; none was no limit.
    pub limit: Option<Money>,
    /// What it owed and had been promised.
    pub exposure: Money,
}

/// A contract's limit as it was at a moment, from the history of its changes.
pub(crate) fn as_on(tx: &mut Tx, debtor: &Debtor, at: Moment) -> Answer<Then> {
    let changes = store::limit_steps(tx, debtor.contract)?;
    let limit = match (changes.iter().rfind(|change| change.2 <= at), changes.first()) {
        (Some((_, becomes, _)), _) => *becomes,
        (None, Some((was, _, _))) => *was,
        (None, None) => debtor.standing.limit,
    };
    Ok(Then { limit, exposure: store::exposure_until(tx, debtor.contract, at)? })
}

/// A limit that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The contract's number.
    pub contract: String,
    /// The limit.
    pub limit: Money,
    /// Why, in words.
    pub reason: String,
}

/// A limit that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitRequest {
    /// Its id.
    pub id: LimitRequestId,
    /// The contract's number.
    pub contract: String,
    /// The partner's code and name.
    pub partner: (String, String),
    /// The currency.
    pub currency: Currency,
    /// The limit there is now.
    pub limit: Option<Money>,
    /// What is owed and promised now.
    pub exposure: Money,
    /// The limit that was asked for.
    pub asked: Money,
    /// Why, in words.
    pub reason: String,
    /// Who asked, by name.
    pub asked_by: String,
    /// When.
    pub asked_at: Moment,
    /// What became of it.
    pub state: RequestState,
    /// The answer in words.
    pub answer: Option<String>,
    /// Who answered, by name.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Moment>,
}

/// Asks for a limit. One request of a contract waits at a time.
pub fn ask(act: &mut Act<'_, ServeClients>, new: &Ask) -> Answer<Recorded<LimitRequestId>> {
    let (reach, mark) = (act.reach(), act.actor().mark());
    let debtor = store::debtor(act.tx(), reach.partners(), &new.contract)?.ok_or_else(No::not_found)?;
    let reason = checked_reason(&new.reason)?;
    checked_limit(Some(new.limit))?;
    let tx = act.tx();
    ledger::hold(tx, debtor.contract)?;
    if store::is_limit_asked(tx, debtor.contract)? {
        return Err(No::conflict("limit_asked_already", say!("limit-asked-already")));
    }
    if debtor.standing.limit == Some(new.limit) {
        return Err(No::invalid("limit", "unchanged", say!("limit-unchanged")));
    }
    let id = store::insert_limit_request(tx, debtor.contract, new.limit, &reason, &mark)?;
    let words = super::hidden(tx, debtor.partner, &reason)?;
    let facts = json!({
        "request": id, "contract": debtor.number, "is": debtor.standing.limit, "asked": new.limit, "currency": debtor.currency,
        "words": words,
    });
    act.record("limit.asked", Some(debtor.partner), facts, id)
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitAnswer {
    /// The request.
    pub id: LimitRequestId,
    /// Whether it is granted.
    pub is_granted: bool,
    /// The limit to be set; the one asked for when not given.
    pub limit: Option<Money>,
    /// Why, in words.
    pub reason: String,
}

/// Answers a request, once; what is granted is set at once.
pub fn answer(act: &mut Act<'_, SetLimits>, new: &LimitAnswer) -> Answer<Recorded<()>> {
    let (reach, mark) = (act.reach(), act.actor().mark());
    let tx = act.tx();
    let (contract, partner) = store::owner_of_request(tx, reach.partners(), new.id)?.ok_or_else(No::not_found)?;
    let reason = own_reason(&new.reason)?;
    checked_limit(new.limit)?;
    if new.limit.is_some() && !new.is_granted {
        return Err(No::invalid("limit", "not_expected", say!("limit-answer-refused-with-limit")));
    }
    ledger::hold(tx, contract)?;
    let (number, asked, state) = store::limit_request(tx, new.id)?;
    if state != RequestState::Waiting {
        return Err(No::conflict("already_answered", say!("limit-answered-already")));
    }
    let state = if new.is_granted { RequestState::Granted } else { RequestState::Refused };
    store::answer_limit_request(tx, new.id, state, &reason, &mark)?;
    let limit = new.is_granted.then(|| new.limit.unwrap_or(asked));
    let currency = store::debtor_of(tx, contract)?.currency;
    let words = super::hidden(tx, partner, &reason)?;
    let facts = json!({
        "request": new.id, "contract": number, "asked": asked, "answer": state, "limit": limit, "currency": currency, "words": words,
    });
    act.note("limit.answered", Some(partner), facts)?;
    if limit.is_some() {
        put(act.tx(), &mark, contract, partner, &NewLimit { contract: number, limit, reason })?;
    }
    Ok(act.pass(()))
}

crate::words! {
    /// By what requests are sorted.
    pub enum RequestsBy {
        /// The moment of asking.
        When = "when",
        /// The limit that was asked for.
        Asked = "asked",
        /// The contract's number.
        Contract = "contract",
        /// The partner's name.
        Partner = "partner",
        /// What became of it.
        State = "state",
    }
}

impl Default for Sort<RequestsBy> {
    fn default() -> Self {
        Sort::down(RequestsBy::When)
    }
}

impl LimitRequest {
    /// Its place in an order.
    pub fn place(&self, by: RequestsBy) -> Place {
        let key = match by {
            RequestsBy::When => String::new(),
            RequestsBy::Asked => self.asked.steps().to_string(),
            RequestsBy::Contract => self.contract.clone(),
            RequestsBy::Partner => partners::store::name_key(&self.partner.1, &self.partner.0),
            RequestsBy::State => self.state.to_string(),
        };
        (key, self.id.number())
    }
}

/// Which requests, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// In this state.
    pub state: Option<RequestState>,
    /// Of this contract only, by number.
    pub contract: Option<String>,
    /// In which order.
    pub sort: Sort<RequestsBy>,
    /// Behind which request to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// All requests within reach that a filter leads to, page by page in one view of the data: for files.
pub fn all_requests(act: &mut Act<'_, SetLimits>, filter: &RequestFilter) -> Answer<Vec<LimitRequest>> {
    let page = |after, limit| requests(act, &RequestFilter { after, limit, ..filter.clone() });
    table::whole(page, |request| request.place(filter.sort.by))
}

/// Requests within reach, for those who answer them.
pub fn requests(act: &mut Act<'_, SetLimits>, filter: &RequestFilter) -> Answer<Vec<LimitRequest>> {
    let reach = act.reach();
    store::limit_requests(act.tx(), reach.partners(), filter)
}

/// The same for those who may ask.
pub fn asked(act: &mut Act<'_, ServeClients>, filter: &RequestFilter) -> Answer<Vec<LimitRequest>> {
    let reach = act.reach();
    store::limit_requests(act.tx(), reach.partners(), filter)
}

fn checked_reason(reason: &str) -> Answer<String> {
    let reason = text::paragraph(reason, 500).ok().filter(|reason| !reason.is_empty());
    reason.ok_or_else(|| No::invalid("reason", "missing", say!("money-reason-missing")))
}

/// The same for a reason that is kept with the limit: the word that stands for an import there is nobody's own.
fn own_reason(reason: &str) -> Answer<String> {
    let reason = checked_reason(reason)?;
    if reason == BY_IMPORT { Err(No::invalid("reason", "own_word", say!("error-own-word", word = reason))) } else { Ok(reason) }
}

fn checked_limit(limit: Option<Money>) -> Answer<()> {
    let is_good = limit.is_none_or(|limit| limit >= Money::ZERO);
    if is_good { Ok(()) } else { Err(No::invalid("limit", "out_of_range", say!("limit-below-nothing"))) }
}
