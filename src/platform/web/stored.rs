//! A stored file on its way to a browser: shown in its place under a name of ours, never guessed at and never run, kept by
//! this browser alone. Doors call it with a file that the caller may see, at an address that names one content for ever.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::guard;
use crate::platform::files::File;

/// The file in its place on a page; 304 where the browser has it already.
pub fn inline(request: &HttpRequest, file: File, name: &str) -> HttpResponse {
    let tag = format!("\"{}\"", file.sha256);
    let is_known = guard::is_known(request, &tag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::ETAG, tag))
        // Whoever signs in next at this browser asks anew.
        .insert_header((header::VARY, "Cookie, Authorization"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox"))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")));
    if is_known { response.finish() } else { response.content_type(file.media_type).body(file.bytes) }
}
