//! Representations against their records, both ways: who acted for whom, why, from when and until when, and which tries were refused.

use serde_json::{Value, json};

use super::AT_ONCE;
use crate::access::stands::{self, RepresentationRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible::Pages;
use crate::records::verify::told::Told;
use crate::records::verify::{Report, Seen};

/// What the records say of representations.
#[derive(Debug, Default)]
pub(super) struct Proof {
    told: Told,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let id = seen.facts.get("representation").and_then(Value::as_str);
        match (seen.kind, id) {
            ("representation.began" | "representation.refused", Some(id)) => self.begin(id, seen),
            ("representation.ended", Some(id)) => self.end(id, seen),
            ("representation.ended" | "representation.permitted", None) => self.end_those(seen),
            _ => {}
        }
    }

    fn begin(&mut self, id: &str, seen: &Seen<'_>) {
        let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
        let is_refused = seen.kind == "representation.refused";
        self.told.put(
            id,
            seen.place,
            json!({
                "agent": fact("agent"), "partner": seen.partner, "reason": fact("reason"), "began_at": seen.at, "ended_at": null,
                "is_refused": is_refused,
            }),
        );
        // Earlier programs did not tell when one ends by itself.
        if let Some(until) = seen.facts.get("until") {
            self.told.add(id, seen.place, json!({"until": until}));
        }
    }

    fn end(&mut self, id: &str, seen: &Seen<'_>) {
        self.told.add(id, seen.place, json!({"ended_at": seen.at}));
    }

    /// All of a client at once, by one agent or by all; earlier programs did not tell which there were.
    fn end_those(&mut self, seen: &Seen<'_>) {
        if let Some(ended) = seen.facts.get("ended").and_then(Value::as_array) {
            return ended.iter().filter_map(Value::as_str).for_each(|id| self.end(id, seen));
        }
        if seen.facts.get("is_permitted").and_then(Value::as_bool) == Some(true) {
            return;
        }
        for id in self.told.keys_with("partner", &json!(seen.partner)) {
            let agent = seen.facts.get("agent");
            let is_open = self.told.member(&id, "ended_at") == Some(&Value::Null);
            if is_open && (agent.is_none() || self.told.member(&id, "agent") == agent) {
                self.told.doubt(&id, &["ended_at"]);
            }
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("representation", ("representation", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::representations, |row: &RepresentationRow| row.id.number(), report)? {
            for row in &rows {
                let object = format!("representation of {} ({})", row.code, row.id);
                self.told.hold(&row.id.to_string(), &object, &row.facts(), report);
            }
        }
        self.told.end("representation", report);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;

    #[test]
    fn what_ended_together_ended_then_and_where_it_is_not_told_which_nobody_is_accused() {
        let mut proof = Proof::default();
        let mut look = |kind: &str, partner: &str, facts: Value| {
            let at = Moment::from_micros(5);
            proof.look(&Seen { place: None, at, kind, partner: Some(partner), actor: "acc_1", facts: &facts, form: 2 });
        };
        for (id, partner) in [("rep_1", "p1"), ("rep_2", "p1"), ("rep_3", "p2")] {
            look("representation.began", partner, json!({"representation": id, "agent": "acc_1", "reason": "x"}));
        }
        look("representation.ended", "p2", json!({"agent": "acc_1", "ended": ["rep_3"]}));
        look("representation.permitted", "p1", json!({"is_permitted": true}));
        assert_eq!(proof.told.member("rep_1", "ended_at"), Some(&Value::Null));
        assert_eq!(proof.told.member("rep_3", "ended_at"), Some(&json!(Moment::from_micros(5))));
        let at = Moment::from_micros(6);
        let facts = json!({"is_permitted": false});
        let kind = "representation.permitted";
        proof.look(&Seen { place: None, at, kind, partner: Some("p1"), actor: "acc_1", facts: &facts, form: 1 });
        assert!(proof.told.member("rep_1", "ended_at").is_none() && proof.told.member("rep_2", "ended_at").is_none());
    }
}
