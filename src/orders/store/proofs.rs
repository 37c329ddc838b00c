//! Orders and approvals as whoever verifies reads them: every column that says something, in the order of ids.

use std::collections::{HashMap, HashSet};

use super::quote_versions::quote_approval;
use super::quotes::quote;
use super::*;
use crate::orders::quote::QuoteId;
use crate::orders::shipment::ShipmentId;
use crate::orders::shipped::Lines;
use crate::orders::words::Deed;
use crate::platform::values::KeptDay;

diesel::table! { product (id) { id -> BigInt, sku -> Text } }
diesel::table! { contract (id) { id -> BigInt, number -> Text } }
diesel::table! { account (id) { id -> BigInt, salt -> Binary } }
diesel::allow_tables_to_appear_in_same_query!(contract, shipment);
diesel::allow_tables_to_appear_in_same_query!(contract, sales_order);
diesel::allow_tables_to_appear_in_same_query!(contract, warehouse);
diesel::allow_tables_to_appear_in_same_query!(product, shipment_line);

/// An order's own row. State, currency and the day that is wished are read as they stand: nobody who writes what is none hides the row from
/// the proof.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct ProofRow {
    pub id: OrderId,
    pub number: String,
    pub version: i64,
    pub state: String,
    pub partner: PartnerId,
    pub placed_by: AccountId,
    pub placed_at: Moment,
    pub currency: String,
    pub your_number: Option<String>,
    pub requested_on: Option<KeptDay>,
    pub comment: Option<String>,
    pub delivery: Option<String>,
    pub delivery_cost: Money,
    pub net: Money,
    pub vat: Money,
    pub total: Money,
    pub snapshot: String,
    pub salt: Vec<u8>,
    pub is_cancellation_asked: bool,
    pub unit: Option<UnitId>,
    pub contract: ContractId,
    pub representation: Option<RepresentationId>,
    pub search_key: String,
}

/// A line's own row, with the article number of its product.
#[derive(Debug, Clone)]
pub(in crate::orders) struct ProofLine {
    pub position: i64,
    pub sku: String,
    pub quantity: Quantity,
    pub shipped: Quantity,
    pub cancelled: Quantity,
    pub sum: Money,
}

/// A version's own row.
#[derive(Debug, Clone)]
pub(in crate::orders) struct ProofVersion {
    pub version: i64,
    pub at: Moment,
    pub actor: String,
    pub what: String,
    pub snapshot: String,
}

/// Orders behind an id.
pub(in crate::orders) fn proof_rows(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofRow>> {
    Ok(sales_order::table
        .filter(sales_order::id.gt(after))
        .order(sales_order::id)
        .limit(at_most)
        .select((
            sales_order::id,
            sales_order::number,
            sales_order::version,
            sales_order::state,
            sales_order::partner_id,
            sales_order::placed_by,
            sales_order::placed_at,
            sales_order::currency,
            sales_order::your_number,
            sales_order::requested_on,
            sales_order::comment,
            sales_order::delivery,
            sales_order::delivery_cost,
            sales_order::net,
            sales_order::vat,
            sales_order::total,
            sales_order::snapshot,
            sales_order::salt,
            sales_order::is_cancellation_asked,
            sales_order::unit_id,
            sales_order::contract_id,
            sales_order::representation_id,
            sales_order::search_key,
        ))
        .load(tx.link())?)
}

type LineRow = (OrderId, i64, ProductId, Quantity, Quantity, Quantity, Money);

/// The lines of some orders, each order's in their order.
pub(in crate::orders) fn proof_lines(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<ProofLine>>> {
    let rows: Vec<LineRow> = order_line::table
        .filter(order_line::order_id.eq_any(orders.to_vec()))
        .order((order_line::order_id, order_line::position))
        .select((
            order_line::order_id,
            order_line::position,
            order_line::product_id,
            order_line::quantity,
            order_line::shipped,
            order_line::cancelled,
            order_line::sum,
        ))
        .load(tx.link())?;
    let mut ids: Vec<ProductId> = rows.iter().map(|row| row.2).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut skus: HashMap<ProductId, String> = HashMap::new();
    for chunk in ids.chunks(500) {
        let query = product::table.filter(product::id.eq_any(chunk.to_vec())).select((product::id, product::sku));
        let found: Vec<(ProductId, String)> = query.load(tx.link())?;
        skus.extend(found);
    }
    let mut lines: HashMap<OrderId, Vec<ProofLine>> = HashMap::new();
    for (order, position, product, quantity, shipped, cancelled, sum) in rows {
        let sku = skus.get(&product).cloned().unwrap_or_default();
        lines.entry(order).or_default().push(ProofLine { position, sku, quantity, shipped, cancelled, sum });
    }
    Ok(lines)
}

/// The versions of some orders, each order's in their order.
pub(in crate::orders) fn proof_versions(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<ProofVersion>>> {
    let rows: Vec<(OrderId, i64, Moment, String, String, String)> = order_version::table
        .filter(order_version::order_id.eq_any(orders.to_vec()))
        .order((order_version::order_id, order_version::version))
        .select((
            order_version::order_id,
            order_version::version,
            order_version::at,
            order_version::actor,
            order_version::what,
            order_version::snapshot,
        ))
        .load(tx.link())?;
    let mut versions: HashMap<OrderId, Vec<ProofVersion>> = HashMap::new();
    for (order, version, at, actor, what, snapshot) in rows {
        versions.entry(order).or_default().push(ProofVersion { version, at, actor, what, snapshot });
    }
    Ok(versions)
}

/// Who promised something of an order at a moment.
pub(in crate::orders) type Promised = (Moment, String);

/// Those who promised something of some orders, by order.
pub(in crate::orders) fn proof_promisers(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<OrderId, Vec<Promised>>> {
    let query = promise::table.filter(promise::order_id.eq_any(orders.to_vec()));
    let rows: Vec<(OrderId, Moment, String)> =
        query.select((promise::order_id, promise::at, promise::actor)).distinct().load(tx.link())?;
    let mut promised: HashMap<OrderId, Vec<Promised>> = HashMap::new();
    for (order, at, actor) in rows {
        promised.entry(order).or_default().push((at, actor));
    }
    Ok(promised)
}

/// Who shipped something of an order at a moment, as its version of then names him.
pub(in crate::orders) fn proof_shippers(tx: &mut Tx, orders: &[OrderId]) -> Answer<HashMap<(OrderId, Moment), Vec<String>>> {
    let these = order_version::order_id.eq_any(orders.to_vec()).and(order_version::what.eq(Deed::Shipped));
    let rows: Vec<(OrderId, Moment, String)> = order_version::table
        .filter(these)
        .select((order_version::order_id, order_version::at, order_version::actor))
        .load(tx.link())?;
    let mut shippers: HashMap<(OrderId, Moment), Vec<String>> = HashMap::new();
    for (order, at, actor) in rows {
        shippers.entry((order, at)).or_default().push(actor);
    }
    Ok(shippers)
}

/// The numbers of some contracts.
pub(in crate::orders) fn numbers_of_contracts(tx: &mut Tx, ids: &[ContractId]) -> Answer<HashMap<ContractId, String>> {
    let query = contract::table.filter(contract::id.eq_any(ids.to_vec())).select((contract::id, contract::number));
    let rows: Vec<(ContractId, String)> = query.load(tx.link())?;
    Ok(rows.into_iter().collect())
}

/// The salts of some accounts; those of the erased are empty.
pub(in crate::orders) fn salts_of(tx: &mut Tx, ids: &[AccountId]) -> Answer<HashMap<AccountId, Vec<u8>>> {
    let mut salts = HashMap::new();
    for chunk in ids.chunks(500) {
        let query = account::table.filter(account::id.eq_any(chunk.to_vec())).select((account::id, account::salt));
        let rows: Vec<(AccountId, Vec<u8>)> = query.load(tx.link())?;
        salts.extend(rows);
    }
    Ok(salts)
}

/// Which of some orders are there.
pub(in crate::orders) fn there(tx: &mut Tx, orders: &[i64]) -> Answer<HashSet<i64>> {
    let mut found = HashSet::new();
    for chunk in orders.chunks(500) {
        let query = sales_order::table.filter(sales_order::id.eq_any(chunk.to_vec())).select(sales_order::id);
        let ids: Vec<i64> = query.load(tx.link())?;
        found.extend(ids);
    }
    Ok(found)
}

/// Why the parts of an order were promised anew at a moment, and the order's salt.
pub(in crate::orders) fn proof_promises(tx: &mut Tx, order: i64, at: Moment) -> Answer<(Vec<u8>, Vec<String>)> {
    let salt: Option<Vec<u8>> =
        sales_order::table.filter(sales_order::id.eq(order)).select(sales_order::salt).first(tx.link()).optional()?;
    let query = promise::table.filter(promise::order_id.eq(order).and(promise::at.eq(at)));
    let reasons: Vec<String> = query.select(promise::reason).distinct().load(tx.link())?;
    Ok((salt.unwrap_or_default(), reasons))
}

/// What a second person has said, with the quote's salt.
#[derive(Debug, Clone)]
pub(in crate::orders) struct ProofApproval {
    pub quote: QuoteId,
    pub version: i64,
    pub at: Moment,
    pub account: AccountId,
    pub actor: String,
    pub is_granted: bool,
    pub reason: String,
    pub salt: Vec<u8>,
}

type ApprovalRow = (QuoteId, i64, Moment, AccountId, String, bool, String);

/// What second persons have said.
pub(in crate::orders) fn proof_approvals(tx: &mut Tx) -> Answer<Vec<ProofApproval>> {
    let rows: Vec<ApprovalRow> = quote_approval::table
        .order((quote_approval::quote_id, quote_approval::version))
        .select((
            quote_approval::quote_id,
            quote_approval::version,
            quote_approval::at,
            quote_approval::account_id,
            quote_approval::actor,
            quote_approval::is_granted,
            quote_approval::reason,
        ))
        .load(tx.link())?;
    let ids: Vec<QuoteId> = rows.iter().map(|row| row.0).collect();
    let mut salts: HashMap<QuoteId, Vec<u8>> = HashMap::new();
    for chunk in ids.chunks(500) {
        let query = quote::table.filter(quote::id.eq_any(chunk.to_vec())).select((quote::id, quote::salt));
        let found: Vec<(QuoteId, Vec<u8>)> = query.load(tx.link())?;
        salts.extend(found);
    }
    let with_salt = |(quote, version, at, account, actor, is_granted, reason): ApprovalRow| {
        let salt = salts.get(&quote).cloned().unwrap_or_default();
        ProofApproval { quote, version, at, account, actor, is_granted, reason, salt }
    };
    Ok(rows.into_iter().map(with_salt).collect())
}

/// A shipment's own row, with the numbers of its order and contract, the code of its warehouse, and its order's salt.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct ProofShipment {
    pub id: ShipmentId,
    pub number: String,
    pub shipped_at: Moment,
    pub shipped_on: NaiveDate,
    pub snapshot: String,
    pub order: String,
    pub salt: Vec<u8>,
    pub warehouse: String,
    pub contract: String,
    pub order_id: OrderId,
}

/// Shipments behind an id.
pub(in crate::orders) fn proof_shipments(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofShipment>> {
    Ok(shipment::table
        .inner_join(sales_order::table)
        .inner_join(warehouse::table.on(warehouse::id.eq(shipment::warehouse_id)))
        .inner_join(contract::table.on(contract::id.eq(shipment::contract_id)))
        .filter(shipment::id.gt(after))
        .order(shipment::id)
        .limit(at_most)
        .select((
            shipment::id,
            shipment::number,
            shipment::shipped_at,
            shipment::shipped_on,
            shipment::snapshot,
            sales_order::number,
            sales_order::salt,
            warehouse::code,
            contract::number,
            shipment::order_id,
        ))
        .load(tx.link())?)
}

/// The lines of some shipments with the article numbers of their products, each shipment's in their order.
pub(in crate::orders) fn proof_shipped(tx: &mut Tx, ids: &[ShipmentId]) -> Answer<Lines> {
    let rows: Vec<(ShipmentId, i64, String, Quantity, Option<KeptDay>)> = shipment_line::table
        .inner_join(product::table.on(product::id.eq(shipment_line::product_id)))
        .filter(shipment_line::shipment_id.eq_any(ids.to_vec()))
        .order((shipment_line::shipment_id, shipment_line::position))
        .select((
            shipment_line::shipment_id,
            shipment_line::position,
            product::sku,
            shipment_line::quantity,
            shipment_line::promised_on,
        ))
        .load(tx.link())?;
    let mut lines = Lines::new();
    for (shipment, position, sku, quantity, on) in rows {
        lines.entry(shipment).or_default().push((position, sku, quantity, on));
    }
    Ok(lines)
}
