//! Categories against the records, both ways: each is the one that an import tells it made. Where it lies in the tree follows from that
//! by the sentences of `keeping`. Called by the proof of goods; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Category, CategoryId, store, to_order};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible;
use crate::records::verify::{Layer, Report, Seen};

/// What an import's record keeps of a category that it made.
pub(crate) fn facts(category: &Category) -> Value {
    json!({
        "category": category.id, "parent": category.parent, "code": category.code, "path": category.path, "name": category.name,
        "name_en": category.name_en,
    })
}

/// A category as its record has it; none is ever changed.
#[derive(Debug)]
struct Told {
    place: Option<i64>,
    path: String,
    said: Value,
}

/// What the records say of categories.
#[derive(Debug, Default)]
pub(super) struct Proof {
    told: HashMap<CategoryId, Told>,
    /// Whether a record tells which were made.
    is_told: bool,
    /// Whether earlier programs imported products without telling which they made.
    is_partial: bool,
}

impl Proof {
    /// Takes note of the record of an import of products.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let Some(made) = seen.facts.get("categories").and_then(Value::as_array) else {
            self.is_partial = true;
            return;
        };
        self.is_told = true;
        for said in made {
            let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some(id) = CategoryId::parse(text("category")) {
                self.told.insert(id, Told { place: seen.place, path: text("path").to_owned(), said: said.clone() });
            }
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let Some(rows) = legible::told(store::categories(tx), "categories", report)? else { return Ok(()) };
        for row in &rows {
            report.rows += 1;
            self.category(row, report);
        }
        for told in self.told.into_values() {
            report.find(Layer::Rows, told.place, format!("category {}", told.path), "a row", "none");
        }
        Ok(())
    }

    fn category(&mut self, row: &Category, report: &mut Report) {
        let Some(told) = self.told.remove(&row.id) else {
            if self.is_told && !self.is_partial && !to_order::is_where_these_lie(&row.path) {
                report.find(Layer::Rows, None, format!("category {}", row.path), "no category", "one");
            }
            return;
        };
        let found = facts(row);
        if found != told.said {
            report.find(Layer::Rows, told.place, format!("category {}", told.path), "as it was made", found.to_string());
        }
    }
}
