//! The page that partners keep beside the command that checks receipts: whichever digit of a receipt is another, both name the same.

use std::collections::BTreeSet;

use orderly::records::Receipt;
use orderly::records::check::{check, words};
use orderly::records::keys::{PublicKey, SigningKey};
use orderly::records::note::{Line, Note};
use serde_json::{Value, json};

use crate::chrome::Tab;

/// The receipt with the word of a witness that has seen its checkpoint.
pub fn witnessed(receipt: &Value, witness: &SigningKey) -> Value {
    let seen = Note::parse(receipt["checkpoint"].as_str().expect("a checkpoint")).expect("a note");
    let word = Line::sign(witness, &seen.text, 1_772_359_200).expect("a signature");
    let mut other = receipt.clone();
    other["cosignatures"] = json!([word.to_string()]);
    other
}

/// Changes the first, a middle and the last digit of each text and number of a receipt, one at a time.
pub async fn are_named_alike(tab: &Tab, good: &Value, key: &str, witness: &PublicKey) {
    let changed =
        ways(good, "").into_iter().flat_map(|way| others(good, &way).into_iter().map(move |other| (way.clone(), other)));
    let receipts: Vec<(String, Value)> = std::iter::once((String::new(), good.clone())).chain(changed).collect();
    let told = of_the_page(tab, &receipts, key, witness).await;
    let key = PublicKey::parse(key).expect("a key");
    let mut found = BTreeSet::new();
    for ((way, receipt), told) in receipts.iter().zip(&told) {
        let named = of_the_command(receipt, &key, witness);
        assert_eq!(*told, named, "the page and the command of {way}");
        let Some(member) = way.split('/').nth(1) else { continue };
        assert!(named.iter().any(|field| field.starts_with(member)), "{way}: {named:?} are named");
        found.insert(member.to_owned());
    }
    assert_eq!((told.len(), told[0].is_empty()), (receipts.len(), true), "nothing is said of what is good");
    let members: BTreeSet<String> = good.as_object().expect("members").keys().cloned().collect();
    assert_eq!(found, members, "some of the receipt is never changed");
}

/// What the page's own check names of each receipt.
async fn of_the_page(tab: &Tab, receipts: &[(String, Value)], key: &str, witness: &PublicKey) -> Vec<Vec<String>> {
    let texts: Vec<String> = receipts.iter().map(|(_, receipt)| receipt.to_string()).collect();
    let (texts, key, witness) = (json!(texts), json!(key), json!(witness.to_string()));
    let ask = format!(
        "(async () => {{ const [key, witness] = [await keyOf({key}), await keyOf({witness}, WITNESS)], told = []; \
         for (const text of {texts}) {{ const {{ faults, unheld }} = await check(receiptOf(text), key, [witness]); \
         told.push([...faults.map(([field]) => field), ...unheld]); }} return told; }})()"
    );
    serde_json::from_value(tab.ask(&ask).await.expect("an answer of the page")).expect("fields")
}

fn of_the_command(receipt: &Value, key: &PublicKey, witness: &PublicKey) -> Vec<String> {
    let receipt: Receipt = serde_json::from_value(receipt.clone()).expect("a receipt");
    let mut checked = check(&receipt, std::slice::from_ref(key));
    words(&receipt, std::slice::from_ref(witness), &mut checked);
    checked.faults.into_iter().map(|fault| fault.field).chain(checked.unheld).collect()
}

/// The ways to all texts and numbers in a value.
fn ways(value: &Value, way: &str) -> Vec<String> {
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, one)| ways(one, &format!("{way}/{name}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(nth, one)| ways(one, &format!("{way}/{nth}"))).collect(),
        Value::String(_) | Value::Number(_) => vec![way.to_owned()],
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// The receipt with another digit at the end of a way, for some of those that stand there.
fn others(receipt: &Value, way: &str) -> Vec<Value> {
    let was = receipt.pointer(way).expect("it is there");
    let text = was.as_str().map_or_else(|| was.to_string(), str::to_owned);
    let digits: Vec<usize> = (0..text.len()).filter(|at| text.as_bytes()[*at].is_ascii_digit()).collect();
    let chosen: BTreeSet<usize> =
        [digits.first(), digits.get(digits.len() / 2), digits.last()].into_iter().flatten().copied().collect();
    let with_another = |at: usize| {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
        let fresh = String::from_utf8(bytes).expect("a text");
        let mut other = receipt.clone();
        *other.pointer_mut(way).expect("it is there") =
            if was.is_string() { json!(fresh) } else { json!(fresh.parse::<i64>().expect("a number")) };
        other
    };
    chosen.into_iter().map(with_another).collect()
}
