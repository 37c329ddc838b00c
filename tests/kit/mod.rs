//! The test kit: a house of its own for every test, on either database, and people who knock at its doors over real HTTP.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod client;
pub mod engine;
pub mod letters;
pub mod past;
pub mod shelves;
mod stored;
pub mod trade;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use orderly::access::Gate;
use orderly::app;
use orderly::keeping::log;
use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::post::Post;
use orderly::platform::values::{Clock, Moment};
use orderly::platform::web::guard::Outside;
use orderly::records::verify::outside::{Given, gather};

pub use client::Client;
#[allow(unused_imports, reason = "each test binary uses its own part")]
pub use engine::{Engine, engines};

/// What signs the sessions of every house.
pub const SECRET: &str = "a secret of the tests, long enough for anybody";

/// «Within two seconds»: so long whoever waits for the database may be made to wait for his answer. A program that is not optimised, on a
/// machine that runs other tests meanwhile, has one second more.
pub const SOON: std::time::Duration = std::time::Duration::from_secs(if cfg!(debug_assertions) { 3 } else { 2 });

/// A running house.
pub struct House {
    /// Its address.
    pub url: String,
    /// Its gate, for what no door offers.
    pub gate: Arc<Gate>,
    /// The folder of its letters.
    pub outbox: PathBuf,
    post: Arc<Post>,
    clock: Arc<AtomicI64>,
    place: engine::Place,
    server: actix_web::dev::ServerHandle,
    tending: actix_web::rt::task::JoinHandle<()>,
    is_spoilt: AtomicBool,
}

impl House {
    /// A house with nothing in it but one administrator; the clock stands at the machine's time.
    pub async fn empty(engine: Engine) -> House {
        House::empty_at(engine::Place::fresh(engine)).await
    }

    /// The same at a place that was chosen.
    pub async fn empty_at(place: engine::Place) -> House {
        let house = House::standing_at(place);
        trade::administrator(&house).await;
        house
    }

    /// A house with nothing in it but one administrator, in which nobody seals.
    pub async fn without_sealer(engine: Engine) -> House {
        let house = House::opened_at(engine::Place::fresh(engine), false);
        trade::administrator(&house).await;
        house
    }

    /// A house over what stands at a place; where there is nothing, there is no account either.
    fn standing_at(place: engine::Place) -> House {
        House::opened_at(place, true)
    }

    fn opened_at(place: engine::Place, is_sealing: bool) -> House {
        let clock = Arc::new(AtomicI64::new(Moment::now().micros()));
        let opening = Opening {
            address: place.address(),
            readers_at: None,
            durability: Durability::Trial,
            connections: 8,
            clock: Clock::Set(clock.clone()),
        };
        let db = Database::open(opening).expect("the database opens");
        let gate = app::gate(db, SECRET.as_bytes());
        if is_sealing {
            let signer = orderly::records::Signer::open(None, &place.folder().join("signer")).expect("a signer");
            orderly::records::sealer::stand(&gate, orderly::records::Sealer::new(signer, Vec::new()));
        }
        let outbox = place.folder().join("outbox");
        let post = Arc::new(Post::folder(outbox.clone(), "Orderly <orderly@seller.example>").expect("a folder for letters"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let outside = Outside { base_url: url.clone(), trusted_proxies: Vec::new(), is_trial: true };
        let house = app::House { gate: gate.clone(), outside, post: post.clone(), workers: 2 };
        let server = app::serve(&house, listener).expect("the server starts");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let tending = actix_web::rt::spawn(app::tend(gate.clone(), post.clone(), url.clone()));
        House { url, gate, outbox, post, clock, place, server: handle, tending, is_spoilt: AtomicBool::new(false) }
    }

    /// A house with the small trade of `trade.rs`.
    pub async fn with_trade(engine: Engine) -> House {
        House::with_trade_at(engine::Place::to_pour_into(engine)).await
    }

    /// The same at a place that was chosen.
    pub async fn with_trade_at(place: engine::Place) -> House {
        stored::put_into(&place).await;
        House::standing_at(place)
    }

    /// The same trade with every Russian name in Latin letters, for pages on which a Russian word can only be the house's own.
    pub async fn with_latin_trade(engine: Engine) -> House {
        let house = House::empty(engine).await;
        trade::administrator_named(&house, "Anna Belova").await;
        trade::fill_in_latin(&house).await;
        house.work().await;
        house
    }

    /// Sets the clock of business.
    pub fn set_clock(&self, micros_utc: i64) {
        self.clock.store(micros_utc, Ordering::Release);
    }

    /// What the clock of business says.
    pub fn now(&self) -> Moment {
        Moment::from_micros(self.clock.load(Ordering::Acquire))
    }

    /// Moves the clock on.
    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::AcqRel);
    }

    /// A bearer token for somebody, without a password.
    pub async fn session_for(&self, login: &str) -> String {
        orderly::access::accounts::sign_in::trusted_session(&self.gate, login).await.expect("a session")
    }

    /// Somebody who uses the API.
    pub async fn api(&self, login: &str) -> Client {
        Client::bearer(&self.url, self.session_for(login).await)
    }

    /// One of many who use the API at once.
    pub async fn crowd(&self, login: &str) -> Client {
        self.api(login).await.in_a_crowd()
    }

    /// Somebody who uses the pages, with a cookie.
    pub async fn browser(&self, login: &str) -> Client {
        Client::cookie(&self.url, Some(self.session_for(login).await))
    }

    /// Nobody in particular.
    pub fn visitor(&self) -> Client {
        Client::cookie(&self.url, None)
    }

    /// The administrator, by API.
    pub async fn administrator(&self) -> Client {
        self.api(trade::ADMINISTRATOR).await
    }

    /// One number by SQL, asked beside the program.
    pub async fn sql_i64(&self, sql: &str) -> i64 {
        self.place.number(sql)
    }

    /// Changes the data by SQL beside the program, for what no verb would do.
    pub fn change_by_sql(&self, sql: &str) {
        self.place.change(sql);
    }

    /// Does the jobs that wait, and waits for those that somebody else has begun.
    pub async fn work(&self) {
        for _ in 0..200 {
            app::work(&self.gate, &self.post, &self.url).await.expect("the queue works");
            if self.sql_i64("SELECT count(*) FROM job WHERE state = 'waiting'").await == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let left = self.sql_i64("SELECT count(*) FROM job WHERE state = 'waiting'").await;
        panic!("{left} jobs wait in vain");
    }

    /// Does the jobs that wait once, as far as that goes.
    pub async fn attempt_work(&self) -> orderly::platform::error::Answer<usize> {
        app::work(&self.gate, &self.post, &self.url).await
    }

    /// Every record has its place and is sealed.
    pub async fn seal(&self) {
        orderly::records::sealer::settle(&self.gate).await.expect("the log is sealed");
    }

    /// The folder of this house alone: its signer is in it.
    pub fn folder(&self) -> &std::path::Path {
        self.place.folder()
    }

    /// The database's address, for those who ask it beside the program.
    pub fn database_url(&self) -> String {
        self.place.url()
    }

    /// From now on nothing happens by itself: no places, no seals, no jobs; nothing is written but what is asked for.
    pub async fn rest(&self) {
        // A job that is cut off in the middle would keep its term: what is under way is finished first.
        for _ in 0..200 {
            self.work().await;
            if self.sql_i64("SELECT count(*) FROM job WHERE state <> 'done'").await == 0 {
                self.tending.abort();
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let left = self.sql_i64("SELECT count(*) FROM job WHERE state <> 'done'").await;
        panic!("{left} jobs are not done");
    }

    /// Ends, and leaves its place as it is.
    async fn part(self) -> engine::Place {
        self.tending.abort();
        self.server.stop(false).await;
        self.place
    }

    /// Leaves the place to a program of its own: all jobs done, all records placed, nobody of this process at its file.
    pub async fn move_out(self) -> engine::Place {
        self.work().await;
        while self.gate.sequence().await.expect("records get their places") > 0 {}
        self.tending.abort();
        self.server.stop(false).await;
        let mut place = self.place;
        place.part_from_file();
        place
    }

    /// From now on the rows need not say what the records say: a test writes by hand what no verb writes.
    pub fn spoil(&self) {
        self.is_spoilt.store(true, Ordering::Release);
    }

    /// What the verifier accuses the house of in records and rows, with its own signer as the one who holds the log outside. The same
    /// code as `orderly verify`, on a connection of its own.
    pub fn accused(&self) -> Vec<String> {
        let signer = orderly::records::Signer::recall(None, &self.folder().join("signer")).expect("the signer remembers");
        let gathered = gather(&Given { signer, ..Given::default() });
        let report = log::records_and_rows(&self.place.address(), &gathered).expect("the log is read");
        report.findings.iter().chain(&gathered.findings).map(ToString::to_string).collect()
    }

    /// Closes a house whose data a test has spoilt: nothing is asked of it.
    pub async fn leave(self) {
        self.tending.abort();
        self.server.stop(false).await;
    }

    /// What every test ends with: no job is left over, every record has its place and agrees with its hash, stock and money are whole,
    /// and the verifier accuses nobody, whatever the test has done; only where it wrote by hand nothing is asked of the log.
    pub async fn close(self) {
        self.work().await;
        while self.gate.sequence().await.expect("records get their places") > 0 {}
        self.tending.abort();
        for (what, sql) in trade::NEVER {
            assert_eq!(self.sql_i64(sql).await, 0, "{what}");
        }
        assert!(
            orderly::app::disagreeing(&self.gate).await.expect("the journal is read").is_empty(),
            "a record and its hash disagree"
        );
        if !self.is_spoilt.load(Ordering::Acquire) {
            self.seal().await;
            let accused = self.accused();
            assert!(accused.is_empty(), "a clean log was accused:\n{}", accused.join("\n"));
        }
        self.server.stop(false).await;
    }
}

/// The same test on both databases.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($house:ident: House) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;
            async fn test($house: House) $body
            #[actix_web::test]
            async fn sqlite() { test(House::with_trade($crate::kit::Engine::Sqlite).await).await }
            #[actix_web::test]
            async fn postgres() { test(House::with_trade($crate::kit::Engine::Postgres).await).await }
        }
    )+};
}
