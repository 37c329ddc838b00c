//! Keys of programs, and roles that companies made for themselves, against their records, both ways.

use serde_json::{Value, json};

use super::AT_ONCE;
use crate::access::stands::{self, KeyRow, RoleRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible::Pages;
use crate::records::verify::told::Told;
use crate::records::verify::{Report, Seen};

/// What the records say of keys and roles.
#[derive(Debug, Default)]
pub(super) struct Proof {
    keys: Told,
    roles: Told,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str);
        match seen.kind {
            "key.made" => {
                let Some(key) = text("key") else { return };
                // Earlier programs told the rights alone; the partner stands in every record.
                let earlier = json!({"scopes": seen.facts.get("scopes"), "partner": seen.partner, "ended_at": null});
                self.keys.put(key, seen.place, seen.facts.get("stands").cloned().unwrap_or(earlier));
            }
            "key.ended" => {
                // It stays held to how it was made.
                if let Some(key) = text("key").filter(|key| self.keys.has(key)) {
                    self.keys.add(key, seen.place, json!({"ended_at": seen.facts.get("ended_at")}));
                }
            }
            "role.made" | "role.changed" => {
                let Some(role) = text("role") else { return };
                let mut rights = seen.facts.get("rights").cloned().unwrap_or_default();
                order(&mut rights);
                let mut members = json!({"rights": rights, "partner": seen.partner});
                if let (Some(name), Some(members)) = (text("name"), members.as_object_mut()) {
                    members.insert("name".to_owned(), Value::String(name.to_owned()));
                }
                self.roles.put(role, seen.place, members);
            }
            "role.removed" => {
                if let Some(role) = text("role") {
                    self.roles.forget(role);
                }
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("api_key", ("key", "name"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::keys, |row: &KeyRow| row.id.number(), report)? {
            for row in &rows {
                self.keys.hold(&row.id.to_string(), &format!("key {} ({})", row.name, row.id), &row.facts(), report);
            }
        }
        let mut pages = Pages::of("custom_role", ("role", "name"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::roles, |row: &RoleRow| row.id.number(), report)? {
            for row in &rows {
                let mut found = row.facts();
                if let Some(rights) = found.get_mut("rights") {
                    order(rights);
                }
                self.roles.hold(&row.id.to_string(), &format!("role {} ({})", row.name, row.id), &found, report);
            }
        }
        self.keys.end("key", report);
        self.roles.end("role", report);
        Ok(())
    }
}

/// Rights in the order of their words.
fn order(rights: &mut Value) {
    if let Some(rights) = rights.as_array_mut() {
        rights.sort_by_key(Value::to_string);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;

    fn look(proof: &mut Proof, kind: &'static str, facts: &Value) {
        let at = Moment::from_micros(0);
        proof.look(&Seen { place: None, at, kind, partner: Some("p1"), actor: "acc_1", facts, form: 1 });
    }

    #[test]
    fn a_key_that_was_ended_stays_held_to_how_it_was_made() {
        let mut proof = Proof::default();
        let stands = json!({"scopes": ["orders.read"], "partner": "p1", "ended_at": null});
        look(&mut proof, "key.made", &json!({"key": "key_1", "stands": stands}));
        look(&mut proof, "key.ended", &json!({"key": "key_1", "ended_at": "2026-03-04T00:00:00.000000Z"}));
        let mut report = Report::default();
        let found = json!({"scopes": ["orders.place"], "partner": "p1", "ended_at": null});
        proof.keys.hold("key_1", "key 1C", &found, &mut report);
        let told: Vec<&str> = report.findings.iter().map(|one| one.object.as_str()).collect();
        assert_eq!(told, ["key 1C: ended_at", "key 1C: scopes[0]"]);
    }

    #[test]
    fn a_key_of_an_earlier_program_is_held_to_its_rights_and_its_partner() {
        let mut proof = Proof::default();
        look(&mut proof, "key.made", &json!({"key": "key_1", "scopes": ["orders.read"]}));
        let mut report = Report::default();
        let found = json!({"scopes": ["orders.read", "orders.place"], "partner": null, "ended_at": null, "token": "x"});
        proof.keys.hold("key_1", "key 1C", &found, &mut report);
        let told: Vec<&str> = report.findings.iter().map(|one| one.object.as_str()).collect();
        assert_eq!(told, ["key 1C: partner", "key 1C: scopes"]);
    }
}
