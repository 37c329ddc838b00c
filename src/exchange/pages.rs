//! The page for imports: a table is chosen as a file or pasted, tried or imported, and every refused row is shown with its
//! reason.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::imports::{self, Kind, Mode, Report, Wish};
use crate::access::permission::marks::Import;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Params, Upload, UploadedFile, Voice, components};
use crate::say;

/// Refused rows that a page shows.
const SHOWN: usize = 500;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/imports", page);
    routes.post("/imports", import);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    kind: Option<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    kind: Kind,
    mode: Mode,
    #[serde(default)]
    dry_run: String,
    #[serde(default)]
    text: String,
}

/// A table that was tried or imported.
struct Attempt {
    outcome: Answer<Report>,
    /// The name of its file, when it came as one.
    file: Option<String>,
}

impl Attempt {
    /// The file that must be chosen anew to go on: browsers keep none.
    fn file_again(&self) -> Option<&str> {
        let is_over = matches!(&self.outcome, Ok(report) if !report.dry_run && report.refused.is_empty());
        self.file.as_deref().filter(|_| !is_over)
    }
}

async fn page(may: May<Import>, Params(chosen): Params<Chosen>) -> Answer<HttpResponse> {
    let kind = chosen.kind.unwrap_or(Kind::Warehouses);
    // A first import is tried before it is done.
    let blank = Given { kind, mode: Mode::AllOrNothing, dry_run: "yes".into(), text: String::new() };
    Ok(may.page(may.voice().say("import-title"), &body(&may, &blank, None)))
}

async fn import(may: May<Import>, Upload(sent): Upload<Given>) -> Answer<HttpResponse> {
    let (l, given) = (may.voice(), sent.fields);
    let wish = Wish { kind: given.kind, mode: given.mode, is_dry_run: given.dry_run == "yes", voice: l };
    let file = sent.file.as_ref().map(|file| file.name.clone());
    let outcome = match table(&given.text, sent.file) {
        Ok(bytes) => imports::run(&may, wish, bytes, None).await,
        Err(no) => Err(no),
    };
    if let Err(No::Failed(_)) = outcome {
        return outcome.map(|_| HttpResponse::Ok().finish());
    }
    let attempt = Attempt { outcome, file };
    let mut answer = may.page(l.say("import-title"), &body(&may, &given, Some(&attempt)));
    if let Err(no) = &attempt.outcome {
        *answer.status_mut() = actix_web::ResponseError::status_code(no);
    }
    Ok(answer)
}

/// The bytes of the table: of the file, or of what was pasted.
fn table(text: &str, file: Option<UploadedFile>) -> Answer<Vec<u8>> {
    let is_pasted = !text.trim().is_empty();
    match file {
        Some(_) if is_pasted => Err(No::invalid("/file", "two_tables", say!("import-two-tables"))),
        Some(file) => Ok(file.bytes),
        None if is_pasted => Ok(text.as_bytes().to_vec()),
        None => Err(No::invalid("/file", "missing", say!("import-no-table"))),
    }
}

fn body(may: &May<Import>, given: &Given, attempt: Option<&Attempt>) -> Markup {
    let l = may.voice();
    html! {
        div.page-head { div { h1 { (l.say("import-title")) } p { (l.say("import-lede")) } } }
        div.stack {
        @if let Some(attempt) = attempt { (told(l, &attempt.outcome)) }
        form.card.form method="post" action="/imports" enctype="multipart/form-data" data-once {
            (csrf_field(&may.form_token()))
            div.field {
                label for="kind" { (l.say("import-kind")) }
                select id="kind" name="kind" {
                    @for kind in Kind::ALL { option value=(kind.as_str()) selected[*kind == given.kind] { (kind_name(l, *kind)) } }
                }
            }
            div.field {
                label for="mode" { (l.say("import-mode")) }
                select id="mode" name="mode" {
                    @for mode in Mode::ALL { option value=(mode.as_str()) selected[*mode == given.mode] { (l.say(&format!("import-mode-{mode}"))) } }
                }
            }
            div.field.field--wide {
                label for="file" { (l.say("import-file")) }
                input id="file" type="file" name="file" accept=".csv,.tsv,.txt,.xlsx,text/csv,text/plain" aria-describedby="file-hint";
                span.hint id="file-hint" {
                    @if let Some(name) = attempt.and_then(Attempt::file_again) { b { (l.tell(&say!("import-file-again", name = name))) } " " }
                    (l.say("import-file-hint"))
                }
            }
            div.field.field--wide {
                label for="text" { (l.say("import-text")) }
                textarea id="text" name="text" rows="12" spellcheck="false" aria-describedby="text-hint" { "\n" (given.text) }
                span.hint id="text-hint" { (l.say("import-text-hint")) }
            }
            div.check.field--wide {
                input id="dry_run" type="checkbox" name="dry_run" value="yes" checked[given.dry_run == "yes"];
                label for="dry_run" { (l.say("import-dry-run")) }
            }
            div.actions { button.button--primary type="submit" { (l.say("import-button")) } }
        }
        (samples(l))
        }
    }
}

fn kind_name(l: Voice, kind: Kind) -> String {
    l.say(&format!("import-kind-{kind}"))
}

/// The columns of every kind, to copy from.
fn samples(l: Voice) -> Markup {
    html! {
        section.card {
            h2 { (l.say("import-columns")) }
            p.muted { (l.say("import-columns-lede")) }
            @for kind in Kind::ALL.iter().filter(|kind| kind.is_table()) {
                h3 id={ "columns-" (kind.as_str()) } { (kind_name(l, *kind)) }
                p { code { (imports::header(*kind, l.lang)) } }
                p.muted { (l.tell(&say!("import-columns-required", names = imports::required(*kind, l.lang).join(", ")))) }
            }
        }
    }
}

fn told(l: Voice, outcome: &Answer<Report>) -> Markup {
    match outcome {
        Ok(report) => html! { (notice(l, report)) (result(l, report)) },
        Err(no) => html! {
            (components::refusal(l, no))
            @if let Some(report) = report_of(no) { (result(l, &report)) }
        },
    }
}

/// The report that a refused import carries.
fn report_of(no: &No) -> Option<Report> {
    let No::Refused(refusal) = no else { return None };
    refusal.more.get("report").and_then(|report| Report::deserialize(report).ok())
}

fn notice(l: Voice, report: &Report) -> Markup {
    let (tone, text) = match (report.dry_run, report.refused.is_empty()) {
        (true, true) => ("ok", "import-tried-well"),
        (true, false) => ("warn", "import-tried-badly"),
        (false, true) => ("ok", "import-done"),
        (false, false) => ("warn", "import-done-in-part"),
    };
    components::notice(tone, &l.say(text))
}

fn result(l: Voice, report: &Report) -> Markup {
    let count = |key: &str, number: usize| html! { div { (components::fact(&l.say(key), &l.number(number.into()))) } };
    let rest = report.refused.len().saturating_sub(SHOWN);
    html! {
        section.card {
            h2 { (kind_name(l, report.kind)) }
            dl.facts {
                (count("import-rows", report.rows))
                (count("import-added", report.added))
                (count("import-changed", report.changed))
                (count("import-unchanged", report.unchanged))
                (count("import-refused-rows", report.refused_rows()))
            }
        }
        @if !report.refused.is_empty() {
            div.table-wrap { table.table {
                caption { (l.say("import-refused-caption")) }
                thead { tr { th scope="col" { (l.say("import-line")) } th scope="col" { (l.say("import-column")) } th scope="col" { (l.say("import-reason")) } } }
                tbody {
                    @for refused in report.refused.iter().take(SHOWN) {
                        tr { td { (refused.line) } td { code { (refused.field) } } td { (refused.reason) } }
                    }
                }
            } }
            @if rest > 0 { p.muted { (l.tell(&say!("import-more-refused", count = rest))) } }
        }
    }
}
