//! Orders found within reach, by number or many at once, with what their rows know beside their snapshots. Called by everything that
//! shows or changes an order; it writes nothing.

use super::*;

/// What an order's row knows beside its snapshot.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Kept {
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub contract: ContractId,
    pub salt: Vec<u8>,
    pub placed_by: AccountId,
}

type Row = (String, PartnerId, Option<UnitId>, ContractId, Vec<u8>, AccountId);

macro_rules! found_columns {
    () => {
        (
            sales_order::snapshot,
            sales_order::partner_id,
            sales_order::unit_id,
            sales_order::contract_id,
            sales_order::salt,
            sales_order::placed_by,
        )
    };
}

fn order_of((snapshot, partner, unit, contract, salt, placed_by): Row) -> Answer<(Order, Kept)> {
    Ok((serde_json::from_str(&snapshot)?, Kept { partner, unit, contract, salt, placed_by }))
}

/// An order with the row's own ids, found by number within reach.
pub(in crate::orders) fn find(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    number: &str,
) -> Answer<Option<(Order, Kept)>> {
    let query = sales_order::table.filter(sales_order::number.eq(number.to_owned())).into_boxed();
    let query = within_reach!(query, sales_order, partners, part, sales_order::placed_by);
    let row: Option<Row> = query.select(found_columns!()).first(tx.link()).optional()?;
    row.map(order_of).transpose()
}

/// The orders of some ids within reach, the oldest first: a statement for five hundred of them.
pub(in crate::orders) fn find_all(
    tx: &mut Tx,
    partners: Option<&[PartnerId]>,
    part: Option<Part>,
    ids: &[OrderId],
) -> Answer<Vec<(Order, Kept)>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let query = sales_order::table.filter(sales_order::id.eq_any(chunk.to_vec())).into_boxed();
        let query = within_reach!(query, sales_order, partners.map(<[PartnerId]>::to_vec), part, sales_order::placed_by);
        let rows: Vec<Row> = query.order(sales_order::id).select(found_columns!()).load(tx.link())?;
        for row in rows {
            found.push(order_of(row)?);
        }
    }
    Ok(found)
}

/// The contract of an order, found by number within reach: what has to be held before the order is read.
pub(in crate::orders) fn contract_of(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    number: &str,
) -> Answer<Option<ContractId>> {
    let query = sales_order::table.filter(sales_order::number.eq(number.to_owned())).into_boxed();
    let query = within_reach!(query, sales_order, partners, part, sales_order::placed_by);
    Ok(query.select(sales_order::contract_id).first(tx.link()).optional()?)
}
