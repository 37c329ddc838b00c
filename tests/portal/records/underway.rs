//! A person is erased while something is under way in her name: whoever erases waits for that, or it is not done at all; in either
//! case her name stays nowhere.

use std::time::Duration;

use actix_web::rt;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use orderly::app;
use serde_json::json;

use super::expect_clean;
use crate::House;
use crate::kit::trade::MANAGER;
use crate::on_both;
use crate::reading::{at, one};

const ANNA: &str = "anna@alfa.example";
const NAME: &str = "Анна Ильина";
// A Tuesday, and the Monday after it.
const NOW: &str = "2026-06-02T09:00:00Z";
const MONDAY: &str = "2026-06-08T09:00:00Z";

/// Somebody who holds what every order needs, so that an order stops in its midst: on the server the money of all contracts, in the
/// file the right to write.
enum Holder {
    File(SqliteConnection),
    Server(PgConnection),
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// Who waits for the holder, and who for one of those.
const FIRST: &str =
    "SELECT count(*) AS n FROM pg_locks l WHERE NOT l.granted AND pg_backend_pid() = ANY(pg_blocking_pids(l.pid))";
const SECOND: &str = "SELECT count(*) AS n FROM pg_locks l JOIN pg_locks w ON NOT w.granted AND w.pid = ANY(pg_blocking_pids(l.pid)) \
    WHERE NOT l.granted AND pg_backend_pid() = ANY(pg_blocking_pids(w.pid))";

impl Holder {
    fn of(house: &House) -> Self {
        let url = house.database_url();
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").expect("nobody else writes");
                Holder::File(conn)
            }
            None => {
                let mut conn = PgConnection::establish(&url).expect("the database answers");
                conn.batch_execute("BEGIN; SELECT contract_id FROM standing FOR UPDATE").expect("the money is held");
                Holder::Server(conn)
            }
        }
    }

    /// Gives others two seconds to come to a stop.
    async fn wait_for(&mut self, sql: &str) -> bool {
        for _ in 0..100 {
            let is_met = match self {
                Holder::File(_) => true,
                Holder::Server(conn) => diesel::sql_query(sql).get_result::<Count>(conn).expect("a count").n > 0,
            };
            if is_met {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    fn release(mut self) {
        match &mut self {
            Holder::File(conn) => conn.batch_execute("ROLLBACK").expect("others may write"),
            Holder::Server(conn) => conn.batch_execute("ROLLBACK").expect("the money is free"),
        }
    }

    fn is_server(&self) -> bool {
        matches!(self, Holder::Server(_))
    }
}

async fn anna(house: &House) {
    let person = json!({"login": ANNA, "name": NAME, "phone": null, "roles": ["buyer"], "language": "en"});
    house.api(MANAGER).await.send("/api/v1/partners/ALFA/people", person).await.expect(201);
}

async fn expect_nothing_of_her(house: &House) {
    for (table, columns) in
        [("sales_order", "snapshot"), ("order_version", "actor || snapshot"), ("promise", "actor"), ("account", "name")]
    {
        let count = house.sql_i64(&format!("SELECT count(*) FROM {table} WHERE {columns} LIKE '%{NAME}%'")).await;
        assert_eq!(count, 0, "her name stays in {table}");
    }
}

on_both! {
    async fn whoever_orders_while_she_is_erased_leaves_no_name_behind(house: House) {
        anna(&house).await;
        let (her, administrator) = (house.api(ANNA).await, house.administrator().await);
        let mut holder = Holder::of(&house);
        let is_server = holder.is_server();
        let ordering = rt::spawn(async move { her.order("late", one("DR-1", "1")).await });
        assert!(holder.wait_for(FIRST).await, "the order does not wait for the money");
        let erasing = rt::spawn(async move {
            administrator.send("/api/v1/erasures", json!({"login": ANNA, "reason": "She asked"})).await
        });
        assert!(holder.wait_for(SECOND).await, "whoever erases does not wait for the order");
        holder.release();
        let (ordered, erased) = (ordering.await.expect("an answer"), erasing.await.expect("an answer"));
        erased.expect(201);
        assert!(ordered.status.as_u16() == 201 || !is_server, "{} {}", ordered.status, ordered.text);
        expect_nothing_of_her(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        house.close().await;
    }

    async fn what_the_calendar_orders_for_her_meanwhile_leaves_no_name_behind(house: House) {
        house.set_clock(at(NOW));
        anna(&house).await;
        let wanted = json!({"name": "Weekly", "text": "DR-1 2", "schedule": {"repeats": "weekly", "days": ["mon"]}});
        house.api(ANNA).await.send("/api/v1/standing-orders", wanted).await.expect(201);
        house.set_clock(at(MONDAY));
        let administrator = house.administrator().await;
        let mut holder = Holder::of(&house);
        let gate = house.gate.clone();
        let placing = rt::spawn(async move { app::place_standing_orders(&gate).await });
        assert!(holder.wait_for(FIRST).await, "the order does not wait for the money");
        let erasing = rt::spawn(async move {
            administrator.send("/api/v1/erasures", json!({"login": ANNA, "reason": "She asked"})).await
        });
        assert!(holder.wait_for(SECOND).await, "whoever erases does not wait for the calendar");
        holder.release();
        placing.await.expect("an answer").expect("the calendar is followed");
        erasing.await.expect("an answer").expect(201);
        expect_nothing_of_her(&house).await;
        house.work().await;
        house.close().await;
    }
}
