//! An offer: a product with this buyer's price and stock. Lists and cards are made of these.

use std::sync::Arc;

use crate::access::permission::marks::SeeCatalogue;
use crate::access::{Act, Recorded};
use crate::activity::requested::{self, Reason, Wish};
use crate::catalogue::stock::{self, Shown};
use crate::catalogue::{self, Category, Product, StockRow, category, own_number};
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

/// A page of the catalogue.
#[derive(Debug, Clone)]
pub struct Page {
    /// The contract the prices are of.
    pub contract: Contract,
    /// The offers.
    pub offers: Vec<Offer>,
    /// Where to go on, when there is more.
    pub next: Option<(String, i64)>,
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

/// A page of what the contract allows, with prices at the smallest quantity and with stock.
pub fn page(act: &mut Act<'_, SeeCatalogue>, query: &Query) -> Answer<Page> {
    let contract = cart::chosen_contract(act)?;
    let mut filter = query.filter.clone();
    filter.limit += 1;
    if query.category.is_some() || contract.assortment == Assortment::Categories {
        let all = category::allowed(act.tx(), &contract)?;
        let within = |code: &String| category::with_those_below(&all, code);
        filter.categories =
            Some(query.category.as_ref().map_or_else(|| all.iter().map(|category| category.id).collect(), within));
    }
    let mut found = catalogue::store::allowed_page(act.tx(), &contract, query.lang, &filter)?;
    if let Some(named) = named_so(act, &contract, query, &found)? {
        found.insert(0, (named, String::new()));
    }
    let has_more = found.len() as i64 > query.filter.limit;
    found.truncate(usize::try_from(query.filter.limit).unwrap_or_default());
    let next = found.last().filter(|_| has_more).map(|(product, key)| (key.clone(), product.id.number()));
    let offers = offers(act, &contract, found, None)?;
    Ok(Page { contract, offers, next })
}

/// The product that the company itself calls just so, on the first page of a search in all categories.
fn named_so(
    act: &mut Act<'_, SeeCatalogue>,
    contract: &Contract,
    query: &Query,
    found: &[(Product, String)],
) -> Answer<Option<Product>> {
    let key = own_number::key(&query.filter.words);
    if key.is_empty() || query.category.is_some() || query.filter.after.is_some() {
        return Ok(None);
    }
    let Some(id) = own_number::find(act.tx(), contract.partner, &key)? else { return Ok(None) };
    if found.iter().any(|(product, _)| product.id == id) {
        return Ok(None);
    }
    let named = catalogue::store::by_ids(act.tx(), contract.id, contract.day, &[id])?;
    Ok(named.into_iter().find(|(_, is_allowed)| *is_allowed).map(|(product, _)| product))
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
    let (partner, account) = (act.company()?.id, act.account()?);
    let product = catalogue::store::product_by_sku(act.tx(), words)?.map(|id| id.number());
    let wish = Wish { partner, account, reason: Reason::NotFound, wanted: words.clone(), product, quantity: None };
    requested::keep(act.tx(), &wish)?;
    Ok(act.pass(()))
}

/// The refusal of words that are too long to search for.
pub fn check_words(words: &str) -> Answer<()> {
    if words.chars().count() > 100 { Err(No::invalid("q", "too_long", say!("search-too-long"))) } else { Ok(()) }
}
