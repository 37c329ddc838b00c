//! What changes of orders and quotes ask for, against the records: each change asks of its order what its first record keeps, and each quote
//! was asked for when its record says. Who asked and answered, when, and what became of it is held elsewhere. Called by the proof of this
//! room; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::change::ChangeState;
use super::difference::Difference;
use super::store::{self, AskedRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::records::verify::compare::difference;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 200;

/// What the journal keeps of what a change asks for, beside its sums and lines: words in it stand there as commitments.
pub(super) fn wish(row: &AskedRow, salt: &[u8]) -> Value {
    let hidden = |text: &str| (!salt.is_empty()).then(|| secret::commitment(salt, text));
    json!({"is_office": row.is_office, "revision": hidden(&row.revision), "differences": hidden(&row.differences)})
}

/// What the records say of what was asked.
#[derive(Debug, Default)]
pub(super) struct Proof {
    changes: HashMap<String, Told>,
    /// When quotes were asked for.
    quotes: HashMap<String, (Option<i64>, Moment)>,
}

/// What they say of a change.
#[derive(Debug)]
struct Told {
    place: Option<i64>,
    order: String,
    base_version: i64,
    lines: Value,
    /// None where older records alone tell of it.
    wish: Option<Value>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str);
        if let Some(quote) = text("quote").filter(|_| seen.kind == "quote.asked") {
            self.quotes.insert(quote.to_owned(), (seen.place, seen.at));
        }
        let Some(order) = text("id").filter(|_| seen.kind.starts_with("order.")) else { return };
        let Some(change) = seen.facts.get("change") else { return };
        if let Some(id) = change.get("id").and_then(Value::as_str) {
            self.asked(seen, (order, id), change);
        }
    }

    fn asked(&mut self, seen: &Seen<'_>, (order, id): (&str, &str), change: &Value) {
        let state = change.get("state").and_then(Value::as_str).and_then(ChangeState::parse);
        let is_waiting = state.is_some_and(ChangeState::is_waiting);
        let version = seen.facts.get("version").and_then(Value::as_i64).unwrap_or_default();
        let told = self.changes.entry(id.to_owned()).or_insert_with(|| Told {
            place: seen.place,
            order: order.to_owned(),
            // What is made at once makes the next version of the one that was seen.
            base_version: if is_waiting { version } else { version.saturating_sub(1) },
            lines: change.get("lines").cloned().unwrap_or_default(),
            wish: None,
        });
        if told.wish.is_none() {
            told.wish = seen.facts.get("wish").cloned();
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.check_changes(tx, report)?;
        self.check_quotes(tx, report)
    }

    fn check_changes(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::asked_behind(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.number();
            let orders: Vec<_> = rows.iter().map(|row| row.order).collect();
            let known = store::salted(tx, &orders)?;
            for row in &rows {
                report.rows += 1;
                self.change(row, known.get(&row.order), report);
            }
        }
    }

    /// A change against its first record. One of an order that is there, and of which no record tells, is named with the order.
    fn change(&mut self, row: &AskedRow, order: Option<&(String, Vec<u8>)>, report: &mut Report) {
        let number = order.map_or("-", |(number, _)| number.as_str());
        let salt = order.map(|(_, salt)| salt.as_slice()).unwrap_or_default();
        let object = format!("change {} of order {number}", row.id);
        let Some(told) = self.changes.remove(&row.id.to_string()) else {
            if order.is_none() {
                report.find(Layer::Rows, None, object, "a record", "none");
            }
            return;
        };
        let kept = json!({"order": told.order, "base_version": told.base_version, "lines": told.lines, "wish": told.wish});
        if salt.is_empty() {
            report.unchecked += 1;
        }
        if let Some((path, expected, found)) = difference(&kept, &found(row, told.wish.is_some(), salt)) {
            report.find(Layer::Rows, told.place, format!("{object} ({path})"), expected, found);
        }
    }

    fn check_quotes(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::quotes_asked(tx, after, AT_ONCE)?;
            let Some((last, _, _)) = rows.last() else { return Ok(()) };
            after = last.number();
            for (id, number, at) in &rows {
                let told = self.quotes.remove(&id.to_string());
                if let Some((place, kept)) = told.filter(|(_, kept)| kept != at) {
                    report.find(Layer::Rows, place, format!("quote {number} (asked_at)"), kept.to_string(), at.to_string());
                }
            }
        }
    }
}

/// What a row says, in the form of its record: what older records do not know is left out, and words where there is no salt any more.
fn found(row: &AskedRow, has_wish: bool, salt: &[u8]) -> Value {
    let told = |all: Vec<Difference>| all.iter().filter(|one| one.sku.is_some()).map(Difference::told).collect::<Vec<_>>();
    let lines = serde_json::from_str(&row.differences).ok().map(told);
    let mut found = json!({"order": row.order, "base_version": row.base_version, "lines": lines});
    if let Some(members) = found.as_object_mut().filter(|_| has_wish) {
        let mut wish = wish(row, salt);
        if let Some(words) = wish.as_object_mut().filter(|_| salt.is_empty()) {
            words.retain(|name, _| name == "is_office");
        }
        members.insert("wish".into(), wish);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::change::ChangeId;
    use super::super::order::OrderId;
    use super::*;
    use crate::platform::values::ids::Id;

    const SALT: &[u8] = b"salt";

    fn row() -> AskedRow {
        AskedRow {
            id: ChangeId::from_number(7),
            order: OrderId::from_number(3),
            base_version: 2,
            is_office: false,
            revision: "{}".into(),
            differences: "[]".into(),
        }
    }

    /// What is known after the record of a change.
    fn told(kind: &str, version: i64, state: &str, is_older: bool) -> Proof {
        let change = json!({"id": ChangeId::from_number(7), "state": state, "lines": []});
        let mut facts = json!({"id": OrderId::from_number(3), "version": version, "change": change});
        if !is_older {
            facts["wish"] = wish(&row(), SALT);
        }
        let mut proof = Proof::default();
        proof.look(&Seen {
            place: Some(1),
            at: Moment::from_micros(1),
            kind,
            partner: None,
            actor: "acc_1",
            facts: &facts,
            form: 2,
        });
        proof
    }

    fn asked() -> Proof {
        told("order.change_asked", 2, "asked", false)
    }

    fn findings(mut proof: Proof, row: &AskedRow, salt: &[u8]) -> Vec<String> {
        let mut report = Report::default();
        proof.change(row, Some(&("000001".into(), salt.to_vec())), &mut report);
        report.findings.into_iter().map(|one| one.object).collect()
    }

    #[test]
    fn a_change_asks_what_its_first_record_keeps() {
        assert_eq!(findings(asked(), &row(), SALT), Vec::<String>::new());
        let lies = [
            (AskedRow { order: OrderId::from_number(4), ..row() }, "(order)"),
            (AskedRow { base_version: 1, ..row() }, "(base_version)"),
            (AskedRow { is_office: true, ..row() }, "(wish.is_office)"),
            (AskedRow { revision: "{\"lines\":[]}".into(), ..row() }, "(wish.revision)"),
            (AskedRow { differences: "[ ]".into(), ..row() }, "(wish.differences)"),
            (AskedRow { differences: "nothing".into(), ..row() }, "(lines)"),
        ];
        for (lie, words) in lies {
            let told = findings(asked(), &lie, SALT);
            assert!(told.len() == 1 && told.iter().all(|object| object.contains(words)), "{lie:?}: {told:?}");
        }
        // One that no record tells of is named here where its order is not there either.
        let (mut report, stray) = (Report::default(), AskedRow { id: ChangeId::from_number(8), ..row() });
        asked().change(&stray, None, &mut report);
        assert_eq!(report.findings.len(), 1);
        assert_eq!(findings(asked(), &stray, SALT), Vec::<String>::new());
        // Without the salt nobody is accused of words.
        let others = AskedRow { revision: "{\"lines\":[]}".into(), ..row() };
        assert_eq!(findings(asked(), &others, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_is_made_at_once_makes_the_next_version_and_older_records_know_no_wish() {
        assert_eq!(findings(told("order.changed", 3, "applied", false), &row(), SALT), Vec::<String>::new());
        assert_eq!(findings(told("order.changed", 2, "applied", false), &row(), SALT).len(), 1);
        let older = || told("order.change_asked", 2, "asked", true);
        assert_eq!(findings(older(), &AskedRow { is_office: true, ..row() }, SALT), Vec::<String>::new());
        assert_eq!(findings(older(), &AskedRow { base_version: 3, ..row() }, SALT).len(), 1);
    }
}
