//! The disk is full: what was acknowledged stays, reading goes on, refusals are clear, and with room again everything goes on by
//! itself. The room is taken away by a limit on the size of files, which any user may set, and by a small file system of its own
//! where this machine lets us mount one.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cluster::{Server, is_root, own};
use crate::kit::Engine;
use crate::kit::client::{Told, read};
use crate::kit::engine::Place;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{figure, not_run};
use crate::program::Program;
use crate::world::World;

/// How many order at once.
const AT_ONCE: usize = 16;

/// Takes all room for files away from the program, its log's too, or gives it back.
fn room(world: &World, is_there: bool) {
    let limit = if is_there { "--fsize=unlimited:" } else { "--fsize=4096:" };
    let told = Command::new("prlimit").args(["--pid", &world.program.pid().to_string(), limit]).status();
    assert!(told.is_ok_and(|status| status.success()), "prlimit {limit} is refused");
}

async fn order(world: &World, n: usize) -> Told {
    let client = &world.buyers[n % world.buyers.len()];
    let request = client.request(Method::POST, "/api/v1/orders").header("idempotency-key", format!("load-{n}"));
    read(request.json(&piece()).send().await.expect("an answer")).await
}

/// Orders until it is acknowledged, and notes it.
async fn placed(world: &World, load: &Load, n: usize) {
    let buyer = n % world.buyers.len();
    let told = load.insist(&world.buyers[buyer], "/api/v1/orders", &format!("load-{n}"), &piece()).await;
    note(load, buyer, n, &told);
}

/// Notes what was acknowledged.
fn note(load: &Load, buyer: usize, n: usize, told: &Value) {
    let (key, body) = (format!("load-{n}"), piece());
    load.placed.borrow_mut().push(Placed { buyer, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) });
}

fn piece() -> Value {
    json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})
}

/// Sixteen at once order while there is no room, until twenty and more are refused, each in clear words; reading goes on. What still
/// finds room in the log is acknowledged and counts.
async fn refused(world: &World, load: &Load, numbers: std::ops::Range<usize>) -> Vec<usize> {
    let (mut refused, mut clear) = (Vec::new(), 0);
    for from in numbers.step_by(AT_ONCE) {
        let told = join_all((from..from + AT_ONCE).map(|n| async move { (n, order(world, n).await) })).await;
        for (n, told) in told {
            if told.status.as_u16() == 201 {
                placed(world, load, n).await;
                continue;
            }
            is_refused(&told, &mut clear);
            refused.push(n);
        }
        world.buyers[from % 3].look("/api/v1/products?limit=5").await.expect(200);
        world.buyers[from % 3].look("/api/v1/orders").await.expect(200);
        if refused.len() >= 20 {
            assert!(clear > 0, "nobody was told that there is no room");
            return refused;
        }
    }
    panic!("there is still room");
}

/// Fails where somebody was told anything else than that there is no room, or «busy» meanwhile.
fn is_refused(told: &Told, clear: &mut usize) {
    assert_eq!(told.status.as_u16(), 503, "{}", told.text);
    assert!(!told.header("retry-after").is_empty(), "503 without a time to ask again");
    match told.problem().0.as_str() {
        "no_room" => *clear += 1,
        "busy" => {}
        _ => panic!("{}", told.text),
    }
}

async fn fills_and_recovers(engine: Engine, world: World, how: &str, fill: impl Fn(&World), free: impl Fn(&World)) {
    let load = Load::of(0);
    for n in 0..40 {
        placed(&world, &load, n).await;
    }
    fill(&world);
    let refused = refused(&world, &load, 40..1_000).await;
    let count = refused.len();
    free(&world);
    let begun = Instant::now();
    for n in refused.into_iter().chain(1_000..1_020) {
        placed(&world, &load, n).await;
    }
    let told = format!(
        "{how}: {} orders kept, {count} refused with 503 and placed within {:.2} s of new room without a restart, reading went on",
        load.count(),
        begun.elapsed().as_secs_f64()
    );
    figure(engine, "disk full", &told);
    world.prove(&load).await;
}

#[actix_web::test]
async fn a_file_that_may_not_grow_loses_nothing_and_everything_goes_on_by_itself() {
    let world = World::begin(Engine::Sqlite).await;
    let (take, give) = (|world: &World| room(world, false), |world: &World| room(world, true));
    fills_and_recovers(Engine::Sqlite, world, "a limit on the size of files", take, give).await;
}

/// A file system of a few megabytes; gone when the test ends.
struct Small(PathBuf);

impl Small {
    /// None where this user may not mount one. Where everything is tried for a change and root tries in vain, that is no excuse.
    fn mounted(name: &str, size: &str) -> Option<Self> {
        let folder = std::env::temp_dir().join("orderly-tests").join(format!("small_{name}_{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder to mount on");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]).arg(&folder).env("LC_ALL", "C").stdin(Stdio::null());
        let why = match mount.output() {
            Ok(output) if output.status.success() => return Some(Self(folder)),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        let is_forbidden = ["permission denied", "not permitted", "must be superuser"].iter().any(|words| why.contains(words));
        let is_excused = is_forbidden || !is_root() || std::env::var_os("CI").is_none();
        assert!(is_excused, "root cannot mount a small file system: {why}");
        None
    }

    fn stone(&self) -> PathBuf {
        self.0.join("stone")
    }

    /// Puts something in until nothing more fits.
    fn fill(&self) {
        let _ = std::fs::write(self.stone(), vec![0u8; 96 << 20]);
    }

    fn free(&self) {
        std::fs::remove_file(self.stone()).expect("room is made");
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[actix_web::test]
async fn a_full_disk_loses_nothing_and_everything_goes_on_by_itself() {
    let mut world = World::begin(Engine::Sqlite).await;
    let Some(small) = Small::mounted("file", "24m") else {
        not_run("disk full on a small file system", "this user may not mount one here; the limit on files was tried instead");
        return;
    };
    world.program.kill();
    world.place.move_file_to(&small.0);
    world.program = Program::start(&world.place.url(), world.place.folder(), 8).await;
    let url = world.program.url.clone();
    for client in &mut world.buyers {
        client.url.clone_from(&url);
    }
    fills_and_recovers(Engine::Sqlite, world, "a small file system", |_| small.fill(), |_| small.free()).await;
}

#[actix_web::test]
async fn a_full_disk_of_the_server_loses_nothing_and_everything_goes_on_by_itself() {
    let Some(small) = Small::mounted("server", "64m") else {
        not_run("disk full of a PostgreSQL server", "this user may not mount a small file system here");
        return;
    };
    let server = Server::fresh().await;
    let mut world = World::at(Place::at(Engine::Postgres, &server.url()), 8).await;
    world.program.kill();
    let rooms = small.0.join("rooms");
    std::fs::create_dir_all(&rooms).expect("a folder for the server");
    own(&rooms);
    let url = world.place.url();
    let name = url.rsplit('/').next().and_then(|rest| rest.split('?').next()).expect("a name");
    // Its own log stays where there is room: without that the server would end, which is tried elsewhere.
    server.say("postgres", &format!("CREATE TABLESPACE small LOCATION '{}'", rooms.display()));
    server.say("postgres", &format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"));
    server.say("postgres", &format!("ALTER DATABASE {name} SET TABLESPACE small"));
    world.program.start_again().await;
    fills_and_recovers(Engine::Postgres, world, "a small file system of the server", |_| small.fill(), |_| small.free()).await;
    drop(server);
}

/// Uses up the room that a server keeps for its log, but for a megabyte or two, and has it keep what a replica that is away has not read.
fn leave_little(server: &Server) {
    server.say("postgres", "CHECKPOINT");
    server.say("postgres", "SELECT pg_create_physical_replication_slot('away', true)");
    let kept = "SELECT count(*) FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_lsn()) AND length(name) = 24";
    for _ in 0..64 {
        if server.number(kept) < 2 {
            return;
        }
        server.say("postgres", "SELECT pg_logical_emit_message(true, 'trial', 'a piece of the log is full')");
        server.say("postgres", "SELECT pg_switch_wal()");
    }
    panic!("there is room for ever");
}

/// Sixteen at once order until the server has ended and twenty and more are refused.
async fn refused_until_it_ends(world: &World, load: &Load, server: &mut Server) -> Vec<usize> {
    let (mut refused, mut clear) = (Vec::new(), 0);
    for from in (40..4_000).step_by(AT_ONCE) {
        let told = join_all((from..from + AT_ONCE).map(|n| async move { (n, order(world, n).await) })).await;
        for (n, told) in told {
            if told.status.as_u16() == 201 {
                note(load, n % world.buyers.len(), n, &told.json());
            } else {
                is_refused(&told, &mut clear);
                refused.push(n);
            }
        }
        if refused.len() >= 20 && server.has_ended() {
            return refused;
        }
    }
    panic!("the server goes on without room for its log: {}", server.said());
}

#[actix_web::test]
async fn a_server_that_ends_for_want_of_room_for_its_log_has_everything_when_there_is_room_again() {
    let Some(small) = Small::mounted("log", "80m") else {
        not_run("full log of a PostgreSQL server", "this user may not mount a small file system here");
        return;
    };
    let log = small.0.join("log");
    std::fs::create_dir_all(&log).expect("a folder for the log");
    own(&log);
    let mut server = Server::with_log_in(&log).await;
    server.set("max_wal_size = 16MB\n");
    let world = World::at(Place::at(Engine::Postgres, &server.url()), 8).await;
    let load = Load::of(0);
    for n in 0..20 {
        placed(&world, &load, n).await;
    }
    leave_little(&server);
    small.fill();
    let refused = refused_until_it_ends(&world, &load, &mut server).await;
    assert!(server.said().contains("No space left on device"), "it has ended for something else: {}", server.said());
    let (kept, count) = (load.count(), refused.len());
    small.free();
    server.start().await;
    let begun = Instant::now();
    for n in refused.into_iter().chain(4_000..4_020) {
        placed(&world, &load, n).await;
    }
    let told = format!(
        "{kept} orders kept, {count} refused with 503 and placed within {:.2} s of the server's return, the program without a restart",
        begun.elapsed().as_secs_f64()
    );
    figure(Engine::Postgres, "log of the server full", &told);
    world.prove(&load).await;
    drop(server);
}
