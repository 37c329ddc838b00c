//! The sentences about money, asked within the view of whoever verifies: orders, invoices, payments and limits are held against their
//! records, and sums, what is open and what pays what follow from those. It reads only.

use super::invariants::{self, Measure};
use crate::platform::db::{Odd, Tx, odd};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::records::verify::{Layer, Report};

/// Tells of everything that contradicts a sentence.
pub fn check(tx: &mut Tx, report: &mut Report) -> Answer<()> {
    for one in invariants::of_money() {
        let sql = one.sql.replace("{now}", &tx.moment().micros().to_string());
        for Odd { object, expected, found } in odd(tx, &sql)? {
            let figure = |text: String| if one.measure == Measure::Money { money(text) } else { text };
            report.find(Layer::Rows, None, format!("{} ({object})", one.holds), figure(expected), figure(found));
        }
    }
    Ok(())
}

fn money(text: String) -> String {
    text.parse::<i64>().map_or(text, |steps| Money::from_steps(steps).to_string())
}
