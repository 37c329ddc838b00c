//! A backup: one moment of the whole database as an archive, while the portal goes on writing. The rows are read through one view of the
//! data, so no other program is needed and the archive can be put back into either engine.

use std::path::Path;

use super::archive::{Reading, Writing};
use super::digest::Digest;
use super::manifest::{self, Manifest, Part};
use crate::platform::db::{Alone, OpenError};
use crate::platform::values::Moment;
use crate::records::signer::Last;

/// Writes the archive, and reads it back to the last byte before it says that it is there. The signer's key goes with it, so that
/// whoever restores can hold the log against the checkpoint.
pub fn backup(db: &mut Alone, file: &Path, now: Moment, signer: Option<&Last>) -> Result<Manifest, String> {
    let mut writing = Writing::begin(file)?;
    let mut manifest = Manifest::begun(db, now, signer)?;
    for table in db.tables()? {
        writing.file(&manifest::file_of(&table.name))?;
        let mut digest = Digest::default();
        db.each_line(&table, &mut |line| {
            digest.add(line);
            writing.line(line).map_err(OpenError)
        })?;
        manifest.tables.push(Part::of(&table, digest.sum()));
    }
    writing.finish(&manifest)?;
    let read = Reading::open(file)?;
    if read.manifest == manifest { Ok(manifest) } else { Err(format!("{} says otherwise than was written", file.display())) }
}
