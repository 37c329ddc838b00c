//! How a route of the house is asked: with a form or a body that is in order as far as its own words go, so that nothing but the
//! names in the path decides.

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::{Value, json};

use super::callers::is_api;
use super::things::Things;
use crate::kit::client::{Client, Told, hidden, read};

/// Fields of a form that is in order as far as its own words go.
pub(super) fn form(path: &str) -> &'static [(&'static str, &'static str)] {
    match path {
        "/language" => &[("lang", "en")],
        "/company" => &[("code", "NOWHERE")],
        "/company/people" => &[("login", "nobody@matrix.example"), ("buyer", "yes")],
        "/company/people/blocks" => &[("login", "nobody@matrix.example"), ("is_blocked", "true")],
        "/company/invitations" | "/partners/{code}/invitations" => &[("email", "guest@matrix.example"), ("buyer", "yes")],
        "/staff/invitations" => &[("email", "guest@matrix.example"), ("operator", "yes")],
        "/company/invitations/letters"
        | "/company/invitations/withdrawals"
        | "/partners/{code}/invitations/letters"
        | "/partners/{code}/invitations/withdrawals"
        | "/staff/invitations/letters"
        | "/staff/invitations/withdrawals" => &[("id", "ivt_0000000000009")],
        "/people/erasure" => &[("login", "nobody@matrix.example"), ("reason", "The matrix")],
        "/company/roles" => &[("name", ""), ("orders.read", "own")],
        "/company/roles/changes" => &[("id", "rol_0000000000009"), ("name", "M"), ("orders.read", "own")],
        "/company/roles/removals" => &[("id", "rol_0000000000009")],
        "/invitations/{token}" => &[("name", "New"), ("new_password", "a password of the matrix")],
        "/password" => &[("login", "nobody@matrix.example")],
        "/profile" => &[("name", ""), ("lang", "en")],
        "/profile/password" => &[("current_password", "not the password"), ("new_password", "short")],
        "/links/{token}" => &[("new_password", "a password of the matrix")],
        "/company/representations" => &[("permit", "yes")],
        "/cart/lines" => &[("sku", "DR-1"), ("quantity", "1")],
        "/cart/lines/many" | "/catalogue/sums" => &[("back", "/catalogue"), ("q.GL-5", "5")],
        "/requested" => &[("words", "The matrix")],
        "/cart/lines/removal" => &[("sku", "GL-5")],
        "/lists" => &[("name", "Matrix"), ("source", "nothing")],
        "/lists/{id}" => &[("name", "Matrix")],
        "/lists/{id}/lines" => &[("sku", "DR-1"), ("quantity", "1")],
        "/lists/{id}/cart" => &[("what", "all")],
        "/cart/aside" => &[("name", "")],
        "/standing-orders" => &[("name", ""), ("repeats", "month_end")],
        "/standing-orders/{id}" => &[("name", "Matrix"), ("repeats", "month_end"), ("text", "DR-1 1")],
        "/standing-orders/{id}/state" => &[("state", "paused")],
        "/quick-order" | "/quick-order/cart" | "/quick-order/report.csv" => &[("key", "matrix"), ("text", "XX-9 1")],
        "/company/own-numbers" => &[("step", "preview"), ("text", "nonsense")],
        "/company/own-numbers/removal" => &[("number", "nothing")],
        "/orders" => &[("key", "matrix"), ("agreed_total", "0.01")],
        "/cart/code" => &[("code", "NO-SUCH-CODE")],
        "/quotes" => &[("key", "matrix"), ("message", "The matrix")],
        "/quotes/{number}/acceptances" => &[("key", "matrix"), ("version", "1"), ("agreed_total", "3900")],
        "/quotes/{number}/requests" => &[("key", "matrix")],
        "/quotes/{number}/versions" => &[
            ("base", "1"),
            ("sku", "DR-1"),
            ("quantity", "1"),
            ("unit_price", "3900"),
            ("valid_until", "2020-01-01"),
            ("note", ""),
        ],
        "/quotes/{number}/approvals" => &[("version", "1"), ("grant", "yes"), ("reason", "The matrix")],
        "/quote-limit" => &[("percent", "15")],
        "/discount-codes" => &[
            ("code", "MATRIX"),
            ("name", "M"),
            ("name_en", "M"),
            ("on", "all"),
            ("off", "percent"),
            ("value", "1"),
            ("valid_from", "2020-01-01"),
        ],
        "/partners/{code}/people" => &[("login", "new@matrix.example"), ("name", "New"), ("buyer", "yes")],
        "/partners/{code}/people/links" | "/staff/links" => &[("login", "nobody@matrix.example")],
        "/partners/{code}/people/blocks" | "/staff/blocks" => &[("login", "nobody@matrix.example"), ("is_blocked", "true")],
        "/partners/{code}/discounts" => &[
            ("code", "M"),
            ("name", "M"),
            ("name_en", "M"),
            ("to", "partner"),
            ("on", "all"),
            ("off", "percent"),
            ("value", "1"),
            ("valid_from", "2020-01-01"),
        ],
        "/clients/{code}/representations"
        | "/contracts/{number}/blocks/{id}/release"
        | "/invoices/{number}/dispute"
        | "/orders/{number}/promises"
        | "/quotes/{number}/declines"
        | "/quotes/{number}/withdrawals"
        | "/payments/{id}/reversals" => &[("reason", "The matrix")],
        "/contracts/{number}/blocks" => &[("reason", "The matrix"), ("ends", "by_hand"), ("until", "")],
        "/contracts/{number}/limit" | "/contracts/{number}/limit-requests" => &[("limit", "700"), ("reason", "The matrix")],
        "/limit-requests/{id}/answers" => &[("grant", "no"), ("reason", "The matrix")],
        "/invoices/{number}/credit-notes" => {
            &[("key", "matrix"), ("reason", "The matrix"), ("line", "1"), ("quantity", ""), ("amount", "1")]
        }
        "/credit-notes/{number}/reversals" => &[("key", "matrix"), ("reason", "The matrix")],
        "/invoices/{number}/deferrals" => &[("until", "2099-01-01"), ("reason", "The matrix")],
        "/orders/{number}/picking" | "/orders/{number}/picking/end" => &[("warehouse", "MSK")],
        "/orders/{number}/changes" => &[("version", "1"), ("sku", "DR-1"), ("quantity", "2"), ("step", "preview")],
        "/orders/{number}/changes/{id}/answers" => &[("answer", "refuse"), ("reason", "The matrix")],
        "/orders/{number}/edit" => &[("version", "1"), ("sku", "DR-1"), ("quantity", "2"), ("step", "keep")],
        "/orders/{number}/cancellation/answer" => &[("warehouse", "MSK"), ("accept", "yes")],
        "/orders/{number}/shipments" => &[("key", "matrix"), ("warehouse", "MSK"), ("sku", "DR-1"), ("quantity", "1")],
        "/views" => &[("table", "orders"), ("name", "The matrix"), ("query", "state=confirmed")],
        "/views/{id}" => &[("name", "Another name")],
        "/rules/{rule}" => {
            &[("kind", "search_vain"), ("amount", ""), ("minutes", ""), ("times", "3"), ("percent", ""), ("due_minutes", "60")]
        }
        "/tasks/{id}/outcomes" => &[("outcome", "The matrix")],
        "/partners/{code}/messages" | "/partners/{code}/calls" => &[("person", "nobody@matrix.example"), ("text", "The matrix")],
        "/partners/{code}/notes" | "/messages/{id}/answers" => &[("text", "The matrix")],
        "/stock/{sku}" => &[("warehouse", "NOWHERE"), ("on_hand", "1")],
        "/live/minutes" => &[("minutes", "5")],
        "/imports" => &[("kind", "warehouses"), ("mode", "all_or_nothing"), ("text", "nonsense")],
        _ => &[],
    }
}

/// A body that is in order as far as its own words go.
pub(super) fn body(line: &Line) -> Option<Value> {
    match (line.method.as_str(), line.path) {
        ("POST", "/api/v1/sessions") => Some(json!({"login": "nobody@matrix.example"})),
        ("POST", "/api/v1/password-resets") => Some(json!({"login": "nobody@matrix.example"})),
        ("POST", "/api/v1/invitations/{token}") => Some(json!({"name": "New", "new_password": "a password of the matrix"})),
        ("POST", "/api/v1/erasures") => Some(json!({"login": "nobody@matrix.example", "reason": "The matrix"})),
        ("PUT", "/api/v1/me/profile") => Some(json!({"name": "", "language": "en"})),
        ("PUT", "/api/v1/me/mail") => Some(json!({"items": []})),
        ("PUT", "/api/v1/company/people/{login}") => Some(json!({"roles": ["buyer"]})),
        ("POST", "/api/v1/company/roles") => Some(json!({"name": "", "rights": [{"right": "orders.read", "depth": "own"}]})),
        ("PUT", "/api/v1/company/roles/{id}") => Some(json!({"name": "M", "rights": [{"right": "orders.read", "depth": "own"}]})),
        ("POST", "/api/v1/company/invitations" | "/api/v1/partners/{code}/invitations") => {
            Some(json!({"email": "guest@matrix.example", "roles": ["buyer"], "language": "en"}))
        }
        ("POST", "/api/v1/staff/invitations") => {
            Some(json!({"email": "guest@matrix.example", "roles": ["operator"], "language": "en"}))
        }
        ("POST", "/api/v1/me/password") => Some(json!({"current_password": "not the password", "new_password": "short"})),
        ("PUT", "/api/v1/representations/permission") => Some(json!({"permitted": true})),
        ("POST", "/api/v1/partners/{code}/people") => {
            Some(json!({"login": "new@matrix.example", "name": "New", "roles": ["buyer"], "language": "en"}))
        }
        ("POST", "/api/v1/staff") => {
            Some(json!({"login": "new@matrix.example", "name": "", "roles": ["agent"], "language": "en"}))
        }
        (
            "PUT",
            "/api/v1/partners/{code}/people/{login}/block"
            | "/api/v1/staff/{login}/block"
            | "/api/v1/company/people/{login}/block",
        ) => Some(json!({"blocked": true})),
        ("POST", "/api/v1/partners/{code}/discounts") => {
            Some(json!({"code": "M", "name": "M", "name_en": "M", "percent": "1", "valid_from": "2020-01-01"}))
        }
        ("POST", "/api/v1/partners/{code}/messages" | "/api/v1/partners/{code}/calls") => {
            Some(json!({"person": "nobody@matrix.example", "text": "The matrix"}))
        }
        ("POST", "/api/v1/partners/{code}/notes" | "/api/v1/messages/{id}/answers") => Some(json!({"text": "The matrix"})),
        ("POST", "/api/v1/tasks/{id}/outcomes") => Some(json!({"outcome": "The matrix"})),
        (
            "POST",
            "/api/v1/partners/{code}/representations"
            | "/api/v1/contracts/{number}/blocks"
            | "/api/v1/contracts/{number}/blocks/{id}/releases"
            | "/api/v1/orders/{number}/promises"
            | "/api/v1/quotes/{number}/declines"
            | "/api/v1/quotes/{number}/withdrawals"
            | "/api/v1/payments/{id}/reversals"
            | "/api/v1/credit-notes/{number}/reversals",
        )
        | ("PUT", "/api/v1/invoices/{number}/dispute") => Some(json!({"reason": "The matrix"})),
        ("PUT", "/api/v1/contracts/{number}/limit") | ("POST", "/api/v1/contracts/{number}/limit-requests") => {
            Some(json!({"limit": "700.00", "reason": "The matrix"}))
        }
        ("POST", "/api/v1/limit-requests/{id}/answers") => Some(json!({"grant": false, "reason": "The matrix"})),
        ("POST", "/api/v1/invoices/{number}/credit-notes") => {
            Some(json!({"reason": "The matrix", "lines": [{"line": 1, "amount": "1.00"}]}))
        }
        ("POST", "/api/v1/invoices/{number}/deferrals") => Some(json!({"until": "2099-01-01", "reason": "The matrix"})),
        ("POST", "/api/v1/orders/{number}/changes" | "/api/v1/orders/{number}/changes/previews") => {
            Some(json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": "2"}]}))
        }
        ("POST", "/api/v1/orders/{number}/changes/{id}/answers") => Some(json!({"answer": "refuse", "reason": "The matrix"})),
        ("PUT", "/api/v1/orders/{number}/draft") => Some(json!({"version": 1, "lines": []})),
        ("POST", "/api/v1/orders/{number}/draft/applications") => Some(json!({})),
        ("POST", "/api/v1/orders/{number}/cancellation/answer") => Some(json!({"accept": true})),
        ("POST", "/api/v1/orders/{number}/shipments") => Some(json!({"warehouse": "MSK"})),
        ("POST", "/api/v1/quotes") => Some(json!({"message": "The matrix", "lines": [{"sku": "XX-9", "quantity": "1"}]})),
        ("POST", "/api/v1/quotes/{number}/acceptances") => Some(json!({"version": 1})),
        ("POST", "/api/v1/quotes/{number}/versions") => {
            Some(json!({"lines": [{"sku": "DR-1", "quantity": "1", "unit_price": "3900"}], "valid_until": "2020-01-01"}))
        }
        ("POST", "/api/v1/quotes/{number}/approvals") => Some(json!({"version": 1, "grant": true, "reason": "The matrix"})),
        ("PUT", "/api/v1/quote-limit") => Some(json!({"percent": "15.00"})),
        ("PUT", "/api/v1/cart/code") => Some(json!({"code": "NO-SUCH-CODE"})),
        ("POST", "/api/v1/discount-codes") => {
            Some(json!({"code": "MATRIX", "name": "M", "name_en": "M", "percent": "1", "valid_from": "2020-01-01"}))
        }
        ("PUT", "/api/v1/rules/{rule}") => Some(json!({"times": 3, "due_minutes": 60, "is_on": true})),
        ("POST", "/api/v1/requested-items") => Some(json!({"words": "The matrix"})),
        ("POST", "/api/v1/views") => Some(json!({"table": "orders", "name": "The matrix", "query": "state=confirmed"})),
        ("PUT", "/api/v1/views/{id}") => Some(json!({"name": "Another name"})),
        ("POST", "/api/v1/keys") => Some(json!({"name": "", "scopes": []})),
        ("POST", "/api/v1/lists") => Some(json!({"name": ""})),
        ("PUT", "/api/v1/lists/{id}") => Some(json!({"name": "Matrix"})),
        ("PUT", "/api/v1/lists/{id}/lines/{sku}") => Some(json!({"quantity": "1"})),
        ("POST", "/api/v1/lists/{id}/cart" | "/api/v1/cart/aside/{id}") => Some(json!({})),
        ("POST", "/api/v1/cart/aside") => Some(json!({"name": ""})),
        ("POST", "/api/v1/standing-orders") => Some(json!({"name": "", "schedule": {"repeats": "month_end"}})),
        ("PUT", "/api/v1/standing-orders/{id}") => Some(json!({"name": "Matrix"})),
        ("PUT", "/api/v1/standing-orders/{id}/skip") => Some(json!({"skip": true})),
        ("PUT", "/api/v1/standing-orders/{id}/state") => Some(json!({"state": "paused"})),
        ("PUT", "/api/v1/cart/lines/{sku}") => Some(json!({"quantity": "1"})),
        ("PUT", "/api/v1/cart/lines") | ("POST", "/api/v1/prices/quotes") => {
            Some(json!({"lines": [{"sku": "GL-5", "quantity": "5"}]}))
        }
        ("POST", "/api/v1/orders") => Some(json!({"lines": [{"sku": "XX-9", "quantity": "1"}]})),
        ("POST", "/api/v1/quick-order" | "/api/v1/quick-order/cart") => Some(json!({"text": "XX-9 1"})),
        ("PUT", "/api/v1/stock/{sku}") => Some(json!({"warehouse": "NOWHERE", "on_hand": "1"})),
        ("PUT", "/api/v1/settings/brand") => Some(json!({"name": null, "accent": null, "accent_dark": null})),
        ("PUT", "/api/v1/activity/online") => Some(json!({"minutes": 5})),
        _ => None,
    }
}

/// Asks a route at a path, and reads what it says. What a form or a body names beside the path does not exist.
pub(super) async fn knock(client: &Client, line: &Line, path: &str) -> Told {
    knock_about(client, line, path, &Things::unknown()).await
}

/// The same, where a form or a body names these things beside the path.
pub(super) async fn knock_about(client: &Client, line: &Line, path: &str, named: &Things) -> Told {
    let method = Method::from_bytes(line.method.as_bytes()).expect("a method");
    let mut request = client.request(method, path);
    if is_api(line) {
        request = request.header("idempotency-key", "matrix");
        if let Some(body) = body(line) {
            let text = named.in_place_of_unknown(&body.to_string());
            request = request.json(&serde_json::from_str::<Value>(&text).expect("a body"));
        } else if line.path.starts_with("/api/v1/imports") {
            request = request.header("content-type", "text/csv").body("nonsense");
        }
    } else if line.method != "GET" {
        let token = hidden(&client.look("/api").await.text, "csrf");
        let mut fields = vec![("csrf", token)];
        fields.extend(form(line.path).iter().map(|(name, value)| (*name, named.in_place_of_unknown(value))));
        request = request.form(&fields);
    }
    let answer = request.send().await.expect("an answer");
    if answer.status().is_success() && line.path.ends_with("/stream") {
        // Its body never ends.
        return Told { status: answer.status(), headers: answer.headers().clone(), text: String::new() };
    }
    read(answer).await
}
