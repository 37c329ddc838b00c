//! What an act says to a reader, and where it leads. The live page, one's own acts and the page's script say the same.

use serde_json::{Map, Value};

use crate::activity::feed::Kind;
use crate::activity::watch::{PAGES, REFUSALS};
use crate::platform::web::{Voice, paths};

/// The sentence of an act.
pub(crate) fn told(l: Voice, kind: Kind, what: &str) -> String {
    match kind {
        Kind::Page => page(l, what),
        Kind::Refused => format!("{}: {}", label(l, kind), refusal(l, what)),
        _ => joined(label(l, kind), what),
    }
}

/// The name of a kind.
pub(crate) fn label(l: Voice, kind: Kind) -> String {
    l.say(&format!("live-kind-{}", kind.key()))
}

/// The name of a kind of page, with the article or the number behind it.
pub(crate) fn page(l: Voice, what: &str) -> String {
    let (page, about) = what.split_once(' ').unwrap_or((what, ""));
    let known = if PAGES.contains(&page) { page } else { "other" };
    joined(l.say(&format!("live-page-{known}")), about)
}

/// What was refused, in words; the bare code where there are none.
pub(crate) fn refusal(l: Voice, code: &str) -> String {
    if REFUSALS.contains(&code) { l.say(&format!("live-refused-{code}")) } else { code.to_owned() }
}

fn joined(label: String, what: &str) -> String {
    if what.is_empty() { label } else { format!("{label} {what}") }
}

/// The address of the document an act is about, if it has one. The page's script has the same beginnings.
pub(crate) fn link(kind: Kind, what: &str) -> Option<String> {
    let (subject, _) = kind.as_str().split_once('.')?;
    let beginning = BEGINNINGS.iter().find(|(name, _)| *name == subject).map(|(_, beginning)| beginning)?;
    (!what.is_empty()).then(|| format!("{beginning}{}", paths::step(what)))
}

const BEGINNINGS: &[(&str, &str)] = &[
    ("order", "/orders/"),
    ("quote", "/quotes/"),
    ("invoice", "/invoices/"),
    ("payment", "/contracts/"),
    ("credit_note", "/credit-notes/"),
    ("block", "/contracts/"),
    ("limit", "/contracts/"),
];

/// Every word the script needs, as JSON.
pub(crate) fn words(l: Voice) -> String {
    let mut words = Map::new();
    let mut put = |key: String, text: String| {
        words.insert(key, Value::String(text));
    };
    Kind::ALL.iter().for_each(|kind| put(kind.as_str().to_owned(), label(l, *kind)));
    PAGES.iter().for_each(|name| put(format!("page {name}"), page(l, name)));
    REFUSALS.iter().for_each(|code| put(format!("refused {code}"), refusal(l, code)));
    Value::Object(words).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Lang;

    #[test]
    fn every_act_has_words_in_both_languages() {
        for lang in [Lang::Ru, Lang::En] {
            let l = Voice { lang, zone: chrono_tz::UTC };
            let words: Value = serde_json::from_str(&words(l)).unwrap();
            for (key, text) in words.as_object().unwrap() {
                let text = text.as_str().unwrap();
                assert!(!text.starts_with("live-") && !text.is_empty(), "{key}: {text}");
            }
            assert!(told(l, Kind::Page, "product DR-1").ends_with(" DR-1"));
        }
        assert_eq!(link(Kind::OrderPlaced, "1001").as_deref(), Some("/orders/1001"));
        assert_eq!((link(Kind::Page, "order 1001"), link(Kind::BlockBegan, "")), (None, None));
    }
}
