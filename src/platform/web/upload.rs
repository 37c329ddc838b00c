//! Forms that may carry a file: multipart, or an ordinary form where none was chosen. They are held to the same token, the
//! same strictness and the same refusals as [`Form`]. What a file holds is judged by the door that asked for it, never here.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{Stream, StreamExt};
use serde::de::DeserializeOwned;

use super::body::{self, FORM_LIMIT, Form, FormToken};
use crate::platform::error::No;
use crate::say;

/// The longest body of a form with a file, in bytes: as much as the proxy in front lets through.
pub const LIMIT: usize = 20 * 1024 * 1024;
/// The most parts of a form.
const PARTS: usize = 200;
/// The field that carries the file.
const FILE: &str = "file";
const LONGEST_NAME: usize = 200;

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its name on the sender's machine, without folders: to be shown, never to be believed.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a form with a place for a file brought.
#[derive(Debug)]
pub struct Uploaded<T> {
    /// The fields.
    pub fields: T,
    /// The file of the field `file`, when one was chosen.
    pub file: Option<UploadedFile>,
}

/// A form of a known shape, whose hidden token is right, with at most one file.
#[derive(Debug)]
pub struct Upload<T>(pub Uploaded<T>);

impl<T: DeserializeOwned + 'static> FromRequest for Upload<T> {
    type Error = No;
    type Future = LocalBoxFuture<'static, Result<Self, No>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            let form = Form::<T>::from_request(request, payload);
            return Box::pin(async move { Ok(Self(Uploaded { fields: form.await?.0, file: None })) });
        }
        if body::is_told_longer(request, LIMIT) {
            return Box::pin(async { Err(body::too_large()) });
        }
        let token = FormToken::of(request);
        let parts = Multipart::new(request.headers(), limited(payload.take()));
        Box::pin(async move {
            let sent = read(parts).await?;
            body::check_token(&sent.pairs, token.as_ref())?;
            if let Some(fault) = sent.fault {
                return Err(fault);
            }
            Ok(Self(Uploaded { fields: body::fields(sent.pairs)?, file: sent.file }))
        })
    }
}

/// The body, cut off where it becomes too long.
fn limited(payload: Payload) -> impl Stream<Item = Result<web::Bytes, PayloadError>> + 'static {
    let mut room = LIMIT;
    payload.map(move |chunk| -> Result<web::Bytes, PayloadError> {
        let chunk = chunk?;
        room = room.checked_sub(chunk.len()).ok_or(PayloadError::Overflow)?;
        Ok(chunk)
    })
}

/// The parts of a form as they came.
#[derive(Default)]
struct Sent {
    pairs: Vec<(String, String)>,
    file: Option<UploadedFile>,
    /// What is wrong with the files; told only to whoever brought the right token.
    fault: Option<No>,
}

async fn read(mut parts: Multipart) -> Result<Sent, No> {
    let mut sent = Sent::default();
    let mut room = FORM_LIMIT;
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| unreadable(&error))?;
        count += 1;
        if count > PARTS {
            return Err(body::too_large());
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|told| told.get_filename()).map(plain_name);
        match file_name {
            Some(file_name) => {
                let bytes = contents(&mut part, LIMIT).await?;
                sent.take_file(name, file_name, bytes);
            }
            None => {
                let value = text(contents(&mut part, room).await?)?;
                room = room.checked_sub(name.len() + value.len()).ok_or_else(body::too_large)?;
                sent.pairs.push((name, value));
            }
        }
    }
    Ok(sent)
}

impl Sent {
    fn take_file(&mut self, field: String, name: String, bytes: web::Bytes) {
        // What a browser sends of a field in which nothing was chosen.
        let is_none = name.is_empty() && bytes.is_empty();
        if field != FILE {
            let fault = No::invalid(format!("/{field}"), "unknown_field", say!("error-field-unknown", name = field));
            self.fault.get_or_insert(fault);
        } else if self.file.is_some() && !is_none {
            self.fault.get_or_insert(No::invalid("/file", "duplicate", say!("error-field-duplicate", name = FILE)));
        } else if !is_none {
            self.file = Some(UploadedFile { name, bytes: bytes.into() });
        }
    }
}

async fn contents(part: &mut Field, limit: usize) -> Result<web::Bytes, No> {
    match part.bytes(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(_) => Err(body::too_large()),
    }
}

fn text(bytes: web::Bytes) -> Result<String, No> {
    match String::from_utf8(bytes.into()) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(body::malformed()),
    }
}

fn unreadable(error: &MultipartError) -> No {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => body::too_large(),
        _ => body::malformed(),
    }
}

/// The last part of a path of any system, on one line.
fn plain_name(told: &str) -> String {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
