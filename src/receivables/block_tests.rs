//! What stops shipments and what lifts it, tried without a database.

use proptest::prelude::*;

use super::*;
use crate::platform::values::Currency;
use crate::platform::values::ids::Id;
use crate::receivables::Sums;
use crate::receivables::gate::{BLOCKED, Debt, Funding, NOT_PREPAID, OVERDUE, judge};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A debt that fell due so many days before the tenth of June, with three days of grace.
fn debt(number: i64, days_ago: i64, rest: i64) -> Debt {
    let due_on = day("2026-06-10") - chrono::TimeDelta::days(days_ago);
    Debt {
        number: format!("I-{number}"),
        due_on,
        spared_until: due_on + chrono::TimeDelta::days(3),
        rest: Money::from_steps(rest),
        is_waived: false,
    }
}

fn block(number: i64, ends_when: EndsWhen, until: Option<&str>) -> Block {
    Block {
        id: BlockId::from_number(number),
        cause: Cause::Manual,
        reason: "обещали заплатить в среду".into(),
        until: until.map(day),
        ends_when,
        began_at: Moment::from_micros(0),
        began_by: "acc_0000000000001".into(),
        ended: None,
    }
}

fn overdue_block() -> Block {
    Block { cause: Cause::Overdue, reason: String::new(), ..block(99, EndsWhen::OverduePaid, None) }
}

fn position(debts: Vec<Debt>, blocks: Vec<Block>) -> Position {
    Position { day: day("2026-06-10"), currency: Currency::parse("RUB").unwrap(), debts, blocks }
}

fn order(total: i64, paid: i64, is_prepaid: bool) -> Funding {
    let proformas = if paid < total { vec!["P-1".to_owned()] } else { Vec::new() };
    Funding { total: Money::from_steps(total), paid: Money::from_steps(paid), is_prepaid, proformas }
}

fn codes(position: &Position, order: Option<&Funding>) -> Vec<&'static str> {
    judge(position, order).unwrap().reasons.iter().map(|reason| reason.code).collect()
}

#[test]
fn a_debt_stops_shipments_the_day_after_its_days_of_grace() {
    assert_eq!(codes(&position(vec![debt(1, 3, 100)], vec![]), None), Vec::<&str>::new());
    assert_eq!(codes(&position(vec![debt(1, 4, 100)], vec![]), None), vec![OVERDUE]);
    let waived = Debt { is_waived: true, ..debt(1, 40, 100) };
    assert_eq!(codes(&position(vec![waived], vec![]), None), Vec::<&str>::new());
}

#[test]
fn the_cure_is_what_stops_and_nothing_more() {
    let verdict =
        judge(&position(vec![debt(1, 10, 700), debt(2, 4, 300), debt(3, 2, 50), debt(4, -5, 9)], vec![]), None).unwrap();
    let cure = verdict.cure.clone().unwrap();
    assert_eq!((cure.amount, cure.invoices), (Money::from_steps(1000), vec!["I-1".to_owned(), "I-2".to_owned()]));
    assert_eq!(verdict.who_can_release(), vec!["manager", "accountant", "administrator"]);
}

#[test]
fn a_condition_asks_for_its_own_payment_and_a_hand_or_a_day_for_none() {
    let debts = || vec![debt(1, 10, 700), debt(3, 2, 50), debt(4, -5, 9)];
    let sum = |blocks| judge(&position(debts(), blocks), None).unwrap().cure.map(|cure| cure.amount.steps());
    assert_eq!(sum(vec![block(1, EndsWhen::OverduePaid, None)]), Some(750));
    assert_eq!(sum(vec![block(1, EndsWhen::DebtPaid, None)]), Some(759));
    assert_eq!(sum(vec![block(1, EndsWhen::DebtPaid, None), block(2, EndsWhen::ByHand, None)]), None);
    assert_eq!(sum(vec![block(1, EndsWhen::Until, Some("2026-06-10"))]), None);
    assert_eq!(sum(vec![block(1, EndsWhen::Until, Some("2026-06-09"))]), Some(700));
}

#[test]
fn a_block_holds_on_its_last_day_and_not_after() {
    assert_eq!(codes(&position(vec![], vec![block(1, EndsWhen::Until, Some("2026-06-10"))]), None), vec![BLOCKED]);
    let over = position(vec![], vec![block(1, EndsWhen::Until, Some("2026-06-09"))]);
    assert_eq!(codes(&over, None), Vec::<&str>::new());
    assert_eq!(change(&over).ends, vec![(BlockId::from_number(1), Why::Time)]);
}

#[test]
fn what_is_paid_in_full_beforehand_leaves_whatever_else_is_owed() {
    let worst = position(vec![debt(1, 60, 100)], vec![overdue_block(), block(1, EndsWhen::ByHand, None)]);
    assert!(judge(&worst, Some(&order(500, 500, true))).unwrap().is_yes());
    assert_eq!(codes(&worst, Some(&order(500, 499, true))), vec![NOT_PREPAID, OVERDUE, BLOCKED]);
    let verdict = judge(&worst, Some(&order(500, 120, true))).unwrap();
    let cure = verdict.cure.clone().unwrap();
    assert_eq!((cure.amount, cure.invoices), (Money::from_steps(380), vec!["P-1".to_owned()]));
    let free = judge(&position(vec![], vec![]), Some(&order(500, 0, true))).unwrap();
    assert_eq!((free.reasons.len(), free.who_can_release()), (1, Vec::new()));
    // On credit nothing need be paid, and nothing paid makes nobody prepaid.
    assert!(judge(&position(vec![], vec![]), Some(&order(500, 0, false))).unwrap().is_yes());
    assert_eq!(codes(&worst, Some(&order(0, 0, false))), vec![OVERDUE, BLOCKED]);
}

#[test]
fn the_client_reads_no_words_of_the_manager_and_the_refusal_holds_none() {
    let verdict = judge(&position(vec![], vec![block(1, EndsWhen::ByHand, None)]), None).unwrap();
    assert_eq!(verdict.reasons[0].words, "обещали заплатить в среду");
    let refusal = verdict.refusal();
    assert_eq!((refusal.code, refusal.kind.status()), ("shipment_blocked", 409));
    assert!(!serde_json::to_string(&refusal.more).unwrap().contains("среду"));
    assert!(!format!("{:?}{:?}", refusal.message, verdict.warning(Sums::Told)).contains("среду"));
    assert_eq!(refusal.more["reasons"], json!([{"code": "blocked", "until": null}]));
    assert_eq!(refusal.more["cure"], serde_json::Value::Null);
}

#[test]
fn a_block_for_overdue_debt_begins_once_and_ends_with_the_debt() {
    assert_eq!(change(&position(vec![debt(1, 4, 1)], vec![])), Change { begins: true, ends: vec![] });
    assert_eq!(change(&position(vec![debt(1, 4, 1)], vec![overdue_block()])), Change::default());
    let settled = Change { begins: false, ends: vec![(BlockId::from_number(99), Why::Settled)] };
    assert_eq!(change(&position(vec![debt(1, 3, 1)], vec![overdue_block()])), settled);
    // Until its row has ended, it holds: nothing leaves between two looks of the clock.
    assert_eq!(codes(&position(vec![], vec![overdue_block()]), None), vec![OVERDUE]);
}

fn any_debt() -> impl Strategy<Value = Debt> {
    (1i64..9, -20i64..60, 1i64..1_000_000, any::<bool>())
        .prop_map(|(number, days, rest, is_waived)| Debt { is_waived, ..debt(number, days, rest) })
}

fn any_block() -> impl Strategy<Value = Block> {
    let ends = prop::sample::select(vec![EndsWhen::OverduePaid, EndsWhen::DebtPaid, EndsWhen::ByHand, EndsWhen::Until]);
    (1i64..9, ends, 5u32..16).prop_map(|(number, ends_when, last)| {
        let until = (ends_when == EndsWhen::Until).then(|| format!("2026-06-{last:02}"));
        block(number, ends_when, until.as_deref())
    })
}

/// The blocks after a change was made.
fn after(position: &Position) -> Position {
    let change = change(position);
    let mut blocks = position.blocks.clone();
    blocks.retain(|block| !change.ends.iter().any(|(id, _)| *id == block.id));
    if change.begins {
        blocks.push(overdue_block());
    }
    Position { blocks, ..position.clone() }
}

proptest! {
    #[test]
    fn one_change_is_enough(debts in prop::collection::vec(any_debt(), 0..6), blocks in prop::collection::vec(any_block(), 0..4)) {
        let settled = after(&position(debts, blocks));
        prop_assert_eq!(change(&settled), Change::default());
        let is_marked = settled.blocks.iter().any(|block| block.cause == Cause::Overdue);
        prop_assert_eq!(is_marked, settled.stopping().next().is_some());
    }

    #[test]
    fn paying_the_cure_lets_goods_leave(debts in prop::collection::vec(any_debt(), 0..6), blocks in prop::collection::vec(any_block(), 0..4)) {
        let mut stands = after(&position(debts, blocks));
        let verdict = judge(&stands, None).unwrap();
        prop_assert_eq!(verdict.is_yes(), verdict.warning(Sums::Told).is_none());
        prop_assert_eq!(verdict.is_yes(), verdict.warning(Sums::Hidden).is_none());
        match verdict.cure {
            Some(cure) => {
                let paid: i64 = stands.debts.iter().filter(|d| cure.invoices.contains(&d.number)).map(|d| d.rest.steps()).sum();
                prop_assert!(cure.amount.steps() <= paid && cure.amount.is_positive());
                stands.debts.retain(|debt| !cure.invoices.contains(&debt.number));
                prop_assert!(judge(&after(&stands), None).unwrap().is_yes());
            }
            None => {
                let waits = |block: &Block| matches!(block.ends_when, EndsWhen::ByHand | EndsWhen::Until);
                prop_assert!(verdict.is_yes() || stands.in_force().any(waits));
            }
        }
    }
}
