//! The page for imports: a table is pasted, tried or imported, and every refused row is shown with its reason.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::imports::{self, Kind, Mode, Report, Wish};
use crate::access::permission::marks::Import;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Params, components};
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
    text: String,
}

async fn page(may: May<Import>, Params(chosen): Params<Chosen>) -> Answer<HttpResponse> {
    let kind = chosen.kind.unwrap_or(Kind::Warehouses);
    // A first import is tried before it is done.
    let blank = Given { kind, mode: Mode::AllOrNothing, dry_run: "yes".into(), text: String::new() };
    Ok(may.page(may.lang().say("import-title"), &body(&may, &blank, None)))
}

async fn import(may: May<Import>, Form(given): Form<Given>) -> Answer<HttpResponse> {
    let l = may.lang();
    let wish = Wish { kind: given.kind, mode: given.mode, is_dry_run: given.dry_run == "yes", lang: l };
    let outcome = imports::run(&may, wish, given.text.clone().into_bytes(), None).await;
    if let Err(No::Failed(_)) = outcome {
        return outcome.map(|_| HttpResponse::Ok().finish());
    }
    let mut answer = may.page(l.say("import-title"), &body(&may, &given, Some(&outcome)));
    if let Err(no) = &outcome {
        *answer.status_mut() = actix_web::ResponseError::status_code(no);
    }
    Ok(answer)
}

fn body(may: &May<Import>, given: &Given, outcome: Option<&Answer<Report>>) -> Markup {
    let l = may.lang();
    html! {
        div.page-head { div { h1 { (l.say("import-title")) } p { (l.say("import-lede")) } } }
        div.stack {
        @if let Some(outcome) = outcome { (told(l, outcome)) }
        form.card.form method="post" action="/imports" data-once {
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
                label for="text" { (l.say("import-text")) }
                textarea id="text" name="text" rows="12" spellcheck="false" required aria-describedby="text-hint" { "\n" (given.text) }
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

fn kind_name(l: Lang, kind: Kind) -> String {
    l.say(&format!("import-kind-{kind}"))
}

/// The columns of every kind, to copy from.
fn samples(l: Lang) -> Markup {
    html! {
        section.card {
            h2 { (l.say("import-columns")) }
            p.muted { (l.say("import-columns-lede")) }
            @for kind in Kind::ALL {
                h3 id={ "columns-" (kind.as_str()) } { (kind_name(l, *kind)) }
                p { code { (imports::header(*kind, l)) } }
                p.muted { (l.tell(&say!("import-columns-required", names = imports::required(*kind, l).join(", ")))) }
            }
        }
    }
}

fn told(l: Lang, outcome: &Answer<Report>) -> Markup {
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

fn notice(l: Lang, report: &Report) -> Markup {
    let (tone, text) = match (report.dry_run, report.refused.is_empty()) {
        (true, true) => ("ok", "import-tried-well"),
        (true, false) => ("warn", "import-tried-badly"),
        (false, true) => ("ok", "import-done"),
        (false, false) => ("warn", "import-done-in-part"),
    };
    components::notice(tone, &l.say(text))
}

fn result(l: Lang, report: &Report) -> Markup {
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
