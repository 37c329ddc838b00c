//! Rights inside PostgreSQL: roles for the owner, the portal and reports, so that the portal's own login can add to the journal and the
//! ledgers and change nothing of them. Called by `orderly migrate --grants`, and by every migration after that. SQLite has no roles:
//! there the triggers and the mode of the file stand alone.

use diesel::connection::SimpleConnection;

use super::alone::{Alone, number};
use super::connect::{Address, OpenError, Use, connect};
use super::tx::Link;
use super::{growing, migrate};

/// What only grows is named by the program, not by the database: `{only_grows}` stands for the list, and `{names}` for the columns out
/// of which the name of whoever is erased may go.
const RIGHTS: &str = include_str!("../../../migrations/rights.sql");

/// Whether this database gives its rights to the roles.
const IN_USE: &str = "SELECT COUNT(*) FROM pg_roles r JOIN pg_class c ON c.oid = to_regclass('journal') \
     WHERE r.rolname = 'orderly_app' AND has_table_privilege(r.oid, c.oid, 'INSERT') AND NOT r.rolsuper";

fn rights() -> String {
    RIGHTS.replace("{only_grows}", &growing::tables().join(",")).replace("{names}", &growing::names().join(","))
}

/// Brings a database up to date and gives the roles their rights. Answers whether there are roles to give rights to.
pub fn grant(address: &Address) -> Result<bool, OpenError> {
    bring_up_to_date(address)?;
    if matches!(address, Address::Sqlite(_)) {
        return Ok(false);
    }
    let mut link = connect(address, Use::Write)?;
    link.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock(7331001); {} COMMIT", rights()))?;
    Ok(true)
}

/// Brings a database up to date; makes it where there is none.
pub fn bring_up_to_date(address: &Address) -> Result<(), OpenError> {
    super::connect::prepare(address)?;
    migrate::run(&mut connect(address, Use::Write)?)
}

/// Gives rights to what a migration has just made, where rights were given before.
pub(super) fn renew(link: &mut Link) -> Result<(), OpenError> {
    if matches!(link, Link::Postgres(_)) && number(link, IN_USE)? > 0 {
        link.batch_execute(&rights())?;
    }
    Ok(())
}

impl Alone {
    /// Tables that only grow and that this login could change all the same, as a whole or in a column that holds no name, by the
    /// table's name; `None` where there are no logins.
    pub fn unprotected(&mut self) -> Result<Option<Vec<String>>, OpenError> {
        if matches!(self.link, Link::Sqlite(_)) {
            return Ok(None);
        }
        let mut names = Vec::new();
        let sql = format!(
            "SELECT CAST(c.relname AS TEXT) AS object, 'read and add' AS expected, 'change' AS found FROM pg_class c \
             WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace \
             AND CAST(c.relname AS TEXT) = ANY (string_to_array('{}', ',')) \
             AND (has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') OR EXISTS (SELECT 1 FROM pg_attribute a \
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'UPDATE') \
                 AND CAST(c.relname || '.' || a.attname AS TEXT) <> ALL (string_to_array('{}', ',')))) ORDER BY c.relname",
            growing::tables().join(","),
            growing::names().join(",")
        );
        self.each_odd(&sql, &mut |odd| names.push(odd.object))?;
        Ok(Some(names))
    }
}
