//! Restoring: an archive into an empty place of either engine. Every hash is checked before anything is written, every table is summed
//! again as it stands, and the new database is proven whole before anybody is told that it is there.

use std::path::Path;

use super::archive::Reading;
use super::check::{self, Proof};
use super::manifest::Manifest;
use super::pouring::Pouring;
use crate::platform::db::{Address, Alone, Filling, OpenError};
use crate::platform::values::Moment;

/// What became of an archive.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What the archive said of itself.
    pub manifest: Manifest,
    /// What the check of the new database came to.
    pub proof: Proof,
}

/// Restores. A place that is not empty, and an archive with any byte changed, are refused.
pub fn restore(file: &Path, into: &Address, now: Moment) -> Result<Restored, String> {
    let mut archive = Reading::open(file)?;
    let manifest = archive.manifest.clone();
    let mut filling = Filling::begin(into, &manifest.schema).map_err(|e| e.0)?;
    every_table(&mut filling, &manifest)?;
    for part in &manifest.tables {
        let mut pouring = Pouring::begin(&mut filling, &part.table, &part.columns).map_err(|e| e.0)?;
        archive.each_line(&part.file, &mut |line| pouring.line(line).map_err(|e| e.0))?;
        let sum = pouring.end().map_err(|e| e.0)?;
        if sum != part.sum {
            return Err(format!("{} changed while it was read", part.file));
        }
    }
    for (name, value) in &manifest.counters {
        filling.set_counter(name, *value).map_err(|e| e.0)?;
    }
    filling.finish().map_err(|e| e.0)?;
    let proof = Alone::look_at(into).and_then(|mut db| check::prove(&mut db, now)).map_err(|e| e.0)?;
    Ok(Restored { manifest, proof })
}

/// An archive has each table of its schema, once.
fn every_table(filling: &mut Filling, manifest: &Manifest) -> Result<(), String> {
    for table in filling.tables().map_err(|OpenError(e)| e)? {
        let times = manifest.tables.iter().filter(|part| part.table == table.name).count();
        if times != 1 {
            return Err(format!("the archive has the table {} {times} times", table.name));
        }
    }
    Ok(())
}
