//! Whose tables are whose: the room that owns a table alone writes it, whoever else reads it through a `table!` of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{first_word, room, sources};

/// Whose tables they are: who owns a table alone writes it. Every table of the migrations stands here once.
const OWNS: &[(&str, &str)] = &[
    ("platform", "change counter file job journal node place turn unplaced"),
    (
        "access",
        "account api_key custom_role custom_role_right done_once idempotency invitation mail_choice membership \
         one_time_link representation saved_view session sign_in_failure staff_role",
    ),
    ("records", "checkpoint cosignature log_key log_node order_record"),
    ("activity", "activity requested_item watch_setting"),
    ("seller", "brand seller"),
    ("partners", "address assignment contract contract_category contract_product contract_warehouse partner unit"),
    ("catalogue", "category category_ancestor movement own_number product product_attribute stock vat_rate warehouse"),
    ("pricing", "discount discount_change discount_code discount_code_use price price_change price_list"),
    (
        "receivables",
        "advance allocation credit_note credit_note_line credit_note_reversal deferral invoice ledger_entry limit_change \
         limit_request open_item payment series shipment_block standing",
    ),
    (
        "orders",
        "cart cart_code cart_line erasing order_change order_draft order_line order_version ordered promise quote \
         quote_approval quote_limit quote_line quote_version reservation sales_order shipment shipment_line shopping_list \
         shopping_list_line standing_line standing_order standing_run",
    ),
    ("service", "message note task watch_rule"),
    ("privacy", "erasure"),
];
/// Who writes to somebody else's table, and why.
const WRITTEN_BESIDE: &[(&str, &str, &str)] = &[
    ("access", "partner", "whether agents may act for a company is a right, and ends representations in the same act"),
    ("activity", "series", "the feed's numbers are a series of its own beside those of the documents"),
];

/// The room that owns a table.
fn owner(table: &str) -> Option<&'static str> {
    OWNS.iter().find(|(_, tables)| tables.split(' ').any(|own| own == table)).map(|(owner, _)| *owner)
}

/// The tables that a text writes to: as Diesel is told, by name or by what was named before, and in SQL of its own.
fn written_tables<'a>(path: &str, text: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for verb in ["insert_into(", "insert_or_ignore_into(", "replace_into(", "diesel::update(", "diesel::delete("] {
        for (at, _) in text.match_indices(verb) {
            let target = text[at + verb.len()..].trim_start();
            // A macro of the store that is given the table: its file declares what it is called with.
            if target.starts_with('$') && path == "access/once.rs" {
                continue;
            }
            let named = first_word(target).unwrap_or_else(|| panic!("{path}: whose table is {target:.40}?"));
            if target[named.len()..].starts_with("::table") {
                found.insert(named);
                continue;
            }
            let before = &text[..at];
            let rows = before.rfind(&format!("let {named} =")).and_then(|start| before[start..].split_once("::table"));
            let (rows, _) = rows.unwrap_or_else(|| panic!("{path}: the table of `{named}` is not to be seen"));
            found.extend(rows.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next());
        }
    }
    for verb in ["INSERT INTO ", "UPDATE ", "DELETE FROM "] {
        found.extend(text.split(verb).skip(1).filter_map(first_word).filter(|name| owner(name).is_some()));
    }
    found
}

#[test]
fn a_table_is_written_by_the_room_that_owns_it() {
    let mut beside = BTreeSet::new();
    for (path, text) in sources() {
        for table in written_tables(&path, &text) {
            let owner = owner(table).unwrap_or_else(|| panic!("{path} writes {table}, which nobody owns"));
            let here = room(&path);
            if owner != here {
                let known = WRITTEN_BESIDE.iter().find(|(writer, what, _)| *writer == here && *what == table);
                let known = known.unwrap_or_else(|| panic!("{path} writes {table}, which belongs to {owner}"));
                beside.insert((known.0, known.1));
            }
        }
    }
    assert_eq!(beside.len(), WRITTEN_BESIDE.len(), "somebody does not write any more what he was let: {beside:?}");
}

#[test]
fn every_table_has_one_owner() {
    let owned: Vec<&str> = OWNS.iter().flat_map(|(_, tables)| tables.split(' ')).collect();
    let mut made = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap();
        made.extend(text.split("CREATE TABLE ").skip(1).filter_map(first_word).map(str::to_owned));
    }
    for table in &made {
        assert_eq!(owned.iter().filter(|name| *name == table).count(), 1, "{table}: whose is it?");
    }
    for table in &owned {
        assert!(made.iter().any(|name| name == table), "{table} is owned, and no migration makes it");
    }
}
