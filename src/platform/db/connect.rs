//! Opening connections: addresses, pools, the settings of each connection and their check.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection};

use super::course::Course;
use super::tx::{Link, Tx};
use super::watch::Watch;
use super::{line, patience};
use crate::platform::error::{Answer, Failure, No};
use crate::platform::memory::Memory;
use crate::platform::values::Moment;
use crate::platform::values::ids::IdMaker;

/// Where a database is; told by the scheme, never by trial.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file.
    Sqlite(PathBuf),
    /// A connection string of libpq.
    Postgres(String),
}

/// Whether the settings that protect acknowledged work must be as strong as they can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Refuse to start with weaker settings.
    Required,
    /// A throw-away database: let weaker server settings pass.
    Trial,
}

/// Why a database could not be opened, and what to do.
#[derive(Debug)]
pub struct OpenError(pub String);

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for OpenError {}

impl From<OpenError> for String {
    fn from(error: OpenError) -> Self {
        error.0
    }
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        OpenError(error.to_string())
    }
}
impl From<diesel::ConnectionError> for OpenError {
    fn from(error: diesel::ConnectionError) -> Self {
        OpenError(format!("cannot connect to the database: {error}"))
    }
}

impl Address {
    /// From `sqlite:PATH` or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(":memory:") {
                return Err(OpenError("DATABASE_URL: sqlite: needs a path to a file".into()));
            }
            return Ok(Address::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let asks_for_tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"].iter().any(|m| url.contains(m));
            if asks_for_tls && !cfg!(feature = "postgres-tls") {
                return Err(OpenError(
                    "DATABASE_URL asks for TLS, and this program was built without it: build with --features postgres-tls".into(),
                ));
            }
            return Ok(Address::Postgres(url.to_owned()));
        }
        Err(OpenError("DATABASE_URL must begin with sqlite: or postgres://".into()))
    }

    /// For people and logs: no password.
    pub fn masked(&self) -> String {
        match self {
            Address::Sqlite(path) => format!("sqlite:{}", path.display()),
            Address::Postgres(url) => match (url.find("://"), url.rfind('@')) {
                (Some(scheme), Some(at)) => {
                    let user = url.get(scheme + 3..at).and_then(|u| u.split(':').next()).unwrap_or_default();
                    format!("postgres://{user}:…{}", url.get(at..).unwrap_or_default())
                }
                _ => url.clone(),
            },
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Looks only; the database refuses writes.
    Read,
    /// Verbs.
    Write,
}

/// Makes the folder of a SQLite file and keeps the file to its owner.
pub fn prepare(address: &Address) -> Result<(), OpenError> {
    let Address::Sqlite(path) = address else { return Ok(()) };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| OpenError(format!("cannot make the folder {}: {e}", folder.display())))?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| OpenError(format!("cannot open {}: {e}", path.display())))?;
    }
    Ok(())
}

/// One connection with its settings.
pub fn connect(address: &Address, purpose: Use) -> Result<Link, OpenError> {
    let mut link = match address {
        Address::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
            conn.batch_execute(
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;",
            )?;
            // What is deleted is overwritten, also in pages that become free.
            conn.batch_execute(match purpose {
                Use::Read => "PRAGMA query_only = ON; PRAGMA busy_timeout = 1300;",
                Use::Write => "PRAGMA secure_delete = ON;",
            })?;
            Link::Sqlite(conn)
        }
        Address::Postgres(url) => {
            let mut conn = PgConnection::establish(&line::watchful(url))?;
            // No statement is ever ended by the clock, whatever the server is set to: a commit that waits for a replica would be told
            // as done before the replica has it.
            conn.batch_execute(
                "SET client_min_messages = warning; SET lock_timeout = '5s'; SET statement_timeout = 0; SET application_name = 'orderly';",
            )?;
            if purpose == Use::Read {
                conn.batch_execute("SET default_transaction_read_only = on;")?;
            }
            Link::Postgres(conn)
        }
    };
    link.set_instrumentation(Watch);
    Ok(link)
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// Refuses settings under which acknowledged work could be lost.
pub fn check(link: &mut Link, durability: Durability) -> Result<(), OpenError> {
    match link {
        Link::Sqlite(conn) => {
            let version: Setting = diesel::sql_query("SELECT sqlite_version() AS value").get_result(conn)?;
            let parts: Vec<u32> = version.value.split('.').filter_map(|p| p.parse().ok()).collect();
            if parts < vec![3, 51, 3] {
                return Err(OpenError(format!("SQLite {} can corrupt its log; 3.51.3 or later is needed", version.value)));
            }
            let setting = |conn: &mut SqliteConnection, sql: &str| diesel::sql_query(sql).get_result::<Setting>(conn);
            let mode = setting(conn, "SELECT journal_mode AS value FROM pragma_journal_mode")?.value;
            let sync = setting(conn, "SELECT CAST(synchronous AS TEXT) AS value FROM pragma_synchronous")?.value;
            if mode != "wal" || sync != "2" {
                return Err(OpenError(format!("SQLite runs with journal_mode={mode}, synchronous={sync}; WAL and 2 are needed")));
            }
        }
        Link::Postgres(conn) => {
            for (name, good) in
                [("synchronous_commit", &["on", "remote_apply"][..]), ("fsync", &["on"]), ("full_page_writes", &["on"])]
            {
                let found: Setting = diesel::sql_query(format!("SELECT current_setting('{name}') AS value")).get_result(conn)?;
                let is_weak = !good.contains(&found.value.as_str());
                if is_weak && (durability == Durability::Required || name == "synchronous_commit") {
                    let value = found.value;
                    return Err(OpenError(format!(
                        "PostgreSQL runs with {name}={value}: acknowledged orders could be lost; set it to on"
                    )));
                }
            }
        }
    }
    Ok(())
}

/// A pooled connection and whether it may be used again.
pub struct Wired {
    pub link: Option<Link>,
}

/// Opens and tests pooled connections. Those that write are looked at for their settings, each of them and each time: a setting may be
/// changed for a role, a database or the server while the house is at work.
pub struct Maker {
    address: Address,
    purpose: Use,
    durability: Durability,
}

/// Fails on a connection whose settings are weak, and costs no more than any other question whether it is still there.
const STRONG: &str = "SELECT 1 / CAST(current_setting('synchronous_commit') IN ('on', 'remote_apply') AS INTEGER)";
const STRONGEST: &str = "SELECT 1 / CAST(current_setting('synchronous_commit') IN ('on', 'remote_apply') \
     AND current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS INTEGER)";

impl Maker {
    /// Why a connection may not write is told to whoever keeps the house.
    fn expect_strong(&self, link: &mut Link) -> Result<(), OpenError> {
        check(link, self.durability).inspect_err(|error| tracing::warn!(%error, "a connection is not used"))
    }
}

impl ManageConnection for Maker {
    type Connection = Wired;
    type Error = OpenError;

    fn connect(&self) -> Result<Wired, OpenError> {
        let mut link = connect(&self.address, self.purpose)?;
        if self.purpose == Use::Write {
            self.expect_strong(&mut link)?;
        }
        Ok(Wired { link: Some(link) })
    }

    fn is_valid(&self, wired: &mut Wired) -> Result<(), OpenError> {
        let Some(link) = wired.link.as_mut() else { return Err(OpenError("gone".into())) };
        if matches!(link, Link::Sqlite(_)) {
            return Ok(());
        }
        match link.batch_execute(if self.durability == Durability::Required { STRONGEST } else { STRONG }) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.expect_strong(link).err().unwrap_or_else(|| OpenError::from(error))),
        }
    }

    fn has_broken(&self, wired: &mut Wired) -> bool {
        wired.link.is_none()
    }
}

/// Connections kept ready.
pub type Pool = Arc<r2d2::Pool<Maker>>;

/// A pool that opens its connections when they are first needed.
pub fn pool(address: &Address, purpose: Use, durability: Durability, size: u32) -> Result<Pool, OpenError> {
    let pool = r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .test_on_check_out(matches!(address, Address::Postgres(_)) && purpose == Use::Write)
        .connection_timeout(patience::OF_A_REQUEST)
        .build_unchecked(Maker { address: address.clone(), purpose, durability });
    Ok(Arc::new(pool))
}

/// A connection, waited for until that moment; «busy» when there is none by then.
pub fn take(pool: &Pool, until: Instant) -> Answer<r2d2::PooledConnection<Maker>> {
    pool.get_timeout(patience::left(until)).map_err(|_| No::busy())
}

/// Runs a look on a pooled connection, in one read-only view of the data. A connection that is lost on the way is no failure of
/// the look: whoever asks again gets another.
pub fn read<T>(
    pool: &Pool,
    until: Instant,
    course: &Course,
    ids: Arc<IdMaker>,
    memory: Arc<Memory>,
    moment: Moment,
    look: impl FnOnce(&mut Tx) -> Answer<T>,
) -> Answer<T> {
    let mut wired = take(pool, until)?;
    let Some(link) = wired.link.take() else { return Err(No::busy()) };
    // A look waits for nobody but who changes the tables themselves.
    let (left, begun) = (patience::left(until), Instant::now());
    let is_sqlite = matches!(link, Link::Sqlite(_));
    let mut tx = Tx::new(link, ids, moment).remembering(memory);
    let begun_well = if is_sqlite { tx.say("BEGIN") } else { tx.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", until) };
    begun_well.map_err(|_| No::busy())?;
    if !course.work() {
        // Whoever asked was told so while this waited.
        if tx.say("ROLLBACK").is_ok() {
            wired.link = Some(tx.into_link());
        }
        return Err(No::busy());
    }
    let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(&mut tx)));
    let Ok(answer) = answer else { return Err(No::failed("a look panicked")) };
    let is_whole = tx.say("ROLLBACK").is_ok();
    if is_whole {
        wired.link = Some(tx.into_link());
    }
    match answer {
        Err(No::Failed(Failure::Database(error))) if !is_whole || has_waited(&error, begun.elapsed() + A_LITTLE >= left) => {
            tracing::warn!(%error, "the database was away or held by another while somebody looked");
            Err(No::busy())
        }
        answer => answer,
    }
}

/// A server counts whole milliseconds.
const A_LITTLE: Duration = Duration::from_millis(2);

/// Whether a look has waited in vain for a lock: such an error has no kind of its own, and a server tells it in its own language.
fn has_waited(error: &diesel::result::Error, is_over: bool) -> bool {
    use diesel::result::{DatabaseErrorKind, Error};
    let Error::DatabaseError(DatabaseErrorKind::Unknown, told) = error else { return false };
    is_over || told.message() == "database is locked"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_weaker_settings_is_refused_and_told() {
        let folder = std::env::temp_dir().join(format!("orderly-weak-{}", std::process::id()));
        let address = Address::Sqlite(folder.join("weak.sqlite"));
        prepare(&address).unwrap();
        for (weaker, words) in [
            ("PRAGMA synchronous = NORMAL", "journal_mode=wal, synchronous=1"),
            ("PRAGMA journal_mode = DELETE", "journal_mode=delete"),
        ] {
            for durability in [Durability::Required, Durability::Trial] {
                let mut link = connect(&address, Use::Write).unwrap();
                check(&mut link, durability).unwrap();
                link.batch_execute(weaker).unwrap();
                let told = check(&mut link, durability).unwrap_err().0;
                assert!(told.contains(words) && told.contains("are needed"), "{told}");
            }
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
