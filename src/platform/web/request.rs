//! What a request tells of itself before anybody is known: its id, language, address, and whether it wants a page or JSON.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::{Method, header};
use actix_web::{HttpMessage, HttpRequest};

use super::{Face, Lang, Voice};
use crate::platform::values::clock::HOME_ZONE;

/// Facts of one request, put there by the first middleware.
#[derive(Debug, Clone)]
pub struct Request {
    /// Stands in the logs, in the answer's header and on error pages.
    pub id: String,
    /// The language to answer in.
    pub lang: Lang,
    /// The time zone to tell moments in: the seller's, once it is known who asks.
    pub zone: chrono_tz::Tz,
    /// How the house shows itself, once its gate was passed.
    pub face: Arc<Face>,
    /// The caller's address, as the socket or a trusted proxy tells it.
    pub ip: IpAddr,
    /// The path asked for.
    pub path: String,
    /// Where to come back to: path and query of a page that was looked at, the start page after a form.
    pub here: String,
    /// Whether the answer goes to a program.
    pub is_api: bool,
}

/// The name of the cookie that keeps a visitor's language.
pub const LANGUAGE_COOKIE: &str = "orderly_lang";

impl Request {
    /// Reads the facts. `X-Forwarded-For` is believed only from a trusted proxy.
    pub fn read(request: &actix_web::dev::ServiceRequest, trusted: &[IpAddr], id: String) -> Self {
        let path = request.path().to_owned();
        let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
        let here =
            request.uri().path_and_query().filter(|_| is_look).map_or_else(|| "/".to_owned(), |uri| uri.as_str().to_owned());
        let lang = language(request);
        Self { id, lang, zone: HOME_ZONE, face: Arc::default(), ip: address(request, trusted), is_api: is_api(&path), path, here }
    }

    /// The language and the time zone to answer in.
    pub fn voice(&self) -> Voice {
        Voice { lang: self.lang, zone: self.zone }
    }

    /// The facts of this request; plain ones when the middleware has not run.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Request>().cloned().unwrap_or_else(|| Self {
            id: String::new(),
            lang: Lang::Ru,
            zone: HOME_ZONE,
            face: Arc::default(),
            ip: IpAddr::from([0, 0, 0, 0]),
            path: request.path().to_owned(),
            here: "/".to_owned(),
            is_api: is_api(request.path()),
        })
    }
}

/// Whether the path is one for programs; the readable pages about the API are for people.
fn is_api(path: &str) -> bool {
    path.starts_with("/api/v1/") || path == "/api/openapi.json"
}

fn language(request: &actix_web::dev::ServiceRequest) -> Lang {
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|c| Lang::parse(c.value()));
    let accepted = || request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Lang::accepted);
    chosen.or_else(accepted).unwrap_or(Lang::Ru)
}

fn address(request: &actix_web::dev::ServiceRequest, trusted: &[IpAddr]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |a| a.ip());
    if !trusted.contains(&peer) {
        return peer;
    }
    // The proxy's own line is the last: one that the client sent stands before it.
    let forwarded = request.headers().get_all("x-forwarded-for").last().and_then(|v| v.to_str().ok()).unwrap_or_default();
    forwarded.rsplit(',').next().and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}
