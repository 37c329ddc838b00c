//! The order form: what the contract sells with today's prices, filled in and brought back; prices written over are found.

use orderly::platform::formats::{BookRow, Cell, Limits, XLSX, first_sheet, write_xlsx};
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{BETA, SEVER};
use crate::on_both;
use crate::reading::bring;

async fn form(client: &Client) -> Vec<BookRow> {
    let answer = client.get("/api/v1/order-form").await;
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().ok()), (200, Some(XLSX)));
    first_sheet(&answer.bytes().await.expect("a file"), &Limits::default()).expect("a workbook")
}

fn place(sheet: &[BookRow], name: &str) -> usize {
    sheet[0].cells.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("no {name}: {:?}", sheet[0]))
}

fn row_of<'s>(sheet: &'s mut [BookRow], sku: &str) -> &'s mut Vec<String> {
    &mut sheet.iter_mut().find(|row| row.cells.first().is_some_and(|cell| cell == sku)).expect("a row").cells
}

/// The form as somebody saves it: every cell as text.
fn file(sheet: &[BookRow]) -> Vec<u8> {
    let header: Vec<&str> = sheet[0].cells.iter().map(String::as_str).collect();
    let rows = sheet[1..].iter().map(|row| row.cells.iter().map(Cell::text).collect());
    write_xlsx("1", &header, rows).expect("a workbook")
}

async fn look_at(client: &Client, sheet: &[BookRow]) -> Value {
    client.bring(Method::POST, "/api/v1/quick-order", XLSX, &file(sheet)).await.expect(200).json()
}

fn notices(row: &Value) -> Vec<&str> {
    row["notices"].as_array().expect("notices").iter().filter_map(|notice| notice["code"].as_str()).collect()
}

on_both! {
    async fn the_form_holds_what_the_contract_sells_and_comes_back_with_quantities(house: House) {
        let sever = house.api(SEVER).await;
        let mut sheet = form(&sever).await;
        let (price, quantity) = (place(&sheet, "Price"), place(&sheet, "Quantity"));
        assert_eq!(sheet.len(), 1 + 8, "all goods of the contract: {sheet:?}");
        assert_eq!(row_of(&mut sheet, "DR-1")[price], "3920");
        row_of(&mut sheet, "DR-1")[quantity] = "12".to_owned();
        row_of(&mut sheet, "GL-5")[quantity] = "7".to_owned();
        let report = look_at(&sever, &sheet).await;
        let rows = report["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 2, "rows without a quantity are no wishes: {report}");
        let drill = rows.iter().find(|row| row["sku"] == "DR-1").expect("a drill");
        // At twelve a tier holds; the price of the form is that of the smallest quantity and nobody has touched it.
        assert_eq!((&drill["unit_price"], notices(drill)), (&json!("3724.0000"), Vec::<&str>::new()), "{drill}");
        let gloves = rows.iter().find(|row| row["sku"] == "GL-5").expect("gloves");
        assert_eq!((gloves["reason"]["code"].as_str(), &gloves["reason"]["offers"]), (Some("off_multiple"), &json!(["5.000", "10.000"])));
        house.close().await;
    }

    async fn a_form_of_many_goods_holds_each_of_them_once(house: House) {
        let (mut goods, mut prices) = ("sku,name,category,unit\n".to_owned(), "price_list,currency,sku,from_quantity,price,tier\n".to_owned());
        for n in 0..1_100 {
            goods.push_str(&format!("P-{n:04},Товар {n:04},Много / Разного,шт\n"));
            prices.push_str(&format!("OPT,RUB,P-{n:04},0,10.5,whole\n"));
        }
        bring(&house, "products", &goods).await;
        bring(&house, "prices", &prices).await;
        let sever = house.api(SEVER).await;
        let mut sheet = form(&sever).await;
        assert_eq!(sheet.len(), 1 + 8 + 1_100);
        let mut skus: Vec<&String> = sheet.iter().filter_map(|row| row.cells.first()).collect();
        skus.sort();
        skus.dedup();
        assert_eq!(skus.len(), 1 + 8 + 1_100);
        // Of the last page too the prices are known again.
        let quantity = place(&sheet, "Quantity");
        row_of(&mut sheet, "P-1099")[quantity] = "3".to_owned();
        let report = look_at(&sever, &sheet).await;
        assert_eq!((&report["rows"][0]["sku"], notices(&report["rows"][0])), (&json!("P-1099"), vec!["stock_short"]), "{report}");
        house.close().await;
    }

    async fn a_price_written_over_is_told_and_todays_holds(house: House) {
        let sever = house.api(SEVER).await;
        let mut sheet = form(&sever).await;
        let (price, quantity) = (place(&sheet, "Price"), place(&sheet, "Quantity"));
        for sku in ["DR-1", "00417"] {
            row_of(&mut sheet, sku)[quantity] = "1".to_owned();
        }
        row_of(&mut sheet, "DR-1")[price] = "90".to_owned();
        bring(&house, "prices", "price_list,currency,sku,from_quantity,price,valid_from,tier\nOPT,RUB,00417,0,20,2020-01-02,whole\n").await;
        let report = look_at(&sever, &sheet).await;
        let rows = report["rows"].as_array().expect("rows");
        let row = |sku: &str| rows.iter().find(|row| row["sku"] == sku).expect("a row");
        assert!(notices(row("DR-1")).contains(&"price_edited"), "{report}");
        assert_eq!(row("DR-1")["unit_price"], "3920.0000");
        assert!(notices(row("00417")).contains(&"price_changed") && !notices(row("00417")).contains(&"price_edited"), "{report}");
        let page = house.browser(SEVER).await.upload("/quick-order", "/quick-order/file", &[], ("form.xlsx", &file(&sheet))).await;
        assert!(page.text.contains("differs from today"), "{}", page.text);
        house.close().await;
    }

    async fn nobody_gets_goods_or_prices_of_another_contract(house: House) {
        let (sever, beta) = (house.api(SEVER).await, house.api(BETA).await);
        let own = form(&beta).await;
        assert_eq!(own.len(), 1 + 2, "{own:?}");
        let mut sheet = form(&sever).await;
        let quantity = place(&sheet, "Quantity");
        row_of(&mut sheet, "DR-1")[quantity] = "1".to_owned();
        row_of(&mut sheet, "DR-2")[quantity] = "1".to_owned();
        let report = look_at(&beta, &sheet).await;
        let rows = report["rows"].as_array().expect("rows");
        assert!(rows.iter().any(|row| notices(row).contains(&"other_contract")), "{report}");
        let driver = rows.iter().find(|row| row["code"] == "DR-2").expect("a row");
        assert_eq!((driver["reason"]["code"].as_str(), driver.get("name")), (Some("unknown_product"), None));
        house.visitor().look("/order-form.xlsx").await.expect(303);
        house.close().await;
    }
}
