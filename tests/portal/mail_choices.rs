//! Which letters somebody gets: chosen per topic, left by one click out of a letter, and never those about passwords.

use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::read;
use crate::kit::trade::{ALFA_ADMIN, MANAGER, SEVER, WAREHOUSE, import};
use crate::on_both;
use crate::reading::{Letter, finish, letters, one, settle};
use crate::shipping::{all_from_moscow, placed, ship};

const BOOKS: &str = "books@alfa.example";

fn to<'l>(all: &'l [Letter], email: &str) -> Vec<&'l Letter> {
    all.iter().filter(|letter| letter.head.contains(email)).collect()
}

fn only(topics: &[&str]) -> Value {
    let all = ["orders", "shipments", "invoices", "messages", "notices", "quotes"];
    let items: Vec<Value> = all.iter().map(|topic| json!({"topic": topic, "wanted": topics.contains(topic)})).collect();
    json!({"items": items})
}

/// The path of the way out that a letter's head names.
fn way_out(letter: &Letter) -> String {
    let head = letter.head.replace("\r\n", "\n").replace("\n ", " ");
    let line = head.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap_or_else(|| panic!("{head}")).to_owned();
    let url = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(url, _)| url.to_owned()).expect("an address");
    format!("/mail/{}", url.split_once("/mail/").expect("a way out").1)
}

/// The books of Альфа see its money and nothing else.
async fn with_books(house: &House) {
    let csv = format!("login,name,partner,roles,language\n{BOOKS},Белла Бухина,ALFA,buyer,en\n");
    import(&house.administrator().await, "people", &csv).await;
    let admin = house.api(ALFA_ADMIN).await;
    let role = json!({"name": "Books", "rights": [{"right": "money.read", "depth": "company"}]});
    let role = admin.send("/api/v1/company/roles", role).await.expect(201).json()["id"].clone();
    admin.set(&format!("/api/v1/company/people/{BOOKS}"), json!({"role": role})).await.expect(204);
}

on_both! {
    async fn the_accountant_of_a_company_gets_its_invoices_and_the_buyer_the_rest(house: House) {
        with_books(&house).await;
        house.api(ALFA_ADMIN).await.set("/api/v1/me/mail", only(&[])).await.expect(204);
        let number = placed(&house.api(SEVER).await, "books", one("DR-1", "1")).await;
        let left = ship(&house.api(WAREHOUSE).await, &number, "b-1", all_from_moscow()).await.expect(201).json();
        settle(&house).await;
        let all = letters(&house);
        let books = to(&all, BOOKS);
        assert_eq!(books.len(), 1);
        let invoice = left["invoice"].as_str().expect("an invoice");
        assert!(books[0].head.contains(&format!("Invoice {invoice}")) && books[0].text.contains(&number), "{} {}", books[0].head, books[0].text);
        assert!(books[0].text.contains(&format!("{}/invoices/{invoice}", house.url)), "{}", books[0].text);
        assert_eq!(to(&all, SEVER).len(), 2, "the order and the shipment");
        assert_eq!(to(&all, ALFA_ADMIN).len(), 0, "who wants none gets none");
        finish(house).await;
    }

    async fn each_topic_is_switched_off_by_itself(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let message = |text: &str| json!({"person": SEVER, "text": text});
        sever.set("/api/v1/me/mail", only(&["messages"])).await.expect(204);
        let told = sever.look("/api/v1/me/mail").await.expect(200).json();
        assert_eq!(told, only(&["messages"]));
        let number = placed(&sever, "one", one("DR-1", "1")).await;
        ship(&house.api(WAREHOUSE).await, &number, "s-1", all_from_moscow()).await.expect(201);
        manager.send("/api/v1/partners/ALFA/messages", message("The lorry is on its way")).await.expect(201);
        settle(&house).await;
        let all = letters(&house);
        assert_eq!(to(&all, SEVER).iter().map(|letter| letter.text.contains("The lorry")).collect::<Vec<_>>(), [true]);
        sever.set("/api/v1/me/mail", json!({"items": [{"topic": "messages", "wanted": false}, {"topic": "orders", "wanted": true}]})).await.expect(204);
        manager.send("/api/v1/partners/ALFA/messages", message("It has arrived")).await.expect(201);
        placed(&sever, "two", one("DR-1", "1")).await;
        settle(&house).await;
        let all = letters(&house);
        assert_eq!(to(&all, SEVER).len(), 2, "the message of before and the second order");
        assert!(to(&all, SEVER).iter().all(|letter| !letter.text.contains("It has arrived")));
        sever.set("/api/v1/me/mail", json!({"items": [{"topic": "weather", "wanted": true}]})).await.expect(422);
        finish(house).await;
    }

    async fn the_page_keeps_the_choice(house: House) {
        let sever = house.browser(SEVER).await;
        assert_eq!(sever.look("/profile").await.expect(200).text.matches("value=\"yes\" checked").count(), 6);
        let ticked = [("orders", "yes"), ("invoices", "yes")];
        assert_eq!(sever.fill("/profile", "/profile/mail", &ticked).await.expect(303).location(), "/profile?done=mail");
        assert_eq!(sever.look("/profile").await.expect(200).text.matches("value=\"yes\" checked").count(), 2);
        assert_eq!(house.api(SEVER).await.look("/api/v1/me/mail").await.expect(200).json(), only(&["orders", "invoices"]));
        finish(house).await;
    }

    async fn one_click_in_a_letter_leaves_its_topic_without_signing_in(house: House) {
        let sever = house.api(SEVER).await;
        placed(&sever, "one", one("DR-1", "1")).await;
        settle(&house).await;
        let all = letters(&house);
        let letter = to(&all, SEVER)[0];
        assert!(letter.head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", letter.head);
        assert!(letter.text.contains(&format!("{}/profile", house.url)), "{}", letter.text);
        let path = way_out(letter);
        assert!(house.visitor().look(&path).await.expect(200).text.contains("Stop these letters"), "looking changes nothing");
        assert_eq!(house.api(SEVER).await.look("/api/v1/me/mail").await.expect(200).json()["items"][0]["wanted"], true);
        // As mail programs post it: no cookie, no hidden token.
        let request = reqwest::Client::new().request(Method::POST, format!("{}{path}", house.url)).header("content-type", "application/x-www-form-urlencoded");
        read(request.body("List-Unsubscribe=One-Click").send().await.expect("an answer")).await.expect(200);
        assert_eq!(sever.look("/api/v1/me/mail").await.expect(200).json(), only(&["shipments", "invoices", "messages", "notices", "quotes"]));
        placed(&sever, "two", one("DR-1", "1")).await;
        settle(&house).await;
        assert_eq!(letters(&house).len(), 1);
        let forged = path.replace(".orders.", ".messages.");
        house.visitor().look(&forged).await.expect(410);
        house.visitor().send(&forged, json!({})).await.expect(410);
        finish(house).await;
    }

    async fn letters_about_a_password_come_whatever_was_chosen(house: House) {
        house.api(SEVER).await.set("/api/v1/me/mail", only(&[])).await.expect(204);
        house.visitor().send("/api/v1/password-resets", json!({"login": SEVER})).await.expect(202);
        settle(&house).await;
        let all = letters(&house);
        assert_eq!(to(&all, SEVER).len(), 1);
        assert!(!all[0].head.contains("List-Unsubscribe"), "{}", all[0].head);
        finish(house).await;
    }

    async fn whoever_left_the_company_gets_no_more_letters_about_its_orders(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "one", one("DR-1", "1")).await;
        settle(&house).await;
        house.api(ALFA_ADMIN).await.set(&format!("/api/v1/company/people/{SEVER}/block"), json!({"blocked": true})).await.expect(204);
        ship(&house.api(WAREHOUSE).await, &number, "s-1", all_from_moscow()).await.expect(201);
        settle(&house).await;
        assert_eq!(to(&letters(&house), SEVER).len(), 1, "only the confirmation of before");
        finish(house).await;
    }
}
