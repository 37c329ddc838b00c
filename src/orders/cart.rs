//! The cart: what a person wants to order for a company, kept on the server, priced anew at every look.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::codes::{self, InCart};
use super::priced::{PricedLine, price_lines_with, stock_of};
use super::promise;
use super::store;
use crate::access::permission::{Permission, marks::FillCart};
use crate::access::{Act, Recorded};
use crate::catalogue::{self, Shown, StockRow};
use crate::partners::{self, Address, Contract, StockDisplay, address, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::memory;
use crate::platform::message::Message;
use crate::platform::values::{Moment, Money, Quantity};
use crate::pricing::code::Entered;
use crate::pricing::{Amounts, vat};
use crate::receivables::{self, Billable, Standing, Sums, Verdict};
use crate::{say, seller};

/// The most lines a cart or an order holds.
pub const MOST_LINES: usize = 2000;

/// What an order comes to at least, so that one of nothing is not taken for one that is paid.
const LEAST: Money = Money::from_steps(1);

/// A cart, priced.
#[derive(Debug, Clone)]
pub struct Cart {
    /// Grows with every change.
    pub version: i64,
    /// The contract it is priced under.
    pub contract: Contract,
    /// The contracts that could be chosen.
    pub contracts: Vec<Contract>,
    /// The lines, in the order they were added.
    pub lines: Vec<CartLine>,
    /// Where it goes.
    pub address: Option<Address>,
    /// The addresses that could be chosen.
    pub addresses: Vec<Address>,
    /// What the goods come to.
    pub goods: Amounts,
    /// What delivery costs, and the VAT in it.
    pub delivery: Amounts,
    /// What is to be paid.
    pub total: Money,
    /// All VAT.
    pub vat: Money,
    /// What it weighs, in kilograms.
    pub weight: Decimal,
    /// Where the contract stands.
    pub standing: Standing,
    /// Whether goods of the contract may leave now, and the payment that would help.
    pub verdict: Verdict,
    /// The code that was typed into it.
    pub code: Option<InCart>,
    /// What would stop or change the order.
    pub warnings: Vec<Warning>,
}

/// A line of a cart.
#[derive(Debug, Clone)]
pub struct CartLine {
    /// The product with its price.
    pub priced: PricedLine,
    /// Its stock as the partner may see it.
    pub stock: Shown,
    /// What the partner calls it.
    pub own_number: Option<String>,
    /// The unit price that was shown when it was put in.
    pub seen: Option<crate::platform::values::UnitPrice>,
    /// Whether the contract still allows it.
    pub is_allowed: bool,
    /// The day it would be promised for now; none where nobody can promise one.
    pub promised_on: Option<NaiveDate>,
    /// Whether that day is firm: not where the stock figures are old.
    pub is_day_firm: bool,
}

/// Something about a cart or one of its lines that would stop or change the order.
#[derive(Debug, Clone)]
pub struct Warning {
    /// The article number, where it is about a line.
    pub sku: Option<String>,
    /// A stable word for programs.
    pub code: &'static str,
    /// The words for people.
    pub message: Message,
}

/// The caller's cart for the company he acts for.
pub fn look<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Cart> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let (reach, sums) = (act.reach().clone(), Sums::told_to(act.actor()));
    let tx = act.tx();
    let row = store::cart(tx, account, company.id)?;
    let contracts = contract::in_force(tx, company.id)?;
    let chosen = row.as_ref().and_then(|row| row.contract).and_then(|id| contracts.iter().find(|c| c.id == id));
    let contract = chosen.or(contracts.first()).cloned().ok_or_else(no_contract)?;
    let partner = partners::store::partner(tx, company.id)?;
    let kept = match &row {
        Some(row) => store::cart_lines(tx, row.id)?,
        None => Vec::new(),
    };
    let ids: Vec<_> = kept.iter().map(|line| line.product).collect();
    let mut found = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let (mut wanted, mut rest) = (Vec::new(), Vec::new());
    for line in &kept {
        if let Some(at) = found.iter().position(|(product, _)| product.id == line.product) {
            let (product, is_allowed) = found.swap_remove(at);
            wanted.push((product, line.quantity));
            rest.push((line.seen_price, is_allowed));
        }
    }
    let code = codes::of_cart(tx, company.id, account, contract.day)?;
    let discounts = code.as_ref().map(Entered::discounts).unwrap_or_default();
    let priced = price_lines_with(tx, &contract, Some(account), discounts, wanted)?;
    let stocks = stock_of(tx, &contract, partner.stock_display, &ids)?;
    let mut own_numbers = catalogue::own_number::names(tx, company.id, &ids)?;
    let none = catalogue::stock::shown(partner.stock_display, &[]);
    let (soonest, stale_before) = (promise::soonest(tx, None, contract.day)?, seller::stale_before(tx)?);
    let mut warnings = Vec::new();
    let mut lines = Vec::new();
    for (priced, (seen, is_allowed)) in priced.into_iter().zip(rest) {
        let (stock, rows) = stocks.get(&priced.product.id).cloned().unwrap_or((none.clone(), Vec::new()));
        let there: i64 = rows.iter().map(|row| row.available().steps()).sum();
        let priced = if is_allowed { priced } else { PricedLine { quote: None, amounts: Amounts::default(), ..priced } };
        line_warnings(&priced, is_allowed, Quantity::from_steps(there), partner.stock_display, &mut warnings);
        let promised_on = if there >= priced.quantity.steps() { Some(soonest) } else { stock.expected_on };
        let own_number = own_numbers.remove(&priced.product.id);
        let is_day_firm = !is_old(rows.iter(), stale_before);
        lines.push(CartLine { priced, stock, own_number, seen, is_allowed, promised_on, is_day_firm });
    }
    let addresses = address::of_partner(tx, company.id, &reach)?;
    let chosen = row.as_ref().and_then(|row| row.address).and_then(|id| addresses.iter().find(|a| a.id == id));
    let address = chosen.or(addresses.iter().find(|a| a.is_default)).or(addresses.first()).cloned();
    let goods = vat::total(lines.iter().filter(|line| line.is_allowed).map(|line| line.priced.amounts))?;
    let delivery = delivery_amounts(tx, &contract, address.as_ref().filter(|_| !lines.is_empty()))?;
    let total = goods.gross.plus(delivery.gross)?;
    let standing = receivables::standing(tx, contract.id)?;
    // Whether it is paid before it leaves is told apart: here only what stops the contract as a whole.
    let verdict =
        receivables::may_ship(tx, &Billable { contract: contract.id, order: 0, total: total.max(LEAST), is_prepaid: false })?;
    cart_warnings(&contract, &lines, goods, total, &standing, &mut warnings);
    let code = code.map(|code| InCart::of(code, &lines));
    warnings.extend(code.as_ref().filter(|_| !lines.is_empty()).and_then(InCart::warning));
    warnings.extend(verdict.warning(sums).map(|message| Warning { sku: None, code: "shipment_blocked", message }));
    let weight = lines.iter().map(|line| line.priced.product.weight(line.priced.quantity)).sum();
    Ok(Cart {
        version: row.map_or(0, |row| row.version),
        contract,
        contracts,
        lines,
        address,
        addresses,
        goods,
        delivery,
        total,
        vat: goods.vat.plus(delivery.vat)?,
        weight,
        standing,
        verdict,
        code,
        warnings,
    })
}

/// Whether any figure is from before a moment: a day that rests on it is not firm, whatever of stock is shown.
pub(super) fn is_old<'r>(mut rows: impl Iterator<Item = &'r StockRow>, stale_before: Option<Moment>) -> bool {
    stale_before.is_some_and(|before| rows.any(|row| row.as_of < before))
}

/// The refusal when a company has no contract in force.
pub(crate) fn no_contract() -> No {
    No::conflict("no_contract", say!("contract-none-in-force"))
}

/// What delivery costs; its VAT is inside, at the standard rate of the day.
pub(crate) fn delivery_amounts(
    tx: &mut crate::platform::db::Tx,
    contract: &Contract,
    address: Option<&Address>,
) -> Answer<Amounts> {
    let Some(address) = address.filter(|a| a.delivery_cost.is_positive()) else { return Ok(Amounts::default()) };
    let rate = crate::pricing::store::vat_percent(tx, "standard", contract.day)?;
    vat::split(address.delivery_cost, rate, crate::partners::VatMode::Included)
}

fn line_warnings(priced: &PricedLine, is_allowed: bool, there: Quantity, display: StockDisplay, warnings: &mut Vec<Warning>) {
    let sku = &priced.product.sku;
    let mut warn = |code, message| warnings.push(Warning { sku: Some(sku.clone()), code, message });
    if !is_allowed {
        warn("not_allowed", say!("cart-not-allowed", sku = sku));
        return;
    }
    if priced.quote.is_none() {
        warn("no_price", say!("cart-no-price", sku = sku));
    }
    if let Some(objection) = priced.product.objection(priced.quantity) {
        warn(objection.code(), objection.message(sku));
    }
    if there < priced.quantity {
        let message = match display {
            StockDisplay::Exact => say!("cart-short-exact", sku = sku, available = there),
            _ => say!("cart-short", sku = sku),
        };
        warn("stock_short", message);
    }
}

fn cart_warnings(
    contract: &Contract,
    lines: &[CartLine],
    goods: Amounts,
    total: Money,
    standing: &Standing,
    warnings: &mut Vec<Warning>,
) {
    let mut warn = |code, message| warnings.push(Warning { sku: None, code, message });
    if !lines.is_empty() && goods.gross < contract.minimum_order {
        warn("below_minimum_order", say!("cart-below-minimum", minimum = (contract.minimum_order, contract.currency)));
    }
    if let Some(left) = standing.available(contract.payment).filter(|left| total > *left) {
        warn("over_credit_limit", say!("cart-over-limit", available = (left, contract.currency)));
    }
}

/// A change of one line.
#[derive(Debug, Clone)]
pub struct SetLine {
    /// The article number.
    pub sku: String,
    /// How much of it the cart shall hold.
    pub quantity: Quantity,
}

/// Makes the cart hold so much of a product. What cannot be ordered in that quantity is refused with the nearest that can.
pub fn set_line(act: &mut Act<'_, FillCart>, line: &SetLine) -> Answer<Recorded<()>> {
    set(act, line, "/quantity")?;
    Ok(act.pass(()))
}

fn set(act: &mut Act<'_, FillCart>, line: &SetLine, field: &str) -> Answer<()> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    let product = match catalogue::store::allowed_by_sku(tx, contract.id, contract.day, std::slice::from_ref(&line.sku))?.pop() {
        Some(product) => product,
        None => return Err(super::wanted::unknown_product(tx, &company, account, &line.sku, line.quantity)?),
    };
    if let Some(objection) = product.objection(line.quantity) {
        return Err(No::invalid(field, objection.code(), objection.message(&product.sku)));
    }
    let id = product.id;
    let discounts = codes::acting(tx, company.id, account, contract.day)?;
    let priced = price_lines_with(tx, &contract, Some(account), discounts, vec![(product, line.quantity)])?;
    let seen = priced.first().and_then(|p| p.quote.as_ref()).map(|q| q.unit_price);
    let cart = store::ensure_cart(tx, account, company.id)?;
    let is_new = !store::cart_lines(tx, cart)?.iter().any(|kept| kept.product == id);
    if is_new && store::count_lines(tx, cart)? >= MOST_LINES as i64 {
        return Err(No::invalid(field, "too_many_lines", say!("cart-too-many-lines", count = MOST_LINES)));
    }
    store::put_line(tx, cart, id, line.quantity, seen)
}

/// Takes a product out of the cart; what is not there stays away.
pub fn remove_line(act: &mut Act<'_, FillCart>, sku: &String) -> Answer<Recorded<()>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let tx = act.tx();
    if let Some(cart) = store::cart(tx, account, company)? {
        // Held whether or not there is such a product: the version tells nothing of the catalogue.
        store::hold(tx, cart.id)?;
        if let Some(product) = catalogue::store::product_by_sku(tx, sku)? {
            store::delete_line(tx, cart.id, product)?;
        }
    }
    Ok(act.pass(()))
}

/// What the cart is ordered under, and where it goes.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// A contract by its number.
    pub contract: Option<String>,
    /// An address by its name.
    pub address: Option<String>,
}

/// Chooses contract and address for the cart.
pub fn choose(act: &mut Act<'_, FillCart>, choice: &Choice) -> Answer<Recorded<()>> {
    let (company, account, reach) = (act.company()?.id, act.account()?, act.reach().clone());
    let tx = act.tx();
    let cart = store::ensure_cart(tx, account, company)?;
    if let Some(number) = &choice.contract {
        let found = contract::in_force(tx, company)?.into_iter().find(|c| c.number == *number).ok_or_else(No::not_found)?;
        store::set_contract(tx, cart, found.id)?;
    }
    if let Some(name) = &choice.address {
        let found = address::of_partner(tx, company, &reach)?.into_iter().find(|a| a.name == *name).ok_or_else(No::not_found)?;
        store::set_address(tx, cart, found.id)?;
    }
    Ok(act.pass(()))
}

/// The contract under which the caller buys now: the one his cart names, else the company's first.
pub(crate) fn chosen_contract<P: Permission>(act: &mut Act<'_, P>) -> Answer<Contract> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contracts = contract::in_force(act.tx(), company)?;
    let named = |tx: &mut Tx| store::cart(tx, account, company).map(|cart| cart.and_then(|cart| cart.contract));
    let chosen = if contracts.len() > 1 { memory::once(act.tx(), format!("chosen {account} {company}"), named)? } else { None };
    chosen.and_then(|id| contracts.iter().find(|c| c.id == id)).or(contracts.first()).cloned().ok_or_else(no_contract)
}

/// Puts several lines in at once: for ordering again. Lines that are there already are raised by so much.
pub(crate) fn add_all(act: &mut Act<'_, FillCart>, lines: &[(String, Quantity)]) -> Answer<()> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    let cart = store::ensure_cart(tx, account, company)?;
    let kept = store::cart_lines(tx, cart)?;
    let mut asked: HashMap<String, Quantity> = HashMap::new();
    for (sku, quantity) in lines {
        let sum = asked.entry(catalogue::store::sku_key(sku)).or_default();
        *sum = sum.plus(*quantity)?;
    }
    let skus: Vec<String> = lines.iter().map(|(sku, _)| sku.clone()).collect();
    let mut wanted = Vec::new();
    for product in catalogue::store::allowed_by_sku(tx, contract.id, contract.day, &skus)? {
        let Some(more) = asked.remove(&catalogue::store::sku_key(&product.sku)) else { continue };
        let before = kept.iter().find(|line| line.product == product.id).map_or(Quantity::ZERO, |line| line.quantity);
        let quantity = before.plus(more)?;
        let quantity = product.objection(quantity).and_then(|objection| objection.offers.last().copied()).unwrap_or(quantity);
        wanted.push((product, quantity));
    }
    let fresh = wanted.iter().filter(|(product, _)| !kept.iter().any(|line| line.product == product.id)).count();
    if kept.len() + fresh > MOST_LINES {
        return Err(No::invalid("/lines", "too_many_lines", say!("cart-too-many-lines", count = MOST_LINES)));
    }
    let discounts = codes::acting(tx, company, account, contract.day)?;
    for line in price_lines_with(tx, &contract, Some(account), discounts, wanted)? {
        let seen = line.quote.as_ref().map(|quote| quote.unit_price);
        store::put_line(tx, cart, line.product.id, line.quantity, seen)?;
    }
    Ok(())
}
