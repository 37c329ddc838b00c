//! Two hundred carts made by dice: what the cart says, the order says, and so does arithmetic that knows nothing of the program.

use std::collections::BTreeMap;

use futures_util::future::join;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{BETA, YUG};
use crate::on_both;
use crate::reading::{Dice, at, bring, bring_contract, figure, finish, item, number, recomputed, rounded};

const GOODS: u64 = 24;
const CARTS: usize = 100;
const VAT: [&str; 4] = ["standard", "reduced", "zero", "none"];

fn rate(good: u64) -> Decimal {
    number(["22", "10", "0", "0"][good as usize % 4])
}

/// Every third good is sold by the metre, in quarters; the others by one, two or five pieces.
fn multiple(good: u64) -> Decimal {
    number(if good.is_multiple_of(3) { "0.25" } else { ["1", "2", "5"][good as usize % 3] })
}

fn in_places(steps: u64) -> String {
    format!("{}.{:04}", steps / 10_000, steps % 10_000)
}

async fn fill_the_shelves(house: &House) {
    let mut dice = Dice(20_260_601);
    let mut products = String::from("sku,name,category,unit,moq,multiple,vat\n");
    let mut prices = String::from("price_list,sku,from_quantity,price,floor\n");
    let mut stock = String::from("warehouse,sku,on_hand\n");
    for good in 0..GOODS {
        let (unit, vat, step) = (if good.is_multiple_of(3) { "м" } else { "шт" }, VAT[good as usize % 4], multiple(good));
        products.push_str(&format!("P-{good:02},Товар {good},Разное / Подбор,{unit},{},{step},{vat}\n", step * number("2")));
        stock.push_str(&format!("MSK,P-{good:02},900000\n"));
        for list in ["OPT", "STEP"] {
            let base = 10_000 + dice.below(50_000_000);
            let floor = if good.is_multiple_of(5) { in_places(base / 100 * 91) } else { String::new() };
            prices.push_str(&format!("{list},P-{good:02},0,{},{floor}\n", in_places(base)));
            prices.push_str(&format!("{list},P-{good:02},10,{},\n", in_places(base / 100 * 96)));
            prices.push_str(&format!("{list},P-{good:02},50,{},\n", in_places(base / 1000 * 883)));
        }
    }
    bring(house, "products", &products).await;
    bring(house, "prices", &prices).await;
    bring(house, "stock", &stock).await;
    bring_contract(house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,,best,no,included,MSK|SPB,0").await;
    bring_contract(house, "B-1,BETA,RUB,STEP,2020-01-01,,all,,prepaid,,cumulative,no,on_top,MSK|SPB|EKB,0").await;
    let discounts = "code,name,partner,person,applies_to,item,percent,amount\nA-PICK,Подбор,ALFA,,category,Разное,3.33,\n\
                     YUG-1,Личная,,yug@alfa.example,all,,1.5,\nB-PICK,Подбор,BETA,,category,Разное / Подбор,,0.0777\n";
    bring(house, "discounts", discounts).await;
}

/// Net, VAT and gross of lines, from unit prices and quantities alone.
fn added_up(lines: &Value, is_on_top: bool) -> (Decimal, Decimal, Decimal) {
    let hundred = Decimal::ONE_HUNDRED;
    let mut all = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    for line in lines.as_array().expect("lines") {
        let sku = line["sku"].as_str().expect("an article number");
        let rate = rate(sku.trim_start_matches("P-").parse().expect("a good of ours"));
        let sum = rounded(figure(&line["unit_price"]) * figure(&line["quantity"]), 2);
        assert_eq!(figure(&line["sum"]), sum, "{line}");
        let vat = rounded(if is_on_top { sum * rate / hundred } else { sum * rate / (hundred + rate) }, 2);
        let (net, gross) = if is_on_top { (sum, sum + vat) } else { (sum - vat, sum) };
        all = (all.0 + net, all.1 + vat, all.2 + gross);
    }
    all
}

fn check(document: &Value, goods: (Decimal, Decimal, Decimal), delivery: Decimal) {
    let vat = rounded(delivery * number("22") / number("122"), 2);
    assert_eq!(figure(&document["total"]), goods.2 + delivery, "{document}");
    assert_eq!(figure(&document["vat"]), goods.1 + vat, "{document}");
    assert_eq!(figure(&document["net"]), goods.0 + delivery - vat, "{document}");
}

async fn order_by_dice(client: &Client, seed: u64, is_on_top: bool, delivery: &str) {
    let mut dice = Dice(seed);
    for n in 0..CARTS {
        let mut wanted = BTreeMap::new();
        for _ in 0..1 + dice.below(5) {
            let good = dice.below(GOODS);
            wanted.insert(format!("P-{good:02}"), multiple(good) * Decimal::from(2 + dice.below(80)));
        }
        let mut cart = Value::Null;
        for (sku, quantity) in &wanted {
            let body = json!({"quantity": quantity.to_string()});
            cart = client.set(&format!("/api/v1/cart/lines/{sku}"), body).await.expect(200).json();
        }
        assert_eq!(cart["lines"].as_array().map(Vec::len), Some(wanted.len()));
        check(&cart, added_up(&cart["lines"], is_on_top), number(delivery));
        let order = client
            .order(&format!("dice-{n}"), json!({"from_cart": true, "agreed_total": cart["total"]}))
            .await
            .expect(201)
            .json();
        check(&order, added_up(&order["lines"], is_on_top), number(delivery));
        assert_eq!((&order["total"], &order["vat"], &order["net"]), (&cart["total"], &cart["vat"], &cart["net"]));
        for (sku, quantity) in &wanted {
            let line = item(&order["lines"], sku);
            assert_eq!(figure(&line["quantity"]), *quantity);
            assert_eq!(recomputed(&line["explanation"]), figure(&line["unit_price"]), "{line}");
            assert_eq!(line["unit_price"], item(&cart["lines"], sku)["unit_price"]);
        }
    }
}

on_both! {
    async fn two_hundred_carts_become_orders_of_exactly_their_totals(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        fill_the_shelves(&house).await;
        let (yug, beta) = (house.api(YUG).await, house.api(BETA).await);
        join(order_by_dice(&yug, 7, false, "1220"), order_by_dice(&beta, 11, true, "0")).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 2 * CARTS as i64);
        finish(house).await;
    }
}
