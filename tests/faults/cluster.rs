//! PostgreSQL that syncs: one cluster for all tests, and servers of a test's own that can be killed, restarted, copied and
//! promoted. It needs PostgreSQL's programs; as root the servers run as the system's user `postgres`.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::program::{free_port, signal_to};

const ACCOUNT: &str = "postgres";
const USER: &str = "orderly_test";
const SETTINGS: &str = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n\
    max_connections = 100\nshared_buffers = 64MB\nfsync = on\nfull_page_writes = on\nsynchronous_commit = on\nwal_level = replica\n\
    max_wal_senders = 4\nhot_standby = on\nwal_sender_timeout = 5s\nautovacuum = off\n";

/// The cluster for tests that leave the server alone: told by `TEST_SYNCED_DATABASE_URL`, or started by `scripts/postgres`.
pub fn synced() -> String {
    static URL: OnceLock<String> = OnceLock::new();
    let start = || {
        if let Ok(url) = std::env::var("TEST_SYNCED_DATABASE_URL") {
            return url;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres");
        let output = Command::new(script)
            .arg("url")
            .env("ORDERLY_TEST_DIR", "target/postgres-faults")
            .env("ORDERLY_TEST_FSYNC", "on")
            .output()
            .expect("scripts/postgres runs");
        assert!(output.status.success(), "scripts/postgres: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    URL.get_or_init(start).clone()
}

/// A server of a test's own.
pub struct Server {
    /// Where it listens.
    pub port: u16,
    folder: PathBuf,
    child: Option<Child>,
}

impl Server {
    /// A fresh one with the one user of the tests.
    pub async fn fresh() -> Self {
        Self::made(&[]).await
    }

    /// The same with its log of writes in an empty folder, in pieces of a megabyte.
    pub async fn with_log_in(folder: &Path) -> Self {
        Self::made(&["--wal-segsize=1".to_owned(), format!("--waldir={}", folder.display())]).await
    }

    async fn made(more: &[String]) -> Self {
        let folder = folder();
        let initdb = ["--no-sync", "--no-instructions", "-A", "trust", "-E", "UTF8", "--locale=C", "-U", USER, "-D"];
        run(as_owner("initdb").args(more).args(initdb).arg(folder.join("data")));
        let mut server = Self { port: free_port(), folder, child: None };
        append(&server.data().join("postgresql.conf"), SETTINGS);
        append(&server.data().join("pg_hba.conf"), "host replication all 127.0.0.1/32 trust\n");
        server.start().await;
        server.say("postgres", &format!("CREATE DATABASE {USER}"));
        server
    }

    /// A copy of another that follows it, under this name.
    pub async fn following(primary: &Server, name: &str) -> Self {
        let folder = folder();
        let from = format!("host=127.0.0.1 port={} user={USER}", primary.port);
        run(as_owner("pg_basebackup")
            .args(["--no-sync", "-X", "stream", "-c", "fast", "-d", &from, "-D"])
            .arg(folder.join("data")));
        let mut server = Self { port: free_port(), folder, child: None };
        let line = format!("primary_conninfo = '{from} application_name={name}'\nsynchronous_standby_names = ''\n");
        append(&server.data().join("postgresql.conf"), &line);
        run(Command::new("touch").arg(server.data().join("standby.signal")));
        server.start().await;
        server
    }

    /// Its address, for the database of this name.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{USER}", self.port)
    }

    /// Starts it, and waits until it answers.
    pub async fn start(&mut self) {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("log")).expect("a file for the log");
        let child = as_owner("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string()])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the same file"))
            .stderr(log)
            .spawn()
            .expect("PostgreSQL starts");
        self.child = Some(child);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if PgConnection::establish(&self.address("postgres")).is_ok() {
                return;
            }
            sleep(Duration::from_millis(30)).await;
        }
        panic!("PostgreSQL does not answer: {}", self.said());
    }

    /// Ends it by a signal: `INT` fast, `QUIT` at once and without a checkpoint, `KILL` as a power cut; waits until it has ended.
    pub fn end(&mut self, signal: &str) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        signal_to(child.id(), signal);
        child.wait().ok()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        let has_ended = |child: &mut Child| child.try_wait().expect("the state of the server").is_some();
        if self.child.as_mut().is_some_and(has_ended) {
            self.child = None;
        }
        self.child.is_none()
    }

    /// What stands in its own words.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Says something to it.
    pub fn say(&self, database: &str, sql: &str) {
        let mut conn = PgConnection::establish(&self.address(database)).expect("the server answers");
        conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A figure of it.
    pub fn number(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        let mut conn = PgConnection::establish(&self.address("postgres")).expect("the server answers");
        let sql = format!("SELECT CAST(({sql}) AS BIGINT) AS number");
        diesel::sql_query(&sql).get_result::<Number>(&mut conn).unwrap_or_else(|error| panic!("{sql}: {error}")).number
    }

    /// Adds settings and reads them.
    pub fn set(&self, settings: &str) {
        append(&self.data().join("postgresql.conf"), settings);
        self.say("postgres", "SELECT pg_reload_conf()");
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}?connect_timeout=5", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end("QUIT");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// One of PostgreSQL's programs, as the user who may run it and with none of the caller's own settings.
fn as_owner(program: &str) -> Command {
    let program = programs().join(program);
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PG")) {
        command.env_remove(name);
    }
    // The caller's folder may be closed to the server's user.
    command.current_dir("/");
    command
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("the program runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Whether the tests run as root.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim() == "0"
}

/// The folder with initdb and the others: the newest that is installed, or the one in `PG_BIN`.
fn programs() -> PathBuf {
    if let Some(folder) = std::env::var_os("PG_BIN") {
        return folder.into();
    }
    let installed =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let version = |folder: &PathBuf| -> u32 {
        folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()).and_then(|name| name.parse().ok()).unwrap_or(0)
    };
    let mut found: Vec<PathBuf> = installed.filter(|folder| folder.join("initdb").is_file()).collect();
    found.sort_by_key(version);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = || std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file());
    found.pop().or_else(in_path).expect("PostgreSQL's programs: install postgresql, or name their folder in PG_BIN")
}

/// A folder that belongs to whoever runs the server.
fn folder() -> PathBuf {
    let mut noise = [0u8; 8];
    getrandom::fill(&mut noise).expect("random bytes");
    let name: String = noise.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = std::env::temp_dir().join("orderly-tests").join(format!("postgres_{}_{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for PostgreSQL");
    own(&folder);
    folder
}

/// Gives a folder to whoever runs the server.
pub fn own(folder: &Path) {
    if is_root() {
        run(Command::new("chown").arg(ACCOUNT).arg(folder));
    }
}

fn append(file: &Path, text: &str) {
    let mut file: File = OpenOptions::new().create(true).append(true).open(file).expect("the settings are opened");
    file.write_all(text.as_bytes()).expect("the settings are written");
}
