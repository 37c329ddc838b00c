//! Rows of stock figures. A figure without its time is of now; where it says what we believe already, it only becomes fresh again.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::names::{self, fault, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::catalogue::stock::{self, FoundFigure};
use crate::catalogue::store::{self, sku_key};
use crate::catalogue::{ProductId, WarehouseId, stock_proof};
use crate::platform::error::{Answer, Fault};
use crate::platform::values::{Moment, Quantity};
use crate::say;

/// Days begin at different hours, so a figure of today may seem to be of tomorrow; never of later.
const AHEAD_SECONDS: i64 = 24 * 3600;

/// What was counted of a product in a warehouse.
#[derive(Debug, PartialEq)]
pub(super) struct Counted {
    warehouse: String,
    sku: String,
    on_hand: Quantity,
    as_of: Option<Moment>,
    expected: Option<Quantity>,
    expected_on: Option<NaiveDate>,
}

impl Row for Counted {
    const COLUMNS: &'static [Column] = &[
        needed("warehouse", "склад"),
        needed("sku", "артикул"),
        needed("on_hand", "остаток"),
        possible("as_of", "на_момент"),
        possible("expected", "ожидается"),
        possible("expected_on", "ожидается_на"),
    ];
    const KEY: &'static str = "sku";

    fn key(&self) -> String {
        format!("{}\n{}", self.warehouse, sku_key(&self.sku))
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let warehouse = cells.need("warehouse", read::code);
        let sku = cells.need("sku", read::sku);
        let on_hand = cells.need("on_hand", read::quantity);
        let as_of = cells.may("as_of", read::moment);
        let expected = cells.may("expected", read::quantity);
        let expected_on = cells.may("expected_on", read::day);
        let (expected, expected_on) = (expected?, expected_on?);
        if expected.is_none() && expected_on.is_some() {
            cells.refuse("expected", "missing", say!("import-expected-missing"));
        }
        Some(Self { warehouse: warehouse?, sku: sku?, on_hand: on_hand?, as_of: as_of?, expected, expected_on })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let (now, tx) = (act.moment(), act.tx());
        let products = names::Products::of(tx, &names::texts(rows, |row| [&row.sku]))?;
        let warehouses = names::warehouses(tx)?;
        let mut found = Vec::with_capacity(rows.len());
        for Line { number, row } in rows {
            match row.found(&products, &warehouses, now) {
                Ok(pair) => found.push((row, pair)),
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        let timeless: Vec<ProductId> =
            found.iter().filter(|(row, _)| row.as_of.is_none()).map(|(_, (product, _))| *product).collect();
        let believed = store::figures(tx, &timeless)?;
        let believed: HashMap<_, _> = believed.iter().map(|figure| ((figure.product, figure.warehouse), figure)).collect();
        let mut figures = Vec::with_capacity(found.len());
        let mut confirmed = Vec::new();
        for (row, pair) in found {
            if row.as_of.is_none() && believed.get(&pair).is_some_and(|figure| row.says(figure)) {
                outcome.count(Put::Unchanged);
                confirmed.push(pair);
            } else {
                figures.push(row.figure(pair, now));
            }
        }
        store::confirm(tx, &confirmed, now)?;
        let (booked, written) = stock::book(tx, &figures, "import")?;
        outcome.told.extend(written.iter().map(stock_proof::facts));
        outcome.added += booked.added;
        outcome.changed += booked.changed;
        outcome.unchanged += booked.unchanged;
        if booked.short > 0 {
            act.note("stock.short", None, json!({"source": "import", "rows": booked.short}))?;
        }
        Ok(())
    }
}

impl Counted {
    fn found(
        &self,
        products: &names::Products,
        warehouses: &HashMap<String, WarehouseId>,
        now: Moment,
    ) -> Result<(ProductId, WarehouseId), Fault> {
        let warehouse = warehouses
            .get(&self.warehouse)
            .ok_or_else(|| unknown("warehouse", say!("import-unknown-warehouse", code = &self.warehouse)))?;
        let product = products.find(&self.sku).ok_or_else(|| unknown("sku", say!("import-unknown-product", sku = &self.sku)))?;
        if self.as_of.is_some_and(|at| at > now.plus_seconds(AHEAD_SECONDS)) {
            return Err(fault("as_of", "in_future", say!("import-in-future")));
        }
        Ok((product, *warehouse))
    }

    fn says(&self, believed: &FoundFigure) -> bool {
        (self.on_hand, self.expected, self.expected_on) == (believed.on_hand, believed.expected, believed.expected_on)
    }

    fn figure(&self, (product, warehouse): (ProductId, WarehouseId), now: Moment) -> FoundFigure {
        FoundFigure {
            product,
            warehouse,
            on_hand: self.on_hand,
            as_of: self.as_of.unwrap_or(now),
            expected: self.expected,
            expected_on: self.expected_on,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn figures_are_read_with_what_is_expected() {
        let text = "Склад;Артикул;Остаток;На_момент;Ожидается;Ожидается_на\nMSK;A-1;12,5;2026-01-31T09:00:00+03:00;40;03.06.2026\nMSK;A-2;0;;;\n";
        let (rows, faults) = read_rows::<Counted>(text);
        assert_eq!(faults, vec![]);
        assert_eq!((rows[0].on_hand, rows[0].expected), (Quantity::from_steps(12_500), Some(Quantity::whole(40))));
        assert_eq!(rows[0].as_of.map(|at| at.to_string()), Some("2026-01-31T06:00:00.000000Z".to_owned()));
        assert_eq!((rows[1].as_of, rows[1].expected_on), (None, None));
    }

    #[test]
    fn less_than_nothing_cannot_lie_in_a_warehouse() {
        let (rows, faults) = read_rows::<Counted>("warehouse,sku,on_hand,expected_on\nMSK,A-1,-1,\nMSK,A-1,1,2026-06-03\n");
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(told, vec![(2, "on_hand", "out_of_range"), (3, "expected", "missing")]);
    }
}
