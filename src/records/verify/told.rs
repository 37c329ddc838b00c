//! What the records say of rows of which there are few enough to be kept whole: each is held against the members that its records tell,
//! so that a difference is told by the column. Filled by the rooms while the records are read; it reads only.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::compare::difference;
use super::{Layer, Report};

/// What is told of each row, by what makes the row the one it is, with the place of the last record about it.
#[derive(Debug, Default)]
pub struct Told {
    rows: BTreeMap<String, (Option<i64>, Map<String, Value>)>,
}

impl Told {
    /// A record tells all of a row: what was told before is gone.
    pub fn put(&mut self, key: &str, place: Option<i64>, members: Value) {
        self.rows.remove(key);
        self.add(key, place, members);
    }

    /// A record tells some members of a row; the others stay as they were told.
    pub fn add(&mut self, key: &str, place: Option<i64>, members: Value) {
        let Value::Object(members) = members else { return };
        let (last, told) = self.rows.entry(key.to_owned()).or_default();
        *last = place;
        told.extend(members);
    }

    /// A record changes a row in a way that it does not tell: from here on nothing is known of these members.
    pub fn doubt(&mut self, key: &str, members: &[&str]) {
        if let Some((_, told)) = self.rows.get_mut(key) {
            told.retain(|name, _| !members.contains(&name.as_str()));
        }
    }

    /// What another record makes of one member of a row that is told of; nothing changes without a value.
    pub fn change(&mut self, key: &str, name: &str, value: Option<Value>) {
        if let (Some((_, told)), Some(value)) = (self.rows.get_mut(key), value) {
            told.insert(name.to_owned(), value);
        }
    }

    /// A record tells that a row is gone.
    pub fn forget(&mut self, key: &str) {
        self.rows.remove(key);
    }

    /// Whether a record tells of a row.
    pub fn has(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    /// What is told of a row in one member.
    pub fn member(&self, key: &str, name: &str) -> Option<&Value> {
        self.rows.get(key)?.1.get(name)
    }

    /// The rows of which something is told in one member.
    pub fn keys_with(&self, name: &str, value: &Value) -> Vec<String> {
        let is_so = |told: &Map<String, Value>| told.get(name) == Some(value);
        self.rows.iter().filter(|(_, (_, told))| is_so(told)).map(|(key, _)| key.clone()).collect()
    }

    /// Holds a row against what is told of it, member by member; a row of which no record tells is a finding. `found` says all of the row.
    pub fn hold(&mut self, key: &str, object: &str, found: &Value, report: &mut Report) {
        report.rows += 1;
        let Some((place, told)) = self.rows.remove(key) else {
            return report.find(Layer::Rows, None, object, "a record", "none");
        };
        for (name, told) in &told {
            let found = found.get(name).unwrap_or(&Value::Null);
            if let Some((path, expected, found)) = difference(told, found) {
                let path =
                    if path.is_empty() || path.starts_with('[') { format!("{name}{path}") } else { format!("{name}.{path}") };
                report.find(Layer::Rows, place, format!("{object}: {path}"), expected, found);
            }
        }
    }

    /// What is told of and is not there any more, each in a word and by what makes it the one it is.
    pub fn end(self, what: &str, report: &mut Report) {
        for (key, (place, _)) in self.rows {
            report.find(Layer::Rows, place, format!("{what} {key}"), "a row", "none");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(report: &Report) -> Vec<(Option<i64>, &str)> {
        report.findings.iter().map(|one| (one.place, one.object.as_str())).collect()
    }

    #[test]
    fn a_row_is_held_to_what_its_records_tell_and_to_nothing_else() {
        let mut told = Told::default();
        told.add("a", Some(1), json!({"roles": ["buyer"], "is_blocked": false}));
        told.add("a", Some(2), json!({"is_blocked": true}));
        let mut report = Report::default();
        told.hold("a", "person a", &json!({"roles": ["buyer"], "is_blocked": true, "name": "A"}), &mut report);
        assert!(report.findings.is_empty());
        told.add("b", Some(3), json!({"roles": ["buyer"], "is_blocked": false, "phone": null}));
        told.hold("b", "person b", &json!({"roles": ["administrator"], "is_blocked": true, "phone": "1"}), &mut report);
        told.hold("c", "person c", &json!({}), &mut report);
        let expected = [
            (Some(3), "person b: is_blocked"),
            (Some(3), "person b: phone"),
            (Some(3), "person b: roles[0]"),
            (None, "person c"),
        ];
        assert_eq!(found(&report), expected);
    }

    #[test]
    fn what_is_gone_is_named_and_what_is_doubtful_is_not_held() {
        let mut told = Told::default();
        told.put("a", Some(1), json!({"roles": [], "name": "A"}));
        told.doubt("a", &["roles", "name"]);
        assert!(told.has("a") && told.member("a", "name").is_none());
        told.put("b", Some(2), json!({"agent": "x"}));
        assert_eq!(told.keys_with("agent", &json!("x")), ["b"]);
        told.put("c", Some(3), json!({}));
        told.forget("c");
        let mut report = Report::default();
        told.hold("a", "a", &json!({"roles": ["x"]}), &mut report);
        told.end("key", &mut report);
        assert_eq!(found(&report), [(Some(2), "key b")]);
    }
}
