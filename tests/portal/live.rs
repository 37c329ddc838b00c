//! The live feed: what clients do reaches those who may watch, once, in order and in time; and everybody sees what is recorded
//! about himself.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::past::{self, Stretch};
use crate::kit::trade::{AGENT, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{bring, bring_contract, one, refusal};

/// Somebody who listens to the stream.
pub struct Viewer {
    answer: Response,
    kept: Vec<u8>,
}

/// An event as it came.
pub struct Event {
    n: i64,
    /// What is told.
    pub act: Value,
    bytes: usize,
}

impl Viewer {
    /// Who listens from a place, or from now on.
    pub async fn of(client: &Client, query: &str, last: Option<i64>) -> Self {
        let mut request = client.request(Method::GET, &format!("/api/v1/activity/stream{query}")).header("accept-encoding", "br");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        let told = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert!(told("content-type").starts_with("text/event-stream"), "{}", told("content-type"));
        assert_eq!((told("cache-control").as_str(), told("x-accel-buffering").as_str()), ("no-store", "no"));
        assert!(matches!(told("content-encoding").as_str(), "" | "identity"), "{}", told("content-encoding"));
        Self { answer, kept: Vec::new() }
    }

    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.kept.windows(2).position(|two| two == b"\n\n") {
                let frame: Vec<u8> = self.kept.drain(..end + 2).collect();
                if let Some(event) = read(std::str::from_utf8(&frame).expect("whole signs")) {
                    return Some(event);
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(15), self.answer.chunk()).await.expect("an event in time");
            self.kept.extend_from_slice(&chunk.ok()??);
        }
    }

    /// Whether the stream ends by itself.
    async fn ends(mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(30), async { while self.next().await.is_some() {} }).await.is_ok()
    }
}

fn read(frame: &str) -> Option<Event> {
    let line = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name));
    let act: Value = serde_json::from_str(line("data: ")?).expect("JSON");
    Some(Event { n: line("id: ")?.parse().expect("a place"), act, bytes: frame.len() })
}

/// The whole feed of a kind, page by page.
async fn feed(client: &Client, kind: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = client.look(&format!("/api/v1/activity?limit=7&kind={kind}&after={after}")).await.expect(200).json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return all,
        }
    }
}

/// The feed of a kind as soon as so much is in it.
pub async fn feed_of(client: &Client, kind: &str, count: usize) -> Vec<Value> {
    for _ in 0..400 {
        let all = feed(client, kind).await;
        if all.len() >= count {
            return all;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("fewer than {count} of {kind}");
}

/// Who is on line, as soon as it is as it should be.
async fn online(client: &Client, is_right: impl Fn(&Value) -> bool) -> Value {
    let mut told = Value::Null;
    for _ in 0..200 {
        told = client.look("/api/v1/activity/online").await.expect(200).json();
        if is_right(&told) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{told}");
}

/// So many acts of Север's buyer at once, behind all others.
async fn much_happens(house: &House, first: usize, count: usize) {
    let partner = house.sql_i64("SELECT id FROM partner WHERE code = 'ALFA'").await;
    let account = house.sql_i64(&format!("SELECT id FROM account WHERE login = '{SEVER}'")).await;
    house.change_by_sql(&past::acts(Stretch { partner, first, count }, account, house.now()));
}

/// The place of the last act there is.
async fn last_place(house: &House) -> i64 {
    house.sql_i64("SELECT max(n) FROM activity").await
}

fn places(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["n"].as_i64().expect("a place")).collect()
}

fn is_growing(places: &[i64]) -> bool {
    places.windows(2).all(|two| two[0] < two[1])
}

on_both! {
    async fn a_client_is_on_line_from_his_first_step_until_the_minutes_are_over(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products/DR-1").await.expect(200);
        let told = online(&manager, |told| told["items"][0]["page"] == "product DR-1").await;
        assert_eq!((&told["minutes"], &told["items"][0]["login"], &told["items"][0]["partner"]["code"]), (&json!(5), &json!(SEVER), &json!("ALFA")));
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        sever.look("/api/v1/products?q=hammock").await.expect(200);
        sever.order("too-many", one("DR-1", "200")).await.expect(409);
        let told = online(&manager, |told| told["items"][0]["refusals"] == 1 && told["items"][0]["search"] == "hammock").await;
        let person = &told["items"][0];
        assert_eq!((&person["cart"], &person["currency"], &person["found_nothing"]), (&json!("7840.00"), &json!("RUB"), &json!(true)));
        assert_eq!(person["refused"], "stock_short");
        house.pass_seconds(5 * 60 + 1);
        assert_eq!(manager.look("/api/v1/activity/online").await.expect(200).json()["items"], json!([]));
        let administrator = house.administrator().await;
        for bad in [0, 121, -5] {
            administrator.set("/api/v1/activity/online", json!({"minutes": bad})).await.expect(422);
        }
        manager.set("/api/v1/activity/online", json!({"minutes": 10})).await.expect(403);
        administrator.set("/api/v1/activity/online", json!({"minutes": 10})).await.expect(204);
        assert_eq!(manager.look("/api/v1/activity/online").await.expect(200).json()["items"][0]["login"], SEVER);
        house.close().await;
    }

    async fn who_signs_out_is_not_on_line(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/cart").await.expect(200);
        online(&manager, |told| told["items"][0]["login"] == SEVER).await;
        sever.delete("/api/v1/sessions/current").await;
        online(&manager, |told| told["items"] == json!([])).await;
        house.close().await;
    }

    async fn an_agent_who_acts_for_a_client_is_told_as_one_until_he_ends_it(house: House) {
        let (manager, agent) = (house.api(MANAGER).await, house.browser(AGENT).await);
        agent.fill("/clients", "/clients/ALFA/representations", &[("reason", "A visit")]).await.expect(303);
        agent.look("/products/DR-1").await.expect(200);
        let told = online(&manager, |told| told["items"][0]["page"] == "product DR-1").await;
        assert_eq!((&told["items"][0]["login"], &told["items"][0]["is_agent"]), (&json!(AGENT), &json!(true)));
        let live = house.browser(MANAGER).await.look("/live").await.expect(200).text;
        assert!(live.contains("agent Пётр Ильин for client ООО «Альфа»"), "{live}");
        agent.fill("/", "/representations/current/end", &[]).await.expect(303);
        online(&manager, |told| told["items"] == json!([])).await;
        // The client's own people are told by their names alone.
        house.api(SEVER).await.look("/api/v1/cart").await.expect(200);
        online(&manager, |told| told["items"][0]["is_agent"] == false && told["items"][0]["login"] == SEVER).await;
        house.close().await;
    }

    async fn an_agent_sees_his_clients_and_a_buyer_nobody(house: House) {
        for login in [SEVER, BETA] {
            house.api(login).await.look("/api/v1/products?q=nothing-like-that").await.expect(200);
        }
        let (manager, agent, other) = (house.api(MANAGER).await, house.api(AGENT).await, house.api(OTHER_AGENT).await);
        feed_of(&manager, "search_empty", 2).await;
        assert_eq!(feed(&agent, "search_empty").await.len(), 2);
        assert!(feed(&other, "search_empty").await.is_empty());
        assert_eq!(other.look("/api/v1/activity/online").await.expect(200).json()["items"], json!([]));
        let of_beta = agent.look("/api/v1/activity?partner=BETA&kind=search_empty").await.expect(200).json();
        assert_eq!((of_beta["items"].as_array().unwrap().len(), &of_beta["items"][0]["what"]), (1, &json!("nothing-like-that")));
        for path in ["/api/v1/activity?partner=", "/api/v1/activity/stream?partner=", "/api/v1/activity/online?partner="] {
            let foreign = agent.look(&format!("{path}GAMMA")).await.expect(404);
            assert_eq!(refusal(&foreign), refusal(&agent.look(&format!("{path}NOBODY")).await.expect(404)), "{path}");
            other.look(&format!("{path}ALFA")).await.expect(404);
        }
        for login in [SEVER, WAREHOUSE] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            for path in ["/api/v1/activity", "/api/v1/activity/stream", "/api/v1/activity/online", "/api/v1/partners/ALFA/carts"] {
                api.look(path).await.expect(403);
            }
            for path in ["/live", "/live/stream", "/partners/ALFA/cart"] {
                browser.look(path).await.expect(403);
            }
        }
        house.close().await;
    }

    async fn a_stream_that_is_cut_again_and_again_misses_nothing_and_doubles_nothing(house: House) {
        let manager = house.api(MANAGER).await;
        let buyers = join_all([SEVER, YUG, BETA].map(|login| house.api(login))).await;
        let writing = actix_web::rt::spawn(async move {
            for round in 0..15 {
                let searches = buyers.iter().enumerate().map(|(who, buyer)| async move {
                    buyer.look(&format!("/api/v1/products?q=wanted-{who}-{round}")).await.expect(200);
                });
                join_all(searches).await;
            }
        });
        let (mut seen, mut words, mut last) = (Vec::new(), Vec::new(), 0);
        while words.len() < 45 {
            let mut viewer = Viewer::of(&manager, "?kind=search_empty", Some(last)).await;
            for _ in 0..4 {
                if words.len() == 45 {
                    break;
                }
                let event = viewer.next().await.expect("the stream goes on");
                assert_eq!(event.act["n"], event.n);
                assert!(event.bytes <= 300, "{} bytes", event.bytes);
                last = event.n;
                seen.push(event.n);
                words.push(event.act["what"].as_str().unwrap().to_owned());
            }
        }
        writing.await.expect("the buyers are done");
        assert!(is_growing(&seen), "{seen:?}");
        assert_eq!(seen, places(&feed(&manager, "search_empty").await));
        words.sort();
        words.dedup();
        assert_eq!(words.len(), 45);
        house.close().await;
    }

    async fn the_feed_grows_in_one_order_however_many_write(house: House) {
        let manager = house.api(MANAGER).await;
        let mut viewer = Viewer::of(&manager, "?kind=order.placed", None).await;
        let (sever, beta) = (house.api(SEVER).await, house.api(BETA).await);
        let placing = (0..20).map(|n| {
            let (sever, beta) = (&sever, &beta);
            async move {
                beta.look(&format!("/api/v1/products?q=meanwhile-{n}")).await.expect(200);
                sever.order(&format!("at-once-{n}"), one("DR-1", "1")).await.expect(201).json()["number"].as_str().unwrap().to_owned()
            }
        });
        let mut numbers = join_all(placing).await;
        let mut told = Vec::new();
        while told.len() < 20 {
            told.push(viewer.next().await.expect("the stream goes on"));
        }
        assert!(is_growing(&told.iter().map(|event| event.n).collect::<Vec<_>>()));
        let mut streamed: Vec<String> = told.iter().map(|event| event.act["what"].as_str().unwrap().to_owned()).collect();
        streamed.sort();
        numbers.sort();
        assert_eq!(streamed, numbers);
        let first = &told[0].act;
        assert_eq!((&first["sum"], &first["currency"], &first["person"]), (&json!("3920.00"), &json!("RUB"), &json!("Ирина Северова")));
        feed_of(&manager, "search_empty", 20).await;
        let all = manager.look("/api/v1/activity?limit=200").await.expect(200).json();
        let all = places(all["items"].as_array().unwrap());
        assert!(is_growing(&all), "{all:?}");
        assert_eq!(house.sql_i64("SELECT max(n) - count(*) FROM activity").await, 0, "places with gaps");
        house.close().await;
    }

    async fn no_event_is_longer_than_three_hundred_bytes_whatever_the_names(house: House) {
        let (company, person) = ("Ж".repeat(280), "Щ".repeat(190));
        bring(&house, "partners", &format!("code,name,inn,kpp,units,manager,agents,stock_display\nLONG-CODE-OF-A-CLIENT,{company},,,,manager@seller.example,,exact\n")).await;
        bring(&house, "people", &format!("login,name,partner,roles,language\nlong@long.example,{person},LONG-CODE-OF-A-CLIENT,buyer,en\n")).await;
        bring_contract(&house, "L-1,LONG-CODE-OF-A-CLIENT,RUB,OPT,2020-01-01,,all,,prepaid,,best,no,included,MSK,0").await;
        let manager = house.api(MANAGER).await;
        let mut viewer = Viewer::of(&manager, "?kind=search_empty", Some(0)).await;
        let buyer = house.api("long@long.example").await;
        for words in ["ъ".repeat(100), "%D1%8A%22".repeat(50)] {
            buyer.look(&format!("/api/v1/products?q={words}")).await.expect(200);
            let event = viewer.next().await.expect("an event");
            assert!(event.bytes <= 300 && event.bytes > 150, "{} bytes", event.bytes);
            assert_eq!(event.act["partner"]["code"], "LONG-CODE-OF-A-CLIENT");
        }
        // The page of the feed tells names whole.
        assert_eq!(feed(&manager, "search_empty").await[0]["partner"]["name"], company);
        house.close().await;
    }

    async fn a_stream_ends_with_its_session_and_with_a_client_taken_away(house: House) {
        let manager = house.api(MANAGER).await;
        let viewer = Viewer::of(&manager, "", None).await;
        manager.delete("/api/v1/sessions/current").await;
        assert!(viewer.ends().await, "a dead session watches on");
        let agent = house.api(AGENT).await;
        let viewer = Viewer::of(&agent, "", None).await;
        bring(&house, "partners", "code,name,inn,kpp,units,manager,agents,stock_display\nBETA,ООО «Бета»,,,,manager@seller.example,other-agent@seller.example,level\n").await;
        assert!(viewer.ends().await, "an agent watches a client who is no more his");
        house.close().await;
    }

    async fn two_hundred_viewers_are_told_of_one_order(house: House) {
        let manager = house.api(MANAGER).await;
        let mut viewers = join_all((0..200).map(|_| Viewer::of(&manager, "?kind=order.placed", None))).await;
        let order = house.api(SEVER).await.order("watched", one("DR-1", "1")).await.expect(201).json();
        let told = join_all(viewers.iter_mut().map(|viewer| viewer.next())).await;
        let told: Vec<Value> = told.into_iter().map(|event| event.expect("an event").act["what"].clone()).collect();
        assert_eq!(told.iter().filter(|what| **what == order["number"]).count(), 200);
        house.close().await;
    }

    async fn what_is_recorded_about_a_person_is_his_to_see(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products/DR-1").await.expect(200);
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "3"})).await.expect(200);
        feed_of(&manager, "cart", 1).await;
        let carts = manager.look(&format!("/api/v1/partners/ALFA/carts?person={SEVER}")).await.expect(200).json();
        let cart = &carts["items"][0];
        assert_eq!((&cart["login"], &cart["worth"], &cart["lines"][0]["sku"]), (&json!(SEVER), &json!("11760.00"), &json!("DR-1")));
        assert_eq!((&cart["lines"][0]["seen_price"], &cart["lines"][0]["quantity"]), (&json!("3920.0000"), &json!("3.000")));
        let page = house.browser(MANAGER).await.look(&format!("/partners/ALFA/cart?person={SEVER}")).await.expect(200);
        assert!(page.text.contains("Impact drill") && page.text.contains("11,760.00"), "{}", page.text);
        let own = sever.look("/api/v1/me/activity").await.expect(200).json();
        let kinds: Vec<&str> = own["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"page") && kinds.contains(&"cart"), "{own}");
        assert_eq!((own["looked_at"].as_array().unwrap().len(), &own["kept_days"]), (2, &json!(90)));
        assert_eq!((&own["looked_at"][0]["by"], &own["looked_at"][0]["kind"]), (&json!("Мария Орлова"), &json!("client.cart_opened")));
        let page = house.browser(SEVER).await.look("/account/activity").await.expect(200);
        assert!(page.text.contains("Мария Орлова") && page.text.contains("looked into your cart"), "{}", page.text);
        let yug = house.api(YUG).await.look("/api/v1/me/activity").await.expect(200).json();
        assert_eq!(yug["looked_at"], json!([]));
        house.close().await;
    }

    async fn a_cart_out_of_reach_does_not_exist(house: House) {
        house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        let before = house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'client.cart_opened'").await;
        let (agent, other) = (house.api(AGENT).await, house.api(OTHER_AGENT).await);
        let nobody = refusal(&other.look("/api/v1/partners/NOBODY/carts").await.expect(404));
        for path in ["/api/v1/partners/ALFA/carts".to_owned(), format!("/api/v1/partners/ALFA/carts?person={SEVER}")] {
            assert_eq!(refusal(&other.look(&path).await.expect(404)), nobody, "{path}");
        }
        agent.look("/api/v1/partners/GAMMA/carts").await.expect(404);
        agent.look(&format!("/api/v1/partners/BETA/carts?person={SEVER}")).await.expect(404);
        house.browser(OTHER_AGENT).await.look(&format!("/partners/ALFA/cart?person={SEVER}")).await.expect(404);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'client.cart_opened'").await, before);
        assert_eq!(agent.look("/api/v1/partners/ALFA/carts").await.expect(200).json()["items"][0]["login"], SEVER);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'client.cart_opened'").await, before + 1);
        house.close().await;
    }

    async fn the_page_is_whole_without_its_script_and_tells_words_as_words(house: House) {
        let (manager, sever) = (house.browser(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.expect(200);
        feed_of(&house.api(MANAGER).await, "search_empty", 1).await;
        let page = manager.look("/live").await.expect(200).text;
        assert!(page.contains("Ирина Северова") && page.contains(&format!("/partners/ALFA/write?person={}", SEVER.replace('@', "%40"))), "{page}");
        assert!(page.contains("Searched in vain: &lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{page}");
        let of_beta = manager.look("/live?partner=BETA").await.expect(200).text;
        assert!(!of_beta.contains("Ирина Северова"), "{of_beta}");
        assert!(manager.look("/live?partner=%20alfa").await.expect(200).text.contains("Ирина Северова"), "a code is a code in any letters");
        manager.look("/live?partner=NOBODY").await.expect(404);
        manager.look("/live?kind=nonsense").await.expect(422);
        house.close().await;
    }

    async fn what_is_old_is_dropped_and_the_places_go_on(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products?q=long-ago").await.expect(200);
        let old = feed_of(&manager, "search_empty", 1).await;
        house.pass_seconds(91 * 24 * 3600);
        let forgotten = orderly::app::forget_old_acts(&house.gate).await.expect("old acts are dropped");
        assert!(forgotten >= 1, "{forgotten}");
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products?q=just-now").await.expect(200);
        let fresh = feed_of(&manager, "search_empty", 1).await;
        assert_eq!((fresh.len(), &fresh[0]["what"]), (1, &json!("just-now")));
        assert!(places(&old) < places(&fresh));
        house.close().await;
    }

    async fn more_than_two_full_batches_come_without_gap_or_double_over_a_reconnection_and_live(house: House) {
        let manager = house.api(MANAGER).await;
        much_happens(&house, 1, 1_250).await;
        let mut viewer = Viewer::of(&manager, "", Some(0)).await;
        let mut seen = Vec::new();
        // He is cut off in the middle of the second batch, and more than two batches go by without him.
        while seen.len() < 800 {
            seen.push(viewer.next().await.expect("the stream goes on").n);
        }
        drop(viewer);
        much_happens(&house, 1_251, 1_250).await;
        let mut viewer = Viewer::of(&manager, "", seen.last().copied()).await;
        let last = last_place(&house).await;
        while seen.last() < Some(&last) {
            seen.push(viewer.next().await.expect("the stream goes on").n);
        }
        // He looks on while as many come at once.
        much_happens(&house, 2_501, 1_250).await;
        let last = last_place(&house).await;
        while seen.last() < Some(&last) {
            seen.push(viewer.next().await.expect("the stream goes on").n);
        }
        assert!(last >= 3_750, "{last}");
        assert_eq!(seen, (1..=last).collect::<Vec<i64>>());
        let (mut paged, mut after) = (Vec::new(), "0".to_owned());
        loop {
            let page = manager.look(&format!("/api/v1/activity?limit=200&after={after}")).await.expect(200).json();
            paged.extend(places(page["items"].as_array().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            after = next.to_owned();
        }
        paged.truncate(seen.len());
        assert_eq!(paged, seen, "the pages tell the same as the stream");
        house.close().await;
    }

    async fn a_call_about_a_person_is_his_to_see_without_its_words(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        let call = json!({"person": SEVER, "text": "Ворчит о ценах"});
        manager.send("/api/v1/partners/ALFA/calls", call).await.expect(204);
        let told = sever.look("/api/v1/me/activity").await.expect(200);
        let own = told.json();
        let calls: Vec<&Value> = own["looked_at"].as_array().unwrap().iter().filter(|glance| glance["kind"] == "client.call").collect();
        assert_eq!((calls.len(), &calls[0]["by"]), (1, &json!("Мария Орлова")));
        let page = house.browser(SEVER).await.look("/account/activity").await.expect(200).text;
        assert!(page.contains("Мария Орлова"), "{page}");
        assert!(!told.text.contains("Ворчит") && !page.contains("Ворчит"), "{page}");
        let yug = house.api(YUG).await.look("/api/v1/me/activity").await.expect(200).json();
        assert_eq!(yug["looked_at"], json!([]));
        house.close().await;
    }
}
