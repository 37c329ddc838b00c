//! «Tell me when it is there»: asked for from a cart or an order that stock did not suffice for. Nothing is ordered or reserved.

use super::cart::chosen_contract;
use super::place::NewLine;
use super::priced::stock_of;
use super::store;
use crate::access::permission::marks::FillCart;
use crate::access::{Act, Recorded};
use crate::activity::notice;
use crate::activity::requested::{Reason, Wish};
use crate::catalogue::{self, Product};
use crate::partners::StockDisplay;
use crate::platform::error::{Answer, No};
use crate::platform::values::Quantity;
use crate::say;

/// The most wishes at once.
const MOST: usize = 100;

/// Asks to be told when goods are there: these, or those of the cart of which there is not enough now. Answers how many.
pub fn want(act: &mut Act<'_, FillCart>, lines: &Option<Vec<NewLine>>) -> Answer<Recorded<usize>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let wanted = match lines {
        Some(lines) => named(act, lines)?,
        None => short_in_cart(act)?,
    };
    for (product, quantity) in &wanted {
        let wish = Wish {
            partner: company,
            account,
            reason: Reason::OutOfStock,
            wanted: product.sku.clone(),
            product: Some(product.id.number()),
            quantity: Some(*quantity),
        };
        notice::want(act.tx(), &wish)?;
    }
    Ok(act.pass(wanted.len()))
}

fn named(act: &mut Act<'_, FillCart>, lines: &[NewLine]) -> Answer<Vec<(Product, Quantity)>> {
    if lines.is_empty() || lines.len() > MOST {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = MOST)));
    }
    let contract = chosen_contract(act)?;
    let skus: Vec<String> = lines.iter().map(|line| line.sku.clone()).collect();
    let allowed = catalogue::store::allowed_by_sku(act.tx(), contract.id, contract.day, &skus)?;
    let find = |(i, line): (usize, &NewLine)| {
        let key = catalogue::store::sku_key(&line.sku);
        let found = allowed.iter().find(|product| catalogue::store::sku_key(&product.sku) == key).cloned();
        let unknown =
            || No::invalid(format!("/lines/{i}/sku"), "unknown_product", say!("order-unknown-product", sku = &line.sku));
        Ok((found.ok_or_else(unknown)?, line.quantity))
    };
    lines.iter().enumerate().map(find).collect()
}

fn short_in_cart(act: &mut Act<'_, FillCart>) -> Answer<Vec<(Product, Quantity)>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    let kept = match store::cart(tx, account, company)? {
        Some(cart) => store::cart_lines(tx, cart.id)?,
        None => Vec::new(),
    };
    let ids: Vec<_> = kept.iter().map(|line| line.product).collect();
    let stocks = stock_of(tx, &contract, StockDisplay::Exact, &ids)?;
    let products = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let short = products.into_iter().filter_map(|(product, is_allowed)| {
        let wanted = kept.iter().find(|line| line.product == product.id)?.quantity;
        let there: i64 = stocks.get(&product.id)?.1.iter().map(|row| row.available().steps()).sum();
        (is_allowed && there < wanted.steps()).then_some((product, wanted))
    });
    Ok(short.take(MOST).collect())
}
