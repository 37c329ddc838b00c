//! The office's other tables: every order of theirs covers each row once and agrees with a sort of all rows, files hold what pages
//! show, and nobody takes away what he may not see.

use std::collections::BTreeSet;

use orderly::platform::formats::{Limits, Table, first_sheet};
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{block, day};
use crate::kit::Client;
use crate::kit::trade::{
    ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, YUG, import,
};
use crate::on_both;
use crate::reading::{bring, finish, one};
use crate::receivables::keyed;
use crate::shipping::{all_from_moscow, part, placed, ship};
use crate::tables::{column, items, steps};

/// By what a row of a list is sorted, as a text that sorts alike.
type Key = fn(&Value) -> String;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn amount(value: &Value) -> String {
    format!("{:020}", steps(value))
}

/// What only an order can change of a list.
fn rows(list: &[Value]) -> BTreeSet<String> {
    list.iter().map(Value::to_string).collect()
}

/// Every order of a list covers all its rows once, in pages of any size, and agrees with its key; the other way is its reverse.
async fn agrees(client: &Client, path: &str, count: usize, sorts: &[(&str, Key)]) {
    let all = items(client, &format!("{path}limit=200")).await;
    assert_eq!(all.len(), count, "{path}: {all:?}");
    for (sort, key) in sorts {
        for limit in [1, 2, 3] {
            let up = items(client, &format!("{path}limit={limit}&sort={sort}")).await;
            let mut down = items(client, &format!("{path}limit={limit}&sort=-{sort}")).await;
            down.reverse();
            assert_eq!(up, down, "{path} {sort} by {limit}");
            assert_eq!((up.len(), rows(&up)), (count, rows(&all)), "{path} {sort} by {limit}");
            let keys: Vec<String> = up.iter().map(key).collect();
            assert!(keys.is_sorted(), "{path} {sort}: {keys:?}");
        }
    }
    let (up, down) = (format!("{path}limit=1&sort={}", sorts[0].0), format!("{path}limit=1&sort=-{}", sorts[0].0));
    let next = text(&client.look(&up).await.expect(200).json()["next"]);
    client.look(&format!("{down}&cursor={next}")).await.expect(400);
    client.look(&format!("{path}sort=nothing")).await.expect(422);
}

/// What stands behind a mark in the rows of every page of a table, once for each row.
async fn across_pages(client: &Client, first: &str, mark: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), first.to_owned());
    for _ in 0..20 {
        let page = client.look(&path).await.expect(200).text;
        let rows = page.split_once("<tbody>").and_then(|(_, rest)| rest.rsplit_once("</tbody>")).map_or("", |(rows, _)| rows);
        let mut on_page: Vec<String> =
            rows.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect();
        on_page.dedup();
        found.extend(on_page);
        let Some((before, _)) = page.split_once("rel=\"next\"") else { return found };
        let way_on = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a way on");
        path = way_on.replace("&amp;", "&");
    }
    panic!("{first} has no end");
}

fn cells(file: &str, at: usize) -> Vec<String> {
    let table = Table::read(file.as_bytes(), &Limits::default()).expect("a table");
    table.rows().iter().map(|row| row.cell(at).to_owned()).collect()
}

/// Pages, CSV and workbook of a table hold the same rows in the same order, each once; answers the CSV.
async fn told_alike(client: &Client, (path, query): (&str, &str), mark: &str, at: usize) -> String {
    let pages = across_pages(client, &format!("{path}?{query}"), mark).await;
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len(), "{path}?{query}: {pages:?}");
    let file = client.look(&format!("{path}.csv?{query}")).await.expect(200);
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{}.csv\"", path.trim_start_matches('/')));
    assert_eq!(cells(&file.text, at), pages, "{path}?{query}");
    let book = client.get(&format!("{path}.xlsx?{query}")).await.bytes().await.expect("a workbook");
    let sheet = first_sheet(&book, &Limits::default()).expect("a sheet");
    let names: Vec<String> = sheet.iter().skip(1).map(|row| row.cells[at].clone()).collect();
    assert_eq!(names, pages, "{path}?{query}");
    file.text
}

/// An amount of a file in kopecks; none comes before all.
fn kopecks(cell: &str) -> i64 {
    if cell.is_empty() { -1 } else { cell.replace('.', "").parse().expect("an amount") }
}

/// Fifty-five contracts more, with limits and debts that often are the same.
async fn owing(house: &House) {
    let mut contracts =
        "number,partner,currency,price_list,valid_from,valid_until,assortment,payment,credit_limit,warehouses\n".to_owned();
    let mut balances = "contract,amount,as_of\n".to_owned();
    for n in 1..=55 {
        let limit = if n % 5 == 0 { String::new() } else { format!("{}", 100_000 * (n % 4 + 1)) };
        let partner = ["ALFA", "BETA"][n % 2];
        contracts.push_str(&format!("C-{n:03},{partner},RUB,OPT,2020-01-01,,all,net 30,{limit},MSK\n"));
        if n % 3 == 0 && n % 9 != 0 {
            let ago = if n % 2 == 0 { -45 } else { -5 };
            balances.push_str(&format!("C-{n:03},{},{}\n", 100 * (n % 9), day(house, ago)));
        }
    }
    import(&house.administrator().await, "contracts", &contracts).await;
    bring(house, "opening-balances", &balances).await;
}

on_both! {
    async fn shipments_come_in_every_order(house: House) {
        let (sever, yug, warehouse) = (house.api(SEVER).await, house.api(YUG).await, house.api(WAREHOUSE).await);
        let first = placed(&sever, "s-1", one("GL-5", "30")).await;
        let second = placed(&yug, "s-2", one("GL-5", "10")).await;
        for n in 0..3 {
            house.pass_seconds(60);
            ship(&warehouse, &first, &format!("first-{n}"), part("GL-5", "10")).await.expect(201);
            if n == 1 {
                ship(&warehouse, &second, "second", all_from_moscow()).await.expect(201);
            }
        }
        let office = house.api(MANAGER).await;
        let sorts: [(&str, Key); 3] =
            [("left", |row| text(&row["shipped_at"])), ("order", |row| text(&row["order"])), ("warehouse", |row| text(&row["warehouse"]))];
        agrees(&office, "/api/v1/shipments?", 4, &sorts).await;
        let page = house.browser(MANAGER).await;
        for query in ["", "sort=left", "sort=-order", &format!("order={first}&sort=warehouse")] {
            let file = told_alike(&page, ("/shipments", query), "href=\"/shipments/", 0).await;
            assert_eq!(cells(&file, 0).len(), if query.starts_with("order") { 3 } else { 4 }, "{query}: {file}");
        }
        // Each takes away his own.
        for (login, count) in [(SEVER, 3), (YUG, 1), (ALFA_ADMIN, 4), (BETA, 0), (AGENT, 4), (OTHER_AGENT, 0)] {
            let file = house.browser(login).await.look("/shipments.csv").await.expect(200).text;
            assert_eq!(file.lines().count(), count + 1, "{login}: {file}");
        }
        finish(house).await;
    }

    async fn quotes_come_in_every_order(house: House) {
        let manager = house.api(MANAGER).await;
        for (n, (login, quantity)) in [(SEVER, "3"), (YUG, "1"), (BETA, "2"), (SEVER, "1"), (SEVER, "2")].into_iter().enumerate() {
            house.pass_seconds(60);
            let body = json!({"message": "Please", "lines": [{"sku": "DR-1", "quantity": quantity}]});
            let asked = keyed(&house.api(login).await, "/api/v1/quotes", &format!("q-{n}"), &body).await.expect(201).json();
            if n < 2 {
                let lines = json!([{"sku": "DR-1", "quantity": quantity, "unit_price": "3900"}]);
                let until = day(&house, if n == 0 { 7 } else { 3 });
                let path = format!("/api/v1/quotes/{}/versions", text(&asked["number"]));
                manager.send(&path, json!({"lines": lines, "valid_until": until})).await.expect(201);
            }
        }
        let term: Key = |row| row["valid_until"].as_str().unwrap_or("9999-12-31").to_owned();
        let sorts: [(&str, Key); 3] = [("asked", |row| text(&row["asked_at"])), ("total", |row| amount(&row["total"])), ("term", term)];
        agrees(&manager, "/api/v1/quotes?", 5, &sorts).await;
        agrees(&house.api(SEVER).await, "/api/v1/quotes?", 3, &sorts).await;
        let page = house.browser(MANAGER).await;
        for query in ["", "sort=term", "sort=-term", "state=asked&sort=total"] {
            told_alike(&page, ("/quotes", query), "href=\"/quotes/", 0).await;
        }
        assert_eq!(house.browser(BETA).await.look("/quotes.csv").await.expect(200).text.lines().count(), 2);
        assert_eq!(page.look("/quotes.csv?partner=NOBODY").await.expect(200).text.lines().count(), 1);
        finish(house).await;
    }

    async fn contracts_come_in_every_order_of_their_money(house: House) {
        owing(&house).await;
        let (office, api) = (house.browser(MANAGER).await, house.api(MANAGER).await);
        let mark = "href=\"/contracts/";
        for (sort, name) in [("limit", "credit_limit"), ("exposure", "owed_and_committed"), ("debt", "owed"), ("overdue", "overdue")] {
            for way in ["", "-"] {
                let file = told_alike(&office, ("/money", &format!("sort={way}{sort}")), mark, 0).await;
                let amounts: Vec<i64> = column(&file, name).iter().map(|cell| kopecks(cell)).collect();
                assert_eq!(amounts.len(), 59, "{file}");
                assert!(amounts.iter().max() > amounts.iter().min(), "{sort}: {amounts:?}");
                let is_sorted = if way.is_empty() { amounts.is_sorted() } else { amounts.iter().rev().is_sorted() };
                assert!(is_sorted, "{way}{sort}: {amounts:?}");
                let told = items(&api, &format!("/api/v1/money?limit=20&sort={way}{sort}")).await;
                let numbers: Vec<String> = told.iter().map(|row| text(&row["contract"])).collect();
                assert_eq!(numbers, cells(&file, 0), "{way}{sort}");
                let sums: Vec<i64> = told.iter().map(|row| row[sort].as_str().map_or(-1, kopecks)).collect();
                assert_eq!(sums, amounts, "{way}{sort}");
            }
        }
        for query in ["", "sort=-contract", "sort=partner", "sort=-partner", "only=overdue&sort=-overdue", "partner=BETA&sort=limit"] {
            let file = told_alike(&office, ("/money", query), mark, 0).await;
            assert!(cells(&file, 0).len() > 1, "{query}: {file}");
            let overdue = column(&file, "overdue");
            assert!(!query.contains("only") || overdue.iter().all(|cell| kopecks(cell) > 0), "{overdue:?}");
        }
        let own = house.browser(ALFA_ADMIN).await.look("/money.csv").await.expect(200).text;
        assert!(own.contains("A-1") && own.contains("C-002") && !own.contains("C-001") && !own.contains("B-1"), "{own}");
        house.browser(ALFA_ADMIN).await.look("/money").await.expect(200);
        let own = items(&house.api(ALFA_ADMIN).await, "/api/v1/money?limit=200").await;
        assert!(own.iter().all(|row| row["partner"] == "ALFA") && own.iter().any(|row| row["contract"] == "A-1"), "{own:?}");
        let late = items(&api, "/api/v1/money?only=overdue&sort=-overdue&limit=7").await;
        assert!(!late.is_empty() && late.iter().all(|row| steps(&row["overdue"]) > 0 && row["blocked"].is_boolean()), "{late:?}");
        api.look("/api/v1/money?only=rich").await.expect(400);
        assert_eq!(house.api(SEVER).await.look("/api/v1/money").await.status.as_u16(), 403);
        finish(house).await;
    }

    async fn blocked_contracts_come_in_every_order_and_a_client_takes_away_no_words(house: House) {
        let manager = house.api(MANAGER).await;
        let words = "Private words";
        for (contract, reason) in [("B-1", words), ("A-2", words), ("A-1", words), ("A-0", words), ("A-2", "Private words again")] {
            house.pass_seconds(60);
            block(&manager, contract, json!({"reason": reason})).await;
        }
        let since: Key = |row| row["blocks"].as_array().expect("blocks").iter().map(|block| text(&block["since"])).min().unwrap_or_default();
        let sorts: [(&str, Key); 3] = [("contract", |row| text(&row["contract"])), ("partner", |row| text(&row["partner"])), ("since", since)];
        agrees(&manager, "/api/v1/blocks?", 4, &sorts).await;
        let office = house.browser(MANAGER).await;
        house.spoil();
        house.change_by_sql("UPDATE partner SET name = '=cmd|1' WHERE code = 'ALFA'");
        let file = office.look("/blocks.csv?sort=-since").await.expect(200).text;
        assert_eq!(cells(&file, 0), ["A-0", "A-1", "A-2", "B-1"]);
        assert!(file.contains("'=cmd|1") && !file.contains(",=cmd") && file.contains("Private words; Private words again"), "{file}");
        let page = office.look("/blocks?sort=-since").await.expect(200).text;
        assert!(page.contains("aria-sort=\"descending\"") && page.contains("/release\""), "{page}");
        let client = house.browser(ALFA_ADMIN).await;
        for path in ["/blocks.csv", "/blocks.csv?columns=reason", "/blocks"] {
            let told = client.look(path).await.expect(200).text;
            assert!(told.contains("A-1") && !told.contains("B-1") && !told.contains("Private words"), "{path}: {told}");
        }
        finish(house).await;
    }

    async fn limit_requests_come_in_every_order_and_are_answered_in_their_rows(house: House) {
        let (agent, accountant) = (house.api(AGENT).await, house.api(ACCOUNTANT).await);
        for (contract, limit) in [("A-2", "500"), ("B-1", "700"), ("A-1", "2000000"), ("A-0", "500")] {
            house.pass_seconds(60);
            let path = format!("/api/v1/contracts/{contract}/limit-requests");
            agent.send(&path, json!({"limit": limit, "reason": "=SUM(1)"})).await.expect(201);
        }
        let id = text(&accountant.look("/api/v1/limit-requests?sort=when").await.expect(200).json()["items"][0]["id"]);
        accountant.send(&format!("/api/v1/limit-requests/{id}/answers"), json!({"grant": false, "reason": "No"})).await.expect(204);
        let sorts: [(&str, Key); 5] = [
            ("when", |row| text(&row["asked_at"])),
            ("asked", |row| amount(&row["asked"])),
            ("contract", |row| text(&row["contract"])),
            ("partner", |row| text(&row["partner"])),
            ("state", |row| text(&row["state"])),
        ];
        agrees(&accountant, "/api/v1/limit-requests?", 4, &sorts).await;
        let office = house.browser(ACCOUNTANT).await;
        for query in ["", "sort=-asked", "state=waiting&sort=contract"] {
            let file = told_alike(&office, ("/limit-requests", query), "href=\"/contracts/", 0).await;
            assert!(file.contains("'=SUM(1)") && !file.contains(",=SUM"), "{file}");
        }
        let refused = office.fill("/limit-requests", &format!("/limit-requests/{id}/answers"), &[("grant", "yes"), ("limit", "x"), ("reason", "Typed")]).await;
        assert!(refused.expect(422).text.contains("A-0"), "the list stands below what was refused");
        finish(house).await;
    }

    async fn tasks_come_in_every_order(house: House) {
        let manager = house.api(MANAGER).await;
        for (login, partner) in [(BETA, "BETA"), (SEVER, "ALFA"), (YUG, "ALFA")] {
            house.pass_seconds(60);
            let body = json!({"person": login, "text": "When shall we come?"});
            let id = text(&manager.send(&format!("/api/v1/partners/{partner}/messages"), body).await.expect(201).json()["id"]);
            let answer = json!({"text": "=1+1"});
            house.api(login).await.send(&format!("/api/v1/messages/{id}/answers"), answer).await.expect(201);
        }
        let sorts: [(&str, Key); 3] =
            [("due", |row| text(&row["due_at"])), ("made", |row| text(&row["made_at"])), ("partner", |row| text(&row["partner"]))];
        agrees(&manager, "/api/v1/tasks?whose=all&", 3, &sorts).await;
        let office = house.browser(MANAGER).await;
        let file = office.look("/tasks.csv?sort=-partner").await.expect(200).text;
        assert_eq!(column(&file, "partner_code"), ["BETA", "ALFA", "ALFA"]);
        let page = office.look("/tasks?whose=mine&sort=-due").await.expect(200).text;
        assert_eq!(page.matches("name=\"outcome\"").count(), 3, "{page}");
        assert!(house.browser(MANAGER).await.look("/partners/ALFA").await.expect(200).text.contains("name=\"outcome\""));
        assert_eq!(house.browser(OTHER_AGENT).await.look("/tasks.csv?whose=all").await.expect(200).text.lines().count(), 1);
        finish(house).await;
    }

    async fn lines_behind_promises_come_in_every_order(house: House) {
        let number = placed(&house.api(SEVER).await, "promised", json!({"lines": [{"sku": "GL-5", "quantity": "255"}, {"sku": "DR-1", "quantity": "4"}]})).await;
        let warehouse = house.api(WAREHOUSE).await;
        let path = format!("/api/v1/orders/{number}/promises");
        for n in 0..51 {
            if n == 20 {
                let later = json!({"sku": "GL-5", "promised_on": day(&house, 9), "reason": "Later"});
                warehouse.send(&path, later).await.expect(200);
            }
            ship(&warehouse, &number, &format!("part-{n}"), part("GL-5", "5")).await.expect(201);
        }
        for n in 0..4 {
            ship(&warehouse, &number, &format!("drill-{n}"), part("DR-1", "1")).await.expect(201);
        }
        let office = house.browser(WAREHOUSE).await;
        for sort in ["left", "-left", "promised", "-promised"] {
            let file = told_alike(&office, ("/promises", &format!("sort={sort}")), "href=\"/shipments/", 0).await;
            assert_eq!(cells(&file, 0).len(), 55, "{file}");
            let days: BTreeSet<String> = column(&file, "promised").into_iter().collect();
            assert!(days.len() > 1, "{days:?}");
        }
        let kept = told_alike(&office, ("/promises", "warehouse=MSK&outcome=kept&sort=promised"), "href=\"/shipments/", 0).await;
        assert_eq!(cells(&kept, 0).len(), 55, "{kept}");
        assert_eq!(office.look("/promises.csv?outcome=late").await.expect(200).text.lines().count(), 1);
        office.look("/promises.csv?warehouse=NOWHERE").await.expect(404);
        let told = items(&warehouse, "/api/v1/promises?warehouse=MSK&outcome=kept&sort=promised&limit=20").await;
        let notes: Vec<String> = told.iter().map(|row| text(&row["shipment"])).collect();
        assert_eq!(notes, cells(&kept, 0));
        let page = warehouse.look("/api/v1/promises?outcome=late").await.expect(200).json();
        let moscow = page["warehouses"].as_array().expect("figures").iter().find(|one| one["warehouse"] == "MSK").expect("Moscow");
        assert_eq!((page["items"].as_array().map(Vec::len), &moscow["kept"]), (Some(0), &json!(55)), "{page}");
        warehouse.look("/api/v1/promises?warehouse=NOWHERE").await.expect(404);
        assert_eq!(house.api(SEVER).await.look("/api/v1/promises").await.status.as_u16(), 403);
        finish(house).await;
    }

    async fn staff_come_in_every_order(house: House) {
        let mut people = "login,name,partner,roles,language\n".to_owned();
        for n in 1..=51 {
            people.push_str(&format!("op{n:02}@seller.example,Operator {},,operator,en\n", n % 7));
        }
        import(&house.administrator().await, "people", &people).await;
        let (api, office) = (house.api(ADMINISTRATOR).await, house.browser(ADMINISTRATOR).await);
        for sort in ["name", "login"] {
            let list = |order: String| {
                let api = &api;
                async move { api.look(&format!("/api/v1/staff?sort={order}")).await.expect(200).json()["items"].as_array().expect("people").clone() }
            };
            let (up, mut down) = (list(sort.to_owned()).await, list(format!("-{sort}")).await);
            down.reverse();
            assert!(up.len() > 57, "{up:?}");
            assert_eq!(up, down, "{sort}");
            for way in ["", "-"] {
                let file = told_alike(&office, ("/staff", &format!("sort={way}{sort}")), "name=\"login\" value=\"", 1).await;
                assert_eq!(cells(&file, 1).len(), up.len(), "{file}");
            }
        }
        api.look("/api/v1/staff?sort=phone").await.expect(422);
        finish(house).await;
    }

    async fn discount_codes_come_in_every_order(house: House) {
        let manager = house.api(MANAGER).await;
        for (code, from, until) in [("SPRING", "2020-03-01", None), ("autumn", "2020-09-01", Some("2099-12-01")), ("WINTER", "2020-01-01", Some("2099-02-01"))] {
            let body = json!({"code": code, "name": "=1+1", "name_en": "=1+1", "percent": "5", "valid_from": from, "valid_until": until});
            manager.send("/api/v1/discount-codes", body).await.expect(201);
        }
        let office = house.browser(MANAGER).await;
        for (sort, wanted) in [("code", ["autumn", "SPRING", "WINTER"]), ("from", ["WINTER", "SPRING", "autumn"]), ("until", ["WINTER", "autumn", "SPRING"])] {
            let list = manager.look(&format!("/api/v1/discount-codes?sort={sort}")).await.expect(200).json();
            let codes: Vec<String> = list["items"].as_array().expect("codes").iter().map(|code| text(&code["code"])).collect();
            assert_eq!(codes, wanted, "{sort}");
            let file = office.look(&format!("/discount-codes.csv?sort=-{sort}")).await.expect(200).text;
            let mut backwards = cells(&file, 0);
            backwards.reverse();
            assert_eq!(backwards, wanted, "-{sort}");
            assert!(file.contains("'=1+1") && !file.contains(",=1+1"), "{file}");
        }
        finish(house).await;
    }

    async fn a_word_that_is_no_choice_is_refused_on_pages_and_in_files(house: House) {
        let choices = [
            (MANAGER, "/orders", "state"), (MANAGER, "/quotes", "state"), (ACCOUNTANT, "/invoices", "state"), (ACCOUNTANT, "/invoices", "kind"),
            (ACCOUNTANT, "/money", "only"), (ACCOUNTANT, "/limit-requests", "state"), (WAREHOUSE, "/promises", "outcome"),
        ];
        for (login, path, name) in choices {
            let browser = house.browser(login).await;
            for ending in ["", ".csv", ".xlsx"] {
                browser.look(&format!("{path}{ending}?{name}=zzz")).await.expect(422);
                browser.look(&format!("{path}{ending}?{name}=")).await.expect(200);
            }
        }
        house.close().await;
    }

    async fn a_partners_code_narrows_every_list_in_any_case_of_letters(house: House) {
        placed(&house.api(SEVER).await, "narrowed", one("DR-1", "1")).await;
        let manager = house.browser(MANAGER).await;
        for path in ["/orders", "/invoices", "/payments", "/money", "/requested", "/quotes", "/discount-codes"] {
            let file = |code: &str| format!("{path}.csv?partner={code}");
            let exact = manager.look(&file("ALFA")).await.expect(200).text;
            for typed in ["alfa", "%20ALFA%20", "Alfa"] {
                assert_eq!(manager.look(&file(typed)).await.expect(200).text, exact, "{path} {typed}");
            }
            assert_eq!(manager.look(&file("ALFAA")).await.expect(200).text.lines().count(), 1, "{path}");
            manager.look(&format!("{path}?partner=ALFAA")).await.expect(200);
        }
        assert_eq!(manager.look("/orders.csv?partner=alfa").await.expect(200).text.lines().count(), 2);
        assert_eq!(manager.look("/orders.csv?partner=beta").await.expect(200).text.lines().count(), 1);
        assert_eq!(house.browser(OTHER_AGENT).await.look("/orders.csv?partner=ALFA").await.expect(200).text.lines().count(), 1);
        house.close().await;
    }

    async fn nobody_takes_away_what_he_may_not_see(house: House) {
        let refused: [(&str, &[&str]); 3] = [
            (SEVER, &["/money", "/blocks", "/limit-requests", "/tasks", "/promises", "/staff", "/discount-codes"]),
            (ACCOUNTANT, &["/tasks", "/promises", "/staff", "/discount-codes"]),
            (WAREHOUSE, &["/money", "/blocks", "/limit-requests", "/tasks", "/staff", "/discount-codes"]),
        ];
        for (login, paths) in refused {
            let browser = house.browser(login).await;
            for path in paths {
                for ending in ["", ".csv", ".xlsx"] {
                    assert_eq!(browser.look(&format!("{path}{ending}")).await.status.as_u16(), 403, "{login} {path}{ending}");
                }
            }
        }
        let manager = house.api(MANAGER).await;
        let view = json!({"table": "money", "name": "Debts", "query": "sort=-debt&only=overdue"});
        let id = text(&manager.send("/api/v1/views", view).await.expect(201).json()["id"]);
        let opened = house.browser(MANAGER).await.look(&format!("/money?view={id}")).await.expect(303).location();
        assert_eq!(opened, "/money?only=overdue&sort=-debt");
        let accountant = house.api(ACCOUNTANT).await;
        accountant.send("/api/v1/views", json!({"table": "staff", "name": "Us"})).await.expect(422);
        accountant.send("/api/v1/views", json!({"table": "limits", "name": "Waiting", "query": "state=waiting"})).await.expect(201);
        house.close().await;
    }
}
