//! Our manager's answer: a version with a price for each line, a term and a note. Within the limit it is offered at once; beyond it
//! a second person agrees first, and until then the version before it stands.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::letters::{self, About};
use super::lines::{self, NewQuoteLine};
use super::taken::{self, Taken};
use super::{QuoteState, Version, limit, request};
use crate::access::permission::marks::ManageDiscounts;
use crate::access::{Act, Recorded};
use crate::orders::{held, record, store};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::say;

/// The longest term, in days.
const LONGEST_TERM: i64 = 366;

/// An answer to a request, or a better one to an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewVersion {
    /// The quote's number.
    pub number: String,
    /// The version it goes on from, where whoever answers has seen one; 0 for the request.
    pub base: Option<i64>,
    /// The lines.
    pub lines: Vec<NewQuoteLine>,
    /// The last day on which it can be accepted.
    pub valid_until: NaiveDate,
    /// What is added.
    pub note: Option<String>,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The number of the version.
    pub version: i64,
    /// Whether a second person has to agree first.
    pub needs_second: bool,
}

/// Answers a quote with its next version.
pub fn answer(act: &mut Act<'_, ManageDiscounts>, new: &NewVersion) -> Answer<Recorded<Answered>> {
    let (reach, account, actor) = (act.reach(), act.account()?, held::name_of(act.actor()));
    let tx = act.tx();
    let mut taken = Taken::take(tx, reach, &new.number)?;
    taken.expect_open()?;
    expect_base(&taken, new.base)?;
    if !taken.contract.is_in_force() {
        return Err(No::conflict("contract_not_in_force", say!("order-contract-ended")));
    }
    let note = request::words(new.note.as_deref().unwrap_or_default(), "/note")?;
    check_term(new.valid_until, taken.contract.day)?;
    let lines = lines::offered(tx, &taken.contract, taken.row.account, &new.lines)?;
    let sums = lines::total(&lines)?;
    if !sums.gross.is_positive() {
        return Err(No::invalid("/lines", "nothing_to_pay", say!("quote-nothing-to-pay")));
    }
    let limit = store::quote_limit(tx)?;
    let version = Version {
        version: taken.row.version + 1,
        made_at: tx.moment(),
        account,
        actor,
        valid_until: new.valid_until,
        note: Some(note).filter(|note| !note.is_empty()),
        net: sums.net,
        vat: sums.vat,
        total: sums.gross,
        needs_second: limit::needs_second(&lines, limit),
        approval: None,
        lines,
    };
    store::insert_quote_version(tx, taken.row.id, &version)?;
    taken.row.version = version.version;
    let kind = if version.needs_second {
        taken.row.state = QuoteState::AwaitingSecond;
        "quote.awaiting_second"
    } else {
        offer(&mut taken, &version);
        letters::about(tx, &About::of(&taken.row, "offered"))?;
        "quote.offered"
    };
    store::change_quote(tx, &taken.row)?;
    let mut made = taken::made(&taken.row, &version);
    record::add(&mut made, "by", record::by(tx, account, &version.actor)?);
    let mut facts = taken::facts(&taken.row);
    record::add(&mut facts, "made", made);
    let answered = Answered { version: version.version, needs_second: version.needs_second };
    act.record(kind, Some(taken.row.partner), facts, answered)
}

/// Makes a version the one that can be accepted.
pub(super) fn offer(taken: &mut Taken, version: &Version) {
    taken.row.state = QuoteState::Offered;
    taken.row.offered = Some(version.version);
    taken.row.valid_until = Some(version.valid_until);
    taken.row.total = version.total;
}

/// Somebody else may have answered meanwhile.
fn expect_base(taken: &Taken, base: Option<i64>) -> Answer<()> {
    if base.is_none_or(|base| base == taken.row.version) {
        return Ok(());
    }
    let refusal = Refusal::new(Kind::Conflict, "quote_changed", say!("quote-changed", version = taken.row.version));
    Err(refusal.with("version", taken.row.version).into())
}

fn check_term(until: NaiveDate, today: NaiveDate) -> Answer<()> {
    let is_good = until >= today && (until - today).num_days() <= LONGEST_TERM;
    if is_good { Ok(()) } else { Err(No::invalid("/valid_until", "out_of_range", say!("quote-term-bad"))) }
}
