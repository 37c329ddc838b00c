//! The long log that `benches/records.rs` measures: it is written by hand, and as whole as if people had ordered.

#[path = "../../benches/bench/long_log.rs"]
mod written;

use self::written::{EACH, NEXT_PLACE, NEXT_RECORD, Original};
use crate::House;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{finish, one};
use crate::shipping::placed;

const RESERVED: &str = "SELECT sum(reserved) FROM stock";

on_both! {
    async fn orders_that_are_made_out_of_one_hold_stock_and_credit_like_it_and_accuse_nobody(house: House) {
        placed(&house.api(SEVER).await, "the-first", one("DR-1", "2")).await;
        // Places are given out by hand as well: nobody else does meanwhile.
        house.rest().await;
        house.seal().await;
        let original = Original::of(&house.database_url());
        let (places, reserved) = (house.sql_i64("SELECT count(*) FROM place").await, house.sql_i64(RESERVED).await);
        for records in [0..2 * EACH, 2 * EACH..5 * EACH + 1] {
            let next = [house.sql_i64(NEXT_RECORD).await, house.sql_i64(NEXT_PLACE).await];
            original.write(next, records, |sql| house.change_by_sql(sql));
            house.seal().await;
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM place").await, places + 5 * EACH + 1);
        assert_eq!(house.sql_i64("SELECT max(size) FROM checkpoint").await, places + 5 * EACH + 1, "not all of it is sealed");
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 1 + 6);
        assert_eq!(house.sql_i64(RESERVED).await, (1 + 6) * reserved);
        finish(house).await;
    }
}
