//! A list of goods as an order form: each quantity typed beside a good with its price, its sum, what more would bring, or why it
//! cannot be ordered so. Nothing is stored here; what is put into the cart is put there by the cart's own verb.

use std::collections::HashMap;
use std::sync::Arc;

use super::offer::{self, Offer, Page, Query};
use crate::access::Act;
use crate::access::permission::marks::SeeCatalogue;
use crate::catalogue::store::sku_key;
use crate::catalogue::{Category, Facet, Product};
use crate::orders::{MOST_LINES, cart, glance};
use crate::partners::{Contract, StockDisplay};
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::values::{Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::pricing::{Amounts, Hint, Terms, amounts, hint, quote, vat};
use crate::say;

/// What stands in the field of a good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The article number.
    pub sku: String,
    /// As it was typed.
    pub text: String,
    /// What stood there when the page was sent; nothing where the good was not in the cart.
    pub was: Option<String>,
}

impl Typed {
    /// Whether it says something that the page did not say by itself.
    pub fn is_new(&self, lang: Lang) -> bool {
        let was = self.was.as_deref().unwrap_or_default();
        match (self.quantity(lang), read(lang, was)) {
            (Ok(now), Ok(was)) => now != was,
            _ => self.text.trim() != was,
        }
    }

    /// The quantity; nothing in an empty field, and nothing to be read from what is no number.
    pub fn quantity(&self, lang: Lang) -> Result<Option<Quantity>, Message> {
        read(lang, &self.text)
    }
}

fn read(lang: Lang, text: &str) -> Result<Option<Quantity>, Message> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    lang.read_quantity(text).map(Some).ok_or_else(|| say!("quantity-not-number"))
}

/// A field with what it comes to.
#[derive(Debug, Clone)]
pub struct Line {
    /// The good.
    pub product: Product,
    /// What stands in its field.
    pub text: String,
    /// How much of it lies in the cart.
    pub in_cart: Option<Quantity>,
    /// The quantity, where it can be ordered.
    pub quantity: Option<Quantity>,
    /// The price of one unit at that quantity.
    pub unit_price: Option<UnitPrice>,
    /// What it comes to.
    pub amounts: Option<Amounts>,
    /// What more would bring.
    pub hint: Option<Hint>,
    /// Why it cannot be ordered so, or only in part.
    pub objection: Option<Objection>,
}

/// Why a quantity cannot be ordered, or not all of it now, with what can.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    /// A stable word for programs.
    pub code: &'static str,
    /// The words for people.
    pub message: Message,
    /// Quantities that can be ordered instead.
    pub offers: Vec<Quantity>,
    /// Whether the quantity is not taken at all; short stock only warns, as it does in the cart.
    pub is_refused: bool,
}

/// What a page of the order form is made of.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Which goods.
    pub query: Query,
    /// What stands in its fields; where nothing is said, what lies in the cart.
    pub typed: Vec<Typed>,
}

/// A page of the order form.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The goods.
    pub page: Page,
    /// Their fields, in the same order.
    pub lines: Vec<Line>,
    /// Fields of other pages, with what was typed there.
    pub carried: Vec<Typed>,
    /// What all fields come to.
    pub total: Total,
    /// What the list can be narrowed by.
    pub facets: Vec<Facet>,
    /// The categories of the contract.
    pub categories: Arc<Vec<Category>>,
}

/// What the fields of an order form come to together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// How many of them can be ordered.
    pub lines: usize,
    /// Their amounts.
    pub amounts: Amounts,
}

/// The page of goods with its fields.
pub fn look(act: &mut Act<'_, SeeCatalogue>, wish: &Wish) -> Answer<Sheet> {
    let page = offer::page(act, &wish.query)?;
    let (account, company) = (act.account()?, act.company()?.id);
    let kept = glance::kept(act.tx(), account, company)?;
    let lang = wish.query.lang;
    let typed_of = |product: &Product| wish.typed.iter().find(|typed| sku_key(&typed.sku) == sku_key(&product.sku));
    let mut lines = Vec::with_capacity(page.offers.len());
    for offer in &page.offers {
        let in_cart = kept.get(&offer.product.id).copied();
        let text = typed_of(&offer.product).map(|typed| typed.text.clone());
        let written = |quantity: Quantity| lang.typed(quantity.decimal().normalize());
        let text = text.unwrap_or_else(|| in_cart.map(written).unwrap_or_default());
        lines.push(Line { in_cart, ..line(lang, &page.terms, offer, &text)? });
    }
    let is_here = |typed: &Typed| page.offers.iter().any(|offer| sku_key(&offer.product.sku) == sku_key(&typed.sku));
    let elsewhere: Vec<Typed> = wish.typed.iter().filter(|typed| typed.is_new(lang) && !is_here(typed)).cloned().collect();
    let others = if elsewhere.is_empty() { Vec::new() } else { priced_under(act, lang, &page.contract, &elsewhere)? };
    let total = total(lines.iter().chain(others.iter().flatten()))?;
    // What the contract does not allow is dropped like what does not exist.
    let carried = elsewhere.into_iter().zip(&others).filter(|(_, line)| line.is_some()).map(|(typed, _)| typed).collect();
    let (facets, categories) = (offer::facets(act, &wish.query)?, offer::categories(act, &())?);
    Ok(Sheet { page, lines, carried, total, facets, categories })
}

/// Fields without their list, each priced; nothing for what the contract does not allow.
#[derive(Debug, Clone)]
pub struct Priced {
    /// The contract the prices are of.
    pub contract: Contract,
    /// In the order given.
    pub lines: Vec<Option<Line>>,
    /// What they come to.
    pub total: Total,
}

/// Prices what was typed in a language, at this moment, for this buyer. A constant number of statements.
pub fn priced(act: &mut Act<'_, SeeCatalogue>, (lang, typed): &(Lang, Vec<Typed>)) -> Answer<Priced> {
    if typed.len() > MOST_LINES {
        return Err(No::invalid("/lines", "too_many_lines", say!("cart-too-many-lines", count = MOST_LINES)));
    }
    let contract = cart::chosen_contract(act)?;
    let lines = priced_under(act, *lang, &contract, typed)?;
    let total = total(lines.iter().flatten())?;
    Ok(Priced { contract, lines, total })
}

fn priced_under(act: &mut Act<'_, SeeCatalogue>, lang: Lang, contract: &Contract, typed: &[Typed]) -> Answer<Vec<Option<Line>>> {
    let skus: Vec<String> = typed.iter().map(|typed| typed.sku.clone()).collect();
    let (terms, offers) = offer::of_skus(act, contract, &skus, None)?;
    let known: HashMap<String, &Offer> = offers.iter().map(|offer| (sku_key(&offer.product.sku), offer)).collect();
    typed.iter().map(|one| known.get(&sku_key(&one.sku)).map(|offer| line(lang, &terms, offer, &one.text)).transpose()).collect()
}

fn total<'l>(lines: impl Iterator<Item = &'l Line>) -> Answer<Total> {
    let all: Vec<Amounts> = lines.filter_map(|line| line.amounts).collect();
    Ok(Total { lines: all.len(), amounts: vat::total(all.iter().copied())? })
}

/// A field with what it comes to. An empty one tells what the smallest quantity is told.
fn line(lang: Lang, terms: &Terms, offer: &Offer, text: &str) -> Answer<Line> {
    let product = &offer.product;
    let blank = Line {
        product: product.clone(),
        text: text.to_owned(),
        in_cart: None,
        quantity: None,
        unit_price: None,
        amounts: None,
        hint: None,
        objection: None,
    };
    let told_at = |quantity| offer.quote.as_ref().and_then(|quote| hint(terms.tier, quote, quantity, product.multiple));
    let quantity = match read(lang, text) {
        Ok(Some(quantity)) => quantity,
        Ok(None) => return Ok(Line { hint: told_at(product.smallest()), ..blank }),
        Err(message) => {
            let objection = Objection { code: "wrong_type", message, offers: Vec::new(), is_refused: true };
            return Ok(Line { objection: Some(objection), ..blank });
        }
    };
    // Nothing of it is wanted: what lies in the cart goes out.
    if quantity == Quantity::ZERO {
        return Ok(blank);
    }
    if let Some(unorderable) = product.objection(quantity) {
        let (code, message) = (unorderable.code(), unorderable.message(&product.sku));
        let objection = Objection { code, message, offers: unorderable.offers, is_refused: true };
        return Ok(Line { objection: Some(objection), ..blank });
    }
    let Some(quote) = quote(terms, &offer.goods, quantity)? else { return Ok(blank) };
    let amounts = amounts(quote.unit_price, quantity, product.vat_rate, terms.vat_mode)?;
    Ok(Line {
        quantity: Some(quantity),
        unit_price: Some(quote.unit_price),
        amounts: Some(amounts),
        hint: hint(terms.tier, &quote, quantity, product.multiple),
        objection: short(offer, quantity),
        ..blank
    })
}

/// Short stock: told as far as the buyer may see it, with the most that can be ordered of what there is.
fn short(offer: &Offer, quantity: Quantity) -> Option<Objection> {
    let there = Quantity::from_steps(offer.warehouses.iter().map(|(row, _)| row.available().steps()).sum());
    if offer.stock.mode == StockDisplay::Hidden || there >= quantity {
        return None;
    }
    let is_told = offer.stock.mode == StockDisplay::Exact;
    let message = if !there.is_positive() {
        say!("stock-none")
    } else if is_told {
        say!("sheet-short-of", there = there)
    } else {
        say!("sheet-short")
    };
    let step = offer.product.multiple.steps().max(1);
    let most = Quantity::from_steps(there.steps() / step * step);
    let can_be_offered = is_told && most.is_positive() && offer.product.objection(most).is_none();
    let offers = if can_be_offered { vec![most] } else { Vec::new() };
    Some(Objection { code: "stock_short", message, offers, is_refused: false })
}
