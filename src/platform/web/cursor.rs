//! Cursors: where a list goes on, opaque to the caller. They name the last row seen by its sort key and id.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::say;

/// A cursor behind this row.
pub fn encode(key: &str, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([key, id]).to_string())
}

/// The row behind which to go on. A key that no database can hold is no cursor.
pub fn decode(text: &str) -> Option<(String, i64)> {
    let place: (String, i64) = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    (!place.0.contains('\0')).then_some(place)
}

/// The row behind which to go on, where one is given; a malformed cursor is refused.
pub fn read(text: Option<&str>) -> Answer<Option<(String, i64)>> {
    text.map(|text| decode(text).ok_or_else(malformed)).transpose()
}

/// The refusal of a cursor that is none of ours.
pub fn malformed() -> No {
    Refusal::new(Kind::Malformed, "bad_cursor", say!("error-bad-cursor")).into()
}

/// How many rows were asked for: 1 to 200, 50 when nothing was said.
pub fn limit(asked: Option<i64>) -> Answer<i64> {
    match asked.unwrap_or(50) {
        limit @ 1..=200 => Ok(limit),
        _ => Err(No::invalid("limit", "out_of_range", say!("error-bad-limit"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        assert_eq!(decode(&encode("дрель; \"18\"", -7)), Some(("дрель; \"18\"".to_owned(), -7)));
    }

    #[test]
    fn odd_cursors_are_none() {
        for odd in ["", "%%%", "bnVsbA", "W10", "WzEsMl0"] {
            assert_eq!(decode(odd), None, "{odd}");
        }
    }
}
