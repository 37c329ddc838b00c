//! One cell of a table on its way out: what a spreadsheet would compute is written so that it stays text.
//! Called by the writer of files, and by imports, which refuse such cells.

/// Whether a spreadsheet would compute this cell: it begins with `=` or `@`, with a sign that no
/// digit follows, or with a tab or carriage return, which some programs strip first. A number or a
/// phone (`-5`, `+7 …`) is none, and neither is a lone sign, which people type for "nothing".
pub fn is_formula(cell: &str) -> bool {
    let mut signs = cell.trim_start_matches([' ', '\u{a0}']).chars();
    match signs.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => signs.next().is_some_and(|next| !next.is_ascii_digit()),
        _ => false,
    }
}

/// One cell of a file whose cells stand apart by a sign.
///
/// A cell that begins with `=`, `+`, `-`, `@`, tab, carriage return or a zero byte gets an
/// apostrophe before it unless it is a plain number, so amounts stay amounts. Other control
/// characters become spaces.
pub(super) fn write_cell(text: &mut String, cell: &str, between: char) {
    // Who reads it guesses the sign between cells from the header, so words never show the other one bare.
    let has_words = cell.contains([';', ',']) && !is_plain_number(cell);
    let has_marks = has_words || cell.contains(['"', between, '\t', '\n', '\r']);
    let is_quoted = has_marks || cell.trim() != cell;
    if is_quoted {
        text.push('"');
    }
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) && !is_plain_number(cell) {
        text.push('\'');
    }
    for sign in cell.chars() {
        match sign {
            '"' => text.push_str("\"\""),
            '\n' => text.push('\n'),
            _ if sign.is_control() => text.push(' '),
            _ => text.push(sign),
        }
    }
    if is_quoted {
        text.push('"');
    }
}

fn is_plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_seen() {
        for cell in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-A1", "- 5", " =1", "\t=1", "\r1"] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", "-", "+", "-5", "+7 999 123-45-67", "a=b", "A-1", "'=1", "5 @ 3"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }

    #[test]
    fn dangerous_cells_are_defused() {
        let write = |cell: &str| {
            let mut text = String::new();
            write_cell(&mut text, cell, ';');
            text
        };
        assert_eq!(write("=1+1"), "'=1+1");
        assert_eq!(write("@x"), "'@x");
        assert_eq!(write("-1+cmd|x"), "'-1+cmd|x");
        assert_eq!(write("+7 999 1"), "'+7 999 1");
        assert_eq!(write("\t=1"), "\"' =1\"");
        assert_eq!(write("\0a"), "' a");
        assert_eq!(write("=\"a\""), "\"'=\"\"a\"\"\"");
        assert_eq!(write("-5"), "-5");
        assert_eq!(write("-5,25"), "-5,25");
        assert_eq!(write("+79991234567"), "+79991234567");
    }
}
