//! Which words of the vocabulary a piece of a query asks for, before any good is looked at: what cannot be found is known here,
//! and which piece is the rarest.

use super::asked::{self, Piece};
use super::index::Index;
use super::merge::{Scored, Scratch};
use super::vocabulary::{Reading, Way};

/// Keys read with the other keyboard count a little less, in percent.
pub(super) const OTHER_KEYBOARD: u32 = 90;

/// A piece of a query: goods of any of its meanings are meant.
pub(super) struct Plan {
    meanings: Vec<Meaning>,
}

/// A meaning: goods with every word, or with the code.
struct Meaning {
    words: Vec<Wanted>,
    code: Scored,
    share: u32,
}

/// A word: goods with the whole, or with every part.
struct Wanted {
    whole: Vec<Way>,
    parts: Vec<Vec<Way>>,
}

impl Wanted {
    fn has_parts(&self) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|part| !part.is_empty())
    }

    fn is_hopeless(&self) -> bool {
        self.whole.is_empty() && !self.has_parts()
    }
}

/// The readings of a piece that count in a reading of the query.
pub(super) fn read_as(piece: &Piece, reading: Reading) -> impl Iterator<Item = &asked::Reading> {
    piece.readings.iter().filter(move |read| read.is_typed || reading > Reading::Typed)
}

impl Plan {
    /// Of a piece, which stands alone or with others.
    pub(super) fn of(index: &Index, piece: &Piece, reading: Reading, is_alone: bool) -> Self {
        let ways = |word: &str, is_open: bool| index.vocabulary.ways(word, is_open, reading);
        let meaning = |read: &asked::Reading| {
            let wanted = |word: &super::words::Word| Wanted {
                whole: ways(&word.text, piece.is_open),
                parts: word.parts.iter().map(|part| ways(part, false)).collect(),
            };
            let is_piece = is_alone || reading > Reading::Typed;
            Meaning {
                words: read.words.iter().map(wanted).collect(),
                code: read.code.as_ref().map(|code| index.codes.find(code, is_piece)).unwrap_or_default(),
                share: if read.is_typed { 100 } else { OTHER_KEYBOARD },
            }
        };
        Self { meanings: read_as(piece, reading).map(meaning).collect() }
    }

    /// Whether no good can have it.
    pub(super) fn is_hopeless(&self) -> bool {
        self.meanings.iter().all(|meaning| meaning.code.is_empty() && meaning.words.iter().any(Wanted::is_hopeless))
    }

    /// How many places would be read.
    pub(super) fn weight(&self, index: &Index) -> u64 {
        let words = self.meanings.iter().flat_map(|meaning| &meaning.words);
        let ways = words.flat_map(|word| word.whole.iter().chain(word.parts.iter().flatten()));
        ways.map(|way| u64::from(index.places.length(way.term))).sum()
    }

    /// The goods.
    pub(super) fn goods(&self, index: &Index, scratch: &mut Scratch) -> Scored {
        let mut lists: Vec<Scored> = Vec::new();
        for meaning in &self.meanings {
            if !meaning.words.iter().any(Wanted::is_hopeless) {
                let words: Vec<Scored> = meaning.words.iter().map(|word| word.goods(index, scratch)).collect();
                let share = meaning.share * 100 / u32::try_from(words.len()).unwrap_or(1).max(1);
                let all = scratch.all(&words, words.len());
                lists.push(all.into_iter().map(|(good, points)| (good, points * share / 10_000)).collect());
            }
            lists.push(meaning.code.clone());
        }
        if let [only, code] = lists.as_mut_slice()
            && code.is_empty()
        {
            return std::mem::take(only);
        }
        scratch.any(lists.into_iter().flatten())
    }
}

impl Wanted {
    fn goods(&self, index: &Index, scratch: &mut Scratch) -> Scored {
        let mut of = |ways: &[Way]| {
            scratch.any(ways.iter().flat_map(|way| index.places.at(way.term).map(|place| (place >> 2, points(way, place & 3)))))
        };
        let whole = of(&self.whole);
        if !self.has_parts() {
            return whole;
        }
        let parts: Vec<Scored> = self.parts.iter().map(|part| of(part)).collect();
        let share = 90 / u32::try_from(parts.len()).unwrap_or(1).max(1);
        let parts = scratch.all(&parts, parts.len());
        scratch.any(whole.into_iter().chain(parts.into_iter().map(|(good, points)| (good, points * share / 100))))
    }
}

/// Points of a word at a spot: the first word of a name says what it is.
fn points(way: &Way, spot: u32) -> u32 {
    match spot {
        0 => way.points * 3 / 4,
        1 => way.points,
        _ => way.points + 6,
    }
}
