//! Turns rows of a wholesaler's year into orders to come and the figures our files need. Pure; called by the program of this folder.
//! Nothing is left out in silence: a row is either part of an order or refused, with the reason, and counted.

use std::collections::{BTreeMap, HashMap};

use crate::files;
use crate::source::Row;

/// The partner who stands for sales over the counter.
pub const COUNTER: &str = "COUNTER";

/// Services, fees and corrections that go by a code of goods; the last three hide behind a number.
const SERVICES: [&str; 14] =
    ["POST", "DOT", "M", "BANK CHARGES", "AMAZONFEE", "C2", "CRUK", "PADS", "D", "S", "B", "23444", "23702", "22016"];
const VOUCHER: &str = "GIFT_";

/// Why a row does not become a line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Unreadable,
    CreditNote,
    Adjustment,
    Service,
    NegativeQuantity,
    ZeroQuantity,
    NegativePrice,
    ZeroPrice,
    SeveralPricesOneDay,
}

impl Reason {
    /// As it is printed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::CreditNote => "credit note (C…)",
            Self::Adjustment => "adjustment of bad debt (A…)",
            Self::Service => "service, fee or voucher, not goods",
            Self::NegativeQuantity => "negative quantity",
            Self::ZeroQuantity => "quantity of zero",
            Self::NegativePrice => "negative price",
            Self::ZeroPrice => "price of zero",
            Self::SeveralPricesOneDay => "another price for the same customer, product and day",
        }
    }
}

/// What the rows became.
#[derive(Debug, Default)]
pub struct Year {
    /// Our import files in the order in which they go in: kind and text.
    pub files: Vec<(&'static str, String)>,
    /// In the order of the file, which is that of time.
    pub invoices: Vec<Invoice>,
    pub refused: BTreeMap<Reason, usize>,
    /// Places of the rows that are in the invoices, ascending.
    pub accepted: Vec<u64>,
    /// Rows that were read before the limit: all of them are accepted or refused.
    pub looked_at: usize,
    /// Accepted rows that were added to an earlier line of the same product on the same invoice.
    pub summed: usize,
    /// Rows with bytes that were not UTF-8.
    pub patched: usize,
}

/// An order to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub number: String,
    /// `2010-12-01 08:26:00`, in UTC.
    pub at: String,
    pub partner: String,
    pub login: String,
    pub lines: Vec<Line>,
    /// In hundredths: each line rounded half away from zero, then added.
    pub expected_total: i64,
}

/// A product on an invoice; no product stands there twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub sku: String,
    /// Whole pieces.
    pub quantity: i64,
    /// In ten-thousandths.
    pub price: i64,
}

impl Invoice {
    fn new(number: String, at: String, partner: String) -> Self {
        Self { number, at, login: login(&partner), partner, lines: vec![], expected_total: 0 }
    }

    /// Adds to the line of the product; whether that is a new line. Prices are equal: there is one a day.
    fn add(&mut self, sold: &Sold) -> bool {
        let known = self.lines.iter_mut().find(|line| line.sku == sold.deal.sku);
        let is_new = known.is_none();
        match known {
            Some(line) => line.quantity += sold.quantity,
            None => self.lines.push(Line { sku: sold.deal.sku.clone(), quantity: sold.quantity, price: sold.price }),
        }
        is_new
    }

    /// `2010-12-01`.
    pub fn day(&self) -> &str {
        &self.at[..10]
    }
}

/// The figures behind the files: who bought what, when, and at which price.
#[derive(Debug, Default)]
pub struct Sales {
    /// The price in ten-thousandths that a partner paid for a product on a day.
    pub paid: BTreeMap<Deal, i64>,
    /// Pieces sold, by SKU.
    pub sold: BTreeMap<String, i64>,
    /// How often a product was called what, by SKU.
    pub names: BTreeMap<String, HashMap<String, usize>>,
    /// The country of a partner, as first seen.
    pub partners: BTreeMap<String, String>,
}

/// A product, a day and a partner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deal {
    pub sku: String,
    pub day: String,
    pub partner: String,
}

/// Turns the rows into a year; with a limit only so far that there are so many invoices.
pub fn convert(rows: impl IntoIterator<Item = Result<Row, u64>>, limit: Option<usize>) -> Year {
    let mut books = Books::default();
    for row in rows {
        let understood = row.map_err(|_| Reason::Unreadable).and_then(|row| Sold::read(&row).map(|sold| (row, sold)));
        let is_full = limit.is_some_and(|limit| books.year.invoices.len() >= limit);
        if is_full && understood.as_ref().is_ok_and(|(row, _)| !books.places.contains_key(&row.invoice)) {
            break;
        }
        books.year.looked_at += 1;
        if let Err(reason) = understood.and_then(|(row, sold)| books.enter(row, sold)) {
            *books.year.refused.entry(reason).or_default() += 1;
        }
    }
    let Books { mut year, sales, .. } = books;
    for invoice in &mut year.invoices {
        invoice.expected_total = invoice.lines.iter().map(|line| hundredths(line.quantity * line.price)).sum();
    }
    year.files = files::files(&sales);
    year
}

#[derive(Default)]
struct Books {
    year: Year,
    sales: Sales,
    /// Where among the invoices a number stands.
    places: HashMap<String, usize>,
}

impl Books {
    fn enter(&mut self, row: Row, sold: Sold) -> Result<(), Reason> {
        let Self { year, sales, places } = self;
        // The first price of a customer for a product on a day is the price of that day; the portal cannot be told another one.
        if *sales.paid.entry(sold.deal.clone()).or_insert(sold.price) != sold.price {
            return Err(Reason::SeveralPricesOneDay);
        }
        let place = *places.entry(row.invoice.clone()).or_insert(year.invoices.len());
        if place == year.invoices.len() {
            year.invoices.push(Invoice::new(row.invoice, row.at, sold.deal.partner.clone()));
        }
        year.summed += usize::from(!year.invoices[place].add(&sold));
        year.accepted.push(row.place);
        year.patched += usize::from(row.is_patched);
        *sales.sold.entry(sold.deal.sku.clone()).or_default() += sold.quantity;
        *sales.names.entry(sold.deal.sku).or_default().entry(row.description.trim().to_owned()).or_default() += 1;
        sales.partners.entry(sold.deal.partner).or_insert(row.country);
        Ok(())
    }
}

/// A row that is understood.
struct Sold {
    deal: Deal,
    quantity: i64,
    price: i64,
}

impl Sold {
    fn read(row: &Row) -> Result<Self, Reason> {
        match row.invoice.as_bytes() {
            [b'C', ..] => return Err(Reason::CreditNote),
            [b'A', ..] => return Err(Reason::Adjustment),
            number if number.is_empty() || !number.iter().all(u8::is_ascii_digit) => return Err(Reason::Unreadable),
            _ => {}
        }
        let sku = row.sku.trim().to_uppercase();
        if SERVICES.contains(&sku.as_str()) || sku.starts_with(VOUCHER) {
            return Err(Reason::Service);
        }
        let partner = partner(&row.customer).ok_or(Reason::Unreadable)?;
        let quantity: i64 = row.quantity.parse().map_err(|_| Reason::Unreadable)?;
        let price = ten_thousandths(&row.price).ok_or(Reason::Unreadable)?;
        if sku.is_empty() || !is_moment(&row.at) {
            return Err(Reason::Unreadable);
        }
        match (quantity, price) {
            (..0, _) => Err(Reason::NegativeQuantity),
            (0, _) => Err(Reason::ZeroQuantity),
            (_, ..0) => Err(Reason::NegativePrice),
            (_, 0) => Err(Reason::ZeroPrice),
            _ => Ok(Self { deal: Deal { sku, day: row.at[..10].to_owned(), partner }, quantity, price }),
        }
    }
}

/// `17850.0` is partner `C17850`; no customer is the counter.
fn partner(customer: &str) -> Option<String> {
    if customer.is_empty() {
        return Some(COUNTER.to_owned());
    }
    let number = customer.strip_suffix(".0").unwrap_or(customer);
    (!number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then(|| format!("C{number}"))
}

/// The one buyer of a partner.
pub fn login(partner: &str) -> String {
    format!("{}@customers.example", partner.to_lowercase())
}

/// `2.55` is 25500; nothing when it is no plain number of at most four decimals.
fn ten_thousandths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || part.len() > 4 || !whole.bytes().chain(part.bytes()).all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{part:0<4}").parse::<i64>().ok().map(|steps| sign * steps)
}

/// Ten-thousandths to hundredths, half away from zero.
fn hundredths(steps: i64) -> i64 {
    (steps.abs() + 50) / 100 * steps.signum()
}

fn is_moment(text: &str) -> bool {
    let shape = "dddd-dd-dd dd:dd:dd";
    let fits = |(sign, kind): (u8, u8)| if kind == b'd' { sign.is_ascii_digit() } else { sign == kind };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
