//! The dashboard: figures of a period as charts, each with its table behind it, and every figure with the way to its rows.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::{list, sections};
use crate::access::frame::in_status;
use crate::access::permission::marks::ReadInsight;
use crate::access::{May, Routes};
use crate::insight::figures::{self, Age, Figure, Figures};
use crate::insight::period::Period;
use crate::insight::rows::{self, Asked, Behind};
use crate::platform::error::{Answer, Fault, Kind, No};
use crate::platform::values::Currency;
use crate::platform::web::{Params, Voice, components, typed};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/dashboard", page);
    routes.get("/dashboard/rows", rows);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

async fn page(may: May<ReadInsight>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let days = typed::day(&query.from, "from").and_then(|from| Ok((from, typed::day(&query.to, "to")?)));
    let seen = match days {
        Ok(days) => may.read(days, figures::look).await,
        Err(no) => Err(no),
    };
    let seen = match seen {
        Err(no) if is_about_period(&no) => return again(&may, &query, &no).await,
        seen => seen?,
    };
    let (from, to) = (seen.period.from.to_string(), seen.period.until.to_string());
    let body = html! {
        div.page-head { div { h1 { (l.say("dashboard-title")) } p { (l.tell(&say!("dashboard-lede", from = seen.period.from, until = seen.period.until))) } } }
        (choice(l, &seen, (from.as_str(), to.as_str()), None))
        div.grid-2 {
            (sections::trade(l, &seen))
            (sections::debt(l, &seen))
            (sections::top(l, &seen))
            (sections::silent(l, &seen))
            (sections::blocked(l, &seen))
            (sections::unmet(l, &seen))
        }
    };
    Ok(may.page(l.say("dashboard-title"), &body))
}

/// Whether a refusal is shown beside the days.
fn is_about_period(no: &No) -> bool {
    matches!(no, No::Refused(refusal) if refusal.kind == Kind::Invalid)
}

/// The choice of days again, with what was typed and what is wrong with it.
async fn again(may: &May<ReadInsight>, query: &Query, no: &No) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read((None, None), figures::look).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("dashboard-title")) } } }
        (components::refusal(l, no))
        (choice(l, &seen, (query.from.as_str(), query.to.as_str()), Some(no)))
    };
    Ok(in_status(may.page(l.say("dashboard-title"), &body), Some(no)))
}

/// Lengths of periods, and a form with the days typed into it, each with its fault.
fn choice(l: Voice, seen: &Figures, (from, to): (&str, &str), no: Option<&No>) -> Markup {
    let lengths = [(30, "dashboard-month"), (90, "dashboard-quarter"), (365, "dashboard-year")];
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    let is_chosen = |period: Period| no.is_none() && period == seen.period;
    html! {
        nav.tabs aria-label=(l.say("dashboard-period")) {
            @for (days, name) in lengths {
                @let period = Period::last(days, seen.today);
                a href=(components::link("/dashboard", &[("from", &period.from.to_string()), ("to", &period.until.to_string())]))
                    aria-current=[is_chosen(period).then_some("page")] { (l.say(name)) }
            }
        }
        form.filters method="get" action="/dashboard" {
            div.field { label for="from" { (l.say("dashboard-from")) } input id="from" type="date" name="from" value=(from); (components::fault(l, faults, "from")) }
            div.field { label for="to" { (l.say("dashboard-to")) } input id="to" type="date" name="to" value=(to); (components::fault(l, faults, "to")) }
            button type="submit" { (l.say("dashboard-show")) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowQuery {
    figure: Figure,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    partner: Option<String>,
    currency: Option<Currency>,
    age: Option<Age>,
    cause: Option<String>,
    wanted: Option<String>,
    cursor: Option<String>,
}

async fn rows(may: May<ReadInsight>, Params(query): Params<RowQuery>) -> Answer<HttpResponse> {
    let l = may.voice();
    let window = list::window(query.cursor.as_deref())?;
    let behind = Behind {
        partner: query.partner.clone(),
        currency: query.currency,
        age: query.age,
        cause: query.cause.clone(),
        wanted: query.wanted.clone(),
    };
    let days = (typed::day(&query.from, "from")?, typed::day(&query.to, "to")?);
    let (found, period) = may.read(Asked { figure: query.figure, days, behind, window }, rows::look).await?;
    let (from, to) = (period.from.to_string(), period.until.to_string());
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let (partner, cause, wanted) = (given(&query.partner), given(&query.cause), given(&query.wanted));
    let here = [
        ("figure", query.figure.as_str()),
        ("from", &from),
        ("to", &to),
        ("partner", &partner),
        ("currency", query.currency.map_or("", Currency::code)),
        ("age", query.age.map_or("", Age::as_str)),
        ("cause", &cause),
        ("wanted", &wanted),
    ];
    let title = l.say(&format!("dashboard-figure-{}", query.figure));
    let back = components::link("/dashboard", &[("from", &from), ("to", &to)]);
    let body = html! {
        nav.crumbs aria-label=(l.say("insight-path")) { a href=(back) { (l.say("dashboard-title")) } span { (title) } }
        div.page-head { div { h1 { (title) } p { (told(l, &query, period)) } } }
        (list::table(l, found, window, "/dashboard/rows", &here))
    };
    let mut frame = may.frame(title);
    frame.path = "/dashboard".to_owned();
    Ok(may.page_in(&frame, &body))
}

/// Of what the rows are, in words.
fn told(l: Voice, query: &RowQuery, period: Period) -> String {
    let days = match query.figure {
        Figure::Orders | Figure::Wanted => l.tell(&say!("dashboard-lede", from = period.from, until = period.until)),
        Figure::Debt | Figure::Blocked | Figure::Silent => l.say("dashboard-today"),
    };
    let age = query.age.map(|age| sections::age(l, age));
    let more = [Some(days), age, query.currency.map(|currency| currency.code().to_owned()), query.partner.clone()];
    more.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
