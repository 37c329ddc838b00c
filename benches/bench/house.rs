//! The house that is measured: opened as `serve` opens it, with durability required, and filled by the importer.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use orderly::access::accounts::people::{self, NewPerson};
use orderly::access::accounts::sign_in;
use orderly::access::permission::marks::ManageAccounts;
use orderly::access::{Gate, Role};
use orderly::app;
use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::post::Post;
use orderly::platform::values::Clock;
use orderly::platform::web::Lang;
use orderly::platform::web::guard::Outside;

use super::{report, world};
use crate::kit::engine::Place;
use crate::kit::{Client, Engine, trade};

/// Connections for reading and for writing, as `serve` has them unless told otherwise.
const CONNECTIONS: u32 = 8;

/// A house that answers, and does nothing else until it is told to.
pub struct House {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its data is.
    pub place: Place,
    /// Its gate, for what no door offers.
    pub gate: Arc<Gate>,
    post: Arc<Post>,
    server: ServerHandle,
}

impl House {
    /// A house with so many partners.
    pub async fn open(engine: Engine, partners: usize) -> House {
        let place = Place::fresh(engine);
        let opening = Opening {
            address: place.address(),
            readers_at: None,
            durability: Durability::Required,
            connections: CONNECTIONS,
            clock: Clock::System,
        };
        let gate =
            app::gate(Database::open(opening).expect("the database opens"), b"a secret of the benches, long enough for anybody");
        let post = Arc::new(
            Post::folder(place.folder().join("outbox"), "Orderly <orderly@seller.example>").expect("a folder for letters"),
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let outside = Outside { base_url: format!("http://{address}"), trusted_proxies: Vec::new(), is_trial: false };
        let house = app::House { gate: gate.clone(), outside, post: post.clone(), workers: workers() };
        let running = app::serve(&house, listener).expect("the server starts");
        let server = running.handle();
        actix_web::rt::spawn(running);
        let house = House { address, place, gate, post, server };
        house.fill(engine, partners).await;
        house
    }

    async fn fill(&self, engine: Engine, partners: usize) {
        let person = NewPerson {
            login: trade::ADMINISTRATOR.into(),
            name: "Анна Белова".into(),
            phone: None,
            lang: Lang::En,
            partner: None,
            unit: None,
            roles: vec![Role::Administrator],
        };
        self.gate.system::<ManageAccounts>("benches").write(person, people::put).await.expect("the administrator");
        let administrator = Client::bearer(&format!("http://{}", self.address), self.session(trade::ADMINISTRATOR).await);
        for (kind, csv) in world::files(partners) {
            trade::import(&administrator, kind, &csv).await;
        }
        if engine == Engine::Postgres {
            let mut conn = PgConnection::establish(&self.place.url()).expect("the database answers");
            conn.batch_execute("ANALYZE").expect("what autovacuum would have done by now");
        }
    }

    /// A bearer token, or the value of the session cookie.
    pub async fn session(&self, login: &str) -> String {
        sign_in::trusted_session(&self.gate, login).await.expect("a session")
    }

    /// What the house does beside answering: places for records, letters. Until it is aborted.
    pub fn tend(&self) -> actix_web::rt::task::JoinHandle<()> {
        actix_web::rt::spawn(app::tend(self.gate.clone(), self.post.clone(), format!("http://{}", self.address)))
    }

    /// Prints how much there is.
    pub fn describe(&self) {
        let count = |table: &str| report::grouped(self.place.number(&format!("SELECT count(*) FROM {table}")));
        println!(
            "data: {} products, {} prices, {} stock rows, {} contracts; {} connections, {} workers; files on {}",
            count("product"),
            count("price"),
            count("stock"),
            count("contract"),
            CONNECTIONS,
            workers(),
            report::file_system(self.place.folder())
        );
    }

    /// Stops answering; the data goes with it.
    pub async fn close(self) {
        self.server.stop(false).await;
    }
}

/// A bare handler that sends so many bytes.
pub fn bare_handler(length: usize, media_type: &'static str) -> SocketAddr {
    let body = web::Bytes::from(vec![b'x'; length]);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = HttpServer::new(move || {
        let body = body.clone();
        App::new().default_service(web::to(move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type(media_type).body(body) }
        }))
    });
    actix_web::rt::spawn(server.workers(workers()).listen(listener).expect("the bare server starts").run());
    address
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}
