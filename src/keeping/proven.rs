//! Records against themselves: the hash against the bytes, the bytes against the columns beside them. Called by `check`; whether the log
//! as a whole was falsified is another question, which needs an anchor outside the database.

use serde_json::Value;

use super::check::{Proof, by_itself};
use super::invariants::Measure;
use crate::platform::db::{Alone, Odd, OpenError, RawRecord};
use crate::platform::journal::{self, RecordId};
use crate::platform::secret::hex;
use crate::platform::values::Moment;
use crate::platform::values::ids::{self, Id};

/// Looks at every record.
pub(super) fn look(db: &mut Alone, proof: &mut Proof) -> Result<(), OpenError> {
    let mut tell = proof.sentence(
        "journal.records",
        "a record's hash is that of its bytes, and its columns say what they say",
        Measure::Plain,
    );
    by_itself(db, "the journal", &mut tell, |db, tell| db.each_record(&mut |record| judge(&record, &mut |odd: Odd| tell(odd))))
}

fn judge(record: &RawRecord, tell: &mut impl FnMut(Odd)) {
    let id = RecordId::from_number(record.id).to_string();
    let hash = journal::leaf(&record.body);
    if hash != record.leaf {
        tell(Odd { object: format!("{id}, hash"), expected: hex(&hash), found: hex(&record.leaf) });
    }
    let Ok(Value::Object(said)) = serde_json::from_slice::<Value>(&record.body) else {
        return tell(Odd { object: id, expected: "a record".into(), found: "bytes that are none".into() });
    };
    let columns = [
        ("id", Value::String(id.clone())),
        ("at", Value::String(Moment::from_micros(record.at).to_string())),
        ("kind", Value::String(record.kind.clone())),
        ("actor", Value::String(record.actor.clone())),
        ("partner", record.partner_id.map_or(Value::Null, |number| Value::String(ids::encode(number)))),
    ];
    for (name, column) in columns {
        let bytes = said.get(name).cloned().unwrap_or(Value::Null);
        if bytes != column {
            tell(Odd { object: format!("{id}, {name}"), expected: bytes.to_string(), found: column.to_string() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> RawRecord {
        let (at, id) = (Moment::from_micros(1_700_000_000_000_000), RecordId::from_number(77));
        let entry = journal::Entry { kind: "order.placed", partner: Some(5), facts: serde_json::json!({"order": "000001"}) };
        let body = journal::canonical(id, at, journal::By { actor: "system:tests", device: None }, &entry).unwrap();
        let leaf = journal::leaf(&body);
        RawRecord {
            id: 77,
            at: at.micros(),
            kind: entry.kind.into(),
            partner_id: Some(5),
            actor: "system:tests".into(),
            body,
            leaf,
        }
    }

    fn told(record: &RawRecord) -> Vec<String> {
        let mut told = Vec::new();
        judge(record, &mut |odd: Odd| told.push(odd.object.split(", ").nth(1).unwrap_or_default().to_owned()));
        told
    }

    #[test]
    fn every_column_and_every_byte_is_held_against_the_others() {
        assert_eq!(told(&record()), Vec::<String>::new());
        assert_eq!(told(&RawRecord { at: 1, ..record() }), ["at"]);
        assert_eq!(told(&RawRecord { kind: "order.cancelled".into(), ..record() }), ["kind"]);
        assert_eq!(told(&RawRecord { actor: "visitor".into(), ..record() }), ["actor"]);
        assert_eq!(told(&RawRecord { partner_id: None, ..record() }), ["partner"]);
        assert_eq!(told(&RawRecord { leaf: vec![0; 32], ..record() }), ["hash"]);
        // With the hash mended the bytes still differ from the columns.
        let body = String::from_utf8(record().body).unwrap().replace("system:tests", "system:other");
        let leaf = journal::leaf(body.as_bytes());
        assert_eq!(told(&RawRecord { body: body.into_bytes(), leaf, ..record() }), ["actor"]);
        assert_eq!(told(&RawRecord { body: vec![0xff], ..record() }), ["hash", ""]);
    }
}
