//! How much of a product, in its own unit of measure, to three places.

use crate::scaled;

scaled!(
    /// A quantity in thousandths of the product's unit; at most a million units.
    Quantity, scale 3, max 1_000_000_000
);

impl Quantity {
    /// A whole number of units.
    pub const fn whole(units: i64) -> Self {
        Self::from_steps(units * 1000)
    }

    /// Whether it counts whole units only.
    pub fn is_whole(self) -> bool {
        self.steps() % 1000 == 0
    }

    /// The lesser of two.
    pub fn at_most(self, other: Self) -> Self {
        self.min(other)
    }

    /// Without the zeros behind the point: `10`, `2.5`.
    pub fn plain(self) -> String {
        self.decimal().normalize().to_string()
    }
}
