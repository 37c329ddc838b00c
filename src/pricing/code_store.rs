//! Discount codes and their uses in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Date;

use super::CodeId;
use super::code_list::{CodesBy, Filter};
use super::discount::{Discount, Off, Subject};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::in_order;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Percent, UnitPrice};
use crate::platform::web::sort;

diesel::table! {
    discount_code (id) {
        id -> BigInt, code -> Text, code_key -> Text, name -> Text, name_en -> Text, partner_id -> Nullable<BigInt>,
        account_id -> Nullable<BigInt>, category_id -> Nullable<BigInt>, product_id -> Nullable<BigInt>, percent -> Nullable<BigInt>,
        amount -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date>, uses_most -> Nullable<BigInt>, uses_done -> BigInt,
        is_once_each -> Bool,
    }
}
diesel::table! {
    discount_code_use (order_id) {
        order_id -> BigInt, code_id -> BigInt, partner_id -> BigInt, account_id -> BigInt, at -> BigInt, returned_at -> Nullable<BigInt>,
    }
}
// Other rooms own these: the names of those whom a code is for.
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text } }
diesel::table! { account (id) { id -> BigInt, login -> Text } }

/// A code as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable)]
#[diesel(table_name = discount_code, treat_none_as_default_value = false)]
pub struct CodeRecord {
    /// Its id.
    pub id: CodeId,
    /// As it is written.
    pub code: String,
    /// By which it is found, whatever the case.
    pub code_key: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// For this partner only.
    pub partner_id: Option<PartnerId>,
    /// For this person only.
    pub account_id: Option<AccountId>,
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
    /// How many orders may use it; any number when none.
    pub uses_most: Option<i64>,
    /// How many orders have used it.
    pub uses_done: i64,
    /// Whether each partner may use it once only.
    pub is_once_each: bool,
}

impl CodeRecord {
    /// What it takes off and from what, as the price function knows discounts.
    pub fn discount(&self) -> Option<Discount> {
        let subject = Subject::kept(self.category_id, self.product_id);
        let off = Off::kept(self.percent, self.amount)?;
        Some(Discount {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            subject,
            off,
            valid_until: self.valid_until,
        })
    }
}

/// A code by its key.
pub fn by_key(tx: &mut Tx, key: &str) -> Answer<Option<CodeRecord>> {
    let query = discount_code::table.filter(discount_code::code_key.eq(key)).select(CodeRecord::as_select());
    Ok(query.first(tx.link()).optional()?)
}

/// A code by its id.
pub fn by_id(tx: &mut Tx, id: CodeId) -> Answer<Option<CodeRecord>> {
    let query = discount_code::table.filter(discount_code::id.eq(id)).select(CodeRecord::as_select());
    Ok(query.first(tx.link()).optional()?)
}

/// The day behind all days, where a code has no last one: in places, as in the statement.
pub const NEVER: &str = "9999-12-31";
const UNTIL: &str = "COALESCE(discount_code.valid_until, '9999-12-31')";

/// The codes of one partner, of several, or all there are.
pub fn list(tx: &mut Tx, partners: Option<Vec<PartnerId>>, filter: &Filter) -> Answer<Vec<CodeRecord>> {
    let mut query = discount_code::table.into_boxed();
    if let Some(partners) = partners {
        let partners: Vec<Option<PartnerId>> = partners.into_iter().map(Some).collect();
        query = query.filter(discount_code::partner_id.eq_any(partners));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let id = discount_code::id;
    let query = match filter.sort.by {
        CodesBy::Code => in_order!(query, discount_code::code_key, id, is_descending, after),
        CodesBy::From => in_order!(query, discount_code::valid_from, id, is_descending, sort::by_day(after)?),
        CodesBy::Until => in_order!(query, sql::<Date>(UNTIL), id, is_descending, sort::by_day(after)?),
        CodesBy::Uses => in_order!(query, discount_code::uses_done, id, is_descending, sort::by_number(after)?),
    };
    Ok(query.limit(filter.limit).select(CodeRecord::as_select()).load(tx.link())?)
}

/// Codes and names of some partners.
pub fn partner_names(tx: &mut Tx, ids: &[PartnerId]) -> Answer<Vec<(PartnerId, String, String)>> {
    let query = partner::table.filter(partner::id.eq_any(ids.to_vec()));
    Ok(query.select((partner::id, partner::code, partner::name)).load(tx.link())?)
}

/// Logins of some people.
pub fn logins(tx: &mut Tx, ids: &[AccountId]) -> Answer<Vec<(AccountId, String)>> {
    Ok(account::table.filter(account::id.eq_any(ids.to_vec())).select((account::id, account::login)).load(tx.link())?)
}

/// Writes a new code.
pub fn insert(tx: &mut Tx, record: &CodeRecord) -> Answer<()> {
    diesel::insert_into(discount_code::table).values(record.clone()).execute(tx.link())?;
    Ok(())
}

/// Changes a code; how often it was used stays as it is.
pub fn update(tx: &mut Tx, record: &CodeRecord) -> Answer<()> {
    diesel::update(discount_code::table.filter(discount_code::id.eq(record.id)))
        .set((
            (
                discount_code::code.eq(&record.code),
                discount_code::name.eq(&record.name),
                discount_code::name_en.eq(&record.name_en),
                discount_code::account_id.eq(record.account_id),
                discount_code::category_id.eq(record.category_id),
                discount_code::product_id.eq(record.product_id),
            ),
            (
                discount_code::percent.eq(record.percent),
                discount_code::amount.eq(record.amount),
                discount_code::valid_from.eq(record.valid_from),
                discount_code::valid_until.eq(record.valid_until),
                discount_code::uses_most.eq(record.uses_most),
                discount_code::is_once_each.eq(record.is_once_each),
            ),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Whether a partner has an order with this code that was not cancelled.
pub fn is_used_by(tx: &mut Tx, id: CodeId, partner: PartnerId) -> Answer<bool> {
    let uses: i64 = discount_code_use::table
        .filter(discount_code_use::code_id.eq(id).and(discount_code_use::partner_id.eq(partner)))
        .filter(discount_code_use::returned_at.is_null())
        .count()
        .get_result(tx.link())?;
    Ok(uses > 0)
}

/// Counts one more use, where one is left; the code's row is held to the end of the transaction.
pub fn count_use(tx: &mut Tx, id: CodeId) -> Answer<bool> {
    let left = discount_code::uses_most.is_null().or(discount_code::uses_most.gt(discount_code::uses_done.nullable()));
    let touched = diesel::update(discount_code::table.filter(discount_code::id.eq(id).and(left)))
        .set(discount_code::uses_done.eq(discount_code::uses_done + 1i64))
        .execute(tx.link())?;
    Ok(touched == 1)
}

/// Writes down which order used a code.
pub fn insert_use(tx: &mut Tx, id: CodeId, order: i64, partner: PartnerId, account: AccountId) -> Answer<()> {
    let now = tx.moment();
    diesel::insert_into(discount_code_use::table)
        .values((
            discount_code_use::order_id.eq(order),
            discount_code_use::code_id.eq(id),
            discount_code_use::partner_id.eq(partner),
            discount_code_use::account_id.eq(account),
            discount_code_use::at.eq(now),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// The code that an order has used and not given back.
pub fn used_by_order(tx: &mut Tx, order: i64) -> Answer<Option<CodeId>> {
    let mine = discount_code_use::order_id.eq(order).and(discount_code_use::returned_at.is_null());
    Ok(discount_code_use::table.filter(mine).select(discount_code_use::code_id).first(tx.link()).optional()?)
}

/// Gives the use of an order back, if it has one that was not given back before.
pub fn return_use(tx: &mut Tx, order: i64) -> Answer<()> {
    let now: Option<Moment> = Some(tx.moment());
    let Some(code) = used_by_order(tx, order)? else { return Ok(()) };
    diesel::update(discount_code_use::table.filter(discount_code_use::order_id.eq(order)))
        .set(discount_code_use::returned_at.eq(now))
        .execute(tx.link())?;
    diesel::update(discount_code::table.filter(discount_code::id.eq(code).and(discount_code::uses_done.gt(0i64))))
        .set(discount_code::uses_done.eq(discount_code::uses_done - 1i64))
        .execute(tx.link())?;
    Ok(())
}

/// The use that an order made of a code, with the code: for whoever verifies.
#[derive(Debug, Clone)]
pub struct CodeUse {
    /// The code's id.
    pub id: CodeId,
    /// The code, as it is written.
    pub code: String,
    /// When it was given back, if so.
    pub returned_at: Option<Moment>,
}

/// The uses that some orders made, by the order's number among ids.
pub fn uses_of(tx: &mut Tx, orders: &[i64]) -> Answer<HashMap<i64, CodeUse>> {
    let rows: Vec<(i64, CodeId, Option<Moment>)> = discount_code_use::table
        .filter(discount_code_use::order_id.eq_any(orders.to_vec()))
        .select((discount_code_use::order_id, discount_code_use::code_id, discount_code_use::returned_at))
        .load(tx.link())?;
    let ids: Vec<CodeId> = rows.iter().map(|row| row.1).collect();
    let query = discount_code::table.filter(discount_code::id.eq_any(ids)).select((discount_code::id, discount_code::code));
    let found: Vec<(CodeId, String)> = query.load(tx.link())?;
    let codes: HashMap<CodeId, String> = found.into_iter().collect();
    let used = |(order, id, returned_at): (i64, CodeId, Option<Moment>)| {
        (order, CodeUse { id, code: codes.get(&id).cloned().unwrap_or_default(), returned_at })
    };
    Ok(rows.into_iter().map(used).collect())
}

/// Codes behind an id: for whoever verifies.
pub fn proof_codes(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<CodeRecord>> {
    Ok(discount_code::table
        .filter(discount_code::id.gt(after))
        .order(discount_code::id)
        .limit(at_most)
        .select(CodeRecord::as_select())
        .load(tx.link())?)
}
