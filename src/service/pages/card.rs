//! What the partner's card shows of this room to our staff: what can be done now, open tasks, the latest lines of the time line.

use maud::{Markup, html};

use super::{tasks, timeline as lines};
use crate::access::permission::marks::ServeClients;
use crate::access::{Act, May};
use crate::platform::error::Answer;
use crate::service::task::{self, Filter, Task};
use crate::service::timeline::{self, Asked, Line, Place};

const LINES: i64 = 10;
const TASKS: i64 = 20;

/// What the section shows.
struct Seen {
    lines: Vec<Line>,
    tasks: Vec<Task>,
}

fn look(act: &mut Act<'_, ServeClients>, code: &String) -> Answer<Seen> {
    let page = timeline::look(act, &Asked { code: code.clone(), groups: Vec::new(), place: Place::TOP, limit: LINES })?;
    let filter = Filter { is_mine: false, partner: Some(page.partner.id), after: None, limit: TASKS };
    Ok(Seen { lines: page.lines, tasks: task::list(act, &filter)? })
}

/// The section of the card.
pub async fn section(may: &May<ServeClients>, code: &str) -> Answer<Markup> {
    let l = may.voice();
    let seen = may.read(code.to_owned(), look).await?;
    Ok(html! {
        @if !seen.tasks.is_empty() { (tasks::table(may, &seen.tasks, "all", None)) }
        section.card id="timeline" {
            div.row.row--apart {
                h2 { (l.say("timeline-title")) }
                div.actions {
                    a.button.button--small href={ "/partners/" (code) "/write" } { (l.say("message-write")) }
                    a.button.button--small href={ "/partners/" (code) "/timeline" } { (l.say("timeline-whole")) }
                }
            }
            @if seen.lines.is_empty() { p.muted { (l.say("timeline-empty")) } } @else { (lines::list(l, &seen.lines)) }
        }
    })
}
