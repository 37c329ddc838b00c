//! What may be asked of a table, what a view still knows of it, and what its files hold.

use maud::html;

use super::*;
use crate::platform::error::Answer;
use crate::platform::formats;
use crate::platform::values::Money;
use crate::platform::web::Lang;

struct Row {
    name: &'static str,
    total: i64,
}

type Col = Column<Row, Eyes>;

static TABLE: Table<Row, Eyes> = Table {
    path: "/orders",
    title: "menu-orders",
    filters: &[Filter::words("q"), Filter::day("from"), Filter::one_of("state", |word| word == "open")],
    once: &["done"],
    usual: "-total",
    is_off: |row| row.total < 0,
    columns: &[
        Col::new("name", "orders-number", Kind::Code, |_, row| Cell::text(row.name)).sorted(),
        Col::new("total", "order-total", Kind::Money, |_, row| Cell::Money(Money::from_steps(row.total))).sorted(),
        Col::new("secret", "orders-state", Kind::Text, |_, _| Cell::text("ours")).of_staff(),
        Col::new("currency", "money-currency", Kind::Text, |_, _| Cell::text("RUB")).at(Stand::InFiles),
        Col::new("more", "orders-placed", Kind::Text, |_, _| Cell::text("more")).at(Stand::OnChoice),
        Col::deed("undo", "payment-undo", |_, _| html! { "undo" }),
    ],
};

fn eyes(is_staff: bool) -> Eyes {
    Eyes { l: Voice { lang: Lang::En, zone: chrono_tz::Tz::UTC }, is_staff, does_deeds: is_staff }
}

fn ask(address: &str) -> Answer<Asked> {
    TABLE.ask(eyes(true), serde_urlencoded::from_str(address).unwrap())
}

#[test]
fn an_address_is_read_and_written_again() {
    let asked = ask("state=open&q=a%20b&sort=name&cursor=x&done=1").unwrap();
    assert_eq!((asked.text("q"), asked.sort(), asked.cursor(), asked.text("done")), ("a b", "name", Some("x"), "1"));
    assert_eq!(asked.first(), "/orders?q=a+b&state=open&sort=name");
    assert_eq!(asked.file("csv"), "/orders.csv?q=a+b&state=open&sort=name");
    assert_eq!(asked.kept(), "q=a+b&state=open&sort=name");
    assert_eq!(ask("sort=-total").unwrap().first(), "/orders", "what is usual is not said");
    for odd in ["colour=red", "q=1&q=2", "sort=secret", "sort=--total", "limit=5", "state=closed", "state=Open"] {
        assert!(ask(odd).is_err(), "{odd}");
    }
    let long = format!("q={}&state=", "a".repeat(200));
    assert_eq!(ask(&long).unwrap().text("q").len(), 200, "words are the room's to judge, and nothing chosen is no choice");
}

#[test]
fn a_day_stands_in_its_field_as_browsers_write_it_and_what_is_none_as_it_was_typed() {
    let l = eyes(true).l;
    let field = |address: &str| ask(address).unwrap().day_field(l, ("from", "orders-from"), None).into_string();
    for typed in ["2026-03-31", "31.03.2026"] {
        assert!(field(&format!("from={typed}")).contains("value=\"2026-03-31\"></div>"), "{typed}");
    }
    let other = "2026-03-01".parse().ok();
    assert!(ask("").unwrap().day_field(l, ("from", "orders-from"), other).into_string().contains("value=\"2026-03-01\"></div>"));
    assert!(field("from=31.02.2026").contains("value=\"31.02.2026\"><span class=\"fault\">"));
    let no = ask("from=31.02.2026").unwrap().days().unwrap_err();
    assert!(TABLE.is_about_filters(&no) && !TABLE.is_about_filters(&crate::platform::error::No::not_found()));
}

#[test]
fn columns_are_chosen_one_by_one_or_together() {
    let asked = ask("columns=total&columns=more&columns=more&columns=nothing").unwrap();
    assert_eq!(asked.columns(), ["total", "more"]);
    assert_eq!(asked.first(), "/orders?columns=total.more");
    assert_eq!(ask("columns=more.total").unwrap().columns(), ["more", "total"]);
    for usual in ["columns=total.secret", "columns=secret&columns=total", "columns=name", "columns="] {
        assert!(ask(usual).unwrap().columns().is_empty(), "{usual}");
    }
}

#[test]
fn a_view_forgets_what_the_table_no_longer_knows() {
    let recall = |query: &str| TABLE.recall(eyes(true), query);
    let whole = recall("q=drill&state=open&sort=name&columns=total.more");
    assert_eq!((whole.opened().as_str(), whole.is_partly()), ("/orders?q=drill&state=open&sort=name&columns=total.more", false));
    for (query, opened) in [
        ("q=drill&colour=red", "/orders?q=drill&partly=1"),
        ("state=closed", "/orders?partly=1"),
        ("from=soon&sort=name", "/orders?sort=name&partly=1"),
        ("from=31.03.2026", "/orders?from=31.03.2026"),
        ("sort=weight", "/orders?partly=1"),
        ("columns=more.weight", "/orders?columns=more&partly=1"),
        ("cursor=abc", "/orders?partly=1"),
    ] {
        assert_eq!(recall(query).opened(), opened, "{query}");
    }
    assert!(ask("partly=1").unwrap().is_partly());
}

fn keys(is_staff: bool, address: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let asked = ask(address).unwrap();
    let page = TABLE.draw(eyes(is_staff), &asked, &eyes(is_staff), &[Row { name: "A", total: -5 }]).into_string();
    let file = TABLE.in_files(eyes(is_staff), &asked).iter().map(|column| column.key).collect();
    let labels =
        [("total", "data-label=\"Total"), ("secret", "ours"), ("currency", "RUB"), ("more", ">more<"), ("undo", ">undo<")];
    assert!(page.contains("class=\"is-off\""), "{page}");
    (labels.iter().filter(|(_, mark)| page.contains(mark)).map(|(key, _)| *key).collect(), file)
}

#[test]
fn each_reader_gets_his_columns_on_the_page_and_in_files() {
    let own = (vec!["total", "secret", "undo"], vec!["name", "total", "secret", "currency"]);
    assert_eq!(keys(true, ""), own);
    assert_eq!(keys(false, ""), (vec!["total"], vec!["name", "total", "currency"]));
    assert_eq!(keys(false, "columns=secret.more"), (vec!["more"], vec!["name", "currency", "more"]));
    assert_eq!(keys(true, "columns=more"), (vec!["more", "undo"], vec!["name", "currency", "more"]));
}

#[test]
fn a_long_list_is_read_to_its_end_and_too_long_a_one_is_refused() {
    let page = |most: usize| {
        move |after: Option<(String, i64)>, limit: i64| {
            let from = after.map_or(0, |(_, id)| usize::try_from(id).unwrap());
            Ok((from + 1..=most).take(usize::try_from(limit).unwrap()).collect::<Vec<usize>>())
        }
    };
    let place = |n: &usize| (String::new(), i64::try_from(*n).unwrap());
    for most in [0, 1, 999, 1_000, 1_001, 50_000] {
        assert_eq!(whole(page(most), place).unwrap(), (1..=most).collect::<Vec<usize>>());
    }
    assert!(whole(page(50_001), place).is_err());
}

#[test]
fn names_that_look_like_formulas_stay_text_in_a_file() {
    let (asked, rows) = (ask("").unwrap(), [Row { name: "=cmd|' /C calc'!A0", total: -12_345 }]);
    let csv = TABLE.write(Format::Csv, eyes(false), &asked, &eyes(false), &rows).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert!(text.ends_with("'=cmd|' /C calc'!A0,-123.45,RUB\r\n"), "{text}");
    let book = TABLE.write(Format::Xlsx, eyes(false), &asked, &eyes(false), &rows).unwrap();
    let read = formats::first_sheet(&book, &formats::Limits::default()).unwrap();
    assert_eq!(read[1].cells, ["=cmd|' /C calc'!A0", "-123.45", "RUB"]);
}
