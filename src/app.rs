//! Puts the house together: every room's routes, the menu, the jobs, the guards. It knows everyone; nobody knows it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::access::permission::marks::ReadOrders;
use crate::access::{Gate, Right, Routes, once, resolve};
use crate::orders::letters;
use crate::platform::db::Database;
use crate::platform::error::{Answer, No};
use crate::platform::post::Post;
use crate::platform::queue::{self, Job};
use crate::platform::web::guard::{self, Outside};
use crate::platform::web::{MenuItem, assets};
use crate::{access, activity, catalogue, description, exchange, orders, partners, seller, shop};

/// The menu: each entry with the right that shows it.
const MENU: &[(Right, MenuItem)] = &[
    (Right::SeeCatalogue, MenuItem { path: "/catalogue", label: "menu-catalogue" }),
    (Right::Represent, MenuItem { path: "/clients", label: "menu-clients" }),
    (Right::ReadOrders, MenuItem { path: "/orders", label: "menu-orders" }),
    (Right::ReadPartners, MenuItem { path: "/partners", label: "menu-partners" }),
    (Right::ReadStock, MenuItem { path: "/stock", label: "menu-stock" }),
    (Right::ReadRequested, MenuItem { path: "/requested", label: "menu-requested" }),
    (Right::ReadCompany, MenuItem { path: "/company/representations", label: "menu-company" }),
    (Right::ManageAccounts, MenuItem { path: "/staff", label: "menu-staff" }),
    (Right::ManageSettings, MenuItem { path: "/settings", label: "menu-settings" }),
    (Right::Import, MenuItem { path: "/imports", label: "menu-imports" }),
];

/// Every route of the house.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    access::routes(&mut routes);
    shop::routes(&mut routes);
    orders::routes(&mut routes);
    seller::routes(&mut routes);
    partners::routes(&mut routes);
    catalogue::routes(&mut routes);
    activity::routes(&mut routes);
    exchange::routes(&mut routes);
    description::routes(&mut routes);
    routes
}

/// The gate over a database, with the menu of all rooms.
pub fn gate(db: Database, secret: &[u8]) -> Arc<Gate> {
    Gate::new(db, secret, MENU.to_vec())
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
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(gate.clone()))
            .app_data(web::Data::new(outside.clone()))
            .wrap(from_fn(resolve::resolve))
            .wrap(from_fn(guard::guard))
            .wrap(Compress::default())
            .route("/healthz", web::get().to(|| async { HttpResponse::Ok().content_type("text/plain").body("ok\n") }))
            .route("/readyz", web::get().to(ready))
            .route("/assets/{hash}/{name}", web::get().to(assets::serve))
            .configure(|config| routes().mount(config))
            .default_service(web::to(access::pages::nowhere))
    })
    .workers(house.workers)
    .client_request_timeout(Duration::from_secs(10))
    .shutdown_timeout(8)
    .listen(listener)?;
    Ok(server.run())
}

async fn ready(gate: web::Data<Arc<Gate>>) -> HttpResponse {
    if gate.is_ready().await {
        HttpResponse::Ok().content_type("text/plain").body("ready\n")
    } else {
        HttpResponse::ServiceUnavailable().content_type("text/plain").body("the database does not answer\n")
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
            if let Err(error) = gate.tend(once::forget_old).await {
                tracing::warn!(%error, "old answers are kept a little longer");
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
    };
    let living = async {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            if let Err(error) = gate.say_alive().await {
                tracing::warn!(%error, "this node could not say that it lives");
            }
        }
    };
    futures_util::future::join4(sequencing, working, housekeeping, living).await;
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
            let letter = gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), letters::letter).await?;
            match letter {
                Some(letter) => post.send(letter).await,
                None => Ok(()),
            }
        }
        other => Err(No::failed(format!("no handler for jobs of kind {other}"))),
    }
}

/// Records whose bytes and hash disagree; none when the journal is whole.
pub async fn disagreeing(gate: &Arc<Gate>) -> Answer<Vec<crate::platform::journal::RecordId>> {
    gate.look(crate::platform::journal::disagreeing).await
}
