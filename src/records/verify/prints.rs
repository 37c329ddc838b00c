//! What the records say of rows of which there may be many: kept as short prints beside their names, so that millions of them fit. Filled by the rooms
//! of the trade while the records are read, and held against their rows afterwards.

use std::collections::HashMap;

use serde_json::Value;

use super::{Layer, Report};
use crate::records::merkle;

/// Half a hash: enough to tell rows apart.
pub type Print = [u8; 16];

/// The print of a text.
pub fn print(text: &str) -> Print {
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(merkle::digest(text.as_bytes())) {
        *to = from;
    }
    half
}

/// What the last record of each row says, by what makes the row the one it is.
#[derive(Debug, Default)]
pub struct Prints {
    told: HashMap<Print, Told>,
}

/// What the last record of a row says: its place, the print of its words, and the row's name.
#[derive(Debug)]
struct Told {
    place: Option<i64>,
    said: Print,
    name: Box<str>,
}

impl Prints {
    /// Takes note of what a record says of a row.
    pub fn put(&mut self, key: &str, place: Option<i64>, said: &Value) {
        self.told.insert(print(key), Told { place, said: print(&said.to_string()), name: key.into() });
    }

    /// Whether a record tells of a row.
    pub fn has(&self, key: &str) -> bool {
        self.told.contains_key(&print(key))
    }

    /// The place of the last record of a row, if it has one.
    pub fn place(&self, key: &str) -> Option<i64> {
        self.told.get(&print(key)).and_then(|told| told.place)
    }

    /// Holds a row against its record: it says one of these things, the first of them in the words of today.
    pub fn compare(&mut self, key: &str, object: &str, said: &[Value], report: &mut Report) {
        report.rows += 1;
        let Some(Told { place, said: kept, .. }) = self.told.remove(&print(key)) else {
            return report.find(Layer::Rows, None, object, "a record", "none");
        };
        if !said.iter().any(|said| print(&said.to_string()) == kept) {
            let found = said.first().map(Value::to_string).unwrap_or_default();
            report.find(Layer::Rows, place, object, "as it was recorded", found);
        }
    }

    /// What is told of and is not there any more, by its name.
    pub fn end(self, what: &str, report: &mut Report) {
        for told in self.told.into_values() {
            report.find(Layer::Rows, told.place, format!("{what} {}", told.name), "a row", "none");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_says_what_its_last_record_says_in_either_form() {
        let mut prints = Prints::default();
        prints.put("a", Some(1), &json!({"total": "1.00"}));
        prints.put("a", Some(2), &json!({"total": "2.00"}));
        prints.put("b", Some(3), &json!({"total": "3.00", "words": "x"}));
        prints.put("c", Some(4), &json!({}));
        prints.put("d", Some(5), &json!({}));
        let mut report = Report::default();
        prints.compare("a", "a", &[json!({"total": "2.00"})], &mut report);
        prints.compare("b", "b", &[json!({"total": "3.00"}), json!({"total": "3.00", "words": "x"})], &mut report);
        assert!(report.findings.is_empty());
        prints.compare("c", "c", &[json!({"total": "4.00"})], &mut report);
        prints.compare("e", "e", &[json!({})], &mut report);
        prints.end("row", &mut report);
        let told: Vec<(Option<i64>, &str)> = report.findings.iter().map(|one| (one.place, one.object.as_str())).collect();
        assert_eq!(told, [(Some(4), "c"), (None, "e"), (Some(5), "row d")]);
    }
}
