//! Secrets stay secret: not in the log, not in the journal, not in the database in the clear; changes of settings are recorded.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::House;
use crate::kit::trade::{ADMINISTRATOR, SEVER};
use crate::on_both;

/// Everything that is logged, kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

on_both! {
    async fn no_password_token_or_comment_is_in_the_log_or_the_journal(house: House) {
        let kept = Kept::default();
        let log = kept.clone();
        let subscriber = tracing_subscriber::fmt().json().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_writer(move || log.clone()).finish();
        // One of the two databases may have set it already when both run in one process.
        let _ = tracing::subscriber::set_global_default(subscriber);

        let link = house.gate.system::<orderly::access::permission::marks::ManageAccounts>("tests")
            .write(SEVER.to_owned(), orderly::access::accounts::links::make).await.expect("a link");
        let visitor = house.visitor();
        let password = "canary-long-pass-phrase";
        visitor.fill(&format!("/links/{link}"), &format!("/links/{link}"), &[("new_password", password)]).await.expect(303);
        let wrong = visitor.send("/api/v1/sessions", json!({"login": SEVER, "password": "canary-wrong-password"})).await;
        assert_eq!(wrong.status.as_u16(), 401);
        let session = visitor.send("/api/v1/sessions", json!({"login": SEVER, "password": password})).await.expect(201).json();
        let token = session["token"].as_str().unwrap().to_owned();
        let key = house.api(ADMINISTRATOR).await
            .send("/api/v1/keys", json!({"name": "machine", "scopes": ["catalogue.see"], "partner": "ALFA"})).await.expect(201).json()["token"].as_str().unwrap().to_owned();
        let sever = house.api(SEVER).await;
        let placed = sever.order("k", json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "comment": "canary-comment", "your_number": "canary-number"})).await;
        placed.expect(201);
        house.work().await;

        let text = String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
        assert!(text.contains("\"request\""), "nothing was logged");
        for secret in [password, "canary-wrong-password", token.as_str(), key.as_str(), link.as_str(), "canary-comment"] {
            assert!(!text.contains(secret), "the log holds {secret}");
        }
        for secret in [password, "canary-comment", "canary-number", "Ирина Северова", SEVER] {
            let held = house.sql_i64(&format!("SELECT count(*) FROM journal WHERE {} LIKE '%{secret}%'", body_as_text(&house))).await;
            assert_eq!(held, 0, "the journal holds {secret}");
        }
        for (table, column, secret) in [("api_key", "token_hash", key.as_str()), ("one_time_link", "token_hash", link.as_str()), ("account", "password_hash", password)] {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{secret}%'")).await, 0, "{table} holds a secret in the clear");
        }
        house.close().await;
    }

    async fn changes_of_settings_are_recorded(house: House) {
        let before = house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'seller.put'").await;
        let seller = orderly::seller::Seller {
            name: "ООО «Оптовик»".into(),
            zone: chrono_tz::Asia::Yekaterinburg,
            currency: orderly::platform::values::Currency::parse("RUB").unwrap(),
            phone: None,
            grace_days: 3,
            dispatch_days: 1,
            stale_hours: 0,
        };
        house.gate.system::<orderly::access::permission::marks::ManageSettings>("tests").write(seller, orderly::seller::put).await.expect("settings");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'seller.put'").await, before + 1);
        house.close().await;
    }
}

/// The facts of the journal, for a comparison in SQL.
pub fn body_as_text(house: &House) -> &'static str {
    if house.database_url().starts_with("sqlite:") { "CAST(body AS TEXT)" } else { "convert_from(body, 'UTF8')" }
}
