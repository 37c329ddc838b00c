//! A contract as it was at any past moment: for every order the moment of placing shows its prices and the limit of then, on the page
//! and in the API, and the records prove the history it is read from.

use orderly::platform::values::Moment;
use serde_json::{Value, json};

use crate::House;
use crate::kit::trade::{ACCOUNTANT, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER};
use crate::on_both;
use crate::reading::{bring, bring_contract, figure, finish, item, refusal, roubles};

const LIMIT: &str = "/api/v1/contracts/A-1/limit";
const AS_ON: &str = "/api/v1/contracts/A-1/as-on";
const PRICES: &str = "price_list,currency,sku,from_quantity,price,floor,valid_from,valid_until,tier\n";
const DISCOUNTS: &str = "code,name,name_en,partner,person,contract,applies_to,item,percent,amount,valid_from,valid_until\n";

/// What an order was told when it was placed.
struct Was {
    at: Moment,
    lines: Value,
    limit: Value,
    exposure: Value,
}

/// Changes something, and has an order placed two minutes later.
async fn next(house: &House, key: &str, change: impl AsyncFnOnce()) -> Was {
    house.pass_seconds(120);
    change().await;
    house.pass_seconds(120);
    let body = json!({"lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "10"}]});
    let order = house.api(SEVER).await.order(key, body).await.expect(201).json();
    let limit = house.api(ACCOUNTANT).await.look(LIMIT).await.expect(200).json();
    Was { at: house.now(), lines: order["lines"].clone(), limit: limit["limit"].clone(), exposure: limit["exposure"].clone() }
}

async fn set_limit(house: &House, limit: Value) {
    house.api(ACCOUNTANT).await.set(LIMIT, json!({"limit": limit, "reason": "Пересмотр"})).await.expect(204);
}

/// Seven orders, with something changed before each but the first.
async fn a_history(house: &House) -> Vec<Was> {
    let mut all = vec![next(house, "first", async || ()).await];
    all.push(
        next(house, "dearer", async || {
            bring(house, "prices", &format!("{PRICES}OPT,RUB,DR-1,0,4100,3000,2020-01-01,,whole\n")).await;
            set_limit(house, json!("900000")).await;
        })
        .await,
    );
    all.push(
        next(house, "newer", async || {
            bring(
                house,
                "prices",
                &format!("{PRICES}OPT,RUB,DR-1,0,4200.5,3000,2021-01-01,,whole\nOPT,RUB,GL-5,0,52,40,2020-01-01,,whole\n"),
            )
            .await;
            set_limit(house, json!("800000.50")).await;
        })
        .await,
    );
    all.push(
        next(house, "discount", async || {
            bring(
                house,
                "discounts",
                &format!("{DISCOUNTS}SEVER-2,Личная скидка,Personal discount,,{SEVER},,all,,5,,2020-01-01,\n"),
            )
            .await;
        })
        .await,
    );
    all.push(
        next(house, "agreed", async || {
            bring(house, "contract-prices", "contract,sku,from_quantity,price,valid_from\nA-1,DR-1,0,3500,2020-01-01\n").await;
            set_limit(house, Value::Null).await;
        })
        .await,
    );
    all.push(
        next(house, "terms", async || {
            bring_contract(house, "A-1,ALFA,RUB,STEP,2020-01-01,,all,,net 30,700000,cumulative,,included,MSK|SPB,0").await;
        })
        .await,
    );
    all.push(
        next(house, "ended", async || {
            bring(
                house,
                "discounts",
                &format!("{DISCOUNTS}SEVER-2,Личная скидка,Personal discount,,{SEVER},,all,,5,,2020-01-01,2020-12-31\n"),
            )
            .await;
            bring(house, "contract-prices", "contract,sku,from_quantity,price,valid_from\nA-1,DR-1,0,3333.33,2020-01-01\n").await;
        })
        .await,
    );
    all
}

on_both! {
    async fn for_every_order_its_minute_shows_its_prices_and_the_limit_of_then(house: House) {
        let history = a_history(&house).await;
        house.pass_seconds(3600);
        let prices: Vec<&Value> = history.iter().map(|was| &item(&was.lines, "DR-1")["unit_price"]).collect();
        assert!(prices.windows(2).filter(|pair| pair[0] != pair[1]).count() >= 4, "{prices:?}");
        let limits: Vec<&Value> = history.iter().map(|was| &was.limit).collect();
        assert_eq!(limits, [&json!("1000000.00"), &json!("900000.00"), &json!("800000.50"), &json!("800000.50"), &Value::Null, &json!("700000.00"), &json!("700000.00")]);
        let (manager, browser) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        for was in &history {
            let minute = was.at.utc().with_timezone(&chrono_tz::Europe::Moscow).format("%Y-%m-%dT%H:%M").to_string();
            for (sku, quantity) in [("DR-1", "2"), ("GL-5", "10")] {
                let price = &item(&was.lines, sku)["unit_price"];
                let query = format!("person={SEVER}&sku={sku}&quantity={quantity}");
                let told = manager.look(&format!("{AS_ON}?at={}&{query}", was.at)).await.expect(200).json();
                assert_eq!((&told["limit"], &told["exposure"]), (&was.limit, &was.exposure), "{told}");
                let found = &item(&told["terms"]["items"], sku)["unit_price"];
                assert_eq!(found, price, "{sku} at {}: {told}", was.at);
                let page = browser.look(&format!("/contracts/A-1/as-on?at={minute}&{query}")).await.expect(200).text;
                let shown = format!("<strong>{}</strong>", roubles(figure(price)));
                assert!(page.contains(&shown), "{shown} at {minute}: {page}");
            }
        }
        // Whoever asks of no moment sees today's prices.
        let today = house.api(SEVER).await.look("/api/v1/products/GL-5/price?quantity=10").await.expect(200).json();
        let now = manager.look(&format!("{AS_ON}?person={SEVER}&sku=gl-5&quantity=10")).await.expect(200).json();
        assert_eq!(now["terms"]["items"][0]["unit_price"], today["unit_price"]);
        house.rest().await;
        house.seal().await;
        crate::records::expect_clean(&house);
        finish(house).await;
    }

    async fn the_past_is_told_to_whoever_may_see_the_contracts_money_and_nobody_else(house: House) {
        house.pass_seconds(600);
        house.api(SEVER).await.look(AS_ON).await.expect(403);
        house.api(OTHER_AGENT).await.look(AS_ON).await.expect(404);
        house.api(ALFA_ADMIN).await.look("/api/v1/contracts/B-1/as-on").await.expect(404);
        house.browser(ALFA_ADMIN).await.look("/contracts/B-1/as-on").await.expect(404);
        for login in [MANAGER, ACCOUNTANT, AGENT, ALFA_ADMIN] {
            let told = house.api(login).await.look(AS_ON).await.expect(200).json();
            assert_eq!(told["limit"], "1000000.00", "{login}");
        }
        let (manager, browser) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        for (query, code) in [(format!("person={BETA}"), "unknown"), (format!("at={}", house.now().plus_seconds(3600)), "future"), ("quantity=-1".into(), "wrong_type")] {
            assert_eq!(refusal(&manager.look(&format!("{AS_ON}?{query}")).await).0, 422, "{query}");
            let told = manager.look(&format!("{AS_ON}?{query}")).await;
            assert!(told.text.contains(code), "{query}: {}", told.text);
        }
        manager.look(&format!("{AS_ON}?at=yesterday")).await.expect(400);
        let page = browser.look("/contracts/A-1/as-on?at=yesterday").await.expect(422).text;
        assert!(page.contains("value=\"yesterday\""), "{page}");
        let before = manager.look(&format!("{AS_ON}?at=2019-01-01T00:00:00Z")).await.expect(200).json();
        assert_eq!((&before["terms"], &before["exposure"]), (&Value::Null, &json!("0.00")), "{before}");
        let page = browser.look("/contracts/A-1/as-on?at=2019-01-01T00:00").await.expect(200).text;
        assert!(page.contains("did not exist yet"), "{page}");
        // Page by page every product once.
        let (mut skus, mut cursor) = (Vec::new(), String::new());
        loop {
            let told = manager.look(&format!("{AS_ON}?limit=3{cursor}")).await.expect(200).json();
            let items = told["terms"]["items"].as_array().expect("items").clone();
            assert!(!items.is_empty() && items.len() <= 3, "{told}");
            skus.extend(items.iter().map(|item| item["sku"].as_str().expect("an article number").to_owned()));
            match told["terms"]["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(skus, ["00417", "BK-1", "CB-1", "DR-1", "DR-2", "GL-5", "SV-1"]);
        finish(house).await;
    }

    async fn a_history_that_somebody_wrote_anew_is_named(house: House) {
        set_limit(&house, json!("900000")).await;
        house.seal().await;
        crate::records::expect_clean(&house);
        let is_sqlite = house.database_url().starts_with("sqlite:");
        for (table, column, word) in [
            ("price_change", "unit_price", "no such price"),
            ("discount_change", "percent", "no such discount"),
            ("limit_change", "becomes", "change of the limit of contract A-1: expected a record"),
        ] {
            let unguarded = if is_sqlite { format!("DROP TRIGGER {table}_no_update") } else { format!("ALTER TABLE {table} DISABLE TRIGGER USER") };
            let newest = format!("(SELECT MAX(id) FROM {table} WHERE {column} IS NOT NULL)");
            let (exit, text) = crate::records::verify(&house, &[]);
            assert!(!text.contains(word), "{exit}: {text}");
            house.change_by_sql(&format!("{unguarded}; UPDATE {table} SET {column} = {column} - 1 WHERE id = {newest}"));
            let (exit, text) = crate::records::verify(&house, &[]);
            assert!(exit == 1 && text.contains(word), "{table} {exit}: {text}");
        }
        house.leave().await;
    }
}
