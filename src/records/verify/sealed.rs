//! The checkpoints beside the pass: each over the records that were read, signed by a key that counts for its size, and each
//! naming the one before it, so that none can be left out.

use std::collections::VecDeque;

use super::legible::or_nothing;
use super::{Layer, Outside, Report};
use crate::platform::db::{Tx, apart};
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::records::checkpoint::{Checkpoint, Extent, Previous};
use crate::records::keys::Keys;
use crate::records::merkle::Frontier;
use crate::records::note::{Line, Note};
use crate::records::store::{self, CheckpointRow};

const AT_ONCE: i64 = 500;

/// The checkpoints that are still to come.
pub(super) struct Checkpoints<'o> {
    outside: &'o Outside,
    keys: Keys,
    /// From where the log was opened again, as the signer vouches for it: also for what another key had signed before.
    reopened: Vec<Extent>,
    ahead: VecDeque<CheckpointRow>,
    read: i64,
    previous: Option<Previous>,
    /// So many records came to the last root that agreed.
    agreed: i64,
    is_fork_told: bool,
    is_illegible: bool,
}

/// What the records that were read come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Come {
    /// To no root that was signed, or to one behind the first that is another.
    Nowhere,
    /// To the root that was signed.
    Agreed,
    /// To another, and it is the first.
    Parted,
}

impl<'o> Checkpoints<'o> {
    pub fn of(tx: &mut Tx, outside: &'o Outside, report: &mut Report) -> Answer<Self> {
        // What the signer says of its keys goes before what the database says of them.
        let kept = or_nothing(tx, (Layer::Checkpoints, "what the signer said of its keys"), report, store::successions)?;
        let changes: Vec<Note> =
            outside.changes.iter().cloned().chain(kept.iter().filter_map(|text| Note::parse(text))).collect();
        let keys = Keys::of(&outside.trusted, &changes);
        let mut reopened: Vec<Extent> = Vec::new();
        for told in keys.reopenings(&changes) {
            // Whoever went back further has left behind what was vouched for in between.
            reopened.retain(|earlier| earlier.size < told.after.size);
            reopened.push(told.after);
        }
        Ok(Self {
            outside,
            keys,
            reopened,
            ahead: VecDeque::new(),
            read: 0,
            previous: None,
            agreed: 0,
            is_fork_told: false,
            is_illegible: false,
        })
    }

    fn next(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<Option<&CheckpointRow>> {
        if self.ahead.is_empty() && !self.is_illegible {
            match apart(tx, |tx| store::checkpoints(tx, self.read, AT_ONCE))? {
                Ok(rows) => self.ahead = rows.into(),
                Err(why) => {
                    // Those behind it cannot be read either.
                    self.is_illegible = true;
                    let after = format!("the checkpoints after {} records", self.read);
                    report.find(Layer::Checkpoints, None, after, "what can be read", why);
                }
            }
            if let Some(last) = self.ahead.back() {
                self.read = last.size;
            }
        }
        Ok(self.ahead.front())
    }

    /// Checks the checkpoint over just as many records as were read, if there is one.
    pub fn at(&mut self, tx: &mut Tx, frontier: &Frontier, report: &mut Report) -> Answer<Come> {
        let size = store::number(frontier.size())?;
        let mut come = Come::Nowhere;
        self.vouched(frontier, report);
        while self.next(tx, report)?.is_some_and(|row| row.size <= size) {
            let Some(row) = self.ahead.pop_front() else { break };
            let is_signed = self.check(&row, report);
            if row.size == size {
                come = self.root(&row, is_signed, frontier, report);
            }
        }
        Ok(come)
    }

    /// Whether it stands as it was signed: over this root, by a key that counts.
    fn check(&mut self, row: &CheckpointRow, report: &mut Report) -> bool {
        report.checkpoints += 1;
        let (place, object) = (Some(row.size), format!("checkpoint of {} records", row.size));
        let read = Note::parse(&row.note).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
        let Some((note, read)) = read else {
            report.find(Layer::Checkpoints, place, object, "a signed checkpoint", "something else");
            return false;
        };
        let is_this = store::number(read.size).ok() == Some(row.size) && read.root.as_slice() == row.root;
        if !is_this {
            report.find(
                Layer::Checkpoints,
                place,
                object.clone(),
                format!("{} records", row.size),
                format!("{} records", read.size),
            );
        }
        let keys = self.keys.for_size(read.size);
        let signed = note.signed_by(&keys);
        let is_vouched_for = self.reopened.iter().any(|told| read.size <= told.size);
        let is_own = signed.is_some_and(|key| key.name == read.origin);
        let is_signed = is_own || is_vouched_for || self.outside.trusted.is_empty();
        if !is_signed {
            let names: Vec<String> = keys.iter().map(|key| key.short()).collect();
            let signer = |line: &Line| {
                let id = secret::hex(&line.id);
                let is_another = names.contains(&id) && !keys.iter().any(|key| line.is_by(key, &note.text));
                if is_another { format!("{id}, which signed another text") } else { id }
            };
            let found: Vec<String> = note.lines.iter().map(signer).collect();
            report.find(Layer::Checkpoints, place, format!("{object} (key)"), names.join(", "), found.join(", "));
        }
        if read.previous != self.previous {
            let words = |previous: Option<Previous>| {
                previous.map_or_else(|| "the first".to_owned(), |previous| format!("after that of {}", previous.size))
            };
            report.find(
                Layer::Checkpoints,
                place,
                format!("{object} (the one before)"),
                words(read.previous),
                words(self.previous),
            );
        }
        self.previous = Some(read.as_previous());
        is_this && is_signed
    }

    /// Whether the log is what the signer has vouched for when it was opened again.
    fn vouched(&self, frontier: &Frontier, report: &mut Report) {
        for told in self.reopened.iter().filter(|told| told.size == frontier.size()) {
            let root = frontier.root();
            if root != told.root {
                let object = format!("root of {} records, after which the log was opened again", told.size);
                let place = i64::try_from(told.size).ok();
                report.find(Layer::Tree, place, object, secret::hex(&told.root), secret::hex(&root));
            }
        }
    }

    fn root(&mut self, row: &CheckpointRow, is_signed: bool, frontier: &Frontier, report: &mut Report) -> Come {
        let root = frontier.root();
        if self.is_fork_told {
            return Come::Nowhere;
        }
        if row.root == root {
            if !is_signed {
                return Come::Nowhere;
            }
            self.agreed = row.size;
            return Come::Agreed;
        }
        // From here on every root is another; one finding says so.
        self.is_fork_told = true;
        let object = format!("root of {} records, of which the first {} are as they were signed", row.size, self.agreed);
        report.find(Layer::Tree, Some(row.size), object, secret::hex(&row.root), secret::hex(&root));
        Come::Parted
    }

    /// Checkpoints over more records than there are.
    pub fn end(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        while self.next(tx, report)?.is_some() {
            let Some(row) = self.ahead.pop_front() else { break };
            self.check(&row, report);
            report.find(Layer::Tree, Some(row.size), format!("checkpoint of {} records", row.size), "as many records", "fewer");
        }
        Ok(())
    }
}
