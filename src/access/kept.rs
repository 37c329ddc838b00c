//! What somebody sent by a form while his session had ended. The answer is the sign-in page that carries the fields along; after signing in
//! they stand in a form again, to be looked at and sent by hand, where the same account signs in. Without script, and kept nowhere
//! but in that page. Passwords and files are never carried, nor what a foreign page may have sent.

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpResponse, web};
use maud::{Markup, html};

use super::actor::{Actor, Who};
use super::frame::{own_path, see_other};
use super::gate::May;
use super::pages::sign_in_body;
use super::permission::marks::Visit;
use super::reach::SessionId;
use super::store;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::Money;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Request, components};

/// The longest form that is carried, in bytes.
const LONGEST: usize = 64 * 1024;
/// Fields that say nothing to people.
const PLUMBING: &[&str] = &["csrf", "key", "next", "back", "agreed_total"];
/// A field longer than this is shown as a text.
const LONG: usize = 80;

/// A form that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Where it was sent.
    to: String,
    /// The page it stood on.
    page: String,
    /// The hash of its hidden token, which tells the session that it was made for.
    by: String,
    /// Its fields, without the hidden token.
    fields: Vec<(String, String)>,
}

impl Kept {
    /// As one value of a hidden field.
    pub fn packed(&self) -> String {
        let place = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let places = [place("to", &self.to), place("page", &self.page), place("by", &self.by)];
        let pairs: Vec<&(String, String)> = places.iter().chain(&self.fields).collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    /// Out of a hidden field that somebody sent back: nothing of it is believed but that it leads to a page of ours.
    pub fn unpacked(packed: &str) -> Option<Self> {
        let mut pairs = form_urlencoded::parse(packed.as_bytes()).into_owned();
        let (to, page, by) = (pairs.next()?, pairs.next()?, pairs.next()?);
        let is_placed = to.0 == "to" && page.0 == "page" && by.0 == "by" && own_path(&to.1) == to.1 && to.1 != "/";
        let kept = Self { to: to.1, page: own_path(&page.1).to_owned(), by: by.1, fields: pairs.collect() };
        (is_placed && kept.is_worth_it()).then_some(kept)
    }

    /// Whether it was made for the session with this form token.
    fn is_for(&self, form_token: &str) -> bool {
        secret::is_same(&self.by, &secret::token_hash(form_token))
    }

    /// Whether somebody typed something, and no password.
    fn is_worth_it(&self) -> bool {
        let is_secret = |name: &str| name.contains("password");
        let is_typed = |(name, value): &(String, String)| !PLUMBING.contains(&name.as_str()) && !value.trim().is_empty();
        self.fields.iter().any(is_typed) && !self.fields.iter().any(|(name, value)| is_secret(name) || value.contains('\0'))
    }
}

/// Whether a visitor sent a form of ours that only somebody signed in can send. Its body has not been read.
fn is_lost(request: &ServiceRequest, actor: &Actor) -> bool {
    let told = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_open = matches!(request.path(), "/sign-in" | "/sign-out" | "/language" | "/password")
        || ["/links/", "/invitations/", "/mail/"].iter().any(|door| request.path().starts_with(door));
    let is_page = request.extensions().get::<Request>().is_some_and(|facts| !facts.is_api);
    let length = told("content-length").and_then(|length| length.parse::<usize>().ok());
    // The guard has refused what a foreign page sends; here a browser must say that it was one of ours.
    let is_ours = match told("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => told("origin").is_some(),
    };
    actor.who == Who::Visitor
        && *request.method() == Method::POST
        && is_page
        && !is_open
        && is_ours
        && request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && length.is_some_and(|length| length <= LONGEST)
}

/// The page that answers a form whose session has ended: sign in, and nothing typed is lost. None where there is nothing to carry.
pub(super) async fn ended(request: &mut ServiceRequest, may: impl FnOnce() -> May<Visit>, actor: &Actor) -> Option<HttpResponse> {
    if !is_lost(request, actor) {
        return None;
    }
    let told = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = told.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..))).unwrap_or("/");
    let (page, to) = (own_path(path).to_owned(), request.path().to_owned());
    let body = request.extract::<web::Bytes>().await.ok()?;
    // Whoever answers this request after all reads it anew.
    request.set_payload(body.clone().into());
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).ok()?;
    let by = fields.iter().find(|(name, _)| name == "csrf").map(|(_, token)| secret::token_hash(token))?;
    fields.retain(|(name, _)| name != "csrf");
    let kept = Kept { to, page, by, fields };
    let packed = kept.packed();
    Kept::unpacked(&packed)?;
    let may = may();
    let title = may.voice().say("sign-in-title");
    let mut answer = may.page(title, &sign_in_body(&may, &kept.page, "", &packed, None));
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    Some(answer)
}

/// What the sign-in form says of a form that waits behind it.
pub(super) fn waiting(may: &May<Visit>, packed: &str) -> Markup {
    let l = may.voice();
    html! {
        @if Kept::unpacked(packed).is_some() {
            (components::notice("warn", &l.say("kept-waiting")))
            input type="hidden" name="kept" value=(packed);
        }
    }
}

/// The way on after signing in: the form that waited for this account, filled, or the page that was asked for.
pub(super) async fn go_on(may: &May<Visit>, packed: &str, next: &str, session: SessionId) -> Answer<HttpResponse> {
    let Some(kept) = Kept::unpacked(packed) else { return Ok(see_other(own_path(next))) };
    if is_his(may, &kept, session).await? { Ok(again(may, &kept, session)) } else { Ok(see_other(own_path(next))) }
}

/// Whether the form was made for a session of the account that has just begun this one.
async fn is_his(may: &May<Visit>, kept: &Kept, session: SessionId) -> Answer<bool> {
    let sessions = may.gate().look(move |tx| store::sessions_of_same(tx, session)).await?;
    let keys = &may.gate().keys;
    Ok(sessions.into_iter().any(|one| kept.is_for(&keys.form_token(Some(one)))))
}

fn again(may: &May<Visit>, kept: &Kept, session: SessionId) -> HttpResponse {
    let l = may.voice();
    let agreed = kept.fields.iter().find(|(name, _)| name == "agreed_total").and_then(|(_, total)| Money::parse(total).ok());
    let body = html! {
        div.page-head { div { h1 { (l.say("kept-title")) } p { (l.say("kept-lede")) } } }
        form.card.form method="post" action=(kept.to) data-once {
            (csrf_field(&may.gate().keys.form_token(Some(session))))
            @if let Some(total) = agreed { dl.facts.field--wide { div { (components::fact(&l.say("kept-agreed"), &l.number(total.decimal()))) } } }
            @for (n, (name, value)) in kept.fields.iter().enumerate() { (field(&l.say("kept-typed"), n, name, value)) }
            div.actions {
                button.button--primary type="submit" { (l.say("kept-send")) }
                a.button href=(kept.page) { (l.say("kept-leave")) }
            }
        }
    };
    let mut frame = may.frame(l.say("kept-title"));
    // The token of a visitor's forms is worth nothing any more.
    frame.csrf.clear();
    may.page_in(&frame, &body)
}

/// A field again: a text to be read and changed, a short value to be seen, plumbing out of sight.
fn field(label: &str, n: usize, name: &str, value: &str) -> Markup {
    let id = format!("kept{n}");
    let is_text = value.contains('\n') || value.chars().count() > LONG;
    html! {
        @if PLUMBING.contains(&name) || value.trim().is_empty() { input type="hidden" name=(name) value=(value); }
        @else if is_text {
            div.field.field--wide { label for=(id) { (label) } textarea id=(id) name=(name) rows="10" { "\n" (value) } }
        } @else { div.field { label for=(id) { (label) } input id=(id) name=(name) value=(value); } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(fields: &[(&str, &str)]) -> Kept {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Kept { to: "/quick-order".into(), page: "/quick-order".into(), by: secret::token_hash("mine"), fields }
    }

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        let typed = kept(&[("text", "Дрель & 5\r\n00417;3=\"x\""), ("code", "A"), ("code", "B"), ("key", "k"), ("empty", "")]);
        assert_eq!(Kept::unpacked(&typed.packed()), Some(typed));
    }

    #[test]
    fn a_form_is_for_the_session_whose_token_it_had() {
        let typed = kept(&[("text", "y")]);
        assert!(typed.is_for("mine") && !typed.is_for("another's") && !typed.is_for(""));
        assert_eq!(Kept::unpacked("to=%2Fquick-order&page=%2Fquick-order&text=y"), None);
    }

    #[test]
    fn passwords_empty_forms_and_other_places_are_not_carried() {
        for typed in [
            kept(&[("new_password", "x"), ("text", "y")]),
            kept(&[("key", "k"), ("text", " ")]),
            kept(&[]),
            kept(&[("a", "b\0")]),
        ] {
            assert_eq!(Kept::unpacked(&typed.packed()), None, "{typed:?}");
        }
        for to in ["https://evil.example/", "//evil.example", "/", "", "/a b"] {
            let typed = Kept { to: to.into(), ..kept(&[("text", "y")]) };
            assert_eq!(Kept::unpacked(&typed.packed()), None, "{to}");
        }
        let elsewhere = Kept { page: "//evil.example".into(), ..kept(&[("text", "y")]) };
        assert_eq!(Kept::unpacked(&elsewhere.packed()).unwrap().page, "/");
        assert_eq!(Kept::unpacked("nonsense"), None);
    }
}
