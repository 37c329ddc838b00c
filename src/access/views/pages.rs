//! Pages of saved views: the list of one's own and of those that colleagues share, with forms to rename, share and forget.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Change, LONGEST_NAME, Listing, NewView, View, ViewId, change, list, remove, save};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::BeSomebody;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, Kind, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, components};
use crate::say;

const PATH: &str = "/views";

pub(super) fn routes(routes: &mut Routes) {
    routes.get(PATH, page);
    routes.post(PATH, keep);
    routes.post("/views/{id}", rename);
    routes.post("/views/{id}/removal", forget);
}

async fn page(may: May<BeSomebody>) -> Answer<HttpResponse> {
    draw(&may, None).await
}

async fn draw(may: &May<BeSomebody>, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let views = may.read(None, list::<BeSomebody>).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("view-title")) } p { (l.say("view-lede")) } } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        @if views.is_empty() { section.empty { p { (l.say("view-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("view-name")) } th { (l.say("view-table")) } th { (l.say("view-whose")) } th { (l.say("view-change")) } } }
                tbody { @for view in &views { (line(may, view)) } }
            } }
        }
    };
    Ok(in_status(may.page(l.say("view-title"), &body), no))
}

fn line(may: &May<BeSomebody>, view: &View) -> Markup {
    let l = may.voice();
    html! {
        tr {
            th scope="row" { a href=(components::link(view.listing.path(), &[("view", &view.id.to_string())])) { (view.name) } }
            td data-label=(l.say("view-table")) { (l.say(view.listing.label())) }
            td data-label=(l.say("view-whose")) {
                @if view.is_own { (l.say("view-own")) } @else { (view.by) }
                @if view.is_shared { " " span.badge.badge--info { (l.say("view-shared")) } }
            }
            td data-label=(l.say("view-change")) { @if view.is_own { (forms(may, view)) } }
        }
    }
}

fn forms(may: &May<BeSomebody>, view: &View) -> Markup {
    let (l, token) = (may.voice(), may.form_token());
    html! {
        form.row method="post" action={ (PATH) "/" (view.id) } data-once {
            (csrf_field(&token))
            input name="name" value=(view.name) maxlength=(LONGEST_NAME) autocomplete="off" required aria-label=(l.tell(&say!("view-name-of", name = &view.name)));
            @if may.actor().is_ours() { label { input type="checkbox" name="shared" value="yes" checked[view.is_shared]; " " (l.say("view-share")) } }
            button.button--small type="submit" { (l.say("view-rename")) }
        }
        form.row method="post" action={ (PATH) "/" (view.id) "/removal" } data-once {
            (csrf_field(&token))
            button.button--quiet.button--small type="submit" aria-label=(l.tell(&say!("view-remove-of", name = &view.name))) { (l.say("view-remove")) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    table: Listing,
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    shared: String,
}

async fn keep(may: May<BeSomebody>, Form(form): Form<Kept>) -> Answer<HttpResponse> {
    let new = NewView { listing: form.table, name: form.name, query: form.query, is_shared: form.shared == "yes" };
    match may.write(new, save).await {
        Ok(id) => Ok(see_other(&components::link(form.table.path(), &[("view", &id.to_string())]))),
        Err(no) => refused(&may, no).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    shared: String,
}

async fn rename(may: May<BeSomebody>, id: web::Path<String>, Form(form): Form<Renamed>) -> Answer<HttpResponse> {
    let id = ViewId::parse(&id).ok_or_else(No::not_found)?;
    match may.write(Change { id, name: form.name, is_shared: form.shared == "yes" }, change).await {
        Ok(()) => Ok(see_other(PATH)),
        Err(no) => refused(&may, no).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn forget(may: May<BeSomebody>, id: web::Path<String>, Form(Nothing {}): Form<Nothing>) -> Answer<HttpResponse> {
    may.write(ViewId::parse(&id).ok_or_else(No::not_found)?, remove).await?;
    Ok(see_other(PATH))
}

/// The list with what was refused, where that is about the form.
async fn refused(may: &May<BeSomebody>, no: No) -> Answer<HttpResponse> {
    match &no {
        No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict) => draw(may, Some(&no)).await,
        _ => Err(no),
    }
}
