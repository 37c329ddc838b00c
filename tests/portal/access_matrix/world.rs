//! The world of the matrix: with each of three partners one whole piece of business has been done, from the order to the task.
//! Every name in it was told by the house when the thing was made.

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::{Value, json};

use super::Caller;
use crate::House;
use crate::blocks::{block, day};
use crate::kit::client::{Client, Told};
use crate::kit::trade::{self, ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::receivables::{keyed, payment};
use crate::shipping::{all_from_moscow, ship};

const GAMMA: &str = "buyer@gamma.example";
/// A person of Альфа with a role that Альфа has made for itself.
pub(super) const CUSTOM: &str = "custom@alfa.example";

/// A change that nobody has asked for: that of another is not found either, as the tests of changes show.
const NO_CHANGE: &str = "och_0000000000009";

/// What stays as it was whoever asked for another's: what, the count of it, how much there is.
pub(super) const UNTOUCHED: &[(&str, &str, i64)] = &[
    ("orders cancelled", "SELECT count(*) FROM sales_order WHERE state = 'cancelled'", 0),
    ("others acted for", "SELECT count(*) FROM representation r JOIN partner p ON p.id = r.partner_id WHERE p.code <> 'ALFA'", 0),
    ("limits asked for", "SELECT count(*) FROM limit_request", 3),
    ("changes asked for", "SELECT count(*) FROM order_change", 0),
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
    ("roles", "SELECT count(*) FROM custom_role", 4),
    ("lists and carts put aside", "SELECT count(*) FROM shopping_list WHERE name = 'The matrix'", 6),
    ("standing orders that do not go on", "SELECT count(*) FROM standing_order WHERE state <> 'active'", 0),
    ("people blocked at their company", "SELECT count(*) FROM membership WHERE is_blocked", 0),
];

/// Things by their names, to be put into paths.
#[derive(Debug, Clone)]
pub(super) struct Things {
    pub(super) order: String,
    pub(super) shipment: String,
    pub(super) invoice: String,
    credit_note: String,
    pub(super) quote: String,
    partner: &'static str,
    contract: &'static str,
    login: &'static str,
    message: String,
    task: String,
    block: String,
    payment: String,
    limit_request: String,
    view: String,
    change: &'static str,
    session: String,
    invitation: String,
    pub(super) role: String,
    pub(super) list: String,
    aside: String,
    standing: String,
    rule: &'static str,
    sku: Option<&'static str>,
    picture: Option<String>,
}

impl Things {
    /// Names in their shapes that nothing has.
    pub(super) fn unknown() -> Self {
        Self {
            order: "999999".into(),
            shipment: "999999-1".into(),
            invoice: "999998".into(),
            credit_note: "CN-999999".into(),
            quote: "Q-999999".into(),
            partner: "NOBODY",
            contract: "X-999",
            login: "nobody@matrix.example",
            message: "msg_0000000000009".into(),
            task: "tsk_0000000000009".into(),
            block: "blk_0000000000009".into(),
            payment: "pay_0000000000009".into(),
            limit_request: "lrq_0000000000009".into(),
            view: "viw_0000000000009".into(),
            change: NO_CHANGE,
            session: "ses_0000000000009".into(),
            invitation: "ivt_0000000000009".into(),
            role: "rol_0000000000009".into(),
            list: "lst_0000000000009".into(),
            aside: "lst_0000000000008".into(),
            standing: "sto_0000000000009".into(),
            rule: "rul_0000000000999",
            sku: Some("XX-9"),
            picture: Some("fil_0000000000000".into()),
        }
    }

    /// The path with these things in it; none where there is no such thing.
    pub(super) fn path(&self, line: &Line) -> Option<String> {
        let places = [
            ("{number}", line.path.contains("{number}").then(|| self.number(line.path))),
            ("{id}", line.path.contains("{id}").then(|| self.id(line.path))),
            ("{code}", Some(self.partner)),
            ("{login}", Some(self.login)),
            ("{token}", Some("nothing")),
            ("{rule}", Some(self.rule)),
            ("{kind}", Some("warehouses")),
            ("{sku}", self.sku),
            ("{picture}", self.picture.as_deref()),
        ];
        let path = places.into_iter().try_fold(line.path.to_owned(), |path, (place, thing)| match thing {
            _ if !path.contains(place) => Some(path),
            Some(thing) => Some(path.replace(place, thing)),
            None => None,
        })?;
        assert!(!path.contains('{'), "{path}: what stands here?");
        Some(path)
    }

    /// What a number in a path is the number of.
    fn number(&self, path: &str) -> &str {
        match path.strip_prefix("/api/v1").unwrap_or(path).split('/').nth(1) {
            Some("contracts") => self.contract,
            Some("invoices") => &self.invoice,
            Some("credit-notes") => &self.credit_note,
            Some("shipments") => &self.shipment,
            Some("orders") => &self.order,
            Some("quotes") => &self.quote,
            _ => panic!("{path}: the number of what?"),
        }
    }

    /// What an id in a path is the id of.
    fn id(&self, path: &str) -> &str {
        match path.split("/{id}").next().and_then(|before| before.rsplit('/').next()) {
            Some("messages") => &self.message,
            Some("tasks") => &self.task,
            Some("blocks") => &self.block,
            Some("payments") => &self.payment,
            Some("limit-requests") => &self.limit_request,
            Some("views") => &self.view,
            Some("changes") => self.change,
            Some("sessions") => &self.session,
            Some("invitations") => &self.invitation,
            Some("roles") => &self.role,
            Some("lists") => &self.list,
            Some("aside") => &self.aside,
            Some("standing-orders") => &self.standing,
            _ => panic!("{path}: the id of what?"),
        }
    }

    /// An answer without the names that were asked for and its own id.
    pub(super) fn without_names(&self, told: &Told) -> String {
        let ids = [&self.message, &self.task, &self.block, &self.payment, &self.limit_request].map(String::as_str);
        let more = [&self.session, &self.invitation, &self.role, &self.view].map(String::as_str);
        let kept = [&self.list, &self.aside, &self.standing].map(String::as_str);
        let documents = [self.order.as_str(), &self.shipment, &self.invoice, &self.credit_note, &self.quote];
        let numbers = documents.into_iter().chain([self.partner, self.contract, self.login]);
        let mut names: Vec<&str> =
            ids.into_iter().chain(more).chain(kept).chain(numbers).chain(self.sku).chain(self.picture.as_deref()).collect();
        // The number of a shipment begins with that of its order.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let text = told.text.replace(&told.header("x-request-id"), "ID");
        names.into_iter().fold(text, |text, name| text.replace(name, "NAME"))
    }
}

/// The business of three partners, an order of another unit, a message to somebody else, the pictures of two products, and the
/// key of a machine.
pub(super) struct World {
    pub(super) alfa: Things,
    pub(super) beta: Things,
    pub(super) gamma: Things,
    pub(super) yug: String,
    pub(super) key: String,
    message: String,
    view: String,
    drill: String,
    driver: String,
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
             custom@alfa.example,Агния Учётова,ALFA,buyer,en\n",
        )
        .await;
        let admin = house.api(ALFA_ADMIN).await;
        let role = make_role(&admin, "The books", json!([{"right": "orders.read"}, {"right": "money.read"}])).await;
        admin.set(&format!("/api/v1/company/people/{CUSTOM}"), json!({"role": role})).await.expect(204);
        let key = json!({"name": "scale of the matrix", "scopes": ["catalogue.see"], "partner": "BETA"});
        let key = text(&administrator.send("/api/v1/keys", key).await.expect(201).json()["token"]);
        let (drill, driver) = (hang(&administrator, "DR-1").await, hang(&administrator, "DR-2").await);
        let yug = text(&house.api(YUG).await.order("matrix", one_drill()).await.expect(201).json()["number"]);
        Self {
            alfa: deal(house, "ALFA", "A-1", SEVER).await,
            beta: deal(house, "BETA", "B-1", BETA).await,
            gamma: deal(house, "GAMMA", "G-1", GAMMA).await,
            yug,
            key,
            message: write(&house.api(MANAGER).await, "ALFA", YUG).await,
            view: keep(&house.api(YUG).await).await,
            drill,
            driver,
        }
    }

    /// What the caller has a business with.
    pub(super) fn own(&self, caller: Caller) -> Things {
        let whose = match caller {
            Caller::As("other_buyer", ..) | Caller::Machine => &self.beta,
            _ => &self.alfa,
        };
        Things { sku: Some("DR-1"), picture: Some(self.drill.clone()), ..whose.clone() }
    }

    /// What exists and is none of the caller's business; nothing is that for the office.
    pub(super) fn foreign(&self, caller: Caller) -> Option<Things> {
        match caller {
            Caller::As("buyer" | "partner_admin" | "custom", ..) | Caller::OnBehalf => Some(self.beta.clone()),
            Caller::As("other_buyer", ..) | Caller::Machine => {
                Some(Things { sku: Some("DR-2"), picture: Some(self.driver.clone()), ..self.alfa.clone() })
            }
            Caller::As("agent", ..) => Some(self.gamma.clone()),
            _ => None,
        }
    }

    /// What the caller must not find, each beside names that nothing has: another's things, and what does not belong to the
    /// thing before it in the path or was written to somebody else.
    pub(super) fn hidden(&self, caller: Caller) -> Vec<(Things, Things)> {
        let (own, unknown, foreign) = (self.own(caller), Things::unknown(), self.foreign(caller));
        let mut strange = Things {
            message: self.message.clone(),
            block: self.gamma.block.clone(),
            invitation: self.gamma.invitation.clone(),
            login: self.gamma.login,
            view: self.view.clone(),
            ..own.clone()
        };
        let mut missing = Things {
            message: unknown.message.clone(),
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

fn text(value: &Value) -> String {
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
        change: NO_CHANGE,
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
async fn write(manager: &Client, partner: &str, person: &str) -> String {
    let message = json!({"person": person, "text": "Shall we bring it on Friday?"});
    text(&manager.send(&format!("/api/v1/partners/{partner}/messages"), message).await.expect(201).json()["id"])
}

/// Saves a view of orders; its id.
async fn keep(client: &Client) -> String {
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
