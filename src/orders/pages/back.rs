//! Where a form of the cart leads back to: a page of ours, told what was put into the cart. Called by the cart's doors.

use crate::platform::web::components;

/// The page to go back to, telling what was put into the cart where the page can say it.
pub(super) fn with_note(path: &str, sku: &str) -> String {
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    if bare != "/catalogue" && !bare.starts_with("/products/") {
        return path.to_owned();
    }
    let kept: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(name, _)| name != "added").collect();
    let mut pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("added", sku));
    components::link(bare, &pairs)
}

/// The page the form stood on: one of ours, told by the form or by the browser.
pub(super) fn back(request: &actix_web::HttpRequest, told: &str) -> String {
    if !told.is_empty() {
        return crate::access::frame::own_path(told).to_owned();
    }
    let referer = request.headers().get(actix_web::http::header::REFERER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..))).unwrap_or("/cart");
    match crate::access::frame::own_path(path) {
        "/" => "/cart".to_owned(),
        own => own.to_owned(),
    }
}
