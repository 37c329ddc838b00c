//! Small pieces that pages share: notices, faults beside fields, pagers, facts.

use maud::{Markup, html};

use super::Lang;
use crate::platform::error::{Fault, No};

/// A message above the page's body: `ok`, `warn` or `error`.
pub fn notice(tone: &str, text: &str) -> Markup {
    let role = if tone == "error" { "alert" } else { "status" };
    html! { div class={ "notice notice--" (tone) } role=(role) { (text) } }
}

/// What was refused, with every field that does not fit.
pub fn refusal(lang: Lang, no: &No) -> Markup {
    let No::Refused(refusal) = no else { return notice("error", &lang.say("error-failed")) };
    if refusal.faults.is_empty() {
        return notice("error", &lang.tell(&refusal.message));
    }
    html! {
        div.faults role="alert" {
            p { (lang.tell(&refusal.message)) }
            ul { @for fault in &refusal.faults { li { (lang.tell(&fault.message)) } } }
        }
    }
}

/// The reason beside one field.
pub fn fault(lang: Lang, faults: &[Fault], field: &str) -> Markup {
    html! { @for fault in faults.iter().filter(|f| f.field == field) { span.fault { (lang.tell(&fault.message)) } } }
}

/// Label and value in a list of facts; nothing for an empty value.
pub fn fact(label: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { dt { (label) } dd { (value) } } }
}

/// A way on through a list that is longer than its page.
pub fn pager(lang: Lang, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(lang.say("shell-pages")) {
                @if let Some(first) = first { a.button href=(first) { (lang.say("shell-first-page")) } }
                @if let Some(next) = next { a.button href=(next) rel="next" { (lang.say("shell-next-page")) } }
            }
        }
    }
}

/// An address with a query; empty values are left out.
pub fn link(path: &str, query: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    let pairs: Vec<(&str, &str)> = query.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    if let (false, Ok(text)) = (pairs.is_empty(), serde_urlencoded::to_string(&pairs)) {
        out.push('?');
        out.push_str(&text);
    }
    out
}
