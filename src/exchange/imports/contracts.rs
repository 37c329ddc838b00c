//! Rows of contracts with their credit limits. For those who may manage partners.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::names::{self, fault, unknown};
use super::outcome::Outcome;
use super::read::{self, Bad};
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::accounts::people::Put;
use crate::access::permission::marks::{Import, ManagePartners};
use crate::access::{Act, PartnerId};
use crate::catalogue::{CategoryId, WarehouseId, category};
use crate::partners::contract::{self, NewContract};
use crate::partners::{Assortment, DiscountPolicy, Payment, VatMode, store};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Currency, Money};
use crate::pricing::{self, PriceListId};
use crate::receivables::limit::{self, NewLimit};
use crate::say;

/// A contract.
#[derive(Debug, PartialEq)]
pub(super) struct Terms {
    number: String,
    partner: String,
    currency: Currency,
    list: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    assortment: Assortment,
    items: Vec<String>,
    payment: (Payment, i64),
    limit: Option<Money>,
    policy: DiscountPolicy,
    discounts_on_contract_price: bool,
    vat: VatMode,
    warehouses: Vec<String>,
    minimum_order: Money,
    grace_days: Option<i64>,
}

impl Row for Terms {
    const COLUMNS: &'static [Column] = &[
        needed("number", "номер"),
        needed("partner", "партнер"),
        needed("currency", "валюта"),
        needed("price_list", "прайс_лист"),
        needed("valid_from", "действует_с"),
        possible("valid_until", "действует_по"),
        possible("assortment", "ассортимент"),
        possible("assortment_items", "состав"),
        needed("payment", "оплата"),
        possible("credit_limit", "кредитный_лимит"),
        possible("discount_policy", "политика_скидок"),
        possible("discounts_on_contract_price", "скидки_на_договорную_цену"),
        possible("vat", "ндс"),
        needed("warehouses", "склады"),
        possible("minimum_order", "минимальный_заказ"),
        possible("grace_days", "льготные_дни"),
    ];
    const KEY: &'static str = "number";

    fn key(&self) -> String {
        self.number.clone()
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let number = cells.need("number", read::number);
        let partner = cells.need("partner", read::code);
        let currency = cells.need("currency", read::currency);
        let list = cells.need("price_list", read::code);
        // The first day is never left out here, unlike a price's.
        let first = cells.need("valid_from", |cell| read::line(cell, 40));
        let days = if first.is_some() { cells.days() } else { None };
        let goods = goods(cells);
        let payment = cells.need("payment", payment);
        let limit = cells.may("credit_limit", read::amount);
        let policies = &["best", "cumulative"];
        let policy = cells.or("discount_policy", DiscountPolicy::Best, |cell| read::word(cell, policies, DiscountPolicy::parse));
        let discounts = cells.or("discounts_on_contract_price", false, read::yes_no);
        let modes = &["included", "on_top"];
        let vat = cells.or("vat", VatMode::Included, |cell| read::word(cell, modes, VatMode::parse));
        let warehouses = cells.need("warehouses", |cell| read::lines(cell, 40));
        let minimum_order = cells.or("minimum_order", Money::ZERO, read::amount);
        let grace_days = cells.may("grace_days", grace);
        let ((valid_from, valid_until), (assortment, items)) = (days?, goods?);
        Some(Self {
            number: number?,
            partner: partner?,
            currency: currency?,
            list: list?,
            valid_from,
            valid_until,
            assortment,
            items,
            payment: payment?,
            limit: limit?,
            policy: policy?,
            discounts_on_contract_price: discounts?,
            vat: vat?,
            warehouses: warehouses?,
            minimum_order: minimum_order?,
            grace_days: grace_days?,
        })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManagePartners>()?;
        let mark = act.actor().mark();
        let named = Named::of(act.tx(), rows)?;
        let mut done: Vec<(&Terms, Put)> = Vec::with_capacity(rows.len());
        for Line { number, row } in rows {
            let put = match row.contract(&named) {
                Ok(new) => contract::put(&mut act, &new),
                Err(fault) => Err(No::faults(vec![fault])),
            };
            match put {
                Ok(put) => done.push((row, put)),
                refused => outcome.take(*number, refused)?,
            }
        }
        let numbers: Vec<String> = done.iter().map(|(row, _)| row.number.clone()).collect();
        let ids = store::contract_ids(act.tx(), &numbers)?;
        for (row, put) in done {
            let (id, partner) = ids.get(&row.number).ok_or_else(|| No::failed("a contract vanished while it was imported"))?;
            let new = NewLimit { contract: row.number.clone(), limit: row.limit, reason: limit::BY_IMPORT.into() };
            let is_other_limit = limit::put(act.tx(), &mark, *id, *partner, &new)?;
            outcome.count(if put == Put::Unchanged && is_other_limit { Put::Changed } else { put });
        }
        Ok(())
    }
}

/// What the rows name, by id.
struct Named {
    partners: HashMap<String, PartnerId>,
    lists: HashMap<String, (PriceListId, Currency)>,
    warehouses: HashMap<String, WarehouseId>,
    categories: HashMap<String, CategoryId>,
    products: names::Products,
}

impl Named {
    fn of(tx: &mut Tx, rows: &[Line<Terms>]) -> Answer<Self> {
        let mut lists = HashMap::new();
        for code in names::texts(rows, |row| [&row.list]) {
            if let Some((id, currency, _)) = pricing::store::list_by_code(tx, &code)? {
                lists.insert(code, (id, currency));
            }
        }
        let skus = names::texts(rows, |row| if row.assortment == Assortment::Products { row.items.as_slice() } else { &[] });
        Ok(Self {
            partners: store::partner_ids(tx, &names::texts(rows, |row| [&row.partner]))?,
            lists,
            warehouses: names::warehouses(tx)?,
            categories: names::categories(tx)?,
            products: names::Products::of(tx, &skus)?,
        })
    }
}

impl Terms {
    fn contract(&self, named: &Named) -> Result<NewContract, Fault> {
        let code = &self.partner;
        let partner = *named.partners.get(code).ok_or_else(|| unknown("partner", say!("import-unknown-partner", code = code)))?;
        let list = &self.list;
        let (list, currency) =
            *named.lists.get(list).ok_or_else(|| unknown("price_list", say!("import-unknown-list", list = list)))?;
        if currency != self.currency {
            return Err(fault("currency", "other_currency", say!("import-other-currency", currency = currency.code())));
        }
        let warehouse = |code: &String| {
            named
                .warehouses
                .get(code)
                .copied()
                .ok_or_else(|| unknown("warehouses", say!("import-unknown-warehouse", code = code)))
        };
        Ok(NewContract {
            number: self.number.clone(),
            partner,
            currency,
            list,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            assortment: self.assortment,
            items: self.item_ids(named)?,
            payment: self.payment.0,
            net_days: self.payment.1,
            discount_policy: self.policy,
            discounts_on_contract_price: self.discounts_on_contract_price,
            vat_mode: self.vat,
            warehouses: self.warehouses.iter().map(warehouse).collect::<Result<_, _>>()?,
            minimum_order: self.minimum_order,
            grace_days: self.grace_days,
        })
    }

    /// In the order of their numbers, each once, as they are stored.
    fn item_ids(&self, named: &Named) -> Result<Vec<i64>, Fault> {
        let mut ids = Vec::with_capacity(self.items.len());
        for item in &self.items {
            ids.push(match self.assortment {
                Assortment::Products => {
                    let found = named.products.find(item).map(|id| id.number());
                    found.ok_or_else(|| unknown("assortment_items", say!("import-unknown-product", sku = item)))?
                }
                Assortment::All | Assortment::Categories => {
                    let found = named.categories.get(&category::parts(item).join(" / ")).map(|id| id.number());
                    found.ok_or_else(|| unknown("assortment_items", say!("import-unknown-category", path = item)))?
                }
            });
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

fn goods(cells: &mut Cells<'_>) -> Option<(Assortment, Vec<String>)> {
    let words = &["all", "categories", "products"];
    let assortment = cells.or("assortment", Assortment::All, |cell| read::word(cell, words, Assortment::parse));
    let items = cells.or("assortment_items", Vec::new(), |cell| read::lines(cell, 400));
    let (assortment, items) = (assortment?, items?);
    match (assortment, items.is_empty()) {
        (Assortment::All, false) => cells.refuse("assortment_items", "not_expected", say!("import-items-not-expected")),
        (Assortment::Categories | Assortment::Products, true) => {
            cells.refuse("assortment_items", "missing", say!("import-items-missing"));
        }
        _ => {}
    }
    Some((assortment, items))
}

/// Whole days, at most a year of them.
fn grace(cell: &str) -> read::Read<i64> {
    let days: Option<i64> = read::line(cell, 10)?.parse().ok().filter(|days| (0..=365).contains(days));
    days.ok_or_else(|| Bad { code: "out_of_range", message: say!("contract-grace-days") })
}

/// `prepaid`, or `net 14`: so many days after the invoice.
fn payment(cell: &str) -> read::Read<(Payment, i64)> {
    let bad = || Bad { code: "bad_payment", message: say!("import-bad-payment") };
    let words = read::line(cell, 40)?.to_lowercase();
    match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["prepaid"] => Ok((Payment::Prepaid, 0)),
        ["net", days] => {
            let days: i64 = days.parse().map_err(|_| bad())?;
            if (1..=365).contains(&days) { Ok((Payment::Net, days)) } else { Err(bad()) }
        }
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    const HEADER: &str =
        "number;partner;currency;price_list;valid_from;valid_until;assortment;assortment_items;payment;credit_limit;warehouses";

    #[test]
    fn a_contract_is_read_with_its_terms() {
        let text =
            format!("{HEADER}\nK-1;ALFA;rub;OPT;01.12.2025;;categories;Инструмент / Дрели|Крепёж;Net 14;250 000;MSK|SPB|MSK\n");
        let (rows, faults) = read_rows::<Terms>(&text);
        assert_eq!(faults, vec![]);
        let terms = &rows[0];
        assert_eq!((terms.assortment, terms.items.len(), terms.payment), (Assortment::Categories, 2, (Payment::Net, 14)));
        assert_eq!((terms.limit, terms.warehouses.len()), (Some(Money::from_steps(25_000_000)), 2));
        assert_eq!((terms.policy, terms.vat, terms.minimum_order), (DiscountPolicy::Best, VatMode::Included, Money::ZERO));
    }

    #[test]
    fn terms_that_cannot_be_are_told() {
        let text = format!(
            "{HEADER}\nK-1;ALFA;RUB;OPT;;;all;X;prepaid;;MSK\nK-2;ALFA;RUB;OPT;2026-02-01;2026-01-01;products;;net 0;-1;MSK\n"
        );
        let (rows, faults) = read_rows::<Terms>(&text);
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(
            told,
            vec![
                (2, "valid_from", "missing"),
                (2, "assortment_items", "not_expected"),
                (3, "valid_until", "before_start"),
                (3, "assortment_items", "missing"),
                (3, "payment", "bad_payment"),
                (3, "credit_limit", "out_of_range"),
            ]
        );
    }
}
