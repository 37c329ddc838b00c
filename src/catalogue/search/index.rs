//! The index: every word and code of the goods, and which goods have them. It is made once, then only read, and it only proposes:
//! whether a contract allows what it finds is asked of the database.

use std::collections::HashSet;
use std::sync::Arc;

use super::asked::{Asked, Piece};
use super::codes::Codes;
use super::lists::Lists;
use super::merge::{Scored, Scratch, best};
use super::plan::{OTHER_KEYBOARD, Plan, read_as};
use super::vocabulary::{Reading, Vocabulary, Way};
use super::words::Word;

/// Where a good has a word: among its attributes and categories, in its name, or as the first word of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    Beside = 0,
    Name = 1,
    First = 2,
}

/// Words and codes with the goods that have them.
#[derive(Debug, Default)]
pub struct Index {
    /// The number of the last change that it knows.
    pub change: i64,
    pub(super) vocabulary: Vocabulary,
    /// For each word the goods, shifted by two bits for the spot.
    pub(super) places: Lists,
    pub(super) codes: Codes,
    /// Ids of goods and of their categories; goods with shorter names stand first.
    pub(super) goods: Vec<(i64, i64)>,
}

/// Which goods are asked for at all.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// Of these categories only.
    pub categories: Option<HashSet<i64>>,
    /// Of these products only.
    pub products: Option<Arc<HashSet<i64>>>,
}

impl Within {
    fn holds(&self, (id, category): (i64, i64)) -> bool {
        self.categories.as_ref().is_none_or(|all| all.contains(&category))
            && self.products.as_ref().is_none_or(|all| all.contains(&id))
    }
}

/// A good that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// The product's id.
    pub id: i64,
    place: u32,
}

/// What is proposed.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The best first.
    pub goods: Vec<Proposed>,
    /// Whether these are all.
    pub is_whole: bool,
    /// How generously the query had to be read.
    reading: Option<Reading>,
}

/// How a query is read, one step after the other until something is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Typed,
    Meant,
    /// Words that nobody knows may be mistyped.
    Unknown,
    /// Every word may be.
    Near,
    /// One of three or more words may be missing.
    AllButOne,
}

const STEPS: &[Step] = &[Step::Typed, Step::Meant, Step::Unknown, Step::Near, Step::AllButOne];

impl Step {
    fn reading(self) -> Reading {
        match self {
            Step::Typed => Reading::Typed,
            Step::Meant => Reading::Meant,
            Step::Unknown | Step::Near | Step::AllButOne => Reading::Near,
        }
    }
}

impl Index {
    /// How many goods it knows.
    pub fn count(&self) -> usize {
        self.goods.len()
    }

    /// The best goods for a query, at most so many. A query is read more generously only where the stricter reading finds nothing
    /// `within`: what lies outside is never felt.
    pub fn find(&self, asked: &Asked, within: &Within, most: usize) -> Found {
        let mut scratch = Scratch::new(self.goods.len());
        for step in STEPS {
            let found = self.step(*step, asked, &mut scratch);
            let found: Scored = found.into_iter().filter(|(good, _)| self.is_within(*good, within)).collect();
            if found.is_empty() {
                continue;
            }
            let is_whole = found.len() <= most;
            let best = best(found, most);
            let proposed = |place: u32| self.goods.get(place as usize).map(|(id, _)| Proposed { id: *id, place });
            let reading = Some(step.reading()).filter(|_| *step != Step::Typed);
            return Found { goods: best.into_iter().filter_map(proposed).collect(), is_whole, reading };
        }
        Found { is_whole: true, ..Found::default() }
    }

    fn is_within(&self, good: u32, within: &Within) -> bool {
        self.goods.get(good as usize).is_some_and(|good| within.holds(*good))
    }

    fn step(&self, step: Step, asked: &Asked, scratch: &mut Scratch) -> Scored {
        let pieces = &asked.pieces;
        let code = asked.code.as_ref().filter(|_| pieces.len() > 1);
        let whole = code.map(|code| self.codes.find(code, true)).unwrap_or_default();
        if pieces.is_empty() || (step == Step::AllButOne && pieces.len() < 3) {
            return whole;
        }
        let plan = |piece: &Piece, reading: Reading| Plan::of(self, piece, reading, pieces.len() == 1);
        let plan_of = |piece: &Piece| match step {
            Step::Unknown => {
                Some(plan(piece, Reading::Meant)).filter(|plan| !plan.is_hopeless()).unwrap_or_else(|| plan(piece, Reading::Near))
            }
            _ => plan(piece, step.reading()),
        };
        let plans: Vec<Plan> = pieces.iter().map(plan_of).collect();
        let found = if step == Step::AllButOne { self.most_of(&plans, scratch) } else { self.all_of(plans, scratch) };
        scratch.any(found.into_iter().chain(whole))
    }

    /// Goods that have every piece. The rarest is looked up first; of the others only goods that are still in play.
    fn all_of(&self, mut plans: Vec<Plan>, scratch: &mut Scratch) -> Scored {
        if plans.iter().any(Plan::is_hopeless) {
            return Scored::new();
        }
        plans.sort_by_key(|plan| plan.weight(self));
        let mut found: Option<Scored> = None;
        for plan in &plans {
            if let Some(found) = &found {
                scratch.keep_only(found);
            }
            let list = plan.goods(self, scratch);
            scratch.keep_all();
            let both = match found {
                None => list,
                Some(before) => scratch.all(&[before, list], 2),
            };
            if both.is_empty() {
                return both;
            }
            found = Some(both);
        }
        found.unwrap_or_default()
    }

    fn most_of(&self, plans: &[Plan], scratch: &mut Scratch) -> Scored {
        let lists: Vec<Scored> = plans.iter().map(|plan| plan.goods(self, scratch)).collect();
        scratch.all(&lists, lists.len().saturating_sub(1))
    }

    /// What was searched for, in the words of a good that was found; nothing where that is what was typed.
    pub fn said(&self, asked: &Asked, found: &Found, good: Proposed) -> Option<String> {
        let (reading, good) = (found.reading?, good.place);
        let said = asked.pieces.iter().map(|piece| self.said_of(piece, good, reading));
        let said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
        let typed: Vec<&str> = asked.pieces.iter().map(|piece| piece.typed.as_str()).collect();
        let said = said.join(" ");
        (!said.is_empty() && said != typed.join(" ")).then_some(said)
    }

    fn said_of(&self, piece: &Piece, good: u32, reading: Reading) -> String {
        let mut all: Vec<(u32, String)> = Vec::new();
        for read in read_as(piece, reading) {
            let words: Option<Vec<(u32, Option<String>)>> =
                read.words.iter().map(|word| self.fit(word, piece.is_open, good, reading)).collect();
            let has_code =
                |code: &String| self.codes.find(code, true).iter().any(|(found, points)| *found == good && *points > 0);
            if let Some(words) = words {
                let share = if read.is_typed { 100 } else { OTHER_KEYBOARD };
                let points = words.iter().map(|(points, _)| *points).min().unwrap_or_default() * share;
                let others: Vec<&str> = words.iter().filter_map(|(_, other)| other.as_deref()).collect();
                all.push((points, if others.is_empty() { read.text.clone() } else { others.join(" ") }));
            } else if read.code.as_ref().is_some_and(has_code) {
                all.push((1, read.text.clone()));
            }
        }
        // Of equals the one that was typed, which stands first.
        let best = all.into_iter().rev().max_by_key(|(points, _)| *points);
        best.map(|(_, said)| said).unwrap_or_default()
    }

    /// How well a good has a word, with the word that it has where that is another.
    fn fit(&self, word: &Word, is_open: bool, good: u32, reading: Reading) -> Option<(u32, Option<String>)> {
        let has = |way: &&Way| self.places.at(way.term).any(|place| place >> 2 == good);
        let of = |text: &str, is_open: bool| {
            let ways = self.vocabulary.ways(text, is_open, reading);
            let way = ways.iter().find(has)?;
            Some((way.points, way.is_other.then(|| self.vocabulary.word(way.term).to_owned())))
        };
        let parts = || {
            let parts: Option<Vec<_>> = word.parts.iter().map(|part| of(part, false)).collect();
            let parts = parts.filter(|parts| !parts.is_empty())?;
            let others: Vec<String> = parts.iter().filter_map(|(_, other)| other.clone()).collect();
            let points = parts.iter().map(|(points, _)| *points).min()?;
            Some((points, (!others.is_empty()).then(|| others.join(" "))))
        };
        of(&word.text, is_open).or_else(parts)
    }
}
