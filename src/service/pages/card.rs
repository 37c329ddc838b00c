//! What the partner's card shows of this room to our staff: open tasks for those who serve clients, the latest lines of the time
//! line.

use maud::{Markup, html};

use super::{task_table, timeline as lines};
use crate::access::permission::marks::{ReadTimeline, ServeClients};
use crate::access::{Act, May, Right};
use crate::platform::error::Answer;
use crate::platform::web::paths;
use crate::service::task::{self, Filter, Task};
use crate::service::timeline::{self, Asked, Line, Place};

const LINES: i64 = 10;
const TASKS: i64 = 20;

/// What the section shows.
struct Seen {
    lines: Vec<Line>,
    tasks: Vec<Task>,
}

fn look(act: &mut Act<'_, ReadTimeline>, code: &String) -> Answer<Seen> {
    let page = timeline::look(act, &Asked { code: code.clone(), groups: Vec::new(), place: Place::TOP, limit: LINES })?;
    let tasks = if act.actor().may(Right::ServeClients) {
        let filter = Filter { partner: Some(page.partner.id), limit: TASKS, ..Filter::default() };
        task::list(&mut act.lend::<ServeClients>()?, &filter)?
    } else {
        Vec::new()
    };
    Ok(Seen { lines: page.lines, tasks })
}

/// The section of the card.
pub async fn section(may: &May<ReadTimeline>, code: &str) -> Answer<Markup> {
    let l = may.voice();
    let seen = may.read(code.to_owned(), look).await?;
    let serving = may.also::<ServeClients>();
    Ok(html! {
        @if let Some(serving) = serving.as_ref().filter(|_| !seen.tasks.is_empty()) {
            section id="tasks" { h2 { (l.say("task-list-title")) } (task_table::few(serving, &seen.tasks)) }
        }
        section.card id="timeline" {
            div.row.row--apart {
                h2 { (l.say("timeline-title")) }
                div.actions {
                    @if serving.is_some() { a.button.button--small href={ (paths::partner(code)) "/write" } { (l.say("message-write")) } }
                    a.button.button--small href={ (paths::partner(code)) "/timeline" } { (l.say("timeline-whole")) }
                }
            }
            @if seen.lines.is_empty() { p.muted { (l.say("timeline-empty")) } } @else { (lines::list(l, &seen.lines)) }
        }
    })
}
