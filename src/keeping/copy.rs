//! Moving everything from one database to another, of the same engine or the other: each table with the same rows, the journal with the
//! same bytes, running numbers going on where they were. The target is filled whole or stays empty.

use super::digest::Sum;
use super::pouring::Pouring;
use crate::platform::db::{Address, Alone, Filling};

/// What was copied: every table with what it came to, in both databases alike.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Each table's name and sum.
    pub tables: Vec<(String, Sum)>,
}

/// Copies one moment of a database into an empty place.
pub fn copy(from: &mut Alone, into: &Address) -> Result<Copied, String> {
    let schema = from.migrations()?;
    if schema.is_empty() {
        return Err("there is nothing to copy: the first database is not one of this program".into());
    }
    let mut filling = Filling::begin(into, &schema)?;
    let mut tables = Vec::new();
    for table in from.tables()? {
        let mut pouring = Pouring::begin(&mut filling, &table.name, &table.columns)?;
        from.each_line(&table, &mut |line| pouring.line(line))?;
        tables.push((table.name, pouring.end()?));
    }
    for (name, value) in from.counters()? {
        filling.set_counter(&name, value)?;
    }
    filling.settle()?;
    filling.keep()?;
    Ok(Copied { tables })
}
