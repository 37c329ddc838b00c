//! What notes take off lines: in words for the usual cases, by lot for all others.

use proptest::prelude::*;

use super::*;
use crate::platform::values::UnitPrice;

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn line(quantity: i64, net: &str, vat: &str) -> Part {
    let (net, vat) = (money(net), money(vat));
    Part { quantity: Quantity::whole(quantity), net, vat, gross: net.plus(vat).unwrap() }
}

fn goods(line: i64, quantity: i64) -> NewLine {
    NewLine { line, quantity: Some(Quantity::whole(quantity)), amount: None }
}

fn sum(line: i64, amount: &str) -> NewLine {
    NewLine { line, quantity: None, amount: Some(money(amount)) }
}

/// Lines as they are priced with the VAT inside, by measure.
fn measured(left: &[Part]) -> Vec<Left> {
    left.iter().map(|part| Left { part: *part, mode: VatMode::Included, is_counted: false }).collect()
}

fn taken(left: &[Part], wanted: &[NewLine]) -> Vec<(i64, Part)> {
    take(&measured(left), wanted, Currency::ROUBLE).unwrap()
}

/// A line of an invoice in a unit, at a price.
fn billed(unit: &str, quantity: &str, price: &str, net: &str, vat: &str) -> BillLine {
    let (net, vat) = (money(net), money(vat));
    BillLine {
        sku: "A".into(),
        own_number: None,
        name: "А".into(),
        name_en: "A".into(),
        unit: unit.into(),
        quantity: Quantity::parse(quantity).unwrap(),
        unit_price: UnitPrice::parse(price).unwrap(),
        vat_rate: None,
        ordered_rate: None,
        net,
        vat,
        gross: net.plus(vat).unwrap(),
    }
}

#[track_caller]
fn refused(left: &[Part], wanted: &[NewLine]) -> (String, &'static str) {
    let Err(No::Refused(refusal)) = take(&measured(left), wanted, Currency::ROUBLE) else { panic!("not refused") };
    let first = refusal.faults.first().expect("a field");
    (first.field.clone(), first.code)
}

#[test]
fn goods_come_back_at_the_price_of_their_line() {
    let left = [line(10, "32131.15", "7068.85")];
    let told = taken(&left, &[goods(1, 2)]);
    assert_eq!(
        told,
        [(1, Part { quantity: Quantity::whole(2), net: money("6426.23"), vat: money("1413.77"), gross: money("7840.00") })]
    );
    // All of it to the kopeck.
    assert_eq!(taken(&left, &[goods(1, 10)]), [(1, left[0])]);
}

#[test]
fn the_last_third_takes_the_kopeck_that_is_left() {
    let mut left = line(3, "81.97", "18.03");
    let mut told = Vec::new();
    for _ in 0..3 {
        let part = taken(&[left], &[goods(1, 1)])[0].1;
        left = left.minus(part).unwrap();
        told.push((part.gross, part.vat));
    }
    assert_eq!(told, [(money("33.33"), money("6.01")), (money("33.34"), money("6.01")), (money("33.33"), money("6.01"))]);
    assert_eq!(left, Part::default());
}

#[test]
fn after_the_price_has_fallen_goods_come_back_at_the_lower_one() {
    let whole = line(10, "1000.00", "0.00");
    let cheaper = taken(&[whole], &[sum(1, "100.00")])[0].1;
    assert_eq!((cheaper.quantity, cheaper.gross), (Quantity::ZERO, money("100.00")));
    let left = whole.minus(cheaper).unwrap();
    assert_eq!(taken(&[left], &[goods(1, 1)])[0].1.gross, money("90.00"));
}

#[test]
fn a_line_without_vat_stays_without_it_and_a_kopeck_is_a_kopeck() {
    assert_eq!(
        taken(&[line(1, "1000.00", "0.00")], &[sum(1, "0.01")])[0].1,
        Part { net: money("0.01"), gross: money("0.01"), ..Part::default() }
    );
    assert_eq!(taken(&[line(1, "0.01", "0.00")], &[goods(1, 1)])[0].1.gross, money("0.01"));
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let left = [line(2, "100.00", "22.00"), line(1, "0.00", "0.00")];
    assert_eq!(refused(&left, &[]), ("lines".into(), "missing"));
    assert_eq!(refused(&left, &[goods(1, 1), goods(3, 1)]), ("lines/1/line".into(), "unknown"));
    for line in [0, -1, i64::MIN, i64::MAX] {
        assert_eq!(refused(&left, &[goods(line, 1)]), ("lines/0/line".into(), "unknown"));
    }
    assert_eq!(refused(&left, &[goods(1, 1), sum(1, "1.00")]), ("lines/1/line".into(), "duplicate"));
    assert_eq!(refused(&left, &[goods(1, 3)]), ("lines/0/quantity".into(), "too_much"));
    assert_eq!(refused(&left, &[goods(1, 0)]), ("lines/0/quantity".into(), "out_of_range"));
    assert_eq!(refused(&left, &[goods(1, -1)]), ("lines/0/quantity".into(), "out_of_range"));
    assert_eq!(refused(&left, &[sum(1, "122.01")]), ("lines/0/amount".into(), "too_much"));
    assert_eq!(refused(&left, &[sum(1, "0.00")]), ("lines/0/amount".into(), "out_of_range"));
    assert_eq!(refused(&left, &[sum(1, "-5.00")]), ("lines/0/amount".into(), "out_of_range"));
    assert_eq!(refused(&left, &[NewLine { line: 1, quantity: None, amount: None }]), ("lines/0".into(), "one_of_two"));
    let both = NewLine { quantity: Some(Quantity::whole(1)), ..sum(1, "1.00") };
    assert_eq!(refused(&left, &[both]), ("lines/0".into(), "one_of_two"));
    // What was given away comes back with something that was not.
    assert_eq!(refused(&left, &[goods(2, 1)]), ("lines".into(), "nothing"));
    assert_eq!(taken(&left, &[goods(1, 1), goods(2, 1)]).len(), 2);
}

#[test]
fn a_line_with_the_vat_on_top_is_shared_by_its_net() {
    // 3 at 0.3350 is 1.01 net, the VAT 0.22: a third is 0.34 and 0.07, whatever a third of 1.23 is.
    let left = Left::of(&billed("796", "3", "0.335", "1.01", "0.22"));
    assert_eq!(left.mode, VatMode::OnTop);
    let told = take(&[left], &[goods(1, 1)], Currency::ROUBLE).unwrap()[0].1;
    assert_eq!((told.net, told.vat, told.gross), (money("0.34"), money("0.07"), money("0.41")));
}

#[test]
fn how_a_price_stands_to_vat_is_seen_from_the_line() {
    let mode = |quantity, price, net, vat| Left::of(&billed("796", quantity, price, net, vat)).mode;
    assert_eq!(mode("2", "3920", "6426.23", "1413.77"), VatMode::Included);
    assert_eq!(mode("2", "3920", "7840.00", "1724.80"), VatMode::OnTop);
    // A part whose kopeck another part has taken.
    assert_eq!(mode("1", "33.3333", "33.34", "7.33"), VatMode::OnTop);
    assert_eq!(mode("1", "33.3333", "27.33", "6.01"), VatMode::Included);
    assert_eq!(mode("1", "1000", "1000.00", "0.00"), VatMode::Included);
}

#[test]
fn what_is_counted_comes_back_whole_or_not_at_all() {
    let half = NewLine { line: 1, quantity: Some(Quantity::from_steps(500)), amount: None };
    let take = |left: Left, new: &NewLine| take(&[left], std::slice::from_ref(new), Currency::ROUBLE);
    // Pieces, packs, and a delivery, which has no unit.
    for unit in ["796", "778", ""] {
        let left = Left::of(&billed(unit, "2", "100", "163.93", "36.07"));
        let Err(No::Refused(refusal)) = take(left, &half) else { panic!("half of {unit}") };
        let fault = refusal.faults.first().unwrap();
        assert_eq!((fault.field.as_str(), fault.code), ("lines/0/quantity", "not_whole"));
        assert!(take(left, &goods(1, 1)).is_ok() && take(left, &sum(1, "0.01")).is_ok());
        // Of what is not whole all of it may be taken.
        let odd = Left { part: Part { quantity: Quantity::from_steps(500), ..left.part }, ..left };
        assert_eq!(take(odd, &half).unwrap()[0].1, odd.part);
    }
    let metres = Left::of(&billed("006", "2", "100", "163.93", "36.07"));
    assert_eq!(take(metres, &half).unwrap()[0].1.gross, money("50.00"));
}

#[test]
fn the_greatest_line_there_can_be_is_shared_and_not_wrapped() {
    let most = Money::from_steps(Money::MAX / 2);
    let huge = Part {
        quantity: Quantity::from_steps(Quantity::MAX),
        net: most,
        vat: most,
        gross: Money::from_steps(Money::MAX / 2 * 2),
    };
    let half = NewLine { line: 1, quantity: Some(Quantity::from_steps(Quantity::MAX / 2)), amount: None };
    let part = taken(&[huge], &[half])[0].1;
    assert_eq!(part.net.plus(part.vat).unwrap(), part.gross);
    assert!(huge.minus(part).unwrap().net >= Money::ZERO);
}

/// A line as invoices have it: some goods at a price with a rate.
fn any_line() -> impl Strategy<Value = Part> {
    (1i64..50_000, 0i64..10_000_000, 0i64..=2500).prop_map(|(quantity, net, rate)| {
        let net = Money::from_steps(net);
        let vat = Money::rounded(net.decimal() * rust_decimal::Decimal::new(rate, 4)).unwrap();
        Part { quantity: Quantity::from_steps(quantity), net, vat, gross: net.plus(vat).unwrap() }
    })
}

fn any_mode() -> impl Strategy<Value = VatMode> {
    prop_oneof![Just(VatMode::Included), Just(VatMode::OnTop)]
}

proptest! {
    #[test]
    fn notes_never_come_to_more_than_the_line_and_all_of_them_to_exactly_it(
        whole in any_line(), mode in any_mode(), asked in proptest::collection::vec((any::<bool>(), 1i64..60_000), 0..12),
    ) {
        let (mut left, mut sum) = (whole, Part::default());
        let known = |part: Part| Left { part, mode, is_counted: false };
        let mut notes: Vec<NewLine> = asked
            .into_iter()
            .map(|(is_goods, much)| NewLine {
                line: 1,
                quantity: is_goods.then(|| Quantity::from_steps(much)),
                amount: (!is_goods).then(|| Money::from_steps(much * 20)),
            })
            .collect();
        notes.push(NewLine { line: 1, quantity: Some(whole.quantity), amount: None });
        for new in notes {
            let told = take(&[known(left)], std::slice::from_ref(&new), Currency::ROUBLE);
            let is_too_much = new.quantity.is_some_and(|quantity| quantity > left.quantity)
                || new.amount.is_some_and(|amount| amount > left.gross);
            let Ok(told) = told else {
                // Only what is more than is left, or comes to nothing, is refused.
                let is_nothing = |quantity| by_quantity(known(left), quantity).unwrap().gross == Money::ZERO;
                prop_assert!(is_too_much || new.quantity.is_some_and(is_nothing));
                continue;
            };
            prop_assert!(!is_too_much);
            let part = told[0].1;
            prop_assert_eq!(part.net.plus(part.vat).unwrap(), part.gross);
            prop_assert!(part.net >= Money::ZERO && part.vat >= Money::ZERO && part.gross.is_positive());
            if let Some(amount) = new.amount {
                prop_assert_eq!((part.gross, part.quantity), (amount, Quantity::ZERO));
            }
            (left, sum) = (left.minus(part).unwrap(), sum.plus(part).unwrap());
            prop_assert!(left.quantity >= Quantity::ZERO && left.net >= Money::ZERO && left.vat >= Money::ZERO);
            prop_assert_eq!(left.net.plus(left.vat).unwrap(), left.gross);
        }
        prop_assert_eq!(left.plus(sum).unwrap(), whole);
        // Whoever takes the rest takes it to the kopeck.
        if left.quantity.is_positive() && left.gross.is_positive() {
            let rest = NewLine { line: 1, quantity: Some(left.quantity), amount: None };
            let part = take(&[known(left)], &[rest], Currency::ROUBLE).unwrap()[0].1;
            prop_assert_eq!(left.minus(part).unwrap(), Part::default());
        }
    }

    #[test]
    fn a_part_of_the_goods_costs_its_share_and_so_does_its_vat(whole in any_line(), mode in any_mode(), part in 1i64..50_000) {
        prop_assume!(part < whole.quantity.steps());
        let told = by_quantity(Left { part: whole, mode, is_counted: false }, Quantity::from_steps(part)).unwrap();
        let (of, from) = (rust_decimal::Decimal::from(part), rust_decimal::Decimal::from(whole.quantity.steps()));
        let share = |all: Money| Money::rounded(all.decimal() * of / from).unwrap();
        prop_assert_eq!(told.vat, share(whole.vat));
        match mode {
            VatMode::Included => prop_assert_eq!(told.gross, share(whole.gross)),
            VatMode::OnTop => prop_assert_eq!(told.net, share(whole.net)),
        }
        prop_assert_eq!(told.net.plus(told.vat).unwrap(), told.gross);
    }
}
