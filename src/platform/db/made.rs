//! What a database does of itself, its tables, indexes, views, rules, triggers and functions, against what this program's migrations make:
//! both are told by the engine itself, the second out of a place that is made for it and thrown away. Called by the check, the verifier
//! and the doctor. It changes nothing, and believes no list that lies in the database.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::alone::{Alone, Odd};
use super::connect::{Address, OpenError, Use, connect};
use super::growing::{plain, wrong};
use super::migrate::{self, Applied};
use super::tx::Link;

/// Everything that has words of its own: name, kind, words. What the engine makes by itself has none.
const IN_SQLITE: &str = "SELECT CASE WHEN type = 'trigger' THEN name || ' on ' || tbl_name ELSE CAST(name AS TEXT) END AS object, \
     CAST(type AS TEXT) AS expected, CAST(sql AS TEXT) AS found FROM sqlite_schema WHERE sql IS NOT NULL \
     AND NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))";

/// The same, each thing in the words into which the engine puts it, without the schema's name and without what an extension brought.
const IN_POSTGRES: &str = "SELECT t.object, t.expected, replace(replace(t.found, quote_ident(CAST(current_schema() AS TEXT)) || '.', ''), 'pg_temp.', '') AS found FROM ( \
     SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS expected, CAST(c.relname AS TEXT) AS object, \
     CASE WHEN c.relkind IN ('v', 'm') THEN CAST(c.relkind AS TEXT) || ' ' || pg_get_viewdef(c.oid) || ' ' || COALESCE(array_to_string(c.reloptions, ','), '') WHEN c.relkind = 'S' THEN '' ELSE CAST(c.relkind AS TEXT) \
     || CASE WHEN c.relrowsecurity THEN ' ROW SECURITY' ELSE '' END || (SELECT COALESCE(string_agg(', ' || CAST(a.attname AS TEXT) || ' ' || format_type(a.atttypid, a.atttypmod) \
     || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || CAST(a.attgenerated AS TEXT) || CAST(a.attidentity AS TEXT) || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), '' ORDER BY a.attname COLLATE \"C\"), '') FROM pg_attribute a \
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END AS found, c.oid AS oid, CAST('pg_class' AS regclass) AS class \
     FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT 'index', CAST(c.relname AS TEXT), pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' OFF' END, c.oid, CAST('pg_class' AS regclass) \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = CAST(current_schema() AS regnamespace) \
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) \
     UNION ALL SELECT 'constraint', CAST(k.conname AS TEXT) || ' on ' || CAST(c.relname AS TEXT), pg_get_constraintdef(k.oid), k.oid, CAST('pg_constraint' AS regclass) \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT 'trigger', CAST(g.tgname AS TEXT) || ' on ' || CAST(c.relname AS TEXT), pg_get_triggerdef(g.oid) || CASE WHEN g.tgenabled IN ('O', 'A') THEN '' ELSE ' OFF' END, g.oid, CAST('pg_trigger' AS regclass) \
     FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT DISTINCT 'reference', 'references of ' || CAST(c.relname AS TEXT), 'OFF', c.oid, CAST('pg_trigger' AS regclass) \
     FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE g.tgisinternal AND g.tgenabled NOT IN ('O', 'A') AND c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT 'rule', CAST(r.rulename AS TEXT) || ' on ' || CAST(c.relname AS TEXT), pg_get_ruledef(r.oid), r.oid, CAST('pg_rewrite' AS regclass) \
     FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT 'policy', CAST(p.polname AS TEXT) || ' on ' || CAST(c.relname AS TEXT), '', p.oid, CAST('pg_policy' AS regclass) \
     FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = CAST(current_schema() AS regnamespace) \
     UNION ALL SELECT 'function', CAST(p.proname AS TEXT) || '(' || pg_get_function_identity_arguments(p.oid) || ')', CASE WHEN p.prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) END, p.oid, CAST('pg_proc' AS regclass) \
     FROM pg_proc p WHERE p.pronamespace = CAST(current_schema() AS regnamespace) \
     ) t WHERE NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = t.class AND e.objid = t.oid AND e.deptype = 'e') ORDER BY t.expected, t.object COLLATE \"C\"";

/// Things by kind and name, each in its words.
type Things = BTreeMap<(String, String), String>;

/// What is not as this program made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strange {
    /// What may do something to rows, or keep something from being done, that the program does not know of; and what of its own is gone or
    /// another.
    pub acting: Vec<Odd>,
    /// What somebody else has laid beside the program's own and does nothing to that: a table, a view, an index that refuses nothing.
    pub idle: Vec<Odd>,
    /// Why only the triggers could be compared, where that is so.
    pub partial: Option<String>,
}

impl Alone {
    /// What is not as this program made it. A place that it has not made, or not to the end, is judged as far as it is made.
    pub fn strange(&mut self) -> Result<Strange, OpenError> {
        let applied = self.migrations()?;
        migrate::lacking(&applied)?;
        if applied.is_empty() {
            return Ok(Strange::default());
        }
        let there = things(&mut self.link)?;
        match made(&self.address, &applied) {
            Ok(wanted) => Ok(compare(&wanted, &there)),
            Err(error) => {
                let mut strange = Strange { partial: Some(error.0), ..Strange::default() };
                self.unguarded(&mut |odd| strange.acting.push(odd))?;
                Ok(strange)
            }
        }
    }
}

fn things(link: &mut Link) -> Result<Things, OpenError> {
    let rows: Vec<Odd> = match link {
        Link::Sqlite(conn) => diesel::sql_query(IN_SQLITE).load(conn)?,
        Link::Postgres(conn) => diesel::sql_query(IN_POSTGRES).load(conn)?,
    };
    Ok(rows.into_iter().map(|row| ((row.expected, row.object), plain(&row.found))).collect())
}

/// What these migrations make, as the engine tells it: in memory for SQLite, for PostgreSQL among the temporary things of a connection of
/// its own, which go with it.
fn made(address: &Address, applied: &[Applied]) -> Result<Things, OpenError> {
    if matches!(address, Address::Sqlite(_)) {
        let mut link = Link::Sqlite(SqliteConnection::establish(":memory:")?);
        migrate::apply(&mut link, Some(applied))?;
        return things(&mut link);
    }
    let mut link = connect(address, Use::Write)?;
    link.batch_execute("BEGIN READ WRITE; SET LOCAL search_path = pg_temp")?;
    link.batch_execute(migrate::LIST)?;
    for text in migrate::texts_of(applied, false) {
        // A temporary function is found by its whole name only.
        link.batch_execute(&text.replace("EXECUTE FUNCTION ", "EXECUTE FUNCTION pg_temp."))?;
    }
    link.batch_execute(migrate::LETTERS)?;
    let made = things(&mut link);
    link.batch_execute("ROLLBACK")?;
    made
}

fn compare(wanted: &Things, there: &Things) -> Strange {
    let mut strange = Strange::default();
    for ((kind, name), words) in wanted {
        if let Some(found) = wrong(words, there.get(&(kind.clone(), name.clone()))) {
            strange.acting.push(Odd { object: object(kind, name), expected: "the program's own".into(), found: found.into() });
        }
    }
    for ((kind, name), words) in there.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
        let odd = Odd { object: object(kind, name), expected: "none".into(), found: "one that this program did not make".into() };
        if is_idle(kind, name, words, wanted) { strange.idle.push(odd) } else { strange.acting.push(odd) }
    }
    strange
}

/// A thing as people name it. A trigger and a function are known by their names.
fn object(kind: &str, name: &str) -> String {
    if matches!(kind, "trigger" | "function" | "reference") { name.to_owned() } else { format!("{kind} {name}") }
}

/// Whether a thing that the program did not make does nothing to its own: it stands by itself, or belongs to a table that is not the
/// program's.
fn is_idle(kind: &str, name: &str, words: &str, wanted: &Things) -> bool {
    let is_own = |table: &str| wanted.contains_key(&("table".to_owned(), table.trim_matches('"').to_owned()));
    match kind {
        "table" | "view" | "sequence" | "function" => true,
        "index" => {
            !words.to_uppercase().starts_with("CREATE UNIQUE ") || !is_own(table_of_index(words)) || is_double(words, wanted)
        }
        _ => name.rsplit_once(" on ").is_some_and(|(_, table)| !is_own(table)),
    }
}

/// Whether a unique index refuses nothing that one of the program's own would not refuse: one is being made anew, or was and not to the end.
fn is_double(words: &str, wanted: &Things) -> bool {
    let table = table_of_index(words);
    let Some((_, over)) = words.trim_end_matches(" OFF").split_once(" USING ") else { return false };
    wanted.iter().any(|((kind, name), own)| match kind.as_str() {
        "index" if own.starts_with("CREATE UNIQUE ") && table_of_index(own) == table => own.ends_with(&format!(" USING {over}")),
        "constraint" if name.ends_with(&format!(" on {table}")) => {
            let columns = own.strip_prefix("UNIQUE ").or_else(|| own.strip_prefix("PRIMARY KEY "));
            columns.is_some_and(|columns| over == format!("btree {columns}"))
        }
        _ => false,
    })
}

/// The table of an index, out of its words.
fn table_of_index(words: &str) -> &str {
    let mut after = words.split([' ', '(']).skip_while(|word| !word.eq_ignore_ascii_case("on")).skip(1);
    after.find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("only")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(things: &[(&str, &str, &str)]) -> Things {
        things.iter().map(|(kind, name, words)| (((*kind).to_owned(), (*name).to_owned()), (*words).to_owned())).collect()
    }

    fn names(odd: &[Odd]) -> Vec<(&str, &str)> {
        odd.iter().map(|one| (one.object.as_str(), one.found.as_str())).collect()
    }

    #[test]
    fn what_is_gone_another_or_acts_is_told_apart_from_what_lies_beside() {
        let wanted = all(&[
            ("table", "payment", "r, id bigint"),
            ("view", "account_card", "v SELECT 1"),
            ("index", "payment_once", "CREATE UNIQUE INDEX payment_once ON payment (reference)"),
            ("trigger", "no_change on payment", "CREATE TRIGGER no_change"),
            ("constraint", "payment_pkey on payment", "PRIMARY KEY (id)"),
        ]);
        assert_eq!(compare(&wanted, &wanted), Strange::default());
        let there = all(&[
            ("table", "payment", "r, id bigint"),
            ("table", "report", "r, id bigint"),
            ("constraint", "report_key on report", "PRIMARY KEY (id)"),
            ("view", "account_card", "v SELECT 2"),
            ("index", "quick", "CREATE INDEX quick ON payment USING btree (at)"),
            ("index", "single", "CREATE UNIQUE INDEX single ON payment USING btree (at)"),
            ("index", "own", "CREATE UNIQUE INDEX own ON report(id)"),
            ("index", "payment_pkey_ccnew", "CREATE UNIQUE INDEX payment_pkey_ccnew ON payment USING btree (id) OFF"),
            ("index", "payment_pkey_ccold", "CREATE UNIQUE INDEX payment_pkey_ccold ON payment USING btree (id, at) OFF"),
            ("trigger", "no_change on payment", "CREATE TRIGGER no_change OFF"),
            ("trigger", "swallow on payment", "CREATE TRIGGER swallow"),
            ("policy", "hide on payment", ""),
        ]);
        let strange = compare(&wanted, &there);
        let foreign = "one that this program did not make";
        assert_eq!(
            names(&strange.acting),
            [
                ("constraint payment_pkey on payment", "none"),
                ("index payment_once", "none"),
                ("no_change on payment", "switched off"),
                ("view account_card", "another"),
                ("index payment_pkey_ccold", foreign),
                ("index single", foreign),
                ("policy hide on payment", foreign),
                ("swallow on payment", foreign),
            ]
        );
        assert_eq!(
            names(&strange.idle),
            [
                ("constraint report_key on report", foreign),
                ("index own", foreign),
                ("index payment_pkey_ccnew", foreign),
                ("index quick", foreign),
                ("table report", foreign)
            ]
        );
    }

    #[test]
    fn what_the_migrations_make_in_memory_is_what_they_made() {
        let applied = migrate::every();
        let address = Address::Sqlite("nowhere".into());
        let made = made(&address, &applied).expect("it is made");
        for (kind, name) in [("table", "journal"), ("view", "account_card"), ("trigger", "journal_no_delete on journal")] {
            assert!(made.contains_key(&(kind.to_owned(), name.to_owned())), "{kind} {name}");
        }
    }
}
