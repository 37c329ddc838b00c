//! The demo: one command, no network, and everybody on its list can sign in (108).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use serde_json::{Value, json};

use crate::kit::Client;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the demo says besides, in a file beside its folder.
fn complaints(folder: &std::path::Path) -> std::path::PathBuf {
    folder.with_extension("said")
}

fn start(folder: &std::path::Path, more: &[&str]) -> (Running, Value) {
    let said = std::fs::File::create(complaints(folder)).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_orderly"))
        .args(["demo", "--format", "json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .args(more)
        .env_remove("ORDERLY_LOG")
        .env_remove("NO_COLOR")
        .stdout(Stdio::piped())
        .stderr(said)
        .spawn()
        .expect("the program starts");
    let out = child.stdout.take().expect("its output");
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    (running, serde_json::from_str(&line).expect("a line of JSON"))
}

/// The key of the demo's log lies in its folder, and whoever starts it or runs the house is warned of that.
async fn the_key_within_is_warned_of(folder: &std::path::Path, url: &str, accounts: &[Value]) {
    let said = std::fs::read_to_string(complaints(folder)).expect("what it said");
    assert!(said.contains("WARN") && said.contains("the log's key is in the data folder"), "{said}");
    assert!(said.contains("`orderly signer` and ORDERLY_SIGNER keep it apart"), "{said}");
    assert!(!said.contains('\u{1b}'), "colours in a file: {said:?}");
    assert!(folder.join("signer/key.json").exists());
    let office = signed_in(url, accounts, "administrator").await;
    let state = office.look("/api/v1/records").await.expect(200).json();
    assert_eq!(state["is_signer_apart"], false, "{state}");
}

/// One number by SQL from the demo's own file.
fn number(folder: &std::path::Path, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        number: i64,
    }
    let file = folder.join("orderly.sqlite");
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("the demo's file opens");
    diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut conn).expect("a patient connection");
    let found = diesel::sql_query(format!("SELECT CAST(({sql}) AS BIGINT) AS number")).get_result::<Number>(&mut conn);
    found.unwrap_or_else(|error| panic!("{sql}: {error}")).number
}

/// Hundredths of an amount as the API tells it.
fn hundredths(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap_or_else(|| panic!("{amount} is no amount"));
    let (whole, part) = text.split_once('.').expect("two decimals");
    assert_eq!(part.len(), 2, "{text}");
    format!("{whole}{part}").parse().expect("an amount")
}

async fn signed_in(url: &str, accounts: &[Value], role: &str) -> Client {
    let account = accounts.iter().find(|account| account["role"] == role).expect("such an account");
    let asked = json!({"login": account["login"], "password": account["password"]});
    let session = Client::cookie(url, None).send("/api/v1/sessions", asked).await.expect(201).json();
    Client::bearer(url, session["token"].as_str().expect("a token").to_owned())
}

/// Everything of a list, page by page.
async fn all(who: &Client, path: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), String::new());
    loop {
        let page = who.look(&format!("{path}?limit=200{next}")).await.expect(200).json();
        found.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return found,
        }
    }
}

async fn the_office_has_something_to_do(folder: &std::path::Path, url: &str, accounts: &[Value]) {
    let office = signed_in(url, accounts, "administrator").await;
    let blocked = all(&office, "/api/v1/blocks").await;
    let by = |cause: &str| {
        let has =
            |contract: &&Value| contract["blocks"].as_array().is_some_and(|blocks| blocks.iter().any(|b| b["cause"] == cause));
        blocked.iter().find(has).cloned()
    };
    let overdue = by("overdue").expect("a contract whose debt stops its shipments");
    assert!(
        hundredths(&overdue["cure"]["amount"]) > 0 && !overdue["cure"]["invoices"].as_array().unwrap().is_empty(),
        "{overdue}"
    );
    assert!(blocked.iter().any(|contract| contract["partner"] == "GAMMA"), "{blocked:?}");
    let manual = by("manual").expect("a contract that somebody blocked");
    let block = manual["blocks"].as_array().unwrap().iter().find(|block| block["cause"] == "manual").unwrap();
    assert!(block["reason"].as_str().is_some_and(|words| !words.is_empty()) && block["until"].is_string(), "{manual}");

    let (mut scarce, mut proven) = (Vec::new(), 0);
    for contract in all(&office, "/api/v1/contracts").await {
        let number_of = contract["number"].as_str().expect("a number").to_owned();
        let standing = office.look(&format!("/api/v1/contracts/{number_of}/standing")).await.expect(200).json();
        let entries = format!("FROM ledger_entry e JOIN contract c ON c.id = e.contract_id WHERE c.number = '{number_of}'");
        let exposure = number(folder, &format!("SELECT COALESCE(SUM(e.amount), 0) {entries}"));
        assert_eq!(hundredths(&standing["exposure"]), exposure, "{number_of}: {standing}");
        if standing["available_credit"].is_string() && (0..=1_000_000).contains(&hundredths(&standing["available_credit"])) {
            scarce.push(number_of.clone());
        }
        let period = format!("from={}&to={}", days_ago(400), tomorrow());
        let statement = office.look(&format!("/api/v1/contracts/{number_of}/statement?{period}")).await.expect(200).json();
        let owed = number(folder, &format!("SELECT COALESCE(SUM(e.amount), 0) {entries} AND e.kind <> 'commitment'"));
        assert_eq!((hundredths(&statement["opening"]), hundredths(&statement["closing"])), (0, owed), "{number_of}");
        proven += usize::from(!statement["movements"].as_array().expect("movements").is_empty());
    }
    assert_eq!(scarce.len(), 1, "one contract has next to nothing left of its limit: {scarce:?}");
    assert!(proven >= 35, "{proven} contracts have moved money");

    for (what, sql) in crate::kit::trade::NEVER.iter().filter(|(_, sql)| sql.contains("stock") || sql.contains("standing")) {
        assert_eq!(number(folder, sql), 0, "{what}");
    }
    let at_least = [
        ("shipments", "SELECT COUNT(*) FROM shipment", 800),
        ("payments", "SELECT COUNT(*) FROM payment WHERE reverses IS NULL", 500),
        ("payments taken back", "SELECT COUNT(*) FROM payment WHERE reverses IS NOT NULL", 1),
        ("days granted", "SELECT COUNT(*) FROM deferral", 1),
        ("limits asked for", "SELECT COUNT(*) FROM limit_request WHERE state = 'waiting'", 1),
        (
            "orders shipped in parts",
            "SELECT COUNT(*) FROM (SELECT order_id FROM shipment GROUP BY order_id HAVING COUNT(*) > 1) t",
            40,
        ),
        (
            "lines that left late",
            "SELECT COUNT(*) FROM shipment_line l JOIN shipment s ON s.id = l.shipment_id WHERE s.shipped_on > l.promised_on",
            100,
        ),
        ("orders being picked", "SELECT COUNT(*) FROM sales_order WHERE state = 'picking'", 1),
        ("changes that wait", "SELECT COUNT(*) FROM order_change WHERE state IN ('asked', 'asked_buyer')", 1),
        ("cancellations asked for", "SELECT COUNT(*) FROM sales_order WHERE is_cancellation_asked AND state = 'picking'", 1),
        (
            "lines that wait for goods",
            "SELECT COUNT(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id \
          WHERE o.state IN ('confirmed', 'picking', 'partly_shipped') AND l.quantity - l.shipped - l.cancelled > \
          COALESCE((SELECT SUM(r.quantity) FROM reservation r WHERE r.order_id = l.order_id AND r.position = l.position), 0)",
            2,
        ),
        ("messages", "SELECT COUNT(*) FROM message", 4),
        ("notes", "SELECT COUNT(*) FROM note", 2),
        ("tasks", "SELECT COUNT(*) FROM task WHERE done_at IS NULL", 1),
    ];
    for (what, sql, least) in at_least {
        let found = number(folder, sql);
        assert!(found >= least, "{what}: {found}");
    }
    let gaps = "SELECT MAX(CAST(number AS BIGINT)) - COUNT(*) FROM invoice WHERE kind = 'invoice'";
    assert_eq!(number(folder, gaps), 0, "numbers of invoices have no gaps");
}

/// Waits until the visitors have done something of a kind behind a place of the feed.
async fn somebody_walks(folder: &std::path::Path, kind: &str, place: i64) {
    let sql = format!("SELECT COUNT(*) FROM activity WHERE kind = '{kind}' AND n > {place}");
    for _ in 0..600 {
        if number(folder, &sql) > 0 {
            return;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    panic!("no visitor has done anything of the kind {kind}");
}

fn days_ago(days: u64) -> chrono::NaiveDate {
    chrono::Utc::now().date_naive() - chrono::Days::new(days)
}

/// The seller's day may be ahead of UTC's.
fn tomorrow() -> chrono::NaiveDate {
    chrono::Utc::now().date_naive() + chrono::Days::new(1)
}

#[actix_web::test]
async fn one_command_gives_a_working_trade_and_a_second_start_keeps_it() {
    let folder = std::env::temp_dir().join(format!("orderly-demo-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (running, told) = start(&folder, &[]);
    let url = told["url"].as_str().expect("an address").to_owned();
    let accounts = told["accounts"].as_array().expect("accounts").clone();
    let roles: Vec<&str> = accounts.iter().map(|a| a["role"].as_str().unwrap()).collect();
    for (role, count) in [
        ("buyer", 5),
        ("partner_admin", 2),
        ("agent", 2),
        ("manager", 1),
        ("accountant", 1),
        ("warehouse", 1),
        ("operator", 1),
        ("administrator", 1),
    ] {
        assert_eq!(roles.iter().filter(|r| **r == role).count(), count, "{role}");
    }
    let visitor = Client::cookie(&url, None);
    for account in &accounts {
        let session = visitor
            .send("/api/v1/sessions", json!({"login": account["login"], "password": account["password"]}))
            .await
            .expect(201)
            .json();
        let who = Client::bearer(&url, session["token"].as_str().unwrap().to_owned());
        assert_eq!(who.look("/api/v1/me").await.expect(200).json()["login"], account["login"]);
        if account["role"] == "buyer" {
            let goods = who.look("/api/v1/products?limit=200").await.expect(200).json();
            assert!(!goods["items"].as_array().unwrap().is_empty(), "{account}");
            let orders = who.look("/api/v1/orders?limit=1").await.expect(200).json();
            assert_eq!(orders["items"].as_array().unwrap().len(), 1, "{account} has no history");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.join("accounts.json")).expect("the file of accounts").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    the_office_has_something_to_do(&folder, &url, &accounts).await;
    the_key_within_is_warned_of(&folder, &url, &accounts).await;
    drop(running);
    let place = number(&folder, "SELECT COALESCE(MAX(n), 0) FROM activity");
    let (again, told_again) = start(&folder, &["--visitors"]);
    assert_eq!(told_again["accounts"], told["accounts"]);
    for kind in ["search", "search_empty", "cart", "order.placed"] {
        somebody_walks(&folder, kind, place).await;
    }
    the_key_within_is_warned_of(&folder, told_again["url"].as_str().expect("an address"), &accounts).await;
    drop(again);
    let refused =
        Command::new(env!("CARGO_BIN_EXE_orderly")).args(["demo", "--listen", "0.0.0.0:0"]).output().expect("the program runs");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("this machine only"));
    let _ = std::fs::remove_file(complaints(&folder));
    let _ = std::fs::remove_dir_all(&folder);
}
