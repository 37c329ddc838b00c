//! An import of prices that was recorded without its rows, as it once was: it says nothing of prices that are younger, and of older ones
//! that have no record nobody can tell.

use orderly::access::permission::marks::Import;
use orderly::access::{Act, Recorded};
use orderly::platform::error::Answer;
use serde_json::json;

use super::{expect_clean, placed, verify};
use crate::House;
use crate::kit::trade::SEVER;
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
}
