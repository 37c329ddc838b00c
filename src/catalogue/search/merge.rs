//! Lists of goods with points put together: goods of any list, or of all of them. Called by the index.

/// Goods by their place, each once, with their points.
pub type Scored = Vec<(u32, u32)>;

/// Lists count in the upper bits of a cell, points in the lower.
const ONE: u32 = 1 << 24;

/// A cell for every good, all zero between two uses; and which goods are in play.
pub struct Scratch {
    cells: Vec<u32>,
    /// A bit for every good; none where all of them are in play.
    kept: Vec<u64>,
}

impl Scratch {
    /// For so many goods.
    pub fn new(goods: usize) -> Self {
        Self { cells: vec![0; goods], kept: Vec::new() }
    }

    /// From now on only these are in play.
    pub fn keep_only(&mut self, goods: &Scored) {
        self.kept = vec![0; self.cells.len() / 64 + 1];
        for (good, _) in goods {
            if let Some(bits) = self.kept.get_mut(*good as usize / 64) {
                *bits |= 1 << (good % 64);
            }
        }
    }

    /// From now on all are in play again.
    pub fn keep_all(&mut self) {
        self.kept.clear();
    }

    /// Goods of any of the lists, each with its best points.
    pub fn any(&mut self, all: impl Iterator<Item = (u32, u32)>) -> Scored {
        let mut touched = Vec::new();
        let (is_limited, kept) = (!self.kept.is_empty(), &self.kept);
        for (good, points) in all {
            if is_limited && kept.get(good as usize / 64).is_none_or(|bits| (bits >> (good % 64)) & 1 == 0) {
                continue;
            }
            if let Some(cell) = self.cells.get_mut(good as usize) {
                if *cell == 0 {
                    touched.push(good);
                }
                *cell = (*cell).max(points.clamp(1, ONE - 1));
            }
        }
        self.take(touched, 1)
    }

    /// Goods that at least `needed` of the lists have, with their points together.
    pub fn all(&mut self, lists: &[Scored], needed: usize) -> Scored {
        if let ([only], 1) = (lists, needed) {
            return only.clone();
        }
        let mut touched = Vec::new();
        for (good, points) in lists.iter().flatten() {
            if let Some(cell) = self.cells.get_mut(*good as usize) {
                if *cell == 0 {
                    touched.push(*good);
                }
                *cell = cell.saturating_add(ONE).saturating_add((*points).min(ONE / 16));
            }
        }
        let needed = u32::try_from(needed).unwrap_or(u32::MAX).saturating_mul(ONE).max(1);
        self.take(touched, needed)
    }

    fn take(&mut self, touched: Vec<u32>, least: u32) -> Scored {
        let mut found = Vec::with_capacity(touched.len());
        for good in touched {
            let cell = self.cells.get_mut(good as usize).map(std::mem::take).unwrap_or_default();
            if cell >= least {
                found.push((good, cell % ONE));
            }
        }
        found
    }
}

/// The best of them, at most so many: more points first, then the good that stands first.
pub fn best(mut found: Scored, most: usize) -> Vec<u32> {
    let order = |(good, points): &(u32, u32)| (std::cmp::Reverse(*points), *good);
    if most > 0 && found.len() > most {
        found.select_nth_unstable_by_key(most - 1, order);
    }
    found.truncate(most);
    found.sort_unstable_by_key(order);
    found.into_iter().map(|(good, _)| good).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_put_together_and_the_cells_are_clean_again() {
        let mut scratch = Scratch::new(10);
        for _ in 0..2 {
            let any = scratch.any([(3, 50), (1, 70), (3, 60), (99, 5)].into_iter());
            assert_eq!(any, [(3, 60), (1, 70)]);
            let lists = [vec![(1, 10), (2, 10), (3, 10)], vec![(2, 5), (3, 6)], vec![(3, 1)]];
            assert_eq!(scratch.all(&lists, 3), [(3, 17)]);
            assert_eq!(scratch.all(&lists, 2), [(2, 15), (3, 17)]);
            scratch.keep_only(&vec![(1, 5)]);
            assert_eq!(scratch.any([(3, 50), (1, 70)].into_iter()), [(1, 70)]);
            scratch.keep_all();
        }
    }

    #[test]
    fn the_best_stand_first_and_among_equals_the_first() {
        let found = vec![(5, 10), (1, 30), (4, 20), (2, 20), (9, 20)];
        assert_eq!(best(found.clone(), 3), [1, 2, 4]);
        assert_eq!((best(found.clone(), 0), best(found, 99)), (vec![], vec![1, 2, 4, 9, 5]));
    }
}
