//! Cells as people type them, and the values they stand for.

use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let written = [
        ("0", "0"),
        ("5", "5"),
        ("007", "7"),
        ("1234.5", "1234.5"),
        ("1234,50", "1234.5"),
        ("1 234,50", "1234.5"),
        ("1\u{a0}234\u{a0}567,8", "1234567.8"),
        ("12\u{202f}000", "12000"),
        ("1,234", "1.234"),
        ("-0,25", "-0.25"),
        ("\u{2212}3", "-3"),
        ("+3", "3"),
        ("-0", "0"),
        (" 2 ", "2"),
        ("1.50000", "1.5"),
    ];
    for (cell, expected) in written {
        assert_eq!(decimal(cell, 4), Ok(number(expected)), "{cell}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for cell in [
        "abc",
        "1,234.50",
        "1.234,50",
        "1,234,567",
        "1e3",
        "1 23",
        "1234 567",
        "1  000",
        "5.",
        ".5",
        "5 ₽",
        "0x1",
        "1_000",
        "٣",
        "--1",
        "NaN",
    ] {
        let fault = decimal(cell, 4).unwrap_err();
        assert!(matches!(fault, BadCell::NotNumber | BadCell::Formula), "{cell} {fault:?}");
    }
    assert_eq!(decimal("", 2), Err(BadCell::Missing));
    assert_eq!(decimal("=1", 2), Err(BadCell::Formula));
    assert_eq!(decimal("1.005", 2), Err(BadCell::TooManyDecimals));
    assert_eq!(decimal("0,1", 0), Err(BadCell::TooManyDecimals));
    assert_eq!(decimal(&"9".repeat(40), 2), Err(BadCell::OutOfRange));
}

#[test]
fn days_come_in_two_forms() {
    let last = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    assert_eq!(day("2026-01-31"), Ok(last));
    assert_eq!(day(" 31.01.2026 "), Ok(last));
    for cell in ["31/01/2026", "2026-1-31", "2026-02-30", "01.31.2026", "31.01.26", "2026-01-31T00:00", "46053"] {
        assert_eq!(day(cell), Err(BadCell::NotDay), "{cell}");
    }
    assert_eq!(day("0026-01-31"), Err(BadCell::OutOfRange));
    assert_eq!(day(""), Err(BadCell::Missing));
}

#[test]
fn moments_are_instants_or_midnights() {
    let midnight = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap().and_time(NaiveTime::MIN).and_utc();
    assert_eq!(moment("31.01.2026"), Ok(midnight));
    assert_eq!(moment("2026-01-31T03:00:00+03:00"), Ok(midnight));
    assert_eq!(moment("2026-01-31T00:00:00Z"), Ok(midnight));
    assert_eq!(moment("2026-01-31T00:00:00"), Err(BadCell::NotMoment));
    assert_eq!(moment("noon"), Err(BadCell::NotMoment));
    assert_eq!(moment("01.01.0001"), Err(BadCell::OutOfRange));
    assert_eq!(moment(" "), Err(BadCell::Missing));
}

#[test]
fn yes_and_no_in_both_languages() {
    assert!(["yes", "Да", "1", " YES "].into_iter().all(|cell| yes_no(cell) == Ok(true)));
    assert!(["no", "НЕТ", "0"].into_iter().all(|cell| yes_no(cell) == Ok(false)));
    assert_eq!(yes_no("maybe"), Err(BadCell::NotYesNo));
}

#[test]
fn words_of_a_small_set() {
    const SHOWN: &[&str] = &["exact", "yes_no"];
    assert_eq!(one_of("Exact", SHOWN), Ok("exact"));
    assert_eq!(one_of("yes-no", SHOWN), Ok("yes_no"));
    assert_eq!(one_of("all", SHOWN), Err(BadCell::NotOneOf(SHOWN)));
}

#[test]
fn lists_are_split_and_tidied() {
    assert_eq!(list("a| b ;;c|"), Ok(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert_eq!(list("Инструмент / Дрели"), Ok(vec!["Инструмент / Дрели".to_owned()]));
    assert_eq!(list("a|=1"), Err(BadCell::Formula));
    assert_eq!(list("|;"), Err(BadCell::Missing));
}

#[test]
fn text_is_measured_in_characters() {
    assert_eq!(text(" дрель ", 5), Ok("дрель".to_owned()));
    assert_eq!(text("дрель", 4), Err(BadCell::TooLong));
    assert_eq!(text("\t=cmd", 40), Err(BadCell::Formula));
    assert_eq!(text("", 4), Err(BadCell::Missing));
}

#[test]
fn an_empty_cell_is_none() {
    assert_eq!(optional("  ", yes_no), Ok(None));
    assert_eq!(optional("да", yes_no), Ok(Some(true)));
    assert_eq!(optional("x", |cell| decimal(cell, 2)), Err(BadCell::NotNumber));
}

/// `1234567` as `1 234 567`.
fn grouped(digits: &str, space: char) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(space);
        }
        text.push(digit);
    }
    text
}

proptest! {
    #[test]
    fn every_decimal_is_read_back(units in any::<i64>(), scale in 0_u32..=9) {
        let expected = Decimal::new(units, scale);
        prop_assert_eq!(decimal(&expected.to_string(), 9), Ok(expected));
        prop_assert_eq!(decimal(&expected.to_string().replace('.', ","), 9), Ok(expected));
    }

    #[test]
    fn grouping_changes_nothing(whole in any::<u64>(), cents in 0_u32..100, narrow in any::<bool>()) {
        let space = if narrow { '\u{202f}' } else { ' ' };
        let cell = format!("{},{cents:02}", grouped(&whole.to_string(), space));
        prop_assert_eq!(decimal(&cell, 2), Ok(number(&format!("{whole}.{cents:02}"))));
    }

    #[test]
    fn every_day_is_read_back_in_both_forms(days in 0_u64..100_000) {
        let expected = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
        prop_assert_eq!(day(&expected.format("%Y-%m-%d").to_string()), Ok(expected));
        prop_assert_eq!(day(&expected.format("%d.%m.%Y").to_string()), Ok(expected));
    }

    #[test]
    fn no_text_makes_it_panic(cell in any::<String>()) {
        let _ = (decimal(&cell, 4), day(&cell), moment(&cell), yes_no(&cell), list(&cell), text(&cell, 9));
    }
}
