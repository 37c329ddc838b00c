//! Which goods a list shows, and in which order: by name, or, of what was searched for, the best first. The index proposes, the
//! contract and whatever narrows the list decide. Prices and stock are added by the offers.

use std::collections::HashMap;
use std::sync::Arc;

use super::offer::{Before, Place};
use crate::catalogue::ProductId;
use crate::catalogue::search::{self, Asked, Found, Index, Within};
use crate::catalogue::store::{self, Filter, Listed, Turn};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;
use crate::platform::values::Moment;
use crate::platform::values::ids::Id;
use crate::platform::web::{Lang, cursor};

/// What stands in a cursor in the place of a name where the best stand first; no name is folded to this.
const BEST_FIRST: &str = "#";
/// What a place in a list begins with where goods that were ordered stand first: such goods, and the others.
const ORDERED: char = 'o';
const OTHERS: char = 'n';
/// So many more than a page are proposed to the first check.
const SPARE: usize = 16;
/// Checks by the database for one page; an index that knows the contract's categories and products needs one.
const CHECKS: usize = 6;
/// Proposals in one check.
const MOST_CHECKED: usize = 8_000;

/// What is to be found.
pub(super) struct Sought<'a> {
    pub contract: &'a Contract,
    pub lang: Lang,
    /// Words, categories, whatever else narrows the list, where it goes on, how many.
    pub filter: Filter,
    /// What goods that were ordered after a moment mean to the list.
    pub before: Option<(Before, Moment)>,
    /// Products that the words name by a number of the buyer's own; they stand before all others, on the first page.
    pub own: Vec<ProductId>,
}

/// Goods of a page.
pub(super) struct Best {
    /// The goods, each with its sort key; an empty one where the best stand first.
    pub found: Vec<Listed>,
    /// Where to go on, when there is more.
    pub next: Option<Place>,
    /// What was searched for, where that is not what was typed.
    pub said: Option<String>,
}

impl Sought<'_> {
    fn limit(&self) -> usize {
        usize::try_from(self.filter.limit).unwrap_or_default()
    }

    fn asked(&self) -> Asked {
        if self.filter.is_literal { Asked::default() } else { Asked::read(&self.filter.words) }
    }

    /// The filter that goods pass wherever they come from.
    fn check(&self) -> Filter {
        let turn = match self.before {
            Some((Before::Only, since)) => Turn::Ordered(since),
            _ => Turn::All,
        };
        Filter { turn, ..self.filter.clone() }
    }

    /// The places of goods that were ordered before, the latest first; nothing where that does not matter.
    fn lately(&self, tx: &mut Tx) -> Answer<Option<HashMap<i64, usize>>> {
        let Some((_, since)) = self.before else { return Ok(None) };
        let (partner, unit) = (self.contract.partner, self.filter.unit);
        let key = format!("ordered lately {partner} {unit}");
        let ids = memory::once(tx, key, |tx| store::ordered_lately(tx, partner, unit, since).map(Arc::new))?;
        Ok(Some(ids.iter().enumerate().map(|(at, id)| (id.number(), at)).collect()))
    }

    /// What the index shall look among.
    fn within(&self, tx: &mut Tx, lately: Option<&HashMap<i64, usize>>) -> Answer<Within> {
        let within = search::within(tx, self.contract, self.filter.categories.as_deref())?;
        let Some(lately) = lately.filter(|_| matches!(self.before, Some((Before::Only, _)))) else { return Ok(within) };
        let Within { categories, products } = within;
        let ids = lately.keys().copied().filter(|id| products.as_ref().is_none_or(|all| all.contains(id)));
        Ok(Within { categories, products: Some(Arc::new(ids.collect())) })
    }
}

/// How many proposals a cursor lies behind; nothing for the cursor of a list by name.
fn proposals_before(place: &Place) -> Option<usize> {
    (place.0 == BEST_FIRST).then(|| usize::try_from(place.1).unwrap_or_default())
}

/// What the index proposes, where it knows all goods; else what the words find as they stand. A list goes on as it was begun.
pub(super) fn listed(tx: &mut Tx, sought: &Sought<'_>) -> Answer<Best> {
    let asked = sought.asked();
    let index = if asked.pieces.is_empty() { None } else { search::standing(tx) };
    let begun = sought.filter.after.as_ref().map(proposals_before);
    if let Some(index) = &index {
        let before = match begun {
            Some(before) => before,
            None => search::is_current(tx, index)?.then_some(0),
        };
        if let Some(before) = before {
            return best(tx, sought, index, &asked, (begun.is_none(), before));
        }
    }
    let mut filter = sought.filter.clone();
    if begun.flatten().is_some() {
        filter.after = None;
    }
    let (is_first, limit) = (filter.after.is_none(), sought.limit());
    // One more tells whether there is more; what is named stands on the first page and is left out of the others.
    filter.limit += 1 + i64::try_from(sought.own.len()).unwrap_or_default();
    let mut rows = by_words(tx, sought, &filter)?;
    if let (Some(index), true, true) = (&index, rows.is_empty(), begun.is_none()) {
        // Goods have changed a moment ago: what is spelled as it is typed is found already, mistakes by the index as it was.
        return best(tx, sought, index, &asked, (true, 0));
    }
    let stands_here = |rows: &[Listed]| sought.own.iter().all(|id| rows.iter().take(limit).any(|row| row.product.id == *id));
    if !is_first || !stands_here(&rows) {
        rows.retain(|row| !sought.own.contains(&row.product.id));
    }
    if is_first && !stands_here(&rows) {
        rows.splice(0..0, store::allowed_of(tx, sought.contract, &sought.check(), &sought.own)?);
    }
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|last| (last.key.clone(), last.product.id.number()));
    Ok(Best { found: rows, next, said: None })
}

/// What the words find as they stand. What was ordered before comes first where that is wanted; its places in the list begin with
/// another letter than those of the others.
fn by_words(tx: &mut Tx, sought: &Sought<'_>, filter: &Filter) -> Answer<Vec<Listed>> {
    let Some((before, since)) = sought.before else { return store::allowed_page(tx, sought.contract, sought.lang, filter) };
    let from_start = || Filter { after: None, ..filter.clone() };
    let (mut first, mut then) = (Some(from_start()), (before == Before::First).then(from_start));
    // The place of a good that stands first by its own number is before everything else.
    if let Some((key, id)) = filter.after.as_ref().filter(|(key, _)| !key.is_empty()) {
        let from = |key: &str| Filter { after: Some((key.to_owned(), *id)), ..filter.clone() };
        match (key.strip_prefix(ORDERED), key.strip_prefix(OTHERS)) {
            (Some(at), _) => first = Some(from(at)),
            (None, Some(name)) => {
                first = None;
                then = then.map(|_| from(name));
            }
            (None, None) => return Err(cursor::malformed()),
        }
    }
    let mut all = Vec::new();
    for (part, turn, mark) in [(first, Turn::Ordered(since), ORDERED), (then, Turn::Others(since), OTHERS)] {
        let left = filter.limit - i64::try_from(all.len()).unwrap_or(filter.limit);
        let Some(part) = part.filter(|_| left > 0) else { continue };
        let found = store::allowed_page(tx, sought.contract, sought.lang, &Filter { turn, limit: left, ..part })?;
        all.extend(found.into_iter().map(|listed| Listed { key: format!("{mark}{}", listed.key), ..listed }));
    }
    Ok(all)
}

/// A page behind so many proposals. What narrows the list is asked of the database, for as many proposals as fill the page; where
/// too many of them fall away, the list goes on behind the last that was asked for.
fn best(tx: &mut Tx, sought: &Sought<'_>, index: &Index, asked: &Asked, (is_first, before): (bool, usize)) -> Answer<Best> {
    let (limit, check) = (sought.limit(), sought.check());
    let lately = sought.lately(tx)?;
    let within = sought.within(tx, lately.as_ref())?;
    let named = sought.own.as_slice();
    let sorted = lately.map(|lately| in_turn(index.find(asked, &within, usize::MAX), &lately));
    let (mut kept, mut said) = (Vec::new(), None);
    let (mut looked, mut more, mut is_end) = (before, limit + SPARE, false);
    for _ in 0..CHECKS {
        let found = sorted.clone().unwrap_or_else(|| index.find(asked, &within, looked.saturating_add(more)));
        let proposed = found.goods.get(looked..).unwrap_or_default();
        is_end = found.is_whole && proposed.len() <= more;
        let proposed = proposed.get(..more).unwrap_or(proposed);
        let mut ids: Vec<ProductId> = proposed.iter().map(|good| ProductId::from_number(good.id)).collect();
        ids.retain(|id| !named.contains(id));
        let asks_named = is_first && looked == before;
        if asks_named {
            ids.extend(named);
        }
        if ids.is_empty() && proposed.is_empty() {
            break;
        }
        let checked = store::allowed_of(tx, sought.contract, &check, &ids)?;
        let mut allowed: HashMap<ProductId, Listed> = checked.into_iter().map(|listed| (listed.product.id, listed)).collect();
        if asks_named {
            kept.extend(named.iter().filter_map(|id| allowed.remove(id)).map(|listed| (looked, listed)));
        }
        for (at, good) in proposed.iter().enumerate() {
            if let Some(listed) = allowed.remove(&ProductId::from_number(good.id)) {
                if kept.is_empty() {
                    said = index.said(asked, &found, *good);
                }
                kept.push((looked + at, listed));
            }
        }
        looked += proposed.len();
        if kept.len() > limit || is_end {
            break;
        }
        more = (more * 4).min(MOST_CHECKED);
    }
    let behind = kept.get(limit).map(|(at, _)| *at).or_else(|| (!is_end).then_some(looked));
    let next = behind.map(|at| (BEST_FIRST.to_owned(), i64::try_from(at).unwrap_or(i64::MAX)));
    kept.truncate(limit);
    Ok(Best { found: kept.into_iter().map(|(_, listed)| listed).collect(), next, said })
}

/// Proposals with those first that were ordered before.
fn in_turn(mut found: Found, lately: &HashMap<i64, usize>) -> Found {
    found.goods.sort_by_key(|good| lately.get(&good.id).copied().unwrap_or(usize::MAX));
    found
}

/// The goods that the index proposes for the words, one more than `most` where there are more; nothing where the words are looked for
/// as they stand. For what counts the goods of a list.
pub(super) fn proposed(tx: &mut Tx, sought: &Sought<'_>, most: usize) -> Answer<Option<Vec<ProductId>>> {
    let asked = sought.asked();
    let Some(index) = search::standing(tx).filter(|_| !asked.pieces.is_empty()) else { return Ok(None) };
    if !search::is_current(tx, &index)? {
        return Ok(None);
    }
    let lately = sought.lately(tx)?;
    let within = sought.within(tx, lately.as_ref())?;
    let goods = index.find(&asked, &within, most + 1).goods;
    let mut ids: Vec<ProductId> = goods.iter().map(|good| ProductId::from_number(good.id)).collect();
    ids.extend(sought.own.iter().filter(|own| !goods.iter().any(|good| good.id == own.number())));
    Ok(Some(ids))
}
