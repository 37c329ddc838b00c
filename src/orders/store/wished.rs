//! What changes of orders ask for and which days were promised, in the database: for the record that keeps the one, and for whoever verifies.

use std::collections::HashMap;

use super::quotes::quote;
use super::*;
use crate::orders::change::ChangeId;
use crate::orders::quote::QuoteId;

/// What a change asks for, as its row has it.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct AskedRow {
    pub id: ChangeId,
    pub order: OrderId,
    /// The order's version that whoever asked had seen.
    pub base_version: i64,
    pub is_office: bool,
    /// What the order shall become, as it is kept.
    pub revision: String,
    /// What would be different, as it is kept.
    pub differences: String,
}

macro_rules! asked_columns {
    () => {
        (
            order_change::id,
            order_change::order_id,
            order_change::base_version,
            order_change::is_office,
            order_change::revision,
            order_change::differences,
        )
    };
}

/// What a change asks for.
pub(in crate::orders) fn asked_of(tx: &mut Tx, id: ChangeId) -> Answer<AskedRow> {
    Ok(order_change::table.filter(order_change::id.eq(id)).select(asked_columns!()).first(tx.link())?)
}

/// What changes behind an id ask for.
pub(in crate::orders) fn asked_behind(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<AskedRow>> {
    let query = order_change::table.filter(order_change::id.gt(after)).order(order_change::id).limit(at_most);
    Ok(query.select(asked_columns!()).load(tx.link())?)
}

/// The numbers and salts of some orders.
pub(in crate::orders) fn salted(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, (String, Vec<u8>)>> {
    let query = sales_order::table.filter(sales_order::id.eq_any(orders.to_vec()));
    let rows: Vec<(OrderId, String, Vec<u8>)> =
        query.select((sales_order::id, sales_order::number, sales_order::salt)).load(tx.link())?;
    Ok(rows.into_iter().map(|(id, number, salt)| (id, (number, salt))).collect())
}

/// Quotes behind an id: number, and when each was asked for.
pub(in crate::orders) fn quotes_asked(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<(QuoteId, String, Moment)>> {
    let query = quote::table.filter(quote::id.gt(after)).order(quote::id).limit(at_most);
    Ok(query.select((quote::id, quote::number, quote::asked_at)).load(tx.link())?)
}
