//! Shopping lists and carts put aside, in the database. A list is its owner's; a shared one also its unit's.

use super::lines::{LineColumns, line_columns, line_of};
use super::*;
use crate::orders::list::{Kind, Line, ListId};

diesel::table! {
    shopping_list (id) {
        id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, account_id -> BigInt, name -> Text, name_key -> Text, kind -> Text,
        is_shared -> Bool, contract_id -> Nullable<BigInt>, address_id -> Nullable<BigInt>, code_id -> Nullable<BigInt>,
        changed_at -> BigInt, version -> BigInt,
    }
}
diesel::table! {
    shopping_list_line (list_id, product_id) {
        list_id -> BigInt, product_id -> BigInt, position -> BigInt, sku -> Text, name -> Text, name_en -> Text, unit -> Text,
        quantity -> BigInt, seen_price -> Nullable<BigInt>,
    }
}
// The people's room owns this table: here only the name of a list's owner.
diesel::table! { account (id) { id -> BigInt, name -> Text } }
diesel::joinable!(shopping_list -> account (account_id));
diesel::allow_tables_to_appear_in_same_query!(shopping_list, shopping_list_line, account);

/// Who looks: a person of a company, and the unit he is bound to.
#[derive(Debug, Clone, Copy)]
pub(in crate::orders) struct Viewer {
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub account: AccountId,
}

/// A list's own row.
#[derive(Debug, Clone, Queryable)]
pub(in crate::orders) struct ListRow {
    pub id: ListId,
    pub account: AccountId,
    pub owner: String,
    pub name: String,
    pub is_shared: bool,
    pub contract: Option<ContractId>,
    pub address: Option<AddressId>,
    pub code: Option<CodeId>,
    pub changed_at: Moment,
}

/// The lists of a kind that somebody may see: his own, and those shared with his unit.
pub(in crate::orders) fn lists(tx: &mut Tx, by: Viewer, kind: Kind, id: Option<ListId>) -> Answer<Vec<ListRow>> {
    let mut query = shopping_list::table
        .inner_join(account::table)
        .filter(shopping_list::partner_id.eq(by.partner).and(shopping_list::kind.eq(kind)))
        .select((
            shopping_list::id,
            shopping_list::account_id,
            account::name,
            shopping_list::name,
            shopping_list::is_shared,
            shopping_list::contract_id,
            shopping_list::address_id,
            shopping_list::code_id,
            shopping_list::changed_at,
        ))
        .into_boxed();
    query = match by.unit {
        Some(unit) => query.filter(shopping_list::account_id.eq(by.account).or(
            shopping_list::is_shared.eq(true).and(shopping_list::unit_id.is_null().or(shopping_list::unit_id.eq(Some(unit)))),
        )),
        None => query.filter(shopping_list::account_id.eq(by.account).or(shopping_list::is_shared.eq(true))),
    };
    if let Some(id) = id {
        query = query.filter(shopping_list::id.eq(id));
    }
    Ok(query.order((shopping_list::name_key, shopping_list::id)).load(tx.link())?)
}

/// How many lists of a kind somebody has of his own.
pub(in crate::orders) fn count_lists(tx: &mut Tx, by: Viewer, kind: Kind) -> Answer<i64> {
    let own = shopping_list::partner_id.eq(by.partner).and(shopping_list::account_id.eq(by.account));
    Ok(shopping_list::table.filter(own.and(shopping_list::kind.eq(kind))).count().get_result(tx.link())?)
}

/// Whether somebody has a list of this name already; names are compared folded.
pub(in crate::orders) fn has_list_named(tx: &mut Tx, by: Viewer, kind: Kind, key: &str, but: Option<ListId>) -> Answer<bool> {
    let but = but.map_or(0, ListId::number);
    let named = shopping_list::table
        .filter(shopping_list::partner_id.eq(by.partner).and(shopping_list::account_id.eq(by.account)))
        .filter(shopping_list::kind.eq(kind).and(shopping_list::name_key.eq(key.to_owned())).and(shopping_list::id.ne(but)))
        .select(shopping_list::id);
    Ok(diesel::select(diesel::dsl::exists(named)).get_result(tx.link())?)
}

/// A list to be written.
#[derive(Debug, Clone)]
pub(in crate::orders) struct NewListRow<'n> {
    pub by: Viewer,
    pub kind: Kind,
    pub name: &'n str,
    pub contract: Option<ContractId>,
    pub address: Option<AddressId>,
    pub code: Option<CodeId>,
}

/// Writes a list without lines.
pub(in crate::orders) fn insert_list(tx: &mut Tx, new: &NewListRow<'_>) -> Answer<ListId> {
    let (id, now) = (tx.new_id::<ListId>(), tx.moment());
    diesel::insert_into(shopping_list::table)
        .values((
            shopping_list::id.eq(id),
            shopping_list::partner_id.eq(new.by.partner),
            shopping_list::unit_id.eq(new.by.unit),
            shopping_list::account_id.eq(new.by.account),
            shopping_list::name.eq(new.name),
            shopping_list::name_key.eq(text::fold(new.name)),
            shopping_list::kind.eq(new.kind),
            shopping_list::is_shared.eq(false),
            shopping_list::contract_id.eq(new.contract),
            shopping_list::address_id.eq(new.address),
            shopping_list::code_id.eq(new.code),
            shopping_list::changed_at.eq(now),
            shopping_list::version.eq(1i64),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Holds a list until the end of the transaction, and says that it has changed.
pub(in crate::orders) fn touch_list(tx: &mut Tx, id: ListId) -> Answer<bool> {
    let now = tx.moment();
    let touched = diesel::update(shopping_list::table.filter(shopping_list::id.eq(id)))
        .set((shopping_list::version.eq(shopping_list::version + 1i64), shopping_list::changed_at.eq(now)))
        .execute(tx.link())?;
    Ok(touched == 1)
}

/// Gives a list another name, and shares it or not.
pub(in crate::orders) fn update_list(tx: &mut Tx, id: ListId, name: &str, is_shared: bool) -> Answer<()> {
    diesel::update(shopping_list::table.filter(shopping_list::id.eq(id)))
        .set((shopping_list::name.eq(name), shopping_list::name_key.eq(text::fold(name)), shopping_list::is_shared.eq(is_shared)))
        .execute(tx.link())?;
    Ok(())
}

/// Throws a list away with its lines.
pub(in crate::orders) fn delete_list(tx: &mut Tx, id: ListId) -> Answer<()> {
    diesel::delete(shopping_list_line::table.filter(shopping_list_line::list_id.eq(id))).execute(tx.link())?;
    diesel::delete(shopping_list::table.filter(shopping_list::id.eq(id))).execute(tx.link())?;
    Ok(())
}

/// The lines of a list, in their order.
pub(in crate::orders) fn list_lines(tx: &mut Tx, id: ListId) -> Answer<Vec<Line>> {
    let rows: Vec<LineColumns> = shopping_list_line::table
        .filter(shopping_list_line::list_id.eq(id))
        .order((shopping_list_line::position, shopping_list_line::product_id))
        .select(line_columns!(shopping_list_line, seen_price))
        .load(tx.link())?;
    Ok(rows.into_iter().map(line_of).collect())
}

/// How many lines some lists have.
pub(in crate::orders) fn count_list_lines(tx: &mut Tx, ids: &[ListId]) -> Answer<Vec<(ListId, i64)>> {
    Ok(shopping_list_line::table
        .filter(shopping_list_line::list_id.eq_any(ids.to_vec()))
        .group_by(shopping_list_line::list_id)
        .select((shopping_list_line::list_id, diesel::dsl::count_star()))
        .load(tx.link())?)
}

/// Puts a line, in place of the one of the same product, whose place and name it keeps.
pub(in crate::orders) fn put_list_line(tx: &mut Tx, id: ListId, line: &Line) -> Answer<()> {
    each_database!(tx, conn => diesel::insert_into(shopping_list_line::table)
        .values((
            shopping_list_line::list_id.eq(id), shopping_list_line::product_id.eq(line.product),
            shopping_list_line::position.eq(line.position), shopping_list_line::sku.eq(&line.sku),
            shopping_list_line::name.eq(&line.name), shopping_list_line::name_en.eq(&line.name_en),
            shopping_list_line::unit.eq(&line.unit), shopping_list_line::quantity.eq(line.quantity),
            shopping_list_line::seen_price.eq(line.seen),
        ))
        .on_conflict((shopping_list_line::list_id, shopping_list_line::product_id))
        .do_update()
        .set((shopping_list_line::quantity.eq(line.quantity), shopping_list_line::seen_price.eq(line.seen)))
        .execute(conn))?;
    Ok(())
}

/// Takes a line out of a list.
pub(in crate::orders) fn delete_list_line(tx: &mut Tx, id: ListId, product: ProductId) -> Answer<()> {
    diesel::delete(
        shopping_list_line::table.filter(shopping_list_line::list_id.eq(id).and(shopping_list_line::product_id.eq(product))),
    )
    .execute(tx.link())?;
    Ok(())
}

/// Makes a cart name a contract and an address, or none.
pub(in crate::orders) fn set_choice(
    tx: &mut Tx,
    id: CartId,
    contract: Option<ContractId>,
    address: Option<AddressId>,
) -> Answer<()> {
    diesel::update(cart::table.filter(cart::id.eq(id)))
        .set((cart::contract_id.eq(contract), cart::address_id.eq(address)))
        .execute(tx.link())?;
    Ok(())
}
