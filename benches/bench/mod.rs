//! What the benches share: which databases are measured, the house, the load, the bare statements, the table of figures.
//! They print; they never assert a time.
#![allow(dead_code, reason = "each bench uses its own part")]

pub mod bare;
pub mod house;
pub mod load;
pub mod long_log;
pub mod pgbench;
pub mod report;
pub mod sqlite;
pub mod world;

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};

use crate::kit::Engine;
use load::{Plan, Taken};

/// Measures on each of the databases that were asked for, one after the other.
pub fn on_each<M: Future<Output = ()>>(measure: impl Fn(Engine) -> M) {
    let engines = engines();
    report::machine();
    actix_web::rt::System::new().block_on(async {
        for engine in engines {
            measure(engine).await;
        }
    });
}

/// The databases named on the command line, or both.
///
/// Where PostgreSQL is among them and nobody told its address, a cluster that syncs is started, this program is run again with its
/// address, and the cluster is stopped: `scripts/postgres` alone would start one that does not sync.
fn engines() -> Vec<Engine> {
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let all = [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)];
    assert!(named.iter().all(|word| all.iter().any(|(name, _)| name == word)), "sqlite or postgres, not {named:?}");
    let is_asked = |name: &str| named.is_empty() || named.iter().any(|word| word == name);
    let engines: Vec<Engine> = all.into_iter().filter(|(name, _)| is_asked(name)).map(|(_, engine)| engine).collect();
    if engines.contains(&Engine::Postgres) && std::env::var_os("TEST_DATABASE_URL").is_none() {
        again_with_postgres();
    }
    engines
}

fn again_with_postgres() -> ! {
    let was_running = postgres("status").status.success();
    let told = postgres("url");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let program = std::env::current_exe().expect("this program has a path");
    let url = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    let ended = Command::new(program).args(std::env::args().skip(1)).env("TEST_DATABASE_URL", url).status();
    if !was_running {
        postgres("stop");
    }
    std::process::exit(ended.ok().and_then(|status| status.code()).unwrap_or(1));
}

fn postgres(what: &str) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres");
    let mut command = Command::new(script);
    command.arg(what).env("ORDERLY_TEST_DIR", "target/postgres-bench").env("ORDERLY_TEST_FSYNC", "on");
    command.output().expect("scripts/postgres runs")
}

/// The name of a database.
pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// Lets clients knock while the servers of this process go on.
pub async fn press(
    address: SocketAddr,
    plan: Plan,
    expected: u16,
    write: impl Fn(usize, usize, &mut Vec<u8>) + Send + Sync + 'static,
) -> Taken {
    tokio::task::spawn_blocking(move || load::run(address, plan, expected, &write)).await.expect("the clients end")
}
