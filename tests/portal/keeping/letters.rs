//! Lists come in one order on both engines, whatever alphabet the server has: by the bytes of what is sorted.

use serde_json::Value;

use crate::House;
use crate::kit::client::Client;
use crate::kit::engine::{Engine, Place};
use crate::reading::{bring, finish};

/// Codes and names that other alphabets put elsewhere.
const CODES: &[&str] = &["b1", "B2", "a-1", "A1", "Z", "z9", "AB", "A-C"];
const NAMES: &[&str] = &["Ёж", "ёжик", "Ежов", "еж", "Жук", "Ель", "Яна", "янтарь", "anna", "Boris", "борис", "Борис"];

fn texts(items: &Value, field: &str) -> Vec<String> {
    items.as_array().expect("items").iter().map(|item| item[field].as_str().expect("a text").to_owned()).collect()
}

/// A list to its end, three rows at a time, as people turn its pages.
async fn by_threes(client: &Client, path: &str, field: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for _ in 0..100 {
        let told = client.look(&format!("{path}&limit=3{cursor}")).await.expect(200).json();
        all.extend(texts(&told["items"], field));
        match told["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
    panic!("{path} has no end");
}

async fn lists(house: &House) -> Vec<(String, Vec<String>)> {
    let partners: String = CODES.iter().zip(NAMES).map(|(code, name)| format!("{code},{name}\n")).collect();
    bring(house, "partners", &format!("code,name\n{partners}")).await;
    let warehouses: String = CODES.iter().map(|code| format!("{code},{code},{code},ул. Складская 1\n")).collect();
    bring(house, "warehouses", &format!("code,name,name_en,address\n{warehouses}")).await;
    let staff: String =
        NAMES.iter().enumerate().map(|(n, name)| format!("n{n}@seller.example,{name},,,,operator,en\n")).collect();
    bring(house, "people", &format!("login,name,phone,partner,unit,roles,language\n{staff}")).await;
    let stock: String = CODES.iter().map(|code| format!("{code},DR-1,5\n")).collect();
    bring(house, "stock", &format!("warehouse,sku,on_hand\n{stock}")).await;
    let client = house.administrator().await;
    let mut lists = Vec::new();
    for sort in ["code", "-code", "name", "-name"] {
        let path = format!("/api/v1/partners?sort={sort}");
        let whole = client.look(&format!("{path}&limit=200")).await.expect(200).json();
        let whole = texts(&whole["items"], "code");
        assert_eq!(by_threes(&client, &path, "code").await, whole, "{path}");
        lists.push((path, whole));
    }
    for (sort, field) in [("name", "name"), ("-name", "name"), ("login", "login")] {
        let path = format!("/api/v1/staff?sort={sort}");
        let told = client.look(&path).await.expect(200).json();
        lists.push((path, texts(&told["items"], field)));
    }
    lists
}

#[actix_web::test]
async fn lists_come_in_one_order_whatever_alphabet_the_server_has() {
    let mut told: Vec<Vec<(String, Vec<String>)>> = Vec::new();
    for place in [Place::fresh(Engine::Sqlite), Place::fresh(Engine::Postgres), Place::sorted_as("ru")] {
        let is_sqlite = place.engine() == Engine::Sqlite;
        let house = House::with_trade_at(place).await;
        told.push(lists(&house).await);
        if !is_sqlite {
            let others = "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                JOIN pg_collation k ON k.oid = a.attcollation JOIN pg_database d ON d.datname = current_database() \
                WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 \
                AND a.atttypid = 'text'::regtype AND k.collname <> 'C' AND d.datlocprovider = 'i'";
            assert_eq!(house.sql_i64(others).await, 0, "texts in another order");
        }
        finish(house).await;
    }
    let by_code = &told[0][0].1;
    let mut sorted = by_code.clone();
    sorted.sort();
    assert_eq!(by_code, &sorted, "codes come by their bytes");
    for other in &told[1..] {
        for (one, other) in told[0].iter().zip(other) {
            assert_eq!(one, other);
        }
    }
}
