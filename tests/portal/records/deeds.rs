//! Deeds of the sequences that are done to debts, in the office and by the calendar: each with everything that it takes, so that a draw
//! by lot really does it most of the time.

use orderly::app;
use reqwest::Method;
use serde_json::{Value, json};

use super::sequences::{Deed, Trade};
use super::text;
use crate::blocks::day;
use crate::kit::client::{Told, read};
use crate::receivables::keyed;

const DAY: i64 = 24 * 3600;

impl Trade<'_> {
    /// An invoice of the first contract, by lot, the latest first.
    async fn invoice(&self, lot: usize) -> String {
        let told = self.accountant.look("/api/v1/invoices?kind=invoice&contract=A-1").await.expect(200).json();
        let all = told["items"].as_array().expect("invoices");
        let numbers: Vec<String> = all.iter().map(|invoice| text(&invoice["number"])).collect();
        Self::one_of(&numbers, lot)
    }

    pub(super) async fn of_debts(&mut self, deed: Deed, lot: usize) -> Told {
        match deed {
            Deed::Credit => self.credited(lot).await,
            Deed::TakeBack => {
                let (key, path) = (self.key(), format!("/api/v1/credit-notes/{}/reversals", Self::one_of(&self.notes, lot)));
                keyed(&self.accountant, &path, &key, &json!({"reason": "The wrong invoice"})).await
            }
            Deed::Dispute => {
                let reason = if lot.is_multiple_of(3) { Value::Null } else { json!("A box is missing") };
                let path = format!("/api/v1/invoices/{}/dispute", self.invoice(lot / 3).await);
                self.accountant.set(&path, json!({"reason": reason})).await
            }
            Deed::Defer => {
                let path = format!("/api/v1/invoices/{}/deferrals", self.invoice(lot).await);
                let body = json!({"until": day(self.house, 60 + (lot % 30) as i64), "reason": "They wait for their own client"});
                self.manager.send(&path, body).await
            }
            Deed::Open => {
                let (owed, paid, on) = (100 + lot % 900, 1 + lot % 90, day(self.house, -1));
                let csv = format!("contract,amount,as_of\nA-1,{owed},{on}\nB-1,-{paid},{on}\n");
                self.brought("opening-balances", &csv).await
            }
            Deed::AskLimit => {
                let body = json!({"limit": (1_500_000 + 1000 * (lot % 100)).to_string(), "reason": "They open a second shop"});
                let told = self.agent.send("/api/v1/contracts/A-1/limit-requests", body).await;
                if told.status.is_success() {
                    self.requests.push(text(&told.json()["id"]));
                }
                told
            }
            _ => {
                let path = format!("/api/v1/limit-requests/{}/answers", Self::one_of(&self.requests, lot));
                self.accountant.send(&path, json!({"grant": lot.is_multiple_of(2), "reason": "Looked at"})).await
            }
        }
    }

    async fn credited(&mut self, lot: usize) -> Told {
        let (key, path) = (self.key(), format!("/api/v1/invoices/{}/credit-notes", self.invoice(lot / 2).await));
        let line =
            if lot.is_multiple_of(2) { json!({"line": 1, "quantity": "1"}) } else { json!({"line": 1, "amount": "10.00"}) };
        let told = keyed(&self.accountant, &path, &key, &json!({"reason": "One was broken", "lines": [line]})).await;
        if told.status.is_success() {
            self.notes.push(text(&told.json()["number"]));
        }
        told
    }

    /// A file, all or nothing, and what is said to it.
    async fn brought(&self, kind: &str, csv: &str) -> Told {
        let path = format!("/api/v1/imports/{kind}?mode=all_or_nothing");
        self.administrator.bring(Method::POST, &path, "text/csv", csv.as_bytes()).await
    }

    /// The office types a draft of an order and applies it.
    pub(super) async fn edited(&mut self, lot: usize) -> Told {
        let (key, path) = (self.key(), format!("/api/v1/orders/{}/draft", Self::one_of(&self.orders, lot)));
        let lines = json!([{"sku": "DR-1", "quantity": (1 + lot % 9).to_string()}]);
        let version = self.version_of(&Self::one_of(&self.orders, lot)).await;
        let kept = self.manager.set(&path, json!({"version": version, "lines": lines})).await;
        if !kept.status.is_success() {
            return kept;
        }
        let body = json!({"reason": "As agreed by telephone"});
        keyed(&self.manager, &format!("{path}/applications"), &key, &body).await
    }

    /// An order is placed and begun, less is wanted of it, and the warehouse says yes or no.
    pub(super) async fn answered(&mut self, lot: usize) -> Told {
        let key = self.key();
        let lines = json!({"lines": [{"sku": "DR-1", "quantity": "3"}], "shortage": "backorder"});
        let placed = self.sever.order(&key, lines).await;
        if !placed.status.is_success() {
            return placed;
        }
        let number = text(&placed.json()["number"]);
        self.orders.push(number.clone());
        let begun = self.warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await;
        if !begun.status.is_success() {
            return begun;
        }
        let less = json!([{"sku": "DR-1", "quantity": "2"}]);
        let body = json!({"version": self.version_of(&number).await, "lines": less, "reason": "One is too many"});
        let asked = keyed(&self.sever, &format!("/api/v1/orders/{number}/changes"), &key, &body).await;
        if asked.status.as_u16() != 202 {
            return asked;
        }
        let path = format!("/api/v1/orders/{number}/changes/{}/answers", text(&asked.json()["id"]));
        let said = if lot.is_multiple_of(2) {
            json!({"answer": "agree"})
        } else {
            json!({"answer": "refuse", "reason": "It is packed"})
        };
        self.warehouse.send(&path, said).await
    }

    /// A standing order is made, and the days go by until it has come; nothing waits for its seal over night.
    pub(super) async fn repeated(&mut self, lot: usize) -> Told {
        let name = self.key();
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let schedule = json!({"repeats": "weekly", "days": [days[lot % days.len()]]});
        let body = json!({"name": name, "text": "DR-1 1", "schedule": schedule});
        let told = self.sever.send("/api/v1/standing-orders", body).await;
        for _ in 0..9 {
            self.house.work().await;
            self.house.seal().await;
            self.house.pass_seconds(DAY);
            app::place_standing_orders(&self.house.gate).await.expect("standing orders are followed");
        }
        self.sign_in().await;
        told
    }

    /// An agent orders in the name of his client, and leaves.
    pub(super) async fn represented(&mut self, lot: usize) -> Told {
        let key = self.key();
        let begun = self.agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "By telephone"})).await;
        if !begun.status.is_success() {
            return begun;
        }
        let quantity = (1 + lot % 3).to_string();
        let body = json!({"lines": [{"sku": "DR-1", "quantity": quantity}], "shortage": "backorder"});
        let told = self.agent.on_behalf_of("ALFA").order(&key, body).await;
        if told.status.is_success() {
            self.orders.push(text(&told.json()["number"]));
        }
        let left = read(self.agent.delete("/api/v1/partners/ALFA/representations/current").await).await;
        assert_eq!(left.status.as_u16(), 204, "{}", left.text);
        told
    }
}
