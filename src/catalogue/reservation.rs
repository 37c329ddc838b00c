//! Reservations: what is promised to an order, from which warehouse. What we sell is never promised twice.

use serde::{Deserialize, Serialize};

use super::product::ProductId;
use super::stock::StockRow;
use super::{WarehouseId, store};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Quantity;

/// A part of a line, promised from a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The warehouse's id.
    #[serde(skip, default)]
    pub warehouse: Option<WarehouseId>,
    /// Its code.
    #[serde(rename = "warehouse")]
    pub code: String,
    /// How much.
    pub quantity: Quantity,
}

/// A line for which there is not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// The product.
    pub product: ProductId,
    /// How much was asked.
    pub asked: Quantity,
    /// The rows there are.
    pub rows: Vec<StockRow>,
}

/// Promises every line from the contract's warehouses, or tells all lines for which there is not enough.
/// Lines of one product must have been summed. Stock rows are locked in the order of product and warehouse.
pub(crate) fn reserve(
    tx: &mut Tx,
    contract: &Contract,
    lines: &[(ProductId, Quantity)],
) -> Answer<Result<Vec<Vec<Allocation>>, Vec<Short>>> {
    let products: Vec<ProductId> = lines.iter().map(|(product, _)| *product).collect();
    store::lock_stock(tx, contract.id, &products)?;
    let rows = store::contract_stock(tx, contract.id, &products)?;
    let mut taken = Vec::new();
    let mut short = Vec::new();
    for (product, asked) in lines {
        let here: Vec<&StockRow> = rows.iter().filter(|row| row.product == *product).collect();
        match allocate(&here, *asked) {
            Some(allocations) => taken.push(allocations),
            None => short.push(Short { product: *product, asked: *asked, rows: here.into_iter().cloned().collect() }),
        }
    }
    if !short.is_empty() {
        return Ok(Err(short));
    }
    let mut moves: Vec<(ProductId, WarehouseId, Quantity)> = Vec::new();
    for ((product, _), allocations) in lines.iter().zip(&taken) {
        moves.extend(allocations.iter().filter_map(|a| a.warehouse.map(|warehouse| (*product, warehouse, a.quantity))));
    }
    moves.sort();
    store::add_reserved(tx, &moves)?;
    Ok(Ok(taken))
}

/// From the first warehouse that holds it whole, else split in the contract's order; nothing when all together is not enough.
fn allocate(rows: &[&StockRow], asked: Quantity) -> Option<Vec<Allocation>> {
    let part = |row: &StockRow, quantity| Allocation { warehouse: Some(row.warehouse), code: row.code.clone(), quantity };
    if let Some(row) = rows.iter().find(|row| row.available() >= asked) {
        return Some(vec![part(row, asked)]);
    }
    let (mut rest, mut parts) = (asked, Vec::new());
    for row in rows {
        let some = row.available().at_most(rest);
        if some.is_positive() {
            parts.push(part(row, some));
            rest = rest.minus(some).ok()?;
        }
    }
    (!rest.is_positive()).then_some(parts)
}

/// Gives promised goods back.
pub(crate) fn release(tx: &mut Tx, moves: &[(ProductId, WarehouseId, Quantity)]) -> Answer<()> {
    let mut back: Vec<(ProductId, WarehouseId, Quantity)> = moves
        .iter()
        .map(|(product, warehouse, quantity)| (*product, *warehouse, Quantity::from_steps(-quantity.steps())))
        .collect();
    back.sort();
    store::add_reserved(tx, &back)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;
    use crate::platform::values::ids::Id;
    use proptest::prelude::*;

    fn row(number: i64, on_hand: i64, reserved: i64) -> StockRow {
        StockRow {
            product: ProductId::from_number(1),
            warehouse: WarehouseId::from_number(number),
            code: format!("W{number}"),
            name: String::new(),
            name_en: String::new(),
            on_hand: Quantity::from_steps(on_hand),
            reserved: Quantity::from_steps(reserved),
            as_of: Moment::from_micros(0),
            expected: None,
            expected_on: None,
        }
    }

    #[test]
    fn the_first_warehouse_that_holds_all_gives_all() {
        let (near, far) = (row(1, 3000, 0), row(2, 9000, 0));
        let parts = allocate(&[&near, &far], Quantity::whole(5)).unwrap();
        assert_eq!(parts.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["W2"]);
        let parts = allocate(&[&near, &far], Quantity::whole(12)).unwrap();
        assert_eq!(parts.iter().map(|p| p.quantity).collect::<Vec<_>>(), [Quantity::whole(3), Quantity::whole(9)]);
        assert_eq!(allocate(&[&near, &far], Quantity::whole(13)), None);
    }

    proptest! {
        #[test]
        fn nothing_is_promised_that_is_not_there(rows in proptest::collection::vec((0i64..10_000, 0i64..10_000), 0..5), asked in 1i64..30_000) {
            let rows: Vec<StockRow> = (1i64..).zip(rows).map(|(n, (on_hand, reserved))| row(n, on_hand, reserved)).collect();
            let refs: Vec<&StockRow> = rows.iter().collect();
            let there: i64 = rows.iter().map(|r| r.available().steps()).sum();
            match allocate(&refs, Quantity::from_steps(asked)) {
                Some(parts) => {
                    prop_assert_eq!(parts.iter().map(|p| p.quantity.steps()).sum::<i64>(), asked);
                    for part in parts {
                        let from = rows.iter().find(|r| Some(r.warehouse) == part.warehouse).unwrap();
                        prop_assert!(part.quantity <= from.available() && part.quantity.is_positive());
                    }
                }
                None => prop_assert!(there < asked),
            }
        }
    }
}
