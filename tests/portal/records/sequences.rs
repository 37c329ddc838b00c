//! A clean log is never accused, whatever people do and in whatever order: sequences of deeds are drawn by lot, and after each batch
//! the verifier says that all is as it was. `PROPTEST_CASES` draws more of them.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use orderly::records::signer::Desk;

use super::{expect_clean, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{self, ACCOUNTANT, BETA, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::receivables::{keyed, payment};
use crate::shipping::ship;

/// What somebody may do.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Place,
    Change,
    Cancel,
    Promise,
    Pick,
    Unpick,
    Ship,
    Ask,
    Offer,
    Approve,
    Accept,
    Decline,
    Block,
    Release,
    Pay,
    Reverse,
    Reprice,
    Limit,
    Rotate,
    Erase,
}

const ALL: &[Deed] = &[
    Deed::Place,
    Deed::Place,
    Deed::Place,
    Deed::Change,
    Deed::Change,
    Deed::Cancel,
    Deed::Promise,
    Deed::Pick,
    Deed::Pick,
    Deed::Unpick,
    Deed::Ship,
    Deed::Ship,
    Deed::Ask,
    Deed::Ask,
    Deed::Offer,
    Deed::Offer,
    Deed::Approve,
    Deed::Accept,
    Deed::Decline,
    Deed::Block,
    Deed::Release,
    Deed::Pay,
    Deed::Reverse,
    Deed::Reprice,
    Deed::Limit,
    Deed::Rotate,
    Deed::Erase,
];

/// The trade as far as the deeds have brought it.
struct Trade<'h> {
    house: &'h House,
    sever: Client,
    beta: Client,
    manager: Client,
    accountant: Client,
    warehouse: Client,
    administrator: Client,
    orders: Vec<String>,
    quotes: Vec<String>,
    payments: Vec<String>,
    blocks: Vec<String>,
    steps: usize,
}

impl<'h> Trade<'h> {
    async fn of(house: &'h House) -> Self {
        Self {
            house,
            sever: house.api(SEVER).await,
            beta: house.api(BETA).await,
            manager: house.api(MANAGER).await,
            accountant: house.api(ACCOUNTANT).await,
            warehouse: house.api(WAREHOUSE).await,
            administrator: house.administrator().await,
            orders: Vec::new(),
            quotes: Vec::new(),
            payments: Vec::new(),
            blocks: Vec::new(),
            steps: 0,
        }
    }

    fn key(&mut self) -> String {
        self.steps += 1;
        format!("step-{}", self.steps)
    }

    /// One of those there are, by lot; nothing where there are none, and then the house has to say so.
    fn one_of(all: &[String], lot: usize) -> String {
        all.get(lot.checked_rem(all.len()).unwrap_or_default()).cloned().unwrap_or_else(|| "000000".into())
    }

    async fn version_of(&self, number: &str) -> Value {
        let told = self.sever.look(&format!("/api/v1/orders/{number}")).await;
        if told.status.is_success() { told.json()["version"].clone() } else { json!(1) }
    }

    /// Does it; a refusal is an answer, a failure is none.
    async fn act(&mut self, deed: Deed, lot: usize) {
        let told = match deed {
            Deed::Place | Deed::Change | Deed::Cancel | Deed::Promise | Deed::Pick | Deed::Unpick | Deed::Ship => {
                self.of_orders(deed, lot).await
            }
            Deed::Ask | Deed::Offer | Deed::Approve | Deed::Accept | Deed::Decline => self.of_quotes(deed, lot).await,
            Deed::Block | Deed::Release | Deed::Pay | Deed::Reverse | Deed::Limit => self.of_money(deed, lot).await,
            Deed::Reprice => {
                let price = 3900 + lot % 200;
                let csv = format!("price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,DR-1,0,{price},2020-01-01\n");
                trade::import(&self.administrator, "prices", &csv).await;
                return;
            }
            Deed::Rotate => {
                let desk = Desk::known(&self.house.folder().join("signer")).expect("a signer");
                desk.rotate(lot.is_multiple_of(2)).expect("a new key");
                return;
            }
            Deed::Erase => self.erased().await,
        };
        assert!(told.status.as_u16() < 500, "{deed:?} {lot}: {} {}", told.status, told.text);
    }

    async fn of_orders(&mut self, deed: Deed, lot: usize) -> Told {
        let number = Self::one_of(&self.orders, lot);
        let key = self.key();
        match deed {
            Deed::Place => {
                let (client, sku) = if lot.is_multiple_of(3) { (&self.beta, "GL-5") } else { (&self.sever, "DR-1") };
                let quantity = 5 + 5 * (lot % 3);
                let mut body =
                    json!({"lines": [{"sku": sku, "quantity": quantity.to_string()}], "comment": format!("Deed {lot}")});
                body["shortage"] = json!("backorder");
                let told = client.order(&key, body).await;
                if told.status.is_success() {
                    self.orders.push(told.json()["number"].as_str().expect("a number").to_owned());
                }
                told
            }
            Deed::Change => {
                let lines = json!([{"sku": "DR-1", "quantity": (1 + lot % 9).to_string()}]);
                let body = json!({"version": self.version_of(&number).await, "lines": lines, "reason": "Another lot"});
                keyed(&self.sever, &format!("/api/v1/orders/{number}/changes"), &key, &body).await
            }
            Deed::Cancel => self.sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await,
            Deed::Promise => {
                let body = json!({"promised_on": day(self.house, 2 + (lot % 9) as i64), "reason": "The lorry is late"});
                self.manager.send(&format!("/api/v1/orders/{number}/promises"), body).await
            }
            Deed::Pick => self.warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await,
            Deed::Unpick => read(self.warehouse.delete(&format!("/api/v1/orders/{number}/picking")).await).await,
            _ => ship(&self.warehouse, &number, &key, json!({"warehouse": "MSK"})).await,
        }
    }

    async fn of_quotes(&mut self, deed: Deed, lot: usize) -> Told {
        let quote = Self::one_of(&self.quotes, lot);
        let (key, at) = (self.key(), |rest: &str| format!("/api/v1/quotes/{quote}/{rest}"));
        match deed {
            Deed::Ask => {
                let body = json!({"message": "What would it cost?", "lines": [{"sku": "DR-1", "quantity": "4"}]});
                let told = keyed(&self.sever, "/api/v1/quotes", &key, &body).await;
                if told.status.is_success() {
                    self.quotes.push(told.json()["number"].as_str().expect("a number").to_owned());
                }
                told
            }
            Deed::Offer => {
                let price = if lot.is_multiple_of(2) { "3050" } else { "3900" };
                let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": price});
                let body = json!({"lines": [line], "valid_until": day(self.house, 7), "note": "As ever"});
                self.manager.send(&at("versions"), body).await
            }
            Deed::Approve => {
                let told = self.manager.look(&format!("/api/v1/quotes/{quote}")).await;
                let version = if told.status.is_success() { told.json()["version"].clone() } else { json!(1) };
                let body = json!({"version": version, "grant": !lot.is_multiple_of(3), "reason": "Looked at"});
                self.accountant.send(&at("approvals"), body).await
            }
            Deed::Accept => keyed(&self.sever, &at("acceptances"), &key, &json!({"version": 1 + lot % 2})).await,
            _ => self.sever.send(&at("declines"), json!({"reason": "Too dear"})).await,
        }
    }

    async fn of_money(&mut self, deed: Deed, lot: usize) -> Told {
        let key = self.key();
        let told = match deed {
            Deed::Block => self.manager.send("/api/v1/contracts/A-1/blocks", json!({"reason": "To be talked about"})).await,
            Deed::Release => {
                let path = format!("/api/v1/contracts/A-1/blocks/{}/releases", Self::one_of(&self.blocks, lot));
                return self.manager.send(&path, json!({"reason": "Talked about"})).await;
            }
            Deed::Pay => {
                let body = payment(self.house, "A-1", &(100 + lot % 9000).to_string());
                keyed(&self.accountant, "/api/v1/payments", &key, &body).await
            }
            Deed::Reverse => {
                let path = format!("/api/v1/payments/{}/reversals", Self::one_of(&self.payments, lot));
                return self.accountant.send(&path, json!({"reason": "Not theirs"})).await;
            }
            _ => {
                let body = json!({"limit": (800_000 + 1000 * (lot % 100)).to_string(), "reason": "A new year"});
                return self.accountant.set("/api/v1/contracts/A-1/limit", body).await;
            }
        };
        if told.status.is_success() {
            let id = told.json()["id"].as_str().expect("an id").to_owned();
            if matches!(deed, Deed::Block) { self.blocks.push(id) } else { self.payments.push(id) }
        }
        told
    }

    /// Somebody comes, orders, and is erased.
    async fn erased(&mut self) -> Told {
        let key = self.key();
        let login = format!("{key}@alfa.example");
        let person =
            json!({"login": login, "name": format!("Somebody {key}"), "phone": "+7 900", "roles": ["buyer"], "language": "en"});
        self.manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        let somebody = self.house.api(&login).await;
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "shortage": "backorder", "comment": "Soon gone"});
        let told = somebody.order(&key, body).await;
        if told.status.is_success() {
            self.orders.push(told.json()["number"].as_str().expect("a number").to_owned());
        }
        self.administrator.send("/api/v1/erasures", json!({"login": login, "reason": "He asked"})).await.expect(201)
    }
}

fn cases() -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2)
}

/// Deeds of a case, and how many of them make a batch.
const DEEDS: usize = 28;
const BATCH: usize = 7;

on_both! {
    async fn whatever_is_done_a_clean_log_is_not_accused(house: House) {
        let mut runner = TestRunner::default();
        let deed = (proptest::sample::select(ALL), 0usize..10_000);
        let strategy = proptest::collection::vec(deed, DEEDS);
        let mut trade = Trade::of(&house).await;
        for case in 0..cases() {
            let deeds = strategy.new_tree(&mut runner).expect("deeds").current();
            for (nth, batch) in deeds.chunks(BATCH).enumerate() {
                for (deed, lot) in batch {
                    trade.act(*deed, *lot).await;
                }
                // In between records wait for their seal; at the end of each second batch none does.
                if nth % 2 == 1 {
                    house.work().await;
                    house.seal().await;
                }
                let (exit, told) = verify(&house, &[]);
                assert_eq!(exit, 0, "case {case}, batch {nth} of {deeds:?}: {told}");
            }
        }
        drop(trade);
        expect_clean(&house);
        house.close().await;
    }
}
