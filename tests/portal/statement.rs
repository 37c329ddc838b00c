//! The statement of account: opening, movements, closing and ageing; the next opening is the last closing.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::House;
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN};
use crate::on_both;
use crate::reading::{Dice, at, bring, bring_contract, figure, finish, refusal};
use crate::receivables::{day, keyed, payment, shipped, whole};

const DAY: i64 = 24 * 3600;

async fn statement(house: &House, from: NaiveDate, to: NaiveDate) -> Value {
    let path = format!("/api/v1/contracts/A-1/statement?from={from}&to={to}");
    house.api(ACCOUNTANT).await.look(&path).await.expect(200).json()
}

/// Whether a statement agrees with itself.
#[track_caller]
fn agrees(told: &Value) {
    let movements = told["movements"].as_array().unwrap();
    let sum = |name: &str| movements.iter().filter(|m| !m[name].is_null()).map(|m| figure(&m[name])).sum::<Decimal>();
    assert_eq!((sum("debit"), sum("credit")), (figure(&told["debit"]), figure(&told["credit"])), "{told}");
    assert_eq!(figure(&told["opening"]) + sum("debit") - sum("credit"), figure(&told["closing"]), "{told}");
    let last = movements.last().map_or(figure(&told["opening"]), |m| figure(&m["balance"]));
    assert_eq!(last, figure(&told["closing"]), "{told}");
    let ages: Vec<Decimal> = told["ageing"].as_object().unwrap().values().map(figure).collect();
    assert!(ages.iter().chain([&figure(&told["advance"])]).all(|sum| *sum >= Decimal::ZERO), "{told}");
    let aged: Decimal = ages.iter().sum();
    assert_eq!(aged - figure(&told["advance"]), figure(&told["closing"]), "{told}");
}

on_both! {
    async fn every_opening_is_the_closing_before_whatever_happens(house: House) {
        let start = day(&house, 0);
        let mut dice = Dice(0x5eed);
        for n in 0..14u64 {
            match dice.below(3) {
                0 => { shipped(&house, &format!("s{n}"), "DR-1", "1").await; }
                1 => {
                    // Every call takes a session of its own: the days that pass end older ones.
                    let accountant = house.api(ACCOUNTANT).await;
                    let amount = format!("{}.{:02}", 1 + dice.below(5000), dice.below(100));
                    let told = keyed(&accountant, "/api/v1/payments", &format!("p{n}"), &payment(&house, "A-1", &amount)).await.expect(201).json();
                    if dice.below(3) == 0 {
                        let path = format!("/api/v1/payments/{}/reversals", told["id"].as_str().unwrap());
                        accountant.send(&path, json!({"reason": "Ошибка"})).await.expect(201);
                        if dice.below(2) == 0 {
                            // It was right after all, as of its old day.
                            let mut again = payment(&house, "A-1", &amount);
                            house.pass_seconds(DAY);
                            again["reference"] = json!("No 17 again");
                            keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", &format!("r{n}"), &again).await.expect(201);
                        }
                    }
                }
                _ => {
                    // The bank tells of a day that has passed.
                    let mut body = payment(&house, "A-1", "77.77");
                    body["paid_on"] = json!(day(&house, -(dice.below(3) as i64)).max(start));
                    keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", &format!("b{n}"), &body).await.expect(201);
                }
            }
            house.pass_seconds(DAY);
        }
        let end = day(&house, 0);
        let whole_time = statement(&house, start, end).await;
        agrees(&whole_time);
        assert_eq!(whole_time["opening"], "0.00");
        assert!(whole_time["movements"].as_array().unwrap().len() >= 14);
        let (mut from, mut opening, mut seen) = (start, whole_time["opening"].clone(), 0);
        while from <= end {
            let to = (from + chrono::TimeDelta::days(dice.below(4) as i64)).min(end);
            let told = statement(&house, from, to).await;
            agrees(&told);
            assert_eq!(told["opening"], opening, "{from}");
            seen += told["movements"].as_array().unwrap().len();
            (opening, from) = (told["closing"].clone(), to + chrono::TimeDelta::days(1));
        }
        assert_eq!((opening, seen), (whole_time["closing"].clone(), whole_time["movements"].as_array().unwrap().len()));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_was_taken_back_and_booked_again_as_of_its_old_day_is_an_advance_of_the_days_between(house: House) {
        let number = shipped(&house, "once", "DR-1", "1").await;
        let (first, mut paid) = (day(&house, 0), payment(&house, "A-1", "3920"));
        paid["invoices"] = json!([number]);
        let told = keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", "p", &paid).await.expect(201).json();
        house.pass_seconds(2 * DAY);
        let path = format!("/api/v1/payments/{}/reversals", told["id"].as_str().unwrap());
        house.api(ACCOUNTANT).await.send(&path, json!({"reason": "Ошибка"})).await.expect(201);
        keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", "again", &paid).await.expect(201);
        let between = statement(&house, first, day(&house, -1)).await;
        agrees(&between);
        assert_eq!((&between["closing"], &between["advance"]), (&json!("-3920.00"), &json!("3920.00")), "{between}");
        assert!(between["ageing"].as_object().unwrap().values().all(|sum| sum == "0.00"), "{between}");
        let after = statement(&house, first, day(&house, 0)).await;
        agrees(&after);
        assert_eq!((&after["closing"], &after["advance"]), (&json!("0.00"), &json!("0.00")), "{after}");
        whole(&house).await;
        finish(house).await;
    }

    async fn a_company_that_moves_finds_notes_and_invoices_on_one_side_of_the_day(house: House) {
        house.set_clock(at("2026-02-28T09:00:00Z"));
        let number = shipped(&house, "early", "DR-1", "2").await;
        // The night of the 1st in Moscow, the morning of the 2nd in Vladivostok.
        house.set_clock(at("2026-03-01T20:30:00Z"));
        shipped(&house, "late", "DR-1", "1").await;
        let path = format!("/api/v1/invoices/{number}/credit-notes");
        let one = json!({"reason": "Не приняли одну", "lines": [{"line": 1, "quantity": "1"}]});
        keyed(&house.api(ACCOUNTANT).await, &path, "note", &one).await.expect(201);
        let until = |day: &str| day.parse::<NaiveDate>().unwrap();
        let from = until("2026-02-01");
        let closing = async |day: &'static str| {
            let told = statement(&house, from, until(day)).await;
            agrees(&told);
            assert_eq!(told["advance"], "0.00", "{day}: {told}");
            told["closing"].clone()
        };
        assert_eq!((closing("2026-02-28").await, closing("2026-03-01").await), (json!("7840.00"), json!("7840.00")));
        crate::zones::move_to(&house, "Asia/Vladivostok").await;
        assert_eq!((closing("2026-03-01").await, closing("2026-03-02").await), (json!("7840.00"), json!("7840.00")));
        let told = statement(&house, from, until("2026-03-01")).await;
        assert_eq!(told["movements"].as_array().unwrap().len(), 1, "{told}");
        finish(house).await;
    }

    async fn debts_are_told_by_age_at_the_end_of_the_period(house: House) {
        let due = |days: i64| day(&house, -days - 30);
        for (days, amount) in [(0, "1"), (1, "2"), (30, "4"), (31, "8"), (60, "16"), (61, "32"), (90, "64"), (91, "128")] {
            bring(&house, "opening-balances", &format!("contract,amount,as_of\nA-1,{amount},{}\n", due(days))).await;
        }
        let told = statement(&house, day(&house, -200), day(&house, 0)).await;
        agrees(&told);
        assert_eq!(
            told["ageing"],
            json!({"not_due": "1.00", "days_1_30": "6.00", "days_31_60": "24.00", "days_61_90": "96.00", "days_over_90": "128.00"})
        );
        // A month ago everything was a month younger.
        let before = statement(&house, day(&house, -200), day(&house, -30)).await;
        agrees(&before);
        assert_eq!((&before["closing"], &before["ageing"]["days_over_90"]), (&json!("255.00"), &json!("0.00")));
        finish(house).await;
    }

    async fn what_orders_promise_is_not_in_it_and_currencies_stay_apart(house: House) {
        bring(&house, "prices", "price_list,currency,sku,from_quantity,price\nEURO,EUR,DR-1,0,40\n").await;
        bring_contract(&house, "A-E,ALFA,EUR,EURO,2020-01-01,,all,,net 30,,best,no,included,MSK,0").await;
        bring(&house, "opening-balances", &format!("contract,amount,as_of\nA-E,100,{0}\nA-1,5,{0}\nA-2,7,{0}\n", day(&house, 0))).await;
        crate::shipping::placed(&house.api(crate::kit::trade::SEVER).await, "promised", crate::reading::one("DR-1", "1")).await;
        let told = house.api(ALFA_ADMIN).await.look("/api/v1/partners/ALFA/statement").await.expect(200).json();
        let items = told["items"].as_array().unwrap();
        let sums: Vec<(&Value, &Value)> = items.iter().map(|item| (&item["currency"], &item["closing"])).collect();
        assert_eq!(sums, [(&json!("EUR"), &json!("100.00")), (&json!("RUB"), &json!("12.00"))]);
        assert_eq!(items[1]["contracts"], json!(["A-0", "A-1", "A-2"]));
        items.iter().for_each(agrees);
        finish(house).await;
    }

    async fn it_prints_and_comes_as_a_table_without_formulas(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        let mut body = payment(&house, "A-1", "10");
        body["reference"] = json!("=HYPERLINK(\"http://evil\")");
        keyed(&accountant, "/api/v1/payments", "odd", &body).await.expect(201);
        let browser = house.browser(ALFA_ADMIN).await;
        let page = browser.look("/contracts/A-1/statement").await.expect(200);
        assert!(page.text.contains("10.00") && page.text.contains("=HYPERLINK("), "{}", page.text);
        let table = browser.look("/contracts/A-1/statement.csv").await.expect(200);
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        assert!(table.header("content-disposition").contains("attachment"));
        let is_formula = |text: &str| [";=", ",=", "\"="].iter().any(|start| text.contains(start));
        assert!(table.text.contains("'=HYPERLINK(") && !is_formula(&table.text), "{}", table.text);
        let english = browser.look("/partners/ALFA/statement.csv").await.expect(200).text;
        assert!(english.contains(",RUB,,10.00,-10.00\r\n"), "{english}");
        browser.fill("/", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        let russian = browser.look("/partners/ALFA/statement.csv").await.expect(200).text;
        assert!(russian.contains(";RUB;;10,00;-10,00\r\n") && !russian.contains("10.00"), "{russian}");
        assert_eq!(refusal(&accountant.look("/api/v1/contracts/A-1/statement?from=2026-02-01&to=2026-01-01").await).0, 422);
        for path in ["/contracts/A-1/statement", "/partners/ALFA/statement"] {
            let page = browser.look(&format!("{path}?from=2026-02-01&to=2026-01-01")).await.expect(422).text;
            assert!(page.contains("name=\"from\" value=\"2026-02-01\"><span class=\"fault\">"), "{page}");
            assert!(page.contains("name=\"to\" value=\"2026-01-01\"") && page.contains("class=\"top"), "{page}");
            browser.look(&format!("{path}?from=soon")).await.expect(422);
        }
        browser.look("/contracts/A-99/statement?from=2026-02-01&to=2026-01-01").await.expect(404);
        finish(house).await;
    }
}
