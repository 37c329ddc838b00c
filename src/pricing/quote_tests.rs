//! The price function in the words of the trade, and by generated cases.

use proptest::prelude::*;

use super::*;
use crate::partners::{DiscountPolicy, VatMode};
use crate::platform::values::ids::Id;
use crate::pricing::PriceListId;
use crate::pricing::discount::Off;
use crate::pricing::discount::{Discount, Subject};

fn price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).unwrap()
}

fn terms() -> Terms {
    Terms {
        contract_number: "D-1".into(),
        contract_owner: 2,
        list: PriceListId::from_number(1),
        list_code: "OPT".into(),
        currency: Currency::parse("RUB").unwrap(),
        tier: TierKind::Whole,
        vat_mode: VatMode::Included,
        policy: DiscountPolicy::Best,
        discounts_on_contract_price: false,
        discounts: Vec::new(),
        day: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
    }
}

fn row(is_contract: bool, from: i64, text: &str) -> PriceRow {
    PriceRow { is_contract, from_quantity: Quantity::whole(from), valid_until: None, price: price(text), floor: None }
}

fn goods(rows: Vec<PriceRow>) -> Goods {
    Goods { product: 7, categories: vec![30, 3], vat_rate: None, rows }
}

fn percent_off(code: &str, percent: &str, subject: Subject) -> Discount {
    let off = Off::Percent(Percent::parse(percent).unwrap());
    Discount { code: code.into(), name: code.into(), name_en: code.into(), subject, off, valid_until: None }
}

fn at(terms: &Terms, goods: &Goods, pieces: i64) -> Quote {
    quote(terms, goods, Quantity::whole(pieces)).unwrap().unwrap()
}

#[test]
fn what_was_quoted_costs_what_was_quoted_and_says_so() {
    let until = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let quoted = Quoted { quote: "Q-000007".into(), version: 2, until, price: price("87.5") };
    let told = as_quoted(&quoted, Some(price("100")), Currency::parse("RUB").unwrap());
    assert_eq!((told.unit_price, told.discount_percent), (price("87.5"), Percent::parse("12.5").unwrap()));
    let step = Step::Quoted { quote: "Q-000007".into(), version: 2, until, price: price("87.5") };
    assert_eq!((told.steps, told.valid_until), (vec![step], Some(until)));
    assert_eq!(as_quoted(&quoted, None, Currency::parse("RUB").unwrap()).discount_percent, Percent::ZERO);
}

#[test]
fn without_a_price_there_is_no_quote() {
    assert_eq!(quote(&terms(), &goods(vec![]), Quantity::whole(1)).unwrap(), None);
}

#[test]
fn at_nine_the_tier_at_ten_is_told_and_at_ten_the_whole_line_costs_less() {
    let goods = goods(vec![row(false, 0, "100"), row(false, 10, "90")]);
    let nine = at(&terms(), &goods, 9);
    assert_eq!((nine.unit_price, nine.next_tier.unwrap().from_quantity), (price("100"), Quantity::whole(10)));
    assert_eq!(nine.next_tier.unwrap().unit_price, price("90"));
    let ten = at(&terms(), &goods, 10);
    assert_eq!((ten.unit_price, ten.next_tier), (price("90"), None));
}

#[test]
fn a_tier_of_the_part_above_prices_only_that_part() {
    let mut terms = terms();
    terms.tier = TierKind::Above;
    let goods = goods(vec![row(false, 0, "100"), row(false, 10, "90"), row(false, 20, "80")]);
    assert_eq!(at(&terms, &goods, 10).unit_price, price("100"));
    assert_eq!(at(&terms, &goods, 20).unit_price, price("95"));
    // Ten at 100, ten at 90, twenty at 80.
    assert_eq!(at(&terms, &goods, 40).unit_price, price("87.5"));
}

#[test]
fn a_contract_price_replaces_the_list_and_takes_discounts_only_where_the_contract_says_so() {
    let mut terms = terms();
    terms.discounts = vec![percent_off("A", "10", Subject::All)];
    let goods = goods(vec![row(false, 0, "100"), row(true, 0, "80")]);
    let quote = at(&terms, &goods, 1);
    assert_eq!((quote.unit_price, quote.list_price), (price("80"), Some(price("100"))));
    assert_eq!(quote.discount_percent, Percent::parse("20").unwrap());
    terms.discounts_on_contract_price = true;
    assert_eq!(at(&terms, &goods, 1).unit_price, price("72"));
}

#[test]
fn the_best_discount_counts_alone_and_cumulative_ones_follow_each_other() {
    let mut terms = terms();
    terms.discounts = vec![
        percent_off("A", "5", Subject::All),
        percent_off("B", "10", Subject::Category(3)),
        percent_off("C", "50", Subject::Product(8)),
    ];
    let goods = goods(vec![row(false, 0, "100")]);
    assert_eq!(at(&terms, &goods, 1).unit_price, price("90"));
    terms.policy = DiscountPolicy::Cumulative;
    assert_eq!(at(&terms, &goods, 1).unit_price, price("85.5"));
}

#[test]
fn no_discount_goes_below_the_floor_and_the_buyer_reads_that_it_was_limited() {
    let mut terms = terms();
    terms.discounts = vec![percent_off("A", "50", Subject::All)];
    let mut base = row(false, 0, "100");
    base.floor = Some(price("70"));
    let quote = at(&terms, &goods(vec![base]), 1);
    assert_eq!(quote.unit_price, price("70"));
    assert!(matches!(quote.steps.last(), Some(Step::Limited { .. })));
}

#[test]
fn a_price_is_known_to_hold_until_the_first_of_its_parts_ends() {
    let (early, late) = (NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 12, 31).unwrap());
    let mut terms = terms();
    terms.discounts = vec![Discount { valid_until: Some(early), ..percent_off("A", "5", Subject::All) }];
    let rows = vec![PriceRow { valid_until: Some(late), ..row(false, 0, "100") }];
    assert_eq!(at(&terms, &goods(rows.clone()), 1).valid_until, Some(early));
    terms.discounts.clear();
    assert_eq!(at(&terms, &goods(rows), 1).valid_until, Some(late));
}

/// Recomputes a price from nothing but its explanation, as a buyer with a calculator would.
fn recomputed(steps: &[Step]) -> UnitPrice {
    let mut exact = Decimal::ZERO;
    for step in steps {
        exact = match step {
            Step::Discount { percent: Some(percent), .. } => exact - exact * percent.decimal() / Decimal::ONE_HUNDRED,
            Step::Discount { amount: Some(amount), .. } => (exact - amount.decimal()).max(Decimal::ZERO),
            Step::TierParts { parts, .. } => mean(parts),
            other => other.price().decimal(),
        };
    }
    UnitPrice::rounded(exact).unwrap()
}

prop_compose! {
    fn some_row(is_contract: bool)(from in 0i64..40, steps in 1i64..1_000_000_000, floor in proptest::option::of(1i64..1_000_000_000)) -> PriceRow {
        let floor = floor.map(UnitPrice::from_steps);
        PriceRow { is_contract, from_quantity: Quantity::whole(from), valid_until: None, price: UnitPrice::from_steps(steps), floor }
    }
}

prop_compose! {
    fn some_discount()(code in "[A-Z]{3}", percent in 1i64..=10_000, amount in 1i64..100_000_000, is_percent: bool, subject in 0..3) -> Discount {
        let off = if is_percent { Off::Percent(Percent::from_steps(percent)) } else { Off::Amount(UnitPrice::from_steps(amount)) };
        let subject = match subject { 0 => Subject::All, 1 => Subject::Category(3), _ => Subject::Product(7) };
        Discount { code: code.clone(), name: code.clone(), name_en: code, subject, off, valid_until: None }
    }
}

proptest! {
    #[test]
    fn the_explanation_recomputes_to_the_price(
        list in proptest::collection::vec(some_row(false), 0..4),
        contract in proptest::collection::vec(some_row(true), 0..3),
        discounts in proptest::collection::vec(some_discount(), 0..4),
        quantity in 1i64..100_000,
        (cumulative, above, on_contract) in any::<(bool, bool, bool)>(),
    ) {
        let mut terms = terms();
        terms.policy = if cumulative { DiscountPolicy::Cumulative } else { DiscountPolicy::Best };
        terms.tier = if above { TierKind::Above } else { TierKind::Whole };
        terms.discounts_on_contract_price = on_contract;
        terms.discounts = discounts;
        let goods = goods(list.iter().chain(&contract).copied().collect());
        if let Some(quote) = quote(&terms, &goods, Quantity::from_steps(quantity)).unwrap() {
            prop_assert_eq!(recomputed(&quote.steps), quote.unit_price);
            prop_assert_eq!(quote.steps.last().map(Step::price), Some(quote.unit_price));
            let floor = goods.rows.iter().filter_map(|row| row.floor).max();
            prop_assert!(floor.is_none_or(|floor| quote.unit_price >= floor));
        } else {
            prop_assert!(goods.rows.is_empty());
        }
    }

    #[test]
    fn the_order_in_which_rows_are_read_does_not_matter(
        rows in proptest::collection::btree_map(0i64..40, 1i64..1_000_000_000, 1..5), quantity in 1i64..100_000, above: bool,
    ) {
        let mut terms = terms();
        terms.tier = if above { TierKind::Above } else { TierKind::Whole };
        let rows: Vec<PriceRow> =
            rows.into_iter().map(|(from, steps)| PriceRow { price: UnitPrice::from_steps(steps), ..row(false, from, "1") }).collect();
        let (forward, backward) = (goods(rows.clone()), goods(rows.into_iter().rev().collect()));
        let ask = |goods: &Goods| quote(&terms, goods, Quantity::from_steps(quantity)).unwrap();
        prop_assert_eq!(ask(&forward), ask(&backward));
    }
}
