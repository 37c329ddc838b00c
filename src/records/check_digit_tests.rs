//! Any digit of a receipt that is another makes the check fail, and it names the field in which the digit stands.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Where the body's own members begin in the way to a digit.
const WITHIN: char = '#';

fn witness() -> SigningKey {
    SigningKey::of("witness7.example", Purpose::Witness, &[7; 32]).unwrap()
}

/// The receipt of a record of a log that was opened again and has changed its key since; a witness has seen its checkpoint.
fn whole(index: usize, size: usize) -> Receipt {
    let (old, new) = (key(1), key(2));
    let at = "2026-03-02T10:00:00.000000Z".to_owned();
    let (after, origin) = (size as u64, LOG.to_owned());
    let (old_key, new_key) = (old.public().clone(), new.public().clone());
    let change = Succession { origin, after, old: old_key, new: new_key, at: at.clone(), is_compromised: false };
    let (signed, after) = (Extent { size: 42, root: [7; 32] }, Extent { size: 1, root: [8; 32] });
    let again = Reopening { origin: LOG.into(), signed, after, at, reason: "Disk 2 was lost".into() };
    let notes = [Note::signed(&change.text(), &[&old, &new]), Note::signed(&again.text(), &[&old])];
    let key_changes = notes.into_iter().map(|note| note.unwrap().to_string()).collect();
    let sealed = receipt(index, size, &old);
    let seen = Note::parse(sealed.checkpoint.as_deref().unwrap()).unwrap();
    let cosignatures = vec![Line::sign(&witness(), &seen.text, 1_772_359_200).unwrap().to_string()];
    Receipt { cosignatures, key_changes, ..sealed }
}

/// The ways to all texts and numbers in a value.
fn leaves(value: &Value, way: &str) -> Vec<String> {
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, one)| leaves(one, &format!("{way}/{name}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(nth, one)| leaves(one, &format!("{way}/{nth}"))).collect(),
        Value::String(_) | Value::Number(_) => vec![way.to_owned()],
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// The same in a receipt, also in the body of its record.
fn ways(receipt: &Value) -> Vec<String> {
    let body: Value = serde_json::from_str(receipt["record"]["body"].as_str().unwrap()).unwrap();
    let within = leaves(&body, &format!("/record/body{WITHIN}"));
    leaves(receipt, "").into_iter().filter(|way| way != "/record/body").chain(within).collect()
}

/// The field that is to be named: of the body the one that shows it to people, and its hash where none does.
fn field(way: &str) -> String {
    match way.split_once(WITHIN) {
        Some((_, "/kind")) => "record.kind".into(),
        Some((_, "/at")) => "record.at".into(),
        Some((_, "/facts/partner/code")) => "order.partner".into(),
        Some((_, within)) => {
            within.strip_prefix("/facts").map_or_else(|| "record.leaf_hash".into(), |of| field(&format!("/order{of}")))
        }
        None if way.starts_with("/inclusion_proof/") => "inclusion_proof".into(),
        None => way.split('/').skip(1).fold(String::new(), |path, part| match part.parse::<usize>() {
            Ok(nth) => format!("{path}[{nth}]"),
            Err(_) if path.is_empty() => part.to_owned(),
            Err(_) => format!("{path}.{part}"),
        }),
    }
}

/// Another digit for a digit, another letter for a letter.
fn other(sign: u8, more: u8) -> u8 {
    let (first, count) = match sign {
        b'0'..=b'9' => (b'0', 10),
        b'a'..=b'z' => (b'a', 26),
        _ => (b'A', 26),
    };
    first + (sign - first + more) % count
}

/// Where a text or a number has such signs.
fn signs(value: &Value, is_meant: fn(&u8) -> bool) -> Vec<usize> {
    let text = text_of(value);
    (0..text.len()).filter(|at| is_meant(&text.as_bytes()[*at])).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The same with another sign at a place.
fn with_another(value: &Value, at: usize, more: u8) -> Value {
    let mut bytes = text_of(value).into_bytes();
    bytes[at] = other(bytes[at], more);
    let text = String::from_utf8(bytes).unwrap();
    if value.is_string() { json!(text) } else { json!(text.parse::<i64>().unwrap()) }
}

/// What stands at the end of a way, and the receipt with what it is changed into there.
fn at_end(receipt: &Value, way: &str, change: impl Fn(&Value) -> Value) -> (Value, Value) {
    let mut receipt = receipt.clone();
    let (way, within) = way.split_once(WITHIN).map_or((way, None), |(way, within)| (way, Some(within)));
    let place = receipt.pointer_mut(way).unwrap();
    let was = match within {
        None => {
            let fresh = change(place);
            std::mem::replace(place, fresh)
        }
        Some(within) => {
            let mut body: Value = serde_json::from_str(place.as_str().unwrap()).unwrap();
            let member = body.pointer_mut(within).unwrap();
            let fresh = change(member);
            let was = std::mem::replace(member, fresh);
            *place = json!(body.to_string());
            was
        }
    };
    (was, receipt)
}

/// The places of such signs at the end of a way.
fn places(good: &Value, way: &str, is_meant: fn(&u8) -> bool) -> Vec<usize> {
    signs(&at_end(good, way, Value::clone).0, is_meant)
}

/// The fields that are named to somebody who knows the keys of the log and of the witness.
fn named(receipt: &Receipt) -> Vec<String> {
    let mut checked = check(receipt, &[key(1).public().clone()]);
    words(receipt, &[witness().public().clone()], &mut checked);
    checked.faults.into_iter().map(|fault| fault.field).chain(checked.unheld).collect()
}

/// The same when there is another sign at a place.
fn told(good: &Value, way: &str, at: usize, more: u8) -> Vec<String> {
    let (_, other) = at_end(good, way, |value| with_another(value, at, more));
    named(&serde_json::from_value(other).unwrap())
}

/// Whether one of those that are named is the field, or a part of it.
fn names(told: &[String], field: &str) -> bool {
    told.iter().any(|one| one == field || one.starts_with(&format!("{field} (")))
}

#[test]
fn any_digit_that_is_another_is_found_and_its_field_is_named() {
    let good = whole(3, 11);
    assert!(check(&good, &[key(1).public().clone()]).is_proved());
    assert_eq!(named(&good), Vec::<String>::new());
    let good = json!(good);
    let mut found = BTreeSet::new();
    for way in ways(&good) {
        let field = field(&way);
        for (at, more) in places(&good, &way, u8::is_ascii_digit).into_iter().zip((1..10).cycle()) {
            let told = told(&good, &way, at, more);
            assert!(names(&told, &field), "{way}: {told:?} are named for {field}");
            found.insert(field.clone());
        }
    }
    let fields = found.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let order = "order.lines[0].quantity order.lines[0].sku order.lines[0].sum order.lines[0].unit_price order.net order.number \
        order.placed_at order.total order.vat order.version";
    let beside = "checkpoint cosignatures[0] inclusion_proof index key key_changes[0] key_changes[1]";
    assert_eq!(fields, format!("{beside} {order} origin promise record.at record.leaf_hash record.place v"));
}

proptest! {
    #[test]
    fn so_is_any_sign_of_any_receipt(
        (index, behind) in (0usize..40, 1usize..40),
        is_sealed in any::<bool>(),
        (way, at) in any::<(prop::sample::Index, prop::sample::Index)>(),
        more in 1u8..10,
    ) {
        let sealed = whole(index, index + behind);
        let good = if is_sealed { json!(sealed) } else { json!(unsealed(&sealed)) };
        let ways = ways(&good);
        let way = &ways[way.index(ways.len())];
        let places = places(&good, way, u8::is_ascii_alphanumeric);
        let told = told(&good, way, places[at.index(places.len())], more);
        prop_assert!(names(&told, &field(way)), "{}: {:?} are named", way, told);
    }
}
