//! A letter about money on its sheet: the same words as text and as HTML. It knows no database; reminders fill it.

use maud::html;

use super::gate::Debt;
use crate::platform::values::Currency;
use crate::platform::web::Voice;
use crate::say;

/// What stands in a letter.
pub(super) struct Sheet {
    /// The subject, which is also its heading.
    pub subject: String,
    /// What it says.
    pub sentences: Vec<String>,
    /// A sum with its label.
    pub sum: Option<(String, String)>,
    /// Documents: number, day, what is left to pay.
    pub rows: Vec<[String; 3]>,
    /// The last line.
    pub farewell: String,
}

/// The rows of some debts.
pub(super) fn rows(l: Voice, currency: Currency, debts: &[&Debt]) -> Vec<[String; 3]> {
    let due = |debt: &Debt| l.tell(&say!("reminder-due", day = debt.due_on));
    debts.iter().map(|debt| [debt.number.clone(), due(debt), l.money(debt.rest, currency)]).collect()
}

/// The sheet as plain text.
pub(super) fn plain(l: Voice, name: &str, sheet: &Sheet, link: &str) -> String {
    let mut text = format!("{}\n\n", l.tell(&say!("reminder-greeting", name = name)));
    for sentence in &sheet.sentences {
        text.push_str(&format!("{sentence}\n\n"));
    }
    for row in &sheet.rows {
        text.push_str(&format!("{}\n", row.join("  ")));
    }
    if let Some((label, sum)) = &sheet.sum {
        text.push_str(&format!("{label}: {sum}\n\n"));
    }
    text.push_str(&format!("{}\n\n{link}\n", sheet.farewell));
    text
}

/// The sheet as HTML.
pub(super) fn rich(l: Voice, name: &str, sheet: &Sheet, link: &str) -> String {
    html! {
        h1 { (sheet.subject) }
        p { (l.tell(&say!("reminder-greeting", name = name))) }
        @for sentence in &sheet.sentences { p { (sentence) } }
        @if !sheet.rows.is_empty() {
            table { @for row in &sheet.rows { tr { @for cell in row { td { (cell) } } } } }
        }
        @if let Some((label, sum)) = &sheet.sum { p { b { (label) ": " (sum) } } }
        p { (sheet.farewell) }
        p { a href=(link) { (link) } }
    }
    .into_string()
}
