//! The plan of the house, held by a test: storeys, who may know whom, where the database is named, how files begin.

#[path = "architecture/tables.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, out)
            } else if entry.extension().is_some_and(|e| e == "rs") {
                out.push(entry)
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .map(|f| (f.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), fs::read_to_string(&f).unwrap()))
        .collect()
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Which rooms each room may name. `platform` names none; `app`, `command`, `demo`, `description` and `keeping` stand above all.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("platform", &[]),
    ("access", &["platform"]),
    ("records", &["platform", "access"]),
    ("activity", &["platform", "access"]),
    ("seller", &["platform", "access"]),
    ("partners", &["platform", "access", "seller", "catalogue", "pricing", "service", "records"]),
    ("catalogue", &["platform", "access", "partners", "records"]),
    ("pricing", &["platform", "access", "partners", "catalogue", "records"]),
    ("receivables", &["platform", "access", "seller", "partners", "records"]),
    (
        "orders",
        &["platform", "access", "activity", "seller", "partners", "catalogue", "pricing", "receivables", "shop", "records"],
    ),
    ("shop", &["platform", "access", "activity", "seller", "partners", "catalogue", "pricing", "receivables", "orders"]),
    ("service", &["platform", "access", "seller", "partners", "receivables", "pricing"]),
    ("insight", &["platform", "access", "seller"]),
    ("privacy", &["platform", "access", "activity", "partners", "orders", "service"]),
    ("exchange", &["platform", "access", "partners", "catalogue", "pricing", "receivables"]),
];
const ABOVE: &[&str] = &["app", "command", "demo", "description", "keeping", "lib", "main", "styleguide"];

/// What stands below a room's doors must not walk up; doors may link to pages of other rooms.
const DOORS_ONLY: &[(&str, &str)] = &[("orders", "shop"), ("partners", "service"), ("partners", "pricing")];

fn is_door(path: &str) -> bool {
    path.contains("/pages") || path.contains("/api")
}

fn first_word(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// The parts of this package that a text names: `crate::room` and each of `crate::{room, other::Thing}`.
fn named_rooms(text: &str) -> BTreeSet<&str> {
    fn members(group: &str) -> Vec<&str> {
        let (mut depth, mut start, mut found) = (0, 0, Vec::new());
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    found.extend(first_word(&group[start..at]));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
        found
    }
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group)),
            None => found.extend(first_word(rest)),
        }
    }
    found
}

#[test]
fn rooms_are_found_within_braces_too() {
    let text = "use crate::access::{Act, seller};\nuse crate::{\n    receivables,\n    say, orders::{pages, cart},\n    shop::Shelf,\n};\nlet x = partners; $crate::platform::db";
    assert_eq!(named_rooms(text), BTreeSet::from(["access", "receivables", "say", "orders", "shop", "platform"]));
}

#[test]
fn nobody_walks_up() {
    let files = sources();
    let mut named_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, text) in &files {
        let here = room(path);
        if ABOVE.contains(&here) {
            continue;
        }
        let allowed =
            MAY_NAME.iter().find(|(name, _)| *name == here).unwrap_or_else(|| panic!("{path}: a room that is not on the plan")).1;
        let named = named_rooms(text);
        for (other, _) in MAY_NAME.iter().filter(|(other, _)| *other != here && !allowed.contains(other)) {
            assert!(!named.contains(other), "{path} names {other}");
        }
        for above in ABOVE {
            assert!(!named.contains(above), "{path} names {above}");
        }
        for (walker, other) in DOORS_ONLY {
            assert!(here != *walker || is_door(path) || !named.contains(other), "{path} is below the doors and names {other}");
        }
        named_by.entry(here).or_default().extend(named);
    }
    for (here, allowed) in MAY_NAME {
        for other in *allowed {
            assert!(named_by.get(here).is_some_and(|named| named.contains(other)), "{here} may name {other}, and nobody does");
        }
    }
}

#[test]
fn the_database_is_named_in_stores_only() {
    let may_query = ["platform/", "access/representation.rs", "access/keys.rs", "access/once.rs"];
    for (path, text) in sources() {
        let is_store = path.ends_with("store.rs") || path.contains("/store/") || may_query.iter().any(|p| path.starts_with(p));
        if !is_store {
            assert!(!text.contains("diesel::prelude") && !text.contains("diesel::table!"), "{path} queries outside a store");
        }
        if !path.starts_with("platform/db/") {
            for engine in ["SqliteConnection", "PgConnection", "pragma_", "PRAGMA"] {
                assert!(!text.contains(engine), "{path} names an engine: {engine}");
            }
        }
    }
}

#[test]
fn transactions_belong_to_the_gate() {
    for (path, text) in sources() {
        if !path.starts_with("platform/db/") {
            for word in [".transaction(", ".immediate_transaction(", "SAVEPOINT", "catch_unwind"] {
                let is_guard = path == "platform/web/guard.rs" && word == "catch_unwind";
                assert!(is_guard || !text.contains(word), "{path}: {word}");
            }
        }
        if !["platform/", "access/gate.rs", "app.rs", "app/", "command/"].iter().any(|p| path.starts_with(p)) {
            assert!(!text.contains("db::Database"), "{path} holds the database");
        }
    }
}

#[test]
fn every_module_says_what_it_is_and_no_drawer_is_called_utils() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{path} does not begin with what it is");
        for part in path.split(['/', '.']) {
            assert!(!["utils", "util", "helpers", "helper", "common", "misc"].contains(&part), "{path}");
        }
    }
}

#[test]
fn nothing_panics_on_purpose() {
    // Put together here, so that whoever looks for these words in the house does not find this list.
    let halves = [(".unw", "rap()"), (".exp", "ect("), ("pan", "ic!("), ("to", "do!("), ("unimple", "mented!(")];
    let others = [("unreach", "able!("), ("println!(\"DE", "BUG")];
    let words: Vec<String> = halves.into_iter().chain(others).map(|(start, end)| format!("{start}{end}")).collect();
    for (path, text) in sources() {
        if path.ends_with("_tests.rs") || path.ends_with("/tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            for word in &words {
                assert!(!line.contains(word), "{path}:{}: {word}", n + 1);
            }
        }
    }
}

#[test]
fn no_module_turns_safety_off() {
    for (path, text) in sources() {
        assert!(!text.contains("synchronous = OFF") && !text.contains("synchronous_commit = off"), "{path}");
        assert!(!text.contains("danger_accept_invalid"), "{path}");
    }
}

#[test]
fn a_commit_is_never_cancelled_and_no_trigger_ends_a_transaction_of_others() {
    // Each would end a statement that somebody waits for; a commit on its way to a replica among them.
    let words = [
        "statement_timeout",
        "transaction_timeout",
        "session_timeout",
        "pg_cancel",
        "pg_terminate",
        "sqlite3_interrupt",
        "progress_handler",
    ];
    for (path, text) in sources() {
        let text = text.replace("SET statement_timeout = 0;", "");
        for word in words {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
    assert!(
        sources()["platform/db/connect.rs"].contains("SET statement_timeout = 0;"),
        "the server's own clock may end a commit"
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap();
        let (all, good) = (text.matches("RAISE(").count(), text.matches("RAISE(ABORT").count());
        assert_eq!(all, good, "{}: a trigger refuses its own statement and nothing else", file.display());
        assert!(!text.contains("INITIALLY DEFERRED"), "{}: a commit would fail for what a statement did", file.display());
    }
}
