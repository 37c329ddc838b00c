//! The picture on the page of a product for those who keep the goods: shown large, brought by a form, taken down.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Done, FigureForm, address, draw, is_about_form};
use crate::access::accounts::people::Put;
use crate::access::frame::see_other;
use crate::access::permission::marks::{Import, ReadStock};
use crate::access::{May, Right, Routes};
use crate::catalogue::picture::{self, NewPicture};
use crate::catalogue::shelf::Item;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::files::FileId;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Upload, Uploaded, Voice, components, stored};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/stock/{sku}/pictures/{picture}", show);
    routes.post("/stock/{sku}/picture", hang);
    routes.post("/stock/{sku}/picture/removal", take_down);
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn show(may: May<ReadStock>, request: HttpRequest, which: web::Path<(String, String)>) -> Answer<HttpResponse> {
    let (sku, id) = which.into_inner();
    let id = FileId::parse(&id).ok_or_else(No::not_found)?;
    let file = may.read((sku, id), picture::of_any).await?;
    let name = picture::file_name(&file);
    Ok(stored::inline(&request, file, name))
}

async fn hang(
    may: May<Import>,
    sku: web::Path<String>,
    Upload(Uploaded { fields: Nothing {}, file }): Upload<Nothing>,
) -> Answer<HttpResponse> {
    let sku = sku.into_inner();
    let missing = || No::invalid("/file", "missing", say!("picture-none-chosen"));
    let outcome = match file.ok_or_else(missing).and_then(|file| picture::checked(file.bytes)) {
        Ok(file) => may.write(NewPicture { sku: sku.clone(), file }, picture::hang).await,
        Err(no) => Err(no),
    };
    told(&may, sku, outcome.map(|hung| if hung.put == Put::Unchanged { Done::Kept } else { Done::Hung })).await
}

async fn take_down(may: May<Import>, sku: web::Path<String>, Form(Nothing {}): Form<Nothing>) -> Answer<HttpResponse> {
    let sku = sku.into_inner();
    let outcome = may.write(sku.clone(), picture::take_down).await;
    told(&may, sku, outcome.map(|_| Done::Bare)).await
}

async fn told(may: &May<Import>, sku: String, outcome: Answer<Done>) -> Answer<HttpResponse> {
    match (outcome, may.also::<ReadStock>()) {
        (Ok(done), _) => Ok(see_other(&components::link(&address(&sku), &[("done", done.as_str())]))),
        (Err(no), Some(reader)) if is_about_form(&no) => draw(&reader, sku, None, &FigureForm::default(), Some(&no)).await,
        (Err(no), _) => Err(no),
    }
}

/// The picture, and for whoever may change it the forms that do.
pub(super) fn card(l: Voice, may: &May<ReadStock>, item: &Item, no: Option<&No>) -> Markup {
    let may_change = may.actor().may(Right::Import);
    html! {
        @if may_change || item.picture.is_some() {
            section.card {
                h2 { (l.say("picture-title")) }
                @match item.picture {
                    Some(id) => { img.picture src={ (address(&item.sku)) "/pictures/" (id) } alt=(item.name_in(l.lang)) width="320" height="320" loading="lazy"; }
                    None => { p.muted { (l.say("picture-none-yet")) } }
                }
                @if may_change { (forms(l, &may.form_token(), item, no)) }
            }
        }
    }
}

fn forms(l: Voice, token: &str, item: &Item, no: Option<&No>) -> Markup {
    let path = format!("{}/picture", address(&item.sku));
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    html! {
        form method="post" action=(path) enctype="multipart/form-data" data-once {
            (csrf_field(token))
            div.field {
                label for="picture-file" { (l.say("picture-file")) }
                input id="picture-file" type="file" name="file" accept="image/png,image/jpeg,image/webp" required aria-describedby="picture-file-h";
                span.hint id="picture-file-h" { (l.say("picture-file-hint")) }
                (components::fault(l, faults, "/file"))
            }
            div.actions { button type="submit" { (l.say("picture-hang")) } }
        }
        @if item.picture.is_some() {
            form method="post" action={ (path) "/removal" } data-once {
                (csrf_field(token))
                button.button--quiet.button--small type="submit" { (l.say("picture-take-down")) }
            }
        }
    }
}
