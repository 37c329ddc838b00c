//! Rows as people type them, with every separator.

use proptest::prelude::*;

use super::*;

fn much(text: &str) -> Asked {
    Asked::Much(Quantity::parse(text).unwrap())
}

fn read(line: &str) -> (String, Asked) {
    let rows = text(line, None).unwrap();
    assert_eq!(rows.len(), 1, "{line}");
    (rows[0].code.clone(), rows[0].quantity.clone())
}

#[test]
fn a_line_is_read_with_any_separator() {
    for line in [
        "DR-1\t10",
        "DR-1;10",
        "DR-1,10",
        "DR-1 10",
        " DR-1 ; 10 ",
        "DR-1, 10",
        "\"DR-1\";\"10\"",
        "DR-1;10 шт",
        "DR-1 10 шт.",
        "DR-1 10шт",
        "DR-1 x10",
        "DR-1;Дрель;10;шт",
    ] {
        assert_eq!(read(line), ("DR-1".to_owned(), much("10")), "{line}");
    }
    for line in ["CB-1 2,5", "CB-1 2.5", "CB-1;2,5", "CB-1\t2,5 м", "CB-1,2,5", "CB-1,2.5", "CB-1,\"2,5\"", "CB-1 2,5 м"] {
        assert_eq!(read(line), ("CB-1".to_owned(), much("2.5")), "{line}");
    }
}

#[test]
fn leading_zeros_blanks_in_codes_and_grouped_thousands_stay() {
    assert_eq!(read("00417 3"), ("00417".to_owned(), much("3")));
    assert_eq!(read("00417,3"), ("00417".to_owned(), much("3")));
    assert_eq!(read("00417"), ("00417".to_owned(), Asked::Least));
    assert_eq!(read("АБ 12 5"), ("АБ 12".to_owned(), much("5")));
    assert_eq!(read("АБ 12;5"), ("АБ 12".to_owned(), much("5")));
    assert_eq!(read("DR-1;1 000"), ("DR-1".to_owned(), much("1000")));
    assert_eq!(read("DR-1 1\u{a0}000"), ("DR-1".to_owned(), much("1000")));
}

#[test]
fn what_is_no_quantity_is_kept_as_it_was_typed() {
    assert_eq!(read("DR-1;пять"), ("DR-1".to_owned(), Asked::Unreadable("пять".to_owned())));
    assert_eq!(read("DR-1;1e3"), ("DR-1".to_owned(), Asked::Unreadable("1e3".to_owned())));
    assert_eq!(read("DR-1;1,2345"), ("DR-1".to_owned(), Asked::Unreadable("1,2345".to_owned())));
    assert_eq!(read("DR-1;-5"), ("DR-1".to_owned(), much("-5")));
    assert_eq!(read("DR-1;"), ("DR-1".to_owned(), Asked::Least));
    assert_eq!(read(";;5"), ("5".to_owned(), Asked::Least));
    assert_eq!(read("DR-1;10\u{20bd}"), ("DR-1".to_owned(), Asked::Unreadable("10\u{20bd}".to_owned())));
}

#[test]
fn a_header_says_where_things_stand_in_both_languages() {
    for text_of in [
        "Артикул;Наименование;Кол-во\n00417;Анкер 5;3\n;Без кода;1\nDR-1;Дрель;",
        "SKU,Name,Quantity\n00417,Anchor 5,3\n,No code,1\nDR-1,Drill,",
        "Количество\tКод\n3\t00417\n1\t\n\tDR-1",
    ] {
        let rows = text(text_of, None).unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.number, row.code.as_str(), row.quantity.clone())).collect();
        assert_eq!(told, [(2, "00417", much("3")), (3, "", much("1")), (4, "DR-1", Asked::Least)], "{text_of}");
    }
    let rows = text("ваш артикул;штрихкод;кол\nК-5;;2\n;4600000000008;1\n", None).unwrap();
    assert_eq!(rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["К-5", "4600000000008"]);
    assert_eq!(text("sku quantity\nDR-1 5\nDR-2;6\n", None).unwrap().len(), 2);
    assert_eq!(text("sku,qty\nCB-1,2,5\n", None).unwrap()[0].quantity, much("2.5"));
}

#[test]
fn what_people_type_is_read_in_their_language_and_a_file_by_its_own_rules() {
    let typed = |line: &str, lang| text(line, lang).unwrap().remove(0);
    for line in ["BT-1 10,000", "BT-1\t10,000", "BT-1;10,000 pcs", "BT-1,10,000"] {
        assert_eq!(typed(line, Some(Lang::En)).quantity, much("10000"), "{line}");
        assert_eq!(typed(line, Some(Lang::Ru)).quantity, much("10"), "{line}");
        assert_eq!(typed(line, None).quantity, much("10"), "{line}");
    }
    assert_eq!(typed("BT-1;1,234.5", Some(Lang::En)).quantity, much("1234.5"));
    assert_eq!(typed("BT-1;1,234.5", None).quantity, Asked::Unreadable("1,234.5".to_owned()));
}

#[test]
fn the_unit_beside_a_quantity_is_kept() {
    let unit = |line: &str| text(line, None).unwrap().remove(0).unit;
    for line in ["BT-1 2 тыс. шт", "BT-1;2 тыс. шт", "BT-1\t2\tтыс. шт", "BT-1;Болт;2;тыс. шт", "sku;qty\nBT-1;2 тыс. шт"]
    {
        assert_eq!(unit(line), Some("798"), "{line}");
    }
    for line in ["BT-1 2", "BT-1;2;112", "BT-1", "BT-1;2;рулонами"] {
        assert_eq!(unit(line), None, "{line}");
    }
}

#[test]
fn a_group_of_three_behind_a_figure_has_two_readings() {
    let other = |line: &str| text(line, None).unwrap().remove(0).other;
    for line in ["FB-1 1 000", "FB-1 1 000 шт", "FB-1 1 000шт"] {
        assert_eq!(other(line), Some(("FB-1".to_owned(), Quantity::whole(1000))), "{line}");
    }
    assert_eq!(other("АБ 12 500,5"), Some(("АБ".to_owned(), Quantity::parse("12500.5").unwrap())));
    for line in ["FB-1 1000", "АБ 12 5", "12 500", "FB-1;1 000", "FB-1 1234 000"] {
        assert_eq!(other(line), None, "{line}");
    }
}

#[test]
fn lines_of_several_kinds_stand_in_one_paste() {
    let rows = text("\u{feff}DR-1;1\r\n\r\nDR-2\t2\r\n00417,3\r\nCB-1 4,5\r\n", None).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.number, row.code.as_str(), row.typed.as_str())).collect();
    assert_eq!(told, [(1, "DR-1", "DR-1;1"), (3, "DR-2", "DR-2\t2"), (4, "00417", "00417,3"), (5, "CB-1", "CB-1 4,5")]);
}

#[test]
fn a_sheet_is_read_by_the_same_rules() {
    let book = |rows: &[(u64, &[&str])]| -> Vec<BookRow> {
        rows.iter()
            .map(|(line, cells)| BookRow { line: *line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() })
            .collect()
    };
    let named = sheet(&book(&[(1, &["Артикул", "Кол-во"]), (3, &["00417", "3"]), (4, &["DR-1"])])).unwrap();
    let bare = sheet(&book(&[(3, &["00417", "3"]), (4, &["DR-1"])])).unwrap();
    assert_eq!(named, bare);
    assert_eq!((named[0].code.as_str(), &named[0].quantity, named[0].typed.as_str()), ("00417", &much("3"), "00417\t3"));
    assert_eq!(named[1].quantity, Asked::Least);
}

#[test]
fn two_thousand_rows_are_taken_and_one_more_is_not() {
    let rows = |count: usize| "DR-1 1\n".repeat(count);
    assert_eq!(text(&rows(2000), None).map(|rows| rows.len()), Ok(2000));
    assert_eq!(text(&format!("sku;qty\n{}", rows(2000)), None).map(|rows| rows.len()), Ok(2000));
    assert_eq!(text(&rows(2001), None), Err(TooManyRows));
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z]{1,2}-[0-9]{1,6}", "0[0-9]{2,7}", "[А-Я]{2}/[0-9]{1,4}"]
}

proptest! {
    #[test]
    fn every_separator_gives_the_same_rows(
        rows in prop::collection::vec((code(), 0i64..1_000_000, any::<bool>(), 0usize..3), 1..40),
    ) {
        let expected: Vec<(String, Asked)> = rows.iter().map(|(code, steps, is_whole, _)| {
            let steps = if *is_whole { steps / 1000 * 1000 } else { *steps };
            (code.clone(), Asked::Much(Quantity::from_steps(steps)))
        }).collect();
        for separator in ["\t", ";", ",", " "] {
            let lines = expected.iter().zip(&rows).map(|((code, asked), (.., form))| {
                let Asked::Much(quantity) = asked else { unreachable!() };
                let plain = quantity.plain();
                let written = match form { 0 => plain, 1 => plain.replace('.', ","), _ => format!("{plain} шт") };
                format!("{code}{separator}{written}")
            });
            let typed = lines.collect::<Vec<_>>().join("\n");
            let read = text(&typed, None).unwrap();
            prop_assert_eq!(read.iter().map(|row| row.number).collect::<Vec<_>>(), (1..=read.len() as u64).collect::<Vec<_>>());
            let read: Vec<(String, Asked)> = read.into_iter().map(|row| (row.code, row.quantity)).collect();
            prop_assert_eq!(&read, &expected, "{}", typed);
        }
    }

    #[test]
    fn no_text_makes_it_panic_and_no_line_is_lost(typed in "[ -~а-я\t\n]{0,200}") {
        let filled = typed.lines().filter(|line| !trimmed(line).is_empty()).count();
        let read = text(&typed, None).unwrap().len();
        prop_assert!(read == filled || read + 1 == filled);
    }
}
