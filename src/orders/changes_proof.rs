//! Changes of orders against the records, both ways: who asked for each and who answered, when, what became of it, for how much and in
//! which words. Called by the proof of this room; it reads only.

use serde_json::{Value, json};

use super::change::{ChangeId, ChangeState};
use super::makers::{Known, account_in};
use super::store::{ProofChange, ProofRow};
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::records::verify::{Layer, Report, Telling};

/// What a record says of a change.
struct Said<'t> {
    /// Among the records of the order, in their order.
    n: usize,
    telling: &'t Telling,
    id: ChangeId,
    change: &'t Value,
}

/// What the records of an order say of its changes, in their order.
fn said(told: &[Telling]) -> Vec<Said<'_>> {
    told.iter()
        .enumerate()
        .filter_map(|(n, telling)| {
            let change = telling.facts.get("change")?;
            let id = change.get("id").and_then(Value::as_str).and_then(ChangeId::parse)?;
            Some(Said { n, telling, id, change })
        })
        .collect()
}

/// The names that a record keeps of those who did something to an order or to a change of it; older ones keep none.
pub(super) fn bys(facts: &Value) -> impl Iterator<Item = &Value> {
    [facts.get("by"), facts.get("change").and_then(|change| change.get("by"))].into_iter().flatten()
}

/// The accounts of those.
pub(super) fn accounts(facts: &Value) -> impl Iterator<Item = &str> {
    bys(facts).map(account_in)
}

/// Compares the changes of an order with what its records say.
pub(super) fn check(row: &ProofRow, changes: &[ProofChange], (told, known): (&[Telling], &Known<'_>), report: &mut Report) {
    let said = said(told);
    for change in changes {
        report.rows += 1;
        let object = format!("change {} of order {}", change.id, row.number);
        let own: Vec<&Said<'_>> = said.iter().filter(|said| said.id == change.id).collect();
        let (Some(first), Some(last)) = (own.first().copied(), own.last().copied()) else {
            report.find(Layer::Rows, None, object, "a record", "none");
            continue;
        };
        let at_once = own.len() == 1;
        for (name, expected, found) in columns(row, change, (first, last), at_once) {
            if expected != found {
                report.find(
                    Layer::Rows,
                    last.telling.place,
                    format!("{object} ({name})"),
                    expected.to_string(),
                    found.to_string(),
                );
            }
        }
        if let Some(by) = first.change.get("by") {
            let who = format!("{object} (asked_by)");
            known.one_of(&[by], &change.asked_by, (first.telling.place, who.as_str()), report);
        }
        answered(change, (last, at_once), (told, known), &object, report);
    }
    for one in said.iter().filter(|said| !changes.iter().any(|change| change.id == said.id)) {
        report.find(Layer::Rows, one.telling.place, format!("change {} of order {}", one.id, row.number), "a row", "none");
    }
}

/// A column of a change: what it should say, and what it says.
type Column = (&'static str, Value, Value);

/// What a change says beside names and moments of answers. What was made at once was answered by whoever asked.
fn columns(row: &ProofRow, change: &ProofChange, (first, last): (&Said<'_>, &Said<'_>), at_once: bool) -> Vec<Column> {
    let fact = |said: &Said<'_>, name: &str| said.change.get(name).cloned().unwrap_or_default();
    let mut columns = vec![
        ("asked_at", json!(first.telling.at), json!(change.asked_at)),
        ("was", fact(first, "was"), json!(change.was)),
        ("total", fact(first, "becomes"), json!(change.total)),
    ];
    // Whatever makes another order of it ends what waits, without a word about the change.
    if !(last.is_waiting() && change.state == ChangeState::Withdrawn.as_str()) {
        columns.push(("state", fact(last, "state"), json!(change.state)));
    }
    // Earlier programs did not keep every reason beside the change.
    if !row.salt.is_empty() && first.is_followed() {
        let hidden = |words: &Option<String>| json!(words.as_ref().map(|words| secret::commitment(&row.salt, words)));
        columns.push(("reason", fact(first, "why"), hidden(&change.reason)));
        let why = if at_once { Value::Null } else { fact(last, "why") };
        columns.push(("answer", why, hidden(&change.answer)));
    }
    columns
}

impl Said<'_> {
    /// Whether somebody had yet to answer.
    fn is_waiting(&self) -> bool {
        let state = self.change.get("state").and_then(Value::as_str).and_then(ChangeState::parse);
        state.is_some_and(ChangeState::is_waiting)
    }

    /// Whether it says who did it; older records do not.
    fn is_followed(&self) -> bool {
        self.change.get("by").is_some()
    }

    /// Whether a record may have ended it while it waited: it came behind, makes another order of it, and is about another change or none.
    fn may_end_by(&self, n: usize, telling: &Telling) -> bool {
        let is_of_it = telling.facts.get("change").and_then(|change| change.get("id")) == self.change.get("id");
        let ends = matches!(
            telling.kind.as_str(),
            "order.shipped" | "order.cancelled" | "order.changed" | "order.change_asked" | "order.change_proposed"
        );
        ends && !is_of_it && n > self.n
    }

    /// Whether a later record has ended it for certain: of what left in part only, it may wait on.
    fn is_ended_by(&self, n: usize, telling: &Telling) -> bool {
        let is_whole = telling.facts.get("state").and_then(Value::as_str) == Some("shipped");
        self.may_end_by(n, telling) && (telling.kind != "order.shipped" || is_whole)
    }
}

/// Who answered and when, as the last record of the change says. What ended because the order became another was ended by whoever made it
/// that, in the record of that moment.
fn answered(
    change: &ProofChange,
    (last, at_once): (&Said<'_>, bool),
    (told, known): (&[Telling], &Known<'_>),
    object: &str,
    report: &mut Report,
) {
    let name = change.answered_by.as_deref().unwrap_or_default();
    let (when, who) = (format!("{object} (answered_at)"), format!("{object} (answered_by)"));
    let found = change.answered_at.map_or_else(|| "none".to_owned(), |at| at.to_string());
    if last.is_waiting() && change.state == ChangeState::Withdrawn.as_str() {
        let ends = |(n, telling): &(usize, &Telling)| change.answered_at == Some(telling.at) && last.may_end_by(*n, telling);
        let enders: Vec<&Telling> = told.iter().enumerate().filter(ends).map(|(_, telling)| telling).collect();
        let bys: Vec<&Value> = enders.iter().flat_map(|telling| bys(&telling.facts)).collect();
        match enders.first() {
            None => report.find(Layer::Rows, last.telling.place, when, "the moment of a record of this order", found),
            Some(ender) if !bys.is_empty() => known.one_of(&bys, name, (ender.place, who.as_str()), report),
            Some(_) => {}
        }
        return;
    }
    let ends = |(n, telling): &(usize, &Telling)| last.is_waiting() && last.is_followed() && last.is_ended_by(*n, telling);
    if let Some((_, ender)) = told.iter().enumerate().find(ends) {
        let state = ChangeState::Withdrawn.as_str();
        report.find(Layer::Rows, ender.place, format!("{object} (state)"), state, change.state.clone());
    }
    let is_open = at_once && last.is_waiting();
    let at: Option<Moment> = (!is_open).then_some(last.telling.at);
    if change.answered_at != at {
        let expected = at.map_or_else(|| "none".to_owned(), |at| at.to_string());
        report.find(Layer::Rows, last.telling.place, when, expected, found);
    }
    if is_open {
        if let Some(name) = &change.answered_by {
            report.find(Layer::Rows, last.telling.place, who, "nobody", name.clone());
        }
        return;
    }
    if let Some(by) = last.change.get("by") {
        known.one_of(&[by], name, (last.telling.place, who.as_str()), report);
    }
}
