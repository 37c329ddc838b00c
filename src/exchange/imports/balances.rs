//! Rows of what partners owe by their contracts at the start. The ledger only grows: another figure adds the difference.

use super::names::{self, unknown};
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::partners::store;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};
use crate::receivables;
use crate::say;

/// What a partner owes by a contract on a day; less than nothing when we owe.
#[derive(Debug, PartialEq)]
pub(super) struct Balance {
    contract: String,
    amount: Money,
    as_of: Moment,
}

impl Row for Balance {
    const COLUMNS: &'static [Column] = &[needed("contract", "договор"), needed("amount", "сумма"), needed("as_of", "на_дату")];
    const KEY: &'static str = "contract";

    fn key(&self) -> String {
        format!("{}\n{}", self.contract, self.as_of.utc().date_naive())
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let contract = cells.need("contract", read::number);
        let amount = cells.need("amount", read::balance);
        let as_of = cells.need("as_of", read::moment);
        Some(Self { contract: contract?, amount: amount?, as_of: as_of? })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mark = act.actor().mark();
        let contracts = store::contract_ids(act.tx(), &names::texts(rows, |row| [&row.contract]))?;
        for Line { number, row } in rows {
            match contracts.get(&row.contract) {
                Some((contract, _)) => {
                    let booked = receivables::book_opening(act.tx(), &mark, *contract, row.amount, row.as_of);
                    outcome.take(*number, booked.map(|is_new| if is_new { Put::Added } else { Put::Unchanged }))?;
                }
                None => outcome.refuse(*number, unknown("contract", say!("import-unknown-contract", number = &row.contract))),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_balance_may_be_ours_to_pay() {
        let (rows, faults) = read_rows::<Balance>("Договор;Сумма;На_дату\nK-1;-1 250,50;31.12.2025\nK-2;;вчера\n");
        assert_eq!((rows.len(), rows[0].amount), (1, Money::from_steps(-125_050)));
        assert_eq!(rows[0].as_of.to_string(), "2025-12-31T00:00:00.000000Z");
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(told, vec![(3, "amount", "missing"), (3, "as_of", "not_moment")]);
    }
}
