//! VAT of a line, by the contract's mode. Rounded once: the line to two places, half away from zero.

use rust_decimal::Decimal;

use crate::partners::VatMode;
use crate::platform::error::Answer;
use crate::platform::values::{Money, Percent, Quantity, UnitPrice};

/// The codes of the rates there are, the most usual first. Each has its rates by date.
pub const CODES: [&str; 4] = ["standard", "reduced", "zero", "none"];

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Price by quantity, as the price stands to VAT: what the line shows.
    pub sum: Money,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
}

/// The amounts of so much at such a price. No rate is «no VAT», which is not 0 %, but both add nothing.
pub fn amounts(price: UnitPrice, quantity: Quantity, rate: Option<Percent>, mode: VatMode) -> Answer<Amounts> {
    let sum = Money::rounded(price.decimal() * quantity.decimal())?;
    split(sum, rate, mode)
}

/// The same for a sum that is already known.
pub fn split(sum: Money, rate: Option<Percent>, mode: VatMode) -> Answer<Amounts> {
    let percent = rate.unwrap_or(Percent::ZERO).decimal();
    let hundred = Decimal::ONE_HUNDRED;
    Ok(match mode {
        VatMode::Included => {
            let vat = Money::rounded(sum.decimal() * percent / (hundred + percent))?;
            Amounts { sum, net: sum.minus(vat)?, vat, gross: sum }
        }
        VatMode::OnTop => {
            let vat = Money::rounded(sum.decimal() * percent / hundred)?;
            Amounts { sum, net: sum, vat, gross: sum.plus(vat)? }
        }
    })
}

/// The sum of many lines: totals are sums of lines.
pub fn total(lines: impl IntoIterator<Item = Amounts>) -> Answer<Amounts> {
    lines.into_iter().try_fold(Amounts::default(), |all, line| {
        Ok(Amounts {
            sum: all.sum.plus(line.sum)?,
            net: all.net.plus(line.net)?,
            vat: all.vat.plus(line.vat)?,
            gross: all.gross.plus(line.gross)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn vat_is_taken_out_or_put_on_top() {
        let rate = Some(Percent::parse("22").unwrap());
        let price = UnitPrice::parse("100").unwrap();
        let included = amounts(price, Quantity::whole(3), rate, VatMode::Included).unwrap();
        assert_eq!((included.net, included.vat, included.gross), (money("245.90"), money("54.10"), money("300.00")));
        let on_top = amounts(price, Quantity::whole(3), rate, VatMode::OnTop).unwrap();
        assert_eq!((on_top.net, on_top.vat, on_top.gross), (money("300.00"), money("66.00"), money("366.00")));
        let none = amounts(price, Quantity::whole(3), None, VatMode::OnTop).unwrap();
        assert_eq!((none.net, none.vat, none.gross), (money("300.00"), Money::ZERO, money("300.00")));
    }

    #[test]
    fn an_unthinkable_line_is_refused_not_wrapped() {
        let most = UnitPrice::from_steps(UnitPrice::MAX);
        assert!(amounts(most, Quantity::from_steps(Quantity::MAX), None, VatMode::Included).is_ok());
        let huge =
            amounts(most, Quantity::from_steps(Quantity::MAX), Some(Percent::parse("22").unwrap()), VatMode::OnTop).unwrap();
        assert!(total(std::iter::repeat_n(huge, 20)).is_err());
    }

    proptest! {
        #[test]
        fn net_and_vat_always_make_the_gross(price in 1i64..1_000_000_000, quantity in 1i64..1_000_000_000, rate in proptest::option::of(0i64..=2500), on_top: bool) {
            let mode = if on_top { VatMode::OnTop } else { VatMode::Included };
            let a = amounts(UnitPrice::from_steps(price), Quantity::from_steps(quantity), rate.map(Percent::from_steps), mode).unwrap();
            prop_assert_eq!(a.net.plus(a.vat).unwrap(), a.gross);
            prop_assert_eq!(if on_top { a.net } else { a.gross }, a.sum);
            prop_assert!(a.vat >= Money::ZERO);
        }
    }
}
