//! The log of a whole database: verified with the rows of the trade beside it, and held against what an archive says of it.
//! Called by `orderly verify`, and by every restore before it keeps anything.

use super::manifest::Manifest;
use super::sums;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::checkpoint::{Checkpoint, Extent};
use crate::records::keys::{Keys, PublicKey};
use crate::records::note::Note;
use crate::records::verify::erased::Erased;
use crate::records::verify::{Anchor, Layer, Outside, Report, pass};
use crate::{orders, partners, pricing, receivables};

/// Findings that are told when an archive is refused.
const TOLD: usize = 5;

/// The records, and then the rows of each room, in one view of the data.
pub fn verify(tx: &mut Tx, outside: &Outside) -> Answer<Report> {
    let (mut of_orders, mut of_blocks) = (orders::proof::Proof::default(), receivables::proof::Proof::default());
    let (mut of_prices, mut erased) = (pricing::proof::Proof::default(), Erased::default());
    let mut of_contracts = partners::proof::Proof::default();
    let (mut report, passed) = pass(tx, outside, |seen| {
        of_orders.look(seen);
        of_blocks.look(seen);
        of_prices.look(seen);
        of_contracts.look(seen);
        erased.look(seen);
    })?;
    of_orders.check(tx, &passed, &mut report)?;
    of_blocks.check(tx, &mut report)?;
    of_prices.check(tx, &mut report)?;
    of_contracts.check(tx, &mut report)?;
    sums::check(tx, &mut report)?;
    report.unchecked += erased.unchecked();
    Ok(report)
}

/// What an archive brings along for whoever verifies: its checkpoint, signed by a key that counts, or by one whose log such a key has
/// opened again from there. The keys are those that somebody pins, or else the one in the archive itself.
pub(super) fn outside(manifest: &Manifest, pinned: &[PublicKey]) -> Result<Outside, String> {
    let own = manifest.key.as_deref().map(|text| PublicKey::parse(text).ok_or("the key in it is none"));
    let trusted: Vec<PublicKey> = if pinned.is_empty() { own.transpose()?.into_iter().collect() } else { pinned.to_vec() };
    let changes: Vec<Note> = manifest.key_changes.iter().filter_map(|text| Note::parse(text)).collect();
    let mut outside = Outside { trusted, changes, may_wait: true, ..Outside::default() };
    let Some(written) = &manifest.checkpoint else {
        if pinned.is_empty() {
            return Ok(outside);
        }
        return Err("it has no checkpoint that the key could vouch for".into());
    };
    let read = Note::parse(written).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
    let (note, read) = read.ok_or("its checkpoint cannot be read")?;
    let keys = Keys::of(&outside.trusted, &outside.changes);
    let is_signed = note.signed_by(&keys.for_size(read.size)).is_some_and(|key| key.name == read.origin);
    // Where the log was opened again and nothing is sealed since, the new key vouches for what the lost one has signed.
    let extent = Extent { size: read.size, root: read.root };
    let is_vouched_for = || keys.reopenings(&outside.changes).iter().any(|told| told.after == extent);
    if !outside.trusted.is_empty() && !is_signed && !is_vouched_for() {
        return Err(format!("its checkpoint of {} records is not signed by a key that counts", read.size));
    }
    let previous = read.previous.map(|previous| previous.size);
    outside.anchors.push(Anchor { name: "the backup".into(), size: read.size, root: read.root, previous });
    Ok(outside)
}

/// Refuses a log that is not the one an archive tells of. Rows of the trade that contradict their records are no reason, nor are records
/// that stand among those of another time: they were so when they were backed up, and are told.
pub(super) fn expect_own(report: &Report, manifest: &Manifest) -> Result<(), String> {
    let of_log: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| !matches!(finding.layer, Layer::Rows | Layer::Times))
        .map(ToString::to_string)
        .collect();
    if !of_log.is_empty() {
        let told = of_log.iter().take(TOLD).cloned().collect::<Vec<_>>().join("; ");
        let more = of_log.len().saturating_sub(TOLD);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        return Err(format!("its log does not verify: {told}{more}"));
    }
    if report.records != manifest.journal.records {
        return Err(format!("it has {} records, and its manifest tells of {}", report.records, manifest.journal.records));
    }
    Ok(())
}
