//! Invoices, credit notes, and what took a credit note back.

use serde_json::json;

use super::{Deed, Lie, Silent, Walk, rest};
use crate::House;
use crate::kit::trade::{ACCOUNTANT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::one;
use crate::receivables::{keyed, shipped};
use crate::shipping::{part, placed, ship};

const NOTE: &str = "credit note CN-000001";
const REVERSAL: &str = "reversal of credit note CN-000002";

const LIES: &[Lie] = &[
    ("invoice", "id", "id = id + 1 WHERE number = '000001'", "invoice 000001: expected a row"),
    ("invoice", "number", "number = '000777' WHERE number = '000001'", "invoice 000777"),
    ("invoice", "kind", "kind = 'proforma' WHERE number = '000001'", "invoice 000001 (kind)"),
    (
        "invoice",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE number = '000001'",
        "invoice 000001 (contract)",
    ),
    (
        "invoice",
        "partner_id",
        "partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE number = '000001'",
        "of the partner of their contract",
    ),
    ("invoice", "unit_id", "unit_id = NULL WHERE number = '000001'", "the contract that ordered it"),
    (
        "invoice",
        "order_id",
        "order_id = (SELECT min(id) FROM sales_order WHERE id <> invoice.order_id) WHERE number = '000001'",
        "invoice 000001 (order)",
    ),
    ("invoice", "shipment_id", "shipment_id = NULL WHERE number = '000001'", "invoice 000001 (shipment)"),
    ("invoice", "shipment_id", "shipment_id = shipment_id + 1 WHERE number = '000001'", "every shipment has its invoice"),
    ("invoice", "issued_at", "issued_at = issued_at + 1 WHERE number = '000001'", "invoice 000001: expected as it was recorded"),
    ("invoice", "issued_on", "issued_on = '2030-01-01' WHERE number = '000001'", "invoice 000001 (issued_on)"),
    ("invoice", "currency", "currency = 'USD' WHERE number = '000001'", "invoice 000001 (currency)"),
    ("invoice", "net", "net = net + 100, vat = vat - 100 WHERE number = '000001'", "invoice 000001 (amounts)"),
    ("invoice", "vat", "vat = vat + 100, total = total + 100 WHERE number = '000001'", "invoice 000001 (amounts)"),
    ("invoice", "total", "total = total + 100, net = net + 100 WHERE number = '000001'", "invoice 000001 (amounts)"),
    (
        "invoice",
        "snapshot",
        "snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1') WHERE number = '000001'",
        "invoice 000001: expected as it was recorded",
    ),
    ("invoice", "snapshot", "snapshot = '{}' WHERE number = '000001'", "invoice 000001: snapshot"),
    ("credit_note", "id", "id = id + 1 WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "number", "number = 'CN-000777' WHERE number = 'CN-000001'", "credit note CN-000777"),
    (
        "credit_note",
        "invoice_id",
        "invoice_id = (SELECT min(id) FROM invoice WHERE id <> credit_note.invoice_id) WHERE number = 'CN-000001'",
        NOTE,
    ),
    (
        "credit_note",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE number = 'CN-000001'",
        NOTE,
    ),
    ("credit_note", "posted_at", "posted_at = posted_at + 1 WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "issued_on", "issued_on = '2030-01-01' WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "net", "net = net + 1, vat = vat - 1 WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "vat", "vat = vat + 1, total = total + 1 WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "total", "total = total + 1, net = net + 1 WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "reason", "reason = 'Another' WHERE number = 'CN-000001'", NOTE),
    ("credit_note", "actor", "actor = 'nobody' WHERE number = 'CN-000001'", NOTE),
    ("credit_note_line", "note_id", "note_id = note_id + 1 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_line", "position", "position = position + 7 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_line", "quantity", "quantity = quantity + 1000 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_line", "net", "net = net + 1, vat = vat - 1 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_line", "vat", "vat = vat + 1, gross = gross + 1 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_line", "gross", "gross = gross + 1, net = net + 1 WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    ("credit_note_reversal", "note_id", "note_id = (SELECT min(id) FROM credit_note)", "reversal of credit note CN-"),
    ("credit_note_reversal", "posted_at", "posted_at = posted_at + 1", REVERSAL),
    ("credit_note_reversal", "issued_on", "issued_on = '2030-01-01'", REVERSAL),
    ("credit_note_reversal", "reason", "reason = 'Another'", REVERSAL),
    ("credit_note_reversal", "actor", "actor = 'nobody'", REVERSAL),
];

const SILENT: &[Silent] = &[];

const DEEDS: &[Deed] = &[
    (
        "invoice",
        "INSERT INTO invoice (id, number, kind, contract_id, partner_id, unit_id, order_id, issued_at, issued_on, currency, net, vat, total, snapshot)
         SELECT 7, '000777', kind, contract_id, partner_id, unit_id, order_id, issued_at, issued_on, currency, net, vat, total, snapshot
         FROM invoice WHERE number = '000001'",
        "an invoice wants what it says",
    ),
    ("invoice", "DELETE FROM invoice WHERE number = '000001'", "invoice 000001: expected a row"),
    // What left is the same, and so is what it came to; only the papers have changed places.
    (
        "invoice",
        "UPDATE invoice SET shipment_id = -shipment_id;
         UPDATE invoice SET shipment_id = (SELECT h.id FROM shipment h WHERE h.order_id = invoice.order_id AND h.id <> -invoice.shipment_id)
         WHERE number IN ('000001', '000002');
         UPDATE invoice SET shipment_id = -shipment_id WHERE shipment_id < 0",
        "the invoice for a shipment is issued as it leaves",
    ),
    (
        "credit_note",
        "INSERT INTO credit_note (id, number, invoice_id, contract_id, posted_at, issued_on, net, vat, total, reason, actor)
         SELECT 7, 'CN-000777', invoice_id, contract_id, posted_at, issued_on, net, vat, total, reason, actor FROM credit_note
         WHERE number = 'CN-000001'",
        "credit note CN-000777 of contract A-1: expected a record",
    ),
    ("credit_note", "DELETE FROM credit_note WHERE number = 'CN-000001'", "credit note CN-000001: expected a row"),
    (
        "credit_note_line",
        "INSERT INTO credit_note_line (note_id, position, quantity, net, vat, gross)
         SELECT note_id, position + 7, quantity, net, vat, gross FROM credit_note_line WHERE note_id = (SELECT min(id) FROM credit_note)",
        NOTE,
    ),
    ("credit_note_line", "DELETE FROM credit_note_line WHERE note_id = (SELECT min(id) FROM credit_note)", NOTE),
    (
        "credit_note_reversal",
        "INSERT INTO credit_note_reversal (note_id, posted_at, issued_on, reason, actor)
         SELECT (SELECT min(id) FROM credit_note), posted_at, issued_on, reason, actor FROM credit_note_reversal",
        "reversal of credit note CN-000001",
    ),
    ("credit_note_reversal", "DELETE FROM credit_note_reversal WHERE reason = 'Another was meant'", "reversal of credit note CN-"),
];

/// An order that leaves in two parts, with an invoice for each.
async fn in_two_parts(house: &House) {
    let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
    let number = placed(&sever, "parts", one("DR-1", "4")).await;
    for key in ["one", "two"] {
        ship(&warehouse, &number, key, part("DR-1", "2")).await.expect(201);
        house.pass_seconds(60);
    }
}

on_both! {
    async fn no_column_of_invoices_and_credit_notes_is_changed_unseen(house: House) {
        in_two_parts(&house).await;
        shipped(&house, "third", "DR-1", "1").await;
        let accountant = house.api(ACCOUNTANT).await;
        for key in ["right", "wrong"] {
            let correction = json!({"reason": "One was broken", "lines": [{"line": 1, "amount": "100.00"}]});
            keyed(&accountant, "/api/v1/invoices/000001/credit-notes", key, &correction).await.expect(201);
        }
        let back = json!({"reason": "Another was meant"});
        keyed(&accountant, "/api/v1/credit-notes/CN-000002/reversals", "back", &back).await.expect(201);
        rest(&house).await;
        let tables = &["invoice", "credit_note", "credit_note_line", "credit_note_reversal"];
        Walk { tables, lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }
}
