//! An import of prices that was recorded without its rows, as it once was: it says nothing of prices that are younger, and of older ones
//! that have no record nobody can tell.

use orderly::access::permission::marks::Import;
use orderly::access::{Act, Recorded};
use orderly::platform::error::Answer;
use serde_json::json;

use super::hand::Hand;
use super::{expect_clean, placed, verify};
use crate::House;
use crate::kit::trade::{SEVER, import};
use crate::on_both;

fn unwritten(act: &mut Act<'_, Import>, (): &()) -> Answer<Recorded<()>> {
    let facts = json!({"kind": "prices", "rows": 1, "added": 1, "changed": 0, "sha256": ""});
    act.record("import.applied", None, facts, ())
}

/// A price that nobody imported: of a quantity that no list has.
const SLIPPED_IN: &str = "INSERT INTO price (owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor) \
    SELECT owner_id, product_id, 77000000, valid_from, valid_until, unit_price / 2, NULL FROM price ORDER BY owner_id, product_id LIMIT 1";

/// Its history, as of a moment.
fn history(id: i64, at: i64) -> String {
    format!(
        "INSERT INTO price_change (id, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor) \
         SELECT {id}, {at}, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor FROM price WHERE from_quantity = 77000000"
    )
}

on_both! {
    async fn an_import_without_its_rows_excuses_no_price_that_came_after_it(house: House) {
        placed(&house.api(SEVER).await, "once", "DR-1", "2").await;
        house.gate.system::<Import>("tests").write((), unwritten).await.expect("a record");
        let recorded_at = house.now().micros();
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        house.change_by_sql(SLIPPED_IN);
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("expected no price"), "{exit}: {told}");
        // One that says of itself that it is older than the record: that cannot be told.
        house.change_by_sql(&history(7_000_000_001, recorded_at - 1_000_000));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 2 && told.contains("1 prices written until"), "{exit}: {told}");
        // One that is younger is accused.
        house.change_by_sql(&history(7_000_000_002, recorded_at + 1_000_000));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("expected no such price"), "{exit}: {told}");
        house.leave().await;
    }

    async fn what_is_said_to_have_stood_before_the_history_is_believed_only_as_the_records_told_it(house: House) {
        house.rest().await;
        house.seal().await;
        expect_clean(&house);
        // As a house has it that was there before its history.
        let hand = Hand::of(&house);
        hand.change(
            "DELETE FROM price_change; DELETE FROM discount_change; \
             INSERT INTO price_change (id, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor) \
             SELECT row_number() OVER (ORDER BY owner_id, product_id, from_quantity, valid_from), 0, owner_id, product_id, from_quantity, \
             valid_from, valid_until, unit_price, floor FROM price; \
             INSERT INTO discount_change (id, at, discount_id, code, partner_id, account_id, contract_id, category_id, product_id, percent, \
             amount, valid_from, valid_until) SELECT row_number() OVER (ORDER BY id), 0, id, code, partner_id, account_id, contract_id, \
             category_id, product_id, percent, amount, valid_from, valid_until FROM discount",
        );
        expect_clean(&house);
        house.pass_seconds(600);
        import(&house.administrator().await, "prices", "price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,DR-1,0,3911,2020-01-01\n").await;
        house.seal().await;
        expect_clean(&house);
        // A price that never was; one that came only later; and a discount that was another.
        let slipped = "INSERT INTO price_change (id, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor) SELECT";
        let newest = "FROM price_change WHERE id = (SELECT max(id) FROM price_change WHERE at > 0)";
        let rest = "owner_id, product_id, from_quantity, valid_from, valid_until";
        let lies = [
            (format!("{slipped} 7000000001, 0, {rest}, unit_price / 2, floor {newest}"), "1 prices are said"),
            (format!("{slipped} 7000000002, 0, {rest}, unit_price, floor {newest}"), "2 prices are said"),
            (
                "INSERT INTO discount_change (id, at, discount_id, code, partner_id, account_id, contract_id, category_id, product_id, percent, \
                 amount, valid_from, valid_until) SELECT 7000000003, 0, discount_id, code, partner_id, account_id, contract_id, category_id, \
                 product_id, percent + 1, amount, valid_from, valid_until FROM discount_change WHERE percent IS NOT NULL AND at = 0 ORDER BY id LIMIT 1"
                    .to_owned(),
                "1 discounts are said",
            ),
        ];
        for (sql, words) in lies {
            house.change_by_sql(&sql);
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 2 && told.contains(words), "{sql}\n{exit}: {told}");
        }
        house.leave().await;
    }
}
