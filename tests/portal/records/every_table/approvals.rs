//! What somebody had to agree to: blocks and their releases, limits that were asked for and set, days that were granted.

use serde_json::json;

use super::{Deed, Lie, NO_NAME, Silent, Walk, rest};
use crate::House;
use crate::blocks::{block, day, release};
use crate::kit::trade::{ACCOUNTANT, AGENT, MANAGER};
use crate::on_both;
use crate::receivables::shipped;
use crate::records::text;

const LIMIT: &str = "change of the limit of contract ";
const DEFERRED: &str = "deferral of invoice ";

const LIES: &[Lie] = &[
    ("shipment_block", "id", "id = id + 1 WHERE ended_at IS NOT NULL", "expected no block"),
    (
        "shipment_block",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE ended_at IS NOT NULL",
        "of contract B-1: contract",
    ),
    ("shipment_block", "cause", "cause = 'overdue' WHERE ended_at IS NOT NULL", "of contract A-1: cause"),
    ("shipment_block", "reason", "reason = 'Another' WHERE ended_at IS NOT NULL", "of contract A-1: words"),
    ("shipment_block", "until", "until = '2030-01-01' WHERE ended_at IS NOT NULL", "of contract A-1: until"),
    ("shipment_block", "ends_when", "ends_when = 'debt_paid' WHERE ended_at IS NOT NULL", "of contract A-1: ends_when"),
    ("shipment_block", "began_at", "began_at = began_at + 1 WHERE ended_at IS NOT NULL", "of contract A-1: at"),
    ("shipment_block", "began_by", "began_by = 'nobody' WHERE ended_at IS NOT NULL", "of contract A-1: by"),
    ("shipment_block", "ended_at", "ended_at = ended_at + 1 WHERE ended_at IS NOT NULL", "of contract A-1: at"),
    ("shipment_block", "ended_at", "ended_at = began_at WHERE ended_at IS NULL", "for a reason, or not at all"),
    ("shipment_block", "ended_by", "ended_by = 'nobody' WHERE ended_at IS NOT NULL", "of contract A-1: by"),
    ("shipment_block", "ended_why", "ended_why = 'time' WHERE ended_at IS NOT NULL", "of contract A-1: why"),
    ("shipment_block", "ended_why", "ended_why = 'time' WHERE ended_at IS NULL", "for a reason, or not at all"),
    ("shipment_block", "release_reason", "release_reason = 'Another' WHERE ended_at IS NOT NULL", "of contract A-1: words"),
    ("shipment_block", "release_reason", "release_reason = 'Another' WHERE ended_at IS NULL", "for a reason, or not at all"),
    (
        "limit_change",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE reason = 'They pay in time'",
        "change of the limit of contract B-1",
    ),
    ("limit_change", "was", "was = was + 1 WHERE reason = 'They pay in time'", LIMIT),
    ("limit_change", "was", "was = NULL WHERE reason = 'They pay in time'", LIMIT),
    ("limit_change", "becomes", "becomes = becomes + 1 WHERE reason = 'They pay in time'", LIMIT),
    ("limit_change", "reason", "reason = 'Another' WHERE reason = 'They pay in time'", LIMIT),
    ("limit_change", "actor", "actor = 'nobody' WHERE reason = 'They pay in time'", LIMIT),
    ("limit_change", "at", "at = at + 1 WHERE reason = 'They pay in time'", LIMIT),
    ("limit_request", "id", "id = id + 1 WHERE state = 'granted'", "expected a record, found none"),
    (
        "limit_request",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE state = 'granted'",
        "of contract B-1 (asked contract)",
    ),
    ("limit_request", "asked", "asked = asked + 100 WHERE state = 'granted'", "(asked asked)"),
    ("limit_request", "reason", "reason = 'Another' WHERE state = 'granted'", ": words"),
    ("limit_request", "asked_by", "asked_by = 'nobody' WHERE state = 'granted'", "(asked by)"),
    ("limit_request", "asked_at", "asked_at = asked_at + 1 WHERE state = 'granted'", "(asked at)"),
    ("limit_request", "state", "state = 'refused' WHERE state = 'granted'", "(answer state)"),
    ("limit_request", "state", "state = 'waiting' WHERE state = 'granted'", "(answer state)"),
    ("limit_request", "state", "state = 'granted' WHERE state = 'waiting'", "(answer)"),
    ("limit_request", "answer", "answer = 'Another' WHERE state = 'granted'", "answer to limit request "),
    ("limit_request", "answer", "answer = 'Another' WHERE state = 'waiting'", "(answer)"),
    ("limit_request", "answered_by", "answered_by = 'nobody' WHERE state = 'granted'", "(answer by)"),
    ("limit_request", "answered_at", "answered_at = answered_at + 1 WHERE state = 'granted'", "(answer at)"),
    (
        "deferral",
        "invoice_id",
        "invoice_id = (SELECT min(id) FROM invoice WHERE id <> deferral.invoice_id)",
        "expected a record that says so",
    ),
    ("deferral", "was", "was = '2030-01-01'", DEFERRED),
    ("deferral", "until", "until = '2030-01-01'", DEFERRED),
    ("deferral", "reason", "reason = 'Another'", ": words"),
    ("deferral", "actor", "actor = 'nobody'", DEFERRED),
    ("deferral", "at", "at = at + 1", DEFERRED),
];

const SILENT: &[Silent] = &[("limit_change", "id", NO_NAME), ("deferral", "id", NO_NAME)];

const DEEDS: &[Deed] = &[
    (
        "shipment_block",
        "INSERT INTO shipment_block (id, contract_id, cause, reason, ends_when, began_at, began_by)
         SELECT 7, contract_id, cause, reason, ends_when, began_at, began_by FROM shipment_block WHERE ended_at IS NULL",
        "expected no block",
    ),
    ("shipment_block", "DELETE FROM shipment_block WHERE ended_at IS NULL", "expected a row, found none"),
    (
        "limit_change",
        "INSERT INTO limit_change (id, contract_id, was, becomes, reason, actor, at)
         SELECT 7, contract_id, was, becomes, reason, actor, at FROM limit_change WHERE reason = 'They pay in time'",
        LIMIT,
    ),
    (
        "limit_change",
        "DELETE FROM limit_change WHERE reason = 'They pay in time'",
        "change of the limit of contract A-1: expected a row",
    ),
    (
        "limit_request",
        "INSERT INTO limit_request (id, contract_id, asked, reason, asked_by, asked_at, state, answer, answered_by, answered_at)
         SELECT 7, contract_id, asked, reason, asked_by, asked_at, state, answer, answered_by, answered_at FROM limit_request
         WHERE state = 'granted'",
        "expected a record, found none",
    ),
    (
        "limit_request",
        "UPDATE limit_request SET state = 'granted', answer = 'Of course', answered_by = asked_by, answered_at = asked_at
         WHERE state = 'waiting'",
        "(answer)",
    ),
    ("limit_request", "DELETE FROM limit_request WHERE state = 'waiting'", "expected a row, found none"),
    (
        "deferral",
        "INSERT INTO deferral (id, invoice_id, was, until, reason, actor, at)
         SELECT 7, invoice_id, was, until, reason, actor, at FROM deferral",
        "expected a record that says so",
    ),
    ("deferral", "DELETE FROM deferral WHERE reason = 'They asked to wait'", DEFERRED),
];

/// Blocks, limits and days: what was agreed to, and what waits.
async fn agreed(house: &House) {
    let (agent, manager, accountant) = (house.api(AGENT).await, house.api(MANAGER).await, house.api(ACCOUNTANT).await);
    let invoice = shipped(house, "first", "DR-1", "1").await;
    shipped(house, "second", "DR-1", "1").await;
    let wish = json!({"until": day(house, 45), "reason": "They asked to wait"});
    manager.send(&format!("/api/v1/invoices/{invoice}/deferrals"), wish).await.expect(204);
    let id = block(&manager, "A-1", json!({"reason": "To be talked about"})).await;
    release(&manager, "A-1", &id).await.expect(200);
    block(&manager, "A-1", json!({"reason": "Once more"})).await;
    accountant.set("/api/v1/contracts/A-1/limit", json!({"limit": "500000", "reason": "They pay in time"})).await.expect(204);
    let asked = agent.send("/api/v1/contracts/A-1/limit-requests", json!({"limit": "2000000", "reason": "A second shop"})).await;
    let path = format!("/api/v1/limit-requests/{}/answers", text(&asked.expect(201).json()["id"]));
    accountant.send(&path, json!({"grant": true, "limit": "1500000", "reason": "Not all of it"})).await.expect(204);
    let again = json!({"limit": "3000000", "reason": "A third shop"});
    agent.send("/api/v1/contracts/A-1/limit-requests", again).await.expect(201);
}

on_both! {
    async fn no_column_of_blocks_limits_and_deferrals_is_changed_unseen(house: House) {
        agreed(&house).await;
        rest(&house).await;
        let tables = &["shipment_block", "limit_change", "limit_request", "deferral"];
        Walk { tables, lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }
}
