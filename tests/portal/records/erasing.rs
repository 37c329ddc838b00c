//! A person is erased: nothing of him is left in any column of any table, what he ordered stays, and the log is whole.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use orderly::access::reach::AccountId;
use orderly::app;
use orderly::platform::post::outbox;
use orderly::platform::values::ids::Id;
use orderly::privacy::{list, register};
use serde_json::json;

use super::{expect_clean, placed, text, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER};
use crate::on_both;
use crate::reading::one;
use crate::receivables::keyed;
use crate::shipping::ship;

/// What stands in every field of the people who are erased.
const CANARY: &str = "zqcanary";
const BUYER: &str = "zqcanary.buyer@alfa.example";
const CLERK: &str = "zqcanary.clerk@seller.example";

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = diesel::sql_types::Text)]
    holder: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    part: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    is_bytes: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

const SQLITE: &str = "SELECT m.name AS holder, p.name AS part, CAST(CASE p.type WHEN 'TEXT' THEN 0 WHEN 'BLOB' THEN 1 ELSE 2 END AS BIGINT) AS is_bytes FROM sqlite_master m JOIN pragma_table_info(m.name) p \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
const POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT) AS holder, CAST(c.column_name AS TEXT) AS part, \
    CAST(CASE WHEN c.data_type = 'bytea' THEN 1 ELSE 0 END AS BIGINT) AS is_bytes FROM information_schema.columns c \
    JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name \
    WHERE c.table_schema = current_schema() AND c.data_type IN ('text', 'bytea', 'character varying', 'json', 'jsonb')";

/// A database as whoever looks into it beside the program has it.
enum Look {
    File(SqliteConnection),
    Server(PgConnection),
}

impl Look {
    fn at(house: &House) -> Self {
        let url = house.database_url();
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
                Look::File(conn)
            }
            None => Look::Server(PgConnection::establish(&url).expect("the database answers")),
        }
    }

    fn parts(&mut self) -> Vec<Part> {
        match self {
            Look::File(conn) => diesel::sql_query(SQLITE).load(conn).expect("a schema"),
            Look::Server(conn) => diesel::sql_query(POSTGRES).load(conn).expect("a schema"),
        }
    }

    /// How many rows have a word in a column, written small.
    fn count(&mut self, Part { holder, part, is_bytes }: &Part, word: &str) -> i64 {
        let found: Count = match self {
            Look::File(conn) => {
                let sql =
                    format!("SELECT COUNT(*) AS n FROM \"{holder}\" WHERE instr(lower(CAST(\"{part}\" AS TEXT)), '{word}') > 0");
                diesel::sql_query(sql).get_result(conn).expect("a count")
            }
            Look::Server(conn) => {
                let read =
                    if *is_bytes == 1 { format!("encode(\"{part}\", 'escape')") } else { format!("CAST(\"{part}\" AS TEXT)") };
                let sql = format!("SELECT COUNT(*) AS n FROM \"{holder}\" WHERE position('{word}' IN lower({read})) > 0");
                diesel::sql_query(sql).get_result(conn).expect("a count")
            }
        };
        found.n
    }
}

/// Every column of every table, as the schema has them, in which a word stands, written small; and how many columns were looked at.
fn holders(house: &House, word: &str) -> (Vec<String>, usize) {
    let mut look = Look::at(house);
    let parts = look.parts();
    let found: Vec<&Part> = parts.iter().filter(|part| look.count(part, word) > 0).collect();
    (found.iter().map(|part| format!("{}.{}", part.holder, part.part)).collect(), parts.len())
}

/// Every column of text or bytes, as table and column.
pub fn columns(house: &House) -> Vec<(String, String)> {
    let parts = Look::at(house).parts().into_iter().filter(|part| part.is_bytes < 2);
    parts.map(|part| (part.holder, part.part)).collect()
}

/// A buyer who orders, changes, asks for quotes and keeps things for himself.
async fn buyer(house: &House) -> Vec<String> {
    let manager = house.api(MANAGER).await;
    let person = json!({"login": BUYER, "name": format!("Анна \\\"{CANARY}\\\" О'Нил"), "phone": format!("+7 900 {CANARY}"), "roles": ["buyer"], "language": "en"});
    manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
    let guest = json!({"email": BUYER, "roles": ["buyer"], "language": "en"});
    manager.send("/api/v1/partners/BETA/invitations", guest).await.expect(201);
    let anna = house.api(BUYER).await;
    house.visitor().send("/api/v1/sessions", json!({"login": BUYER, "password": "not the password at all"})).await;
    let orders = vec![
        text(&placed(&anna, "anna-1", "DR-1", "2").await["number"]),
        text(&placed(&anna, "anna-2", "GL-5", "10").await["number"]),
    ];
    let profile = json!({"name": format!("Анна {CANARY} Ильина"), "phone": format!("+7 901 {CANARY}"), "language": "ru"});
    anna.set("/api/v1/me/profile", profile).await.expect(204);
    let anna = house.api(BUYER).await;
    let change = json!({"version": 1, "lines": [{"sku": "GL-5", "quantity": "5"}]});
    keyed(&anna, &format!("/api/v1/orders/{}/changes", orders[1]), "anna-change", &change).await.expect(200);
    let wanted = json!({"message": "The whole site", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    keyed(&anna, "/api/v1/quotes", "anna-quote", &wanted).await.expect(201);
    anna.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
    anna.send("/api/v1/lists", json!({"name": format!("{CANARY}'s own"), "text": "DR-1 1"})).await.expect(201);
    anna.send("/api/v1/views", json!({"table": "orders", "name": CANARY, "query": "state=confirmed"})).await;
    orders
}

/// One of our staff who offers, promises and ships.
async fn clerk(house: &House, order: &str) {
    let clerk = json!({"login": CLERK, "name": format!("Клим {CANARY}"), "phone": CANARY, "roles": ["manager", "warehouse", "accountant"], "language": "en"});
    house.administrator().await.send("/api/v1/staff", clerk).await.expect(201);
    let klim = house.api(CLERK).await;
    let promise = json!({"promised_on": day(house, 5), "reason": "Later"});
    klim.send(&format!("/api/v1/orders/{order}/promises"), promise).await.expect(200);
    ship(&klim, order, "klim", json!({"warehouse": "MSK"})).await.expect(201);
    let wanted = json!({"message": "More", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    let quote = text(&keyed(&house.api(SEVER).await, "/api/v1/quotes", "klim-quote", &wanted).await.expect(201).json()["number"]);
    let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": "3900"});
    let version = json!({"lines": [line], "valid_until": day(house, 7), "note": "As agreed"});
    klim.send(&format!("/api/v1/quotes/{quote}/versions"), version).await.expect(201);
    klim.send("/api/v1/partners/ALFA/notes", json!({"text": "Pays in time"})).await.expect(201);
    let wanted = json!({"message": "Cheaper", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    let quote =
        text(&keyed(&house.api(SEVER).await, "/api/v1/quotes", "klim-second", &wanted).await.expect(201).json()["number"]);
    let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": "3050"});
    let version = json!({"lines": [line], "valid_until": day(house, 7), "note": "Beyond the limit"});
    house.api(MANAGER).await.send(&format!("/api/v1/quotes/{quote}/versions"), version).await.expect(202);
    let said = json!({"version": 1, "grant": true, "reason": "A good client"});
    let told = klim.send(&format!("/api/v1/quotes/{quote}/approvals"), said).await;
    assert!(told.status.is_success(), "{}", told.text);
}

/// Whether a word stands anywhere in the files of the embedded database, as the disk has them; nothing of a server's.
fn in_bytes(house: &House, word: &str) -> Option<bool> {
    let file = house.database_url().strip_prefix("sqlite:")?.to_owned();
    let has_word = |ending: &str| {
        let bytes = std::fs::read(format!("{file}{ending}")).unwrap_or_default();
        bytes.windows(word.len()).any(|part| part == word.as_bytes())
    };
    Some(has_word("") || has_word("-wal"))
}

/// The addresses of the letters that lie in the outbox.
fn readers(house: &House) -> Vec<String> {
    outbox::letters(&house.outbox).expect("a folder").into_iter().map(|letter| letter.to).collect()
}

on_both! {
    async fn nothing_of_a_person_is_left_and_the_log_is_whole(house: House) {
        let orders = buyer(&house).await;
        clerk(&house, &orders[0]).await;
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        let (before, looked_at) = holders(&house, CANARY);
        for place in register::names() {
            assert!(before.contains(&place), "{place} is not among {before:?}");
        }
        assert_ne!(in_bytes(&house, CANARY), Some(false));
        assert!(readers(&house).contains(&BUYER.to_owned()) && readers(&house).contains(&SEVER.to_owned()));
        assert!(looked_at > 100, "{looked_at} columns");
        // Who may not, cannot; nobody erases himself.
        house.api(MANAGER).await.send("/api/v1/erasures", json!({"login": BUYER, "reason": "No right"})).await.expect(403);
        let administrator = house.administrator().await;
        administrator.send("/api/v1/erasures", json!({"login": BUYER, "reason": " "})).await.expect(422);
        administrator.send("/api/v1/erasures", json!({"login": crate::kit::trade::ADMINISTRATOR, "reason": "Myself"})).await.expect(409);
        let reason = format!("Анна {CANARY} Ильина asked on the telephone");
        let told = administrator.send("/api/v1/erasures", json!({"login": BUYER, "reason": reason})).await.expect(201).json();
        let pseudonym = text(&told["account"]);
        let page = house.browser(crate::kit::trade::ADMINISTRATOR).await;
        let gone = page.fill(&format!("/people/erasure?login={CLERK}"), "/people/erasure", &[("login", CLERK), ("reason", "Left the house")]).await.expect(303);
        assert!(gone.location().starts_with("/people/erasure?done=acc_"), "{}", gone.location());
        assert!(page.look(&gone.location()).await.expect(200).text.contains("The person is erased"));
        administrator.send("/api/v1/erasures", json!({"login": BUYER, "reason": "Again"})).await.expect(404);
        house.work().await;
        house.seal().await;
        assert_eq!(holders(&house, CANARY).0, Vec::<String>::new());
        assert_eq!(house.sql_i64("SELECT count(*) FROM account WHERE length(salt) = 0").await, 2);
        assert_eq!(house.sql_i64("SELECT count(*) FROM erasing").await, 0);
        // Nor is anything of them in the free space of the file, and letters to them lie nowhere.
        assert_eq!(app::note_erasures(&house.gate, house.folder()).await.expect("they are noted"), 2);
        assert_eq!(app::note_erasures(&house.gate, house.folder()).await.expect("they are noted"), 0);
        assert!(readers(&house).contains(&SEVER.to_owned()) && !readers(&house).iter().any(|to| to.contains(CANARY)), "{:?}", readers(&house));
        assert!(app::scrub(&house.gate).await.expect("the file is written anew"));
        assert_ne!(in_bytes(&house, CANARY), Some(true));
        let listed = list::read(&house.folder().join(list::NAME)).expect("a list").expect("it is there");
        assert!(listed.len() == 2 && listed.iter().any(|one| one.account.to_string() == pseudonym), "{listed:?}");

        // What was ordered stays, under a pseudonym; what is wrong with it would be found as before.
        let order = house.api(MANAGER).await.look(&format!("/api/v1/orders/{}", orders[0])).await.expect(200).json();
        assert_eq!((&order["placed_by"], &order["total"]), (&json!(pseudonym), &json!("8000.00")));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 0 && told.contains("can no longer be checked"), "{exit}: {told}");
        let browser = house.browser(MANAGER).await;
        for path in ["/orders", "/quotes", "/partners/ALFA", "/partners/ALFA/timeline", "/live"] {
            let page = browser.look(path).await.expect(200).text;
            assert!(!page.to_lowercase().contains(CANARY), "{path}: {page}");
        }
        house.close().await;
    }

    async fn a_namesake_keeps_his_name_and_the_last_administrator_stays(house: House) {
        let administrator = house.administrator().await;
        let person = json!({"login": BUYER, "name": "Ирина Северова", "phone": null, "roles": ["buyer"], "language": "en"});
        house.api(MANAGER).await.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        let mine = text(&placed(&house.api(BUYER).await, "mine", "DR-1", "1").await["number"]);
        let hers = text(&placed(&house.api(SEVER).await, "hers", "DR-1", "1").await["number"]);
        let told = administrator.send("/api/v1/erasures", json!({"login": BUYER, "reason": "Left"})).await.expect(201).json();
        let manager = house.api(MANAGER).await;
        for (number, name) in [(&mine, text(&told["account"])), (&hers, "Ирина Северова".to_owned())] {
            let order = manager.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
            assert_eq!(order["placed_by"], json!(name), "{number}");
        }
        let alone = administrator.send("/api/v1/erasures", json!({"login": crate::kit::trade::ALFA_ADMIN, "reason": "Left"})).await.expect(409);
        assert_eq!(alone.problem().0, "last_administrator");
        administrator.send("/api/v1/erasures", json!({"login": ACCOUNTANT, "reason": "Left"})).await.expect(201);
        house.api(SEVER).await.order("after", one("DR-1", "1")).await.expect(201);
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }

    async fn what_only_grows_lets_go_of_names_alone(house: House) {
        placed(&house.api(SEVER).await, "once", "DR-1", "1").await;
        let id = house.sql_i64("SELECT id FROM account WHERE login = 'sever@alfa.example'").await;
        let pseudonym = AccountId::from_number(id).to_string();
        let try_sql = |sql: &str| -> bool {
            let begin = format!("INSERT INTO erasing (account_id, was, becomes, said, says) SELECT id, name, '{pseudonym}', '\"' || name || '\"', '\"{pseudonym}\"' FROM account WHERE id = {id}");
            let url = house.database_url();
            match url.strip_prefix("sqlite:") {
                Some(path) => {
                    let mut conn = SqliteConnection::establish(path).expect("the file opens");
                    conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
                    conn.batch_execute(&format!("BEGIN IMMEDIATE; {begin}")).expect("an erasing");
                    let told = conn.batch_execute(sql).is_ok();
                    conn.batch_execute("ROLLBACK").expect("it is undone");
                    told
                }
                None => {
                    let mut conn = PgConnection::establish(&url).expect("the database answers");
                    conn.batch_execute(&format!("BEGIN; {begin}")).expect("an erasing");
                    let told = conn.batch_execute(sql).is_ok();
                    conn.batch_execute("ROLLBACK").expect("it is undone");
                    told
                }
            }
        };
        assert!(try_sql(&format!("UPDATE order_version SET actor = '{pseudonym}'")));
        assert!(try_sql(&format!("UPDATE order_version SET snapshot = replace(snapshot, '\"placed_by\":\"Ирина Северова\"', '\"placed_by\":\"{pseudonym}\"')")));
        assert!(try_sql(&format!("UPDATE promise SET actor = '{pseudonym}'")));
        for sql in [
            "UPDATE order_version SET actor = 'Борис Бетин'",
            "UPDATE order_version SET snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1')",
            "UPDATE order_version SET what = 'cancelled'",
            "UPDATE promise SET reason = 'Another'",
            "DELETE FROM promise",
        ] {
            assert!(!try_sql(sql), "{sql} is allowed");
        }
        house.close().await;
    }
}
