//! A small made-up year, in which each odd thing happens once.

use super::*;
use crate::files::{Run, decimal, runs};

fn row(place: u64, text: &str) -> Result<Row, u64> {
    let cells: Vec<&str> = text.split('|').collect();
    let [invoice, sku, quantity, at, price, customer] = cells[..] else { return Err(place) };
    let text = |cell: &str| cell.to_owned();
    let at = format!("2010-12-{at}:00");
    Ok(Row {
        place,
        invoice: text(invoice),
        sku: text(sku),
        description: format!("GOODS; \"{sku}\""),
        quantity: text(quantity),
        at,
        price: text(price),
        customer: text(customer),
        country: text("France"),
        is_patched: sku == "85123a",
    })
}

fn year(rows: &[&str], limit: Option<usize>) -> Year {
    convert(rows.iter().zip(1..).map(|(text, place)| row(place, text)), limit)
}

fn file<'y>(year: &'y Year, kind: &str) -> Vec<&'y str> {
    year.files.iter().find(|(name, _)| *name == kind).expect("such a file").1.lines().collect()
}

const ODD: [&str; 15] = [
    "1001|85123A|6|01 08:26|2.55|17850.0",
    "1001|85123a|4|01 08:26|2.55|17850.0",
    "1001|POST|1|01 08:26|18.00|17850.0",
    "1001|85123A|100|01 08:26|2.10|17850.0",
    "C1002|85123A|-6|01 09:00|2.55|17850.0",
    "A1003|B|1|01 09:00|11062.06|",
    "1004|85123A|-6|01 09:00|2.55|17850.0",
    "1004|85123A|6|01 09:00|0.0|17850.0",
    "1004|85123A|6|01 09:00|-0.5|17850.0",
    "1004|gift_0001_20|1|01 09:00|16.67|",
    "1004|85123A|six|01 09:00|2.55|17850.0",
    "1004|85123A|6|01 09:00|2.55555|17850.0",
    "too few cells",
    "1005|71053|333|02 10:00|0.0015|",
    "1006|71053|0|02 10:00|0.0015|",
];

#[test]
fn every_row_is_in_an_order_or_refused_with_its_reason() {
    let year = year(&ODD, None);
    let counted = [
        (Reason::Unreadable, 3),
        (Reason::CreditNote, 1),
        (Reason::Adjustment, 1),
        (Reason::Service, 2),
        (Reason::NegativeQuantity, 1),
        (Reason::ZeroQuantity, 1),
        (Reason::NegativePrice, 1),
        (Reason::ZeroPrice, 1),
        (Reason::SeveralPricesOneDay, 1),
    ];
    assert_eq!(year.refused, BTreeMap::from(counted));
    assert_eq!((year.accepted.as_slice(), year.summed, year.patched), (&[1, 2, 14][..], 1, 1));
    assert_eq!(year.looked_at, ODD.len());
}

#[test]
fn lines_of_one_product_are_summed_and_rounded_once() {
    let year = year(&ODD, None);
    let [first, second] = &year.invoices[..] else { panic!("two orders") };
    assert_eq!((first.number.as_str(), first.partner.as_str(), first.day()), ("1001", "C17850", "2010-12-01"));
    assert_eq!(first.login, "c17850@customers.example");
    assert_eq!(first.lines, [Line { sku: "85123A".into(), quantity: 10, price: 25_500 }]);
    assert_eq!(first.expected_total, 2550);
    // 333 × 0.0015 = 0.4995
    assert_eq!((second.partner.as_str(), second.expected_total), (COUNTER, 50));
}

#[test]
fn a_limit_ends_before_the_next_order() {
    let year = year(&ODD, Some(1));
    assert_eq!((year.invoices.len(), year.accepted.last()), (1, Some(&2)));
    assert_eq!(file(&year, "products").len(), 2, "only goods that are needed");
}

#[test]
fn the_list_says_what_most_pay_and_the_contract_what_one_pays_differently() {
    let year = year(
        &[
            "1|A1|1|01 08:00|2.55|1.0",
            "2|A1|1|01 08:00|2.55|2.0",
            "3|A1|1|01 08:00|2.10|3.0",
            "4|A1|1|01 08:00|5.00|",
            "5|A1|1|02 08:00|5.00|",
            "6|A1|1|03 08:00|2.10|3.0",
            "7|A1|1|03 08:00|2.55|1.0",
            "8|B2|1|06 08:00|9.99|",
            "9|A1|1|07 08:00|2.95|1.0",
            "10|A1|1|08 08:00|2.95|3.0",
        ],
        None,
    );
    let prices = ["BASE;GBP;A1;2.55;2010-12-01;2010-12-06", "BASE;GBP;A1;2.95;2010-12-07;", "BASE;GBP;B2;9.99;2010-12-06;"];
    assert_eq!(file(&year, "prices")[1..], prices);
    let agreed = ["K-3;A1;2.10;2010-12-01;2010-12-03", "K-COUNTER;A1;5.00;2010-12-01;2010-12-02"];
    assert_eq!(file(&year, "contract-prices")[1..], agreed);
    assert_eq!(file(&year, "contracts")[1], "K-1;C1;GBP;BASE;2010-12-01;net 30;included;UK");
    assert_eq!(file(&year, "stock")[1..], ["UK;A1;10;2010-12-01T00:00:00Z", "UK;B2;2;2010-12-01T00:00:00Z"]);
    assert_eq!(file(&year, "products")[1], "A1;\"GOODS; \"\"A1\"\"\";Подарки / G;Gifts / G;pcs;1;1;none");
    assert_eq!(file(&year, "people")[4], "counter@customers.example;Buyer of COUNTER;COUNTER;buyer;en");
    assert_eq!(file(&year, "partners")[1..=1], ["C1;Customer 1, France"]);
}

#[test]
fn a_run_ends_where_nothing_differs() {
    let run = |price, from: &str, until: &str| Run { price, from: from.into(), until: Some(until.into()) };
    let days = [("1", Some(7)), ("2", Some(7)), ("3", None), ("4", Some(7)), ("5", Some(8))];
    assert_eq!(runs(days), [run(7, "1", "2"), run(7, "4", "4"), run(8, "5", "5")]);
}

#[test]
fn prices_keep_their_decimals() {
    for (text, steps) in [("2.55", 25_500), ("0.001", 10), ("-11062.06", -110_620_600), ("3", 30_000), ("0.0", 0)] {
        assert_eq!(ten_thousandths(text), Some(steps), "{text:?}");
    }
    for odd in ["", ".5", "1e2", "1,5", "1.00001", "--1", "99999999999999999999"] {
        assert_eq!(ten_thousandths(odd), None, "{odd:?}");
    }
    assert_eq!((decimal(25_500).as_str(), decimal(10).as_str(), decimal(1_000_050).as_str()), ("2.55", "0.0010", "100.0050"));
    assert_eq!((hundredths(1_250), hundredths(1_249), hundredths(-1_250)), (13, 12, -13));
}
