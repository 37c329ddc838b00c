//! The album: the style guide and every main page, on a phone, a laptop and a wide screen, by light and by dark, in both languages.
//! Nothing sticks out to the side, and the accessibility checker finds nothing.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::House;
use crate::chrome::{Chrome, Tab, screenshots};
use crate::kit::Engine;
use crate::kit::client::read;
use crate::kit::trade::{self, ACCOUNTANT, ADMINISTRATOR, AGENT, MANAGER, SEVER, WAREHOUSE};
use crate::people;

const WIDTHS: [i32; 3] = [360, 1280, 1920];

/// Who looks at which pages, in which language. `{order}` stands for the number of an order that has partly left, `{invoice}` for
/// that of its invoice.
const WALKS: [(&str, &str, &str, &[&str]); 6] = [
    (
        "buyer",
        SEVER,
        "ru",
        &[
            "/",
            "/styleguide",
            "/catalogue",
            "/products/DR-1",
            "/cart",
            "/orders",
            "/orders/{order}",
            "/orders/{order}/reorder",
            "/shipments",
            "/requested",
            "/messages",
            "/profile",
            "/company/representations",
        ],
    ),
    ("agent", AGENT, "en", &["/day", "/clients", "/orders", "/partners/BETA", "/tasks"]),
    (
        "manager",
        MANAGER,
        "ru",
        &[
            "/day",
            "/live",
            "/partners",
            "/partners/ALFA",
            "/contracts/A-1",
            "/contracts/A-1/blocks",
            "/blocks",
            "/promises",
            "/dashboard",
            "/rules",
            "/requested",
        ],
    ),
    ("accountant", ACCOUNTANT, "en", &["/money", "/invoices", "/invoices/{invoice}", "/payments", "/contracts/A-1/statement"]),
    ("warehouse", WAREHOUSE, "ru", &["/picking", "/picking?warehouse=MSK", "/stock", "/stock/DR-1"]),
    ("administrator", ADMINISTRATOR, "en", &["/styleguide", "/settings", "/staff", "/imports", "/partners/ALFA"]),
];

/// The source of the accessibility checker.
fn checker() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/axe");
    let output = Command::new(script).output().expect("scripts/axe runs");
    assert!(output.status.success(), "scripts/axe: {}", String::from_utf8_lossy(&output.stderr));
    let file = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Something for every page to show: an order that has partly left, a cart whose price has risen since, a question whether an order
/// is cancelled, a block. Answers the numbers of the order and of its invoice.
async fn furnish(house: &House) -> (String, String) {
    let sever = house.api(SEVER).await;
    let lines = json!({"lines": [{"sku": "DR-1", "quantity": "12"}, {"sku": "GL-5", "quantity": "10"}]});
    let told = sever.order("album", lines).await.expect(201).json();
    let number = told["number"].as_str().expect("a number").to_owned();
    let warehouse = house.api(WAREHOUSE).await;
    let part = json!({"warehouse": "MSK", "lines": [{"sku": "DR-1", "quantity": "5"}]});
    let request = warehouse.request(reqwest::Method::POST, &format!("/api/v1/orders/{number}/shipments"));
    let shipped = request.header("idempotency-key", "album").json(&part).send().await.expect("an answer");
    let shipped = read(shipped).await.expect(201).json();
    let invoice = shipped["invoice"].as_str().expect("a number").to_owned();
    let other = sever.order("asked", json!({"lines": [{"sku": "GL-5", "quantity": "5"}]})).await.expect(201).json();
    let asked = other["number"].as_str().expect("a number");
    warehouse.send(&format!("/api/v1/orders/{asked}/picking"), json!({})).await.expect(200);
    sever.send(&format!("/api/v1/orders/{asked}/cancellation"), json!({})).await.expect(202);
    let reason = json!({"reason": "Обещали заплатить в среду"});
    house.api(MANAGER).await.send("/api/v1/contracts/A-1/blocks", reason).await.expect(201);
    for (sku, quantity) in [("DR-1", "2"), ("CB-1", "12.5")] {
        sever.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200);
    }
    let dearer = "price_list,sku,from_quantity,price,floor,valid_from\nOPT,DR-1,0,4100,3000,2020-01-01\n";
    trade::import(&house.administrator().await, "prices", dearer).await;
    (number, invoice)
}

/// The pages of one person on every width, turn about by light and by dark; answers what the checker found.
async fn walk(tab: &Tab, checker: &str, (role, pages): (&str, Vec<String>)) -> Vec<String> {
    let mut found = Vec::new();
    for (nth, path) in pages.iter().enumerate() {
        tab.open(path).await;
        assert_eq!(tab.path().await, path.split('?').next().unwrap_or_default(), "{role} is sent away from {path}");
        let name = path.replace(['/', '?', '='], "_");
        for (turn, width) in WIDTHS.into_iter().enumerate() {
            let scheme = if (nth + turn) % 2 == 0 { "light" } else { "dark" };
            tab.prefer(scheme).await;
            tab.photograph(&screenshots().join(format!("album-{role}{name}-{width}-{scheme}.png")), width).await;
            // The first two are a phone in one scheme and a laptop in the other.
            if turn < 2 {
                found.extend(
                    tab.faults(checker).await.into_iter().map(|fault| format!("{role} {path} {width} {scheme}: {fault}")),
                );
            }
        }
    }
    found
}

#[actix_web::test]
async fn every_main_page_can_be_read_by_everybody_on_every_screen() {
    let house = House::with_trade(Engine::Sqlite).await;
    let ((number, invoice), checker) = (furnish(&house).await, checker());
    let chrome = Chrome::start(&house.url).await;
    let mut found = Vec::new();
    for (role, login, lang, paths) in WALKS {
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, login).await).await;
        if lang == "ru" {
            tab.follow("form.lang button[value='ru']").await;
        }
        people::sign_in(&tab, login).await;
        let pages = paths.iter().map(|path| path.replace("{order}", &number).replace("{invoice}", &invoice)).collect();
        found.extend(walk(&tab, &checker, (role, pages)).await);
        tab.has_no_complaints().await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    chrome.quit().await;
    house.close().await;
}
