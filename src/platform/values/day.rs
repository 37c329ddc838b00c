//! A day as a row has it that nobody has checked. Read by whoever verifies; a portal reads days.

use chrono::NaiveDate;

/// A day, or that there stands something that is none: it is known as such, and the rest of its row is read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::deserialize::FromSqlRow)]
pub struct KeptDay(Option<NaiveDate>);

impl std::fmt::Display for KeptDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(day) => write!(f, "{day}"),
            None => f.write_str("no day"),
        }
    }
}

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Date, DB> for KeptDay
where
    NaiveDate: diesel::deserialize::FromSql<diesel::sql_types::Date, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        Ok(Self(<NaiveDate as diesel::deserialize::FromSql<diesel::sql_types::Date, DB>>::from_sql(bytes).ok()))
    }
}
