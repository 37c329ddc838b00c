//! What the office has to do on which day: ship an order on the day after it was placed, have an invoice paid on the day it is due.
//! Every so many go another way. Called by `replay` and `office`; it knows no portal.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::convert::Invoice;
use crate::files::contract_number;

/// Every seventh order leaves in two parts.
const PARTED: usize = 7;
/// Every eleventh invoice is paid in two parts.
const PAID_IN_PARTS: usize = 11;
/// Every seventeenth is paid five pounds too much.
const OVERPAID: usize = 17;
/// Every ninety-seventh payment was booked by mistake and is taken back at once.
const TAKEN_BACK: usize = 97;
/// Every fifth payment names no invoice, where that can only be the one that is meant.
const UNNAMED: usize = 5;

/// An order that was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// The number of the invoice in the file.
    pub invoice: String,
    /// The order's number.
    pub number: String,
    /// The contract's number.
    pub contract: String,
    /// Article number and whole pieces.
    pub lines: Vec<(String, i64)>,
    /// In hundredths.
    pub total: i64,
}

impl Ordered {
    /// The order of an invoice.
    pub fn of(invoice: &Invoice, number: String) -> Self {
        let lines = invoice.lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
        let (contract, total) = (contract_number(&invoice.partner), invoice.expected_total);
        Self { invoice: invoice.number.clone(), number, contract, lines, total }
    }

    /// The first half: half of the lines, or half of the pieces where there is one line. Nothing where it cannot be parted.
    pub fn first_half(&self) -> Option<Vec<(String, i64)>> {
        match &self.lines[..] {
            [(_, 1)] => None,
            [(sku, quantity)] => Some(vec![(sku.clone(), quantity / 2)]),
            lines => Some(lines[..lines.len() / 2].to_vec()),
        }
    }
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Ship an order: its first half, or all that is left.
    Ship { order: Ordered, is_half: bool },
    /// Pay an invoice.
    Pay { invoice: String, contract: String, how: Way },
}

impl Task {
    /// The contract it is about.
    pub fn contract(&self) -> &str {
        match self {
            Task::Ship { order, .. } => &order.contract,
            Task::Pay { contract, .. } => contract,
        }
    }
}

/// How an invoice is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In full, by its number.
    Whole,
    /// In full, without a number.
    Unnamed,
    /// Half now, the rest a day later.
    InParts,
    /// Five pounds too much.
    TooMuch,
    /// In full, taken back at once, and in full a day later.
    ByMistake,
}

/// The tasks by day.
#[derive(Debug, Default)]
pub struct Agenda {
    days: BTreeMap<NaiveDate, Vec<Task>>,
    ordered: usize,
    invoiced: usize,
}

impl Agenda {
    /// The first day that has a task.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.days.keys().next().copied()
    }

    /// Takes the tasks of a day.
    pub fn take(&mut self, day: NaiveDate) -> Vec<Task> {
        self.days.remove(&day).unwrap_or_default()
    }

    /// Puts a task down for a day.
    pub fn add(&mut self, day: NaiveDate, task: Task) {
        self.days.entry(day).or_default().push(task);
    }

    /// What was ordered on a day leaves on the next.
    pub fn note_orders(&mut self, day: NaiveDate, orders: &[Ordered]) {
        for order in orders {
            self.ordered += 1;
            let is_half = self.ordered.is_multiple_of(PARTED) && order.first_half().is_some();
            self.add(day + Days::new(1), Task::Ship { order: order.clone(), is_half });
        }
    }

    /// An invoice is paid on the day it is due.
    pub fn note_invoice(&mut self, invoice: String, contract: String, due_on: NaiveDate) {
        self.invoiced += 1;
        let is_every = |so_many: usize| self.invoiced.is_multiple_of(so_many);
        let how = match () {
            () if is_every(TAKEN_BACK) => Way::ByMistake,
            () if is_every(OVERPAID) => Way::TooMuch,
            () if is_every(PAID_IN_PARTS) => Way::InParts,
            () if is_every(UNNAMED) => Way::Unnamed,
            () => Way::Whole,
        };
        self.add(due_on, Task::Pay { invoice, contract, how });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(number: &str, lines: &[(&str, i64)]) -> Ordered {
        let lines = lines.iter().map(|(sku, quantity)| ((*sku).to_owned(), *quantity)).collect();
        Ordered { invoice: number.into(), number: number.into(), contract: "K-1".into(), lines, total: 100 }
    }

    #[test]
    fn half_of_an_order_is_less_than_all_of_it() {
        assert_eq!(order("1", &[("A", 1)]).first_half(), None);
        assert_eq!(order("1", &[("A", 3)]).first_half(), Some(vec![("A".to_owned(), 1)]));
        assert_eq!(order("1", &[("A", 1), ("B", 2), ("C", 3)]).first_half(), Some(vec![("A".to_owned(), 1)]));
    }

    #[test]
    fn every_seventh_order_is_parted_and_leaves_on_the_next_day() {
        let mut agenda = Agenda::default();
        let day: NaiveDate = "2010-12-01".parse().unwrap();
        agenda.note_orders(day, &vec![order("1", &[("A", 2)]); 14]);
        let next = agenda.first_day().unwrap();
        assert_eq!(next, "2010-12-02".parse().unwrap());
        let halves: Vec<bool> = agenda.take(next).iter().map(|task| matches!(task, Task::Ship { is_half: true, .. })).collect();
        assert_eq!(halves.iter().filter(|half| **half).count(), 2);
        assert!(halves[6] && halves[13] && agenda.first_day().is_none());
    }

    #[test]
    fn invoices_are_paid_in_several_ways() {
        let mut agenda = Agenda::default();
        let day: NaiveDate = "2010-12-31".parse().unwrap();
        (1..=187).for_each(|number| agenda.note_invoice(number.to_string(), "K-1".into(), day));
        let ways: Vec<Way> = agenda
            .take(day)
            .into_iter()
            .map(|task| match task {
                Task::Pay { how, .. } => how,
                Task::Ship { .. } => panic!("nothing is shipped"),
            })
            .collect();
        let count = |way: Way| ways.iter().filter(|found| **found == way).count();
        // 187 is the eleventh of the seventeenths.
        assert_eq!((count(Way::TooMuch), count(Way::InParts), count(Way::ByMistake)), (11, 16, 1));
        assert!(count(Way::Unnamed) > 25 && count(Way::Whole) > 100);
    }
}
