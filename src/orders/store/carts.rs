//! Carts in the database.

use super::*;

/// A cart's own row.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct CartRow {
    pub id: CartId,
    pub contract: Option<ContractId>,
    pub address: Option<AddressId>,
    pub version: i64,
}

/// The cart of a person for a company.
pub(in crate::orders) fn cart(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<Option<CartRow>> {
    Ok(cart::table
        .filter(cart::account_id.eq(account).and(cart::partner_id.eq(partner)))
        .select((cart::id, cart::contract_id, cart::address_id, cart::version))
        .first(tx.link())
        .optional()?)
}

/// The cart of a person for a company, made where there is none; its version grows.
pub(in crate::orders) fn ensure_cart(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<CartId> {
    let (id, now) = (tx.new_id::<CartId>(), tx.moment());
    each_database!(tx, conn => diesel::insert_into(cart::table)
        .values((cart::id.eq(id), cart::account_id.eq(account), cart::partner_id.eq(partner), cart::version.eq(0i64), cart::changed_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    let row = self::cart(tx, account, partner)?.ok_or_else(|| No::failed("a cart vanished"))?;
    touch(tx, row.id)?;
    Ok(row.id)
}

fn touch(tx: &mut Tx, id: CartId) -> Answer<()> {
    let now = tx.moment();
    diesel::update(cart::table.filter(cart::id.eq(id)))
        .set((cart::version.eq(cart::version + 1i64), cart::changed_at.eq(now)))
        .execute(tx.link())?;
    Ok(())
}

/// Holds the cart until the end of the transaction: whoever changes or orders it waits here.
pub(in crate::orders) fn hold(tx: &mut Tx, id: CartId) -> Answer<()> {
    touch(tx, id)
}

/// A line of a cart as kept.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct KeptLine {
    pub product: ProductId,
    pub quantity: Quantity,
    pub seen_price: Option<UnitPrice>,
}

/// A cart's lines, in the order they were added.
pub(in crate::orders) fn cart_lines(tx: &mut Tx, id: CartId) -> Answer<Vec<KeptLine>> {
    Ok(cart_line::table
        .filter(cart_line::cart_id.eq(id))
        .order((cart_line::added_at, cart_line::product_id))
        .select((cart_line::product_id, cart_line::quantity, cart_line::seen_price))
        .load(tx.link())?)
}

/// How many lines a cart has.
pub(in crate::orders) fn count_lines(tx: &mut Tx, id: CartId) -> Answer<i64> {
    Ok(cart_line::table.filter(cart_line::cart_id.eq(id)).count().get_result(tx.link())?)
}

/// Puts a line, in place of the one of the same product.
pub(in crate::orders) fn put_line(
    tx: &mut Tx,
    id: CartId,
    product: ProductId,
    quantity: Quantity,
    seen: Option<UnitPrice>,
) -> Answer<()> {
    let now = tx.moment();
    each_database!(tx, conn => diesel::insert_into(cart_line::table)
        .values((
            cart_line::cart_id.eq(id), cart_line::product_id.eq(product), cart_line::quantity.eq(quantity),
            cart_line::seen_price.eq(seen), cart_line::added_at.eq(now),
        ))
        .on_conflict((cart_line::cart_id, cart_line::product_id))
        .do_update()
        .set((cart_line::quantity.eq(quantity), cart_line::seen_price.eq(seen)))
        .execute(conn))?;
    Ok(())
}

/// Takes a line out.
pub(in crate::orders) fn delete_line(tx: &mut Tx, id: CartId, product: ProductId) -> Answer<()> {
    diesel::delete(cart_line::table.filter(cart_line::cart_id.eq(id).and(cart_line::product_id.eq(product))))
        .execute(tx.link())?;
    Ok(())
}

/// Takes every line out.
pub(in crate::orders) fn empty(tx: &mut Tx, id: CartId) -> Answer<()> {
    diesel::delete(cart_line::table.filter(cart_line::cart_id.eq(id))).execute(tx.link())?;
    Ok(())
}

/// Chooses the contract.
pub(in crate::orders) fn set_contract(tx: &mut Tx, id: CartId, contract: ContractId) -> Answer<()> {
    diesel::update(cart::table.filter(cart::id.eq(id))).set(cart::contract_id.eq(Some(contract))).execute(tx.link())?;
    Ok(())
}

/// Chooses the address.
pub(in crate::orders) fn set_address(tx: &mut Tx, id: CartId, address: AddressId) -> Answer<()> {
    diesel::update(cart::table.filter(cart::id.eq(id))).set(cart::address_id.eq(Some(address))).execute(tx.link())?;
    Ok(())
}

/// A line of a cart at a glance: the contract the cart names with the product, how much, the price that was seen.
pub(in crate::orders) type Glimpse = ((Option<ContractId>, ProductId), Quantity, Option<UnitPrice>);

/// The lines of somebody's cart for a company.
pub(in crate::orders) fn glance(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<Vec<Glimpse>> {
    Ok(cart::table
        .inner_join(cart_line::table)
        .filter(cart::account_id.eq(account).and(cart::partner_id.eq(partner)))
        .select(((cart::contract_id, cart_line::product_id), cart_line::quantity, cart_line::seen_price))
        .load(tx.link())?)
}

/// The code in the cart of a person for a company.
pub(in crate::orders) fn code_of(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<Option<CodeId>> {
    Ok(cart_code::table
        .inner_join(cart::table)
        .filter(cart::account_id.eq(account).and(cart::partner_id.eq(partner)))
        .select(cart_code::code_id)
        .first(tx.link())
        .optional()?)
}

/// Puts a code into a cart, in place of another.
pub(in crate::orders) fn put_code(tx: &mut Tx, id: CartId, code: CodeId) -> Answer<()> {
    drop_code(tx, id)?;
    diesel::insert_into(cart_code::table).values((cart_code::cart_id.eq(id), cart_code::code_id.eq(code))).execute(tx.link())?;
    Ok(())
}

/// Takes the code out of a cart.
pub(in crate::orders) fn drop_code(tx: &mut Tx, id: CartId) -> Answer<()> {
    diesel::delete(cart_code::table.filter(cart_code::cart_id.eq(id))).execute(tx.link())?;
    Ok(())
}
