//! Small pieces that pages share: notices, faults beside fields, badges, prices, stock, empty places, pagers, facts.

use maud::{Markup, html};

use super::Voice;
use crate::platform::error::{Fault, No};
use crate::say;

/// A message above the page's body: `ok`, `warn` or `error`.
pub fn notice(tone: &str, text: &str) -> Markup {
    let role = if tone == "error" { "alert" } else { "status" };
    html! { div class={ "notice notice--" (tone) } role=(role) { (text) } }
}

/// What was refused, with every field that does not fit.
pub fn refusal(l: Voice, no: &No) -> Markup {
    let No::Refused(refusal) = no else { return notice("error", &l.say("error-failed")) };
    if refusal.faults.is_empty() {
        return notice("error", &l.tell(&refusal.message));
    }
    html! {
        div.faults role="alert" {
            p { (l.tell(&refusal.message)) }
            ul { @for fault in &refusal.faults { li { (l.tell(&fault.message)) } } }
        }
    }
}

/// The reason beside one field.
pub fn fault(l: Voice, faults: &[Fault], field: &str) -> Markup {
    html! { @for fault in faults.iter().filter(|f| f.field == field) { span.fault { (l.tell(&fault.message)) } } }
}

/// A text with its own ends of lines.
pub fn lines(text: &str) -> Markup {
    html! { @for (at, line) in text.lines().enumerate() { @if at > 0 { br; } (line) } }
}

/// Label and value in a list of facts; nothing for an empty value.
pub fn fact(label: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { dt { (label) } dd { (value) } } }
}

/// An article number, with what the reader's company calls it.
pub fn article(l: Voice, sku: &str, own: Option<&str>) -> Markup {
    html! { span.sku { (sku) } @if let Some(own) = own { " " small.own-number { (l.tell(&say!("own-number-yours", number = own))) } } }
}

/// A state in a word. Tones: `ok`, `warn`, `bad`, `info`, `plain`; none is neutral.
pub fn badge(tone: &str, text: &str) -> Markup {
    let class = if tone.is_empty() { "badge".to_owned() } else { format!("badge badge--{tone}") };
    html! { span class=(class) { (text) } }
}

/// A state in a word with the reason beside it: why goods are blocked, why an order waits.
pub fn badge_because(tone: &str, text: &str, reason: &str) -> Markup {
    html! { span.state { (badge(tone, text)) @if !reason.is_empty() { " " small.muted { (reason) } } } }
}

/// A place with nothing in it: what it is, what would help, and the way there as text and address.
pub fn empty(title: &str, help: &str, action: Option<(&str, &str)>) -> Markup {
    html! {
        section.empty {
            h2 { (title) }
            @if !help.is_empty() { p { (help) } }
            @if let Some((text, address)) = action { p { a.button.button--primary href=(address) { (text) } } }
        }
    }
}

/// A price as it is shown in a list, each figure written out.
#[derive(Debug, Clone, Default)]
pub struct Price {
    /// What it costs.
    pub now: String,
    /// What the list asks, where that is more.
    pub list: Option<String>,
    /// How much below the list.
    pub off: Option<String>,
    /// What more of it would cost.
    pub hint: Option<String>,
    /// How it came to be, folded.
    pub why: Option<Markup>,
}

/// A price: the list's struck out, ours, what more would cost, and how it came to be.
pub fn price(price: &Price) -> Markup {
    html! {
        @if let Some(list) = &price.list { s.price-old { (list) } " " @if let Some(off) = &price.off { span.price-off { (off) } " " } }
        span.price { (price.now) }
        @if let Some(hint) = &price.hint { span.tier-hint { (hint) } }
        @if let Some(why) = &price.why { (why) }
    }
}

/// Stock: a figure or a level, its age or the next receipt, and a warning where the figure is old. Tones: `ok`, `low`, `none`.
pub fn stock(tone: &str, text: &str, age: &str, warning: &str) -> Markup {
    html! {
        span class={ "stock stock--" (tone) } { (text) }
        @if !age.is_empty() { small.stock-age { (age) } }
        @if !warning.is_empty() { small.stock-age.stock-age--old { (warning) } }
    }
}

/// A way on through a list that is longer than its page.
pub fn pager(l: Voice, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(l.say("shell-pages")) {
                @if let Some(first) = first { a.button href=(first) { (l.say("shell-first-page")) } }
                @if let Some(next) = next { a.button href=(next) rel="next" { (l.say("shell-next-page")) } }
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
