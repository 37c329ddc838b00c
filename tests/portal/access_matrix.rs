//! Every route of the house, asked by every kind of caller: who may gets in, who may not does not, and what is another's
//! looks exactly like what does not exist. The table of rights is kept beside this file.

use std::collections::BTreeMap;
use std::fmt::Write;

use orderly::access::permission::Rights;
use orderly::access::role::{REPRESENTING, VISITOR};
use orderly::access::routes::Line;
use orderly::access::{Right, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{self, ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OPERATOR, SEVER, WAREHOUSE, YUG};
use crate::on_both;

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal/access_matrix.txt");
const GAMMA: &str = "buyer@gamma.example";

/// A kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Visitor,
    /// A role by its login.
    As(&'static str, Role, &'static str),
    /// The agent while he acts for Альфа.
    OnBehalf,
    /// A key of Бета with one scope.
    Machine,
}

const CALLERS: [Caller; 12] = [
    Caller::Visitor,
    Caller::As("buyer", Role::Buyer, SEVER),
    Caller::As("partner_admin", Role::PartnerAdmin, ALFA_ADMIN),
    Caller::As("other_buyer", Role::Buyer, BETA),
    Caller::As("agent", Role::Agent, AGENT),
    Caller::OnBehalf,
    Caller::As("manager", Role::Manager, MANAGER),
    Caller::As("accountant", Role::Accountant, ACCOUNTANT),
    Caller::As("warehouse", Role::Warehouse, WAREHOUSE),
    Caller::As("operator", Role::Operator, OPERATOR),
    Caller::As("administrator", Role::Administrator, ADMINISTRATOR),
    Caller::Machine,
];

impl Caller {
    fn name(self) -> &'static str {
        match self {
            Caller::Visitor => "visitor",
            Caller::As(name, ..) => name,
            Caller::OnBehalf => "on_behalf",
            Caller::Machine => "machine",
        }
    }

    /// What he may at a door. Keys open the API only; at a page a machine is nobody.
    fn rights(self, line: &Line) -> Rights {
        match self {
            Caller::Visitor => VISITOR,
            Caller::As(_, role, _) => role.rights(),
            Caller::OnBehalf => REPRESENTING,
            Caller::Machine if is_api(line) => Rights::of(&[Right::Visit, Right::BeSomebody, Right::SeeCatalogue]),
            Caller::Machine => VISITOR,
        }
    }

    fn is_nobody(self, line: &Line) -> bool {
        self == Caller::Visitor || (self == Caller::Machine && !is_api(line))
    }
}

fn is_api(line: &Line) -> bool {
    line.path.starts_with("/api/v1/")
}

/// Things by their names, to be put into paths.
#[derive(Debug, Clone)]
struct Things {
    order: String,
    partner: &'static str,
    contract: &'static str,
    sku: Option<&'static str>,
}

impl Things {
    fn unknown() -> Self {
        Self { order: "999999".into(), partner: "NOBODY", contract: "X-999", sku: Some("XX-9") }
    }

    /// The path with these things in it; none where there is no such thing.
    fn path(&self, line: &Line) -> Option<String> {
        let number = if line.path.contains("/contracts/") { self.contract } else { self.order.as_str() };
        let path = line
            .path
            .replace("{number}", number)
            .replace("{code}", self.partner)
            .replace("{login}", "nobody@matrix.example")
            .replace("{token}", "nothing")
            .replace("{kind}", "warehouses");
        match self.sku {
            _ if !path.contains("{sku}") => Some(path),
            Some(sku) => Some(path.replace("{sku}", sku)),
            None => None,
        }
    }

    /// An answer without the names that were asked for and its own id.
    fn without_names(&self, told: &Told) -> String {
        let mut text = told.text.replace(&told.header("x-request-id"), "ID").replace(&self.order, "ORDER");
        for name in [Some(self.partner), Some(self.contract), self.sku].into_iter().flatten() {
            text = text.replace(name, "NAME");
        }
        text
    }
}

/// The orders of three partners, and the key of a machine.
struct World {
    alfa: String,
    yug: String,
    beta: String,
    gamma: String,
    key: String,
}

impl World {
    async fn of(house: &House) -> Self {
        let administrator = house.administrator().await;
        let contract = "number,partner,currency,price_list,valid_from,assortment,payment,vat,warehouses\nG-1,GAMMA,RUB,OPT,2020-01-01,all,prepaid,included,MSK\n";
        trade::import(&administrator, "contracts", contract).await;
        trade::import(
            &administrator,
            "people",
            "login,name,partner,roles,language\nbuyer@gamma.example,Галина Гаммина,GAMMA,buyer,en\n",
        )
        .await;
        let key = json!({"name": "scale of the matrix", "scopes": ["catalogue.see"], "partner": "BETA"});
        let key = administrator.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().unwrap().to_owned();
        let mut orders = Vec::new();
        for login in [SEVER, YUG, BETA, GAMMA] {
            let order = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
            orders.push(
                house.api(login).await.order("matrix", order).await.expect(201).json()["number"].as_str().unwrap().to_owned(),
            );
        }
        let [alfa, yug, beta, gamma]: [String; 4] = orders.try_into().expect("four orders");
        Self { alfa, yug, beta, gamma, key }
    }

    /// What the caller has a business with.
    fn own(&self, caller: Caller) -> Things {
        match caller {
            Caller::As("other_buyer", ..) | Caller::Machine => {
                Things { order: self.beta.clone(), partner: "BETA", contract: "B-1", sku: Some("DR-1") }
            }
            _ => Things { order: self.alfa.clone(), partner: "ALFA", contract: "A-1", sku: Some("DR-1") },
        }
    }

    /// What exists and is none of the caller's business; nothing is that for the office.
    fn foreign(&self, caller: Caller) -> Option<Things> {
        match caller {
            Caller::As("buyer" | "partner_admin", ..) | Caller::OnBehalf => {
                Some(Things { order: self.beta.clone(), partner: "BETA", contract: "B-1", sku: None })
            }
            Caller::As("other_buyer", ..) | Caller::Machine => {
                Some(Things { order: self.alfa.clone(), partner: "ALFA", contract: "A-1", sku: Some("DR-2") })
            }
            Caller::As("agent", ..) => Some(Things { order: self.gamma.clone(), partner: "GAMMA", contract: "G-1", sku: None }),
            _ => None,
        }
    }
}

/// The caller at the door, with a session of his own.
async fn at_the_door(house: &House, world: &World, caller: Caller, line: &Line) -> Client {
    match caller {
        Caller::Visitor => house.visitor(),
        Caller::Machine if is_api(line) => Client::bearer(&house.url, world.key.clone()),
        Caller::Machine => Client::cookie(&house.url, Some(world.key.clone())),
        Caller::As(_, _, login) if is_api(line) => house.api(login).await,
        Caller::As(_, _, login) => house.browser(login).await,
        Caller::OnBehalf if is_api(line) => {
            let begun =
                house.api(AGENT).await.send("/api/v1/partners/ALFA/representations", json!({"reason": "The matrix"})).await;
            begun.expect(201);
            house.api(AGENT).await.on_behalf_of("ALFA")
        }
        Caller::OnBehalf => {
            let browser = house.browser(AGENT).await;
            browser.fill("/clients", "/clients/ALFA/representations", &[("reason", "The matrix")]).await.expect(303);
            browser
        }
    }
}

/// Fields of a form that is in order as far as its own words go.
fn form(path: &str) -> &'static [(&'static str, &'static str)] {
    match path {
        "/language" => &[("lang", "en")],
        "/company" => &[("code", "NOWHERE")],
        "/profile/password" => &[("current_password", "not the password"), ("new_password", "short")],
        "/links/{token}" => &[("new_password", "a password of the matrix")],
        "/company/representations" => &[("permit", "yes")],
        "/cart/lines" => &[("sku", "DR-1"), ("quantity", "1")],
        "/cart/lines/removal" => &[("sku", "GL-5")],
        "/orders" => &[("key", "matrix"), ("agreed_total", "0.01")],
        "/partners/{code}/people" => &[("login", "new@matrix.example"), ("name", "New"), ("buyer", "yes")],
        "/partners/{code}/people/links" | "/staff/links" => &[("login", "nobody@matrix.example")],
        "/partners/{code}/people/blocks" | "/staff/blocks" => &[("login", "nobody@matrix.example"), ("is_blocked", "true")],
        "/partners/{code}/discounts" => &[
            ("code", "M"),
            ("name", "M"),
            ("name_en", "M"),
            ("to", "partner"),
            ("on", "all"),
            ("off", "percent"),
            ("value", "1"),
            ("valid_from", "2020-01-01"),
        ],
        "/clients/{code}/representations" => &[("reason", "The matrix")],
        "/stock/{sku}" => &[("warehouse", "NOWHERE"), ("on_hand", "1")],
        "/imports" => &[("kind", "warehouses"), ("mode", "all_or_nothing"), ("text", "nonsense")],
        _ => &[],
    }
}

fn body(line: &Line) -> Option<Value> {
    match (line.method.as_str(), line.path) {
        ("POST", "/api/v1/sessions") => Some(json!({"login": "nobody@matrix.example"})),
        ("POST", "/api/v1/me/password") => Some(json!({"current_password": "not the password", "new_password": "short"})),
        ("PUT", "/api/v1/representations/permission") => Some(json!({"permitted": true})),
        ("POST", "/api/v1/partners/{code}/people") => {
            Some(json!({"login": "new@matrix.example", "name": "New", "roles": ["buyer"], "language": "en"}))
        }
        ("POST", "/api/v1/staff") => {
            Some(json!({"login": "new@matrix.example", "name": "", "roles": ["agent"], "language": "en"}))
        }
        ("PUT", "/api/v1/partners/{code}/people/{login}/block" | "/api/v1/staff/{login}/block") => Some(json!({"blocked": true})),
        ("POST", "/api/v1/partners/{code}/discounts") => {
            Some(json!({"code": "M", "name": "M", "name_en": "M", "percent": "1", "valid_from": "2020-01-01"}))
        }
        ("POST", "/api/v1/partners/{code}/representations") => Some(json!({"reason": "The matrix"})),
        ("POST", "/api/v1/keys") => Some(json!({"name": "", "scopes": []})),
        ("PUT", "/api/v1/cart/lines/{sku}") => Some(json!({"quantity": "1"})),
        ("POST", "/api/v1/orders") => Some(json!({"lines": [{"sku": "XX-9", "quantity": "1"}]})),
        ("PUT", "/api/v1/stock/{sku}") => Some(json!({"warehouse": "NOWHERE", "on_hand": "1"})),
        _ => None,
    }
}

async fn knock(client: &Client, line: &Line, path: &str) -> Told {
    let method = Method::from_bytes(line.method.as_bytes()).expect("a method");
    let mut request = client.request(method, path);
    if is_api(line) {
        request = request.header("idempotency-key", "matrix");
        if let Some(body) = body(line) {
            request = request.json(&body);
        } else if line.path.starts_with("/api/v1/imports") {
            request = request.header("content-type", "text/csv").body("nonsense");
        }
    } else if line.method != "GET" {
        let token = hidden(&client.look("/api").await.text, "csrf");
        let mut fields = vec![("csrf", token.as_str())];
        fields.extend_from_slice(form(line.path));
        request = request.form(&fields);
    }
    read(request.send().await.expect("an answer")).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Open,
    SignedOut,
    Forbidden,
    NotFound,
    Broken,
}

fn outcome(told: &Told) -> Outcome {
    match told.status.as_u16() {
        401 => Outcome::SignedOut,
        303 if told.location().starts_with("/sign-in?next=") => Outcome::SignedOut,
        403 => Outcome::Forbidden,
        404 => Outcome::NotFound,
        500.. => Outcome::Broken,
        _ => Outcome::Open,
    }
}

/// The table of rights as text: a row for each door, a column for each kind of caller.
fn matrix() -> String {
    let mut text = String::from("Who may open which door, as the rights of the roles say: + may, . may not.\n\n");
    let mut row = |method: &str, path: &str, right: &str, cells: Vec<&str>| {
        let mut line = format!("{method:<7}{path:<51}{right:<18}");
        for (caller, cell) in CALLERS.iter().zip(cells) {
            let width = caller.name().len() + 2;
            let _ = write!(line, "{cell:<width$}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    row("method", "path", "right", CALLERS.iter().map(|caller| caller.name()).collect());
    for line in orderly::app::routes().table() {
        let cells = CALLERS.iter().map(|caller| if caller.rights(&line).has(line.right) { "+" } else { "." }).collect();
        row(&line.method, line.path, line.right.as_str(), cells);
    }
    text
}

#[test]
fn the_table_of_rights_is_the_one_that_was_agreed() {
    let now = matrix();
    if std::env::var("UPDATE_MATRIX").is_ok_and(|word| word == "1") {
        std::fs::write(KEPT, &now).expect("the table is written");
    }
    let kept = std::fs::read_to_string(KEPT).unwrap_or_default();
    for (line, (kept, now)) in kept.lines().zip(now.lines()).enumerate() {
        assert_eq!(kept, now, "line {} of {KEPT}; UPDATE_MATRIX=1 writes it anew", line + 1);
    }
    assert!(kept == now, "{KEPT} has other rows than the house; UPDATE_MATRIX=1 writes it anew");
}

#[test]
fn each_door_stands_in_the_table_once_and_only_public_ones_are_open_to_visitors() {
    let table = orderly::app::routes().table();
    let mut doors: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in &table {
        *doors.entry((line.path, &line.method)).or_default() += 1;
    }
    assert!(doors.values().all(|count| *count == 1), "{doors:?}");
    let mut public: Vec<&str> = table.iter().filter(|line| VISITOR.has(line.right)).map(|line| line.path).collect();
    public.dedup();
    assert_eq!(
        public,
        ["/", "/api", "/api/openapi.json", "/api/problems", "/api/v1/sessions", "/language", "/links/{token}", "/sign-in"]
    );
    assert!(
        REPRESENTING.has(Right::PlaceOrders) && !REPRESENTING.has(Right::RunCompany) && !REPRESENTING.has(Right::ReadCompany)
    );
}

on_both! {
    async fn each_caller_gets_through_the_doors_he_may_and_no_others(house: House) {
        let world = World::of(&house).await;
        let (mut wrong, mut shown) = (Vec::new(), String::new());
        for line in orderly::app::routes().table() {
            let mut row = format!("{:<7}{:<51}", line.method, line.path);
            for caller in CALLERS {
                let client = at_the_door(&house, &world, caller, &line).await;
                let may = caller.rights(&line).has(line.right);
                let mut asked = vec![Things::unknown()];
                if line.method == "GET" {
                    asked.push(world.own(caller));
                }
                for things in asked {
                    let path = things.path(&line).expect("a path");
                    let told = knock(&client, &line, &path).await;
                    let found = outcome(&told);
                    let is_right = match (may, caller.is_nobody(&line)) {
                        (true, _) => matches!(found, Outcome::Open | Outcome::NotFound),
                        (false, true) => found == Outcome::SignedOut,
                        (false, false) => found == Outcome::Forbidden,
                    };
                    let _ = write!(row, " {}", told.status.as_u16());
                    if !is_right {
                        wrong.push(format!("{} {} {path}: {} ({found:?}), although he {} {}", caller.name(), line.method, told.status, if may { "has" } else { "lacks" }, line.right));
                    }
                }
                row.push_str(" |");
            }
            shown.push_str(&row);
            shown.push('\n');
        }
        println!("{}\n{shown}", CALLERS.map(Caller::name).join(" | "));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        house.close().await;
    }

    async fn what_is_ones_own_is_found(house: House) {
        let world = World::of(&house).await;
        for line in orderly::app::routes().table().iter().filter(|line| line.method == "GET" && line.path.contains('{') && !line.path.contains("{token}")) {
            for caller in CALLERS.iter().filter(|caller| caller.rights(line).has(line.right)) {
                let client = at_the_door(&house, &world, *caller, line).await;
                let path = world.own(*caller).path(line).expect("a path");
                let told = knock(&client, line, &path).await;
                assert_eq!(told.status.as_u16(), 200, "{} {path}: {}", caller.name(), told.text);
            }
        }
        house.close().await;
    }

    async fn what_is_anothers_looks_like_what_does_not_exist(house: House) {
        let world = World::of(&house).await;
        let (mut tried, mut wrong) = (0, Vec::new());
        for line in orderly::app::routes().table().iter().filter(|line| line.path.contains('{')) {
            for caller in CALLERS.iter().filter(|caller| caller.rights(line).has(line.right)) {
                let Some(foreign) = world.foreign(*caller) else { continue };
                let unknown = Things::unknown();
                let (Some(path), Some(nowhere)) = (foreign.path(line), unknown.path(line)) else { continue };
                if path == nowhere {
                    continue;
                }
                let client = at_the_door(&house, &world, *caller, line).await;
                let (hidden, missing) = (knock(&client, line, &path).await, knock(&client, line, &nowhere).await);
                tried += 1;
                // To take out of the cart what is not there is no fault; it must only look the same.
                let is_removal = line.method == "DELETE" && line.path == "/api/v1/cart/lines/{sku}";
                let looks_same = hidden.status == missing.status && foreign.without_names(&hidden) == unknown.without_names(&missing);
                if !looks_same || (hidden.status.as_u16() != 404 && !is_removal) {
                    wrong.push(format!("{} {} {path}: {} {}\n  unknown: {} {}", caller.name(), line.method, hidden.status, hidden.text, missing.status, missing.text));
                }
            }
        }
        assert!(tried > 50, "{tried}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order WHERE state = 'cancelled'").await, 0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM representation r JOIN partner p ON p.id = r.partner_id WHERE p.code <> 'ALFA'").await, 0);
        house.close().await;
    }

    async fn one_unit_does_not_see_the_orders_of_another(house: House) {
        let world = World::of(&house).await;
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        for (client, own, others) in [(&sever, &world.alfa, &world.yug), (&yug, &world.yug, &world.alfa)] {
            client.look(&format!("/api/v1/orders/{own}")).await.expect(200);
            for path in [format!("/api/v1/orders/{others}/cancellation"), format!("/api/v1/orders/{others}/reorder")] {
                client.send(&path, json!({})).await.expect(404);
            }
            client.look(&format!("/api/v1/orders/{others}")).await.expect(404);
            let list = client.look("/api/v1/orders").await.expect(200).text;
            assert!(list.contains(own.as_str()) && !list.contains(others.as_str()), "{list}");
            let found = client.look(&format!("/api/v1/orders?q={others}")).await.expect(200).json();
            assert_eq!(found["items"], json!([]));
        }
        let all = house.api(ALFA_ADMIN).await.look("/api/v1/orders").await.expect(200).text;
        assert!(all.contains(&world.alfa) && all.contains(&world.yug) && !all.contains(&world.beta), "{all}");
        let addresses = sever.look("/api/v1/partners/ALFA").await.expect(200).text;
        assert!(addresses.contains("Склад Север") && !addresses.contains("Склад Юг"), "{addresses}");
        let told = sever.order("address", json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "delivery_address": "Склад Юг"})).await;
        assert!([404, 422].contains(&told.status.as_u16()), "{}", told.text);
        house.close().await;
    }

    async fn foreign_names_in_bodies_and_queries_open_nothing(house: House) {
        let world = World::of(&house).await;
        let beta = house.api(BETA).await;
        let order = |more: (&str, &str)| {
            let mut order = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
            order[more.0] = json!(more.1);
            order
        };
        for (field, foreign, unknown) in [("contract", "A-1", "X-999"), ("delivery_address", "Склад Север", "Nowhere")] {
            let hidden = beta.order("field-1", order((field, foreign))).await;
            let missing = beta.order("field-2", order((field, unknown))).await;
            assert!([404, 422].contains(&hidden.status.as_u16()), "{field}: {}", hidden.text);
            assert_eq!((hidden.status, hidden.problem()), (missing.status, missing.problem()), "{field}");
        }
        let line = |sku: &str| json!({"lines": [{"sku": sku, "quantity": "1"}]});
        let (hidden, missing) = (beta.order("sku-1", line("DR-2")).await, beta.order("sku-2", line("XX-9")).await);
        assert_eq!((hidden.status, hidden.problem()), (missing.status, missing.problem()));
        for path in ["/api/v1/contracts?partner=", "/api/v1/requested-items?partner="] {
            let (hidden, missing) = (beta.look(&format!("{path}ALFA")).await, beta.look(&format!("{path}NOBODY")).await);
            let same = |told: &Told| told.text.replace(&told.header("x-request-id"), "ID");
            assert_eq!((hidden.status, same(&hidden)), (missing.status, same(&missing)), "{path}");
        }
        let orders = beta.look(&format!("/api/v1/orders?q={}", world.alfa)).await.expect(200).json();
        assert_eq!(orders["items"], json!([]));
        let of_product = beta.look("/api/v1/orders?product=DR-2").await.expect(200).json();
        assert_eq!(of_product["items"], json!([]));
        let browser = house.browser(BETA).await;
        browser.look("/orders?partner=ALFA").await.expect(404);
        browser.fill("/company", "/company", &[("code", "ALFA")]).await.expect(404);
        browser.fill("/cart", "/cart/choice", &[("contract", "A-1")]).await.expect(404);
        browser.fill("/cart", "/cart/choice", &[("address", "Склад Север")]).await.expect(404);
        // The manager reaches every partner, but a person only through the partner he belongs to.
        let office = house.browser(MANAGER).await;
        for login in [BETA, ADMINISTRATOR, "nobody@matrix.example"] {
            office.fill("/partners/ALFA", "/partners/ALFA/people/links", &[("login", login)]).await.expect(404);
            office.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &[("login", login), ("is_blocked", "true")]).await.expect(404);
        }
        let above = office.fill("/staff", "/staff/links", &[("login", ADMINISTRATOR)]).await;
        assert_eq!(above.status.as_u16(), 403, "a manager makes no link for the administrator");
        assert_eq!(house.sql_i64("SELECT count(*) FROM one_time_link").await, 0);
        house.close().await;
    }

    async fn rights_that_change_hold_at_once(house: House) {
        let (operator, office) = (house.api(OPERATOR).await, house.administrator().await);
        operator.look("/api/v1/partners").await.expect(200);
        operator.look("/api/v1/stock/DR-1").await.expect(403);
        trade::import(&office, "people", "login,name,phone,partner,unit,roles,language\noperator@seller.example,Вера Звонкова,,,,warehouse,en\n").await;
        let mut statuses = (0, 0);
        for _ in 0..10 {
            statuses = (operator.look("/api/v1/partners").await.status.as_u16(), operator.look("/api/v1/stock/DR-1").await.status.as_u16());
            if statuses == (403, 200) {
                break;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(statuses, (403, 200), "the same session, another role");
        house.close().await;
    }
}
