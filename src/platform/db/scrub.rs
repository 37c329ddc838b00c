//! What was erased from the embedded database and still stands in the free space of its file. Deleted rows are overwritten as they go
//! (`secure_delete`), but rows that moved while a page was parted leave copies behind, and the log of writes has the pages as they were:
//! after an erasure the file is written anew and that log is emptied. A server looks after its own files.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::Database;
use super::alone::number;
use super::connect::{Address, OpenError, Use, connect};
use super::tx::Link;
use crate::platform::error::{Answer, No};

/// A file of so many bytes is written anew within a second or so; meanwhile nobody else writes.
const AT_ONCE: i64 = 64 * 1024 * 1024;
/// Others wait no longer than this for the log of writes to be emptied.
const PATIENT: &str = "PRAGMA busy_timeout = 1000";
/// So often the log is tried after the file was written: looks that began before it still read from it.
const TRIES: u32 = 10;

#[derive(QueryableByName)]
struct Emptied {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

impl Database {
    /// Writes the file of the embedded database anew, once for so many erasures. A big one is left as it is unless it may take long, and
    /// while somebody reads for long nothing is done. Answers whether nothing is left to do.
    pub async fn scrub(&self, erasures: i64, may_take_long: bool) -> Answer<bool> {
        let address = self.address.clone();
        let scrubbed = tokio::task::spawn_blocking(move || rewrite(&address, erasures, may_take_long)).await;
        scrubbed.map_err(No::failed)?.map_err(No::failed)
    }
}

/// The same for a database that nobody else uses.
pub fn scrub(address: &Address, erasures: i64) -> Result<(), OpenError> {
    if rewrite(address, erasures, true)? {
        return Ok(());
    }
    Err(OpenError(format!("{} is read by somebody: what was erased still stands in its file", address.masked())))
}

/// How many erasures the file was written anew for stands in its head.
fn rewrite(address: &Address, erasures: i64, may_take_long: bool) -> Result<bool, OpenError> {
    let mut link = match address {
        Address::Sqlite(_) => connect(address, Use::Write)?,
        Address::Postgres(_) => return Ok(true),
    };
    link.batch_execute(PATIENT)?;
    if number(&mut link, "SELECT user_version FROM pragma_user_version")? >= erasures {
        return Ok(true);
    }
    let size = number(&mut link, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    if (size > AT_ONCE && !may_take_long) || !empty_log(&mut link)? {
        return Ok(false);
    }
    // Figures about rows have some of them as samples.
    if number(&mut link, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")? > 0 {
        link.batch_execute("ANALYZE")?;
    }
    // A copy of everything is made beside: not in memory.
    link.batch_execute("PRAGMA temp_store = FILE; VACUUM")?;
    for _ in 0..TRIES {
        if empty_log(&mut link)? {
            link.batch_execute(&format!("PRAGMA user_version = {erasures}"))?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings the log of writes into the file and cuts it off. Answers whether that was possible.
fn empty_log(link: &mut Link) -> Result<bool, OpenError> {
    let Link::Sqlite(conn) = link else { return Ok(true) };
    let emptied: Emptied = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn)?;
    Ok(emptied.busy == 0)
}
