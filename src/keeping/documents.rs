//! Documents against their rows: what an order, an invoice or a shipment says as it is shown, and what its rows say as they are counted.
//! Called by `check`; sums are made here anew, from the document's own texts.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::check::{Proof, by_itself};
use super::invariants::Measure;
use crate::platform::db::{Alone, Odd, OpenError};
use crate::platform::values::{Money, Quantity};

const ORDERS: &str = "SELECT o.number AS object, o.snapshot AS expected, '[' || CAST(o.version AS TEXT) || ',\"' || o.state || '\",' \
     || CAST(o.net AS TEXT) || ',' || CAST(o.vat AS TEXT) || ',' || CAST(o.total AS TEXT) || ',' || CAST(l.count AS TEXT) || ',' \
     || CAST(l.quantity AS TEXT) || ',' || CAST(l.shipped AS TEXT) || ',' || CAST(l.cancelled AS TEXT) || ',' || CAST(l.sum AS TEXT) \
     || ']' AS found FROM sales_order o JOIN (SELECT order_id, COUNT(*) AS count, CAST(SUM(quantity) AS BIGINT) AS quantity, \
     CAST(SUM(shipped) AS BIGINT) AS shipped, CAST(SUM(cancelled) AS BIGINT) AS cancelled, CAST(SUM(sum) AS BIGINT) AS sum \
     FROM order_line GROUP BY order_id) l ON l.order_id = o.id ORDER BY o.id";
const INVOICES: &str = "SELECT i.number AS object, i.snapshot AS expected, '[\"' || i.number || '\",\"' || i.kind || '\",' \
     || CAST(i.net AS TEXT) || ',' || CAST(i.vat AS TEXT) || ',' || CAST(i.total AS TEXT) || ']' AS found FROM invoice i ORDER BY i.id";
const SHIPMENTS: &str = "SELECT h.number AS object, h.snapshot AS expected, '[\"' || h.number || '\",' || CAST(COUNT(s.position) AS TEXT) \
     || ',' || CAST(COALESCE(CAST(SUM(s.quantity) AS BIGINT), 0) AS TEXT) || ']' AS found FROM shipment h \
     LEFT JOIN shipment_line s ON s.shipment_id = h.id GROUP BY h.id, h.number, h.snapshot ORDER BY h.id";

#[derive(Deserialize)]
struct Order {
    version: i64,
    state: String,
    delivery: Option<Delivery>,
    lines: Vec<OrderLine>,
    net: Money,
    vat: Money,
    total: Money,
}

#[derive(Deserialize)]
struct Delivery {
    cost: Money,
    vat: Money,
}

#[derive(Deserialize)]
struct OrderLine {
    quantity: Quantity,
    shipped: Quantity,
    cancelled: Quantity,
    sum: Money,
    net: Money,
    vat: Money,
    gross: Money,
}

#[derive(Deserialize)]
struct Invoice {
    number: String,
    kind: String,
    lines: Vec<BillLine>,
    delivery: Option<BillLine>,
    net: Money,
    vat: Money,
    total: Money,
}

#[derive(Deserialize)]
struct BillLine {
    net: Money,
    vat: Money,
    gross: Money,
}

#[derive(Deserialize)]
struct Shipment {
    number: String,
    lines: Vec<ShippedLine>,
}

#[derive(Deserialize)]
struct ShippedLine {
    quantity: Quantity,
}

/// Looks at every document.
pub(super) fn look(db: &mut Alone, proof: &mut Proof) -> Result<(), OpenError> {
    let says = "an order says what its rows say, and comes to its lines";
    each(db, (ORDERS, "orders"), order, proof.sentence("order.document", says, Measure::Plain))?;
    let says = "an invoice says what its row says, and comes to its lines";
    each(db, (INVOICES, "invoices"), invoice, proof.sentence("invoice.document", says, Measure::Plain))?;
    let says = "a delivery note says what its rows say";
    each(db, (SHIPMENTS, "delivery notes"), shipment, proof.sentence("shipment.document", says, Measure::Plain))
}

fn each<T: DeserializeOwned>(
    db: &mut Alone,
    (sql, about): (&str, &str),
    figures: fn(T, &serde_json::Value) -> Figures,
    mut tell: impl FnMut(Odd),
) -> Result<(), OpenError> {
    by_itself(db, about, &mut tell, |db, tell| db.each_odd(sql, &mut |row| judge(row, figures, &mut |odd: Odd| tell(odd))))
}

/// Figures of a document, each with what it should be.
type Figures = Vec<(&'static str, String, String)>;

/// Tells every figure of a document that is not what it should be.
fn judge<T: DeserializeOwned>(row: Odd, figures: fn(T, &serde_json::Value) -> Figures, tell: &mut impl FnMut(Odd)) {
    let (document, rows) = (serde_json::from_str::<T>(&row.expected), serde_json::from_str::<serde_json::Value>(&row.found));
    match (document, rows) {
        (Ok(document), Ok(rows)) => {
            for (what, expected, found) in figures(document, &rows).into_iter().filter(|(_, expected, found)| expected != found) {
                tell(Odd { object: format!("{}, {what}", row.object), expected, found });
            }
        }
        (Err(error), _) | (_, Err(error)) => {
            tell(Odd { object: row.object, expected: "a document".into(), found: format!("what cannot be read: {error}") });
        }
    }
}

/// A figure of a row, by its place, as a text.
fn told(rows: &serde_json::Value, at: usize) -> String {
    match rows.get(at) {
        Some(serde_json::Value::String(word)) => word.clone(),
        Some(other) => other.to_string(),
        None => "nothing".to_owned(),
    }
}

fn sum(parts: impl Iterator<Item = i64>) -> i128 {
    parts.map(i128::from).sum()
}

/// Hundredths as people write them.
fn money(steps: i128) -> String {
    i64::try_from(steps).map_or_else(|_| steps.to_string(), |steps| Money::from_steps(steps).to_string())
}

fn row_money(rows: &serde_json::Value, at: usize) -> String {
    rows.get(at).and_then(serde_json::Value::as_i64).map_or_else(|| "nothing".to_owned(), |steps| money(i128::from(steps)))
}

fn order(document: Order, rows: &serde_json::Value) -> Figures {
    let lines = &document.lines;
    let (cost, inside) = document.delivery.as_ref().map_or((0, 0), |d| (d.cost.steps(), d.vat.steps()));
    let quantity = |of: fn(&OrderLine) -> Quantity| sum(lines.iter().map(|line| of(line).steps())).to_string();
    let amount = |of: fn(&OrderLine) -> Money| sum(lines.iter().map(|line| of(line).steps()));
    vec![
        ("version", document.version.to_string(), told(rows, 0)),
        ("state", document.state.clone(), told(rows, 1)),
        ("without VAT", document.net.to_string(), row_money(rows, 2)),
        ("VAT", document.vat.to_string(), row_money(rows, 3)),
        ("total", document.total.to_string(), row_money(rows, 4)),
        ("number of lines", lines.len().to_string(), told(rows, 5)),
        ("thousandths ordered", quantity(|line| line.quantity), told(rows, 6)),
        ("thousandths shipped", quantity(|line| line.shipped), told(rows, 7)),
        ("thousandths cancelled", quantity(|line| line.cancelled), told(rows, 8)),
        ("sums of lines", money(amount(|line| line.sum)), row_money(rows, 9)),
        ("lines without VAT", money(amount(|line| line.net) + i128::from(cost) - i128::from(inside)), document.net.to_string()),
        ("VAT of lines", money(amount(|line| line.vat) + i128::from(inside)), document.vat.to_string()),
        ("lines with VAT", money(amount(|line| line.gross) + i128::from(cost)), document.total.to_string()),
    ]
}

fn invoice(document: Invoice, rows: &serde_json::Value) -> Figures {
    let mut figures = vec![
        ("number", document.number.clone(), told(rows, 0)),
        ("kind", document.kind.clone(), told(rows, 1)),
        ("without VAT", document.net.to_string(), row_money(rows, 2)),
        ("VAT", document.vat.to_string(), row_money(rows, 3)),
        ("total", document.total.to_string(), row_money(rows, 4)),
    ];
    // A balance that was brought in has no lines.
    if document.kind != "opening" {
        let lines = || document.lines.iter().chain(&document.delivery);
        let amount = |of: fn(&BillLine) -> Money| money(sum(lines().map(|line| of(line).steps())));
        figures.push(("lines without VAT", amount(|line| line.net), document.net.to_string()));
        figures.push(("VAT of lines", amount(|line| line.vat), document.vat.to_string()));
        figures.push(("lines with VAT", amount(|line| line.gross), document.total.to_string()));
    }
    figures
}

fn shipment(document: Shipment, rows: &serde_json::Value) -> Figures {
    vec![
        ("number", document.number.clone(), told(rows, 0)),
        ("number of lines", document.lines.len().to_string(), told(rows, 1)),
        ("thousandths", sum(document.lines.iter().map(|line| line.quantity.steps())).to_string(), told(rows, 2)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(document: &str, rows: &str) -> Vec<String> {
        let mut told = Vec::new();
        let row = Odd { object: "000001".into(), expected: document.into(), found: rows.into() };
        judge(row, invoice, &mut |odd: Odd| told.push(format!("{}: {} {}", odd.object, odd.expected, odd.found)));
        told
    }

    #[test]
    fn a_changed_figure_is_told_wherever_it_stands() {
        let line = r#"{"net":"100.00","vat":"22.00","gross":"122.00"}"#;
        let document = |total: &str| {
            format!(
                r#"{{"number":"000001","kind":"invoice","lines":[{line},{line}],"delivery":null,"net":"200.00","vat":"44.00","total":"{total}"}}"#
            )
        };
        let rows = r#"["000001","invoice",20000,4400,24400]"#;
        assert_eq!(judged(&document("244.00"), rows), Vec::<String>::new());
        let told = judged(&document("243.00"), rows);
        assert_eq!(told, ["000001, total: 243.00 244.00", "000001, lines with VAT: 244.00 243.00"]);
        let told = judged(&document("244.00"), r#"["000002","invoice",20000,4400,24400]"#);
        assert_eq!(told, ["000001, number: 000001 000002"]);
        assert_eq!(judged("no document", rows).len(), 1);
    }
}
