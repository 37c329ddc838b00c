//! Why a whole file is refused. One wrong value in one row is not here: that is a `BadCell`.

/// A file that cannot be read as a table. Lines and columns count from 1, as spreadsheets do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but blanks.
    Empty,
    /// More than `limit` bytes.
    TooLarge { limit: usize },
    /// Zero bytes, or the beginning of a workbook, an archive or a PDF.
    NotText,
    /// UTF-16, "Unicode text" in a spreadsheet's save dialog.
    Utf16,
    /// Neither UTF-8 nor Russian windows-1251; `line` holds the first byte that is not UTF-8.
    Encoding { line: u64 },
    /// A character that no spreadsheet writes, such as a bell or an escape.
    ControlCharacter { line: u64 },
    /// No row of names: only delimiters, or the first row has no letter in it.
    NoHeader,
    /// More than `limit` columns.
    TooManyColumns { limit: usize },
    /// A column between others has no name.
    UnnamedColumn { column: usize },
    /// Two columns mean the same thing.
    DuplicateColumn { name: String },
    /// A column that the table cannot do without.
    MissingColumn { name: String },
    /// A cell longer than the limit; usually a lost quote.
    CellTooLarge { line: u64, column: usize },
    /// The row that begins at `line` opens a quote that never closes: half a file.
    UnclosedQuote { line: u64 },
    /// A row with fewer or more cells than the header; as the last row, often half a file.
    RaggedRow { line: u64, expected: usize, found: usize },
    /// More than `limit` rows below the header.
    TooManyRows { limit: usize },
}

impl Unreadable {
    /// A stable word for texts and for machines; never changes once published.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::NotText => "not_text",
            Self::Utf16 => "utf16",
            Self::Encoding { .. } => "encoding",
            Self::ControlCharacter { .. } => "control_character",
            Self::NoHeader => "no_header",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::UnnamedColumn { .. } => "unnamed_column",
            Self::DuplicateColumn { .. } => "duplicate_column",
            Self::MissingColumn { .. } => "missing_column",
            Self::CellTooLarge { .. } => "cell_too_large",
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::RaggedRow { .. } => "ragged_row",
            Self::TooManyRows { .. } => "too_many_rows",
        }
    }

    /// The line to look at, where there is one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Encoding { line }
            | Self::ControlCharacter { line }
            | Self::CellTooLarge { line, .. }
            | Self::UnclosedQuote { line }
            | Self::RaggedRow { line, .. } => Some(*line),
            _ => None,
        }
    }
}
