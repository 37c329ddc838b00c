//! Every route of the house, asked by every kind of caller: who may gets in, who may not does not, and what is another's
//! looks exactly like what does not exist. The table of rights is kept beside this file.

mod asking;
mod callers;
mod every_page;
mod fields;
mod foreign;
mod forms;
mod odd;
mod own;
mod page;
mod sheet;
mod things;
mod tries;
mod words;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use orderly::access::Right;
use orderly::access::role::{REPRESENTING, VISITOR};
use serde_json::json;

use crate::House;
use crate::kit::client::Told;
use crate::kit::trade::{self, ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OPERATOR, SEVER, YUG};
use crate::on_both;
use asking::knock;
use callers::{CALLERS, Caller, Sessions};
use things::Things;
use world::World;

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal/access_matrix.txt");

/// Doors with a name in the path at which another's name is answered otherwise than by *not found*, and why that tells nothing.
const HARMLESS: &[(&str, &str, &str)] = &[(
    "DELETE",
    "/api/v1/cart/lines/{sku}",
    "to take out of one's own cart what is not there is no fault; it only looks the same",
)];

/// Doors whose names are no company's, and whose they are.
const NOBODYS: &[(&str, &str)] = &[
    ("/api/v1/invitations/{token}", "a link belongs to whoever holds it"),
    ("/api/v1/invitations/{token}/membership", "a link belongs to whoever holds it"),
    ("/invitations/{token}", "a link belongs to whoever holds it"),
    ("/links/{token}", "a link belongs to whoever holds it"),
    ("/mail/{token}", "a link belongs to whoever holds it"),
];

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
        [
            "/",
            "/api",
            "/api/openapi.json",
            "/api/problems",
            "/api/v1/invitations/{token}",
            "/api/v1/password-resets",
            "/api/v1/sessions",
            "/invitations/{token}",
            "/language",
            "/links/{token}",
            "/mail/{token}",
            "/password",
            "/receipt.html",
            "/sign-in",
            "/styleguide"
        ]
    );
    assert!(
        REPRESENTING.has(Right::PlaceOrders) && !REPRESENTING.has(Right::RunCompany) && !REPRESENTING.has(Right::ReadCompany)
    );
}

on_both! {
    async fn each_caller_gets_through_the_doors_he_may_and_no_others(house: House) {
        let world = World::of(&house).await;
        let mut sessions = Sessions::of(&house, &world);
        let (mut wrong, mut shown) = (Vec::new(), String::new());
        for line in orderly::app::routes().table() {
            let mut row = format!("{:<7}{:<51}", line.method, line.path);
            for caller in CALLERS {
                let client = sessions.at(caller, &line).await;
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
                sessions.after(&line);
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
        let mut sessions = Sessions::of(&house, &world);
        for line in orderly::app::routes().table().iter().filter(|line| line.method == "GET" && line.path.contains('{') && !line.path.contains("{token}")) {
            for caller in CALLERS.iter().filter(|caller| caller.rights(line).has(line.right)) {
                let client = sessions.at(*caller, line).await;
                let path = world.own(*caller).path(line).expect("a path");
                let told = knock(&client, line, &path).await;
                assert_eq!(told.status.as_u16(), 200, "{} {path}: {}", caller.name(), told.text);
            }
        }
        own::expect_further(&house, &world).await;
        house.close().await;
    }

    async fn what_is_anothers_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let mut sessions = Sessions::of(&house, &world);
        let (mut tried, mut untried, mut wrong) = (0, BTreeSet::new(), Vec::new());
        for line in orderly::app::routes().table().iter().filter(|line| line.path.contains('{')) {
            for caller in CALLERS.iter().filter(|caller| caller.rights(line).has(line.right)) {
                let mut is_tried = false;
                for (hidden, missing) in world.hidden(*caller) {
                    let (Some(path), Some(nowhere)) = (hidden.path(line), missing.path(line)) else { continue };
                    if path == nowhere {
                        continue;
                    }
                    let client = sessions.at(*caller, line).await;
                    let (told, unknown) = (knock(&client, line, &path).await, knock(&client, line, &nowhere).await);
                    sessions.after(line);
                    (tried, is_tried) = (tried + 1, true);
                    let is_harmless = HARMLESS.iter().any(|(method, door, _)| (*method, *door) == (line.method.as_str(), line.path));
                    // Each of the two counts in the cart's version.
                    let alike = |text: String| if is_harmless { text.split("\"contract\"").skip(1).collect() } else { text };
                    let looks_same = told.status == unknown.status
                        && alike(hidden.without_names(&told)) == alike(missing.without_names(&unknown));
                    if !looks_same || (told.status.as_u16() != 404 && !is_harmless) {
                        wrong.push(format!("{} {} {path}: {} {}\n  unknown, {nowhere}: {} {}", caller.name(), line.method, told.status, told.text, unknown.status, unknown.text));
                    }
                }
                if world.foreign(*caller).is_some() && !is_tried {
                    untried.insert(line.path);
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // Whatever somebody with a limited reach may open was asked for another's by everybody of that reach.
        let known: BTreeSet<&str> = NOBODYS.iter().map(|(path, _)| *path).collect();
        assert_eq!(untried, known, "doors at which nobody's name was tried, and those that are known to have none");
        assert!(tried > 300, "{tried}");
        for (what, sql, count) in world::UNTOUCHED {
            assert_eq!(house.sql_i64(sql).await, *count, "{what}");
        }
        house.close().await;
    }

    async fn one_unit_does_not_see_the_orders_of_another(house: House) {
        let world = World::of(&house).await;
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        for (client, own, others) in [(&sever, &world.alfa.order, &world.yug), (&yug, &world.yug, &world.alfa.order)] {
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
        let note = format!("/api/v1/shipments/{}", world.alfa.shipment);
        sever.look(&note).await.expect(200);
        yug.look(&note).await.expect(404);
        assert_eq!(yug.look("/api/v1/shipments").await.expect(200).json()["items"], json!([]));
        let all = house.api(ALFA_ADMIN).await.look("/api/v1/orders").await.expect(200).text;
        assert!(all.contains(&world.alfa.order) && all.contains(&world.yug) && !all.contains(&world.beta.order), "{all}");
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
        let (agent, shipped) = (house.api(AGENT).await, format!("order={}", world.gamma.order));
        for (list, foreign, unknown) in [
            ("contracts", "partner=GAMMA", "partner=NOBODY"),
            ("invoices", "partner=GAMMA", "partner=NOBODY"),
            ("invoices", "contract=G-1", "contract=X-999"),
            ("invoices", shipped.as_str(), "order=999999"),
            ("payments", "partner=GAMMA", "partner=NOBODY"),
            ("payments", "contract=G-1", "contract=X-999"),
            ("shipments", shipped.as_str(), "order=999999"),
        ] {
            let (hidden, missing) = (agent.look(&format!("/api/v1/{list}?{foreign}")).await, agent.look(&format!("/api/v1/{list}?{unknown}")).await);
            let same = |told: &Told| told.text.replace(&told.header("x-request-id"), "ID");
            assert_eq!((hidden.status, same(&hidden)), (missing.status, same(&missing)), "{list}?{foreign}");
            assert!(!hidden.text.contains("GAMMA") && !hidden.text.contains("G-1"), "{list}?{foreign}: {}", hidden.text);
        }
        let orders = beta.look(&format!("/api/v1/orders?q={}", world.alfa.order)).await.expect(200).json();
        assert_eq!(orders["items"], json!([]));
        let of_product = beta.look("/api/v1/orders?product=DR-2").await.expect(200).json();
        assert_eq!(of_product["items"], json!([]));
        let browser = house.browser(BETA).await;
        let (hidden, missing) = (browser.look("/orders.csv?partner=ALFA").await.expect(200), browser.look("/orders.csv?partner=NOBODY").await);
        assert_eq!((hidden.text.lines().count(), hidden.text == missing.expect(200).text), (1, true), "{}", hidden.text);
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
