//! What payments gave to invoices, against the records, both ways: each invoice holds of each payment what the last record of the two
//! says, and each part was given when its record says. Payments of before such records were kept are held against those only that there
//! are. Called by the proof of money.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::payment::PaymentId;
use super::store::{self, ProofPayment};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// What the records say of payments, by payment.
#[derive(Debug, Default)]
pub(super) struct Parts {
    told: HashMap<Print, Told>,
    /// The numbers of invoices that records name.
    names: HashMap<Print, Box<str>>,
}

/// What they say of one.
#[derive(Debug, Default)]
struct Told {
    place: Option<i64>,
    /// Whether each move of it has a record: older payments were moved without.
    is_followed: bool,
    /// What invoices took of it and gave back, each part as it was told of.
    parts: Vec<Given>,
    /// What invoices hold of it since they were last told of.
    held: Vec<(Print, Money)>,
}

/// A part as its record tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    at: Moment,
    invoice: Print,
    amount: Money,
    /// Whether it was given when the payment was booked.
    is_at_once: bool,
}

/// A row as it stands: when, which invoice, how much.
type Row = (Moment, String, Money);

/// Something that is not as it was recorded: of which invoice, what should be, what is.
type Odd = (Print, String, String);

impl Parts {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        if !matches!(seen.kind, "payment.booked" | "payment.reversed" | "payment.moved" | "balance.opened") {
            return;
        }
        let Some(payment) = seen.facts.get("payment").and_then(Value::as_str) else { return };
        for list in ["allocated", "moved"] {
            self.names.extend(numbers(seen.facts, list).map(|number| (print(number), Box::<str>::from(number))));
        }
        let told = self.told.entry(print(payment)).or_default();
        told.place = seen.place;
        told.is_followed |= seen.facts.get("is_followed").and_then(Value::as_bool).unwrap_or_default();
        for (list, is_at_once) in [("allocated", true), ("moved", false)] {
            let given = |(invoice, amount)| Given { at: seen.at, invoice, amount, is_at_once };
            told.parts.extend(parts(seen.facts, list, "amount").into_iter().map(given));
        }
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
            let told = self.told.remove(&print(&payment.id.to_string())).unwrap_or_default();
            for (invoice, expected, found) in told.compare(&rows) {
                let row = rows.iter().map(|(_, number, _)| number.as_str()).find(|number| print(number) == invoice);
                let number = row.or_else(|| self.names.get(&invoice).map(|name| &**name)).unwrap_or_default();
                let object = format!("what payment {} of contract {} paid of invoice {number}", payment.id, payment.owner.0);
                report.find(Layer::Rows, told.place, object, expected, found);
            }
        }
        Ok(())
    }
}

impl Told {
    /// What is not as it was recorded.
    fn compare(&self, rows: &[Row]) -> Vec<Odd> {
        let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
        for (_, invoice, amount) in rows {
            let sum = sums.entry(invoice).or_insert(Money::ZERO);
            let Ok(more) = sum.plus(*amount) else {
                return vec![(print(invoice), "a sum".to_owned(), "more than there is money".to_owned())];
            };
            *sum = more;
        }
        let mut odd = Vec::new();
        for (invoice, sum) in &sums {
            match self.said(&print(invoice)) {
                Some(is) if is == *sum => {}
                Some(is) => odd.push((print(invoice), is.to_string(), sum.to_string())),
                None if self.is_followed && *sum != Money::ZERO => {
                    odd.push((print(invoice), "nothing".to_owned(), sum.to_string()));
                }
                None => {}
            }
        }
        let there: Vec<Print> = sums.keys().map(|invoice| print(invoice)).collect();
        for (invoice, is) in self.totals().filter(|(invoice, is)| *is != Money::ZERO && !there.contains(invoice)) {
            odd.push((invoice, is.to_string(), "nothing".to_owned()));
        }
        // Where the sums are others, it is said already that parts are.
        if odd.is_empty() {
            odd = self.misplaced(rows);
        }
        odd
    }

    /// What an invoice holds of it, as far as the records say.
    fn said(&self, invoice: &Print) -> Option<Money> {
        self.totals().find(|(known, _)| known == invoice).map(|(_, is)| is)
    }

    /// What invoices hold of it by the last word about each.
    fn totals(&self) -> impl Iterator<Item = (Print, Money)> {
        let at_once = self.parts.iter().filter(|part| {
            // What was moved later without a record says nothing of what is held now.
            part.is_at_once && self.is_followed && self.held.iter().all(|(known, _)| *known != part.invoice)
        });
        self.held.iter().copied().chain(at_once.map(|part| (part.invoice, part.amount)))
    }

    /// Parts that were told of and do not stand among the rows at their moment; of a payment that is followed also rows that nobody
    /// told of.
    fn misplaced(&self, rows: &[Row]) -> Vec<Odd> {
        let mut untold: Vec<(&Row, Print)> = rows.iter().map(|row| (row, print(&row.1))).collect();
        let mut odd = Vec::new();
        for part in &self.parts {
            let is_it =
                |((at, _, amount), invoice): &(&Row, Print)| *at == part.at && *amount == part.amount && *invoice == part.invoice;
            match untold.iter().position(is_it) {
                Some(place) => {
                    untold.swap_remove(place);
                }
                None => {
                    odd.push((part.invoice, format!("{} at {}", part.amount, part.at), "no such part".to_owned()));
                }
            }
        }
        if self.is_followed {
            let surplus = |((at, number, amount), _): &(&Row, Print)| {
                (print(number), "no such part".to_owned(), format!("{amount} at {at}"))
            };
            odd.extend(untold.iter().map(surplus));
        }
        odd
    }
}

/// The numbers of the invoices in a list of a record.
fn numbers<'f>(facts: &'f Value, list: &str) -> impl Iterator<Item = &'f str> {
    let all = facts.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|part| part.get("invoice").and_then(Value::as_str))
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

    /// What is booked is booked first; everything else is later.
    fn told(records: &[(&str, Value)]) -> Told {
        let mut parts = Parts::default();
        for (kind, facts) in records {
            let at = if *kind == "payment.booked" { BOOKED } else { LATER };
            parts.look(&Seen { place: Some(1), at, kind, partner: None, actor: "acc_1", facts, form: 2 });
        }
        parts.told.remove(&print("pay_1")).unwrap_or_default()
    }

    fn odd(told: &Told, rows: &[Row]) -> usize {
        told.compare(rows).len()
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
        assert_eq!(odd(&told, &[]), 2, "rows that come to nothing tell when they were given and taken back");
        assert_eq!(odd(&told, &[row(BOOKED, "000001", 500)]), 1);
    }

    #[test]
    fn a_part_stands_at_the_moment_of_its_record() {
        let booked = json!({"payment": "pay_1", "allocated": [{"invoice": "000001", "amount": money(500)}], "is_followed": true});
        let moved = json!({"payment": "pay_1", "moved": [{"invoice": "000002", "amount": money(100), "is": money(100)}]});
        let followed = told(&[("payment.booked", booked), ("payment.moved", moved)]);
        let rows = [row(BOOKED, "000001", 500), row(LATER, "000002", 100)];
        assert_eq!(odd(&followed, &rows), 0);
        for (place, at) in [(0, LATER), (1, BOOKED)] {
            let mut lie = rows.to_vec();
            lie[place].0 = at;
            assert_eq!(odd(&followed, &lie), 2, "one is gone, and one nobody told of");
        }
        let pair = [rows.to_vec(), vec![row(BOOKED, "000001", 100), row(LATER, "000001", -100)]].concat();
        assert_eq!(odd(&followed, &pair), 2, "a pair that comes to nothing");
        let older = json!({"payment": "pay_1", "allocated": [{"invoice": "000001", "amount": money(500)}]});
        let older = told(&[("payment.booked", older)]);
        assert_eq!(odd(&older, &[row(LATER, "000001", 500)]), 1, "of an older one what was told of is held as well");
        assert_eq!(odd(&older, &pair), 0);
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
