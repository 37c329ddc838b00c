//! Suggestions while somebody types: a few categories and products that the contract allows. The shop's doors ask for them.

use std::collections::HashMap;

use super::asked::Piece;
use super::{Asked, Index, letters, standing, within, words};
use crate::catalogue::category::{self, Category, CategoryId};
use crate::catalogue::product::ProductId;
use crate::catalogue::store::{self, Filter, Listed};
use crate::partners::{Assortment, Contract};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::ids::Id;
use crate::platform::web::Lang;

/// At most so many together, and so many categories among them.
const MOST: usize = 8;
const CATEGORIES: usize = 2;
/// So many products are proposed to the check.
const PROPOSED: usize = 24;

/// A product to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Its article number.
    pub sku: String,
    /// Its name in the language asked for.
    pub name: String,
}

/// What could be meant.
#[derive(Debug, Clone, Default)]
pub struct Suggestions {
    /// Categories.
    pub categories: Vec<Category>,
    /// Products.
    pub products: Vec<Suggested>,
}

/// What the words of a query, which may not be whole yet, could mean to whoever buys by this contract.
pub(crate) fn suggest(tx: &mut Tx, contract: &Contract, lang: Lang, text: &str) -> Answer<Suggestions> {
    let asked = Asked::read(text);
    if asked.pieces.is_empty() {
        return Ok(Suggestions::default());
    }
    let all = category::allowed(tx, contract)?;
    let mut categories: Vec<Category> = all.iter().filter(|category| is_named(category.name_in(lang), &asked)).cloned().collect();
    categories.sort_by_key(|category| category.path.chars().count());
    categories.truncate(CATEGORIES);
    let limits: Option<Vec<CategoryId>> =
        (contract.assortment == Assortment::Categories).then(|| all.iter().map(|category| category.id).collect());
    let mut products = match standing(tx) {
        Some(index) => proposed(tx, contract, lang, &index, &asked, limits.as_deref())?,
        None => by_name(tx, contract, lang, text, limits)?,
    };
    products.truncate(MOST - categories.len());
    Ok(Suggestions { categories, products })
}

fn proposed(
    tx: &mut Tx,
    contract: &Contract,
    lang: Lang,
    index: &Index,
    asked: &Asked,
    limits: Option<&[CategoryId]>,
) -> Answer<Vec<Suggested>> {
    let within = within(tx, contract, limits)?;
    let found = index.find(asked, &within, PROPOSED);
    let ids: Vec<ProductId> = found.goods.iter().map(|good| ProductId::from_number(good.id)).collect();
    let rows = store::named_among(tx, contract.id, &ids)?;
    let mut named: HashMap<ProductId, Suggested> = rows
        .into_iter()
        .map(|(id, sku, name, name_en)| (id, Suggested { sku, name: if lang == Lang::Ru { name } else { name_en } }))
        .collect();
    Ok(ids.iter().filter_map(|id| named.remove(id)).collect())
}

/// The same while there is no index yet.
fn by_name(
    tx: &mut Tx,
    contract: &Contract,
    lang: Lang,
    text: &str,
    categories: Option<Vec<CategoryId>>,
) -> Answer<Vec<Suggested>> {
    let filter = Filter { words: text.to_owned(), categories, limit: MOST as i64, ..Filter::default() };
    let found = store::allowed_page(tx, contract, lang, &filter)?;
    let suggested = |Listed { product, .. }: Listed| Suggested { name: product.name_in(lang).to_owned(), sku: product.sku };
    Ok(found.into_iter().map(suggested).collect())
}

/// Whether every piece of a query begins a word of a name, in any of its readings.
fn is_named(name: &str, asked: &Asked) -> bool {
    let name: Vec<String> = words::words(name).into_iter().flat_map(|word| [word.text].into_iter().chain(word.parts)).collect();
    let begins = |word: &str| {
        let sound = letters::sound(word);
        let is_sound = |known: &str| sound.len() >= 3 && letters::sound(known).starts_with(&sound);
        word.chars().count() >= 2 && name.iter().any(|known| known.starts_with(word) || is_sound(known))
    };
    let is_meant = |piece: &Piece| piece.readings.iter().any(|read| read.words.iter().all(|word| begins(&word.text)));
    asked.pieces.iter().all(is_meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_meant_by_the_beginnings_of_its_words() {
        for text in ["перч", "gthxfnrb", "perchatki", "защита и перчатки"] {
            assert!(is_named("Перчатки и защита", &Asked::read(text)), "{text}");
        }
        for text in ["п", "перчаткин", "перчатки дрель", "750"] {
            assert!(!is_named("Перчатки и защита", &Asked::read(text)), "{text}");
        }
    }
}
