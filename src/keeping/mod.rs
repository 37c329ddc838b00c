//! Keeping what the house knows: proving that it is whole, putting it into an archive and back, moving it to another database, and
//! telling what is in poor health. Called by the command line; it looks at whole databases and stands above every room.

pub mod archive;
pub mod backup;
pub mod check;
pub mod copy;
pub mod digest;
pub mod doctor;
mod documents;
pub mod invariants;
mod leaks;
pub mod log;
pub mod manifest;
mod pouring;
mod proven;
pub mod restore;
mod rights;
pub mod sums;
