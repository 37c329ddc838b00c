//! What an archive says of itself: which program and schema it is of, how far the journal had come, and every table with its sum.
//! Written by backup, believed by restore only as far as the hashes agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::Sum;
use crate::platform::db::{Alone, Applied, Column, OpenError, RawRecord, Table};
use crate::platform::secret::hex;
use crate::platform::values::Moment;
use crate::records::signer::Last;

/// The way archives are written now.
pub const FORMAT: u32 = 2;
/// The ways that can be read: the first had the checkpoint without the key that signed it.
pub const KNOWN: std::ops::RangeInclusive<u32> = 1..=FORMAT;

/// An archive's own account of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How the archive is written.
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When.
    pub made_at: Moment,
    /// The engine it came from: `sqlite` or `postgres`. It may go to either.
    pub engine: String,
    /// The migrations that had made the database.
    pub schema: Vec<Applied>,
    /// How far the journal had come.
    pub journal: JournalEnd,
    /// The text of the last checkpoint of the log, where the log is signed.
    pub checkpoint: Option<String>,
    /// The key that signs the log, as a verifier key, where the signer told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Each change of keys, signed by both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_changes: Vec<String>,
    /// Running numbers of series with gaps, by name.
    pub counters: BTreeMap<String, i64>,
    /// Every table, in the order of the names.
    pub tables: Vec<Part>,
}

/// How far the journal had come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEnd {
    /// How many records there were.
    pub records: i64,
    /// The last place that was given, 0 before the first.
    pub last_place: i64,
    /// The hash of the youngest record, in hex.
    pub last_leaf: Option<String>,
}

/// A table in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The table.
    pub table: String,
    /// The file that holds its rows, one JSON array a line.
    pub file: String,
    /// What the arrays hold.
    pub columns: Vec<Column>,
    /// What they come to.
    pub sum: Sum,
}

impl Manifest {
    /// What a database says of itself before its tables are gone through, and the signer of its key.
    pub fn begun(db: &mut Alone, now: Moment, signer: Option<&Last>) -> Result<Self, OpenError> {
        let schema = db.migrations()?;
        if schema.is_empty() {
            return Err(OpenError("there is no database of this program".into()));
        }
        let mut journal = JournalEnd {
            records: db.number("SELECT COUNT(*) FROM journal")?,
            last_place: db.number("SELECT MAX(n) FROM place")?,
            last_leaf: None,
        };
        db.last_record(&mut |record: RawRecord| journal.last_leaf = Some(hex(&record.leaf)))?;
        Ok(Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now,
            engine: db.engine().to_owned(),
            schema,
            journal,
            checkpoint: checkpoint(db)?,
            key: signer.map(|last| last.key.clone()),
            key_changes: signer.map(|last| last.successions.clone()).unwrap_or_default(),
            counters: db.counters()?.into_iter().collect(),
            tables: Vec::new(),
        })
    }

    /// How many rows all tables have together.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|part| part.sum.rows).sum()
    }
}

impl Part {
    /// A table with what it came to.
    pub fn of(table: &Table, sum: Sum) -> Self {
        Self { table: table.name.clone(), file: file_of(&table.name), columns: table.columns.clone(), sum }
    }
}

/// The file of a table.
pub fn file_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

/// The last checkpoint, of a database whose log is signed.
fn checkpoint(db: &mut Alone) -> Result<Option<String>, OpenError> {
    let is_signed = |table: &Table| table.name == "checkpoint" && table.columns.iter().any(|column| column.name == "note");
    if !db.tables()?.iter().any(is_signed) {
        return Ok(None);
    }
    let mut note = None;
    let sql = "SELECT note AS object, '' AS expected, '' AS found FROM checkpoint ORDER BY size DESC LIMIT 1";
    db.each_odd(sql, &mut |row| note = Some(row.object))?;
    Ok(note)
}
