//! Records of orders, prices, approvals and blocks, and what is done to each: changed, changed with its hash, taken out, moved. Beside the
//! root the verifier names the very document, wherever its rows can tell.

use orderly::platform::values::ids;
use serde_json::{Value, json};

use super::falsifying::{rec, root_of};
use super::hand::{Hand, lot};
use super::tampering::Said;
use super::text;

/// What a record tells of.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// An order, as it was placed or as it became.
    Order,
    /// Prices that were brought in, or a discount.
    Price,
    /// What a second person said of a quote.
    Approval,
    /// How a block began or ended.
    Block,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Order, Kind::Price, Kind::Approval, Kind::Block];

    fn is_told_by(self, body: &Value) -> bool {
        let (kind, facts) = (body["kind"].as_str().unwrap_or_default(), &body["facts"]);
        match self {
            Kind::Order => kind.starts_with("order."),
            Kind::Price if kind == "import.applied" => {
                facts["written"].is_array() && matches!(facts["kind"].as_str(), Some("prices" | "contract-prices"))
            }
            Kind::Price => kind == "discount.granted",
            Kind::Approval => facts["second"].is_object(),
            Kind::Block => kind.starts_with("block."),
        }
    }
}

/// What is done to a record.
#[derive(Debug, Clone, Copy)]
pub enum Done {
    /// It says something else.
    Changed,
    /// It says something else, and its hash fits.
    Mended,
    /// It is gone, and those behind it move up.
    TakenOut,
    /// It changes places with another.
    Moved,
}

impl Done {
    /// All of them.
    pub const ALL: [Done; 4] = [Done::Changed, Done::Mended, Done::TakenOut, Done::Moved];
}

/// The document that a record tells of.
struct Document {
    /// The record as somebody would have it.
    lie: Value,
    /// What is told of the document when its record says that.
    differs: String,
    /// What is told of it when its record is gone.
    unrecorded: String,
}

impl Hand<'_> {
    /// Does something to a record of a kind, by lot; answers what must be told of it.
    pub async fn falsify_record(&self, kind: Kind, done: Done) -> Vec<Said> {
        let (place, body) = self.telling(kind);
        let (whole, size) = (self.before(place).await, self.over(place).await);
        let between = Said::at("tree", size, [format!("root of {size} records, of which the first {whole} are")]);
        let document = match kind {
            Kind::Order => self.order_in(&body).await,
            Kind::Price => self.price_in(&body),
            Kind::Approval => approval_in(&body),
            Kind::Block => block_in(&body),
        };
        let (id, _) = self.record(place);
        let lie = serde_json::to_vec(&document.lie).expect("bytes");
        let differs = Said::of("rows", [document.differs]);
        match done {
            Done::Changed => {
                self.write(id, &lie, false);
                vec![Said::at("records", place, [format!("{} (hash)", rec(id))]), between, differs]
            }
            Done::Mended => {
                self.write(id, &lie, true);
                vec![between, differs]
            }
            Done::TakenOut => {
                self.take_out(place);
                vec![root_of(size), Said::of("rows", [document.unrecorded])]
            }
            Done::Moved => self.swap(place).await,
        }
    }

    /// A sealed record of a kind, by lot: its place and what it says.
    fn telling(&self, kind: Kind) -> (i64, Value) {
        let sealed = self.bytes(
            "SELECT place.n AS n, journal.body AS bytes FROM place JOIN journal ON journal.id = place.record_id
             WHERE place.n <= (SELECT max(size) FROM checkpoint) ORDER BY place.n",
        );
        let bodies = sealed.into_iter().map(|(place, body)| (place, serde_json::from_slice::<Value>(&body).expect("JSON")));
        let mut told: Vec<(i64, Value)> = bodies.filter(|(_, body)| kind.is_told_by(body)).collect();
        let at = lot(i64::try_from(told.len()).expect("a count"));
        told.swap_remove(usize::try_from(at).expect("a position"))
    }

    async fn order_in(&self, body: &Value) -> Document {
        let (facts, id) = (&body["facts"], text(&body["facts"]["id"]));
        let id = id.strip_prefix("ord_").and_then(ids::decode).expect("an id");
        let (number, version) = (text(&facts["number"]), &facts["version"]);
        let records = self.number(&format!("SELECT count(*) FROM order_record WHERE order_id = {id}")).await;
        let unrecorded = if records == 1 {
            format!("  order {number}: expected a record, found none")
        } else {
            format!("  order {number}, version {version}: expected no version, found one")
        };
        let differs = format!("  order {number}, version {version}: total");
        Document { lie: saying(body, "/facts/total", json!("1.00")), differs, unrecorded }
    }

    /// One of the prices that a record brings in, or the discount.
    fn price_in(&self, body: &Value) -> Document {
        let facts = &body["facts"];
        let Some(written) = facts["written"].as_array() else {
            let discount = format!("  discount {}: ", text(&facts["code"]));
            let lie = saying(body, "/facts/valid_from", json!("2001-01-01"));
            let (differs, unrecorded) = (format!("{discount}valid_from"), format!("{discount}expected no discount, found one"));
            return Document { lie, differs, unrecorded };
        };
        let at = usize::try_from(lot(i64::try_from(written.len()).expect("a count"))).expect("a position");
        let id_in = |name: &str| ids::decode(&text(&written[at][name])).expect("an id");
        let sku = format!("SELECT id AS n, {} AS bytes FROM product WHERE id = {}", self.as_bytes("sku"), id_in("product"));
        let sku = String::from_utf8(self.bytes(&sku).pop().expect("an article").1).expect("a text");
        let price = format!("  price of {}, article {sku}, ", self.whose(id_in("owner")));
        Document {
            lie: saying(body, &format!("/facts/written/{at}/price"), json!("1.0000")),
            differs: price.clone(),
            unrecorded: price,
        }
    }
}

fn approval_in(body: &Value) -> Document {
    let facts = &body["facts"];
    let approval = format!("  approval of {}, version {}: ", text(&facts["quote"]), facts["version"]);
    let (differs, unrecorded) = (format!("{approval}is_granted"), format!("{approval}expected no approval, found one"));
    Document { lie: saying(body, "/facts/second/is_granted", json!(false)), differs, unrecorded }
}

fn block_in(body: &Value) -> Document {
    let (facts, is_begin) = (&body["facts"], body["kind"] == "block.began");
    let member = if is_begin { "cause" } else { "why" };
    let block = format!("  block {} of contract {}: ", text(&facts["block"]), text(&facts["contract"]));
    let lie = saying(body, &format!("/facts/{member}"), json!("another"));
    Document { lie, differs: format!("{block}{member}"), unrecorded: block }
}

/// A record that says something else in one place.
fn saying(body: &Value, path: &str, other: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(path).expect("a member") = other;
    body
}
