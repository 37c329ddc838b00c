//! Article numbers and barcodes by any piece of them: whole, without leading zeros, by beginning, by the last figures, by three
//! signs in the middle. Made once with the index, then only read.

use std::collections::HashMap;

use super::lists::{Lists, Rising, Texts};
use super::words::has_digit;

/// Goods with their codes.
#[derive(Debug, Default)]
pub struct Codes {
    /// Every code, sorted; the same one as often as goods have it.
    texts: Texts,
    /// Whose each is.
    goods: Vec<u32>,
    /// Three neighbouring signs, sorted, and the places of the codes that hold them.
    threes: Vec<u64>,
    places: Lists,
}

/// A code that was found, and how well it fits.
const WHOLE: u32 = 20_000;
const WITHOUT_ZEROS: u32 = 19_000;
const BEGINNING: u32 = 90;
const END: u32 = 80;
const INSIDE: u32 = 55;
/// Pieces that are in more codes than this say too little to be looked through.
const TOO_MANY: u32 = 20_000;

impl Codes {
    /// Of codes and whose they are; each good's code without its leading zeros is one more of its codes.
    pub fn of(mut all: Vec<(String, u32)>) -> Self {
        let short: Vec<(String, u32)> =
            all.iter().filter(|(code, _)| code.starts_with('0')).map(|(code, good)| (bare(code), *good)).collect();
        all.extend(short);
        all.sort_unstable();
        all.dedup();
        let mut new = Self::default();
        let mut lists: HashMap<u64, (Rising, u32)> = HashMap::new();
        for (place, (code, good)) in all.iter().enumerate() {
            new.texts.push(code);
            new.goods.push(*good);
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            for three in threes(code) {
                let (list, count) = lists.entry(three).or_default();
                if *count == 0 || list.last() != place {
                    list.push(place);
                    *count += 1;
                }
            }
        }
        let mut lists: Vec<(u64, (Rising, u32))> = lists.into_iter().collect();
        lists.sort_unstable_by_key(|(three, _)| *three);
        for (three, (list, count)) in lists {
            new.threes.push(three);
            new.places.push(&list, count);
        }
        new
    }

    /// Goods with a code, or with a piece of one where `is_piece`; each with how well it fits.
    pub fn find(&self, code: &str, is_piece: bool) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let short = bare(code);
        let is_short = short.len() < code.len();
        for place in self.texts.beginning_with(code) {
            let points = if self.texts.at(place) == code { WHOLE } else { BEGINNING };
            if points == WHOLE || (is_piece && has_digit(code)) {
                found.extend(self.good(place, points));
            }
        }
        if is_short && short.len() >= 3 {
            let whole = self.texts.beginning_with(&short).take_while(|place| self.texts.at(*place) == short);
            found.extend(whole.filter_map(|place| self.good(place, WITHOUT_ZEROS)));
        }
        if is_piece && has_digit(code) {
            self.inside(code, &mut found);
        }
        found
    }

    fn good(&self, place: usize, points: u32) -> Option<(u32, u32)> {
        self.goods.get(place).map(|good| (*good, points))
    }

    /// The rarest three signs say which codes are worth a look.
    fn inside(&self, code: &str, found: &mut Vec<(u32, u32)>) {
        let mut rarest: Option<usize> = None;
        for three in threes(code) {
            let Ok(place) = self.threes.binary_search(&three) else { return };
            if rarest.is_none_or(|known| self.places.length(place) < self.places.length(known)) {
                rarest = Some(place);
            }
        }
        let Some(rarest) = rarest.filter(|place| self.places.length(*place) <= TOO_MANY) else { return };
        for place in self.places.at(rarest) {
            let known = self.texts.at(place as usize);
            if known.contains(code) && !known.starts_with(code) {
                found.extend(self.good(place as usize, if known.ends_with(code) { END } else { INSIDE }));
            }
        }
    }
}

/// A code without its leading zeros.
fn bare(code: &str) -> String {
    code.trim_start_matches('0').to_owned()
}

fn threes(code: &str) -> impl Iterator<Item = u64> + '_ {
    let signs = code.chars().map(u64::from);
    signs.clone().zip(signs.clone().skip(1)).zip(signs.skip(2)).map(|((a, b), c)| (a << 42) | (b << 21) | c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        let all = [("dr1042", 1), ("dr1043", 2), ("00417", 3), ("4605216001979", 1), ("4605216002556", 2), ("417", 4)];
        Codes::of(all.iter().map(|(code, good)| ((*code).to_owned(), *good)).collect())
    }

    fn goods(code: &str) -> Vec<u32> {
        let mut found = codes().find(code, true);
        found.sort_unstable();
        found.dedup_by_key(|(good, _)| *good);
        found.into_iter().map(|(good, _)| good).collect()
    }

    #[test]
    fn a_code_is_found_by_any_piece_of_it() {
        assert_eq!((goods("dr1042"), goods("dr10"), goods("1042"), goods("r104")), (vec![1], vec![1, 2], vec![1], vec![1, 2]));
        assert_eq!((goods("4605216001979"), goods("1979"), goods("21600")), (vec![1], vec![1], vec![1, 2]));
        assert_eq!((goods("dr1049"), goods("999")), (vec![], vec![]));
    }

    #[test]
    fn leading_zeros_do_not_matter() {
        assert_eq!((goods("00417"), goods("0417"), goods("417")), (vec![3, 4], vec![3, 4], vec![3, 4]));
        assert_eq!(codes().find("dr10", false), vec![]);
        assert_eq!(codes().find("dr1042", false), vec![(1, WHOLE)]);
    }
}
