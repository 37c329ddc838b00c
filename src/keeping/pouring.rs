//! Rows on their way into a table of a place that is being filled: put by the thousand, summed as they come, and summed again as they
//! stand there. Called by restore and copy.

use super::digest::{Digest, Sum};
use crate::platform::db::{Column, Filling, OpenError, Table};

/// Rows, and bytes of rows, that are put together.
const ROWS: usize = 1000;
const BYTES: usize = 1024 * 1024;

/// A table that is being filled.
pub(super) struct Pouring<'f> {
    filling: &'f mut Filling,
    table: Table,
    waiting: String,
    rows: usize,
    digest: Digest,
}

impl<'f> Pouring<'f> {
    /// Begins with the table of a name, whose columns must be those that come.
    pub fn begin(filling: &'f mut Filling, name: &str, columns: &[Column]) -> Result<Self, OpenError> {
        let tables = filling.tables()?;
        let table = tables.iter().find(|table| table.name == name).and_then(|table| table.ordered_as(columns));
        let table = table.ok_or_else(|| OpenError(format!("the schema has no table {name} with such columns")))?;
        Ok(Self { filling, table, waiting: String::new(), rows: 0, digest: Digest::default() })
    }

    /// Takes a row.
    pub fn line(&mut self, line: &str) -> Result<(), OpenError> {
        self.digest.add(line);
        self.waiting.push(if self.rows == 0 { '[' } else { ',' });
        self.waiting.push_str(line);
        self.rows += 1;
        if self.rows >= ROWS || self.waiting.len() >= BYTES { self.put() } else { Ok(()) }
    }

    fn put(&mut self) -> Result<(), OpenError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.waiting.push(']');
        let put = self.filling.put(&self.table, &self.waiting)?;
        if put != self.rows {
            return Err(OpenError(format!("{}: {put} rows were put of {}", self.table.name, self.rows)));
        }
        self.waiting.clear();
        self.rows = 0;
        Ok(())
    }

    /// Puts the last rows, and answers what came, once what stands there has come to the same.
    pub fn end(mut self) -> Result<Sum, OpenError> {
        self.put()?;
        let mut stands = Digest::default();
        self.filling.each_line(&self.table, &mut |line| {
            stands.add(line);
            Ok(())
        })?;
        let (came, stands) = (self.digest.sum(), stands.sum());
        if came != stands {
            let name = &self.table.name;
            return Err(OpenError(format!(
                "{name}: {} rows came with SHA-256 {}, and {} stand there with {}",
                came.rows, came.sha256, stands.rows, stands.sha256
            )));
        }
        Ok(came)
    }
}
