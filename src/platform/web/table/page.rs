//! A table on its page: heads that sort, rows as the columns draw them, the form of filters with the choice of columns.
//! All of it works as links and a form, without a script.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::{Asked, Column, Eyes, Kind, Stand, Table};
use crate::platform::error::{Fault, No};
use crate::platform::formats::Cell;
use crate::platform::web::{Voice, components};

impl<R: 'static, C: 'static> Table<R, C> {
    /// The rows, or nothing where there are none.
    pub fn draw(&self, eyes: Eyes, asked: &Asked, reader: &C, rows: &[R]) -> Markup {
        let (l, columns) = (eyes.l, self.on_page(eyes, asked));
        html! {
            div.table-wrap { table.table.table--stack {
                caption.unseen { (l.say(self.title)) }
                thead { tr { @for column in &columns { (head(l, asked, column)) } } }
                tbody { @for row in rows { tr class=[(self.is_off)(row).then_some("is-off")] {
                    @for (at, column) in columns.iter().enumerate() { (cell(l, reader, row, column, at == 0)) }
                } } }
            } }
        }
    }

    /// The form of filters: the fields of the room, the choice of columns, a button with this sentence.
    pub fn filter_form(&self, eyes: Eyes, asked: &Asked, fields: &Markup, button: &str) -> Markup {
        let l = eyes.l;
        let shown = self.on_page(eyes, asked);
        let is_shown = |key: &str| shown.iter().any(|column| column.key == key);
        html! {
            form.filters method="get" action=(self.path) role="search" {
                (fields)
                @if asked.sort() != self.usual { input type="hidden" name="sort" value=(asked.sort()); }
                details.columns {
                    summary { (l.say("table-columns")) }
                    div { @for column in self.columns.iter().skip(1).filter(|column| column.is_offered(eyes)) {
                        label { input type="checkbox" name="columns" value=(column.key) checked[is_shown(column.key)]; " " (l.say(column.label)) }
                    } }
                }
                button type="submit" { (l.say(button)) }
            }
        }
    }

    /// The way on through the list.
    pub fn pager(&self, l: Voice, asked: &Asked, next: Option<&str>) -> Markup {
        let first = asked.is_further().then(|| asked.first());
        let next = next.map(|cursor| asked.next(cursor));
        components::pager(l, first.as_deref(), next.as_deref())
    }

    fn on_page(&self, eyes: Eyes, asked: &Asked) -> Vec<&Column<R, C>> {
        self.those(eyes, asked, |column| column.stand == Stand::Everywhere)
    }

    /// The columns of files: those of the page, and those that a page does without.
    pub(super) fn in_files(&self, eyes: Eyes, asked: &Asked) -> Vec<&Column<R, C>> {
        let mut columns = self.those(eyes, asked, |column| column.stand != Stand::OnChoice);
        columns.retain(|column| column.kind != Kind::Deed);
        columns
    }

    /// The first column, the chosen or usual ones, and those with deeds for whoever does them.
    fn those(&self, eyes: Eyes, asked: &Asked, is_usual: fn(&Column<R, C>) -> bool) -> Vec<&Column<R, C>> {
        let chosen = asked.columns();
        let stands = |column: &Column<R, C>| {
            if chosen.is_empty() {
                return is_usual(column);
            }
            // What only files hold by themselves they hold whatever was chosen for the page.
            chosen.contains(&column.key) || (column.stand == Stand::InFiles && is_usual(column))
        };
        let is_there = |at: usize, column: &Column<R, C>| match column.kind {
            Kind::Deed => eyes.does_deeds,
            _ => at == 0 || (column.is_offered(eyes) && stands(column)),
        };
        self.columns.iter().enumerate().filter(|(at, column)| is_there(*at, column)).map(|(_, column)| column).collect()
    }
}

impl Asked {
    /// The field of a day: what was typed with what is wrong with it, or else this other day.
    pub fn day_field(&self, l: Voice, (name, label): (&str, &str), other: Option<NaiveDate>) -> Markup {
        let day = self.day(name);
        let value = match &day {
            Ok(day) => day.or(other).map(|day| day.to_string()).unwrap_or_default(),
            Err(_) => self.text(name).to_owned(),
        };
        let faults: &[Fault] = match &day {
            Err(No::Refused(refusal)) => &refusal.faults,
            _ => &[],
        };
        // A browser empties a field of dates that it was given another text for.
        let kind = if day.is_ok() { "date" } else { "text" };
        html! {
            div.field { label for=(name) { (l.say(label)) } input id=(name) type=(kind) name=(name) value=(value); (components::fault(l, faults, name)) }
        }
    }
}

fn head<R: 'static, C: 'static>(l: Voice, asked: &Asked, column: &Column<R, C>) -> Markup {
    let (up, down) = (column.key.to_owned(), format!("-{}", column.key));
    let (way, arrow, other) = match asked.sort() {
        sort if sort == up => (Some("ascending"), "↑", down),
        sort if sort == down => (Some("descending"), "↓", up),
        _ if column.kind.is_greatest_first() => (None, "", down),
        _ => (None, "", up),
    };
    let way = way.filter(|_| column.is_sorted);
    html! {
        th class=[column.kind.is_figure().then_some("num")] aria-sort=[way] {
            @if column.is_sorted { a href=(asked.in_order(&other)) { (l.say(column.label)) @if way.is_some() { " " span aria-hidden="true" { (arrow) } } } }
            @else { (l.say(column.label)) }
        }
    }
}

fn cell<R: 'static, C: 'static>(l: Voice, reader: &C, row: &R, column: &Column<R, C>, is_first: bool) -> Markup {
    let shown = match column.shown {
        Some(shown) => shown(reader, row),
        None => plain(l, &(column.cell)(reader, row)),
    };
    let class = match column.kind {
        Kind::Number | Kind::Money => Some("num"),
        Kind::Code | Kind::Day => Some("nowrap"),
        Kind::Text | Kind::Moment | Kind::Badge | Kind::Deed => None,
    };
    html! {
        @if is_first { th class=[class] scope="row" { (shown) } }
        @else { td class=[class] data-label=(l.say(column.label)) { (shown) } }
    }
}

/// A cell as people read it.
fn plain(l: Voice, cell: &Cell) -> Markup {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => l.number(number.normalize()),
        Cell::Quantity(quantity) => l.quantity(*quantity),
        Cell::Price(price) => l.number(price.decimal().normalize()),
        Cell::Money(amount) => l.number(amount.decimal()),
        Cell::Percent(percent) => l.percent(*percent),
        Cell::Day(day) => l.day(*day),
        Cell::Minute(at) => format!("{}\u{a0}{}", l.day(at.date()), at.format("%H:%M")),
    };
    html! { (text) }
}
