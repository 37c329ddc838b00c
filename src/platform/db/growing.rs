//! What only grows, as this program's own migrations say it: the tables, and the triggers that refuse any change of them. A database is
//! held against this and never asked for it, for a trigger that is gone would take its table off the list. Called by `rights`,
//! and where a database cannot be compared as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::alone::{Alone, Odd};
use super::connect::OpenError;
use super::migrate;
use super::tx::Link;

/// What a trigger runs in PostgreSQL so that nothing of its table is changed.
const REFUSAL: &str = "FUNCTION refuse_change()";
/// What a trigger runs there so that nothing of some columns is changed but the name of whoever is erased.
const RENAMING: &str = "FUNCTION refuse_renaming()";

const IN_SQLITE: &str =
    "SELECT name AS object, tbl_name AS expected, COALESCE(sql, '') AS found FROM sqlite_schema WHERE type = 'trigger'";

/// In the words of [`Guard::shape`].
const IN_POSTGRES: &str = "SELECT CAST(g.tgname AS TEXT) AS object, CAST(c.relname AS TEXT) AS expected, \
     CAST(p.proname AS TEXT) || '() ' || CAST(g.tgtype AS TEXT) || ' ' \
     || CAST(COALESCE(array_length(CAST(g.tgattr AS SMALLINT[]), 1), 0) AS TEXT) \
     || CASE WHEN g.tgqual IS NULL THEN '' ELSE ' WHEN' END \
     || CASE WHEN g.tgenabled IN ('O', 'A') THEN '' ELSE ' OFF' END AS found \
     FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid \
     WHERE NOT g.tgisinternal AND c.relnamespace = current_schema()::regnamespace";

const FUNCTIONS: &str = "SELECT CAST(p.proname AS TEXT) || '()' AS object, '' AS expected, p.prosrc AS found FROM pg_proc p \
     WHERE p.pronamespace = current_schema()::regnamespace AND p.pronargs = 0";

/// A trigger as a migration makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guard {
    name: String,
    table: String,
    /// The statement in single blanks.
    text: String,
}

impl Guard {
    fn of(statement: &str) -> Option<Self> {
        let text = plain(statement);
        let name = text.split(' ').nth(2)?.to_owned();
        let table = text.split(' ').skip_while(|word| *word != "ON").nth(1)?.to_owned();
        Some(Self { name, table, text })
    }

    /// The function that it runs, with its brackets.
    fn function(&self) -> &str {
        self.text.split(' ').skip_while(|word| *word != "FUNCTION").nth(1).unwrap_or_default()
    }

    /// The columns that it watches; none where it watches all.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let named = self.text.split_once(" UPDATE OF ").map_or("", |(_, rest)| rest);
        named.split(' ').take_while(|word| !["", "OR", "ON"].contains(word)).map(|word| word.trim_end_matches(','))
    }

    /// What PostgreSQL keeps of it: the function, when it runs in PostgreSQL's own bits, of how many columns, and whether only at times.
    fn shape(&self) -> String {
        let has = |word: &str| self.text.split(' ').any(|other| other == word);
        let bits = [("ROW", 1), ("BEFORE", 2), ("INSERT", 4), ("DELETE", 8), ("UPDATE", 16), ("TRUNCATE", 32)];
        let sum: i64 = bits.into_iter().filter(|(word, _)| has(word)).map(|(_, bit)| bit).sum();
        format!("{} {sum} {}{}", self.function(), self.columns().count(), if has("WHEN") { " WHEN" } else { "" })
    }
}

/// A statement in single blanks, without its end.
pub(super) fn plain(statement: &str) -> String {
    statement.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(';').to_owned()
}

/// Every trigger that this program makes and does not take away again.
fn guards(is_sqlite: bool) -> Vec<Guard> {
    migrate::texts(is_sqlite).fold(Vec::new(), |guards, text| after(guards, &text, is_sqlite))
}

/// The triggers after one more migration.
fn after(mut guards: Vec<Guard>, text: &str, is_sqlite: bool) -> Vec<Guard> {
    let end = if is_sqlite { "END;" } else { ";" };
    let mut making = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("DROP TRIGGER ") {
            let name = plain(rest.split(' ').next().unwrap_or_default());
            guards.retain(|guard| guard.name != name);
        } else if !making.is_empty() || line.starts_with("CREATE TRIGGER ") {
            making.push_str(line);
            making.push('\n');
            if line.trim_end().ends_with(end) {
                guards.extend(Guard::of(&std::mem::take(&mut making)));
            }
        }
    }
    guards
}

/// The tables that only grow, by name.
pub(super) fn tables() -> Vec<String> {
    let refusing = guards(false).into_iter().filter(|guard| guard.text.ends_with(REFUSAL));
    refusing.map(|guard| guard.table).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The columns of such tables out of which a name may go, each as `table.column`.
pub(super) fn names() -> Vec<String> {
    let renaming: Vec<Guard> = guards(false).into_iter().filter(|guard| guard.text.ends_with(RENAMING)).collect();
    let columns = renaming.iter().flat_map(|guard| guard.columns().map(move |column| format!("{}.{column}", guard.table)));
    columns.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Alone {
    /// What guards the tables that only grow and is not as this program made it: triggers that are gone, switched off or others, and
    /// in PostgreSQL their functions.
    pub(super) fn unguarded(&mut self, each: &mut dyn FnMut(Odd)) -> Result<(), OpenError> {
        let is_sqlite = matches!(self.link, Link::Sqlite(_));
        let mut there = BTreeMap::new();
        self.each_odd(if is_sqlite { IN_SQLITE } else { IN_POSTGRES }, &mut |row| {
            there.insert((row.object, row.expected), plain(&row.found));
        })?;
        let guards = guards(is_sqlite);
        for guard in &guards {
            let wanted = if is_sqlite { guard.text.clone() } else { guard.shape() };
            let found = there.get(&(guard.name.clone(), guard.table.clone()));
            if let Some(found) = wrong(&wanted, found) {
                each(odd(format!("{} on {}", guard.name, guard.table), found));
            }
        }
        if is_sqlite { Ok(()) } else { self.changed_functions(&guards, each) }
    }

    /// The functions of triggers that are not as this program made them.
    fn changed_functions(&mut self, guards: &[Guard], each: &mut dyn FnMut(Odd)) -> Result<(), OpenError> {
        let mut there = BTreeMap::new();
        self.each_odd(FUNCTIONS, &mut |row| {
            there.insert(row.object, row.found);
        })?;
        let texts: Vec<String> = migrate::texts(false).collect();
        for name in guards.iter().map(Guard::function).collect::<BTreeSet<_>>() {
            let Some(found) = there.get(name) else {
                each(odd(name.to_owned(), "none"));
                continue;
            };
            // A later migration may have made it anew: then no earlier one counts.
            let begin = format!("FUNCTION {name} RETURNS trigger LANGUAGE plpgsql AS $$");
            let last = texts.iter().rev().find(|text| text.contains(&begin));
            if !last.is_some_and(|text| text.contains(&format!("{begin}{found}$$"))) {
                each(odd(name.to_owned(), "another"));
            }
        }
        Ok(())
    }
}

fn odd(object: String, found: &str) -> Odd {
    Odd { object, expected: "the program's own".into(), found: found.into() }
}

/// In a word, what is there instead of what is wanted.
pub(super) fn wrong(wanted: &str, found: Option<&String>) -> Option<&'static str> {
    match found {
        None => Some("none"),
        Some(found) if found == wanted => None,
        Some(found) if found.strip_suffix(" OFF") == Some(wanted) => Some("switched off"),
        Some(_) => Some("another"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trigger_of_the_migrations_is_read_and_both_engines_guard_the_same_tables() {
        for is_sqlite in [true, false] {
            let count = |words: &str| migrate::texts(is_sqlite).map(|text| text.matches(words).count()).sum::<usize>();
            let guards = guards(is_sqlite);
            assert_eq!(guards.len(), count("CREATE TRIGGER ") - count("DROP TRIGGER "), "{guards:#?}");
            let names: BTreeSet<&String> = guards.iter().map(|guard| &guard.name).collect();
            assert_eq!(names.len(), guards.len());
        }
        let tables = tables();
        for name in ["done_once", "invoice", "journal", "ledger_entry", "order_version", "payment", "place", "shipment"] {
            assert!(tables.iter().any(|table| table == name), "{name}");
        }
        let names = names();
        for name in
            ["order_version.actor", "order_version.snapshot", "promise.actor", "quote_approval.actor", "quote_version.actor"]
        {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        assert_eq!(names.len(), 6, "{names:?}");
        for table in &tables {
            for ending in ["no_update", "no_delete", "no_replace"] {
                let name = format!("{table}_{ending}");
                assert!(guards(true).iter().any(|guard| guard.name == name && &guard.table == table), "{name}");
            }
        }
    }

    #[test]
    fn a_trigger_is_known_by_its_shape() {
        let whole = Guard::of(
            "CREATE TRIGGER a_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON a\nFOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        );
        let whole = whole.expect("a trigger");
        assert_eq!(
            (whole.name.as_str(), whole.table.as_str(), whole.shape().as_str()),
            ("a_only_grows", "a", "refuse_change() 58 0")
        );
        let narrow =
            "CREATE TRIGGER a_x BEFORE UPDATE OF b, c OR DELETE ON a FOR EACH ROW WHEN (NEW.b > 0) EXECUTE FUNCTION look();";
        let narrow = Guard::of(narrow).expect("a trigger");
        assert_eq!((narrow.shape().as_str(), narrow.columns().collect::<Vec<_>>()), ("look() 27 2 WHEN", vec!["b", "c"]));
        assert_eq!(Guard::of("CREATE TRIGGER"), None);
    }

    #[test]
    fn what_a_migration_takes_away_need_not_stand() {
        let first = "CREATE TRIGGER a_no BEFORE DELETE ON a BEGIN SELECT 1; END;\nCREATE TRIGGER b_no BEFORE DELETE ON b\nBEGIN SELECT 1; END;\n";
        let made = after(Vec::new(), first, true);
        assert_eq!(made.iter().map(|guard| guard.table.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let left = after(made, "DROP TRIGGER a_no;\nCREATE TABLE c (id BIGINT);", true);
        assert_eq!(left.iter().map(|guard| guard.name.as_str()).collect::<Vec<_>>(), ["b_no"]);
        assert_eq!(wrong("x 58 0", None), Some("none"));
        assert_eq!(wrong("x 58 0", Some(&"x 58 0 OFF".to_owned())), Some("switched off"));
        assert_eq!(wrong("x 58 0", Some(&"x 26 0".to_owned())), Some("another"));
        assert_eq!(wrong("x 58 0", Some(&"x 58 0".to_owned())), None);
    }
}
