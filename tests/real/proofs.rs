//! Proves that the orders are what the file says: the file counted a second time by other means, and the database by SQL of its own.
//! Called by the program of this folder; asks neither the portal's code nor `convert` for a figure.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::convert::Year;
use crate::kit::House;
use crate::source::Row;
use crate::tell;

/// How long the records may take to get their places.
const PATIENCE: Duration = Duration::from_secs(60);

/// The file, counted by decimals from its own texts.
#[derive(Debug)]
pub struct Counted {
    invoices: i64,
    lines: i64,
    pieces: i64,
    /// In hundredths.
    total: i64,
}

/// Counts the rows of the file that are in the year's invoices.
pub fn count(mut rows: impl Iterator<Item = Result<Row, u64>>, year: &Year, is_whole: bool) -> Counted {
    let mut sums: BTreeMap<(String, String), (Decimal, Decimal)> = BTreeMap::new();
    let mut wanted = year.accepted.iter().peekable();
    for row in rows.by_ref().take(year.looked_at) {
        let Ok(row) = row else { continue };
        if wanted.next_if_eq(&&row.place).is_none() {
            continue;
        }
        let quantity: Decimal = row.quantity.parse().expect("a quantity");
        let price: Decimal = row.price.parse().expect("a price");
        let (pieces, sum) = sums.entry((row.invoice, row.sku.to_ascii_lowercase())).or_default();
        *pieces += quantity;
        *sum += quantity * price;
    }
    assert_eq!(wanted.next(), None, "an accepted row is not in the file");
    assert!(!is_whole || rows.next().is_none(), "the file was not read to its end");
    let whole = |number: Decimal| i64::try_from(number).expect("a whole number of usual size");
    let round = |sum: &Decimal| sum.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let mut invoices: Vec<&String> = sums.keys().map(|(invoice, _)| invoice).collect();
    invoices.dedup();
    Counted {
        invoices: size(invoices.len()),
        lines: size(sums.len()),
        pieces: whole(sums.values().map(|(pieces, _)| *pieces).sum()),
        total: whole(sums.values().map(|(_, sum)| round(sum)).sum::<Decimal>() * Decimal::ONE_HUNDRED),
    }
}

/// `orderly verify` and `orderly check`, called as whoever runs the house calls them, have nothing to say against any of it.
pub async fn nobody_is_accused(house: &House) {
    house.work().await;
    house.seal().await;
    let own = |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || name == "RUST_LOG";
    for name in ["verify", "check"] {
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_orderly"))
            .args([name, "--database-url", &house.database_url(), "--data-dir"])
            .arg(house.folder())
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| !own(name)))
            .output()
            .expect("the program runs");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert_eq!(output.status.code(), Some(0), "orderly {name}: {said}");
        tell(&format!("  orderly {name}, {:.1} s: {}", begun.elapsed().as_secs_f64(), said.lines().last().unwrap_or_default()));
    }
}

/// Every row is in an order or refused, and both ways of counting come to the same.
pub fn nothing_is_lost(year: &Year, file: &Counted) {
    let judged = year.accepted.len() + year.refused.values().sum::<usize>();
    assert_eq!(judged, year.looked_at, "a row is neither in an order nor refused");
    let expected: i64 = year.invoices.iter().map(|invoice| invoice.expected_total).sum();
    assert_eq!(file.total, expected, "two ways to count the file's money");
    let lines: usize = year.invoices.iter().map(|invoice| invoice.lines.len()).sum();
    assert_eq!((file.invoices, file.lines), (size(year.invoices.len()), size(lines)), "two ways to count the file's lines");
}

/// Sentences that hold when this count is zero.
const NEVER: &[(&str, &str)] = &[
    (
        "a stock reserves other than its open reservations",
        "SELECT COUNT(*) FROM stock s WHERE s.reserved <> COALESCE((SELECT SUM(r.quantity) FROM reservation r \
         WHERE r.product_id = s.product_id AND r.warehouse_id = s.warehouse_id), 0)",
    ),
    (
        "a reservation is of no stock",
        "SELECT COUNT(*) FROM reservation r WHERE NOT EXISTS (SELECT 1 FROM stock s \
         WHERE s.product_id = r.product_id AND s.warehouse_id = r.warehouse_id)",
    ),
    (
        "a stock holds other than its movements",
        "SELECT COUNT(*) FROM stock s WHERE s.on_hand <> COALESCE((SELECT SUM(m.quantity) FROM movement m \
         WHERE m.product_id = s.product_id AND m.warehouse_id = s.warehouse_id), 0)",
    ),
    ("a stock is promised twice", "SELECT COUNT(*) FROM stock WHERE reserved > on_hand"),
    (
        "a line is reserved other than ordered",
        "SELECT COUNT(*) FROM order_line l LEFT JOIN (SELECT r.order_id, r.position, r.product_id, SUM(r.quantity) AS quantity \
         FROM reservation r GROUP BY r.order_id, r.position, r.product_id) g \
         ON g.order_id = l.order_id AND g.position = l.position AND g.product_id = l.product_id \
         WHERE l.quantity - l.shipped - l.cancelled <> COALESCE(g.quantity, 0)",
    ),
    (
        "an order's total is other than its lines",
        "SELECT COUNT(*) FROM sales_order o WHERE o.total - o.delivery_cost <> \
         COALESCE((SELECT SUM(l.sum) FROM order_line l WHERE l.order_id = o.id), 0)",
    ),
    ("an order has a tax or a delivery", "SELECT COUNT(*) FROM sales_order WHERE vat <> 0 OR net <> total OR delivery_cost <> 0"),
    (
        "an order is of another partner than its contract",
        "SELECT COUNT(*) FROM sales_order o JOIN contract c ON c.id = o.contract_id WHERE c.partner_id <> o.partner_id",
    ),
    ("an order is not shipped", "SELECT COUNT(*) FROM sales_order WHERE state <> 'shipped'"),
    (
        "a line has left other than its shipments say",
        "SELECT COUNT(*) FROM order_line l LEFT JOIN (SELECT h.order_id, s.position, s.product_id, SUM(s.quantity) AS quantity \
         FROM shipment_line s JOIN shipment h ON h.id = s.shipment_id GROUP BY h.order_id, s.position, s.product_id) g \
         ON g.order_id = l.order_id AND g.position = l.position AND g.product_id = l.product_id \
         WHERE l.shipped <> COALESCE(g.quantity, 0)",
    ),
    (
        "goods left other than shipments say",
        "SELECT COUNT(*) FROM stock t LEFT JOIN (SELECT m.product_id, m.warehouse_id, SUM(m.quantity) AS quantity FROM movement m \
         WHERE m.kind = 'shipment' GROUP BY m.product_id, m.warehouse_id) moved \
         ON moved.product_id = t.product_id AND moved.warehouse_id = t.warehouse_id \
         LEFT JOIN (SELECT s.product_id, h.warehouse_id, SUM(s.quantity) AS quantity FROM shipment_line s \
         JOIN shipment h ON h.id = s.shipment_id GROUP BY s.product_id, h.warehouse_id) shipped \
         ON shipped.product_id = t.product_id AND shipped.warehouse_id = t.warehouse_id \
         WHERE COALESCE(moved.quantity, 0) + COALESCE(shipped.quantity, 0) <> 0",
    ),
    (
        "a shipment has no invoice of its own",
        "SELECT COUNT(*) FROM shipment h WHERE (SELECT COUNT(*) FROM invoice i WHERE i.shipment_id = h.id AND i.order_id = h.order_id \
         AND i.contract_id = h.contract_id) <> 1",
    ),
    (
        "invoices of an order come to other than the order",
        "SELECT COUNT(*) FROM sales_order o WHERE o.total <> COALESCE((SELECT SUM(i.total) FROM invoice i \
         WHERE i.order_id = o.id AND i.kind = 'invoice'), 0)",
    ),
    (
        "a contract is invoiced other than its ledger says",
        "SELECT COUNT(*) FROM contract c WHERE COALESCE((SELECT SUM(i.total) FROM invoice i WHERE i.contract_id = c.id \
         AND i.kind = 'invoice'), 0) <> COALESCE((SELECT SUM(e.amount) FROM ledger_entry e WHERE e.contract_id = c.id \
         AND e.kind = 'invoice'), 0)",
    ),
    (
        "a contract has paid other than its ledger says",
        "SELECT COUNT(*) FROM contract c WHERE COALESCE((SELECT SUM(p.amount) FROM payment p WHERE p.contract_id = c.id), 0) + \
         COALESCE((SELECT SUM(e.amount) FROM ledger_entry e WHERE e.contract_id = c.id AND e.kind IN ('payment', 'reversal')), 0) <> 0",
    ),
    (
        "money is neither with an invoice nor an advance",
        "SELECT COUNT(*) FROM contract c WHERE COALESCE((SELECT SUM(p.amount) FROM payment p WHERE p.contract_id = c.id), 0) <> \
         COALESCE((SELECT SUM(a.amount) FROM allocation a JOIN payment p ON p.id = a.payment_id WHERE p.contract_id = c.id), 0) + \
         COALESCE((SELECT SUM(d.rest) FROM advance d WHERE d.contract_id = c.id), 0)",
    ),
    (
        "an invoice is paid other than its payments say",
        "SELECT COUNT(*) FROM open_item t WHERE t.paid <> COALESCE((SELECT SUM(a.amount) FROM allocation a \
         WHERE a.invoice_id = t.invoice_id), 0)",
    ),
    (
        "an invoice wants other than it says",
        "SELECT COUNT(*) FROM open_item t JOIN invoice i ON i.id = t.invoice_id WHERE t.amount <> i.total - \
         COALESCE((SELECT SUM(n.total) FROM credit_note n WHERE n.invoice_id = i.id), 0)",
    ),
    (
        "a contract is corrected other than its ledger says",
        "SELECT COUNT(*) FROM contract c WHERE COALESCE((SELECT SUM(n.total) FROM credit_note n WHERE n.contract_id = c.id), 0) + \
         COALESCE((SELECT SUM(e.amount) FROM ledger_entry e WHERE e.contract_id = c.id AND e.kind = 'credit_note'), 0) <> 0",
    ),
    (
        "a credit note comes to other than its lines",
        "SELECT COUNT(*) FROM credit_note n WHERE n.total <> COALESCE((SELECT SUM(l.gross) FROM credit_note_line l \
         WHERE l.note_id = n.id), 0)",
    ),
    (
        "an invoice is corrected by more than it says",
        "SELECT COUNT(*) FROM invoice i WHERE i.total < COALESCE((SELECT SUM(n.total) FROM credit_note n WHERE n.invoice_id = i.id), 0)",
    ),
    (
        "numbers of credit notes have gaps",
        "SELECT COALESCE(MAX(CAST(SUBSTR(number, 4) AS BIGINT)) - COUNT(*), 0) FROM credit_note",
    ),
    ("an invoice is not paid", "SELECT COUNT(*) FROM open_item WHERE paid <> amount"),
    (
        "numbers of invoices have gaps",
        "SELECT COALESCE(MAX(CAST(number AS BIGINT)) - COUNT(*), 0) FROM invoice WHERE kind = 'invoice'",
    ),
    ("shipments were blocked", "SELECT COUNT(*) FROM shipment_block"),
    (
        "a contract owes other than what is invoiced and unpaid, promised and not shipped, less what was paid before",
        "SELECT COUNT(*) FROM standing s WHERE s.exposure <> \
         COALESCE((SELECT SUM(t.amount - t.paid) FROM open_item t WHERE t.contract_id = s.contract_id), 0) + \
         COALESCE((SELECT SUM(o.total) FROM sales_order o WHERE o.contract_id = s.contract_id), 0) - \
         COALESCE((SELECT SUM(i.total) FROM invoice i WHERE i.contract_id = s.contract_id AND i.kind = 'invoice'), 0) - \
         COALESCE((SELECT SUM(d.rest) FROM advance d WHERE d.contract_id = s.contract_id), 0)",
    ),
    (
        "a contract owes other than its ledger",
        "SELECT COUNT(*) FROM standing s WHERE s.exposure <> COALESCE((SELECT SUM(e.amount) FROM ledger_entry e \
         WHERE e.contract_id = s.contract_id), 0)",
    ),
    (
        "an order is owed by nobody",
        "SELECT COUNT(*) FROM sales_order o WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.contract_id = o.contract_id)",
    ),
    ("a record has no place", "SELECT COUNT(*) FROM journal j WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.record_id = j.id)"),
    ("places have gaps", "SELECT COALESCE(MAX(n) - MIN(n) + 1 - COUNT(*), 0) FROM place"),
    (
        "a partner has fewer records than orders",
        "SELECT COUNT(*) FROM partner p WHERE (SELECT COUNT(*) FROM journal j WHERE j.partner_id = p.id) < \
         (SELECT COUNT(*) FROM sales_order o WHERE o.partner_id = p.id)",
    ),
];

/// Stock and money in the database, against themselves and against the file.
pub async fn goods_and_money_are_conserved(house: &House, year: &Year, file: &Counted) {
    every_record_gets_its_place(house).await;
    for (never, sql) in NEVER {
        assert_eq!(house.sql_i64(sql).await, 0, "{never}");
    }
    let opening = year.files.iter().filter(|(kind, _)| *kind == "stock").flat_map(|(_, text)| text.lines().skip(1));
    let opening: i64 = opening.map(|row| row.split(';').nth(2).expect("a figure").parse::<i64>().expect("whole pieces")).sum();
    let figures = [
        ("orders", "COUNT(*) FROM sales_order", file.invoices),
        ("numbers of the buyers", "COUNT(DISTINCT your_number) FROM sales_order", file.invoices),
        ("money of orders", "CAST(SUM(total) AS BIGINT) FROM sales_order", file.total),
        ("money of lines", "CAST(SUM(sum) AS BIGINT) FROM order_line", file.total),
        ("money of invoices", "CAST(SUM(total) AS BIGINT) FROM invoice WHERE kind = 'invoice'", file.total),
        ("money of invoices in the ledger", "CAST(SUM(amount) AS BIGINT) FROM ledger_entry WHERE kind = 'invoice'", file.total),
        ("money promised and not invoiced", "CAST(SUM(amount) AS BIGINT) FROM ledger_entry WHERE kind = 'commitment'", 0),
        (
            "money of invoices, paid or owed",
            "CAST((SELECT SUM(amount) FROM payment) + (SELECT SUM(exposure) FROM standing) AS BIGINT)",
            file.total,
        ),
        ("lines", "COUNT(*) FROM order_line", file.lines),
        ("thousandths ordered", "CAST(SUM(quantity) AS BIGINT) FROM order_line", file.pieces * 1000),
        ("thousandths shipped", "CAST(SUM(quantity) AS BIGINT) FROM shipment_line", file.pieces * 1000),
        ("thousandths in reservations", "COALESCE(CAST(SUM(quantity) AS BIGINT), 0) FROM reservation", 0),
        ("thousandths reserved of stock", "CAST(SUM(reserved) AS BIGINT) FROM stock", 0),
        ("thousandths on hand", "CAST(SUM(on_hand) AS BIGINT) FROM stock", (opening - file.pieces) * 1000),
        ("thousandths moved", "CAST(SUM(quantity) AS BIGINT) FROM movement", (opening - file.pieces) * 1000),
    ];
    for (what, sql, expected) in figures {
        let found = house.sql_i64(&format!("SELECT {sql}")).await;
        tell(&format!("  {found:>14} {what}"));
        assert_eq!(found, expected, "{what}: database, and file");
    }
}

/// Places are given after the commit, a moment later.
async fn every_record_gets_its_place(house: &House) {
    let begun = Instant::now();
    while house.sql_i64("SELECT COUNT(*) FROM unplaced").await > 0 {
        assert!(begun.elapsed() < PATIENCE, "records still wait for their places");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn size(count: usize) -> i64 {
    i64::try_from(count).expect("a usual count")
}
