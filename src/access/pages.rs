//! Pages for being somebody: sign-in, choice of company, language, one-time links, acts on one's behalf. The own profile, a
//! forgotten password, invitations and the way out of letters stand in the files beside.

mod invited;
mod mail;
mod profile;
mod reset;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::accounts::{links, sign_in};
use super::frame::{in_status, own_path, see_other};
use super::permission::marks::{BeSomebody, ReadCompany, Represent, RunCompany, Visit};
use super::resolve::COOKIE;
use super::{May, Right, Routes, kept, representation};
use crate::platform::error::{Answer, Kind, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::request::LANGUAGE_COOKIE;
use crate::platform::web::{Form, Lang, Params, Voice, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/sign-in", sign_in_page);
    routes.post("/sign-in", sign_in_form);
    routes.post("/sign-out", sign_out);
    routes.post("/language", language);
    routes.get("/company", company_page);
    routes.post("/company", choose_company);
    routes.get("/links/{token}", link_page);
    routes.post("/links/{token}", link_form);
    routes.post("/representations/current/end", end_representation);
    routes.get("/company/representations", representations);
    routes.post("/company/representations", permit);
    profile::routes(routes);
    reset::routes(routes);
    invited::routes(routes);
    mail::routes(routes);
}

crate::words! {
    /// What has just been done, for the page that comes after it.
    pub enum Done {
        /// A password was set by a one-time link.
        PasswordSet = "password",
        /// An invitation was accepted and a password set.
        Joined = "joined",
        /// Agents may act for the company.
        Permitted = "permitted",
        /// Agents may not act for the company any more.
        Forbidden = "forbidden",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    #[serde(default)]
    next: String,
    done: Option<Done>,
}

async fn sign_in_page(may: May<Visit>, Params(Next { next, done }): Params<Next>) -> Answer<HttpResponse> {
    if may.actor().person().is_some() {
        return Ok(see_other(own_path(&next)));
    }
    let l = may.voice();
    let body = html! {
        @match done {
            Some(Done::PasswordSet) => (components::notice("ok", &l.say("link-done"))),
            Some(Done::Joined) => (components::notice("ok", &l.say("invite-done"))),
            Some(Done::Permitted | Done::Forbidden) | None => {}
        }
        (sign_in_body(&may, &next, "", "", None))
    };
    Ok(may.page(l.say("sign-in-title"), &body))
}

pub(super) fn sign_in_body(may: &May<Visit>, next: &str, login: &str, waiting: &str, no: Option<&No>) -> Markup {
    let l = may.voice();
    html! {
        div.sign-in {
            section.card {
                h1 { (l.say("sign-in-title")) }
                form.form method="post" action="/sign-in" data-once {
                    (csrf_field(&may.form_token()))
                    input type="hidden" name="next" value=(next);
                    (kept::waiting(may, waiting))
                    @if let Some(no) = no { (components::refusal(l, no)) }
                    div.field { label for="login" { (l.say("sign-in-login")) } input id="login" name="login" type="email" value=(login) autocomplete="username" required maxlength="200"; }
                    div.field { label for="password" { (l.say("sign-in-password")) } input id="password" name="password" type="password" autocomplete="current-password" required; }
                    div.actions { button.button--primary type="submit" { (l.say("sign-in-button")) } }
                }
                p { a href="/password" { (l.say("reset-forgotten")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    kept: String,
}

async fn sign_in_form(may: May<Visit>, request: HttpRequest, Form(form): Form<SignIn>) -> Answer<HttpResponse> {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let credentials =
        sign_in::Credentials { login: form.login.clone(), password: form.password, ip: may.request().ip, user_agent };
    match sign_in::sign_in(&may, credentials).await {
        Ok(begun) => {
            // A session that was there before, his own or a planted one, is not gone on with.
            if let Some(before) = may.also::<BeSomebody>() {
                sign_in::sign_out(&before).await?;
            }
            // A language chosen before signing in is the person's choice too.
            if let Some(lang) = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Lang::parse(cookie.value())) {
                sign_in::keep_language(&may, begun.session, lang).await?;
            }
            let cookie =
                Cookie::build(COOKIE, begun.token).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish();
            let mut answer = kept::go_on(&may, &form.kept, &form.next, begun.session).await?;
            answer.add_cookie(&cookie).map_err(No::failed)?;
            Ok(answer)
        }
        Err(no @ No::Refused(_)) => {
            let body = sign_in_body(&may, &form.next, &form.login, &form.kept, Some(&no));
            let mut answer = in_status(may.page(may.voice().say("sign-in-title"), &body), Some(&no));
            if let No::Refused(refusal) = &no
                && let Kind::TooMany { retry_after } = refusal.kind
            {
                answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(retry_after));
            }
            Ok(answer)
        }
        Err(failed) => Err(failed),
    }
}

async fn sign_out(may: May<BeSomebody>, Form(()): Form<()>) -> Answer<HttpResponse> {
    sign_in::sign_out(&may).await?;
    let mut answer = see_other("/sign-in");
    let mut gone = Cookie::build(COOKIE, "").path("/").secure(true).http_only(true).finish();
    gone.make_removal();
    answer.add_cookie(&gone).map_err(No::failed)?;
    answer
        .headers_mut()
        .insert(header::HeaderName::from_static("clear-site-data"), header::HeaderValue::from_static("\"storage\""));
    Ok(answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    lang: Lang,
    #[serde(default)]
    next: String,
}

async fn language(may: May<Visit>, Form(form): Form<Language>) -> Answer<HttpResponse> {
    if let Some(may) = may.also::<BeSomebody>() {
        sign_in::choose_language(&may, form.lang).await?;
    }
    let mut answer = see_other(own_path(&form.next));
    answer.add_cookie(&language_cookie(form.lang)).map_err(No::failed)?;
    Ok(answer)
}

/// The cookie that keeps a language for whoever is not signed in.
fn language_cookie(lang: Lang) -> Cookie<'static> {
    Cookie::build(LANGUAGE_COOKIE, lang.as_str())
        .path("/")
        .secure(true)
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::days(365))
        .finish()
}

async fn company_page(may: May<BeSomebody>) -> Answer<HttpResponse> {
    let l = may.voice();
    // For the head of the page alone.
    may.read((), |_, ()| Ok(())).await?;
    let actor = may.actor();
    let person = actor.person().ok_or_else(No::forbidden)?;
    let body = html! {
        div.page-head { h1 { (l.say("company-choose")) } }
        @if person.companies.is_empty() { section.empty { p { (l.say("company-none")) } } }
        div.cards {
            @for company in &person.companies {
                section.card {
                    h2 { (company.name) }
                    @if actor.company.as_ref().is_some_and(|c| c.id == company.id) { p.muted { (l.say("company-current")) } }
                    @else {
                        form method="post" action="/company" {
                            (csrf_field(&may.form_token()))
                            button.button--primary type="submit" name="code" value=(company.code) { (l.say("company-enter")) }
                        }
                    }
                }
            }
        }
    };
    Ok(may.page(l.say("company-choose"), &body))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    code: String,
}

async fn choose_company(may: May<BeSomebody>, Form(form): Form<Choice>) -> Answer<HttpResponse> {
    sign_in::choose_company(&may, &form.code).await?;
    Ok(see_other("/"))
}

fn new_password_field(l: Voice) -> Markup {
    html! {
        div.field {
            label for="new" { (l.say("profile-password-new")) }
            input id="new" type="password" name="new_password" autocomplete="new-password" required minlength="12" aria-describedby="new-hint";
            span.hint id="new-hint" { (l.say("password-hint")) }
        }
    }
}

async fn link_page(may: May<Visit>, token: web::Path<String>) -> Answer<HttpResponse> {
    let link = links::find(&may, &token).await?;
    Ok(may.page(may.voice().say("link-title"), &link_body(&may, &token, &link, None)))
}

fn link_body(may: &May<Visit>, token: &str, link: &links::Link, no: Option<&No>) -> Markup {
    let l = may.voice();
    let is_first = link.purpose == links::Purpose::FirstAdministrator;
    html! {
        div.sign-in {
            section.card {
                h1 { (l.say(if is_first { "link-first-title" } else { "link-title" })) }
                form.form method="post" action={ "/links/" (token) } data-once {
                    (csrf_field(&may.form_token()))
                    @if let Some(no) = no { (components::refusal(l, no)) }
                    @if is_first {
                        div.field { label for="login" { (l.say("sign-in-login")) } input id="login" name="login" type="email" autocomplete="username" required; }
                        div.field { label for="name" { (l.say("person-name")) } input id="name" name="name" autocomplete="name" required; }
                    } @else if let Some(login) = &link.login { p { (login) } }
                    (new_password_field(l))
                    div.actions { button.button--primary type="submit" { (l.say("link-button")) } }
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkUse {
    login: Option<String>,
    name: Option<String>,
    new_password: String,
}

async fn link_form(may: May<Visit>, token: web::Path<String>, Form(form): Form<LinkUse>) -> Answer<HttpResponse> {
    let link = links::find(&may, &token).await?;
    let first = form.login.map(|login| links::FirstPerson { login, name: form.name.unwrap_or_default() });
    match links::use_link(&may, &token, form.new_password, first).await {
        Ok(()) => Ok(after("/sign-in", Done::PasswordSet)),
        Err(no @ No::Refused(_)) => {
            let told = link_body(&may, &token, &link, Some(&no));
            Ok(in_status(may.page(may.voice().say("link-title"), &told), Some(&no)))
        }
        Err(failed) => Err(failed),
    }
}

async fn end_representation(may: May<Represent>, Form(()): Form<()>) -> Answer<HttpResponse> {
    may.write((), representation::end).await?;
    may.forget_session();
    Ok(see_other("/clients"))
}

/// Sends the browser on after a form, to a page that tells what was done.
fn after(path: &str, done: Done) -> HttpResponse {
    see_other(&components::link(path, &[("done", done.as_str())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Just {
    done: Option<Done>,
}

async fn representations(may: May<ReadCompany>, Params(just): Params<Just>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (log, deeds, is_permitted) = may
        .read((), |act, ()| {
            Ok((representation::log(act, &())?, representation::deeds(act, &())?, representation::is_permitted(act, &())?))
        })
        .await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("behalf-log")) } p { (l.say("behalf-log-lede")) } } }
        @match (just.done, is_permitted) {
            (Some(Done::Permitted), true) => (components::notice("ok", &l.say("behalf-done-permitted"))),
            (Some(Done::Forbidden), false) => (components::notice("ok", &l.say("behalf-done-forbidden"))),
            _ => {}
        }
        div.stack {
        @if may.actor().may(Right::RunCompany) {
            form.card method="post" action="/company/representations" {
                (csrf_field(&may.form_token()))
                p { (l.say(if is_permitted { "behalf-permitted" } else { "behalf-not-permitted" })) }
                @if is_permitted { button.button--danger type="submit" name="permit" value="no" { (l.say("behalf-forbid")) } }
                @else { button.button--primary type="submit" name="permit" value="yes" { (l.say("behalf-permit")) } }
            }
        }
        @if log.is_empty() { section.empty { p { (l.say("behalf-log-empty")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("behalf-agent")) } th { (l.say("behalf-reason")) } th { (l.say("behalf-began")) } th { (l.say("behalf-ended")) } } }
                tbody { @for row in &log { tr {
                    td { (row.agent) @if row.is_refused { " " span.badge.badge--bad { (l.say("behalf-was-refused")) } } }
                    td data-label=(l.say("behalf-reason")) { (row.reason)
                        @for deed in deeds.iter().filter(|deed| deed.representation == row.id) {
                            br; small { (l.moment(deed.at)) " · " (l.say(match deed.kind.as_str() { "order.placed" => "behalf-ordered", "order.changed" => "behalf-changed", _ => "behalf-cancelled" })) " " a href={ "/orders/" (deed.order) } { (deed.order) } }
                        }
                    }
                    td data-label=(l.say("behalf-began")) { (l.moment(row.began_at)) }
                    td data-label=(l.say("behalf-ended")) { @if !row.is_refused { (l.moment(row.ended_at.unwrap_or(row.ends_at))) } }
                } } }
            } }
        }
        }
    };
    Ok(may.page(l.say("behalf-log"), &body))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Permit {
    permit: String,
}

async fn permit(may: May<RunCompany>, Form(form): Form<Permit>) -> Answer<HttpResponse> {
    let is_permitted = form.permit == "yes";
    may.write(is_permitted, representation::permit).await?;
    Ok(after("/company/representations", if is_permitted { Done::Permitted } else { Done::Forbidden }))
}

/// The page for an address that leads nowhere.
pub async fn nowhere() -> Answer<HttpResponse> {
    Err(No::not_found())
}
