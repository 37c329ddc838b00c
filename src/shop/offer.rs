//! An offer: a product with this buyer's price and stock. Lists and cards are made of these.

use std::sync::Arc;

use super::found::{self, Best};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{Act, Recorded};
use crate::activity::notice;
use crate::activity::requested::{self, Reason, Wish};
use crate::catalogue::search::suggest::{self, Suggestions};
use crate::catalogue::search::{self, Asked};
use crate::catalogue::stock::{self, Shown};
use crate::catalogue::{self, Category, Product, ProductId, StockRow, category, own_number};
use crate::orders::cart;
use crate::partners::{self, Assortment, Contract, StockDisplay};
use crate::platform::error::{Answer, No};
use crate::platform::values::Quantity;
use crate::platform::web::Lang;
use crate::pricing::{self, Quote, quote};
use crate::{say, seller};

/// A product as it is offered to this buyer.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The product.
    pub product: Product,
    /// Its price at the quantity asked for; none when it has none.
    pub quote: Option<Quote>,
    /// Its stock as the partner may see it.
    pub stock: Shown,
    /// The stock of each warehouse of the contract, where the figure may be seen.
    pub warehouses: Vec<(StockRow, Shown)>,
    /// The sort key, for the cursor.
    pub key: String,
}

/// Where a list goes on: the sort key and the id of the last row.
pub type Place = (String, i64);

/// A page of the catalogue.
#[derive(Debug, Clone)]
pub struct Page {
    /// The contract the prices are of.
    pub contract: Contract,
    /// The offers.
    pub offers: Vec<Offer>,
    /// Where to go on, when there is more.
    pub next: Option<Place>,
    /// What was searched for, where that is not what was typed.
    pub said: Option<String>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The language to sort and search in.
    pub lang: Lang,
    /// A category and those below it, by code.
    pub category: Option<String>,
    /// Words, where to begin, how many.
    pub filter: catalogue::store::Filter,
}

/// A page of what the contract allows, with prices at the smallest quantity and with stock: by name, or the best first where
/// words are searched for.
pub fn page(act: &mut Act<'_, SeeCatalogue>, query: &Query) -> Answer<Page> {
    let contract = cart::chosen_contract(act)?;
    let mut filter = query.filter.clone();
    if query.category.is_some() || contract.assortment == Assortment::Categories {
        let all = category::allowed(act.tx(), &contract)?;
        let within = |code: &String| category::with_those_below(&all, code);
        filter.categories =
            Some(query.category.as_ref().map_or_else(|| all.iter().map(|category| category.id).collect(), within));
    }
    let own = own_named(act, &contract, query)?;
    let Best { found, next, said } = listed(act, &contract, query.lang, filter, &own)?;
    let offers = offers(act, &contract, found, None)?;
    Ok(Page { contract, offers, next, said })
}

/// What the index proposes, where it knows all goods; else what the words find as they stand. A list goes on as it was begun.
fn listed(
    act: &mut Act<'_, SeeCatalogue>,
    contract: &Contract,
    lang: Lang,
    mut filter: catalogue::store::Filter,
    own: &[ProductId],
) -> Answer<Best> {
    let tx = act.tx();
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    let asked = if filter.is_literal { Asked::default() } else { Asked::read(&filter.words) };
    let index = if asked.pieces.is_empty() { None } else { search::standing(tx) };
    let begun = filter.after.as_ref().map(found::proposals_before);
    if let Some(index) = &index {
        let before = match begun {
            Some(before) => before,
            None => search::is_current(tx, index)?.then_some(0),
        };
        if let Some(before) = before {
            return found::best(tx, contract, index, (&asked, &filter), (own, begun.is_none(), before), limit);
        }
    }
    if begun.flatten().is_some() {
        filter.after = None;
    }
    // One more tells whether there is more; what is named stands on the first page and is left out of the others.
    filter.limit += 1 + i64::try_from(own.len()).unwrap_or_default();
    let mut rows = catalogue::store::allowed_page(tx, contract, lang, &filter)?;
    if let (Some(index), true, true) = (&index, rows.is_empty(), begun.is_none()) {
        // Goods have changed a moment ago: what is spelled as it is typed is found already, mistakes by the index as it was.
        return found::best(tx, contract, index, (&asked, &filter), (own, true, 0), limit);
    }
    let stands_here =
        |rows: &[(Product, String)]| own.iter().all(|id| rows.iter().take(limit).any(|(product, _)| product.id == *id));
    if begun.is_some() || !stands_here(&rows) {
        rows.retain(|(product, _)| !own.contains(&product.id));
    }
    if begun.is_none() && !stands_here(&rows) {
        let named = catalogue::store::by_ids(tx, contract.id, contract.day, own)?;
        rows.splice(0..0, named.into_iter().filter(|(_, is_allowed)| *is_allowed).map(|(product, _)| (product, String::new())));
    }
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|(product, key)| (key.clone(), product.id.number()));
    Ok(Best { found: rows, next, said: None })
}

/// What words that are being typed could mean.
pub fn suggestions(act: &mut Act<'_, SeeCatalogue>, (lang, words): &(Lang, String)) -> Answer<Suggestions> {
    let contract = cart::chosen_contract(act)?;
    suggest::suggest(act.tx(), &contract, *lang, words)
}

/// The product that the company itself calls just so, in a search in all categories.
fn own_named(act: &mut Act<'_, SeeCatalogue>, contract: &Contract, query: &Query) -> Answer<Vec<ProductId>> {
    let key = own_number::key(&query.filter.words);
    if key.is_empty() || query.category.is_some() {
        return Ok(Vec::new());
    }
    Ok(own_number::find(act.tx(), contract.partner, &key)?.into_iter().collect())
}

/// One product by its article number, at a quantity; what the contract does not allow does not exist.
pub fn card(act: &mut Act<'_, SeeCatalogue>, (sku, quantity): &(String, Option<Quantity>)) -> Answer<(Contract, Offer)> {
    let contract = cart::chosen_contract(act)?;
    let found = catalogue::store::allowed_by_sku(act.tx(), contract.id, contract.day, std::slice::from_ref(sku))?;
    let found = found.into_iter().map(|product| (product, String::new())).collect();
    let offer = offers(act, &contract, found, *quantity)?.pop().ok_or_else(No::not_found)?;
    if let Some(objection) = quantity.and_then(|quantity| offer.product.objection(quantity)) {
        return Err(No::invalid("quantity", objection.code(), objection.message(&offer.product.sku)));
    }
    Ok((contract, offer))
}

fn offers(
    act: &mut Act<'_, SeeCatalogue>,
    contract: &Contract,
    found: Vec<(Product, String)>,
    quantity: Option<Quantity>,
) -> Answer<Vec<Offer>> {
    let (account, company) = (act.account()?, act.company()?.id);
    let tx = act.tx();
    let display = partners::company::stock_display(tx, company)?;
    let terms = pricing::load::terms(tx, contract, Some(account))?;
    let products: Vec<Product> = found.iter().map(|(product, _)| product.clone()).collect();
    let goods = pricing::load::goods(tx, &terms, &products)?;
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    let rows = if display == StockDisplay::Hidden { Vec::new() } else { stock::of_contract(tx, contract, &ids)? };
    let stale_before = seller::stale_before(tx)?;
    found
        .into_iter()
        .zip(goods)
        .map(|((product, key), goods)| {
            let quote = quote(&terms, &goods, quantity.unwrap_or_else(|| product.smallest()))?;
            let here: Vec<&StockRow> = rows.iter().filter(|row| row.product == product.id).collect();
            let shown = stock::shown(display, &here).aged(stale_before);
            let warehouses =
                here.into_iter().map(|row| (row.clone(), stock::shown(display, &[row]).aged(stale_before))).collect();
            Ok(Offer { product, quote, stock: shown, warehouses, key })
        })
        .collect()
}

/// The categories in which the contract allows something.
pub fn categories(act: &mut Act<'_, SeeCatalogue>, (): &()) -> Answer<Arc<Vec<Category>>> {
    let contract = cart::chosen_contract(act)?;
    category::allowed(act.tx(), &contract)
}

/// Keeps what was searched for in vain.
pub fn keep_wish(act: &mut Act<'_, SeeCatalogue>, words: &String) -> Answer<Recorded<()>> {
    let wish = wish(act, words)?;
    requested::keep(act.tx(), &wish)?;
    Ok(act.pass(()))
}

/// Asks to be told when what was searched for in vain is there. The office sees who waits for it.
pub fn want_notice(act: &mut Act<'_, SeeCatalogue>, words: &String) -> Answer<Recorded<()>> {
    check_words(words)?;
    if requested::says_nothing(words) {
        return Err(No::invalid("words", "too_short", say!("search-too-short")));
    }
    let wish = wish(act, words)?;
    notice::want(act.tx(), &wish)?;
    Ok(act.pass(()))
}

fn wish(act: &mut Act<'_, SeeCatalogue>, words: &String) -> Answer<Wish> {
    let (partner, account) = (act.company()?.id, act.account()?);
    let product = catalogue::store::product_by_sku(act.tx(), words)?.map(|id| id.number());
    Ok(Wish { partner, account, reason: Reason::NotFound, wanted: words.trim().to_owned(), product, quantity: None })
}

/// The refusal of words that are too long to search for.
pub fn check_words(words: &str) -> Answer<()> {
    if words.chars().count() > 100 { Err(No::invalid("q", "too_long", say!("search-too-long"))) } else { Ok(()) }
}
