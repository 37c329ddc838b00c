//! What is asked for, read in every way it can be meant: as it was typed, and as the same keys write it with the other keyboard.
//! Made of a query once, before any index is asked. Pure.

use super::letters;
use super::words::{self, Word};

/// At most so many words are looked for.
const MOST: usize = 8;

/// A query, read.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Its pieces; goods that have all of them are found.
    pub pieces: Vec<Piece>,
    /// All of it as one code.
    pub code: Option<String>,
}

/// What stands between two blanks.
#[derive(Debug, Clone)]
pub struct Piece {
    /// As it was typed, in small letters.
    pub typed: String,
    /// The ways to read it.
    pub readings: Vec<Reading>,
    /// Whether it may be the beginning of a word that is not typed to its end yet.
    pub is_open: bool,
}

/// A way to read a piece.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its words; goods must have all of them.
    pub words: Vec<Word>,
    /// All of it as a code.
    pub code: Option<String>,
    /// What it says, for people.
    pub text: String,
    /// Whether it says what was typed.
    pub is_typed: bool,
}

impl Asked {
    /// Reads a query.
    pub fn read(text: &str) -> Self {
        let mut pieces = words::pieces(text);
        if pieces.iter().any(|piece| !words::is_small(piece)) {
            pieces.retain(|piece| !words::is_small(piece));
        }
        let last = if text.ends_with(char::is_whitespace) { usize::MAX } else { pieces.len().min(MOST) };
        let read =
            |(at, piece): (usize, &String)| Piece { typed: piece.clone(), readings: readings(piece), is_open: at + 1 == last };
        let pieces: Vec<Piece> =
            pieces.iter().take(MOST).enumerate().map(read).filter(|piece| !piece.readings.is_empty()).collect();
        Self { pieces, code: code(text) }
    }
}

fn readings(piece: &str) -> Vec<Reading> {
    let mut all: Vec<Reading> = Vec::new();
    let mut add = |text: String, is_typed: bool| {
        let words = words::words_of(&text);
        if !words.is_empty() && all.iter().all(|known| known.words != words) {
            all.push(Reading { code: code(&text), words, text, is_typed });
        }
    };
    add(piece.to_owned(), true);
    if let Some(other) = letters::other_keyboard(piece) {
        add(other, false);
    }
    // A Russian number of a model or an article says its Latin letters by their sound.
    if words::has_digit(piece) && letters::is_russian(piece) {
        add(letters::in_latin(piece), false);
    }
    // «ААА» is typed with Russian letters as well as with Latin ones.
    let seen = words::alike(piece);
    if !letters::is_russian(&seen) && letters::is_russian(piece) {
        add(seen, false);
    }
    all
}

/// A text as a code; nothing where it is too short to be one.
fn code(text: &str) -> Option<String> {
    let code = words::code(text);
    (3..=40).contains(&code.chars().count()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings_of(text: &str) -> Vec<String> {
        Asked::read(text).pieces.iter().flat_map(|piece| piece.readings.iter().map(|reading| reading.text.clone())).collect()
    }

    #[test]
    fn a_query_is_read_with_both_keyboards() {
        assert_eq!(readings_of("lhtkm 750 dn"), ["lhtkm", "дрель", "750", "dn", "вт"]);
        assert_eq!(readings_of("др-1042"), ["др-1042", "lh-1042", "dr-1042"]);
        assert_eq!(readings_of("дрель"), ["дрель", "lhtkm"]);
    }

    #[test]
    fn small_words_are_left_out_where_there_are_others() {
        let typed = |text: &str| Asked::read(text).pieces.iter().map(|piece| piece.typed.clone()).collect::<Vec<_>>();
        assert_eq!(typed("мешки для мусора с завязками"), ["мешки", "мусора", "завязками"]);
        assert_eq!(typed("для"), ["для"]);
        assert_eq!((typed(" * , "), typed("a b c d e f g h i j").len()), (vec![], 8));
    }

    #[test]
    fn only_the_last_word_is_open_and_only_while_it_is_typed() {
        let open = |text: &str| Asked::read(text).pieces.iter().map(|piece| piece.is_open).collect::<Vec<_>>();
        assert_eq!((open("болт м"), open("болт м8 ")), (vec![false, true], vec![false, false]));
        assert_eq!((Asked::read("DR 10-42").code.as_deref(), Asked::read("м8").code), (Some("dr1042"), None));
    }
}
