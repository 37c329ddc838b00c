//! Which documents are due for a reminder, in the database.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::blocks::{open_debt, open_item};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;

/// The documents of a contract: number as stored, and the day each was due.
pub type Documents = Vec<(i64, NaiveDate)>;

/// Overdue documents that have reached a level nobody was told of, by contract; at most so many documents.
pub(in crate::receivables) fn due(tx: &mut Tx, day: NaiveDate, at_most: i64) -> Answer<Vec<(ContractId, Documents)>> {
    let before = |days: u64| day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    let rows: Vec<(ContractId, i64, NaiveDate)> = open_debt::table
        .filter(
            open_debt::due_on
                .le(before(1))
                .and(open_debt::reminder.lt(1i64))
                .or(open_debt::due_on.le(before(7)).and(open_debt::reminder.lt(2i64)))
                .or(open_debt::due_on.le(before(14)).and(open_debt::reminder.lt(3i64)))
                .or(open_debt::due_on.le(before(30)).and(open_debt::reminder.lt(4i64))),
        )
        .order((open_debt::contract_id, open_debt::invoice_id))
        .limit(at_most)
        .select((open_debt::contract_id, open_debt::invoice_id, open_debt::due_on))
        .load(tx.link())?;
    let mut found: Vec<(ContractId, Documents)> = Vec::new();
    for (contract, document, due_on) in rows {
        match found.last_mut() {
            Some((known, documents)) if *known == contract => documents.push((document, due_on)),
            _ => found.push((contract, vec![(document, due_on)])),
        }
    }
    Ok(found)
}

/// Keeps that a level was reached; answers whether nobody did before.
pub(in crate::receivables) fn mark(tx: &mut Tx, document: i64, level: i64, day: NaiveDate) -> Answer<bool> {
    let marked = diesel::update(open_item::table.filter(open_item::invoice_id.eq(document).and(open_item::reminder.lt(level))))
        .set((open_item::reminder.eq(level), open_item::reminded_on.eq(Some(day))))
        .execute(tx.link())?;
    Ok(marked == 1)
}

/// Begins anew with documents that were given more days.
pub(in crate::receivables) fn calm(tx: &mut Tx, day: NaiveDate) -> Answer<()> {
    diesel::update(open_item::table.filter(open_item::reminder.gt(0i64).and(open_item::due_on.ge(day))))
        .set((open_item::reminder.eq(0i64), open_item::reminded_on.eq(None::<NaiveDate>)))
        .execute(tx.link())?;
    Ok(())
}
