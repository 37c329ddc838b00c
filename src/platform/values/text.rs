//! Text that people typed: cleaned at the door, folded for search and sorting.
//! Called by every room that keeps a name or a comment. It never translates or shortens anything.

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing but blanks where something is needed.
    Empty,
    /// A control character, or a sign that turns the direction of writing around.
    ControlCharacter,
    /// More than `max` characters.
    TooLong { max: usize },
}

impl TextFault {
    /// A stable word for texts and for machines; never changes once published.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ControlCharacter => "control_character",
            Self::TooLong { .. } => "too_long",
        }
    }
}

/// One line of at most `max` characters, trimmed. It may be empty: see `required_line`.
pub fn line(input: &str, max: usize) -> Result<String, TextFault> {
    bounded(input.trim().to_owned(), max, |_| false)
}

/// As `line`, refused when nothing is left.
pub fn required_line(input: &str, max: usize) -> Result<String, TextFault> {
    let text = line(input, max)?;
    if text.is_empty() { Err(TextFault::Empty) } else { Ok(text) }
}

/// Several lines of at most `max` characters together, trimmed; line ends become `\n` (browsers
/// send `\r\n`) and tabs become spaces. It may be empty.
pub fn paragraph(input: &str, max: usize) -> Result<String, TextFault> {
    let text = input.trim().replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    bounded(text, max, |sign| sign == '\n')
}

fn bounded(text: String, max: usize, is_allowed: impl Fn(char) -> bool) -> Result<String, TextFault> {
    if text.chars().any(|sign| is_hidden_order(sign) && !is_allowed(sign)) {
        return Err(TextFault::ControlCharacter);
    }
    if text.chars().nth(max).is_some() { Err(TextFault::TooLong { max }) } else { Ok(text) }
}

/// Control characters, and the overrides of direction that make a name read as another one.
fn is_hidden_order(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The ways in which people write a code: as it was typed, in capitals, in small letters; without blanks around it. A list that is
/// narrowed by a code looks for all of them, so that the index of codes still serves.
pub fn spellings(code: &str) -> Vec<String> {
    let code = code.trim();
    let mut all = vec![code.to_owned(), code.to_uppercase(), code.to_lowercase()];
    all.sort_unstable();
    all.dedup();
    all
}

/// The key by which texts are searched and sorted, the same on every database: lower case, `ё` as
/// `е`, no quotes; of the rest letters, digits, `-`, `.` and `/` stay and anything else separates
/// words, which one space joins.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut is_gap = false;
    for sign in text.chars().flat_map(char::to_lowercase) {
        match sign {
            'ё' => push(&mut key, &mut is_gap, 'е'),
            '-' | '.' | '/' => push(&mut key, &mut is_gap, sign),
            _ if sign.is_alphanumeric() => push(&mut key, &mut is_gap, sign),
            // A breve after и, as some systems write й in file names and on the clipboard.
            '\u{306}' if key.ends_with('и') => {
                key.pop();
                key.push('й');
            }
            '\u{300}'..='\u{36f}' => {}
            _ if is_quote(sign) => {}
            _ => is_gap = true,
        }
    }
    key
}

fn push(key: &mut String, is_gap: &mut bool, sign: char) {
    if *is_gap && !key.is_empty() {
        key.push(' ');
    }
    *is_gap = false;
    key.push(sign);
}

fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '`' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}')
}

/// The pattern that finds a word anywhere in a text: `… LIKE pattern ESCAPE '\'`. Signs that LIKE
/// understands lose their meaning.
pub fn like_pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for sign in word.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_measured_in_characters() {
        assert_eq!(line("  Дрель \u{a0}", 5), Ok("Дрель".to_owned()));
        assert_eq!(line("Дрель!", 5), Err(TextFault::TooLong { max: 5 }));
        assert_eq!(line("", 5), Ok(String::new()));
        assert_eq!(required_line(" \t ", 5), Err(TextFault::Empty));
        assert_eq!(required_line("a", 1), Ok("a".to_owned()));
    }

    #[test]
    fn hidden_orders_are_refused() {
        for text in ["a\nb", "a\tb", "a\0b", "a\u{1b}[0m", "a\u{202e}fdp.exe", "a\u{85}b"] {
            assert_eq!(line(text, 50), Err(TextFault::ControlCharacter), "{text:?}");
        }
        assert_eq!(paragraph("a\u{7}b", 50), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(paragraph(" one\r\ntwo\rthree\n\tfour \n", 50), Ok("one\ntwo\nthree\n four".to_owned()));
        assert_eq!(paragraph("ab\r\nc", 4), Ok("ab\nc".to_owned()));
        assert_eq!(paragraph("ab\r\ncd", 4), Err(TextFault::TooLong { max: 4 }));
    }

    #[test]
    fn folding_is_blind_to_case_quotes_and_gaps() {
        assert_eq!(fold("  ООО «Три\u{a0} Кита»  "), "ооо три кита");
        assert_eq!(fold("Ёлка \"ЗЕЛЁНАЯ\""), "елка зеленая");
        assert_eq!(fold("Болт М8×20/ГОСТ-7798.1"), "болт м8 20/гост-7798.1");
        assert_eq!(fold("50%_off (new)"), "50 off new");
        assert_eq!(fold("О’Нил O'Neil"), "онил oneil");
        assert_eq!(fold("***"), "");
    }

    #[test]
    fn split_letters_fold_like_whole_ones() {
        assert_eq!(fold("Белы\u{438}\u{306} е\u{308}ж"), "белый еж");
        assert_eq!(fold("Cafe\u{301}"), "cafe");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["İstanbul", "ﬁn ß", "Дом-2 / «А.Б.»", "a  \u{301} b", "и \u{306}"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text:?}");
        }
    }

    #[test]
    fn patterns_mean_their_signs() {
        assert_eq!(like_pattern("дрель"), "%дрель%");
        assert_eq!(like_pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }
}
