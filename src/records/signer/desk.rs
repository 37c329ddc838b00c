//! The signer's desk: a key, the last checkpoint, and the rule that the next one must begin with it. What it is about to sign is
//! on the disk before the signature leaves; the same checkpoint asked for twice is answered with the same note.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{Ask, Last, Reply};
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::records::checkpoint::{Checkpoint, Extent, Promise, Reopening, Succession, from_base64, in_base64};
use crate::records::keys::{Keys, PublicKey, Purpose, SigningKey, is_name};
use crate::records::note::Note;
use crate::records::{files, merkle};

const KEY: &str = "key.json";
const NEXT_KEY: &str = "next-key.json";
const LAST: &str = "last.json";
const SUCCESSIONS: &str = "successions.json";
/// So many seconds the moment of a record may lie from the signer's own clock for a promise: it is given with the record, and never later.
const NEAR: i64 = 15 * 60;

/// A private key as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptKey {
    name: String,
    seed: String,
}

impl KeptKey {
    fn fresh(name: &str) -> Result<Self, String> {
        let seed = secret::random::<32>().map_err(|no| no.to_string())?;
        Ok(Self { name: name.to_owned(), seed: STANDARD.encode(seed) })
    }

    fn key(&self) -> Result<SigningKey, String> {
        let seed = STANDARD.decode(&self.seed).map_err(|e| e.to_string())?;
        SigningKey::of(&self.name, Purpose::Log, &seed).ok_or_else(|| "the signer's key is no key".to_owned())
    }
}

/// The last checkpoint as it is kept. A file that does not say whether there is one is no answer.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLast {
    #[serde(deserialize_with = "Option::deserialize")]
    note: Option<String>,
}

impl KeptLast {
    fn checkpoint(&self) -> Result<Option<Checkpoint>, String> {
        let Some(note) = &self.note else { return Ok(None) };
        let read = Note::parse(note).and_then(|note| Checkpoint::parse(&note.text));
        read.map(Some).ok_or_else(|| "the signer's last checkpoint is none".to_owned())
    }
}

/// What a database holds of the log, for a signer that is to go on from there.
#[derive(Debug, Clone, Default)]
pub struct Sealed {
    /// Its last checkpoint, as a signed note; none where nothing is sealed.
    pub note: Option<String>,
    /// The signer's statements that it keeps, the first first.
    pub statements: Vec<String>,
}

/// A key, what it signed last, and the folder of both.
#[derive(Debug)]
pub struct Desk {
    folder: PathBuf,
}

impl Desk {
    /// Of a folder; a key is made in it the first time, under a name of its own where none is given.
    pub fn open(folder: &Path, name: Option<&str>) -> Result<Self, String> {
        files::make_folder(folder)?;
        let _held = files::lock(folder)?;
        match files::get::<KeptKey>(folder, KEY)? {
            Some(kept) if name.is_some_and(|name| name != kept.name) => {
                return Err(format!("the signer in {} signs for {}", folder.display(), kept.name));
            }
            Some(kept) => drop(kept.key()?),
            None => {
                let name = match name {
                    Some(name) if is_name(name) => name.to_owned(),
                    Some(_) => return Err("the log's name must have no blanks and no plus".into()),
                    None => format!("orderly/{}", secret::hex(&secret::random::<8>().map_err(|no| no.to_string())?)),
                };
                files::put(folder, KEY, &KeptKey::fresh(&name)?)?;
            }
        }
        let desk = Self::of(folder);
        desk.finish_succession()?;
        Ok(desk)
    }

    /// The one of a folder that has a key; nothing is made.
    pub fn known(folder: &Path) -> Option<Self> {
        Some(Self::of(folder)).filter(Self::has_key)
    }

    /// The same for whoever must know: a folder that cannot be looked into is a failure, and not one without a key.
    pub fn sought(folder: &Path) -> Result<Option<Self>, String> {
        Ok(files::is_there(folder, KEY)?.then(|| Self::of(folder)))
    }

    /// The one of a folder, whether it has a key or not; nothing is made.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Whether it has a key.
    pub fn has_key(&self) -> bool {
        self.folder.join(KEY).is_file()
    }

    /// Answers what was asked.
    pub fn answer(&self, ask: &Ask) -> Reply {
        let told = match ask {
            Ask::Last => self.last().map(Reply::Last),
            Ask::Checkpoint { old, size, root, proof } => self.checkpoint(*old, *size, root, proof),
            Ask::Promise { leaf, at } => self.promise(leaf, at),
        };
        told.unwrap_or_else(|why| Reply::Failed { why })
    }

    /// The present key. One that was told as the next is the present one, even while the disk keeps it from its place.
    fn key(&self) -> Result<SigningKey, String> {
        if let Some((_, next)) = self.told_next()? {
            return Ok(next);
        }
        let kept: Option<KeptKey> = files::get(&self.folder, KEY)?;
        kept.ok_or_else(|| self.keyless())?.key()
    }

    fn keyless(&self) -> String {
        format!("there is no key of the log in {}", self.folder.display())
    }

    /// The key of a change that was told and is not finished.
    fn told_next(&self) -> Result<Option<(KeptKey, SigningKey)>, String> {
        let Some(kept) = files::get::<KeptKey>(&self.folder, NEXT_KEY)? else { return Ok(None) };
        let next = kept.key()?;
        let told = read(&self.statements()?)?.iter().rev().find_map(Succession::of);
        Ok(told.is_some_and(|told| told.new == *next.public()).then_some((kept, next)))
    }

    /// What was signed last.
    pub fn last(&self) -> Result<Last, String> {
        if !self.has_key() {
            return Err(self.keyless());
        }
        let _held = files::lock(&self.folder)?;
        let (key, last) = (self.key()?, self.kept_last()?);
        Ok(Last {
            origin: key.public().name.clone(),
            key: key.public().to_string(),
            size: last.checkpoint()?.map_or(0, |last| last.size),
            note: last.note,
            successions: self.statements()?,
        })
    }

    fn kept_last(&self) -> Result<KeptLast, String> {
        Ok(files::get(&self.folder, LAST)?.unwrap_or_default())
    }

    fn statements(&self) -> Result<Vec<String>, String> {
        Ok(files::get(&self.folder, SUCCESSIONS)?.unwrap_or_default())
    }

    fn checkpoint(&self, old: u64, size: u64, root: &str, proof: &[String]) -> Result<Reply, String> {
        let _held = files::lock(&self.folder)?;
        self.finish_succession()?;
        let (key, kept) = (self.key()?, self.kept_last()?);
        let last = kept.checkpoint()?;
        let known = last.as_ref().map_or(0, |last| last.size);
        let refuse = |why: &str| Ok(Reply::Refused { size: known, why: why.to_owned() });
        let (Some(root), Some(proof)) =
            (from_base64(root), proof.iter().map(|hash| from_base64(hash)).collect::<Option<Vec<_>>>())
        else {
            return refuse("what was sent are no hashes");
        };
        if let (Some(last), Some(note)) = (&last, &kept.note)
            && last.size == size
        {
            let is_same = last.root == root;
            return if is_same { Ok(Reply::Signed { note: note.clone() }) } else { refuse("another root of the same size") };
        }
        if old != known || size == 0 {
            return refuse("it does not go on from the last checkpoint");
        }
        let before = last.as_ref().map_or_else(merkle::empty_root, |last| last.root);
        if !merkle::verify_consistency(known, size, &proof, &before, &root) {
            return refuse("it does not begin with the last checkpoint");
        }
        let origin = key.public().name.clone();
        let next = Checkpoint { origin, size, root, previous: last.as_ref().map(Checkpoint::as_previous) };
        let note = Note::signed(&next.text(), &[&key]).ok_or("the key does not sign")?.to_string();
        files::put(&self.folder, LAST, &KeptLast { note: Some(note.clone()) })?;
        Ok(Reply::Signed { note })
    }

    fn promise(&self, leaf: &str, at: &str) -> Result<Reply, String> {
        let key = self.key()?;
        let leaf = from_base64(leaf).ok_or("what was sent is no hash")?;
        let moment = Moment::parse(at).ok_or("what was sent is no moment")?;
        if Moment::now().seconds_since(moment).saturating_abs() > NEAR {
            return Err(format!("{at} is not a moment of now: nothing is promised for another time"));
        }
        let promise = Promise { origin: key.public().name.clone(), leaf, at: at.to_owned() };
        let note = Note::signed(&promise.text(), &[&key]).ok_or("the key does not sign")?;
        Ok(Reply::Signed { note: note.to_string() })
    }

    /// Makes a new key, with a word of both about it; answers the new one. From the next checkpoint on it signs.
    pub fn rotate(&self, is_compromised: bool) -> Result<PublicKey, String> {
        let _held = files::lock(&self.folder)?;
        self.finish_succession()?;
        let old = self.key()?;
        let kept = KeptKey::fresh(&old.public().name)?;
        let new = kept.key()?;
        files::put(&self.folder, NEXT_KEY, &kept)?;
        let change = Succession {
            origin: old.public().name.clone(),
            after: self.kept_last()?.checkpoint()?.map_or(0, |last| last.size),
            old: old.public().clone(),
            new: new.public().clone(),
            at: Moment::now().to_string(),
            is_compromised,
        };
        let note = Note::signed(&change.text(), &[&old, &new]).ok_or("a key does not sign")?;
        let mut told = self.statements()?;
        told.push(note.to_string());
        files::put(&self.folder, SUCCESSIONS, &told)?;
        self.put_next(&kept)?;
        Ok(new.public().clone())
    }

    /// Goes on from the last checkpoint of a database and not from what was signed last, and states that, signed, for everybody who
    /// verifies. For a database that was put back to an earlier moment, and for a key that is new because the old one is lost. `after`
    /// is the size of that checkpoint, said again by whoever decides.
    pub fn reopen(&self, after: u64, sealed: &Sealed, reason: &str) -> Result<Reopening, String> {
        let _held = files::lock(&self.folder)?;
        self.finish_succession()?;
        let (key, kept) = (self.key()?, self.kept_last()?);
        let own = self.statements()?;
        let mut told: Vec<String> = sealed.statements.iter().filter(|one| !own.contains(one)).cloned().collect();
        told.extend(own);
        let extent = |read: &Checkpoint| Extent { size: read.size, root: read.root };
        let last = kept.checkpoint()?;
        let change = Reopening {
            origin: key.public().name.clone(),
            signed: last.as_ref().map_or_else(Extent::empty, extent),
            after: going_on(key.public(), last.is_some(), sealed, &told)?.as_ref().map_or_else(Extent::empty, extent),
            at: Moment::now().to_string(),
            reason: reason.trim().to_owned(),
        };
        if change.after.size != after {
            return Err(format!("{} records are sealed there, and not {after}", change.after.size));
        }
        if change.after == change.signed && last.is_some() {
            return Err(format!("the signer goes on from those {after} records anyway"));
        }
        if Reopening::parse(&change.text()).as_ref() != Some(&change) {
            return Err("the reason must be one line of at most 500 bytes".into());
        }
        told.push(Note::signed(&change.text(), &[&key]).ok_or("the key does not sign")?.to_string());
        files::put(&self.folder, SUCCESSIONS, &told)?;
        files::put(&self.folder, LAST, &KeptLast { note: sealed.note.clone() })?;
        Ok(change)
    }

    /// A change of keys that was told and not finished is finished; one that was not told is forgotten. Called with the folder in hand.
    fn finish_succession(&self) -> Result<(), String> {
        if let Some((kept, _)) = self.told_next()? {
            return self.put_next(&kept);
        }
        match std::fs::remove_file(self.folder.join(NEXT_KEY)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    fn put_next(&self, kept: &KeptKey) -> Result<(), String> {
        files::put(&self.folder, KEY, kept)?;
        std::fs::remove_file(self.folder.join(NEXT_KEY)).map_err(|e| e.to_string())
    }
}

/// Statements as notes. One that nobody can read is not left out: it may be the one that a key was followed or revoked by.
fn read(statements: &[String]) -> Result<Vec<Note>, String> {
    let notes: Option<Vec<Note>> = statements.iter().map(|text| Note::parse(text)).collect();
    notes.ok_or_else(|| "a statement of the signer cannot be read".to_owned())
}

/// The checkpoint that a log is to go on from, if this key may go on from it: its own or of a key before it; anybody's as long as it
/// has signed nothing yet.
fn going_on(key: &PublicKey, has_signed: bool, sealed: &Sealed, statements: &[String]) -> Result<Option<Checkpoint>, String> {
    let keys = Keys::of(std::slice::from_ref(key), &read(statements)?);
    if keys.terms().iter().any(|term| term.key == *key && term.until.is_some()) {
        return Err(format!("the key {} was followed by another, which must sign", key.short()));
    }
    let Some(text) = &sealed.note else { return Ok(None) };
    let given = Note::parse(text).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
    let (note, checkpoint) = given.ok_or("what was given is no signed checkpoint")?;
    if has_signed && note.signed_by(&keys.all()).is_none() {
        return Err("the checkpoint was signed by none of this log's keys".into());
    }
    Ok(Some(checkpoint))
}

/// A question for a checkpoint.
pub fn asking(old: u64, size: u64, root: &merkle::Hash, proof: &[merkle::Hash]) -> Ask {
    Ask::Checkpoint { old, size, root: in_base64(root), proof: proof.iter().map(in_base64).collect() }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
