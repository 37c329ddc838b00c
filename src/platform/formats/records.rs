//! One record after another out of prepared text, each with the line it begins at, and the proof
//! that the last quote was closed. Called by `Table::read` only.

use csv::{ReaderBuilder, StringRecord};

use super::{Delimiter, Unreadable};

/// Put on a line of its own after the text. The CSV reader closes a forgotten quote by itself at
/// the end of its input; then this mark comes back inside a cell instead of as a record.
const END: &str = "\u{1f}";

/// Text ready to be cut into records: line ends are `\n`, no control characters but tab and `\n`,
/// the end mark after it.
pub(super) fn prepare(text: &str) -> Result<String, Unreadable> {
    let mut prepared = String::with_capacity(text.len() + END.len() + 1);
    let mut line = 1_u64;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let sign = match sign {
            '\r' => {
                signs.next_if_eq(&'\n');
                '\n'
            }
            other => other,
        };
        if sign.is_control() && !matches!(sign, '\t' | '\n') {
            return Err(Unreadable::ControlCharacter { line });
        }
        line += u64::from(sign == '\n');
        prepared.push(sign);
    }
    prepared.push('\n');
    prepared.push_str(END);
    Ok(prepared)
}

/// The records of prepared text; blank ones are passed over.
pub(super) struct Records<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
}

impl<'t> Records<'t> {
    pub(super) fn over(text: &'t str, delimiter: Delimiter) -> Self {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter.as_byte()).from_reader(text.as_bytes());
        Self { text, reader, record: StringRecord::new() }
    }

    /// The next record and its line, or nothing after the last one.
    pub(super) fn following(&mut self) -> Result<Option<(u64, &StringRecord)>, Unreadable> {
        loop {
            let read = self.reader.read_record(&mut self.record);
            let line = self.line();
            if !read.map_err(|_| Unreadable::Encoding { line })? || self.record.as_slice() == END {
                return Ok(None);
            }
            if self.record.as_slice().ends_with(END) {
                return Err(Unreadable::UnclosedQuote { line });
            }
            if !self.record.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(Some((line, &self.record)));
            }
        }
    }

    /// The reader's position stands before the empty lines that precede a record.
    fn line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 1 };
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        rest.iter().take_while(|byte| **byte == b'\n').fold(position.line(), |line, _| line + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>, Unreadable> {
        let prepared = prepare(text)?;
        let mut records = Records::over(&prepared, Delimiter::Semicolon);
        let mut found = Vec::new();
        while let Some((line, record)) = records.following()? {
            found.push((line, record.iter().map(str::to_owned).collect()));
        }
        Ok(found)
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn lines_are_counted_through_blanks_and_quotes() {
        let text = "a;b\r\n\r\n\"two\r\nlines\";1\r\n ; \r\nlast;2";
        let expected = vec![(1, cells(&["a", "b"])), (3, cells(&["two\nlines", "1"])), (6, cells(&["last", "2"]))];
        assert_eq!(read(text), Ok(expected));
    }

    #[test]
    fn lone_carriage_returns_end_lines_too() {
        let expected = vec![(1, cells(&["a"])), (2, cells(&["b"])), (4, cells(&["c"]))];
        assert_eq!(read("a\rb\r\rc"), Ok(expected));
    }

    #[test]
    fn a_quote_that_never_closes_is_half_a_file() {
        assert_eq!(read("a;b\n1;\"cut of"), Err(Unreadable::UnclosedQuote { line: 2 }));
        assert_eq!(read("a;b\n1;\""), Err(Unreadable::UnclosedQuote { line: 2 }));
        assert_eq!(read("a;b\n1;\"x\"\""), Err(Unreadable::UnclosedQuote { line: 2 }));
        assert_eq!(read("\"a\n1;2\n3;4\n"), Err(Unreadable::UnclosedQuote { line: 1 }));
    }

    #[test]
    fn a_closed_quote_at_the_very_end_is_whole() {
        let expected = vec![(1, cells(&["a"])), (2, cells(&["say \"hi\""]))];
        assert_eq!(read("a\n\"say \"\"hi\"\"\""), Ok(expected));
    }

    #[test]
    fn control_characters_are_refused_with_their_line() {
        assert_eq!(read("a\nb\u{1f}"), Err(Unreadable::ControlCharacter { line: 2 }));
        assert_eq!(read("a\r\n\r\n\u{1b}[0m"), Err(Unreadable::ControlCharacter { line: 3 }));
    }
}
