//! Makes an index of goods that come one after the other, in whatever order.

use std::collections::HashMap;

use super::codes::Codes;
use super::index::{Index, Spot};
use super::lists::{Lists, Rising};
use super::vocabulary::Vocabulary;
use super::words;

/// What the index is told of a product.
#[derive(Debug, Clone, Copy)]
pub struct Good<'r> {
    /// Its id.
    pub id: i64,
    /// The id of its category.
    pub category: i64,
    /// Its article number.
    pub sku: &'r str,
    /// Its barcode.
    pub barcode: Option<&'r str>,
    /// Its names.
    pub names: [&'r str; 2],
    /// What else is said of it: values of its attributes, names of its categories.
    pub beside: &'r [&'r str],
}

/// Texts that stand beside many goods are cut into words once; so many are remembered.
const REMEMBERED: usize = 50_000;
/// Longer words are no words.
const LONGEST: usize = 120;

/// An index under way.
#[derive(Default)]
pub struct Builder {
    terms: HashMap<String, u32>,
    lists: Vec<(Rising, u32)>,
    /// The length of the name, the id, the category.
    goods: Vec<(usize, i64, i64)>,
    codes: Vec<(String, u32)>,
    known: HashMap<String, Vec<u32>>,
}

impl Builder {
    /// Adds a product.
    pub fn add(&mut self, good: &Good<'_>) {
        let Ok(place) = u32::try_from(self.goods.len()) else { return };
        let length = good.names.first().map_or(0, |name| name.chars().count());
        self.goods.push((length, good.id, good.category));
        let codes = [Some(good.sku), good.barcode].into_iter().flatten().map(words::code);
        self.codes.extend(codes.filter(|code| !code.is_empty()).map(|code| (code, place)));
        let mut here: Vec<(u32, Spot)> = Vec::new();
        for text in good.beside {
            here.extend(self.beside(text).iter().map(|term| (*term, Spot::Beside)));
        }
        for name in good.names {
            for (at, word) in words::words(name).into_iter().enumerate() {
                let spot = if at == 0 { Spot::First } else { Spot::Name };
                let terms = [word.text].into_iter().chain(word.parts);
                here.extend(terms.map(|term| (self.term(term), spot)));
            }
        }
        here.sort_unstable_by_key(|(term, spot)| (*term, std::cmp::Reverse(*spot)));
        here.dedup_by_key(|(term, _)| *term);
        for (term, spot) in here {
            if let Some((list, count)) = self.lists.get_mut(term as usize) {
                list.push((place << 2) | spot as u32);
                *count += 1;
            }
        }
    }

    fn term(&mut self, word: String) -> u32 {
        let word = if word.len() > LONGEST { String::new() } else { word };
        let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let term = *self.terms.entry(word).or_insert(next);
        if term == next {
            self.lists.push(Default::default());
        }
        term
    }

    fn beside(&mut self, text: &str) -> Vec<u32> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let words = words::words(text).into_iter().flat_map(|word| [word.text].into_iter().chain(word.parts));
        let terms: Vec<u32> = words.map(|word| self.term(word)).collect();
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(text.to_owned(), terms.clone());
        terms
    }

    /// The index, with the number of the last change that it knows.
    pub fn finish(self, change: i64) -> Index {
        let mut order: Vec<usize> = (0..self.goods.len()).collect();
        order.sort_unstable_by_key(|place| self.goods.get(*place).map(|(length, id, _)| (*length, *id)));
        let mut places = vec![0_u32; order.len()];
        for (new, old) in order.iter().enumerate() {
            if let (Some(place), Ok(new)) = (places.get_mut(*old), u32::try_from(new)) {
                *place = new;
            }
        }
        let moved = |old: u32| places.get(old as usize).copied().unwrap_or_default();
        let goods = order.iter().filter_map(|old| self.goods.get(*old)).map(|(_, id, category)| (*id, *category)).collect();
        let codes = Codes::of(self.codes.into_iter().map(|(code, good)| (code, moved(good))).collect());
        let mut terms: Vec<(String, u32)> = self.terms.into_iter().collect();
        terms.sort_unstable();
        let mut lists = Lists::default();
        for (_, term) in &terms {
            let Some((list, count)) = self.lists.get(*term as usize) else { continue };
            let mut numbers: Vec<u32> = list.numbers().map(|number| (moved(number >> 2) << 2) | (number & 3)).collect();
            numbers.sort_unstable();
            let mut sorted = Rising::default();
            numbers.iter().for_each(|number| sorted.push(*number));
            lists.push(&sorted, *count);
        }
        let words: Vec<&str> = terms.iter().map(|(word, _)| word.as_str()).collect();
        Index { change, vocabulary: Vocabulary::of(&words), places: lists, codes, goods }
    }
}
