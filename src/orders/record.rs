//! What the journal keeps of an order: the whole snapshot, with personal texts only as salted commitments.

use serde_json::{Value, json};

use super::order::Order;
use super::store;
use crate::access::reach::{AccountId, RepresentationId};
use crate::access::{Actor, UnitId};
use crate::catalogue::to_order;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;

/// What stands beside an order and not in the journal: the salt of its commitments.
#[derive(Debug, Clone)]
pub struct Unkept {
    /// 32 random bytes, kept in the order's row and erased with the person.
    pub salt: Vec<u8>,
}

impl Unkept {
    /// A fresh salt.
    pub fn fresh() -> Answer<Self> {
        Ok(Self { salt: secret::random::<32>()?.to_vec() })
    }
}

/// The facts of an order as they are hashed for ever.
pub fn facts(order: &Order, salt: &[u8], placed_by: AccountId) -> Answer<Value> {
    let mut facts = serde_json::to_value(order)?;
    let hidden = |text: &Option<String>| text.as_ref().map(|text| secret::commitment(salt, text));
    if let Some(members) = facts.as_object_mut() {
        members.insert("placed_by".into(), json!(placed_by));
        members.insert("on_behalf_of".into(), json!(order.on_behalf_of.as_ref().map(|_| &order.partner.code)));
        members.insert("comment".into(), json!(hidden(&order.comment)));
        members.insert("your_number".into(), json!(hidden(&order.your_number)));
        members.insert("cancellation_refused".into(), json!(hidden(&order.cancellation_refused)));
        let name = secret::commitment(salt, &order.partner.name);
        members.insert("partner".into(), json!({"code": order.partner.code, "name": name}));
        for line in members.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
            hide_free_words(line, salt);
        }
        for step in members.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten().flat_map(explanation) {
            // People are sometimes named in discounts; the code is enough.
            step.remove("name");
            step.remove("name_en");
        }
        if let Some(delivery) = &order.delivery {
            let place = secret::commitment(salt, &format!("{}\n{}", delivery.name, delivery.address));
            members.insert(
                "delivery".into(),
                json!({"place": place, "method": delivery.method, "cost": delivery.cost, "vat": delivery.vat}),
            );
        }
    }
    Ok(facts)
}

/// What the journal keeps of the ids that an order's row has and its snapshot does not; they never change.
pub(super) fn keys(contract: ContractId, unit: Option<UnitId>, representation: Option<RepresentationId>) -> Value {
    json!({"contract": contract, "unit": unit, "representation": representation})
}

/// What the journal keeps of the name under which somebody made a version: it can be checked until he is erased.
pub(super) fn by(tx: &mut Tx, account: AccountId, name: &str) -> Answer<Value> {
    let salt = store::salts_of(tx, &[account])?.remove(&account).unwrap_or_default();
    Ok(json!({"account": account, "name": secret::commitment(&salt, name)}))
}

/// A good that was made of a line in free words: they may name somebody, and stand there as a commitment.
fn hide_free_words(line: &mut Value, salt: &[u8]) {
    let Some(members) = line.as_object_mut() else { return };
    let seen = &*members;
    let text = |name: &str| seen.get(name).and_then(Value::as_str).unwrap_or_default();
    if !to_order::is_kept_for_these(text("sku")) {
        return;
    }
    let words = secret::commitment(salt, &format!("{}\n{}", text("name"), text("name_en")));
    members.remove("name");
    members.remove("name_en");
    members.insert("words".into(), json!(words));
}

fn explanation(line: &mut Value) -> Vec<&mut serde_json::Map<String, Value>> {
    let steps = line.get_mut("explanation").and_then(Value::as_array_mut);
    steps.into_iter().flatten().filter_map(Value::as_object_mut).collect()
}

/// The person's name as the order shows it, and the company's where somebody of ours acted for it.
pub fn names(actor: &Actor) -> (String, Option<String>) {
    let name = match &actor.who {
        crate::access::actor::Who::Person(person) => person.name.clone(),
        crate::access::actor::Who::Machine { name, .. } => name.clone(),
        crate::access::actor::Who::Visitor => String::new(),
        crate::access::actor::Who::System(name) => (*name).to_owned(),
    };
    let behalf = actor.representation.and(actor.company.as_ref()).map(|company| company.name.clone());
    (name, behalf)
}

/// Adds what else an act is about.
pub fn add(facts: &mut Value, name: &str, value: Value) {
    if let Some(members) = facts.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
