//! Prices as they were at a past moment: the rows and discounts that had been written by then, under the contract as it was then.
//! Called by whoever shows a client's terms of that moment. No price is computed here: the one price function makes each.

use std::collections::{BTreeMap, HashMap};

use super::discount::{Discount, Off, Subject};
use super::history_store::{self as history, DiscountChange, GoodsAsked};
use super::load::{self, in_force};
use super::quote::{Quote, quote};
use super::store::{self, PriceRecord, Whose};
use super::terms::{Goods, Terms};
use crate::access::reach::AccountId;
use crate::catalogue::{self, Product, ProductId};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::ids::Id;
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::cursor;
use crate::platform::web::sort::Place;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The moment.
    pub at: Moment,
    /// The person whose own discounts count, if any.
    pub account: Option<AccountId>,
    /// Whether only what the contract lets in now is told: whoever may not order goods does not see their prices either.
    pub is_narrow: bool,
    /// This product only, by its article number.
    pub sku: Option<String>,
    /// How much would be bought; the least that can be ordered where nothing is said.
    pub quantity: Option<Quantity>,
    /// Behind which product to begin.
    pub after: Option<Place>,
    /// How many products.
    pub limit: i64,
}

/// The terms of a moment, with prices under them.
#[derive(Debug, Clone)]
pub struct Then {
    /// The terms, with the discounts in force.
    pub terms: Terms,
    /// Products by their article numbers, each with its price.
    pub prices: Vec<PriceThen>,
    /// Where to go on, when there is more.
    pub next: Option<String>,
}

/// What a product cost.
#[derive(Debug, Clone)]
pub struct PriceThen {
    /// The product, by the names it has now.
    pub product: Product,
    /// How much of it was to be bought.
    pub quantity: Quantity,
    /// The price, where there was one.
    pub quote: Option<Quote>,
}

/// The prices of a contract at a moment; the contract is given as it was then.
pub(crate) fn prices(tx: &mut Tx, contract: &Contract, asked: &Asked) -> Answer<Then> {
    let terms = terms(tx, contract, asked)?;
    let owners = [terms.list.number(), terms.contract_owner];
    let goods = GoodsAsked {
        within: asked.is_narrow.then_some(contract.id),
        sku: asked.sku.as_deref().map(catalogue::store::sku_key),
        after: asked.after.clone().map(|(key, _)| key),
        at_most: asked.limit.saturating_add(1),
    };
    let mut found = history::goods_until(tx, &owners, asked.at, goods)?;
    let most = usize::try_from(asked.limit).unwrap_or_default();
    let has_more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| has_more).map(|(id, key)| cursor::encode(key, *id));
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let mut rows = rows(tx, &terms, &owners, &ids, asked.at)?;
    let mut products: HashMap<i64, Product> = HashMap::new();
    let wanted: Vec<ProductId> = ids.iter().map(|id| ProductId::from_number(*id)).collect();
    for (product, _) in catalogue::store::by_ids(tx, contract.id, contract.day, &wanted)? {
        products.insert(product.id.number(), product);
    }
    let mut prices = Vec::with_capacity(ids.len());
    for product in ids.iter().filter_map(|id| products.remove(id)) {
        let id = product.id.number();
        let rows = in_force(rows.remove(&id).unwrap_or_default(), terms.contract_owner);
        let goods = Goods { product: id, categories: product.categories.clone(), vat_rate: product.vat_rate, rows };
        let quantity = asked.quantity.unwrap_or(product.moq);
        prices.push(PriceThen { quote: quote(&terms, &goods, quantity)?, quantity, product });
    }
    Ok(Then { terms, prices, next })
}

fn terms(tx: &mut Tx, contract: &Contract, asked: &Asked) -> Answer<Terms> {
    let (list_code, _, tier) = store::list(tx, contract.list)?;
    let discounts = discounts(tx, contract, asked)?;
    Ok(load::assembled(contract, (list_code, tier), discounts))
}

/// The rows that counted on the day, by product: of each the one that was written last.
fn rows(tx: &mut Tx, terms: &Terms, owners: &[i64], products: &[i64], at: Moment) -> Answer<HashMap<i64, Vec<PriceRecord>>> {
    let mut last = HashMap::new();
    for change in history::prices_until(tx, owners, products, at)? {
        let record = change.record();
        last.insert((record.owner_id, record.product_id, record.from_quantity.steps(), record.valid_from), record);
    }
    let mut by_product: HashMap<i64, Vec<PriceRecord>> = HashMap::new();
    for record in last.into_values() {
        if record.valid_from <= terms.day && record.valid_until.is_none_or(|until| terms.day <= until) {
            by_product.entry(record.product_id).or_default().push(record);
        }
    }
    Ok(by_product)
}

/// The discounts that counted on the day, in the order of their codes.
fn discounts(tx: &mut Tx, contract: &Contract, asked: &Asked) -> Answer<Vec<Discount>> {
    let whose = Whose { partner: contract.partner, account: asked.account, contract: contract.id };
    let mut last = BTreeMap::new();
    for change in history::discounts_until(tx, &whose, asked.at)? {
        last.insert(change.discount_id, change);
    }
    let counted = last.into_values().filter(|change| {
        is_of(change, &whose) && change.valid_from <= contract.day && change.valid_until.is_none_or(|until| contract.day <= until)
    });
    let mut discounts = Vec::new();
    for change in counted.collect::<Vec<_>>() {
        discounts.extend(named(tx, change)?);
    }
    discounts.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(discounts)
}

fn is_of(change: &DiscountChange, whose: &Whose) -> bool {
    change.partner_id == Some(whose.partner)
        || change.contract_id == Some(whose.contract)
        || (change.account_id.is_some() && change.account_id == whose.account)
}

/// A discount as it was, by the names it has now.
fn named(tx: &mut Tx, change: DiscountChange) -> Answer<Option<Discount>> {
    let Some(off) = Off::kept(change.percent, change.amount) else { return Ok(None) };
    let subject = Subject::kept(change.category_id, change.product_id);
    let now = store::discount_by_code(tx, &change.code)?;
    let (name, name_en) =
        now.map_or_else(|| (change.code.clone(), change.code.clone()), |discount| (discount.name, discount.name_en));
    Ok(Some(Discount { code: change.code, name, name_en, subject, off, valid_until: change.valid_until }))
}
