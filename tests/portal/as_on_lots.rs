//! A contract whose terms change at drawn minutes, and orders between: what is told of any moment is what the test itself noted then, and
//! what each order of that time cost. `ORDERLY_LOTS_SEED` makes the lots fall as they fell before.

mod changes;
mod terms;

use chrono_tz::Europe::Moscow;
use orderly::platform::values::Moment;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use self::changes::Change;
use self::terms::{DRILL, GLOVES, Past};
use crate::House;
use crate::blocks::day;
use crate::kit::client::Client;
use crate::kit::trade::{AGENT, MANAGER, SEVER, YUG};
use crate::on_both;
use crate::reading::{Dice, figure, finish, item, number, roubles};
use crate::receivables::keyed;

const DAY: u64 = 24 * 60;
/// Changes, each with an order after it.
const CHANGES: usize = 15;
/// Moments that are asked about beside those of changes and orders.
const MOMENTS: usize = 16;
const MINUTE: i64 = 60_000_000;

/// How somebody orders.
#[derive(Debug, Clone, Copy)]
enum Way {
    ByApi,
    ByQuickOrder,
    OnBehalf,
    ByColleague,
    FromQuote,
}

const WAYS: [Way; 5] = [Way::ByApi, Way::FromQuote, Way::ByQuickOrder, Way::OnBehalf, Way::ByColleague];

impl Way {
    /// Whose own discounts count.
    fn person(self) -> Option<&'static str> {
        match self {
            Way::ByApi | Way::ByQuickOrder | Way::FromQuote => Some(SEVER),
            Way::ByColleague => Some(YUG),
            Way::OnBehalf => None,
        }
    }
}

/// What is asked about.
#[derive(Debug, Clone)]
struct Asked {
    at: Moment,
    person: Option<&'static str>,
    drills: String,
}

impl Asked {
    fn query(&self) -> String {
        let person = self.person.map(|login| format!("&person={login}")).unwrap_or_default();
        format!("&quantity={}{person}", self.drills)
    }

    /// What a good cost, as the test knows it.
    fn price(&self, past: &Past, sku: &str) -> Decimal {
        past.at(self.at).price(sku, number(&self.drills), self.at.day_in(Moscow), self.person == Some(SEVER))
    }
}

/// A change of the terms and the order after it, with when its prices are of.
struct Step {
    changed: Moment,
    at: Moment,
    way: Way,
    priced: Asked,
    lines: Value,
}

fn seed() -> u64 {
    let told = std::env::var("ORDERLY_LOTS_SEED").ok().and_then(|text| text.parse().ok());
    let seed = told.unwrap_or_else(|| Moment::now().micros().unsigned_abs() | 1);
    println!("ORDERLY_LOTS_SEED={seed}");
    seed
}

fn pass_minutes(house: &House, minutes: u64) {
    house.pass_seconds(60 * i64::try_from(minutes).expect("minutes"));
}

/// The number of a quote that offers drills at the price of now.
async fn offered(house: &House, past: &Past, asked: &Asked, key: &str) -> String {
    let body = json!({"message": "Нужно к пятнице", "lines": [{"sku": DRILL, "quantity": asked.drills}]});
    let told = keyed(&house.api(SEVER).await, "/api/v1/quotes", key, &body).await.expect(201).json();
    let quote = told["number"].as_str().expect("a number").to_owned();
    let line = json!({"sku": DRILL, "quantity": asked.drills, "unit_price": asked.price(past, DRILL).to_string()});
    let version = json!({"lines": [line], "valid_until": day(house, 7)});
    house.api(MANAGER).await.send(&format!("/api/v1/quotes/{quote}/versions"), version).await.expect(201);
    quote
}

/// Drills and gloves, ordered in one of the ways that need no quote.
async fn placed(house: &House, way: Way, key: &str, drills: &str) -> Value {
    let body = json!({"lines": [{"sku": DRILL, "quantity": drills}, {"sku": GLOVES, "quantity": "10"}]});
    match way {
        Way::ByApi | Way::FromQuote => house.api(SEVER).await.order(key, body).await.expect(201).json(),
        Way::ByColleague => house.api(YUG).await.order(key, body).await.expect(201).json(),
        Way::ByQuickOrder => {
            let sever = house.api(SEVER).await;
            let text = format!("{DRILL} {drills}\n{GLOVES} 10\n");
            sever.send("/api/v1/quick-order/cart", json!({"text": text})).await.expect(200);
            let cart = sever.look("/api/v1/cart").await.expect(200).json();
            sever.order(key, json!({"from_cart": true, "agreed_total": cart["total"]})).await.expect(201).json()
        }
        Way::OnBehalf => {
            let agent = house.api(AGENT).await;
            agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
            let told = agent.on_behalf_of("ALFA").order(key, body).await.expect(201).json();
            assert_eq!(agent.delete("/api/v1/partners/ALFA/representations/current").await.status().as_u16(), 204);
            told
        }
    }
}

/// A change of the terms, and an order some minutes later; a quote is offered before the change and accepted after it.
async fn step(house: &House, past: &mut Past, dice: &mut Dice, (n, way, change): (usize, Way, Change)) -> Step {
    let (key, drills) = (format!("lot-{n}"), if n % 4 == 1 { "12" } else { "2" });
    let mut priced = Asked { at: house.now(), person: way.person(), drills: drills.to_owned() };
    let quote = match way {
        Way::FromQuote => Some(offered(house, past, &priced, &format!("ask-{n}")).await),
        Way::ByApi | Way::ByQuickOrder | Way::OnBehalf | Way::ByColleague => None,
    };
    pass_minutes(house, if n % 5 == 4 { DAY } else { 1 + dice.below(90) });
    let changed = house.now();
    changes::make(house, past, change, dice).await;
    pass_minutes(house, 1 + dice.below(90));
    let order = match quote {
        Some(quote) => {
            let path = format!("/api/v1/quotes/{quote}/acceptances");
            keyed(&house.api(SEVER).await, &path, &key, &json!({"version": 1})).await.expect(201).json()
        }
        None => {
            priced.at = house.now();
            placed(house, way, &key, drills).await
        }
    };
    past.change(house.now(), |terms| terms.exposure += figure(&order["total"]));
    Step { changed, at: house.now(), way, priced, lines: order["lines"].clone() }
}

/// What the API tells of a moment is what the test noted; answers its items.
async fn told(client: &Client, past: &Past, asked: &Asked) -> Value {
    let path = format!("/api/v1/contracts/A-1/as-on?at={}{}", asked.at, asked.query());
    let told = client.look(&path).await.expect(200).json();
    let (was, terms) = (past.at(asked.at), &told["terms"]);
    let limit = (!told["limit"].is_null()).then(|| figure(&told["limit"]));
    assert_eq!((limit, figure(&told["exposure"])), (was.limit, was.exposure), "{asked:?}: {told}");
    let policy = if was.is_cumulative { "cumulative" } else { "best" };
    assert_eq!((&terms["price_list"], &terms["discount_policy"]), (&json!(was.list), &json!(policy)), "{asked:?}: {told}");
    assert_eq!(terms["discounts_on_contract_price"], json!(was.is_off_agreed), "{asked:?}: {told}");
    let discounts: Vec<(&str, Decimal)> = terms["discounts"]
        .as_array()
        .expect("discounts")
        .iter()
        .map(|discount| (discount["code"].as_str().expect("a code"), figure(&discount["percent"])))
        .collect();
    assert_eq!(discounts, was.discounts(asked.person == Some(SEVER)), "{asked:?}: {told}");
    for sku in [DRILL, GLOVES] {
        let found = item(&terms["items"], sku);
        let prices = (figure(&found["list_price"]), figure(&found["unit_price"]));
        assert_eq!(prices, (was.list_price(sku, asked.at.day_in(Moscow)), asked.price(past, sku)), "{sku}, {asked:?}: {told}");
    }
    terms["items"].clone()
}

/// What an order cost is what is told of its moment, by the API and on the page of its minute.
async fn agrees(api: &Client, browser: &Client, past: &Past, order: &Step) {
    let items = told(api, past, &order.priced).await;
    for line in order.lines.as_array().expect("lines") {
        let sku = line["sku"].as_str().expect("an article number");
        assert_eq!(line["unit_price"], item(&items, sku)["unit_price"], "{:?} at {}: {line}", order.way, order.at);
    }
    let end = order.at.micros() - order.at.micros().rem_euclid(MINUTE) + MINUTE - 1;
    let minute = Asked { at: Moment::from_micros(end), ..order.priced.clone() };
    let typed = order.at.utc().with_timezone(&Moscow).format("%Y-%m-%dT%H:%M");
    let page = browser.look(&format!("/contracts/A-1/as-on?at={typed}&sku={DRILL}{}", minute.query())).await.expect(200).text;
    let shown = format!("<strong>{}</strong>", roubles(minute.price(past, DRILL)));
    let limit = past.at(minute.at).limit.map_or_else(|| "no limit".to_owned(), roubles);
    assert!(page.contains(&shown) && page.contains(&limit), "{shown}, {limit} at {typed}: {page}");
}

on_both! {
    async fn any_past_minute_shows_the_terms_of_then_and_what_its_orders_cost(house: House) {
        let mut dice = Dice(seed());
        pass_minutes(&house, 1);
        let mut past = Past::begin(house.now());
        let (mut steps, first) = (Vec::new(), dice.below(5) as usize);
        for n in 0..CHANGES {
            let drawn = dice.below(changes::ALL.len() as u64) as usize;
            let change = changes::ALL[if n < changes::ALL.len() { n } else { drawn }];
            steps.push(step(&house, &mut past, &mut dice, (n, WAYS[(n + first) % WAYS.len()], change)).await);
        }
        pass_minutes(&house, 60);
        let (api, browser) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        for step in &steps {
            agrees(&api, &browser, &past, step).await;
        }
        let around = steps.iter().flat_map(|step| [-1, 0, 1].map(|micros| step.changed.micros() + micros));
        let span = (house.now().micros() - past.begun().micros()).unsigned_abs();
        let between: Vec<i64> = (0..MOMENTS).map(|_| past.begun().micros() + i64::try_from(dice.below(span)).expect("a span")).collect();
        for micros in around.chain(between) {
            let person = [Some(SEVER), Some(YUG), None][dice.below(3) as usize];
            let drills = ["1", "10", "12"][dice.below(3) as usize].to_owned();
            told(&api, &past, &Asked { at: Moment::from_micros(micros), person, drills }).await;
        }
        finish(house).await;
    }
}
