//! Accounts with their roles, places at partners, passwords and blocks against their records, both ways. Records of earlier programs
//! tell of an account only what they changed; it is held to that.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::AT_ONCE;
use crate::access::Role;
use crate::access::stands::{self, Held, Standing};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::ids;
use crate::records::verify::compare::difference;
use crate::records::verify::legible::Pages;
use crate::records::verify::told::Told;
use crate::records::verify::{Layer, Report, Seen};

/// A place at a partner as records of earlier programs tell it; nothing where they changed it without telling how.
type Place = Option<Map<String, Value>>;

/// What the records say of people.
#[derive(Debug, Default)]
pub(super) struct Proof {
    told: Told,
    /// Places that earlier records tell of, by account and partner; of accounts whose records tell all, nothing.
    places: BTreeMap<String, BTreeMap<String, Place>>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let is_of_account = matches!(
            seen.kind,
            "account.put"
                | "account.blocked"
                | "account.changed"
                | "account.erased"
                | "member.placed"
                | "member.blocked"
                | "link.used"
                | "password.changed"
                | "invitation.accepted"
        );
        let Some(account) = seen.facts.get("account").and_then(Value::as_str).filter(|_| is_of_account) else { return };
        if let Some(stands) = seen.facts.get("stands") {
            self.places.remove(account);
            return self.told.put(account, seen.place, stands.clone());
        }
        if !self.told.has(account) {
            self.told.put(account, seen.place, json!({"is_blocked": false}));
            self.places.insert(account.to_owned(), BTreeMap::new());
        }
        self.earlier(account, seen);
    }

    /// What a record of an earlier program changes.
    fn earlier(&mut self, account: &str, seen: &Seen<'_>) {
        let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
        match (seen.kind, seen.partner) {
            ("account.put", partner) => {
                self.told.doubt(account, &["name", "phone"]);
                self.told.add(account, seen.place, json!({"login": fact("login")}));
                match partner {
                    Some(partner) => self.place(account, partner, &[("roles", sorted(fact("roles"))), ("unit", fact("unit"))]),
                    None => self.told.add(account, seen.place, json!({"roles": sorted(fact("roles"))})),
                }
            }
            ("member.placed", Some(partner)) => {
                let members = [("roles", sorted(fact("roles"))), ("unit", fact("unit")), ("role", fact("role"))];
                self.place(account, partner, &members);
            }
            ("member.blocked", Some(partner)) => self.place(account, partner, &[("is_blocked", fact("is_blocked"))]),
            ("account.blocked", _) => self.told.add(account, seen.place, json!({"is_blocked": fact("is_blocked")})),
            ("account.changed", _) => {
                self.told.add(account, seen.place, json!({"name": fact("name"), "phone": fact("phone")}));
            }
            ("account.erased", _) => {
                self.places.remove(account);
                let gone = json!({"phone": null, "password": null, "is_blocked": true, "roles": [], "places": []});
                self.told.put(account, seen.place, gone);
            }
            ("link.used", _) if fact("purpose") == "first_administrator" => {
                self.told.add(account, seen.place, json!({"roles": [Role::Administrator]}));
            }
            ("invitation.accepted", partner) => {
                self.told.doubt(account, &["name"]);
                match partner {
                    Some(partner) => {
                        self.places.entry(account.to_owned()).or_default().insert(partner.to_owned(), None);
                    }
                    None => self.told.doubt(account, &["roles"]),
                }
            }
            _ => {}
        }
    }

    fn place(&mut self, account: &str, partner: &str, members: &[(&str, Value)]) {
        let Some(places) = self.places.get_mut(account) else { return };
        let first = || Some(Map::from_iter([("is_blocked".to_owned(), Value::Bool(false))]));
        if let Some(told) = places.entry(partner.to_owned()).or_insert_with(first) {
            told.extend(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("account", ("person", "login"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::people, |row: &Standing| row.account.number(), report)? {
            for row in &rows {
                let (key, object) = (row.account.to_string(), format!("person {}", row.login));
                self.told.hold(&key, &object, &row.facts(), report);
                if let Some(told) = self.places.remove(&key) {
                    hold_places(&object, told, &row.places, report);
                }
            }
        }
        self.told.end("account", report);
        Ok(())
    }
}

/// Words in their order.
fn sorted(mut words: Value) -> Value {
    if let Some(words) = words.as_array_mut() {
        words.sort_by_key(Value::to_string);
        words.dedup();
    }
    words
}

/// Places against what records of earlier programs tell of them.
fn hold_places(object: &str, mut told: BTreeMap<String, Place>, rows: &[Held], report: &mut Report) {
    let mut found: BTreeMap<String, Vec<&Held>> = BTreeMap::new();
    for row in rows {
        found.entry(ids::encode(row.partner.number())).or_default().push(row);
    }
    for (partner, rows) in found {
        let object = format!("{object} at partner {partner}");
        match told.remove(&partner) {
            None => report.find(Layer::Rows, None, object, "a record", "none"),
            Some(None) => {}
            Some(Some(told)) => {
                let found = place_of(&rows);
                for (name, told) in &told {
                    let found = found.get(name).unwrap_or(&Value::Null);
                    if let Some((_, expected, found)) = difference(told, found) {
                        report.find(Layer::Rows, None, format!("{object}: {name}"), expected, found);
                    }
                }
            }
        }
    }
    for (partner, _) in told.into_iter().filter(|(_, place)| place.is_some()) {
        report.find(Layer::Rows, None, format!("{object} at partner {partner}"), "a row", "none");
    }
}

/// The rows of one place as records of earlier programs tell them.
fn place_of(rows: &[&Held]) -> Value {
    let custom = rows.iter().find_map(|row| row.custom);
    let built_in = rows.iter().filter(|row| row.role != Role::Custom.as_str());
    let roles: Vec<&str> = built_in.map(|row| row.role.as_str()).collect();
    let unit = rows.iter().find_map(|row| row.unit);
    let is_blocked = rows.iter().any(|row| row.is_blocked);
    json!({"roles": sorted(json!(roles)), "role": custom, "unit": unit, "is_blocked": is_blocked})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;

    fn seen<'s>(kind: &'s str, partner: Option<&'s str>, facts: &'s Value) -> Seen<'s> {
        Seen { place: Some(1), at: Moment::from_micros(0), kind, partner, actor: "system:tests", facts, form: 2 }
    }

    #[test]
    fn records_of_earlier_programs_add_up_and_a_whole_one_takes_their_place() {
        let mut proof = Proof::default();
        let put = json!({"account": "acc_1", "login": "ab", "roles": ["buyer", "approver"], "unit": null});
        proof.look(&seen("account.put", Some("p1"), &put));
        proof.look(&seen("member.blocked", Some("p1"), &json!({"account": "acc_1", "is_blocked": true})));
        proof.look(&seen("account.blocked", None, &json!({"account": "acc_1", "is_blocked": true})));
        assert_eq!(proof.told.member("acc_1", "is_blocked"), Some(&json!(true)));
        let place = proof.places["acc_1"]["p1"].clone().expect("a place");
        assert_eq!(Value::Object(place), json!({"roles": ["approver", "buyer"], "unit": null, "is_blocked": true}));
        proof.look(&seen("password.changed", None, &json!({"account": "acc_1", "stands": {"password": "x"}})));
        assert!(proof.places.is_empty() && proof.told.member("acc_1", "login").is_none());
        assert_eq!(proof.told.member("acc_1", "password"), Some(&json!("x")));
        proof.look(&seen("session.ended", None, &json!({"account": "acc_2"})));
        assert!(!proof.told.has("acc_2"));
    }
}
