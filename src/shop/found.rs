//! A page of what was searched for: the index proposes, the contract decides, the best stands first.

use std::collections::HashMap;

use super::offer::Place;
use crate::catalogue::search::{self, Asked, Index};
use crate::catalogue::store::{self, Filter};
use crate::catalogue::{Product, ProductId};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::ids::Id;

/// What stands in a cursor in the place of a name where the best stand first; no name is folded to this.
const BEST_FIRST: &str = "#";
/// So many more than a page are proposed to the first check.
const SPARE: usize = 16;
/// Checks by the database for one page; an index that knows the contract's categories and products needs one.
const CHECKS: usize = 6;

/// Products that the contract allows, each with an empty sort key.
pub(super) struct Best {
    /// The products.
    pub found: Vec<(Product, String)>,
    /// Where to go on, when there is more.
    pub next: Option<Place>,
    /// What was searched for, where that is not what was typed.
    pub said: Option<String>,
}

/// How many proposals a cursor lies behind; nothing for the cursor of a list by name.
pub(super) fn proposals_before(place: &Place) -> Option<usize> {
    (place.0 == BEST_FIRST).then(|| usize::try_from(place.1).unwrap_or_default())
}

/// A page behind so many proposals. `named` are products that the words name by a number of the buyer's own; they stand before
/// what is proposed, on the first page, and on no later one.
pub(super) fn best(
    tx: &mut Tx,
    contract: &Contract,
    index: &Index,
    (asked, filter): (&Asked, &Filter),
    (named, is_first, before): (&[ProductId], bool, usize),
    limit: usize,
) -> Answer<Best> {
    let within = search::within(tx, contract, filter.categories.as_deref())?;
    let (mut kept, mut said) = (Vec::new(), None);
    let (mut looked, mut more) = (before, limit + SPARE);
    for check in 0..CHECKS {
        let found = index.find(asked, &within, looked + more);
        let proposed = found.goods.get(looked..).unwrap_or_default();
        let mut ids: Vec<ProductId> = proposed.iter().map(|good| ProductId::from_number(good.id)).collect();
        ids.retain(|id| !named.contains(id));
        let asks_named = is_first && check == 0;
        if asks_named {
            ids.extend(named);
        }
        if ids.is_empty() && proposed.is_empty() {
            break;
        }
        let mut allowed: HashMap<ProductId, Product> =
            store::allowed_of(tx, contract, &ids)?.into_iter().map(|product| (product.id, product)).collect();
        if asks_named {
            kept.extend(named.iter().filter_map(|id| allowed.remove(id)).map(|product| (looked, product)));
        }
        for (at, good) in proposed.iter().enumerate() {
            if let Some(product) = allowed.remove(&ProductId::from_number(good.id)) {
                if kept.is_empty() {
                    said = index.said(asked, &found, *good);
                }
                kept.push((looked + at, product));
            }
        }
        looked += proposed.len();
        if kept.len() > limit || found.is_whole {
            break;
        }
        more *= 4;
    }
    let next = kept.get(limit).map(|(at, _)| (BEST_FIRST.to_owned(), i64::try_from(*at).unwrap_or(i64::MAX)));
    kept.truncate(limit);
    Ok(Best { found: kept.into_iter().map(|(_, product)| (product, String::new())).collect(), next, said })
}
