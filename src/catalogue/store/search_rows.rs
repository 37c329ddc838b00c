//! What the index of search is made of, and the check of what it proposes.

use super::*;

/// A product as the index reads it: id, category, article number, barcode, names, attributes as kept.
pub(in crate::catalogue) type SearchRow = (i64, i64, String, Option<String>, String, String, String);

/// Products that are sold, by id, behind one of them.
pub(in crate::catalogue) fn search_rows(tx: &mut Tx, after: i64, limit: i64) -> Answer<Vec<SearchRow>> {
    Ok(product::table
        .filter(product::is_active.eq(true).and(product::id.gt(after)))
        .order(product::id)
        .limit(limit)
        .select((
            product::id,
            product::category_id,
            product::sku,
            product::barcode,
            product::name,
            product::name_en,
            product::attributes,
        ))
        .load(tx.link())?)
}

/// The ids of the products that a contract lists.
pub(crate) fn listed_products(tx: &mut Tx, contract: ContractId) -> Answer<HashSet<i64>> {
    let ids: Vec<i64> = contract_product::table
        .filter(contract_product::contract_id.eq(contract))
        .select(contract_product::product_id)
        .load(tx.link())?;
    Ok(ids.into_iter().collect())
}

/// Goods that a company, a unit or a person of it ordered after a moment, the latest first.
pub(crate) fn ordered_lately(tx: &mut Tx, partner: PartnerId, unit: i64, since: Moment) -> Answer<Vec<ProductId>> {
    Ok(ordered::table
        .filter(ordered::partner_id.eq(partner).and(ordered::unit_id.eq(unit)).and(ordered::last_at.gt(since)))
        .order((ordered::last_at.desc(), ordered::product_id.desc()))
        .select(ordered::product_id)
        .load(tx.link())?)
}

/// A product in a list of suggestions: id, article number, names.
pub(in crate::catalogue) type NamedRow = (ProductId, String, String, String);

/// Which of these products the contract allows, with their names. One statement.
pub(in crate::catalogue) fn named_among(tx: &mut Tx, contract: ContractId, ids: &[ProductId]) -> Answer<Vec<NamedRow>> {
    let allowed = allowed_product::table
        .filter(allowed_product::contract_id.eq(contract).and(allowed_product::product_id.eq_any(ids.to_vec())))
        .select(allowed_product::product_id);
    let query = product::table
        .select((product::id, product::sku, product::name, product::name_en))
        .into_boxed()
        .filter(product::id.eq_any(allowed));
    Ok(query.load(tx.link())?)
}
