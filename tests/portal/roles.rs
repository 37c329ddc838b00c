//! Roles that a company makes for itself: of listed rights, each to one's own, to the unit, to the company; never more than the maker has.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG, import};
use crate::on_both;
use crate::reading::{finish, one};
use crate::receivables::keyed;
use crate::shipping::{all_from_moscow, ship};

const ROLES: &str = "/api/v1/company/roles";
const NIKITA: &str = "nikita@alfa.example";

fn role(name: &str, rights: &[(&str, &str)]) -> Value {
    let rights: Vec<Value> = rights.iter().map(|(right, depth)| json!({"right": right, "depth": depth})).collect();
    json!({"name": name, "rights": rights})
}

async fn make(admin: &Client, name: &str, rights: &[(&str, &str)]) -> String {
    admin.send(ROLES, role(name, rights)).await.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// Никита of Север has just this role.
async fn place(admin: &Client, id: &str) {
    admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"role": id, "unit": "Север"})).await.expect(204);
}

async fn with_nikita(house: &House) -> Client {
    let csv = format!("login,name,partner,unit,roles,language\n{NIKITA},Никита Нижний,ALFA,Север,buyer,en\n");
    import(&house.administrator().await, "people", &csv).await;
    house.api(ALFA_ADMIN).await
}

async fn ordered(client: &Client, key: &str) -> String {
    client.order(key, one("DR-1", "1")).await.expect(201).json()["number"].as_str().expect("a number").to_owned()
}

/// The numbers that a list shows, the latest first.
async fn listed(client: &Client, path: &str) -> Vec<String> {
    let told = client.look(path).await.expect(200).json();
    let number = |item: &Value| item["number"].as_str().map(str::to_owned);
    told["items"].as_array().expect("items").iter().filter_map(number).collect()
}

on_both! {
    async fn a_role_reaches_ones_own_orders_then_the_units_then_the_companys(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Own orders", &[("orders.place", "company"), ("orders.read", "own"), ("money.read", "own")]).await;
        place(&admin, &id).await;
        let (nikita, sever, yug) = (house.api(NIKITA).await, house.api(SEVER).await, house.api(YUG).await);
        let (own, units, others) = (ordered(&nikita, "own").await, ordered(&sever, "unit").await, ordered(&yug, "other").await);
        let warehouse = house.api(WAREHOUSE).await;
        let mut invoices = Vec::new();
        for order in [&own, &units, &others] {
            let left = ship(&warehouse, order, order, all_from_moscow()).await.expect(201).json();
            invoices.push(left["invoice"].as_str().expect("an invoice").to_owned());
        }
        for (depth, seen) in [("own", 1), ("unit", 2), ("company", 3)] {
            let rights = [("orders.place", "company"), ("orders.read", depth), ("money.read", depth)];
            admin.set(&format!("{ROLES}/{id}"), role("Own orders", &rights)).await.expect(204);
            let nikita = house.api(NIKITA).await;
            let mut wanted: Vec<String> = [&own, &units, &others][..seen].iter().map(|number| (*number).clone()).collect();
            wanted.reverse();
            assert_eq!(listed(&nikita, "/api/v1/orders").await, wanted, "{depth}");
            assert_eq!(listed(&nikita, "/api/v1/orders?product=DR-1").await, wanted, "{depth}");
            assert_eq!(listed(&nikita, "/api/v1/shipments").await.len(), seen, "{depth}");
            let mut billed = invoices[..seen].to_vec();
            billed.reverse();
            assert_eq!(listed(&nikita, "/api/v1/invoices").await, billed, "{depth}");
            for (at, number) in [&own, &units, &others].into_iter().enumerate() {
                let status = if at < seen { 200 } else { 404 };
                nikita.look(&format!("/api/v1/orders/{number}")).await.expect(status);
                nikita.look(&format!("/api/v1/invoices/{}", invoices[at])).await.expect(status);
                nikita.look(&format!("/api/v1/shipments/{number}-1")).await.expect(status);
                nikita.send(&format!("/api/v1/orders/{number}/reorder"), json!({})).await.expect(status);
                assert_eq!(listed(&nikita, &format!("/api/v1/orders?q={number}")).await.len(), usize::from(at < seen), "{depth} {number}");
            }
            // The sums of the whole company are for those alone who see all of it.
            let whole = if depth == "company" { 200 } else { 404 };
            nikita.look("/api/v1/contracts/A-1/statement").await.expect(whole);
            let page = house.browser(NIKITA).await.look("/orders").await.expect(200).text;
            assert_eq!(page.contains(&format!("/orders/{others}\"")), depth == "company", "{depth}");
        }
        finish(house).await;
    }

    async fn cancelling_may_reach_less_deep_than_reading(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Reader", &[("orders.place", "company"), ("orders.read", "company"), ("orders.cancel", "own")]).await;
        place(&admin, &id).await;
        let nikita = house.api(NIKITA).await;
        let (own, other) = (ordered(&nikita, "own").await, ordered(&house.api(SEVER).await, "other").await);
        nikita.look(&format!("/api/v1/orders/{other}")).await.expect(200);
        nikita.send(&format!("/api/v1/orders/{other}/cancellation"), json!({})).await.expect(404);
        nikita.send(&format!("/api/v1/orders/{own}/cancellation"), json!({})).await.expect(200);
        finish(house).await;
    }

    async fn what_a_role_only_lets_see_has_no_buttons_that_are_refused(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Reader", &[("orders.place", "company"), ("orders.read", "company"), ("orders.cancel", "own")]).await;
        place(&admin, &id).await;
        let (nikita, yug, manager) = (house.api(NIKITA).await, house.api(YUG).await, house.api(MANAGER).await);
        let browser = house.browser(NIKITA).await;
        // Placing reaches his unit, reading the company: an order of the other unit he only looks at.
        let (own, units, others) = (ordered(&nikita, "own").await, ordered(&house.api(SEVER).await, "unit").await, ordered(&yug, "other").await);
        for (number, changes, cancels) in [(&own, true, true), (&units, true, false), (&others, false, false)] {
            let page = browser.look(&format!("/orders/{number}")).await.expect(200).text;
            assert_eq!(page.contains(&format!("/orders/{number}/change\"")), changes, "{number}");
            assert_eq!(page.contains(&format!("/orders/{number}/cancellation\"")), cancels, "{number}");
            assert_eq!(page.contains("Your role lets you look at this order"), !changes && !cancels, "{number}");
        }
        browser.look(&format!("/orders/{others}/change")).await.expect(404);
        for (client, key, answers) in [(&yug, "theirs", false), (&nikita, "mine", true)] {
            let asked = json!({"message": "На объект", "lines": [{"sku": "DR-1", "quantity": "2"}]});
            let quote = keyed(client, "/api/v1/quotes", key, &asked).await.expect(201).json()["number"].as_str().expect("a number").to_owned();
            let offer = json!({"lines": [{"sku": "DR-1", "quantity": "2", "unit_price": "3900"}], "valid_until": crate::blocks::day(&house, 7)});
            manager.send(&format!("/api/v1/quotes/{quote}/versions"), offer).await.expect(201);
            let page = browser.look(&format!("/quotes/{quote}")).await.expect(200).text;
            assert_eq!(page.contains(&format!("/quotes/{quote}/acceptances\"")), answers, "{quote}");
            assert_eq!(page.contains("Your role lets you look at this quote"), !answers, "{quote}");
        }
        finish(house).await;
    }

    async fn an_order_that_one_may_not_see_one_may_not_change(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Own orders", &[("orders.place", "company"), ("orders.read", "own")]).await;
        place(&admin, &id).await;
        let nikita = house.api(NIKITA).await;
        let (own, other) = (ordered(&nikita, "own").await, ordered(&house.api(SEVER).await, "other").await);
        let body = json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": "2"}], "agreed_total": "99999.00"});
        nikita.send(&format!("/api/v1/orders/{other}/changes/previews"), body.clone()).await.expect(404);
        keyed(&nikita, &format!("/api/v1/orders/{other}/changes"), "other", &body).await.expect(404);
        keyed(&nikita, &format!("/api/v1/orders/{own}/changes"), "own", &body).await.expect(200);
        finish(house).await;
    }

    async fn a_role_of_ones_own_orders_reaches_ones_own_quotes_alone(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Own orders", &[("orders.place", "company"), ("orders.read", "own")]).await;
        place(&admin, &id).await;
        let (nikita, manager) = (house.api(NIKITA).await, house.api(MANAGER).await);
        let asked = |number: Value| number["number"].as_str().expect("a number").to_owned();
        let body = one("DR-1", "1");
        let own = asked(keyed(&nikita, "/api/v1/quotes", "own", &body).await.expect(201).json());
        let other = asked(keyed(&house.api(SEVER).await, "/api/v1/quotes", "other", &body).await.expect(201).json());
        let version = json!({"lines": [{"sku": "DR-1", "quantity": "1", "unit_price": "3800"}], "valid_until": crate::blocks::day(&house, 7)});
        for quote in [&own, &other] {
            manager.send(&format!("/api/v1/quotes/{quote}/versions"), version.clone()).await.expect(201);
        }
        assert_eq!(listed(&nikita, "/api/v1/quotes").await, std::slice::from_ref(&own));
        nikita.look(&format!("/api/v1/quotes/{other}")).await.expect(404);
        keyed(&nikita, &format!("/api/v1/quotes/{other}/acceptances"), "no", &json!({"version": 1})).await.expect(404);
        nikita.send(&format!("/api/v1/quotes/{other}/declines"), json!({"reason": "Нет"})).await.expect(404);
        keyed(&nikita, &format!("/api/v1/quotes/{other}/requests"), "again", &json!({})).await.expect(404);
        keyed(&nikita, &format!("/api/v1/quotes/{own}/acceptances"), "yes", &json!({"version": 1})).await.expect(201);
        finish(house).await;
    }

    async fn a_role_gives_what_it_says_and_nothing_else(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "The books", &[("money.read", "company")]).await;
        place(&admin, &id).await;
        let nikita = house.api(NIKITA).await;
        nikita.look("/api/v1/invoices").await.expect(200);
        for path in ["/api/v1/orders", "/api/v1/products", "/api/v1/cart", ROLES, "/api/v1/partners"] {
            nikita.look(path).await.expect(403);
        }
        nikita.order("no", one("DR-1", "1")).await.expect(403);
        let me = nikita.look("/api/v1/me").await.expect(200).json();
        assert_eq!((&me["roles"], &me["rights"]), (&json!(["custom"]), &json!(["visit", "account.own", "money.read"])));
        assert_eq!(house.browser(NIKITA).await.look("/").await.expect(303).location(), "/money");
        finish(house).await;
    }

    async fn changed_rights_hold_at_once_and_a_role_in_use_stays(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Reader", &[("orders.read", "company")]).await;
        place(&admin, &id).await;
        let nikita = house.api(NIKITA).await;
        nikita.look("/api/v1/orders").await.expect(200);
        admin.set(&format!("{ROLES}/{id}"), role("Books", &[("money.read", "company")])).await.expect(204);
        let mut status = 0;
        for _ in 0..10 {
            status = nikita.look("/api/v1/orders").await.status.as_u16();
            if status == 403 {
                break;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(status, 403, "the same session, other rights");
        let kept = admin.delete(&format!("{ROLES}/{id}")).await;
        assert_eq!(kept.status().as_u16(), 409);
        // An import gives the built-in roles anew; what the company has given itself stays.
        with_nikita(&house).await;
        assert_eq!(house.api(NIKITA).await.look("/api/v1/me").await.expect(200).json()["roles"], json!(["buyer", "custom"]));
        admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"roles": ["buyer"], "unit": "Север"})).await.expect(204);
        assert_eq!(admin.delete(&format!("{ROLES}/{id}")).await.status().as_u16(), 204);
        assert_eq!(admin.delete(&format!("{ROLES}/{id}")).await.status().as_u16(), 404);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind IN ('role.made', 'role.changed', 'role.removed')").await, 3);
        finish(house).await;
    }

    async fn nobody_puts_into_a_role_what_he_lacks_or_what_is_not_listed(house: House) {
        let admin = with_nikita(&house).await;
        for right in ["accounts.manage", "stock.manage", "clients.represent", "partners.read", "nonsense"] {
            assert_eq!(admin.send(ROLES, role("Too much", &[(right, "company")])).await.expect(422).problem().1, ["not_listed"], "{right}");
        }
        assert_eq!(admin.send(ROLES, role("Empty", &[])).await.expect(422).problem().1, ["missing"]);
        assert_eq!(admin.send(ROLES, role(" ", &[("orders.read", "own")])).await.expect(422).problem().1, ["bad_name"]);
        admin.send(ROLES, role("Deep", &[("orders.read", "abyss")])).await.expect(422);
        let runner = make(&admin, "Runner", &[("company.run", "company"), ("orders.read", "own")]).await;
        assert_eq!(admin.send(ROLES, role("«runner»", &[("orders.read", "own")])).await.expect(422).problem().1, ["taken"]);
        admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"role": runner})).await.expect(204);
        let nikita = house.api(NIKITA).await;
        for (right, depth) in [("money.read", "own"), ("orders.read", "unit"), ("orders.read", "company"), ("orders.place", "company")] {
            assert_eq!(nikita.send(ROLES, role("Mine", &[(right, depth)])).await.expect(403).problem().0, "right_lacking", "{right} {depth}");
        }
        let own = make(&nikita, "Mine", &[("orders.read", "own")]).await;
        // Nor does he change who may more than himself, or make himself more.
        for login in [SEVER, ALFA_ADMIN] {
            nikita.set(&format!("/api/v1/company/people/{login}"), json!({"role": own})).await.expect(403);
            nikita.set(&format!("/api/v1/company/people/{login}/block"), json!({"blocked": true})).await.expect(403);
        }
        nikita.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"roles": ["partner_admin"]})).await.expect(403);
        house.api(SEVER).await.send(ROLES, role("Mine", &[("orders.read", "own")])).await.expect(403);
        finish(house).await;
    }

    async fn a_role_belongs_to_its_company(house: House) {
        let admin = with_nikita(&house).await;
        let csv = format!("login,name,partner,roles,language\n{BETA},Борис Бетин,BETA,buyer|partner_admin,en\n");
        import(&house.administrator().await, "people", &csv).await;
        let beta = house.api(BETA).await;
        let theirs = make(&beta, "Theirs", &[("orders.read", "company")]).await;
        assert_eq!(admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"role": theirs})).await.expect(422).problem().1, ["unknown"]);
        admin.set(&format!("{ROLES}/{theirs}"), role("Taken over", &[("orders.read", "own")])).await.expect(404);
        assert_eq!(admin.look(ROLES).await.expect(200).json()["items"], json!([]));
        // The office sees the role beside the person, by its name.
        let own = make(&admin, "Books and orders", &[("orders.read", "company")]).await;
        place(&admin, &own).await;
        assert!(house.browser(MANAGER).await.look("/partners/ALFA").await.expect(200).text.contains("Books and orders"));
        finish(house).await;
    }

    async fn the_last_administrator_stays_whatever_the_company_does(house: House) {
        let admin = with_nikita(&house).await;
        let id = make(&admin, "Reader", &[("orders.read", "company")]).await;
        let own = format!("/api/v1/company/people/{ALFA_ADMIN}");
        assert_eq!(admin.set(&own, json!({"role": id})).await.expect(409).problem().0, "last_administrator");
        assert_eq!(admin.set(&format!("{own}/block"), json!({"blocked": true})).await.expect(409).problem().0, "own_account");
        admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"roles": ["partner_admin"]})).await.expect(204);
        let nikita = house.api(NIKITA).await;
        nikita.set(&format!("{own}/block"), json!({"blocked": true})).await.expect(204);
        assert_eq!(nikita.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"roles": ["buyer"]})).await.expect(409).problem().0, "last_administrator");
        finish(house).await;
    }

    async fn the_page_makes_changes_and_removes_a_role(house: House) {
        let admin = house.browser(ALFA_ADMIN).await;
        let page = "/company/roles";
        let fields = [("name", "The books"), ("money.read", "company"), ("orders.read", "unit")];
        assert_eq!(admin.fill(page, page, &fields).await.expect(303).location(), "/company/roles?done=made");
        let shown = admin.look(page).await.expect(200).text;
        assert!(shown.contains("The books") && shown.contains("See invoices, payments and debts: of the whole company"), "{shown}");
        let id = shown.split("value=\"rol_").nth(1).and_then(|rest| rest.split('"').next()).map(|id| format!("rol_{id}")).expect("an id");
        let none = admin.fill(page, "/company/roles/changes", &[("id", &id), ("name", "Renamed")]).await.expect(422);
        assert!(none.text.contains("value=\"Renamed\"") && none.text.contains("Choose at least one right"), "{}", none.text);
        admin.fill(page, "/company/roles/changes", &[("id", &id), ("name", "Renamed"), ("orders.read", "own")]).await.expect(303);
        assert!(admin.look(page).await.expect(200).text.contains("Renamed"));
        let placed = [("login", SEVER), ("unit", "Север"), ("role", id.as_str()), ("buyer", "yes")];
        admin.fill("/company/people", "/company/people", &placed).await.expect(303);
        admin.fill(page, "/company/roles/removals", &[("id", &id)]).await.expect(409);
        let placed = [("login", SEVER), ("unit", "Север"), ("role", ""), ("buyer", "yes")];
        admin.fill("/company/people", "/company/people", &placed).await.expect(303);
        assert_eq!(admin.fill(page, "/company/roles/removals", &[("id", &id)]).await.expect(303).location(), "/company/roles?done=removed");
        finish(house).await;
    }
}
