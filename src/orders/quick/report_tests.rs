//! Rows of one product are one sum, and stand or fall with it.

use super::*;
use crate::catalogue::CategoryId;
use crate::orders::quick::parse;
use crate::platform::values::ids::Id;
use crate::platform::web::Lang;

fn product(id: i64) -> Product {
    Product {
        id: ProductId::from_number(id),
        sku: format!("A-{id}"),
        name: "Товар".into(),
        name_en: "Product".into(),
        unit: Unit::parse("шт").unwrap(),
        moq: Quantity::whole(5),
        multiple: Quantity::whole(5),
        vat_code: "none".into(),
        vat_rate: None,
        category: CategoryId::from_number(1),
        categories: vec![1],
        barcode: None,
        weight_grams: 0,
        attributes_json: "[]".into(),
        picture: None,
    }
}

/// Codes `1` and `2` stand for a product each, `12` for both.
fn codes() -> Codes {
    let (one, two) = (product(1), product(2));
    let meant = [("1", vec![one.id]), ("2", vec![two.id]), ("12", vec![one.id, two.id])];
    Codes {
        meant: meant.into_iter().map(|(code, ids)| (code.to_owned(), ids)).collect(),
        goods: [one, two].into_iter().map(|product| (product.id, product)).collect(),
    }
}

fn rows(typed: &[(&str, Asked)]) -> Vec<Row> {
    let names = HashMap::from([(ProductId::from_number(1), "К-1".to_owned())]);
    let rows = (1_u64..).zip(typed).map(|(number, (code, asked))| {
        let typed =
            TypedRow { number, typed: String::new(), code: (*code).to_owned(), quantity: asked.clone(), unit: None, other: None };
        codes().row(&typed, &names)
    });
    rows.collect()
}

fn much(units: i64) -> Asked {
    Asked::Much(Quantity::whole(units))
}

fn reasons(rows: &[Row]) -> Vec<&'static str> {
    rows.iter().map(|row| row.reason.as_ref().map_or("", |reason| reason.code)).collect()
}

#[test]
fn a_row_by_itself_has_its_product_and_quantity_or_a_reason() {
    let half = Asked::Much(Quantity::from_steps(500));
    let unreadable = Asked::Unreadable("пять".into());
    let rows = rows(&[
        ("1", Asked::Least),
        ("9", much(5)),
        ("12", much(5)),
        ("", much(5)),
        ("2", half),
        ("2", much(0)),
        ("1", unreadable),
    ]);
    let told = ["", "unknown_product", "ambiguous_code", "missing_code", "not_whole", "not_positive", "wrong_quantity"];
    assert_eq!(reasons(&rows), told);
    assert_eq!((rows[0].quantity, rows[0].own_number.as_deref()), (Some(Quantity::whole(5)), Some("К-1")));
    assert!(rows[1].product.is_none() && rows[2].product.is_none());
    assert_eq!(rows[4].reason.as_ref().unwrap().offers, [Quantity::whole(5), Quantity::whole(10)]);
}

fn of_line(line: &str) -> Row {
    let typed = parse::text(line, Some(Lang::Ru)).unwrap().remove(0);
    codes().row(&typed, &HashMap::new())
}

#[test]
fn a_quantity_in_another_unit_is_not_taken() {
    for line in ["1 2 дюжина", "1;10 кг", "1 1 тыс. шт", "1;10;рул"] {
        let row = of_line(line);
        assert_eq!(row.reason.as_ref().map(|reason| reason.code), Some("wrong_unit"), "{line}");
    }
    assert!(of_line("1 10 шт").reason.is_none() && of_line("1;10;pcs").reason.is_none());
}

#[test]
fn a_group_of_three_behind_a_figure_is_read_with_it_where_only_that_code_is_known() {
    let row = of_line("1 1 000");
    assert_eq!((row.code.as_str(), row.quantity, row.reason.is_none()), ("1", Some(Quantity::whole(1000)), true));
    let row = of_line("9 1 000");
    assert_eq!((row.code.as_str(), row.reason.map(|reason| reason.code)), ("9 1", Some("unknown_product")));
}

#[test]
fn later_rows_of_a_product_are_added_to_the_first() {
    let mut rows = rows(&[("1", much(3)), ("2", much(5)), ("9", much(1)), ("1", much(7)), ("1", much(0))]);
    assert_eq!(sum_up(&mut rows), [0, 1]);
    assert_eq!((rows[0].quantity, rows[1].quantity), (Some(Quantity::whole(10)), Some(Quantity::whole(5))));
    assert_eq!(rows.iter().map(|row| row.added_to).collect::<Vec<_>>(), [None, None, None, Some(1), None]);
    assert_eq!(reasons(&rows), ["", "", "unknown_product", "", "not_positive"]);
    rows[0].reason = Some(reason("off_multiple", say!("error-invalid")));
    follow(&mut rows);
    assert_eq!((rows[3].state(), rows[1].state()), (State::Bad, State::Good));
}

#[test]
fn a_sum_beyond_what_can_be_counted_is_refused_where_it_breaks() {
    let most = Asked::Much(Quantity::from_steps(Quantity::MAX));
    let mut rows = rows(&[("1", most), ("1", much(5))]);
    assert_eq!(sum_up(&mut rows), [0]);
    assert_eq!(reasons(&rows), ["", "out_of_range"]);
}
