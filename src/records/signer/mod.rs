//! The signer: holds the log's key and remembers what it signed last, outside the database, and signs nothing that does not go on
//! from there. It runs as a process of its own behind a socket, or inside the portal where nobody has set one up.

pub mod desk;
#[cfg(unix)]
pub mod socket;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use desk::Desk;

use super::checkpoint::Checkpoint;
use super::note::Note;
use crate::platform::error::{Answer, No};

/// What can be asked of the signer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// What it signed last, and its keys.
    Last,
    /// To sign a checkpoint that goes on from the last one. Hashes in base64.
    Checkpoint {
        /// The size it goes on from.
        old: u64,
        /// The size it comes to.
        size: u64,
        /// The root over so many records.
        root: String,
        /// The proof that the one begins with the other.
        proof: Vec<String>,
    },
    /// To promise that a record will be in the log.
    Promise {
        /// The record's leaf, in base64.
        leaf: String,
        /// The record's moment, RFC 3339.
        at: String,
    },
}

/// What it signed last, and its keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The log's name.
    pub origin: String,
    /// The key it signs with now, as a verifier key.
    pub key: String,
    /// How many records the last checkpoint holds; 0 before the first.
    pub size: u64,
    /// The last checkpoint, signed.
    pub note: Option<String>,
    /// What it has stated besides checkpoints, the first first: each change of keys, signed by both; each time the log was opened
    /// again, signed by the key of that time.
    pub successions: Vec<String>,
}

impl Last {
    /// The last checkpoint, read; whether it is signed is for others to look at.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        Checkpoint::parse(&Note::parse(self.note.as_deref()?)?.text)
    }

    /// The statements, read.
    pub fn statements(&self) -> impl Iterator<Item = Note> + '_ {
        self.successions.iter().filter_map(|text| Note::parse(text))
    }
}

/// What the signer answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Reply {
    /// To the question for the last checkpoint.
    Last(Last),
    /// A signed note: a checkpoint or a promise.
    Signed {
        /// The note.
        note: String,
    },
    /// It does not go on from what was signed last.
    Refused {
        /// The size of what was signed last.
        size: u64,
        /// Why, in words.
        why: String,
    },
    /// It could not.
    Failed {
        /// Why, in words.
        why: String,
    },
}

/// The way to the signer.
#[derive(Debug)]
pub enum Signer {
    /// Inside this process: whoever has this process has its key.
    Inside(Desk),
    /// A process of its own, at a socket.
    Behind(PathBuf),
}

impl Signer {
    /// The one at a socket, or else the one whose state is in a folder.
    pub fn open(socket: Option<&Path>, folder: &Path) -> Result<Self, String> {
        match socket {
            Some(path) if cfg!(unix) => Ok(Signer::Behind(path.to_owned())),
            Some(_) => Err("ORDERLY_SIGNER needs a system with sockets in the file system".into()),
            None => Desk::open(folder, None).map(Signer::Inside),
        }
    }

    /// The same for a log that is sealed already: a folder without a key stays without one, and the signer keeps silent until it has
    /// its folder back, or the log is opened again.
    pub fn of_sealed(socket: Option<&Path>, folder: &Path) -> Result<Self, String> {
        match socket {
            Some(_) => Self::open(socket, folder),
            None => Ok(Signer::Inside(Desk::of(folder))),
        }
    }

    /// What the one at a socket, or of a folder, remembers; nothing where no socket is set and the folder has no key. Nothing is made.
    pub fn recall(socket: Option<&Path>, folder: &Path) -> Result<Option<Last>, String> {
        let signer = match socket {
            Some(_) => Self::open(socket, folder)?,
            None => match Desk::sought(folder)? {
                Some(desk) => Signer::Inside(desk),
                None => return Ok(None),
            },
        };
        match signer.ask_now(&Ask::Last)? {
            Reply::Last(last) => Ok(Some(last)),
            Reply::Failed { why } | Reply::Refused { why, .. } => Err(why),
            Reply::Signed { .. } => Err("the signer answered something else".to_owned()),
        }
    }

    /// Whether there is a key to sign with, as far as that can be seen from here.
    pub fn has_key(&self) -> bool {
        match self {
            Signer::Inside(desk) => desk.has_key(),
            Signer::Behind(_) => true,
        }
    }

    /// Whether it is a process of its own.
    pub fn is_apart(&self) -> bool {
        matches!(self, Signer::Behind(_))
    }

    /// Asks and waits, on this thread.
    pub fn ask_now(&self, ask: &Ask) -> Result<Reply, String> {
        match self {
            Signer::Inside(desk) => Ok(desk.answer(ask)),
            #[cfg(unix)]
            Signer::Behind(path) => socket::ask(path, ask),
            #[cfg(not(unix))]
            Signer::Behind(_) => Err("no sockets here".into()),
        }
    }

    /// Asks without holding anybody up.
    pub async fn ask(self: &Arc<Self>, ask: Ask) -> Answer<Reply> {
        let signer = self.clone();
        let told = tokio::task::spawn_blocking(move || signer.ask_now(&ask)).await.map_err(No::failed)?;
        told.map_err(No::failed)
    }

    /// What it signed last.
    pub async fn last(self: &Arc<Self>) -> Answer<Last> {
        match self.ask(Ask::Last).await? {
            Reply::Last(last) => Ok(last),
            Reply::Failed { why } | Reply::Refused { why, .. } => Err(No::failed(why)),
            Reply::Signed { .. } => Err(No::failed("the signer answered something else")),
        }
    }
}
