//! The page of oneself: name, telephone, language and clocks; which letters one wants; the password; the sessions that are open.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::{language_cookie, new_password_field};
use crate::access::accounts::profile::{self, Open, Profile};
use crate::access::accounts::{device, sign_in};
use crate::access::frame::see_other;
use crate::access::mail::{self, Choice, Topic};
use crate::access::permission::marks::BeSomebody;
use crate::access::reach::SessionId;
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::Moment;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Params, Voice, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/profile", page);
    routes.post("/profile", change);
    routes.post("/profile/password", change_password);
    routes.post("/profile/mail", choose_mail);
    routes.post("/profile/sessions", end_sessions);
}

/// The clocks that are offered; any other that is kept is offered too.
const ZONES: &[&str] = &[
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "Europe/Minsk",
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Tbilisi",
    "Asia/Yerevan",
    "Asia/Dubai",
    "Asia/Shanghai",
    "Europe/Istanbul",
    "Europe/Berlin",
    "Europe/London",
    "UTC",
];

crate::words! {
    /// What has just been done on this page.
    pub enum Done {
        /// Oneself is changed.
        Saved = "saved",
        /// Other letters come from now on.
        Mail = "mail",
        /// One or more sessions have ended.
        Ended = "ended",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    done: Option<Done>,
}

/// What the page tells beside what it shows.
#[derive(Default)]
struct Told {
    done: Option<Done>,
    has_new_password: bool,
    typed: Option<Profile>,
    no: Option<No>,
}

impl Told {
    fn faults(&self) -> &[Fault] {
        match &self.no {
            Some(No::Refused(refusal)) => &refusal.faults,
            _ => &[],
        }
    }
}

async fn page(may: May<BeSomebody>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, Told { done: query.done, ..Told::default() }).await
}

async fn draw(may: &May<BeSomebody>, told: Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let (kept, open, choices, now) = may
        .read((), |act, ()| {
            let (kept, open) = (profile::look(act, &())?, profile::sessions(act, &())?);
            Ok((kept, open, mail::choices(act, &())?, act.moment()))
        })
        .await?;
    let (token, facts) = (may.form_token(), facts(may)?);
    let body = html! {
        div.page-head { h1 { (kept.name) } }
        div id="notices" role="status" {
            @if let Some(done) = told.done { (components::notice("ok", &l.say(&format!("profile-done-{}", done.as_str())))) }
            @if told.has_new_password { (components::notice("ok", &l.say("profile-password-changed"))) }
        }
        @if let Some(no) = &told.no { (components::refusal(l, no)) }
        div.grid-2 {
            (facts)
            (oneself(l, &token, told.typed.as_ref().unwrap_or(&kept), told.faults(), now))
            (letters(l, &token, &choices))
            (password(l, &token))
        }
        (sessions(l, &token, &open))
    };
    Ok(may.page_at("/profile", l.say("profile-title"), &body, told.no.as_ref()))
}

fn facts(may: &May<BeSomebody>) -> Answer<Markup> {
    let l = may.voice();
    let person = may.actor().person().ok_or_else(No::forbidden)?;
    let roles: Vec<String> = person.roles.iter().map(|role| l.say(&format!("role-{role}"))).collect();
    Ok(html! {
        section.card {
            h2 { (l.say("profile-title")) }
            dl.facts {
                div { (components::fact(&l.say("sign-in-login"), &person.login)) }
                div { (components::fact(&l.say("profile-roles"), &roles.join(", "))) }
            }
            @if person.companies.len() > 1 { p { a href="/company" { (l.say("company-choose")) } } }
            @if may.actor().may(Right::ReadCompany) { p { a href="/company/representations" { (l.say("behalf-log")) } } }
            p { a href="/account/activity" { (l.say("own-title")) } }
        }
    })
}

fn oneself(l: Voice, token: &str, profile: &Profile, faults: &[Fault], now: Moment) -> Markup {
    let chosen = profile.zone.as_deref().unwrap_or_default();
    let is_other = !chosen.is_empty() && !ZONES.contains(&chosen);
    html! {
        form.card.form method="post" action="/profile" data-once {
            (csrf_field(token))
            h2 { (l.say("profile-oneself")) }
            div.field { label for="name" { (l.say("person-name")) } input id="name" name="name" value=(profile.name) autocomplete="name" required maxlength="200"; (components::fault(l, faults, "name")) }
            div.field { label for="phone" { (l.say("person-phone")) } input id="phone" name="phone" type="tel" value=(profile.phone.as_deref().unwrap_or_default()) autocomplete="tel" maxlength="40"; (components::fault(l, faults, "phone")) }
            div.field {
                label for="lang" { (l.say("person-lang")) }
                select id="lang" name="lang" {
                    @for (lang, name) in [(Lang::Ru, "Русский"), (Lang::En, "English")] {
                        option value=(lang.as_str()) lang=(lang.as_str()) selected[profile.lang == Some(lang)] { (name) }
                    }
                }
            }
            div.field {
                label for="zone" { (l.say("profile-zone")) }
                select id="zone" name="zone" {
                    option value="" { (l.say("profile-zone-home")) }
                    @if is_other { option value=(chosen) selected { (clock(chosen, now)) } }
                    @for zone in ZONES { option value=(zone) selected[*zone == chosen] { (clock(zone, now)) } }
                }
                (components::fault(l, faults, "time_zone"))
            }
            div.actions { button.button--primary type="submit" { (l.say("profile-save")) } }
        }
    }
}

/// A zone with what its clocks show now.
fn clock(zone: &str, now: Moment) -> String {
    match zone.parse::<chrono_tz::Tz>() {
        Ok(tz) => format!("{zone} · {}", now.utc().with_timezone(&tz).format("%H:%M")),
        Err(_) => zone.to_owned(),
    }
}

fn letters(l: Voice, token: &str, choices: &[Choice]) -> Markup {
    html! {
        form.card.form id="mail" method="post" action="/profile/mail" data-once {
            (csrf_field(token))
            h2 { (l.say("mail-title")) }
            fieldset {
                legend { (l.say("mail-lede")) }
                @for (topic, is_wanted) in choices {
                    div.check {
                        input type="checkbox" id={ "mail-" (topic.as_str()) } name=(topic.as_str()) value="yes" checked[*is_wanted];
                        label for={ "mail-" (topic.as_str()) } { (l.say(&format!("mail-topic-{}", topic.as_str()))) }
                    }
                }
            }
            p.hint { (l.say("mail-always")) }
            div.actions { button.button--primary type="submit" { (l.say("profile-save")) } }
        }
    }
}

fn password(l: Voice, token: &str) -> Markup {
    html! {
        form.card.form method="post" action="/profile/password" data-once {
            (csrf_field(token))
            h2 { (l.say("profile-password")) }
            div.field { label for="current" { (l.say("profile-password-current")) } input id="current" type="password" name="current_password" autocomplete="current-password" required; }
            (new_password_field(l))
            div.actions { button.button--primary type="submit" { (l.say("profile-password-change")) } }
        }
    }
}

/// What a session is called by its owner.
fn called(l: Voice, user_agent: &str) -> String {
    device::of(user_agent).name().unwrap_or_else(|| l.say("profile-device-unknown"))
}

fn sessions(l: Voice, token: &str, open: &[Open]) -> Markup {
    html! {
        form.stack method="post" action="/profile/sessions" {
            (csrf_field(token))
            div.table-wrap { table.table.table--stack {
                caption { (l.say("profile-sessions")) }
                thead { tr { th { (l.say("profile-device")) } th { (l.say("profile-session-began")) } th { (l.say("profile-session-seen")) } th { (l.say("profile-session-end")) } } }
                tbody { @for session in open { tr {
                    td { (called(l, &session.user_agent)) @if session.is_this { " " span.badge.badge--ok { (l.say("profile-session-this")) } } }
                    td data-label=(l.say("profile-session-began")) { (l.moment(session.began_at)) }
                    td data-label=(l.say("profile-session-seen")) { (l.moment(session.seen_at)) }
                    td data-label=(l.say("profile-session-end")) { @if session.is_this { "—" } @else {
                        button.button--small type="submit" name="id" value=(session.id.to_string()) aria-label={ (l.say("profile-session-end")) ": " (called(l, &session.user_agent)) ", " (l.moment(session.seen_at)) } { (l.say("profile-session-end")) }
                    } }
                } } }
            } }
            @if open.len() > 1 { div.actions { button type="submit" name="others" value="yes" { (l.say("profile-sessions-end-others")) } } }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileForm {
    name: String,
    #[serde(default)]
    phone: String,
    lang: Lang,
    #[serde(default)]
    zone: String,
}

fn done(done: Done) -> HttpResponse {
    see_other(&components::link("/profile", &[("done", done.as_str())]))
}

async fn change(may: May<BeSomebody>, Form(form): Form<ProfileForm>) -> Answer<HttpResponse> {
    let new = Profile { name: form.name, phone: Some(form.phone), lang: Some(form.lang), zone: Some(form.zone) };
    match may.write(new.clone(), profile::change).await {
        Ok(()) => {
            may.forget_session();
            let mut answer = done(Done::Saved);
            answer.add_cookie(&language_cookie(form.lang)).map_err(No::failed)?;
            Ok(answer)
        }
        Err(no @ No::Refused(_)) => draw(&may, Told { typed: Some(new), no: Some(no), ..Told::default() }).await,
        Err(failed) => Err(failed),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    current_password: String,
    new_password: String,
}

async fn change_password(may: May<BeSomebody>, Form(form): Form<PasswordChange>) -> Answer<HttpResponse> {
    match sign_in::change_password(&may, form.current_password, form.new_password).await {
        Ok(()) => draw(&may, Told { has_new_password: true, ..Told::default() }).await,
        Err(no @ No::Refused(_)) => draw(&may, Told { no: Some(no), ..Told::default() }).await,
        Err(failed) => Err(failed),
    }
}

/// The topics whose boxes were ticked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MailForm {
    orders: Option<String>,
    shipments: Option<String>,
    invoices: Option<String>,
    messages: Option<String>,
    notices: Option<String>,
    quotes: Option<String>,
}

async fn choose_mail(may: May<BeSomebody>, Form(form): Form<MailForm>) -> Answer<HttpResponse> {
    let is_ticked = |topic: Topic| match topic {
        Topic::Orders => form.orders.is_some(),
        Topic::Shipments => form.shipments.is_some(),
        Topic::Invoices => form.invoices.is_some(),
        Topic::Messages => form.messages.is_some(),
        Topic::Notices => form.notices.is_some(),
        Topic::Quotes => form.quotes.is_some(),
    };
    let choices: Vec<Choice> = Topic::ALL.iter().map(|topic| (*topic, is_ticked(*topic))).collect();
    may.write(choices, mail::choose).await?;
    Ok(done(Done::Mail))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionForm {
    id: Option<SessionId>,
    others: Option<String>,
}

async fn end_sessions(may: May<BeSomebody>, Form(form): Form<SessionForm>) -> Answer<HttpResponse> {
    let ended = match form.id {
        Some(id) => {
            may.write(id, profile::end_session).await?;
            vec![id]
        }
        None if form.others.is_some() => may.write((), profile::end_others).await?,
        None => Vec::new(),
    };
    for id in ended {
        may.gate().sessions.forget(id);
    }
    Ok(done(Done::Ended))
}
