//! What pays what. Rows of allocation are only added, each with a record; what an invoice still wants and what a payment still has follow
//! from them. Called by invoices and payments, which hold the contract's row meanwhile.

use serde_json::{Value, json};

use super::invoice::{ISSUER, InvoiceId};
use super::open_item::OpenItem;
use super::payment::PaymentId;
use super::store;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::{self, Entry};
use crate::platform::values::Money;

crate::typed_id!(
    /// A part of a payment that an invoice took.
    AllocationId, "alc"
);

/// Pours an amount into vessels in their order, each to its brim at most. Answers what went where, and what is left over.
/// Vessels without room and an amount of nothing leave no trace.
pub fn pour<K: Copy>(amount: Money, vessels: &[(K, Money)]) -> Answer<(Vec<(K, Money)>, Money)> {
    let (mut poured, mut left) = (Vec::new(), amount.max(Money::ZERO));
    for (key, room) in vessels {
        let part = left.min(*room);
        if part.is_positive() {
            left = left.minus(part)?;
            poured.push((*key, part));
        }
    }
    Ok((poured, left))
}

/// Gives parts of a payment to invoices; a part below nothing takes back. Whoever calls tells of it in a record.
pub(super) fn give(tx: &mut Tx, payment: PaymentId, parts: &[(InvoiceId, Money)]) -> Answer<()> {
    for (invoice, amount) in parts {
        store::insert_allocation(tx, payment, *invoice, *amount)?;
        store::add_paid(tx, *invoice, *amount)?;
    }
    Ok(())
}

/// Gives parts of a payment that was booked before, with a record of its own.
fn shift(tx: &mut Tx, payment: PaymentId, parts: &[(InvoiceId, Money)]) -> Answer<()> {
    give(tx, payment, parts)?;
    tell(tx, payment, parts, &[])
}

/// Records what went where of a payment, what each of these invoices holds of it since, and which of them begin anew.
pub(super) fn tell(tx: &mut Tx, payment: PaymentId, parts: &[(InvoiceId, Money)], renewed: &[InvoiceId]) -> Answer<()> {
    if parts.is_empty() {
        return Ok(());
    }
    let invoices: Vec<InvoiceId> = parts.iter().map(|(invoice, _)| *invoice).collect();
    let (numbers, held) = (store::numbers_of_invoices(tx, &invoices)?, store::held_by(tx, payment)?);
    let part = |(invoice, amount): &(InvoiceId, Money)| -> Value {
        let is = held.iter().find(|(id, _)| id == invoice).map_or(Money::ZERO, |(_, sum)| *sum);
        json!({"invoice": numbers.get(invoice), "amount": amount, "is": is, "is_renewed": renewed.contains(invoice)})
    };
    let moved: Vec<Value> = parts.iter().map(part).collect();
    let (contract, partner, currency) = store::owner_of_payment(tx, payment)?;
    let facts = json!({"payment": payment, "contract": contract, "currency": currency, "moved": moved});
    journal::write(tx, ISSUER, &Entry { kind: "payment.moved", partner: Some(partner.number()), facts })?;
    Ok(())
}

/// Takes back all that a payment has given, in the name of the one that reverses it.
pub(super) fn take_back(tx: &mut Tx, payment: PaymentId, by: PaymentId) -> Answer<()> {
    let (mut parts, mut renewed) = (Vec::new(), Vec::new());
    for (invoice, amount) in store::held_by(tx, payment)? {
        if store::renew(tx, invoice)? {
            renewed.push(invoice);
        }
        parts.push((invoice, Money::ZERO.minus(amount)?));
    }
    give(tx, by, &parts)?;
    tell(tx, by, &parts, &renewed)
}

/// Lets an invoice take what payments have left, the oldest payment first. Answers how much it took.
pub(super) fn take_advances(tx: &mut Tx, contract: ContractId, invoice: InvoiceId, wants: Money) -> Answer<Money> {
    let advances = store::advances(tx, contract)?;
    let (parts, missing) = pour(wants, &advances)?;
    for (payment, part) in parts {
        shift(tx, payment, &[(invoice, part)])?;
        let had = advances.iter().find(|(id, _)| *id == payment).map_or(Money::ZERO, |(_, rest)| *rest);
        store::set_advance(tx, payment, contract, had.minus(part)?)?;
    }
    Ok(wants.max(Money::ZERO).minus(missing)?)
}

/// What an unnamed payment goes to, in this order: what may stop goods, what no longer does, what is to be prepaid, what is disputed;
/// of each the oldest first. So whoever pays the sum that lifts a block lifts it.
pub(super) fn by_urgency(mut items: Vec<OpenItem>) -> Vec<OpenItem> {
    items.sort_by_key(|item| (item.dispute.is_some(), !item.is_debt(), item.is_waived, item.due_on, item.invoice));
    items
}

/// Pays debts that are open with what other payments have left: money that is here stops nobody's goods.
pub(super) fn settle(tx: &mut Tx, contract: ContractId) -> Answer<()> {
    for item in by_urgency(store::open_items(tx, contract)?).into_iter().filter(|item| item.is_debt() && item.dispute.is_none()) {
        take_advances(tx, contract, item.invoice, item.rest())?;
    }
    Ok(())
}

/// Moves what was paid on one invoice to another, the oldest payment first. Answers how much was moved.
pub(super) fn carry_over(tx: &mut Tx, from: InvoiceId, to: InvoiceId, amount: Money) -> Answer<Money> {
    let paid = store::paid_by(tx, from)?;
    let (parts, missing) = pour(amount, &paid)?;
    for (payment, part) in parts {
        shift(tx, payment, &[(from, Money::ZERO.minus(part)?), (to, part)])?;
    }
    Ok(amount.max(Money::ZERO).minus(missing)?)
}

/// Takes so much back from an invoice, the latest payment first; it is an advance again.
pub(super) fn set_free(tx: &mut Tx, contract: ContractId, invoice: InvoiceId, amount: Money) -> Answer<()> {
    let mut paid = store::paid_by(tx, invoice)?;
    paid.reverse();
    let (parts, _) = pour(amount, &paid)?;
    let advances = store::advances(tx, contract)?;
    for (payment, part) in parts {
        shift(tx, payment, &[(invoice, Money::ZERO.minus(part)?)])?;
        let had = advances.iter().find(|(id, _)| *id == payment).map_or(Money::ZERO, |(_, rest)| *rest);
        store::set_advance(tx, payment, contract, had.plus(part)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::receivables::InvoiceKind;

    fn sums(parts: &[(usize, Money)]) -> i64 {
        parts.iter().map(|(_, part)| part.steps()).sum()
    }

    #[test]
    fn the_first_is_filled_before_the_next() {
        let vessels = [(0, Money::from_steps(500)), (1, Money::ZERO), (2, Money::from_steps(300))];
        let (parts, left) = pour(Money::from_steps(600), &vessels).unwrap();
        assert_eq!(parts, vec![(0, Money::from_steps(500)), (2, Money::from_steps(100))]);
        assert_eq!(left, Money::ZERO);
        let (parts, left) = pour(Money::from_steps(900), &vessels).unwrap();
        assert_eq!((sums(&parts), left), (800, Money::from_steps(100)));
        assert_eq!(pour(Money::from_steps(-5), &vessels).unwrap(), (Vec::new(), Money::ZERO));
    }

    #[test]
    fn what_may_stop_goods_is_paid_before_what_is_disputed_released_or_prepaid() {
        let item = |number: &str, kind, day, dispute: Option<&str>, is_waived| OpenItem {
            invoice: crate::platform::values::ids::Id::from_number(day),
            number: number.into(),
            kind,
            due_on: chrono::NaiveDate::from_num_days_from_ce_opt(740_000 + day as i32).unwrap(),
            amount: Money::from_steps(100),
            paid: Money::ZERO,
            dispute: dispute.map(str::to_owned),
            is_waived,
            is_void: false,
        };
        let items = vec![
            item("disputed", InvoiceKind::Invoice, 1, Some("не привезли"), false),
            item("prepaid", InvoiceKind::Proforma, 2, None, false),
            item("released", InvoiceKind::Invoice, 3, None, true),
            item("later", InvoiceKind::Invoice, 5, None, false),
            item("sooner", InvoiceKind::Opening, 4, None, false),
        ];
        let order: Vec<String> = by_urgency(items).into_iter().map(|item| item.number).collect();
        assert_eq!(order, ["sooner", "later", "released", "prepaid", "disputed"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_overflows(amount in -10i64..5_000, rooms in proptest::collection::vec(-5i64..1_000, 0..12)) {
            let vessels: Vec<(usize, Money)> = rooms.iter().enumerate().map(|(i, room)| (i, Money::from_steps(*room))).collect();
            let (parts, left) = pour(Money::from_steps(amount), &vessels).unwrap();
            prop_assert_eq!(sums(&parts) + left.steps(), amount.max(0));
            for (key, part) in &parts {
                prop_assert!(part.is_positive() && part.steps() <= rooms[*key]);
            }
            // Something is left only when every vessel is full.
            if left.is_positive() {
                prop_assert_eq!(sums(&parts), rooms.iter().map(|room| (*room).max(0)).sum::<i64>());
            }
            // No later vessel has anything before an earlier one is full.
            for window in parts.windows(2) {
                prop_assert_eq!(window[0].1.steps(), rooms[window[0].0]);
            }
        }
    }
}
