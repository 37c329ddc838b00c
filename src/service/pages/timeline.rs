//! The time line of a client: every line a sentence with a link to its document; groups are switched on and off by links.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::crumbs;
use crate::access::permission::marks::ReadTimeline;
use crate::access::{May, Right};
use crate::platform::error::Answer;
use crate::platform::web::{Params, Voice, components, paths};
use crate::say;
use crate::service::event::Group;
use crate::service::timeline::{self, Asked, Line, Place};

const PAGE: i64 = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    groups: Option<String>,
    cursor: Option<String>,
}

pub(super) async fn page(may: May<ReadTimeline>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let groups = timeline::groups(query.groups.as_deref())?;
    let place = Place::read(query.cursor.as_deref())?;
    let seen = may.read(Asked { code: code.into_inner(), groups: groups.clone(), place, limit: PAGE }, timeline::look).await?;
    let path = format!("{}/timeline", paths::partner(&seen.partner.code));
    let chosen = words(&groups);
    let first = query.cursor.as_ref().map(|_| components::link(&path, &[("groups", &chosen)]));
    let next = seen.next.as_deref().map(|next| components::link(&path, &[("groups", &chosen), ("cursor", next)]));
    let title = l.say("timeline-title");
    let body = html! {
        (crumbs(l, &seen.partner.code, &seen.partner.name, &title))
        div.page-head {
            div { h1 { (title) } p { (seen.partner.name) } }
            @if may.actor().may(Right::ServeClients) {
                div.actions { a.button href={ (paths::partner(&seen.partner.code)) "/write" } { (l.say("message-write")) } }
            }
        }
        (filters(l, &path, &groups))
        @if seen.lines.is_empty() { section.empty { p { (l.say("timeline-empty")) } } } @else { section.card { (list(l, &seen.lines)) } }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    let mut frame = may.frame(title);
    frame.path = path;
    Ok(may.page_in(&frame, &body))
}

fn words(groups: &[Group]) -> String {
    groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join(",")
}

fn filters(l: Voice, path: &str, chosen: &[Group]) -> Markup {
    let with_or_without = |group: Group| {
        let mut groups: Vec<Group> = chosen.iter().copied().filter(|known| *known != group).collect();
        if groups.len() == chosen.len() {
            groups.push(group);
        }
        components::link(path, &[("groups", &words(&groups))])
    };
    html! {
        nav.tabs aria-label=(l.say("timeline-filters")) {
            a href=(path) aria-current=[chosen.is_empty().then_some("true")] { (l.say("timeline-group-all")) }
            @for group in Group::ALL {
                a href=(with_or_without(*group)) aria-current=[chosen.contains(group).then_some("true")] { (l.say(&format!("timeline-group-{group}"))) }
            }
        }
    }
}

/// Lines, the latest first.
pub(super) fn list(l: Voice, lines: &[Line]) -> Markup {
    html! {
        ol.timeline { @for line in lines { li {
            time datetime=(line.at.to_string()) { (l.moment(line.at)) }
            @let sentence = l.tell(&line.said.sentence);
            @if let Some(link) = &line.said.link { a href=(link) { (sentence) } } @else { (sentence) }
            @if let Some(whom) = &line.whom { " " (l.tell(&say!("timeline-whom", name = whom))) }
            @if let Some(who) = &line.who { " " span.muted { (who) } }
            @if let Some(text) = &line.text { p { (components::lines(text)) } }
        } } }
    }
}
