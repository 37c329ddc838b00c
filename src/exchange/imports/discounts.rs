//! Rows of personal discounts. For those who may give them.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::names::{self, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::accounts::login_key;
use crate::access::permission::marks::{Import, ManageDiscounts};
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId};
use crate::catalogue::CategoryId;
use crate::partners::{ContractId, store};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault};
use crate::pricing::discount::{Off, Subject};
use crate::pricing::grant::{self, NewDiscount, Recipient};
use crate::say;

/// Who gets it, as named in the file.
#[derive(Debug, PartialEq)]
enum To {
    Partner(String),
    Person(String),
    Contract(String),
}

/// What it is on, as named in the file.
#[derive(Debug, PartialEq)]
enum On {
    All,
    Category(Vec<String>),
    Product(String),
}

/// A personal discount.
#[derive(Debug, PartialEq)]
pub(super) struct Personal {
    code: String,
    name: String,
    name_en: String,
    to: To,
    on: On,
    off: Off,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
}

impl Row for Personal {
    const COLUMNS: &'static [Column] = &[
        needed("code", "код"),
        needed("name", "название"),
        possible("name_en", "название_en"),
        possible("partner", "партнер"),
        possible("person", "сотрудник"),
        possible("contract", "договор"),
        possible("applies_to", "на"),
        possible("item", "объект"),
        possible("percent", "процент"),
        possible("amount", "сумма"),
        possible("valid_from", "действует_с"),
        possible("valid_until", "действует_по"),
    ];
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let code = cells.need("code", |cell| read::line(cell, 60));
        let name = cells.need("name", |cell| read::line(cell, 200));
        let name_en = cells.may("name_en", |cell| read::line(cell, 200));
        let (to, on, off, days) = (to(cells), on(cells), off(cells), cells.days());
        let (name, (valid_from, valid_until)) = (name?, days?);
        let name_en = name_en?.unwrap_or_else(|| name.clone());
        Some(Self { code: code?, name, name_en, to: to?, on: on?, off: off?, valid_from, valid_until })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManageDiscounts>()?;
        let named = Named::of(act.tx(), rows)?;
        for Line { number, row } in rows {
            match row.discount(&named) {
                Ok(new) => outcome.take(*number, grant::put(&mut act, &new))?,
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        Ok(())
    }
}

/// What the rows name, by id.
struct Named {
    partners: HashMap<String, PartnerId>,
    people: HashMap<String, (AccountId, bool)>,
    contracts: HashMap<String, (ContractId, PartnerId)>,
    categories: HashMap<String, CategoryId>,
    products: names::Products,
}

impl Named {
    fn of(tx: &mut Tx, rows: &[Line<Personal>]) -> Answer<Self> {
        let partners = names::texts(rows, |row| if let To::Partner(code) = &row.to { Some(code) } else { None });
        let people = names::texts(rows, |row| if let To::Person(login) = &row.to { Some(login) } else { None });
        let contracts = names::texts(rows, |row| if let To::Contract(number) = &row.to { Some(number) } else { None });
        let products = names::texts(rows, |row| if let On::Product(sku) = &row.on { Some(sku) } else { None });
        Ok(Self {
            partners: store::partner_ids(tx, &partners)?,
            people: AccountId::of_logins(tx, &people)?,
            contracts: store::contract_ids(tx, &contracts)?,
            categories: names::categories(tx)?,
            products: names::Products::of(tx, &products)?,
        })
    }

    fn recipient(&self, to: &To) -> Result<Recipient, Fault> {
        match to {
            To::Partner(code) => {
                let found = self.partners.get(code).map(|id| Recipient::Partner(*id));
                found.ok_or_else(|| unknown("partner", say!("import-unknown-partner", code = code)))
            }
            To::Person(login) => {
                let found = self.people.get(&login_key(login)).map(|(id, _)| Recipient::Person(*id));
                found.ok_or_else(|| unknown("person", say!("import-unknown-login", login = login)))
            }
            To::Contract(number) => {
                let found = self.contracts.get(number).map(|(id, partner)| Recipient::Contract(*id, *partner));
                found.ok_or_else(|| unknown("contract", say!("import-unknown-contract", number = number)))
            }
        }
    }

    fn subject(&self, on: &On) -> Result<Subject, Fault> {
        match on {
            On::All => Ok(Subject::All),
            On::Category(path) => {
                let path = path.join(" / ");
                let found = self.categories.get(&path).map(|id| Subject::Category(id.number()));
                found.ok_or_else(|| unknown("item", say!("import-unknown-category", path = &path)))
            }
            On::Product(sku) => {
                let found = self.products.find(sku).map(|id| Subject::Product(id.number()));
                found.ok_or_else(|| unknown("item", say!("import-unknown-product", sku = sku)))
            }
        }
    }
}

impl Personal {
    fn discount(&self, named: &Named) -> Result<NewDiscount, Fault> {
        Ok(NewDiscount {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            to: named.recipient(&self.to)?,
            on: named.subject(&self.on)?,
            off: self.off,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        })
    }
}

fn to(cells: &mut Cells<'_>) -> Option<To> {
    let partner = cells.may("partner", read::code);
    let person = cells.may("person", |cell| read::line(cell, 200));
    let contract = cells.may("contract", read::number);
    match (partner?, person?, contract?) {
        (Some(code), None, None) => Some(To::Partner(code)),
        (None, Some(login), None) => Some(To::Person(login)),
        (None, None, Some(number)) => Some(To::Contract(number)),
        _ => {
            cells.refuse("partner", "not_one_recipient", say!("import-not-one-recipient"));
            None
        }
    }
}

fn on(cells: &mut Cells<'_>) -> Option<On> {
    let words = &["all", "category", "product"];
    let what = cells.or("applies_to", "all".to_owned(), |cell| read::word(cell, words, |word| Some(word.to_owned())))?;
    match what.as_str() {
        "category" => cells.need("item", read::path).map(On::Category),
        "product" => cells.need("item", read::sku).map(On::Product),
        _ => {
            if cells.may("item", read::path)?.is_some() {
                cells.refuse("item", "not_expected", say!("import-items-not-expected"));
            }
            Some(On::All)
        }
    }
}

fn off(cells: &mut Cells<'_>) -> Option<Off> {
    let percent = cells.may("percent", read::percent);
    let amount = cells.may("amount", read::price);
    match (percent?, amount?) {
        (Some(percent), None) => Some(Off::Percent(percent)),
        (None, Some(amount)) => Some(Off::Amount(amount)),
        _ => {
            cells.refuse("percent", "percent_or_amount", say!("import-percent-or-amount"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;
    use crate::platform::values::{Percent, UnitPrice};

    const HEADER: &str = "code;name;partner;person;contract;applies_to;item;percent;amount";

    #[test]
    fn a_discount_has_one_recipient_one_subject_and_one_size() {
        let text = format!(
            "{HEADER}\nD1;Годовая;ALFA;;;;;2,5;\nD2;Личная;;a@x.example;;category;Инструмент/Дрели;;1,2345\nD3;Договорная;;;K-1;product;A-1;10;\n"
        );
        let (rows, faults) = read_rows::<Personal>(&text);
        assert_eq!(faults, vec![]);
        assert_eq!((&rows[0].to, &rows[0].on), (&To::Partner("ALFA".into()), &On::All));
        assert_eq!(rows[0].off, Off::Percent(Percent::from_steps(250)));
        assert_eq!(rows[1].on, On::Category(vec!["Инструмент".into(), "Дрели".into()]));
        assert_eq!(rows[1].off, Off::Amount(UnitPrice::from_steps(12_345)));
        assert_eq!((&rows[2].to, &rows[2].on), (&To::Contract("K-1".into()), &On::Product("A-1".into())));
    }

    #[test]
    fn anything_else_is_refused() {
        let text = format!("{HEADER}\nD1;A;ALFA;;K-1;all;X;5;\nD2;A;;;;product;;;\nD3;A;ALFA;;;;;101;\nD4;A;ALFA;;;;;5;5\n");
        let (rows, faults) = read_rows::<Personal>(&text);
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(
            told,
            vec![
                (2, "partner", "not_one_recipient"),
                (2, "item", "not_expected"),
                (3, "partner", "not_one_recipient"),
                (3, "item", "missing"),
                (3, "percent", "percent_or_amount"),
                (4, "percent", "out_of_range"),
                (5, "percent", "percent_or_amount"),
            ]
        );
    }
}
