//! The log's key in a process of its own: the nodes that ask it seal one log at least every second, orders stand while it is away,
//! and once it is back they are sealed and promised.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::checker::{self, told_by};
use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::on_each;
use crate::program::{Program, free_port};
use crate::world::{World, at_door};

/// How soon an order is sealed after its answer: «at least every second», with a second for a machine that has other things to do. The
/// program with all its checks is slower than that: there it is only shown that the seal comes by itself.
const AT_ONCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// How soon whatever else is to happen by itself has happened.
const SOON: Duration = Duration::from_secs(10);
/// Orders at each node while both seal.
const ORDERS: usize = 40;
/// Orders while nobody signs.
const WITHOUT: usize = 5;

/// A process of the program that is no portal.
struct Beside(Child);

impl Beside {
    fn start(arguments: &[&str]) -> Self {
        let own = |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || name == "RUST_LOG";
        let child = Command::new(env!("CARGO_BIN_EXE_orderly"))
            .args(arguments)
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| !own(name)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        Self(child)
    }

    /// The first line that it says.
    fn line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `orderly signer` over a folder, as soon as it answers at its socket.
async fn signer(state: &Path) -> Beside {
    let beside = Beside::start(&["signer", "--state", &state.to_string_lossy()]);
    for _ in 0..400 {
        if UnixStream::connect(state.join("socket")).is_ok() {
            return beside;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("the signer does not answer");
}

/// The nodes of the portal: two on the server, one on a file. Each has a data folder without any key in it.
async fn nodes(world: &mut World, more: &[(&'static str, String)]) -> Vec<Program> {
    world.program.kill();
    let count = if world.place.engine() == Engine::Postgres { 2 } else { 1 };
    let mut nodes = Vec::new();
    for n in 0..count {
        let folder = world.place.folder().join(format!("node-{n}"));
        std::fs::create_dir_all(&folder).expect("a folder for the node");
        nodes.push(Program::start_with(&world.place.url(), &folder, 6, more.to_vec()).await);
    }
    nodes
}

/// Orders one piece; answers what was told.
async fn ordered(client: &Client, load: &Load, key: String) -> Value {
    let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
    let told = load.insist(client, "/api/v1/orders", &key, &body).await;
    let placed = Placed { buyer: 0, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
    load.placed.borrow_mut().push(placed);
    told
}

/// Waits until the receipt of an order is sealed; answers it, and how long that took.
async fn sealed(client: &Client, number: &str) -> (Value, Duration) {
    let begun = Instant::now();
    while begun.elapsed() < SOON {
        let receipt = client.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(200).json();
        if receipt["checkpoint"].is_string() {
            return (receipt, begun.elapsed());
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("order {number} is not sealed within {SOON:?}");
}

/// Waits until everything has its place and its seal: the nodes that do it are about to end.
async fn settled(world: &World) {
    checker::sequenced(&world.place).await;
    checker::verified(&world.place).await;
}

/// Waits until the log stands so.
async fn stands(manager: &Client, state: &str) -> Value {
    let (begun, mut told) = (Instant::now(), Value::Null);
    while begun.elapsed() < SOON {
        told = manager.look("/api/v1/records").await.expect(200).json();
        if told["state"] == state {
            return told;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the log does not stand «{state}»: {told}");
}

/// Everybody's way to each node.
struct Ways {
    buyers: Vec<Client>,
    managers: Vec<Client>,
}

impl Ways {
    fn to(nodes: &[Program], world: &World) -> Self {
        let to = |who: &Client| nodes.iter().map(|node| at_door(who.clone(), &node.url)).collect();
        Self { buyers: to(&world.buyers[0]), managers: to(&world.manager) }
    }

    async fn all_stand(&self, state: &str) {
        for manager in &self.managers {
            stands(manager, state).await;
        }
    }
}

/// `orderly verify` with the signer at its socket.
fn verify(world: &World, socket: &Path) -> (Option<i32>, String) {
    let (url, socket) = (world.place.url(), socket.display().to_string());
    let nowhere = world.place.folder().join("node-0").display().to_string();
    told_by(&["verify", "--database-url", &url, "--data-dir", &nowhere, "--signer", &socket])
}

/// Everybody orders at every node while all of them seal; answers how long the slowest of the last orders waited for its seal.
async fn all_at_once(ways: &Ways, load: &Load) -> Duration {
    let ordering = ways.buyers.iter().zip(ways.buyers.iter().rev()).enumerate().map(|(node, (buyer, other))| async move {
        let mut last = String::new();
        for n in 0..ORDERS {
            let told = ordered(buyer, load, format!("load-{node}-{n}")).await;
            assert!(told["receipt"]["promise"].is_string(), "an order without its promise: {told}");
            last = text(&told["number"]);
        }
        // Nobody asks for a seal: it comes, and every node can tell it.
        sealed(other, &last).await.1
    });
    join_all(ordering).await.into_iter().max().unwrap_or_default()
}

on_each! {
    async fn a_signer_of_its_own_seals_for_all_nodes_and_may_be_away_for_a_while(engine: Engine) {
        let mut world = World::begin(engine).await;
        let state: PathBuf = world.place.folder().join("signer");
        let socket = state.join("socket");
        let signing = signer(&state).await;
        let nodes = nodes(&mut world, &[("ORDERLY_SIGNER", socket.display().to_string())]).await;
        let (ways, load) = (Ways::to(&nodes, &world), Load::of(0));
        let took = all_at_once(&ways, &load).await;
        assert!(took <= AT_ONCE, "the last order was sealed {took:?} after its answer");
        ways.all_stand("whole").await;
        let (exit, told) = verify(&world, &socket);
        assert_eq!(exit, Some(0), "{told}");

        drop(signing);
        ways.all_stand("silent").await;
        let held = world.place.number("SELECT max(size) FROM checkpoint");
        let mut waiting = Vec::new();
        for n in 0..WITHOUT {
            let told = ordered(&ways.buyers[n % ways.buyers.len()], &load, format!("load-without-{n}")).await;
            assert!(told["receipt"]["promise"].is_null(), "nobody was there to promise: {told}");
            waiting.push(text(&told["number"]));
        }
        checker::sequenced(&world.place).await;
        assert_eq!(world.place.number("SELECT max(size) FROM checkpoint"), held, "somebody else has sealed");
        let (exit, told) = verify(&world, &socket);
        assert_eq!(exit, Some(2), "whoever cannot ask the signer cannot tell: {told}");

        let signing = signer(&state).await;
        for number in &waiting {
            let (receipt, _) = sealed(&ways.buyers[0], number).await;
            assert!(receipt["promise"].is_null() && receipt["index"].is_number(), "what is sealed is promised no more: {receipt}");
        }
        ways.all_stand("whole").await;
        let (exit, told) = verify(&world, &socket);
        assert_eq!(exit, Some(0), "{told}");
        for node in 0..nodes.len() {
            assert!(!world.place.folder().join(format!("node-{node}/signer/key.json")).exists(), "a node has made a key of its own");
        }
        let told = format!("{} nodes, {} orders, the last sealed {:.2} s after its answer; {WITHOUT} orders without the signer, sealed once it was back", nodes.len(), load.count(), took.as_secs_f64());
        figure(engine, "a signer of its own", &told);
        settled(&world).await;
        drop(nodes);
        drop(signing);
        // The world proves itself by the signer's folder.
        world.prove(&load).await;
    }

    async fn what_is_sealed_is_shown_to_a_witness_of_its_own(engine: Engine) {
        let mut world = World::begin(engine).await;
        let state = world.place.folder().join("signer");
        let key = told_by(&["signer", "--state", &state.to_string_lossy(), "key"]);
        let key = key.1.lines().find(|line| line.contains('+')).unwrap_or_else(|| panic!("{}", key.1)).to_owned();
        let (seen, port) = (world.place.folder().join("witness"), free_port());
        let (listen, seen) = (format!("127.0.0.1:{port}"), seen.display().to_string());
        let watching = ["witness", "--state", &seen, "--listen", &listen, "--log-key", &key, "--name", "witness.example"];
        let mut witness = Beside::start(&watching);
        let witnesses = format!("{}@http://{listen}", witness.line());
        let nodes = nodes_with_the_key(&mut world, &witnesses).await;
        let (ways, load) = (Ways::to(&nodes, &world), Load::of(0));
        for n in 0..10 {
            ordered(&ways.buyers[n % ways.buyers.len()], &load, format!("load-{n}")).await;
        }
        let number = load.placed.borrow()[9].number.clone();
        let (begun, mut words) = (Instant::now(), Value::Null);
        while begun.elapsed() < SOON {
            words = sealed(&ways.buyers[0], &number).await.0["cosignatures"].clone();
            if words.as_array().is_some_and(|words| !words.is_empty()) {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        assert!(words[0].as_str().is_some_and(|word| word.contains("witness.example")), "nobody has watched: {words}");
        let (url, data) = (world.place.url(), world.place.folder().display().to_string());
        let asking = ["verify", "--database-url", &url, "--data-dir", &data, "--witness", &witnesses];
        let (exit, told) = told_by(&asking);
        assert!(exit == Some(0) && told.contains("confirmed"), "{told}");
        // A witness that is away holds nobody up, and whoever verifies is told that it was not asked.
        drop(witness);
        let later = ordered(&ways.buyers[0], &load, "load-later".to_owned()).await;
        sealed(&ways.buyers[0], &text(&later["number"])).await;
        assert_eq!(told_by(&asking).0, Some(2));
        // It knows its key and what it has seen.
        let mut witness = Beside::start(&watching);
        assert!(witnesses.starts_with(&witness.line()), "another key");
        let (exit, told) = told_by(&asking);
        assert!(exit == Some(0) && told.contains("confirmed"), "{told}");
        figure(engine, "a witness of its own", "it has seen what was sealed, was away and goes on");
        settled(&world).await;
        drop(nodes);
        world.prove(&load).await;
    }
}

/// One node that has the key in its data folder and shows what it seals.
async fn nodes_with_the_key(world: &mut World, witnesses: &str) -> Vec<Program> {
    world.program.kill();
    let more = vec![("ORDERLY_WITNESS", witnesses.to_owned())];
    vec![Program::start_with(&world.place.url(), world.place.folder(), 6, more).await]
}
