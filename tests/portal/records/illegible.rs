//! What somebody writes into a row that nobody can read any more, a day that is none or a word that stands for nothing, is falsified and
//! not unknown: the verifier names it, and goes on to all the rest.

use serde_json::json;

use super::hand::Hand;
use super::{business, expect_clean, text, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::SEVER;
use crate::on_both;

/// What is done, and what the verifier says of it. The table of the embedded database takes any word for a day.
const DAYS: &[(&str, &str)] = &[
    ("UPDATE sales_order SET requested_on = 'soon' WHERE requested_on IS NOT NULL", "(requested_on)"),
    ("UPDATE quote SET valid_until = 'soon'", "quote Q-000001: expected what can be read"),
    ("UPDATE quote_version SET valid_until = 'soon'", "quote Q-000001: versions: expected what can be read"),
    ("UPDATE shipment SET shipped_on = 'soon'", "shipment 000001-1: expected what can be read"),
    ("UPDATE payment SET paid_on = 'soon' WHERE source = 'hand'", "expected what can be read"),
    ("UPDATE invoice SET issued_on = 'soon' WHERE kind = 'invoice'", "invoice 000001: expected what can be read"),
    ("UPDATE open_item SET due_on = 'soon'", "invoice 000001: expected what can be read"),
    ("UPDATE credit_note SET issued_on = 'soon'", "credit note CN-000001: expected what can be read"),
    ("UPDATE discount SET valid_from = 'soon' WHERE code = 'D-a'", "discount D-a: expected what can be read"),
    ("UPDATE discount_code SET valid_from = 'soon'", "discount code SPRING: expected what can be read"),
    (
        "UPDATE price SET valid_from = 'soon' WHERE rowid = (SELECT min(rowid) FROM price)",
        "the rows of prices: expected what can be read",
    ),
    ("UPDATE contract SET valid_from = 'soon' WHERE number = 'A-1'", "the rows of contracts: expected what can be read"),
];

/// Bytes that are no text: the embedded database takes them in any column.
const BYTES: &[(&str, &str)] = &[
    ("UPDATE sales_order SET snapshot = x'ff' WHERE number = '000001'", "order 000001: expected what can be read"),
    (
        "UPDATE order_version SET snapshot = x'ff' WHERE order_id = (SELECT id FROM sales_order WHERE number = '000001')",
        "order 000001: expected what can be read",
    ),
];

/// Figures beyond all bounds, in either database.
const FIGURES: &[(&str, &str)] = &[
    ("UPDATE allocation SET amount = 9223372036854775807", "what payment pay_"),
    ("UPDATE order_line SET sum = 9223372036854775807 WHERE position = 1", "order 000001, line 1 (sum)"),
];

/// The same for words, in either database.
const WORDS: &[(&str, &str)] = &[
    ("UPDATE quote SET state = 'nowhere'", "quote Q-000001: expected what can be read"),
    ("UPDATE quote SET currency = '???'", "quote Q-000001: expected what can be read"),
    ("UPDATE payment SET source = 'nobody' WHERE source = 'hand'", "expected what can be read"),
    ("UPDATE shipment_block SET cause = 'none'", "expected what can be read"),
    ("UPDATE invoice SET kind = 'none' WHERE kind = 'invoice'", "invoice 000001: expected what can be read"),
];

on_both! {
    async fn a_row_that_cannot_be_read_is_named_and_hides_no_other(house: House) {
        business(&house, "a").await;
        crate::records::proofs::money(&house).await;
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "2"}], "requested_on": day(&house, 9)});
        let wished = text(&house.api(SEVER).await.order("wished", body).await.expect(201).json()["number"]);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        hand.keep("whole");
        let days: &[(&str, &str)] = if house.database_url().starts_with("sqlite:") { DAYS } else { &[] };
        let mut silent = Vec::new();
        let bytes: &[(&str, &str)] = if days.is_empty() { &[] } else { BYTES };
        for (sql, words) in days.iter().chain(WORDS).chain(bytes).chain(FIGURES) {
            // Something else that is falsified, and is compared later.
            hand.change(&format!("{sql}; UPDATE standing SET exposure = exposure + 100 WHERE exposure > 0"));
            let (exit, told) = verify(&house, &[]);
            let is_named = told.lines().any(|line| line.starts_with("rows  place ") && line.contains(words));
            if exit != 1 || !is_named || !told.contains("the sum of its ledger") {
                silent.push(format!("{sql}: exit {exit}\n{told}"));
            }
            hand.put_back("whole");
        }
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        if !days.is_empty() {
            hand.change("UPDATE sales_order SET requested_on = 'soon' WHERE requested_on IS NOT NULL");
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(&format!("order {wished} (requested_on)")) && told.contains("found no day"), "{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn whatever_is_planted_the_verifier_comes_to_its_end_and_names_the_rest(house: House) {
        business(&house, "a").await;
        crate::records::proofs::money(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let is_sqlite = house.database_url().starts_with("sqlite:");
        let statement = if is_sqlite { "x'ff'" } else { "'no statement'" };
        hand.keep("whole");
        let falsity = "UPDATE standing SET exposure = exposure + 100 WHERE exposure > 0";
        for sql in [
            "UPDATE place SET n = 9223372036854775807 WHERE n = (SELECT max(n) FROM place)".to_owned(),
            "UPDATE checkpoint SET size = 9223372036854775807 WHERE size = (SELECT max(size) FROM checkpoint)".to_owned(),
            "UPDATE log_node SET n = 9223372036854775807".to_owned(),
            format!("INSERT INTO log_key (n, statement) VALUES (9223372036854775807, {statement})"),
        ] {
            hand.change(&format!("{sql}; {falsity}"));
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains("the sum of its ledger") && !told.contains("panicked"), "{sql}: {exit}: {told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        // Whole tables that are gone.
        hand.change(falsity);
        house.change_by_sql(if is_sqlite { "DROP TABLE allocation" } else { "DROP TABLE allocation CASCADE" });
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("the sum of its ledger") && told.contains("guards  place -  table allocation"), "{exit}: {told}");
        house.change_by_sql(if is_sqlite { "DROP TABLE log_node" } else { "DROP TABLE log_node CASCADE" });
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("the sum of its ledger") && !told.contains("nobody outside"), "{exit}: {told}");
        house.leave().await;
    }

    async fn nobody_paints_over_what_the_verifier_says(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        let (line, escape) = if house.database_url().starts_with("sqlite:") { ("char(10)", "char(27)") } else { ("chr(10)", "chr(27)") };
        hand.change(&format!(
            "UPDATE journal SET actor = 'x' || {line} || 'clean: 6519 records' || {escape} || '[2J' WHERE id = (SELECT max(id) FROM journal)"
        ));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("x\\nclean: 6519 records\\u{1b}[2J"), "{told}");
        assert!(!told.contains('\u{1b}') && told.lines().all(|line| !line.starts_with("clean")), "{told}");
        house.leave().await;
    }

    async fn what_the_database_does_of_itself_is_told_and_accuses_no_record(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        house.spoil();
        house.change_by_sql("CREATE INDEX quick ON payment (paid_on)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 0 && told.contains("beside the program's own: index quick"), "{exit}: {told}");
        house.change_by_sql(if house.database_url().starts_with("sqlite:") {
            "CREATE TRIGGER swallow BEFORE INSERT ON journal WHEN NEW.kind = 'order.placed' BEGIN SELECT RAISE(IGNORE); END"
        } else {
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; \
             CREATE TRIGGER swallow BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.kind = 'order.placed') EXECUTE FUNCTION swallow()"
        });
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("guards  place -  swallow on journal: expected none, found one that this program did not make"), "{exit}: {told}");
        assert!(told.contains("no record is contradicted") && !told.contains("falsified"), "{told}");
        house.leave().await;
    }

    async fn an_order_that_is_gone_with_all_that_is_noted_of_it_is_named(house: House) {
        business(&house, "a").await;
        crate::records::proofs::money(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        hand.keep("whole");
        let order = hand.number("SELECT id FROM sales_order WHERE number = '000001'").await;
        for (sql, words) in [
            (
                format!("DELETE FROM order_record WHERE order_id = {order}; DELETE FROM order_line WHERE order_id = {order}; \
                         DELETE FROM order_version WHERE order_id = {order}; DELETE FROM sales_order WHERE id = {order}"),
                "  order 000001 (ord_",
            ),
            ("DELETE FROM invoice WHERE number = '000001'".to_owned(), "  invoice 000001: expected a row"),
            ("DELETE FROM payment WHERE source = 'hand'".to_owned(), "  payment pay_"),
            ("DELETE FROM contract WHERE number = 'A-1'".to_owned(), "  contract A-1: expected a row"),
        ] {
            hand.change(&sql);
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(words), "{sql}: {exit}: {told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn a_record_that_cannot_be_read_is_named_and_hides_no_row(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let place = hand.number("SELECT min(place) FROM order_record").await;
        let (id, _) = hand.record(place);
        let bytes = hand.blob(b"nothing that anybody could read");
        hand.change(&format!("UPDATE journal SET body = {bytes} WHERE id = {id}; UPDATE shipment_block SET reason = 'Another'"));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("expected JSON, found something else") && told.contains("block blk_"), "{exit}: {told}");
        house.leave().await;
    }
}
