//! Imports: a file twice changes nothing, one bad row stops all or itself alone, and what is no table is refused clearly.

use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::{Told, read};
use crate::kit::trade::{self, ADMINISTRATOR, FILES, MANAGER, SEVER};
use crate::on_both;
use crate::reading::{bring, refusal};

const HELD: &[&str] = &[
    "warehouse",
    "category",
    "product",
    "price_list",
    "price",
    "stock",
    "movement",
    "partner",
    "unit",
    "membership",
    "assignment",
    "account",
    "staff_role",
    "address",
    "contract",
    "contract_warehouse",
    "contract_category",
    "contract_product",
    "discount",
    "standing",
    "ledger_entry",
    "journal",
];

/// How many rows each table holds, and what some columns add up to.
async fn held(house: &House) -> Vec<(String, i64)> {
    let mut found = Vec::new();
    for table in HELD {
        found.push(((*table).to_owned(), house.sql_i64(&format!("SELECT count(*) FROM {table}")).await));
    }
    for sum in ["sum(on_hand) FROM stock", "sum(unit_price) FROM price", "sum(exposure) FROM standing", "sum(epoch) FROM account"]
    {
        found.push((sum.to_owned(), house.sql_i64(&format!("SELECT COALESCE({}", sum.replacen(" FROM", ", 0) FROM", 1))).await));
    }
    found
}

async fn send(client: &Client, target: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> Told {
    let request = client.request(Method::POST, &format!("/api/v1/imports/{target}")).header("content-type", kind);
    read(request.body(bytes.into()).send().await.expect("an answer")).await
}

async fn csv(client: &Client, target: &str, bytes: impl Into<Vec<u8>>) -> Told {
    send(client, target, "text/csv", bytes).await
}

/// The refused rows of a report: line, column, code.
fn faults(report: &Value) -> Vec<(i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let refused = report["refused"].as_array().unwrap_or_else(|| panic!("no report: {report}"));
    assert!(refused.iter().all(|row| text(&row["reason"]).contains(' ')), "no words: {report}");
    refused.iter().map(|row| (row["line"].as_i64().unwrap_or(0), text(&row["field"]), text(&row["code"]))).collect()
}

fn fault(line: i64, field: &str, code: &str) -> (i64, String, String) {
    (line, field.to_owned(), code.to_owned())
}

fn counts(report: &Value) -> [i64; 4] {
    ["rows", "added", "changed", "unchanged"].map(|name| report[name].as_i64().unwrap_or(-1))
}

const NEW_GOODS: &str = "sku,name,category,unit\nN-1,Новый один,Новое,шт\nN-2,Новый два,Новое,бочка\nN-3,Новый три,Новое,шт\n";

on_both! {
    async fn a_file_of_any_kind_imported_again_changes_nothing(house: House) {
        let balances = ("opening-balances", "contract,amount,as_of\nA-1,125000.50,2026-01-01\nB-1,-300,2026-01-01\n");
        let payments = ("payments", "contract,amount,currency,paid_on,reference\nA-1,100.50,RUB,2026-01-02,PP-1\n");
        let own = ("own-numbers", "partner,sku,number\nALFA,DR-1,К-1\nBETA,DR-1,К-1\n");
        for (kind, text) in [balances, payments, own] {
            bring(&house, kind, text).await;
        }
        let administrator = house.administrator().await;
        for kind in orderly::exchange::imports::Kind::ALL {
            // A bank's file is no table; it is brought twice among the payments.
            let is_tried = [balances.0, payments.0, own.0, "client-bank"].contains(&kind.as_str());
            assert!(is_tried || FILES.iter().any(|(of, _)| *of == kind.as_str()), "{kind} is not tried");
        }
        let before = held(&house).await;
        house.pass_seconds(3600);
        for (kind, text) in FILES.iter().chain([&balances, &payments, &own]) {
            let report = trade::import(&administrator, kind, text).await;
            let rows = text.lines().count() as i64 - 1;
            assert_eq!((counts(&report), faults(&report)), ([rows, 0, 0, rows], vec![]), "{kind}: {text}");
            assert_eq!(held(&house).await, before, "{kind}: {text}");
        }
        house.close().await;
    }

    async fn a_dry_run_tells_what_would_be_and_stores_nothing(house: House) {
        let administrator = house.administrator().await;
        let before = held(&house).await;
        let told = csv(&administrator, "products?dry_run=true&mode=skip_bad", NEW_GOODS).await.expect(200).json();
        assert_eq!((&told["dry_run"], counts(&told)), (&json!(true), [3, 2, 0, 0]));
        assert_eq!(faults(&told), [fault(3, "unit", "unknown_unit")]);
        for (kind, text, expected) in [
            ("prices", "price_list,currency,sku,price\nOPT,,DR-1,1\nFRESH,RUB,DR-1,1\n", [2, 2, 0, 0]),
            ("stock", "warehouse,sku,on_hand\nMSK,DR-1,1\nMSK,GL-5,1000\n", [2, 0, 1, 1]),
            ("partners", "code,name\nALFA,Иначе\nDELTA,ООО «Дельта»\n", [2, 1, 1, 0]),
            ("contracts", "number,partner,currency,price_list,valid_from,payment,warehouses\nB-9,BETA,RUB,STEP,2020-01-01,prepaid,MSK\n", [1, 1, 0, 0]),
            ("opening-balances", "contract,amount,as_of\nA-1,5,2026-01-01\n", [1, 1, 0, 0]),
        ] {
            let told = csv(&administrator, &format!("{kind}?dry_run=1"), text).await.expect(200).json();
            assert_eq!((&told["dry_run"], counts(&told)), (&json!(true), expected), "{kind}: {told}");
        }
        assert_eq!(held(&house).await, before);
        house.close().await;
    }

    async fn one_bad_row_stops_the_whole_file_and_is_named(house: House) {
        let administrator = house.administrator().await;
        let before = held(&house).await;
        let told = csv(&administrator, "products", NEW_GOODS).await;
        assert_eq!(refusal(&told).1, "import_refused");
        let json = told.expect(422).json();
        assert_eq!(faults(&json["report"]), [fault(3, "unit", "unknown_unit")]);
        assert_eq!(counts(&json["report"])[1..3], [0, 0]);
        // What only the database knows is wrong stops it as well, far down in a long file.
        let mut long = String::from("warehouse,sku,on_hand\n");
        for n in 0..1200 {
            long.push_str(&format!("MSK,{},1\n", if n == 1150 { "XX-9".to_owned() } else { format!("L-{n}") }));
        }
        let mut goods = String::from("sku,name,category,unit\n");
        (0..1200).for_each(|n| goods.push_str(&format!("L-{n},Товар {n},Длинное,шт\n")));
        bring(&house, "products", &goods).await;
        let before_long = held(&house).await;
        let json = csv(&administrator, "stock?mode=all_or_nothing", long.as_str()).await.expect(422).json();
        assert_eq!(faults(&json["report"]), [fault(1152, "sku", "unknown")]);
        assert_eq!(held(&house).await, before_long);
        assert_ne!(before, before_long);
        let told = csv(&administrator, "stock?mode=skip_bad", long).await.expect(200).json();
        assert_eq!((counts(&told), faults(&told)), ([1200, 1199, 0, 0], vec![fault(1152, "sku", "unknown")]));
        house.close().await;
    }

    async fn skipping_the_bad_stores_the_good(house: House) {
        let administrator = house.administrator().await;
        let told = csv(&administrator, "products?mode=skip_bad", NEW_GOODS).await.expect(200).json();
        assert_eq!((counts(&told), faults(&told)), ([3, 2, 0, 0], vec![fault(3, "unit", "unknown_unit")]));
        assert_eq!(house.sql_i64("SELECT count(*) FROM product WHERE sku IN ('N-1', 'N-3')").await, 2);
        assert_eq!(house.sql_i64("SELECT count(*) FROM product WHERE sku = 'N-2'").await, 0);
        let twice = "sku,name,category,unit\nN-4,Раз,Новое,шт\nn-4,Два,Новое,шт\n";
        let told = csv(&administrator, "products?mode=skip_bad", twice).await.expect(200).json();
        assert_eq!((counts(&told), faults(&told)), ([2, 1, 0, 0], vec![fault(3, "sku", "duplicate_row")]));
        house.close().await;
    }

    async fn a_changed_row_changes_what_it_names_and_nothing_else(house: House) {
        let prices = "price_list,sku,from_quantity,price,floor,valid_from\nOPT,DR-1,0,4000,3000,2020-01-01\nOPT,GL-5,0,51,40,2020-01-01\n";
        let told = bring(&house, "prices", prices).await;
        assert_eq!(counts(&told), [2, 0, 1, 1]);
        let sever = house.api(SEVER).await;
        assert_eq!(sever.look("/api/v1/products/GL-5/price").await.expect(200).json()["list_price"], "51.0000");
        assert_eq!(sever.look("/api/v1/products/DR-1/price?quantity=10").await.expect(200).json()["unit_price"], "3724.0000");
        house.close().await;
    }

    async fn russian_headers_and_every_delimiter_and_encoding_in_use_are_read(house: House) {
        let administrator = house.administrator().await;
        let table = |mark: &str, skus: [&str; 2]| {
            let rows = [
                vec!["Артикул", "Наименование", "Категория", "Единица", "Мин партия", "Кратность", "Вес кг"],
                vec![skus[0], "Дрель «Ёж» № 5", "Инструмент / Дрели", "шт", "2", "2", "\"1,5\""],
                vec![skus[1], "Кабель", "Электрика / Кабель", "м", "\"0,5\"", "\"0,5\"", ""],
            ];
            rows.map(|row| row.join(mark)).join("\r\n")
        };
        let bom = |text: String| [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        let cp1251 = |text: String| encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
        for bytes in [
            table(";", ["R-1", "R-2"]).into_bytes(),
            table("\t", ["R-3", "R-4"]).into_bytes(),
            bom(table(",", ["R-5", "R-6"])),
            cp1251(table(";", ["R-7", "R-8"])),
        ] {
            let told = csv(&administrator, "products", bytes).await.expect(200).json();
            assert_eq!(counts(&told), [2, 2, 0, 0], "{told}");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM product WHERE sku LIKE 'R-%' AND name IN ('Дрель «Ёж» № 5', 'Кабель')").await, 8);
        assert_eq!(house.sql_i64("SELECT sum(moq) + sum(weight_grams) FROM product WHERE sku LIKE 'R-%'").await, 4 * (2000 + 500 + 1500));
        assert_eq!(house.sql_i64("SELECT count(*) FROM category WHERE path = 'Инструмент / Дрели'").await, 1);
        house.close().await;
    }

    async fn what_is_no_table_is_refused_clearly_and_leaves_nothing(house: House) {
        let administrator = house.administrator().await;
        let before = held(&house).await;
        let utf16 = || [vec![0xff, 0xfe], "sku;name\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat();
        let head = "sku,name,category,unit\n";
        let cases: Vec<(Vec<u8>, u16, &str, Option<i64>)> = vec![
            (Vec::new(), 400, "empty", None),
            (b" \n\n".to_vec(), 400, "empty", None),
            (b"PK\x03\x04workbook".to_vec(), 400, "not_text", None),
            (utf16(), 400, "utf16", None),
            (b"sku,name\nX,Gr\xf6\xdfe\n".to_vec(), 400, "encoding", Some(2)),
            (format!("{head}X,{},Новое,шт\n", "я".repeat(3000)).into_bytes(), 400, "cell_too_large", Some(2)),
            (format!("{head}X,\"cut of").into_bytes(), 400, "unclosed_quote", Some(2)),
            (format!("{head}X,Имя,Новое,шт\nY,Имя\n").into_bytes(), 400, "ragged_row", Some(3)),
            (format!("{head}X,Им\u{1b}я,Новое,шт\n").into_bytes(), 400, "control_character", Some(2)),
            (b"1,2,3\n4,5,6\n".to_vec(), 400, "no_header", None),
            (b"sku,name,category,unit,colour\nX,A,B,pcs,red\n".to_vec(), 422, "unknown_column", None),
            (b"sku,name,category\nX,A,B\n".to_vec(), 422, "missing_column", None),
            ("sku,артикул,name,category,unit\nX,X,A,B,pcs\n".as_bytes().to_vec(), 422, "duplicate_column", None),
        ];
        for (bytes, status, code, line) in cases {
            let told = csv(&administrator, "products", bytes).await;
            let (found, name, ..) = refusal(&told);
            assert_eq!((found, name.as_str(), told.json()["line"].as_i64()), (status, code, line), "{}", told.text);
        }
        let formulas = "sku,name,category,unit\n=1+1,Имя,Новое,шт\nX-1,@SUM(A1),Новое,шт\nX-2,Имя,+cmd|x,шт\n";
        let json = csv(&administrator, "products", formulas).await.expect(422).json();
        assert_eq!(faults(&json["report"]), [fault(2, "sku", "formula"), fault(3, "name", "formula"), fault(4, "category", "formula")]);
        send(&administrator, "products", "application/json", "{}").await.expect(415);
        csv(&administrator, "everything", head).await.expect(404);
        csv(&administrator, "products?dry_run=perhaps", head).await.expect(422);
        csv(&administrator, "products?mode=some", head).await.expect(400);
        assert_eq!(held(&house).await, before);
        house.close().await;
    }

    async fn the_page_imports_tries_and_names_bad_rows(house: House) {
        let browser = house.browser(ADMINISTRATOR).await;
        let before = held(&house).await;
        let good = "sku;name;category;unit\nPG-1;Со страницы;Новое;шт\n";
        let page = "/imports?kind=products";
        let tried = browser.fill(page, "/imports", &[("kind", "products"), ("mode", "all_or_nothing"), ("dry_run", "yes"), ("text", good)]).await.expect(200).text;
        assert!(tried.contains("No errors: the file can be imported. Nothing has been stored yet."), "{tried}");
        let bad = browser.fill(page, "/imports", &[("kind", "products"), ("mode", "all_or_nothing"), ("text", NEW_GOODS)]).await.expect(422).text;
        for words in ["Nothing was imported.", "<td>3</td>", "<code>unit</code>", "There is no such unit of measure.", "Новый два"] {
            assert!(bad.contains(words), "{words}: {bad}");
        }
        let no_table = browser.fill(page, "/imports", &[("kind", "products"), ("mode", "skip_bad"), ("text", "sku;name\n\"cut")]).await.expect(400).text;
        assert!(no_table.contains("a quote is opened and never closed"), "{no_table}");
        assert_eq!(held(&house).await, before);
        let done = browser.fill(page, "/imports", &[("kind", "products"), ("mode", "all_or_nothing"), ("text", good)]).await.expect(200).text;
        assert!(done.contains("Imported."), "{done}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM product WHERE sku = 'PG-1'").await, 1);
        house.close().await;
    }

    async fn the_page_takes_a_file_as_well(house: House) {
        let browser = house.browser(ADMINISTRATOR).await;
        let before = held(&house).await;
        let (page, fields) = ("/imports?kind=products", [("kind", "products"), ("mode", "all_or_nothing")]);
        let shown = browser.look(page).await.expect(200).text;
        assert!(shown.contains("enctype=\"multipart/form-data\"") && shown.contains("type=\"file\""), "{shown}");
        let good = encoding_rs::WINDOWS_1251.encode("артикул;наименование;категория;единица\r\nFL-1;Из файла «Ёж»;Новое;шт\r\n").0.into_owned();
        let only_try = [&fields[..], &[("dry_run", "yes"), ("text", " \r\n")]].concat();
        let tried = browser.upload(page, "/imports", &only_try, ("товары.csv", &good)).await.expect(200).text;
        for words in ["No errors: the file can be imported. Nothing has been stored yet.", "to import “товары.csv”, choose it once more"] {
            assert!(tried.contains(words), "{words}: {tried}");
        }
        let bad = browser.upload(page, "/imports", &fields, ("bad.csv", NEW_GOODS.as_bytes())).await.expect(422).text;
        for words in ["Nothing was imported.", "<td>3</td>", "There is no such unit of measure.", "choose it once more"] {
            assert!(bad.contains(words), "{words}: {bad}");
        }
        let workbook = browser.upload(page, "/imports", &fields, ("book.xlsx", b"PK\x03\x04workbook")).await.expect(400).text;
        assert!(workbook.contains("The file cannot be read as a table. Save it as CSV or XLSX."), "{workbook}");
        assert_eq!(held(&house).await, before);
        let done = browser.upload(page, "/imports", &fields, ("товары.csv", &good)).await.expect(200).text;
        assert!(done.contains("Imported.") && !done.contains("choose it once more"), "{done}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM product WHERE sku = 'FL-1' AND name = 'Из файла «Ёж»'").await, 1);
        house.close().await;
    }

    async fn one_table_comes_at_a_time_and_what_was_typed_stays(house: House) {
        let browser = house.browser(ADMINISTRATOR).await;
        let before = held(&house).await;
        let (page, file) = ("/imports", ("a.csv", "code;name\nFIL;Файл\n".as_bytes()));
        let typed = [("kind", "warehouses"), ("mode", "skip_bad"), ("text", "code;name\r\nTXT;Текст <&>\r\n")];
        let both = browser.upload(page, page, &typed, file).await.expect(422).text;
        for words in ["Give one table only", "TXT;Текст &lt;&amp;&gt;", "value=\"warehouses\" selected", "value=\"skip_bad\" selected", "“a.csv”"] {
            assert!(both.contains(words), "{words}: {both}");
        }
        assert!(!both.contains("value=\"yes\" checked"), "what was not ticked stays so: {both}");
        let neither = browser.upload(page, page, &[("kind", "stock"), ("mode", "skip_bad"), ("text", "")], ("", b"")).await.expect(422).text;
        assert!(neither.contains("Choose a file or paste the table.") && neither.contains("value=\"stock\" selected"), "{neither}");
        browser.send_parts(page, &typed[..2], file).await.expect(403);
        browser.send_parts(page, &[("csrf", "another's"), typed[0], typed[1]], file).await.expect(403);
        browser.upload(page, page, &[typed[0], typed[1], ("colour", "red")], file).await.expect(422);
        assert_eq!(held(&house).await, before);
        let fields = [typed[0], typed[1]];
        for login in [SEVER, MANAGER] {
            house.browser(login).await.upload("/profile", page, &fields, file).await.expect(403);
        }
        assert_eq!(held(&house).await, before);
        browser.upload(page, page, &fields, file).await.expect(200);
        assert_eq!(house.sql_i64("SELECT count(*) FROM warehouse WHERE code = 'FIL'").await, 1);
        house.close().await;
    }

    async fn whoever_may_not_import_imports_nothing(house: House) {
        let before = held(&house).await;
        for login in [SEVER, MANAGER] {
            csv(&house.api(login).await, "stock", "warehouse,sku,on_hand\nMSK,DR-1,1\n").await.expect(403);
            let browser = house.browser(login).await;
            browser.look("/imports").await.expect(403);
            let fields = [("kind", "stock"), ("mode", "skip_bad"), ("text", "warehouse,sku,on_hand\nMSK,DR-1,1\n")];
            browser.fill("/orders", "/imports", &fields).await.expect(403);
        }
        csv(&house.visitor(), "stock", "warehouse,sku,on_hand\nMSK,DR-1,1\n").await.expect(401);
        assert_eq!(held(&house).await, before);
        house.close().await;
    }
}
