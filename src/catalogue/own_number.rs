//! A partner's own part numbers: what he calls our goods himself. Quick order and search find goods by them, his documents print them.
//! The partner's administrator loads them for the goods his contracts allow; the office imports them for anybody.
//! Another partner's numbers never stand for anything here.

use std::collections::HashMap;

use serde_json::json;

use super::product::{Product, ProductId};
use super::store;
use crate::access::accounts::people::Put;
use crate::access::permission::Permission;
use crate::access::permission::marks::{ReadCompany, RunCompany};
use crate::access::{Act, PartnerId, Recorded};
use crate::partners::{ContractId, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::formats::{Limits, Table, Unreadable, is_formula};
use crate::platform::message::Message;
use crate::platform::values::text;
use crate::platform::web::{Lang, cursor, unreadable};
use crate::say;

/// The longest own number, in characters.
pub const LONGEST: usize = 60;
/// The most rows of a table.
pub const MOST_ROWS: usize = 10_000;
/// Keys that are looked up in one statement.
const CHUNK: usize = 500;

/// The compared form of an own number: capitals do not matter.
pub fn key(number: &str) -> String {
    number.trim().to_uppercase()
}

/// The products that a partner's numbers stand for, by their compared form; what stands for nothing is left out.
pub(crate) fn resolve(tx: &mut Tx, partner: PartnerId, keys: &[String]) -> Answer<HashMap<String, ProductId>> {
    let mut found = HashMap::new();
    for chunk in keys.chunks(CHUNK) {
        found.extend(store::own_products(tx, partner, chunk)?.into_iter().map(|(key, (product, _))| (key, product)));
    }
    Ok(found)
}

/// The product that one number of a partner stands for, whether or not a contract allows it.
pub(crate) fn find(tx: &mut Tx, partner: PartnerId, key: &str) -> Answer<Option<ProductId>> {
    Ok(resolve(tx, partner, &[key.to_owned()])?.remove(key))
}

/// What a partner calls some products; several names of one product stand together.
pub(crate) fn names(tx: &mut Tx, partner: PartnerId, products: &[ProductId]) -> Answer<HashMap<ProductId, String>> {
    let mut names: HashMap<ProductId, String> = HashMap::new();
    for chunk in products.chunks(CHUNK) {
        for (product, number) in store::own_numbers(tx, partner, chunk)? {
            let name = names.entry(product).or_default();
            if !name.is_empty() {
                name.push_str(", ");
            }
            name.push_str(&number);
        }
    }
    Ok(names)
}

/// What the caller's company calls a product, if it has a name for it.
pub fn name_of<P: Permission>(act: &mut Act<'_, P>, product: ProductId) -> Answer<Option<String>> {
    let partner = act.company()?.id;
    Ok(names(act.tx(), partner, &[product])?.remove(&product))
}

/// Lets a number of a partner stand for a product, whatever it stood for.
pub(crate) fn put(tx: &mut Tx, partner: PartnerId, product: ProductId, number: &str) -> Answer<Put> {
    let key = key(number);
    let known = store::own_products(tx, partner, std::slice::from_ref(&key))?.remove(&key);
    let put = match &known {
        None => Put::Added,
        Some((was, written)) if *was == product && written == number => return Ok(Put::Unchanged),
        Some(_) => Put::Changed,
    };
    store::put_own(tx, partner, product, number, &key)?;
    Ok(put)
}

/// A number of the caller's company.
#[derive(Debug, Clone)]
pub struct OwnNumber {
    /// As written.
    pub number: String,
    /// The article number of the product.
    pub sku: String,
    name: String,
    name_en: String,
}

impl OwnNumber {
    /// The product's name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        if lang == Lang::Ru { &self.name } else { &self.name_en }
    }
}

/// Which numbers, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of the number, the article number or the name.
    pub words: String,
    /// The compared number and id after which to begin.
    pub after: Option<(String, i64)>,
    /// How many.
    pub limit: i64,
}

/// The numbers of the caller's company for goods that its contracts allow, and the cursor behind the last of them when there are more.
pub fn list(act: &mut Act<'_, ReadCompany>, filter: &Filter) -> Answer<(Vec<OwnNumber>, Option<String>)> {
    let partner = act.company()?.id;
    let contracts: Vec<ContractId> = contract::in_force(act.tx(), partner)?.iter().map(|contract| contract.id).collect();
    let after = filter.after.as_ref().map(|(key, _)| key.clone());
    let mut found = store::own_page(act.tx(), partner, &contracts, &filter.words, after, filter.limit + 1)?;
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more).map(|last| cursor::encode(&last.1, last.2.number()));
    let numbers = found.into_iter().map(|(number, _, _, sku, name, name_en)| OwnNumber { number, sku, name, name_en });
    Ok((numbers.collect(), next))
}

/// A row of a table of own numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNumber {
    /// Where it stands in the table, from 1.
    pub line: u64,
    /// The article number as typed.
    pub sku: String,
    /// The own number as typed.
    pub number: String,
}

/// Reads a table: CSV or a workbook with the columns of article number and own number. No database is asked.
pub fn read(bytes: &[u8]) -> Answer<Vec<NewNumber>> {
    let (table, sku, number) = table(bytes).map_err(|why| unreadable(&why))?;
    let rows = table.rows().iter();
    Ok(rows.map(|row| NewNumber { line: row.line, sku: row.cell(sku).to_owned(), number: row.cell(number).to_owned() }).collect())
}

/// The table with the places of its two columns.
fn table(bytes: &[u8]) -> Result<(Table, usize, usize), Unreadable> {
    let table = Table::read(bytes, &Limits { rows: MOST_ROWS, columns: 20, ..Limits::default() })?;
    let sku = table.required_column(&["sku", "артикул"])?;
    let number = table.required_column(&["number", "own_number", "part_number", "ваш_артикул", "код_клиента", "номер"])?;
    Ok((table, sku, number))
}

crate::words! {
    /// What a row of a table does.
    pub enum Effect {
        /// The number is new.
        Added = "added",
        /// It stood for another product, or was written otherwise.
        Changed = "changed",
        /// It is so already.
        Unchanged = "unchanged",
        /// It cannot be.
        Refused = "refused",
    }
}

/// A row of a table and what it does.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The row.
    pub row: NewNumber,
    /// The product, where it was found.
    pub product: Option<Product>,
    /// What it does.
    pub effect: Effect,
    /// Why it cannot be.
    pub fault: Option<Fault>,
}

/// What a table does, row by row.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The rows in the order of the table.
    pub rows: Vec<Planned>,
}

impl Plan {
    /// How many rows have this effect.
    pub fn count(&self, effect: Effect) -> usize {
        self.rows.iter().filter(|row| row.effect == effect).count()
    }
}

/// What a table would do to the numbers of the caller's company. Nothing is changed.
pub fn plan<P: Permission>(act: &mut Act<'_, P>, rows: &Vec<NewNumber>) -> Answer<Plan> {
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(No::invalid("/rows", "out_of_range", say!("own-number-count", count = MOST_ROWS)));
    }
    let partner = act.company()?.id;
    let tx = act.tx();
    let goods = allowed(tx, partner, rows)?;
    let keys: Vec<String> = rows.iter().map(|row| key(&row.number)).collect();
    let mut known = HashMap::new();
    for chunk in keys.chunks(CHUNK) {
        known.extend(store::own_products(tx, partner, chunk)?);
    }
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut planned = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(keys) {
        let product = goods.get(&store::sku_key(&row.sku)).cloned();
        let fault = fault_of(row, product.as_ref(), lines.get(&key).copied());
        lines.entry(key.clone()).or_insert(row.line);
        let effect = match (&fault, &product, known.get(&key)) {
            (None, Some(_), None) => Effect::Added,
            (None, Some(product), Some((was, written))) if *was == product.id && *written == row.number => Effect::Unchanged,
            (None, Some(_), Some(_)) => Effect::Changed,
            _ => Effect::Refused,
        };
        planned.push(Planned { row: row.clone(), product, effect, fault });
    }
    Ok(Plan { rows: planned })
}

/// The goods of a table that one of the partner's contracts allows, by compared article number.
fn allowed(tx: &mut Tx, partner: PartnerId, rows: &[NewNumber]) -> Answer<HashMap<String, Product>> {
    let skus: Vec<String> = rows.iter().map(|row| row.sku.clone()).collect();
    let mut goods = HashMap::new();
    for contract in contract::in_force(tx, partner)? {
        let found = store::allowed_by_sku(tx, contract.id, contract.day, &skus)?;
        goods.extend(found.into_iter().map(|product| (store::sku_key(&product.sku), product)));
    }
    Ok(goods)
}

fn fault_of(row: &NewNumber, product: Option<&Product>, earlier: Option<u64>) -> Option<Fault> {
    let fault = |field: &str, code: &'static str, message: Message| Some(Fault { field: field.to_owned(), code, message });
    match text::required_line(&row.number, LONGEST) {
        Err(why) => return fault("number", why.code(), say!("own-number-bad", longest = LONGEST)),
        Ok(_) if is_formula(&row.number) => return fault("number", "formula", say!("import-cell-formula")),
        Ok(_) => {}
    }
    match (product, earlier) {
        (None, _) => fault("sku", "unknown", say!("order-unknown-product", sku = &row.sku)),
        (Some(_), Some(line)) => fault("number", "duplicate_row", say!("import-duplicate-row", line = line.to_string())),
        (Some(_), None) => None,
    }
}

/// A table to be loaded.
#[derive(Debug, Clone)]
pub struct Load {
    /// Its rows.
    pub rows: Vec<NewNumber>,
    /// Whether good rows are loaded although others cannot be; otherwise one bad row stops all.
    pub is_only_good: bool,
}

/// Loads a table for the caller's company; answers with what it did.
pub fn load(act: &mut Act<'_, RunCompany>, load: &Load) -> Answer<Recorded<Plan>> {
    let plan = plan(act, &load.rows)?;
    let refused = plan.count(Effect::Refused);
    if refused > 0 && !load.is_only_good {
        return Err(No::conflict(REFUSED, say!("own-number-refused", count = refused)));
    }
    let partner = act.company()?.id;
    let is_done = |row: &&Planned| matches!(row.effect, Effect::Added | Effect::Changed);
    for planned in plan.rows.iter().filter(is_done) {
        if let Some(product) = &planned.product {
            store::put_own(act.tx(), partner, product.id, planned.row.number.trim(), &key(&planned.row.number))?;
        }
    }
    let (added, changed) = (plan.count(Effect::Added), plan.count(Effect::Changed));
    if added + changed == 0 {
        return Ok(act.pass(plan));
    }
    act.record("partner.own_numbers_loaded", Some(partner), json!({"added": added, "changed": changed}), plan)
}

/// The code of a table of which some rows cannot be loaded.
pub const REFUSED: &str = "own_numbers_refused";

/// Forgets a number of the caller's company.
pub fn remove(act: &mut Act<'_, RunCompany>, number: &String) -> Answer<Recorded<()>> {
    let partner = act.company()?.id;
    if !store::delete_own(act.tx(), partner, &key(number))? {
        return Err(No::not_found());
    }
    act.record("partner.own_number_removed", Some(partner), json!({"removed": 1}), ())
}

#[cfg(test)]
#[path = "own_number_tests.rs"]
mod tests;
