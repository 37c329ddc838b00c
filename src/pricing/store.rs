//! Price lists, price rows and discounts in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::discount::{Discount, Off, Subject};
use super::terms::TierKind;
use super::{DiscountId, PriceListId, history_store};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::each_database;
use crate::partners::ContractId;
use crate::platform::db::{Tx, odd};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Percent, Quantity, UnitPrice};

diesel::table! { price_list (id) { id -> BigInt, code -> Text, currency -> Text, tier -> Text } }
diesel::table! {
    price (owner_id, product_id, from_quantity, valid_from) {
        owner_id -> BigInt, product_id -> BigInt, from_quantity -> BigInt, valid_from -> Date, valid_until -> Nullable<Date>,
        unit_price -> BigInt, floor -> Nullable<BigInt>,
    }
}
diesel::table! {
    discount (id) {
        id -> BigInt, code -> Text, name -> Text, name_en -> Text, partner_id -> Nullable<BigInt>, account_id -> Nullable<BigInt>,
        contract_id -> Nullable<BigInt>, category_id -> Nullable<BigInt>, product_id -> Nullable<BigInt>, percent -> Nullable<BigInt>,
        amount -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(price_list, discount);
diesel::table! { vat_rate (code, valid_from) { code -> Text, percent -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date> } }

/// A price row with whom it belongs to.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable)]
#[diesel(table_name = price, treat_none_as_default_value = false)]
pub struct PriceRecord {
    /// A price list or a contract, by number.
    pub owner_id: i64,
    /// The product, by number.
    pub product_id: i64,
    /// From this quantity on.
    pub from_quantity: Quantity,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
    /// The price of one unit.
    pub unit_price: UnitPrice,
    /// Below this the seller loses money.
    pub floor: Option<UnitPrice>,
}

/// The rows of some owners for some products that are in force on a day. One statement.
pub fn rows(tx: &mut Tx, owners: &[i64], products: &[i64], day: NaiveDate) -> Answer<Vec<PriceRecord>> {
    Ok(price::table
        .filter(price::owner_id.eq_any(owners.to_vec()).and(price::product_id.eq_any(products.to_vec())))
        .filter(price::valid_from.le(day).and(price::valid_until.is_null().or(price::valid_until.ge(day))))
        .select(PriceRecord::as_select())
        .load(tx.link())?)
}

type DiscountRow = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<Percent>,
    Option<UnitPrice>,
    Option<NaiveDate>,
);

/// A price list's code and tier kind, with the discounts of a partner, a person and a contract in force on a day, by code.
/// One statement.
pub fn list_and_discounts(
    tx: &mut Tx,
    list: PriceListId,
    whose: &Whose,
    day: NaiveDate,
) -> Answer<(String, TierKind, Vec<Discount>)> {
    let rows: Vec<(String, TierKind, DiscountRow)> = price_list::table
        .left_join(
            discount::table.on(discount::partner_id
                .eq(Some(whose.partner))
                .or(discount::contract_id.eq(Some(whose.contract)))
                .or(discount::account_id.is_not_null().and(discount::account_id.eq(whose.account)))
                .and(discount::valid_from.le(day))
                .and(discount::valid_until.is_null().or(discount::valid_until.ge(day)))),
        )
        .filter(price_list::id.eq(list))
        .order(discount::code)
        .select((
            price_list::code,
            price_list::tier,
            (
                discount::code.nullable(),
                discount::name.nullable(),
                discount::name_en.nullable(),
                discount::category_id.nullable(),
                discount::product_id.nullable(),
                discount::percent.nullable(),
                discount::amount.nullable(),
                discount::valid_until.nullable(),
            ),
        ))
        .load(tx.link())?;
    let Some((code, tier, _)) = rows.first().cloned() else { return Err(No::failed("a contract without a price list")) };
    Ok((code, tier, rows.into_iter().filter_map(|(_, _, row)| discount_of(row)).collect()))
}

/// Whose discounts are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The partner.
    pub partner: PartnerId,
    /// The person who buys.
    pub account: Option<AccountId>,
    /// The contract.
    pub contract: ContractId,
}

fn discount_of((code, name, name_en, category, product, percent, amount, valid_until): DiscountRow) -> Option<Discount> {
    let (code, name, name_en) = (code?, name?, name_en?);
    let (subject, off) = (Subject::kept(category, product), Off::kept(percent, amount)?);
    Some(Discount { code, name, name_en, subject, off, valid_until })
}

/// A price list by its code.
pub fn list_by_code(tx: &mut Tx, code: &str) -> Answer<Option<(PriceListId, Currency, TierKind)>> {
    Ok(price_list::table
        .filter(price_list::code.eq(code))
        .select((price_list::id, price_list::currency, price_list::tier))
        .first(tx.link())
        .optional()?)
}

/// Code, currency and tier kind of a price list.
pub fn list(tx: &mut Tx, id: PriceListId) -> Answer<(String, Currency, TierKind)> {
    Ok(price_list::table
        .filter(price_list::id.eq(id))
        .select((price_list::code, price_list::currency, price_list::tier))
        .first(tx.link())?)
}

/// Makes a price list.
pub fn insert_list(tx: &mut Tx, code: &str, currency: Currency, tier: TierKind) -> Answer<PriceListId> {
    let id = tx.new_id::<PriceListId>();
    diesel::insert_into(price_list::table)
        .values((price_list::id.eq(id), price_list::code.eq(code), price_list::currency.eq(currency), price_list::tier.eq(tier)))
        .execute(tx.link())?;
    Ok(id)
}

/// Every row of some owners for some products, on whatever days.
pub fn all_rows(tx: &mut Tx, owners: &[i64], products: &[i64]) -> Answer<Vec<PriceRecord>> {
    Ok(price::table
        .filter(price::owner_id.eq_any(owners.to_vec()).and(price::product_id.eq_any(products.to_vec())))
        .select(PriceRecord::as_select())
        .load(tx.link())?)
}

/// Puts rows by their key: owner, product, quantity, first day. What is written is kept in their history.
pub fn put_rows(tx: &mut Tx, records: &[PriceRecord]) -> Answer<()> {
    use diesel::upsert::excluded;
    for chunk in records.chunks(500) {
        each_database!(tx, conn => diesel::insert_into(price::table)
            .values(chunk)
            .on_conflict((price::owner_id, price::product_id, price::from_quantity, price::valid_from))
            .do_update()
            .set((price::valid_until.eq(excluded(price::valid_until)), price::unit_price.eq(excluded(price::unit_price)), price::floor.eq(excluded(price::floor))))
            .execute(conn))?;
        history_store::keep_prices(tx, chunk)?;
    }
    Ok(())
}

/// A discount as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable)]
#[diesel(table_name = discount, treat_none_as_default_value = false)]
pub struct DiscountRecord {
    /// Its id.
    pub id: DiscountId,
    /// Its code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// For this partner,
    pub partner_id: Option<PartnerId>,
    /// or this person,
    pub account_id: Option<AccountId>,
    /// or this contract.
    pub contract_id: Option<ContractId>,
    /// On a category, by number.
    pub category_id: Option<i64>,
    /// On a product, by number.
    pub product_id: Option<i64>,
    /// A share off,
    pub percent: Option<Percent>,
    /// or an amount off each unit.
    pub amount: Option<UnitPrice>,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
}

/// A discount by its code.
pub fn discount_by_code(tx: &mut Tx, code: &str) -> Answer<Option<DiscountRecord>> {
    Ok(discount::table.filter(discount::code.eq(code)).select(DiscountRecord::as_select()).first(tx.link()).optional()?)
}

/// The discounts of some partners' contracts, people and of the partners themselves, newest first.
pub fn discounts_of_partner(tx: &mut Tx, partner: PartnerId, contracts: &[ContractId]) -> Answer<Vec<DiscountRecord>> {
    Ok(discount::table
        .filter(
            discount::partner_id
                .eq(Some(partner))
                .or(discount::contract_id.eq_any(contracts.iter().map(|c| Some(*c)).collect::<Vec<_>>())),
        )
        .order(discount::code)
        .select(DiscountRecord::as_select())
        .load(tx.link())?)
}

/// Puts a discount in place of the one of the same id. What is written is kept in its history.
pub fn put_discount(tx: &mut Tx, record: &DiscountRecord) -> Answer<()> {
    diesel::delete(discount::table.filter(discount::id.eq(record.id))).execute(tx.link())?;
    diesel::insert_into(discount::table).values(record.clone()).execute(tx.link())?;
    history_store::keep_discount(tx, record)
}

/// The rows of all owners in the order of owners and products, behind one of those: for whoever verifies. The last product of a
/// full answer may have more rows than were answered.
pub(super) fn proof_rows(tx: &mut Tx, (owner, product): (i64, i64), at_most: i64) -> Answer<Vec<PriceRecord>> {
    Ok(price::table
        .filter(price::owner_id.gt(owner).or(price::owner_id.eq(owner).and(price::product_id.gt(product))))
        .order((price::owner_id, price::product_id, price::from_quantity, price::valid_from))
        .limit(at_most)
        .select(PriceRecord::as_select())
        .load(tx.link())?)
}

/// Whose a price is and of which article, in words: for whoever verifies.
pub(super) fn proof_names(tx: &mut Tx, owner: i64, product: i64) -> Answer<(String, String)> {
    let sql = format!(
        "SELECT COALESCE((SELECT 'contract ' || number FROM contract WHERE id = {owner}), \
         (SELECT 'price list ' || code FROM price_list WHERE id = {owner}), CAST('nobody' AS TEXT)) AS object, \
         COALESCE((SELECT sku FROM product WHERE id = {product}), CAST('unknown' AS TEXT)) AS expected, CAST('' AS TEXT) AS found"
    );
    let row = odd(tx, &sql)?.pop();
    Ok(row.map(|row| (row.object, row.expected)).unwrap_or_default())
}

/// Discounts behind an id: for whoever verifies.
pub(super) fn proof_discounts(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<DiscountRecord>> {
    Ok(discount::table
        .filter(discount::id.gt(after))
        .order(discount::id)
        .limit(at_most)
        .select(DiscountRecord::as_select())
        .load(tx.link())?)
}

/// The VAT rate of a code on a day.
pub fn vat_percent(tx: &mut Tx, code: &str, day: NaiveDate) -> Answer<Option<Percent>> {
    Ok(vat_rate::table
        .filter(vat_rate::code.eq(code).and(vat_rate::valid_from.le(day)))
        .filter(vat_rate::valid_until.is_null().or(vat_rate::valid_until.ge(day)))
        .select(vat_rate::percent)
        .first(tx.link())
        .optional()?
        .flatten())
}

/// The discounts of some people, by code.
pub fn discounts_of_people(tx: &mut Tx, people: &[AccountId]) -> Answer<Vec<DiscountRecord>> {
    Ok(discount::table
        .filter(discount::account_id.eq_any(people.iter().map(|account| Some(*account)).collect::<Vec<_>>()))
        .order(discount::code)
        .select(DiscountRecord::as_select())
        .load(tx.link())?)
}
