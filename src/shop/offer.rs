//! An offer: a product with this buyer's price and stock. Lists and cards are made of these.

use std::sync::Arc;

use super::found::{self, Best, Sought};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{Act, Part, Recorded, Right};
use crate::activity::notice;
use crate::activity::requested::{self, Reason, Wish};
use crate::catalogue::facet::{self, Facet};
use crate::catalogue::search::suggest::{self, Suggestions};
use crate::catalogue::stock::{self, Shown};
use crate::catalogue::store::{Filter, Listed, Turn};
use crate::catalogue::{self, Category, Product, ProductId, StockRow, category, own_number};
use crate::orders::cart;
use crate::partners::{self, Assortment, Contract, StockDisplay};
use crate::platform::error::{Answer, No};
use crate::platform::memory;
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::Lang;
use crate::pricing::{self, Goods, Quote, Terms, quote};
use crate::{say, seller};

/// So long ago an order is no longer recent, in seconds: a year.
const RECENT: i64 = 366 * 86_400;
/// So many goods that were searched for are counted by their attributes; more are too many to be narrowed so.
const MOST_COUNTED: usize = 5_000;

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
    /// What every other price of it is made of.
    pub goods: Goods,
    /// When and how much of it was ordered last by the buyer's part of the company: all of it, his unit, or he himself.
    pub ordered: Option<(Moment, Quantity)>,
}

crate::words! {
    /// What goods that were ordered before mean to a list.
    pub enum Before {
        /// They stand first, the latest at the top.
        First = "first",
        /// There are no others.
        Only = "only",
    }
}

/// Where a list goes on: the sort key and the id of the last row.
pub type Place = (String, i64);

/// A page of the catalogue.
#[derive(Debug, Clone)]
pub struct Page {
    /// The contract the prices are of.
    pub contract: Contract,
    /// What every price under it is made by.
    pub terms: Terms,
    /// Whether the buyer may see stock at all.
    pub sees_stock: bool,
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
    /// Words, attributes, stock, where to begin, how many.
    pub filter: Filter,
    /// What was ordered before, where that matters.
    pub before: Option<Before>,
}

/// A page of what the contract allows, with prices at the smallest quantity and with stock: by name, or the best first where
/// words are searched for.
pub fn page(act: &mut Act<'_, SeeCatalogue>, query: &Query) -> Answer<Page> {
    let contract = cart::chosen_contract(act)?;
    let sought = sought(act, &contract, query)?;
    let Best { found, next, said } = found::listed(act.tx(), &sought)?;
    let (terms, offers) = offers(act, &contract, found, None)?;
    let sees_stock = display(act)? != StockDisplay::Hidden;
    Ok(Page { contract, terms, sees_stock, offers, next, said })
}

/// What the list can be narrowed by; nothing where it is the whole catalogue, which is too wide for it.
pub fn facets(act: &mut Act<'_, SeeCatalogue>, query: &Query) -> Answer<Vec<Facet>> {
    let contract = cart::chosen_contract(act)?;
    let is_wide = contract.assortment == Assortment::All
        && query.category.is_none()
        && query.filter.words.trim().is_empty()
        && query.filter.attributes.is_empty()
        && query.before != Some(Before::Only);
    if is_wide {
        return Ok(Vec::new());
    }
    let sought = sought(act, &contract, query)?;
    let proposed = found::proposed(act.tx(), &sought, MOST_COUNTED)?;
    if proposed.as_ref().is_some_and(|goods| goods.len() > MOST_COUNTED) {
        return Ok(Vec::new());
    }
    let mut filter = sought.filter;
    if query.before == Some(Before::Only) {
        filter.turn = Turn::Ordered(recently(act));
    }
    filter.among = proposed;
    facet::of_list(act.tx(), &contract, query.category.as_deref(), &filter)
}

/// What is to be found for a query.
fn sought<'c>(act: &mut Act<'_, SeeCatalogue>, contract: &'c Contract, query: &Query) -> Answer<Sought<'c>> {
    let filter = narrowed(act, contract, query)?;
    let own = own_named(act, contract, query)?;
    let before = query.before.map(|before| (before, recently(act)));
    Ok(Sought { contract, lang: query.lang, filter, before, own })
}

/// The filter with the categories that the contract and the query leave, and with whose orders count.
fn narrowed(act: &mut Act<'_, SeeCatalogue>, contract: &Contract, query: &Query) -> Answer<Filter> {
    let mut filter = query.filter.clone();
    filter.unit = match act.actor().reach_of(Right::ReadOrders).part() {
        None => 0,
        Some(Part::Unit(unit)) => unit.number(),
        Some(Part::Person(account)) => -account.number(),
    };
    if query.category.is_some() || contract.assortment == Assortment::Categories {
        let all = category::allowed(act.tx(), contract)?;
        let within = |code: &String| category::with_those_below(&all, code);
        filter.categories =
            Some(query.category.as_ref().map_or_else(|| all.iter().map(|category| category.id).collect(), within));
    }
    if filter.is_in_stock && display(act)? == StockDisplay::Hidden {
        return Err(No::invalid("stock", "not_shown", say!("filter-stock-hidden")));
    }
    Ok(filter)
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
    let named = format!("own number {} {key}", contract.partner);
    let found = memory::once(act.tx(), named, |tx| own_number::find(tx, contract.partner, &key))?;
    Ok(found.into_iter().collect())
}

fn display(act: &mut Act<'_, SeeCatalogue>) -> Answer<StockDisplay> {
    let company = act.company()?.id;
    partners::company::stock_display(act.tx(), company)
}

fn recently(act: &Act<'_, SeeCatalogue>) -> Moment {
    act.moment().plus_seconds(-RECENT)
}

/// One product by its article number, at a quantity; what the contract does not allow does not exist.
pub fn card(act: &mut Act<'_, SeeCatalogue>, (sku, quantity): &(String, Option<Quantity>)) -> Answer<(Contract, Offer)> {
    let contract = cart::chosen_contract(act)?;
    let (_, mut offers) = of_skus(act, &contract, std::slice::from_ref(sku), *quantity)?;
    let offer = offers.pop().ok_or_else(No::not_found)?;
    if let Some(objection) = quantity.and_then(|quantity| offer.product.objection(quantity)) {
        return Err(No::invalid("quantity", objection.code(), objection.message(&offer.product.sku)));
    }
    Ok((contract, offer))
}

/// Products of these article numbers, in no certain order; those that the contract does not allow are not among them.
pub(super) fn of_skus(
    act: &mut Act<'_, SeeCatalogue>,
    contract: &Contract,
    skus: &[String],
    quantity: Option<Quantity>,
) -> Answer<(Terms, Vec<Offer>)> {
    let found = catalogue::store::allowed_by_sku(act.tx(), contract.id, contract.day, skus)?;
    let found = found.into_iter().map(|product| Listed { product, key: String::new(), ordered: None }).collect();
    offers(act, contract, found, quantity)
}

fn offers(
    act: &mut Act<'_, SeeCatalogue>,
    contract: &Contract,
    found: Vec<Listed>,
    quantity: Option<Quantity>,
) -> Answer<(Terms, Vec<Offer>)> {
    let (account, display) = (act.account()?, display(act)?);
    let tx = act.tx();
    let terms = pricing::load::terms(tx, contract, Some(account))?;
    let products: Vec<Product> = found.iter().map(|listed| listed.product.clone()).collect();
    let goods = pricing::load::goods(tx, &terms, &products)?;
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    let rows = if display == StockDisplay::Hidden { Vec::new() } else { stock::of_contract(tx, contract, &ids)? };
    let stale_before = seller::stale_before(tx)?;
    let offers = found
        .into_iter()
        .zip(goods)
        .map(|(Listed { product, ordered, .. }, goods)| {
            let quote = quote(&terms, &goods, quantity.unwrap_or_else(|| product.smallest()))?;
            let here: Vec<&StockRow> = rows.iter().filter(|row| row.product == product.id).collect();
            let shown = stock::shown(display, &here).aged(stale_before);
            let warehouses =
                here.into_iter().map(|row| (row.clone(), stock::shown(display, &[row]).aged(stale_before))).collect();
            Ok(Offer { product, quote, stock: shown, warehouses, goods, ordered })
        })
        .collect::<Answer<Vec<Offer>>>()?;
    Ok((terms, offers))
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
