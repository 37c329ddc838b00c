//! Carts, orders, their lines, versions and reservations in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::order::{Order, OrderId, Version};
use super::record::Unkept;
use super::State;
use crate::access::reach::{AccountId, RepresentationId};
use crate::access::{PartnerId, UnitId};
use crate::catalogue::{ProductId, WarehouseId};
use crate::each_database;
use crate::partners::{AddressId, ContractId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, Quantity, UnitPrice, text};

diesel::table! {
    cart (id) {
        id -> BigInt, account_id -> BigInt, partner_id -> BigInt, contract_id -> Nullable<BigInt>, address_id -> Nullable<BigInt>,
        version -> BigInt, changed_at -> BigInt,
    }
}
diesel::table! {
    cart_line (cart_id, product_id) {
        cart_id -> BigInt, product_id -> BigInt, quantity -> BigInt, seen_price -> Nullable<BigInt>, added_at -> BigInt,
    }
}
diesel::table! {
    sales_order (id) {
        id -> BigInt, number -> Text, version -> BigInt, state -> Text, partner_id -> BigInt, unit_id -> Nullable<BigInt>,
        contract_id -> BigInt, placed_by -> BigInt, representation_id -> Nullable<BigInt>, placed_at -> BigInt, currency -> Text,
        your_number -> Nullable<Text>, requested_on -> Nullable<Date>, comment -> Nullable<Text>, delivery -> Nullable<Text>,
        delivery_cost -> BigInt, net -> BigInt, vat -> BigInt, total -> BigInt, search_key -> Text, snapshot -> Text, salt -> Binary,
    }
}
diesel::table! {
    order_line (order_id, position) {
        order_id -> BigInt, position -> BigInt, product_id -> BigInt, quantity -> BigInt, shipped -> BigInt, cancelled -> BigInt, sum -> BigInt,
    }
}
diesel::table! {
    order_version (order_id, version) {
        order_id -> BigInt, version -> BigInt, at -> BigInt, actor -> Text, what -> Text, snapshot -> Text,
    }
}
diesel::table! {
    reservation (order_id, position, warehouse_id) {
        order_id -> BigInt, position -> BigInt, warehouse_id -> BigInt, product_id -> BigInt, quantity -> BigInt,
    }
}
diesel::joinable!(order_line -> sales_order (order_id));
diesel::allow_tables_to_appear_in_same_query!(sales_order, order_line);

crate::typed_id!(
    /// A cart.
    CartId, "crt"
);

/// A cart's own row.
#[derive(Debug, Clone, Queryable)]
pub(super) struct CartRow {
    pub id: CartId,
    pub contract: Option<ContractId>,
    pub address: Option<AddressId>,
    pub version: i64,
}

/// The cart of a person for a company.
pub(super) fn cart(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<Option<CartRow>> {
    Ok(cart::table
        .filter(cart::account_id.eq(account).and(cart::partner_id.eq(partner)))
        .select((cart::id, cart::contract_id, cart::address_id, cart::version))
        .first(tx.link())
        .optional()?)
}

/// The cart of a person for a company, made where there is none; its version grows.
pub(super) fn ensure_cart(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<CartId> {
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

/// A line of a cart as kept.
#[derive(Debug, Clone, Queryable)]
pub(super) struct KeptLine {
    pub product: ProductId,
    pub quantity: Quantity,
    pub seen_price: Option<UnitPrice>,
}

/// A cart's lines, in the order they were added.
pub(super) fn cart_lines(tx: &mut Tx, id: CartId) -> Answer<Vec<KeptLine>> {
    Ok(cart_line::table
        .filter(cart_line::cart_id.eq(id))
        .order((cart_line::added_at, cart_line::product_id))
        .select((cart_line::product_id, cart_line::quantity, cart_line::seen_price))
        .load(tx.link())?)
}

/// How many lines a cart has.
pub(super) fn count_lines(tx: &mut Tx, id: CartId) -> Answer<i64> {
    Ok(cart_line::table.filter(cart_line::cart_id.eq(id)).count().get_result(tx.link())?)
}

/// Puts a line, in place of the one of the same product.
pub(super) fn put_line(tx: &mut Tx, id: CartId, product: ProductId, quantity: Quantity, seen: Option<UnitPrice>) -> Answer<()> {
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
pub(super) fn delete_line(tx: &mut Tx, id: CartId, product: ProductId) -> Answer<()> {
    diesel::delete(cart_line::table.filter(cart_line::cart_id.eq(id).and(cart_line::product_id.eq(product)))).execute(tx.link())?;
    touch(tx, id)
}

/// Takes every line out.
pub(super) fn empty(tx: &mut Tx, id: CartId) -> Answer<()> {
    diesel::delete(cart_line::table.filter(cart_line::cart_id.eq(id))).execute(tx.link())?;
    touch(tx, id)
}

/// Chooses the contract.
pub(super) fn set_contract(tx: &mut Tx, id: CartId, contract: ContractId) -> Answer<()> {
    diesel::update(cart::table.filter(cart::id.eq(id))).set(cart::contract_id.eq(Some(contract))).execute(tx.link())?;
    Ok(())
}

/// Chooses the address.
pub(super) fn set_address(tx: &mut Tx, id: CartId, address: AddressId) -> Answer<()> {
    diesel::update(cart::table.filter(cart::id.eq(id))).set(cart::address_id.eq(Some(address))).execute(tx.link())?;
    Ok(())
}

/// Ids that an order's row has and its snapshot does not.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub contract: ContractId,
    pub placed_by: AccountId,
    pub representation: Option<RepresentationId>,
    pub products: Vec<ProductId>,
}

/// Writes a new order with its lines, its reservations and its first version.
pub(super) fn insert(tx: &mut Tx, order: &Order, ids: &Ids, actor: &str, unkept: &Unkept) -> Answer<()> {
    let snapshot = serde_json::to_string(order)?;
    let delivery = order.delivery.as_ref().map(serde_json::to_string).transpose()?;
    diesel::insert_into(sales_order::table)
        .values((
            (
                sales_order::id.eq(order.id),
                sales_order::number.eq(&order.number),
                sales_order::version.eq(order.version),
                sales_order::state.eq(order.state),
                sales_order::partner_id.eq(ids.partner),
                sales_order::unit_id.eq(ids.unit),
                sales_order::contract_id.eq(ids.contract),
                sales_order::placed_by.eq(ids.placed_by),
                sales_order::representation_id.eq(ids.representation),
                sales_order::placed_at.eq(order.placed_at),
                sales_order::currency.eq(order.currency),
            ),
            (
                sales_order::your_number.eq(&order.your_number),
                sales_order::requested_on.eq(order.requested_on),
                sales_order::comment.eq(&order.comment),
                sales_order::delivery.eq(delivery),
                sales_order::delivery_cost.eq(order.delivery.as_ref().map_or(Money::ZERO, |d| d.cost)),
                sales_order::net.eq(order.net),
                sales_order::vat.eq(order.vat),
                sales_order::total.eq(order.total),
                sales_order::search_key.eq(search_key(order)),
                sales_order::snapshot.eq(&snapshot),
                sales_order::salt.eq(unkept.salt.clone()),
            ),
        ))
        .execute(tx.link())?;
    let lines: Vec<_> = (1i64..)
        .zip(order.lines.iter().zip(&ids.products))
        .map(|(position, (line, product))| {
            (
                order_line::order_id.eq(order.id),
                order_line::position.eq(position),
                order_line::product_id.eq(*product),
                order_line::quantity.eq(line.quantity),
                order_line::shipped.eq(line.shipped),
                order_line::cancelled.eq(line.cancelled),
                order_line::sum.eq(line.sum),
            )
        })
        .collect();
    for chunk in lines.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(order_line::table).values(chunk).execute(conn))?;
    }
    let reservations: Vec<_> = (1i64..)
        .zip(order.lines.iter().zip(&ids.products))
        .flat_map(|(position, (line, product))| {
            line.allocations.iter().filter_map(move |part| {
                part.warehouse.map(|warehouse| {
                    (
                        reservation::order_id.eq(order.id),
                        reservation::position.eq(position),
                        reservation::warehouse_id.eq(warehouse),
                        reservation::product_id.eq(*product),
                        reservation::quantity.eq(part.quantity),
                    )
                })
            })
        })
        .collect();
    for chunk in reservations.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(reservation::table).values(chunk).execute(conn))?;
    }
    insert_version(tx, order, actor, "placed", &snapshot)
}

fn insert_version(tx: &mut Tx, order: &Order, actor: &str, what: &str, snapshot: &str) -> Answer<()> {
    let now = tx.moment();
    diesel::insert_into(order_version::table)
        .values((
            order_version::order_id.eq(order.id),
            order_version::version.eq(order.version),
            order_version::at.eq(now),
            order_version::actor.eq(actor),
            order_version::what.eq(what),
            order_version::snapshot.eq(snapshot),
        ))
        .execute(tx.link())?;
    Ok(())
}

fn search_key(order: &Order) -> String {
    let mut words = vec![order.number.as_str(), order.your_number.as_deref().unwrap_or_default()];
    for line in &order.lines {
        words.extend([line.sku.as_str(), line.name.as_str(), line.name_en.as_str()]);
    }
    text::fold(&words.join(" "))
}

/// An order with the row's own ids, found by number within reach; held until the end of the transaction when it is to be changed.
pub(super) fn find(tx: &mut Tx, partners: Option<Vec<PartnerId>>, unit: Option<UnitId>, number: &str) -> Answer<Option<(Order, Kept)>> {
    let mut query = sales_order::table.filter(sales_order::number.eq(number.to_owned())).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(sales_order::partner_id.eq_any(partners));
    }
    if let Some(unit) = unit {
        query = query.filter(sales_order::unit_id.is_null().or(sales_order::unit_id.eq(Some(unit))));
    }
    let row: Option<(String, PartnerId, ContractId, Vec<u8>, AccountId)> = query
        .select((sales_order::snapshot, sales_order::partner_id, sales_order::contract_id, sales_order::salt, sales_order::placed_by))
        .first(tx.link())
        .optional()?;
    let Some((snapshot, partner, contract, salt, placed_by)) = row else { return Ok(None) };
    Ok(Some((serde_json::from_str(&snapshot)?, Kept { partner, contract, salt, placed_by })))
}

/// What an order's row knows beside its snapshot.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub partner: PartnerId,
    pub contract: ContractId,
    pub salt: Vec<u8>,
    pub placed_by: AccountId,
}

/// Replaces an order's current version, if it is still the one that was read. Answers whether it was.
pub(super) fn replace(tx: &mut Tx, order: &Order, actor: &str, what: &str) -> Answer<bool> {
    let snapshot = serde_json::to_string(order)?;
    let touched = diesel::update(sales_order::table.filter(sales_order::id.eq(order.id).and(sales_order::version.eq(order.version - 1))))
        .set((
            sales_order::version.eq(order.version),
            sales_order::state.eq(order.state),
            sales_order::net.eq(order.net),
            sales_order::vat.eq(order.vat),
            sales_order::total.eq(order.total),
            sales_order::snapshot.eq(&snapshot),
        ))
        .execute(tx.link())?;
    if touched != 1 {
        return Ok(false);
    }
    for (position, line) in (1i64..).zip(&order.lines) {
        diesel::update(order_line::table.filter(order_line::order_id.eq(order.id).and(order_line::position.eq(position))))
            .set((order_line::shipped.eq(line.shipped), order_line::cancelled.eq(line.cancelled)))
            .execute(tx.link())?;
    }
    insert_version(tx, order, actor, what, &snapshot)?;
    Ok(true)
}

/// Takes an order's reservations away; answers what they held.
pub(super) fn take_reservations(tx: &mut Tx, order: OrderId) -> Answer<Vec<(ProductId, WarehouseId, Quantity)>> {
    let held = reservation::table
        .filter(reservation::order_id.eq(order))
        .select((reservation::product_id, reservation::warehouse_id, reservation::quantity))
        .load(tx.link())?;
    diesel::delete(reservation::table.filter(reservation::order_id.eq(order))).execute(tx.link())?;
    Ok(held)
}

/// Which orders, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Placed at or after this moment.
    pub from: Option<Moment>,
    /// Placed before this moment.
    pub until: Option<Moment>,
    /// Words of numbers, article numbers or names.
    pub words: String,
    /// With this product, by article number.
    pub product: Option<String>,
    /// Of this partner only, by code; for staff.
    pub partner: Option<PartnerId>,
    /// The id before which to begin.
    pub before: Option<OrderId>,
    /// How many.
    pub limit: i64,
}

/// An order as a list shows it.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Where it is in its life.
    pub state: State,
    /// When it was placed.
    pub placed_at: Moment,
    /// The currency.
    pub currency: Currency,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// The day the buyer wishes it.
    pub requested_on: Option<NaiveDate>,
    /// What is to be paid.
    pub total: Money,
    /// The whole snapshot.
    pub snapshot: String,
}

/// Orders within reach, the latest first.
pub(super) fn list(tx: &mut Tx, partners: Option<Vec<PartnerId>>, unit: Option<UnitId>, filter: &Filter) -> Answer<Vec<Listed>> {
    let mut query = sales_order::table.into_boxed();
    if let Some(partners) = partners {
        query = query.filter(sales_order::partner_id.eq_any(partners));
    }
    if let Some(partner) = filter.partner {
        query = query.filter(sales_order::partner_id.eq(partner));
    }
    if let Some(unit) = unit {
        query = query.filter(sales_order::unit_id.is_null().or(sales_order::unit_id.eq(Some(unit))));
    }
    if let Some(state) = filter.state {
        query = query.filter(sales_order::state.eq(state));
    }
    if let Some(from) = filter.from {
        query = query.filter(sales_order::placed_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(sales_order::placed_at.lt(until));
    }
    for word in text::fold(&filter.words).split(' ').filter(|w| !w.is_empty()) {
        query = query.filter(sales_order::search_key.like(text::like_pattern(word)).escape('\\'));
    }
    if let Some(sku) = &filter.product {
        let product = crate::catalogue::store::product_by_sku(tx, sku)?.map_or(0, ProductId::number);
        let with_product = order_line::table.filter(order_line::product_id.eq(product)).select(order_line::order_id);
        query = query.filter(sales_order::id.eq_any(with_product));
    }
    if let Some(before) = filter.before {
        query = query.filter(sales_order::id.lt(before));
    }
    Ok(query
        .order(sales_order::id.desc())
        .limit(filter.limit)
        .select((
            sales_order::id,
            sales_order::number,
            sales_order::state,
            sales_order::placed_at,
            sales_order::currency,
            sales_order::your_number,
            sales_order::requested_on,
            sales_order::total,
            sales_order::snapshot,
        ))
        .load(tx.link())?)
}

/// An order's versions, the first first.
pub(super) fn versions(tx: &mut Tx, order: OrderId) -> Answer<Vec<Version>> {
    let rows: Vec<(i64, Moment, String, String)> = order_version::table
        .filter(order_version::order_id.eq(order))
        .order(order_version::version)
        .select((order_version::version, order_version::at, order_version::actor, order_version::what))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(version, at, actor, what)| Version { version, at, actor, what }).collect())
}
