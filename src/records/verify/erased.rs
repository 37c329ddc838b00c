//! People who were erased: how many commitments to what was known of them nobody can check any more. Told, and held against nobody.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Seen;

/// What the records say of people.
#[derive(Debug, Default)]
pub struct Erased {
    /// How many commitments there are to each, by account.
    kept: HashMap<String, i64>,
    gone: HashSet<String>,
}

impl Erased {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let words: &[&str] = match seen.kind {
            "account.put" => &["login"],
            "account.changed" => &["name", "phone"],
            "account.erased" => &[],
            _ => return,
        };
        let Some(account) = seen.facts.get("account").and_then(Value::as_str) else { return };
        if seen.kind == "account.erased" {
            self.gone.insert(account.to_owned());
            return;
        }
        let told = words.iter().filter(|name| seen.facts.get(**name).is_some_and(Value::is_string)).count();
        *self.kept.entry(account.to_owned()).or_default() += i64::try_from(told).unwrap_or_default();
    }

    /// How many commitments tell of people who were erased.
    pub fn unchecked(&self) -> i64 {
        self.gone.iter().filter_map(|account| self.kept.get(account)).sum()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::values::Moment;

    #[test]
    fn what_tells_of_the_erased_is_counted() {
        let mut erased = Erased::default();
        let mut look = |kind: &str, facts: Value| {
            erased.look(&Seen {
                place: None,
                at: Moment::from_micros(0),
                kind,
                partner: None,
                actor: "acc_9",
                facts: &facts,
                form: 2,
            });
        };
        look("account.put", json!({"account": "acc_1", "login": "ab"}));
        look("account.changed", json!({"account": "acc_1", "name": "ab", "phone": null}));
        look("account.put", json!({"account": "acc_2", "login": "ab"}));
        look("account.erased", json!({"account": "acc_1"}));
        look("account.erased", json!({"account": "acc_3"}));
        assert_eq!(erased.unchecked(), 2);
    }
}
