//! What was brought along that the pass over the records does not need: receipts that prove nothing by themselves are looked up,
//! the words of witnesses that the database keeps are held to their keys, and it is told how far outside the log is held at all.

use super::outside::{Gathered, moment};
use super::{Layer, Outside, Report};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, ids};
use crate::records::keys::{Keys, PublicKey};
use crate::records::note::{Line, Note};
use crate::records::store;

/// Words of a witness read at once.
const AT_ONCE: i64 = 500;
/// So many seconds after it was written, a record that nobody outside holds is a doubt: a checkpoint is kept once a day.
const OLD: i64 = 86_400;

/// Compares all of it with the database, after the pass.
pub fn compare(tx: &mut Tx, gathered: &Gathered, now: Moment, report: &mut Report) -> Answer<()> {
    for bare in &gathered.bare {
        if store::holds_leaf(tx, &bare.leaf)? {
            report.note(format!("{}; the log holds its record", bare.why()));
        } else {
            report.doubt(format!("{}, and the log holds no such record", bare.why()));
        }
    }
    for promised in &gathered.promised {
        // Where it does not hold it, the pass has found that already.
        if store::holds_leaf(tx, &promised.leaf)? {
            report.note(format!("{}; the log holds it", promised.why()));
        }
    }
    breaks(tx, gathered, report)?;
    for key in &gathered.witnesses {
        words(tx, key, report)?;
    }
    reach(tx, &gathered.outside, now, report)
}

/// Each time the log was opened again. What had been signed beyond that place is gone, and only people know whether that is right.
fn breaks(tx: &mut Tx, gathered: &Gathered, report: &mut Report) -> Answer<()> {
    let kept = store::successions(tx)?;
    for (at, _) in kept.iter().enumerate().filter(|(_, text)| Note::parse(text).is_none()) {
        let object = format!("statement {} of the signer, as it is kept", at + 1);
        report.find(Layer::Checkpoints, None, object, "a signed note", "something else");
    }
    let outside = &gathered.outside;
    let told: Vec<Note> = outside.changes.iter().cloned().chain(kept.iter().filter_map(|text| Note::parse(text))).collect();
    for told in Keys::of(&outside.trusted, &told).reopenings(&told) {
        if gathered.breaks.contains(&told.after.size) {
            report.note(format!("a known break: {told}"));
        } else {
            report.doubt(format!("a break: {told}; whoever knows that it is right says --break {}", told.after.size));
        }
    }
    Ok(())
}

/// Each word of a witness that the database keeps.
fn words(tx: &mut Tx, key: &PublicKey, report: &mut Report) -> Answer<()> {
    let (mut after, mut good, mut last) = (0, 0u64, None);
    loop {
        let rows = store::words_of(tx, &key.name, after, AT_ONCE)?;
        let Some((size, _)) = rows.last() else { break };
        let (from, until) = (after, *size);
        after = until;
        let notes = store::notes_within(tx, from, until)?;
        for (size, line) in rows {
            let line = Line::parse(&line);
            // An older key of the same witness, which nobody gave, is not the one that is asked about.
            if line.as_ref().is_some_and(|line| line.name == key.name && !line.claims(key)) {
                continue;
            }
            let note = notes.get(&size).and_then(|note| Note::parse(note));
            match (line, note) {
                (Some(line), Some(note)) if line.is_by(key, &note.text) => {
                    good += 1;
                    last = line.seconds().map(|seconds| (size, moment(seconds)));
                }
                _ => report.find(
                    Layer::Checkpoints,
                    Some(size),
                    format!("word of {} about the checkpoint of {size} records", key.name),
                    format!("signed by {}", key.short()),
                    "something else",
                ),
            }
        }
    }
    if let Some((size, at)) = last {
        report.note(format!("{good} words of {} are its own, the last about {size} records at {at}", key.name));
    }
    Ok(())
}

/// How many sealed records lie beyond what anybody outside holds, and since when.
fn reach(tx: &mut Tx, outside: &Outside, now: Moment, report: &mut Report) -> Answer<()> {
    let held = outside.anchors.iter().map(|anchor| anchor.size).max().unwrap_or_default();
    let Ok(held) = i64::try_from(held) else { return Ok(()) };
    // Where nobody holds anything, that is said once and elsewhere.
    if report.anchors.is_empty() || report.sealed <= held {
        return Ok(());
    }
    report.note(format!("{} sealed records lie beyond the {held} that are held outside", report.sealed.saturating_sub(held)));
    let since = store::record_at(tx, held.saturating_add(1))?.map(|id| ids::made_at(id.number()));
    if let Some(since) = since.filter(|since| now.seconds_since(*since) > OLD) {
        report.doubt(format!("nobody outside holds the records after {held}, written since {since}: give a newer checkpoint"));
    }
    Ok(())
}
