//! Where the names of a person stand in orders and quotes: found by the id that stands with each, in its row or in its record, and by
//! no name. Whoever is called the same is left alone, and a name of long ago is found too. Called when he is erased; it reads only.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::deeds::{Deed, Deeds};
use super::*;
use crate::orders::change::ChangeId;
use crate::orders::quote::QuoteId;
use crate::orders::shipment::ShipmentId;
use crate::orders::words::makes;

/// What stands between a person and the company he acted for.
const FOR: &str = " → ";
/// So many orders are looked at together.
const AT_ONCE: usize = 500;

/// The places of one name. Where a company's name may stand behind it, the text that is to stand there is given.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Orders that he placed: the order and each of its versions say so.
    pub orders: Vec<OrderId>,
    pub versions: Vec<(OrderId, i64, String)>,
    pub promises: Vec<(PromiseId, String)>,
    pub shipments: Vec<ShipmentId>,
    /// Changes that he asked for.
    pub asked: Vec<(ChangeId, String)>,
    /// Changes that he answered.
    pub answered: Vec<(ChangeId, String)>,
    pub quotes: Vec<QuoteId>,
    pub quote_versions: Vec<(QuoteId, i64)>,
    pub approvals: Vec<(QuoteId, i64)>,
}

/// The names of a person, each with its places.
pub(super) type Names = BTreeMap<String, Places>;

/// Finds them all. What is a pseudonym already stays.
pub(super) fn find(tx: &mut Tx, account: AccountId, mut deeds: Deeds) -> Answer<Names> {
    let pseudonym = account.to_string();
    let mut names = Names::new();
    placed(tx, account, &mut deeds, &mut names)?;
    let mut orders: Vec<OrderId> = deeds.own.keys().copied().collect();
    orders.sort_unstable();
    for chunk in orders.chunks(AT_ONCE) {
        let rows = Rows::of(tx, chunk)?;
        for order in chunk {
            for deed in deeds.own.get(order).into_iter().flatten() {
                rows.take(*order, deed, &pseudonym, &mut names);
            }
        }
        shipped(tx, chunk, &deeds, &mut names)?;
    }
    quoted(tx, account, &deeds, &mut names)?;
    names.retain(|name, _| !name.is_empty() && *name != pseudonym);
    Ok(names)
}

/// The orders that he placed. Those that the calendar placed for him have no record of his own: their first version is his all the same.
fn placed(tx: &mut Tx, account: AccountId, deeds: &mut Deeds, names: &mut Names) -> Answer<()> {
    let query = sales_order::table.filter(sales_order::placed_by.eq(account));
    let rows: Vec<(OrderId, Moment, String)> =
        query.select((sales_order::id, sales_order::placed_at, sales_order::snapshot)).load(tx.link())?;
    for (id, at, snapshot) in rows {
        if deeds.machine_orders.contains(&id) {
            continue;
        }
        if let Some(name) = name_in(&snapshot, "placed_by")? {
            names.entry(name).or_default().orders.push(id);
        }
        let own = deeds.own.entry(id).or_default();
        if !own.iter().any(|deed| deed.kind == "order.placed") {
            let kind = "order.placed".to_owned();
            own.push(Deed { kind, at, is_for_company: false, version: 1, change: None, shipment: None });
        }
    }
    Ok(())
}

/// A name in the document of a row.
fn name_in(snapshot: &str, member: &str) -> Answer<Option<String>> {
    let read: Value = serde_json::from_str(snapshot)?;
    Ok(read.get(member).and_then(Value::as_str).map(str::to_owned))
}

type Change = (ChangeId, (String, Moment), (Option<String>, Option<Moment>));

/// What stands in the rows of some orders about those who did something to them.
#[derive(Debug, Default)]
struct Rows {
    /// Who made each version, and what was done.
    versions: HashMap<(OrderId, i64), (String, String)>,
    promises: HashMap<OrderId, Vec<(PromiseId, String, Moment)>>,
    changes: HashMap<OrderId, Vec<Change>>,
}

impl Rows {
    fn of(tx: &mut Tx, orders: &[OrderId]) -> Answer<Self> {
        let mut rows = Self::default();
        let found: Vec<(OrderId, i64, String, String)> = order_version::table
            .filter(order_version::order_id.eq_any(orders.to_vec()))
            .select((order_version::order_id, order_version::version, order_version::actor, order_version::what))
            .load(tx.link())?;
        rows.versions = found.into_iter().map(|(order, version, actor, what)| ((order, version), (actor, what))).collect();
        let found: Vec<(PromiseId, OrderId, String, Moment)> = promise::table
            .filter(promise::order_id.eq_any(orders.to_vec()))
            .select((promise::id, promise::order_id, promise::actor, promise::at))
            .load(tx.link())?;
        for (id, order, actor, at) in found {
            rows.promises.entry(order).or_default().push((id, actor, at));
        }
        let found: Vec<(OrderId, Change)> = order_change::table
            .filter(order_change::order_id.eq_any(orders.to_vec()))
            .select((
                order_change::order_id,
                (
                    order_change::id,
                    (order_change::asked_by, order_change::asked_at),
                    (order_change::answered_by, order_change::answered_at),
                ),
            ))
            .load(tx.link())?;
        for (order, change) in found {
            rows.changes.entry(order).or_default().push(change);
        }
        Ok(rows)
    }

    fn changes_of(&self, order: OrderId) -> &[Change] {
        self.changes.get(&order).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes every place at which a deed left its doer's name. All of them have the same text and the same moment.
    fn take(&self, order: OrderId, deed: &Deed, pseudonym: &str, names: &mut Names) {
        let version = self.versions.get(&(order, deed.version)).filter(|(_, what)| makes(&deed.kind, what) == Some(true));
        let told = version.map(|(actor, _)| actor.as_str()).or_else(|| doer(deed, self.changes_of(order)));
        let Some(text) = told.filter(|text| !text.starts_with(pseudonym)) else { return };
        let name = own_part(text, deed.is_for_company);
        let fresh = format!("{pseudonym}{}", text.strip_prefix(name).unwrap_or_default());
        let places = names.entry(name.to_owned()).or_default();
        if version.is_some() {
            places.versions.push((order, deed.version, fresh.clone()));
        }
        for (id, actor, at) in self.promises.get(&order).into_iter().flatten() {
            if *at == deed.at && actor == text {
                places.promises.push((*id, fresh.clone()));
            }
        }
        for (id, asked, answered) in self.changes_of(order) {
            if asked.1 == deed.at && asked.0 == text {
                places.asked.push((*id, fresh.clone()));
            }
            if answered.1 == Some(deed.at) && answered.0.as_deref() == Some(text) {
                places.answered.push((*id, fresh.clone()));
            }
        }
    }
}

/// Whoever asked for or answered a change without making another version of the order, as the change has it.
fn doer<'r>(deed: &Deed, changes: &'r [Change]) -> Option<&'r str> {
    let (_, asked, answered) = changes.iter().find(|(id, _, _)| deed.change == Some(*id))?;
    let has_asked = match deed.kind.as_str() {
        "order.change_proposed" => true,
        // Also said when a buyer agrees to what the office had proposed before.
        "order.change_asked" => asked.1 == deed.at,
        _ => false,
    };
    if has_asked { Some(asked.0.as_str()) } else { answered.0.as_deref().filter(|_| answered.1 == Some(deed.at)) }
}

/// The person's own part of a text that may name the company behind him.
fn own_part(text: &str, is_for_company: bool) -> &str {
    match text.rsplit_once(FOR) {
        Some((name, _)) if is_for_company => name,
        _ => text,
    }
}

/// The notes of the shipments that he sent.
fn shipped(tx: &mut Tx, orders: &[OrderId], deeds: &Deeds, names: &mut Names) -> Answer<()> {
    let own = orders.iter().filter_map(|order| deeds.own.get(order)).flatten();
    let numbers: Vec<String> = own.filter_map(|deed| deed.shipment.clone()).collect();
    for chunk in numbers.chunks(AT_ONCE) {
        let query = shipment::table.filter(shipment::number.eq_any(chunk.to_vec()));
        let rows: Vec<(ShipmentId, String)> = query.select((shipment::id, shipment::snapshot)).load(tx.link())?;
        for (id, snapshot) in rows {
            if let Some(name) = name_in(&snapshot, "shipped_by")? {
                names.entry(name).or_default().shipments.push(id);
            }
        }
    }
    Ok(())
}

/// Quotes that he asked for, offered or agreed to: their rows have his id.
fn quoted(tx: &mut Tx, account: AccountId, deeds: &Deeds, names: &mut Names) -> Answer<()> {
    let is_own = |quote: QuoteId, version: i64, is_second: bool| !deeds.machine_quotes.contains(&(quote, version, is_second));
    let asked: Vec<(QuoteId, String)> =
        quote::table.filter(quote::account_id.eq(account)).select((quote::id, quote::asked_by)).load(tx.link())?;
    for (id, name) in asked.into_iter().filter(|(id, _)| is_own(*id, 0, false)) {
        names.entry(name).or_default().quotes.push(id);
    }
    let made: Vec<(QuoteId, i64, String)> = quote_version::table
        .filter(quote_version::account_id.eq(account))
        .select((quote_version::quote_id, quote_version::version, quote_version::actor))
        .load(tx.link())?;
    for (id, version, name) in made.into_iter().filter(|(id, version, _)| is_own(*id, *version, false)) {
        names.entry(name).or_default().quote_versions.push((id, version));
    }
    let said: Vec<(QuoteId, i64, String)> = quote_approval::table
        .filter(quote_approval::account_id.eq(account))
        .select((quote_approval::quote_id, quote_approval::version, quote_approval::actor))
        .load(tx.link())?;
    for (id, version, name) in said.into_iter().filter(|(id, version, _)| is_own(*id, *version, true)) {
        names.entry(name).or_default().approvals.push((id, version));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    fn deed(kind: &str, version: i64, at: i64, change: Option<i64>) -> Deed {
        let change = change.map(ChangeId::from_number);
        Deed { kind: kind.into(), at: Moment::from_micros(at), is_for_company: false, version, change, shipment: None }
    }

    fn rows(order: OrderId) -> Rows {
        let at = Moment::from_micros;
        let change = |id, asked: &str, answered: &str, then| {
            (ChangeId::from_number(id), (asked.to_owned(), at(10)), (Some(answered.to_owned()), Some(at(then))))
        };
        Rows {
            versions: HashMap::from([((order, 1), ("Anna".to_owned(), "placed".to_owned()))]),
            promises: HashMap::from([(
                order,
                vec![
                    (PromiseId::from_number(1), "Anna".to_owned(), at(10)),
                    (PromiseId::from_number(2), "Boris".to_owned(), at(10)),
                    (PromiseId::from_number(3), "Anna".to_owned(), at(11)),
                ],
            )]),
            changes: HashMap::from([(order, vec![change(4, "Klim", "Anna", 20)])]),
        }
    }

    #[test]
    fn only_what_was_done_by_that_deed_is_found() {
        let order = OrderId::from_number(7);
        let mut names = Names::new();
        rows(order).take(order, &deed("order.placed", 1, 10, None), "acc_1", &mut names);
        let anna = names.get("Anna").unwrap();
        assert_eq!(anna.versions, [(order, 1, "acc_1".to_owned())]);
        // Another's promise of the same moment stays, and so does that of a namesake at another.
        assert_eq!(anna.promises, [(PromiseId::from_number(1), "acc_1".to_owned())]);
        assert!(names.len() == 1 && anna.asked.is_empty() && anna.answered.is_empty());
    }

    #[test]
    fn whoever_answers_a_change_is_not_taken_for_whoever_asked() {
        let order = OrderId::from_number(7);
        let mut names = Names::new();
        rows(order).take(order, &deed("order.change_refused", 1, 20, Some(4)), "acc_1", &mut names);
        assert_eq!(names.get("Anna").unwrap().answered, [(ChangeId::from_number(4), "acc_1".to_owned())]);
        rows(order).take(order, &deed("order.change_asked", 1, 10, Some(4)), "acc_2", &mut names);
        assert_eq!(names.get("Klim").unwrap().asked, [(ChangeId::from_number(4), "acc_2".to_owned())]);
        rows(order).take(order, &deed("order.change_withdrawn", 1, 30, Some(4)), "acc_3", &mut names);
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn the_company_behind_a_name_stays() {
        assert_eq!(own_part("Anna → Alfa", true), "Anna");
        assert_eq!(own_part("Anna → Berg → Alfa", true), "Anna → Berg");
        assert_eq!(own_part("Anna → Berg", false), "Anna → Berg");
        assert_eq!(own_part("Anna", true), "Anna");
    }
}
