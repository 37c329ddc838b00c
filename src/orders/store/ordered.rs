//! What a company ordered last, of which good and how often: written with each order, read by lists of goods.

use super::*;

/// Keeps the lines of an order that was just written: for its unit, where it has one, and for the company as a whole. One statement.
/// Orders that were placed earlier than what is known count, and leave the last as it is.
pub(super) fn keep(tx: &mut Tx, order: OrderId) -> Answer<()> {
    let id = order.number();
    // Rows are taken in the order of unit and product by everybody.
    let sql = format!(
        "INSERT INTO ordered (partner_id, unit_id, product_id, last_at, last_quantity, times) \
         SELECT o.partner_id, u.unit_id, l.product_id, o.placed_at, SUM(l.quantity), 1 \
         FROM sales_order o JOIN order_line l ON l.order_id = o.id \
         JOIN (SELECT 0 AS unit_id UNION ALL SELECT x.unit_id FROM sales_order x WHERE x.id = {id} AND x.unit_id IS NOT NULL) u \
         ON u.unit_id >= 0 WHERE o.id = {id} GROUP BY o.partner_id, u.unit_id, l.product_id, o.placed_at \
         ORDER BY u.unit_id, l.product_id \
         ON CONFLICT (partner_id, unit_id, product_id) DO UPDATE SET times = ordered.times + 1, \
         last_quantity = CASE WHEN excluded.last_at >= ordered.last_at THEN excluded.last_quantity ELSE ordered.last_quantity END, \
         last_at = CASE WHEN excluded.last_at >= ordered.last_at THEN excluded.last_at ELSE ordered.last_at END"
    );
    each_database!(tx, conn => diesel::sql_query(&sql).execute(conn))?;
    Ok(())
}
