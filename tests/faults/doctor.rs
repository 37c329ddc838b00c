//! `orderly doctor` on a server that syncs, as the process that people start: in good health it ends with 0 and says so of every topic;
//! each weak setting, a mail server that is away and a login that could change what only grows are told by their names.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use crate::checker::{self, told_by};
use crate::cluster::Server;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::measure::figure;
use crate::weak::{WEAK, set};
use crate::world::World;

/// The doctor's exit, and its lines.
struct Visit {
    exit: Option<i32>,
    told: String,
}

impl Visit {
    /// On this address of the world's database, with more settings.
    fn at(url: &str, world: &World, more: &[&str]) -> Self {
        let folder = world.place.folder().display().to_string();
        let asked = [&["doctor", "--database-url", url, "--data-dir", &folder][..], more].concat();
        let (exit, told) = told_by(&asked);
        Self { exit, told }
    }

    /// The same, when it ended so.
    #[track_caller]
    fn with(self, exit: i32) -> Self {
        assert_eq!(self.exit, Some(exit), "{}", self.told);
        self
    }

    /// Whether a line begins so and has these words.
    fn says(&self, begin: &str, words: &str) -> bool {
        self.told.lines().any(|line| line.starts_with(begin) && line.contains(words))
    }
}

/// A mail server that greets and takes nothing; so many may come.
fn mail_server(visits: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().take(visits).flatten() {
            let mut answers = stream.try_clone().expect("the same stream");
            let _ = answers.write_all(b"220 trial\r\n");
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let is_over = line.starts_with("QUIT");
                let _ = answers.write_all(if is_over { b"221 bye\r\n" } else { b"250 good\r\n" });
                if is_over {
                    break;
                }
            }
        }
    });
    url
}

#[actix_web::test]
async fn the_doctor_ends_with_0_on_a_server_that_syncs_and_with_1_where_it_does_not() {
    let server = Server::fresh().await;
    let world = World::at(Place::at(Engine::Postgres, &server.url()), 4).await;
    checker::sequenced(&world.place).await;
    checker::verified(&world.place).await;
    let url = world.place.url();
    let well = Visit::at(&url, &world, &[]).with(0);
    for topic in ["settings", "disk", "files", "database", "clock", "queue", "journal", "log", "signer", "guards", "leaks"] {
        assert!(well.says(&format!("  ok  {topic}"), ""), "{topic}: {}", well.told);
    }
    assert!(well.says("note  rights", "migrate --grants") && well.says("note  mail", "outbox"), "{}", well.told);
    assert!(!well.told.contains(" BAD"), "{}", well.told);
    for name in WEAK {
        set(&server, name, "off").await;
        let ill = Visit::at(&url, &world, &[]).with(1);
        assert!(ill.says(" BAD  database", &format!("{name}=off")), "{name}: {}", ill.told);
        set(&server, name, "on").await;
    }
    Visit::at(&url, &world, &[]).with(0);

    let (exit, told) = told_by(&["migrate", "--grants", "--database-url", &url]);
    assert_eq!(exit, Some(0), "{told}");
    server.say("postgres", "CREATE ROLE portal LOGIN IN ROLE orderly_app");
    let (_, host) = url.split_once('@').expect("a login");
    let portal = format!("postgres://portal@{host}");
    let well = Visit::at(&portal, &world, &[]).with(0);
    assert!(well.says("  ok  rights", "can change nothing of them"), "{}", well.told);
    server.say(name_of(&url), "GRANT UPDATE ON payment TO orderly_app");
    let open = Visit::at(&portal, &world, &[]).with(0);
    assert!(open.says("note  rights", "1 tables"), "{}", open.told);
    server.say(name_of(&url), "REVOKE UPDATE ON payment FROM orderly_app");

    let from = ["--mail-from", "Orderly <orderly@seller.example>", "--smtp-url"];
    let there = mail_server(4);
    let well = Visit::at(&url, &world, &[&from[..], &[there.as_str()]].concat()).with(0);
    assert!(well.says("  ok  mail", "answers"), "{}", well.told);
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let away = format!("smtp://{nobody}");
    let ill = Visit::at(&url, &world, &[&from[..], &[away.as_str()]].concat()).with(1);
    assert!(ill.says(" BAD  mail", "letters cannot leave"), "{}", ill.told);
    figure(
        Engine::Postgres,
        "the doctor on a server that syncs",
        "0 in good health, 1 and its name for each of 3 weak settings and for mail",
    );
    world.prove_whole().await;
}

/// The name of a database in its address.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap_or_default()
}
