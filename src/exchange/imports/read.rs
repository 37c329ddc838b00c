//! From the text of one cell to a value of the trade, or why not. Called by the kinds, cell by cell.
//! Every cell passes here, so that no formula and no hidden sign comes in.

use chrono::NaiveDate;

use crate::catalogue::{category, to_order};
use crate::platform::formats::{BadCell, cells};
use crate::platform::message::Message;
use crate::platform::values::scaled::Unfit;
use crate::platform::values::text::{self, TextFault};
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, Unit, UnitPrice};
use crate::platform::web::Lang;
use crate::say;

/// Why a cell is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bad {
    /// A stable word for programs.
    pub code: &'static str,
    /// The reason for people.
    pub message: Message,
}

/// A value or why not.
pub(super) type Read<T> = Result<T, Bad>;

impl From<BadCell> for Bad {
    fn from(bad: BadCell) -> Self {
        let message = match bad {
            BadCell::Missing => say!("import-cell-missing"),
            BadCell::NotNumber => say!("import-cell-not-number"),
            BadCell::TooManyDecimals => say!("import-cell-too-many-decimals"),
            BadCell::OutOfRange => say!("import-cell-out-of-range"),
            BadCell::NotDay => say!("import-cell-not-day"),
            BadCell::NotMoment => say!("import-cell-not-moment"),
            BadCell::NotYesNo => say!("import-cell-not-yes-no"),
            BadCell::NotOneOf(words) => say!("import-cell-not-one-of", words = words.join(", ")),
            BadCell::Formula => say!("import-cell-formula"),
            BadCell::TooLong => say!("import-cell-too-long"),
        };
        Self { code: bad.code(), message }
    }
}

impl From<TextFault> for Bad {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => BadCell::Missing.into(),
            TextFault::TooLong { .. } => BadCell::TooLong.into(),
            TextFault::ControlCharacter => Self { code: fault.code(), message: say!("import-cell-control-character") },
        }
    }
}

impl From<Unfit> for Bad {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NotNumber => BadCell::NotNumber,
            Unfit::TooFine => BadCell::TooManyDecimals,
            Unfit::OutOfRange => BadCell::OutOfRange,
        }
        .into()
    }
}

/// One line of text.
pub(super) fn line(cell: &str, max: usize) -> Read<String> {
    Ok(text::required_line(&cells::text(cell, max)?, max)?)
}

/// Several lines of text between `|`.
pub(super) fn lines(cell: &str, max: usize) -> Read<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for item in cells::list(cell)? {
        let item = line(&item, max)?;
        if !lines.contains(&item) {
            lines.push(item);
        }
    }
    Ok(lines)
}

/// An article number.
pub(super) fn sku(cell: &str) -> Read<String> {
    line(cell, 60)
}

/// The article number of a product that stands in the catalogue: none that is kept for goods got for one order.
pub(super) fn sku_of_ours(cell: &str) -> Read<String> {
    let sku = sku(cell)?;
    if to_order::is_kept_for_these(&sku) {
        return Err(Bad { code: "made_to_order", message: say!("import-sku-made-to-order") });
    }
    Ok(sku)
}

/// A code of a partner, a warehouse, a price list.
pub(super) fn code(cell: &str) -> Read<String> {
    line(cell, 40)
}

/// A contract's number.
pub(super) fn number(cell: &str) -> Read<String> {
    line(cell, 60)
}

/// A path of category names: `Инструмент / Дрели`.
pub(super) fn path(cell: &str) -> Read<Vec<String>> {
    let parts = category::parts(&line(cell, 400)?);
    let is_good = (1..=8).contains(&parts.len()) && parts.iter().all(|part| part.chars().count() <= 120);
    if is_good { Ok(parts) } else { Err(Bad { code: "bad_path", message: say!("import-bad-path") }) }
}

/// Names with values: `Цвет=красный|Длина=2 м`.
pub(super) fn pairs(cell: &str) -> Read<Vec<(String, String)>> {
    let no_pair = || Bad { code: "bad_attribute", message: say!("import-bad-attribute") };
    let mut pairs = Vec::new();
    for item in cells::list(cell)? {
        let (name, value) = item.split_once('=').ok_or_else(no_pair)?;
        pairs.push((
            text::required_line(name, 80).map_err(|_| no_pair())?,
            text::required_line(value, 200).map_err(|_| no_pair())?,
        ));
    }
    Ok(pairs)
}

/// A unit of measure.
pub(super) fn unit(cell: &str) -> Read<&'static Unit> {
    let known = || Unit::all().iter().map(|unit| unit.ru).collect::<Vec<_>>().join(", ");
    let unknown = || Bad { code: "unknown_unit", message: say!("import-unknown-measure", units = known()) };
    Unit::parse(&line(cell, 40)?).ok_or_else(unknown)
}

/// A currency by its letters.
pub(super) fn currency(cell: &str) -> Read<Currency> {
    let unknown = || Bad { code: "unknown_currency", message: say!("import-unknown-currency") };
    Currency::parse(&line(cell, 10)?.to_uppercase()).ok_or_else(unknown)
}

/// A language.
pub(super) fn lang(cell: &str) -> Read<Lang> {
    word(cell, &["ru", "en"], Lang::parse)
}

/// A word of a small set.
pub(super) fn word<T>(cell: &str, words: &'static [&'static str], parse: impl FnOnce(&str) -> Option<T>) -> Read<T> {
    let word = cells::one_of(cell, words)?;
    parse(word).ok_or_else(|| BadCell::NotOneOf(words).into())
}

/// Yes or no.
pub(super) fn yes_no(cell: &str) -> Read<bool> {
    Ok(cells::yes_no(cell)?)
}

/// A day.
pub(super) fn day(cell: &str) -> Read<NaiveDate> {
    Ok(cells::day(cell)?)
}

/// A moment; a day means its midnight in UTC.
pub(super) fn moment(cell: &str) -> Read<Moment> {
    Ok(Moment::from(cells::moment(cell)?))
}

/// A quantity, nothing included.
pub(super) fn quantity(cell: &str) -> Read<Quantity> {
    let quantity = Quantity::exact(cells::decimal(cell, Quantity::SCALE)?)?;
    if quantity < Quantity::ZERO { Err(BadCell::OutOfRange.into()) } else { Ok(quantity) }
}

/// A quantity above nothing.
pub(super) fn some(cell: &str) -> Read<Quantity> {
    let quantity = quantity(cell)?;
    if quantity.is_positive() { Ok(quantity) } else { Err(BadCell::OutOfRange.into()) }
}

/// A price above nothing.
pub(super) fn price(cell: &str) -> Read<UnitPrice> {
    let price = UnitPrice::exact(cells::decimal(cell, UnitPrice::SCALE)?)?;
    if price.is_positive() { Ok(price) } else { Err(BadCell::OutOfRange.into()) }
}

/// A share of a hundred above nothing.
pub(super) fn percent(cell: &str) -> Read<Percent> {
    let percent = Percent::exact(cells::decimal(cell, Percent::SCALE)?)?;
    if percent.is_positive() { Ok(percent) } else { Err(BadCell::OutOfRange.into()) }
}

/// An amount on either side of nothing.
pub(super) fn balance(cell: &str) -> Read<Money> {
    Ok(Money::exact(cells::decimal(cell, Money::SCALE)?)?)
}

/// An amount, nothing included.
pub(super) fn amount(cell: &str) -> Read<Money> {
    let amount = balance(cell)?;
    if amount < Money::ZERO { Err(BadCell::OutOfRange.into()) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of<T>(read: Read<T>) -> &'static str {
        read.map(|_| ()).unwrap_err().code
    }

    #[test]
    fn formulas_and_hidden_signs_stay_outside() {
        assert_eq!(code_of(line("=HYPERLINK(1)", 50)), "formula");
        assert_eq!(code_of(line("a\u{202e}b", 50)), "control_character");
        assert_eq!(code_of(lines("a|=1", 50)), "formula");
        assert_eq!(code_of(sku(&"9".repeat(61))), "too_long");
        assert_eq!(lines("Север| Юг |Север", 50), Ok(vec!["Север".to_owned(), "Юг".to_owned()]));
    }

    #[test]
    fn figures_are_exact_and_within_range() {
        assert_eq!(quantity("1 234,5"), Ok(Quantity::from_steps(1_234_500)));
        assert_eq!(code_of(quantity("-1")), "out_of_range");
        assert_eq!(code_of(some("0")), "out_of_range");
        assert_eq!(price("12.3456"), Ok(UnitPrice::from_steps(123_456)));
        assert_eq!(code_of(price("0")), "out_of_range");
        assert_eq!(code_of(price("1.23456")), "too_many_decimals");
        assert_eq!(code_of(percent("100,01")), "out_of_range");
        assert_eq!(balance("-5000,00"), Ok(Money::from_steps(-500_000)));
        assert_eq!(code_of(amount("-1")), "out_of_range");
    }

    #[test]
    fn words_units_and_paths_are_known_ones() {
        assert_eq!(unit("шт.").map(|unit| unit.okei), Ok("796"));
        assert_eq!(code_of(unit("вагон")), "unknown_unit");
        assert_eq!(currency("rub").map(Currency::code), Ok("RUB"));
        assert_eq!(code_of(currency("руб")), "unknown_currency");
        assert_eq!(code_of(lang("de")), "not_one_of");
        assert_eq!(path("Инструмент/ Дрели "), Ok(vec!["Инструмент".to_owned(), "Дрели".to_owned()]));
        assert_eq!(code_of(path(" / ")), "bad_path");
        assert_eq!(pairs("Цвет=красный|Длина = 2 м").map(|p| p.len()), Ok(2));
        assert_eq!(code_of(pairs("Цвет")), "bad_attribute");
    }
}
