//! The personal order form: every good of the contract with today's price, as a workbook in which quantities are filled in. It comes
//! back by quick order; prices that were written over in it, or that have changed since, are told row by row and never believed.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cart;
use super::priced::{PricedLine, price_lines, stock_of};
use super::quick::{Notice, Report, TypedRow, report};
use crate::access::Act;
use crate::access::permission::Permission;
use crate::catalogue::store::{Filter, allowed_page, sku_key};
use crate::catalogue::{Product, Shown, category, own_number};
use crate::partners::{self, Assortment, Contract};
use crate::platform::error::{Answer, No};
use crate::platform::formats::{Book, BookRow, Cell, cells, column_name};
use crate::platform::values::{Quantity, UnitPrice};
use crate::platform::web::{Lang, Voice};
use crate::say;

/// The most goods of one form.
const MOST: usize = 20_000;
/// Goods that are looked at in one statement.
const CHUNK: i64 = 500;
/// What the heading of the hidden column begins with; contract and day follow.
const MARK: &str = "orderly|";
const SKUS: [&str; 2] = ["sku", "артикул"];
const PRICES: [&str; 2] = ["price", "цена"];
const QUANTITIES: [&str; 2] = ["quantity", "количество"];
/// What is told of a row whose price in the form is not today's: it was another then, or was written over.
const PRICE_CHANGED: &str = "price_changed";
const PRICE_EDITED: &str = "price_edited";

/// Where the goods of a form go on: the sort key and the id of the last one.
pub type Place = (String, i64);

/// A page of the goods of a form.
#[derive(Debug, Clone)]
pub struct FormPage {
    /// The contract, on the day of the prices.
    pub contract: Contract,
    /// The goods by name.
    pub goods: Vec<Good>,
    /// Where to go on, when there may be more.
    pub next: Option<Place>,
}

/// A form that is being written, page by page.
pub struct OrderForm {
    contract: Contract,
    book: Book,
    rows: usize,
}

/// A good on the form.
#[derive(Debug, Clone)]
pub struct Good {
    /// The product.
    pub product: Product,
    /// What the partner calls it.
    pub own_number: Option<String>,
    /// The price of one unit at the smallest quantity.
    pub price: Option<UnitPrice>,
    /// Stock as the partner may see it.
    pub stock: Option<Shown>,
}

/// A page of what the caller's contract allows, with today's prices.
pub fn page<P: Permission>(act: &mut Act<'_, P>, (lang, after): &(Lang, Option<Place>)) -> Answer<FormPage> {
    let account = act.account()?;
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    let display = partners::company::stock_display(tx, contract.partner)?;
    let mut filter = Filter { limit: CHUNK, after: after.clone(), ..Filter::default() };
    if contract.assortment == Assortment::Categories {
        filter.categories = Some(category::allowed(tx, &contract)?.iter().map(|category| category.id).collect());
    }
    let found = allowed_page(tx, &contract, *lang, &filter)?;
    let is_full = i64::try_from(found.len()).is_ok_and(|count| count >= CHUNK);
    let next = found.last().filter(|_| is_full).map(|last| (last.key.clone(), last.product.id.number()));
    let ids: Vec<_> = found.iter().map(|listed| listed.product.id).collect();
    let mut names = own_number::names(tx, contract.partner, &ids)?;
    let mut stocks = stock_of(tx, &contract, display, &ids)?;
    let wanted = found
        .into_iter()
        .map(|listed| {
            let least = listed.product.smallest();
            (listed.product, least)
        })
        .collect();
    let good = |line: PricedLine| Good {
        own_number: names.remove(&line.product.id),
        price: line.quote.map(|quote| quote.unit_price),
        stock: stocks.remove(&line.product.id).map(|(shown, _)| shown),
        product: line.product,
    };
    let goods = price_lines(tx, &contract, Some(account), wanted)?.into_iter().map(good).collect();
    Ok(FormPage { contract, goods, next })
}

impl FormPage {
    /// The check value of each row, by which its price is known again. `seal` makes one.
    pub fn checks(&self, seal: impl Fn(&str) -> String) -> Vec<Option<String>> {
        let (number, day) = (&self.contract.number, self.contract.day);
        let check = |good: &Good| good.price.map(|price| seal(&sealed(number, &good.product.sku, price, day)));
        self.goods.iter().map(check).collect()
    }
}

impl OrderForm {
    /// A form of this contract, still without goods.
    pub fn begin(l: Voice, contract: &Contract) -> Answer<Self> {
        let (number, day) = (&contract.number, contract.day);
        let mut header: Vec<String> = [
            "order-form-sku",
            "order-form-own",
            "order-form-barcode",
            "order-form-name",
            "order-form-unit",
            "order-form-minimum",
            "order-form-step",
            "order-form-price",
            "order-form-vat",
            "order-form-stock",
            "order-form-day",
            "order-form-quantity",
        ]
        .map(|key| l.say(key))
        .into();
        header.push(format!("{MARK}{number}|{day}"));
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let book = Book::begin(&format!("{number} {} {day}", contract.currency), &header)?;
        Ok(Self { contract: contract.clone(), book, rows: 0 })
    }

    /// The form with a page more and the check values of its rows. It takes its time: not on a thread that answers requests.
    pub fn with(mut self, l: Voice, page: &FormPage, checks: &[Option<String>]) -> Answer<Self> {
        // A form is of one contract on one day; whoever changed it meanwhile has the form made anew.
        if (page.contract.id, page.contract.day) != (self.contract.id, self.contract.day) {
            return Err(No::busy());
        }
        for (good, check) in page.goods.iter().zip(checks).take(MOST.saturating_sub(self.rows)) {
            let row = self.row(l, good, check.as_ref());
            self.book.add(&row)?;
            self.rows += 1;
        }
        Ok(self)
    }

    /// Whether it takes more goods.
    pub fn has_room(&self) -> bool {
        self.rows < MOST
    }

    /// The file. It takes its time too.
    pub fn finish(self) -> Answer<Vec<u8>> {
        self.book.finish_form()
    }

    fn row(&self, l: Voice, good: &Good, check: Option<&String>) -> Vec<Cell> {
        let product = &good.product;
        let text = |text: Option<&String>| text.map_or(Cell::Empty, Cell::text);
        let stock = good.stock.as_ref();
        let stock = match (stock.and_then(|shown| shown.available), stock.and_then(|shown| shown.level)) {
            (Some(available), _) => Cell::Quantity(available),
            (None, Some(level)) => Cell::Text(l.say(&format!("stock-{level}"))),
            (None, None) => Cell::Empty,
        };
        vec![
            Cell::text(&product.sku),
            text(good.own_number.as_ref()),
            text(product.barcode.as_ref()),
            Cell::text(product.name_in(l.lang)),
            Cell::text(product.unit_name(l.lang)),
            Cell::Quantity(product.smallest()),
            Cell::Quantity(product.multiple),
            good.price.map_or(Cell::Empty, Cell::Price),
            product.vat_rate.map_or(Cell::Text("—".to_owned()), |rate| Cell::Text(l.percent(rate))),
            stock,
            Cell::Day(self.contract.day),
            Cell::Empty,
            text(check),
        ]
    }
}

/// What a check value stands for.
fn sealed(contract: &str, sku: &str, price: UnitPrice, day: NaiveDate) -> String {
    format!("{contract}\n{}\n{price}\n{day}", sku_key(sku))
}

/// What a form brought besides its quantities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedForm {
    contract: String,
    day: NaiveDate,
    prices: Vec<(String, String, String)>,
}

/// A form that was looked through: the prices that stand in it, each with whether it is the one that was written there.
#[derive(Debug, Clone)]
pub struct SeenForm {
    contract: String,
    day: NaiveDate,
    prices: HashMap<String, (Option<UnitPrice>, bool)>,
}

/// The rows of a form with a quantity, and its prices; nothing where a sheet is none of ours.
pub(super) fn returned(sheet: &[BookRow]) -> Option<(Vec<BookRow>, ReturnedForm)> {
    let (first, rest) = sheet.split_first()?;
    let mark = first.cells.iter().position(|cell| cell.starts_with(MARK))?;
    let (contract, day) = first.cells.get(mark)?.strip_prefix(MARK)?.rsplit_once('|')?;
    let day = day.parse().ok()?;
    let place = |known: [&str; 2]| first.cells.iter().position(|name| known.contains(&column_name(name).as_str()));
    let (sku, price, quantity) = (place(SKUS)?, place(PRICES)?, place(QUANTITIES)?);
    let cell = |row: &BookRow, at: usize| row.cells.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default();
    let filled: Vec<BookRow> = rest.iter().filter(|row| !cell(row, quantity).is_empty()).cloned().collect();
    let prices = filled.iter().map(|row| (cell(row, sku), cell(row, price), cell(row, mark))).collect();
    // The check value is none of a row's words.
    let bare = |row: &BookRow| BookRow { line: row.line, cells: row.cells.iter().take(mark).cloned().collect() };
    let rows = std::iter::once(bare(first)).chain(filled.iter().map(bare)).collect();
    Some((rows, ReturnedForm { contract: contract.to_owned(), day, prices }))
}

impl ReturnedForm {
    /// Finds out which prices are those that were written. `seal` is the same that made them.
    pub fn seen(self, seal: impl Fn(&str) -> String) -> SeenForm {
        let Self { contract, day, prices } = self;
        let seen = prices.into_iter().map(|(sku, typed, check)| {
            let price = cells::decimal(&typed, UnitPrice::SCALE).ok().and_then(|price| UnitPrice::exact(price).ok());
            let is_ours =
                price.is_some_and(|price| crate::platform::secret::is_same(&seal(&sealed(&contract, &sku, price, day)), &check));
            (sku_key(&sku), (price, is_ours))
        });
        let prices = seen.collect();
        SeenForm { contract, day, prices }
    }
}

impl SeenForm {
    /// As one text, for a page that is asked for again: the prices of which this report tells something.
    pub fn packed(&self, report: &Report) -> String {
        let told = report
            .rows
            .iter()
            .filter(|row| row.notices.iter().any(|notice| [PRICE_CHANGED, PRICE_EDITED].contains(&notice.code)));
        let prices = told.filter_map(|row| {
            let key = sku_key(&row.product.as_ref()?.sku);
            let (price, is_ours) = *self.prices.get(&key)?;
            Some(format!("{}\t{}\t{key}", price?, if is_ours { "written" } else { "typed" }))
        });
        std::iter::once(format!("{}\t{}", self.day, self.contract)).chain(prices).collect::<Vec<_>>().join("\n")
    }

    /// Out of such a text; nothing where it is none. Whoever alters it deceives himself alone: only today's prices hold.
    pub fn unpacked(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (day, contract) = lines.next()?.split_once('\t')?;
        let price = |line: &str| {
            let (price, rest) = line.split_once('\t')?;
            let (whose, key) = rest.split_once('\t')?;
            Some((key.to_owned(), (UnitPrice::parse(price).ok(), whose == "written")))
        };
        Some(Self { contract: contract.to_owned(), day: day.parse().ok()?, prices: lines.filter_map(price).collect() })
    }
}

/// The report of a file's rows; of a form also where its prices are not today's.
pub fn check<P: Permission>(act: &mut Act<'_, P>, (rows, form): &(Vec<TypedRow>, Option<SeenForm>)) -> Answer<Report> {
    let mut report = report::check(act, rows)?;
    let Some(form) = form else { return Ok(report) };
    let (contract, account) = (cart::chosen_contract(act)?, act.account()?);
    let products: Vec<Product> = report.rows.iter().filter_map(|row| row.product.clone()).collect();
    let wanted = products
        .into_iter()
        .map(|product| {
            let least: Quantity = product.smallest();
            (product, least)
        })
        .collect();
    let today = price_lines(act.tx(), &contract, Some(account), wanted)?;
    let price = |sku: &str| today.iter().find(|line| line.product.sku == sku)?.quote.as_ref().map(|quote| quote.unit_price);
    for row in &mut report.rows {
        let Some(product) = &row.product else { continue };
        let (Some(&(typed, is_ours)), Some(now)) = (form.prices.get(&sku_key(&product.sku)), price(&product.sku)) else {
            continue;
        };
        let Some(typed) = typed.filter(|typed| *typed != now) else { continue };
        let (was, now) = ((typed, contract.currency), (now, contract.currency));
        row.notices.push(if is_ours {
            Notice { code: PRICE_CHANGED, message: say!("order-form-price-changed", day = form.day, was = was, now = now) }
        } else {
            Notice { code: PRICE_EDITED, message: say!("order-form-price-edited", was = was, now = now) }
        });
    }
    if form.contract != contract.number
        && let Some(first) = report.rows.first_mut()
    {
        let message = say!("order-form-other-contract", form = &form.contract, contract = &contract.number);
        first.notices.push(Notice { code: "other_contract", message });
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Vec<BookRow> {
        let row = |(line, cells): (u64, &&[&str])| BookRow { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
        (1_u64..).zip(rows).map(row).collect()
    }

    fn seal(text: &str) -> String {
        crate::platform::secret::sign(b"key", text)
    }

    #[test]
    fn a_form_is_known_again_with_its_edited_prices() {
        let day: NaiveDate = "2026-11-22".parse().unwrap();
        let price = UnitPrice::parse("100").unwrap();
        let check = |sku| seal(&sealed("A|1", sku, price, day));
        let (first, second) = (check("DR-1"), check("DR-2"));
        let mark = format!("{MARK}A|1|2026-11-22");
        let rows: &[&[&str]] = &[
            &["Артикул", "Цена", "Количество", &mark],
            &["DR-1", "100", "5", &first],
            &["DR-2", "90", "1", &second],
            &["GL-5", "49.9", "", "whatever"],
        ];
        let (rows, form) = returned(&sheet(rows)).unwrap();
        assert_eq!(rows.iter().map(|row| row.cells.len()).collect::<Vec<_>>(), [3, 3, 3]);
        let seen = form.seen(seal);
        assert_eq!((seen.contract.as_str(), seen.day), ("A|1", day));
        assert_eq!(seen.prices.get("DR-1"), Some(&(Some(price), true)));
        assert_eq!(seen.prices.get("DR-2"), Some(&(UnitPrice::parse("90").ok(), false)));
        assert!(!seen.prices.contains_key("GL-5"));
        assert_eq!(returned(&sheet(&[&["sku", "quantity"], &["DR-1", "1"]])), None);
        let carried = SeenForm::unpacked("2026-11-22\tA|1\r\n90.0000\ttyped\tDR-2\r\nnonsense").unwrap();
        assert_eq!((carried.contract.as_str(), carried.day, carried.prices.len()), ("A|1", day, 1));
        assert_eq!(carried.prices.get("DR-2"), seen.prices.get("DR-2"));
        assert!(SeenForm::unpacked("").is_none() && SeenForm::unpacked("today\tA").is_none());
    }

    #[test]
    fn the_headings_are_those_that_are_looked_for() {
        for lang in [Lang::Ru, Lang::En] {
            let heading = |key: &str| column_name(&lang.say(key));
            assert!(SKUS.contains(&heading("order-form-sku").as_str()), "{lang}");
            assert!(PRICES.contains(&heading("order-form-price").as_str()), "{lang}");
            assert!(QUANTITIES.contains(&heading("order-form-quantity").as_str()), "{lang}");
        }
    }
}
