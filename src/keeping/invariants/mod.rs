//! Sentences that hold in every whole database, each with SQL of its own that finds where it does not. They ask no verb and no look
//! of the portal, so that a mistake there cannot hide itself. Called by `check`; the text is the same for both databases.

mod belongings;
mod money;
mod papers;
mod stock;
mod things;

/// What the figures of a sentence are, and so how they are written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Hundredths of a currency.
    Money,
    /// Thousandths of a unit.
    Quantity,
    /// Whole numbers and words, as they stand.
    Plain,
}

/// A sentence, and the question that finds what contradicts it.
#[derive(Debug, Clone, Copy)]
pub struct Invariant {
    /// A short name for people and programs: `stock.on_hand`.
    pub name: &'static str,
    /// The sentence.
    pub holds: &'static str,
    /// What its figures are.
    pub measure: Measure,
    /// Gives `object`, `expected` and `found` as texts; `{now}` is the moment in microseconds.
    pub sql: &'static str,
}

impl Invariant {
    /// The tables that its question reads, for people: where it cannot be asked, one of them is the reason.
    pub fn tables(&self) -> String {
        let mut tables = Vec::new();
        let mut is_table = false;
        for word in self.sql.split_whitespace() {
            let name = word.trim_matches(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
            if is_table && !word.starts_with('(') && !name.is_empty() && !tables.contains(&name) {
                tables.push(name);
            }
            is_table = matches!(word, "FROM" | "JOIN");
        }
        tables.join(", ")
    }
}

/// Every sentence, in the order in which they are looked at.
pub fn all() -> impl Iterator<Item = &'static Invariant> {
    [stock::STOCK, money::MONEY, papers::PAPERS, things::THINGS, belongings::BELONGINGS].into_iter().flatten()
}

/// Those about money, stock and whose documents are: with documents that are what the records say they are, what follows from them is
/// what it was.
pub fn of_rows() -> impl Iterator<Item = &'static Invariant> {
    [stock::STOCK, money::MONEY, papers::PAPERS, belongings::BELONGINGS].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_its_own_name_and_a_question_of_three_answers() {
        let mut names: Vec<&str> = all().map(|one| one.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for one in all() {
            assert!(one.name.contains('.') && !one.holds.ends_with('.'), "{}", one.name);
            assert!(!one.tables().is_empty(), "{}", one.name);
            for word in ["AS object", "AS expected", "AS found"] {
                assert!(one.sql.contains(word), "{}: {word}", one.name);
            }
        }
    }
}
