//! The dashboard and the day: figures that are what the rows say, links that lead to just those rows, days of the seller's clocks,
//! currencies apart, and nobody's figures for those whom they do not concern.

use orderly::insight::day::{Matter, Whose};
use orderly::insight::figures::Figure;
use orderly::platform::web::Lang;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{
    ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OPERATOR, OTHER_AGENT, SEVER, WAREHOUSE, YUG,
};
use crate::on_both;
use crate::reading::{at, bring, bring_contract, one};

/// A buyer of Гамма, who is there once it buys.
pub const GAMMA: &str = "buyer@gamma.example";
const PAGE: usize = 8_000;

/// Гамма, whom nobody manages, buys for euros.
pub async fn gamma_buys(house: &House) {
    bring(house, "prices", "price_list,currency,sku,from_quantity,price,valid_from\nEURO,EUR,DR-1,0,50,2020-01-01\n").await;
    bring_contract(house, "G-1,GAMMA,EUR,EURO,2020-01-01,,all,,net 30,,best,no,included,MSK,0").await;
    bring(house, "people", &format!("login,name,partner,roles,language\n{GAMMA},Галина Гаммова,GAMMA,buyer,en\n")).await;
}

async fn order(house: &House, login: &str, key: &str) {
    house.api(login).await.order(key, one("DR-1", "1")).await.expect(201);
}

async fn block(house: &House, contract: &str) {
    let reason = json!({"reason": "The papers are missing"});
    house.api(MANAGER).await.send(&format!("/api/v1/contracts/{contract}/blocks"), reason).await.expect(201);
}

/// An amount of hundredths as programs are told it.
fn money(steps: i64) -> Value {
    json!(format!("{}.{:02}", steps / 100, steps % 100))
}

async fn figures(client: &Client, query: &str) -> Value {
    client.look(&format!("/api/v1/dashboard{query}")).await.expect(200).json()
}

/// What needs somebody: the matters with their figures.
async fn day(client: &Client, query: &str) -> Vec<(String, i64)> {
    let told = client.look(&format!("/api/v1/day{query}")).await.expect(200).json();
    let items = told["items"].as_array().expect("items").clone();
    items.iter().map(|item| (item["matter"].as_str().unwrap().to_owned(), item["count"].as_i64().unwrap())).collect()
}

fn of(matters: &[(&str, i64)]) -> Vec<(String, i64)> {
    matters.iter().map(|(matter, count)| ((*matter).to_owned(), *count)).collect()
}

/// The links of a page to a path that begins so, each with the number that its text begins with.
pub fn counted_links(page: &str, beginning: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for part in page.split("<a ").skip(1) {
        let Some((tag, rest)) = part.split_once('>') else { continue };
        let Some((_, address)) = tag.split_once("href=\"") else { continue };
        let address = address.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let text = rest.split('<').next().unwrap_or_default();
        let word = text.split(' ').next().unwrap_or_default();
        if let (true, Ok(number)) = (address.starts_with(beginning), word.parse()) {
            found.push((address, number));
        }
    }
    found
}

/// How many rows a page shows.
fn rows(page: &str) -> usize {
    page.matches("scope=\"row\"").count()
}

pub async fn leads_to_its_rows(client: &Client, links: &[(String, usize)]) {
    for (address, number) in links {
        let page = client.look(address).await.expect(200).text;
        assert_eq!(rows(&page), *number, "{address}: {page}");
    }
}

/// The links of a page to rows whose text is an amount in this currency: the address, and the amount without its signs.
fn summed_links(page: &str, sign: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in page.split("<a ").skip(1) {
        let Some((tag, rest)) = part.split_once('>') else { continue };
        let Some((_, address)) = tag.split_once("href=\"") else { continue };
        let text = rest.split('<').next().unwrap_or_default();
        if address.starts_with("/dashboard/rows") && text.contains(sign) {
            found.push((address.split('"').next().unwrap_or_default().replace("&amp;", "&"), digits(text)));
        }
    }
    found
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What the rows of a page come to, in hundredths.
fn sum_of_rows(page: &str) -> i64 {
    let amounts = page.split("<td class=\"num\" data-label=\"Amount\">").skip(1);
    amounts.map(|rest| digits(rest.split('<').next().unwrap_or_default()).parse::<i64>().expect("an amount")).sum()
}

async fn weight(client: &Client, path: &str) -> usize {
    let answer = client.request(Method::GET, path).header("accept-encoding", "br").send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    assert_eq!(answer.headers().get("content-encoding").and_then(|v| v.to_str().ok()), Some("br"), "{path}");
    answer.bytes().await.expect("a body").len()
}

/// The fewest statements that a look costs; others ask the same database at the same time.
async fn statements(client: &Client, path: &str) -> u64 {
    client.look(path).await.expect(200);
    let mut fewest = u64::MAX;
    for _ in 0..20 {
        let before = orderly::platform::db::statements();
        client.look(path).await.expect(200);
        fewest = fewest.min(orderly::platform::db::statements() - before);
    }
    fewest
}

#[test]
fn every_name_that_is_put_together_is_there_in_both_languages() {
    let mut names: Vec<String> = Matter::ALL.iter().map(|matter| format!("day-matter-{matter}")).collect();
    names.extend(Whose::ALL.iter().map(|whose| format!("day-whose-{whose}")));
    names.extend(Figure::ALL.iter().map(|figure| format!("dashboard-figure-{figure}")));
    for name in names {
        assert_ne!(Lang::Ru.say(&name), name);
        assert_ne!(Lang::En.say(&name), name);
        assert_ne!(Lang::Ru.say(&name), Lang::En.say(&name), "{name}");
    }
}

on_both! {
    async fn orders_stand_on_the_sellers_day_and_currencies_are_never_added(house: House) {
        gamma_buys(&house).await;
        let administrator = house.administrator().await;
        let mut settings = administrator.look("/api/v1/settings").await.expect(200).json();
        settings["time_zone"] = json!("Asia/Vladivostok");
        administrator.set("/api/v1/settings", settings).await.expect(204);
        // Midnight in Vladivostok is two in the afternoon in London.
        house.set_clock(at("2026-03-01T13:59:59Z"));
        order(&house, SEVER, "before-midnight").await;
        house.set_clock(at("2026-03-01T14:00:00Z"));
        order(&house, YUG, "after-midnight").await;
        order(&house, GAMMA, "in-euros").await;
        let cancelled = house.api(SEVER).await.order("cancelled", one("DR-1", "1")).await.expect(201).json();
        let path = format!("/api/v1/orders/{}/cancellation", cancelled["number"].as_str().unwrap());
        house.api(SEVER).await.send(&path, json!({})).await.expect(200);
        house.pass_seconds(3600);

        let told = figures(&house.api(MANAGER).await, "?from=2026-03-01&to=2026-03-02").await;
        let sum = |currency: &'static str, day: &'static str| {
            let midnight = at("2026-03-01T14:00:00Z");
            let house = &house;
            async move {
                let sql = format!("SELECT COALESCE(sum(total), 0) FROM sales_order WHERE state <> 'cancelled' AND currency = '{currency}' AND placed_at {day} {midnight}");
                money(house.sql_i64(&sql).await)
            }
        };
        let totals = |euro: Value, rouble: Value| json!([{"currency": "EUR", "amount": euro}, {"currency": "RUB", "amount": rouble}]);
        let (first, second) = (&told["stretches"][0], &told["stretches"][1]);
        assert_eq!((&told["step"], &told["orders"], told["stretches"].as_array().map(Vec::len)), (&json!("day"), &json!(3), Some(2)), "{told}");
        assert_eq!((&first["from"], &first["to"], &first["orders"]), (&json!("2026-03-01"), &json!("2026-03-01"), &json!(1)));
        assert_eq!(first["totals"], totals(money(0), sum("RUB", "<").await));
        assert_eq!((&second["from"], &second["orders"]), (&json!("2026-03-02"), &json!(2)));
        assert_eq!(second["totals"], totals(sum("EUR", ">=").await, sum("RUB", ">=").await));
        assert_eq!(sum("EUR", ">=").await, money(5000), "one drill for fifty euros");
        let codes: Vec<_> = told["top"].as_array().unwrap().iter().map(|top| (top["currency"].clone(), top["clients"][0]["partner"]["code"].clone(), top["clients"][0]["orders"].clone())).collect();
        assert_eq!(codes, [(json!("EUR"), json!("GAMMA"), json!(1)), (json!("RUB"), json!("ALFA"), json!(2))]);
        house.close().await;
    }

    async fn every_figure_of_the_dashboard_leads_to_as_many_rows(house: House) {
        gamma_buys(&house).await;
        house.set_clock(at("2026-03-10T09:00:00Z"));
        bring(&house, "opening-balances", "contract,amount,as_of\nA-1,7000,2026-01-01\n").await;
        for n in 0..3 {
            order(&house, GAMMA, &format!("gamma-{n}")).await;
            house.pass_seconds(86_400);
        }
        block(&house, "A-2").await;
        block(&house, "G-1").await;
        for (login, words) in [(SEVER, "saw"), (YUG, "saw"), (GAMMA, "perforator")] {
            house.api(login).await.look(&format!("/api/v1/products?q={words}")).await.expect(200);
        }
        let manager = house.browser(MANAGER).await;
        for query in ["", "?from=2026-01-01&to=2026-03-31", "?from=2025-04-01&to=2026-03-31"] {
            let page = manager.look(&format!("/dashboard{query}")).await.expect(200).text;
            let links = counted_links(&page, "/dashboard/rows");
            for (figure, at_least) in [("orders", 3), ("debt", 5), ("blocked", 2), ("wanted", 3)] {
                let own = links.iter().filter(|(address, _)| address.contains(&format!("figure={figure}"))).count();
                assert!(own >= at_least, "{query} {figure}: {links:?}");
            }
            assert!(links.iter().any(|(address, number)| address.contains("figure=wanted") && *number == 3), "{links:?}");
            leads_to_its_rows(&manager, &links).await;
            // Sums over the period, of each stretch, each debt and each of the best clients lead to rows that come to them.
            for (sign, at_least) in [("€", 3), ("₽", 5)] {
                let sums = summed_links(&page, sign);
                let has_link = |figure: &str| sums.iter().any(|(address, _)| address.contains(&format!("figure={figure}")));
                assert!(sums.len() >= at_least && (has_link("debt") || sign == "€"), "{query} {sign}: {sums:?}");
                for (address, sum) in sums {
                    let rows = manager.look(&address).await.expect(200).text;
                    assert_eq!(sum_of_rows(&rows), sum.parse::<i64>().expect("an amount"), "{address}: {rows}");
                }
            }
            assert_eq!(links.iter().filter(|(address, _)| address.contains("wanted=saw")).count(), 2, "times and wishes: {links:?}");
            let blocks = counted_links(&page, "/blocks");
            assert_eq!(blocks.len(), 1, "{blocks:?}");
            assert!(blocks[0].1 >= 2);
            leads_to_its_rows(&manager, &blocks).await;
            assert!(page.contains("role=\"img\"") && !page.contains("style=\""), "{page}");
        }
        // What was due at the end of January is 41 days late on the 13th of March.
        let debt = figures(&house.api(ACCOUNTANT).await, "").await["debt"].clone();
        let ages = debt[0]["ages"].as_array().expect("ages").clone();
        let told: Vec<_> = ages.iter().map(|age| (age["age"].clone(), age["invoices"].clone(), age["amount"].clone())).collect();
        let none = |age: &str| (json!(age), json!(0), json!("0.00"));
        assert_eq!(debt[0]["currency"], "RUB");
        assert_eq!(told, [none("not_due"), none("1-30"), (json!("31-60"), json!(1), json!("7000.00")), none("61-90"), none("over_90")]);
        house.close().await;
    }

    async fn a_client_who_orders_less_often_than_usual_is_silent(house: House) {
        house.set_clock(at("2026-03-02T09:00:00Z"));
        for n in 0..3 {
            order(&house, SEVER, &format!("every-other-day-{n}")).await;
            house.pass_seconds(2 * 86_400);
        }
        let manager = house.api(MANAGER).await;
        assert_eq!(figures(&manager, "").await["silent"], json!([]), "two days are usual");
        house.pass_seconds(8 * 86_400);
        let manager = house.api(MANAGER).await;
        let silent = figures(&manager, "").await["silent"].clone();
        assert_eq!(silent, json!([{"partner": {"code": "ALFA", "name": "ООО «Альфа»"}, "last_order_on": "2026-03-06", "usual_days": 2, "since_days": 10}]));
        assert!(day(&manager, "").await.contains(&("clients_silent".to_owned(), 1)));
        let page = house.browser(MANAGER).await.look("/day/rows?matter=clients_silent").await.expect(200).text;
        assert!(rows(&page) == 1 && page.contains("/partners/ALFA") && page.contains("10 days without an order"), "{page}");
        let manager = house.browser(MANAGER).await;
        let page = manager.look("/dashboard").await.expect(200).text;
        let silent: Vec<_> =
            counted_links(&page, "/dashboard/rows").into_iter().filter(|(address, _)| address.contains("figure=silent")).collect();
        assert_eq!(silent.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [1], "{page}");
        leads_to_its_rows(&manager, &silent).await;
        house.close().await;
    }

    async fn the_day_shows_everybody_what_concerns_him(house: House) {
        gamma_buys(&house).await;
        order(&house, SEVER, "alfas").await;
        order(&house, GAMMA, "gammas").await;
        for contract in ["A-1", "G-1"] {
            block(&house, contract).await;
        }
        let (one, both) = (of(&[("orders_held", 1), ("contracts_blocked", 1)]), of(&[("orders_held", 2), ("contracts_blocked", 2)]));
        let manager = house.api(MANAGER).await;
        assert_eq!((day(&manager, "").await, day(&manager, "?whose=mine").await, day(&manager, "?whose=all").await), (one.clone(), one.clone(), both.clone()));
        let agent = house.api(AGENT).await;
        assert_eq!((day(&agent, "").await, day(&agent, "?whose=all").await), (one.clone(), one.clone()));
        assert!(day(&house.api(OTHER_AGENT).await, "?whose=all").await.is_empty());
        // Who has no clients of his own sees everybody's.
        for login in [ACCOUNTANT, ADMINISTRATOR, OPERATOR] {
            assert_eq!(day(&house.api(login).await, "").await, both, "{login}");
        }
        for (login, matters) in [(MANAGER, 1), (AGENT, 1), (ACCOUNTANT, 2)] {
            let browser = house.browser(login).await;
            let page = browser.look("/day").await.expect(200).text;
            let links = counted_links(&page, "/day/rows");
            assert_eq!(links.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [matters, matters], "{login}: {page}");
            leads_to_its_rows(&browser, &links).await;
        }
        let page = house.browser(AGENT).await.look("/day/rows?matter=orders_held&whose=all").await.expect(200).text;
        assert!(page.contains("/partners/ALFA") && !page.contains("GAMMA"), "{page}");
        let page = house.browser(OTHER_AGENT).await.look("/day").await.expect(200).text;
        assert!(page.contains("Nothing needs you"), "{page}");
        house.close().await;
    }

    async fn what_was_cancelled_and_what_is_paid_for_is_not_held(house: House) {
        let placed = house.api(SEVER).await.order("held", one("DR-1", "1")).await.expect(201).json();
        let prepaid = house.api(BETA).await.order("prepaid", one("DR-1", "1")).await.expect(201).json();
        block(&house, "A-1").await;
        block(&house, "B-1").await;
        let manager = house.api(MANAGER).await;
        assert_eq!(day(&manager, "").await, of(&[("orders_held", 2), ("contracts_blocked", 2)]));
        let path = format!("/api/v1/orders/{}/cancellation", placed["number"].as_str().unwrap());
        manager.send(&path, json!({})).await.expect(200);
        assert_eq!(day(&manager, "").await, of(&[("orders_held", 1), ("contracts_blocked", 2)]));
        let payment = json!({
            "contract": "B-1", "amount": prepaid["total"], "currency": "RUB",
            "paid_on": house.now().utc().date_naive().to_string(), "reference": "Payment order 17",
        });
        let request = house.api(ACCOUNTANT).await.request(Method::POST, "/api/v1/payments").header("idempotency-key", "17");
        let told = request.json(&payment).send().await.expect("an answer");
        assert_eq!(told.status().as_u16(), 201, "{}", told.text().await.unwrap_or_default());
        assert_eq!(day(&manager, "").await, of(&[("contracts_blocked", 2)]));
        house.close().await;
    }

    async fn an_overdue_invoice_and_a_new_wish_need_somebody(house: House) {
        house.set_clock(at("2026-03-10T09:00:00Z"));
        bring(&house, "opening-balances", "contract,amount,as_of\nA-1,7000,2026-01-01\n").await;
        house.api(SEVER).await.look("/api/v1/products?q=perforator").await.expect(200);
        let told = day(&house.api(MANAGER).await, "").await;
        for matter in ["invoices_overdue", "wanted_today"] {
            assert!(told.contains(&(matter.to_owned(), 1)), "{matter}: {told:?}");
        }
        let page = house.browser(MANAGER).await.look("/day/rows?matter=invoices_overdue").await.expect(200).text;
        assert!(rows(&page) == 1 && page.contains("7,000.00") && page.contains("/invoices/"), "{page}");
        house.pass_seconds(86_400);
        let told = day(&house.api(MANAGER).await, "").await;
        assert!(!told.iter().any(|(matter, _)| matter == "wanted_today"), "yesterday's wish is not new: {told:?}");
        house.close().await;
    }

    async fn figures_are_for_those_whom_they_concern(house: House) {
        for login in [SEVER, ALFA_ADMIN, WAREHOUSE] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            for path in ["/dashboard", "/day"] {
                api.look(&format!("/api/v1{path}")).await.expect(403);
                browser.look(path).await.expect(403);
            }
            browser.look("/dashboard/rows?figure=orders").await.expect(403);
            browser.look("/day/rows?matter=orders_held").await.expect(403);
        }
        let agent = house.browser(AGENT).await;
        agent.look("/dashboard").await.expect(403);
        agent.look("/day/rows?matter=limit_requests").await.expect(403);
        agent.look("/day/rows?matter=shortages").await.expect(403);
        house.browser(ACCOUNTANT).await.look("/day/rows?matter=limit_requests").await.expect(200);
        house.close().await;
    }

    async fn a_period_that_cannot_be_is_refused(house: House) {
        let (api, browser) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        for query in ["?from=2026-03-02&to=2026-03-01", "?from=2020-01-01&to=2026-01-01", "?from=1800-01-01&to=1800-01-02"] {
            let told = api.look(&format!("/api/v1/dashboard{query}")).await.expect(422).json();
            assert_eq!(told["errors"][0]["field"], "from", "{told}");
            let page = browser.look(&format!("/dashboard{query}")).await.expect(422).text;
            let from = query.trim_start_matches("?from=").split('&').next().unwrap();
            assert!(page.contains(&format!("name=\"from\" value=\"{from}\"><span class=\"fault\">")), "{page}");
        }
        for query in ["?from=yesterday", "?of=2026-03-01"] {
            api.look(&format!("/api/v1/dashboard{query}")).await.expect(400);
        }
        browser.look("/dashboard?from=yesterday").await.expect(422);
        browser.look("/dashboard?from=&to=").await.expect(200);
        house.close().await;
    }

    async fn figures_cost_the_same_few_statements_and_bytes_whatever_there_is(house: House) {
        gamma_buys(&house).await;
        house.set_clock(at("2026-01-05T09:00:00Z"));
        for n in 0..45 {
            order(&house, if n % 3 == 0 { GAMMA } else { SEVER }, &format!("many-{n}")).await;
            house.api(SEVER).await.look(&format!("/api/v1/products?q=wanted-{n:02}")).await.expect(200);
            house.pass_seconds(2 * 86_400);
        }
        let administrator = house.administrator().await;
        let dashboard = statements(&administrator, "/api/v1/dashboard").await;
        assert!(dashboard <= 12, "the dashboard costs {dashboard} statements");
        let day = statements(&administrator, "/api/v1/day").await;
        assert!(day <= 17, "the day costs {day} statements");
        let browser = house.browser(ADMINISTRATOR).await;
        browser.fill("/profile", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        for path in ["/dashboard", "/dashboard?from=2026-01-05&to=2026-04-05", "/dashboard?from=2025-04-06&to=2026-04-05", "/day", "/dashboard/rows?figure=orders&from=2026-01-05&to=2026-04-05"] {
            let weight = weight(&browser, path).await;
            assert!(weight <= PAGE, "{path} weighs {weight} bytes");
        }
        let page = browser.look("/dashboard/rows?figure=wanted&from=2025-12-01&to=2026-04-05").await.expect(200).text;
        assert_eq!(rows(&page), 45);
        house.close().await;
    }
}
