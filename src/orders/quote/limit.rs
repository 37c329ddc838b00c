//! How far somebody may offer alone: not below the floor, and not further below the client's own price than the house allows; a
//! product that has neither not at all.
//! The rule is pure; the limit is one figure that our administrator sets.

use rust_decimal::Decimal;
use serde_json::json;

use super::QuoteLine;
use crate::access::permission::marks::{ManageDiscounts, ManageSettings};
use crate::access::{Act, Recorded};
use crate::orders::store;
use crate::platform::error::{Answer, No};
use crate::platform::values::Percent;
use crate::say;

/// Whether a line goes beyond what one person may offer. A product that the client has no price for and that has no floor is always
/// beyond it, for nothing says what it is worth; a line in free words never is.
pub fn is_beyond(line: &QuoteLine, limit: Percent) -> bool {
    let price = line.unit_price.decimal();
    let is_below_floor = line.floor.is_some_and(|floor| line.unit_price < floor);
    let is_too_far = line
        .usual_price
        .is_some_and(|usual| price * Decimal::ONE_HUNDRED < usual.decimal() * (Decimal::ONE_HUNDRED - limit.decimal()));
    let is_unmeasured = line.product.is_some() && line.usual_price.is_none() && line.floor.is_none();
    is_below_floor || is_too_far || is_unmeasured
}

/// Whether a second person must agree before these lines are offered.
pub fn needs_second(lines: &[QuoteLine], limit: Percent) -> bool {
    lines.iter().any(|line| is_beyond(line, limit))
}

/// How far below a client's own price somebody may offer alone.
pub fn look(act: &mut Act<'_, ManageDiscounts>, (): &()) -> Answer<Percent> {
    store::quote_limit(act.tx())
}

/// Sets how far below a client's own price somebody may offer alone.
pub fn set(act: &mut Act<'_, ManageSettings>, limit: &Percent) -> Answer<Recorded<()>> {
    if *limit < Percent::ZERO || limit.steps() > Percent::MAX {
        return Err(No::invalid("percent", "out_of_range", say!("quote-limit-bad")));
    }
    let was = store::quote_limit(act.tx())?;
    if was == *limit {
        return Ok(act.pass(()));
    }
    store::set_quote_limit(act.tx(), *limit)?;
    act.record("quote.limit_set", None, json!({"was": was, "percent": limit}), ())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::platform::values::ids::Id;
    use crate::platform::values::{Quantity, UnitPrice};
    use crate::pricing::Amounts;
    use proptest::prelude::*;

    pub fn line(price: i64, usual: Option<i64>, floor: Option<i64>) -> QuoteLine {
        QuoteLine {
            product: None,
            sku: None,
            name: "Дрель".into(),
            name_en: "Drill".into(),
            unit: "796".into(),
            quantity: Quantity::whole(1),
            unit_price: UnitPrice::from_steps(price),
            list_price: None,
            usual_price: usual.map(UnitPrice::from_steps),
            floor: floor.map(UnitPrice::from_steps),
            vat_code: "standard".into(),
            vat_rate: None,
            amounts: Amounts::default(),
        }
    }

    #[test]
    fn one_person_goes_to_the_limit_and_to_the_floor_and_not_a_step_further() {
        let limit = Percent::parse("15").unwrap();
        assert!(!is_beyond(&line(8500, Some(10_000), None), limit));
        assert!(is_beyond(&line(8499, Some(10_000), None), limit));
        assert!(!is_beyond(&line(9000, Some(10_000), Some(9000)), limit));
        assert!(is_beyond(&line(8999, Some(10_000), Some(9000)), limit));
        assert!(!is_beyond(&line(1, None, None), limit));
        assert!(needs_second(&[line(10_000, Some(10_000), None), line(1, Some(10_000), None)], limit));
    }

    #[test]
    fn a_product_that_nothing_measures_needs_a_second_person_at_any_price() {
        let limit = Percent::parse("100").unwrap();
        let product = |usual, floor| QuoteLine { product: Some(Id::from_number(7)), ..line(1_000_000, usual, floor) };
        assert!(is_beyond(&product(None, None), limit));
        assert!(!is_beyond(&product(Some(1_000_000), None), limit) && !is_beyond(&product(None, Some(900_000)), limit));
    }

    proptest! {
        #[test]
        fn a_dearer_line_never_needs_a_second_person_where_a_cheaper_one_does_not(
            price in 1i64..1_000_000, more in 0i64..1_000_000, usual in proptest::option::of(1i64..1_000_000),
            floor in proptest::option::of(1i64..1_000_000), limit in 0i64..=10_000,
        ) {
            let limit = Percent::from_steps(limit);
            if !is_beyond(&line(price, usual, floor), limit) {
                prop_assert!(!is_beyond(&line(price + more, usual, floor), limit));
            }
            prop_assert!(!is_beyond(&line(usual.unwrap_or(1).max(floor.unwrap_or(1)), usual, floor), limit));
        }
    }
}
