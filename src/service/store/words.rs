//! What somebody wrote beside a record of the journal: the record has a commitment alone, the words stand in the rows of their rooms.
//! Read for the time line, each kind at once.

use super::*;

diesel::table! { shipment_block (id) { id -> BigInt, reason -> Text, release_reason -> Nullable<Text> } }
diesel::table! { payment (id) { id -> BigInt, reference -> Text, reason -> Nullable<Text> } }
diesel::table! { limit_request (id) { id -> BigInt, reason -> Text, answer -> Nullable<Text> } }
diesel::table! { promise (id) { id -> BigInt, order_id -> BigInt, reason -> Text, at -> BigInt } }
diesel::table! { deferral (id) { id -> BigInt, invoice_id -> BigInt, reason -> Text, at -> BigInt } }
diesel::table! { open_item (invoice_id) { invoice_id -> BigInt, dispute -> Nullable<Text> } }
diesel::table! { invoice (id) { id -> BigInt, number -> Text } }
diesel::table! { credit_note (id) { id -> BigInt, number -> Text, reason -> Text } }
diesel::table! { credit_note_reversal (note_id) { note_id -> BigInt, reason -> Text } }
diesel::joinable!(credit_note_reversal -> credit_note (note_id));
diesel::allow_tables_to_appear_in_same_query!(credit_note_reversal, credit_note);
diesel::joinable!(deferral -> invoice (invoice_id));
diesel::joinable!(open_item -> invoice (invoice_id));
diesel::allow_tables_to_appear_in_same_query!(deferral, invoice);
diesel::allow_tables_to_appear_in_same_query!(open_item, invoice);

/// Where words stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::service) enum Beside {
    /// Why a block began.
    Block(i64),
    /// Why it was released.
    Release(i64),
    /// What a payment is for, or why it was taken back.
    Payment(i64),
    /// Why a limit was asked for.
    Asked(i64),
    /// What was answered.
    Answered(i64),
    /// Why another day was promised: the order and the moment.
    Promise(i64, Moment),
    /// Why an invoice got more days: its number and the moment.
    Deferral(String, Moment),
    /// What the client does not agree with, as long as that stands.
    Dispute(String),
    /// Why an invoice was corrected: the number of the credit note.
    Correction(String),
    /// Why a credit note was taken back: its number.
    Restored(String),
}

/// The words at some places; what is not there any more is not among them. A statement for each kind that occurs.
pub(in crate::service) fn words_beside(tx: &mut Tx, places: &[Beside]) -> Answer<HashMap<Beside, String>> {
    let mut found = HashMap::new();
    of_blocks(tx, places, &mut found)?;
    of_payments(tx, places, &mut found)?;
    of_requests(tx, places, &mut found)?;
    of_promises(tx, places, &mut found)?;
    of_invoices(tx, places, &mut found)?;
    of_credit_notes(tx, places, &mut found)?;
    of_reversals(tx, places, &mut found)?;
    found.retain(|_, words| !words.is_empty());
    Ok(found)
}

type Found = HashMap<Beside, String>;

fn of_blocks(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let id = |place: &Beside| match place {
        Beside::Block(id) | Beside::Release(id) => Some(*id),
        _ => None,
    };
    let ids: Vec<i64> = places.iter().filter_map(id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let query = shipment_block::table.filter(shipment_block::id.eq_any(ids));
    let rows: Vec<(i64, String, Option<String>)> =
        query.select((shipment_block::id, shipment_block::reason, shipment_block::release_reason)).load(tx.link())?;
    for (id, reason, released) in rows {
        found.insert(Beside::Block(id), reason);
        found.insert(Beside::Release(id), released.unwrap_or_default());
    }
    Ok(())
}

fn of_payments(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let id = |place: &Beside| match place {
        Beside::Payment(id) => Some(*id),
        _ => None,
    };
    let ids: Vec<i64> = places.iter().filter_map(id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let query = payment::table.filter(payment::id.eq_any(ids)).select((payment::id, payment::reference, payment::reason));
    let rows: Vec<(i64, String, Option<String>)> = query.load(tx.link())?;
    found.extend(rows.into_iter().map(|(id, reference, reason)| (Beside::Payment(id), reason.unwrap_or(reference))));
    Ok(())
}

fn of_requests(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let id = |place: &Beside| match place {
        Beside::Asked(id) | Beside::Answered(id) => Some(*id),
        _ => None,
    };
    let ids: Vec<i64> = places.iter().filter_map(id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let query = limit_request::table.filter(limit_request::id.eq_any(ids));
    let rows: Vec<(i64, String, Option<String>)> =
        query.select((limit_request::id, limit_request::reason, limit_request::answer)).load(tx.link())?;
    for (id, reason, answer) in rows {
        found.insert(Beside::Asked(id), reason);
        found.insert(Beside::Answered(id), answer.unwrap_or_default());
    }
    Ok(())
}

fn of_promises(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let id = |place: &Beside| match place {
        Beside::Promise(order, at) => Some((*order, *at)),
        _ => None,
    };
    let (orders, moments): (Vec<i64>, Vec<Moment>) = places.iter().filter_map(id).unzip();
    if orders.is_empty() {
        return Ok(());
    }
    // Days that the program promised itself have one of its own words for a reason.
    let own = promise::reason.ne("placed").and(promise::reason.ne("rest")).and(promise::reason.ne("arrived"));
    let query = promise::table.filter(promise::order_id.eq_any(orders).and(promise::at.eq_any(moments)).and(own));
    let rows: Vec<(i64, Moment, String)> = query.select((promise::order_id, promise::at, promise::reason)).load(tx.link())?;
    found.extend(rows.into_iter().map(|(order, at, reason)| (Beside::Promise(order, at), reason)));
    Ok(())
}

fn of_invoices(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let granted = |place: &Beside| match place {
        Beside::Deferral(number, at) => Some((number.clone(), *at)),
        _ => None,
    };
    let disputed = |place: &Beside| match place {
        Beside::Dispute(number) => Some(number.clone()),
        _ => None,
    };
    let (numbers, moments): (Vec<String>, Vec<Moment>) = places.iter().filter_map(granted).unzip();
    if !numbers.is_empty() {
        let query = deferral::table.inner_join(invoice::table);
        let query = query.filter(invoice::number.eq_any(numbers).and(deferral::at.eq_any(moments)));
        let rows: Vec<(String, Moment, String)> =
            query.select((invoice::number, deferral::at, deferral::reason)).load(tx.link())?;
        found.extend(rows.into_iter().map(|(number, at, reason)| (Beside::Deferral(number, at), reason)));
    }
    let numbers: Vec<String> = places.iter().filter_map(disputed).collect();
    if !numbers.is_empty() {
        let query = open_item::table.inner_join(invoice::table).filter(invoice::number.eq_any(numbers));
        let rows: Vec<(String, Option<String>)> = query.select((invoice::number, open_item::dispute)).load(tx.link())?;
        found.extend(rows.into_iter().map(|(number, words)| (Beside::Dispute(number), words.unwrap_or_default())));
    }
    Ok(())
}

fn of_credit_notes(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let number = |place: &Beside| match place {
        Beside::Correction(number) => Some(number.clone()),
        _ => None,
    };
    let numbers: Vec<String> = places.iter().filter_map(number).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let query = credit_note::table.filter(credit_note::number.eq_any(numbers));
    let rows: Vec<(String, String)> = query.select((credit_note::number, credit_note::reason)).load(tx.link())?;
    found.extend(rows.into_iter().map(|(number, reason)| (Beside::Correction(number), reason)));
    Ok(())
}

fn of_reversals(tx: &mut Tx, places: &[Beside], found: &mut Found) -> Answer<()> {
    let number = |place: &Beside| match place {
        Beside::Restored(number) => Some(number.clone()),
        _ => None,
    };
    let numbers: Vec<String> = places.iter().filter_map(number).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let query = credit_note_reversal::table.inner_join(credit_note::table).filter(credit_note::number.eq_any(numbers));
    let rows: Vec<(String, String)> = query.select((credit_note::number, credit_note_reversal::reason)).load(tx.link())?;
    found.extend(rows.into_iter().map(|(number, reason)| (Beside::Restored(number), reason)));
    Ok(())
}
