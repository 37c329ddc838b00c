//! A broken constraint, told by one name for both databases.

use diesel::result::{DatabaseErrorKind, Error};

/// A constraint that a statement broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// A unique key, told as `table.column` of its first named column, or the constraint's name.
    Unique(String),
    /// A CHECK by its name.
    Check(String),
    /// A reference to a row that is not there.
    Reference,
}

/// What constraint the error is about, if it is about one.
pub fn broken_constraint(error: &Error) -> Option<Broken> {
    let Error::DatabaseError(kind, told) = error else { return None };
    match kind {
        DatabaseErrorKind::UniqueViolation => Some(Broken::Unique(unique_name(told.constraint_name(), told.message()))),
        DatabaseErrorKind::CheckViolation => {
            let name = told.constraint_name().map(str::to_owned);
            Some(Broken::Check(name.unwrap_or_else(|| told.message().rsplit(": ").next().unwrap_or_default().to_owned())))
        }
        DatabaseErrorKind::ForeignKeyViolation => Some(Broken::Reference),
        _ => None,
    }
}

/// Whether the database could not write to its files: the disk or what is allowed of it is full. PostgreSQL says so in words alone;
/// of a server that speaks no English it is a failure like others.
pub fn is_out_of_room(error: &Error) -> bool {
    let Error::DatabaseError(DatabaseErrorKind::Unknown, told) = error else { return false };
    let words = told.message();
    ["database or disk is full", "disk I/O error"].contains(&words)
        || words.ends_with(": No space left on device")
        || (words.starts_with("could not extend file ") && told.hint().is_some())
}

/// SQLite tells `UNIQUE constraint failed: t.a, t.b`, PostgreSQL the constraint `t_a_b_key`: both become `t_a_b`.
fn unique_name(constraint: Option<&str>, message: &str) -> String {
    if let Some(name) = constraint {
        return name.trim_end_matches("_key").trim_end_matches("_pkey").to_owned();
    }
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let mut parts = columns.split(", ");
    let first = parts.next().unwrap_or_default().replace('.', "_");
    parts.fold(first, |name, part| format!("{name}_{}", part.rsplit('.').next().unwrap_or_default()))
}
