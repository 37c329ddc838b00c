//! Which picture hangs on which product.

use super::products::allowed_among;
use super::*;
use crate::platform::files::FileId;

/// The product of an article number, sold or not, with its picture; held until the transaction ends.
pub(in crate::catalogue) fn hold_picture(tx: &mut Tx, sku: &str) -> Answer<Option<(ProductId, String, Option<FileId>)>> {
    let query = product::table.filter(product::sku_key.eq(sku_key(sku))).select((product::id, product::sku, product::picture_id));
    let found: Vec<(ProductId, String, Option<FileId>)> = match tx.link() {
        Link::Sqlite(conn) => query.load(conn)?,
        // Those who only point to the product, such as an order's stock, are not kept waiting.
        Link::Postgres(conn) => query.for_no_key_update().load(conn)?,
    };
    Ok(found.into_iter().next())
}

/// Names the picture of a product, or none.
pub(in crate::catalogue) fn set_picture(tx: &mut Tx, id: ProductId, picture: Option<FileId>) -> Answer<()> {
    diesel::update(product::table.filter(product::id.eq(id))).set(product::picture_id.eq(picture)).execute(tx.link())?;
    Ok(())
}

/// Whether the file is the picture of some product.
pub(in crate::catalogue) fn is_picture(tx: &mut Tx, picture: FileId) -> Answer<bool> {
    let hung = product::table.filter(product::picture_id.eq(picture)).select(product::id);
    Ok(diesel::select(diesel::dsl::exists(hung)).get_result(tx.link())?)
}

/// Whether the file is the picture of a product that the contract allows.
pub(crate) fn is_picture_allowed(tx: &mut Tx, contract: ContractId, picture: FileId) -> Answer<bool> {
    let hung: Vec<ProductId> = product::table.filter(product::picture_id.eq(picture)).select(product::id).load(tx.link())?;
    Ok(!allowed_among(tx, contract, &hung)?.is_empty())
}
