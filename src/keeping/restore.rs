//! Restoring: an archive into an empty place of either engine. Every hash is checked before anything is written, every table is summed
//! again as it stands, the log is verified up to the archive's checkpoint before anything is kept, whoever was erased since is erased in it
//! again, and the new database is proven whole before anybody is told that it is there.

use std::path::Path;

use super::archive::Reading;
use super::check::{self, Proof};
use super::log;
use super::manifest::Manifest;
use super::pouring::Pouring;
use crate::platform::db::{self, Address, Alone, Filling};
use crate::platform::values::Moment;
use crate::privacy::again::{self, Applied};
use crate::privacy::list::Erasure;
use crate::records::keys::PublicKey;
use crate::records::verify::Report;

/// What became of an archive.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What the archive said of itself.
    pub manifest: Manifest,
    /// What verifying the log came to, held against the archive's checkpoint.
    pub log: Report,
    /// Who was erased again.
    pub erased: Applied,
    /// What the check of the new database came to.
    pub proof: Proof,
}

/// Restores. A place that is not empty, an archive with any byte changed, and a log that is not the one its checkpoint tells of are
/// refused, and the place stays as it was. `keys` are those that are pinned; without any the archive's own is believed.
pub fn restore(file: &Path, into: &Address, keys: &[PublicKey], now: Moment) -> Result<Restored, String> {
    restore_without(file, into, keys, &[], now)
}

/// The same without the people of a list, who were erased after the backup was taken.
pub fn restore_without(
    file: &Path,
    into: &Address,
    keys: &[PublicKey],
    list: &[Erasure],
    now: Moment,
) -> Result<Restored, String> {
    let mut archive = Reading::open(file)?;
    let manifest = archive.manifest.clone();
    let refused = |why: String| format!("{} is refused: {why}", file.display());
    let outside = log::outside(&manifest, keys).map_err(refused)?;
    let mut filling = Filling::begin(into, &manifest.schema)?;
    every_table(&mut filling, &manifest)?;
    for part in &manifest.tables {
        let mut pouring = Pouring::begin(&mut filling, &part.table, &part.columns)?;
        archive.each_line(&part.file, &mut |line| pouring.line(line).map_err(String::from))?;
        let sum = pouring.end()?;
        if sum != part.sum {
            return Err(format!("{} changed while it was read", part.file));
        }
    }
    for (name, value) in &manifest.counters {
        filling.set_counter(name, *value)?;
    }
    filling.settle()?;
    let mut log = Report::default();
    log::verify(filling.tx(), &outside, &mut log).map_err(|no| format!("the log cannot be verified: {no}"))?;
    log::expect_own(&log, &manifest).map_err(refused)?;
    let erased = again::apply(filling.tx(), list).map_err(|no| format!("nobody can be erased again: {no}"))?;
    filling.keep()?;
    if erased.again > 0 {
        let all = erased.again.saturating_add(erased.before);
        db::scrub(into, i64::try_from(all).unwrap_or(i64::MAX))?;
    }
    let proof = Alone::look_at(into).and_then(|mut db| check::prove(&mut db, now))?;
    Ok(Restored { manifest, log, erased, proof })
}

/// An archive has each table of its schema, once.
fn every_table(filling: &mut Filling, manifest: &Manifest) -> Result<(), String> {
    for table in filling.tables()? {
        let times = manifest.tables.iter().filter(|part| part.table == table.name).count();
        if times != 1 {
            return Err(format!("the archive has the table {} {times} times", table.name));
        }
    }
    Ok(())
}
