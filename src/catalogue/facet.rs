//! What a list of goods can be narrowed by: attributes with the values there are, and how many goods have each. Counted from what the
//! contract allows, and from nothing else. The counting is a rule; its rows come from the store.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::product::ProductId;
use super::store::{self, Filter};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;
use crate::platform::web::Lang;

/// The most rows of attributes that are counted: beyond, the list is too long to be narrowed so, and nothing is told.
pub(super) const MOST_ROWS: i64 = 20_000;

/// Chosen values of one attribute, by their names in either language. A good fits that has one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The attribute.
    pub name: String,
    /// The values.
    pub values: Vec<String>,
}

/// An attribute by which a list can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its values, numbers by size.
    pub values: Vec<FacetValue>,
}

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// In Russian.
    pub value: String,
    /// In English.
    pub value_en: String,
    /// How many goods there would be with it, whatever else is chosen of this attribute.
    pub count: usize,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Facet {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
    }
}

impl FacetValue {
    /// Its name in a language.
    pub fn value_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.value,
            Lang::En => &self.value_en,
        }
    }
}

/// An attribute of a good, as the store tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub product: ProductId,
    pub name: String,
    pub value: String,
    pub name_en: String,
    pub value_en: String,
}

/// A value by its place among all.
#[derive(Debug, Clone)]
struct Known {
    attribute: usize,
    value: String,
    value_en: String,
}

/// Goods with the places of their values: small enough to be remembered.
#[derive(Debug, Clone, Default)]
struct Shelf {
    attributes: Vec<(String, String)>,
    values: Vec<Known>,
    goods: Vec<Vec<usize>>,
}

/// The attributes of the goods that a filter leaves, but for its own choice of attributes; none where there are too many to count.
/// What a category holds is remembered; with words or stock it is read anew. At most one statement.
pub(crate) fn of_list(tx: &mut Tx, contract: &Contract, category: Option<&str>, filter: &Filter) -> Answer<Vec<Facet>> {
    let is_plain = filter.words.trim().is_empty() && filter.among.is_none() && !filter.is_in_stock && !filter.turn.is_ordered();
    let shelf = if is_plain {
        let key = format!("facets {} {}", contract.id, category.unwrap_or_default());
        memory::recall(tx, key, |tx| read(tx, contract, filter))?
    } else {
        read(tx, contract, filter)?
    };
    Ok(count(&shelf, &filter.attributes))
}

fn read(tx: &mut Tx, contract: &Contract, filter: &Filter) -> Answer<Arc<Shelf>> {
    let rows = store::attribute_rows(tx, contract, filter, MOST_ROWS + 1)?;
    let is_whole = rows.len() as i64 <= MOST_ROWS;
    Ok(Arc::new(if is_whole { shelve(rows) } else { Shelf::default() }))
}

/// Rows of one good may stand anywhere.
fn shelve(rows: Vec<Row>) -> Shelf {
    let mut shelf = Shelf::default();
    let mut attributes: HashMap<String, usize> = HashMap::new();
    let mut values: HashMap<(usize, String), usize> = HashMap::new();
    let mut goods: BTreeMap<ProductId, Vec<usize>> = BTreeMap::new();
    for row in rows {
        let attribute = *attributes.entry(row.name.clone()).or_insert_with(|| {
            shelf.attributes.push((row.name, row.name_en));
            shelf.attributes.len() - 1
        });
        let value = *values.entry((attribute, row.value.clone())).or_insert_with(|| {
            shelf.values.push(Known { attribute, value: row.value, value_en: row.value_en });
            shelf.values.len() - 1
        });
        goods.entry(row.product).or_default().push(value);
    }
    shelf.goods = goods.into_values().collect();
    shelf
}

/// Counts each value over the goods that fit what is chosen of the *other* attributes.
fn count(shelf: &Shelf, chosen: &[Chosen]) -> Vec<Facet> {
    let choice_of = |value: &Known| {
        let (name, name_en) = shelf.attributes.get(value.attribute)?;
        chosen.iter().position(|choice| choice.name == *name || choice.name == *name_en)
    };
    let is_chosen = |value: &Known| {
        let choice = choice_of(value).and_then(|at| chosen.get(at));
        choice.is_some_and(|choice| choice.values.iter().any(|one| *one == value.value || *one == value.value_en))
    };
    // Of each value: which choice it is about, and whether it is one of the chosen.
    let marks: Vec<(Option<usize>, bool)> = shelf.values.iter().map(|value| (choice_of(value), is_chosen(value))).collect();
    let mark = |value: &usize| marks.get(*value).copied().unwrap_or_default();
    let mut counts = vec![0usize; shelf.values.len()];
    for good in &shelf.goods {
        let fits = |at: usize| good.iter().any(|value| mark(value) == (Some(at), true));
        let failed: Vec<usize> = (0..chosen.len()).filter(|at| !fits(*at)).collect();
        for value in good {
            let is_counted = match failed.as_slice() {
                [] => true,
                [only] => mark(value).0 == Some(*only),
                _ => false,
            };
            if let Some(count) = counts.get_mut(*value).filter(|_| is_counted) {
                *count += 1;
            }
        }
    }
    let counted = shelf.values.iter().zip(&marks).zip(&counts).map(|((known, (_, is_chosen)), count)| {
        let value =
            FacetValue { value: known.value.clone(), value_en: known.value_en.clone(), count: *count, is_chosen: *is_chosen };
        (known.attribute, value)
    });
    arranged(shelf, counted)
}

/// Attributes that divide the list, the widest spread first, with the values that lead somewhere.
fn arranged(shelf: &Shelf, counted: impl Iterator<Item = (usize, FacetValue)>) -> Vec<Facet> {
    let mut values: BTreeMap<usize, Vec<FacetValue>> = BTreeMap::new();
    for (attribute, value) in counted.filter(|(_, value)| value.count > 0 || value.is_chosen) {
        values.entry(attribute).or_default().push(value);
    }
    let mut facets: Vec<Facet> = values
        .into_iter()
        .filter(|(_, values)| values.len() > 1 || values.iter().any(|value| value.is_chosen))
        .filter_map(|(attribute, mut values)| {
            let (name, name_en) = shelf.attributes.get(attribute)?.clone();
            values.sort_by_cached_key(|value| by_size(&value.value));
            Some(Facet { name, name_en, values })
        })
        .collect();
    facets.sort_by_cached_key(|facet| (Reverse(facet.values.iter().map(|value| value.count).sum::<usize>()), facet.name.clone()));
    facets
}

/// By the number a value begins with, then by its letters: `2 м` before `10 м`.
fn by_size(value: &str) -> (u64, String) {
    let digits: String = value.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
    let (whole, part) = digits.split_once([',', '.']).unwrap_or((digits.as_str(), ""));
    let whole: u64 = whole.parse().unwrap_or(u64::MAX / 10_000);
    let part: u64 = format!("{part:0<3}").get(..3).and_then(|part| part.parse().ok()).unwrap_or_default();
    (whole.saturating_mul(1000).saturating_add(part), value.to_owned())
}

#[cfg(test)]
#[path = "facet_tests.rs"]
mod tests;
