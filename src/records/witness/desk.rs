//! The witness's desk: its key, the logs it knows, the last checkpoint of each. No network: what is asked comes in as text and
//! goes out as a status and a text.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::platform::secret;
use crate::platform::values::Moment;
use crate::records::checkpoint::{Checkpoint, from_base64};
use crate::records::files;
use crate::records::keys::{PublicKey, Purpose, SigningKey, is_name};
use crate::records::merkle::{self, Hash};
use crate::records::note::{Line, Note};

const KEY: &str = "witness-key.json";
/// The most lines of proof, as the form wants.
const LINES: usize = 63;
/// The longest note that is taken: what is kept of it, with a line more, must be readable ever after.
const LONGEST: usize = 32 * 1024;

#[derive(Serialize, Deserialize)]
struct KeptKey {
    name: String,
    seed: String,
}

/// The last checkpoint of a log, with the witness's word.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    note: String,
}

/// What a witness answers: a status of HTTP and a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// The text.
    pub text: String,
}

impl Told {
    fn of(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

/// A witness's key, the logs it knows, and the folder of what it has seen.
#[derive(Debug)]
pub struct Desk {
    folder: PathBuf,
    key: SigningKey,
    logs: Vec<PublicKey>,
}

/// What was asked: the size gone on from, the proof, the checkpoint.
struct Asked {
    old: u64,
    proof: Vec<Hash>,
    note: Note,
}

impl Asked {
    fn parse(body: &str) -> Option<Self> {
        let (head, note) = body.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let told = lines.next()?.strip_prefix("old ")?;
        let old: u64 = told.parse().ok().filter(|old: &u64| old.to_string() == told)?;
        let proof = lines.map(from_base64).collect::<Option<Vec<_>>>()?;
        if proof.len() > LINES || note.len() > LONGEST {
            return None;
        }
        Some(Self { old, proof, note: Note::parse(note)? })
    }
}

impl Desk {
    /// Of a folder and the keys of the logs that are watched; its own key is made in it the first time.
    pub fn open(folder: &Path, name: Option<&str>, logs: Vec<PublicKey>) -> Result<Self, String> {
        files::make_folder(folder)?;
        let _held = files::lock(folder)?;
        let kept = match files::get::<KeptKey>(folder, KEY)? {
            Some(kept) if name.is_some_and(|name| name != kept.name) => {
                return Err(format!("the witness in {} is called {}", folder.display(), kept.name));
            }
            Some(kept) => kept,
            None => {
                let random = |no: crate::platform::error::No| no.to_string();
                let fresh = format!("orderly-witness/{}", secret::hex(&secret::random::<8>().map_err(random)?));
                let name = name.map_or(fresh, str::to_owned);
                if !is_name(&name) {
                    return Err("the witness's name must have no blanks and no plus".into());
                }
                let kept = KeptKey { name, seed: STANDARD.encode(secret::random::<32>().map_err(random)?) };
                files::put(folder, KEY, &kept)?;
                kept
            }
        };
        let seed = STANDARD.decode(&kept.seed).map_err(|e| e.to_string())?;
        let key = SigningKey::of(&kept.name, Purpose::Witness, &seed).ok_or("the witness's key is no key")?;
        Ok(Self { folder: folder.to_owned(), key, logs })
    }

    /// Its public key.
    pub fn key(&self) -> &PublicKey {
        self.key.public()
    }

    /// Answers a checkpoint that is shown.
    pub fn add(&self, body: &str) -> Told {
        let Some(asked) = Asked::parse(body) else { return Told::of(400, "not a request for a cosignature\n") };
        let Some(next) = Checkpoint::parse(&asked.note.text) else { return Told::of(400, "no checkpoint\n") };
        let keys: Vec<PublicKey> = self.logs.iter().filter(|key| key.name == next.origin).cloned().collect();
        if keys.is_empty() {
            return Told::of(404, "an unknown log\n");
        }
        let Some(key) = asked.note.signed_by(&keys) else { return Told::of(403, "not signed by a key of the log\n") };
        if asked.old > next.size {
            return Told::of(400, "the old size is greater than the new one\n");
        }
        self.weigh(&asked, &next, key).unwrap_or_else(|why| {
            tracing::error!(%why, "a witness cannot read or keep what it has seen");
            Told::of(500, "cannot read or keep what was seen\n")
        })
    }

    fn weigh(&self, asked: &Asked, next: &Checkpoint, key: &PublicKey) -> Result<Told, String> {
        let _held = files::lock(&self.folder)?;
        let last = self.last(&next.origin)?;
        let (size, root) = last.map_or((0, merkle::empty_root()), |(_, last)| (last.size, last.root));
        // Whoever asks is told the size that is held, and by the form nothing else: also where the root of that size is another.
        if asked.old != size || (size == next.size && root != next.root) {
            return Ok(Told::of(409, format!("{size}\n")));
        }
        if !merkle::verify_consistency(size, next.size, &asked.proof, &root, &next.root) {
            return Ok(Told::of(422, "it does not begin with the last checkpoint\n"));
        }
        let seconds = u64::try_from(Moment::now().micros() / 1_000_000).unwrap_or_default();
        let line = Line::sign(&self.key, &asked.note.text, seconds).ok_or("the key does not sign")?;
        // Anybody may put lines below a note: only the log's own is kept, and this word.
        let own = asked.note.lines.iter().find(|line| line.claims(key)).cloned();
        let note = Note { text: asked.note.text.clone(), lines: own.into_iter().chain([line.clone()]).collect() };
        files::put(&self.folder, &name_of(&next.origin), &Seen { note: note.to_string() })?;
        Ok(Told::of(200, format!("{line}\n")))
    }

    /// What was seen last of a log; nothing where there is no file. One that cannot be read is a failure: whoever forgets what he has
    /// seen gives his word for another history.
    fn last(&self, origin: &str) -> Result<Option<(Note, Checkpoint)>, String> {
        let file = name_of(origin);
        let Some(seen) = files::get::<Seen>(&self.folder, &file)? else { return Ok(None) };
        let read = Note::parse(&seen.note).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
        let read = read.filter(|(_, read)| read.origin == origin);
        read.map(Some).ok_or_else(|| format!("{file} in {} holds no checkpoint of {origin}", self.folder.display()))
    }

    /// The last checkpoint that it saw of a log, with its word.
    pub fn seen(&self, origin: &str) -> Told {
        match self.last(origin) {
            Ok(Some((note, _))) => Told::of(200, note.to_string()),
            Ok(None) => Told::of(404, "nothing was seen of that log\n"),
            Err(_) => Told::of(500, "cannot read it\n"),
        }
    }
}

/// The file of a log: its name may hold anything.
fn name_of(origin: &str) -> String {
    let hash = secret::hex(&merkle::digest(origin.as_bytes()));
    format!("log-{}.json", hash.get(..32).unwrap_or_default())
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
