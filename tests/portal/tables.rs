//! Tables: every order covers each row once, files hold what pages show, views stay with those whose they are.

use std::collections::BTreeSet;

use orderly::platform::formats::{Limits, Table};
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, YUG, import};
use crate::on_both;
use crate::reading::{between, one};
use crate::shipping::{part, ship};

/// The numbers that a column of a file holds, row by row.
pub fn column(file: &str, name: &str) -> Vec<String> {
    let table = Table::read(file.as_bytes(), &Limits::default()).expect("a table");
    let at = table.header().iter().position(|known| known == name).unwrap_or_else(|| panic!("no {name} in {:?}", table.header()));
    table.rows().iter().map(|row| row.cell(at).to_owned()).collect()
}

/// The texts behind a mark on every page of a list, page by page.
async fn across_pages(client: &Client, first: &str, mark: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), first.to_owned());
    for _ in 0..20 {
        let page = client.look(&path).await.expect(200).text;
        let rows = between(&page, "<tbody>", "</tbody>");
        found.extend(rows.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()));
        let Some((_, rest)) = page.split_once("rel=\"next\"").map(|(before, rest)| (rest, before)) else { return found };
        path = rest.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a way on").replace("&amp;", "&");
    }
    panic!("{first} has no end");
}

/// Every item of a list of the API, page by page.
pub async fn items(client: &Client, path: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..40 {
        let page = client.look(&format!("{path}{cursor}")).await.expect(200).json();
        found.extend(page["items"].as_array().expect("items").clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
    panic!("{path} has no end");
}

/// An amount in kopecks.
pub fn steps(value: &Value) -> i64 {
    value.as_str().expect("an amount").replace('.', "").parse().expect("a number")
}

async fn orders(house: &House, login: &str, quantities: &[u32]) {
    let buyer = house.api(login).await;
    for (n, quantity) in quantities.iter().enumerate() {
        buyer.order(&format!("{login}-{n}"), one("DR-1", &quantity.to_string())).await.expect(201);
    }
}

async fn save(client: &Client, name: &str, query: &str, shared: bool) -> String {
    let view = json!({"table": "orders", "name": name, "query": query, "shared": shared});
    client.send("/api/v1/views", view).await.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

async fn names(client: &Client) -> Vec<String> {
    let views = client.look("/api/v1/views").await.expect(200).json();
    views["items"].as_array().expect("views").iter().map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

on_both! {
    async fn every_order_of_rows_covers_each_of_them_once(house: House) {
        orders(&house, SEVER, &[3, 1, 2, 2, 1, 3, 2]).await;
        let sever = house.api(SEVER).await;
        let all: BTreeSet<String> = items(&sever, "/api/v1/orders?limit=200").await.iter().map(|order| order["number"].to_string()).collect();
        assert_eq!(all.len(), 7);
        for sort in ["placed", "-placed", "total", "-total", "state", "-state"] {
            for limit in [1, 2, 3] {
                let found = items(&sever, &format!("/api/v1/orders?limit={limit}&sort={sort}")).await;
                assert_eq!(found.len(), 7, "{sort} by {limit}");
                let numbers: BTreeSet<String> = found.iter().map(|order| order["number"].to_string()).collect();
                assert_eq!(numbers, all, "{sort} by {limit}");
                let totals: Vec<i64> = found.iter().map(|order| steps(&order["total"])).collect();
                assert!(sort != "total" || totals.is_sorted(), "{totals:?}");
                assert!(sort != "-total" || totals.iter().rev().is_sorted(), "{totals:?}");
            }
        }
        let page = sever.look("/api/v1/orders?limit=2&sort=total").await.expect(200).json();
        let next = page["next"].as_str().expect("more");
        sever.look(&format!("/api/v1/orders?limit=2&sort=-total&cursor={next}")).await.expect(400);
        sever.look("/api/v1/orders?sort=comment").await.expect(422);
        house.close().await;
    }

    async fn a_file_holds_the_rows_of_all_pages_in_their_order(house: House) {
        for n in 0..61 {
            house.api(SEVER).await.look(&format!("/api/v1/products?q=missing{n:02}")).await.expect(200);
        }
        let office = house.browser(MANAGER).await;
        for sort in ["-last", "last", "times"] {
            let pages = across_pages(&office, &format!("/requested?sort={sort}"), "/stock?q=").await;
            assert_eq!((pages.len(), pages.iter().collect::<BTreeSet<_>>().len()), (61, 61), "{sort}");
            let file = office.look(&format!("/requested.csv?sort={sort}")).await.expect(200);
            assert_eq!(file.header("content-disposition"), "attachment; filename=\"requested.csv\"");
            assert_eq!(column(&file.text, "what_was_wanted").len(), 61);
            assert!(pages.iter().zip(file.text.lines().skip(1)).all(|(wanted, line)| line.starts_with(&format!("{wanted},"))), "{}", file.text);
        }
        house.close().await;
    }

    async fn a_partner_named_like_a_formula_stays_text(house: House) {
        import(&house.administrator().await, "partners", "code,name\nEVIL,cmd|' /C calc'!A0\n").await;
        house.spoil();
        house.change_by_sql("UPDATE partner SET name = '=cmd|'' /C calc''!A0' WHERE code = 'EVIL'");
        let office = house.browser(MANAGER).await;
        let file = office.look("/partners.csv?sort=-code").await.expect(200).text;
        assert!(file.contains("'=cmd|' /C calc'!A0") && !file.contains(",=cmd"), "{file}");
        let answer = office.get("/partners.xlsx?sort=-code").await;
        assert_eq!(answer.headers()["content-type"], orderly::platform::formats::XLSX);
        let bytes = answer.bytes().await.expect("a workbook");
        let rows = orderly::platform::formats::first_sheet(&bytes, &Limits::default()).expect("a sheet");
        assert!(rows.iter().any(|row| row.cells.iter().any(|cell| cell == "=cmd|' /C calc'!A0")), "{rows:?}");
        let codes: Vec<&str> = rows.iter().skip(1).map(|row| row.cells[0].as_str()).collect();
        assert_eq!(codes, ["GAMMA", "EVIL", "BETA", "ALFA"]);
        house.close().await;
    }

    async fn files_hold_nothing_of_another_partner_or_unit(house: House) {
        orders(&house, SEVER, &[1]).await;
        orders(&house, YUG, &[1]).await;
        orders(&house, BETA, &[1]).await;
        let own = items(&house.api(BETA).await, "/api/v1/orders?limit=50").await;
        let number = own[0]["number"].as_str().expect("a number");
        let count = |text: String| text.lines().count() - 1;
        for (login, rows) in [(SEVER, 1), (YUG, 1), (BETA, 1), (ALFA_ADMIN, 2), (MANAGER, 3), (AGENT, 3), (OTHER_AGENT, 0)] {
            let file = house.browser(login).await.look("/orders.csv").await.expect(200).text;
            assert_eq!(count(file.clone()), rows, "{login}: {file}");
            assert_eq!(file.contains(number), [BETA, MANAGER, AGENT].contains(&login), "{login}: {file}");
            assert_eq!(file.contains("Partner"), [MANAGER, AGENT, OTHER_AGENT].contains(&login), "{login}: {file}");
        }
        let sever = house.browser(SEVER).await;
        assert_eq!(count(sever.look("/orders.csv?partner=BETA").await.expect(200).text), 0);
        sever.look("/orders.xlsx?limit=1").await.expect(400);
        sever.look("/stock.csv").await.expect(403);
        sever.look("/payments.csv").await.expect(403);
        assert!(!house.browser(ALFA_ADMIN).await.look("/invoices.csv").await.expect(200).text.contains("BETA"));
        house.browser(WAREHOUSE).await.look("/stock.xlsx?sort=-name").await.expect(200);
        house.browser(ACCOUNTANT).await.look("/payments.csv?sort=amount").await.expect(200);
        house.close().await;
    }

    async fn columns_are_chosen_for_page_and_file(house: House) {
        orders(&house, SEVER, &[2]).await;
        let office = house.browser(MANAGER).await;
        let page = office.look("/orders?columns=total&columns=currency").await.expect(200).text;
        assert!(!between(&page, "<thead>", "</thead>").contains("Placed"), "{page}");
        let file = office.look("/orders.csv?columns=total.currency").await.expect(200).text;
        assert_eq!(column(&file, "total"), ["7840.00"]);
        let table = Table::read(file.as_bytes(), &Limits::default()).expect("a table");
        assert!(!table.header().contains(&"placed".to_owned()), "{file}");
        house.close().await;
    }

    async fn views_are_ones_own_and_colleagues_see_what_is_shared(house: House) {
        let (manager, accountant, sever, yug) = (house.api(MANAGER).await, house.api(ACCOUNTANT).await, house.api(SEVER).await, house.api(YUG).await);
        let shared = save(&manager, "Big ones", "sort=-total", true).await;
        let own = save(&manager, "To be agreed", "state=confirmed", false).await;
        let buyers = save(&sever, "Ours", "", false).await;
        assert_eq!(names(&manager).await, ["Big ones", "To be agreed"]);
        assert_eq!(names(&accountant).await, ["Big ones"]);
        assert_eq!((names(&sever).await, names(&yug).await), (vec!["Ours".to_owned()], vec![]));
        let telling = json!({"table": "orders", "name": "For all", "shared": true});
        assert_eq!(sever.send("/api/v1/views", telling).await.expect(422).problem().1, ["not_yours"]);
        for (client, id) in [(&accountant, &shared), (&accountant, &own), (&yug, &buyers), (&manager, &buyers)] {
            client.set(&format!("/api/v1/views/{id}"), json!({"name": "Taken"})).await.expect(404);
            assert_eq!(client.delete(&format!("/api/v1/views/{id}")).await.status().as_u16(), 404);
        }
        house.browser(ACCOUNTANT).await.look(&format!("/orders?view={own}")).await.expect(404);
        house.browser(SEVER).await.look(&format!("/orders?view={shared}")).await.expect(404);
        house.browser(MANAGER).await.look(&format!("/partners?view={own}")).await.expect(404);
        let opened = house.browser(ACCOUNTANT).await.look(&format!("/orders?view={shared}")).await.expect(303).location();
        assert_eq!(opened, "/orders?sort=-total");
        manager.set(&format!("/api/v1/views/{own}"), json!({"name": "Big ones"})).await.expect(409);
        manager.set(&format!("/api/v1/views/{shared}"), json!({"name": "Great ones"})).await.expect(204);
        assert_eq!(names(&accountant).await, Vec::<String>::new(), "shared no more");
        assert_eq!(save(&manager, "Great ones", "sort=total", false).await, shared, "one of the same name is replaced");
        assert_eq!(manager.delete(&format!("/api/v1/views/{shared}")).await.status().as_u16(), 204);
        assert_eq!(names(&manager).await, ["To be agreed"]);
        house.close().await;
    }

    async fn a_view_is_saved_from_the_page_and_opened_as_far_as_it_is_known(house: House) {
        let office = house.browser(MANAGER).await;
        let fields = [("table", "orders"), ("name", "Late and big"), ("query", "state=confirmed&sort=-total&cursor=x"), ("shared", "yes")];
        let saved = office.fill("/orders", "/views", &fields).await.expect(303).location();
        let opened = office.look(&saved).await.expect(303).location();
        assert_eq!(opened, "/orders?state=confirmed&sort=-total");
        let page = office.look(&opened).await.expect(200).text;
        assert!(page.contains("aria-current=\"true\"") && page.contains("Late and big"), "{page}");
        house.change_by_sql("UPDATE saved_view SET query = 'state=lost&sort=-total&colour=red'");
        let partly = office.look(&saved).await.expect(303).location();
        assert_eq!(partly, "/orders?sort=-total&partly=1");
        assert!(office.look(&partly).await.expect(200).text.contains("was left out"));
        let refused = office.fill("/orders", "/views", &[("table", "orders"), ("name", " "), ("query", "")]).await.expect(422).text;
        assert!(refused.contains("1 to 60 characters"), "{refused}");
        let id = saved.rsplit('=').next().expect("an id");
        office.fill("/views", &format!("/views/{id}"), &[("name", "Late")]).await.expect(303);
        assert!(office.look("/views").await.expect(200).text.contains(">Late</a>"));
        office.fill("/views", &format!("/views/{id}/removal"), &[]).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM saved_view").await, 0);
        house.close().await;
    }

    async fn the_rows_behind_a_figure_of_promises_come_page_by_page(house: House) {
        let placed = house.api(SEVER).await.order("promised", one("GL-5", "255")).await.expect(201).json();
        let (number, warehouse) = (placed["number"].as_str().expect("a number"), house.api(WAREHOUSE).await);
        for n in 0..51 {
            ship(&warehouse, number, &format!("part-{n}"), part("GL-5", "5")).await.expect(201);
        }
        let office = house.browser(WAREHOUSE).await;
        let behind = "/promises?warehouse=MSK&outcome=kept";
        let page = office.look(behind).await.expect(200).text;
        let rows = |page: &str| -> BTreeSet<String> {
            page.split("href=\"/shipments/").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
        };
        let way_on = |page: &str| -> Option<String> {
            let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            links.find(|link| link.starts_with("/promises?") && link.contains("cursor=")).map(|link| link.replace("&amp;", "&"))
        };
        let way_on_from_first = way_on(&page).expect("a way on");
        let rest = office.look(&way_on_from_first).await.expect(200).text;
        assert_eq!((rows(&page).len(), rows(&rest).len(), way_on(&rest)), (50, 1, None), "{rest}");
        assert!(rows(&page).is_disjoint(&rows(&rest)), "{rest}");
        office.look(&format!("{behind}&cursor=nothing")).await.expect(400);
        house.close().await;
    }
}
