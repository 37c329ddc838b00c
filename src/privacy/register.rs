//! The register of what the database holds of people: every column of text or bytes, and what becomes of it when a person is erased.
//! Whoever adds a column says here what it holds; a test compares this with the schema and plants a name in every column that may have one.

/// What a column may hold of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// His name, address or number. A pseudonym takes its place, or it goes.
    Name,
    /// What is his alone: it goes.
    Own,
    /// His id, as a number or as a mark: it stays, and names nobody when he is erased.
    Id,
    /// Words that somebody wrote: they stay as they are.
    Words,
    /// Nothing of a person.
    Nothing,
}

use Holds::{Id, Name, Nothing, Own, Words};

/// Every table with columns of text or bytes, by name; what they hold, and the columns.
pub const REGISTER: &[(&str, Holds, &[&str])] = &[
    ("account", Name, &["login", "name", "phone"]),
    ("account", Own, &["password_hash", "salt", "time_zone"]),
    ("account", Nothing, &["language"]),
    ("activity", Own, &["kind", "what", "currency"]),
    ("address", Words, &["name", "place"]),
    ("address", Nothing, &["delivery_method"]),
    ("api_key", Words, &["name"]),
    ("api_key", Nothing, &["token_hash", "scopes"]),
    ("brand", Nothing, &["name", "accent", "accent_dark"]),
    ("category", Nothing, &["path", "name", "name_en", "code", "lineage"]),
    ("change", Nothing, &["topic"]),
    ("checkpoint", Nothing, &["root", "note"]),
    ("contract", Nothing, &["number", "currency", "assortment", "payment", "discount_policy", "vat_mode"]),
    ("cosignature", Nothing, &["witness", "line"]),
    ("counter", Nothing, &["name"]),
    ("credit_note", Id, &["actor"]),
    ("credit_note", Words, &["reason"]),
    ("credit_note", Nothing, &["number"]),
    ("credit_note_reversal", Id, &["actor"]),
    ("credit_note_reversal", Words, &["reason"]),
    ("custom_role", Words, &["name"]),
    ("custom_role_right", Nothing, &["permission", "depth"]),
    ("deferral", Id, &["actor"]),
    ("deferral", Words, &["reason"]),
    ("discount", Words, &["name", "name_en"]),
    ("discount", Nothing, &["code"]),
    ("discount_change", Nothing, &["code"]),
    ("discount_code", Words, &["name", "name_en"]),
    ("discount_code", Nothing, &["code", "code_key"]),
    ("done_once", Id, &["owner"]),
    ("done_once", Nothing, &["route", "key", "fingerprint", "outcome"]),
    // Filled within the transaction that erases, and empty behind it.
    ("erasing", Own, &["was", "becomes", "said", "says"]),
    ("erasure", Id, &["actor"]),
    // What is being erased is taken out of it before it is kept.
    ("erasure", Words, &["reason"]),
    ("erasure", Nothing, &["salt"]),
    ("file", Nothing, &["media_type", "sha256", "bytes"]),
    ("idempotency", Own, &["owner", "route", "key", "fingerprint", "outcome"]),
    ("invitation", Name, &["email"]),
    ("invitation", Own, &["token_hash", "roles", "language"]),
    // The trade's document: whom it is for is a company.
    ("invoice", Nothing, &["number", "kind", "currency", "snapshot"]),
    ("job", Own, &["payload", "last_error"]),
    ("job", Nothing, &["kind", "state"]),
    // Ids and commitments alone.
    ("journal", Id, &["actor", "body"]),
    ("journal", Nothing, &["kind", "leaf"]),
    ("ledger_entry", Nothing, &["kind", "document"]),
    ("limit_change", Id, &["actor"]),
    ("limit_change", Words, &["reason"]),
    ("limit_request", Id, &["asked_by", "answered_by"]),
    ("limit_request", Words, &["reason", "answer"]),
    ("limit_request", Nothing, &["state"]),
    ("log_key", Nothing, &["statement"]),
    ("log_node", Nothing, &["hash"]),
    ("mail_choice", Own, &["topic"]),
    ("membership", Own, &["role"]),
    ("message", Id, &["author"]),
    ("message", Words, &["body"]),
    ("migration", Nothing, &["name", "hash"]),
    ("movement", Nothing, &["kind", "source"]),
    ("note", Id, &["author"]),
    ("note", Words, &["body"]),
    ("one_time_link", Own, &["token_hash", "purpose"]),
    ("open_item", Words, &["dispute"]),
    ("open_item", Nothing, &["kind"]),
    ("order_change", Name, &["asked_by", "answered_by"]),
    ("order_change", Words, &["revision", "reason", "answer"]),
    ("order_change", Nothing, &["state", "differences"]),
    ("order_draft", Own, &["revision"]),
    ("order_version", Name, &["actor", "snapshot"]),
    ("order_version", Nothing, &["what"]),
    ("own_number", Nothing, &["number", "number_key"]),
    ("partner", Words, &["name", "name_key", "legal_address"]),
    ("partner", Nothing, &["code", "inn", "kpp", "ogrn", "bic", "account", "stock_display", "salt"]),
    ("payment", Id, &["actor"]),
    ("payment", Words, &["reference", "reason"]),
    ("payment", Nothing, &["currency", "source", "fingerprint"]),
    ("price_list", Nothing, &["code", "currency", "tier"]),
    (
        "product",
        Nothing,
        &[
            "sku",
            "sku_key",
            "name",
            "name_en",
            "name_key",
            "name_key_en",
            "search_key",
            "unit",
            "vat_code",
            "barcode",
            "attributes",
        ],
    ),
    ("product_attribute", Nothing, &["name", "value", "name_en", "value_en"]),
    ("promise", Name, &["actor"]),
    ("promise", Words, &["reason"]),
    ("quote", Name, &["asked_by"]),
    ("quote", Words, &["message", "reason"]),
    (
        "quote",
        Nothing,
        &[
            "number",
            "partner_code",
            "partner_name",
            "contract",
            "on_behalf_of",
            "currency",
            "state",
            "follows",
            "order_number",
            "salt",
        ],
    ),
    ("quote_approval", Name, &["actor"]),
    ("quote_approval", Words, &["reason"]),
    ("quote_line", Words, &["name", "name_en"]),
    ("quote_line", Nothing, &["sku", "unit", "vat_code"]),
    ("quote_version", Name, &["actor"]),
    ("quote_version", Words, &["note"]),
    ("representation", Words, &["reason"]),
    ("requested_item", Own, &["reason", "wanted", "wanted_key"]),
    ("sales_order", Name, &["snapshot"]),
    ("sales_order", Words, &["your_number", "comment", "delivery", "search_key"]),
    ("sales_order", Nothing, &["number", "state", "currency", "salt"]),
    ("saved_view", Own, &["table_key", "name", "query"]),
    ("seller", Words, &["name", "legal_address", "phone"]),
    ("seller", Nothing, &["time_zone", "currency", "inn", "kpp", "ogrn", "bic", "account"]),
    ("series", Nothing, &["name"]),
    ("session", Own, &["user_agent"]),
    ("shipment", Name, &["snapshot"]),
    ("shipment", Nothing, &["number"]),
    ("shipment_block", Id, &["began_by", "ended_by"]),
    ("shipment_block", Words, &["reason", "release_reason"]),
    ("shipment_block", Nothing, &["cause", "ends_when", "ended_why"]),
    // Shared lists stay with the company, under the name that they were given.
    ("shopping_list", Words, &["name", "name_key"]),
    ("shopping_list", Nothing, &["kind"]),
    ("shopping_list_line", Nothing, &["sku", "name", "name_en", "unit"]),
    // A hash of the address that was tried.
    ("sign_in_failure", Own, &["key"]),
    ("staff_role", Own, &["role"]),
    ("standing_line", Nothing, &["sku", "name", "name_en", "unit"]),
    ("standing_order", Words, &["address", "name"]),
    ("standing_order", Nothing, &["contract", "schedule", "price_policy", "state"]),
    ("standing_run", Nothing, &["outcome", "order_number", "code", "reason", "reason_en", "differences"]),
    ("task", Id, &["done_by"]),
    ("task", Own, &["about"]),
    ("task", Words, &["outcome"]),
    ("task", Nothing, &["kind", "once_key"]),
    ("turn", Nothing, &["name"]),
    ("unit", Nothing, &["name"]),
    ("vat_rate", Nothing, &["code"]),
    ("warehouse", Words, &["name", "name_en", "address"]),
    ("warehouse", Nothing, &["code"]),
    ("watch_rule", Nothing, &["kind"]),
];

/// What a column holds; nothing where it is not in the register.
pub fn holds(table: &str, column: &str) -> Option<Holds> {
    REGISTER.iter().find(|(known, _, columns)| *known == table && columns.contains(&column)).map(|(_, holds, _)| *holds)
}

/// Every column with a name of a person in it, as `table.column`.
pub fn names() -> impl Iterator<Item = String> {
    let with_names = REGISTER.iter().filter(|(_, holds, _)| *holds == Name);
    with_names.flat_map(|(table, _, columns)| columns.iter().map(move |column| format!("{table}.{column}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_stands_once_and_in_its_order() {
        let tables: Vec<&str> = REGISTER.iter().map(|(table, _, _)| *table).collect();
        assert!(tables.is_sorted(), "{tables:?}");
        let all: Vec<(&str, &str)> =
            REGISTER.iter().flat_map(|(table, _, columns)| columns.iter().map(move |column| (*table, *column))).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(holds("promise", "actor"), Some(Name));
        assert_eq!(holds("promise", "promised_on"), None);
        assert!(names().any(|name| name == "order_version.snapshot"));
    }
}
