//! Rows of own part numbers: what a partner calls our product.

use super::names::{self, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed};
use crate::access::Act;
use crate::access::permission::marks::{Import, ManagePartners};
use crate::catalogue::own_number;
use crate::partners::store;
use crate::platform::error::Answer;
use crate::say;

/// A number of a partner for a product.
#[derive(Debug, PartialEq)]
pub(super) struct Named {
    partner: String,
    sku: String,
    number: String,
}

impl Row for Named {
    const COLUMNS: &'static [Column] = &[needed("partner", "партнер"), needed("sku", "артикул"), needed("number", "код_клиента")];
    const KEY: &'static str = "number";

    fn key(&self) -> String {
        format!("{}\n{}", self.partner, own_number::key(&self.number))
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let partner = cells.need("partner", read::code);
        let sku = cells.need("sku", read::sku);
        let number = cells.need("number", |cell| read::line(cell, own_number::LONGEST));
        Some(Self { partner: partner?, sku: sku?, number: number? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<ManagePartners>()?;
        let codes = names::texts(rows, |row| Some(&row.partner));
        let partners = store::partner_ids(act.tx(), &codes)?;
        let skus = names::texts(rows, |row| Some(&row.sku));
        let products = names::Products::of(act.tx(), &skus)?;
        for Line { number, row } in rows {
            match (partners.get(&row.partner), products.find(&row.sku)) {
                (Some(partner), Some(product)) => outcome.count(own_number::put(act.tx(), *partner, product, &row.number)?),
                (None, _) => outcome.refuse(*number, unknown("partner", say!("import-unknown-partner", code = &row.partner))),
                (Some(_), None) => outcome.refuse(*number, unknown("sku", say!("import-unknown-product", sku = &row.sku))),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_number_belongs_to_a_partner() {
        let text = "partner;sku;number\nALFA;00417;0007\nBETA;00417;0007\nALFA;DR-1;0007\nALFA;DR-1;\n";
        let (rows, faults) = read_rows::<Named>(text);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0], Named { partner: "ALFA".into(), sku: "00417".into(), number: "0007".into() });
        assert!(rows[0].key() == rows[2].key() && rows[0].key() != rows[1].key());
        assert_eq!(faults, vec![(5, "number".to_owned(), "missing")]);
    }
}
