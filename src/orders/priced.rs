//! Lines with their prices: what the cart, placing and ordering again have in common.

use std::collections::HashMap;

use crate::access::reach::AccountId;
use crate::catalogue::stock::{self, Shown};
use crate::catalogue::{Product, ProductId, StockRow};
use crate::partners::{Contract, StockDisplay};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, UnitPrice};
use crate::pricing::discount::Discount;
use crate::pricing::{self, Amounts, Goods, Quote, Terms, amounts, quote};
use crate::seller;

/// A line with its price.
#[derive(Debug, Clone)]
pub struct PricedLine {
    /// The product.
    pub product: Product,
    /// How much.
    pub quantity: Quantity,
    /// The price; none when neither list nor contract has one.
    pub quote: Option<Quote>,
    /// What the line comes to; nothing without a price.
    pub amounts: Amounts,
    /// The price below which the seller loses money; never told to a buyer.
    pub floor: Option<UnitPrice>,
    /// Whether it is got for this order alone: nothing of it lies in stock, all of it is awaited.
    pub is_to_order: bool,
}

/// Prices lines under a contract, at this moment, for this person.
pub(crate) fn price_lines(
    tx: &mut Tx,
    contract: &Contract,
    account: Option<AccountId>,
    wanted: Vec<(Product, Quantity)>,
) -> Answer<Vec<PricedLine>> {
    price_lines_with(tx, contract, account, Vec::new(), wanted)
}

/// The same with what a code takes off: it counts among the personal discounts, by the contract's rules.
pub(crate) fn price_lines_with(
    tx: &mut Tx,
    contract: &Contract,
    account: Option<AccountId>,
    codes: Vec<Discount>,
    wanted: Vec<(Product, Quantity)>,
) -> Answer<Vec<PricedLine>> {
    let mut terms = pricing::load::terms(tx, contract, account)?;
    if !codes.is_empty() {
        terms.discounts.extend(codes);
        terms.discounts.sort_by(|a, b| a.code.cmp(&b.code));
    }
    let products: Vec<Product> = wanted.iter().map(|(product, _)| product.clone()).collect();
    let goods = pricing::load::goods(tx, &terms, &products)?;
    wanted.into_iter().zip(goods).map(|((product, quantity), goods)| price_line(&terms, &goods, product, quantity)).collect()
}

fn price_line(terms: &Terms, goods: &Goods, product: Product, quantity: Quantity) -> Answer<PricedLine> {
    let quote = quote(terms, goods, quantity)?;
    let amounts = match &quote {
        Some(quote) => amounts(quote.unit_price, quantity, product.vat_rate, terms.vat_mode)?,
        None => Amounts::default(),
    };
    Ok(PricedLine { product, quantity, quote, amounts, floor: goods.floor(), is_to_order: false })
}

/// Stock of products as a partner may see it, with the rows behind it.
pub(crate) fn stock_of(
    tx: &mut Tx,
    contract: &Contract,
    display: StockDisplay,
    products: &[ProductId],
) -> Answer<HashMap<ProductId, (Shown, Vec<StockRow>)>> {
    let rows = stock::of_contract(tx, contract, products)?;
    let stale_before = seller::stale_before(tx)?;
    Ok(products
        .iter()
        .map(|product| {
            let here: Vec<StockRow> = rows.iter().filter(|row| row.product == *product).cloned().collect();
            let shown = stock::shown(display, &here.iter().collect::<Vec<_>>()).aged(stale_before);
            (*product, (shown, here))
        })
        .collect())
}
