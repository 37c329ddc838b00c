//! What is there so that an erased person's name can go is no way to change anything else of what only grows, whoever holds the
//! portal's own login.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use orderly::access::reach::AccountId;
use orderly::platform::db;
use orderly::platform::values::ids::Id;
use serde_json::json;

use super::rights::as_login;
use super::{address, lively};
use crate::House;
use crate::kit::trade::MANAGER;
use crate::on_both;
use crate::reading::finish;

/// Whoever has the portal's login: his connection, on either database.
enum Portal {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Portal {
    fn of(house: &House) -> Self {
        let url = house.database_url();
        if let Some(path) = url.strip_prefix("sqlite:") {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
            return Portal::Sqlite(conn);
        }
        assert!(db::grant(&address(&url)).expect("rights are given"));
        let login = format!("renamer_{}", std::process::id());
        let mut owner = PgConnection::establish(&url).expect("the owner");
        owner
            .batch_execute(&format!("DROP ROLE IF EXISTS {login}; CREATE ROLE {login} LOGIN IN ROLE orderly_app"))
            .expect("a login");
        Portal::Postgres(PgConnection::establish(&as_login(&url, &login)).expect("the portal's login"))
    }

    fn say(&mut self, sql: &str) -> diesel::QueryResult<()> {
        match self {
            Portal::Sqlite(conn) => conn.batch_execute(sql),
            Portal::Postgres(conn) => conn.batch_execute(sql),
        }
    }

    /// Whether these statements go through, one after the other; they are undone in any case.
    fn obeys(&mut self, statements: &[&str]) -> bool {
        self.say("BEGIN").expect("a transaction");
        let told = statements.iter().all(|sql| self.say(sql).is_ok());
        self.say("ROLLBACK").expect("it is undone");
        told
    }
}

/// The statement that begins an erasing.
fn erasing(id: i64, was: &str, becomes: &str, said: &str, says: &str) -> String {
    let quoted = [was, becomes, said, says].map(|text| format!("'{}'", text.replace('\'', "''")));
    format!("INSERT INTO erasing (account_id, was, becomes, said, says) VALUES ({id}, {})", quoted.join(", "))
}

/// The same, told honestly.
fn honest(id: i64, was: &str, becomes: &str) -> String {
    erasing(id, was, becomes, &json!(was).to_string(), &json!(becomes).to_string())
}

const NAME: &str = "Ирина Северова";
const LOWERED: &str = "UPDATE order_version SET snapshot = replace(snapshot, '\"total\":\"', '\"total\":\"1')";

on_both! {
    async fn only_the_accounts_own_pseudonym_takes_the_place_of_one_whole_name(house: House) {
        lively(&house).await;
        let id = house.sql_i64("SELECT id FROM account WHERE login = 'sever@alfa.example'").await;
        let another = house.sql_i64("SELECT id FROM account WHERE login = 'buyer@beta.example'").await;
        let mark = AccountId::from_number(id).to_string();
        let foreign = AccountId::from_number(another).to_string();
        let mut portal = Portal::of(&house);

        // What the portal itself does, and names with every letter that JSON writes otherwise.
        for was in [NAME, "O'Neil \"Ö\" \\ / \u{7f} \t\n\u{1}"] {
            assert!(portal.obeys(&[&honest(id, was, &mark)]), "{was:?}");
            assert!(!portal.obeys(&[&honest(id, was, "—")]), "nobody's mark takes the place of {was:?}");
        }
        let whole = honest(id, NAME, &mark);
        assert!(portal.obeys(&[&whole, &format!("UPDATE order_version SET actor = '{mark}' WHERE actor = '{NAME}'")]));

        // A row that says of itself what it likes.
        let total = house.sql_i64("SELECT min(total) FROM sales_order").await;
        let (cents, was_total) = (total % 100, total / 100);
        let figures = format!("\"{NAME}\",\"total\":\"{was_total}.{cents:02}\"");
        for sql in [
            erasing(id, NAME, &mark, &figures, "\"x\""),
            erasing(id, NAME, &mark, &format!("\"{NAME}\""), "\"x\",\"total\":\"1.00\""),
            erasing(id, NAME, &mark, "\"", "\"1"),
            erasing(id, "", &mark, "\"\"", &json!(mark).to_string()),
            honest(id, NAME, "Борис Бетин"),
            honest(id, NAME, "acc_x"),
            honest(id, NAME, &foreign),
            honest(id, NAME, ""),
            honest(-1, NAME, "acc_zzzzzzzzzzzzz"),
        ] {
            assert!(!portal.obeys(&[&sql]), "{sql} is allowed");
        }
        // An honest one that is made another, or that lets half a name go, or more than a name.
        for sql in [
            "UPDATE erasing SET said = '\"', says = '\"1'".to_owned(),
            "UPDATE erasing SET was = ''".to_owned(),
            format!("INSERT INTO erasing (account_id, was, becomes, said, says) VALUES ({id}, 'x', 'x', 'x', 'x') ON CONFLICT (account_id) DO UPDATE SET said = excluded.said"),
            LOWERED.to_owned(),
            format!("UPDATE order_version SET actor = '{mark}x'"),
            format!("UPDATE order_version SET actor = '{mark}', snapshot = replace(snapshot, '\"total\":\"', '\"total\":\"1')"),
            "UPDATE order_version SET actor = 'Борис Бетин'".to_owned(),
            "UPDATE shipment SET snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1')".to_owned(),
        ] {
            assert!(!portal.obeys(&[&whole, &sql]), "{sql} is allowed");
        }
        let half = honest(id, "Ирина", &mark);
        assert!(portal.obeys(&[&half]));
        assert!(!portal.obeys(&[&half, &format!("UPDATE order_version SET actor = '{mark} Северова' WHERE actor = '{NAME}'")]));
        // Another table of the same name in one's own session.
        let own = "CREATE TEMPORARY TABLE erasing (account_id BIGINT, was TEXT, becomes TEXT, said TEXT, says TEXT)";
        let lie = "INSERT INTO erasing (account_id, was, becomes, said, says) VALUES (1, 'x', 'x', '\"', '\"')";
        assert!(portal.obeys(&[own, lie]), "in one's own session one may have any table");
        let renamed = "UPDATE order_version SET actor = 'x' || substr(actor, 2)";
        let first = "INSERT INTO erasing (account_id, was, becomes, said, says) SELECT 1, substr(actor, 1, 1), 'x', '\"', '\"' FROM order_version";
        assert!(!portal.obeys(&[own, first, renamed]), "another table of that name is asked");
        // Whoever is erased has no name left that could go: another's does not go as if it had been his.
        let manager = house.api(MANAGER).await;
        let anna = json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": null, "roles": ["buyer"], "language": "en"});
        manager.send("/api/v1/partners/ALFA/people", anna).await.expect(201);
        let gone = house.sql_i64("SELECT id FROM account WHERE login = 'anna@alfa.example'").await;
        let taken = honest(gone, NAME, &AccountId::from_number(gone).to_string());
        assert!(portal.obeys(&[&taken]));
        let erasure = json!({"login": "anna@alfa.example", "reason": "She asked"});
        house.administrator().await.send("/api/v1/erasures", erasure).await.expect(201);
        assert!(!portal.obeys(&[&taken]), "the pseudonym of the erased takes another's place");
        drop(portal);
        assert_eq!(house.sql_i64("SELECT count(*) FROM erasing").await, 0);
        finish(house).await;
    }
}
