//! What payments gave to invoices, against the records, both ways: each invoice holds of each payment what the last record of the two
//! says. Payments of before such records were kept are held against those only that there are. Called by the proof of money.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::payment::PaymentId;
use super::store::{self, ProofPayment};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::{Moment, Money};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// What the records say of payments, by payment.
#[derive(Debug, Default)]
pub(super) struct Parts(HashMap<Print, Told>);

/// What they say of one.
#[derive(Debug, Default)]
struct Told {
    place: Option<i64>,
    /// Whether each move of it has a record: older payments were moved without.
    is_followed: bool,
    /// What invoices took when it was booked.
    at_once: Vec<(Print, Money)>,
    /// What invoices hold of it since they were last told of.
    held: Vec<(Print, Money)>,
}

/// A row as it stands: when, which invoice, how much.
type Row = (Moment, String, Money);

/// Something that is not as it was recorded: of which invoice, what should be, what is.
type Odd = (String, String, String);

impl Parts {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        if !matches!(seen.kind, "payment.booked" | "payment.reversed" | "payment.moved" | "balance.opened") {
            return;
        }
        let Some(payment) = seen.facts.get("payment").and_then(Value::as_str) else { return };
        let told = self.0.entry(print(payment)).or_default();
        told.place = seen.place;
        told.is_followed |= seen.facts.get("is_followed").and_then(Value::as_bool).unwrap_or_default();
        told.at_once.extend(parts(seen.facts, "allocated", "amount"));
        for (invoice, is) in parts(seen.facts, "moved", "is") {
            told.held.retain(|(known, _)| *known != invoice);
            told.held.push((invoice, is));
        }
    }

    /// Compares the rows of some payments with what the records say.
    pub fn check(&mut self, tx: &mut Tx, payments: &[ProofPayment], report: &mut Report) -> Answer<()> {
        let ids: Vec<PaymentId> = payments.iter().map(|payment| payment.id).collect();
        let mut found: HashMap<PaymentId, Vec<Row>> = HashMap::new();
        for (id, at, invoice, amount) in store::proof_parts(tx, &ids)? {
            found.entry(id).or_default().push((at, invoice, amount));
        }
        for payment in payments {
            let rows = found.remove(&payment.id).unwrap_or_default();
            let told = self.0.remove(&print(&payment.id.to_string())).unwrap_or_default();
            for (invoice, expected, found) in told.compare(payment.booked_at, &rows)? {
                let object = format!("what payment {} of contract {} paid of {invoice}", payment.id, payment.owner.0);
                report.find(Layer::Rows, told.place, object, expected, found);
            }
        }
        Ok(())
    }
}

impl Told {
    /// What is not as it was recorded.
    fn compare(&self, booked_at: Moment, rows: &[Row]) -> Answer<Vec<Odd>> {
        let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
        for (_, invoice, amount) in rows {
            let sum = sums.entry(invoice).or_insert(Money::ZERO);
            *sum = sum.plus(*amount)?;
        }
        let mut odd = Vec::new();
        for (invoice, sum) in &sums {
            match self.said(&print(invoice)) {
                Some(is) if is == *sum => {}
                Some(is) => odd.push((format!("invoice {invoice}"), is.to_string(), sum.to_string())),
                None if self.is_followed && *sum != Money::ZERO => {
                    odd.push((format!("invoice {invoice}"), "nothing".to_owned(), sum.to_string()));
                }
                None => {}
            }
        }
        let there: Vec<Print> = sums.keys().map(|invoice| print(invoice)).collect();
        for (invoice, is) in self.totals().filter(|(invoice, is)| *is != Money::ZERO && !there.contains(invoice)) {
            // Of an invoice without rows only the print is known.
            let name = format!("an invoice ({})", secret::hex(&invoice));
            odd.push((name, is.to_string(), "nothing".to_owned()));
        }
        if !self.is_followed {
            odd.extend(self.gone(booked_at, rows));
        }
        Ok(odd)
    }

    /// What an invoice holds of it, as far as the records say.
    fn said(&self, invoice: &Print) -> Option<Money> {
        self.totals().find(|(known, _)| known == invoice).map(|(_, is)| is)
    }

    /// What invoices hold of it by the last word about each.
    fn totals(&self) -> impl Iterator<Item = (Print, Money)> {
        let at_once = self.at_once.iter().filter(|(invoice, _)| {
            // What was moved later without a record says nothing of what is held now.
            self.is_followed && self.held.iter().all(|(known, _)| known != invoice)
        });
        self.held.iter().chain(at_once).copied()
    }

    /// What an older payment gave when it was booked still stands among its rows.
    fn gone(&self, booked_at: Moment, rows: &[Row]) -> Vec<Odd> {
        let stands = |(invoice, amount): &(Print, Money)| {
            rows.iter().any(|(at, number, given)| *at == booked_at && given == amount && print(number) == *invoice)
        };
        let gone = self.at_once.iter().filter(|part| !stands(part));
        gone.map(|(_, amount)| ("an invoice at once".to_owned(), amount.to_string(), "no such part".to_owned())).collect()
    }
}

/// The parts in a record: the invoice, and one of the amounts that stand beside it.
fn parts(facts: &Value, list: &str, amount: &str) -> Vec<(Print, Money)> {
    let all = facts.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let part = |part: &Value| {
        let amount: Money = serde_json::from_value(part.get(amount)?.clone()).ok()?;
        Some((print(part.get("invoice")?.as_str()?), amount))
    };
    all.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BOOKED: Moment = Moment::from_micros(1_000);
    const LATER: Moment = Moment::from_micros(2_000);

    fn money(kopecks: i64) -> Money {
        Money::from_steps(kopecks)
    }

    fn row(at: Moment, invoice: &str, kopecks: i64) -> Row {
        (at, invoice.to_owned(), money(kopecks))
    }

    fn told(records: &[(&str, Value)]) -> Told {
        let mut parts = Parts::default();
        for (kind, facts) in records {
            parts.look(&Seen { place: Some(1), at: BOOKED, kind, actor: "acc_1", facts, form: 2 });
        }
        parts.0.remove(&print("pay_1")).unwrap_or_default()
    }

    fn odd(told: &Told, rows: &[Row]) -> usize {
        told.compare(BOOKED, rows).expect("sums that fit").len()
    }

    #[test]
    fn what_was_booked_and_moved_is_held_to_its_last_record() {
        let booked = json!({"payment": "pay_1", "allocated": [{"invoice": "000001", "amount": money(500)}], "is_followed": true});
        let moved = json!({"payment": "pay_1", "moved": [
            {"invoice": "000001", "amount": money(-200), "is": money(300)}, {"invoice": "000002", "amount": money(200), "is": money(200)},
        ]});
        let (first, both) =
            (told(&[("payment.booked", booked.clone())]), told(&[("payment.booked", booked), ("payment.moved", moved)]));
        let at_once = [row(BOOKED, "000001", 500)];
        let later = [row(BOOKED, "000001", 500), row(LATER, "000001", -200), row(LATER, "000002", 200)];
        assert_eq!((odd(&first, &at_once), odd(&both, &later)), (0, 0));
        assert_eq!(odd(&both, &at_once), 2, "the move is gone");
        assert_eq!(odd(&first, &later), 2, "a move that nobody told of");
        assert_eq!(odd(&first, &[]), 1);
        assert_eq!(odd(&both, &[row(BOOKED, "000001", 300), row(LATER, "000003", 200)]), 2, "given to another");
    }

    #[test]
    fn what_was_taken_back_whole_leaves_nothing() {
        let booked = json!({"payment": "pay_1", "allocated": [{"invoice": "000001", "amount": money(500)}], "is_followed": true});
        let moved = json!({"payment": "pay_1", "moved": [{"invoice": "000001", "amount": money(-500), "is": money(0)}]});
        let told = told(&[("payment.booked", booked), ("payment.moved", moved)]);
        assert_eq!(odd(&told, &[row(BOOKED, "000001", 500), row(LATER, "000001", -500)]), 0);
        assert_eq!(odd(&told, &[]), 0, "rows that come to nothing tell nothing");
        assert_eq!(odd(&told, &[row(BOOKED, "000001", 500)]), 1);
    }

    #[test]
    fn an_older_payment_is_held_to_what_there_is_about_it() {
        let booked = json!({"payment": "pay_1", "allocated": [{"invoice": "000001", "amount": money(500)}]});
        let older = told(&[("payment.booked", booked.clone())]);
        let moved_without = [row(BOOKED, "000001", 500), row(LATER, "000001", -200), row(LATER, "000002", 200)];
        assert_eq!(odd(&older, &moved_without), 0, "it was moved before moves had records");
        assert_eq!(odd(&older, &[row(BOOKED, "000001", 499)]), 1);
        // Since the first record of two, these two are held to it.
        let moved = json!({"payment": "pay_1", "moved": [{"invoice": "000002", "amount": money(100), "is": money(300)}]});
        let since = told(&[("payment.booked", booked), ("payment.moved", moved)]);
        let mut rows = moved_without.to_vec();
        assert_eq!(odd(&since, &rows), 1);
        rows.push(row(LATER, "000002", 100));
        assert_eq!(odd(&since, &rows), 0);
        assert_eq!(odd(&told(&[]), &rows), 0, "of one without records other sentences tell");
    }
}
