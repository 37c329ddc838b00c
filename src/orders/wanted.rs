//! The lines somebody wants: found in the contract's assortment, summed where they repeat, checked; every fault is told at once,
//! and what could not be had is kept as a wish.

use std::collections::HashMap;

use super::cart;
use super::place::NewLine;
use super::priced::PricedLine;
use super::store;
use crate::access::actor::Company;
use crate::access::reach::AccountId;
use crate::activity::requested::{self, Reason, Wish};
use crate::catalogue::{self, Product, ProductId};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, Kind, No, Refusal};
use crate::platform::values::Quantity;
use crate::say;

/// Lines by article number: summed where they repeat, found in the contract's assortment, or every fault told.
pub(super) fn wanted(
    tx: &mut Tx,
    company: &Company,
    account: AccountId,
    contract: &Contract,
    lines: &[NewLine],
) -> Answer<Vec<(Product, Quantity)>> {
    if lines.is_empty() || lines.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    let skus: Vec<String> = lines.iter().map(|line| line.sku.clone()).collect();
    let products = catalogue::store::allowed_by_sku(tx, contract.id, contract.day, &skus)?;
    let found: HashMap<String, Product> =
        products.into_iter().map(|product| (catalogue::store::sku_key(&product.sku), product)).collect();
    let (mut wanted, mut at, mut faults): (Vec<(Product, Quantity)>, HashMap<String, usize>, Vec<Fault>) = Default::default();
    let mut missing = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let key = catalogue::store::sku_key(&line.sku);
        let field = format!("/lines/{i}/quantity");
        let Some(product) = found.get(&key) else {
            missing.push(line);
            faults.push(Fault {
                field: format!("/lines/{i}/sku"),
                code: "unknown_product",
                message: say!("order-unknown-product", sku = &line.sku),
            });
            continue;
        };
        if !line.quantity.is_positive() || (product.unit.is_piecewise && !line.quantity.is_whole()) {
            if let Some(objection) = product.objection(line.quantity) {
                faults.push(Fault { field, code: objection.code(), message: objection.message(&product.sku) });
            }
            continue;
        }
        match at.get(&key).and_then(|i| wanted.get_mut(*i)) {
            Some((_, quantity)) => *quantity = quantity.plus(line.quantity)?,
            None => {
                at.insert(key, wanted.len());
                wanted.push((product.clone(), line.quantity));
            }
        }
    }
    for (i, (product, quantity)) in wanted.iter().enumerate() {
        if let Some(objection) = product.objection(*quantity) {
            let first = lines
                .iter()
                .position(|l| catalogue::store::sku_key(&l.sku) == catalogue::store::sku_key(&product.sku))
                .unwrap_or(i);
            faults.push(Fault {
                field: format!("/lines/{first}/quantity"),
                code: objection.code(),
                message: objection.message(&product.sku),
            });
        }
    }
    if faults.is_empty() {
        return Ok(wanted);
    }
    let wishes = missing
        .into_iter()
        .map(|line| wish_for(tx, company, account, &line.sku, Some(line.quantity)))
        .collect::<Answer<Vec<Wish>>>()?;
    let mut refusal = Refusal::new(Kind::Invalid, "invalid", say!("error-invalid"));
    refusal.faults = faults;
    Err(leaving(refusal, wishes).into())
}

pub(super) fn wish_for(
    tx: &mut Tx,
    company: &Company,
    account: AccountId,
    sku: &str,
    quantity: Option<Quantity>,
) -> Answer<Wish> {
    let product = catalogue::store::product_by_sku(tx, sku)?;
    let reason = if product.is_some() { Reason::NotInContract } else { Reason::NotFound };
    Ok(Wish { partner: company.id, account, reason, wanted: sku.to_owned(), product: product.map(ProductId::number), quantity })
}

/// The most wishes that one refused order leaves.
pub(super) const MOST_WISHES: usize = 20;

pub(super) fn leaving(refusal: Refusal, mut wishes: Vec<Wish>) -> Refusal {
    wishes.truncate(MOST_WISHES);
    refusal.leaving(move |tx| wishes.iter().try_for_each(|wish| requested::keep(tx, wish)))
}

/// The refusal of an article number that the contract does not allow: the same as for one that does not exist.
pub(super) fn unknown_product(tx: &mut Tx, company: &Company, account: AccountId, sku: &str, quantity: Quantity) -> Answer<No> {
    let wish = wish_for(tx, company, account, sku, Some(quantity))?;
    Ok(leaving(Refusal::new(Kind::NotFound, "not_found", say!("order-unknown-product", sku = sku)), vec![wish]).into())
}

pub(super) fn from_cart(tx: &mut Tx, contract: &Contract, cart: Option<&store::CartRow>) -> Answer<Vec<(Product, Quantity)>> {
    let kept = cart.map(|cart| store::cart_lines(tx, cart.id)).transpose()?.unwrap_or_default();
    if kept.is_empty() {
        return Err(No::conflict("cart_empty", say!("order-cart-empty")));
    }
    let ids: Vec<ProductId> = kept.iter().map(|line| line.product).collect();
    let mut found: HashMap<ProductId, (Product, bool)> =
        catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?.into_iter().map(|(p, is)| (p.id, (p, is))).collect();
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    for line in &kept {
        let Some((product, is_allowed)) = found.remove(&line.product) else { continue };
        if !is_allowed {
            let message = say!("cart-not-allowed", sku = &product.sku);
            faults.push(Fault { field: format!("/cart/{}", product.sku), code: "not_allowed", message });
        } else if let Some(objection) = product.objection(line.quantity) {
            faults.push(Fault {
                field: format!("/cart/{}", product.sku),
                code: objection.code(),
                message: objection.message(&product.sku),
            });
        } else {
            wanted.push((product, line.quantity));
        }
    }
    if faults.is_empty() { Ok(wanted) } else { Err(No::faults(faults)) }
}

pub(super) fn check_lines(priced: &[PricedLine]) -> Answer<()> {
    let without = priced.iter().filter(|line| line.quote.is_none());
    let faults: Vec<Fault> = without
        .map(|line| Fault {
            field: format!("/lines/{}", line.product.sku),
            code: "no_price",
            message: say!("cart-no-price", sku = &line.product.sku),
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(No::faults(faults)) }
}
