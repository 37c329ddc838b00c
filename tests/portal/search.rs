//! Search forgives what people mistype, tells what it searched for instead, and never shows what a contract forbids.

use std::time::Duration;

use orderly::demo::world::day::Day;
use orderly::demo::world::world;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::engine::Engine;
use crate::kit::trade::{AGENT, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, import};
use crate::on_both;
use crate::reading::{between, bring};

const QUERIES: &str = include_str!("../search/queries.tsv");
const PEOPLE: &str = "login,name,partner,roles,language\n";

fn query(words: &str) -> String {
    serde_urlencoded::to_string([("q", words)]).expect("a query")
}

/// Article numbers of what a search finds, the best first.
async fn found(client: &Client, words: &str) -> Vec<String> {
    let told = client.look(&format!("/api/v1/products?limit=5&{}", query(words))).await.expect(200).json();
    skus(&told)
}

fn skus(told: &Value) -> Vec<String> {
    let items = told["items"].as_array().expect("items");
    items.iter().filter_map(|item| item["sku"].as_str()).map(str::to_owned).collect()
}

/// The same, when the index has followed: at most half a minute later.
async fn found_at_last(client: &Client, words: &str) -> Vec<String> {
    for _ in 0..300 {
        let found = found(client, words).await;
        if !found.is_empty() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Vec::new()
}

async fn the_demo_is_searched(engine: Engine) {
    let house = House::empty(engine).await;
    let administrator = house.administrator().await;
    let demo = world(2026, Day::new(2026, 6, 1));
    let products = demo.files.iter().find(|file| file.kind == "products").expect("products");
    import(&administrator, "warehouses", "code,name,name_en,address\nMSK,Москва,Moscow,ул. Складская 1\n").await;
    import(&administrator, "products", &products.csv).await;
    import(
        &administrator,
        "prices",
        "price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,DR-1117,0,4000,2020-01-01\n",
    )
    .await;
    import(&administrator, "partners", "code,name,stock_display\nALFA,ООО «Альфа»,exact\n").await;
    import(&administrator, "people", &format!("{PEOPLE}{SEVER},Ирина Северова,ALFA,buyer,ru\n")).await;
    import(&administrator, "contracts", "number,partner,currency,price_list,valid_from,assortment,payment,warehouses\nA-1,ALFA,RUB,OPT,2020-01-01,all,prepaid,MSK\n").await;
    let sever = house.api(SEVER).await;
    assert!(!found_at_last(&sever, "gthajhfnjh ctntdjq").await.is_empty(), "the index follows");
    let (mut all, mut missed) = (0, Vec::new());
    for line in QUERIES.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let [words, wanted, kind] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        let found = found(&sever, words).await;
        all += 1;
        if !wanted.split('|').any(|sku| found.iter().any(|known| known == sku)) {
            missed.push(format!("{words:?} ({kind}): {wanted} is not among {found:?}"));
        }
    }
    println!("{} of {all} queries miss the right product in the first five\n{}", missed.len(), missed.join("\n"));
    assert!(all >= 300, "{all}");
    assert!(missed.len() * 20 <= all, "{} of {all}:\n{}", missed.len(), missed.join("\n"));
    house.close().await;
}

mod whatever_is_mistyped_the_right_product_is_among_the_first_five {
    use super::*;

    #[actix_web::test]
    async fn sqlite() {
        the_demo_is_searched(Engine::Sqlite).await;
    }

    #[actix_web::test]
    async fn postgres() {
        the_demo_is_searched(Engine::Postgres).await;
    }
}

on_both! {
    async fn a_good_is_found_however_it_is_typed(house: House) {
        let sever = house.api(SEVER).await;
        assert_eq!(found_at_last(&sever, "gthxfnrb").await, ["GL-5"], "the other keyboard");
        for (words, sku) in [("перчатки", "GL-5"), ("glove", "GL-5"), ("perchatki", "GL-5"), ("прчатки", "GL-5"), ("gl5", "GL-5"), ("шуруповёрт", "DR-2"),
            ("shurupovert", "DR-2"), ("шуруповерты", "DR-2"), ("кабель 3х2,5", "CB-1"), ("кабель 3*2.5", "CB-1"), ("417", "00417"), ("анкер м8", "00417"), ("anker M8", "00417"),
            ("4600000000008", "DR-1"), ("000008", "DR-1"), ("750вт", "DR-1"), ("дрель 750 вт вектор", "DR-1"), ("тетр", "BK-1"), ("канцелярия", "BK-1")] {
            assert_eq!(found_at_last(&sever, words).await.first().map(String::as_str), Some(sku), "{words}");
        }
        let none: [String; 0] = [];
        for words in ["перфоратор", "привет", "zzzz", "DR-77", "дрель 900"] {
            assert_eq!(found(&sever, words).await, none, "{words}");
        }
        house.close().await;
    }

    async fn a_forbidden_good_is_in_no_list_and_no_suggestion_whatever_is_typed(house: House) {
        let (sever, beta) = (house.api(SEVER).await, house.api(BETA).await);
        assert_eq!(found_at_last(&sever, "iehegjdthn").await, ["DR-2"]);
        let none: [String; 0] = [];
        for words in ["шуруповёрт", "shurupovert", "шуруповрт", "drill driver", "driver", "DR-2", "dr2", "lh-2", "анкер", "00417", "417", "тетради"] {
            let told = beta.look(&format!("/api/v1/products?{}", query(words))).await.expect(200).json();
            assert_eq!((skus(&told), told["searched_for"].is_null()), (none.to_vec(), true), "{words}: {told}");
            let told = beta.look(&format!("/api/v1/suggestions?{}", query(words))).await.expect(200).json();
            assert_eq!(told["items"], json!([]), "{words}");
        }
        // A word of a forbidden good is no hint: the same mistake is read as what the contract allows.
        assert_eq!(found(&beta, "дрель").await, ["DR-1"]);
        house.close().await;
    }

    async fn the_page_tells_what_it_searched_for_and_searches_literally_when_asked(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert_eq!(found_at_last(&sever, "gthxfnrb").await, ["GL-5"]);
        let told = sever.look("/api/v1/products?q=gthxfnrb").await.expect(200).json();
        assert_eq!(told["searched_for"], "перчатки");
        assert!(sever.look("/api/v1/products?q=glove").await.expect(200).json()["searched_for"].is_null());
        let page = browser.look("/catalogue?q=gthxfnrb").await.expect(200).text;
        assert!(page.contains("Showing results for “перчатки”") && page.contains("Work gloves"), "{page}");
        let literal = between(between(&page, "Showing results for", "</p>"), "href=\"", "\"").replace("&amp;", "&");
        let page = browser.look(&literal).await.expect(200).text;
        assert!(page.contains("Nothing found for “gthxfnrb”") && page.contains("Tell me when it is there"), "{page}");
        assert_eq!(skus(&sever.look("/api/v1/products?q=gthxfnrb&literal=true").await.expect(200).json()), Vec::<String>::new());
        assert_eq!(skus(&sever.look("/api/v1/products?q=gloves&literal=true").await.expect(200).json()), ["GL-5"]);
        house.close().await;
    }

    async fn what_was_not_found_can_be_asked_for_and_the_office_sees_who_waits(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let told = browser.fill("/catalogue?q=perforator", "/requested", &[("words", "perforator")]).await.expect(303);
        let page = browser.look(&told.location()).await.expect(200).text;
        assert!(page.contains("Your request is noted") && page.contains("Waits to be told") && page.contains("perforator"), "{page}");
        sever.send("/api/v1/requested-items", json!({"words": " jigsaw "})).await.expect(204);
        sever.send("/api/v1/requested-items", json!({"words": "jigsaw"})).await.expect(204);
        sever.send("/api/v1/requested-items", json!({"words": "xy"})).await.expect(422);
        sever.send("/api/v1/requested-items", json!({"words": "x".repeat(101)})).await.expect(422);
        sever.send("/api/v1/requested-items", json!({"words": "saw", "partner": "BETA"})).await.expect(422);
        let office = house.api(MANAGER).await.look("/api/v1/requested-items").await.expect(200).json();
        let waits: Vec<(&str, bool)> = office["items"].as_array().unwrap().iter().map(|item| (item["wanted"].as_str().unwrap(), item["is_awaited"] == true)).collect();
        assert!(waits.contains(&("jigsaw", true)) && waits.contains(&("perforator", true)) && waits.len() == 2, "{waits:?}");
        assert_eq!(house.api(BETA).await.look("/api/v1/requested-items").await.expect(200).json()["items"], json!([]));
        house.api(WAREHOUSE).await.send("/api/v1/requested-items", json!({"words": "jigsaw"})).await.expect(403);
        house.close().await;
    }

    async fn nobody_is_written_to_about_a_good_outside_his_contract(house: House) {
        let beta = house.api(BETA).await;
        beta.send("/api/v1/requested-items", json!({"words": "DR-2"})).await.expect(204);
        house.work().await;
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-2,500\n").await;
        house.work().await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM job WHERE kind = 'stock-notice'").await, 0);
        house.close().await;
    }

    async fn suggestions_are_few_and_of_the_contract(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert!(!found_at_last(&sever, "lhtkm").await.is_empty());
        let told = sever.look("/api/v1/suggestions?q=dri").await.expect(200).json();
        let items = told["items"].as_array().unwrap();
        assert!(items.len() <= 8, "{told}");
        assert_eq!((&items[0]["kind"], &items[0]["name"]), (&json!("category"), &json!("Drills")), "{told}");
        let known: Vec<&str> = items.iter().filter_map(|item| item["sku"].as_str()).collect();
        assert!(known.contains(&"DR-1") && known.contains(&"DR-2"), "{told}");
        let list = browser.look("/suggestions?q=dri").await.expect(200).text;
        assert!(list.starts_with("<ul id=\"suggested\" role=\"listbox\"") && list.contains("data-href=\"/products/DR-1\""), "{list}");
        assert_eq!(house.api(BETA).await.look("/api/v1/suggestions?q=gl").await.expect(200).json()["items"].as_array().unwrap().len(), 2);
        for (path, status) in [(format!("/api/v1/suggestions?q={}", "x".repeat(101)), 422), ("/api/v1/suggestions".into(), 400), ("/api/v1/suggestions?q=a&z=1".into(), 400)] {
            sever.look(&path).await.expect(status);
        }
        assert_eq!(sever.look("/api/v1/suggestions?q=%20*%20").await.expect(200).json()["items"], json!([]));
        // What is typed is no search yet.
        let wished = house.api(MANAGER).await.look("/api/v1/requested-items").await.expect(200).json();
        let words: Vec<&str> = wished["items"].as_array().unwrap().iter().filter_map(|wish| wish["wanted"].as_str()).collect();
        assert!(!words.contains(&"dri") && !words.contains(&"gl"), "{wished}");
        house.close().await;
    }

    async fn new_goods_are_found_at_once_and_forgiven_a_moment_later(house: House) {
        let sever = house.api(SEVER).await;
        assert!(!found_at_last(&sever, "gthxfnrb").await.is_empty());
        bring(&house, "products", "sku,name,name_en,category,unit\nLD-1,Лестница складная,Folding ladder,Прочее / Лестницы,шт\nLD-2,Гамак,Hammock,Прочее / Отдых,шт\n").await;
        assert_eq!(found(&sever, "ladder").await, ["LD-1"]);
        assert_eq!(found_at_last(&sever, "ktcnybwf").await, ["LD-1"]);
        bring(&house, "products", "sku,name,name_en,category,unit,active\nLD-1,Лестница складная,Folding ladder,Прочее / Лестницы,шт,no\n").await;
        let none: [String; 0] = [];
        assert_eq!(found(&sever, "ktcnybwf").await, none, "what is not sold any more is not found by an index that still knows it");
        house.close().await;
    }

    async fn the_best_come_page_by_page_each_exactly_once(house: House) {
        let sever = house.api(SEVER).await;
        let mut goods = String::from("sku,name,category,unit\n");
        for n in 0..50 {
            goods.push_str(&format!("RP-{n:03},Репшнур {} {n},Верёвки / Репшнуры,шт\n", "плетёный ".repeat(n % 3)));
        }
        bring(&house, "products", &goods).await;
        assert!(!found_at_last(&sever, "htgiyeh").await.is_empty());
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let told = sever.look(&format!("/api/v1/products?q=htgiyeh&limit=7{cursor}")).await.expect(200).json();
            seen.extend(skus(&told));
            match told["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut each = seen.clone();
        each.sort();
        each.dedup();
        assert_eq!((seen.len(), each.len()), (50, 50), "{seen:?}");
        house.close().await;
    }

    async fn a_search_costs_two_statements_more_than_the_list(house: House) {
        let sever = house.api(SEVER).await;
        assert!(!found_at_last(&sever, "lhtkm").await.is_empty());
        let mut costs = Vec::new();
        for path in ["/api/v1/products", "/api/v1/products?q=%D0%B4%D1%80%D0%B5%D0%BB%D1%8C", "/api/v1/products?q=lhtkm"] {
            let mut fewest = u64::MAX;
            for _ in 0..20 {
                let before = orderly::platform::db::statements();
                sever.look(path).await.expect(200);
                fewest = fewest.min(orderly::platform::db::statements() - before);
            }
            costs.push(fewest);
        }
        // The buyer's own part number, and the check of what the index proposed in the place of the page.
        assert!(costs[1..].iter().all(|cost| *cost <= costs[0] + 2), "{costs:?}");
        house.close().await;
    }

    async fn searches_without_result_are_listed_by_count_and_client(house: House) {
        let (sever, beta, browser) = (house.api(SEVER).await, house.api(BETA).await, house.browser(MANAGER).await);
        for (client, words, times) in [(&sever, "perforator", 3), (&beta, "Perforator", 1), (&beta, "hammock", 2), (&sever, "=1+1 formula", 1)] {
            for _ in 0..times {
                client.look(&format!("/api/v1/products?{}", query(words))).await.expect(200);
            }
        }
        // What is out of stock was found.
        sever.order("short", json!({"lines": [{"sku": "DR-2", "quantity": "400"}]})).await.expect(409);
        let told = house.api(MANAGER).await.look("/api/v1/requested-words").await.expect(200).json();
        let brief: Vec<(String, i64, usize)> = told["items"].as_array().unwrap().iter().map(|one| (one["words"].as_str().unwrap().to_lowercase(), one["times"].as_i64().unwrap(), one["partners"].as_array().unwrap().len())).collect();
        assert_eq!(brief, [("perforator".to_owned(), 4, 2), ("hammock".to_owned(), 2, 1), ("=1+1 formula".to_owned(), 1, 1)]);
        assert_eq!(told["items"][0]["partners"][0], json!({"partner": "ALFA", "name": "ООО «Альфа»", "times": 3}));
        let page = browser.look("/requested/words").await.expect(200).text;
        assert!(page.contains("Searches without result") && page.contains("ООО «Бета»") && page.contains("/requested?partner=ALFA"), "{page}");
        let table = browser.look("/requested/words.csv").await.expect(200);
        assert!(table.header("content-type").starts_with("text/csv") && table.text.contains("'=1+1 formula"), "{}", table.text);
        let own = beta.look("/api/v1/requested-words").await.expect(200).json();
        assert!(own.to_string().contains("hammock") && !own.to_string().contains("ALFA"), "{own}");
        assert_eq!(house.api(OTHER_AGENT).await.look("/api/v1/requested-words").await.expect(200).json()["items"], json!([]));
        assert_eq!(house.api(AGENT).await.look("/api/v1/requested-words").await.expect(200).json()["items"].as_array().unwrap().len(), 3);
        house.api(WAREHOUSE).await.look("/api/v1/requested-words").await.expect(403);
        house.close().await;
    }
}
