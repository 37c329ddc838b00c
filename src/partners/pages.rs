//! The doors to partners for our staff: an agent's clients, and acting for one of them. The list of partners, one in full,
//! its people and discounts, and our own staff stand in the files beside.

mod card;
mod company;
mod discounts;
mod invitations;
mod list;
mod office;
mod people;
mod press;
mod roles;
mod staff;
mod staff_table;

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::company::Filter;
use super::{Partner, overview};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::Represent;
use crate::access::{May, Right, Routes, representation};
use crate::platform::error::{Answer, Fault, Kind, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Sort, Voice, components, paths};

const PAGE: i64 = 50;
const LONGEST_SEARCH: usize = 100;

pub(super) fn routes(routes: &mut Routes) {
    list::routes(routes);
    routes.get("/partners/{code}", card::page);
    routes.post("/partners/{code}/people", people::put);
    routes.post("/partners/{code}/people/links", people::link);
    routes.post("/partners/{code}/people/blocks", people::block);
    routes.post("/partners/{code}/discounts", discounts::give);
    routes.get("/clients", clients);
    routes.post("/clients/{code}/representations", represent);
    routes.get("/staff", staff::page);
    routes.get("/staff.csv", staff_table::csv);
    routes.get("/staff.xlsx", staff_table::xlsx);
    routes.post("/staff", staff::put);
    routes.post("/staff/links", staff::link);
    routes.post("/staff/blocks", staff::block);
    office::routes(routes);
    company::routes(routes);
    roles::routes(routes);
}

/// What somebody typed into a form, and why it was refused, if it was.
#[derive(Default)]
struct Typed<T> {
    form: T,
    no: Option<No>,
}

impl<T> Typed<T> {
    fn faults(&self) -> &[Fault] {
        match &self.no {
            Some(No::Refused(refusal)) => &refusal.faults,
            _ => &[],
        }
    }
}

/// Whether a refusal is shown on the page with the form. Others have a page of their own.
fn is_about_form(no: &No) -> bool {
    matches!(no, No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Forbidden | Kind::TooMany { .. }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
}

impl Query {
    fn filter(&self) -> Answer<Filter> {
        let place = Some(self.cursor.as_str()).filter(|cursor| !cursor.is_empty());
        let (words, sort) = (self.q.chars().take(LONGEST_SEARCH).collect(), Sort::default());
        Ok(Filter { words, sort, after: sort.after(place)?, limit: PAGE })
    }

    fn pager(&self, l: Voice, path: &str, next: Option<&str>) -> Markup {
        let first = (!self.cursor.is_empty()).then(|| components::link(path, &[("q", &self.q)]));
        let next = next.map(|next| components::link(path, &[("q", &self.q), ("cursor", next)]));
        components::pager(l, first.as_deref(), next.as_deref())
    }
}

fn search_field(l: Voice, path: &str, words: &str) -> Markup {
    html! {
        form.filters method="get" action=(path) role="search" {
            div.field {
                label for="q" { (l.say("partner-search")) }
                input id="q" type="search" name="q" value=(words) maxlength=(LONGEST_SEARCH);
            }
            button type="submit" { (l.say("partner-find")) }
        }
    }
}

fn telephone(phone: &str) -> Markup {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a.nowrap href={ "tel:" (digits) } { (phone) } }
}

fn manager(partner: &Partner) -> Markup {
    html! {
        @if let Some((name, phone)) = &partner.manager {
            (name) @if let Some(phone) = phone { ", " (telephone(phone)) }
        }
    }
}

/// A wish to act for a client, as typed and refused.
struct Refused {
    code: String,
    reason: String,
    no: No,
}

async fn clients(may: May<Represent>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw_clients(&may, &query, None).await
}

async fn draw_clients(may: &May<Represent>, query: &Query, refused: Option<&Refused>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (clients, next) = may.read(query.filter()?, overview::clients).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("partner-clients-title")) } p { (l.say("partner-clients-lede")) } } }
        @if let Some(refused) = refused { (components::refusal(l, &refused.no)) }
        (search_field(l, "/clients", &query.q))
        @if clients.is_empty() { section.empty { p { (l.say("partner-clients-empty")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("partner-name")) } th { (l.say("partner-inn")) } th { (l.say("partner-manager")) } th { (l.say("partner-represent")) } } }
                tbody { @for client in &clients { tr {
                    td { (client_name(may, client)) br; span.sku { (client.code) } }
                    td data-label=(l.say("partner-inn")) { (client.requisites.inn.as_deref().unwrap_or("—")) }
                    td data-label=(l.say("partner-manager")) { (manager(client)) }
                    td data-label=(l.say("partner-represent")) { (represent_form(may, query, client, refused)) }
                } } }
            } }
        }
        (query.pager(l, "/clients", next.as_deref()))
    };
    let mut frame = may.frame(l.say("partner-clients-title"));
    frame.path = "/clients".to_owned();
    Ok(may.page_in(&frame, &body))
}

fn client_name(may: &May<Represent>, client: &Partner) -> Markup {
    html! {
        @if may.actor().may(Right::ReadPartners) { a.name href=(paths::partner(&client.code)) { (client.name) } }
        @else { span.name { (client.name) } }
        @if !client.may_be_represented { " " span.badge.badge--warn { (may.voice().say("partner-forbids-agents")) } }
    }
}

fn represent_form(may: &May<Represent>, query: &Query, client: &Partner, refused: Option<&Refused>) -> Markup {
    let l = may.voice();
    let here = refused.filter(|refused| refused.code == client.code);
    html! {
        form.row method="post" action={ "/clients/" (client.code) "/representations" } data-once {
            (csrf_field(&may.form_token()))
            input type="hidden" name="q" value=(query.q);
            input type="hidden" name="cursor" value=(query.cursor);
            input name="reason" value=(here.map(|refused| refused.reason.as_str()).unwrap_or_default()) maxlength="300" required
                autocomplete="off" placeholder=(l.say("partner-represent-reason")) aria-label={ (l.say("partner-represent-reason")) ": " (client.name) }
                aria-invalid=[here.is_some().then_some("true")];
            button.button--primary.button--small type="submit" { (l.say("partner-represent-begin")) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
}

async fn represent(may: May<Represent>, code: web::Path<String>, Form(form): Form<Reason>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    match may
        .write(
            representation::Wish { code: code.clone(), reason: form.reason.clone(), is_for_session: true },
            representation::begin,
        )
        .await
    {
        Ok(_) => {
            may.forget_session();
            Ok(see_other("/"))
        }
        Err(no) if is_about_form(&no) => {
            let (query, wish) = (Query { q: form.q, cursor: form.cursor }, Refused { code, reason: form.reason, no });
            Ok(in_status(draw_clients(&may, &query, Some(&wish)).await?, Some(&wish.no)))
        }
        Err(no) => Err(no),
    }
}
