//! How the log stands, for those who run the house: what is sealed, by which key, who keeps watch, and what is wrong if anything is.

use std::sync::Arc;

use super::checkpoint::{Checkpoint, Succession};
use super::keys::PublicKey;
use super::merkle;
use super::note::Note;
use super::sealer::Sealer;
use super::signer::{Last, desk};
use super::store::{self, StoredNodes};
use crate::access::permission::marks::ReadInsight;
use crate::access::{Act, May};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

/// So many seconds a record may wait for its seal before that is a fault.
pub const LATE: i64 = 60;
/// So many seconds the word of a witness may be older than the last checkpoint.
const UNWATCHED: i64 = 3600;

crate::words! {
    /// How the log stands.
    pub enum Verdict {
        /// Everything is sealed.
        Whole = "whole",
        /// The last records wait for the next second.
        Waiting = "waiting",
        /// Records have waited too long.
        Late = "late",
        /// The signer does not answer.
        Silent = "silent",
        /// The log is sealed and its key is not where it was.
        Keyless = "keyless",
        /// Nobody seals here.
        Unsealed = "unsealed",
        /// The signer has signed more than the database holds, or other records: some are gone.
        SetBack = "set_back",
        /// More is sealed than the signer remembers.
        Forgotten = "forgotten",
    }
}

impl Verdict {
    /// How its badge looks.
    pub fn tone(self) -> &'static str {
        match self {
            Verdict::Whole => "ok",
            Verdict::Waiting => "info",
            Verdict::Late | Verdict::Silent | Verdict::Unsealed => "warn",
            Verdict::Keyless | Verdict::SetBack | Verdict::Forgotten => "bad",
        }
    }
}

/// The last checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// How many records it holds.
    pub size: i64,
    /// When it was kept.
    pub at: Moment,
    /// The checkpoint itself, signed.
    pub note: String,
}

/// The last word of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Who.
    pub witness: String,
    /// How many records it has seen.
    pub size: i64,
    /// When.
    pub at: Moment,
}

/// What the database says before the signer is asked.
#[derive(Debug, Clone)]
struct Before {
    sealer: Option<Arc<Sealer>>,
    sealed: i64,
}

/// What the database says after the signer was asked.
#[derive(Debug, Clone)]
struct Seen {
    records: i64,
    placed: i64,
    is_another: bool,
    unsealed: (i64, Option<Moment>),
    sealed: Option<Sealed>,
    watched: Option<Watched>,
    now: Moment,
}

/// How the log stands.
#[derive(Debug, Clone)]
pub struct State {
    /// In a word.
    pub verdict: Verdict,
    /// How many records there are.
    pub records: i64,
    /// How many are not sealed yet.
    pub unsealed: i64,
    /// The moment of the first of those.
    pub unsealed_since: Option<Moment>,
    /// The last checkpoint.
    pub sealed: Option<Sealed>,
    /// Whether the signer is a process of its own.
    pub is_signer_apart: bool,
    /// What the signer signed last; none while it does not answer.
    pub last: Option<Last>,
    /// Changes of keys, the first first.
    pub changes: Vec<Succession>,
    /// Where the witnesses are.
    pub witnesses: Vec<String>,
    /// The last word of one.
    pub watched: Option<Watched>,
}

/// How the log stands now. The signer is asked between two looks, so that what is sealed meanwhile alarms nobody.
pub async fn of(may: &May<ReadInsight>) -> Answer<State> {
    let before = may.read((), before).await?;
    let last = match &before.sealer {
        Some(sealer) => sealer.last().await,
        None => None,
    };
    let seen = may.read(last.as_ref().and_then(Last::checkpoint), look).await?;
    Ok(told(before, last, seen))
}

fn before(act: &mut Act<'_, ReadInsight>, (): &()) -> Answer<Before> {
    let tx = act.tx();
    let (sealed, _) = store::extent(tx)?;
    Ok(Before { sealer: Sealer::of(tx), sealed: store::number(sealed)? })
}

fn look(act: &mut Act<'_, ReadInsight>, signed: &Option<Checkpoint>) -> Answer<Seen> {
    let tx = act.tx();
    let (sealed, placed) = store::extent(tx)?;
    let (records, _, _) = store::counts(tx)?;
    let row = store::last_checkpoint(tx)?;
    Ok(Seen {
        records,
        placed: store::number(placed)?,
        is_another: is_another(tx, signed.as_ref(), placed),
        unsealed: store::unsealed(tx, sealed)?,
        sealed: row.map(|row| Sealed { size: row.size, at: row.sealed_at, note: row.note }),
        watched: watched(tx)?,
        now: tx.moment(),
    })
}

/// The last word of a witness that is kept, if it is the word of one who is asked: a row that anybody wrote confirms nothing.
fn watched(tx: &mut Tx) -> Answer<Option<Watched>> {
    let Some(row) = store::last_cosignature(tx)? else { return Ok(None) };
    let kept = store::notes_within(tx, row.size.saturating_sub(1), row.size)?;
    let text = kept.get(&row.size).and_then(|note| Note::parse(note)).map(|note| note.text).unwrap_or_default();
    let is_its = Sealer::of(tx).is_none_or(|sealer| sealer.may_be_watched_by(&row.line, &text));
    Ok(is_its.then_some(Watched { witness: row.witness, size: row.size, at: row.at }))
}

/// Whether the first records here are not those that were signed. Where the tree has not grown as far yet, nobody knows.
fn is_another(tx: &mut Tx, signed: Option<&Checkpoint>, placed: u64) -> bool {
    let Some(signed) = signed.filter(|signed| signed.size <= placed) else { return false };
    merkle::root(&mut StoredNodes::of(tx), signed.size).is_ok_and(|root| root != signed.root)
}

fn told(before: Before, last: Option<Last>, seen: Seen) -> State {
    let changes = last.iter().flat_map(Last::statements).filter_map(|note| Succession::of(&note)).collect();
    let signer = match &before.sealer {
        None => Signing::Nobody,
        Some(sealer) if !sealer.signer().has_key() => Signing::Keyless,
        Some(_) => Signing::of(last.as_ref()),
    };
    let sizes = Sizes { placed: seen.placed, sealed: before.sealed, is_another: seen.is_another };
    let (unsealed, unsealed_since) = seen.unsealed;
    State {
        verdict: verdict(signer, &sizes, unsealed, unsealed_since, seen.now),
        records: seen.records,
        unsealed,
        unsealed_since,
        is_signer_apart: before.sealer.as_ref().is_some_and(|sealer| sealer.signer().is_apart()),
        witnesses: before.sealer.as_ref().map(|sealer| sealer.witnesses()).unwrap_or_default(),
        sealed: seen.sealed,
        last,
        changes,
        watched: seen.watched,
    }
}

impl State {
    /// The present key, if the signer answers.
    pub fn key(&self) -> Option<PublicKey> {
        PublicKey::parse(&self.last.as_ref()?.key)
    }

    /// Whether a witness is asked and has not seen the log for long.
    pub fn is_unwatched(&self) -> bool {
        let Some(sealed) = self.sealed.as_ref().filter(|_| !self.witnesses.is_empty()) else { return false };
        self.watched.as_ref().is_none_or(|watched| watched.size < sealed.size && sealed.at.seconds_since(watched.at) > UNWATCHED)
    }
}

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    Nobody,
    Keyless,
    Silent,
    /// The signer, which has signed so many records.
    Signed(i64),
}

impl Signing {
    fn of(last: Option<&Last>) -> Self {
        last.map_or(Signing::Silent, |last| Signing::Signed(i64::try_from(last.size).unwrap_or(i64::MAX)))
    }
}

/// How far the database is.
struct Sizes {
    placed: i64,
    sealed: i64,
    /// The first records are not those that the signer has signed.
    is_another: bool,
}

/// What that comes to, the worst first.
fn verdict(signer: Signing, sizes: &Sizes, unsealed: i64, since: Option<Moment>, now: Moment) -> Verdict {
    let is_late = since.is_some_and(|since| now.seconds_since(since) > LATE);
    match signer {
        Signing::Signed(signed) if signed > sizes.placed || sizes.is_another => Verdict::SetBack,
        Signing::Signed(signed) if signed < sizes.sealed => Verdict::Forgotten,
        Signing::Nobody => Verdict::Unsealed,
        Signing::Keyless => Verdict::Keyless,
        Signing::Silent => Verdict::Silent,
        Signing::Signed(_) if is_late => Verdict::Late,
        Signing::Signed(_) if unsealed > 0 => Verdict::Waiting,
        Signing::Signed(_) => Verdict::Whole,
    }
}

/// What the database holds for a signer that is to go on from there.
pub fn to_go_on_from(tx: &mut Tx) -> Answer<desk::Sealed> {
    let note = store::last_checkpoint(tx)?.map(|row| row.note);
    Ok(desk::Sealed { note, statements: store::successions(tx)? })
}

/// How the log stands, for whoever looks beside the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In a word.
    pub verdict: Verdict,
    /// How many records have a place.
    pub placed: i64,
    /// How many are sealed.
    pub sealed: i64,
    /// How many are not, with those that have no place yet.
    pub unsealed: i64,
}

/// How many records are sealed.
pub fn sealed(tx: &mut Tx) -> Answer<i64> {
    let (sealed, _) = store::extent(tx)?;
    store::number(sealed)
}

/// How the log stands by a later view of the data: so many records were sealed before the signer was asked, and this is what it said.
pub fn beside(tx: &mut Tx, before: i64, last: Option<&Last>, now: Moment) -> Answer<Standing> {
    let (sealed, placed) = store::extent(tx)?;
    let checkpoint = last.and_then(Last::checkpoint);
    let is_another = is_another(tx, checkpoint.as_ref(), placed);
    let (unsealed, since) = store::unsealed(tx, sealed)?;
    let (placed, sealed) = (store::number(placed)?, store::number(sealed)?);
    let signer = match last {
        Some(_) => Signing::of(last),
        None if before == 0 => Signing::Nobody,
        None => Signing::Keyless,
    };
    let verdict = verdict(signer, &Sizes { placed, sealed: before, is_another }, unsealed, since, now);
    Ok(Standing { verdict, placed, sealed, unsealed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_told() {
        let now = Moment::from_micros(1_000_000_000);
        let told = |signer, placed, sealed, is_another, unsealed, waits: Option<i64>| {
            let since = waits.map(|seconds| now.plus_seconds(-seconds));
            verdict(signer, &Sizes { placed, sealed, is_another }, unsealed, since, now)
        };
        let signed = Signing::Signed;
        assert_eq!(told(signed(10), 10, 10, false, 0, None), Verdict::Whole);
        assert_eq!(told(signed(10), 12, 10, false, 2, Some(1)), Verdict::Waiting);
        assert_eq!(told(signed(10), 12, 10, false, 2, Some(61)), Verdict::Late);
        assert_eq!(told(Signing::Silent, 12, 10, false, 2, Some(61)), Verdict::Silent);
        assert_eq!(told(Signing::Keyless, 12, 10, false, 2, Some(61)), Verdict::Keyless);
        assert_eq!(told(Signing::Nobody, 12, 0, false, 12, Some(61)), Verdict::Unsealed);
        assert_eq!(told(signed(10), 9, 9, false, 0, None), Verdict::SetBack);
        assert_eq!(told(signed(9), 10, 10, false, 0, None), Verdict::Forgotten);
        // New records have come where others are gone: the sizes fit again, and the records are others.
        assert_eq!(told(signed(10), 14, 7, true, 7, Some(1)), Verdict::SetBack);
        assert_eq!(told(signed(10), 14, 7, false, 7, Some(1)), Verdict::Waiting);
    }
}
