//! What a company ordered last, of which good and how often: written with each order and each change of one, read by lists of goods.

use super::*;

/// Keeps the lines of an order that was just written: for its unit, where it has one, for the company as a whole, and for whoever
/// placed it. Orders that were placed earlier than what is known count, and leave the last as it is.
pub(super) fn keep(tx: &mut Tx, order: OrderId) -> Answer<()> {
    write(tx, order, 1)
}

/// The same after a change of the order, which counts as no other one; what was taken out of it stays as it was.
pub(super) fn keep_changed(tx: &mut Tx, order: OrderId) -> Answer<()> {
    write(tx, order, 0)
}

/// One statement.
fn write(tx: &mut Tx, order: OrderId, times: u8) -> Answer<()> {
    let id = order.number();
    // Rows are taken in the order of unit and product by everybody.
    let sql = format!(
        "INSERT INTO ordered (partner_id, unit_id, product_id, last_at, last_quantity, times) \
         SELECT o.partner_id, u.unit_id, l.product_id, o.placed_at, SUM(l.quantity), 1 \
         FROM sales_order o JOIN order_line l ON l.order_id = o.id \
         JOIN (SELECT 0 AS unit_id UNION ALL SELECT x.unit_id FROM sales_order x WHERE x.id = {id} AND x.unit_id IS NOT NULL \
         UNION ALL SELECT -x.placed_by FROM sales_order x WHERE x.id = {id}) u \
         ON u.unit_id IS NOT NULL WHERE o.id = {id} AND l.quantity > 0 GROUP BY o.partner_id, u.unit_id, l.product_id, o.placed_at \
         ORDER BY u.unit_id, l.product_id \
         ON CONFLICT (partner_id, unit_id, product_id) DO UPDATE SET times = ordered.times + {times}, \
         last_quantity = CASE WHEN excluded.last_at >= ordered.last_at THEN excluded.last_quantity ELSE ordered.last_quantity END, \
         last_at = CASE WHEN excluded.last_at >= ordered.last_at THEN excluded.last_at ELSE ordered.last_at END"
    );
    each_database!(tx, conn => diesel::sql_query(&sql).execute(conn))?;
    Ok(())
}
