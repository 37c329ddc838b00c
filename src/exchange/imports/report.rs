//! What became of a file: how many rows, and every refused one with its reason in the caller's language.
//! It is the answer of the API, the page and the command line alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::outcome::{Outcome, RowFault};
use super::sheet::Sheet;
use super::{Kind, Wish};
use crate::platform::web::Voice;

/// What became of a file. A dry run tells what would become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// What the file brings.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// Whether everything was only tried.
    pub dry_run: bool,
    /// Rows below the header.
    pub rows: usize,
    /// Rows that were not there.
    pub added: usize,
    /// Rows that are different now.
    pub changed: usize,
    /// Rows that were so already.
    pub unchanged: usize,
    /// What is wrong, by line; a row may have several entries.
    pub refused: Vec<Refused>,
}

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refused {
    /// The line of the file on which the row begins; the header is usually line 1.
    pub line: u64,
    /// The column by its English name; empty when the whole row is meant.
    pub field: String,
    /// A stable word for programs.
    pub code: String,
    /// The reason for people.
    pub reason: String,
}

impl Report {
    /// Of nothing yet.
    pub(super) fn blank(wish: Wish) -> Self {
        Self { kind: wish.kind, dry_run: wish.is_dry_run, rows: 0, added: 0, changed: 0, unchanged: 0, refused: Vec::new() }
    }

    /// Of a file that was read: its rows are counted, the unreadable ones refused.
    pub(super) fn begun(sheet: &Sheet, wish: Wish) -> Self {
        let refused = sheet.faults().iter().map(|fault| told(fault, wish.voice)).collect();
        Self { rows: sheet.rows(), refused, ..Self::blank(wish) }
    }

    /// With what became of more rows.
    pub(super) fn count(&mut self, outcome: Outcome, voice: Voice) {
        self.added += outcome.added;
        self.changed += outcome.changed;
        self.unchanged += outcome.unchanged;
        self.refused.extend(outcome.faults.iter().map(|fault| told(fault, voice)));
    }

    /// With the report of a part, whose rows are counted already.
    pub(super) fn add(&mut self, part: Report) {
        self.added += part.added;
        self.changed += part.changed;
        self.unchanged += part.unchanged;
        self.refused.extend(part.refused);
    }

    /// Puts what is refused in the order of the file.
    pub(super) fn sort(&mut self) {
        self.refused.sort_by_key(|refused| refused.line);
    }

    /// How many rows are refused; what is refused must be in the order of the file.
    pub fn refused_rows(&self) -> usize {
        self.refused.chunk_by(|one, next| one.line == next.line).count()
    }
}

fn told(fault: &RowFault, voice: Voice) -> Refused {
    Refused { line: fault.line, field: fault.field.clone(), code: fault.code.to_owned(), reason: voice.tell(&fault.message) }
}
