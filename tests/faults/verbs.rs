//! The table of all verbs of the API: who does each, and what is sent. The trial of faults walks it in its order, and a verb without a
//! line is red. It knows nothing of faults.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

const TABLE: &str = include_str!("verbs.txt");
/// The smallest picture there is.
const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0dIDATx\xdacd\xf8\xcfP\x0f\x00\x03\x86\x01\x80Z4}k\x00\x00\x00\x00IEND\xaeB`\x82";

/// What is done with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// It is tried with faults.
    Tried,
    /// It prepares the next ones.
    Prepares,
    /// It says why a verb is not tried.
    NotTried,
}

/// A line of the table.
pub struct Verb {
    /// What is done with it.
    pub aim: Aim,
    /// Who does it; in angle brackets the name of a session's token.
    pub who: &'static str,
    /// The method.
    pub method: Method,
    /// The path, with names in angle brackets.
    pub path: &'static str,
    /// Whether it is done under a key.
    pub has_key: bool,
    body: &'static str,
    keeps: &'static str,
}

/// What stands for the names in angle brackets.
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Those that are known from the beginning.
    pub fn of(known: &[(&str, String)]) -> Self {
        Self(known.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    /// Keeps one more.
    pub fn put(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// A text with every name in its place.
    pub fn fill(&self, text: &str) -> String {
        let filled = self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value));
        assert!(!filled.contains('<'), "{filled}: what stands here?");
        filled
    }

    /// Keeps what the line wants to be kept of its answer.
    pub fn keep(&mut self, verb: &Verb, answer: &Value) {
        for (name, place) in verb.keeps.split(' ').filter_map(|keep| keep.split_once('=')) {
            let value = answer.pointer(place).unwrap_or_else(|| panic!("{}: no {place} in {answer}", verb.path));
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.0.insert(name.to_owned(), value);
        }
    }
}

impl Verb {
    /// The e-mail whose one letter has the link that it follows.
    pub fn reads_letter_to(&self) -> Option<&'static str> {
        let (_, rest) = self.path.split_once("<letter:")?;
        rest.split('>').next()
    }

    fn read(line: &'static str) -> Self {
        let (prepares, line) = line.strip_prefix("~ ").map_or((false, line), |rest| (true, rest));
        let parts: Vec<&'static str> = line.split(" | ").collect();
        let [who, verb, key, body, keeps] = parts[..] else { panic!("no line of the table: {line}") };
        let (method, path) = verb.split_once(' ').expect("a method and a path");
        let aim = match who {
            "none" => Aim::NotTried,
            _ if prepares => Aim::Prepares,
            _ => Aim::Tried,
        };
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        Self { aim, who, method, path, has_key: key == "key", body, keeps }
    }

    /// What is sent, and of which kind it is.
    pub fn content(&self, names: &Names) -> Option<(&'static str, Vec<u8>)> {
        match self.body {
            "-" => None,
            "PNG" => Some(("image/png", PNG.to_vec())),
            json if json.starts_with('{') => Some(("application/json", names.fill(json).into_bytes())),
            csv => Some(("text/csv; charset=utf-8", names.fill(&csv.replace("\\n", "\n")).into_bytes())),
        }
    }

    /// Whether it is about this route of the description: what is in angle brackets here is in braces there.
    fn is_of(&self, method: &str, route: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        let same = |(ours, theirs): (&str, &str)| ours == theirs || (ours.starts_with('<') && theirs.starts_with('{'));
        self.method.as_str() == method
            && path.split('/').count() == route.split('/').count()
            && path.split('/').zip(route.split('/')).all(same)
    }
}

/// Every line.
pub fn all() -> Vec<Verb> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Verb::read).collect()
}

/// Where the table and the description of the API do not agree: verbs without a line, and lines without a verb.
pub fn disagreeing(api: &Value) -> Vec<String> {
    let (verbs, mut routes) = (all(), Vec::new());
    for (path, methods) in api["paths"].as_object().expect("the paths of the description") {
        for method in methods.as_object().expect("the methods of a path").keys() {
            if ["post", "put", "patch", "delete"].contains(&method.as_str()) {
                routes.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    assert!(routes.len() > 100, "the description lacks its verbs");
    let is_told =
        |(method, path): &&(String, String)| !verbs.iter().any(|verb| verb.aim != Aim::Prepares && verb.is_of(method, path));
    let without_a_line = routes.iter().filter(is_told).map(|(method, path)| format!("no line for {method} {path}"));
    let is_known = |verb: &&Verb| verb.method == Method::GET || routes.iter().any(|(method, path)| verb.is_of(method, path));
    let without_a_verb = verbs.iter().filter(|verb| !is_known(verb)).map(|verb| format!("no verb {} {}", verb.method, verb.path));
    without_a_line.chain(without_a_verb).collect()
}
