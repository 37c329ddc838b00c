//! Rows of people, ours and the partners'. For those who may manage accounts; a password is never imported.

use std::collections::HashMap;

use super::names::{self, unknown};
use super::outcome::Outcome;
use super::read::{self, Bad};
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::accounts::login_key;
use crate::access::accounts::people::{self, NewPerson, checked_login};
use crate::access::permission::marks::{Import, ManageAccounts};
use crate::access::{Act, PartnerId, Role, UnitId};
use crate::partners::store;
use crate::platform::error::{Answer, Fault};
use crate::platform::web::Lang;
use crate::say;

const ROLES: &[&str] =
    &["buyer", "approver", "partner_admin", "agent", "manager", "accountant", "warehouse", "operator", "administrator"];

/// A person at one partner, or with us.
#[derive(Debug, PartialEq)]
pub(super) struct Person {
    login: String,
    name: String,
    phone: Option<String>,
    partner: Option<String>,
    unit: Option<String>,
    roles: Vec<Role>,
    lang: Lang,
}

impl Row for Person {
    const COLUMNS: &'static [Column] = &[
        needed("login", "логин"),
        needed("name", "имя"),
        possible("phone", "телефон"),
        possible("partner", "партнер"),
        possible("unit", "подразделение"),
        needed("roles", "роли"),
        possible("language", "язык"),
    ];
    const KEY: &'static str = "login";

    fn key(&self) -> String {
        format!("{}\n{}", login_key(&self.login), self.partner.as_deref().unwrap_or_default())
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let login = cells.need("login", login);
        let name = cells.need("name", |cell| read::line(cell, 200));
        let phone = cells.may("phone", |cell| read::line(cell, 40));
        let partner = cells.may("partner", read::code);
        let unit = cells.may("unit", |cell| read::line(cell, 200));
        let roles = cells.need("roles", roles);
        let lang = cells.or("language", Lang::Ru, read::lang);
        let (partner, unit, roles) = (partner?, unit?, roles?);
        if unit.is_some() && partner.is_none() {
            cells.refuse("unit", "no_partner", say!("import-unit-without-partner"));
        }
        if roles.iter().any(|role| role.is_of_partner() != partner.is_some()) {
            cells.refuse("roles", "wrong_side", say!("import-roles-wrong-side"));
        }
        Some(Self { login: login?, name: name?, phone: phone?, partner, unit, roles, lang: lang? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManageAccounts>()?;
        let partners = store::partner_ids(act.tx(), &names::texts(rows, |row| &row.partner))?;
        let ids: Vec<PartnerId> = partners.values().copied().collect();
        let units = store::unit_ids(act.tx(), &ids)?;
        for Line { number, row } in rows {
            match row.person(&partners, &units) {
                Ok(new) => outcome.take(*number, people::put_one(&mut act, &new))?,
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        Ok(())
    }
}

impl Person {
    fn person(
        &self,
        partners: &HashMap<String, PartnerId>,
        units: &HashMap<(PartnerId, String), UnitId>,
    ) -> Result<NewPerson, Fault> {
        let partner = match &self.partner {
            Some(code) => {
                Some(*partners.get(code).ok_or_else(|| unknown("partner", say!("import-unknown-partner", code = code)))?)
            }
            None => None,
        };
        Ok(NewPerson {
            login: self.login.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            lang: self.lang,
            unit: names::unit(units, partner, self.unit.as_ref())?,
            partner,
            roles: self.roles.clone(),
        })
    }
}

fn login(cell: &str) -> read::Read<String> {
    let not_email = |_| Bad { code: "not_email", message: say!("import-not-email") };
    checked_login(&read::line(cell, 200)?).map_err(not_email)
}

fn roles(cell: &str) -> read::Read<Vec<Role>> {
    read::lines(cell, 40)?.iter().map(|word| read::word(word, ROLES, Role::parse)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_person_of_a_partner_and_one_of_ours() {
        let text = "Логин;Имя;Телефон;Партнёр;Роли\nAnna@Alfa.example;Анна;+7 999 123-45-67;ALFA;buyer|partner-admin\nm@x.example;Мария;;;manager\n";
        let (rows, faults) = read_rows::<Person>(text);
        assert_eq!(faults, vec![]);
        assert_eq!(
            (rows[0].login.as_str(), rows[0].roles.as_slice()),
            ("anna@alfa.example", &[Role::Buyer, Role::PartnerAdmin][..])
        );
        assert_eq!((rows[1].partner.as_deref(), rows[1].lang), (None, Lang::Ru));
    }

    #[test]
    fn sides_units_and_logins_must_fit() {
        let text = "login;name;partner;unit;roles\nnobody;N;ALFA;;buyer\na@b.example;N;;Север;agent\na@b.example;N;ALFA;;manager\na@b.example;N;;;king\n";
        let (rows, faults) = read_rows::<Person>(text);
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        let expected =
            [(2, "login", "not_email"), (3, "unit", "no_partner"), (4, "roles", "wrong_side"), (5, "roles", "not_one_of")];
        assert_eq!(told, expected);
    }
}
