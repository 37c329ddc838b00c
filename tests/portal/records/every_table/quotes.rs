//! Quotes with their versions, lines and second opinions.

use super::{Deed, Lie, Silent, Walk, rest};
use crate::House;
use crate::on_both;
use crate::records::agreed_quote;

const QUOTE: &str = "  quote Q-";
const ITS_CONTRACT: &str = "a quote is of the contract that it names";
const ASKER: &str = "as it was asked for (actor)";
const MADE: &str = "version 1";
const LINE: &str = "version 1, line 1";
const APPROVAL: &str = "approval of quo_";

const LIES: &[Lie] = &[
    ("quote", "id", "id = id + 1 WHERE number = (SELECT min(number) FROM quote)", QUOTE),
    ("quote", "number", "number = 'Q-777777' WHERE number = (SELECT min(number) FROM quote)", "quote Q-777777"),
    ("quote", "partner_id", "partner_id = (SELECT id FROM partner WHERE code = 'BETA')", ITS_CONTRACT),
    ("quote", "partner_code", "partner_code = 'BETA'", ITS_CONTRACT),
    ("quote", "unit_id", "unit_id = 7", QUOTE),
    ("quote", "contract_id", "contract_id = (SELECT id FROM contract WHERE number = 'B-1')", ITS_CONTRACT),
    ("quote", "contract", "contract = 'B-1'", QUOTE),
    ("quote", "account_id", "account_id = (SELECT max(id) FROM account)", QUOTE),
    ("quote", "representation_id", "representation_id = 7", QUOTE),
    ("quote", "asked_by", "asked_by = 'Somebody else'", ASKER),
    ("quote", "on_behalf_of", "on_behalf_of = 'Somebody else'", ASKER),
    ("quote", "message", "message = 'Another'", ": words"),
    ("quote", "currency", "currency = 'USD'", QUOTE),
    ("quote", "state", "state = 'withdrawn'", QUOTE),
    ("quote", "total", "total = total + 100", QUOTE),
    ("quote", "version", "version = version + 1", QUOTE),
    ("quote", "offered", "offered = NULL", QUOTE),
    ("quote", "valid_until", "valid_until = '2030-01-01'", QUOTE),
    ("quote", "follows", "follows = 'Q-000009'", QUOTE),
    ("quote", "order_number", "order_number = '000009'", QUOTE),
    ("quote", "reason", "reason = 'As agreed by telephone'", ": words"),
    ("quote", "asked_at", "asked_at = asked_at + 1", "(asked_at)"),
    ("quote", "salt", "salt = $salt", ": words"),
    ("quote_version", "quote_id", "quote_id = quote_id + 1 WHERE quote_id = (SELECT min(id) FROM quote)", MADE),
    ("quote_version", "version", "version = version + 7", "version 8"),
    ("quote_version", "made_at", "made_at = made_at + 1", MADE),
    ("quote_version", "account_id", "account_id = (SELECT min(id) FROM account WHERE id <> quote_version.account_id)", MADE),
    ("quote_version", "actor", "actor = 'Somebody else'", "version 1 (actor)"),
    ("quote_version", "valid_until", "valid_until = '2030-01-01'", MADE),
    ("quote_version", "note", "note = 'Another'", "version 1: words"),
    ("quote_version", "net", "net = net + 100, vat = vat - 100", MADE),
    ("quote_version", "vat", "vat = vat + 100, total = total + 100", MADE),
    ("quote_version", "total", "total = total + 100, net = net + 100", MADE),
    ("quote_version", "needs_second", "needs_second = NOT needs_second", MADE),
    (
        "quote_line",
        "quote_id",
        "quote_id = quote_id + 1 WHERE version = 1 AND quote_id = (SELECT min(id) FROM quote)",
        "version 1: lines",
    ),
    ("quote_line", "version", "version = version + 7 WHERE version = 1", "version 1: lines"),
    ("quote_line", "product_id", "product_id = (SELECT id FROM product WHERE sku = 'NP-1') WHERE version = 1", LINE),
    ("quote_line", "sku", "sku = 'NP-1' WHERE version = 1", LINE),
    ("quote_line", "name", "name = 'Другое' WHERE version = 1", "version 1, line 1: words"),
    ("quote_line", "name_en", "name_en = 'Another' WHERE version = 1", "version 1, line 1: words"),
    ("quote_line", "unit", "unit = 'кг' WHERE version = 1", LINE),
    ("quote_line", "quantity", "quantity = quantity + 1000 WHERE version = 1", LINE),
    ("quote_line", "unit_price", "unit_price = unit_price + 1 WHERE version = 1", LINE),
    ("quote_line", "list_price", "list_price = 77 WHERE version = 1", LINE),
    ("quote_line", "usual_price", "usual_price = 77 WHERE version = 1", LINE),
    ("quote_line", "floor", "floor = 77 WHERE version = 1", LINE),
    ("quote_line", "vat_code", "vat_code = 'zero' WHERE version = 1", LINE),
    ("quote_line", "vat_rate", "vat_rate = 77 WHERE version = 1", LINE),
    ("quote_line", "sum", "sum = sum + 1 WHERE version = 1", LINE),
    ("quote_line", "net", "net = net + 1, vat = vat - 1 WHERE version = 1", LINE),
    ("quote_line", "vat", "vat = vat + 1, gross = gross + 1 WHERE version = 1", LINE),
    ("quote_line", "gross", "gross = gross + 1, net = net + 1 WHERE version = 1", LINE),
    ("quote_approval", "quote_id", "quote_id = quote_id + 1 WHERE quote_id = (SELECT min(id) FROM quote)", APPROVAL),
    ("quote_approval", "version", "version = version + 7", ", version 8"),
    ("quote_approval", "at", "at = at + 1", "version 1 (at)"),
    (
        "quote_approval",
        "account_id",
        "account_id = (SELECT min(id) FROM account WHERE id <> quote_approval.account_id)",
        APPROVAL,
    ),
    ("quote_approval", "actor", "actor = 'Somebody else'", "version 1 (actor)"),
    ("quote_approval", "is_granted", "is_granted = NOT is_granted", APPROVAL),
    ("quote_approval", "reason", "reason = 'Another'", APPROVAL),
];

const SILENT: &[Silent] = &[
    ("quote", "partner_name", "how the client was called then; whose it is says its contract"),
    ("quote", "changed_at", "by what lists are sorted"),
    ("quote_line", "position", "the order of the lines is held, and the figure says nothing more"),
];

const DEEDS: &[Deed] = &[
    (
        "quote",
        "INSERT INTO quote (id, number, partner_id, partner_code, partner_name, contract_id, contract, account_id, asked_by, message, currency,
         state, total, version, asked_at, changed_at, salt) SELECT id + 1, 'Q-777777', partner_id, partner_code, partner_name, contract_id,
         contract, account_id, asked_by, message, currency, 'asked', total, 0, asked_at, changed_at, salt FROM quote
         WHERE number = (SELECT min(number) FROM quote)",
        "quote Q-777777: expected a record, found none",
    ),
    ("quote", "DELETE FROM quote WHERE number = (SELECT min(number) FROM quote)", "expected a row, found none"),
    (
        "quote_version",
        "INSERT INTO quote_version (quote_id, version, made_at, account_id, actor, valid_until, note, net, vat, total, needs_second)
         SELECT quote_id, 7, made_at, account_id, actor, valid_until, note, net, vat, total, needs_second FROM quote_version",
        "version 7: expected no version",
    ),
    ("quote_version", "DELETE FROM quote_version WHERE version = 1", "expected a row, found none"),
    (
        "quote_line",
        "INSERT INTO quote_line (quote_id, version, position, product_id, sku, name, name_en, unit, quantity, unit_price, vat_code, sum, net, vat,
         gross) SELECT quote_id, version, position + 1, product_id, sku, name, name_en, unit, quantity, unit_price, vat_code, sum, net, vat, gross
         FROM quote_line WHERE version = 1",
        "version 1: lines",
    ),
    ("quote_line", "DELETE FROM quote_line WHERE version = 0", "as it was asked for: lines"),
    (
        "quote_approval",
        "INSERT INTO quote_approval (quote_id, version, at, account_id, actor, is_granted, reason)
         SELECT quote_id, 7, at, account_id, actor, is_granted, reason FROM quote_approval",
        "version 7: expected no approval",
    ),
    ("quote_approval", "DELETE FROM quote_approval WHERE version = 1", "version 1: expected a row, found none"),
];

on_both! {
    async fn no_column_of_quotes_is_changed_unseen(house: House) {
        agreed_quote(&house, "first").await;
        agreed_quote(&house, "second").await;
        rest(&house).await;
        let tables = &["quote", "quote_version", "quote_line", "quote_approval"];
        Walk { tables, lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }
}
