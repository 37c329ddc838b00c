//! Numbers and days as people type them into fields, numbers in the writing of the language that the page speaks. Forms and pasted text
//! are read here and nowhere else; files and programs are read by the stricter rules of cells.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Lang;
use crate::platform::error::{Answer, No};
use crate::platform::formats::cells::{self, BadCell};
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Money, Percent, Quantity, UnitPrice};
use crate::say;

/// The day typed into a field, as `2026-03-31` or `31.03.2026` in either language; nothing where nothing is typed.
pub fn day(typed: &str, field: &str) -> Answer<Option<NaiveDate>> {
    match typed.trim() {
        "" => Ok(None),
        typed => cells::day(typed).map(Some).map_err(|_| No::invalid(field, "not_day", say!("error-not-day"))),
    }
}

/// The day typed into a field that needs one.
pub fn needed_day(typed: &str, field: &str) -> Answer<NaiveDate> {
    day(typed, field)?.ok_or_else(|| No::invalid(field, "missing", say!("error-not-day")))
}

impl Lang {
    /// A number as people of the language type it: what a page prints is read back as the same number.
    ///
    /// Blanks group thousands in threes, in both languages. In English a comma does too, wherever it can: `10,000` is ten thousand,
    /// `2,5` still is two and a half. In Russian a comma only is the decimal mark.
    pub fn read(self, typed: &str, decimals: u32) -> Result<Decimal, BadCell> {
        let typed = typed.trim();
        let plain: Cow<'_, str> =
            if self == Lang::En && is_grouped_by_commas(typed) { typed.replace(',', "").into() } else { typed.into() };
        cells::decimal(&plain, decimals)
    }

    /// A quantity as typed; nothing where it is none.
    pub fn read_quantity(self, typed: &str) -> Option<Quantity> {
        self.fitting(typed, Quantity::SCALE, Quantity::exact)
    }

    /// An amount as typed; nothing where it is none.
    pub fn read_money(self, typed: &str) -> Option<Money> {
        self.fitting(typed, Money::SCALE, Money::exact)
    }

    /// A price as typed; nothing where it is none.
    pub fn read_price(self, typed: &str) -> Option<UnitPrice> {
        self.fitting(typed, UnitPrice::SCALE, UnitPrice::exact)
    }

    /// A share as typed, with its sign or without; nothing where it is none.
    pub fn read_percent(self, typed: &str) -> Option<Percent> {
        self.fitting(typed.trim_end().trim_end_matches('%'), Percent::SCALE, Percent::exact)
    }

    /// A whole number as typed; nothing where it is none.
    pub fn read_whole(self, typed: &str) -> Option<i64> {
        self.read(typed, 0).ok()?.to_i64()
    }

    fn fitting<T>(self, typed: &str, decimals: u32, exact: fn(Decimal) -> Result<T, Unfit>) -> Option<T> {
        self.read(typed, decimals).ok().and_then(|number| exact(number).ok())
    }
}

/// Whether all commas of a number stand between groups of three: `150,000.00`, `1,234,567`. A group never begins with `0`: `0,125` is
/// less than one.
fn is_grouped_by_commas(typed: &str) -> bool {
    let digits = typed.strip_prefix(['-', '+', '\u{2212}']).unwrap_or(typed);
    let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
    let Some((first, others)) = whole.split_once(',') else { return false };
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && is_digits(first)
        && !first.starts_with('0')
        && others.split(',').all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::values::Currency;

    fn read(lang: Lang, typed: &str) -> Option<String> {
        lang.read_quantity(typed).map(Quantity::plain)
    }

    #[test]
    fn a_thousand_is_a_thousand_as_each_language_writes_it() {
        for (typed, ru, en) in [
            ("10,000", Some("10"), Some("10000")),
            ("1,234.5", None, Some("1234.5")),
            ("150,000.00", None, Some("150000")),
            ("1,000,000", None, Some("1000000")),
            ("2,5", Some("2.5"), Some("2.5")),
            ("2,50", Some("2.5"), Some("2.5")),
            ("0,125", Some("0.125"), Some("0.125")),
            ("12,5000", Some("12.5"), Some("12.5")),
            ("1.234", Some("1.234"), Some("1.234")),
            (" 1 000,5 ", Some("1000.5"), Some("1000.5")),
            ("1\u{a0}000", Some("1000"), Some("1000")),
            ("1\u{202f}000.5", Some("1000.5"), Some("1000.5")),
            ("\u{2212}1,500", Some("-1.5"), Some("-1500")),
        ] {
            assert_eq!((read(Lang::Ru, typed).as_deref(), read(Lang::En, typed).as_deref()), (ru, en), "{typed:?}");
        }
    }

    #[test]
    fn what_is_grouped_otherwise_is_no_number() {
        for odd in
            ["12 5", "1 00", "10 0000", "1,00,000", "1,234,5", "1.234.5", "1.000,5", "12,345,", ",500", "1 000,000.5", "five", ""]
        {
            assert_eq!((read(Lang::Ru, odd), read(Lang::En, odd)), (None, None), "{odd:?}");
        }
    }

    #[test]
    fn shares_and_whole_numbers_are_read_with_their_signs_and_groups() {
        assert_eq!(Lang::Ru.read_percent("12,5\u{a0}%"), Percent::parse("12.5").ok());
        assert_eq!(Lang::En.read_percent(" 12.5% "), Percent::parse("12.5").ok());
        assert_eq!((Lang::En.read_whole("1,440"), Lang::Ru.read_whole("1 440")), (Some(1440), Some(1440)));
        assert_eq!((Lang::Ru.read_whole("1,5"), Lang::En.read_whole("1.5")), (None, None));
    }

    fn refused<T: std::fmt::Debug>(answer: Answer<T>) -> (String, String) {
        match answer {
            Err(No::Refused(refusal)) => (refusal.faults[0].field.clone(), refusal.faults[0].code.to_string()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_day_is_written_in_either_way_and_another_is_refused_by_its_field() {
        let expected = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        for typed in ["2026-03-01", "01.03.2026", " 2026-03-01 ", " 01.03.2026\u{a0}"] {
            assert_eq!(day(typed, "from").unwrap(), Some(expected), "{typed:?}");
            assert_eq!(needed_day(typed, "from").unwrap(), expected, "{typed:?}");
        }
        assert_eq!((day("", "from").unwrap(), day(" ", "from").unwrap()), (None, None));
        assert_eq!(refused(needed_day(" ", "from")), ("from".to_owned(), "missing".to_owned()));
        for odd in
            ["31.02.2026", "2026-02-31", "03/01/2026", "1.3.2026", "01.03.26", "2026-3-1", "20260301", "tomorrow", "0001-01-01"]
        {
            assert_eq!(refused(day(odd, "/until")), ("/until".to_owned(), "not_day".to_owned()), "{odd:?}");
            assert!(needed_day(odd, "/until").is_err(), "{odd:?}");
        }
    }

    fn lang() -> impl Strategy<Value = Lang> {
        prop_oneof![Just(Lang::Ru), Just(Lang::En)]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back_as_the_same_number(
            lang in lang(),
            money in -Money::MAX..=Money::MAX,
            small in -10_000_000i64..=10_000_000,
            quantity in -Quantity::MAX..=Quantity::MAX,
            price in -UnitPrice::MAX..=UnitPrice::MAX,
            percent in -Percent::MAX..=Percent::MAX,
        ) {
            for money in [money, small].map(Money::from_steps) {
                prop_assert_eq!(lang.read_money(&lang.number(money.decimal())), Some(money));
                prop_assert_eq!(lang.read_money(&lang.typed(money.decimal())), Some(money));
                let printed = lang.money(money, Currency::ROUBLE);
                prop_assert_eq!(lang.read_money(printed.trim_end_matches('₽')), Some(money));
            }
            for quantity in [quantity, small].map(Quantity::from_steps) {
                prop_assert_eq!(lang.read_quantity(&lang.quantity(quantity)), Some(quantity));
                prop_assert_eq!(lang.read_quantity(&lang.typed(quantity.decimal().normalize())), Some(quantity));
                prop_assert_eq!(lang.read_quantity(&quantity.plain()), Some(quantity));
            }
            for price in [price, small].map(UnitPrice::from_steps) {
                prop_assert_eq!(lang.read_price(&lang.number(price.decimal().normalize())), Some(price));
                prop_assert_eq!(lang.read_price(lang.price(price, Currency::ROUBLE).trim_end_matches('₽')), Some(price));
            }
            let percent = Percent::from_steps(percent);
            prop_assert_eq!(lang.read_percent(&lang.percent(percent)), Some(percent));
        }

        #[test]
        fn no_text_makes_it_panic(lang in lang(), typed in "[-−+0-9., \u{a0}\u{202f}%x]{0,20}") {
            let _ = (lang.read_percent(&typed), lang.read_whole(&typed), day(&typed, "from").is_ok());
        }
    }
}
