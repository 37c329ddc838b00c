//! What is asked of a table: filters, order, columns, place. Read from an address strictly, from a saved view forgivingly,
//! and written into addresses again.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Eyes, Stand, Table};
use crate::platform::error::{self, Answer, No, Refusal};
use crate::platform::message::Message;
use crate::platform::web::{components, sort, typed};
use crate::say;

/// The parts of an address: name and value.
pub type Pairs = Vec<(String, String)>;

const SORT: &str = "sort";
const COLUMNS: &str = "columns";
const CURSOR: &str = "cursor";
const VIEW: &str = "view";
const PARTLY: &str = "partly";

/// What is asked of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    path: &'static str,
    usual: &'static str,
    filters: Vec<(&'static str, String)>,
    once: Vec<(&'static str, String)>,
    sort: String,
    columns: Vec<&'static str>,
    cursor: Option<String>,
    view: Option<String>,
    is_partly: bool,
}

impl<R: 'static, C: 'static> Table<R, C> {
    /// What an address asks. A part that the table does not know is refused, and so is a word that is none of a choice: a list that
    /// left it out would show everything.
    pub fn ask(&self, eyes: Eyes, pairs: Pairs) -> Answer<Asked> {
        let mut asked = self.nothing();
        let mut seen = BTreeSet::new();
        for (name, value) in pairs {
            if name != COLUMNS && !seen.insert(name.clone()) {
                return Err(unfit(&name, "duplicate", say!("error-field-duplicate", name = &name)));
            }
            match name.as_str() {
                SORT if value.is_empty() => {}
                SORT if !self.has_order(&value) => return Err(sort::unknown()),
                SORT => asked.sort = value,
                COLUMNS => self.choose(&mut asked, &value),
                CURSOR => asked.cursor = Some(value),
                VIEW => asked.view = Some(value),
                PARTLY => asked.is_partly = true,
                _ => match (self.filters.iter().find(|f| f.name == name), self.once.iter().find(|once| **once == name)) {
                    (Some(filter), _) if filter.is_choice && !value.is_empty() && !(filter.knows)(&value) => {
                        return Err(No::invalid(name.as_str(), "unknown", say!("table-unknown-choice", value = &value)));
                    }
                    (Some(filter), _) => asked.filters.push((filter.name, value)),
                    (None, Some(once)) => asked.once.push((*once, value)),
                    (None, None) => return Err(unfit(&name, "unknown_field", say!("error-field-unknown", name = &name))),
                },
            }
        }
        self.settle(eyes, &mut asked);
        Ok(asked)
    }

    /// Whether a refusal is about what was typed into the filters, and is told beside them.
    pub fn is_about_filters(&self, no: &No) -> bool {
        let is_filter = |field: &str| self.filters.iter().any(|filter| filter.name == field);
        matches!(no, No::Refused(refusal) if refusal.faults.iter().any(|fault| is_filter(&fault.field)))
    }

    /// What a saved view asks, and whether a part of it is unknown by now and left out.
    pub fn recall(&self, eyes: Eyes, query: &str) -> Asked {
        let mut asked = self.nothing();
        let pairs: Pairs = serde_urlencoded::from_str(query).unwrap_or_default();
        for (name, value) in pairs {
            match name.as_str() {
                SORT if self.has_order(&value) => asked.sort = value,
                COLUMNS => {
                    asked.is_partly |= value.split('.').any(|key| !self.columns.iter().any(|column| column.key == key));
                    self.choose(&mut asked, &value);
                }
                _ => match self.filters.iter().find(|filter| filter.name == name && (filter.knows)(&value)) {
                    Some(filter) if asked.text(filter.name).is_empty() => asked.filters.push((filter.name, value)),
                    _ => asked.is_partly = true,
                },
            }
        }
        self.settle(eyes, &mut asked);
        asked
    }

    fn nothing(&self) -> Asked {
        Asked { path: self.path, usual: self.usual, sort: self.usual.to_owned(), ..Asked::default() }
    }

    fn has_order(&self, order: &str) -> bool {
        let word = order.strip_prefix('-').unwrap_or(order);
        self.columns.iter().any(|column| column.is_sorted && column.key == word)
    }

    /// Columns by their words between points; what is none is left out.
    fn choose(&self, asked: &mut Asked, keys: &str) {
        let chosen = keys.split('.').filter_map(|key| self.columns.iter().find(|column| column.key == key));
        for column in chosen {
            if !asked.columns.contains(&column.key) {
                asked.columns.push(column.key);
            }
        }
    }

    /// The usual columns are no choice, and neither is the first alone.
    fn settle(&self, eyes: Eyes, asked: &mut Asked) {
        let offered = || self.columns.iter().skip(1).filter(move |column| column.is_offered(eyes));
        let is_chosen = |key: &str| asked.columns.contains(&key);
        let are_usual = offered().all(|column| (column.stand == Stand::Everywhere) == is_chosen(column.key));
        let is_none = !offered().any(|column| is_chosen(column.key));
        if are_usual || is_none {
            asked.columns.clear();
        }
    }
}

impl Asked {
    /// The value of a filter; empty when nothing is asked.
    pub fn text(&self, name: &str) -> &str {
        let found = self.filters.iter().chain(&self.once).find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The value of a filter, without blanks around it; none when nothing is asked.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The day of a filter, in either writing; none when nothing is asked. What is no day is refused by its field.
    pub fn day(&self, name: &str) -> Answer<Option<NaiveDate>> {
        typed::day(self.text(name), name)
    }

    /// The first and the last day, `from` and `to`, each refused by its field where it is none.
    pub fn days(&self) -> Answer<(Option<NaiveDate>, Option<NaiveDate>)> {
        match (self.day("from"), self.day("to")) {
            (Err(No::Refused(mut from)), Err(No::Refused(to))) => {
                from.faults.extend(to.faults);
                Err(No::Refused(from))
            }
            (from, to) => Ok((from?, to?)),
        }
    }

    /// The order.
    pub fn sort(&self) -> &str {
        &self.sort
    }

    /// The chosen columns; none for the usual ones.
    pub fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    /// Where to go on.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// The saved view that is asked for.
    pub fn view(&self) -> Option<&str> {
        self.view.as_deref()
    }

    /// Whether a part of a saved view was left out.
    pub fn is_partly(&self) -> bool {
        self.is_partly
    }

    /// The page of the table.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Filter, order and columns as a saved view keeps them: no place, and nothing that is as usual.
    pub fn kept(&self) -> String {
        self.link("", &self.sort, None).trim_start_matches('?').to_owned()
    }

    /// The address of the first page.
    pub fn first(&self) -> String {
        self.link(self.path, &self.sort, None)
    }

    /// The address of the page behind a cursor.
    pub fn next(&self, cursor: &str) -> String {
        self.link(self.path, &self.sort, Some((CURSOR, cursor)))
    }

    /// The address of the first page in another order.
    pub fn in_order(&self, sort: &str) -> String {
        self.link(self.path, sort, None)
    }

    /// The address of the file with this ending.
    pub fn file(&self, ending: &str) -> String {
        self.link(&format!("{}.{ending}", self.path), &self.sort, None)
    }

    /// The address of the first page, which tells that a part of a view was left out where that is so.
    pub fn opened(&self) -> String {
        self.link(self.path, &self.sort, self.is_partly.then_some((PARTLY, "1")))
    }

    /// Whether somebody turned over a page.
    pub fn is_further(&self) -> bool {
        self.cursor.is_some()
    }

    fn link(&self, path: &str, sort: &str, more: Option<(&str, &str)>) -> String {
        let columns = self.columns.join(".");
        let mut pairs: Vec<(&str, &str)> = self.filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.sort_unstable();
        pairs.push((SORT, if sort == self.usual { "" } else { sort }));
        pairs.push((COLUMNS, &columns));
        pairs.extend(more);
        components::link(path, &pairs)
    }
}

fn unfit(name: &str, code: &'static str, message: Message) -> No {
    Refusal::new(error::Kind::Malformed, "invalid", Message::plain("error-invalid")).fault(name, code, message).into()
}
