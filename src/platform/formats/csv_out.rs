//! Typed rows as a CSV file that a spreadsheet opens with a double click: Russian with semicolons and decimal commas, English with
//! commas and decimal points. Called by every download of a table. No cell of it is ever a formula.

use super::cell::Cell;
use super::sheet::write_cell;
use crate::platform::web::{Lang, Voice};

fn written(cell: &Cell, l: Voice) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(words) => words.clone(),
        Cell::Number(number) => l.typed(number.normalize()),
        Cell::Day(day) => day.to_string(),
        Cell::Minute(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        Cell::Money(amount) => l.typed(amount.decimal()),
        Cell::Price(price) => l.typed(price.decimal().normalize()),
        Cell::Quantity(quantity) => l.typed(quantity.decimal().normalize()),
        Cell::Percent(percent) => l.typed(percent.decimal().normalize()),
    }
}

/// The whole file: CRLF after rows, and a byte order mark before everything, by which Excel knows the encoding.
pub fn write(l: Voice, header: &[String], rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let between = match l.lang {
        Lang::Ru => ';',
        Lang::En => ',',
    };
    let mut text = String::from('\u{feff}');
    write_row(&mut text, between, header.iter().cloned());
    for row in rows {
        write_row(&mut text, between, row.iter().map(|cell| written(cell, l)));
    }
    text
}

fn write_row(text: &mut String, between: char, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(between);
        }
        write_cell(text, &cell, between);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};

    const RU: Voice = Voice { lang: Lang::Ru, zone: chrono_tz::Europe::Moscow };
    const EN: Voice = Voice { lang: Lang::En, zone: chrono_tz::Tz::UTC };

    #[test]
    fn each_language_has_its_marks() {
        let at = Moment::from(chrono::DateTime::parse_from_rfc3339("2026-03-01T22:30:00Z").unwrap().to_utc());
        let row = |l: Voice| {
            vec![
                Cell::text("Дрель \"М\"; 5, синяя"),
                Cell::Day("2026-03-02".parse().unwrap()),
                Cell::moment(l, at),
                Cell::Money(Money::from_steps(-123_450)),
                Cell::Price(UnitPrice::from_steps(125_050)),
                Cell::Quantity(Quantity::from_steps(2_500)),
                Cell::Percent(Percent::from_steps(1_000)),
                Cell::count(-7),
                Cell::or_empty(None, Cell::Money),
            ]
        };
        let header = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            write(RU, &header, [row(RU)]),
            "\u{feff}a;b\r\n\"Дрель \"\"М\"\"; 5, синяя\";2026-03-02;2026-03-02 01:30;-1234,50;12,505;2,5;10;-7;\r\n"
        );
        assert_eq!(
            write(EN, &header, [row(EN)]),
            "\u{feff}a,b\r\n\"Дрель \"\"М\"\"; 5, синяя\",2026-03-02,2026-03-01 22:30,-1234.50,12.505,2.5,10,-7,\r\n"
        );
    }

    #[test]
    fn words_are_never_a_formula() {
        let written = |words: &str| write(EN, &[], [vec![Cell::text(words)]]);
        assert_eq!(written("=HYPERLINK(1)"), "\u{feff}\r\n'=HYPERLINK(1)\r\n");
        assert_eq!(written("@x"), "\u{feff}\r\n'@x\r\n");
    }
}
