//! Chance that repeats itself: splitmix64 from a seed, so that the demo trade is the same on every machine.
//! Everything in the demo world draws from it; it never makes a secret, a key or a token.

/// A stream of numbers that depends on the seed alone.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The same seed gives the same stream.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next number of the stream (splitmix64: Steele, Lea and Flood, 2014).
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `n` − 1; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // The upper half of the product spreads evenly; the remainder of a division would favour small numbers.
        let product = u128::from(self.draw()) * u128::from(n);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// One of the choices, each as likely as the next; `None` of nothing.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(choices.len()).unwrap_or(u64::MAX);
        let place = usize::try_from(self.below(count)).unwrap_or_default();
        choices.get(place)
    }

    /// True in `percent` cases of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_that_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.draw(), 6_457_827_717_110_365_317);
        assert_eq!(random.draw(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_number_below_stays_below_and_meets_every_value() {
        let mut random = Random::new(7);
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[usize::try_from(random.below(6)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|&count| (800..1_200).contains(&count)), "{seen:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }

    #[test]
    fn nothing_is_picked_from_nothing() {
        let mut random = Random::new(7);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.pick(&["one"]), Some(&"one"));
    }

    #[test]
    fn chance_keeps_its_percentage() {
        let mut random = Random::new(7);
        let hits = (0..10_000).filter(|_| random.chance(15)).count();
        assert!((1_350..1_650).contains(&hits), "{hits}");
        assert!(!random.chance(0));
        assert!(random.chance(100));
    }
}
