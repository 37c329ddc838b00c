//! Bodies and queries: JSON, forms and query strings, strict, with the field and the reason when they do not fit.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::platform::error::{Kind, No, Refusal};
use crate::platform::secret;
use crate::platform::web::strict::Strict;
use crate::say;

const JSON_LIMIT: usize = 2 * 1024 * 1024;
pub(super) const FORM_LIMIT: usize = 1024 * 1024;

/// A JSON body of a known shape.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A form of a known shape, whose hidden token is right.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// A query string of a known shape.
#[derive(Debug)]
pub struct Params<T>(pub T);

/// The token that this caller's forms must carry; put into the request when the caller is known.
#[derive(Debug, Clone)]
pub struct FormToken(pub String);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = No;
    type Future = LocalBoxFuture<'static, Result<Self, No>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.content_type().eq_ignore_ascii_case("application/json");
        let bytes = bytes(request, payload, JSON_LIMIT);
        Box::pin(async move {
            if !is_json {
                return Err(Refusal::new(Kind::Transport(415), "not_json", say!("error-not-json")).into());
            }
            json(&bytes.await?).map(Body)
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = No;
    type Future = LocalBoxFuture<'static, Result<Self, No>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let token = FormToken::of(request);
        let bytes = bytes(request, payload, FORM_LIMIT);
        Box::pin(async move {
            let bytes = bytes.await?;
            if holds_nul(&bytes, b"%00") {
                return Err(malformed());
            }
            let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| malformed())?;
            check_token(&pairs, token.as_ref())?;
            fields(pairs).map(Form)
        })
    }
}

impl FormToken {
    /// The token of whoever sent this request.
    pub(super) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<FormToken>().cloned()
    }
}

/// Refuses the fields of a form whose hidden token is missing or another's.
pub(super) fn check_token(pairs: &[(String, String)], token: Option<&FormToken>) -> Result<(), No> {
    let given = pairs.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str()).unwrap_or_default();
    if token.is_some_and(|token| secret::is_same(&token.0, given)) {
        return Ok(());
    }
    Err(Refusal::new(Kind::Forbidden, "form_token", say!("error-form-token")).into())
}

/// The fields of a form in their shape, without the hidden token.
pub(super) fn fields<T: DeserializeOwned>(mut pairs: Vec<(String, String)>) -> Result<T, No> {
    pairs.retain(|(name, _)| name != "csrf");
    let text = serde_urlencoded::to_string(&pairs).map_err(|_| malformed())?;
    serde_urlencoded::from_str(&text).map_err(|e| unfit(String::new(), &e.to_string()))
}

impl<T: DeserializeOwned + 'static> FromRequest for Params<T> {
    type Error = No;
    type Future = std::future::Ready<Result<Self, No>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(query(request.query_string()).map(Params))
    }
}

/// Reads a query string of a known shape; the refusal names the parameter.
pub fn query<T: DeserializeOwned>(text: &str) -> Result<T, No> {
    let pairs = form_urlencoded::parse(text.as_bytes());
    let read = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
    read.map_err(|error| {
        let at = error.path().to_string();
        let mut no = unfit(if at == "." { String::new() } else { format!("/{at}") }, &error.inner().to_string());
        if let No::Refused(refusal) = &mut no {
            refusal.kind = Kind::Malformed;
            refusal.faults.iter_mut().for_each(|fault| fault.field = fault.field.trim_start_matches('/').to_owned());
        }
        no
    })
}

fn bytes(request: &HttpRequest, payload: &mut Payload, limit: usize) -> LocalBoxFuture<'static, Result<web::Bytes, No>> {
    if is_told_longer(request, limit) {
        return Box::pin(async move { Err(too_large()) });
    }
    let payload = web::Payload::from_request(request, payload);
    Box::pin(async move { whole(payload.await.map_err(|_| malformed())?, limit).await })
}

/// Whether the request says of itself that its body is longer than this.
pub(super) fn is_told_longer(request: &HttpRequest, limit: usize) -> bool {
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    told.is_some_and(|length| length > limit)
}

/// A body to its end, of at most so many bytes.
pub async fn whole(payload: web::Payload, limit: usize) -> Result<web::Bytes, No> {
    match payload.to_bytes_limited(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(malformed()),
        Err(_) => Err(too_large()),
    }
}

pub(super) fn malformed() -> No {
    Refusal::new(Kind::Malformed, "malformed", say!("error-malformed")).into()
}

pub(super) fn too_large() -> No {
    Refusal::new(Kind::Transport(413), "too_large", say!("error-too-large")).into()
}

/// Whether a body holds a zero byte, plain or as its way of writing one.
fn holds_nul(bytes: &[u8], written: &[u8]) -> bool {
    bytes.contains(&0) || bytes.windows(written.len()).any(|window| window == written)
}

/// Reads JSON; the refusal names the field by its pointer.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, No> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    if holds_nul(bytes, b"\\u0000") {
        return Err(malformed());
    }
    let value = serde_path_to_error::deserialize(Strict(&mut reader)).map_err(|error| {
        let at = error.path().to_string();
        let pointer = if at == "." {
            String::new()
        } else {
            format!("/{}", at.replace(['.', '['], "/").replace(']', "").replace("//", "/"))
        };
        unfit(pointer, &error.inner().to_string())
    })?;
    reader.end().map_err(|_| malformed())?;
    Ok(value)
}

/// Turns serde's words into a field, a code and a sentence of ours.
fn unfit(pointer: String, told: &str) -> No {
    let name = told.split('`').nth(1).unwrap_or_default().to_owned();
    let below = |name: &str| if pointer.ends_with(&format!("/{name}")) { pointer.clone() } else { format!("{pointer}/{name}") };
    let (field, code, message) = if told.starts_with("unknown field") {
        (below(&name), "unknown_field", say!("error-field-unknown", name = &name))
    } else if told.starts_with("missing field") {
        (below(&name), "missing", say!("error-field-missing", name = &name))
    } else if told.starts_with("duplicate field") {
        (below(&name), "duplicate", say!("error-field-duplicate", name = &name))
    } else if told.starts_with("too many decimals") {
        (pointer, "too_many_decimals", say!("error-too-many-decimals"))
    } else if told.starts_with("out of range") {
        (pointer, "out_of_range", say!("error-out-of-range"))
    } else if told.starts_with("expected")
        || told.starts_with("EOF")
        || told.starts_with("trailing")
        || told.contains("control character")
    {
        return malformed();
    } else {
        (pointer, "wrong_type", say!("error-wrong-type"))
    };
    No::invalid(field, code, message)
}
