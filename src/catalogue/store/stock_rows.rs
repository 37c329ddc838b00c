//! Warehouses, stock rows and movements in the database.

use super::*;

/// A warehouse by its code.
pub(crate) fn warehouse_by_code(tx: &mut Tx, code: &str) -> Answer<Option<WarehouseId>> {
    Ok(warehouse::table.filter(warehouse::code.eq(code)).select(warehouse::id).first(tx.link()).optional()?)
}

/// Every warehouse: id, code, names, address.
pub(crate) fn warehouses(tx: &mut Tx) -> Answer<Vec<(WarehouseId, String, String, String, String)>> {
    Ok(warehouse::table
        .order(warehouse::code)
        .select((warehouse::id, warehouse::code, warehouse::name, warehouse::name_en, warehouse::address))
        .load(tx.link())?)
}

/// Makes or changes a warehouse; answers whether it was new, and whether anything changed.
pub(crate) fn put_warehouse(tx: &mut Tx, code: &str, name: &str, name_en: &str, address: &str) -> Answer<(bool, bool)> {
    let known = warehouses(tx)?.into_iter().find(|w| w.1 == code);
    match known {
        Some((_, _, n, e, a)) if n == name && e == name_en && a == address => Ok((false, false)),
        Some((id, ..)) => {
            diesel::update(warehouse::table.filter(warehouse::id.eq(id)))
                .set((warehouse::name.eq(name), warehouse::name_en.eq(name_en), warehouse::address.eq(address)))
                .execute(tx.link())?;
            Ok((false, true))
        }
        None => {
            let id = tx.new_id::<WarehouseId>();
            diesel::insert_into(warehouse::table)
                .values((
                    warehouse::id.eq(id),
                    warehouse::code.eq(code),
                    warehouse::name.eq(name),
                    warehouse::name_en.eq(name_en),
                    warehouse::address.eq(address),
                ))
                .execute(tx.link())?;
            Ok((true, true))
        }
    }
}

type StockTuple =
    (ProductId, WarehouseId, String, String, String, Quantity, Quantity, Moment, Option<Quantity>, Option<NaiveDate>);

fn stock_row((product, warehouse, code, name, name_en, on_hand, reserved, as_of, expected, expected_on): StockTuple) -> StockRow {
    StockRow { product, warehouse, code, name, name_en, on_hand, reserved, as_of, expected, expected_on }
}

macro_rules! stock_columns {
    () => {
        (
            stock::product_id,
            warehouse::id,
            warehouse::code,
            warehouse::name,
            warehouse::name_en,
            stock::on_hand,
            stock::reserved,
            stock::as_of,
            stock::expected,
            stock::expected_on,
        )
    };
}

/// Stock of products in a contract's warehouses, in the contract's order.
pub(in crate::catalogue) fn contract_stock(tx: &mut Tx, contract: ContractId, products: &[ProductId]) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .inner_join(contract_warehouse::table.on(contract_warehouse::warehouse_id.eq(stock::warehouse_id)))
        .filter(contract_warehouse::contract_id.eq(contract).and(stock::product_id.eq_any(products.to_vec())))
        .order((stock::product_id, contract_warehouse::rank))
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// Stock of one product everywhere.
pub(in crate::catalogue) fn stock_of(tx: &mut Tx, product: ProductId) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .filter(stock::product_id.eq(product))
        .order(warehouse::code)
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// Holds the stock rows until the end of the transaction, in one order for everybody; whoever asked first is served first. The embedded
/// database has one writer anyway.
pub(in crate::catalogue) fn lock_stock(tx: &mut Tx, contract: ContractId, products: &[ProductId]) -> Answer<()> {
    tx.queue_for(products.iter().map(|id| id.number()).collect())?;
    if let Link::Postgres(conn) = tx.link() {
        let of_contract = contract_warehouse::table
            .filter(contract_warehouse::contract_id.eq(contract))
            .select(contract_warehouse::warehouse_id);
        let _: Vec<ProductId> = stock::table
            .filter(stock::product_id.eq_any(products.to_vec()).and(stock::warehouse_id.eq_any(of_contract)))
            .order((stock::product_id, stock::warehouse_id))
            .select(stock::product_id)
            .for_update()
            .load(conn)?;
    }
    Ok(())
}

/// Holds the rows of some products in one warehouse until the end of the transaction, in one order for everybody.
/// Answers what lies there.
pub(in crate::catalogue) fn lock_shelf(
    tx: &mut Tx,
    warehouse: WarehouseId,
    products: &[ProductId],
) -> Answer<Vec<(ProductId, Quantity)>> {
    let rows = stock::table
        .filter(stock::product_id.eq_any(products.to_vec()).and(stock::warehouse_id.eq(warehouse)))
        .order((stock::product_id, stock::warehouse_id))
        .select((stock::product_id, stock::on_hand));
    Ok(match tx.link() {
        Link::Sqlite(conn) => rows.load(conn)?,
        Link::Postgres(conn) => rows.for_update().load(conn)?,
    })
}

/// What lies of some products in one warehouse. Nothing is held.
pub(in crate::catalogue) fn shelf(
    tx: &mut Tx,
    warehouse: WarehouseId,
    products: &[ProductId],
) -> Answer<HashMap<ProductId, Quantity>> {
    let mut found = HashMap::new();
    for chunk in products.chunks(500) {
        let rows: Vec<(ProductId, Quantity)> = stock::table
            .filter(stock::product_id.eq_any(chunk.to_vec()).and(stock::warehouse_id.eq(warehouse)))
            .select((stock::product_id, stock::on_hand))
            .load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

/// Takes promised goods off their shelf, with a movement. The rows are held, and that so much lies there was looked at: where less is
/// promised than leaves, the figures contradict each other, and the act fails.
pub(in crate::catalogue) fn take_off(
    tx: &mut Tx,
    warehouse: WarehouseId,
    goods: &[(ProductId, Quantity)],
    kind: &str,
    source: &str,
) -> Answer<()> {
    let now = tx.moment();
    for (product, quantity) in goods {
        let steps = quantity.steps();
        let row = stock::table
            .filter(stock::product_id.eq(product).and(stock::warehouse_id.eq(warehouse)))
            .filter(stock::on_hand.ge(*quantity).and(stock::reserved.ge(*quantity)));
        let touched = diesel::update(row)
            .set((stock::on_hand.eq(stock::on_hand - steps), stock::reserved.eq(stock::reserved - steps)))
            .execute(tx.link())?;
        if touched != 1 {
            return Err(No::failed(format!(
                "a breach: of {product} in {warehouse} less is promised or lies there than leaves for {source}"
            )));
        }
        let id = tx.new_id::<MovementId>();
        diesel::insert_into(movement::table)
            .values((
                movement::id.eq(id),
                movement::product_id.eq(product),
                movement::warehouse_id.eq(warehouse),
                movement::kind.eq(kind),
                movement::quantity.eq(Quantity::from_steps(-steps)),
                movement::at.eq(now),
                movement::source.eq(source),
            ))
            .execute(tx.link())?;
    }
    Ok(())
}

/// Adds to what is reserved, each row at most once, and never more than lies there. The rows are held; what would make the figure less
/// than nothing is refused by the database, and the act fails.
pub(in crate::catalogue) fn add_reserved(tx: &mut Tx, moves: &[(ProductId, WarehouseId, Quantity)]) -> Answer<()> {
    use diesel::sql_types::{Array, BigInt};
    let touched = match tx.link() {
        // One statement instead of one a row: over a network each costs a round trip while the rows are held.
        Link::Postgres(conn) => {
            let update = diesel::sql_query(
                "UPDATE stock SET reserved = stock.reserved + v.more FROM unnest($1, $2, $3) AS v (product, warehouse, more) \
                 WHERE stock.product_id = v.product AND stock.warehouse_id = v.warehouse \
                 AND (v.more <= 0 OR stock.on_hand >= stock.reserved + v.more)",
            );
            let column = |number: fn(&(ProductId, WarehouseId, Quantity)) -> i64| moves.iter().map(number).collect::<Vec<i64>>();
            update
                .bind::<Array<BigInt>, _>(column(|m| m.0.number()))
                .bind::<Array<BigInt>, _>(column(|m| m.1.number()))
                .bind::<Array<BigInt>, _>(column(|m| m.2.steps()))
                .execute(conn)?
        }
        Link::Sqlite(_) => moves.iter().try_fold(0, |touched, one| Ok::<_, No>(touched + add_one_reserved(tx, one)?))?,
    };
    // A row that came in after the lock was not locked: nothing is kept, and the same key asks again.
    if touched == moves.len() { Ok(()) } else { Err(No::busy()) }
}

fn add_one_reserved(tx: &mut Tx, (product, warehouse, quantity): &(ProductId, WarehouseId, Quantity)) -> Answer<usize> {
    let row = stock::table.filter(stock::product_id.eq(product).and(stock::warehouse_id.eq(warehouse)));
    let more = stock::reserved.eq(stock::reserved + quantity.steps());
    Ok(if quantity.is_positive() {
        let is_there = stock::on_hand.ge(stock::reserved + quantity.steps());
        diesel::update(row.filter(is_there)).set(more).execute(tx.link())?
    } else {
        diesel::update(row).set(more).execute(tx.link())?
    })
}

/// Stock of some products everywhere, by warehouse.
pub(in crate::catalogue) fn stock_of_many(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .filter(stock::product_id.eq_any(products.to_vec()))
        .order((stock::product_id, warehouse::code))
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// The latest movements of a product: warehouse, kind, quantity, moment, source.
pub(in crate::catalogue) fn movements(
    tx: &mut Tx,
    product: ProductId,
    at_most: i64,
) -> Answer<Vec<(WarehouseId, String, Quantity, Moment, String)>> {
    Ok(movement::table
        .filter(movement::product_id.eq(product))
        .order(movement::id.desc())
        .limit(at_most)
        .select((movement::warehouse_id, movement::kind, movement::quantity, movement::at, movement::source))
        .load(tx.link())?)
}
