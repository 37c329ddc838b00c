//! A long past of one client, made at once: records of the journal by the way of every verb, acts of the feed by SQL. Every event has
//! a mark of its own, `ev-00001` and on, which stands in its line of the time line.

use std::sync::Arc;

use orderly::access::permission::marks::ServeClients;
use orderly::access::{Act, Gate, PartnerId, Recorded};
use orderly::platform::error::Answer;
use orderly::platform::values::Moment;
use orderly::platform::values::ids::Id;
use serde_json::{Value, json};

/// Which events of whom.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// The client, by number.
    pub partner: i64,
    /// The number of the first event.
    pub first: usize,
    /// How many.
    pub count: usize,
}

/// The mark of an event.
pub fn mark(n: usize) -> String {
    format!("ev-{n:05}")
}

/// Orders, shipments and invoices in turn, as records of the journal.
pub async fn record(gate: &Arc<Gate>, stretch: Stretch) {
    gate.system::<ServeClients>("tests").write(stretch, write).await.expect("the records are written");
}

fn write(act: &mut Act<'_, ServeClients>, stretch: &Stretch) -> Answer<Recorded<()>> {
    for n in stretch.first..stretch.first + stretch.count {
        let (kind, facts) = told(n);
        act.note(kind, Some(PartnerId::from_number(stretch.partner)), facts)?;
    }
    Ok(act.pass(()))
}

fn told(n: usize) -> (&'static str, Value) {
    let total = format!("{}.{:02}", 1_000 + n * 37 % 90_000, n % 100);
    match n % 3 {
        0 => ("order.placed", json!({"number": mark(n), "total": total, "currency": "RUB", "contract": "A-1"})),
        1 => ("order.shipped", json!({"number": mark(n), "shipment": {"number": mark(n)}})),
        _ => ("invoice.issued", json!({"invoice": mark(n), "total": total, "currency": "RUB", "contract": "A-1"})),
    }
}

/// The SQL that appends searches, searches in vain and looked at products of a person to the feed, a second apart, the last before
/// `until`.
pub fn acts(stretch: Stretch, account: i64, until: Moment) -> String {
    let Stretch { partner, first, count } = stretch;
    let begun = until.plus_seconds(-i64::try_from(count).expect("a count")).micros();
    format!(
        "UPDATE series SET value = value + {count} WHERE name = 'activity'; \
         WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < {count} - 1) \
         INSERT INTO activity (n, at, partner_id, account_id, kind, what) \
         SELECT (SELECT value FROM series WHERE name = 'activity') - {count} + 1 + i, {begun} + CAST(1000000 AS BIGINT) * i, {partner}, {account}, \
         CASE i % 3 WHEN 0 THEN 'search' WHEN 1 THEN 'search_empty' ELSE 'page' END, \
         CASE i % 3 WHEN 2 THEN 'product ' ELSE '' END || 'ev-' || substr(CAST(100000 + {first} + i AS TEXT), 2) FROM k"
    )
}
