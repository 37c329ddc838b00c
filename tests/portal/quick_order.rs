//! Quick order: what is pasted, typed or brought as a file is told row by row in its order; good rows go into the cart, nothing is lost.

use std::fmt::Write;
use std::time::{Duration, Instant};

use orderly::platform::formats::{Cell, XLSX, write_xlsx};
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::{Told, hidden, read};
use crate::kit::trade::{BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{between, bring, figure};

const PAGE: &str = "/quick-order";
const DOOR: &str = "/api/v1/quick-order";

/// Two hundred goods with a price: `Q-001`, `0002`, …, every second with leading zeros.
async fn many_goods(house: &House) -> Vec<String> {
    let codes: Vec<String> = (1..=200).map(|n| if n % 2 == 0 { format!("{n:06}") } else { format!("Q-{n:03}") }).collect();
    let (mut goods, mut prices) =
        (String::from("sku,name,category,unit\n"), String::from("price_list,currency,sku,from_quantity,price,tier\n"));
    for code in &codes {
        writeln!(goods, "{code},Товар {code},Много / Разного,шт").expect("a line");
        writeln!(prices, "OPT,RUB,{code},0,10,whole").expect("a line");
    }
    bring(house, "products", &goods).await;
    bring(house, "prices", &prices).await;
    codes
}

async fn look_at(client: &Client, text: &str) -> Value {
    client.send(DOOR, json!({"text": text})).await.expect(200).json()
}

fn all(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap_or_else(|| panic!("no rows: {report}"))
}

async fn in_cart(client: &Client) -> Vec<(String, String)> {
    let cart = client.look("/api/v1/cart").await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines: Vec<_> =
        cart["lines"].as_array().expect("lines").iter().map(|line| (text(&line["sku"]), text(&line["quantity"]))).collect();
    lines.sort();
    lines
}

/// A form of the page, sent with a token and a key of its own, from the page.
async fn send(house: &House, browser: &Client, action: &str, fields: &[(&str, &str)]) -> Told {
    let page = browser.look(PAGE).await.expect(200).text;
    let (token, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
    post(house, browser, action, &[[("csrf", token.as_str()), ("key", key.as_str())].as_slice(), fields].concat()).await
}

async fn post(house: &House, browser: &Client, action: &str, fields: &[(&str, &str)]) -> Told {
    let request = browser.request(Method::POST, action).header("referer", format!("{}{PAGE}", house.url)).form(fields);
    read(request.send().await.expect("an answer")).await
}

fn text_on(page: &str) -> String {
    between(page, "name=\"text\"", "</textarea>").split_once('>').map(|(_, text)| text.trim().to_owned()).unwrap_or_default()
}

on_both! {
    async fn two_hundred_rows_make_two_hundred_results_in_order_with_every_separator(house: House) {
        let codes = many_goods(&house).await;
        let sever = house.api(SEVER).await;
        let is_bad = |n: usize| n % 10 == 9;
        let typed: Vec<String> = codes.iter().enumerate().map(|(n, code)| if is_bad(n) { format!("NO-{n}") } else { code.clone() }).collect();
        for separator in ["\t", ";", ",", " "] {
            let text: String = typed.iter().enumerate().map(|(n, code)| format!("{code}{separator}{}\n", n + 1)).collect();
            let report = look_at(&sever, &text).await;
            let rows = all(&report);
            assert_eq!((rows.len(), &report["good"], &report["bad"]), (200, &json!(180), &json!(20)), "{separator:?}");
            for (n, row) in rows.iter().enumerate() {
                assert_eq!((row["row"].as_u64(), row["code"].as_str()), (Some(n as u64 + 1), Some(typed[n].as_str())), "{separator:?}");
                if is_bad(n) {
                    assert_eq!((row["state"].as_str(), row["reason"]["code"].as_str()), (Some("bad"), Some("unknown_product")), "{row}");
                    assert!(row["reason"]["message"].as_str().is_some_and(|words| words.contains(typed[n].as_str())), "{row}");
                } else {
                    assert_eq!((row["state"].as_str(), row["sku"].as_str()), (Some("ok"), Some(codes[n].as_str())), "{row}");
                    assert_eq!(row["quantity"], format!("{}.000", n + 1), "{row}");
                }
            }
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line").await, 0, "a look stores nothing");
        let text: String = typed.iter().map(|code| format!("{code} 1\n")).collect();
        let told = sever.send(&format!("{DOOR}/cart"), json!({"text": text})).await.expect(422);
        assert_eq!((told.problem().0.as_str(), &told.json()["report"]["bad"]), ("bad_rows", &json!(20)));
        assert!(in_cart(&sever).await.is_empty(), "one bad row stops all, unless the good ones are asked for");
        let put = sever.send(&format!("{DOOR}/cart"), json!({"text": text, "only_good": true})).await.expect(200).json();
        assert_eq!((&put["lines"], in_cart(&sever).await.len()), (&json!(180), 180));
        house.close().await;
    }

    async fn a_file_of_two_thousand_rows_is_told_quickly_as_csv_and_as_a_workbook(house: House) {
        let codes = many_goods(&house).await;
        let sever = house.api(SEVER).await;
        let row = |n: usize| codes[n % codes.len()].clone();
        let csv: String = std::iter::once("Артикул;Количество\n".to_owned()).chain((0..2000).map(|n| format!("{};1\n", row(n)))).collect();
        let cells = (0..2000).map(|n| vec![Cell::text(row(n)), Cell::Quantity(orderly::platform::values::Quantity::whole(1))]);
        let book = write_xlsx("Заказ", &["Артикул", "Количество"], cells).expect("a workbook");
        for (media_type, bytes) in [("text/csv", csv.into_bytes()), (XLSX, book)] {
            let begun = Instant::now();
            let report = sever.bring(Method::POST, DOOR, media_type, &bytes).await.expect(200).json();
            assert!(begun.elapsed() < Duration::from_secs(10), "{media_type}: {:?}", begun.elapsed());
            let rows = all(&report);
            assert_eq!((rows.len(), &report["bad"]), (2000, &json!(0)), "{media_type}");
            // Leading zeros stay, and what repeats is added up with a notice.
            assert_eq!((rows[1]["code"].as_str(), rows[1]["sku"].as_str(), rows[1]["quantity"].as_str()), (Some("000002"), Some("000002"), Some("10.000")));
            assert_eq!((rows[201]["state"].as_str(), &rows[201]["added_to"], rows[201]["notices"][0]["code"].as_str()), (Some("added"), &rows[1]["row"], Some("added_up")), "{}", rows[201]);
            assert_eq!(rows.iter().filter(|row| row["state"] == "added").count(), 1800);
        }
        let more: String = (0..2001).map(|n| format!("{} 1\n", row(n))).collect();
        let told = sever.send(DOOR, json!({"text": more})).await.expect(422);
        assert_eq!(told.problem().1, ["too_many_rows"]);
        house.close().await;
    }

    async fn a_long_report_comes_in_pages_with_what_is_wrong_first_and_whole_as_a_file(house: House) {
        let codes = many_goods(&house).await;
        let browser = house.browser(SEVER).await;
        // Of two thousand rows the last ten cannot be ordered.
        let text: String = (0..2000).map(|n| if n < 1990 { format!("{} 1\n", codes[n % 200]) } else { format!("NO-{n} 1\n") }).collect();
        let positions = |page: &str| page.matches("<td class=\"num pos\">").count();
        let first = send(&house, &browser, PAGE, &[("text", &text)]).await.expect(200).text;
        assert!(first.contains("Page 1 of 10") && first.contains("cannot: 10."), "{}", first.len());
        assert_eq!(positions(&first), 200);
        let at = |page: &str, words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
        assert!(at(&first, "<code>NO-1999</code>") < at(&first, "<code>Q-001</code>"));
        assert_eq!(text_on(&first).lines().count(), 2000, "all that was typed stays in the form");
        let last = send(&house, &browser, PAGE, &[("text", &text), ("page", "10")]).await.expect(200).text;
        assert!(last.contains("Page 10 of 10") && !last.contains("<code>NO-1999</code>") && positions(&last) == 200);
        for odd in ["11", "0", "-1", "x"] {
            assert!(send(&house, &browser, PAGE, &[("text", &text), ("page", odd)]).await.expect(200).text.contains(" of 10."), "{odd}");
        }
        let request = browser.request(Method::POST, PAGE).header("referer", format!("{}{PAGE}", house.url)).header("accept-encoding", "br");
        let token = hidden(&first, "csrf");
        let sent = request.form(&[("csrf", token.as_str()), ("key", "bytes"), ("text", text.as_str())]).send().await.expect("an answer");
        assert_eq!(sent.headers()["content-encoding"], "br");
        assert!(sent.bytes().await.expect("a body").len() < 30_000);
        let whole = send(&house, &browser, "/quick-order/report.csv", &[("text", &text)]).await.expect(200);
        assert!(whole.header("content-type").starts_with("text/csv") && whole.header("content-disposition").starts_with("attachment"));
        let rows: Vec<&str> = whole.text.lines().collect();
        assert_eq!(rows.len(), 2001);
        assert!(rows[1].starts_with("1,Q-001 1,Q-001,") && rows[2000].starts_with("2000,NO-1999 1,"), "{} {}", rows[1], rows[2000]);
        // Two hundred stand on one page, in the order in which they were typed.
        let short: String = text.lines().skip(1_800).map(|line| format!("{line}\n")).collect();
        let one = send(&house, &browser, PAGE, &[("text", &short)]).await.expect(200).text;
        assert!(!one.contains("Page 1 of") && at(&one, "<code>Q-001</code>") < at(&one, "<code>NO-1999</code>"));
        house.close().await;
    }

    async fn one_rule_stands_behind_every_door(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let book = write_xlsx("1", &["sku", "quantity"], std::iter::once(vec![Cell::text("GL-5"), Cell::text("7")])).expect("a workbook");
        let told = [
            look_at(&sever, "GL-5 7").await,
            sever.send(DOOR, json!({"lines": [{"code": "GL-5", "quantity": "7"}]})).await.expect(200).json(),
            sever.bring(Method::POST, DOOR, "text/csv", b"sku;quantity\nGL-5;7\n").await.expect(200).json(),
            sever.bring(Method::POST, DOOR, XLSX, &book).await.expect(200).json(),
            look_at(&sever, "GL-5 3\nGL-5 4").await,
        ];
        for report in told {
            let row = &all(&report)[0];
            assert_eq!((row["reason"]["code"].as_str(), &row["reason"]["offers"]), (Some("off_multiple"), &json!(["5.000", "10.000"])), "{report}");
        }
        let cart = browser.fill("/cart", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7")]).await.expect(422).text;
        let page = send(&house, &browser, PAGE, &[("text", "GL-5 7")]).await.expect(200).text;
        let reason = "GL-5: this quantity cannot be ordered. Minimum order quantity 5";
        assert!(cart.contains(reason) && page.contains(reason), "{page}");
        house.close().await;
    }

    async fn each_row_tells_what_stands_in_its_way(house: House) {
        let sever = house.api(SEVER).await;
        let report = look_at(&sever, "DR-1\n4600000000008 2\nDR-1;пять\nNP-1 1\nCB-1 0.3\nBK-1\n00417 5\n;;\nDR-2 0,5\nDR-2 -1\nGL-5 5").await;
        let codes: Vec<_> = all(&report).iter().map(|row| row["reason"]["code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["", "", "wrong_quantity", "no_price", "below_minimum", "", "", "missing_code", "not_whole", "not_positive", ""], "{report}");
        let rows = all(&report);
        // A barcode is the same product; the least is taken where nothing was said.
        assert_eq!((rows[0]["quantity"].as_str(), &rows[1]["added_to"]), (Some("3.000"), &json!(1)), "{report}");
        assert_eq!((rows[5]["quantity"].as_str(), rows[6]["notices"][0]["code"].as_str()), (Some("10.000"), Some("stock_short")), "{report}");
        assert_eq!((&rows[0]["unit_price"], &rows[0]["sum"]), (&json!("3920.0000"), &json!("11760.00")));
        let sums = rows.iter().filter(|row| row["state"] == "ok").map(|row| figure(&row["sum"]));
        assert_eq!((figure(&report["sum"]), figure(&report["total"])), (sums.clone().sum(), sums.sum()), "{report}");
        for (body, code) in [(json!({}), "text_or_lines"), (json!({"text": "A", "lines": []}), "text_or_lines"), (json!({"text": " \n"}), "missing"), (json!({"lines": []}), "missing")] {
            assert_eq!(sever.send(DOOR, body).await.expect(422).problem().1, [code]);
        }
        sever.send(DOOR, json!({"text": "A", "more": 1})).await.expect(422);
        sever.bring(Method::POST, DOOR, "application/pdf", b"%PDF").await.expect(415);
        assert_eq!(sever.bring(Method::POST, DOOR, XLSX, b"PK\x03\x04workbook").await.expect(400).problem().0, "not_text");
        house.close().await;
    }

    async fn a_unit_of_another_kind_is_refused_and_a_group_of_three_is_read_with_its_thousand(house: House) {
        let sever = house.api(SEVER).await;
        let report = look_at(&sever, "GL-5 10 пара\nGL-5 10 шт\nBK-1 1 000\nBK-1 2 тыс. шт\nXX-9 1 000").await;
        let rows = all(&report);
        let codes: Vec<_> = rows.iter().map(|row| row["reason"]["code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["", "wrong_unit", "", "wrong_unit", "unknown_product"], "{report}");
        assert_eq!((rows[0]["quantity"].as_str(), rows[2]["code"].as_str(), rows[2]["quantity"].as_str()), (Some("10.000"), Some("BK-1"), Some("1000.000")));
        let told = rows[1]["reason"]["message"].as_str().expect("a reason");
        assert!(told.contains("“pair”") && told.contains("“pcs”"), "{told}");
        house.close().await;
    }

    async fn one_code_of_several_goods_is_asked_about(house: House) {
        bring(&house, "products", "sku,name,category,unit,barcode\nTW-1,Первый,Прочее,шт,4600000000015\nTW-2,Второй,Прочее,шт,4600000000015\n").await;
        let row = &look_at(&house.api(SEVER).await, "4600000000015 1").await["rows"][0];
        assert_eq!(row["reason"]["code"], "ambiguous_code");
        assert!(row["reason"]["message"].as_str().is_some_and(|words| words.contains("TW-1") && words.contains("TW-2")), "{row}");
        house.close().await;
    }

    async fn a_forbidden_good_answers_exactly_like_an_unknown_one(house: House) {
        bring(&house, "products", "sku,name,category,unit,barcode\nFB-1,Запретный,Прочее,шт,4600000000022\n").await;
        bring(&house, "own-numbers", "partner,sku,number\nBETA,FB-1,MINE-1\n").await;
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        for code in ["DR-2", "FB-1", "4600000000022", "MINE-1"] {
            let (there, nowhere) = (look_at(&beta, &format!("{code} 7")).await, look_at(&beta, "XX-9 7").await);
            assert_eq!(there.to_string().replace(code, "CODE"), nowhere.to_string().replace("XX-9", "CODE"));
            assert_eq!(there["rows"][0]["reason"]["code"], "unknown_product");
            let page = send(&house, &browser, PAGE, &[("text", code)]).await.expect(200).text;
            assert!(!page.contains("Запретный") && !page.contains("Drill driver"), "{page}");
        }
        let found = browser.look("/quick-order/suggestions?q=DR").await.expect(200).text;
        assert!(found.contains("DR-1") && !found.contains("DR-2"), "{found}");
        assert!(!browser.look("/quick-order/suggestions?q=mine-1").await.expect(200).text.contains("FB-1"));
        house.close().await;
    }

    async fn good_rows_go_alone_and_bad_ones_stay_in_the_form(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let typed = "GL-5 7\nDR-1 1\nXX-9 4";
        let checked = send(&house, &browser, PAGE, &[("text", typed), ("code1", "00417"), ("quantity1", "2")]).await.expect(200).text;
        assert!(checked.contains("value=\"5|GL-5 7\"") && checked.contains("value=\"10|GL-5 7\""), "{checked}");
        assert_eq!(text_on(&checked), "GL-5 7\nDR-1 1\nXX-9 4\n00417\t2", "single lines stand below the text");
        let page = browser.look(PAGE).await.expect(200).text;
        let (token, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
        let fields = [("csrf", token.as_str()), ("key", key.as_str()), ("text", typed), ("choice1", "10|GL-5 7"), ("choice3", "5|another")];
        for time in 1..=2 {
            let left = post(&house, &browser, "/quick-order/cart", &fields).await.expect(200).text;
            assert_eq!(text_on(&left), "XX-9\t4", "{left}");
            assert!(left.contains("2 products are in the cart") && left.contains("data-kept-clear=\"/quick-order\""), "{left}");
            let expected = [("DR-1", "1.000"), ("GL-5", "10.000")].map(|(sku, quantity)| (sku.to_owned(), quantity.to_owned()));
            assert_eq!(in_cart(&sever).await, expected, "sent {time} times, put once");
        }
        let done = send(&house, &browser, "/quick-order/cart", &[("text", "DR-1 2")]).await.expect(303);
        assert_eq!(done.location(), "/quick-order?put=1");
        assert!(browser.look(&done.location()).await.expect(200).text.contains("1 product is in the cart"));
        assert_eq!(in_cart(&sever).await[0], ("DR-1".to_owned(), "3.000".to_owned()), "what was there is raised");
        assert_eq!(house.sql_i64("SELECT count(*) FROM requested_item WHERE wanted = 'XX-9'").await, 1);
        house.close().await;
    }

    async fn what_was_typed_comes_back_with_every_refusal(house: House) {
        let browser = house.browser(SEVER).await;
        let many = "DR-1 1\n".repeat(2001);
        let told = send(&house, &browser, PAGE, &[("text", &many)]).await.expect(422).text;
        assert_eq!(text_on(&told).lines().count(), 2001);
        let told = send(&house, &browser, "/quick-order/cart", &[("text", "XX-9 1 <b>")]).await.expect(422).text;
        assert!(text_on(&told).contains("XX-9 1 &lt;b&gt;"), "{told}");
        assert_eq!(text_on(&send(&house, &browser, PAGE, &[("text", " ")]).await.expect(422).text), "");
        send(&house, &browser, PAGE, &[("text", "A"), ("colour", "red")]).await.expect(422);
        let csv = browser.upload(PAGE, "/quick-order/file", &[], ("order.csv", "Код;Кол-во\n00417;2\nXX-9;1\n".as_bytes())).await.expect(200).text;
        assert_eq!(text_on(&csv), "00417\t2\nXX-9\t1", "a file's rows can be corrected in the form");
        let bad = browser.upload(PAGE, "/quick-order/file", &[], ("order.pdf", b"%PDF-1.7".as_slice())).await.expect(400).text;
        assert!(bad.contains("cannot be read as a table"), "{bad}");
        house.close().await;
    }

    async fn the_same_key_puts_once_by_the_api_too(house: House) {
        let sever = house.api(SEVER).await;
        let put = async || {
            let request = sever.request(Method::POST, &format!("{DOOR}/cart")).header("idempotency-key", "twice").json(&json!({"text": "DR-1 2"}));
            read(request.send().await.expect("an answer")).await.expect(200)
        };
        put().await;
        put().await;
        assert_eq!(in_cart(&sever).await, [("DR-1".to_owned(), "2.000".to_owned())]);
        house.close().await;
    }

    async fn a_form_sent_after_the_session_has_ended_comes_back_filled(house: House) {
        let browser = house.browser(SEVER).await;
        let typed = "00417;3\nДрель & \"молоток\" <5>";
        let page = browser.look(PAGE).await.expect(200).text;
        let fields = [("csrf", hidden(&page, "csrf")), ("key", hidden(&page, "key")), ("text", typed.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.pass_seconds(30 * 24 * 3600 + 1);
        let asked = post(&house, &browser, PAGE, &fields).await.expect(401).text;
        assert!(asked.contains("what you typed is kept") && hidden(&asked, "next") == PAGE, "{asked}");
        let kept = hidden(&asked, "kept").replace("&amp;", "&");
        let wrong = browser.fill("/sign-in", "/sign-in", &[("login", SEVER), ("password", "wrong words"), ("next", PAGE), ("kept", &kept)]).await.expect(401).text;
        assert_eq!(hidden(&wrong, "kept").replace("&amp;", "&"), kept, "a slip of the finger loses nothing");
        let back = signed_in_again(&house, &browser, SEVER, &kept).await;
        assert!(back.0.contains("00417;3\nДрель &amp; &quot;молоток&quot; &lt;5&gt;") || back.0.contains("00417;3\r\nДрель &amp; &quot;молоток&quot; &lt;5&gt;"), "{}", back.0);
        assert!(back.0.contains("action=\"/quick-order\"") && !back.0.contains(&hidden(&page, "csrf")), "{}", back.0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line").await, 0, "nothing is sent by itself");
        let token = hidden(&back.0, "csrf");
        let again = post(&house, &back.1, PAGE, &[("csrf", token.as_str()), ("key", "k"), ("text", "00417;3")]).await.expect(200).text;
        assert!(again.contains("Wedge anchor M8"), "the form that came back can be sent: {again}");
        house.close().await;
    }

    async fn what_somebody_typed_comes_back_to_him_alone_and_with_the_total_he_agreed_to(house: House) {
        let browser = house.browser(SEVER).await;
        let token = hidden(&browser.look(PAGE).await.expect(200).text, "csrf");
        let fields = [("csrf", token.as_str()), ("key", "k"), ("agreed_total", "7840.00"), ("comment", "Ring twice")];
        house.pass_seconds(30 * 24 * 3600 + 1);
        let asked = post(&house, &browser, "/orders", &fields).await.expect(401).text;
        let kept = hidden(&asked, "kept").replace("&amp;", "&");
        assert!(!kept.contains(&token), "{kept}");
        let other = sign_in_with(&house, &browser, YUG, &kept).await.expect(303);
        assert!(other.location() == PAGE && !other.text.contains("Ring twice"), "{} {}", other.location(), other.text);
        // Whose session it was stands in the form; who takes that out or puts something else in gets nothing back.
        let forged = kept.replace("&by=", "&by=0");
        sign_in_with(&house, &browser, SEVER, &forged).await.expect(303);
        let back = signed_in_again(&house, &browser, SEVER, &kept).await.0;
        assert!(back.contains("Ring twice") && back.contains("Total you agreed to") && back.contains("7,840.00"), "{back}");
        assert_eq!(hidden(&back, "agreed_total"), "7840.00");
        house.close().await;
    }

    async fn a_message_is_not_lost_with_the_session_and_a_foreign_form_is_not_carried(house: House) {
        let browser = house.browser(YUG).await;
        house.pass_seconds(30 * 24 * 3600 + 1);
        let fields = [("csrf", "old"), ("text", "Please deliver on Monday")];
        let told = post(&house, &browser, "/messages/msg_0000000000009/answers", &fields).await.expect(401).text;
        assert!(hidden(&told, "kept").contains("Please+deliver+on+Monday"), "{told}");
        let comment = [("csrf", "old"), ("key", "k"), ("agreed_total", "1.00"), ("comment", "Ring twice")];
        assert!(hidden(&post(&house, &browser, "/orders", &comment).await.expect(401).text, "kept").contains("Ring+twice"));
        // Nothing typed, a password, too much, or not one of our pages: as before.
        for (action, fields) in [("/cart/notices", vec![("csrf", "x")]), ("/profile/password", vec![("current_password", "a"), ("new_password", "b")])] {
            assert!(post(&house, &browser, action, &fields).await.expect(303).location().starts_with("/sign-in?next="), "{action}");
        }
        let much = "x".repeat(70_000);
        post(&house, &browser, PAGE, &[("text", &much)]).await.expect(303);
        let unsure = house.visitor().request(Method::POST, PAGE).form(&[("text", "x")]);
        read(unsure.send().await.expect("an answer")).await.expect(303);
        let foreign = house.visitor().request(Method::POST, PAGE).header("sec-fetch-site", "cross-site").form(&[("text", "x")]);
        read(foreign.send().await.expect("an answer")).await.expect(403);
        house.close().await;
    }
}

/// Gives somebody a password, and signs in with it and what was kept.
async fn sign_in_with(house: &House, browser: &Client, login: &str, kept: &str) -> Told {
    use orderly::access::accounts::links;
    use orderly::access::permission::marks::ManageAccounts;
    let office = house.gate.system::<ManageAccounts>("tests");
    let link = format!("/links/{}", office.write(login.to_owned(), links::make).await.expect("a link"));
    let words = "correct horse battery staple";
    house.visitor().fill(&link, &link, &[("new_password", words)]).await.expect(303);
    browser.fill("/sign-in", "/sign-in", &[("login", login), ("password", words), ("next", PAGE), ("kept", kept)]).await
}

/// The same: the page that comes back, and a browser with the new session.
async fn signed_in_again(house: &House, browser: &Client, login: &str, kept: &str) -> (String, Client) {
    let told = sign_in_with(house, browser, login, kept).await.expect(200);
    let cookie = told.header("set-cookie");
    let token = cookie
        .strip_prefix("__Host-orderly=")
        .and_then(|rest| rest.split(';').next())
        .unwrap_or_else(|| panic!("no session: {cookie}"));
    (told.text, Client::cookie(&house.url, Some(token.to_owned())))
}
