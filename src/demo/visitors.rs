//! Simulated visitors: a buyer or two who walk through the demo's own doors, so that the live page lives. They search, look at
//! goods, change their carts and sometimes order; they never do what a person could not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Account;
use super::world::random::Random;
use crate::access::Gate;
use crate::access::accounts::sign_in;
use crate::platform::secret;
use crate::platform::values::Quantity;

/// How many walk.
const AT_MOST: usize = 2;
const PATIENCE: Duration = Duration::from_secs(15);
/// Whence their chance comes: with this one somebody searches in vain, fills a cart and orders within the first minute.
const SEED: u64 = 258;
/// What they look for; the last ones are not sold here.
const WORDS: &[&str] = &["дрель", "кабель", "перчатки", "бумага", "лампа", "краска", "анкер", "перфоратор", "самовар", "гамак"];

/// Lets the first buyers of the demo walk until the runtime ends.
pub fn let_walk(gate: &Arc<Gate>, address: SocketAddr, accounts: &[Account]) {
    let buyers = accounts.iter().filter(|account| account.role == "buyer" && account.partner.is_some());
    for (seed, buyer) in (SEED..).zip(buyers.take(AT_MOST)) {
        let (gate, login) = (gate.clone(), buyer.login.clone());
        actix_web::rt::spawn(async move {
            match sign_in::trusted_session(&gate, &login).await {
                Ok(token) => Visitor { address, token, chance: Random::new(seed) }.walk().await,
                Err(error) => tracing::warn!(%error, login, "a visitor stays at home"),
            }
        });
    }
}

/// Somebody who walks.
struct Visitor {
    address: SocketAddr,
    token: String,
    chance: Random,
}

impl Visitor {
    async fn walk(mut self) {
        loop {
            if let Some(sku) = self.search().await {
                self.pause().await;
                let product = self.ask("GET", &format!("/api/v1/products/{sku}"), None).await;
                self.pause().await;
                if self.chance.chance(60) {
                    let lots = self.chance.below(5);
                    if let Some(quantity) = product.and_then(|product| some_of(&product, lots)) {
                        self.ask("PUT", &format!("/api/v1/cart/lines/{sku}"), Some(json!({"quantity": quantity}))).await;
                    }
                    self.pause().await;
                }
            }
            if self.chance.chance(15) {
                self.order().await;
            }
            self.pause().await;
        }
    }

    /// Searches, and chooses one of the goods found.
    async fn search(&mut self) -> Option<String> {
        let words = *self.chance.pick(WORDS)?;
        let query = serde_urlencoded::to_string([("q", words), ("limit", "20")]).ok()?;
        let found = self.ask("GET", &format!("/api/v1/products?{query}"), None).await?;
        self.chance.pick(&skus(&found["items"])).cloned()
    }

    /// Looks at the cart, and orders what lies in it for the total seen there; what is refused is taken out again.
    async fn order(&mut self) {
        let Some(cart) = self.ask("GET", "/api/v1/cart", None).await else { return };
        self.pause().await;
        let Some(wanted) = order_of(&cart) else { return };
        if self.ask("POST", "/api/v1/orders", Some(wanted)).await.is_some() {
            return;
        }
        tracing::debug!("a visitor's order was refused");
        for sku in skus(&cart["lines"]) {
            self.ask("DELETE", &format!("/api/v1/cart/lines/{sku}"), None).await;
        }
    }

    async fn pause(&mut self) {
        let seconds = 2 + self.chance.below(5);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// One request; nothing where it did not go well, which a visitor takes as it comes.
    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Option<Value> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let key = secret::random::<16>().map(|bytes| secret::hex(&bytes)).ok()?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nidempotency-key: {key}\r\naccept-language: ru\r\n\
             accept-encoding: identity\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        let address = self.address;
        let answer = tokio::task::spawn_blocking(move || send(address, &request)).await.ok()?;
        match answer {
            Ok(answer) => read(&answer),
            Err(error) => {
                tracing::debug!(%error, path, "a visitor was not answered");
                None
            }
        }
    }
}

fn send(address: SocketAddr, request: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// The articles of a list. Those with signs that an address would need to hide are left alone.
fn skus(list: &Value) -> Vec<String> {
    let all = list.as_array().into_iter().flatten().filter_map(|item| item["sku"].as_str());
    all.filter(|sku| sku.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')).map(str::to_owned).collect()
}

/// The least of a product that can be ordered, and so many lots more.
fn some_of(product: &Value, more: u64) -> Option<Quantity> {
    let steps = |name: &str| serde_json::from_value::<Quantity>(product[name].clone()).ok().map(Quantity::steps);
    let (least, lot) = (steps("moq")?, steps("multiple")?.max(1));
    let lots = least.max(1).saturating_add(lot - 1) / lot;
    Some(Quantity::from_steps(lots.saturating_add(i64::try_from(more).ok()?).saturating_mul(lot)))
}

/// The order of a cart as it was seen; none of an empty one.
fn order_of(cart: &Value) -> Option<Value> {
    let is_filled = cart["lines"].as_array().is_some_and(|lines| !lines.is_empty());
    let total = cart["total"].as_str().filter(|_| is_filled)?;
    Some(json!({"from_cart": true, "agreed_total": total}))
}

/// The JSON of an answer that went well.
fn read(answer: &[u8]) -> Option<Value> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let status = std::str::from_utf8(answer.get(..head)?).ok()?.split(' ').nth(1)?;
    if !status.starts_with('2') {
        return None;
    }
    serde_json::from_slice(answer.get(head + 4..)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_is_ordered_for_the_total_that_was_seen() {
        let cart = |lines: Value| json!({"lines": lines, "total": "784.00"});
        assert_eq!(order_of(&cart(json!([{"sku": "DR-1"}]))), Some(json!({"from_cart": true, "agreed_total": "784.00"})));
        assert_eq!((order_of(&cart(json!([]))), order_of(&json!({"title": "Not found"}))), (None, None));
    }

    #[test]
    fn what_goes_into_the_cart_can_be_ordered() {
        let some = |moq: &str, multiple: &str, more| {
            some_of(&json!({"moq": moq, "multiple": multiple}), more).map(|quantity| quantity.decimal().normalize().to_string())
        };
        assert_eq!((some("1.000", "1.000", 0).as_deref(), some("5.000", "5.000", 2).as_deref()), (Some("1"), Some("15")));
        assert_eq!((some("1.000", "0.500", 1).as_deref(), some("7.000", "5.000", 0).as_deref()), (Some("1.5"), Some("10")));
        assert_eq!(some_of(&json!({"title": "Not found"}), 1), None);
    }

    #[test]
    fn only_what_went_well_is_read() {
        assert_eq!(read(b"HTTP/1.1 200 OK\r\na: b\r\n\r\n{\"x\":1}"), Some(json!({"x": 1})));
        for odd in [&b"HTTP/1.1 404 Not Found\r\n\r\n{}"[..], b"HTTP/1.1 200 OK\r\n\r\n", b"", b"\r\n\r\n"] {
            assert_eq!(read(odd), None);
        }
    }
}
