//! Styles, script and pictures compiled into the program, served under names with the hash of their content,
//! without the remarks for those who read the source; each compressed once, when it is first asked for.

use std::sync::{LazyLock, OnceLock};

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    plain: Bytes,
    hash: String,
    brotli: OnceLock<Bytes>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        asset("style.css", "text/css; charset=utf-8", include_str!("../../../static/style.css")),
        asset("app.js", "text/javascript; charset=utf-8", include_str!("../../../static/app.js")),
        asset("live.js", "text/javascript; charset=utf-8", include_str!("../../../static/live.js")),
        asset("icon.svg", "image/svg+xml", include_str!("../../../static/icon.svg")),
    ]
});

fn asset(name: &'static str, media_type: &'static str, text: &str) -> Asset {
    let plain: Bytes = terse(text).into();
    let hash = crate::platform::secret::hex(&Sha256::digest(&plain)).chars().take(12).collect();
    Asset { name, media_type, plain, hash, brotli: OnceLock::new() }
}

/// The text without indentation, empty lines and lines that are remarks: no sentence of our own scripts goes over a line's end.
fn terse(text: &str) -> String {
    let is_remark = |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_remark(line));
    lines.fold(String::with_capacity(text.len()), |told, line| told + line + "\n")
}

/// Empty where it cannot be compressed.
fn compress(plain: &[u8]) -> Bytes {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    match brotli::BrotliCompress(&mut &plain[..], &mut out, &params) {
        Ok(_) => out.into(),
        Err(_) => Bytes::new(),
    }
}

/// The address of an asset, with the hash of its content in it.
pub fn address(name: &str) -> String {
    ASSETS.iter().find(|a| a.name == name).map_or_else(|| format!("/assets/{name}"), |a| format!("/assets/{}/{name}", a.hash))
}

/// Serves an asset for a year; another hash is another address.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    let (hash, name) = (request.match_info().query("hash"), request.match_info().query("name"));
    let Some(asset) = ASSETS.iter().find(|a| a.name == name && a.hash == hash) else {
        return HttpResponse::NotFound().finish();
    };
    let takes_brotli = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|part| part.trim().starts_with("br")));
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, asset.media_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let brotli = if takes_brotli { asset.brotli.get_or_init(|| compress(&asset.plain)).clone() } else { Bytes::new() };
    if brotli.is_empty() {
        return answer.body(asset.plain.clone());
    }
    answer.insert_header((header::CONTENT_ENCODING, "br")).body(brotli)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_stay_at_home() {
        assert_eq!(terse("// a remark\n  a();\n\n  /* of style */\n  b { c: d; } /* e */\n"), "a();\nb { c: d; } /* e */\n");
        assert!(ASSETS.iter().all(|asset| !asset.plain.is_empty()));
    }
}
