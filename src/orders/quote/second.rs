//! The second person: says yes or no to a version that goes beyond what one person may offer. It is never its maker.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters::{self, About};
use super::taken::{self, Taken};
use super::{Approval, QuoteState, answer, request};
use crate::access::permission::marks::SetLimits;
use crate::access::{Act, Recorded};
use crate::orders::{held, record, store};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::secret;
use crate::say;

/// What a second person says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    /// The quote's number.
    pub number: String,
    /// The version he has looked at.
    pub version: i64,
    /// Whether it may be offered.
    pub is_granted: bool,
    /// Why.
    pub reason: String,
}

/// Says yes or no to the version that waits.
pub fn decide(act: &mut Act<'_, SetLimits>, said: &Said) -> Answer<Recorded<()>> {
    let (reach, account, actor) = (act.reach(), act.account()?, held::name_of(act.actor()));
    let tx = act.tx();
    let mut taken = Taken::take(tx, reach, &said.number)?;
    if taken.row.state != QuoteState::AwaitingSecond {
        return Err(No::conflict("nobody_waits", say!("quote-nobody-waits")));
    }
    if said.version != taken.row.version {
        let refusal = Refusal::new(Kind::Conflict, "quote_changed", say!("quote-changed", version = taken.row.version));
        return Err(refusal.with("version", taken.row.version).into());
    }
    let versions = store::quote_versions(tx, taken.row.id)?;
    let version = versions.into_iter().find(|version| version.version == said.version);
    let version = version.ok_or_else(|| No::failed("a quote without its version"))?;
    if version.account == account {
        return Err(No::conflict("same_person", say!("quote-same-person")));
    }
    // What nobody could accept any more is not offered; its maker answers anew, with another term.
    if said.is_granted && version.valid_until < taken.contract.day {
        return Err(No::conflict("term_passed", say!("quote-second-late", until = version.valid_until)));
    }
    let reason = request::reason(&said.reason, "/reason")?;
    let hidden = secret::commitment(&taken.row.salt, &reason);
    let by = record::by(tx, account, &actor)?;
    let approval = Approval { at: tx.moment(), actor, is_granted: said.is_granted, reason };
    store::insert_approval(tx, taken.row.id, said.version, account, &approval)?;
    if said.is_granted {
        answer::offer(&mut taken, &version);
        letters::about(tx, &About::of(&taken.row, "offered"))?;
    } else {
        // What was offered before stands as if nothing had been.
        taken.row.state = if taken.row.offered.is_some() { QuoteState::Offered } else { QuoteState::Asked };
    }
    store::change_quote(tx, &taken.row)?;
    let mut facts = taken::facts(&taken.row);
    record::add(&mut facts, "second", json!({"account": account, "is_granted": said.is_granted, "reason": hidden, "by": by}));
    let kind = if said.is_granted { "quote.offered" } else { "quote.second_refused" };
    act.record(kind, Some(taken.row.partner), facts, ())
}
