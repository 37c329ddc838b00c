//! An act as one event of a stream: an id and a line of JSON, at most 300 bytes together, whatever the names.

use actix_web::web::Bytes;
use serde::Serialize;

use super::feed::Event;
use crate::platform::values::{Currency, Moment, Money};

/// No event is longer, its id and line ends included.
pub const MOST_BYTES: usize = 300;
/// A person's name is always cut here, so that pages know him again by it.
const PERSON_BYTES: usize = 48;

#[derive(Serialize)]
struct Partner<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    n: i64,
    at: Moment,
    kind: &'static str,
    partner: Partner<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a str>,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
}

/// The event's bytes. What does not fit is cut where it is longest, with a sign that it was; the person's name only at last.
pub fn of(event: &Event) -> Bytes {
    let (mut name, mut what) = (event.name.clone(), event.what.clone());
    let mut person = event.person.as_deref().map(short_person);
    loop {
        let text = text(event, &name, person.as_deref(), &what);
        let over = text.len().saturating_sub(MOST_BYTES);
        let longest = match (name.len(), what.len(), &mut person) {
            (0, 0, Some(person)) => person,
            (name_bytes, what_bytes, _) if name_bytes >= what_bytes => &mut name,
            _ => &mut what,
        };
        if over == 0 || longest.is_empty() {
            return Bytes::from(text);
        }
        *longest = cut(longest, longest.len().saturating_sub(over.clamp(4, 8)));
    }
}

/// A person's name as the stream tells it.
pub fn short_person(name: &str) -> String {
    if name.len() <= PERSON_BYTES { name.to_owned() } else { cut(name, PERSON_BYTES) }
}

/// The beginning of a text in so many bytes, with a sign that it goes on; nothing where the sign alone would not fit.
fn cut(text: &str, bytes: usize) -> String {
    const SIGN: &str = "…";
    let bare = text.strip_suffix(SIGN).unwrap_or(text);
    let room = bytes.saturating_sub(SIGN.len());
    let end = bare.char_indices().map(|(at, sign)| at + sign.len_utf8()).take_while(|end| *end <= room).last();
    end.and_then(|end| bare.get(..end)).map_or_else(String::new, |begin| format!("{begin}{SIGN}"))
}

fn text(event: &Event, name: &str, person: Option<&str>, what: &str) -> String {
    let line = Line {
        n: event.n,
        at: event.at,
        kind: event.kind.as_str(),
        partner: Partner { code: &event.code, name },
        person,
        what,
        sum: event.sum.map(|(amount, _)| amount),
        currency: event.sum.map(|(_, currency)| currency),
    };
    // Nothing in it can fail to be written as JSON.
    let json = serde_json::to_string(&line).unwrap_or_default();
    format!("id: {}\ndata: {json}\n\n", event.n)
}

#[cfg(test)]
mod tests {
    use super::super::feed::Kind;
    use super::*;
    use crate::access::PartnerId;
    use crate::platform::values::ids::Id;

    fn event(name: &str, person: &str, what: &str) -> Event {
        Event {
            n: 123_456_789,
            at: Moment::from_micros(1_800_000_000_123_456),
            kind: Kind::RepresentationRefused,
            partner: PartnerId::from_number(1),
            code: "P".repeat(40),
            name: name.into(),
            person: Some(person.into()),
            what: what.into(),
            sum: Some((Money::from_steps(Money::MAX), Currency::parse("RUB").unwrap())),
        }
    }

    fn json(bytes: &Bytes) -> serde_json::Value {
        let text = std::str::from_utf8(bytes).unwrap();
        serde_json::from_str(text.split_once("data: ").unwrap().1.trim_end()).unwrap()
    }

    #[test]
    fn no_event_is_longer_than_its_limit_whatever_the_names() {
        let long = ["Ж".repeat(300), "\"\\".repeat(150), "x".repeat(300), "𝄞".repeat(100)];
        for name in &long {
            for what in &long {
                let bytes = of(&event(name, name, what));
                assert!(bytes.len() <= MOST_BYTES, "{} bytes", bytes.len());
                assert_eq!(json(&bytes)["n"], 123_456_789);
            }
        }
    }

    #[test]
    fn what_fits_is_told_whole() {
        let mut short = event("ООО «Альфа»", "Ирина Северова", "1001");
        short.code = "ALFA".into();
        let told = json(&of(&short));
        assert_eq!(
            (&told["partner"]["name"], &told["person"], &told["what"]),
            (&"ООО «Альфа»".into(), &"Ирина Северова".into(), &"1001".into())
        );
    }
}
