//! The pages of this room: writing to a client, a client's messages, tasks, rules and their trials, the time line.

mod as_on;
pub mod card;
mod messages;
mod rules;
mod task_table;
mod tasks;
mod timeline;
mod write;

use maud::{Markup, html};

use super::event;
use super::task::About;
use crate::access::Routes;
use crate::platform::error::{Fault, Kind, No};
use crate::platform::web::{Voice, components, paths};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/partners/{code}/write", write::page);
    routes.post("/partners/{code}/messages", write::send);
    routes.post("/partners/{code}/notes", write::note);
    routes.post("/partners/{code}/calls", write::call);
    routes.get("/partners/{code}/timeline", timeline::page);
    routes.get("/contracts/{number}/as-on", as_on::page);
    routes.get("/messages", messages::page);
    routes.post("/messages/{id}/seen", messages::seen);
    routes.post("/messages/{id}/answers", messages::answer);
    routes.get("/tasks", tasks::page);
    routes.get("/tasks.csv", tasks::csv);
    routes.get("/tasks.xlsx", tasks::xlsx);
    routes.post("/tasks/{id}/outcomes", tasks::finish);
    routes.get("/rules", rules::page);
    routes.post("/rules", rules::add);
    routes.post("/rules/{rule}", rules::put);
    routes.get("/rules/{rule}/trial", rules::trial);
}

/// What a task or a finding is about, in a sentence.
fn about(l: Voice, kind: &str, about: &About) -> String {
    let sum = about.sum.map(|sum| l.number(sum.decimal())).unwrap_or_default();
    let (count, words) = (about.count.unwrap_or_default(), about.words.clone().unwrap_or_default());
    l.tell(&match kind {
        "cart_idle" => say!("task-about-cart-idle", sum = sum, count = count),
        "search_vain" => say!("task-about-search-vain", count = count, words = words),
        "no_order" => say!("task-about-no-order", count = count, usual = about.usual.unwrap_or_default()),
        "refused" => say!("task-about-refused", count = count, what = l.say(event::refusal_name(&words))),
        _ => say!("task-about-answer"),
    })
}

/// Whether a refusal is shown on the page with the form. Others have a page of their own.
fn is_about_form(no: &No) -> bool {
    matches!(no, No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict))
}

/// The fields that do not fit.
fn faults(no: Option<&No>) -> &[Fault] {
    match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    }
}

/// A field for several lines.
fn text_field(l: Voice, id: &str, name: &str, label: &str, value: &str, longest: usize, no: Option<&No>) -> Markup {
    html! {
        div.field.field--wide {
            label for=(id) { (l.say(label)) }
            textarea id=(id) name=(name) rows="4" maxlength=(longest) { (value) }
            (components::fault(l, faults(no), name))
        }
    }
}

/// The way from the list of partners to this page of one of them.
fn crumbs(l: Voice, code: &str, name: &str, here: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(l.say("partner-path")) {
            a href="/partners" { (l.say("partner-list-title")) }
            a href=(paths::partner(code)) { (name) }
            span { (here) }
        }
    }
}
