//! Figures of stock from outside, booked against what we have, in the database.

use super::*;

/// Makes the rows that are not there yet and holds all of them, in one order for everybody. Answers which were not there.
fn hold_rows(tx: &mut Tx, figures: &[FoundFigure], products: &[ProductId]) -> Answer<Vec<(ProductId, WarehouseId)>> {
    let of_these = stock::table.filter(stock::product_id.eq_any(products.to_vec()));
    let known: Vec<(ProductId, WarehouseId)> =
        of_these.clone().select((stock::product_id, stock::warehouse_id)).load(tx.link())?;
    let mut absent: Vec<(ProductId, WarehouseId)> =
        figures.iter().map(|f| (f.product, f.warehouse)).filter(|key| !known.contains(key)).collect();
    absent.sort();
    absent.dedup();
    let rows: Vec<_> = absent
        .iter()
        .map(|(product, warehouse)| {
            (
                stock::product_id.eq(*product),
                stock::warehouse_id.eq(*warehouse),
                stock::on_hand.eq(Quantity::ZERO),
                stock::reserved.eq(Quantity::ZERO),
                stock::as_of.eq(Moment::from_micros(0)),
            )
        })
        .collect();
    if !rows.is_empty() {
        each_database!(tx, conn => diesel::insert_into(stock::table).values(&rows).on_conflict_do_nothing().execute(conn))?;
    }
    if let Link::Postgres(conn) = tx.link() {
        let order = (stock::product_id, stock::warehouse_id);
        let _: Vec<ProductId> = of_these.order(order).select(stock::product_id).for_update().load(conn)?;
    }
    Ok(absent)
}

/// Books up to a few hundred figures, each as a movement against our figure of its time. Answers the products of which there is more now,
/// and what was written.
pub(in crate::catalogue) fn book_chunk(
    tx: &mut Tx,
    figures: &[FoundFigure],
    source: &str,
) -> Answer<(Booked, Vec<ProductId>, Vec<Written>)> {
    let products: Vec<ProductId> = figures.iter().map(|f| f.product).collect();
    let absent = hold_rows(tx, figures, &products)?;
    let earliest = figures.iter().map(|f| f.as_of).min().unwrap_or(tx.moment());
    let known: Vec<(ProductId, WarehouseId, Quantity, Quantity, Moment, Option<Quantity>, Option<NaiveDate>)> =
        stock::table.filter(stock::product_id.eq_any(products.clone())).load(tx.link())?;
    let later: Vec<(ProductId, WarehouseId, Quantity, Moment)> = movement::table
        .filter(movement::product_id.eq_any(products).and(movement::at.gt(earliest)))
        .select((movement::product_id, movement::warehouse_id, movement::quantity, movement::at))
        .load(tx.link())?;
    let mut booked = Booked::default();
    let mut rows = Vec::new();
    let mut movements = Vec::new();
    let mut risen = Vec::new();
    let mut told = Vec::new();
    for f in figures {
        let old = known.iter().find(|k| k.0 == f.product && k.1 == f.warehouse);
        let since: i64 =
            later.iter().filter(|m| m.0 == f.product && m.1 == f.warehouse && m.3 > f.as_of).map(|m| m.2.steps()).sum();
        let (on_hand, reserved) = old.map_or((Quantity::ZERO, Quantity::ZERO), |k| (k.2, k.3));
        let Correction { difference, is_cut } = correction(f.on_hand, on_hand, Quantity::from_steps(since));
        let fresh = Quantity::from_steps(on_hand.steps().saturating_add(difference.steps()));
        match old {
            _ if absent.contains(&(f.product, f.warehouse)) => booked.added += 1,
            None => return Err(No::failed("a stock row vanished while it was held")),
            Some(k) if difference == Quantity::ZERO && k.4 >= f.as_of && k.5 == f.expected && k.6 == f.expected_on => {
                booked.unchanged += 1;
                continue;
            }
            Some(_) => booked.changed += 1,
        }
        if fresh < reserved || is_cut {
            booked.short += 1;
        }
        if difference.is_positive() {
            risen.push(f.product);
        }
        let moved = (difference != Quantity::ZERO).then(|| tx.new_id::<MovementId>());
        // A figure that comes late makes nothing older that is known later.
        let as_of = old.map_or(f.as_of, |k| f.as_of.max(k.4));
        if let Some(id) = moved {
            movements.push((
                movement::id.eq(id),
                movement::product_id.eq(f.product),
                movement::warehouse_id.eq(f.warehouse),
                movement::kind.eq("adjustment"),
                movement::quantity.eq(difference),
                movement::at.eq(f.as_of),
                movement::source.eq(source),
            ));
        }
        rows.push((
            stock::product_id.eq(f.product),
            stock::warehouse_id.eq(f.warehouse),
            stock::on_hand.eq(fresh),
            stock::reserved.eq(Quantity::ZERO),
            stock::as_of.eq(as_of),
            stock::expected.eq(f.expected),
            stock::expected_on.eq(f.expected_on),
        ));
        told.push(Written {
            movement: moved,
            product: f.product,
            warehouse: f.warehouse,
            quantity: difference,
            at: f.as_of,
            as_of,
            expected: f.expected,
            expected_on: f.expected_on,
        });
    }
    use diesel::upsert::excluded;
    if !movements.is_empty() {
        each_database!(tx, conn => diesel::insert_into(movement::table).values(&movements).execute(conn))?;
    }
    if !rows.is_empty() {
        each_database!(tx, conn => diesel::insert_into(stock::table)
            .values(&rows)
            .on_conflict((stock::product_id, stock::warehouse_id))
            .do_update()
            .set((
                stock::on_hand.eq(excluded(stock::on_hand)),
                stock::as_of.eq(excluded(stock::as_of)),
                stock::expected.eq(excluded(stock::expected)),
                stock::expected_on.eq(excluded(stock::expected_on)),
            ))
            .execute(conn))?;
    }
    Ok((booked, risen, told))
}

/// What we believe to lie of some products, in every warehouse.
pub(crate) fn figures(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<FoundFigure>> {
    let mut found = Vec::new();
    for chunk in products.chunks(500) {
        let rows: Vec<(ProductId, WarehouseId, Quantity, Moment, Option<Quantity>, Option<NaiveDate>)> = stock::table
            .filter(stock::product_id.eq_any(chunk.to_vec()))
            .select((stock::product_id, stock::warehouse_id, stock::on_hand, stock::as_of, stock::expected, stock::expected_on))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(product, warehouse, on_hand, as_of, expected, expected_on)| FoundFigure {
            product,
            warehouse,
            on_hand,
            as_of,
            expected,
            expected_on,
        }));
    }
    Ok(found)
}

/// Says of figures that they were found as we believed, at a moment: they are fresh again.
pub(crate) fn confirm(tx: &mut Tx, found: &[(ProductId, WarehouseId)], at: Moment) -> Answer<()> {
    let mut of: std::collections::BTreeMap<WarehouseId, Vec<ProductId>> = std::collections::BTreeMap::new();
    for (product, warehouse) in found {
        of.entry(*warehouse).or_default().push(*product);
    }
    for (warehouse, products) in of {
        for chunk in products.chunks(500) {
            let older = stock::table
                .filter(stock::warehouse_id.eq(warehouse).and(stock::product_id.eq_any(chunk.to_vec())))
                .filter(stock::as_of.lt(at));
            diesel::update(older).set(stock::as_of.eq(at)).execute(tx.link())?;
        }
    }
    Ok(())
}
