//! Reservations: what is promised to an order, from which warehouse. What we sell is never promised twice.

use serde::{Deserialize, Serialize};

use super::product::ProductId;
use super::stock::{self, StockRow};
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
    let rows = held(tx, contract, lines)?;
    let mut taken = Vec::new();
    let mut short = Vec::new();
    for (product, asked) in lines {
        let here: Vec<&StockRow> = rows.iter().filter(|row| row.product == *product).collect();
        match allocate(&here, *asked)? {
            (parts, rest) if !rest.is_positive() => taken.push(parts),
            _ => short.push(Short { product: *product, asked: *asked, rows: here.into_iter().cloned().collect() }),
        }
    }
    if !short.is_empty() {
        return Ok(Err(short));
    }
    promise(tx, lines, &taken)?;
    Ok(Ok(taken))
}

/// The same for whoever waits for the rest: what there is of every line is promised, however little.
pub(crate) fn reserve_what_there_is(
    tx: &mut Tx,
    contract: &Contract,
    lines: &[(ProductId, Quantity)],
) -> Answer<Vec<Vec<Allocation>>> {
    let rows = held(tx, contract, lines)?;
    let mut taken = Vec::new();
    for (product, asked) in lines {
        let here: Vec<&StockRow> = rows.iter().filter(|row| row.product == *product).collect();
        taken.push(allocate(&here, *asked)?.0);
    }
    promise(tx, lines, &taken)?;
    Ok(taken)
}

/// How much of each line could be promised now; nobody else takes it before the end of the transaction.
pub(crate) fn could_be_had(tx: &mut Tx, contract: &Contract, lines: &[(ProductId, Quantity)]) -> Answer<Vec<Quantity>> {
    let rows = held(tx, contract, lines)?;
    let there =
        |product: ProductId| rows.iter().filter(|row| row.product == product).map(|row| row.available().steps()).sum::<i64>();
    Ok(lines.iter().map(|(product, asked)| Quantity::from_steps(there(*product)).at_most(*asked)).collect())
}

/// Those of some products of which something can be promised in any warehouse.
pub(crate) fn available(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<ProductId>> {
    let rows = store::stock_of_many(tx, products)?;
    let is_there = |product: &&ProductId| rows.iter().any(|row| row.product == **product && row.available().is_positive());
    Ok(products.iter().filter(is_there).copied().collect())
}

fn held(tx: &mut Tx, contract: &Contract, lines: &[(ProductId, Quantity)]) -> Answer<Vec<StockRow>> {
    let products: Vec<ProductId> = lines.iter().map(|(product, _)| *product).collect();
    store::lock_stock(tx, contract.id, &products)?;
    store::contract_stock(tx, contract.id, &products)
}

fn promise(tx: &mut Tx, lines: &[(ProductId, Quantity)], taken: &[Vec<Allocation>]) -> Answer<()> {
    let mut moves: Vec<(ProductId, WarehouseId, Quantity)> = Vec::new();
    for ((product, _), allocations) in lines.iter().zip(taken) {
        moves.extend(allocations.iter().filter_map(|a| a.warehouse.map(|warehouse| (*product, warehouse, a.quantity))));
    }
    moves.sort();
    store::add_reserved(tx, &moves)
}

/// From the first warehouse that holds it whole, else split in the contract's order; with what is missing in the end.
fn allocate(rows: &[&StockRow], asked: Quantity) -> Answer<(Vec<Allocation>, Quantity)> {
    let part = |row: &StockRow, quantity| Allocation { warehouse: Some(row.warehouse), code: row.code.clone(), quantity };
    if let Some(row) = rows.iter().find(|row| row.available() >= asked) {
        return Ok((vec![part(row, asked)], Quantity::ZERO));
    }
    let (mut rest, mut parts) = (asked, Vec::new());
    for row in rows {
        let some = row.available().at_most(rest);
        if some.is_positive() {
            parts.push(part(row, some));
            rest = rest.minus(some)?;
        }
    }
    Ok((parts, rest))
}

/// Gives promised goods back, and tells those who wait for them.
pub(crate) fn release(tx: &mut Tx, moves: &[(ProductId, WarehouseId, Quantity)]) -> Answer<()> {
    let mut back: Vec<(ProductId, WarehouseId, Quantity)> = moves
        .iter()
        .map(|(product, warehouse, quantity)| (*product, *warehouse, Quantity::from_steps(-quantity.steps())))
        .collect();
    back.sort();
    store::add_reserved(tx, &back)?;
    stock::arrived(tx, &back.iter().map(|(product, ..)| *product).collect::<Vec<_>>())
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
        let (parts, _) = allocate(&[&near, &far], Quantity::whole(5)).unwrap();
        assert_eq!(parts.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["W2"]);
        let (parts, _) = allocate(&[&near, &far], Quantity::whole(12)).unwrap();
        assert_eq!(parts.iter().map(|p| p.quantity).collect::<Vec<_>>(), [Quantity::whole(3), Quantity::whole(9)]);
        let (parts, rest) = allocate(&[&near, &far], Quantity::whole(13)).unwrap();
        assert_eq!((parts.len(), rest), (2, Quantity::whole(1)));
    }

    proptest! {
        #[test]
        fn nothing_is_promised_that_is_not_there(rows in proptest::collection::vec((0i64..10_000, 0i64..10_000), 0..5), asked in 1i64..30_000) {
            let rows: Vec<StockRow> = (1i64..).zip(rows).map(|(n, (on_hand, reserved))| row(n, on_hand, reserved)).collect();
            let refs: Vec<&StockRow> = rows.iter().collect();
            let there: i64 = rows.iter().map(|r| r.available().steps()).sum();
            let (parts, rest) = allocate(&refs, Quantity::from_steps(asked)).unwrap();
            prop_assert_eq!(parts.iter().map(|p| p.quantity.steps()).sum::<i64>() + rest.steps(), asked);
            prop_assert_eq!(rest.steps(), (asked - there).max(0));
            for part in parts {
                let from = rows.iter().find(|r| Some(r.warehouse) == part.warehouse).unwrap();
                prop_assert!(part.quantity <= from.available() && part.quantity.is_positive());
            }
        }
    }
}
