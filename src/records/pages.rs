//! The page that tells how the log stands, in plain words: what it means and what to do. And the page that partners keep to check
//! receipts without us, which leaves the house as a file.

use actix_web::HttpResponse;
use actix_web::http::header;
use maud::{Markup, html};

use super::state::{self, State, Verdict};
use crate::access::permission::marks::{ReadInsight, Visit};
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::web::{Voice, components};
use crate::say;

/// One file with everything in it, so that it works from a disk.
const CHECKER: &str = include_str!("../../static/receipt.html");

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/records", page);
    routes.get("/receipt.html", checker);
}

async fn checker(_: May<Visit>) -> Answer<HttpResponse> {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"receipt.html\""))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"));
    Ok(answer.body(CHECKER))
}

async fn page(may: May<ReadInsight>) -> Answer<HttpResponse> {
    let l = may.voice();
    let state = state::of(&may).await?;
    let verdict = state.verdict;
    let body = html! {
        div.page-head { div { h1 { (l.say("records-title")) " " (components::badge(verdict.tone(), &l.say(&format!("records-is-{verdict}")))) } p { (l.say("records-lede")) } } }
        div.stack {
            (components::notice(tone(verdict), &l.say(&format!("records-means-{verdict}"))))
            @if state.is_unwatched() { (components::notice("warn", &l.say("records-unwatched"))) }
            @if verdict != Verdict::Unsealed && !state.is_signer_apart { (components::notice("warn", &l.say("records-signer-inside"))) }
            (figures(l, &state))
            (keys(l, &state))
            (checkpoint(l, &state))
        }
    };
    Ok(may.page(l.say("records-title"), &body))
}

fn tone(verdict: Verdict) -> &'static str {
    match verdict.tone() {
        "bad" => "error",
        "warn" => "warn",
        _ => "ok",
    }
}

fn figures(l: Voice, state: &State) -> Markup {
    let sealed = match &state.sealed {
        Some(sealed) => l.tell(&say!("records-sealed-at", count = sealed.size.to_string(), at = sealed.at)),
        None => l.say("records-never"),
    };
    let waits = match state.unsealed_since {
        Some(since) if state.unsealed > 0 => {
            l.tell(&say!("records-unsealed-since", count = state.unsealed.to_string(), at = since))
        }
        _ => l.say("records-none"),
    };
    let watched = match &state.watched {
        Some(seen) => l.tell(&say!("records-witnessed", who = &seen.witness, count = seen.size.to_string(), at = seen.at)),
        None if state.witnesses.is_empty() => l.say("records-no-witness"),
        None => l.say("records-witness-silent"),
    };
    html! {
        section.card { dl.facts {
            div { (components::fact(&l.say("records-count"), &state.records.to_string())) }
            div { (components::fact(&l.say("records-sealed"), &sealed)) }
            div { (components::fact(&l.say("records-unsealed"), &waits)) }
            div { (components::fact(&l.say("records-witness"), &watched)) }
        } }
    }
}

fn keys(l: Voice, state: &State) -> Markup {
    let signer = if state.is_signer_apart { "records-signer-apart" } else { "records-signer-here" };
    html! {
        section.card {
            h2 { (l.say("records-keys")) }
            dl.facts {
                div { (components::fact(&l.say("records-signer"), &l.say(signer))) }
                @if let Some(key) = state.key() {
                    div { (components::fact(&l.say("records-log"), &key.name)) }
                }
            }
            @if let Some(key) = state.key() {
                p.muted { (l.say("records-key")) }
                pre { code { (key) } }
            }
            @if state.changes.is_empty() { p.muted { (l.say("records-no-changes")) } } @else {
                div.table-wrap { table.table {
                    thead { tr { th { (l.say("records-changed-at")) } th { (l.say("records-old-key")) } th { (l.say("records-new-key")) } th.num { (l.say("records-after")) } th { (l.say("records-why")) } } }
                    tbody { @for change in &state.changes { tr {
                        td { (change.at.get(..10).unwrap_or_default()) } td { code { (change.old.short()) } } td { code { (change.new.short()) } }
                        td.num { (change.after) }
                        td { @if change.is_compromised { (components::badge("bad", &l.say("records-compromised"))) } @else { (l.say("records-rotated")) } }
                    } } }
                } }
            }
            p { (l.say("records-key-advice")) }
        }
    }
}

fn checkpoint(l: Voice, state: &State) -> Markup {
    html! {
        @if let Some(sealed) = &state.sealed {
            section.card {
                h2 { (l.say("records-checkpoint")) }
                p { (l.say("records-checkpoint-advice")) }
                pre { code { (sealed.note) } }
            }
        }
    }
}
