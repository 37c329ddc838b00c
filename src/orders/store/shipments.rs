//! Shipments and what is reserved for orders, in the database.

use std::collections::HashMap;

use super::*;
use crate::orders::shipment::{Shipment, ShipmentId};

/// Ids that a shipment's row has and its document does not.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Sent {
    pub order: OrderId,
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub contract: ContractId,
    pub warehouse: WarehouseId,
    /// The products of its lines, in the lines' order.
    pub products: Vec<ProductId>,
}

/// Writes a shipment with its lines.
pub(in crate::orders) fn insert_shipment(tx: &mut Tx, document: &Shipment, ids: &Sent) -> Answer<()> {
    diesel::insert_into(shipment::table)
        .values((
            shipment::id.eq(document.id),
            shipment::number.eq(&document.number),
            shipment::order_id.eq(ids.order),
            shipment::partner_id.eq(ids.partner),
            shipment::unit_id.eq(ids.unit),
            shipment::contract_id.eq(ids.contract),
            shipment::warehouse_id.eq(ids.warehouse),
            shipment::shipped_at.eq(document.shipped_at),
            shipment::shipped_on.eq(document.shipped_on),
            shipment::snapshot.eq(serde_json::to_string(document)?),
        ))
        .execute(tx.link())?;
    let rows: Vec<_> = document
        .lines
        .iter()
        .zip(&ids.products)
        .map(|(line, product)| {
            (
                shipment_line::shipment_id.eq(document.id),
                shipment_line::position.eq(line.position),
                shipment_line::product_id.eq(*product),
                shipment_line::quantity.eq(line.quantity),
                shipment_line::promised_on.eq(line.promised_on),
            )
        })
        .collect();
    for chunk in rows.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(shipment_line::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

/// How much of each line has left so far, shipment by shipment: position and quantity, the first shipment first.
pub(in crate::orders) fn left_so_far(tx: &mut Tx, order: OrderId) -> Answer<Vec<(i64, Quantity)>> {
    Ok(shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment::order_id.eq(order))
        .order((shipment::id, shipment_line::position))
        .select((shipment_line::position, shipment_line::quantity))
        .load(tx.link())?)
}

/// How many shipments an order has.
pub(in crate::orders) fn count_shipments(tx: &mut Tx, order: OrderId) -> Answer<i64> {
    Ok(shipment::table.filter(shipment::order_id.eq(order)).count().get_result(tx.link())?)
}

crate::words! {
    /// By what shipments are sorted.
    pub enum ShipmentsBy {
        /// The moment of leaving.
        Left = "left",
        /// The order's number.
        Order = "order",
        /// The warehouse's code.
        Warehouse = "warehouse",
    }
}

impl Default for Sort<ShipmentsBy> {
    fn default() -> Self {
        Sort::down(ShipmentsBy::Left)
    }
}

impl Shipment {
    /// Its place in an order.
    pub fn place(&self, by: ShipmentsBy) -> Place {
        let key = match by {
            ShipmentsBy::Left => String::new(),
            ShipmentsBy::Order => self.order.clone(),
            ShipmentsBy::Warehouse => self.warehouse.code.clone(),
        };
        (key, self.id.number())
    }
}

/// Which shipments, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Shipped {
    /// Of this order, by number.
    pub order: Option<String>,
    /// From this warehouse, by code.
    pub warehouse: Option<String>,
    /// Left at or after this moment.
    pub from: Option<Moment>,
    /// Left before this moment.
    pub until: Option<Moment>,
    /// In which order.
    pub sort: Sort<ShipmentsBy>,
    /// Behind which shipment to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Shipments within reach, each with the number of its invoice.
pub(in crate::orders) fn shipments(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    filter: &Shipped,
) -> Answer<Vec<Shipment>> {
    let query = shipment::table
        .inner_join(sales_order::table)
        .inner_join(warehouse::table.on(warehouse::id.eq(shipment::warehouse_id)))
        .into_boxed();
    let mut query = within_reach!(query, shipment, partners, part, sales_order::placed_by);
    if let Some(order) = &filter.order {
        query = query.filter(sales_order::number.eq(order.clone()));
    }
    if let Some(code) = &filter.warehouse {
        query = query.filter(warehouse::code.eq(code.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(shipment::shipped_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(shipment::shipped_at.lt(until));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of leaving.
        ShipmentsBy::Left => in_order!(query, shipment::id, is_descending, after.map(|(_, id)| id)),
        ShipmentsBy::Order => in_order!(query, sales_order::number, shipment::id, is_descending, after),
        ShipmentsBy::Warehouse => in_order!(query, warehouse::code, shipment::id, is_descending, after),
    };
    let rows: Vec<String> = query.limit(filter.limit).select(shipment::snapshot).load(tx.link())?;
    with_invoices(tx, &rows)
}

/// One shipment by its number within reach.
pub(in crate::orders) fn shipment(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    number: &str,
) -> Answer<Option<Shipment>> {
    let query = shipment::table.inner_join(sales_order::table).filter(shipment::number.eq(number.to_owned())).into_boxed();
    let query = within_reach!(query, shipment, partners, part, sales_order::placed_by);
    let rows: Vec<String> = query.select(shipment::snapshot).load(tx.link())?;
    Ok(with_invoices(tx, &rows)?.pop())
}

fn with_invoices(tx: &mut Tx, snapshots: &[String]) -> Answer<Vec<Shipment>> {
    let mut found = snapshots.iter().map(|text| serde_json::from_str(text)).collect::<Result<Vec<Shipment>, _>>()?;
    let ids: Vec<ShipmentId> = found.iter().map(|document| document.id).collect();
    let numbers: Vec<(Option<ShipmentId>, String)> = invoice::table
        .filter(invoice::shipment_id.assume_not_null().eq_any(ids))
        .select((invoice::shipment_id, invoice::number))
        .load(tx.link())?;
    for document in &mut found {
        document.invoice = numbers.iter().find(|(id, _)| *id == Some(document.id)).map(|(_, number)| number.clone());
    }
    Ok(found)
}

/// The documents of an order: number and kind, the first first.
pub(in crate::orders) fn invoices_of(tx: &mut Tx, order: OrderId) -> Answer<Vec<(String, String)>> {
    Ok(invoice::table
        .filter(invoice::order_id.eq(Some(order)))
        .order(invoice::id)
        .select((invoice::number, invoice::kind))
        .load(tx.link())?)
}

/// What is reserved for an order in a warehouse: position, product, quantity.
pub(in crate::orders) fn reserved_in(tx: &mut Tx, order: OrderId, house: WarehouseId) -> Answer<Vec<(i64, ProductId, Quantity)>> {
    Ok(reservation::table
        .filter(reservation::order_id.eq(order).and(reservation::warehouse_id.eq(house)))
        .filter(reservation::quantity.gt(Quantity::ZERO))
        .order(reservation::position)
        .select((reservation::position, reservation::product_id, reservation::quantity))
        .load(tx.link())?)
}

/// What is reserved for some orders in a warehouse: order, position and product.
pub(in crate::orders) fn reserved_for(
    tx: &mut Tx,
    orders: &[OrderId],
    house: WarehouseId,
) -> Answer<HashMap<(OrderId, i64), ProductId>> {
    let mut found = HashMap::new();
    for chunk in orders.chunks(500) {
        let rows: Vec<(OrderId, i64, ProductId)> = reservation::table
            .filter(reservation::order_id.eq_any(chunk.to_vec()).and(reservation::warehouse_id.eq(house)))
            .select((reservation::order_id, reservation::position, reservation::product_id))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(order, position, product)| ((order, position), product)));
    }
    Ok(found)
}

/// Takes so much off the reservation of a line; nothing stays of one that is used up.
pub(in crate::orders) fn use_reservation(
    tx: &mut Tx,
    order: OrderId,
    position: i64,
    house: WarehouseId,
    quantity: Quantity,
) -> Answer<()> {
    let this =
        || reservation::order_id.eq(order).and(reservation::position.eq(position)).and(reservation::warehouse_id.eq(house));
    let touched = diesel::update(reservation::table.filter(this()).filter(reservation::quantity.ge(quantity)))
        .set(reservation::quantity.eq(reservation::quantity - quantity.steps()))
        .execute(tx.link())?;
    if touched != 1 {
        return Err(No::busy());
    }
    diesel::delete(reservation::table.filter(this()).filter(reservation::quantity.eq(Quantity::ZERO))).execute(tx.link())?;
    Ok(())
}

/// Adds to the reservation of a line.
pub(in crate::orders) fn add_reservation(
    tx: &mut Tx,
    order: OrderId,
    position: i64,
    (product, house): (ProductId, WarehouseId),
    quantity: Quantity,
) -> Answer<()> {
    let this =
        || reservation::order_id.eq(order).and(reservation::position.eq(position)).and(reservation::warehouse_id.eq(house));
    let touched = diesel::update(reservation::table.filter(this()))
        .set(reservation::quantity.eq(reservation::quantity + quantity.steps()))
        .execute(tx.link())?;
    if touched == 0 {
        diesel::insert_into(reservation::table)
            .values((
                reservation::order_id.eq(order),
                reservation::position.eq(position),
                reservation::warehouse_id.eq(house),
                reservation::product_id.eq(product),
                reservation::quantity.eq(quantity),
            ))
            .execute(tx.link())?;
    }
    Ok(())
}

/// Orders that have something reserved in a warehouse, behind an id, the oldest first.
pub(in crate::orders) fn orders_in(tx: &mut Tx, house: WarehouseId, after: i64, at_most: i64) -> Answer<Vec<OrderId>> {
    let open = [State::Confirmed, State::Picking, State::PartlyShipped];
    let here = reservation::table
        .filter(reservation::warehouse_id.eq(house).and(reservation::quantity.gt(Quantity::ZERO)))
        .select(reservation::order_id);
    Ok(sales_order::table
        .filter(sales_order::state.eq_any(open.to_vec()).and(sales_order::id.gt(after)).and(sales_order::id.eq_any(here)))
        .order(sales_order::id)
        .limit(at_most)
        .select(sales_order::id)
        .load(tx.link())?)
}

/// How much of some products is reserved in a warehouse, for whomever.
pub(in crate::orders) fn reserved_of(
    tx: &mut Tx,
    house: WarehouseId,
    products: &[ProductId],
) -> Answer<Vec<(ProductId, Quantity)>> {
    let sum = || diesel::dsl::sql::<diesel::sql_types::BigInt>("CAST(SUM(reservation.quantity) AS BIGINT)");
    let mut found = Vec::new();
    for chunk in products.chunks(500) {
        let rows: Vec<(ProductId, Quantity)> = each_database!(tx, conn => reservation::table
            .filter(reservation::warehouse_id.eq(house).and(reservation::product_id.eq_any(chunk.to_vec())))
            .group_by(reservation::product_id)
            .select((reservation::product_id, sum()))
            .load(conn))?;
        found.extend(rows);
    }
    Ok(found)
}

/// The open orders for which some of these products are reserved in a warehouse, the oldest first.
pub(in crate::orders) fn orders_holding(tx: &mut Tx, house: WarehouseId, products: &[ProductId]) -> Answer<Vec<OrderId>> {
    let open = [State::Confirmed, State::Picking, State::PartlyShipped];
    let mut found: Vec<OrderId> = Vec::new();
    for chunk in products.chunks(500) {
        let these = reservation::table
            .filter(reservation::warehouse_id.eq(house).and(reservation::product_id.eq_any(chunk.to_vec())))
            .filter(reservation::quantity.gt(Quantity::ZERO))
            .select(reservation::order_id);
        let rows: Vec<OrderId> = sales_order::table
            .filter(sales_order::state.eq_any(open.to_vec()).and(sales_order::id.eq_any(these)))
            .select(sales_order::id)
            .load(tx.link())?;
        found.extend(rows);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether more of a line is open than is reserved for it.
const AWAITED: &str = "order_line.quantity - order_line.shipped - order_line.cancelled > COALESCE((SELECT SUM(r.quantity) \
    FROM reservation r WHERE r.order_id = order_line.order_id AND r.position = order_line.position), 0)";

/// The numbers of open orders that wait for one of these products, the oldest order first.
pub(in crate::orders) fn orders_waiting(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<String>> {
    let open = [State::AwaitingApproval, State::Confirmed, State::Picking, State::PartlyShipped];
    let mut found: Vec<(OrderId, String)> = Vec::new();
    for chunk in products.chunks(500) {
        let with_these = order_line::table
            .filter(order_line::product_id.eq_any(chunk.to_vec()))
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(AWAITED))
            .select(order_line::order_id);
        let rows: Vec<(OrderId, String)> = sales_order::table
            .filter(sales_order::state.eq_any(open.to_vec()).and(sales_order::id.eq_any(with_these)))
            .select((sales_order::id, sales_order::number))
            .load(tx.link())?;
        found.extend(rows);
    }
    found.sort_by_key(|(id, _)| *id);
    found.dedup_by_key(|(id, _)| *id);
    Ok(found.into_iter().map(|(_, number)| number).collect())
}
