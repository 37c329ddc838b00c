//! Running numbers for people. Gaps are allowed here: a refused order may take its number with it.

use diesel::prelude::*;

use super::tx::{Link, Tx};
use crate::platform::error::Answer;

/// What is numbered. The numbers of each series only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Orders.
    Order,
    /// Quotes.
    Quote,
}

impl Series {
    fn sequence(self) -> &'static str {
        match self {
            Series::Order => "order_number",
            Series::Quote => "quote_number",
        }
    }
}

#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    next: i64,
}

impl Tx {
    /// The next number of a series.
    pub fn next_number(&mut self, series: Series) -> Answer<i64> {
        let name = series.sequence();
        let found: Next = match self.link() {
            Link::Postgres(conn) => diesel::sql_query(format!("SELECT nextval('{name}') AS next")).get_result(conn)?,
            Link::Sqlite(conn) => {
                diesel::sql_query("UPDATE counter SET value = value + 1 WHERE name = ? RETURNING value AS next")
                    .bind::<diesel::sql_types::Text, _>(name)
                    .get_result(conn)?
            }
        };
        Ok(found.next)
    }
}
