//! `/readyz` tells whoever watches the house whether it can work: read and write.

use std::time::Duration;

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

use crate::House;
use crate::on_both;

/// Somebody beside the program who lets nobody write until he goes.
enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    fn begin(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").expect("the file is held");
                Holder::Sqlite(conn)
            }
            None => {
                let mut conn = PgConnection::establish(url).expect("the database answers");
                conn.batch_execute("BEGIN; LOCK TABLE node IN EXCLUSIVE MODE").expect("the table is held");
                Holder::Postgres(conn)
            }
        }
    }

    fn end(self) {
        match self {
            Holder::Sqlite(mut conn) => conn.batch_execute("ROLLBACK"),
            Holder::Postgres(mut conn) => conn.batch_execute("ROLLBACK"),
        }
        .expect("the hold ends")
    }
}

/// Whether the house says so within ten seconds.
async fn says(house: &House, status: u16) -> bool {
    let visitor = house.visitor();
    for _ in 0..100 {
        if visitor.look("/readyz").await.status.as_u16() == status {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

on_both! {
    async fn a_house_that_cannot_write_is_not_ready_and_is_again_when_it_can(house: House) {
        assert!(says(&house, 200).await);
        let holder = Holder::begin(&house.database_url());
        assert!(says(&house, 503).await, "looks are answered, but nothing can be stored");
        house.visitor().look("/sign-in").await.expect(200);
        house.visitor().look("/healthz").await.expect(200);
        holder.end();
        assert!(says(&house, 200).await);
        house.close().await;
    }
}
