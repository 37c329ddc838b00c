//! The rows behind a figure as a table, page by page.

use maud::{Markup, html};

use crate::insight::Window;
use crate::insight::rows::{Row, Thing, When};
use crate::platform::error::Answer;
use crate::platform::web::{Lang, Voice, components, cursor, paths};

/// How many rows a page shows.
const PAGE: i64 = 50;

/// The part of a list behind a cursor, with one row more, which tells whether the list goes on.
pub(super) fn window(cursor: Option<&str>) -> Answer<Window> {
    let skip = cursor::read(cursor)?.map_or(0, |(_, skip)| skip.clamp(0, i64::from(i32::MAX)));
    Ok(Window { skip, take: PAGE + 1 })
}

/// The table with the way on; `path` and `query` are those of this page without its cursor.
pub(super) fn table(l: Voice, mut rows: Vec<Row>, window: Window, path: &str, query: &[(&str, &str)]) -> Markup {
    let shown = usize::try_from(PAGE).unwrap_or_default();
    let has_more = rows.len() > shown;
    rows.truncate(shown);
    let next = has_more.then(|| {
        let at = cursor::encode("", window.skip + PAGE);
        components::link(path, &[query, &[("cursor", at.as_str())]].concat())
    });
    let first = (window.skip > 0).then(|| components::link(path, query));
    html! {
        @if rows.is_empty() { section.empty { p { (l.say("insight-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr {
                    th { (l.say("insight-what")) } th { (l.say("insight-client")) } th { (l.say("insight-when")) }
                    th.num { (l.say("insight-amount")) } th { (l.say("insight-note")) }
                } }
                tbody { @for row in &rows { (line(l, row)) } }
            } }
        }
        (components::pager(l, first.as_deref(), next.as_deref()))
    }
}

fn line(l: Voice, row: &Row) -> Markup {
    let name = name(l, row);
    html! {
        tr {
            th scope="row" { @match row.address() { Some(address) => a href=(address) { (name) }, None => (name) } }
            td data-label=(l.say("insight-client")) { @if let Some(client) = &row.client { a href=(paths::partner(&client.code)) { (client.name) } } }
            td data-label=(l.say("insight-when")) { @match row.when { Some(When::Day(day)) => (l.day(day)), Some(When::Moment(at)) => (l.moment(at)), None => {} } }
            td.num data-label=(l.say("insight-amount")) { @if let Some((amount, currency)) = row.amount { (l.money(amount, currency)) } }
            td data-label=(l.say("insight-note")) { (note(l, row)) }
        }
    }
}

fn name(l: Voice, row: &Row) -> String {
    match &row.thing {
        Thing::Order(number)
        | Thing::Quote(number)
        | Thing::Invoice(number)
        | Thing::Contract(number)
        | Thing::LimitRequest(number) => number.clone(),
        Thing::Task(kind) => l.say(match kind.as_str() {
            "cart_idle" => "insight-task-cart_idle",
            "search_vain" => "insight-task-search_vain",
            "no_order" => "insight-task-no_order",
            "refused" => "insight-task-refused",
            "answer" => "insight-task-answer",
            _ => "insight-task-other",
        }),
        Thing::Product { sku, name, name_en } => match l.lang {
            Lang::Ru => format!("{sku} {name}"),
            Lang::En => format!("{sku} {name_en}"),
        },
        Thing::Wish { wanted, .. } => wanted.clone(),
        Thing::Client => row.client.as_ref().map(|client| client.code.clone()).unwrap_or_default(),
    }
}

fn note(l: Voice, row: &Row) -> String {
    let reason = match &row.thing {
        Thing::Wish { reason, .. } => Some(l.say(&format!("requested-{reason}"))),
        _ => None,
    };
    let note = row.note.as_ref().map(|note| l.tell(note));
    [reason, note].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
