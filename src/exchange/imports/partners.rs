//! Rows of client companies. For those who may manage partners.

use std::collections::HashMap;

use super::names::{self, fault, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::Act;
use crate::access::accounts::login_key;
use crate::access::permission::marks::{Import, ManagePartners};
use crate::access::reach::AccountId;
use crate::partners::StockDisplay;
use crate::partners::company::{self, NewPartner, Requisites};
use crate::platform::error::{Answer, Fault};
use crate::say;

/// A client company.
#[derive(Debug, PartialEq)]
pub(super) struct Company {
    code: String,
    name: String,
    requisites: Requisites,
    units: Vec<String>,
    manager: Option<String>,
    agents: Vec<String>,
    stock_display: StockDisplay,
}

impl Row for Company {
    const COLUMNS: &'static [Column] = &[
        needed("code", "код"),
        needed("name", "наименование"),
        possible("inn", "инн"),
        possible("kpp", "кпп"),
        possible("ogrn", "огрн"),
        possible("bic", "бик"),
        possible("account", "расчетный_счет"),
        possible("legal_address", "юридический_адрес"),
        possible("units", "подразделения"),
        possible("manager", "менеджер"),
        possible("agents", "агенты"),
        possible("stock_display", "показ_остатков"),
    ];
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let code = cells.need("code", read::code);
        let name = cells.need("name", |cell| read::line(cell, 300));
        let requisites = requisites(cells);
        let units = cells.or("units", Vec::new(), |cell| read::lines(cell, 200));
        let manager = cells.may("manager", |cell| read::line(cell, 200));
        let agents = cells.or("agents", Vec::new(), |cell| read::lines(cell, 200));
        let words = &["exact", "level", "yes_no", "hidden"];
        let stock_display = cells.or("stock_display", StockDisplay::Exact, |cell| read::word(cell, words, StockDisplay::parse));
        Some(Self {
            code: code?,
            name: name?,
            requisites: requisites?,
            units: units?,
            manager: manager?,
            agents: agents?,
            stock_display: stock_display?,
        })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManagePartners>()?;
        let logins = names::texts(rows, |row| row.manager.iter().chain(&row.agents));
        let accounts = AccountId::of_logins(act.tx(), &logins)?;
        for Line { number, row } in rows {
            match row.partner(&accounts) {
                Ok(new) => outcome.take(*number, company::put(&mut act, &new).map(|(_, put)| put))?,
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        Ok(())
    }
}

impl Company {
    fn partner(&self, accounts: &HashMap<String, (AccountId, bool)>) -> Result<NewPartner, Fault> {
        let staff = |column: &str, login: &String| match accounts.get(&login_key(login)) {
            Some((id, true)) => Ok(*id),
            Some((_, false)) => Err(fault(column, "not_staff", say!("import-not-staff", login = login))),
            None => Err(unknown(column, say!("import-unknown-login", login = login))),
        };
        Ok(NewPartner {
            code: self.code.clone(),
            name: self.name.clone(),
            requisites: self.requisites.clone(),
            units: self.units.clone(),
            manager: self.manager.as_ref().map(|login| staff("manager", login)).transpose()?,
            agents: self.agents.iter().map(|login| staff("agents", login)).collect::<Result<_, _>>()?,
            stock_display: self.stock_display,
        })
    }
}

/// Checked as the partners' room checks them, each beside its column.
fn requisites(cells: &mut Cells<'_>) -> Option<Requisites> {
    let inn = cells.may("inn", read::code);
    let kpp = cells.may("kpp", read::code);
    let ogrn = cells.may("ogrn", read::code);
    let bic = cells.may("bic", read::code);
    let account = cells.may("account", read::code);
    let legal_address = cells.may("legal_address", |cell| read::line(cell, 500));
    let requisites =
        Requisites { inn: inn?, kpp: kpp?, ogrn: ogrn?, bic: bic?, account: account?, legal_address: legal_address? };
    for fault in requisites.faults() {
        cells.faulty(fault);
    }
    Some(requisites)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_company_is_read_with_its_units_and_agents() {
        let text = "Код;Наименование;Подразделения;Менеджер;Агенты;Показ_остатков\nALFA;ООО «Альфа»;Север|Юг;m@x.example;a@x.example|b@x.example;Level\n";
        let (rows, faults) = read_rows::<Company>(text);
        assert_eq!(faults, vec![]);
        let alfa = &rows[0];
        assert_eq!((alfa.units.len(), alfa.agents.len(), alfa.stock_display), (2, 2, StockDisplay::Level));
        assert_eq!(alfa.requisites, Requisites::default());
        let nobody = alfa.partner(&HashMap::new()).unwrap_err();
        assert_eq!((nobody.field.as_str(), nobody.code), ("manager", "unknown"));
    }

    #[test]
    fn requisites_are_checked_beside_their_columns() {
        let (rows, faults) = read_rows::<Company>("code;name;inn;kpp\nALFA;Альфа;7707083894;12\n");
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(_, field, code)| (field.as_str(), *code)).collect();
        assert_eq!(told, vec![("inn", "bad_requisite"), ("kpp", "bad_requisite")]);
    }
}
