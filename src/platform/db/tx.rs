//! A transaction under way: the link to the database, the moment of business, fresh ids.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

use crate::platform::memory::Memory;
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
    change: Option<i64>,
    held: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Tx {
    pub(super) fn new(link: Link, ids: Arc<IdMaker>, moment: Moment) -> Self {
        Self { link, ids, moment, memory: None, change: None, held: HashMap::new() }
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

    /// The number of the last change, where this look has read it.
    pub(in crate::platform) fn change(&self) -> Option<i64> {
        self.change
    }

    pub(in crate::platform) fn set_change(&mut self, change: i64) {
        self.change = Some(change);
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
        &mut self.link
    }

    /// The one moment of this act.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Sets the moment: when the next act of a batch begins, or history is written.
    pub(crate) fn set_moment(&mut self, moment: Moment) {
        self.moment = moment;
    }

    /// A fresh id.
    pub fn new_id<I: Id>(&self) -> I {
        self.ids.next()
    }

    pub(super) fn into_link(self) -> Link {
        self.link
    }

    pub(super) fn say(&mut self, sql: &str) -> diesel::QueryResult<()> {
        use diesel::connection::SimpleConnection;
        self.link.batch_execute(sql)
    }
}
