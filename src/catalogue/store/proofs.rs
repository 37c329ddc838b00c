//! Goods, stock and what moved as whoever verifies reads them, in the order of their keys.

use super::*;

/// A movement's own row; what left for shipments is held against those.
#[derive(Debug, Clone, Queryable)]
pub(in crate::catalogue) struct ProofMovement {
    pub id: i64,
    pub product: ProductId,
    pub warehouse: WarehouseId,
    pub kind: String,
    pub quantity: Quantity,
    pub at: Moment,
    pub source: String,
}

/// Movements behind an id that are no shipment's.
pub(in crate::catalogue) fn proof_movements(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofMovement>> {
    Ok(movement::table
        .filter(movement::id.gt(after).and(movement::kind.ne("shipment")))
        .order(movement::id)
        .limit(at_most)
        .select((
            movement::id,
            movement::product_id,
            movement::warehouse_id,
            movement::kind,
            movement::quantity,
            movement::at,
            movement::source,
        ))
        .load(tx.link())?)
}

/// What a row of stock says of when its figure is known and of what is expected.
#[derive(Debug, Clone, Queryable)]
pub(in crate::catalogue) struct ProofStock {
    pub product: ProductId,
    pub warehouse: WarehouseId,
    pub as_of: Moment,
    pub expected: Option<Quantity>,
    pub expected_on: Option<KeptDay>,
}

/// Rows of stock behind a product and a warehouse.
pub(in crate::catalogue) fn proof_stock(
    tx: &mut Tx,
    (good, house): (ProductId, WarehouseId),
    at_most: i64,
) -> Answer<Vec<ProofStock>> {
    let behind = stock::product_id.gt(good).or(stock::warehouse_id.gt(house));
    Ok(stock::table
        .filter(stock::product_id.ge(good).and(behind))
        .order((stock::product_id, stock::warehouse_id))
        .limit(at_most)
        .select((stock::product_id, stock::warehouse_id, stock::as_of, stock::expected, stock::expected_on))
        .load(tx.link())?)
}

/// A product's article number and a warehouse's code, for people; the ids where there is none any more.
pub(in crate::catalogue) fn shelf_name(tx: &mut Tx, good: ProductId, house: WarehouseId) -> Answer<String> {
    let sku: Option<String> = product::table.filter(product::id.eq(good)).select(product::sku).first(tx.link()).optional()?;
    let code: Option<String> =
        warehouse::table.filter(warehouse::id.eq(house)).select(warehouse::code).first(tx.link()).optional()?;
    let (sku, code) = (sku.unwrap_or_else(|| good.to_string()), code.unwrap_or_else(|| house.to_string()));
    Ok(format!("{sku} in {code}"))
}

/// Products behind an id.
pub(in crate::catalogue) fn proof_products(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProductRecord>> {
    Ok(product::table
        .filter(product::id.gt(after))
        .order(product::id)
        .limit(at_most)
        .select(ProductRecord::as_select())
        .load(tx.link())?)
}

/// A VAT rate's own row: its code, its share in hundredths of a percent, its days.
pub(in crate::catalogue) type ProofRate = (String, Option<i64>, KeptDay, Option<KeptDay>);

/// Every VAT rate there is.
pub(in crate::catalogue) fn proof_rates(tx: &mut Tx) -> Answer<Vec<ProofRate>> {
    Ok(vat_rate::table
        .order((vat_rate::code, vat_rate::valid_from))
        .select((vat_rate::code, vat_rate::percent, vat_rate::valid_from, vat_rate::valid_until))
        .load(tx.link())?)
}
