//! A company's own part numbers: the list, and a table of them that is looked at before it is loaded. What was looked at stands in the
//! form, so that no file is chosen twice.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::frame::see_other;
use crate::access::permission::marks::{ReadCompany, RunCompany};
use crate::access::{May, Right, Routes};
use crate::catalogue::own_number::{self, Effect, Filter, Load, NewNumber, OwnNumber, Plan, Planned};
use crate::platform::error::{Answer, No};
use crate::platform::formats::{Cell, csv_out};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Upload, UploadedFile, Voice, components, cursor, paths};
use crate::say;

const PATH: &str = "/company/own-numbers";
const PAGE: i64 = 50;
/// Rows of a table that a page shows.
const SHOWN: usize = 500;

pub(super) fn routes(routes: &mut Routes) {
    routes.get(PATH, list);
    routes.post(PATH, take);
    routes.post("/company/own-numbers/removal", remove);
}

crate::words! {
    /// What has just been done.
    pub enum Done {
        /// A table was loaded.
        Loaded = "loaded",
        /// A number was forgotten.
        Removed = "removed",
    }
}

crate::words! {
    /// What shall be done with a table.
    pub enum Step {
        /// It is looked at.
        Preview = "preview",
        /// It is loaded.
        Apply = "apply",
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    q: String,
    cursor: Option<String>,
    done: Option<Done>,
}

/// A table that was brought, and what came of it.
#[derive(Default)]
struct Brought {
    text: String,
    is_only_good: bool,
    plan: Option<Plan>,
    no: Option<No>,
}

async fn list(may: May<ReadCompany>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, &Brought::default()).await
}

async fn draw(may: &May<ReadCompany>, query: &Query, brought: &Brought) -> Answer<HttpResponse> {
    let l = may.voice();
    let words: String = query.q.chars().take(100).collect();
    let filter = Filter { words, after: cursor::read(query.cursor.as_deref())?, limit: PAGE };
    let (found, next) = may.read(filter, own_number::list).await?;
    let first = query.cursor.as_ref().map(|_| components::link(PATH, &[("q", &query.q)]));
    let next = next.map(|next| components::link(PATH, &[("q", &query.q), ("cursor", &next)]));
    let (token, runs) = (may.form_token(), may.actor().may(Right::RunCompany));
    let body = html! {
        div.page-head { div { h1 { (l.say("own-number-title")) } p { (l.say("own-number-lede")) } } }
        @match query.done {
            Some(Done::Loaded) => (components::notice("ok", &l.say("own-number-loaded"))),
            Some(Done::Removed) => (components::notice("ok", &l.say("own-number-removed"))),
            None => {}
        }
        @if let Some(no) = &brought.no { (components::refusal(l, no)) }
        @if let Some(plan) = &brought.plan { (preview(l, plan)) }
        div.stack {
            @if runs { (form(l, &token, brought)) }
            form.filters method="get" action=(PATH) role="search" {
                div.field { label for="q" { (l.say("own-number-search")) } input id="q" type="search" name="q" value=(query.q) maxlength="100"; }
                button type="submit" { (l.say("stock-find")) }
            }
            @if found.is_empty() { section.empty { p { (l.say("own-number-empty")) } } } @else { (table(l, &found, runs, &token)) }
        }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    Ok(may.page_at(PATH, l.say("own-number-title"), &body, brought.no.as_ref()))
}

fn table(l: Voice, found: &[OwnNumber], runs: bool, token: &str) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("own-number-number")) } th { (l.say("catalogue-product")) } @if runs { th { span.unseen { (l.say("own-number-remove")) } } } } }
            tbody { @for own in found { tr {
                th.nowrap scope="row" { (own.number) }
                td data-label=(l.say("catalogue-product")) { a.name href=(paths::product(&own.sku)) { (own.name_in(l.lang)) } br; span.sku { (own.sku) } }
                @if runs { td.num {
                    form method="post" action="/company/own-numbers/removal" data-once {
                        (csrf_field(token))
                        button.button--quiet.button--small type="submit" name="number" value=(own.number) aria-label=(l.tell(&say!("own-number-remove-of", number = &own.number))) { (l.say("own-number-remove")) }
                    }
                } }
            } } }
        } }
    }
}

fn form(l: Voice, token: &str, brought: &Brought) -> Markup {
    html! {
        form.card.form method="post" action=(PATH) enctype="multipart/form-data" data-once {
            (csrf_field(token))
            div.field {
                label for="file" { (l.say("own-number-file")) }
                input id="file" type="file" name="file" accept=".csv,.tsv,.txt,.xlsx" aria-describedby="own-file-hint";
                span.hint id="own-file-hint" { (l.say("own-number-file-hint")) }
            }
            div.field.field--wide {
                label for="text" { (l.say("own-number-text")) }
                textarea id="text" name="text" rows="8" spellcheck="false" { "\n" (brought.text) }
            }
            div.check.field--wide {
                input id="only_good" type="checkbox" name="only_good" value="yes" checked[brought.is_only_good];
                label for="only_good" { (l.say("own-number-only-good")) }
            }
            div.actions {
                button type="submit" name="step" value=(Step::Preview) { (l.say("own-number-preview")) }
                @if brought.plan.is_some() { button.button--primary type="submit" name="step" value=(Step::Apply) { (l.say("own-number-apply")) } }
            }
        }
    }
}

fn preview(l: Voice, plan: &Plan) -> Markup {
    let count = |effect: Effect| {
        let key = format!("own-number-effect-{effect}");
        html! { div { (components::fact(&l.say(&key), &l.number(plan.count(effect).into()))) } }
    };
    let rest = plan.rows.len().saturating_sub(SHOWN);
    html! {
        section.card {
            h2 { (l.say("own-number-preview-title")) }
            dl.facts { @for effect in Effect::ALL { (count(*effect)) } }
        }
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("import-line")) } th { (l.say("own-number-number")) } th { (l.say("catalogue-product")) } th { (l.say("own-number-effect")) } } }
            tbody { @for planned in plan.rows.iter().take(SHOWN) { (preview_row(l, planned)) } }
        } }
        @if rest > 0 { p.muted { (l.tell(&say!("own-number-more", count = rest))) } }
    }
}

fn preview_row(l: Voice, planned: &Planned) -> Markup {
    let tone = match planned.effect {
        Effect::Added => "ok",
        Effect::Changed => "warn",
        Effect::Unchanged => "plain",
        Effect::Refused => "bad",
    };
    html! {
        tr {
            td { (planned.row.line) }
            td data-label=(l.say("own-number-number")) { (planned.row.number) }
            td data-label=(l.say("catalogue-product")) {
                @if let Some(product) = &planned.product { (product.name_in(l.lang)) br; }
                span.sku { (planned.row.sku) }
            }
            td data-label=(l.say("own-number-effect")) {
                span class={ "badge badge--" (tone) } { (l.say(&format!("own-number-effect-{}", planned.effect))) }
                @if let Some(fault) = &planned.fault { p.fault { (l.tell(&fault.message)) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    text: String,
    #[serde(default)]
    only_good: String,
    step: Step,
}

async fn take(may: May<RunCompany>, Upload(sent): Upload<Given>) -> Answer<HttpResponse> {
    let (given, reading) = (sent.fields, may.also::<ReadCompany>().ok_or_else(No::forbidden)?);
    let mut brought = Brought { text: given.text.clone(), is_only_good: given.only_good == "yes", plan: None, no: None };
    let outcome = match rows(&given.text, sent.file).await {
        Ok(rows) => {
            brought.text = as_text(may.voice(), &rows);
            match given.step {
                Step::Preview => may.read(rows, own_number::plan).await.map(Some),
                Step::Apply => load(&may, rows, brought.is_only_good, &mut brought.plan).await,
            }
        }
        Err(no) => Err(no),
    };
    match outcome {
        Ok(None) => return Ok(see_other(&components::link(PATH, &[("done", Done::Loaded.as_str())]))),
        Ok(Some(plan)) => brought.plan = Some(plan),
        Err(no @ No::Refused(_)) => brought.no = Some(no),
        Err(failed) => return Err(failed),
    }
    draw(&reading, &Query::default(), &brought).await
}

/// Loads a table; where some rows cannot be loaded, what it would do is shown with the refusal.
async fn load(may: &May<RunCompany>, rows: Vec<NewNumber>, is_only_good: bool, shown: &mut Option<Plan>) -> Answer<Option<Plan>> {
    match may.write(Load { rows: rows.clone(), is_only_good }, own_number::load).await {
        Ok(_) => Ok(None),
        Err(no) if no.code() == own_number::REFUSED => {
            *shown = Some(may.read(rows, own_number::plan).await?);
            Err(no)
        }
        Err(no) => Err(no),
    }
}

/// The rows of the file, or of what was pasted.
async fn rows(text: &str, file: Option<UploadedFile>) -> Answer<Vec<NewNumber>> {
    let bytes = match file {
        Some(file) => file.bytes,
        None if !text.trim().is_empty() => text.as_bytes().to_vec(),
        None => return Err(No::invalid("/file", "missing", say!("import-no-table"))),
    };
    tokio::task::spawn_blocking(move || own_number::read(&bytes)).await.map_err(No::failed)?
}

/// Rows as text that is read back as it was.
fn as_text(l: Voice, rows: &[NewNumber]) -> String {
    let rows = rows.iter().map(|row| vec![Cell::text(&row.sku), Cell::text(&row.number)]);
    csv_out::write(l, &["sku".to_owned(), "number".to_owned()], rows).trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    number: String,
}

async fn remove(may: May<RunCompany>, Form(form): Form<Removal>) -> Answer<HttpResponse> {
    may.write(form.number, own_number::remove).await?;
    Ok(see_other(&components::link(PATH, &[("done", Done::Removed.as_str())])))
}
