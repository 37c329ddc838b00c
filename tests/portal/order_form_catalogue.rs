//! The catalogue as an order form: quantities typed into the list, what they come to, what narrows the list, what was ordered before,
//! goods beside each other. By page and by program alike.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::{Told, hidden, read};
use crate::kit::trade::{AGENT, BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{behind, between, bring, finish, item, one};

/// Brushes in three widths and two colours, one of them out of stock, and rollers enough for several pages.
async fn paint_shop(house: &House) {
    let mut goods = String::from("sku,name,name_en,category,category_en,unit,moq,multiple,attributes,attributes_en\n");
    let mut prices = String::from("price_list,sku,from_quantity,price\n");
    let mut stock = String::from("warehouse,sku,on_hand\n");
    let brushes = [
        ("B-25", "25", "белая", "white"),
        ("B-50", "50", "белая", "white"),
        ("B-75", "75", "белая", "white"),
        ("G-25", "25", "серая", "grey"),
        ("G-50", "50", "серая", "grey"),
    ];
    for (sku, width, colour, colour_en) in brushes {
        goods.push_str(&format!("{sku},Кисть {colour} {width},Brush {colour_en} {width},Малярное / Кисти,Painting / Brushes,шт,1,1,Цвет={colour}|Ширина={width} мм,Colour={colour_en}|Width={width} mm\n"));
        prices.push_str(&format!("OPT,{sku},0,100\nOPT,{sku},10,90\nOPT,{sku},50,85\n"));
        stock.push_str(&format!("MSK,{sku},{}\n", if sku == "B-75" { 0 } else { 200 }));
    }
    for n in 0..30 {
        goods.push_str(&format!(
            "R-{n:02},Валик {n:02},Roller {n:02},Малярное / Валики,Painting / Rollers,шт,1,1,Ворс={} мм,Pile={} mm\n",
            4 + n % 4,
            4 + n % 4
        ));
        prices.push_str(&format!("OPT,R-{n:02},0,{}.50\n", 10 + n));
        stock.push_str(&format!("MSK,R-{n:02},1000\n"));
    }
    for (kind, csv) in [("products", goods), ("prices", prices), ("stock", stock)] {
        bring(house, kind, &csv).await;
    }
}

/// Sends the order form of a page with these fields.
async fn press(browser: &Client, page: &str, fields: &[(&str, &str)]) -> Told {
    let mut all = vec![("back", page)];
    all.extend_from_slice(fields);
    browser.fill(page, "/cart/lines/many", &all).await
}

/// The field of a good: its own tag, and what stands behind it in its cell.
#[track_caller]
fn field<'p>(page: &'p str, sku: &str) -> (&'p str, &'p str) {
    let rest = page.split_once(&format!("name=\"q.{sku}\"")).unwrap_or_else(|| panic!("no field of {sku}: {page}")).1;
    let (tag, behind) = rest.split_once('>').expect("a field");
    (tag, behind.split_once("</td>").map_or(behind, |(cell, _)| cell))
}

#[track_caller]
fn value<'p>(page: &'p str, sku: &str) -> &'p str {
    between(field(page, sku).0, "value=\"", "\"")
}

async fn in_cart(house: &House, login: &str) -> Vec<(String, String)> {
    let cart = house.api(login).await.look("/api/v1/cart").await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines: Vec<_> =
        cart["lines"].as_array().expect("lines").iter().map(|line| (text(&line["sku"]), text(&line["quantity"]))).collect();
    lines.sort();
    lines
}

fn lines(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(sku, quantity)| ((*sku).to_owned(), (*quantity).to_owned())).collect()
}

/// The article numbers of a list, in its order.
async fn skus(client: &Client, query: &str) -> Vec<String> {
    let list = client.look(&format!("/api/v1/products?limit=200&{query}")).await.expect(200).json();
    list["items"].as_array().expect("items").iter().map(|item| item["sku"].as_str().unwrap_or_default().to_owned()).collect()
}

fn words(page: &str) -> String {
    let text: String =
        page.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect::<Vec<_>>().join(" ");
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn quantities_typed_into_the_list_go_into_the_cart_together(house: House) {
        paint_shop(&house).await;
        let browser = house.browser(SEVER).await;
        let told = press(&browser, "/catalogue?category=brushes", &[("q.B-25", "10"), ("q.G-50", " 3 "), ("q.B-50", "")]).await;
        assert_eq!(told.expect(303).location(), "/catalogue?category=brushes&put=2");
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("B-25", "10.000"), ("G-50", "3.000")]));
        let page = browser.look("/catalogue?category=brushes&put=2").await.expect(200).text;
        assert!(words(&page).contains("The cart is up to date: 2 lines."), "{page}");
        assert_eq!((value(&page, "B-25"), value(&page, "G-50"), value(&page, "B-50")), ("10", "3", ""));
        // 10 × 88.20 (90 less her 2 %) and 3 × 98.
        assert!(words(field(&page, "B-25").1).contains("88.20 ₽ → 882.00 ₽"), "{page}");
        assert!(words(&page).contains("2 lines for 1,176.00 ₽"), "{page}");
        house.close().await;
    }

    async fn what_is_refused_stays_with_its_two_nearest_quantities_and_the_good_ones_go_in(house: House) {
        let browser = house.browser(SEVER).await;
        let page = press(&browser, "/catalogue", &[("q.GL-5", "7"), ("q.DR-1", "2"), ("q.CB-1", "much"), ("q.BK-1", "3")]).await.expect(422).text;
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-1", "2.000")]));
        assert_eq!((value(&page, "GL-5"), value(&page, "CB-1"), value(&page, "DR-1")), ("7", "much", "2"));
        for (sku, offers) in [("GL-5", ["5 GL-5", "10 GL-5"]), ("BK-1", ["10 BK-1", "20 BK-1"])] {
            let (tag, cell) = field(&page, sku);
            assert!(tag.contains("aria-invalid=\"true\"") && cell.contains("class=\"fault\""), "{cell}");
            for offer in offers {
                assert!(cell.contains(&format!("name=\"fix\" value=\"{offer}\"")), "{offer}: {cell}");
            }
        }
        assert!(field(&page, "CB-1").1.contains("class=\"fault\"") && !field(&page, "DR-1").1.contains("class=\"fault\""));
        assert!(words(&page).contains("3 lines were not taken") && words(&page).contains("1 line."), "{page}");

        // The button of a quantity that can be ordered takes that one and leaves the others as they were typed.
        let again = press(&browser, "/catalogue", &[("q.GL-5", "7"), ("q.DR-1", "2"), ("was.DR-1", "2"), ("q.CB-1", "much"), ("fix", "10 GL-5")]).await.expect(200).text;
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-1", "2.000"), ("GL-5", "10.000")]));
        assert_eq!((value(&again, "GL-5"), value(&again, "CB-1")), ("10", "much"));
        let forgotten = "data-kept-clear=\"/catalogue\" data-kept-names=\"sheet:q.GL-5\"";
        assert!(again.contains(forgotten), "only what is done with is forgotten: {again}");
        house.close().await;
    }

    async fn one_button_puts_one_good_and_an_empty_field_means_its_smallest_quantity(house: House) {
        let browser = house.browser(SEVER).await;
        let told = press(&browser, "/catalogue?q=gloves", &[("q.GL-5", ""), ("only", "GL-5")]).await.expect(303);
        assert_eq!(told.location(), "/catalogue?q=gloves&added=GL-5");
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("GL-5", "5.000")]));
        let page = press(&browser, "/catalogue", &[("q.DR-1", "4"), ("q.DR-2", "1"), ("only", "DR-2")]).await.expect(200).text;
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-2", "1.000"), ("GL-5", "5.000")]));
        assert_eq!(value(&page, "DR-1"), "4", "what was typed beside another good stays");
        assert!(page.contains("DR-2 is in the cart."), "{page}");
        house.close().await;
    }

    async fn an_emptied_field_takes_its_good_out_and_an_untouched_one_changes_nothing(house: House) {
        let (api, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        for (sku, quantity) in [("DR-1", "2"), ("GL-5", "5"), ("CB-1", "1")] {
            api.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200);
        }
        // Meanwhile the gloves were changed at another place.
        api.set("/api/v1/cart/lines/GL-5", json!({"quantity": "20"})).await.expect(200);
        let fields = [("q.DR-1", ""), ("was.DR-1", "2"), ("q.GL-5", "5"), ("was.GL-5", "5"), ("q.CB-1", "0"), ("was.CB-1", "1")];
        assert_eq!(press(&browser, "/catalogue", &fields).await.expect(303).location(), "/catalogue?put=2");
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("GL-5", "20.000")]));
        let nothing = press(&browser, "/catalogue", &[("q.GL-5", "20"), ("was.GL-5", "20")]).await.expect(200).text;
        assert!(nothing.contains("Enter a quantity beside at least one product."), "{nothing}");
        house.close().await;
    }

    async fn more_is_told_with_what_it_brings(house: House) {
        paint_shop(&house).await;
        let browser = house.browser(SEVER).await;
        let page = browser.look("/catalogue?category=brushes").await.expect(200).text;
        assert!(words(field(&page, "B-25").1).contains("from 10 pcs: −10%"), "{page}");
        let page = press(&browser, "/catalogue?category=brushes", &[("q.B-25", "7"), ("q.B-50", "10"), ("count", "1")]).await.expect(200).text;
        assert!(words(field(&page, "B-25").1).contains("98.00 ₽ → 686.00 ₽ 3 pcs more: −10%"), "{page}");
        // 85 is 5.55 % below 90.
        assert!(words(field(&page, "B-50").1).contains("40 pcs more: −5%"), "{page}");
        assert_eq!(in_cart(&house, SEVER).await, lines(&[]), "counting stores nothing");
        // Where only the part above costs less, it is said so.
        let beta = press(&house.browser(BETA).await, "/catalogue", &[("q.DR-1", "8"), ("count", "1")]).await.expect(200).text;
        assert!(words(field(&beta, "DR-1").1).contains("2 pcs more, then −10%"), "{beta}");
        house.close().await;
    }

    async fn short_stock_is_told_beside_the_field_as_far_as_the_buyer_may_see_it(house: House) {
        let page = press(&house.browser(SEVER).await, "/catalogue", &[("q.DR-2", "12"), ("count", "1")]).await.expect(200).text;
        let cell = field(&page, "DR-2").1;
        assert!(words(cell).contains("Only 10 in stock now.") && cell.contains("value=\"10 DR-2\""), "{cell}");
        let page = press(&house.browser(BETA).await, "/catalogue", &[("q.GL-5", "5000"), ("count", "1")]).await.expect(200).text;
        let cell = field(&page, "GL-5").1;
        assert!(words(cell).contains("There is not that much in stock now.") && !cell.contains("1000") && !cell.contains("name=\"fix\""), "{cell}");
        // It goes in all the same: what shall be done is asked in the cart.
        press(&house.browser(SEVER).await, "/catalogue", &[("q.DR-2", "12")]).await.expect(303);
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-2", "12.000")]));
        house.close().await;
    }

    async fn another_page_of_the_list_keeps_what_was_typed_without_script(house: House) {
        paint_shop(&house).await;
        let browser = house.browser(SEVER).await;
        let first = browser.look("/catalogue?category=rollers").await.expect(200).text;
        assert!(first.contains("name=\"q.R-00\"") && !first.contains("name=\"q.R-29\""), "{first}");
        let next = between(&first, "name=\"to\" value=\"", "\"").to_owned();
        let second = press(&browser, "/catalogue?category=rollers", &[("q.R-00", "2"), ("q.R-01", "x"), ("to", &next)]).await.expect(200).text;
        assert!(second.contains("name=\"q.R-29\"") && second.contains("<input type=\"hidden\" name=\"q.R-00\" value=\"2\">"), "{second}");
        assert!(second.contains("<input type=\"hidden\" name=\"q.R-01\" value=\"x\">"), "nothing typed is lost: {second}");
        // 2 × 10.50 less her 2 %: 20.58.
        assert!(words(&second).contains("1 line for 20.58 ₽"), "{second}");
        let back = hidden(&second, "back").replace("&amp;", "&");
        assert!(back.starts_with("/catalogue?category=rollers&cursor="), "{back}");
        let token = hidden(&second, "csrf");
        let fields = [("csrf", token.as_str()), ("back", &back), ("q.R-29", "1"), ("q.R-00", "2")];
        let told = read(browser.request(Method::POST, "/cart/lines/many").form(&fields).send().await.expect("an answer")).await.expect(303);
        assert!(told.location().starts_with("/catalogue?category=rollers&cursor=") && told.location().ends_with("&put=2"), "{}", told.location());
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("R-00", "2.000"), ("R-29", "1.000")]));

        // An emptied field goes along too, and takes its good out.
        let emptied = press(&browser, "/catalogue?category=rollers", &[("q.R-00", ""), ("was.R-00", "2"), ("q.R-01", ""), ("to", &next)]).await.expect(200).text;
        assert!(emptied.contains("name=\"q.R-00\" value=\"\"><input type=\"hidden\" name=\"was.R-00\" value=\"2\">"), "{emptied}");
        assert!(!emptied.contains("q.R-01"), "a field that always was empty says nothing: {emptied}");
        press(&browser, "/catalogue?category=rollers", &[("q.R-29", "3"), ("was.R-29", "1"), ("q.R-00", ""), ("was.R-00", "2")]).await.expect(303);
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("R-29", "3.000")]));
        house.close().await;
    }

    async fn sums_come_as_small_pieces_and_store_nothing(house: House) {
        let browser = house.browser(SEVER).await;
        let fields = [("back", "/catalogue"), ("q.DR-1", "10"), ("q.GL-5", "7"), ("q.CB-1", ""), ("q.DR-XX", "1")];
        let told = browser.fill("/catalogue", "/catalogue/sums", &fields).await.expect(200);
        assert!(told.text.contains("<div class=\"told\" id=\"n0\">") && told.text.contains("id=\"n1\"") && !told.text.contains("id=\"n3\""), "{}", told.text);
        assert!(words(&told.text).contains("3,724.00 ₽ → 37,240.00 ₽") && words(&told.text).contains("1 line for 37,240.00 ₽"), "{}", told.text);
        assert!(!told.text.contains("<html") && told.header("cache-control") == "no-store", "{}", told.text);
        assert_eq!(in_cart(&house, SEVER).await, lines(&[]));
        browser.fill("/catalogue", "/catalogue/sums", &[("price", "1")]).await.expect(422);
        house.close().await;
    }

    async fn a_list_is_narrowed_by_values_of_one_attribute_or_of_several(house: House) {
        paint_shop(&house).await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert_eq!(skus(&sever, "category=brushes&attr.Colour=white").await, ["B-25", "B-50", "B-75"]);
        assert_eq!(skus(&sever, "attr.Цвет=серая").await, ["G-25", "G-50"], "the names of either language");
        assert_eq!(skus(&sever, "attr.Width=25+mm&attr.Width=50+mm&attr.Colour=grey").await, ["G-25", "G-50"]);
        assert_eq!(skus(&sever, "attr.Width=25+mm&attr.Width=75+mm&attr.Colour=white").await, ["B-25", "B-75"]);
        assert_eq!(skus(&sever, "attr.Colour=white&stock=in").await, ["B-25", "B-50"]);
        assert_eq!(skus(&sever, "attr.Colour=green").await, [""; 0]);
        let facets = sever.look("/api/v1/products/facets?category=brushes&attr.Colour=white").await.expect(200).json();
        let counts = |name: &str| {
            let facet = facets["items"].as_array().unwrap().iter().find(|facet| facet["name"] == name).unwrap_or_else(|| panic!("{facets}"));
            facet["values"].as_array().unwrap().iter().map(|v| (v["value"].as_str().unwrap().to_owned(), v["count"].as_u64().unwrap(), v["chosen"].as_bool().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(counts("Colour"), [("white".to_owned(), 3, true), ("grey".to_owned(), 2, false)]);
        assert_eq!(counts("Width"), [("25 mm".to_owned(), 1, false), ("50 mm".to_owned(), 1, false), ("75 mm".to_owned(), 1, false)]);

        let page = browser.look("/catalogue?category=brushes&attr.Colour=white&stock=in").await.expect(200).text;
        assert!(page.contains("name=\"q.B-25\"") && !page.contains("name=\"q.B-75\"") && !page.contains("name=\"q.G-25\""), "{page}");
        for chip in ["href=\"/catalogue?category=brushes&amp;attr.Colour=white\"", "href=\"/catalogue?category=brushes&amp;stock=in\"", "href=\"/catalogue?category=brushes\""] {
            assert!(page.contains(chip), "{chip}: {page}");
        }
        assert!(browser.look("/catalogue?category=brushes&attr.Colour=green").await.expect(200).text.contains("Nothing fits the chosen filters"));
        assert_eq!(house.sql_i64("SELECT count(*) FROM requested_item").await, 0, "a filter is no search in vain");
        for odd in ["attr.=x", "stock=out", "ordered=ever", "colour=white"] {
            browser.look(&format!("/catalogue?{odd}")).await.expect(400);
            assert!(sever.look(&format!("/api/v1/products?{odd}")).await.status.is_client_error(), "{odd}");
        }
        house.close().await;
    }

    async fn what_the_contract_forbids_is_counted_nowhere(house: House) {
        paint_shop(&house).await;
        let beta = house.api(BETA).await;
        for path in ["/api/v1/products/facets", "/api/v1/products/facets?category=brushes", "/api/v1/products/facets?q=brush", "/api/v1/products/facets?attr.Colour=white"] {
            let facets = beta.look(path).await.expect(200);
            assert!(!facets.text.contains("white") && !facets.text.contains("25 mm"), "{path}: {}", facets.text);
        }
        assert_eq!(skus(&beta, "attr.Colour=white").await, [""; 0]);
        let compared = beta.look("/api/v1/comparison?sku=DR-1&sku=B-25&sku=XX-9").await.expect(200).json();
        assert_eq!(compared["items"].as_array().map(Vec::len), Some(1), "{compared}");
        let judged = |sku: &str| json!({"lines": [{"sku": sku, "quantity": "1"}]});
        let (hidden, missing) = (beta.set("/api/v1/cart/lines", judged("B-25")).await.expect(200), beta.set("/api/v1/cart/lines", judged("B-99")).await.expect(200));
        assert_eq!(hidden.text.replace("B-25", "SKU"), missing.text.replace("B-99", "SKU"));
        let (hidden, missing) = (beta.send("/api/v1/prices/quotes", judged("B-25")).await.expect(200), beta.send("/api/v1/prices/quotes", judged("B-99")).await.expect(200));
        assert_eq!(hidden.text.replace("B-25", "SKU"), missing.text.replace("B-99", "SKU"));
        house.close().await;
    }

    async fn whoever_may_not_see_stock_cannot_find_it_out_by_a_filter(house: House) {
        bring(&house, "partners", "code,name,manager,agents,stock_display\nBETA,ООО «Бета»,manager@seller.example,agent@seller.example,hidden\n").await;
        let told = house.api(BETA).await.look("/api/v1/products?stock=in").await.expect(422);
        assert_eq!(told.problem(), ("invalid".to_owned(), vec!["not_shown".to_owned()]));
        let page = house.browser(BETA).await.look("/catalogue").await.expect(200).text;
        assert!(!page.contains("name=\"stock\"") && page.contains("name=\"ordered\""), "{page}");
        house.close().await;
    }

    async fn what_was_ordered_before_comes_first_for_the_unit_that_ordered_it(house: House) {
        paint_shop(&house).await;
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        sever.order("first", one("R-20", "2")).await.expect(201);
        house.pass_seconds(60);
        sever.order("second", json!({"lines": [{"sku": "R-05", "quantity": "3"}, {"sku": "GL-5", "quantity": "5"}]})).await.expect(201);
        house.pass_seconds(60);
        sever.order("third", one("R-20", "7")).await.expect(201);
        yug.order("theirs", one("R-11", "1")).await.expect(201);

        let rollers = skus(&sever, "category=rollers&ordered_first=true").await;
        assert_eq!((rollers.len(), &rollers[..4]), (30, &["R-20", "R-05", "R-00", "R-01"].map(str::to_owned)[..]));
        assert_eq!(skus(&sever, "ordered_only=true&category=rollers").await, ["R-20", "R-05"]);
        assert_eq!(skus(&yug, "ordered_only=true").await, ["R-11"]);
        assert_eq!(skus(&house.api(BETA).await, "ordered_only=true").await, [""; 0]);
        // Page by page it is the same list, each good once.
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = sever.look(&format!("/api/v1/products?category=rollers&ordered_first=true&limit=1{cursor}")).await.expect(200).json();
            found.extend(page["items"].as_array().unwrap().iter().map(|item| item["sku"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, rollers);
        let listed = sever.look("/api/v1/products?category=rollers&limit=200").await.expect(200).json();
        assert_eq!(item(&listed["items"], "R-20")["last_ordered"]["quantity"], "7.000");
        let page = house.browser(SEVER).await.look("/catalogue?category=rollers&ordered=first").await.expect(200).text;
        assert!(page.find("name=\"q.R-20\"") < page.find("name=\"q.R-00\""), "{page}");
        assert!(behind(&page, "R-20").split("</td>").next().unwrap().contains("7 pcs"), "{page}");
        assert_eq!(sever.look("/api/v1/products?ordered_first=true&cursor=WyJ4IiwxXQ").await.status.as_u16(), 400, "a cursor of another list");
        // After a year it is no longer recent.
        house.pass_seconds(400 * 86_400);
        assert_eq!(skus(&house.api(SEVER).await, "ordered_only=true").await, [""; 0]);
        finish(house).await;
    }

    async fn what_is_searched_for_with_mistakes_is_narrowed_and_begins_with_what_was_ordered(house: House) {
        paint_shop(&house).await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        // «кисть» on the other keyboard; the index follows a moment after the goods.
        for _ in 0..300 {
            if !skus(&sever, "q=rbcnm").await.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let sorted = |mut all: Vec<String>| {
            all.sort();
            all
        };
        assert_eq!(sorted(skus(&sever, "q=rbcnm").await), ["B-25", "B-50", "B-75", "G-25", "G-50"]);
        assert_eq!(sorted(skus(&sever, "q=rbcnm&attr.Colour=grey").await), ["G-25", "G-50"]);
        assert_eq!(sorted(skus(&sever, "q=rbcnm&attr.Colour=white&stock=in").await), ["B-25", "B-50"]);
        assert_eq!(skus(&sever, "q=rbcnm&literal=true").await, [""; 0]);
        let facets = sever.look("/api/v1/products/facets?q=rbcnm").await.expect(200).json();
        let colour = facets["items"].as_array().unwrap().iter().find(|facet| facet["name"] == "Colour").expect("colours");
        let counts: Vec<u64> = colour["values"].as_array().unwrap().iter().filter_map(|value| value["count"].as_u64()).collect();
        assert_eq!(counts.iter().sum::<u64>(), 5, "{facets}");
        let page = browser.look("/catalogue?q=rbcnm&attr.Colour=grey").await.expect(200).text;
        assert!(page.contains("name=\"q.G-25\"") && !page.contains("name=\"q.B-25\""), "{page}");
        assert!(page.contains("href=\"/catalogue?q=rbcnm&amp;attr.Colour=grey&amp;literal=true\""), "what was chosen stays: {page}");

        sever.order("first", one("G-50", "2")).await.expect(201);
        house.pass_seconds(60);
        sever.order("third", one("B-50", "1")).await.expect(201);
        assert_eq!(skus(&sever, "q=rbcnm&ordered_only=true&stock=in").await, ["B-50", "G-50"]);
        let whole = skus(&sever, "q=rbcnm&ordered_first=true").await;
        assert_eq!((whole.len(), &whole[..2]), (5, &["B-50", "G-50"].map(str::to_owned)[..]));
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = sever.look(&format!("/api/v1/products?q=rbcnm&ordered_first=true&limit=2{cursor}")).await.expect(200).json();
            found.extend(page["items"].as_array().unwrap().iter().map(|item| item["sku"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, whole);
        finish(house).await;
    }

    async fn what_is_kept_of_orders_is_what_the_orders_say(house: House) {
        let sever = house.api(SEVER).await;
        for n in 0..3 {
            sever.order(&format!("n-{n}"), json!({"lines": [{"sku": "DR-1", "quantity": "1"}, {"sku": "GL-5", "quantity": "5"}]})).await.expect(201);
        }
        sever.order("too-much", one("DR-2", "4000")).await.expect(409);
        let differing = "SELECT count(*) FROM ordered k WHERE k.times <> (SELECT count(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id \
                         WHERE o.partner_id = k.partner_id AND l.product_id = k.product_id AND (k.unit_id = 0 OR o.unit_id = k.unit_id OR o.placed_by = -k.unit_id))";
        assert_eq!((house.sql_i64("SELECT count(*) FROM ordered").await, house.sql_i64(differing).await), (6, 0));
        assert_eq!(house.sql_i64("SELECT max(times) FROM ordered").await, 3);
        finish(house).await;
    }

    async fn goods_stand_beside_each_other_with_what_differs(house: House) {
        paint_shop(&house).await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let page = browser.look("/compare?sku=B-25&sku=G-25&sku=b-25").await.expect(200).text;
        let row = |name: &str| {
            let at = page.find(&format!(">{name}</th>")).unwrap_or_else(|| panic!("{name}: {page}"));
            let begins = page[..at].rfind("<tr").expect("a row");
            page[begins..].split("</tr>").next().expect("a row").to_owned()
        };
        assert!(row("Colour").contains("is-differing") && row("Colour").contains("white") && row("Colour").contains("grey"));
        assert!(!row("Width").contains("is-differing") && words(&row("Volume prices")).contains("from 10 at 88.20 ₽"));
        assert_eq!(page.matches("action=\"/cart/lines\"").count(), 2, "each has its own way into the cart");
        let cut = browser.look("/compare?sku=B-25&sku=B-50&sku=B-75&sku=G-25&sku=G-50").await.expect(200).text;
        assert!(cut.contains("At most 4 products") && !cut.contains("/products/G-50\""), "{cut}");
        assert!(browser.look("/compare").await.expect(200).text.contains("Nothing to compare yet"));
        let refused = browser.fill("/compare?sku=GL-5", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7"), ("back", "/compare?sku=GL-5&sku=DR-1")]).await.expect(422).text;
        assert!(refused.contains("<h1>Compare products</h1>") && refused.contains("value=\"7\""), "{refused}");
        let compared = sever.look("/api/v1/comparison?sku=G-25&sku=B-25").await.expect(200).json();
        assert_eq!((&compared["items"][0]["product"]["sku"], &compared["items"][0]["tiers"][0]["unit_price"]), (&json!("G-25"), &json!("88.2000")));
        let colour = compared["attributes"].as_array().unwrap().iter().find(|a| a["name"] == "Colour").expect("a colour");
        assert_eq!(colour, &json!({"name": "Colour", "values": ["grey", "white"], "differs": true}));
        house.close().await;
    }

    async fn a_program_puts_many_lines_and_hears_of_each(house: House) {
        let sever = house.api(SEVER).await;
        sever.set("/api/v1/cart/lines/SV-1", json!({"quantity": "1"})).await.expect(200);
        let wanted = json!({"lines": [
            {"sku": "dr-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "3"}, {"sku": "GL-5", "quantity": "4"},
            {"sku": "DR-1", "quantity": "8"}, {"sku": "SV-1", "quantity": "0"}, {"sku": "XX-9", "quantity": "1"},
        ]});
        let told = sever.set("/api/v1/cart/lines", wanted).await.expect(200).json();
        let results: Vec<_> = told["lines"].as_array().unwrap().iter().map(|line| (line["sku"].as_str().unwrap(), line["result"].as_str().unwrap(), line["code"].as_str().unwrap_or(""))).collect();
        assert_eq!(results, [("dr-1", "put", ""), ("GL-5", "refused", "off_multiple"), ("GL-5", "refused", "off_multiple"), ("DR-1", "put", ""), ("SV-1", "removed", ""), ("XX-9", "refused", "unknown_product")]);
        assert_eq!((&told["lines"][1]["quantity"], &told["lines"][1]["offers"]), (&json!("7.000"), &json!(["5.000", "10.000"])));
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-1", "10.000")]));
        assert_eq!(told["cart"]["lines"].as_array().map(Vec::len), Some(1));
        for bad in [json!({"lines": []}), json!({"lines": [{"sku": "DR-1", "quantity": 2}]}), json!({"lines": [{"sku": "DR-1", "quantity": "1", "price": "1"}]})] {
            assert_eq!(sever.set("/api/v1/cart/lines", bad.clone()).await.status.as_u16(), 422, "{bad}");
        }
        house.close().await;
    }

    async fn prices_of_many_lines_are_those_of_the_cart(house: House) {
        let sever = house.api(SEVER).await;
        let wanted = json!({"lines": [{"sku": "DR-1", "quantity": "9"}, {"sku": "CB-1", "quantity": "2.5"}, {"sku": "GL-5", "quantity": "7"}]});
        let priced = sever.send("/api/v1/prices/quotes", wanted.clone()).await.expect(200).json();
        sever.set("/api/v1/cart/lines", wanted).await.expect(200);
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        for sku in ["DR-1", "CB-1"] {
            let (price, line) = (item(&priced["lines"], sku), item(&cart["lines"], sku));
            assert_eq!((&price["unit_price"], &price["sum"]), (&line["unit_price"], &line["sum"]), "{sku}");
        }
        assert_eq!((&priced["gross"], &priced["vat"], &priced["count"]), (&cart["total"], &cart["vat"], &json!(2)));
        let hint = &item(&priced["lines"], "DR-1")["hint"];
        assert_eq!(hint, &json!({"from_quantity": "10.000", "more": "1.000", "percent": 5, "tier": "whole"}));
        let gloves = item(&priced["lines"], "GL-5");
        assert_eq!((&gloves["sum"], &gloves["objection"]["code"], &gloves["objection"]["offers"]), (&Value::Null, &json!("off_multiple"), &json!(["5.000", "10.000"])));
        sever.send("/api/v1/prices/quotes", json!({"lines": []})).await.expect(422);
        house.close().await;
    }

    async fn the_look_of_the_list_is_kept_for_its_reader(house: House) {
        paint_shop(&house).await;
        let browser = house.browser(SEVER).await;
        assert!(!browser.look("/catalogue").await.expect(200).text.contains("table--cards"));
        let chosen = browser.look("/catalogue?view=cards&size=48").await.expect(200);
        let kept = chosen.header("set-cookie");
        assert!(kept.starts_with("orderly_list=cards-48;") && kept.contains("HttpOnly") && kept.contains("Secure"), "{kept}");
        assert!(chosen.text.contains("table--cards") && chosen.text.matches("id=\"row-").count() > 24, "{}", chosen.text);
        let both = format!("{}; orderly_list=cards-48", browser.cookie.clone().expect("a session"));
        let again = Client { cookie: Some(both), ..browser.clone() }.look("/catalogue").await.expect(200);
        assert!(again.text.contains("table--cards") && again.text.matches("id=\"row-").count() > 24);
        let odd = Client { cookie: Some(format!("{}; orderly_list=heap-5000", browser.cookie.clone().expect("a session"))), ..browser.clone() };
        assert_eq!(odd.look("/catalogue?size=5000").await.expect(200).text.matches("id=\"row-").count(), 24);
        house.close().await;
    }

    async fn an_agent_fills_the_form_for_his_client_and_nobody_else_does(house: House) {
        let agent = house.browser(AGENT).await;
        agent.fill("/clients", "/clients/ALFA/representations", &[("reason", "A visit")]).await.expect(303);
        press(&agent, "/catalogue", &[("q.DR-1", "2")]).await.expect(303);
        assert_eq!(in_cart(&house, SEVER).await, lines(&[]), "his cart for the client is his own");
        assert!(agent.look("/catalogue").await.expect(200).text.contains("name=\"was.DR-1\" value=\"2\""));
        let token = hidden(&house.browser(SEVER).await.look("/catalogue").await.expect(200).text, "csrf");
        let forged = agent.request(Method::POST, "/cart/lines/many").form(&[("csrf", token.as_str()), ("q.DR-1", "9")]);
        assert_eq!(read(forged.send().await.expect("an answer")).await.status.as_u16(), 403);
        house.close().await;
    }

    async fn the_same_form_sent_twice_at_once_leaves_one_cart(house: House) {
        let browser = house.browser(SEVER).await;
        let fields = [("q.DR-1", "3"), ("q.GL-5", "10")];
        let sent = (0..8).map(|_| press(&browser, "/catalogue", &fields));
        for told in futures_util::future::join_all(sent).await {
            told.expect(303);
        }
        assert_eq!(in_cart(&house, SEVER).await, lines(&[("DR-1", "3.000"), ("GL-5", "10.000")]));
        house.close().await;
    }
}
