//! Why a file was not read as a table, in words. Called by every door and verb that takes a table from outside.

use crate::platform::error::{Kind, No, Refusal};
use crate::platform::formats::Unreadable;
use crate::say;

/// The refusal of a whole file, with the line to look at where there is one.
pub fn unreadable(why: &Unreadable) -> No {
    let message = match why {
        Unreadable::Empty => say!("import-unreadable-empty"),
        Unreadable::TooLarge { limit } => say!("import-unreadable-too-large", megabytes = (limit / 1024 / 1024).to_string()),
        Unreadable::NotText => say!("import-unreadable-not-text"),
        Unreadable::Utf16 => say!("import-unreadable-utf16"),
        Unreadable::Encoding { line } => say!("import-unreadable-encoding", line = line.to_string()),
        Unreadable::ControlCharacter { line } => say!("import-unreadable-control-character", line = line.to_string()),
        Unreadable::NoHeader => say!("import-unreadable-no-header"),
        Unreadable::TooManyColumns { limit } => say!("import-unreadable-too-many-columns", limit = limit.to_string()),
        Unreadable::UnnamedColumn { column } => say!("import-unreadable-unnamed-column", column = column.to_string()),
        Unreadable::DuplicateColumn { name } => say!("import-unreadable-duplicate-column", name = name),
        Unreadable::MissingColumn { name } => say!("import-unreadable-missing-column", name = name),
        Unreadable::CellTooLarge { line, column } => {
            say!("import-unreadable-cell-too-large", line = line.to_string(), column = column.to_string())
        }
        Unreadable::UnclosedQuote { line } => say!("import-unreadable-unclosed-quote", line = line.to_string()),
        Unreadable::RaggedRow { line, expected, found } => {
            say!(
                "import-unreadable-ragged-row",
                line = line.to_string(),
                expected = expected.to_string(),
                found = found.to_string()
            )
        }
        Unreadable::TooManyRows { limit } => say!("import-unreadable-too-many-rows", limit = limit.to_string()),
    };
    let kind = match why {
        Unreadable::TooLarge { .. } | Unreadable::TooManyRows { .. } => Kind::Transport(413),
        Unreadable::DuplicateColumn { .. } | Unreadable::MissingColumn { .. } => Kind::Invalid,
        _ => Kind::Malformed,
    };
    let refusal = Refusal::new(kind, why.code(), message);
    match why.line() {
        Some(line) => refusal.with("line", line).into(),
        None => refusal.into(),
    }
}
