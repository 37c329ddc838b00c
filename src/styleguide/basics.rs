//! What every page is made of: colours, sizes of text, buttons, fields, badges, notices, empty places, ways through a list.

use maud::{Markup, html};

use super::part;
use crate::orders::State;
use crate::platform::error::{Fault, No};
use crate::platform::web::{Voice, components};
use crate::say;

pub(super) fn parts(l: Voice) -> Markup {
    let catalogue = l.say("home-catalogue");
    html! {
        (part(l, "styleguide-colours", &colours(l)))
        (part(l, "styleguide-text", &text(l)))
        (part(l, "styleguide-buttons", &buttons(l)))
        (part(l, "styleguide-forms", &forms(l)))
        (part(l, "styleguide-badges", &badges(l)))
        (part(l, "styleguide-notices", &notices(l)))
        (part(l, "styleguide-ways", &ways(l)))
        (components::empty(&l.say("styleguide-empty"), &l.say("styleguide-empty-help"), Some((catalogue.as_str(), "/catalogue"))))
    }
}

/// The colours by their names in the style sheet. Drawn: a page carries no style of its own.
fn colours(l: Voice) -> Markup {
    const PAIRS: &str = "ink bg, ink surface, soft-ink sunken, accent surface, on-accent accent, accent accent-soft, ok ok-soft, \
        warn warn-soft, bad bad-soft, info info-soft, on-behalf behalf";
    let pairs = PAIRS.split(", ").filter_map(|pair| pair.split_once(' '));
    html! {
        p.muted { (l.say("styleguide-colours-help")) }
        div.row { @for (front, ground) in pairs {
            @let (above, below) = (front.replace('-', " "), ground.replace('-', " "));
            svg.swatch width="150" height="56" viewBox="0 0 150 56" role="img" aria-label={ (above) " / " (below) } {
                rect x=".5" y=".5" width="149" height="55" rx="8" fill={ "var(--" (ground) ")" } stroke="var(--line)" {}
                text x="75" y="24" text-anchor="middle" fill={ "var(--" (front) ")" } { (above) }
                text x="75" y="43" text-anchor="middle" fill={ "var(--" (front) ")" } { (below) }
            }
        } }
    }
}

fn text(l: Voice) -> Markup {
    html! {
        p.figure { (l.say("styleguide-text-figure")) }
        h3 { (l.say("styleguide-text-heading")) }
        p.lede { (l.say("styleguide-text-lede")) }
        p { (l.say("styleguide-text-body")) " " a href="/styleguide" { (l.say("styleguide-text-link")) } " " code { "00417" } " " kbd { "Enter" } }
        p.muted { (l.say("styleguide-text-muted")) }
        p { small { (l.say("styleguide-text-small")) } }
    }
}

fn buttons(l: Voice) -> Markup {
    let (order, show) = (l.say("brand-look"), l.say("orders-filter"));
    html! {
        div.actions {
            button.button--primary type="button" { (order) }
            button type="button" { (show) }
            button.button--quiet type="button" { (show) }
            button.button--danger type="button" { (l.say("order-cancel")) }
            a.button href="/styleguide" { (l.say("styleguide-text-link")) }
        }
        div.actions {
            button.button--primary type="button" disabled { (order) }
            button type="button" disabled { (show) }
            button.button--small type="button" { (show) }
            button.button--small.button--primary type="button" { (order) }
            button.button--small.button--quiet type="button" { (show) }
            details.confirm {
                summary.button.button--danger { (l.say("order-cancel")) }
                form method="get" action="/styleguide" { p { (l.say("order-cancel-sure")) } button.button--danger type="submit" { (l.say("order-cancel-yes")) } }
            }
        }
    }
}

fn forms(l: Voice) -> Markup {
    let faults = [Fault { field: "email".into(), code: "wrong", message: say!("styleguide-form-fault") }];
    html! {
        form.form method="get" action="/styleguide" {
            div.field { label for="sg-name" { (l.say("settings-name")) } input id="sg-name" value=(l.say("styleguide-form-value")) aria-describedby="sg-name-h"; span.hint id="sg-name-h" { (l.say("settings-name-hint")) } }
            div.field { label for="sg-mail" { (l.say("sign-in-login")) } input id="sg-mail" value="ivanov@" aria-invalid="true" aria-describedby="sg-mail-f"; span id="sg-mail-f" { (components::fault(l, &faults, "email")) } }
            div.field { label for="sg-state" { (l.say("orders-state")) } select id="sg-state" { @for state in State::ALL { option { (l.say(&format!("order-state-{state}"))) } } } }
            div.field { label for="sg-day" { (l.say("order-requested-on")) } input id="sg-day" type="date" value="2026-11-23"; }
            div.field { label for="sg-read" { (l.say("order-contract")) } input id="sg-read" value="A-1" readonly; }
            div.field { label for="sg-off" { (l.say("settings-phone")) } input id="sg-off" value="" placeholder="+7 495 000-00-00" disabled; }
            div.field.field--wide { label for="sg-text" { (l.say("order-comment")) } textarea id="sg-text" { (l.say("styleguide-form-comment")) } }
            fieldset {
                legend { (l.say("styleguide-form-choice")) }
                div.check { input id="sg-yes" type="checkbox" checked; label for="sg-yes" { (l.say("styleguide-form-notices")) } }
                div.check { input id="sg-one" type="radio" name="sg" checked; label for="sg-one" { (l.say("home-terms")) } }
                div.check { input id="sg-two" type="radio" name="sg"; label for="sg-two" { (l.say("home-manager")) } }
            }
            div.actions { button.button--primary type="submit" { (l.say("settings-save")) } }
        }
        form.filters method="get" action="/styleguide" {
            div.field { label for="sg-q" { (l.say("orders-search")) } input id="sg-q" type="search"; }
            div.field { label for="sg-from" { (l.say("orders-from")) } input id="sg-from" type="date"; }
            button type="submit" { (l.say("orders-filter")) }
        }
    }
}

fn badges(l: Voice) -> Markup {
    html! {
        div.row { @for state in State::ALL { (components::badge(state.tone(), &l.say(&format!("order-state-{state}")))) } (components::badge("", &l.say("styleguide-badge-neutral"))) }
        p { (components::badge_because("bad", &l.say("styleguide-badge-blocked"), &l.say("styleguide-badge-reason"))) }
        p { (components::badge_because("warn", &l.say("styleguide-badge-waits"), &l.say("styleguide-badge-waits-why"))) }
    }
}

fn notices(l: Voice) -> Markup {
    let faults = ["styleguide-form-fault", "order-bad-day"];
    let faults =
        faults.map(|id| Fault { field: "email".into(), code: "wrong", message: crate::platform::message::Message::plain(id) });
    html! {
        @for tone in ["info", "ok", "warn", "error"] { div class={ "notice notice--" (tone) } { b { (l.say(&format!("styleguide-notice-{tone}"))) } p { (l.say("styleguide-notice-text")) " " a href="/styleguide" { (l.say("styleguide-text-link")) } } } }
        (components::refusal(l, &No::faults(faults.into())))
    }
}

fn ways(l: Voice) -> Markup {
    html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/styleguide" { (l.say("catalogue-title")) } a href="/styleguide" { (l.say("styleguide-goods-category")) } span { (l.say("styleguide-goods-drill")) } }
        nav.tabs aria-label=(l.say("shell-menu")) { a href="/styleguide" aria-current="page" { (l.say("menu-orders")) } a href="/styleguide" { (l.say("menu-shipments")) } a href="/styleguide" { (l.say("menu-messages")) } }
        (components::pager(l, Some("/styleguide"), Some("/styleguide")))
        ol.timeline {
            li { time datetime="2026-11-22" { (l.day(day())) } " " (l.say("order-was-placed")) }
            li { time datetime="2026-11-21" { (l.day(day())) } " " (l.say("order-was-cancelled")) }
        }
    }
}

/// A day of the examples.
pub(super) fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default()
}
