//! What somebody did to orders himself, read out of the records, which name him by his id, whatever he was called then; and what was
//! done by programs under his keys, which are not he. Called when he is erased; it reads only.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::*;
use crate::orders::change::ChangeId;
use crate::orders::quote::QuoteId;

diesel::table! { journal (id) { id -> BigInt, at -> BigInt, kind -> Text, actor -> Text, body -> Binary } }

/// So many records are read at once.
const AT_ONCE: i64 = 1000;

/// What somebody did to an order, as the record of it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    pub kind: String,
    pub at: Moment,
    /// Whether he acted for a company: its name stands behind his.
    pub is_for_company: bool,
    /// The order's version after it.
    pub version: i64,
    /// The change that it is about.
    pub change: Option<ChangeId>,
    /// The number of the shipment that left.
    pub shipment: Option<String>,
}

/// A part of a quote: the quote, the version, and whether it is what a second person said to that. Version 0 is the request.
pub(super) type QuotePart = (QuoteId, i64, bool);

/// What the records tell of somebody and of his keys.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    /// What he did himself, by order.
    pub own: HashMap<OrderId, Vec<Deed>>,
    /// Orders that programs placed.
    pub machine_orders: HashSet<OrderId>,
    /// Parts of quotes that programs made.
    pub machine_quotes: HashSet<QuotePart>,
}

/// Reads what an account did, and what was done under its keys, given as the journal names them.
pub(super) fn read(tx: &mut Tx, account: AccountId, keys: &[String]) -> Answer<Deeds> {
    let own = account.to_string();
    let represented = format!("{own} for %").replace('_', "\\_");
    let mut marks = keys.to_vec();
    marks.push(own.clone());
    let mut deeds = Deeds::default();
    let mut after = i64::MIN;
    loop {
        let his = journal::actor.like(represented.clone()).escape('\\').or(journal::actor.eq_any(marks.clone()));
        let rows: Vec<(i64, Moment, String, String, Vec<u8>)> = journal::table
            .filter(journal::id.gt(after))
            .filter(journal::kind.like("order.%").or(journal::kind.like("quote.%")))
            .filter(his)
            .order(journal::id)
            .limit(AT_ONCE)
            .select((journal::id, journal::at, journal::kind, journal::actor, journal::body))
            .load(tx.link())?;
        let Some(last) = rows.last() else { return Ok(deeds) };
        after = last.0;
        for (_, at, kind, actor, body) in rows {
            let read: Value = serde_json::from_slice(&body)?;
            let Some(facts) = read.get("facts") else { continue };
            if actor.starts_with(&own) {
                deeds.take_own(at, kind, &actor, facts);
            } else {
                deeds.take_machine(&kind, facts);
            }
        }
    }
}

impl Deeds {
    fn take_own(&mut self, at: Moment, kind: String, actor: &str, facts: &Value) {
        let Some(order) = order_of(&kind, facts) else { return };
        let inner = |of: &str, name: &str| facts.get(of).and_then(|of| of.get(name)).and_then(Value::as_str);
        let deed = Deed {
            at,
            is_for_company: actor.contains(" under "),
            version: whole(facts, "version"),
            change: inner("change", "id").and_then(ChangeId::parse),
            shipment: inner("shipment", "number").map(str::to_owned),
            kind,
        };
        self.own.entry(order).or_default().push(deed);
    }

    fn take_machine(&mut self, kind: &str, facts: &Value) {
        if let Some(order) = order_of(kind, facts).filter(|_| kind == "order.placed") {
            self.machine_orders.insert(order);
        }
        self.machine_quotes.extend(part_of(kind, facts));
    }
}

fn whole(facts: &Value, name: &str) -> i64 {
    facts.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// The order that a record of one is about.
fn order_of(kind: &str, facts: &Value) -> Option<OrderId> {
    if !kind.starts_with("order.") {
        return None;
    }
    OrderId::parse(facts.get("id")?.as_str()?)
}

/// The part of a quote that a record tells the making of.
fn part_of(kind: &str, facts: &Value) -> Option<QuotePart> {
    if !kind.starts_with("quote.") {
        return None;
    }
    let quote = QuoteId::parse(facts.get("quote")?.as_str()?)?;
    if facts.get("second").is_some() {
        return Some((quote, whole(facts, "version"), true));
    }
    if kind == "quote.asked" {
        return Some((quote, 0, false));
    }
    facts.get("made").map(|made| (quote, whole(made, "version"), false))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::values::ids::Id;

    #[test]
    fn a_deed_says_which_order_which_version_and_for_whom() {
        let (order, change) = (OrderId::from_number(7), ChangeId::from_number(8));
        let mut deeds = Deeds::default();
        let facts = json!({"id": order, "version": 3, "change": {"id": change}});
        deeds.take_own(Moment::from_micros(5), "order.changed".into(), "acc_1 for par_2 under rep_3", &facts);
        deeds.take_own(Moment::from_micros(5), "quote.asked".into(), "acc_1", &json!({"quote": "quo_1"}));
        let told = deeds.own.get(&order).unwrap();
        assert_eq!((told.len(), deeds.own.len()), (1, 1));
        assert_eq!((told[0].version, told[0].change, told[0].is_for_company), (3, Some(change), true));
    }

    #[test]
    fn what_programs_made_is_told_apart_by_its_part() {
        let quote = QuoteId::from_number(9);
        let mut deeds = Deeds::default();
        deeds.take_machine("quote.asked", &json!({"quote": quote, "version": 0}));
        deeds.take_machine("quote.offered", &json!({"quote": quote, "version": 2, "made": {"version": 2}}));
        deeds.take_machine("quote.offered", &json!({"quote": quote, "version": 3, "second": {}}));
        deeds.take_machine("quote.withdrawn", &json!({"quote": quote, "version": 3}));
        deeds.take_machine("order.placed", &json!({"id": OrderId::from_number(4)}));
        deeds.take_machine("order.shipped", &json!({"id": OrderId::from_number(5)}));
        assert_eq!(deeds.machine_quotes, HashSet::from([(quote, 0, false), (quote, 2, false), (quote, 3, true)]));
        assert_eq!(deeds.machine_orders, HashSet::from([OrderId::from_number(4)]));
    }
}
