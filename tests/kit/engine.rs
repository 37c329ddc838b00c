//! The two databases of the tests: a SQLite file in a folder of its own, a PostgreSQL database of its own in a throw-away cluster.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use orderly::platform::db::Address;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

/// Both.
pub fn engines() -> Vec<Engine> {
    vec![Engine::Sqlite, Engine::Postgres]
}

/// Where a test's data is; gone when the test ends.
pub struct Place {
    engine: Engine,
    folder: PathBuf,
    file: PathBuf,
    name: String,
    cluster: String,
}

impl Place {
    /// A fresh one.
    pub fn fresh(engine: Engine) -> Self {
        Self::at(engine, if engine == Engine::Postgres { cluster() } else { "" })
    }

    /// A fresh one, where it is PostgreSQL in the cluster at this address.
    pub fn at(engine: Engine, cluster: &str) -> Self {
        let place = Self::named(engine, cluster);
        if engine == Engine::Postgres {
            place.tell_cluster(&[format!("CREATE DATABASE {}", place.name)]);
        }
        place
    }

    /// A name and a folder for a place that is poured from what was stored.
    pub fn to_pour_into(engine: Engine) -> Self {
        Self::named(engine, if engine == Engine::Postgres { cluster() } else { "" })
    }

    fn named(engine: Engine, cluster: &str) -> Self {
        let mut noise = [0u8; 8];
        getrandom::fill(&mut noise).expect("random bytes");
        let name = format!("t_{}_{}", std::process::id(), noise.iter().map(|b| format!("{b:02x}")).collect::<String>());
        let folder = std::env::temp_dir().join("orderly-tests").join(&name);
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let file = folder.join("orderly.sqlite");
        Self { engine, folder, file, name, cluster: cluster.to_owned() }
    }

    /// The cluster it is in; empty for a file.
    pub fn cluster(&self) -> &str {
        &self.cluster
    }

    /// A fresh PostgreSQL database of a server that sorts as people of a language do.
    pub fn sorted_as(language: &str) -> Self {
        let place = Self::fresh(Engine::Postgres);
        let mut admin = PgConnection::establish(&place.cluster).expect("the cluster answers");
        let name = &place.name;
        for sql in [
            format!("DROP DATABASE {name}"),
            format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE '{language}'"),
        ] {
            diesel::sql_query(sql).execute(&mut admin).expect("a database of another alphabet");
        }
        place
    }

    /// Its address for the program.
    pub fn address(&self) -> Address {
        Address::parse(&self.url()).expect("an address")
    }

    /// Its address as text.
    pub fn url(&self) -> String {
        match self.engine {
            Engine::Sqlite => format!("sqlite:{}", self.file.display()),
            Engine::Postgres => database_url(&self.cluster, &self.name),
        }
    }

    /// A folder for other files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Which of the two it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Goes on with a copy of the file, which nobody in this process holds open; a server's database stays where it is.
    pub fn part_from_file(&mut self) {
        if self.engine == Engine::Postgres {
            return;
        }
        let apart = self.folder.join("apart");
        std::fs::create_dir_all(&apart).expect("a folder for the file");
        self.move_file_to(&apart);
    }

    /// Goes on with the file in another folder, which nobody holds open.
    pub fn move_file_to(&mut self, folder: &Path) {
        let moved = folder.join("orderly.sqlite");
        let mut conn = SqliteConnection::establish(&self.file.to_string_lossy()).expect("the file opens");
        conn.batch_execute(&format!("VACUUM INTO '{}'", moved.display())).expect("a copy of the file");
        self.file = moved;
    }

    /// Goes on with the same database in another cluster.
    pub fn follow_to(&mut self, cluster: &str) {
        self.cluster = cluster.to_owned();
    }

    /// One number by SQL, on a connection of its own.
    pub fn number(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        let sql = format!("SELECT CAST(({sql}) AS BIGINT) AS number");
        let found: Result<Number, _> = match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::establish(&self.file.to_string_lossy()).expect("the file opens");
                diesel::sql_query(&sql).get_result(&mut conn)
            }
            Engine::Postgres => {
                let mut conn = PgConnection::establish(&self.url()).expect("the database answers");
                diesel::sql_query(&sql).get_result(&mut conn)
            }
        };
        found.unwrap_or_else(|error| panic!("{sql}: {error}")).number
    }
}

impl Place {
    /// How `orderly serve` ends by itself on this place, and what it complains of; it is ended where it goes on.
    pub fn served(&self) -> (Option<i32>, String) {
        let own = |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || name == "RUST_LOG";
        let mut child = Command::new(env!("CARGO_BIN_EXE_orderly"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", &self.url(), "--data-dir"])
            .arg(self.folder())
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| !own(name)))
            .env("ORDERLY_SECRET", super::SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let begun = Instant::now();
        while child.try_wait().expect("its state").is_none() && begun.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Whoever has ended is told nothing.
        let _ = child.kill();
        let mut said = String::new();
        child.stderr.take().expect("its words").read_to_string(&mut said).expect("words");
        (child.wait().expect("its end").code(), said)
    }

    /// Changes the data by SQL, whole or not at all, on a connection of its own.
    pub fn change(&self, sql: &str) {
        let told = match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::establish(&self.file.to_string_lossy()).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
                conn.batch_execute(&format!("BEGIN IMMEDIATE; {sql}; COMMIT"))
            }
            Engine::Postgres => {
                let mut conn = PgConnection::establish(&self.url()).expect("the database answers");
                conn.batch_execute(&format!("BEGIN; {sql}; COMMIT"))
            }
        };
        told.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// The database that holds the stored trade of this program.
fn stored_name() -> String {
    let path = std::env::current_exe().expect("the program's path");
    let name = path.file_stem().expect("a name").to_string_lossy().replace('-', "_");
    format!("stored_{name}")
}

impl Place {
    /// Keeps all of it, which nobody uses any more, for others to be poured from.
    pub fn store(&self, kept: &Path) {
        std::fs::create_dir_all(kept).expect("a folder to keep it in");
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::establish(&self.file.to_string_lossy()).expect("the file opens");
                let copy = kept.join("orderly.sqlite");
                conn.batch_execute(&format!("VACUUM INTO '{}'", copy.display())).expect("a copy");
                #[cfg(unix)]
                {
                    use std::os::unix::fs::PermissionsExt;
                    std::fs::set_permissions(copy, std::fs::Permissions::from_mode(0o600)).expect("the owner's alone");
                }
            }
            Engine::Postgres => {
                let (name, stored) = (&self.name, stored_name());
                self.tell_cluster(&[
                    format!("DROP DATABASE IF EXISTS {stored} WITH (FORCE)"),
                    format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"),
                    format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"),
                    format!("ALTER DATABASE {name} RENAME TO {stored}"),
                ]);
            }
        }
        copy_folder(&self.folder, kept);
    }

    /// Whether the server has what this program has stored.
    pub fn is_stored(&self) -> bool {
        if self.engine == Engine::Sqlite {
            return true;
        }
        let mut admin = PgConnection::establish(&self.cluster).expect("the cluster answers");
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{}'", stored_name());
        diesel::sql_query(sql).execute(&mut admin).is_ok_and(|rows| rows == 1)
    }

    /// Becomes a copy of what was stored.
    pub fn pour(&self, kept: &Path) {
        copy_folder(kept, &self.folder);
        if self.engine == Engine::Postgres {
            let (name, stored) = (&self.name, stored_name());
            self.tell_cluster(&[format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name} TEMPLATE {stored}")]);
        }
    }

    fn tell_cluster(&self, statements: &[String]) {
        let mut admin = PgConnection::establish(&self.cluster).expect("the cluster answers");
        for sql in statements {
            diesel::sql_query(sql).execute(&mut admin).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
}

/// Copies what is not there yet, but no database that is in use.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder is read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy_folder(&entry.path(), &target);
        } else if !target.exists() && !["-wal", "-shm"].iter().any(|end| entry.file_name().to_string_lossy().ends_with(end)) {
            std::fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if self.engine == Engine::Postgres
            && let Ok(mut admin) = PgConnection::establish(&self.cluster)
        {
            let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).execute(&mut admin);
        }
    }
}

fn database_url(cluster: &str, name: &str) -> String {
    let (base, query) = cluster.split_once('?').map_or((cluster, String::new()), |(base, query)| (base, format!("?{query}")));
    let host = base.rsplit_once('/').map_or(base, |(host, _)| host);
    format!("{host}/{name}{query}")
}

/// The cluster of this run: told by `TEST_DATABASE_URL`, or started by `scripts/postgres`.
fn cluster() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
            return url;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres");
        let output = Command::new(script).arg("url").output().expect("scripts/postgres runs");
        assert!(output.status.success(), "scripts/postgres: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    })
}
