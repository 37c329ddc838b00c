//! What stands before and after every door: a request id, a time limit, a calm answer to panics, the check against
//! forged requests, both faces of errors, and the safe headers on every answer.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, ResponseError, web};
use futures_util::FutureExt;

use super::{Request, faces};
use crate::platform::db::patience;
use crate::platform::error::{Kind, No, Refusal};
use crate::platform::{secret, telemetry};
use crate::say;

const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What the guard must know of the house.
#[derive(Debug, Clone)]
pub struct Outside {
    /// The address people type, without a slash at the end.
    pub base_url: String,
    /// Proxies whose word about addresses is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether it is a trial, a demo or development: then the style guide is open, and every answer tells how long it took.
    pub is_trial: bool,
}

/// Around every request.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let begun = Instant::now();
    let outside = request.app_data::<web::Data<Outside>>().cloned();
    let trusted = outside.as_ref().map(|o| o.trusted_proxies.clone()).unwrap_or_default();
    let facts = Request::read(&request, &trusted, request_id(&request, &trusted));
    let base = outside.as_ref().map(|o| o.base_url.clone()).unwrap_or_default();
    request.extensions_mut().insert(facts.clone());
    let method = request.method().clone();
    let answered = if holds_nul(&request) {
        Ok(request.into_response(faces::answer(&blank(StatusCode::BAD_REQUEST), &facts, None)))
    } else if is_forged(&request, &base) {
        Ok(request.into_response(faces::answer(&forged(), &facts, None)))
    } else {
        let work = AssertUnwindSafe(patience::one_request(next.call(request))).catch_unwind();
        match tokio::time::timeout(time_limit(&facts.path), work).await {
            Ok(Ok(Ok(response))) => Ok(response.map_into_boxed_body()),
            Ok(Ok(Err(error))) => Err(as_no(&error)),
            Ok(Err(_)) => Err(No::failed("a door panicked")),
            Err(_) => Err(No::busy()),
        }
    };
    let is_secure = base.starts_with("https://");
    let is_trial = outside.as_ref().is_some_and(|o| o.is_trial);
    let mut outcome = match answered {
        Ok(response) => Ok(faced(response, is_secure)),
        // No request is left to answer to: the answer itself travels as the error.
        Err(no) => Err(Faced { no, facts: facts.clone(), is_secure }),
    };
    let (route, status) = match &outcome {
        Ok(response) => (response.request().match_pattern(), response.status().as_u16()),
        Err(faced) => (None, faced.status_code().as_u16()),
    };
    let (route, elapsed) = (route.unwrap_or_else(|| "none".to_owned()), begun.elapsed());
    if let (true, Ok(response)) = (is_trial, &mut outcome) {
        tell_time(response.headers_mut(), elapsed);
    }
    telemetry::count_request(&route, status, elapsed);
    tracing::info!(request_id = %facts.id, %method, route, status, millis = elapsed.as_millis() as u64, "request");
    outcome.map_err(Into::into)
}

/// Tells the browser how long the answer took, for the foot of the page.
fn tell_time(headers: &mut HeaderMap, elapsed: Duration) {
    let told = format!("app;dur={:.1}", elapsed.as_secs_f64() * 1000.0);
    if let Ok(told) = HeaderValue::from_str(&told) {
        headers.insert(HeaderName::from_static("server-timing"), told);
    }
}

/// An answer with its right face and the safe headers. The language and the time zone may have been found out on the way.
fn faced(response: ServiceResponse<BoxBody>, is_secure: bool) -> ServiceResponse<BoxBody> {
    let facts = Request::of(response.request());
    let no = match response.response().error() {
        Some(error) => Some(as_no(error)),
        None => is_blank_error(&response).then(|| blank(response.status())),
    };
    let mut response = match no {
        Some(no) => {
            let allowed = response.headers().get(header::ALLOW).cloned();
            let (request, _) = response.into_parts();
            let around = request.extensions().get::<faces::Around>().cloned();
            let mut answer = faces::answer(&no, &facts, around.as_ref());
            if let Some(methods) = allowed {
                answer.headers_mut().insert(header::ALLOW, methods);
            }
            ServiceResponse::new(request, answer)
        }
        None => response,
    };
    safe_headers(response.headers_mut(), &facts.id, is_secure);
    response
}

/// A no that has lost its request: it still answers with its face and the safe headers.
#[derive(Debug)]
struct Faced {
    no: No,
    facts: Request,
    is_secure: bool,
}

impl std::fmt::Display for Faced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.no.fmt(f)
    }
}

impl ResponseError for Faced {
    fn status_code(&self) -> StatusCode {
        self.no.status_code()
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = faces::answer(&self.no, &self.facts, None);
        safe_headers(response.headers_mut(), &self.facts.id, self.is_secure);
        response
    }
}

/// How long a request may take; a file on a thin line takes its time.
fn time_limit(path: &str) -> Duration {
    let brings_file = path.starts_with("/api/v1/imports/")
        || path == "/imports"
        || path.ends_with("/picture")
        || path.ends_with("/own-numbers")
        || matches!(path, "/quick-order/file" | "/api/v1/quick-order" | "/api/v1/quick-order/cart");
    let takes_file = path.ends_with(".csv") || path.ends_with(".xlsx");
    if brings_file || takes_file { TIME_LIMIT * 40 } else { TIME_LIMIT }
}

/// The proxy's request id when the proxy is trusted, else a fresh one.
fn request_id(request: &ServiceRequest, trusted: &[IpAddr]) -> String {
    let from_proxy = request.peer_addr().is_some_and(|a| trusted.contains(&a.ip()));
    let told = request.headers().get("x-request-id").and_then(|v| v.to_str().ok());
    match told {
        Some(id) if from_proxy && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => id.to_owned(),
        _ => secret::random::<8>().map(|b| secret::hex(&b)).unwrap_or_default(),
    }
}

/// An unsafe request that a foreign page made the browser send. Programs with a bearer token carry no cookie to abuse.
fn is_forged(request: &ServiceRequest, base: &str) -> bool {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || request.headers().contains_key(header::AUTHORIZATION) {
        return false;
    }
    let told = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    match (told("sec-fetch-site"), told("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin != base,
        (None, None) => false,
    }
}

/// No text of ours holds a zero byte, and PostgreSQL cannot keep one.
fn holds_nul(request: &ServiceRequest) -> bool {
    request.uri().path_and_query().is_some_and(|uri| uri.as_str().contains("%00"))
}

fn forged() -> No {
    Refusal::new(Kind::Forbidden, "foreign_origin", say!("error-foreign-origin")).into()
}

fn as_no(error: &actix_web::Error) -> No {
    if let Some(No::Refused(refusal)) = error.as_error::<No>() {
        let mut copy = Refusal::new(refusal.kind, refusal.code, refusal.message.clone());
        copy.faults.clone_from(&refusal.faults);
        copy.more.clone_from(&refusal.more);
        return copy.into();
    }
    let status = error.as_response_error().status_code();
    if error.as_error::<No>().is_some() || status.is_server_error() { No::failed(error) } else { blank(status) }
}

fn is_blank_error(response: &ServiceResponse<BoxBody>) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error()) && !response.headers().contains_key(header::CONTENT_TYPE)
}

fn blank(status: StatusCode) -> No {
    match status {
        StatusCode::NOT_FOUND => No::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::new(Kind::Method, "method_not_allowed", say!("error-method")).into(),
        StatusCode::BAD_REQUEST => Refusal::new(Kind::Malformed, "malformed", say!("error-malformed")).into(),
        status if status.is_server_error() => No::failed(status),
        status => Refusal::new(Kind::Transport(status.as_u16()), "refused", say!("error-malformed")).into(),
    }
}

const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

fn safe_headers(headers: &mut HeaderMap, request_id: &str, is_secure: bool) {
    // What a door forbids its answer beyond that stays: a browser keeps to every policy there is.
    let stricter: Vec<HeaderValue> = headers.get_all(header::CONTENT_SECURITY_POLICY).cloned().collect();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    for policy in stricter {
        headers.append(header::CONTENT_SECURITY_POLICY, policy);
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

/// A page whose figures may be kept by this browser alone and must be asked for anew: answers 304 when nothing changed.
pub fn revalidated(request: &actix_web::HttpRequest, media_type: &str, body: String) -> HttpResponse {
    use sha2::Digest;
    let digest = secret::hex(&sha2::Sha256::digest(body.as_bytes()));
    let tag = format!("W/\"{}\"", digest.get(..24).unwrap_or_default());
    let is_known = is_known(request, &tag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Cookie, Authorization, Accept-Language, On-Behalf-Of"));
    if is_known { response.finish() } else { response.content_type(media_type.to_owned()).body(body) }
}

/// Whether the caller has what this tag stands for already.
pub(super) fn is_known(request: &actix_web::HttpRequest, tag: &str) -> bool {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag))
}
