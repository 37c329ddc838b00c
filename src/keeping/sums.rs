//! The sentences about money and goods, asked within the view of whoever verifies: orders, invoices, payments, limits, shipments and
//! what was booked as stock are held against their records, and sums, what is open, what lies and what is promised follow from those. It
//! reads only.

use super::invariants::{self, Invariant, Measure};
use crate::platform::db::{Odd, Tx, odd};
use crate::platform::error::Answer;
use crate::platform::values::{Money, Quantity};
use crate::records::verify::legible::alone;
use crate::records::verify::{Layer, Report};

/// Tells of everything that contradicts a sentence.
pub fn check(tx: &mut Tx, report: &mut Report) -> Answer<()> {
    for one in invariants::of_rows() {
        let about = format!("{} (a sentence about {})", one.holds, one.tables());
        alone(tx, &about, report, |tx, report| sentence(tx, one, report))?;
    }
    Ok(())
}

fn sentence(tx: &mut Tx, one: &Invariant, report: &mut Report) -> Answer<()> {
    let sql = one.sql.replace("{now}", &tx.moment().micros().to_string());
    for Odd { object, expected, found } in odd(tx, &sql)? {
        let figure = |text: String| match one.measure {
            Measure::Money => money(text),
            Measure::Quantity => quantity(text),
            Measure::Plain => text,
        };
        report.find(Layer::Rows, None, format!("{} ({object})", one.holds), figure(expected), figure(found));
    }
    Ok(())
}

fn money(text: String) -> String {
    text.parse::<i64>().map_or(text, |steps| Money::from_steps(steps).to_string())
}

fn quantity(text: String) -> String {
    text.parse::<i64>().map_or(text, |steps| Quantity::from_steps(steps).to_string())
}
