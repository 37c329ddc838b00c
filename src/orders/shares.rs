//! What a part of an order's line comes to. Pure: parts are rounded each by itself, the last one takes the remainder,
//! so that the parts of a line always add up to the line.

use crate::partners::VatMode;
use crate::platform::error::Answer;
use crate::platform::values::{Money, Quantity};
use crate::pricing::Amounts;

/// The amount of each part of so much: its share, rounded half away from zero, never more than is left.
/// The part with which all of it is gone takes what is left.
pub fn parts(whole: Money, of: Quantity, parts: &[Quantity]) -> Answer<Vec<Money>> {
    let (mut gone, mut rest) = (Quantity::ZERO, whole);
    let mut shares = Vec::with_capacity(parts.len());
    for part in parts {
        gone = gone.plus(*part)?;
        let share = if gone >= of { rest } else { Money::rounded(whole.decimal() * part.decimal() / of.decimal())?.min(rest) };
        rest = rest.minus(share)?;
        shares.push(share);
    }
    Ok(shares)
}

/// The amounts of each part of a line. Sum and VAT are shared; the others follow from them.
pub fn of_line(line: Amounts, of: Quantity, quantities: &[Quantity], mode: VatMode) -> Answer<Vec<Amounts>> {
    let sums = parts(line.sum, of, quantities)?;
    let vats = parts(line.vat, of, quantities)?;
    sums.into_iter()
        .zip(vats)
        .map(|(sum, vat)| {
            Ok(match mode {
                VatMode::Included => Amounts { sum, net: sum.minus(vat)?, vat, gross: sum },
                VatMode::OnTop => Amounts { sum, net: sum, vat, gross: sum.plus(vat)? },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::{Currency, Percent, UnitPrice};
    use crate::pricing::{amounts, vat};
    use crate::receivables::BillLine;
    use crate::receivables::credit_note::share::{Left, NewLine, take};
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn the_last_third_takes_the_kopeck_that_is_left() {
        let thirds = [Quantity::whole(1); 3];
        let told = parts(money("100.00"), Quantity::whole(3), &thirds).unwrap();
        assert_eq!(told, [money("33.33"), money("33.33"), money("33.34")]);
    }

    #[test]
    fn many_small_parts_never_come_to_more_than_the_whole() {
        let told = parts(money("0.05"), Quantity::whole(10), &[Quantity::whole(1); 10]).unwrap();
        assert_eq!(Money::sum(told.clone()).unwrap(), money("0.05"));
        assert!(told.iter().all(|part| *part >= Money::ZERO));
    }

    #[test]
    fn a_part_that_is_not_the_last_is_its_share() {
        let told = parts(money("11760.00"), Quantity::whole(3), &[Quantity::whole(2)]).unwrap();
        assert_eq!(told, [money("7840.00")]);
    }

    fn splits() -> impl Strategy<Value = Vec<i64>> {
        proptest::collection::vec(1i64..50_000, 1..12)
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_line_whatever_the_split_and_the_rate(
            split in splits(), price in 1i64..100_000_000, rate in proptest::option::of(0i64..=2500), on_top: bool,
        ) {
            let mode = if on_top { VatMode::OnTop } else { VatMode::Included };
            let quantities: Vec<Quantity> = split.into_iter().map(Quantity::from_steps).collect();
            let of = Quantity::from_steps(quantities.iter().map(|part| part.steps()).sum());
            let line = amounts(UnitPrice::from_steps(price), of, rate.map(Percent::from_steps), mode).unwrap();
            let told = of_line(line, of, &quantities, mode).unwrap();
            prop_assert_eq!(vat::total(told.iter().copied()).unwrap(), line);
            for part in &told {
                prop_assert_eq!(part.net.plus(part.vat).unwrap(), part.gross);
                prop_assert!(part.sum >= Money::ZERO && part.vat >= Money::ZERO);
            }
        }

        #[test]
        fn a_note_takes_back_what_the_bill_of_so_much_would_have_said(
            all in 2i64..50_000, part in 1i64..50_000, price in 1i64..100_000_000, rate in proptest::option::of(0i64..=2500), on_top: bool,
        ) {
            prop_assume!(part < all);
            let mode = if on_top { VatMode::OnTop } else { VatMode::Included };
            let (all, part) = (Quantity::from_steps(all), Quantity::from_steps(part));
            let (price, rate) = (UnitPrice::from_steps(price), rate.map(Percent::from_steps));
            let line = amounts(price, all, rate, mode).unwrap();
            let shared = of_line(line, all, &[part], mode).unwrap()[0];
            let billed = BillLine {
                sku: "A".into(), own_number: None, name: "А".into(), name_en: "A".into(), unit: "166".into(), quantity: all, unit_price: price,
                vat_rate: rate, ordered_rate: None, net: line.net, vat: line.vat, gross: line.gross,
            };
            let new = NewLine { line: 1, quantity: Some(part), amount: None };
            match take(&[Left::of(&billed)], &[new], Currency::ROUBLE) {
                Ok(taken) => {
                    let told = taken[0].1;
                    prop_assert_eq!((told.net, told.vat, told.gross), (shared.net, shared.vat, shared.gross));
                }
                Err(_) => prop_assert_eq!(shared.gross, Money::ZERO),
            }
        }

        #[test]
        fn earlier_parts_are_the_same_whatever_comes_later(split in splits(), whole in 0i64..1_000_000_000) {
            let quantities: Vec<Quantity> = split.into_iter().map(Quantity::from_steps).collect();
            let of = Quantity::from_steps(quantities.iter().map(|part| part.steps()).sum::<i64>() + 1);
            let all = parts(Money::from_steps(whole), of, &quantities).unwrap();
            for n in 1..quantities.len() {
                prop_assert_eq!(&parts(Money::from_steps(whole), of, &quantities[..n]).unwrap()[..], &all[..n]);
            }
        }
    }
}
