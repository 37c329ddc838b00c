//! What whoever verifies brings along from outside the database: keys that are trusted, the signer's memory, checkpoints that were
//! kept, what witnesses hold, receipts. Gathered before the database is looked at, so that nothing of it can be younger.

use std::path::{Path, PathBuf};

use super::{Anchor, Claim, Finding, Layer, Outside};
use crate::records::check::check;
use crate::records::checkpoint::Checkpoint;
use crate::records::keys::{Keys, PublicKey};
use crate::records::note::Note;
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
    /// Witnesses: addresses, or files with what one has seen.
    pub witnesses: Vec<String>,
    /// Files with receipts.
    pub receipts: Vec<PathBuf>,
    /// What the signer signed last, if it answered.
    pub signer: Option<Last>,
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
    /// Receipts that are good in themselves.
    pub good: Vec<String>,
}

/// Reads all that is given.
pub fn gather(given: &Given) -> Gathered {
    let mut gathered = Gathered::default();
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
    for (name, receipt) in &receipts {
        gathered.receipt(name, receipt);
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
        self.outside.changes.extend(last.successions.iter().filter_map(|text| Note::parse(text)));
        let note = last.note.as_deref().and_then(Note::parse);
        if let Some(read) = note.and_then(|note| Checkpoint::parse(&note.text)) {
            self.outside.anchors.push(anchor("the signer".to_owned(), &read));
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

    fn receipt(&mut self, name: &str, receipt: &Receipt) {
        let own: Vec<PublicKey> = receipt.key.iter().filter_map(|key| PublicKey::parse(key)).collect();
        let trusted = if self.outside.trusted.is_empty() { &own } else { &self.outside.trusted };
        let checked = check(receipt, trusted);
        if checked.faults.is_empty() {
            self.good.push(name.to_owned());
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
        let read = note.and_then(|note| match Checkpoint::parse(&note.text) {
            Some(read) if note.signed_by(&self.keys().for_size(read.size)).is_some() => Ok(read),
            Some(_) => Err("not signed by a key that counts".to_owned()),
            None => Err("not a checkpoint".to_owned()),
        });
        match read {
            Ok(read) => self.outside.anchors.push(anchor(name.to_owned(), &read)),
            Err(why) => self.doubts.push(format!("{name}: {why}")),
        }
    }

    fn witness(&mut self, witness: &str) {
        let address = witness.rsplit('@').next().unwrap_or(witness);
        if !address.starts_with("http://") {
            let note = std::fs::read_to_string(witness).map_err(|e| e.to_string()).and_then(|text| parse(&seen(&text)));
            return self.checkpoint(witness, note);
        }
        let origins: Vec<String> = self.keys().all().into_iter().map(|key| key.name).collect();
        match origins.first() {
            Some(origin) => self.checkpoint(address, client::last_seen(address, origin)),
            None => self.doubts.push(format!("{address}: without a key nobody knows which log to ask for")),
        }
    }
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
