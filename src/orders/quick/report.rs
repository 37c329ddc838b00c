//! What rows of a quick order come to: each in its place, good with price and sum, or bad with the reason and what could be ordered
//! instead. The rules are those of cart and order; a forbidden product answers as one that does not exist.

use std::collections::{HashMap, HashSet};

use super::parse::{Asked, TypedRow};
use crate::access::permission::Permission;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId};
use crate::catalogue::store::{self, sku_key};
use crate::catalogue::{Product, ProductId, Unorderable, own_number};
use crate::orders::cart;
use crate::orders::priced::{price_lines, stock_of};
use crate::partners::{self, Contract, StockDisplay, VatMode};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::message::Message;
use crate::platform::values::{Currency, Quantity, Unit, UnitPrice};
use crate::pricing::{Amounts, vat};
use crate::say;

/// Keys that are looked up in one statement.
const CHUNK: usize = 500;
/// The longest code that can stand for anything.
const LONGEST: usize = 60;

/// Rows as they would be ordered now.
#[derive(Debug, Clone)]
pub struct Report {
    /// The currency of prices and sums.
    pub currency: Currency,
    /// How prices stand to VAT.
    pub vat_mode: VatMode,
    /// Every row, in the order of the input.
    pub rows: Vec<Row>,
    /// What the good rows come to.
    pub total: Amounts,
}

/// A row and what came of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line it stands on.
    pub number: u64,
    /// What was typed.
    pub typed: String,
    /// The code as typed.
    pub code: String,
    /// The product, where the code stands for just one that the contract allows.
    pub product: Option<Product>,
    /// What the partner calls it.
    pub own_number: Option<String>,
    /// How much would be ordered: of the first row of a product the sum of all its rows.
    pub quantity: Option<Quantity>,
    /// The price of one unit at that quantity.
    pub unit_price: Option<UnitPrice>,
    /// What it comes to.
    pub amounts: Amounts,
    /// The earlier row of the same product that it was added to.
    pub added_to: Option<u64>,
    /// Why it cannot be ordered, if so.
    pub reason: Option<Reason>,
    /// What should be known although it can.
    pub notices: Vec<Notice>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be ordered.
    Good,
    /// It was added to an earlier row of the same product.
    Added,
    /// It cannot be ordered.
    Bad,
}

impl State {
    /// A stable word for programs and for names of sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Added => "added",
            Self::Bad => "bad",
        }
    }
}

/// Why a row cannot be ordered.
#[derive(Debug, Clone)]
pub struct Reason {
    /// A stable word for programs.
    pub code: &'static str,
    /// The words for people.
    pub message: Message,
    /// The nearest quantities that can be ordered, where another quantity would help.
    pub offers: Vec<Quantity>,
}

/// Something to be known of a row that can be ordered.
#[derive(Debug, Clone)]
pub struct Notice {
    /// A stable word for programs.
    pub code: &'static str,
    /// The words for people.
    pub message: Message,
}

impl Row {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (&self.reason, self.added_to) {
            (Some(_), _) => State::Bad,
            (None, Some(_)) => State::Added,
            (None, None) => State::Good,
        }
    }

    /// Whether its code stands for nothing.
    pub fn is_unknown(&self) -> bool {
        self.reason.as_ref().is_some_and(|reason| reason.code == UNKNOWN)
    }
}

impl Report {
    /// How many rows would go into the cart, those added to others included.
    pub fn good(&self) -> usize {
        self.rows.len() - self.bad()
    }

    /// How many rows cannot be ordered.
    pub fn bad(&self) -> usize {
        self.rows.iter().filter(|row| row.state() == State::Bad).count()
    }

    /// What would go into the cart: article numbers with quantities, each once.
    pub fn goods(&self) -> Vec<(String, Quantity)> {
        let good = self.rows.iter().filter(|row| row.state() == State::Good);
        good.filter_map(|row| Some((row.product.as_ref()?.sku.clone(), row.quantity?))).collect()
    }
}

/// The code of what does not exist, or is not allowed.
const UNKNOWN: &str = "unknown_product";

/// What rows would come to now for the caller's company. Nothing is changed.
pub fn check<P: Permission>(act: &mut Act<'_, P>, rows: &Vec<TypedRow>) -> Answer<Report> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    let codes = Codes::of(tx, &contract, company, rows)?;
    let ids: Vec<ProductId> = codes.goods.keys().copied().collect();
    let names = own_number::names(tx, company, &ids)?;
    let mut report: Vec<Row> = rows.iter().map(|row| codes.row(row, &names)).collect();
    let groups = sum_up(&mut report);
    let total = price(tx, &contract, account, &mut report, &groups)?;
    Ok(Report { currency: contract.currency, vat_mode: contract.vat_mode, rows: report, total })
}

/// What the codes of some rows stand for under a contract.
struct Codes {
    /// Products by a code in its compared form.
    meant: HashMap<String, Vec<ProductId>>,
    /// The allowed ones among them.
    goods: HashMap<ProductId, Product>,
}

impl Codes {
    fn of(tx: &mut Tx, contract: &Contract, partner: PartnerId, rows: &[TypedRow]) -> Answer<Self> {
        let is_possible = |key: &String| !key.is_empty() && key.chars().count() <= LONGEST;
        let keys: HashSet<String> = rows.iter().flat_map(codes_of).map(sku_key).filter(is_possible).collect();
        let keys: Vec<String> = keys.into_iter().collect();
        let mut codes = Self { meant: HashMap::new(), goods: HashMap::new() };
        for product in store::allowed_by_sku(tx, contract.id, contract.day, &keys)? {
            codes.meant.entry(sku_key(&product.sku)).or_default().push(product.id);
            codes.goods.insert(product.id, product);
        }
        let mut others: Vec<(String, ProductId)> = own_number::resolve(tx, partner, &keys)?.into_iter().collect();
        let barcodes: Vec<String> = keys.into_iter().filter(|key| is_barcode(key)).collect();
        for chunk in barcodes.chunks(CHUNK) {
            others.extend(store::ids_of_barcodes(tx, chunk)?);
        }
        codes.learn(tx, contract, &others)?;
        for (key, id) in others {
            let meant = codes.meant.entry(key).or_default();
            if codes.goods.contains_key(&id) && !meant.contains(&id) {
                meant.push(id);
            }
        }
        Ok(codes)
    }

    /// Fetches those of the products that are not known yet and that the contract allows.
    fn learn(&mut self, tx: &mut Tx, contract: &Contract, others: &[(String, ProductId)]) -> Answer<()> {
        let mut ids: Vec<ProductId> = others.iter().map(|(_, id)| *id).filter(|id| !self.goods.contains_key(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        for chunk in ids.chunks(CHUNK) {
            let found = store::by_ids(tx, contract.id, contract.day, chunk)?;
            let allowed = found.into_iter().filter(|(_, is_allowed)| *is_allowed);
            self.goods.extend(allowed.map(|(product, _)| (product.id, product)));
        }
        Ok(())
    }

    /// A row by itself: its product and quantity, or why there is none.
    fn row(&self, typed: &TypedRow, names: &HashMap<ProductId, String>) -> Row {
        let (code, asked) = self.reading(typed);
        let goods = self.goods_of(code);
        let product = if let [product] = goods.as_slice() { Some((*product).clone()) } else { None };
        let reason = match goods.as_slice() {
            _ if code.is_empty() => Some(reason("missing_code", say!("quick-no-code"))),
            [] => Some(reason(UNKNOWN, say!("order-unknown-product", sku = code))),
            [_] => None,
            several => {
                let skus = several.iter().map(|product| product.sku.as_str()).collect::<Vec<_>>().join(", ");
                Some(reason("ambiguous_code", say!("quick-ambiguous", code = code, skus = skus)))
            }
        };
        let mut row = Row {
            number: typed.number,
            typed: typed.typed.clone(),
            code: code.to_owned(),
            own_number: product.as_ref().and_then(|product| names.get(&product.id).cloned()),
            product,
            quantity: None,
            unit_price: None,
            amounts: Amounts::default(),
            added_to: None,
            reason,
            notices: Vec::new(),
        };
        row.ask(&asked);
        if let Some(unit) = typed.unit.and_then(Unit::by_okei) {
            row.name_unit(unit);
        }
        row
    }

    /// What a code stands for, as far as the contract allows it.
    fn goods_of(&self, code: &str) -> Vec<&Product> {
        let meant = self.meant.get(&sku_key(code)).map(Vec::as_slice).unwrap_or_default();
        meant.iter().filter_map(|id| self.goods.get(id)).collect()
    }

    /// The reading that counts: the other one where its code is known and the first is not.
    fn reading<'t>(&self, typed: &'t TypedRow) -> (&'t str, Asked) {
        match &typed.other {
            Some((code, much)) if self.goods_of(&typed.code).is_empty() && !self.goods_of(code).is_empty() => {
                (code.as_str(), Asked::Much(*much))
            }
            _ => (typed.code.as_str(), typed.quantity.clone()),
        }
    }
}

/// The codes that a row may mean.
fn codes_of(row: &TypedRow) -> impl Iterator<Item = &str> {
    let other = row.other.as_ref().map(|(code, _)| code.as_str());
    std::iter::once(row.code.as_str()).chain(other)
}

impl Row {
    /// Refuses a quantity in another unit than the product is counted in: nothing is converted here.
    fn name_unit(&mut self, unit: &'static Unit) {
        let Some(own) = self.product.as_ref().map(|product| product.unit).filter(|own| own.okei != unit.okei) else { return };
        let told = say!("quick-other-unit", sku = &self.code, unit = (own.ru, own.en), typed = (unit.ru, unit.en));
        (self.quantity, self.reason) = (None, Some(reason("wrong_unit", told)));
    }

    /// Takes the quantity that was typed; what cannot even be summed up is refused here.
    fn ask(&mut self, asked: &Asked) {
        let quantity = match asked {
            Asked::Much(quantity) => *quantity,
            Asked::Least => match &self.product {
                Some(product) => product.smallest(),
                None => return,
            },
            Asked::Unreadable(text) => {
                self.reason.get_or_insert_with(|| reason("wrong_quantity", say!("quick-wrong-quantity", typed = text)));
                return;
            }
        };
        self.quantity = Some(quantity);
        if let Some(product) = &self.product
            && (!quantity.is_positive() || (product.unit.is_piecewise && !quantity.is_whole()))
        {
            self.reason = product.objection(quantity).map(|objection| objected(&objection, &product.sku));
        }
    }
}

fn is_barcode(key: &str) -> bool {
    (8..=14).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn reason(code: &'static str, message: Message) -> Reason {
    Reason { code, message, offers: Vec::new() }
}

fn objected(objection: &Unorderable, sku: &str) -> Reason {
    Reason { code: objection.code(), message: objection.message(sku), offers: objection.offers.clone() }
}

/// Adds later rows of a product to its first; answers the places of the first rows, whose sums are judged now.
fn sum_up(rows: &mut [Row]) -> Vec<usize> {
    let mut first: HashMap<ProductId, usize> = HashMap::new();
    let mut groups = Vec::new();
    for at in 0..rows.len() {
        let Some((before, [row, ..])) = rows.split_at_mut_checked(at) else { continue };
        let (Some(product), Some(quantity), None) = (row.product.as_ref(), row.quantity, row.reason.as_ref()) else { continue };
        let Some(into) = first.get(&product.id).and_then(|at| before.get_mut(*at)) else {
            first.insert(product.id, at);
            groups.push(at);
            continue;
        };
        match into.quantity.unwrap_or(Quantity::ZERO).plus(quantity) {
            Ok(sum) => {
                into.quantity = Some(sum);
                row.added_to = Some(into.number);
                row.notices.push(Notice { code: "added_up", message: say!("quick-added-up", row = into.number.to_string()) });
            }
            Err(_) => row.reason = Some(reason("out_of_range", say!("error-out-of-range"))),
        }
    }
    groups
}

/// Judges the sums, prices what can be ordered, and tells where stock does not suffice; answers what it all comes to.
fn price(tx: &mut Tx, contract: &Contract, account: AccountId, rows: &mut [Row], groups: &[usize]) -> Answer<Amounts> {
    let (mut wanted, mut places) = (Vec::new(), Vec::new());
    for at in groups {
        let Some(row) = rows.get_mut(*at) else { continue };
        let (Some(product), Some(quantity)) = (row.product.clone(), row.quantity) else { continue };
        match product.objection(quantity) {
            Some(objection) => row.reason = Some(objected(&objection, &product.sku)),
            None => {
                wanted.push((product, quantity));
                places.push(*at);
            }
        }
    }
    let ids: Vec<ProductId> = wanted.iter().map(|(product, _)| product.id).collect();
    let display = partners::company::stock_display(tx, contract.partner)?;
    let stocks = stock_of(tx, contract, display, &ids)?;
    for (at, line) in places.into_iter().zip(price_lines(tx, contract, Some(account), wanted)?) {
        let Some(row) = rows.get_mut(at) else { continue };
        match &line.quote {
            Some(quote) => (row.unit_price, row.amounts) = (Some(quote.unit_price), line.amounts),
            None => row.reason = Some(reason("no_price", say!("cart-no-price", sku = &line.product.sku))),
        }
        let there: i64 = stocks.get(&line.product.id).map_or(0, |(_, rows)| rows.iter().map(|row| row.available().steps()).sum());
        if row.reason.is_none() && there < line.quantity.steps() {
            row.notices.push(short(display, &line.product.sku, Quantity::from_steps(there)));
        }
    }
    follow(rows);
    vat::total(rows.iter().filter(|row| row.state() == State::Good).map(|row| row.amounts))
}

/// Rows that were added to one that cannot be ordered cannot be either.
fn follow(rows: &mut [Row]) {
    let bad: HashSet<u64> = rows.iter().filter(|row| row.reason.is_some()).map(|row| row.number).collect();
    for row in rows.iter_mut() {
        if let Some(into) = row.added_to.filter(|into| bad.contains(into)) {
            row.reason = Some(reason("added_to_bad", say!("quick-added-to-bad", row = into.to_string())));
        }
    }
}

fn short(display: StockDisplay, sku: &str, available: Quantity) -> Notice {
    let message = match display {
        StockDisplay::Exact => say!("quick-short-exact", sku = sku, available = available),
        _ => say!("quick-short", sku = sku),
    };
    Notice { code: "stock_short", message }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
