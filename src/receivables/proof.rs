//! Blocks, approvals and money against their records, both ways: each block began and ended as the journal tells; and what people wrote
//! beside money. Called by whoever verifies; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::approvals_proof::Approvals;
use super::block::Block;
use super::commitments_proof::Commitments;
use super::store::blocks as store;
use super::words_proof::Words;
use super::{credit_note, money_proof};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::records::verify::compare::difference;
use crate::records::verify::legible::{Pages, alone};
use crate::records::verify::{Layer, Report, Seen};

/// Blocks compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of blocks, approvals and money.
#[derive(Debug, Default)]
pub struct Proof {
    blocks: HashMap<String, Told>,
    money: money_proof::Proof,
    commitments: Commitments,
    notes: credit_note::proof::Proof,
    words: Words,
    approvals: Approvals,
}

/// What the records say of one.
#[derive(Debug, Default)]
struct Told {
    place: Option<i64>,
    began: Value,
    ended: Value,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.money.look(seen);
        self.commitments.look(seen);
        self.notes.look(seen);
        self.words.look(seen);
        self.approvals.look(seen);
        let Some(block) = seen.facts.get("block").and_then(Value::as_str) else { return };
        let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
        let (at, by) = (seen.at, seen.actor);
        match seen.kind {
            "block.began" => {
                let told = self.blocks.entry(block.to_owned()).or_default();
                told.place = seen.place;
                told.began = json!({
                    "contract": fact("contract"), "cause": fact("cause"), "reason": fact("reason"), "words": fact("words"), "until": fact("until"),
                    "ends_when": fact("ends_when"), "at": at, "by": by,
                });
            }
            "block.ended" => {
                let told = self.blocks.entry(block.to_owned()).or_default();
                told.place = seen.place;
                told.ended = json!({"why": fact("why"), "reason": fact("reason"), "words": fact("words"), "at": at, "by": by});
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let words = std::mem::take(&mut self.words);
        alone(tx, "the words beside limits and deferrals", report, |tx, report| words.check(tx, report))?;
        alone(tx, "the rows of blocks", report, |tx, report| self.check_blocks(tx, report))?;
        let Self { blocks, money, commitments, notes, approvals, .. } = self;
        alone(tx, "the rows of money", report, |tx, report| money.check(tx, report))?;
        alone(tx, "what the ledger says of orders", report, |tx, report| commitments.check(tx, report))?;
        alone(tx, "the rows of credit notes", report, |tx, report| notes.check(tx, report))?;
        alone(tx, "the rows of approvals", report, |tx, report| approvals.check(tx, report))?;
        for (block, told) in blocks {
            report.find(Layer::Rows, told.place, format!("block {block}"), "a row", "none");
        }
        Ok(())
    }

    fn check_blocks(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("shipment_block", ("block", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_blocks, |(block, _): &(Block, store::Of)| block.id.number(), report)? {
            for (block, of) in &rows {
                report.rows += 1;
                self.block(block, of, report);
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, (contract, salt): &store::Of, report: &mut Report) {
        let object = format!("block {} of contract {contract}", block.id);
        let Some(told) = self.blocks.remove(&block.id.to_string()) else {
            return report.find(Layer::Rows, None, object, "no block", "one");
        };
        let mut began = json!({
            "contract": contract, "cause": block.cause, "until": block.until, "ends_when": block.ends_when, "at": block.began_at,
            "by": block.began_by,
        });
        put_words(&mut began, &told.began, Some(&block.reason), salt);
        let ended = block.ended.as_ref().map(|ended| {
            let mut found = json!({"why": ended.why, "at": ended.at, "by": ended.by});
            put_words(&mut found, &told.ended, ended.reason.as_deref(), salt);
            found
        });
        for (side, kept, found) in [("began", &told.began, began), ("ended", &told.ended, ended.unwrap_or_default())] {
            if let Some((path, expected, found)) = difference(kept, &found) {
                let path = if path.is_empty() { side } else { &path };
                report.find(Layer::Rows, told.place, format!("{object}: {path}"), expected, found);
            }
        }
    }
}

/// Puts the words of a row beside what else it says, in the form that the record has: a commitment, or the words themselves as
/// older records have them.
fn put_words(found: &mut Value, kept: &Value, words: Option<&str>, salt: &[u8]) {
    let is_hidden = kept.get("words").is_some_and(Value::is_string);
    let (name, told) = match words {
        Some(words) if is_hidden => ("words", Some(secret::commitment(salt, words))),
        words => ("reason", words.map(str::to_owned)),
    };
    if let Some(members) = found.as_object_mut() {
        members.insert(name.to_owned(), json!(told));
        // A record with words wants words.
        members.entry("words").or_insert(Value::Null);
    }
}
