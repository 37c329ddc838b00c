//! Every word that goods are called by, and the ways from a word that was asked for to those that may be meant: itself, its other
//! forms, words that begin with it, words that sound like it, and words that differ from it by a mistake or two.

use frostem::{Algorithm, Stemmer};

use super::letters;
use super::lists::Texts;
use super::near;
use super::words::has_digit;

/// How generously a query is read. Each reads as those before it, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// As it was typed: words, their forms and beginnings.
    Typed,
    /// With the other keyboard and in the other alphabet.
    Meant,
    /// With mistakes.
    Near,
}

/// A word of the vocabulary that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Its place.
    pub term: usize,
    /// How well it fits, 100 where it is the same.
    pub points: u32,
    /// Whether it is another word than was typed.
    pub is_other: bool,
}

/// How many words with mistakes are looked for.
const NEAR_AT_MOST: usize = 40;

/// The words.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Every word, sorted.
    terms: Texts,
    /// What forms of a word have in common, sorted.
    stems: Texts,
    /// The words of each stem, end to end, and where each stem's end.
    members: Vec<u32>,
    ends: Vec<u32>,
    /// How stems sound, sorted, each with its stem and its letters as bits.
    sounds: Texts,
    sounding: Vec<(u32, u64)>,
}

/// What the forms of a word have in common.
fn stem(word: &str) -> String {
    let language = if letters::is_russian(word) { Algorithm::Russian } else { Algorithm::English };
    Stemmer::new(language).stem(word).into_owned()
}

impl Vocabulary {
    /// Of these words, sorted and each once.
    pub fn of(words: &[&str]) -> Self {
        let mut new = Self::default();
        words.iter().for_each(|word| new.terms.push(word));
        let of_letters = words.iter().enumerate().filter(|(_, word)| !has_digit(word));
        let mut stemmed: Vec<(String, usize)> = of_letters.map(|(place, word)| (stem(word), place)).collect();
        stemmed.sort_unstable();
        let mut sounding: Vec<(String, usize)> = Vec::new();
        for group in stemmed.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((stem, _)) = group.first() else { continue };
            sounding.push((letters::sound(stem), new.stems.count()));
            new.stems.push(stem);
            new.members.extend(group.iter().filter_map(|(_, place)| u32::try_from(*place).ok()));
            new.ends.push(u32::try_from(new.members.len()).unwrap_or(u32::MAX));
        }
        sounding.sort_unstable();
        for (sound, stem) in sounding {
            new.sounds.push(&sound);
            new.sounding.push((u32::try_from(stem).unwrap_or(u32::MAX), near::letters_of(sound.as_bytes())));
        }
        new
    }

    /// The word at a place.
    pub fn word(&self, place: usize) -> &str {
        self.terms.at(place)
    }

    /// The words that may be meant, the best first, each once. `is_open` where the word may go on.
    pub fn ways(&self, word: &str, is_open: bool, reading: Reading) -> Vec<Way> {
        let mut ways = Vec::new();
        let letters = word.chars().count();
        if let Some(term) = self.terms.find(word) {
            ways.push(Way { term, points: 100, is_other: false });
        }
        if letters >= if is_open { 2 } else { 3 } {
            let longer =
                |term: usize| u32::try_from(self.word(term).chars().count().saturating_sub(letters)).unwrap_or(20).min(20);
            ways.extend(self.terms.beginning_with(word).map(|term| Way { term, points: 86 - longer(term), is_other: false }));
        }
        if !has_digit(word) {
            let stem = stem(word);
            ways.extend(self.stems.find(&stem).into_iter().flat_map(|stem| self.forms(stem, 92, false)));
            if reading >= Reading::Meant {
                self.sounding(word, &stem, &mut ways);
            }
            if reading >= Reading::Near {
                self.mistaken(word, &stem, letters, &mut ways);
            }
        }
        ways.sort_unstable_by_key(|way| (way.term, std::cmp::Reverse(way.points)));
        ways.dedup_by_key(|way| way.term);
        ways.sort_unstable_by_key(|way| (std::cmp::Reverse(way.points), way.term));
        ways
    }

    fn forms(&self, stem: usize, points: u32, is_other: bool) -> impl Iterator<Item = Way> + '_ {
        let begin = stem.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default() as usize;
        let end = self.ends.get(stem).copied().unwrap_or_default() as usize;
        let members = self.members.get(begin..end).unwrap_or_default();
        members.iter().map(move |term| Way { term: *term as usize, points, is_other })
    }

    /// Words that sound the same, in whichever alphabet, and those that begin so.
    fn sounding(&self, word: &str, stemmed: &str, ways: &mut Vec<Way>) {
        let mut sounds = vec![letters::sound(word), letters::sound(stemmed)];
        if !letters::is_russian(word) {
            sounds.push(letters::sound(&stem(&letters::in_russian(word))));
        }
        sounds.retain(|sound| sound.len() >= 3);
        for sound in &sounds {
            for place in self.sounds.beginning_with(sound) {
                let more = self.sounds.at(place).len() - sound.len();
                let stem = self.sounding.get(place).map_or(usize::MAX, |(stem, _)| *stem as usize);
                let points = if more == 0 { 80 } else { 62_u32.saturating_sub(u32::try_from(more).unwrap_or(20)) };
                if more == 0 || sound.len() >= 4 {
                    ways.extend(self.forms(stem, points, true));
                }
            }
        }
    }

    /// Words that differ by a mistake or two.
    fn mistaken(&self, word: &str, stemmed: &str, letters: usize, ways: &mut Vec<Way>) {
        let most = near::forgiven(letters);
        if most == 0 {
            return;
        }
        let mut sounds = vec![letters::sound(word), letters::sound(stemmed)];
        if !letters::is_russian(word) {
            sounds.push(letters::sound(&stem(&letters::in_russian(word))));
        }
        sounds.sort_unstable();
        sounds.dedup();
        let mut found: Vec<(usize, bool, usize)> = Vec::new();
        for sound in sounds.iter().filter(|sound| sound.len() >= 3) {
            let (bytes, bits) = (sound.as_bytes(), near::letters_of(sound.as_bytes()));
            for (place, (stem, letters)) in self.sounding.iter().enumerate() {
                if !near::may_be_near(bits, *letters, most) {
                    continue;
                }
                let known = self.sounds.at(place).as_bytes();
                if known.len() >= 3
                    && let Some(mistakes) = near::mistakes(bytes, known, most)
                {
                    found.push((mistakes, known.first() != bytes.first(), *stem as usize));
                }
            }
        }
        found.sort_unstable();
        for (mistakes, is_other_beginning, stem) in found.into_iter().take(NEAR_AT_MOST) {
            let points = [74, 60, 44].get(mistakes).copied().unwrap_or(30) - if is_other_beginning { 8 } else { 0 };
            ways.extend(self.forms(stem, points, true));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(word: &str, is_open: bool, reading: Reading) -> Vec<String> {
        let words = [
            "glove",
            "gloves",
            "screw",
            "washer",
            "вектор",
            "дрели",
            "дрель",
            "дюбель",
            "перчатки",
            "саморез",
            "шуруповерт",
            "шурупы",
        ];
        let vocabulary = Vocabulary::of(&words);
        vocabulary.ways(word, is_open, reading).iter().map(|way| vocabulary.word(way.term).to_owned()).collect()
    }

    #[test]
    fn a_word_finds_its_forms_and_what_begins_with_it() {
        assert_eq!(meant("дрелью", false, Reading::Typed), ["дрели", "дрель"]);
        assert_eq!(meant("gloves", false, Reading::Typed), ["gloves", "glove"]);
        assert_eq!(meant("шуруп", true, Reading::Typed), ["шурупы", "шуруповерт"]);
        assert_eq!(meant("vektor", false, Reading::Typed), Vec::<String>::new());
    }

    #[test]
    fn the_other_alphabet_is_read_by_its_sound() {
        assert_eq!(meant("vector", false, Reading::Meant), ["вектор"]);
        assert_eq!(meant("djubeli", false, Reading::Meant), ["дюбель"]);
        assert_eq!(meant("perchatok", false, Reading::Meant), Vec::<String>::new());
        assert_eq!(meant("скрев", false, Reading::Meant), ["screw"]);
    }

    #[test]
    fn mistakes_are_forgiven_by_the_length_of_the_word() {
        for wrong in ["сморез", "самрез", "саморезз", "смаорез", "cаморез"] {
            assert_eq!(meant(wrong, false, Reading::Near).first().map(String::as_str), Some("саморез"), "{wrong}");
        }
        assert_eq!(meant("перчаток", false, Reading::Near), ["перчатки"]);
        assert_eq!(meant("дрл", false, Reading::Near), Vec::<String>::new());
        assert_eq!(meant("зщкуь", false, Reading::Near), Vec::<String>::new());
    }
}
