//! What whoever verifies brings along from outside the database: keys that are trusted, the signer's memory, checkpoints that were
//! kept, what witnesses hold, receipts. Gathered before the database is looked at, so that nothing of it can be younger.

use std::path::{Path, PathBuf};

use super::{Anchor, Claim, Finding, Layer, Outside};
use crate::platform::values::Moment;
use crate::records::check::{check_knowing, words};
use crate::records::checkpoint::{Checkpoint, Extent};
use crate::records::keys::{Keys, PublicKey, Purpose};
use crate::records::merkle::Hash;
use crate::records::note::{Line, Note};
use crate::records::receipt::Receipt;
use crate::records::signer::Last;
use crate::records::witness::client;

/// What is given.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Keys that are trusted, as verifier keys; the signer's own where none is given.
    pub keys: Vec<String>,
    /// Files with checkpoints.
    pub checkpoints: Vec<PathBuf>,
    /// Witnesses: addresses, or files with what one has seen; `KEY@` before either has its word checked.
    pub witnesses: Vec<String>,
    /// Files with receipts.
    pub receipts: Vec<PathBuf>,
    /// What the signer signed last, if it answered.
    pub signer: Option<Last>,
    /// Sizes after which the log was opened again, where that is known and agreed to.
    pub breaks: Vec<u64>,
}

/// What was gathered.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// For the pass over the records.
    pub outside: Outside,
    /// What does not fit already, without the database.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub doubts: Vec<String>,
    /// Receipts that are proved by themselves.
    pub good: Vec<String>,
    /// Receipts whose record was promised and is not proved yet.
    pub promised: Vec<Promised>,
    /// Receipts that fit and prove nothing.
    pub bare: Vec<Bare>,
    /// What is worth knowing of it and changes nothing.
    pub notes: Vec<String>,
    /// Sizes after which the log was opened again, where that is known.
    pub breaks: Vec<u64>,
    /// Keys of witnesses, by which the words of them are checked that receipts hold and that the database keeps.
    pub witnesses: Vec<PublicKey>,
}

/// A receipt that holds a promise that counts, and no proof: what was promised can only be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// The receipt, as people know it.
    pub name: String,
    /// The leaf of its record.
    pub leaf: Hash,
}

impl Promised {
    /// What it is worth.
    pub fn why(&self) -> String {
        format!("receipt {}: its record is promised, not yet proved", self.name)
    }
}

/// A receipt that fits and that nobody who counts vouches for: what it tells of can only be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// The receipt, as people know it.
    pub name: String,
    /// The leaf of its record.
    pub leaf: Hash,
    /// Whether it is signed, by a key that was revoked.
    pub is_revoked: bool,
}

impl Bare {
    /// Why it proves nothing.
    pub fn why(&self) -> String {
        let why = if self.is_revoked {
            "only a key that was revoked as compromised has signed it"
        } else {
            "it holds no signature, neither a promise nor a checkpoint"
        };
        format!("receipt {}: {why}", self.name)
    }
}

/// Reads all that is given.
pub fn gather(given: &Given) -> Gathered {
    let witnesses = given.witnesses.iter().filter_map(|witness| parted(witness).ok()?.0).collect();
    let mut gathered = Gathered { breaks: given.breaks.clone(), witnesses, ..Gathered::default() };
    for text in &given.keys {
        match PublicKey::parse(text) {
            Some(key) => gathered.outside.trusted.push(key),
            None => gathered.doubts.push(format!("{text} is no verifier key")),
        }
    }
    if let Some(last) = &given.signer {
        gathered.signer(last, given.keys.is_empty());
    }
    let receipts: Vec<(String, Receipt)> = given.receipts.iter().filter_map(|path| gathered.read_receipt(path)).collect();
    let told = receipts.iter().flat_map(|(_, receipt)| &receipt.key_changes).filter_map(|text| Note::parse(text));
    gathered.outside.changes.extend(told.collect::<Vec<_>>());
    if gathered.outside.trusted.is_empty() {
        gathered.doubts.push("no key is pinned: give --key, or the signer that holds it".to_owned());
    }
    let known: Vec<Note> = given.signer.iter().flat_map(Last::statements).collect();
    for (name, receipt) in &receipts {
        gathered.receipt(name, receipt, &known);
    }
    if let Some(last) = &given.signer {
        gathered.word(last);
    }
    for path in &given.checkpoints {
        let note = std::fs::read_to_string(path).map_err(|e| e.to_string()).and_then(|text| parse(&text));
        gathered.checkpoint(&path.display().to_string(), note);
    }
    for witness in &given.witnesses {
        gathered.witness(witness);
    }
    gathered
}

fn parse(text: &str) -> Result<Note, String> {
    Note::parse(text).ok_or_else(|| "not a signed note".to_owned())
}

impl Gathered {
    fn signer(&mut self, last: &Last, is_trusted: bool) {
        if is_trusted {
            self.outside.trusted.extend(PublicKey::parse(&last.key));
        }
        // One that is left out may be the one by which a key was revoked.
        if last.statements().count() < last.successions.len() {
            self.doubts.push("the signer: what it has stated cannot be read".to_owned());
        }
        self.outside.changes.extend(last.statements());
    }

    /// What the signer signed last is held to its signature like everybody's word, when all changes of keys are known.
    fn word(&mut self, last: &Last) {
        let key = PublicKey::parse(&last.key);
        if key.is_none_or(|key| !self.keys().all().contains(&key)) {
            return self.doubts.push("the signer: its key does not follow from the keys that are trusted".to_owned());
        }
        if let Some(note) = &last.note {
            self.checkpoint("the signer", parse(note));
        }
    }

    fn keys(&self) -> Keys {
        Keys::of(&self.outside.trusted, &self.outside.changes)
    }

    fn read_receipt(&mut self, path: &Path) -> Option<(String, Receipt)> {
        let name = path.display().to_string();
        let read = std::fs::read(path).map_err(|e| e.to_string());
        match read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|e| e.to_string())) {
            Ok(receipt) => Some((name, receipt)),
            Err(why) => {
                self.doubts.push(format!("{name}: {why}"));
                None
            }
        }
    }

    fn receipt(&mut self, name: &str, receipt: &Receipt, known: &[Note]) {
        let own: Vec<PublicKey> = receipt.key.iter().filter_map(|key| PublicKey::parse(key)).collect();
        let trusted = if self.outside.trusted.is_empty() { &own } else { &self.outside.trusted };
        let mut checked = check_knowing(receipt, trusted, known);
        words(receipt, &self.witnesses, &mut checked);
        let note = |one| format!("receipt {name}: {one} was not checked: nobody gave the key by which it is signed");
        self.notes.extend(checked.unheld.drain(..).map(note));
        if checked.is_proved() {
            self.good.push(name.to_owned());
        } else if checked.is_promised_alone() {
            self.promised.push(Promised { name: name.to_owned(), leaf: checked.own });
        } else if checked.faults.is_empty() {
            self.bare.push(Bare { name: name.to_owned(), leaf: checked.own, is_revoked: checked.is_revoked });
        }
        let place = receipt.record.place;
        self.findings.extend(checked.faults.into_iter().map(|fault| Finding {
            layer: Layer::Receipts,
            place,
            object: format!("receipt {name}: {}", fault.field),
            expected: fault.expected,
            found: fault.found,
        }));
        let name = format!("receipt {name}");
        if let Some((size, root)) = checked.anchor {
            self.outside.anchors.push(Anchor { name: name.clone(), size, root, previous: None });
        }
        match (checked.leaf, checked.promised) {
            (Some((index, leaf)), _) => self.outside.claims.push(Claim { name, index: Some(index), leaf }),
            (None, Some(leaf)) => self.outside.claims.push(Claim { name, index: None, leaf }),
            (None, None) => {}
        }
    }

    fn checkpoint(&mut self, name: &str, note: Result<Note, String>) {
        let keys = self.keys();
        let reopened = keys.reopenings(&self.outside.changes);
        let vouched = |read: &Checkpoint| reopened.iter().any(|told| told.after == Extent { size: read.size, root: read.root });
        let read = note.and_then(|note| match Checkpoint::parse(&note.text) {
            Some(read) if vouched(&read) => Ok(read),
            Some(read) if note.signed_by(&keys.for_size(read.size)).is_some_and(|key| key.name == read.origin) => Ok(read),
            Some(_) => Err("not signed by a key that counts".to_owned()),
            None => Err("not a checkpoint".to_owned()),
        });
        match read {
            Ok(read) => self.outside.anchors.push(anchor(name.to_owned(), &read)),
            Err(why) => self.doubts.push(format!("{name}: {why}")),
        }
    }

    fn witness(&mut self, witness: &str) {
        let (key, address) = match parted(witness) {
            Ok(parted) => parted,
            Err(why) => return self.doubts.push(why),
        };
        let origin = self.keys().all().into_iter().next().map(|key| key.name);
        let note = match (address.starts_with("http://"), origin) {
            (true, Some(origin)) => client::last_seen(address, &origin),
            (true, None) => Err("without a key nobody knows which log to ask for".to_owned()),
            (false, _) => std::fs::read_to_string(address).map_err(|e| e.to_string()).and_then(|text| parse(&seen(&text))),
        };
        let name = match (&key, &note) {
            (Some(key), Ok(note)) => self.confirmed(address, key, note),
            (None, Ok(_)) => {
                self.doubts
                    .push(format!("{address}: whether the witness has signed was not checked: give its key, KEY@{address}"));
                address.to_owned()
            }
            (_, Err(_)) => address.to_owned(),
        };
        self.checkpoint(&name, note);
    }

    /// The witness with the time of its word; without one it is still a checkpoint of the log, and no more than that.
    fn confirmed(&mut self, address: &str, key: &PublicKey, note: &Note) -> String {
        match note.lines.iter().find(|line| line.is_by(key, &note.text)).and_then(Line::seconds) {
            Some(seconds) => format!("{address}, confirmed {}", moment(seconds)),
            None => {
                self.doubts.push(format!("{address}: its checkpoint is not confirmed by the witness's key {}", key.short()));
                address.to_owned()
            }
        }
    }
}

/// A witness's key, where it is given, and its address or file.
fn parted(witness: &str) -> Result<(Option<PublicKey>, &str), String> {
    let Some((text, address)) = witness.rsplit_once('@') else { return Ok((None, witness)) };
    match PublicKey::parse(text) {
        Some(key) if key.purpose == Purpose::Witness => Ok((Some(key), address)),
        Some(_) => Err(format!("{address}: the key before it is not a witness's")),
        None if address.starts_with("http://") => Err(format!("{address}: {text} before it is no verifier key")),
        // A file may have such a name.
        None => Ok((None, witness)),
    }
}

/// A witness's time.
pub(super) fn moment(seconds: u64) -> Moment {
    Moment::from_micros(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000))
}

fn anchor(name: String, read: &Checkpoint) -> Anchor {
    Anchor { name, size: read.size, root: read.root, previous: read.previous.map(|previous| previous.size) }
}

/// What a witness keeps is a note inside a file of JSON; a note by itself does as well.
fn seen(text: &str) -> String {
    let kept: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let note = kept.as_ref().and_then(|kept| kept.get("note")).and_then(serde_json::Value::as_str);
    note.map_or_else(|| text.to_owned(), str::to_owned)
}

#[cfg(test)]
#[path = "outside_tests.rs"]
mod tests;
