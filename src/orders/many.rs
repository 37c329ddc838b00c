//! Many lines for the cart at once: from a list that is an order form, and from programs. Each line is judged for itself; what cannot be
//! ordered so is told with what can, and the others go in.

use std::collections::HashMap;

use super::cart::{MOST_LINES, chosen_contract};
use super::codes;
use super::place::NewLine;
use super::priced::price_lines_with;
use super::store;
use super::wanted::{MOST_WISHES, wish_for};
use crate::access::permission::marks::FillCart;
use crate::access::{Act, Recorded};
use crate::activity::requested;
use crate::catalogue::store::{allowed_by_sku, sku_key};
use crate::catalogue::{Product, ProductId};
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::values::Quantity;
use crate::say;

/// What became of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// The cart holds so much of it now.
    Put,
    /// It is not in the cart any more.
    Removed,
    /// The cart was left as it is.
    Refused {
        /// A stable word for programs.
        code: &'static str,
        /// The reason for people.
        message: Message,
        /// The nearest quantities that can be ordered.
        offers: Vec<Quantity>,
    },
}

/// A line with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The article number, as it was given.
    pub sku: String,
    /// How much of it was wanted; lines of one product are summed.
    pub quantity: Quantity,
    /// What became of it.
    pub fate: Fate,
}

/// Makes the cart hold so much of each of these products; a quantity of nothing takes it out. Answers for each line.
/// What the contract does not allow is refused as what does not exist.
pub fn put_lines(act: &mut Act<'_, FillCart>, lines: &Vec<NewLine>) -> Answer<Recorded<Vec<Judged>>> {
    if lines.is_empty() || lines.len() > MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = MOST_LINES)));
    }
    let (company, account) = (act.company()?.clone(), act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    let skus: Vec<String> = lines.iter().map(|line| line.sku.clone()).collect();
    let found = allowed_by_sku(tx, contract.id, contract.day, &skus)?;
    let allowed: HashMap<String, Product> = found.into_iter().map(|product| (sku_key(&product.sku), product)).collect();
    let mut sums: HashMap<String, Quantity> = HashMap::new();
    for line in lines {
        let sum = sums.entry(sku_key(&line.sku)).or_default();
        *sum = sum.plus(line.quantity)?;
    }
    let (mut wanted, mut gone, mut judged, mut wishes): (Vec<(Product, Quantity)>, Vec<ProductId>, _, usize) =
        (Vec::new(), Vec::new(), Vec::with_capacity(lines.len()), 0);
    for line in lines {
        let key = sku_key(&line.sku);
        let quantity = sums.get(&key).copied().unwrap_or(line.quantity);
        let product = allowed.get(&key);
        let fate = fate(product, &line.sku, quantity);
        match (product, &fate) {
            (Some(product), Fate::Put) if !wanted.iter().any(|(known, _)| known.id == product.id) => {
                wanted.push((product.clone(), quantity));
            }
            (Some(product), Fate::Removed) => gone.push(product.id),
            (None, _) if wishes < MOST_WISHES => {
                wishes += 1;
                let wish = wish_for(tx, &company, account, &line.sku, Some(line.quantity))?;
                requested::keep(tx, &wish)?;
            }
            _ => {}
        }
        judged.push(Judged { sku: line.sku.clone(), quantity, fate });
    }
    if !wanted.is_empty() || !gone.is_empty() {
        let cart = store::ensure_cart(tx, account, company.id)?;
        let kept = store::cart_lines(tx, cart)?;
        let is_kept = |id: ProductId| kept.iter().any(|line| line.product == id);
        let fresh = wanted.iter().filter(|(product, _)| !is_kept(product.id)).count();
        if kept.len() + fresh > MOST_LINES {
            return Err(No::invalid("/lines", "too_many_lines", say!("cart-too-many-lines", count = MOST_LINES)));
        }
        let discounts = codes::acting(tx, company.id, account, contract.day)?;
        for line in price_lines_with(tx, &contract, Some(account), discounts, wanted)? {
            let seen = line.quote.as_ref().map(|quote| quote.unit_price);
            store::put_line(tx, cart, line.product.id, line.quantity, seen)?;
        }
        for id in gone {
            store::delete_line(tx, cart, id)?;
        }
    }
    Ok(act.pass(judged))
}

fn fate(product: Option<&Product>, sku: &str, quantity: Quantity) -> Fate {
    let Some(product) = product else {
        let message = say!("order-unknown-product", sku = sku);
        return Fate::Refused { code: "unknown_product", message, offers: Vec::new() };
    };
    if quantity == Quantity::ZERO {
        return Fate::Removed;
    }
    match product.objection(quantity) {
        None => Fate::Put,
        Some(objection) => {
            let (code, message) = (objection.code(), objection.message(&product.sku));
            Fate::Refused { code, message, offers: objection.offers }
        }
    }
}
