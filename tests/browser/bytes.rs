//! What is sent weighs little: compressed bodies as they come over the wire, against the budgets.

use std::collections::HashMap;

use reqwest::{Method, RequestBuilder, StatusCode};

use crate::House;
use crate::kit::Client;
use crate::kit::client::hidden;
use crate::kit::shelves::{self, sku};
use crate::kit::trade::{ADMINISTRATOR, SEVER};
use crate::on_both;
use crate::people::{self, PASSWORD};

const FIRST_VIEW: usize = 30_000;
const SIGN_IN: usize = 14_000;
const PAGE: usize = 8_000;
const CATALOGUE: usize = 10_000;
const SCRIPT: usize = 12_000;
const STYLE: usize = 12_000;
const JOURNEY: usize = 120_000;

/// A browser that counts what comes over the wire, and asks anew only for what has changed.
struct Wire {
    client: Client,
    tags: HashMap<String, String>,
    heads: usize,
    bodies: usize,
}

/// An answer as it was sent.
struct Sent {
    status: StatusCode,
    location: String,
    weight: usize,
}

impl Wire {
    fn of(client: Client) -> Self {
        Self { client, tags: HashMap::new(), heads: 0, bodies: 0 }
    }

    async fn weigh(&mut self, path: &str, request: RequestBuilder) -> Sent {
        let answer = request.header("accept-encoding", "br").send().await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.expect("a body");
        let told = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert!(body.len() < 400 || told("content-encoding") == "br", "{path} was sent uncompressed");
        if !told("etag").is_empty() {
            self.tags.insert(path.to_owned(), told("etag"));
        }
        self.heads += headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
        self.bodies += body.len();
        Sent { status, location: told("location"), weight: body.len() }
    }

    /// A page or an asset; nothing comes when it is known already.
    async fn open(&mut self, path: &str) -> usize {
        let mut request = self.client.request(Method::GET, path);
        if let Some(tag) = self.tags.get(path) {
            request = request.header("if-none-match", tag);
        }
        let sent = self.weigh(path, request).await;
        assert!(matches!(sent.status.as_u16(), 200 | 304), "{path}: {}", sent.status);
        sent.weight
    }

    /// A form, which leads on to another page.
    async fn send(&mut self, action: &str, fields: &[(&str, &str)]) -> String {
        let request = self.client.request(Method::POST, action).form(fields);
        let sent = self.weigh(action, request).await;
        assert_eq!(sent.status.as_u16(), 303, "{action}");
        sent.location
    }

    async fn weighs_at_most(&mut self, path: &str, budget: usize) {
        let weight = self.open(path).await;
        assert!(weight > 0, "{path} is empty");
        assert!(weight <= budget, "{path} weighs {weight} bytes, more than {budget}");
    }
}

/// Where the page's head points to, by the end of the name.
fn asset(page: &str, name: &str) -> String {
    let found = page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(name));
    found.unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

/// A buyer with a password who reads Russian, the longer of the two languages.
async fn russian_buyer(house: &House) -> Client {
    let link = people::link(house, SEVER).await;
    house.visitor().fill(&link, &link, &[("new_password", PASSWORD)]).await.expect(303);
    let buyer = house.browser(SEVER).await;
    buyer.fill("/", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
    buyer
}

/// An order of one line, so that every page of orders has something to show.
async fn order_once(buyer: &Client) -> String {
    buyer.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2"), ("back", "/cart")]).await.expect(303);
    let cart = buyer.look("/cart").await.expect(200).text;
    let (key, total) = (hidden(&cart, "key"), hidden(&cart, "agreed_total"));
    let address = hidden(&cart, "delivery_address");
    let fields = [("key", key.as_str()), ("agreed_total", total.as_str()), ("delivery_address", address.as_str())];
    let placed = buyer.fill("/cart", "/orders", &fields).await.expect(303).location();
    placed.split('?').next().unwrap_or_default().to_owned()
}

on_both! {
    async fn every_page_keeps_to_its_budget(house: House) {
        shelves::fill(&house).await;
        let buyer = russian_buyer(&house).await;
        let order = order_once(&buyer).await;

        let page = house.visitor().look("/sign-in").await.expect(200).text;
        let mut visitor = Wire::of(house.visitor());
        let (style, script, icon) = (asset(&page, "style.css"), asset(&page, "app.js"), asset(&page, "icon.svg"));
        visitor.weighs_at_most(&style, STYLE).await;
        visitor.weighs_at_most(&script, SCRIPT).await;
        visitor.weighs_at_most(&icon, PAGE).await;
        let assets = visitor.bodies;
        visitor.weighs_at_most("/sign-in", PAGE).await;
        assert!(visitor.bodies <= SIGN_IN, "the sign-in page weighs {} bytes with all it needs", visitor.bodies);

        let shown = buyer.look("/catalogue").await.expect(200).text;
        assert_eq!(shown.matches("id=\"row-").count(), 24, "a full page of the catalogue");
        let mut wire = Wire::of(buyer);
        let catalogue = wire.open("/catalogue").await;
        assert!(catalogue > 0 && catalogue <= CATALOGUE, "24 products weigh {catalogue} bytes");
        assert!(assets + catalogue <= FIRST_VIEW, "a first view weighs {} bytes", assets + catalogue);
        assert_eq!(wire.open("/catalogue").await, 0, "an unchanged catalogue is not sent again");
        let (again, product) = (format!("{order}/reorder"), format!("/products/{}", sku(0, 1)));
        for path in ["/", &product, "/cart", "/orders", &order, &again, "/requested", "/profile", "/company", "/company/representations"] {
            wire.weighs_at_most(path, PAGE).await;
        }
        let mut office = Wire::of(house.browser(ADMINISTRATOR).await);
        for path in ["/partners", "/partners/ALFA", "/clients", "/staff", "/stock", "/stock/DR-1", "/orders", "/requested", "/imports"] {
            office.weighs_at_most(path, PAGE).await;
        }
        house.close().await;
    }

    async fn a_whole_order_of_ten_lines_weighs_little(house: House) {
        shelves::fill(&house).await;
        russian_buyer(&house).await;
        let mut visitor = house.visitor();
        visitor.language = "ru".to_owned();
        let form = visitor.look("/sign-in").await.expect(200).text;
        let mut wire = Wire::of(visitor);
        wire.open("/sign-in").await;
        wire.open(&asset(&form, "style.css")).await;
        wire.open(&asset(&form, "icon.svg")).await;
        let credentials = [("csrf", hidden(&form, "csrf")), ("next", String::new()), ("login", SEVER.to_owned()), ("password", PASSWORD.to_owned())];
        let fields = credentials.each_ref().map(|(name, value)| (*name, value.as_str()));
        let next = wire.send("/sign-in", &fields).await;
        assert_eq!(next, "/");
        wire.client = house.browser(SEVER).await;
        let token = hidden(&wire.client.look("/profile").await.expect(200).text, "csrf");
        wire.open("/").await;
        wire.open("/catalogue").await;

        // The list is the order form: what is wanted of a family is typed into the rows that were found, and goes together.
        for (family, word) in ["screw", "disc", "brush", "tie", "pipe", "lamp"].into_iter().enumerate() {
            let found = format!("/catalogue?q={word}");
            wire.open(&found).await;
            let names: Vec<String> =
                (0..10_u32).filter(|line| *line % 6 == u32::try_from(family).expect("a family")).map(|line| format!("q.{}", sku(family, line + 1))).collect();
            let mut fields = vec![("csrf", token.as_str()), ("back", found.as_str())];
            fields.extend(names.iter().map(|name| (name.as_str(), "10")));
            let next = wire.send("/cart/lines/many", &fields).await;
            assert!(next.starts_with(&found), "{next}");
            wire.open(&next).await;
        }
        wire.open("/cart").await;
        let cart = wire.client.look("/cart").await.expect(200).text;
        assert_eq!(cart.matches("/cart/lines/removal").count(), 10, "ten lines are in the cart");
        let (key, total, address) = (hidden(&cart, "key"), hidden(&cart, "agreed_total"), hidden(&cart, "delivery_address"));
        let fields = [("csrf", token.as_str()), ("key", key.as_str()), ("agreed_total", total.as_str()), ("delivery_address", address.as_str())];
        let placed = wire.send("/orders", &fields).await;
        wire.open(&placed).await;
        let all = wire.heads + wire.bodies;
        assert!(all <= JOURNEY, "the journey weighs {all} bytes: {} of heads, {} of bodies", wire.heads, wire.bodies);
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_line").await, 10);
        house.close().await;
    }
}
