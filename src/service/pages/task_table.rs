//! The columns of tasks, with the form that ends each. The page is in the file beside; a partner's card shows a few.

use maud::{Markup, html};

use super::about;
use crate::access::May;
use crate::access::permission::marks::ServeClients;
use crate::platform::error::{Answer, Fault};
use crate::platform::formats::Cell;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Column, Filter as Part, Kind, Stand, Table};
use crate::platform::web::{Sort, Voice, components, paths};
use crate::service::TaskId;
use crate::service::api::tasks::is_mine;
use crate::service::task::{Filter, LONGEST_OUTCOME, Task, TasksBy};

/// Rows of a page.
pub(super) const PAGE: i64 = 50;

/// An outcome as typed and refused.
pub(super) struct Typed {
    pub(super) id: TaskId,
    pub(super) outcome: String,
    pub(super) faults: Vec<Fault>,
}

/// Who looks: the token of his forms, whose tasks he looks at, and what he typed where it was refused.
pub(super) struct Reader {
    pub(super) l: Voice,
    pub(super) token: String,
    pub(super) whose: &'static str,
    pub(super) typed: Option<Typed>,
}

type Col = Column<Task, Reader>;

pub(super) static TABLE: Table<Task, Reader> = Table {
    path: "/tasks",
    title: "task-list-title",
    filters: &[Part::one_of("whose", |word| matches!(word, "mine" | "all"))],
    once: &["done"],
    usual: "due",
    is_off: |_| false,
    columns: &[
        Col::new("what", "task-what", Kind::Text, words).drawn(what),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.partner.0)).at(Stand::InFiles),
        Col::new("partner", "money-partner", Kind::Text, |_, row| Cell::text(&row.partner.1))
            .sorted()
            .drawn(|_, row| client(row)),
        Col::new("person", "task-person", Kind::Text, |_, row| Cell::or_empty(row.person.clone(), Cell::Text)).at(Stand::InFiles),
        Col::new("made", "task-made", Kind::Moment, |reader, row| Cell::moment(reader.l, row.made_at))
            .sorted()
            .at(Stand::InFiles)
            .drawn(|reader, row| html! { (reader.l.moment(row.made_at)) }),
        Col::new("due", "task-due", Kind::Moment, |reader, row| Cell::moment(reader.l, row.due_at))
            .sorted()
            .drawn(|reader, row| due(reader.l, row)),
        Col::new("owner", "task-owner", Kind::Text, |_, row| Cell::or_empty(row.owner.clone(), Cell::Text))
            .drawn(|reader, row| owner(reader.l, row)),
        Col::deed("outcome", "task-outcome", outcome),
    ],
};

fn words(reader: &Reader, row: &Task) -> Cell {
    let sentence = about(reader.l, &row.kind, &row.about);
    Cell::Text(match &row.text {
        Some(text) => format!("{sentence}: {text}"),
        None => sentence,
    })
}

fn what(reader: &Reader, row: &Task) -> Markup {
    sentence(reader.l, row)
}

fn sentence(l: Voice, row: &Task) -> Markup {
    html! { (about(l, &row.kind, &row.about)) @if let Some(text) = &row.text { p { (components::lines(text)) } } }
}

fn client(row: &Task) -> Markup {
    html! { a.name href=(paths::partner(&row.partner.0)) { (row.partner.1) } @if let Some(person) = &row.person { br; (person) } }
}

fn due(l: Voice, row: &Task) -> Markup {
    html! { (l.moment(row.due_at)) @if row.is_overdue { " " span.badge.badge--bad { (l.say("task-overdue")) } } }
}

fn owner(l: Voice, row: &Task) -> Markup {
    html! { @if let Some(owner) = &row.owner { (owner) } @else { span.muted { (l.say("task-nobody")) } } }
}

fn outcome(reader: &Reader, row: &Task) -> Markup {
    let typed = reader.typed.as_ref().filter(|typed| typed.id == row.id);
    outcome_form(reader.l, &reader.token, row, reader.whose, typed)
}

fn outcome_form(l: Voice, token: &str, row: &Task, whose: &str, typed: Option<&Typed>) -> Markup {
    html! {
        form.row method="post" action={ "/tasks/" (row.id) "/outcomes" } data-once {
            (csrf_field(token))
            input type="hidden" name="whose" value=(whose);
            input name="outcome" value=(typed.map(|typed| typed.outcome.as_str()).unwrap_or_default()) maxlength=(LONGEST_OUTCOME) required
                autocomplete="off" placeholder=(l.say("task-outcome")) aria-label={ (l.say("task-outcome")) ": " (row.partner.1) };
            button.button--small type="submit" { (l.say("task-finish")) }
            @if let Some(typed) = typed { (components::fault(l, &typed.faults, "outcome")) }
        }
    }
}

/// Which tasks are asked for.
pub(super) fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), TasksBy::parse)?;
    let is_mine = is_mine(asked.some("whose").as_deref())?;
    Ok(Filter { is_mine, partner: None, sort, after: sort.after(asked.cursor())?, limit: PAGE + 1 })
}

/// A few tasks of one partner, on its card.
pub(super) fn few(may: &May<ServeClients>, tasks: &[Task]) -> Markup {
    let (l, token) = (may.voice(), may.form_token());
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("task-what")) } th { (l.say("money-partner")) } th { (l.say("task-due")) } th { (l.say("task-owner")) } th { (l.say("task-outcome")) } } }
            tbody { @for task in tasks { tr {
                td { (sentence(l, task)) }
                td data-label=(l.say("money-partner")) { (client(task)) }
                td data-label=(l.say("task-due")) { (due(l, task)) }
                td data-label=(l.say("task-owner")) { (owner(l, task)) }
                td data-label=(l.say("task-outcome")) { (outcome_form(l, &token, task, "all", None)) }
            } } }
        } }
    }
}
