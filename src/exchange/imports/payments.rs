//! Rows of payments that came. For those who may book payments. A payment is known by contract, day, reference and amount, so a file
//! imported twice books nothing the second time.

use chrono::NaiveDate;

use super::names;
use super::outcome::Outcome;
use super::read;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::{BookPayments, Import};
use crate::platform::error::Answer;
use crate::platform::formats::BadCell;
use crate::platform::values::{Currency, Money};
use crate::receivables::payment::{self, NewPayment, Source};

/// A payment.
#[derive(Debug, PartialEq)]
pub(super) struct Paid {
    contract: String,
    amount: Money,
    currency: Option<Currency>,
    paid_on: NaiveDate,
    reference: String,
    invoices: Vec<String>,
}

impl Row for Paid {
    const COLUMNS: &'static [Column] = &[
        needed("contract", "договор"),
        needed("amount", "сумма"),
        possible("currency", "валюта"),
        needed("paid_on", "дата"),
        needed("reference", "назначение"),
        possible("invoices", "счета"),
    ];
    const KEY: &'static str = "reference";

    fn key(&self) -> String {
        format!("table|{}|{}|{}|{}", self.contract, self.paid_on, self.reference, self.amount)
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let contract = cells.need("contract", read::number);
        let amount = cells.need("amount", some);
        let currency = cells.may("currency", read::currency);
        let paid_on = cells.need("paid_on", read::day);
        let reference = cells.need("reference", |cell| read::line(cell, 200));
        let invoices = cells.or("invoices", Vec::new(), |cell| read::lines(cell, 60));
        Some(Self {
            contract: contract?,
            amount: amount?,
            currency: currency?,
            paid_on: paid_on?,
            reference: reference?,
            invoices: invoices?,
        })
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<BookPayments>()?;
        let currencies = payment::currencies(act.tx(), &names::texts(rows, |row| [&row.contract]))?;
        for Line { number, row } in rows {
            // A contract that nobody knows is refused whatever the currency.
            let Some(currency) = row.currency.or_else(|| currencies.get(&row.contract).copied()) else {
                outcome.take(*number, Err(payment::unknown_contract()))?;
                continue;
            };
            let booked = payment::put(&mut act, &row.payment(currency));
            outcome.take(*number, booked.map(|booked| if booked.was_known { Put::Unchanged } else { Put::Added }))?;
        }
        Ok(())
    }
}

impl Paid {
    fn payment(&self, currency: Currency) -> NewPayment {
        NewPayment {
            contract: self.contract.clone(),
            amount: self.amount,
            currency,
            paid_on: self.paid_on,
            reference: self.reference.clone(),
            invoices: Some(self.invoices.clone()),
            source: Source::Table,
            fingerprint: Some(self.key()),
        }
    }
}

/// An amount above nothing.
fn some(cell: &str) -> read::Read<Money> {
    let amount = read::amount(cell)?;
    if amount.is_positive() { Ok(amount) } else { Err(BadCell::OutOfRange.into()) }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;

    #[test]
    fn a_payment_is_read_with_its_invoices() {
        let text =
            "Договор;Сумма;Дата;Назначение;Счета\nA-1;1 250,50;05.03.2026;п/п 17;000002|000001\nA-1;0;2026-03-05;п/п 18;\n";
        let (rows, faults) = read_rows::<Paid>(text);
        assert_eq!((rows.len(), rows[0].amount, rows[0].currency), (1, Money::from_steps(125_050), None));
        assert_eq!(rows[0].invoices, ["000002", "000001"]);
        assert_eq!(rows[0].key(), "table|A-1|2026-03-05|п/п 17|1250.50");
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(told, vec![(3, "amount", "out_of_range")]);
    }
}
