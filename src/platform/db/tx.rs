//! A transaction under way: the link to the database, the moment of business, fresh ids.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

use super::batch::{Step, attempt, leave};
use super::patience::Locks;
use crate::platform::error::Answer;
use crate::platform::memory::{Changes, Memory};
use crate::platform::values::Moment;
use crate::platform::values::ids::{Id, IdMaker};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Link {
    /// PostgreSQL and what speaks its protocol.
    Postgres(PgConnection),
    /// The embedded database.
    Sqlite(SqliteConnection),
}

/// A transaction under way. Stores query through [`Tx::link`].
pub struct Tx {
    link: Link,
    ids: Arc<IdMaker>,
    moment: Moment,
    memory: Option<Arc<Memory>>,
    changes: Option<Changes>,
    held: HashMap<String, Arc<dyn Any + Send + Sync>>,
    locks: Option<Locks>,
    device: Option<String>,
}

impl Tx {
    pub(super) fn new(link: Link, ids: Arc<IdMaker>, moment: Moment) -> Self {
        Self { link, ids, moment, memory: None, changes: None, held: HashMap::new(), locks: None, device: None }
    }

    /// Begins on PostgreSQL with these words, waiting for all locks together until that moment.
    pub(super) fn begin(&mut self, words: &str, until: Instant) -> diesel::QueryResult<()> {
        let (locks, said) = Locks::begin(until);
        self.locks = Some(locks);
        self.say(&format!("{words}; {said}"))
    }

    /// Whether a statement on PostgreSQL may have waited for a lock in vain.
    pub(super) fn has_waited(&self) -> bool {
        self.locks.as_ref().is_some_and(Locks::were_waited_for)
    }

    /// A look, which may remember.
    pub(super) fn remembering(mut self, memory: Arc<Memory>) -> Self {
        self.memory = Some(memory);
        self
    }

    /// What looks remember; nothing in a verb.
    pub(in crate::platform) fn memory(&self) -> Option<Arc<Memory>> {
        self.memory.clone()
    }

    /// The numbers of the last changes, where this look has read them.
    pub(in crate::platform) fn changes(&self) -> Option<Changes> {
        self.changes
    }

    pub(in crate::platform) fn set_changes(&mut self, changes: Changes) {
        self.changes = Some(changes);
    }

    /// What this look has read already.
    pub(in crate::platform) fn held(&self, key: &str) -> Option<Arc<dyn Any + Send + Sync>> {
        self.held.get(key).cloned()
    }

    pub(in crate::platform) fn hold(&mut self, key: String, value: Arc<dyn Any + Send + Sync>) {
        self.held.insert(key, value);
    }

    /// What Diesel's queries run on.
    pub fn link(&mut self) -> &mut Link {
        if let Some(news) = self.locks.as_mut().and_then(Locks::news) {
            // Where a statement has failed before, this one does too, and so does the one that is asked for.
            let _ = self.say(&news);
        }
        &mut self.link
    }

    /// The one moment of this act.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Sets the moment: when the next act of a batch begins, or history is written. By what the one before came is forgotten.
    pub(crate) fn set_moment(&mut self, moment: Moment) {
        self.moment = moment;
        self.device = None;
    }

    /// By what whoever acts came, by its id: a session, a key; nothing where the program acts by itself.
    pub(in crate::platform) fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// Says by what whoever acts now came: every record of his act names it.
    pub(crate) fn set_device(&mut self, device: Option<String>) {
        self.device = device;
    }

    /// A fresh id.
    pub fn new_id<I: Id>(&self) -> I {
        self.ids.next()
    }

    /// A fresh id above one that was seen, also where another node with a faster clock made that.
    pub fn new_id_above<I: Id>(&self, seen: i64) -> I {
        self.ids.next_above(seen)
    }

    /// Runs a part that may be refused or fail alone: what it did is undone then, and what its refusal leaves is written.
    pub(crate) fn apart<T>(&mut self, part: impl Fn(&mut Tx) -> Answer<T>) -> Answer<Answer<T>> {
        self.say("SAVEPOINT part")?;
        let (answer, step) = attempt(part, self);
        let traces = match step {
            Step::Keep => None,
            Step::Undo(traces) => Some(traces),
            Step::Poison => Some(Vec::new()),
        };
        if let Some(traces) = traces {
            if let Some(locks) = &mut self.locks {
                locks.undone();
            }
            self.say("ROLLBACK TO SAVEPOINT part")?;
            leave(self, &traces)?;
        }
        self.say("RELEASE SAVEPOINT part")?;
        Ok(answer)
    }

    pub(super) fn into_link(self) -> Link {
        self.link
    }

    pub(super) fn say(&mut self, sql: &str) -> diesel::QueryResult<()> {
        use diesel::connection::SimpleConnection;
        self.link.batch_execute(sql)
    }
}
