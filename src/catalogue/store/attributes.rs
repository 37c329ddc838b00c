//! What is known of goods as rows beside them: written by imports, read to narrow lists.

use super::products::narrowed;
use super::*;
use crate::catalogue::facet::Row;
use crate::catalogue::product::Attribute;

#[derive(Insertable)]
#[diesel(table_name = product_attribute, treat_none_as_default_value = false)]
struct Record {
    product_id: ProductId,
    name: String,
    value: String,
    name_en: String,
    value_en: String,
}

/// Puts the attributes of some goods in the place of those they had.
pub(crate) fn put_attributes(tx: &mut Tx, goods: &[(ProductId, Vec<Attribute>)]) -> Answer<()> {
    let mut records = Vec::new();
    for chunk in goods.chunks(500) {
        let ids: Vec<ProductId> = chunk.iter().map(|(id, _)| *id).collect();
        diesel::delete(product_attribute::table.filter(product_attribute::product_id.eq_any(ids))).execute(tx.link())?;
        records.extend(chunk.iter().flat_map(|(id, attributes)| records_of(*id, attributes)));
    }
    for chunk in records.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(product_attribute::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

/// What is said twice of a good is one row.
fn records_of(product_id: ProductId, attributes: &[Attribute]) -> Vec<Record> {
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let fresh = attributes.iter().filter(|a| seen.insert((a.name.as_str(), a.value.as_str())));
    fresh
        .map(|a| Record {
            product_id,
            name: a.name.clone(),
            value: a.value.clone(),
            name_en: a.name_en.clone(),
            value_en: a.value_en.clone(),
        })
        .collect()
}

/// The attributes of the goods that a filter leaves, whatever it chooses of attributes. One statement.
pub(in crate::catalogue) fn attribute_rows(tx: &mut Tx, contract: &Contract, filter: &Filter, limit: i64) -> Answer<Vec<Row>> {
    let mut query = product_attribute::table
        .inner_join(product::table.on(product::id.eq(product_attribute::product_id)))
        .filter(product::is_active.eq(true))
        .select((
            product_attribute::product_id,
            product_attribute::name,
            product_attribute::value,
            product_attribute::name_en,
            product_attribute::value_en,
        ))
        .into_boxed();
    narrowed!(query, contract, filter);
    if let Turn::Ordered(since) = filter.turn {
        let lately = ordered::table
            .filter(
                ordered::partner_id.eq(contract.partner).and(ordered::unit_id.eq(filter.unit)).and(ordered::last_at.gt(since)),
            )
            .select(ordered::product_id);
        query = query.filter(product::id.eq_any(lately));
    }
    let rows: Vec<(ProductId, String, String, String, String)> = query.limit(limit).load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(product, name, value, name_en, value_en)| Row { product, name, value, name_en, value_en })
        .collect())
}
