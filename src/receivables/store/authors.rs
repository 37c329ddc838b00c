//! Who stands behind what was done, as the marks of the journal name it: people, and keys of programs with whoever answers for them.

use std::collections::HashMap;

use super::blocks;
use crate::access::keys;
use crate::access::reach::{AccountId, KeyId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;

/// The names behind some marks.
pub(in crate::receivables) struct Authors {
    people: HashMap<AccountId, String>,
    keys: HashMap<KeyId, (String, AccountId)>,
}

impl Authors {
    /// Behind these.
    pub(in crate::receivables) fn of<'m>(tx: &mut Tx, marks: impl Iterator<Item = &'m String> + Clone) -> Answer<Self> {
        let mut ids: Vec<KeyId> = marks.clone().filter_map(|mark| key_of(mark)).collect();
        ids.sort_unstable();
        ids.dedup();
        let keys = keys::named(tx, &ids)?;
        let answerable = keys.values().map(|(_, account)| *account);
        let mut accounts: Vec<AccountId> = marks.filter_map(|mark| account_of(mark)).chain(answerable).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let people = if accounts.is_empty() { HashMap::new() } else { blocks::names(tx, &accounts)? };
        Ok(Self { people, keys })
    }

    /// The person by name: who did it, or answers for the key. Nobody where the program itself did it.
    pub(super) fn person(&self, mark: &str) -> String {
        self.known(mark).unwrap_or_default()
    }

    /// The same, or none.
    pub(in crate::receivables) fn known(&self, mark: &str) -> Option<String> {
        let account = account_of(mark).or_else(|| self.keys.get(&key_of(mark)?).map(|(_, account)| *account))?;
        self.people.get(&account).cloned()
    }

    /// The name of the key by which a program did it.
    pub(super) fn key(&self, mark: &str) -> Option<String> {
        self.keys.get(&key_of(mark)?).map(|(name, _)| name.clone())
    }
}

fn account_of(mark: &str) -> Option<AccountId> {
    mark.split(' ').next().and_then(AccountId::parse)
}

fn key_of(mark: &str) -> Option<KeyId> {
    mark.split(' ').next().and_then(KeyId::parse)
}
