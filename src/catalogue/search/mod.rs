//! Search that forgives: mistakes, the other keyboard, the other alphabet, word forms, pieces of codes. Each node keeps an index in
//! memory, made in the background and made anew when goods have changed. The index only proposes; what it proposes is checked
//! against the contract by the looks that ask it.

mod asked;
mod build;
mod codes;
mod index;
mod letters;
mod lists;
mod merge;
mod near;
mod plan;
pub mod suggest;
mod vocabulary;
mod words;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub use asked::Asked;
pub use build::{Builder, Good};
pub use index::{Found, Index, Proposed, Within};

use super::category::{Category, CategoryId};
use super::product::Attribute;
use super::store;
use crate::access::Gate;
use crate::partners::{Assortment, Contract};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;

/// How often the background looks whether goods have changed.
const PAUSE: Duration = Duration::from_millis(500);
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Products that are read together.
const ROWS: i64 = 5_000;

/// Says that goods or their names have changed: every node makes its index anew.
pub(crate) fn note_change(tx: &mut Tx) -> Answer<()> {
    memory::raise_goods(tx)
}

/// The index of this node; nothing while there is none.
pub(crate) fn standing(tx: &Tx) -> Option<Arc<Index>> {
    memory::standing(tx)
}

/// Whether an index knows the goods as this look sees them.
pub(crate) fn is_current(tx: &mut Tx, index: &Index) -> Answer<bool> {
    Ok(memory::goods(tx)? == index.change)
}

/// Keeps the index of this node up with the goods, until it is dropped.
pub async fn follow(gate: Arc<Gate>) {
    let mut known = None;
    loop {
        let pause = match refresh(&gate, known).await {
            Ok(change) => {
                known = Some(change);
                PAUSE
            }
            Err(error) => {
                tracing::warn!(%error, "the index of search waits for the database");
                AFTER_FAILURE
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Makes the index anew where it knows another change than the last; answers the number of the last.
pub async fn refresh(gate: &Arc<Gate>, known: Option<i64>) -> Answer<i64> {
    let change = gate.look(memory::goods).await?;
    if known == Some(change) {
        return Ok(change);
    }
    let index = gate.look(read).await?;
    let change = index.change;
    tracing::debug!(goods = index.count(), change, "the index of search is made");
    gate.stand(Arc::new(index));
    Ok(change)
}

/// An index of all goods that are sold, as this look sees them.
fn read(tx: &mut Tx) -> Answer<Index> {
    let change = memory::goods(tx)?;
    let categories = store::categories(tx)?;
    let names = names_of(&categories);
    let mut builder = Builder::default();
    let mut after = i64::MIN;
    loop {
        let rows = store::search_rows(tx, after, ROWS)?;
        let Some(last) = rows.last() else { break };
        after = last.0;
        for (id, category, sku, barcode, name, name_en, attributes) in &rows {
            let attributes: Vec<Attribute> = serde_json::from_str(attributes).unwrap_or_default();
            let mut beside: Vec<&str> = attributes.iter().flat_map(|a| [a.value.as_str(), a.value_en.as_str()]).collect();
            beside.extend(names.get(category).into_iter().flatten());
            let names = [name.as_str(), name_en.as_str()];
            builder.add(&Good {
                id: *id,
                category: *category,
                sku: sku.as_str(),
                barcode: barcode.as_deref(),
                names,
                beside: &beside,
            });
        }
    }
    Ok(builder.finish(change))
}

/// The names of each category and of those above it, in both languages.
fn names_of(all: &[Category]) -> HashMap<i64, Vec<&str>> {
    let by_id: HashMap<CategoryId, &Category> = all.iter().map(|category| (category.id, category)).collect();
    let names = |category: &Category| {
        let line = std::iter::successors(by_id.get(&category.id).copied(), |c| by_id.get(&c.parent?).copied());
        line.flat_map(|c| [c.name.as_str(), c.name_en.as_str()]).collect::<Vec<&str>>()
    };
    all.iter().map(|category| (category.id.number(), names(category))).collect()
}

/// What a contract can allow at all, as far as that is known without asking for each product: categories it is limited to or that
/// were asked for, products that it lists. The check by the database stands behind it.
pub(crate) fn within(tx: &mut Tx, contract: &Contract, categories: Option<&[CategoryId]>) -> Answer<Within> {
    let products = match contract.assortment {
        Assortment::All | Assortment::Categories => None,
        Assortment::Products => {
            let key = format!("listed products {}", contract.id);
            Some(memory::recall(tx, key, |tx| store::listed_products(tx, contract.id).map(Arc::new))?)
        }
    };
    let categories = categories.map(|all| all.iter().map(|category| category.number()).collect());
    Ok(Within { categories, products })
}
