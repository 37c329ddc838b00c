//! Blocks, the open debts they rest on, and what reminders need, in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::in_order;
use crate::partners::{ContractId, Payment};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::Sort;
use crate::platform::web::sort::{self, Place};
use crate::receivables::block::{Block, BlockId, Cause, Ended, EndsWhen, Why};
use crate::receivables::gate::{Debt, Position};
use crate::receivables::outlook::BlockedBy;
use crate::seller;

diesel::table! {
    shipment_block (id) {
        id -> BigInt, contract_id -> BigInt, cause -> Text, reason -> Text, until -> Nullable<Date>, ends_when -> Text,
        began_at -> BigInt, began_by -> Text, ended_at -> Nullable<BigInt>, ended_by -> Nullable<Text>, ended_why -> Nullable<Text>,
        release_reason -> Nullable<Text>,
    }
}
diesel::table! {
    open_debt (invoice_id) {
        invoice_id -> BigInt, contract_id -> BigInt, number -> Text, due_on -> Date, rest -> BigInt, is_waived -> Bool,
        reminder -> BigInt, spared_until -> Date,
    }
}
// The room's own documents, and what other rooms own: only the columns that this file reads or marks.
diesel::table! {
    open_item (invoice_id) {
        invoice_id -> BigInt, order_id -> Nullable<BigInt>, kind -> Text, due_on -> Date, amount -> BigInt, paid -> BigInt,
        is_waived -> Bool, reminder -> BigInt, reminded_on -> Nullable<Date>,
    }
}
diesel::table! { invoice (id) { id -> BigInt, number -> Text } }
diesel::table! { contract (id) { id -> BigInt, number -> Text, partner_id -> BigInt, currency -> Text, payment -> Text } }
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text, name_key -> Text, salt -> Binary } }
diesel::table! { account_card (id) { id -> BigInt, name -> Text } }
diesel::joinable!(open_item -> invoice (invoice_id));
diesel::joinable!(contract -> partner (partner_id));
diesel::allow_tables_to_appear_in_same_query!(shipment_block, open_debt, contract, partner);
diesel::allow_tables_to_appear_in_same_query!(open_item, invoice);

/// A contract by what blocks and letters must know of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Held {
    /// Its id.
    pub id: ContractId,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub partner: PartnerId,
    /// Its currency.
    pub currency: Currency,
    /// When it pays.
    pub payment: Payment,
}

macro_rules! held_columns {
    () => {
        (contract::id, contract::number, contract::partner_id, contract::currency, contract::payment)
    };
}

/// A contract by its number, among some partners.
pub(in crate::receivables) fn within(tx: &mut Tx, partners: Option<Vec<PartnerId>>, number: &str) -> Answer<Option<Held>> {
    let mut query = contract::table.filter(contract::number.eq(number.to_owned())).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    Ok(query.select(held_columns!()).first(tx.link()).optional()?)
}

/// A contract by its id.
pub(in crate::receivables) fn held(tx: &mut Tx, id: ContractId) -> Answer<Held> {
    Ok(contract::table.filter(contract::id.eq(id)).select(held_columns!()).first(tx.link())?)
}

type BlockRow = (
    (BlockId, ContractId),
    (Cause, String),
    (Option<NaiveDate>, EndsWhen),
    (Moment, String),
    (Option<Moment>, Option<String>, Option<Why>, Option<String>),
);

macro_rules! block_columns {
    () => {
        (
            (shipment_block::id, shipment_block::contract_id),
            (shipment_block::cause, shipment_block::reason),
            (shipment_block::until, shipment_block::ends_when),
            (shipment_block::began_at, shipment_block::began_by),
            (shipment_block::ended_at, shipment_block::ended_by, shipment_block::ended_why, shipment_block::release_reason),
        )
    };
}

fn block_of((ids, what, end, began, ended): BlockRow) -> (ContractId, Block) {
    let ended = match ended {
        (Some(at), by, Some(why), reason) => Some(Ended { at, by: by.unwrap_or_default(), why, reason }),
        _ => None,
    };
    let block = Block {
        id: ids.0,
        cause: what.0,
        reason: what.1,
        until: end.0,
        ends_when: end.1,
        began_at: began.0,
        began_by: began.1,
        ended,
    };
    (ids.1, block)
}

/// Where some contracts stand today; a contract that is not there is not among them. Four statements for five hundred of them.
pub(in crate::receivables) fn positions(tx: &mut Tx, contracts: &[ContractId]) -> Answer<HashMap<ContractId, Position>> {
    let now = tx.moment();
    let day = seller::day_of(tx, now)?;
    let mut found = HashMap::with_capacity(contracts.len());
    for chunk in contracts.chunks(500) {
        let rows: Vec<(ContractId, Currency)> = contract::table
            .filter(contract::id.eq_any(chunk.to_vec()))
            .select((contract::id, contract::currency))
            .load(tx.link())?;
        let blank = |currency| Position { day, currency, debts: Vec::new(), blocks: Vec::new() };
        found.extend(rows.into_iter().map(|(id, currency)| (id, blank(currency))));
        for (id, debt) in debts(tx, chunk)? {
            if let Some(position) = found.get_mut(&id) {
                position.debts.push(debt);
            }
        }
        for (id, block) in unended(tx, chunk)? {
            if let Some(position) = found.get_mut(&id) {
                position.blocks.push(block);
            }
        }
    }
    Ok(found)
}

/// Where a contract stands today.
pub(in crate::receivables) fn position(tx: &mut Tx, contract: ContractId) -> Answer<Position> {
    positions(tx, &[contract])?.remove(&contract).ok_or_else(No::not_found)
}

fn debts(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, Debt)>> {
    let rows: Vec<(ContractId, String, NaiveDate, NaiveDate, Money, bool)> = open_debt::table
        .filter(open_debt::contract_id.eq_any(contracts.to_vec()))
        .order((open_debt::due_on, open_debt::invoice_id))
        .select((
            open_debt::contract_id,
            open_debt::number,
            open_debt::due_on,
            open_debt::spared_until,
            open_debt::rest,
            open_debt::is_waived,
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(id, number, due_on, spared_until, rest, is_waived)| (id, Debt { number, due_on, spared_until, rest, is_waived }))
        .collect())
}

fn unended(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, Block)>> {
    let rows: Vec<BlockRow> = shipment_block::table
        .filter(shipment_block::contract_id.eq_any(contracts.to_vec()).and(shipment_block::ended_at.is_null()))
        .order(shipment_block::id)
        .select(block_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(block_of).collect())
}

/// What is to be paid before some orders may leave: what their pro-formas still want, what is paid on them, and the numbers of those
/// that are open. What has left is billed by invoices, whose amounts may be others, and does not count.
pub(in crate::receivables) fn prepaid_of_orders(
    tx: &mut Tx,
    orders: &[i64],
) -> Answer<HashMap<i64, (Money, Money, Vec<String>)>> {
    let mut found: HashMap<i64, (Money, Money, Vec<String>)> = HashMap::new();
    for chunk in orders.chunks(500) {
        let orders: Vec<_> = chunk.iter().map(|order| Some(*order)).collect();
        let rows: Vec<(Option<i64>, String, Money, Money)> = open_item::table
            .inner_join(invoice::table)
            .filter(open_item::order_id.eq_any(orders).and(open_item::kind.eq("proforma")))
            .order(open_item::invoice_id)
            .select((open_item::order_id, invoice::number, open_item::amount, open_item::paid))
            .load(tx.link())?;
        for (order, number, amount, paid) in rows {
            let Some(order) = order else { continue };
            let known = found.entry(order).or_default();
            (known.0, known.1) = (known.0.plus(amount)?, known.1.plus(paid)?);
            if paid < amount {
                known.2.push(number);
            }
        }
    }
    Ok(found)
}

/// A block of a contract.
pub(in crate::receivables) fn block(tx: &mut Tx, contract: ContractId, id: BlockId) -> Answer<Option<Block>> {
    let row: Option<BlockRow> = shipment_block::table
        .filter(shipment_block::id.eq(id).and(shipment_block::contract_id.eq(contract)))
        .select(block_columns!())
        .first(tx.link())
        .optional()?;
    Ok(row.map(|row| block_of(row).1))
}

/// The blocks of a contract, the newest first.
pub(in crate::receivables) fn history(tx: &mut Tx, contract: ContractId, at_most: i64) -> Answer<Vec<Block>> {
    let rows: Vec<BlockRow> = shipment_block::table
        .filter(shipment_block::contract_id.eq(contract))
        .order(shipment_block::id.desc())
        .limit(at_most)
        .select(block_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(|row| block_of(row).1).collect())
}

/// Keeps a block that begins.
pub(in crate::receivables) fn insert(tx: &mut Tx, contract: ContractId, block: &Block) -> Answer<()> {
    diesel::insert_into(shipment_block::table)
        .values((
            shipment_block::id.eq(block.id),
            shipment_block::contract_id.eq(contract),
            shipment_block::cause.eq(block.cause),
            shipment_block::reason.eq(&block.reason),
            shipment_block::until.eq(block.until),
            shipment_block::ends_when.eq(block.ends_when),
            shipment_block::began_at.eq(block.began_at),
            shipment_block::began_by.eq(&block.began_by),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Ends a block that has not ended.
pub(in crate::receivables) fn end(tx: &mut Tx, id: BlockId, ended: &Ended) -> Answer<()> {
    diesel::update(shipment_block::table.filter(shipment_block::id.eq(id).and(shipment_block::ended_at.is_null())))
        .set((
            shipment_block::ended_at.eq(Some(ended.at)),
            shipment_block::ended_by.eq(Some(ended.by.clone())),
            shipment_block::ended_why.eq(Some(ended.why)),
            shipment_block::release_reason.eq(ended.reason.clone()),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Marks what stops shipments of a contract on a day, so that it does not stop them again; answers the numbers of these invoices.
pub(in crate::receivables) fn waive(tx: &mut Tx, contract: ContractId, day: NaiveDate) -> Answer<Vec<String>> {
    let stopping: Vec<(i64, String)> = open_debt::table
        .filter(open_debt::contract_id.eq(contract).and(open_debt::spared_until.lt(day)).and(open_debt::is_waived.eq(false)))
        .order(open_debt::invoice_id)
        .select((open_debt::invoice_id, open_debt::number))
        .load(tx.link())?;
    let (ids, numbers): (Vec<i64>, Vec<String>) = stopping.into_iter().unzip();
    diesel::update(open_item::table.filter(open_item::invoice_id.eq_any(ids)))
        .set(open_item::is_waived.eq(true))
        .execute(tx.link())?;
    Ok(numbers)
}

/// Contracts whose blocks do not agree with their debts and the day, at most so many, in one order.
pub(in crate::receivables) fn due(tx: &mut Tx, at_most: i64) -> Answer<Vec<ContractId>> {
    let now = tx.moment();
    let day = seller::day_of(tx, now)?;
    let mut found = unblocked(tx, day, at_most)?;
    found.extend(over(tx, day, at_most)?);
    found.sort_unstable();
    found.dedup();
    found.truncate(usize::try_from(at_most).unwrap_or(usize::MAX));
    Ok(found)
}

/// What stops shipments without a block that says so.
fn unblocked(tx: &mut Tx, day: NaiveDate, at_most: i64) -> Answer<Vec<ContractId>> {
    let block = shipment_block::table
        .filter(
            shipment_block::contract_id
                .eq(open_debt::contract_id)
                .and(shipment_block::cause.eq(Cause::Overdue))
                .and(shipment_block::ended_at.is_null()),
        )
        .select(shipment_block::id);
    Ok(open_debt::table
        .filter(open_debt::spared_until.lt(day).and(open_debt::is_waived.eq(false)))
        .filter(not(exists(block)))
        .order(open_debt::contract_id)
        .limit(at_most)
        .select(open_debt::contract_id)
        .load(tx.link())?)
}

/// Blocks whose end has come: nothing stops any more, the last day has passed, the condition is true.
fn over(tx: &mut Tx, day: NaiveDate, at_most: i64) -> Answer<Vec<ContractId>> {
    let of_contract = || open_debt::contract_id.eq(shipment_block::contract_id);
    let any = open_debt::table.filter(of_contract()).select(open_debt::invoice_id);
    let overdue = open_debt::table.filter(of_contract().and(open_debt::due_on.lt(day))).select(open_debt::invoice_id);
    let stopping = open_debt::table
        .filter(of_contract().and(open_debt::spared_until.lt(day)).and(open_debt::is_waived.eq(false)))
        .select(open_debt::invoice_id);
    let unended = || shipment_block::table.filter(shipment_block::ended_at.is_null());
    let settled = unended().filter(shipment_block::cause.eq(Cause::Overdue)).filter(not(exists(stopping)));
    let mut found: Vec<ContractId> = settled.limit(at_most).select(shipment_block::contract_id).load(tx.link())?;
    let by_hand = || unended().filter(shipment_block::cause.eq(Cause::Manual));
    let passed = by_hand().filter(shipment_block::until.lt(day));
    found.extend(passed.limit(at_most).select(shipment_block::contract_id).load::<ContractId>(tx.link())?);
    let paid = by_hand().filter(shipment_block::ends_when.eq(EndsWhen::OverduePaid)).filter(not(exists(overdue)));
    found.extend(paid.limit(at_most).select(shipment_block::contract_id).load::<ContractId>(tx.link())?);
    let free = by_hand().filter(shipment_block::ends_when.eq(EndsWhen::DebtPaid)).filter(not(exists(any)));
    found.extend(free.limit(at_most).select(shipment_block::contract_id).load::<ContractId>(tx.link())?);
    Ok(found)
}

/// A contract with blocks that have not ended, as the office's list shows it.
pub type Listed = (Held, (String, String), Vec<Block>);

/// When the first of a contract's blocks that have not ended began.
const SINCE: &str = "(SELECT MIN(b.began_at) FROM shipment_block b WHERE b.contract_id = contract.id AND b.ended_at IS NULL)";

/// Contracts of some partners with blocks that have not ended, in an order, behind one of them.
pub(in crate::receivables) fn blocked(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    (order, after): (Sort<BlockedBy>, Option<Place>),
    at_most: i64,
) -> Answer<Vec<Listed>> {
    let own = shipment_block::table
        .filter(shipment_block::contract_id.eq(contract::id).and(shipment_block::ended_at.is_null()))
        .select(shipment_block::id);
    let mut query = contract::table.inner_join(partner::table).filter(exists(own)).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    let is_descending = order.is_descending;
    let query = match order.by {
        BlockedBy::Contract => in_order!(query, contract::number, contract::id, is_descending, after),
        BlockedBy::Partner => in_order!(query, partner::name_key, contract::id, is_descending, after),
        BlockedBy::Since => in_order!(query, sql::<BigInt>(SINCE), contract::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<(Held, (String, String))> =
        query.limit(at_most).select((held_columns!(), (partner::code, partner::name))).load(tx.link())?;
    let ids: Vec<ContractId> = rows.iter().map(|(held, _)| held.id).collect();
    let mut blocks: HashMap<ContractId, Vec<Block>> = HashMap::new();
    for (id, block) in unended(tx, &ids)? {
        blocks.entry(id).or_default().push(block);
    }
    Ok(rows
        .into_iter()
        .map(|(held, partner)| {
            let own = blocks.remove(&held.id).unwrap_or_default();
            (held, partner, own)
        })
        .collect())
}

/// The number of a block's contract, and the salt of its partner.
pub type Of = (String, Vec<u8>);

/// Blocks behind an id, ended or not, each with its contract's number: for whoever verifies.
pub(in crate::receivables) fn proof_blocks(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<(Block, Of)>> {
    let query = shipment_block::table.filter(shipment_block::id.gt(after)).order(shipment_block::id).limit(at_most);
    let rows: Vec<BlockRow> = query.select(block_columns!()).load(tx.link())?;
    let blocks: Vec<(ContractId, Block)> = rows.into_iter().map(block_of).collect();
    let ids: Vec<ContractId> = blocks.iter().map(|(contract, _)| *contract).collect();
    let query = contract::table.inner_join(partner::table).filter(contract::id.eq_any(ids));
    let rows: Vec<(ContractId, Of)> = query.select((contract::id, (contract::number, partner::salt))).load(tx.link())?;
    let owners: HashMap<ContractId, Of> = rows.into_iter().collect();
    let owned = |(contract, block): (ContractId, Block)| (block, owners.get(&contract).cloned().unwrap_or_default());
    Ok(blocks.into_iter().map(owned).collect())
}

/// The salt of a partner's commitments.
pub(in crate::receivables) fn salt(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<u8>> {
    Ok(partner::table.filter(partner::id.eq(partner)).select(partner::salt).first(tx.link())?)
}

/// The names of accounts.
pub(in crate::receivables) fn names(tx: &mut Tx, accounts: &[AccountId]) -> Answer<HashMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> = account_card::table
        .filter(account_card::id.eq_any(accounts.to_vec()))
        .select((account_card::id, account_card::name))
        .load(tx.link())?;
    Ok(rows.into_iter().collect())
}
