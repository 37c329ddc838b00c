//! The world of the matrix: with each of three partners one whole piece of business has been done, from the order to the task.
//! Every name in it was told by the house when the thing was made.

use reqwest::Method;
use serde_json::{Value, json};

use super::callers::{Caller, Side};
use super::things::Things;
use crate::House;
use crate::blocks::{block, day};
use crate::kit::client::Client;
use crate::kit::trade::{self, ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::order_changes::{begin, lines};
use crate::receivables::{keyed, payment};
use crate::shipping::{all_from_moscow, ship};

const GAMMA: &str = "buyer@gamma.example";
/// A person of Альфа with a role that Альфа has made for itself.
pub(super) const CUSTOM: &str = "custom@alfa.example";
pub(super) const APPROVER: &str = "approver@alfa.example";
pub(super) const BETA_ADMIN: &str = "admin@beta.example";
pub(super) const BETA_APPROVER: &str = "approver@beta.example";
/// The same as in Альфа.
pub(super) const BETA_CUSTOM: &str = "custom@beta.example";

/// What stays as it was whoever asked for another's: what, the count of it, how much there is.
pub(super) const UNTOUCHED: &[(&str, &str, i64)] = &[
    ("orders cancelled", "SELECT count(*) FROM sales_order WHERE state = 'cancelled'", 0),
    ("others acted for", "SELECT count(*) FROM representation r JOIN partner p ON p.id = r.partner_id WHERE p.code <> 'ALFA'", 0),
    ("limits asked for", "SELECT count(*) FROM limit_request", 3),
    ("changes asked for", "SELECT count(*) FROM order_change", 1),
    ("changes answered", "SELECT count(*) FROM order_change WHERE answered_by IS NOT NULL", 0),
    ("messages and answers", "SELECT count(*) FROM message", 7),
    ("notes", "SELECT count(*) FROM note", 0),
    ("invoices corrected", "SELECT count(*) FROM credit_note", 3),
    ("tasks done", "SELECT count(*) FROM task WHERE done_at IS NOT NULL", 0),
    ("blocks ended", "SELECT count(*) FROM shipment_block WHERE ended_at IS NOT NULL", 0),
    ("views saved", "SELECT count(*) FROM saved_view WHERE name = 'Mine'", 4),
    ("quotes that are not as they were offered", "SELECT count(*) FROM quote WHERE state <> 'offered' OR version <> 1", 0),
    ("quotes", "SELECT count(*) FROM quote", 3),
    ("links made", "SELECT count(*) FROM one_time_link", 0),
    ("invitations withdrawn", "SELECT count(*) FROM invitation WHERE withdrawn_at IS NOT NULL", 0),
    ("invitations sent again", "SELECT count(*) FROM invitation WHERE sent_at <> created_at", 0),
    ("roles", "SELECT count(*) FROM custom_role", 5),
    ("lists and carts put aside", "SELECT count(*) FROM shopping_list WHERE name = 'The matrix'", 6),
    ("lists and carts of one's own", "SELECT count(*) FROM shopping_list WHERE name = 'Mine'", 2),
    ("standing orders that do not go on", "SELECT count(*) FROM standing_order WHERE state <> 'active'", 0),
    ("people blocked at their company", "SELECT count(*) FROM membership WHERE is_blocked", 0),
];

/// What one person of a unit has for himself.
struct Private {
    message: String,
    view: String,
    session: String,
    list: String,
    aside: String,
    change: String,
}

/// The business of three partners, an order of another unit and what one of its people has for himself, the pictures of two
/// products, and the key of a machine.
pub(super) struct World {
    pub(super) alfa: Things,
    pub(super) beta: Things,
    pub(super) gamma: Things,
    pub(super) yug: String,
    pub(super) key: String,
    private: Private,
    drill: String,
    driver: String,
    /// A product that no contract of Альфа lets in, with its picture.
    barred: Option<(&'static str, String)>,
}

impl World {
    /// Made in a house with the small trade.
    pub(super) async fn of(house: &House) -> Self {
        let administrator = house.administrator().await;
        let contract = "number,partner,currency,price_list,valid_from,assortment,payment,vat,warehouses\nG-1,GAMMA,RUB,OPT,2020-01-01,all,prepaid,included,MSK\n";
        trade::import(&administrator, "contracts", contract).await;
        trade::import(
            &administrator,
            "people",
            "login,name,partner,roles,language\nbuyer@gamma.example,Галина Гаммина,GAMMA,buyer,en\n\
             admin@gamma.example,Григорий Гаммин,GAMMA,partner_admin,en\nadmin@beta.example,Белла Бетина,BETA,partner_admin,en\n\
             custom@alfa.example,Агния Учётова,ALFA,buyer,en\ncustom@beta.example,Богдан Учётов,BETA,buyer,en\n\
             approver@alfa.example,Алексей Решаев,ALFA,approver,en\napprover@beta.example,Богдана Решаева,BETA,approver,en\n",
        )
        .await;
        for (admin, person) in [(ALFA_ADMIN, CUSTOM), (BETA_ADMIN, BETA_CUSTOM)] {
            let admin = house.api(admin).await;
            let role = make_role(&admin, "The books", json!([{"right": "orders.read"}, {"right": "money.read"}])).await;
            admin.set(&format!("/api/v1/company/people/{person}"), json!({"role": role})).await.expect(204);
        }
        let key = json!({"name": "scale of the matrix", "scopes": ["catalogue.see"], "partner": "BETA"});
        let key = text(&administrator.send("/api/v1/keys", key).await.expect(201).json()["token"]);
        let (drill, driver) = (hang(&administrator, "DR-1").await, hang(&administrator, "DR-2").await);
        let two = json!({"lines": [{"sku": "DR-1", "quantity": "2"}]});
        let yug = text(&house.api(YUG).await.order("matrix", two).await.expect(201).json()["number"]);
        Self {
            // First, for what is done with Альфа ends with a block.
            private: of_yug(house, &yug).await,
            alfa: deal(house, "ALFA", "A-1", SEVER).await,
            beta: deal(house, "BETA", "B-1", BETA).await,
            gamma: deal(house, "GAMMA", "G-1", GAMMA).await,
            yug,
            key,
            drill,
            driver,
            barred: None,
        }
    }

    /// The same, where Альфа as well buys a part of the goods only.
    pub(super) async fn narrowed(house: &House) -> Self {
        let world = Self::of(house).await;
        let administrator = house.administrator().await;
        let picture = hang(&administrator, "BK-1").await;
        let contract = "number,partner,currency,price_list,valid_from,valid_until,assortment,assortment_items,payment,credit_limit,\
                        discount_policy,vat,warehouses,minimum_order\n\
                        A-1,ALFA,RUB,OPT,2020-01-01,,categories,Инструмент|Спецодежда,net 30,1000000,best,included,MSK|SPB,0\n";
        trade::import(&administrator, "contracts", contract).await;
        Self { barred: Some(("BK-1", picture)), ..world }
    }

    /// What the caller has a business with.
    pub(super) fn own(&self, caller: Caller) -> Things {
        let whose = if caller.side() == Some(Side::Beta) { &self.beta } else { &self.alfa };
        Things { sku: Some("DR-1"), picture: Some(self.drill.clone()), ..whose.clone() }
    }

    /// The order of another unit, and the change of it that the warehouse is asked for.
    pub(super) fn asked_change(&self) -> (&str, &str) {
        (&self.yug, &self.private.change)
    }

    /// What exists and is none of the caller's business; nothing is that for the office.
    pub(super) fn foreign(&self, caller: Caller) -> Option<Things> {
        match caller.side()? {
            Side::Alfa => {
                let (sku, picture) = self.barred.clone().unzip();
                Some(Things { sku, picture, ..self.beta.clone() })
            }
            Side::Beta => Some(Things { sku: Some("DR-2"), picture: Some(self.driver.clone()), ..self.alfa.clone() }),
            Side::Agent => Some(self.gamma.clone()),
            Side::Office => None,
        }
    }

    /// What the caller must not find, each beside names that nothing has: another's things, and what does not belong to the
    /// thing before it in the path or was written to somebody else.
    pub(super) fn hidden(&self, caller: Caller) -> Vec<(Things, Things)> {
        let (own, unknown, foreign) = (self.own(caller), Things::unknown(), self.foreign(caller));
        let mut strange = Things {
            message: self.private.message.clone(),
            session: self.private.session.clone(),
            list: self.private.list.clone(),
            aside: self.private.aside.clone(),
            change: self.private.change.clone(),
            block: self.gamma.block.clone(),
            invitation: self.gamma.invitation.clone(),
            login: self.gamma.login,
            view: self.private.view.clone(),
            ..own.clone()
        };
        let mut missing = Things {
            message: unknown.message.clone(),
            session: unknown.session.clone(),
            list: unknown.list.clone(),
            aside: unknown.aside.clone(),
            change: unknown.change.clone(),
            block: unknown.block.clone(),
            invitation: unknown.invitation.clone(),
            login: unknown.login,
            view: unknown.view.clone(),
            ..own
        };
        if foreign.is_none() {
            // Who buys finds a picture by itself; who keeps the goods finds it at its product only.
            strange.picture = Some(self.driver.clone());
            missing.picture.clone_from(&unknown.picture);
        }
        foreign.map(|foreign| (foreign, unknown)).into_iter().chain([(strange, missing)]).collect()
    }
}

fn one_drill() -> Value {
    json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})
}

/// What a field of an answer says.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A whole piece of business: ordered, paid, shipped and billed; written to and answered; a higher limit asked for, blocked.
async fn deal(house: &House, partner: &'static str, contract: &'static str, login: &'static str) -> Things {
    let (client, manager) = (house.api(login).await, house.api(MANAGER).await);
    let (accountant, warehouse) = (house.api(ACCOUNTANT).await, house.api(WAREHOUSE).await);
    let placed = client.order("matrix", one_drill()).await.expect(201).json();
    let (order, total) = (text(&placed["number"]), text(&placed["total"]));
    let paid = keyed(&accountant, "/api/v1/payments", contract, &payment(house, contract, &total)).await.expect(201).json();
    let left = ship(&warehouse, &order, &order, all_from_moscow()).await.expect(201).json();
    let (invoice, correction) =
        (text(&left["invoice"]), json!({"reason": "The matrix", "lines": [{"line": 1, "amount": "1.00"}]}));
    let credited = keyed(&accountant, &format!("/api/v1/invoices/{invoice}/credit-notes"), contract, &correction).await;
    let message = write(&manager, partner, login).await;
    client.send(&format!("/api/v1/messages/{message}/answers"), json!({"text": "Yes"})).await.expect(201);
    let tasks = manager.look("/api/v1/tasks?whose=all&limit=200").await.expect(200).json();
    let task = tasks["items"].as_array().and_then(|all| all.iter().find(|task| task["partner"] == partner)).expect("a task");
    let sessions = client.look("/api/v1/me/sessions").await.expect(200).json();
    let guest = json!({"email": format!("guest@{}.example", partner.to_lowercase()), "roles": ["buyer"], "language": "en"});
    let invited = manager.send(&format!("/api/v1/partners/{partner}/invitations"), guest).await.expect(201).json();
    let admin = house.api(&format!("admin@{}.example", partner.to_lowercase())).await;
    let list = json!({"name": "The matrix", "shared": true, "text": "DR-1 1"});
    let list = text(&client.send("/api/v1/lists", list).await.expect(201).json()["list"]["id"]);
    client.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
    let aside = text(&client.send("/api/v1/cart/aside", json!({"name": "The matrix"})).await.expect(201).json()["id"]);
    let standing = json!({"name": "The matrix", "list": list, "schedule": {"repeats": "month_end"}});
    let standing = text(&client.send("/api/v1/standing-orders", standing).await.expect(201).json()["standing"]["id"]);
    let asked = json!({"limit": "500.00", "reason": "The matrix"});
    let asked = manager.send(&format!("/api/v1/contracts/{contract}/limit-requests"), asked).await.expect(201).json();
    Things {
        shipment: text(&left["number"]),
        invoice,
        credit_note: text(&credited.expect(201).json()["number"]),
        quote: quote(house, &client, &manager).await,
        task: text(&task["id"]),
        block: block(&manager, contract, json!({"reason": "The matrix"})).await,
        payment: text(&paid["id"]),
        limit_request: text(&asked["id"]),
        change: Things::unknown().change,
        session: text(&sessions["items"][0]["id"]),
        invitation: text(&invited["id"]),
        role: make_role(&admin, "Own orders", json!([{"right": "orders.read", "depth": "own"}])).await,
        list,
        aside,
        standing,
        order,
        partner,
        contract,
        login,
        message,
        view: keep(&client).await,
        rule: "rul_0000000000001",
        sku: None,
        picture: None,
    }
}

/// What Юрий has for himself, and the change of his order that the warehouse is asked for.
async fn of_yug(house: &House, order: &str) -> Private {
    let yug = house.api(YUG).await;
    let sessions = yug.look("/api/v1/me/sessions").await.expect(200).json();
    let list = yug.send("/api/v1/lists", json!({"name": "Mine", "text": "DR-1 1"})).await.expect(201).json();
    yug.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
    let aside = yug.send("/api/v1/cart/aside", json!({"name": "Mine"})).await.expect(201).json();
    begin(&house.api(WAREHOUSE).await, order).await.expect(200);
    let fewer = lines(2, &[("DR-1", "1")]);
    let change = keyed(&yug, &format!("/api/v1/orders/{order}/changes"), "matrix", &fewer).await.expect(202).json();
    Private {
        message: write(&house.api(MANAGER).await, "ALFA", YUG).await,
        view: keep(&yug).await,
        session: text(&sessions["items"][0]["id"]),
        list: text(&list["list"]["id"]),
        aside: text(&aside["id"]),
        change: text(&change["id"]),
    }
}

/// Has a company make a role of some rights; its id.
async fn make_role(admin: &Client, name: &str, rights: Value) -> String {
    text(&admin.send("/api/v1/company/roles", json!({"name": name, "rights": rights})).await.expect(201).json()["id"])
}

/// A quote that was asked for and answered; its number.
async fn quote(house: &House, client: &Client, manager: &Client) -> String {
    let asked = json!({"message": "The matrix", "lines": [{"sku": "DR-1", "quantity": "1"}]});
    let number = text(&keyed(client, "/api/v1/quotes", "matrix", &asked).await.expect(201).json()["number"]);
    let line = json!({"sku": "DR-1", "quantity": "1", "unit_price": "3900"});
    let answer = json!({"lines": [line], "valid_until": day(house, 7)});
    manager.send(&format!("/api/v1/quotes/{number}/versions"), answer).await.expect(201);
    number
}

/// Writes to a person of a partner; the id of the message.
pub(super) async fn write(manager: &Client, partner: &str, person: &str) -> String {
    let message = json!({"person": person, "text": "Shall we bring it on Friday?"});
    text(&manager.send(&format!("/api/v1/partners/{partner}/messages"), message).await.expect(201).json()["id"])
}

/// Saves a view of orders; its id.
pub(super) async fn keep(client: &Client) -> String {
    let view = json!({"table": "orders", "name": "Mine", "query": "state=confirmed"});
    text(&client.send("/api/v1/views", view).await.expect(201).json()["id"])
}

/// Hangs a picture on a product; its id.
async fn hang(administrator: &Client, sku: &str) -> String {
    let path = format!("/api/v1/products/{sku}/picture");
    let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), sku.as_bytes()].concat();
    let told = administrator.bring(Method::PUT, &path, "image/png", &bytes).await;
    told.expect(200).json()["picture"].as_str().and_then(|path| path.rsplit('/').next()).expect("a picture").to_owned()
}
