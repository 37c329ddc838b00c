//! The tables of the trade beside orders, column by column: whatever is written into one of them by hand is named, and so is a row that is
//! put in or taken away. A column that comes is tried here, or stands here with the reason why nobody holds it, or the test is red.

mod approvals;
mod changes;
mod money;
mod papers;
mod prices;
mod quotes;

use std::collections::BTreeSet;

use super::columns::columns;
use super::expect_clean;
use super::hand::Hand;
use crate::House;

/// A table, its column, what is set where, and what the verifier says of it.
pub type Lie = (&'static str, &'static str, &'static str, &'static str);
/// A table, its column, and why no record holds it.
pub type Silent = (&'static str, &'static str, &'static str);
/// A table, what else is done to it, and what the verifier says of it.
pub type Deed = (&'static str, &'static str, &'static str);

/// Why nobody asks which number a row has.
pub const NO_NAME: &str = "nothing refers to the row by it";

/// All that is tried on some tables.
pub struct Walk {
    pub tables: &'static [&'static str],
    pub lies: &'static [Lie],
    pub silent: &'static [Silent],
    pub deeds: &'static [Deed],
}

impl Walk {
    /// Tries everything on a house that is at rest. `$salt` is thirty-two bytes that are no salt.
    pub fn take(&self, house: &House) {
        expect_clean(house);
        let hand = Hand::of(house);
        let salt = hand.blob(&[7; 32]);
        let mut unseen = Vec::new();
        for table in self.tables {
            self.knows(table, &columns(&hand, house, table));
            hand.change(&format!("CREATE TABLE as_it_was AS SELECT * FROM {table}"));
            let lies = self.lies.iter().filter(|lie| lie.0 == *table);
            let lies = lies.map(|lie| (format!("UPDATE {table} SET {}", lie.2.replace("$salt", &salt)), lie.3));
            let deeds = self.deeds.iter().filter(|deed| deed.0 == *table).map(|deed| (deed.1.to_owned(), deed.2));
            for (sql, words) in lies.chain(deeds) {
                hand.change(&sql);
                let told = house.accused();
                if !told.iter().any(|line| line.starts_with("rows  place ") && line.contains(words)) {
                    unseen.push(format!("{sql}: without {words:?}\n{}", told.join("\n")));
                }
                hand.change(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM as_it_was"));
            }
            hand.change("DROP TABLE as_it_was");
        }
        assert!(unseen.is_empty(), "{}", unseen.join("\n\n"));
        expect_clean(house);
    }

    /// Whether every column is tried or has its reason, and a row is put in and one taken away.
    fn knows(&self, table: &str, columns: &BTreeSet<String>) {
        let tried = self.lies.iter().filter(|lie| lie.0 == table).map(|lie| lie.1);
        let silent = self.silent.iter().filter(|one| one.0 == table && !one.2.is_empty()).map(|one| one.1);
        let known: BTreeSet<String> = tried.chain(silent).map(str::to_owned).collect();
        assert_eq!(*columns, known, "the columns of {table}");
        for head in ["INSERT INTO", "DELETE FROM"] {
            let is_tried = self.deeds.iter().any(|deed| deed.0 == table && deed.1.starts_with(&format!("{head} {table} ")));
            assert!(is_tried, "{head} {table}");
        }
    }
}

/// Lets a house rest with everything done and sealed.
pub async fn rest(house: &House) {
    house.work().await;
    house.seal().await;
    house.rest().await;
}
