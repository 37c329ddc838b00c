//! The witness's doors over HTTP: a checkpoint is shown and cosigned, the last one can be read. Nothing else is there.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::{App, HttpResponse, HttpServer, web};
use serde::Deserialize;

use super::desk::{Desk, Told};

/// The longest request: a checkpoint with its proof is a few kilobytes.
const LONGEST: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    origin: String,
}

/// Answers until the process is told to end.
pub fn serve(desk: Arc<Desk>, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
    let desk = web::Data::from(desk);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(desk.clone())
            .app_data(web::PayloadConfig::new(LONGEST))
            .route("/add-checkpoint", web::post().to(add))
            .route("/checkpoint", web::get().to(seen))
    })
    .workers(1)
    .client_request_timeout(std::time::Duration::from_secs(10))
    .listen(listener)?;
    Ok(server.run())
}

async fn add(desk: web::Data<Desk>, body: web::Bytes) -> HttpResponse {
    let told = web::block(move || match std::str::from_utf8(&body) {
        Ok(text) => desk.add(text),
        Err(_) => Told { status: 400, text: "not a text\n".into() },
    });
    answer(told.await.unwrap_or_else(|_| Told { status: 500, text: String::new() }))
}

async fn seen(desk: web::Data<Desk>, query: web::Query<Query>) -> HttpResponse {
    let told = web::block(move || desk.seen(&query.origin));
    answer(told.await.unwrap_or_else(|_| Told { status: 500, text: String::new() }))
}

fn answer(told: Told) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(told.status).unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
    let kind = if told.status == 409 { "text/x.tlog.size" } else { "text/plain; charset=utf-8" };
    HttpResponse::build(status).content_type(kind).body(told.text)
}
