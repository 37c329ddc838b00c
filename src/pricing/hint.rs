//! «3 more: −4 %»: the next tier that would make a good cheaper, told from a quote. A rule without database; it makes no price.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Quote;
use super::terms::TierKind;
use crate::platform::values::{Quantity, UnitPrice};

/// What buying more would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The quantity from which it holds and that can be ordered.
    pub from: Quantity,
    /// How much more that is than now.
    pub more: Quantity,
    /// How far the price of one unit falls, in whole percent, rounded down; never nothing.
    pub percent: i64,
    /// Whether the whole line costs less then, or only what goes beyond the tier.
    pub kind: TierKind,
}

/// The nearest tier above a quantity at which one unit costs at least a whole percent less than the last unit costs now.
/// Goods are ordered in steps of `multiple`.
pub fn hint(kind: TierKind, quote: &Quote, quantity: Quantity, multiple: Quantity) -> Option<Hint> {
    let now = price_of_the_last(quote, quantity);
    quote.tiers.iter().filter(|tier| tier.from_quantity > quantity).find_map(|tier| {
        let percent = fall(now, tier.unit_price).filter(|percent| *percent > 0)?;
        let from = in_steps(tier.from_quantity, multiple);
        let more = from.minus(quantity).ok()?;
        Some(Hint { from, more, percent, kind })
    })
}

/// What the last unit of a quantity costs: by the tier that is reached, else what every unit costs.
fn price_of_the_last(quote: &Quote, quantity: Quantity) -> UnitPrice {
    let reached = quote.tiers.iter().rfind(|tier| tier.from_quantity <= quantity);
    reached.map_or(quote.unit_price, |tier| tier.unit_price)
}

/// How far a price falls, in whole percent, rounded down; nothing where it does not.
fn fall(now: UnitPrice, then: UnitPrice) -> Option<i64> {
    if !now.is_positive() || then >= now {
        return None;
    }
    ((now.decimal() - then.decimal()) * Decimal::ONE_HUNDRED / now.decimal()).floor().to_i64()
}

/// The first quantity at or above this in whole steps.
fn in_steps(quantity: Quantity, multiple: Quantity) -> Quantity {
    let step = multiple.steps().max(1);
    Quantity::from_steps(quantity.steps().saturating_add(step - 1) / step * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::{Currency, Percent};
    use crate::pricing::Tier;
    use proptest::prelude::*;

    fn price(text: &str) -> UnitPrice {
        UnitPrice::parse(text).unwrap()
    }

    fn quote(unit: &str, tiers: &[(i64, &str)]) -> Quote {
        let tier = |(from, text): &(i64, &str)| Tier { from_quantity: Quantity::whole(*from), unit_price: price(text) };
        Quote {
            unit_price: price(unit),
            list_price: None,
            currency: Currency::parse("RUB").unwrap(),
            discount_percent: Percent::ZERO,
            steps: Vec::new(),
            next_tier: None,
            valid_until: None,
            tiers: tiers.iter().map(tier).collect(),
        }
    }

    fn told(kind: TierKind, quote: &Quote, pieces: i64, multiple: i64) -> Option<(i64, i64, i64)> {
        let hint = hint(kind, quote, Quantity::whole(pieces), Quantity::whole(multiple))?;
        Some((hint.from.steps() / 1000, hint.more.steps() / 1000, hint.percent))
    }

    #[test]
    fn at_seven_three_more_bring_four_percent() {
        let quote = quote("100", &[(10, "95.01"), (50, "90")]);
        assert_eq!(told(TierKind::Whole, &quote, 7, 1), Some((10, 3, 4)), "4.99 % is told as 4");
        assert_eq!(told(TierKind::Whole, &quote, 9, 1), Some((10, 1, 4)));
    }

    #[test]
    fn beyond_a_tier_the_next_one_is_told_and_beyond_the_last_none() {
        let reached = quote("95", &[(10, "95"), (50, "90")]);
        assert_eq!(told(TierKind::Whole, &reached, 10, 1), Some((50, 40, 5)));
        assert_eq!(told(TierKind::Whole, &reached, 49, 1), Some((50, 1, 5)));
        assert_eq!(told(TierKind::Whole, &quote("90", &[(10, "95"), (50, "90")]), 50, 1), None);
    }

    #[test]
    fn where_only_the_part_above_costs_less_it_is_compared_with_what_the_last_unit_costs() {
        // Twenty cost 95 each in the mean, the last of them 90.
        let mean = quote("95", &[(10, "90"), (30, "81")]);
        assert_eq!(told(TierKind::Above, &mean, 20, 1), Some((30, 10, 10)));
        assert_eq!(told(TierKind::Above, &quote("100", &[(10, "90")]), 4, 1), Some((10, 6, 10)));
    }

    #[test]
    fn what_is_told_can_be_ordered() {
        assert_eq!(told(TierKind::Whole, &quote("100", &[(10, "90")]), 4, 4), Some((12, 8, 10)));
    }

    #[test]
    fn a_tier_that_brings_less_than_a_percent_or_costs_more_is_passed_over() {
        let quote = quote("100", &[(10, "99.5"), (20, "120"), (30, "80")]);
        assert_eq!(told(TierKind::Whole, &quote, 1, 1), Some((30, 29, 20)));
        assert_eq!(told(TierKind::Whole, &super::tests::quote("100", &[(10, "99.5")]), 1, 1), None);
        assert_eq!(told(TierKind::Whole, &super::tests::quote("100", &[]), 1, 1), None);
    }

    proptest! {
        #[test]
        fn a_hint_never_promises_more_than_the_tier_gives(
            tiers in proptest::collection::btree_map(1i64..200, 1i64..1_000_000, 0..6), unit in 1i64..1_000_000,
            pieces in 1i64..250, multiple in 1i64..12, above: bool,
        ) {
            let mut quote = quote("1", &[]);
            quote.unit_price = UnitPrice::from_steps(unit);
            quote.tiers = tiers
                .iter()
                .map(|(from, steps)| Tier { from_quantity: Quantity::whole(*from), unit_price: UnitPrice::from_steps(*steps) })
                .collect();
            let kind = if above { TierKind::Above } else { TierKind::Whole };
            let (quantity, step) = (Quantity::whole(pieces), Quantity::whole(multiple));
            if let Some(hint) = hint(kind, &quote, quantity, step) {
                prop_assert!(hint.percent > 0 && hint.percent <= 100);
                prop_assert_eq!(hint.from.steps() % step.steps(), 0);
                prop_assert_eq!(quantity.plus(hint.more).unwrap(), hint.from);
                prop_assert!(hint.from > quantity);
                let now = tiers.range(..=pieces).next_back().map_or(unit, |(_, steps)| *steps);
                let kept = tiers.iter().any(|(from, steps)| *from > pieces && (now - steps) * 100 >= hint.percent * now);
                prop_assert!(kept, "no tier falls that far");
            }
        }
    }
}
