//! A fault after every row that a verb writes, and at its commit. Nothing in the program knows of it: triggers of the trial count
//! what is written and refuse the n-th. Then the database is as it was, and the same request, under the same key, succeeds.

use chrono_tz::Europe::Moscow;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Engine;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::measure::figure;
use crate::on_each;
use crate::snapshot::Watcher;

/// More rows than any of these verbs writes.
const AT_MOST: i64 = 400;

const SQLITE_BEGIN: &str = "CREATE TABLE trial_fault (remaining BIGINT NOT NULL); INSERT INTO trial_fault VALUES (0); \
    CREATE TABLE trial_none (id INTEGER PRIMARY KEY); \
    CREATE TABLE trial_commit (id BIGINT REFERENCES trial_none (id) DEFERRABLE INITIALLY DEFERRED); \
    CREATE TRIGGER trial_at_commit AFTER INSERT ON journal WHEN (SELECT remaining FROM trial_fault) = -1 \
    BEGIN INSERT INTO trial_commit VALUES (NEW.id); END";
const POSTGRES_BEGIN: &str = "CREATE TABLE trial_fault (remaining BIGINT NOT NULL); INSERT INTO trial_fault VALUES (0); \
    CREATE TABLE trial_none (id BIGINT PRIMARY KEY); \
    CREATE TABLE trial_commit (id BIGINT REFERENCES trial_none (id) DEFERRABLE INITIALLY DEFERRED); \
    CREATE FUNCTION trial_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
    IF (SELECT remaining FROM trial_fault) = -1 THEN INSERT INTO trial_commit VALUES (NEW.id); END IF; RETURN NULL; END $$; \
    CREATE TRIGGER trial_at_commit AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION trial_at_commit(); \
    CREATE FUNCTION trial_count() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE n BIGINT; BEGIN \
    UPDATE trial_fault SET remaining = remaining - 1 WHERE remaining > 0 RETURNING remaining INTO n; \
    IF n = 0 THEN RAISE EXCEPTION 'a fault of the trial' USING ERRCODE = '25006'; END IF; RETURN NULL; END $$";

/// What makes the n-th row of a table's change fail.
fn triggers(engine: Engine, table: &str) -> String {
    // The feed's own number beats by itself.
    let is_series = table == "series";
    let changes: &[&str] = if is_series { &["INSERT", "UPDATE"] } else { &["INSERT", "UPDATE", "DELETE"] };
    if engine == Engine::Postgres {
        let only = if is_series { "WHEN (NEW.name <> 'activity')" } else { "" };
        let changes = changes.join(" OR ");
        return format!(
            "; CREATE TRIGGER trial_count AFTER {changes} ON {table} FOR EACH ROW {only} EXECUTE FUNCTION trial_count()"
        );
    }
    let only = if is_series { "NEW.name <> 'activity' AND" } else { "" };
    let each = changes.iter().map(|change| {
        format!(
            "; CREATE TRIGGER trial_{table}_{change} AFTER {change} ON {table} WHEN {only} (SELECT remaining FROM trial_fault) > 0 \
             BEGIN UPDATE trial_fault SET remaining = remaining - 1; \
             SELECT RAISE(ABORT, 'a fault of the trial') FROM trial_fault WHERE remaining = 0; END"
        )
    });
    each.collect()
}

/// A house with the faults built in beside it, and a watcher of all it holds.
struct Trial {
    house: House,
    watcher: Watcher,
    told: Vec<String>,
}

/// A request that writes.
struct Deed<'t> {
    what: &'static str,
    who: &'t Client,
    method: Method,
    path: String,
    key: Option<&'static str>,
    body: Value,
}

impl Deed<'_> {
    async fn ask(&self) -> Told {
        let mut request = self.who.request(self.method.clone(), &self.path).json(&self.body);
        if let Some(key) = self.key {
            request = request.header("idempotency-key", key);
        }
        read(request.send().await.expect("an answer")).await
    }
}

impl Trial {
    async fn begin(engine: Engine) -> Self {
        let house = House::with_trade(engine).await;
        house.rest().await;
        house.work().await;
        while house.gate.sequence().await.expect("records get their places") > 0 {}
        let watcher = Watcher::of(&house.database_url());
        let begin = if engine == Engine::Sqlite { SQLITE_BEGIN } else { POSTGRES_BEGIN };
        let all: String = watcher.tables.iter().map(|table| triggers(engine, table)).collect();
        house.change_by_sql(&format!("{begin}{all}"));
        Self { house, watcher, told: Vec::new() }
    }

    /// From now on the n-th row that is written fails; 0 is none, −1 the commit.
    fn arm(&self, n: i64) {
        self.house.change_by_sql(&format!("UPDATE trial_fault SET remaining = {n}"));
    }

    /// Asks until it succeeds, with a fault one row later each time.
    async fn endure(&mut self, deed: Deed<'_>) -> Value {
        let before = self.watcher.look();
        for n in std::iter::once(-1).chain(1..AT_MOST) {
            self.arm(n);
            let told = deed.ask().await;
            if n > 0 && told.status.is_success() {
                self.arm(0);
                assert!(n > 3, "{}: hardly anything is written", deed.what);
                self.told.push(format!("{} {}", deed.what, n - 1));
                if deed.key.is_some() {
                    let before = self.watcher.look();
                    let again = deed.ask().await;
                    assert_eq!(again.status, told.status, "{}: {}", deed.what, again.text);
                    self.watcher.same(&before, &format!("{}, asked once more", deed.what));
                }
                return if told.text.is_empty() { Value::Null } else { told.json() };
            }
            assert!(told.status.is_server_error(), "{} with a fault at {n}: {} {}", deed.what, told.status, told.text);
            assert!(!told.text.contains("trial"), "a failure tells nothing: {}", told.text);
            self.watcher.same(&before, &format!("{} with a fault at {n}", deed.what));
        }
        panic!("{}: more than {AT_MOST} rows", deed.what)
    }
}

fn lines(quantities: [&str; 2]) -> Value {
    json!([{"sku": "DR-1", "quantity": quantities[0]}, {"sku": "GL-5", "quantity": quantities[1]}])
}

fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}")).to_owned()
}

on_each! {
    async fn a_fault_at_any_row_or_at_the_commit_leaves_everything_as_it_was(engine: Engine) {
        let mut trial = Trial::begin(engine).await;
        let (sever, warehouse) = (trial.house.api(SEVER).await, trial.house.api(WAREHOUSE).await);
        let (accountant, manager) = (trial.house.api(ACCOUNTANT).await, trial.house.api(MANAGER).await);
        let post = |what, who, path: String, key, body| Deed { what, who, method: Method::POST, path, key, body };
        let put = |what, who, path: String, body| Deed { what, who, method: Method::PUT, path, key: None, body };
        let order = trial.endure(post("place", &sever, "/api/v1/orders".into(), Some("place"), json!({"lines": lines(["3", "10"])}))).await;
        let number = word(&order, "number");
        let change = json!({"version": 1, "lines": lines(["2", "15"])});
        let path = format!("/api/v1/orders/{number}/changes");
        trial.endure(post("change", &sever, path, Some("change"), change)).await;
        let path = format!("/api/v1/orders/{number}/shipments");
        let shipment = trial.endure(post("ship", &warehouse, path, Some("ship"), json!({"warehouse": "MSK"}))).await;
        let today = trial.house.now().day_in(Moscow);
        let payment = json!({"contract": "A-1", "amount": "1000", "currency": "RUB", "paid_on": today, "reference": "No 17"});
        let paid = trial.endure(post("pay", &accountant, "/api/v1/payments".into(), Some("pay"), payment)).await;
        let path = format!("/api/v1/payments/{}/reversals", word(&paid, "id"));
        trial.endure(post("reverse a payment", &accountant, path, None, json!({"reason": "Чужой платёж"}))).await;
        let path = format!("/api/v1/invoices/{}/dispute", word(&shipment, "invoice"));
        trial.endure(put("dispute", &accountant, path, json!({"reason": "Недовоз"}))).await;
        let block = trial.endure(post("block", &manager, "/api/v1/contracts/A-1/blocks".into(), None, json!({"reason": "Обещали и не заплатили"}))).await;
        let path = format!("/api/v1/contracts/A-1/blocks/{}/releases", word(&block, "id"));
        trial.endure(post("release", &manager, path, None, json!({"reason": "Договорились"}))).await;
        trial.endure(put("limit", &accountant, "/api/v1/contracts/A-1/limit".into(), json!({"limit": "2000000", "reason": "Осень"}))).await;
        let other = word(&sever.order("other", json!({"lines": lines(["1", "5"])})).await.expect(201).json(), "number");
        trial.endure(post("cancel", &sever, format!("/api/v1/orders/{other}/cancellation"), None, json!({}))).await;
        figure(engine, "a fault after every row of a verb and at its commit", &format!("rows tried: {}; 0 differences", trial.told.join(", ")));
        trial.house.close().await;
    }
}
