//! Rows of prices: of price lists, and of contracts. A list that is not there is made when its currency is given.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::names::{self, fault, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::catalogue::ProductId;
use crate::catalogue::store::sku_key;
use crate::partners;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault};
use crate::platform::values::{Currency, Quantity, UnitPrice};
use crate::pricing::store::{self, PriceRecord};
use crate::pricing::terms::TierKind;
use crate::pricing::{PriceListId, proof};
use crate::say;

/// What a product costs from some quantity on, on some days.
#[derive(Debug, PartialEq)]
struct Offer {
    sku: String,
    from_quantity: Quantity,
    price: UnitPrice,
    floor: Option<UnitPrice>,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
}

impl Offer {
    fn read(cells: &mut Cells<'_>, has_floor: bool) -> Option<Self> {
        let sku = cells.need("sku", read::sku);
        let from_quantity = cells.or("from_quantity", Quantity::ZERO, read::quantity);
        let price = cells.need("price", read::price);
        let floor = if has_floor { cells.may("floor", read::price) } else { Some(None) };
        let (valid_from, valid_until) = cells.days()?;
        Some(Self { sku: sku?, from_quantity: from_quantity?, price: price?, floor: floor?, valid_from, valid_until })
    }

    fn key(&self, owner: &str) -> String {
        format!("{owner}\n{}\n{}\n{}", sku_key(&self.sku), self.from_quantity.steps(), self.valid_from)
    }

    fn record(&self, owner_id: i64, product: ProductId) -> PriceRecord {
        PriceRecord {
            owner_id,
            product_id: product.number(),
            from_quantity: self.from_quantity,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            unit_price: self.price,
            floor: self.floor,
        }
    }
}

/// A price of a list.
#[derive(Debug, PartialEq)]
pub(super) struct ListPrice {
    list: String,
    currency: Option<Currency>,
    tier: Option<TierKind>,
    offer: Offer,
}

impl Row for ListPrice {
    const COLUMNS: &'static [Column] = &[
        needed("price_list", "прайс_лист"),
        possible("currency", "валюта"),
        needed("sku", "артикул"),
        possible("from_quantity", "от_количества"),
        needed("price", "цена"),
        possible("floor", "минимальная_цена"),
        possible("valid_from", "действует_с"),
        possible("valid_until", "действует_по"),
        possible("tier", "ступень"),
    ];
    const KEY: &'static str = "sku";

    fn key(&self) -> String {
        self.offer.key(&self.list)
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let list = cells.need("price_list", read::code);
        let currency = cells.may("currency", read::currency);
        let tier = cells.may("tier", |cell| read::word(cell, &["whole", "above"], TierKind::parse));
        let offer = Offer::read(cells, true);
        Some(Self { list: list?, currency: currency?, tier: tier?, offer: offer? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let tx = act.tx();
        let products = names::Products::of(tx, &names::texts(rows, |row| [&row.offer.sku]))?;
        let mut lists = HashMap::new();
        let mut records = Vec::with_capacity(rows.len());
        for Line { number, row } in rows {
            let Some(product) = products.find(&row.offer.sku) else {
                outcome.refuse(*number, unknown("sku", say!("import-unknown-product", sku = &row.offer.sku)));
                continue;
            };
            match list_of(tx, &mut lists, row)? {
                Ok(list) => records.push(row.offer.record(list.number(), product)),
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        put_records(tx, records, outcome)
    }
}

type List = (PriceListId, Currency, TierKind);

fn list_of<'r>(tx: &mut Tx, known: &mut HashMap<&'r str, List>, row: &'r ListPrice) -> Answer<Result<PriceListId, Fault>> {
    let list = match known.get(row.list.as_str()) {
        Some(list) => *list,
        None => match (store::list_by_code(tx, &row.list)?, row.currency) {
            (Some(list), _) => list,
            (None, Some(currency)) => {
                let tier = row.tier.unwrap_or(TierKind::Whole);
                (store::insert_list(tx, &row.list, currency, tier)?, currency, tier)
            }
            (None, None) => return Ok(Err(fault("currency", "missing", say!("import-list-currency", list = &row.list)))),
        },
    };
    known.insert(&row.list, list);
    let (id, currency, tier) = list;
    if row.currency.is_some_and(|own| own != currency) {
        return Ok(Err(fault("currency", "other_currency", say!("import-other-currency", currency = currency.code()))));
    }
    if row.tier.is_some_and(|own| own != tier) {
        return Ok(Err(fault("tier", "other_tier", say!("import-other-tier", tier = tier.as_str()))));
    }
    Ok(Ok(id))
}

/// A price of a contract.
#[derive(Debug, PartialEq)]
pub(super) struct AgreedPrice {
    contract: String,
    offer: Offer,
}

impl Row for AgreedPrice {
    const COLUMNS: &'static [Column] = &[
        needed("contract", "договор"),
        needed("sku", "артикул"),
        possible("from_quantity", "от_количества"),
        needed("price", "цена"),
        possible("valid_from", "действует_с"),
        possible("valid_until", "действует_по"),
    ];
    const KEY: &'static str = "sku";

    fn key(&self) -> String {
        self.offer.key(&self.contract)
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let contract = cells.need("contract", read::number);
        let offer = Offer::read(cells, false);
        Some(Self { contract: contract?, offer: offer? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let tx = act.tx();
        let products = names::Products::of(tx, &names::texts(rows, |row| [&row.offer.sku]))?;
        let contracts = partners::store::contract_ids(tx, &names::texts(rows, |row| [&row.contract]))?;
        let mut records = Vec::with_capacity(rows.len());
        for Line { number, row } in rows {
            match (contracts.get(&row.contract), products.find(&row.offer.sku)) {
                (Some((contract, _)), Some(product)) => records.push(row.offer.record(contract.number(), product)),
                (None, _) => {
                    outcome.refuse(*number, unknown("contract", say!("import-unknown-contract", number = &row.contract)))
                }
                (_, None) => outcome.refuse(*number, unknown("sku", say!("import-unknown-product", sku = &row.offer.sku))),
            }
        }
        put_records(tx, records, outcome)
    }
}

/// Writes what is new or different of prices whose owner and product are known.
fn put_records(tx: &mut Tx, records: Vec<PriceRecord>, outcome: &mut Outcome) -> Answer<()> {
    let key = |record: &PriceRecord| (record.owner_id, record.product_id, record.from_quantity, record.valid_from);
    let mut known = HashMap::with_capacity(records.len());
    for (owner, products) in by_owner(&records) {
        for chunk in products.chunks(500) {
            known.extend(store::all_rows(tx, &[owner], chunk)?.into_iter().map(|old| (key(&old), old)));
        }
    }
    let mut fresh = Vec::new();
    for record in records {
        match known.get(&key(&record)) {
            Some(old) if *old == record => {
                outcome.count(Put::Unchanged);
                continue;
            }
            Some(_) => outcome.count(Put::Changed),
            None => outcome.count(Put::Added),
        }
        outcome.told.push(proof::facts(&record));
        fresh.push(record);
    }
    store::put_rows(tx, &fresh)
}

/// The products of each owner: owners share few products, so they are not asked for together.
fn by_owner(records: &[PriceRecord]) -> HashMap<i64, Vec<i64>> {
    let mut by_owner: HashMap<i64, Vec<i64>> = HashMap::new();
    for record in records {
        by_owner.entry(record.owner_id).or_default().push(record.product_id);
    }
    for products in by_owner.values_mut() {
        products.sort_unstable();
        products.dedup();
    }
    by_owner
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_price_is_the_base_price_since_ever_unless_told() {
        let (rows, faults) = read_rows::<ListPrice>("Прайс-лист;Артикул;Цена\nOPT;A-1;12,3456\n");
        assert_eq!(faults, vec![]);
        let offer = &rows[0].offer;
        assert_eq!((offer.from_quantity, offer.price, offer.floor), (Quantity::ZERO, UnitPrice::from_steps(123_456), None));
        assert_eq!((offer.valid_from.to_string(), offer.valid_until), ("2000-01-01".to_owned(), None));
        assert_eq!((rows[0].currency, rows[0].tier), (None, None));
    }

    #[test]
    fn prices_that_cannot_be_are_refused() {
        let text = "price_list;sku;price;tier;valid_from;valid_until\nOPT;A;0;;;\nOPT;A;1.23456;half;2026-02-01;2026-01-31\n";
        let (rows, faults) = read_rows::<ListPrice>(text);
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(
            told,
            vec![
                (2, "price", "out_of_range"),
                (3, "tier", "not_one_of"),
                (3, "price", "too_many_decimals"),
                (3, "valid_until", "before_start"),
            ]
        );
    }

    #[test]
    fn rows_of_one_day_and_quantity_are_one_row() {
        let (rows, _) = read_rows::<AgreedPrice>("contract;sku;price;from_quantity\nK-1;a-1;5;\nK-1;A-1;6;0\nK-1;A-1;4;10\n");
        assert_eq!(rows[0].key(), rows[1].key());
        assert_ne!(rows[0].key(), rows[2].key());
    }
}
