//! Quick order: rows of codes and quantities, pasted or brought as a file, looked at and put into the cart.
//! Codes are article numbers, the partner's own part numbers and barcodes, found under the contract alone. A look stores nothing.

pub mod parse;
pub mod report;

use serde::{Deserialize, Serialize};

use super::order_form::{self, ReturnedForm};
use super::{cart, wanted};
use crate::access::permission::Permission;
use crate::access::permission::marks::FillCart;
use crate::access::{Act, Recorded};
use crate::activity::requested;
use crate::catalogue::store::Filter;
use crate::catalogue::{self, Product, category, own_number};
use crate::partners::Assortment;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::formats::{self, Limits};
use crate::platform::values::{Quantity, Unit};
use crate::platform::web::{Lang, unreadable};
use crate::say;

pub use parse::{Asked, MOST_ROWS, TypedRow};
pub use report::{Notice, Reason, Report, Row, State, check};

/// The greatest file, in bytes.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;
/// The code by which rows that cannot be ordered stop the others.
pub const BAD_ROWS: &str = "bad_rows";
/// The most that is suggested for some letters.
const SUGGESTED: i64 = 8;
/// The most wishes that one quick order leaves.
const MOST_WISHES: usize = 20;

/// The rows of a text, typed in a language, or sent by a program where none is given. No row at all is refused, and so are more than
/// [`MOST_ROWS`].
pub fn rows_of_text(text: &str, lang: Option<Lang>) -> Answer<Vec<TypedRow>> {
    counted(parse::text(text, lang))
}

/// The rows of a file: CSV or another text, or a workbook. Of an order form that comes back only the rows with a quantity count; the
/// prices that stand in it come beside them.
pub fn rows_of_file(bytes: &[u8]) -> Answer<(Vec<TypedRow>, Option<ReturnedForm>)> {
    let limits = Limits { bytes: LARGEST_FILE, ..Limits::default() };
    if formats::is_workbook(bytes) {
        let sheet = formats::first_sheet(bytes, &limits).map_err(|why| unreadable(&why))?;
        return match order_form::returned(&sheet) {
            Some((sheet, form)) => Ok((counted(parse::sheet(&sheet))?, Some(form))),
            None => Ok((counted(parse::sheet(&sheet))?, None)),
        };
    }
    Ok((rows_of_text(&formats::plain_text(bytes, limits.bytes).map_err(|why| unreadable(&why))?, None)?, None))
}

/// Rows that programs name one by one: codes, each with a quantity or none.
pub fn rows_of_lines(lines: Vec<(String, Option<String>)>) -> Answer<Vec<TypedRow>> {
    if lines.len() > MOST_ROWS {
        return Err(too_many());
    }
    let rows = (1_u64..).zip(lines).map(|(number, (code, quantity))| {
        let (asked, unit) = match quantity.as_deref().map(str::trim) {
            None | Some("") => (Asked::Least, None),
            Some(text) => match parse::quantity(text, None) {
                Some((quantity, unit)) => (Asked::Much(quantity), unit.map(|unit| unit.okei)),
                None => (Asked::Unreadable(text.to_owned()), None),
            },
        };
        TypedRow { number, typed: code.clone(), code: code.trim().to_owned(), quantity: asked, unit, other: None }
    });
    counted(Ok(rows.collect()))
}

fn counted(rows: Result<Vec<TypedRow>, parse::TooManyRows>) -> Answer<Vec<TypedRow>> {
    let rows = rows.map_err(|_| too_many())?;
    if rows.is_empty() { Err(No::invalid("/text", "missing", say!("quick-nothing"))) } else { Ok(rows) }
}

fn too_many() -> No {
    No::invalid("/text", "too_many_rows", say!("quick-too-many-rows", count = MOST_ROWS))
}

impl TypedRow {
    /// The row as a line that is read back as it is, whatever header stood above it.
    pub fn as_line(&self) -> String {
        let quantity = match &self.quantity {
            Asked::Least => String::new(),
            Asked::Much(quantity) => quantity.plain(),
            Asked::Unreadable(text) => text.clone(),
        };
        let unit = self.unit.and_then(Unit::by_okei).map(|unit| unit.ru).unwrap_or_default();
        // Of two readings none is chosen here.
        let is_open = self.code.is_empty() || self.other.is_some();
        if is_open { self.typed.clone() } else { format!("{}\t{quantity} {unit}", self.code).trim_end().to_owned() }
    }
}

/// What shall be put into the cart.
#[derive(Debug, Clone, Serialize)]
pub struct Wish {
    /// The rows.
    pub rows: Vec<TypedRow>,
    /// Whether good rows go although others cannot; otherwise one bad row stops all.
    pub is_only_good: bool,
}

/// What was put into the cart.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Put {
    /// So many products.
    pub lines: usize,
}

/// Puts the rows that can be ordered into the cart; what nobody knows is kept as a wish.
pub fn put(act: &mut Act<'_, FillCart>, wish: &Wish) -> Answer<Recorded<Put>> {
    let report = check(act, &wish.rows)?;
    let goods = report.goods();
    let mut wishes = Vec::new();
    let (company, account) = (act.company()?.clone(), act.account()?);
    for row in report.rows.iter().filter(|row| row.is_unknown()).take(MOST_WISHES) {
        wishes.push(wanted::wish_for(act.tx(), &company, account, &row.code, row.quantity)?);
    }
    if goods.is_empty() || (report.bad() > 0 && !wish.is_only_good) {
        let message = if goods.is_empty() { say!("quick-none-good") } else { say!("quick-bad-rows", count = report.bad()) };
        return Err(wanted::leaving(Refusal::new(Kind::Invalid, BAD_ROWS, message), wishes).into());
    }
    cart::add_all(act, &goods)?;
    for wish in &wishes {
        requested::keep(act.tx(), wish)?;
    }
    Ok(act.pass(Put { lines: goods.len() }))
}

/// Products that letters may mean, for somebody who is still typing: what he calls so himself, then what is found.
pub fn suggest<P: Permission>(act: &mut Act<'_, P>, (lang, words): &(Lang, String)) -> Answer<Vec<Product>> {
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    let mut filter = Filter { words: words.clone(), limit: SUGGESTED, ..Filter::default() };
    if contract.assortment == Assortment::Categories {
        filter.categories = Some(category::allowed(tx, &contract)?.iter().map(|category| category.id).collect());
    }
    let mut found: Vec<Product> = Vec::new();
    if let Some(own) = own_number::find(tx, contract.partner, &own_number::key(words))? {
        let known = catalogue::store::by_ids(tx, contract.id, contract.day, &[own])?;
        found.extend(known.into_iter().filter(|(_, is_allowed)| *is_allowed).map(|(product, _)| product));
    }
    let own = found.first().map(|product| product.id);
    let others = catalogue::store::allowed_page(tx, &contract, *lang, &filter)?;
    found.extend(others.into_iter().map(|listed| listed.product).filter(|product| Some(product.id) != own));
    Ok(found)
}

/// The rows with the quantities that were chosen for some of them. A row into which others were added takes them in.
pub fn chosen(report: &Report, rows: Vec<TypedRow>, choices: &[(u64, Quantity)]) -> Vec<TypedRow> {
    let choice = |number: u64| choices.iter().find(|(of, _)| *of == number).map(|(_, quantity)| *quantity);
    let is_taken_in = |number: u64| {
        let into = report.rows.iter().find(|row| row.number == number).and_then(|row| row.added_to);
        into.is_some_and(|into| choice(into).is_some())
    };
    let kept = rows.into_iter().filter(|row| !is_taken_in(row.number));
    // The code is the one by which the report has found the product.
    let code = |number: u64| report.rows.iter().find(|row| row.number == number).map(|row| row.code.clone());
    let set = kept.map(|row| match choice(row.number) {
        Some(quantity) => {
            let code = code(row.number).unwrap_or(row.code);
            TypedRow { code, quantity: Asked::Much(quantity), other: None, ..row }
        }
        None => row,
    });
    set.collect()
}
