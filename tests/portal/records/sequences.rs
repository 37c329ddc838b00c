//! A clean log is never accused, whatever people do and in whatever order: sequences of deeds are drawn by lot, and after each batch
//! the verifier says that all is as it was. `PROPTEST_CASES` draws more of them. What is done to debts, in the office and by the calendar
//! stands in the file beside.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use orderly::records::signer::Desk;

use super::{expect_clean, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{self, ACCOUNTANT, AGENT, BETA, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::receivables::{keyed, payment};
use crate::shipping::{part, ship};

/// What somebody may do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Place,
    Change,
    Propose,
    /// Those who were asked for a change answer.
    Reply,
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
    Pass,
    /// One piece leaves.
    Part,
    /// An invoice is corrected down.
    Credit,
    /// A credit note is taken back.
    TakeBack,
    /// An invoice is disputed, or the dispute is settled.
    Dispute,
    Defer,
    /// Balances from before are brought in.
    Open,
    AskLimit,
    AnswerLimit,
    /// The office edits an order as a draft and applies it.
    Edit,
    /// The warehouse is asked for a change in the midst of picking, and answers.
    Answer,
    /// A standing order comes on its day.
    Repeat,
    /// An agent orders for a client.
    Represent,
}

const ALL: &[Deed] = &[
    Deed::Place,
    Deed::Place,
    Deed::Place,
    Deed::Change,
    Deed::Change,
    Deed::Propose,
    Deed::Reply,
    Deed::Reply,
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
    Deed::Pass,
    Deed::Part,
    Deed::Part,
    Deed::Credit,
    Deed::Credit,
    Deed::TakeBack,
    Deed::Dispute,
    Deed::Defer,
    Deed::Open,
    Deed::AskLimit,
    Deed::AnswerLimit,
    Deed::Edit,
    Deed::Answer,
    Deed::Repeat,
    Deed::Represent,
];

/// The trade as far as the deeds have brought it.
pub(super) struct Trade<'h> {
    pub(super) house: &'h House,
    pub(super) sever: Client,
    pub(super) beta: Client,
    pub(super) manager: Client,
    pub(super) accountant: Client,
    pub(super) warehouse: Client,
    pub(super) administrator: Client,
    pub(super) agent: Client,
    pub(super) orders: Vec<String>,
    /// Changes that wait for an answer, or did: the order and the change.
    changes: Vec<(String, Value)>,
    pub(super) quotes: Vec<String>,
    pub(super) payments: Vec<String>,
    pub(super) blocks: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) requests: Vec<String>,
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
            agent: house.api(AGENT).await,
            orders: Vec::new(),
            changes: Vec::new(),
            quotes: Vec::new(),
            payments: Vec::new(),
            blocks: Vec::new(),
            notes: Vec::new(),
            requests: Vec::new(),
            steps: 0,
        }
    }

    /// Everybody signs in anew: sessions end while days go by.
    pub(super) async fn sign_in(&mut self) {
        let house = self.house;
        self.sever = house.api(SEVER).await;
        self.beta = house.api(BETA).await;
        self.manager = house.api(MANAGER).await;
        self.accountant = house.api(ACCOUNTANT).await;
        self.warehouse = house.api(WAREHOUSE).await;
        self.administrator = house.administrator().await;
        self.agent = house.api(AGENT).await;
    }

    pub(super) fn key(&mut self) -> String {
        self.steps += 1;
        format!("step-{}", self.steps)
    }

    /// One of those there are, by lot; nothing where there are none, and then the house has to say so.
    pub(super) fn one_of(all: &[String], lot: usize) -> String {
        all.get(lot.checked_rem(all.len()).unwrap_or_default()).cloned().unwrap_or_else(|| "000000".into())
    }

    pub(super) async fn version_of(&self, number: &str) -> Value {
        let told = self.sever.look(&format!("/api/v1/orders/{number}")).await;
        if told.status.is_success() { told.json()["version"].clone() } else { json!(1) }
    }

    /// Does it; a refusal is an answer, a failure is none. Answered is whether it was done.
    async fn act(&mut self, deed: Deed, lot: usize) -> bool {
        let told = match deed {
            Deed::Place | Deed::Cancel | Deed::Promise | Deed::Pick | Deed::Unpick | Deed::Ship | Deed::Part => {
                self.of_orders(deed, lot).await
            }
            Deed::Change | Deed::Propose | Deed::Reply => self.of_changes(deed, lot).await,
            Deed::Ask | Deed::Offer | Deed::Approve | Deed::Accept | Deed::Decline => self.of_quotes(deed, lot).await,
            Deed::Block | Deed::Release | Deed::Pay | Deed::Reverse | Deed::Limit => self.of_money(deed, lot).await,
            Deed::Reprice => {
                let price = 3900 + lot % 200;
                let csv = format!("price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,DR-1,0,{price},2020-01-01\n");
                trade::import(&self.administrator, "prices", &csv).await;
                return true;
            }
            Deed::Rotate => {
                let desk = Desk::known(&self.house.folder().join("signer")).expect("a signer");
                desk.rotate(lot.is_multiple_of(2)).expect("a new key");
                return true;
            }
            Deed::Erase => self.erased(lot).await,
            Deed::Pass => {
                self.house.pass_seconds(1);
                return true;
            }
            Deed::Credit | Deed::TakeBack | Deed::Dispute | Deed::Defer | Deed::Open | Deed::AskLimit | Deed::AnswerLimit => {
                self.of_debts(deed, lot).await
            }
            Deed::Edit => self.edited(lot).await,
            Deed::Answer => self.answered(lot).await,
            Deed::Repeat => self.repeated(lot).await,
            Deed::Represent => self.represented(lot).await,
        };
        assert!(told.status.as_u16() < 500, "{deed:?} {lot}: {} {}", told.status, told.text);
        told.status.is_success()
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
            Deed::Cancel => self.sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await,
            Deed::Promise => {
                let body = json!({"promised_on": day(self.house, 2 + (lot % 9) as i64), "reason": "The lorry is late"});
                self.manager.send(&format!("/api/v1/orders/{number}/promises"), body).await
            }
            Deed::Pick => self.warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await,
            Deed::Unpick => read(self.warehouse.delete(&format!("/api/v1/orders/{number}/picking")).await).await,
            Deed::Part => ship(&self.warehouse, &number, &key, part("DR-1", "1")).await,
            _ => ship(&self.warehouse, &number, &key, json!({"warehouse": "MSK"})).await,
        }
    }

    async fn of_changes(&mut self, deed: Deed, lot: usize) -> Told {
        let number = Self::one_of(&self.orders, lot);
        let (key, version) = (self.key(), self.version_of(&number).await);
        let lines = json!([{"sku": "DR-1", "quantity": (1 + lot % 9).to_string()}]);
        let told = match deed {
            Deed::Reply => return self.replied(lot).await,
            Deed::Propose => {
                let path = format!("/api/v1/orders/{number}/draft");
                self.manager.set(&path, json!({"version": version, "lines": lines})).await;
                keyed(&self.manager, &format!("{path}/applications"), &key, &json!({"reason": "As they asked"})).await
            }
            _ => {
                let body = json!({"version": version, "lines": lines, "reason": "Another lot"});
                keyed(&self.sever, &format!("/api/v1/orders/{number}/changes"), &key, &body).await
            }
        };
        if told.status.is_success() {
            self.changes.push((number, told.json()["id"].clone()));
        }
        told
    }

    /// Somebody answers a change or takes it back, whether he was asked or not.
    async fn replied(&mut self, lot: usize) -> Told {
        let Some((number, change)) = self.changes.get(lot.checked_rem(self.changes.len()).unwrap_or_default()) else {
            return self.manager.look("/api/v1/orders/000000").await;
        };
        let who = [&self.warehouse, &self.sever, &self.manager][lot % 3];
        let words = ["agree", "refuse", "withdraw"][lot / 3 % 3];
        let path = format!("/api/v1/orders/{number}/changes/{}/answers", change.as_str().expect("an id"));
        who.send(&path, json!({"answer": words, "reason": "It was talked about"})).await
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

    /// Somebody comes, orders, changes that, asks for a quote, and is erased.
    async fn erased(&mut self, lot: usize) -> Told {
        let key = self.key();
        let login = format!("{key}@alfa.example");
        let person =
            json!({"login": login, "name": format!("Somebody {key}"), "phone": "+7 900", "roles": ["buyer"], "language": "en"});
        self.manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        let somebody = self.house.api(&login).await;
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "3"}], "shortage": "backorder", "comment": "Soon gone"});
        let told = somebody.order(&key, body).await;
        if told.status.is_success() {
            let number = told.json()["number"].as_str().expect("a number").to_owned();
            if lot.is_multiple_of(2) {
                self.warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await;
            }
            let version = self.version_of(&number).await;
            let body = json!({"version": version, "lines": [{"sku": "DR-1", "quantity": "2"}]});
            keyed(&somebody, &format!("/api/v1/orders/{number}/changes"), &key, &body).await;
            self.orders.push(number);
        }
        let wanted = json!({"message": "How much?", "lines": [{"sku": "DR-1", "quantity": "4"}]});
        let told = keyed(&somebody, "/api/v1/quotes", &key, &wanted).await;
        if told.status.is_success() {
            self.quotes.push(told.json()["number"].as_str().expect("a number").to_owned());
        }
        self.administrator.send("/api/v1/erasures", json!({"login": login, "reason": "He asked"})).await.expect(201)
    }
}

fn cases() -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2)
}

/// Deeds of a case, and how many of them make a batch.
const DEEDS: usize = 42;
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

    async fn each_deed_is_really_done_and_leaves_a_clean_log(house: House) {
        let mut trade = Trade::of(&house).await;
        // In an order in which each of them can be done; of several things the one is meant that the number chooses.
        let deeds = [
            (Deed::Open, 1),
            (Deed::Place, 1),
            (Deed::Part, 0),
            (Deed::Part, 0),
            (Deed::Defer, 0),
            (Deed::Dispute, 1),
            (Deed::Dispute, 0),
            (Deed::Credit, 1),
            (Deed::TakeBack, 0),
            (Deed::Credit, 1),
            (Deed::Credit, 2),
            (Deed::AskLimit, 1),
            (Deed::AnswerLimit, 0),
            (Deed::Place, 1),
            (Deed::Edit, 1),
            (Deed::Answer, 0),
            (Deed::Answer, 1),
            (Deed::Represent, 1),
            (Deed::Rotate, 1),
            (Deed::Repeat, 1),
        ];
        for (deed, lot) in deeds {
            assert!(trade.act(deed, lot).await, "{deed:?} {lot} was refused");
        }
        drop(trade);
        for kind in [
            "balance.opened", "order.shipped", "invoice.deferred", "invoice.disputed", "invoice.settled", "credit_note.posted",
            "credit_note.reversed", "limit.asked", "limit.answered", "order.changed",
        ] {
            let count = house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}'")).await;
            assert!(count > 0, "no record of {kind}");
        }
        // Two by hand, two that the warehouse answered, the agent's, and the one of the calendar.
        assert!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'order.placed'").await >= 6);
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }
}
