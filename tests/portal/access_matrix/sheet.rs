//! A form as somebody sends it with a name in one of its fields, and what is compared of the answers.

use orderly::access::routes::Line;
use reqwest::Method;

use super::asking::form;
use crate::kit::client::{Client, Told, hidden, read};

/// What else must stand in a form, so that a field in it counts.
const BESIDE: &[(&str, &str, (&str, &str))] = &[
    ("/discount-codes", "person", ("partner", "ALFA")),
    ("/lists", "order", ("source", "order")),
    ("/lists/{id}/lines", "sku", ("quantity", "1")),
    ("/payments", "invoices", ("contract", "A-1")),
    ("/payments", "invoices", ("amount", "1")),
    ("/payments", "invoices", ("paid_on", "2025-01-13")),
    ("/payments", "invoices", ("reference", "Forms")),
    ("/standing-orders", "address", ("name", "Forms")),
    ("/standing-orders", "list", ("name", "Forms")),
    ("/standing-orders", "order", ("name", "Forms")),
];

/// A form that somebody is shown, or that the matrix has for a door.
#[derive(Clone)]
pub(super) struct Sheet {
    pub(super) door: Line,
    /// Where it is sent.
    pub(super) action: String,
    pub(super) fields: Vec<(String, String)>,
}

/// The line of the table that a path is of.
pub(super) fn door<'t>(table: &'t [Line], method: &str, path: &str) -> Option<&'t Line> {
    let path = path.split('?').next().unwrap_or(path);
    let is_at = |line: &&Line| {
        let (known, asked): (Vec<&str>, Vec<&str>) = (line.path.split('/').collect(), path.split('/').collect());
        known.len() == asked.len() && known.iter().zip(&asked).all(|(known, asked)| known == asked || known.starts_with('{'))
    };
    let mut all: Vec<&Line> = table.iter().filter(|line| line.method == method).filter(is_at).collect();
    // `/lists/new` is no list.
    all.sort_by_key(|line| line.path.matches('{').count());
    all.first().copied()
}

/// A page without what is its request's own.
pub(super) fn essence(told: &Told, name: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let percent = encoded.replace('+', "%20");
    let mut text = told.text.replace(&told.header("x-request-id"), "ID");
    for shape in [name, &encoded, &percent] {
        text = text.replace(shape, "NAME");
    }
    for field in ["csrf", "key"] {
        let mark = format!("name=\"{field}\" value=\"");
        let mut parts = text.split(&mark);
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| text + &mark + part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    text
}

/// Where an answer leads, without the id of what was made.
pub(super) fn leads(told: &Told, name: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let place = told.location().replace(&encoded, "NAME").replace(name, "NAME");
    match place.rsplit_once('/') {
        Some((before, last)) if last.contains(|c: char| c.is_ascii_digit()) => before.to_owned(),
        _ => place.clone(),
    }
}

/// Whether two answers say the same, but for the name that each was asked with.
pub(super) fn looks_like(a: (&Told, &str), b: (&Told, &str)) -> bool {
    // A list beside the form may have either name anyway.
    let whole = |told: &Told, name: &str, other: &str| essence(told, name).replace(other, "NAME");
    a.0.status == b.0.status && leads(a.0, a.1) == leads(b.0, b.1) && whole(a.0, a.1, b.1) == whole(b.0, b.1, a.1)
}

/// The hidden token of the forms of a session.
pub(super) async fn token(client: &Client) -> String {
    hidden(&client.look("/api").await.text, "csrf")
}

/// The form with a name in a field; what is left empty in it is in order as far as its own words go.
pub(super) async fn send(client: &Client, token: &str, sheet: &Sheet, field: &str, it: &str, key: &str) -> Told {
    let name: String = form_urlencoded::byte_serialize(it.as_bytes()).collect();
    if sheet.door.method == "GET" {
        let path = sheet.action.split('?').next().unwrap_or(&sheet.action);
        return client.look(&format!("{path}?{field}={name}")).await;
    }
    let mut fields = sheet.fields.clone();
    for (name, value) in form(sheet.door.path) {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, typed)) if typed.is_empty() => (*value).clone_into(typed),
            Some(_) => {}
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let is_beside = |(door, of, _): &&(&str, &str, (&str, &str))| (*door, *of) == (sheet.door.path, field);
    let mut more: Vec<(&str, &str)> = BESIDE.iter().filter(is_beside).map(|(.., beside)| *beside).collect();
    more.extend([(field, it), ("key", key)]);
    for (name, value) in more {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, typed)) => value.clone_into(typed),
            None if name == "key" => {}
            None => fields.push((name.to_owned(), value.to_owned())),
        }
    }
    fields.retain(|(name, _)| name != "csrf");
    fields.push(("csrf".to_owned(), token.to_owned()));
    read(client.request(Method::POST, &sheet.action).form(&fields).send().await.expect("an answer")).await
}

#[test]
fn a_path_is_of_the_line_that_says_it_most_plainly() {
    let table = orderly::app::routes().table();
    let path = |method: &str, path: &str| door(&table, method, path).map(|line| line.path);
    assert_eq!(path("POST", "/orders/100001/changes?step=1"), Some("/orders/{number}/changes"));
    assert_eq!(path("GET", "/orders"), Some("/orders"));
    assert_eq!(path("GET", "/nowhere/at/all/of/them"), None);
}
