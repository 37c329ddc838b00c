//! Erasures that were made after a backup was taken, made again in what was restored from it, before anybody opens it. Called by
//! `orderly restore`, in its transaction; a portal erases by the verb.

use super::list::Erasure;
use super::{erase, store};
use crate::access::accounts::erased;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::{self, Entry};

/// Who erases, as the journal names him.
const MARK: &str = "system:restore";
/// Why, in the words that are kept.
const REASON: &str = "Erased after the backup was taken, and again when it was restored";

/// What became of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many were erased again.
    pub again: usize,
    /// How many had been erased before the backup.
    pub before: usize,
    /// How many have no account in it: they came later.
    pub absent: usize,
    /// Whether somebody is left who runs the house.
    pub is_run: bool,
}

/// Erases everybody of a list who is there and is not erased. Nobody is too needed to be erased once more.
pub fn apply(tx: &mut Tx, list: &[Erasure]) -> Answer<Applied> {
    let mut applied = Applied { is_run: true, ..Applied::default() };
    for erasure in list {
        if store::is_erased(tx, erasure.account)? {
            applied.before += 1;
            continue;
        }
        let Some(person) = erased::person_of(tx, erasure.account)? else {
            applied.absent += 1;
            continue;
        };
        erased::block_anyway(tx, person.account)?;
        let by = store::By { actor: MARK, at: erasure.at };
        let facts = erase::carry_out(tx, &person, REASON, &by)?;
        journal::write(tx, MARK, &Entry { kind: "account.erased", partner: None, facts })?;
        applied.again += 1;
    }
    if applied.again > 0 {
        applied.is_run = erased::has_administrators(tx)?;
    }
    Ok(applied)
}
