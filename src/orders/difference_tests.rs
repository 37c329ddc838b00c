//! Changes of made-up orders: quantities, totals and differences agree whatever is changed.

use proptest::prelude::*;

use super::*;
use crate::orders::State;
use crate::orders::order::{Named, Settled, Terms};
use crate::partners::VatMode;
use crate::platform::values::ids::Id;
use crate::platform::values::{Currency, Moment, Percent};
use crate::pricing::amounts;

fn line(sku: usize, quantity: i64, price: i64) -> OrderLine {
    let (quantity, price) = (Quantity::from_steps(quantity), UnitPrice::from_steps(price));
    let rate = Some(Percent::from_steps(2200));
    let sums = amounts(price, quantity, rate, VatMode::Included).unwrap();
    OrderLine {
        own_number: None,
        sku: format!("A-{sku}"),
        name: "Товар".into(),
        name_en: "Product".into(),
        unit: "796".into(),
        quantity,
        unit_price: price,
        list_price: None,
        discount_percent: Percent::ZERO,
        vat_rate: rate,
        sum: sums.sum,
        net: sums.net,
        vat: sums.vat,
        gross: sums.gross,
        explanation: Vec::new(),
        allocations: Vec::new(),
        shipped: Quantity::ZERO,
        cancelled: Quantity::ZERO,
        promises: Vec::new(),
        settled: None,
    }
}

fn order(lines: Vec<OrderLine>) -> Order {
    let mut order = Order {
        id: Id::from_number(1),
        number: "000001".into(),
        version: 1,
        state: State::Confirmed,
        on_hold: Vec::new(),
        is_cancellation_asked: false,
        cancellation_refused: None,
        partner: Named { code: "ALFA".into(), name: "Альфа".into() },
        unit: None,
        contract: Terms { number: "A-1".into(), payment: "net 30".into(), vat_mode: VatMode::Included },
        placed_by: "Ирина".into(),
        on_behalf_of: None,
        placed_at: Moment::from_micros(0),
        currency: Currency::parse("RUB").unwrap(),
        your_number: None,
        requested_on: None,
        comment: None,
        delivery: Some(Delivery {
            name: "Склад".into(),
            address: "ул. Северная 1".into(),
            method: "Доставка".into(),
            cost: Money::from_steps(122_000),
            vat: Money::from_steps(22_000),
        }),
        lines,
        net: Money::ZERO,
        vat: Money::ZERO,
        total: Money::ZERO,
    };
    order.recount().unwrap();
    order
}

fn change(order: &Order, quantities: &[i64]) -> Order {
    let mut after = order.clone();
    for (line, quantity) in after.lines.iter_mut().zip(quantities) {
        let quantity = Quantity::from_steps((*quantity).max(line.shipped.steps()));
        let sums = amounts(line.unit_price, quantity, line.vat_rate, VatMode::Included).unwrap();
        line.want(quantity);
        line.set_amounts(sums);
    }
    after.recount().unwrap();
    after
}

#[test]
fn what_was_changed_is_told_line_by_line_and_then_the_total() {
    let before = order(vec![line(1, 2000, 40_000_000), line(2, 5000, 500_000), line(3, 1000, 100_000)]);
    let mut after = change(&before, &[3000, 0, 1000]);
    after.lines.push(line(4, 1000, 70_000));
    after.requested_on = "2026-06-01".parse().ok();
    after.recount().unwrap();
    let found = between(&before, &after);
    let told: Vec<(&str, Option<&str>)> = found.iter().map(|one| (one.aspect.as_str(), one.sku.as_deref())).collect();
    assert_eq!(
        told,
        [("quantity", Some("A-1")), ("cancelled", Some("A-2")), ("added", Some("A-4")), ("requested_on", None), ("total", None)]
    );
    assert_eq!(between(&before, &before.clone()), Vec::new());
}

#[test]
fn a_line_of_which_something_left_keeps_what_was_ordered() {
    let mut part = line(1, 5000, 10_000);
    part.shipped = Quantity::whole(2);
    part.want(Quantity::whole(3));
    assert_eq!((part.quantity, part.cancelled, part.open()), (Quantity::whole(5), Quantity::whole(2), Quantity::whole(1)));
    let mut whole = line(1, 5000, 10_000);
    whole.want(Quantity::whole(3));
    assert_eq!((whole.quantity, whole.cancelled), (Quantity::whole(3), Quantity::ZERO));
    whole.want(Quantity::ZERO);
    assert_eq!((whole.quantity, whole.cancelled, whole.open()), (Quantity::whole(3), Quantity::whole(3), Quantity::ZERO));
    whole.want(Quantity::whole(8));
    assert_eq!((whole.quantity, whole.cancelled), (Quantity::whole(8), Quantity::ZERO));
}

#[test]
fn what_is_settled_survives_its_words() {
    let mut one = line(1, 5000, 10_000);
    one.settled = Some(Settled::of(Quantity::whole(2), one.amounts()));
    let text = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<OrderLine>(&text).unwrap(), one);
    assert!(!serde_json::to_string(&line(1, 1000, 1)).unwrap().contains("settled"));
}

fn changed() -> impl Strategy<Value = Vec<(i64, i64, i64, i64)>> {
    // Ordered, shipped of it in thousandths, wanted anew, price.
    proptest::collection::vec((1i64..50_000, 0i64..=1000, 0i64..80_000, 1i64..100_000_000), 1..8)
}

proptest! {
    #[test]
    fn quantities_and_totals_agree_whatever_is_changed(rows in changed()) {
        let lines = rows.iter().enumerate().map(|(at, (quantity, shipped, _, price))| {
            let mut line = line(at, *quantity, *price);
            line.shipped = Quantity::from_steps(quantity * shipped / 1000);
            line
        });
        let before = order(lines.collect());
        let wanted: Vec<i64> = rows.iter().map(|(.., wanted, _)| *wanted).collect();
        let after = change(&before, &wanted);
        for line in &after.lines {
            prop_assert_eq!(line.shipped.steps() + line.open().steps() + line.cancelled.steps(), line.quantity.steps());
            prop_assert!(line.quantity.is_positive() && line.cancelled >= Quantity::ZERO && line.open() >= Quantity::ZERO);
        }
        let goods = Money::sum(after.lines.iter().map(|line| line.gross)).unwrap();
        prop_assert_eq!(after.total, goods.plus(Money::from_steps(122_000)).unwrap());
        prop_assert_eq!(after.net.plus(after.vat).unwrap(), after.total);
        // What the change commits is what its lines come to more or less.
        let more: i64 = after.lines.iter().zip(&before.lines).map(|(is, was)| is.gross.steps() - was.gross.steps()).sum();
        prop_assert_eq!(before.total.steps() + more, after.total.steps());
        let is_told = between(&before, &after).iter().any(|found| found.aspect == Aspect::Total);
        prop_assert_eq!(is_told, before.total != after.total);
        let others = between(&before, &after).iter().filter(|found| found.aspect != Aspect::Total).count();
        let moved = after.lines.iter().zip(&before.lines).filter(|(is, was)| is.wanted() != was.wanted()).count();
        prop_assert_eq!(others, moved);
    }
}
