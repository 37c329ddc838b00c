//! What prices and discounts were: each as it was written, with its moment, in the database. Rows are added beside every write of what
//! is in force, and read by whoever asks for a past moment and by whoever verifies. Nothing here is ever changed.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::store::{DiscountRecord, PriceRecord, Whose};
use super::{DiscountChangeId, DiscountId, PriceChangeId};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::each_database;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Percent, Quantity, UnitPrice};

diesel::table! {
    price_change (id) {
        id -> BigInt, at -> BigInt, owner_id -> BigInt, product_id -> BigInt, from_quantity -> BigInt, valid_from -> Date,
        valid_until -> Nullable<Date>, unit_price -> BigInt, floor -> Nullable<BigInt>,
    }
}
diesel::table! {
    discount_change (id) {
        id -> BigInt, at -> BigInt, discount_id -> BigInt, code -> Text, partner_id -> Nullable<BigInt>, account_id -> Nullable<BigInt>,
        contract_id -> Nullable<BigInt>, category_id -> Nullable<BigInt>, product_id -> Nullable<BigInt>, percent -> Nullable<BigInt>,
        amount -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date>,
    }
}
diesel::table! { product (id) { id -> BigInt, sku_key -> Text } }
// A view of the catalogue: what each contract allows.
diesel::table! { allowed_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
diesel::allow_tables_to_appear_in_same_query!(price_change, product, allowed_product);

/// A price row as it was written.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable)]
#[diesel(table_name = price_change, treat_none_as_default_value = false)]
pub(super) struct PriceChange {
    pub id: PriceChangeId,
    pub at: Moment,
    pub owner_id: i64,
    pub product_id: i64,
    pub from_quantity: Quantity,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub unit_price: UnitPrice,
    pub floor: Option<UnitPrice>,
}

impl PriceChange {
    /// A row as it is written now.
    fn of(tx: &mut Tx, record: &PriceRecord) -> Self {
        Self {
            id: tx.new_id::<PriceChangeId>(),
            at: tx.moment(),
            owner_id: record.owner_id,
            product_id: record.product_id,
            from_quantity: record.from_quantity,
            valid_from: record.valid_from,
            valid_until: record.valid_until,
            unit_price: record.unit_price,
            floor: record.floor,
        }
    }

    /// The row that was written.
    pub fn record(&self) -> PriceRecord {
        PriceRecord {
            owner_id: self.owner_id,
            product_id: self.product_id,
            from_quantity: self.from_quantity,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            unit_price: self.unit_price,
            floor: self.floor,
        }
    }
}

/// A discount as it was written; its names are those it has now.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable)]
#[diesel(table_name = discount_change, treat_none_as_default_value = false)]
pub(super) struct DiscountChange {
    pub id: DiscountChangeId,
    pub at: Moment,
    pub discount_id: DiscountId,
    pub code: String,
    pub partner_id: Option<PartnerId>,
    pub account_id: Option<AccountId>,
    pub contract_id: Option<ContractId>,
    pub category_id: Option<i64>,
    pub product_id: Option<i64>,
    pub percent: Option<Percent>,
    pub amount: Option<UnitPrice>,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
}

impl DiscountChange {
    /// A discount as it is written now.
    fn of(tx: &mut Tx, record: &DiscountRecord) -> Self {
        Self {
            id: tx.new_id::<DiscountChangeId>(),
            at: tx.moment(),
            discount_id: record.id,
            code: record.code.clone(),
            partner_id: record.partner_id,
            account_id: record.account_id,
            contract_id: record.contract_id,
            category_id: record.category_id,
            product_id: record.product_id,
            percent: record.percent,
            amount: record.amount,
            valid_from: record.valid_from,
            valid_until: record.valid_until,
        }
    }

    /// The discount that was written, without its names.
    pub fn record(&self) -> DiscountRecord {
        DiscountRecord {
            id: self.discount_id,
            code: self.code.clone(),
            name: String::new(),
            name_en: String::new(),
            partner_id: self.partner_id,
            account_id: self.account_id,
            contract_id: self.contract_id,
            category_id: self.category_id,
            product_id: self.product_id,
            percent: self.percent,
            amount: self.amount,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

/// Keeps price rows as they are written now.
pub(super) fn keep_prices(tx: &mut Tx, records: &[PriceRecord]) -> Answer<()> {
    let changes: Vec<PriceChange> = records.iter().map(|record| PriceChange::of(tx, record)).collect();
    let changes = changes.as_slice();
    each_database!(tx, conn => diesel::insert_into(price_change::table).values(changes).execute(conn))?;
    Ok(())
}

/// Keeps a discount as it is written now.
pub(super) fn keep_discount(tx: &mut Tx, record: &DiscountRecord) -> Answer<()> {
    let change = DiscountChange::of(tx, record);
    diesel::insert_into(discount_change::table).values(change).execute(tx.link())?;
    Ok(())
}

/// The rows of some owners for some products that had been written by a moment, in the order in which they were.
pub(super) fn prices_until(tx: &mut Tx, owners: &[i64], products: &[i64], until: Moment) -> Answer<Vec<PriceChange>> {
    Ok(price_change::table
        .filter(price_change::owner_id.eq_any(owners.to_vec()).and(price_change::product_id.eq_any(products.to_vec())))
        .filter(price_change::at.le(until))
        .order((price_change::at, price_change::id))
        .select(PriceChange::as_select())
        .load(tx.link())?)
}

/// Which products.
#[derive(Debug, Clone)]
pub(super) struct GoodsAsked {
    /// Only what this contract lets in now.
    pub within: Option<ContractId>,
    /// This one only, by its compared article number.
    pub sku: Option<String>,
    /// Behind which.
    pub after: Option<String>,
    pub at_most: i64,
}

/// The products that some owners had a row for by a moment, with their compared article numbers, in the order of these.
pub(super) fn goods_until(tx: &mut Tx, owners: &[i64], until: Moment, asked: GoodsAsked) -> Answer<Vec<(i64, String)>> {
    let priced = price_change::table
        .filter(price_change::product_id.eq(product::id).and(price_change::owner_id.eq_any(owners.to_vec())))
        .filter(price_change::at.le(until))
        .select(price_change::id);
    let mut query = product::table.filter(diesel::dsl::exists(priced)).select((product::id, product::sku_key)).into_boxed();
    if let Some(contract) = asked.within {
        let allowed = allowed_product::table
            .filter(allowed_product::product_id.eq(product::id).and(allowed_product::contract_id.eq(contract)))
            .select(allowed_product::product_id);
        query = query.filter(diesel::dsl::exists(allowed));
    }
    if let Some(sku) = asked.sku {
        query = query.filter(product::sku_key.eq(sku));
    }
    if let Some(after) = asked.after {
        query = query.filter(product::sku_key.gt(after));
    }
    Ok(query.order(product::sku_key).limit(asked.at_most).load(tx.link())?)
}

/// Every state of the discounts that a partner, a person or a contract ever had, as it had been written by a moment, in the order of
/// writing: a discount may have gone to somebody else since.
pub(super) fn discounts_until(tx: &mut Tx, whose: &Whose, until: Moment) -> Answer<Vec<DiscountChange>> {
    let mut ids: Vec<i64> = discount_change::table
        .filter(
            discount_change::partner_id
                .eq(Some(whose.partner))
                .or(discount_change::contract_id.eq(Some(whose.contract)))
                .or(discount_change::account_id.is_not_null().and(discount_change::account_id.eq(whose.account))),
        )
        .select(discount_change::discount_id)
        .load(tx.link())?;
    ids.sort_unstable();
    ids.dedup();
    Ok(discount_change::table
        .filter(discount_change::discount_id.eq_any(ids).and(discount_change::at.le(until)))
        .order((discount_change::at, discount_change::id))
        .select(DiscountChange::as_select())
        .load(tx.link())?)
}

/// Price rows as they were written, behind an id: for whoever verifies.
pub(super) fn proof_prices(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<PriceChange>> {
    Ok(price_change::table
        .filter(price_change::id.gt(after))
        .order(price_change::id)
        .limit(at_most)
        .select(PriceChange::as_select())
        .load(tx.link())?)
}

/// Discounts as they were written, behind an id: for whoever verifies.
pub(super) fn proof_discounts(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<DiscountChange>> {
    Ok(discount_change::table
        .filter(discount_change::id.gt(after))
        .order(discount_change::id)
        .limit(at_most)
        .select(DiscountChange::as_select())
        .load(tx.link())?)
}
