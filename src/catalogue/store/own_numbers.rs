//! What partners call our products, in the database.

use super::*;

/// A partner's own number: as written, its compared form, the product's id, article number and names.
pub(in crate::catalogue) type OwnRow = (String, String, ProductId, String, String, String);

/// The products that a partner's numbers stand for, by their compared form, each with the number as written.
pub(in crate::catalogue) fn own_products(
    tx: &mut Tx,
    partner: PartnerId,
    keys: &[String],
) -> Answer<HashMap<String, (ProductId, String)>> {
    let rows: Vec<(String, ProductId, String)> = own_number::table
        .filter(own_number::partner_id.eq(partner).and(own_number::number_key.eq_any(keys.to_vec())))
        .select((own_number::number_key, own_number::product_id, own_number::number))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(key, product, number)| (key, (product, number))).collect())
}

/// What a partner calls some products, in the order of his numbers.
pub(in crate::catalogue) fn own_numbers(
    tx: &mut Tx,
    partner: PartnerId,
    products: &[ProductId],
) -> Answer<Vec<(ProductId, String)>> {
    Ok(own_number::table
        .filter(own_number::partner_id.eq(partner).and(own_number::product_id.eq_any(products.to_vec())))
        .order(own_number::number_key)
        .select((own_number::product_id, own_number::number))
        .load(tx.link())?)
}

/// The numbers of a partner for goods that one of these contracts allows, behind a compared number.
pub(in crate::catalogue) fn own_page(
    tx: &mut Tx,
    partner: PartnerId,
    contracts: &[ContractId],
    words: &str,
    after: Option<String>,
    limit: i64,
) -> Answer<Vec<OwnRow>> {
    let allowed = allowed_product::table
        .filter(allowed_product::contract_id.eq_any(contracts.to_vec()))
        .select(allowed_product::product_id);
    let mut query = own_number::table
        .inner_join(product::table)
        .filter(own_number::partner_id.eq(partner))
        .filter(own_number::product_id.eq_any(allowed))
        .select((own_number::number, own_number::number_key, product::id, product::sku, product::name, product::name_en))
        .into_boxed();
    let key = words.trim().to_uppercase();
    if !key.is_empty() {
        let (own, ours) = (text::like_pattern(&key), text::like_pattern(&text::fold(words)));
        query = query.filter(own_number::number_key.like(own).escape('\\').or(product::search_key.like(ours).escape('\\')));
    }
    if let Some(after) = after {
        query = query.filter(own_number::number_key.gt(after));
    }
    Ok(query.order(own_number::number_key).limit(limit).load(tx.link())?)
}

/// Lets a number stand for a product, in place of what it stood for.
pub(in crate::catalogue) fn put_own(tx: &mut Tx, partner: PartnerId, product: ProductId, number: &str, key: &str) -> Answer<()> {
    each_database!(tx, conn => diesel::insert_into(own_number::table)
        .values((
            own_number::partner_id.eq(partner), own_number::product_id.eq(product),
            own_number::number.eq(number), own_number::number_key.eq(key),
        ))
        .on_conflict((own_number::partner_id, own_number::number_key))
        .do_update()
        .set((own_number::product_id.eq(product), own_number::number.eq(number)))
        .execute(conn))?;
    Ok(())
}

/// Forgets a number; says whether it was there.
pub(in crate::catalogue) fn delete_own(tx: &mut Tx, partner: PartnerId, key: &str) -> Answer<bool> {
    let gone = diesel::delete(own_number::table.filter(own_number::partner_id.eq(partner).and(own_number::number_key.eq(key))))
        .execute(tx.link())?;
    Ok(gone > 0)
}
