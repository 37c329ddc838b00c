//! Money that came and went: payments, what they gave to invoices, what is open, and the ledger.

use super::{Deed, Lie, NO_NAME, Silent, Walk, rest};
use crate::House;
use crate::on_both;
use crate::records::business;
use crate::records::proofs::money;

const PAYMENT: &str = "  payment pay_";
const PART: &str = "what payment pay_";
const ENTRY: &str = "what the ledger says of ";
const WANTED: &str = "an invoice wants what it says";

const LIES: &[Lie] = &[
    ("payment", "id", "id = id + 1 WHERE amount = 700000", PAYMENT),
    ("payment", "contract_id", "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE amount = 700000", PAYMENT),
    ("payment", "amount", "amount = amount + 100 WHERE amount = 700000", PAYMENT),
    ("payment", "currency", "currency = 'USD' WHERE amount = 700000", PAYMENT),
    ("payment", "paid_on", "paid_on = '2020-01-01' WHERE amount = 700000", PAYMENT),
    ("payment", "paid_on", "paid_on = '2020-01-01' WHERE reverses IS NOT NULL", "(paid_on)"),
    ("payment", "reference", "reference = 'Another' WHERE amount = 700000", PAYMENT),
    ("payment", "reference", "reference = 'Another' WHERE reverses IS NOT NULL", "what takes a payment back"),
    ("payment", "source", "source = 'bank' WHERE amount = 700000", PAYMENT),
    ("payment", "source", "source = 'bank' WHERE reverses IS NOT NULL", "what takes a payment back"),
    ("payment", "booked_at", "booked_at = booked_at + 1 WHERE amount = 700000", PAYMENT),
    ("payment", "actor", "actor = 'nobody' WHERE amount = 700000", PAYMENT),
    ("payment", "reverses", "reverses = (SELECT min(id) FROM payment WHERE amount = 700000) WHERE reverses IS NOT NULL", PAYMENT),
    ("payment", "reason", "reason = 'Another' WHERE reverses IS NOT NULL", PAYMENT),
    ("allocation", "payment_id", "payment_id = payment_id + 1 WHERE id = (SELECT max(id) FROM allocation)", PART),
    (
        "allocation",
        "invoice_id",
        "invoice_id = (SELECT min(id) FROM invoice WHERE id <> allocation.invoice_id) WHERE id = (SELECT max(id) FROM allocation)",
        PART,
    ),
    ("allocation", "amount", "amount = amount + 77 WHERE id = (SELECT max(id) FROM allocation)", PART),
    ("allocation", "at", "at = at + 1 WHERE id = (SELECT max(id) FROM allocation)", PART),
    ("open_item", "invoice_id", "invoice_id = invoice_id + 1 WHERE kind = 'invoice'", WANTED),
    ("open_item", "contract_id", "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE kind = 'invoice'", WANTED),
    ("open_item", "kind", "kind = 'opening' WHERE kind = 'invoice'", WANTED),
    ("open_item", "order_id", "order_id = NULL WHERE kind = 'invoice'", "open for its own order"),
    ("open_item", "due_on", "due_on = '2030-01-01' WHERE kind = 'invoice'", "(due_on)"),
    ("open_item", "amount", "amount = amount + 100 WHERE kind = 'invoice'", WANTED),
    ("open_item", "paid", "paid = paid + 1 WHERE kind = 'invoice' AND paid < amount", "what is paid of an invoice"),
    ("open_item", "dispute", "dispute = 'Another' WHERE kind = 'invoice'", "(dispute)"),
    ("open_item", "is_waived", "is_waived = TRUE WHERE kind = 'invoice'", "(release)"),
    ("ledger_entry", "contract_id", "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE amount = -700000", ENTRY),
    ("ledger_entry", "kind", "kind = 'reversal' WHERE amount = -700000", ENTRY),
    ("ledger_entry", "document", "document = 'pay_0000000000001' WHERE amount = -700000", ENTRY),
    ("ledger_entry", "amount", "amount = amount + 100 WHERE amount = -700000", ENTRY),
    ("ledger_entry", "at", "at = at + 1 WHERE amount = -700000", ENTRY),
    ("ledger_entry", "at", "at = at + 1 WHERE kind = 'commitment'", "what the ledger says of commitment "),
    ("ledger_entry", "at", "at = at + 1 WHERE kind = 'invoice'", "at the moment of their issue"),
];

const SILENT: &[Silent] = &[
    ("payment", "fingerprint", "it only keeps the same line of a file from being booked twice"),
    ("allocation", "id", NO_NAME),
    ("open_item", "reminder", "how often somebody was reminded: a letter more or less, and no money"),
    ("open_item", "reminded_on", "when somebody was reminded last: a letter more or less, and no money"),
    ("ledger_entry", "id", NO_NAME),
];

const DEEDS: &[Deed] = &[
    (
        "payment",
        "INSERT INTO payment (id, contract_id, amount, currency, paid_on, reference, source, booked_at, actor)
         SELECT 7, contract_id, amount, currency, paid_on, 'No 18', source, booked_at, actor FROM payment WHERE amount = 700000",
        "expected a record, found none",
    ),
    ("payment", "DELETE FROM payment WHERE amount = 700000", "payment pay_"),
    (
        "allocation",
        "INSERT INTO allocation (id, payment_id, invoice_id, amount, at)
         SELECT n.n, a.payment_id, a.invoice_id, n.n * 100, a.at - n.n FROM allocation a, (SELECT 1 AS n UNION ALL SELECT -1) n
         WHERE a.id = (SELECT max(id) FROM allocation)",
        PART,
    ),
    ("allocation", "DELETE FROM allocation WHERE id = (SELECT max(id) FROM allocation)", PART),
    (
        "open_item",
        "INSERT INTO open_item (invoice_id, contract_id, kind, due_on, amount, paid, is_waived, reminder)
         SELECT 7, id, 'invoice', '2030-01-01', 7700, 0, FALSE, 0 FROM contract WHERE number = 'A-1'",
        "what a contract owes is what is open",
    ),
    ("open_item", "DELETE FROM open_item WHERE kind = 'invoice'", WANTED),
    (
        "ledger_entry",
        "INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at)
         SELECT n.n, e.contract_id, e.kind, e.document, n.n * 100, e.at - n.n FROM ledger_entry e, (SELECT 1 AS n UNION ALL SELECT -1) n
         WHERE e.amount = -700000",
        ENTRY,
    ),
    ("ledger_entry", "DELETE FROM ledger_entry WHERE amount = -700000", "what the ledger says of payment pay_"),
];

on_both! {
    async fn no_column_of_payments_and_of_what_is_owed_is_changed_unseen(house: House) {
        business(&house, "a").await;
        money(&house).await;
        rest(&house).await;
        let tables = &["payment", "allocation", "open_item", "ledger_entry"];
        Walk { tables, lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }
}
