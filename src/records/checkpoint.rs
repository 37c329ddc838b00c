//! What the log's keys sign: checkpoints (C2SP tlog-checkpoint, each naming the one before it), promises to take a record in,
//! changes of keys, and the word that the log was opened again. Each text begins with a word of its own, so that none can be taken for another.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::keys::{PublicKey, is_name};
use super::merkle::{self, Hash};
use super::note::Note;

const PROMISE: &str = "orderly-promise/v1";
const SUCCESSION: &str = "orderly-key/v1";
const REOPENING: &str = "orderly-reopened/v1";
/// The longest reason, in bytes.
const REASON: usize = 500;

/// A hash as these texts write it.
pub fn in_base64(hash: &Hash) -> String {
    STANDARD.encode(hash)
}

/// A hash from such a text.
pub fn from_base64(text: &str) -> Option<Hash> {
    merkle::hash_from(&STANDARD.decode(text).ok()?)
}

/// A size of the log: no sign, no leading zeros.
fn size(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The checkpoint before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous {
    /// Its size.
    pub size: u64,
    /// The hash of its text.
    pub hash: Hash,
}

/// A checkpoint: so many records, and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The checkpoint before it, so that none can be left out.
    pub previous: Option<Previous>,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, in_base64(&self.root));
        if let Some(previous) = &self.previous {
            text.push_str(&format!("previous {} {}\n", previous.size, in_base64(&previous.hash)));
        }
        text
    }

    /// From that text. Lines of other kinds after the root are let be, as the form wants.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, count, root) = (lines.next()?, lines.next()?, lines.next()?);
        let mut previous = None;
        for line in lines {
            if line.is_empty() {
                return None;
            }
            if let Some(told) = line.strip_prefix("previous ") {
                let (count, hash) = told.split_once(' ')?;
                previous = Some(Previous { size: size(count)?, hash: from_base64(hash)? });
            }
        }
        let (count, root) = (size(count)?, from_base64(root)?);
        is_name(origin).then(|| Self { origin: origin.to_owned(), size: count, root, previous })
    }

    /// What the next one says of this one.
    pub fn as_previous(&self) -> Previous {
        Previous { size: self.size, hash: merkle::digest(self.text().as_bytes()) }
    }
}

/// The word that a record will be in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The log's name.
    pub origin: String,
    /// The record's leaf.
    pub leaf: Hash,
    /// The moment of the record, RFC 3339.
    pub at: String,
}

impl Promise {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{PROMISE}\n{}\n{}\n{}\n", self.origin, in_base64(&self.leaf), self.at)
    }

    /// From that text.
    pub fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [PROMISE, origin, leaf, at] = lines.as_slice() else { return None };
        is_name(origin).then_some(())?;
        Some(Self { origin: (*origin).to_owned(), leaf: from_base64(leaf)?, at: (*at).to_owned() })
    }
}

/// A change of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The log's name.
    pub origin: String,
    /// The size of the last checkpoint of the old key.
    pub after: u64,
    /// The key that goes.
    pub old: PublicKey,
    /// The key that comes.
    pub new: PublicKey,
    /// When, RFC 3339.
    pub at: String,
    /// Whether the old key may have come into other hands.
    pub is_compromised: bool,
}

impl Succession {
    /// The text that both keys sign.
    pub fn text(&self) -> String {
        let why = if self.is_compromised { "compromised" } else { "rotated" };
        format!(
            "{SUCCESSION}\n{}\nafter {}\nold {}\nnew {}\nat {}\n{why}\n",
            self.origin, self.after, self.old, self.new, self.at
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [SUCCESSION, origin, after, old, new, at, why] = lines.as_slice() else { return None };
        let is_compromised = match *why {
            "compromised" => true,
            "rotated" => false,
            _ => return None,
        };
        Some(Self {
            origin: (*origin).to_owned(),
            after: size(after.strip_prefix("after ")?)?,
            old: PublicKey::parse(old.strip_prefix("old ")?)?,
            new: PublicKey::parse(new.strip_prefix("new ")?)?,
            at: at.strip_prefix("at ")?.to_owned(),
            is_compromised,
        })
    }

    /// The change that a note tells of, if both its keys have signed it.
    pub fn of(note: &Note) -> Option<Self> {
        let told = Self::parse(&note.text)?;
        let is_by_both = [&told.old, &told.new].into_iter().all(|key| note.signed_by(std::slice::from_ref(key)).is_some());
        (is_by_both && told.old.name == told.origin && told.new.name == told.origin).then_some(told)
    }
}

/// So many records and the root over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// How many.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Extent {
    /// No records.
    pub fn empty() -> Self {
        Self { size: 0, root: merkle::empty_root() }
    }

    fn parse(text: &str) -> Option<Self> {
        let (count, root) = text.split_once(' ')?;
        Some(Self { size: size(count)?, root: from_base64(root)? })
    }
}

impl std::fmt::Display for Extent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.size, in_base64(&self.root))
    }
}

/// The word that the log goes on from another place than from what was signed last: a break that everybody is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// The log's name.
    pub origin: String,
    /// What had been signed last.
    pub signed: Extent,
    /// What it goes on from.
    pub after: Extent,
    /// When, RFC 3339.
    pub at: String,
    /// Why, in one line.
    pub reason: String,
}

impl Reopening {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{REOPENING}\n{}\nsigned {}\nafter {}\nat {}\n{}\n", self.origin, self.signed, self.after, self.at, self.reason)
    }

    /// From that text.
    pub fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [REOPENING, origin, signed, after, at, reason] = lines.as_slice() else { return None };
        let is_told = !reason.trim().is_empty() && reason.len() <= REASON && !reason.chars().any(char::is_control);
        (is_name(origin) && is_told).then_some(())?;
        Some(Self {
            origin: (*origin).to_owned(),
            signed: Extent::parse(signed.strip_prefix("signed ")?)?,
            after: Extent::parse(after.strip_prefix("after ")?)?,
            at: at.strip_prefix("at ")?.to_owned(),
            reason: (*reason).to_owned(),
        })
    }

    /// What a note tells of, if one of the keys has signed it.
    pub fn of(note: &Note, keys: &[PublicKey]) -> Option<Self> {
        let told = Self::parse(&note.text)?;
        note.signed_by(keys).filter(|key| key.name == told.origin)?;
        Some(told)
    }
}

impl std::fmt::Display for Reopening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the log was opened again after {} records, when {} had been signed, at {}: {}",
            self.after.size, self.signed.size, self.at, self.reason
        )
    }
}
