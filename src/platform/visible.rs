//! Words of others told in a line of the command line: what would move the cursor, begin a line or turn the letters round is written out.
//! Whatever a row of the database says, it paints over nothing.

use std::borrow::Cow;
use std::fmt::Write;

/// The same words with every control character and every one that turns the direction of writing written out, as `\n` or `\u{1b}`.
pub fn visible(words: &str) -> Cow<'_, str> {
    if !words.contains(is_hidden) {
        return Cow::Borrowed(words);
    }
    let mut told = String::with_capacity(words.len() + 16);
    for letter in words.chars() {
        if is_hidden(letter) {
            // Nothing is ever amiss with a text in memory.
            let _ = write!(told, "{}", letter.escape_default());
        } else {
            told.push(letter);
        }
    }
    Cow::Owned(told)
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_paint_over_a_line_is_written_out() {
        assert_eq!(visible("Заказ 001008, «Склад Север» — 10 €"), "Заказ 001008, «Склад Север» — 10 €");
        let told = visible("x\r\nclean: 6519 records\u{1b}[2J\u{9b}1A\u{202e}");
        assert_eq!(told, "x\\r\\nclean: 6519 records\\u{1b}[2J\\u{9b}1A\\u{202e}");
        assert!(!told.contains(is_hidden));
    }
}
