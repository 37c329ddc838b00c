//! Comparing what a row says with what the record says, member by member; the first difference is told by its path.

use serde_json::Value;

/// A difference: where, what the record says, what the row says.
pub type Difference = (String, String, String);

/// The first difference between what a record keeps and what is found now. A record may keep more than the row says, and an old
/// record may lack what rows have learnt to say since, as long as that is nothing.
pub fn difference(kept: &Value, found: &Value) -> Option<Difference> {
    step(String::new(), kept, found)
}

fn step(path: String, kept: &Value, found: &Value) -> Option<Difference> {
    match (kept, found) {
        (Value::Object(kept), Value::Object(found)) => found.iter().find_map(|(name, found)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match kept.get(name) {
                Some(kept) => step(path, kept, found),
                None if is_nothing(found) => None,
                None => Some((path, "nothing".to_owned(), found.to_string())),
            }
        }),
        (Value::Array(kept), Value::Array(found)) if kept.len() == found.len() => {
            let pairs = kept.iter().zip(found).enumerate();
            pairs.into_iter().find_map(|(at, (kept, found))| step(format!("{path}[{at}]"), kept, found))
        }
        (Value::Array(kept), Value::Array(found)) => {
            Some((path, format!("{} entries", kept.len()), format!("{} entries", found.len())))
        }
        _ if kept == found => None,
        _ => Some((path, kept.to_string(), found.to_string())),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(all) => all.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_told_by_its_path() {
        let kept =
            json!({"total": "10.00", "lines": [{"sku": "A", "sum": "4.00"}, {"sku": "B", "sum": "6.00"}], "change": {"id": 1}});
        let path = |found: Value| difference(&kept, &found).map(|(path, _, _)| path);
        assert_eq!(path(json!({"total": "10.00", "lines": [{"sku": "A", "sum": "4.00"}, {"sku": "B", "sum": "6.00"}]})), None);
        assert_eq!(path(json!({"total": "11.00"})).as_deref(), Some("total"));
        assert_eq!(
            path(json!({"lines": [{"sku": "A", "sum": "4.00"}, {"sku": "B", "sum": "6.01"}]})).as_deref(),
            Some("lines[1].sum")
        );
        assert_eq!(path(json!({"lines": [{"sku": "A"}]})).as_deref(), Some("lines"));
        assert_eq!(path(json!({"comment": "x"})).as_deref(), Some("comment"));
        assert_eq!(path(json!({"comment": null, "is_new": false, "on_hold": []})), None);
        assert_eq!(path(json!({"total": 10})).as_deref(), Some("total"));
    }
}
