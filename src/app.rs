//! Puts the house together: every room's routes, the menu, the jobs, the guards. It knows everyone; nobody knows it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::access::mail::{self, Topic};
use crate::access::permission::marks::{PlaceOrders, ReadMoney, ReadOrders, ServeClients, ShipOrders};
use crate::access::{Actor, Gate, Right, Routes, once, resolve};
use crate::activity::{Tail, Watch, watch};
use crate::catalogue::{search, stock};
use crate::orders::quote::letters as quote_letters;
use crate::orders::{backorder, letters, standing};
use crate::platform::db::{Database, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::post::{Letter, Post};
use crate::platform::queue::{self, Job};
use crate::platform::turn;
use crate::platform::web::guard::{self, Outside};
use crate::platform::web::{Head, MenuItem};
use crate::receivables::{block, reminder};
use crate::{
    access, activity, catalogue, description, exchange, insight, orders, partners, pricing, privacy, receivables, records,
    seller, service, shop, styleguide,
};

const WORK: &str = "menu-group-work";
const SALES: &str = "menu-group-sales";
const CLIENTS: &str = "menu-group-clients";
const STOCK: &str = "menu-group-stock";
const MONEY: &str = "menu-group-money";
const HOUSE: &str = "menu-group-house";

/// The menu: each entry with the right that shows it, and with its group for whoever has many.
const MENU: &[(Right, MenuItem)] = &[
    (Right::SeeDay, MenuItem { path: "/day", label: "menu-day", group: WORK }),
    (Right::SeeCatalogue, MenuItem { path: "/catalogue", label: "menu-catalogue", group: SALES }),
    (Right::FillCart, MenuItem { path: "/quick-order", label: "menu-quick-order", group: SALES }),
    (Right::FillCart, MenuItem { path: "/lists", label: "menu-lists", group: SALES }),
    (Right::FillCart, MenuItem { path: "/standing-orders", label: "menu-standing-orders", group: SALES }),
    (Right::Represent, MenuItem { path: "/clients", label: "menu-clients", group: CLIENTS }),
    (Right::ReadOrders, MenuItem { path: "/orders", label: "menu-orders", group: SALES }),
    (Right::ReadOrders, MenuItem { path: "/quotes", label: "menu-quotes", group: SALES }),
    (Right::ShipOrders, MenuItem { path: "/picking", label: "menu-picking", group: STOCK }),
    (Right::ReadOrders, MenuItem { path: "/shipments", label: "menu-shipments", group: STOCK }),
    (Right::PromiseOrders, MenuItem { path: "/promises", label: "menu-promises", group: SALES }),
    (Right::ReadPartners, MenuItem { path: "/partners", label: "menu-partners", group: CLIENTS }),
    (Right::ReadMoney, MenuItem { path: "/money", label: "menu-money", group: MONEY }),
    (Right::BlockShipments, MenuItem { path: "/blocks", label: "menu-blocks", group: MONEY }),
    (Right::WatchClients, MenuItem { path: "/live", label: "menu-live", group: CLIENTS }),
    (Right::ReadStock, MenuItem { path: "/stock", label: "menu-stock", group: STOCK }),
    (Right::ReadRequested, MenuItem { path: "/requested", label: "menu-requested", group: SALES }),
    (Right::ServeClients, MenuItem { path: "/tasks", label: "menu-tasks", group: WORK }),
    (Right::ReadCompany, MenuItem { path: "/messages", label: "menu-messages", group: CLIENTS }),
    (Right::ManageRules, MenuItem { path: "/rules", label: "menu-rules", group: HOUSE }),
    (Right::ReadInsight, MenuItem { path: "/dashboard", label: "menu-dashboard", group: WORK }),
    (Right::RunCompany, MenuItem { path: "/company/people", label: "menu-people", group: CLIENTS }),
    (Right::ReadCompany, MenuItem { path: "/company/representations", label: "menu-company", group: CLIENTS }),
    (Right::ManageAccounts, MenuItem { path: "/staff", label: "menu-staff", group: HOUSE }),
    (Right::ReadInsight, MenuItem { path: "/records", label: "menu-records", group: HOUSE }),
    (Right::ManageSettings, MenuItem { path: "/settings", label: "menu-settings", group: HOUSE }),
    (Right::Import, MenuItem { path: "/imports", label: "menu-imports", group: HOUSE }),
];

/// Every route of the house.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    access::routes(&mut routes);
    shop::routes(&mut routes);
    orders::routes(&mut routes);
    seller::routes(&mut routes);
    partners::routes(&mut routes);
    pricing::routes(&mut routes);
    receivables::routes(&mut routes);
    catalogue::routes(&mut routes);
    activity::routes(&mut routes);
    service::routes(&mut routes);
    insight::routes(&mut routes);
    exchange::routes(&mut routes);
    records::routes(&mut routes);
    privacy::routes(&mut routes);
    description::routes(&mut routes);
    styleguide::routes(&mut routes);
    routes
}

/// The gate over a database, with the menu of all rooms.
pub fn gate(db: Database, secret: &[u8]) -> Arc<Gate> {
    Gate::new(db, secret, MENU.to_vec(), activity::feed::follow, head, seller::brand::face)
}

/// What the head of a page tells its reader: what lies in the cart of whoever may fill one, what was written to him.
fn head(tx: &mut Tx, actor: &Actor) -> Answer<Head> {
    let cart = match (&actor.company, actor.account()) {
        (Some(company), Some(account)) if actor.may(Right::FillCart) => Some(orders::glance::look(tx, account, company.id)?),
        _ => None,
    };
    Ok(Head { cart, posted: service::message::unseen(tx, actor)? })
}

/// A house that runs.
pub struct House {
    /// The gate.
    pub gate: Arc<Gate>,
    /// What the guard must know.
    pub outside: Outside,
    /// The way letters leave.
    pub post: Arc<Post>,
    /// How many threads answer requests.
    pub workers: usize,
}

/// Serves until the process is told to end.
pub fn serve(house: &House, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
    let (gate, outside) = (house.gate.clone(), house.outside.clone());
    let (watch, tail) = look_on(&house.gate);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(gate.clone()))
            .app_data(web::Data::new(outside.clone()))
            .app_data(web::Data::new(watch.clone()))
            .app_data(web::Data::new(tail.clone()))
            .wrap(from_fn(watch::notice))
            .wrap(from_fn(resolve::resolve))
            .wrap(from_fn(guard::guard))
            .wrap(Compress::default())
            .route("/healthz", web::get().to(|| async { HttpResponse::Ok().content_type("text/plain").body("ok\n") }))
            .route("/readyz", web::get().to(ready))
            .route("/assets/{hash}/{name}", web::get().to(access::face::serve))
            .configure(|config| routes().mount(config))
            .default_service(web::to(access::pages::nowhere))
    })
    .workers(house.workers)
    .client_request_timeout(Duration::from_secs(10))
    // With what is sealed afterwards it is over within ten seconds, whatever clients do.
    .shutdown_timeout(7)
    .listen(listener)?;
    Ok(server.run())
}

/// Begins to note what clients do, to tell those who watch, and to keep the index of search, until the runtime ends.
fn look_on(gate: &Arc<Gate>) -> (Watch, Tail) {
    let (watch, tail) = (Watch::new(gate.clock().clone()), Tail::default());
    actix_web::rt::spawn(search::follow(gate.clone()));
    actix_web::rt::spawn(watch.clone().write_down(gate.clone(), tail.clone()));
    actix_web::rt::spawn(tail.clone().run(gate.clone()));
    actix_web::rt::spawn(tail.clone().close_when_told());
    (watch, tail)
}

async fn ready(gate: web::Data<Arc<Gate>>) -> HttpResponse {
    if gate.is_ready().await {
        HttpResponse::Ok().content_type("text/plain").body("ready\n")
    } else {
        HttpResponse::ServiceUnavailable().content_type("text/plain").body("the database does not answer, or takes no writes\n")
    }
}

/// Serves metrics on an address of their own.
pub fn serve_metrics(
    handle: metrics_exporter_prometheus::PrometheusHandle,
    listen: SocketAddr,
) -> std::io::Result<actix_web::dev::Server> {
    let server = HttpServer::new(move || {
        let handle = handle.clone();
        App::new().route(
            "/metrics",
            web::get().to(move || {
                let text = handle.render();
                async move { HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text) }
            }),
        )
    })
    .workers(1)
    .bind(listen)?;
    Ok(server.run())
}

/// What the house does beside answering: places for records, jobs, housekeeping. Runs until dropped.
pub async fn tend(gate: Arc<Gate>, post: Arc<Post>, base_url: String) {
    let sequencing = async {
        loop {
            if let Err(error) = gate.sequence().await {
                tracing::warn!(%error, "records wait for their places");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let working = async {
        loop {
            let done = work(&gate, &post, &base_url).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the queue waits");
                0
            });
            if done == 0 {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    };
    let housekeeping = async {
        loop {
            if let Err(error) = once::forget_old(&gate).await {
                tracing::warn!(%error, "old answers are kept a little longer");
            }
            if let Err(error) = forget_old_acts(&gate).await {
                tracing::warn!(%error, "old acts are kept a little longer");
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
    };
    let living = async {
        loop {
            if let Err(error) = gate.learn_zone().await {
                tracing::warn!(%error, "the time zone is the one known before");
            }
            if let Err(error) = gate.learn_face().await {
                tracing::warn!(%error, "the face is the one known before");
            }
            tokio::time::sleep(Duration::from_secs(60)).await;
            if let Err(error) = gate.say_alive().await {
                tracing::warn!(%error, "this node could not say that it lives");
            }
        }
    };
    let judging = async {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            if let Err(error) = follow_debts(&gate).await {
                tracing::warn!(%error, "debts are looked at a minute later");
            }
            if let Err(error) = follow_rules(&gate).await {
                tracing::warn!(%error, "rules are followed a minute later");
            }
            if let Err(error) = follow_standing_orders(&gate).await {
                tracing::warn!(%error, "standing orders are looked at a minute later");
            }
        }
    };
    let tending = futures_util::future::join5(sequencing, working, housekeeping, living, judging);
    futures_util::future::join(tending, records::sealer::tend(&gate)).await;
}

/// Does the jobs that are due; answers how many there were.
pub async fn work(gate: &Arc<Gate>, post: &Post, base_url: &str) -> Answer<usize> {
    let jobs = gate.tend(|tx| queue::claim(tx, 20)).await?;
    for job in &jobs {
        let outcome = perform(gate, post, base_url, job).await;
        let finished = job.clone();
        match outcome {
            Ok(()) => gate.tend(move |tx| queue::complete(tx, finished.id)).await?,
            Err(no) => {
                tracing::warn!(job = %job.id, kind = %job.kind, error = %no, "a job failed");
                let told = no.to_string();
                gate.tend(move |tx| queue::postpone(tx, &finished, &told)).await?;
            }
        }
    }
    Ok(jobs.len())
}

async fn perform(gate: &Arc<Gate>, post: &Post, base_url: &str, job: &Job) -> Answer<()> {
    match job.kind.as_str() {
        letters::KIND => {
            let about: letters::About = serde_json::from_str(&job.payload)?;
            let topic = about.topic();
            let letter = gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), letters::letter).await?;
            deliver(gate, post, base_url, topic, letter).await
        }
        reminder::KIND => {
            let about: reminder::About = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadMoney>("letters").read((about, base_url.to_owned()), reminder::letter).await?;
            deliver(gate, post, base_url, Topic::Invoices, letter).await
        }
        service::letters::KIND => {
            let about: service::letters::About = serde_json::from_str(&job.payload)?;
            let letter =
                gate.system::<ServeClients>("letters").read((about, base_url.to_owned()), service::letters::letter).await?;
            deliver(gate, post, base_url, Topic::Messages, letter).await
        }
        quote_letters::KIND => {
            let about: quote_letters::About = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), quote_letters::letter).await?;
            deliver(gate, post, base_url, Topic::Quotes, letter).await
        }
        standing::letter::KIND => {
            let about: standing::letter::About = serde_json::from_str(&job.payload)?;
            let letter =
                gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), standing::letter::letter).await?;
            deliver(gate, post, base_url, Topic::Orders, letter).await
        }
        letters::NOTICE => {
            let asked: activity::notice::Asked = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadOrders>("letters").read((asked, base_url.to_owned()), letters::notice).await?;
            deliver(gate, post, base_url, Topic::Notices, letter).await
        }
        access::letters::INVITATION => {
            match access::letters::invitation(gate, serde_json::from_str(&job.payload)?, base_url).await? {
                Some(letter) => post.send(letter).await,
                None => Ok(()),
            }
        }
        access::letters::RESET => match access::letters::reset(gate, serde_json::from_str(&job.payload)?, base_url).await? {
            Some(letter) => post.send(letter).await,
            None => Ok(()),
        },
        stock::ARRIVED => {
            let arrived: stock::Arrived = serde_json::from_str(&job.payload)?;
            backorder::arrived(&gate.system::<ShipOrders>("back-orders"), arrived).await
        }
        other => Err(No::failed(format!("no handler for jobs of kind {other}"))),
    }
}

/// Sends a letter of a topic, if there is one and its reader wants such letters.
async fn deliver(gate: &Arc<Gate>, post: &Post, base_url: &str, topic: Topic, letter: Option<Letter>) -> Answer<()> {
    let Some(letter) = letter else { return Ok(()) };
    match mail::wanted(gate, base_url, topic, letter).await? {
        Some((letter, way_out)) => post.send_with(letter, Some(&way_out)).await,
        None => Ok(()),
    }
}

/// Brings the blocks of every contract into agreement with its debts and the day; answers how many contracts changed.
pub async fn evaluate(gate: &Arc<Gate>) -> Answer<usize> {
    let mut all = 0;
    loop {
        let changed = gate.tend(block::evaluate_due).await?;
        all += changed;
        if changed == 0 {
            return Ok(all);
        }
    }
}

/// Calls for the reminders of debts that are due; answers for how many contracts.
pub async fn remind(gate: &Arc<Gate>) -> Answer<usize> {
    let mut all = 0;
    loop {
        let told = gate.tend(reminder::remind_due).await?;
        all += told;
        if told == 0 {
            return Ok(all);
        }
    }
}

/// What the passing of days does to debts, on one node at a time: blocks each minute, reminders in office hours.
async fn follow_debts(gate: &Arc<Gate>) -> Answer<()> {
    if !gate.tend(|tx| turn::take(tx, "debts", 55)).await? {
        return Ok(());
    }
    evaluate(gate).await?;
    if gate.look(reminder::is_office_hour).await? {
        remind(gate).await?;
    }
    Ok(())
}

/// Makes tasks of what the rules find now; answers how many are new. On several nodes at once it makes each of them once.
pub async fn watch_over(gate: &Arc<Gate>) -> Answer<usize> {
    let found = gate.look(service::trial::found).await?;
    if found.is_empty() {
        return Ok(0);
    }
    gate.tend(move |tx| service::trial::keep(tx, &found)).await
}

/// The same by the clock, on one node at a time.
async fn follow_rules(gate: &Arc<Gate>) -> Answer<()> {
    if gate.tend(|tx| turn::take(tx, "rules", 55)).await? {
        watch_over(gate).await?;
    }
    Ok(())
}

/// Tells of standing orders that come, and places those that are due; answers how many. On several nodes at once each date is
/// placed once.
pub async fn place_standing_orders(gate: &Arc<Gate>) -> Answer<usize> {
    standing::due::follow(&gate.system::<PlaceOrders>("standing-orders")).await
}

/// The same by the clock, on one node at a time.
async fn follow_standing_orders(gate: &Arc<Gate>) -> Answer<()> {
    if gate.tend(|tx| turn::take(tx, "standing-orders", 55)).await? {
        place_standing_orders(gate).await?;
    }
    Ok(())
}

/// Drops what the live feed no longer keeps; answers how much that was.
pub async fn forget_old_acts(gate: &Arc<Gate>) -> Answer<usize> {
    gate.tend(activity::feed::forget_old).await
}

/// Records whose bytes and hash disagree; none when the journal is whole.
pub async fn disagreeing(gate: &Arc<Gate>) -> Answer<Vec<crate::platform::journal::RecordId>> {
    gate.look(crate::platform::journal::disagreeing).await
}
