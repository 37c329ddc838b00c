//! How far two words are from each other: letters put in, left out, changed, or swapped with their neighbour. Pure.

/// How many mistakes are forgiven in a word of so many letters.
pub fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// How many mistakes lie between two words, where they are not more than `most`.
pub fn mistakes(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let width = b.len() + 1;
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (vec![0; width], (0..width).collect());
    let mut left_of_a = None;
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(width);
        row.push(i + 1);
        let mut left_of_b = None;
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&above, j) + usize::from(x != y);
            let mut cost = changed.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            // Two neighbours that changed places.
            if left_of_a == Some(y) && left_of_b == Some(x) && j > 0 {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
            left_of_b = Some(y);
        }
        if row.iter().all(|cost| *cost > most) {
            return None;
        }
        (before, above) = (above, row);
        left_of_a = Some(x);
    }
    above.last().copied().filter(|cost| *cost <= most)
}

/// The letters of a word as bits: words that differ in more bits than mistakes can change are not compared at all.
pub fn letters_of(word: &[u8]) -> u64 {
    word.iter().fold(0, |bits, letter| bits | (1 << (letter & 63)))
}

/// Whether words of these letters can be `most` mistakes apart.
pub fn may_be_near(a: u64, b: u64, most: usize) -> bool {
    (a & !b).count_ones() as usize <= most && (b & !a).count_ones() as usize <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn far(a: &str, b: &str) -> Option<usize> {
        mistakes(a.as_bytes(), b.as_bytes(), 2)
    }

    #[test]
    fn each_kind_of_mistake_counts_one() {
        for (wrong, right) in [("drel", "drelo"), ("drlel", "drel"), ("dral", "drel"), ("derl", "drel"), ("rdel", "drel")] {
            assert_eq!(far(wrong, right), Some(1), "{wrong}");
        }
        assert_eq!((far("drel", "drel"), far("samorez", "smaorze")), (Some(0), Some(2)));
        assert_eq!((far("drel", "pila"), far("", "abc"), far("", "ab")), (None, None, Some(2)));
    }

    proptest! {
        #[test]
        fn one_mistake_anywhere_is_found_by_every_measure(word in "[a-z]{4,12}", at in 0usize..12, letter in b'a'..=b'z') {
            let mut wrong = word.clone().into_bytes();
            let at = at % wrong.len();
            wrong[at] = letter;
            let found = mistakes(&wrong, word.as_bytes(), 2);
            prop_assert!(found.is_some_and(|count| count <= 1), "{found:?}");
            prop_assert_eq!(found, mistakes(word.as_bytes(), &wrong, 2));
            prop_assert!(may_be_near(letters_of(&wrong), letters_of(word.as_bytes()), 1));
        }

        #[test]
        fn what_cannot_be_near_is_not(a in "[a-d]{1,8}", b in "[a-d]{1,8}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            if !may_be_near(letters_of(a), letters_of(b), 1) {
                prop_assert_eq!(mistakes(a, b, 1), None);
            }
        }
    }
}
