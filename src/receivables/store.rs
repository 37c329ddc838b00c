//! The ledger and the standing rows in the database.

use diesel::prelude::*;

use super::{EntryId, EntryKind, Standing};
use crate::each_database;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};

diesel::table! { standing (contract_id) { contract_id -> BigInt, credit_limit -> Nullable<BigInt>, exposure -> BigInt } }
diesel::table! {
    ledger_entry (id) { id -> BigInt, contract_id -> BigInt, kind -> Text, document -> Text, amount -> BigInt, at -> BigInt }
}

/// A contract's row, if there is one.
pub(super) fn find(tx: &mut Tx, contract: ContractId) -> Answer<Option<Standing>> {
    let row: Option<(Option<Money>, Money)> = standing::table
        .filter(standing::contract_id.eq(contract))
        .select((standing::credit_limit, standing::exposure))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(limit, exposure)| Standing { limit, exposure }))
}

/// Makes sure that a contract has its row.
pub(super) fn ensure(tx: &mut Tx, contract: ContractId) -> Answer<()> {
    each_database!(tx, conn => diesel::insert_into(standing::table)
        .values((standing::contract_id.eq(contract), standing::exposure.eq(Money::ZERO)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Adds to the exposure, in one statement with the check of the limit; answers whether it was allowed.
pub(super) fn add_exposure(tx: &mut Tx, contract: ContractId, amount: Money, keeps_limit: bool) -> Answer<bool> {
    let steps = amount.steps();
    let most = Money::MAX.saturating_sub(steps.saturating_abs());
    let row = standing::table.filter(
        standing::contract_id.eq(contract).and(standing::exposure.between(Money::from_steps(-most), Money::from_steps(most))),
    );
    let more = standing::exposure.eq(standing::exposure + steps);
    let touched = if keeps_limit {
        diesel::update(
            row.filter(standing::credit_limit.is_null().or(standing::credit_limit.ge((standing::exposure + steps).nullable()))),
        )
        .set(more)
        .execute(tx.link())?
    } else {
        diesel::update(row).set(more).execute(tx.link())?
    };
    Ok(touched == 1)
}

/// Adds an entry.
pub(super) fn insert_entry(
    tx: &mut Tx,
    contract: ContractId,
    kind: EntryKind,
    document: &str,
    amount: Money,
    at: Moment,
) -> Answer<()> {
    let id = tx.new_id::<EntryId>();
    diesel::insert_into(ledger_entry::table)
        .values((
            ledger_entry::id.eq(id),
            ledger_entry::contract_id.eq(contract),
            ledger_entry::kind.eq(kind),
            ledger_entry::document.eq(document),
            ledger_entry::amount.eq(amount),
            ledger_entry::at.eq(at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What was brought in for a day.
pub(super) fn opening(tx: &mut Tx, contract: ContractId, document: &str) -> Answer<Money> {
    let amounts: Vec<Money> = ledger_entry::table
        .filter(
            ledger_entry::contract_id
                .eq(contract)
                .and(ledger_entry::kind.eq(EntryKind::Opening))
                .and(ledger_entry::document.eq(document)),
        )
        .select(ledger_entry::amount)
        .load(tx.link())?;
    Ok(Money::sum(amounts)?)
}

/// Sets the limit.
pub(super) fn set_limit(tx: &mut Tx, contract: ContractId, limit: Option<Money>) -> Answer<()> {
    diesel::update(standing::table.filter(standing::contract_id.eq(contract)))
        .set(standing::credit_limit.eq(limit))
        .execute(tx.link())?;
    Ok(())
}
