//! Puts the house together: every room's routes, the menu, the guards; what it does by itself is in `tending`. It knows everyone;
//! nobody knows it.

mod tending;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::access::{Actor, Gate, Right, Routes, resolve};
use crate::activity::{Tail, Watch, watch};
use crate::catalogue::search;
use crate::platform::db::{Database, Tx};
use crate::platform::error::Answer;
use crate::platform::post::Post;
use crate::platform::web::guard::{self, Outside};
use crate::platform::web::{Head, MenuItem};
use crate::{
    access, activity, catalogue, description, exchange, insight, orders, partners, pricing, privacy, receivables, records,
    seller, service, shop, styleguide,
};

pub use tending::{
    disagreeing, evaluate, follow_debts, follow_erasures, forget_old_acts, note_erasures, place_standing_orders, remind, scrub,
    sweep_letters, tend, watch_over, work,
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
