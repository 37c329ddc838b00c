//! The own profile: name, telephone, language, clocks; sessions that are listed and closed; a forgotten password; access that is
//! closed by one's company.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::read;
use crate::kit::trade::{ADMINISTRATOR, ALFA_ADMIN, BOTH, SEVER, YUG};
use crate::on_both;
use crate::reading::{at, finish, letters, one, settle};

const WORDS: &str = "correct horse battery staple";
const OTHER_WORDS: &str = "four calm rivers flow by night";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn sign_in(house: &House, login: &str, password: &str, browser: &str) -> Client {
    let body = json!({"login": login, "password": password});
    let request = house.visitor().request(Method::POST, "/api/v1/sessions").header("user-agent", browser).json(&body);
    let told = read(request.send().await.expect("an answer")).await.expect(201).json();
    Client::bearer(&house.url, told["token"].as_str().expect("a token").to_owned())
}

async fn ends_within_a_second(client: &Client) -> bool {
    for _ in 0..10 {
        if client.look("/api/v1/me").await.status.as_u16() == 401 {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

/// The link for a new password in the letters so far.
fn links(house: &House) -> Vec<String> {
    let link = |text: &str| {
        let (_, rest) = text.split_once("/links/")?;
        Some(format!("/links/{}", rest.split_whitespace().next().unwrap_or_default()))
    };
    letters(house).iter().filter_map(|letter| link(&letter.text)).collect()
}

async fn forget(house: &House, login: &str) -> u16 {
    house.visitor().send("/api/v1/password-resets", json!({"login": login})).await.status.as_u16()
}

/// Sets a password by a letter.
async fn give_password(house: &House, login: &str, password: &str) {
    assert_eq!(forget(house, login).await, 202);
    settle(house).await;
    let link = links(house).pop().expect("a letter with a link");
    house.visitor().fill(&link, &link, &[("new_password", password)]).await.expect(303);
}

async fn items(client: &Client) -> Vec<Value> {
    client.look("/api/v1/me/sessions").await.expect(200).json()["items"].as_array().expect("sessions").clone()
}

on_both! {
    async fn a_person_changes_what_is_his_and_pages_follow_at_once(house: House) {
        let sever = house.browser(SEVER).await;
        let fields = [("name", "Ирина Никитина"), ("phone", "+7 900 111-22-33"), ("lang", "ru"), ("zone", "Asia/Vladivostok")];
        assert_eq!(sever.fill("/profile", "/profile", &fields).await.expect(303).location(), "/profile?done=saved");
        let page = sever.look("/profile").await.expect(200).text;
        assert!(page.contains("<html lang=\"ru\">") && page.contains("Ирина Никитина") && page.contains("+7 900 111-22-33"), "{page}");
        let told = house.api(SEVER).await.look("/api/v1/me/profile").await.expect(200).json();
        assert_eq!(told, json!({"name": "Ирина Никитина", "phone": "+7 900 111-22-33", "language": "ru", "time_zone": "Asia/Vladivostok"}));
        let bad = sever.fill("/profile", "/profile", &[("name", " "), ("lang", "ru"), ("zone", "Asia/Omsk")]).await.expect(422);
        assert!(bad.text.contains("value=\"Asia/Omsk\" selected"), "what was chosen stays: {}", bad.text);
        let unknown = json!({"name": "Ирина", "language": "ru", "time_zone": "Mars/Base"});
        assert_eq!(house.api(SEVER).await.set("/api/v1/me/profile", unknown).await.expect(422).problem().1, ["unknown"]);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'account.changed'").await, 1);
        finish(house).await;
    }

    async fn times_are_told_by_ones_own_clocks_and_to_others_by_the_sellers(house: House) {
        house.set_clock(at("2026-03-01T20:30:00Z"));
        let number = house.api(SEVER).await.order("night", one("GL-5", "5")).await.expect(201).json()["number"].as_str().expect("a number").to_owned();
        let mine = json!({"name": "Ирина Северова", "language": "en", "time_zone": "Asia/Vladivostok"});
        house.api(SEVER).await.set("/api/v1/me/profile", mine).await.expect(204);
        let page = format!("/orders/{number}");
        let (sever, admin) = (house.browser(SEVER).await, house.browser(ALFA_ADMIN).await);
        assert!(sever.look(&page).await.expect(200).text.contains("2 Mar 2026\u{a0}06:30"));
        assert!(admin.look(&page).await.expect(200).text.contains("1 Mar 2026\u{a0}23:30"));
        // Her days of filters are those that she reads; programs go by the seller's.
        let mark = format!("{page}\"");
        assert!(sever.look("/orders?from=2026-03-02").await.expect(200).text.contains(&mark));
        let api = house.api(SEVER).await.look("/api/v1/orders?from=2026-03-02").await.expect(200).json();
        assert_eq!(api["items"], json!([]));
        finish(house).await;
    }

    async fn sessions_are_listed_with_their_devices_and_closed_one_by_one_or_all_others(house: House) {
        give_password(&house, SEVER, WORDS).await;
        let (here, there) = (sign_in(&house, SEVER, WORDS, FIREFOX).await, sign_in(&house, SEVER, WORDS, "curl/8.5.0").await);
        let third = sign_in(&house, SEVER, WORDS, "").await;
        let open = items(&here).await;
        assert_eq!(open.len(), 3);
        let current: Vec<&Value> = open.iter().filter(|session| session["current"] == true).collect();
        assert_eq!(current.iter().map(|session| session["device"].clone()).collect::<Vec<_>>(), [json!("Firefox, Linux")]);
        let other = open.iter().find(|session| session["device"] == "curl").expect("the other")["id"].as_str().expect("an id").to_owned();
        let stranger = house.api(YUG).await;
        assert_eq!(stranger.delete(&format!("/api/v1/me/sessions/{other}")).await.status().as_u16(), 404, "nobody closes another's");
        there.look("/api/v1/me").await.expect(200);
        assert_eq!(here.delete(&format!("/api/v1/me/sessions/{other}")).await.status().as_u16(), 204);
        assert!(ends_within_a_second(&there).await);
        third.look("/api/v1/me").await.expect(200);
        assert_eq!(here.delete("/api/v1/me/sessions").await.status().as_u16(), 204);
        assert!(ends_within_a_second(&third).await);
        here.look("/api/v1/me").await.expect(200);
        assert_eq!(items(&here).await.len(), 1);
        stranger.look("/api/v1/me").await.expect(200);
        finish(house).await;
    }

    async fn the_page_shows_the_sessions_and_ends_them(house: House) {
        let (page, other) = (house.browser(SEVER).await, house.browser(SEVER).await);
        let shown = page.look("/profile").await.expect(200).text;
        assert!(shown.contains("unknown device") && shown.contains("this session"), "{shown}");
        let id = shown.split("value=\"ses_").nth(1).and_then(|rest| rest.split('"').next()).map(|id| format!("ses_{id}")).expect("the other session");
        assert_eq!(page.fill("/profile", "/profile/sessions", &[("id", &id)]).await.expect(303).location(), "/profile?done=ended");
        let mut is_out = false;
        for _ in 0..10 {
            is_out = is_out || other.look("/profile").await.status.as_u16() == 303;
            actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(is_out);
        page.fill("/profile", "/profile/sessions", &[("others", "yes")]).await.expect(303);
        page.look("/profile").await.expect(200);
        finish(house).await;
    }

    async fn a_forgotten_password_is_set_by_a_letter_once_within_an_hour_and_ends_the_sessions(house: House) {
        give_password(&house, SEVER, WORDS).await;
        let before = sign_in(&house, SEVER, WORDS, FIREFOX).await;
        assert_eq!(forget(&house, SEVER).await, 202);
        settle(&house).await;
        let all = links(&house);
        assert_eq!(all.len(), 2);
        let visitor = house.visitor();
        let mut used = None;
        for link in &all {
            if visitor.look(link).await.status.as_u16() == 200 {
                visitor.fill(link, link, &[("new_password", OTHER_WORDS)]).await.expect(303);
                visitor.look(link).await.expect(410);
                used = Some(link);
            }
        }
        assert!(used.is_some(), "one of the links was the fresh one");
        assert!(ends_within_a_second(&before).await);
        sign_in(&house, SEVER, OTHER_WORDS, FIREFOX).await;
        house.visitor().send("/api/v1/sessions", json!({"login": SEVER, "password": WORDS})).await.expect(401);

        house.pass_seconds(3601);
        assert_eq!(forget(&house, YUG).await, 202);
        settle(&house).await;
        let late = links(&house).into_iter().find(|link| !all.contains(link)).expect("a third link");
        house.pass_seconds(3601);
        house.visitor().look(&late).await.expect(410);
        finish(house).await;
    }

    async fn the_answer_tells_nobody_whether_the_login_exists_and_is_given_three_times_an_hour(house: House) {
        let unknown = "nobody@nowhere.example";
        for _ in 0..3 {
            assert_eq!((forget(&house, SEVER).await, forget(&house, unknown).await), (202, 202));
        }
        assert_eq!((forget(&house, SEVER).await, forget(&house, unknown).await), (429, 429));
        settle(&house).await;
        assert_eq!(letters(&house).len(), 3);
        assert!(letters(&house).iter().all(|letter| letter.head.contains(SEVER)));
        let page = house.visitor();
        let (known, stranger) = (page.fill("/password", "/password", &[("login", YUG)]).await, page.fill("/password", "/password", &[("login", "else@nowhere.example")]).await);
        let shape = |told: &crate::kit::client::Told| (told.status.as_u16(), told.text.replace(&told.header("x-request-id"), "ID"));
        assert_eq!(shape(&known), shape(&stranger));
        assert!(known.text.contains("a letter is on its way"), "{}", known.text);
        // As a browser sends it: the form needs no session, so it is not carried over to signing in.
        let token = crate::kit::client::hidden(&page.look("/password").await.text, "csrf");
        let fields = [("csrf", token.as_str()), ("login", "third@nowhere.example")];
        let sent = page.request(Method::POST, "/password").header("sec-fetch-site", "same-origin").form(&fields);
        assert!(read(sent.send().await.expect("an answer")).await.expect(200).text.contains("a letter is on its way"));
        // The letter's link is not in the database in the clear.
        let link = links(&house).pop().expect("a link");
        let token = link.trim_start_matches("/links/");
        for (table, column) in [("job", "payload"), ("one_time_link", "token_hash")] {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{token}%'")).await, 0, "{table}");
        }
        finish(house).await;
    }

    async fn whom_his_company_blocks_is_out_within_a_minute_and_keeps_his_other_company(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let (sever, both) = (house.api(SEVER).await, house.api(BOTH).await);
        let (alfa, beta) = (both.on_behalf_of("ALFA"), both.on_behalf_of("BETA"));
        sever.look("/api/v1/orders").await.expect(200);
        alfa.look("/api/v1/orders").await.expect(200);
        for login in [SEVER, BOTH] {
            admin.set(&format!("/api/v1/company/people/{login}/block"), json!({"blocked": true})).await.expect(204);
        }
        assert!(ends_within_a_second(&sever).await);
        sever.order("blocked", one("DR-1", "1")).await.expect(401);
        alfa.order("blocked", one("DR-1", "1")).await.expect(404);
        beta.look("/api/v1/orders").await.expect(200);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        // Our staff opens what the company has closed, and so does the company itself.
        let office = house.api(ADMINISTRATOR).await;
        office.set(&format!("/api/v1/partners/ALFA/people/{SEVER}/block"), json!({"blocked": false})).await.expect(204);
        house.api(SEVER).await.look("/api/v1/orders").await.expect(200);
        admin.set(&format!("/api/v1/company/people/{BOTH}/block"), json!({"blocked": false})).await.expect(204);
        house.api(BOTH).await.on_behalf_of("ALFA").look("/api/v1/orders").await.expect(200);
        finish(house).await;
    }
}
