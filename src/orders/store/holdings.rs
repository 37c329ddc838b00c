//! What orders hold, were promised and used, as whoever verifies reads it: each row that says something, order by order.

use std::collections::HashMap;

use super::proofs::product;
use super::*;
use crate::platform::values::KeptDay;

/// What is reserved for a line of an order: position, warehouse, product, quantity.
pub(in crate::orders) type ProofReserved = (i64, WarehouseId, ProductId, Quantity);

/// What is reserved for some orders, by order.
pub(in crate::orders) fn proof_reserved(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<ProofReserved>>> {
    let rows: Vec<(OrderId, i64, WarehouseId, ProductId, Quantity)> = reservation::table
        .filter(reservation::order_id.eq_any(orders.to_vec()))
        .select((
            reservation::order_id,
            reservation::position,
            reservation::warehouse_id,
            reservation::product_id,
            reservation::quantity,
        ))
        .load(tx.link())?;
    let mut found: HashMap<OrderId, Vec<ProofReserved>> = HashMap::new();
    for (order, position, warehouse, product, quantity) in rows {
        found.entry(order).or_default().push((position, warehouse, product, quantity));
    }
    Ok(found)
}

/// A promised day's own row.
#[derive(Debug, Clone)]
pub(in crate::orders) struct ProofPromise {
    pub position: i64,
    pub warehouse: Option<WarehouseId>,
    pub on: Option<KeptDay>,
    pub at: Moment,
}

type PromiseRow = (OrderId, i64, Option<WarehouseId>, Option<KeptDay>, Moment);

/// The days that were promised for some orders, by order; each order's in the order in which they were promised.
pub(in crate::orders) fn proof_promised(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<ProofPromise>>> {
    let rows: Vec<PromiseRow> = promise::table
        .filter(promise::order_id.eq_any(orders.to_vec()))
        .order((promise::order_id, promise::id))
        .select((promise::order_id, promise::position, promise::warehouse_id, promise::promised_on, promise::at))
        .load(tx.link())?;
    let mut found: HashMap<OrderId, Vec<ProofPromise>> = HashMap::new();
    for (order, position, warehouse, on, at) in rows {
        found.entry(order).or_default().push(ProofPromise { position, warehouse, on, at });
    }
    Ok(found)
}

/// The article numbers of some products.
pub(in crate::orders) fn skus_of(tx: &mut Tx, ids: &[ProductId]) -> Answer<HashMap<ProductId, String>> {
    let mut skus = HashMap::new();
    for chunk in ids.chunks(500) {
        let query = product::table.filter(product::id.eq_any(chunk.to_vec())).select((product::id, product::sku));
        let rows: Vec<(ProductId, String)> = query.load(tx.link())?;
        skus.extend(rows);
    }
    Ok(skus)
}
