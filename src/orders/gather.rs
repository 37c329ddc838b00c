//! What lists and standing orders are made of: a cart, an old order, rows that were typed; always only what the contract allows now.

use super::list::{Kind, ListId};
use super::quick::{self, TypedRow};
use super::{cart, list, store};
use crate::access::permission::Permission;
use crate::access::{Act, Right};
use crate::catalogue::{self, Product, ProductId};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::Quantity;
use crate::say;

/// What something new is made of.
#[derive(Debug, Clone)]
pub enum Source {
    /// Nothing yet.
    Nothing,
    /// The caller's cart.
    Cart,
    /// An order within reach, by number.
    Order(String),
    /// A list within reach.
    List(ListId),
    /// Rows typed or pasted; those that cannot be ordered are refused together.
    Rows(Vec<TypedRow>),
}

/// The goods of a source, as far as the contract allows them.
pub(super) fn goods<P: Permission>(act: &mut Act<'_, P>, source: &Source) -> Answer<Vec<(Product, Quantity)>> {
    match source {
        Source::Nothing => Ok(Vec::new()),
        Source::Cart => {
            let goods = in_cart(act)?;
            if goods.is_empty() { Err(No::conflict("cart_empty", say!("order-cart-empty"))) } else { Ok(goods) }
        }
        Source::Order(number) => {
            // An old order is read, by whatever right its lines are taken over.
            let reach = act.actor().reach_of(Right::ReadOrders);
            let (order, _) = store::find(act.tx(), reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
            let lines: Vec<(String, Quantity)> = order.lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
            allowed(act, &lines)
        }
        Source::List(id) => {
            let row = list::find(act, Kind::List, *id)?;
            let kept = store::list_lines(act.tx(), row.id)?;
            let lines: Vec<(String, Quantity)> = kept.into_iter().map(|line| (line.sku, line.quantity)).collect();
            allowed(act, &lines)
        }
        Source::Rows(rows) => {
            let report = quick::check(act, rows)?;
            let bad: Vec<_> = report.rows.iter().filter_map(|row| Some((row.number, row.reason.as_ref()?))).collect();
            if !bad.is_empty() {
                let fault = |(number, reason): &(u64, &quick::Reason)| Fault {
                    field: format!("/text/{number}"),
                    code: reason.code,
                    message: reason.message.clone(),
                };
                return Err(No::faults(bad.iter().map(fault).collect()));
            }
            allowed(act, &report.goods())
        }
    }
}

/// The goods of the caller's cart that the contract still allows.
fn in_cart<P: Permission>(act: &mut Act<'_, P>) -> Answer<Vec<(Product, Quantity)>> {
    let by = list::viewer(act)?;
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    let kept = match store::cart(tx, by.account, by.partner)? {
        Some(cart) => store::cart_lines(tx, cart.id)?,
        None => Vec::new(),
    };
    let ids: Vec<ProductId> = kept.iter().map(|line| line.product).collect();
    let found = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let product =
        |id| found.iter().find(|(product, is_allowed)| product.id == id && *is_allowed).map(|(product, _)| product.clone());
    Ok(kept.iter().filter_map(|line| Some((product(line.product)?, line.quantity))).collect())
}

/// Goods by article number, as far as the contract allows them.
fn allowed<P: Permission>(act: &mut Act<'_, P>, lines: &[(String, Quantity)]) -> Answer<Vec<(Product, Quantity)>> {
    let contract = cart::chosen_contract(act)?;
    let skus: Vec<String> = lines.iter().map(|(sku, _)| sku.clone()).collect();
    let found = catalogue::store::allowed_by_sku(act.tx(), contract.id, contract.day, &skus)?;
    let product = |sku: &String| found.iter().find(|product| product.sku == *sku).cloned();
    Ok(lines.iter().filter_map(|(sku, quantity)| Some((product(sku)?, *quantity))).collect())
}
