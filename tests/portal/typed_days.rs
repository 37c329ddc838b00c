//! Days typed into pages: `2026-03-31` and `31.03.2026` are the same day at every door; another writing is refused by its field, and
//! what was typed stands there again.

use crate::House;
use crate::kit::client::hidden;
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one, settle, stored};
use crate::receivables::{day, shipped};
use crate::shipping::{order, placed};

const SENTENCE: &str = "Give a date, for example 2026-03-31 or 31.03.2026.";
/// What is no day, or no day that the calendar has.
const ODD: [&str; 4] = ["30.02.2026", "03/04/2026", "4.3.2026", "tomorrow"];

/// A payment as it is typed under a key.
fn paid<'t>(key: &'t str, day: &'t str) -> [(&'t str, &'t str); 6] {
    [("key", key), ("contract", "A-1"), ("amount", "100"), ("paid_on", day), ("reference", key), ("invoices", "")]
}

/// The day so many days from now in both writings: as programs and as people here write it.
fn both(house: &House, days: i64) -> (String, String) {
    let day = day(house, days);
    (day.to_string(), day.format("%d.%m.%Y").to_string())
}

on_both! {
    async fn lists_are_narrowed_by_a_day_in_either_writing(house: House) {
        let number = placed(&house.api(SEVER).await, "listed", one("DR-1", "1")).await;
        let (buyer, office) = (house.browser(SEVER).await, house.browser(MANAGER).await);
        let link = format!("href=\"/orders/{number}\"");
        let ((today, here), (tomorrow, then), (_, past)) = (both(&house, 0), both(&house, 1), both(&house, -1));
        for (from, to, is_there) in [
            (&today, &today, true), (&here, &here, true), (&today, &here, true), (&past, &tomorrow, true),
            (&then, &then, false), (&tomorrow, &then, false), (&past, &past, false),
        ] {
            let page = buyer.look(&format!("/orders?from={from}&to={to}")).await.expect(200).text;
            assert_eq!(page.contains(&link), is_there, "{from} – {to}: {page}");
        }
        for path in ["/orders", "/shipments", "/invoices", "/payments", "/promises", "/dashboard", "/contracts/A-1/statement"] {
            office.look(&format!("{path}?from={past}&to={today}")).await.expect(200);
            for odd in ODD {
                let told = office.look(&format!("{path}?from={past}&to={odd}")).await.expect(422).text;
                assert!(told.contains(SENTENCE), "{path}, {odd}: {told}");
                assert!(told.contains(&format!("name=\"to\" value=\"{odd}\"><span class=\"fault\">")), "{path}, {odd}: {told}");
                assert!(told.contains(&format!("action=\"{path}\"")) && told.contains("class=\"menu\""), "{path}, {odd}: {told}");
            }
        }
        // Both days are marked, what else was asked stays, and no row is shown as though nothing had been asked.
        for reader in [&buyer, &office] {
            let told = reader.look("/orders?q=drill&state=confirmed&from=31.02.2026&to=soon").await.expect(422).text;
            assert_eq!(told.matches("class=\"fault\"").count(), 2, "{told}");
            for kept in ["value=\"drill\"", "value=\"confirmed\" selected", "value=\"31.02.2026\"", "value=\"soon\""] {
                assert!(told.contains(kept), "{kept}: {told}");
            }
            assert!(!told.contains(&link), "{told}");
        }
        assert!(buyer.look(&format!("/orders?from={here}")).await.expect(200).text.contains(&format!("name=\"from\" value=\"{today}\"")));
        // Another refusal stays a page of its own.
        assert!(!office.look("/orders?cursor=odd").await.expect(400).text.contains("class=\"filters\""));
        for (path, from) in [("/dashboard", &past), ("/contracts/A-1/statement", &today)] {
            let told = office.look(&format!("{path}?from={from}&to=32.03.2026")).await.expect(422).text;
            assert!(told.contains(&format!("name=\"from\" value=\"{from}\"></div>")), "{path}: {told}");
            assert!(told.contains("name=\"to\" value=\"32.03.2026\"><span class=\"fault\">"), "{path}: {told}");
        }
        finish(house).await;
    }

    async fn another_day_is_promised_in_either_writing(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "promised", one("DR-1", "5")).await;
        let office = house.browser(MANAGER).await;
        let (page, door) = (format!("/orders/{number}"), format!("/orders/{number}/promises"));
        let ((third, _), (fourth, typed), (fifth, later)) = (both(&house, 3), both(&house, 4), both(&house, 5));
        for (typed, day) in [(&third, &third), (&typed, &fourth), (&format!(" {later} "), &fifth)] {
            office.fill(&page, &door, &[("sku", ""), ("promised_on", typed.as_str()), ("reason", "Customs")]).await.expect(303);
            assert_eq!(order(&sever, &number).await["lines"][0]["promised_on"], day.as_str(), "{typed}");
        }
        settle(&house).await;
        let before = stored(&house).await;
        for odd in ODD {
            let fields = [("sku", "DR-1"), ("promised_on", odd), ("reason", "The ferry waits")];
            let told = office.fill(&page, &door, &fields).await.expect(422).text;
            assert!(told.contains(SENTENCE), "{odd}: {told}");
            let kept = [format!("name=\"promised_on\" value=\"{odd}\""), "value=\"The ferry waits\"".into(), "value=\"DR-1\" selected".into()];
            for kept in kept {
                assert!(told.contains(&kept), "{kept}: {told}");
            }
        }
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn an_order_is_wished_for_a_day_in_either_writing(house: House) {
        let browser = house.browser(SEVER).await;
        let ((first, typed), (second, _)) = (both(&house, 9), both(&house, 10));
        for (typed, day) in [(&typed, &first), (&second, &second)] {
            browser.fill("/cart", "/cart/lines", &[("sku", "DR-1"), ("quantity", "1")]).await.expect(303);
            let page = browser.look("/cart").await.expect(200).text;
            let (key, total) = (hidden(&page, "key"), hidden(&page, "agreed_total"));
            let fields = |day: &'static str| [("key", key.as_str()), ("agreed_total", total.as_str()), ("requested_on", day), ("comment", "У ворот")];
            for odd in ODD {
                let told = browser.fill("/cart", "/orders", &fields(odd)).await.expect(422).text;
                assert!(told.contains(SENTENCE) && told.contains("У ворот"), "{odd}: {told}");
                assert!(told.contains(&format!("value=\"{odd}\"")), "{odd}: {told}");
            }
            let fields = [("key", key.as_str()), ("agreed_total", total.as_str()), ("requested_on", typed.as_str())];
            browser.fill("/cart", "/orders", &fields).await.expect(303);
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM sales_order WHERE requested_on = '{day}'")).await, 1, "{typed}");
        }
        finish(house).await;
    }

    async fn stock_blocks_and_codes_take_a_day_in_either_writing(house: House) {
        house.pass_seconds(60);
        let keeper = house.browser(WAREHOUSE).await;
        let figure = |day: &'static str| [("warehouse", "MSK"), ("on_hand", "10"), ("as_of", ""), ("expected", "30"), ("expected_on", day)];
        keeper.fill("/stock/DR-2", "/stock/DR-2", &figure("15.04.2099")).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM stock WHERE expected_on = '2099-04-15'").await, 1);
        let told = keeper.fill("/stock/DR-2", "/stock/DR-2", &figure("31.04.2099")).await.expect(422).text;
        assert!(told.contains("value=\"31.04.2099\"><span class=\"fault\">") && told.contains(SENTENCE), "{told}");
        let office = house.browser(MANAGER).await;
        let (until, typed) = both(&house, 20);
        let door = "/contracts/A-1/blocks";
        let odd = [("reason", "Доверенность истекла"), ("ends", "until"), ("until", "next week")];
        let told = office.fill(door, door, &odd).await.expect(422).text;
        assert!(told.contains(SENTENCE) && told.contains("value=\"next week\"") && told.contains("Доверенность истекла"), "{told}");
        let fields = [("reason", "Доверенность истекла"), ("ends", "until"), ("until", typed.as_str())];
        office.fill(door, door, &fields).await.expect(303);
        assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM shipment_block WHERE until = '{until}'")).await, 1);
        let code = |from: &'static str, until: &'static str| [
            ("code", "SPRING"), ("name", "Весна"), ("name_en", "Spring"), ("partner", ""), ("person", ""), ("on", "all"), ("item", ""),
            ("off", "percent"), ("value", "5"), ("valid_from", from), ("valid_until", until), ("uses_most", ""), ("once_each", ""),
        ];
        let door = "/discount-codes";
        for (from, until) in [("", "31.03.2026"), ("01.03.2026", "31.02.2026"), ("1 March", "2026-03-31")] {
            let told = office.fill(door, door, &code(from, until)).await.expect(422).text;
            let is_kept = |day: &str| day.is_empty() || told.contains(&format!("value=\"{day}\""));
            assert!(told.contains(SENTENCE) && told.contains("SPRING") && is_kept(from) && is_kept(until), "{from} – {until}: {told}");
        }
        office.fill(door, door, &code("01.03.2026", "2099-03-31")).await.expect(303);
        let kept = "SELECT count(*) FROM discount_code WHERE valid_from = '2026-03-01' AND valid_until = '2099-03-31'";
        assert_eq!(house.sql_i64(kept).await, 1);
        finish(house).await;
    }

    async fn a_payment_is_booked_by_a_day_in_either_writing(house: House) {
        shipped(&house, "a", "DR-1", "1").await;
        let browser = house.browser(ACCOUNTANT).await;
        for odd in ODD {
            let told = browser.fill("/payments", "/payments", &paid("typed-odd", odd)).await.expect(422).text;
            assert!(told.contains(SENTENCE) && told.contains(&format!("name=\"paid_on\" value=\"{odd}\"")), "{odd}: {told}");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM payment").await, 0);
        let (day, typed) = both(&house, 0);
        for (key, day) in [("typed-first", &typed), ("typed-second", &day)] {
            browser.fill("/payments", "/payments", &paid(key, day)).await.expect(303);
        }
        assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM payment WHERE paid_on = '{day}'")).await, 2);
        finish(house).await;
    }
}
