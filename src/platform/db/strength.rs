//! In what health the engine is, for `doctor`: settings under which acknowledged work could be lost, and what its clock says.

use super::alone::{Alone, number};
use super::connect::{self, Durability, OpenError};
use super::tx::Link;
use crate::platform::values::Moment;

impl Alone {
    /// Why acknowledged work could be lost under the settings of the engine; none where it could not.
    pub fn weakness(&mut self) -> Option<String> {
        connect::check(&mut self.link, Durability::Required).err().map(|error| error.0)
    }

    /// What the database's clock says. SQLite has none but this machine's.
    pub fn clock(&mut self) -> Result<Moment, OpenError> {
        let Link::Postgres(_) = &self.link else { return Ok(Moment::now()) };
        number(&mut self.link, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)").map(Moment::from_micros)
    }
}
