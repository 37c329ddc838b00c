//! Rows of delivery addresses. For those who may manage partners.

use std::collections::HashMap;

use super::names::{self, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::permission::marks::{Import, ManagePartners};
use crate::access::{Act, PartnerId, UnitId};
use crate::partners::address::{self, NewAddress};
use crate::partners::store;
use crate::platform::error::{Answer, Fault};
use crate::platform::values::Money;
use crate::say;

/// Where a partner's goods go.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    partner: String,
    name: String,
    address: String,
    unit: Option<String>,
    delivery_method: String,
    delivery_cost: Money,
    is_default: bool,
}

impl Row for Place {
    const COLUMNS: &'static [Column] = &[
        needed("partner", "партнер"),
        needed("name", "название"),
        needed("address", "адрес"),
        possible("unit", "подразделение"),
        possible("delivery_method", "способ_доставки"),
        possible("delivery_cost", "стоимость_доставки"),
        possible("default", "основной"),
    ];
    const KEY: &'static str = "name";

    fn key(&self) -> String {
        format!("{}\n{}", self.partner, self.name)
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let partner = cells.need("partner", read::code);
        let name = cells.need("name", |cell| read::line(cell, 100));
        let address = cells.need("address", |cell| read::line(cell, 500));
        let unit = cells.may("unit", |cell| read::line(cell, 200));
        let delivery_method = cells.or("delivery_method", String::new(), |cell| read::line(cell, 200));
        let delivery_cost = cells.or("delivery_cost", Money::ZERO, read::amount);
        let is_default = cells.or("default", false, read::yes_no);
        Some(Self {
            partner: partner?,
            name: name?,
            address: address?,
            unit: unit?,
            delivery_method: delivery_method?,
            delivery_cost: delivery_cost?,
            is_default: is_default?,
        })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManagePartners>()?;
        let partners = store::partner_ids(act.tx(), &names::texts(rows, |row| [&row.partner]))?;
        let ids: Vec<PartnerId> = partners.values().copied().collect();
        let units = store::unit_ids(act.tx(), &ids)?;
        for Line { number, row } in rows {
            match row.address(&partners, &units) {
                Ok(new) => outcome.take(*number, address::put(&mut act, &new))?,
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        Ok(())
    }
}

impl Place {
    fn address(
        &self,
        partners: &HashMap<String, PartnerId>,
        units: &HashMap<(PartnerId, String), UnitId>,
    ) -> Result<NewAddress, Fault> {
        let code = &self.partner;
        let partner = *partners.get(code).ok_or_else(|| unknown("partner", say!("import-unknown-partner", code = code)))?;
        Ok(NewAddress {
            partner,
            unit: names::unit(units, Some(partner), self.unit.as_ref())?,
            name: self.name.clone(),
            address: self.address.clone(),
            delivery_method: self.delivery_method.clone(),
            delivery_cost: self.delivery_cost,
            is_default: self.is_default,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_way_to_deliver_costs_nothing_unless_told() {
        let text = "partner;name;address;delivery_cost;default\nALFA;Склад;Москва, ул. Ленина, 1;;\nALFA;Офис;Тверь;1 500,00;да\nALFA;Дом;Тверь;-1;maybe\n";
        let (rows, faults) = read_rows::<Place>(text);
        assert_eq!((rows[0].delivery_cost, rows[0].is_default), (Money::ZERO, false));
        assert_eq!((rows[1].delivery_cost, rows[1].is_default), (Money::from_steps(150_000), true));
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(told, vec![(4, "delivery_cost", "out_of_range"), (4, "default", "not_yes_no")]);
    }
}
