//! Rows of warehouses.

use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::catalogue::store;
use crate::platform::error::Answer;

/// One of our warehouses.
#[derive(Debug, PartialEq)]
pub(super) struct Warehouse {
    code: String,
    name: String,
    name_en: String,
    address: String,
}

impl Row for Warehouse {
    const COLUMNS: &'static [Column] = &[
        needed("code", "код"),
        needed("name", "наименование"),
        possible("name_en", "наименование_en"),
        possible("address", "адрес"),
    ];
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let code = cells.need("code", read::code);
        let name = cells.need("name", |cell| read::line(cell, 200));
        let name_en = cells.may("name_en", |cell| read::line(cell, 200));
        let address = cells.or("address", String::new(), |cell| read::line(cell, 500));
        let name = name?;
        Some(Self { code: code?, name_en: name_en?.unwrap_or_else(|| name.clone()), name, address: address? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        for Line { row, .. } in rows {
            let (is_new, is_different) = store::put_warehouse(act.tx(), &row.code, &row.name, &row.name_en, &row.address)?;
            if is_new || is_different {
                outcome.told.extend(store::kept_warehouse(act.tx(), &row.code)?);
            }
            outcome.count(match (is_new, is_different) {
                (true, _) => Put::Added,
                (false, true) => Put::Changed,
                (false, false) => Put::Unchanged,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let (rows, faults) = read_rows::<Warehouse>("code,name\nMSK,Москва\n");
        let moscow =
            Warehouse { code: "MSK".into(), name: "Москва".into(), name_en: "Москва".into(), address: String::new() };
        assert_eq!((rows, faults), (vec![moscow], vec![]));
    }
}
