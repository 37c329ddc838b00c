//! The demo: one command, no network, and everybody on its list can sign in (108).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kit::Client;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(folder: &std::path::Path) -> (Running, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_orderly"))
        .args(["demo", "--format", "json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let out = child.stdout.take().expect("its output");
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    (running, serde_json::from_str(&line).expect("a line of JSON"))
}

#[actix_web::test]
async fn one_command_gives_a_working_trade_and_a_second_start_keeps_it() {
    let folder = std::env::temp_dir().join(format!("orderly-demo-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let begun = Instant::now();
    let (running, told) = start(&folder);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
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
    drop(running);
    let (again, told_again) = start(&folder);
    assert_eq!(told_again["accounts"], told["accounts"]);
    drop(again);
    let refused =
        Command::new(env!("CARGO_BIN_EXE_orderly")).args(["demo", "--listen", "0.0.0.0:0"]).output().expect("the program runs");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("this machine only"));
    let _ = std::fs::remove_dir_all(&folder);
}
