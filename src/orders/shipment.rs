//! Shipping: what leaves a warehouse for an order, in one transaction with stock, order, invoice, record and letter.
//! Every path to a shipment is [`ship`], and it asks `may_ship` before anything else.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::billing;
use super::held::{self, Held};
use super::order::{Delivery, Named, Order};
use super::place::NewLine;
use super::words::{Deed, Occasion, PromiseWord, Why};
use super::{State, hindrance, letters, promise, record, shipped, store};
use crate::access::permission::marks::{ReadOrders, ShipOrders};
use crate::access::{Act, Recorded};
use crate::catalogue::{self, ProductId, WarehouseId, stock};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, Kind, No, Refusal};
use crate::platform::secret;
use crate::platform::values::{Moment, Quantity, Unit};
use crate::platform::web::Lang;
use crate::{receivables, say, seller};

crate::typed_id!(
    /// A shipment.
    ShipmentId, "shp"
);

/// What left, as its delivery note says. It never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shipment {
    /// Its id.
    pub id: ShipmentId,
    /// Its number: the order's and a running one.
    pub number: String,
    /// The order's number.
    pub order: String,
    /// The warehouse by code and Russian name.
    pub warehouse: Named,
    /// The warehouse's English name.
    pub warehouse_en: String,
    /// When it left.
    pub shipped_at: Moment,
    /// The day of it at the seller's place.
    pub shipped_on: NaiveDate,
    /// Who sent it.
    pub shipped_by: String,
    /// The seller's name.
    pub seller: String,
    /// The client company.
    pub partner: Named,
    /// Its unit, if any.
    pub unit: Option<String>,
    /// The contract's number.
    pub contract: String,
    /// Where to and how.
    pub delivery: Option<Delivery>,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// What left.
    pub lines: Vec<ShippedLine>,
    /// The number of its invoice, read beside it.
    #[serde(skip)]
    pub invoice: Option<String>,
}

/// What left of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShippedLine {
    /// The order's line, from one.
    pub position: i64,
    /// The article number.
    pub sku: String,
    /// What the partner called it when it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_number: Option<String>,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// The unit of measure, by OKEI code.
    pub unit: String,
    /// How much was ordered.
    pub ordered: Quantity,
    /// How much left now.
    pub quantity: Quantity,
    /// How much of the line was still open afterwards.
    pub open: Quantity,
    /// The day it was promised for.
    pub promised_on: Option<NaiveDate>,
}

impl ShippedLine {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }
}

/// What shall leave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewShipment {
    /// The order's number.
    pub order: String,
    /// The warehouse's code.
    pub warehouse: String,
    /// Lines by article number; everything reserved there when not given.
    pub lines: Option<Vec<NewLine>>,
    /// The day the rest of the order is promised for now.
    pub promised_on: Option<NaiveDate>,
    /// Why the rest stays behind.
    pub reason: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shipped {
    /// The shipment's number.
    pub number: String,
}

/// What leaves of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaving {
    pub position: i64,
    pub product: ProductId,
    pub quantity: Quantity,
}

/// Ships what is reserved for an order in a warehouse, or a part of it.
pub fn ship(act: &mut Act<'_, ShipOrders>, new: &NewShipment) -> Answer<Recorded<Shipped>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    let said = new.reason.as_deref().filter(|text| !text.trim().is_empty()).map(promise::checked_reason).transpose()?;
    let why = said.map_or(Ok(Why::Word(PromiseWord::Rest)), Why::said)?;
    promise::check_day(new.promised_on, today)?;
    let mut held = Held::take(tx, &reach, &new.order)?;
    let house = warehouse(tx, &new.warehouse)?;
    hindrance::check_may_leave(tx, &held)?;
    let reserved = store::reserved_in(tx, held.order.id, house.0)?;
    let leaving = leaving(&held.order, &reserved, new.lines.as_deref())?;
    let earlier = store::left_so_far(tx, held.order.id)?;
    let number = format!("{}-{}", held.order.number, store::count_shipments(tx, held.order.id)? + 1);
    let goods: Vec<(ProductId, Quantity)> = leaving.iter().map(|line| (line.product, line.quantity)).collect();
    if let Err(short) = stock::take_off(tx, house.0, &goods, &number)? {
        return Err(not_on_hand(&held.order, &leaving, &short));
    }
    for line in &leaving {
        store::use_reservation(tx, held.order.id, line.position, house.0, line.quantity)?;
    }
    let document = document(tx, &held, &house, &leaving, (number, today, actor.clone()))?;
    let renewed = change_order(tx, &mut held.order, &house.1.code, &leaving, new.promised_on, today)?;
    let next = if held.order.has_open() { State::PartlyShipped } else { State::Shipped };
    held.become_state(next)?;
    held.keep(tx, &actor, Deed::Shipped)?;
    if next == State::Shipped {
        store::withdraw_changes(tx, held.order.id, &actor)?;
    }
    promise::enter(tx, &held.order, &renewed, &why, &actor)?;
    let ids = store::Sent {
        order: held.order.id,
        partner: held.kept.partner,
        unit: held.kept.unit,
        contract: held.kept.contract,
        warehouse: house.0,
        products: leaving.iter().map(|line| line.product).collect(),
    };
    store::insert_shipment(tx, &document, &ids)?;
    let bill = billing::bill_of(tx, &held, &document, &leaving, &earlier)?;
    let invoice = receivables::issue(tx, &held.contract, &bill)?;
    letters::about(tx, &held.order, Occasion::Shipped, |about| about.shipment = Some(document.number.clone()))?;
    let mut facts = held.facts(act)?;
    let told: Vec<_> = document.lines.iter().map(|line| json!({"sku": line.sku, "quantity": line.quantity})).collect();
    record::add(
        &mut facts,
        "shipment",
        json!({
            "number": document.number, "warehouse": document.warehouse.code, "invoice": invoice.number, "lines": told,
            "note": secret::commitment(&held.kept.salt, &shipped::note(&document)),
        }),
    );
    act.record("order.shipped", Some(held.kept.partner), facts, Shipped { number: document.number })
}

/// A warehouse by code: its id, names.
type House = (WarehouseId, Named, String);

fn warehouse(tx: &mut Tx, code: &str) -> Answer<House> {
    let found = catalogue::store::warehouses(tx)?.into_iter().find(|house| house.1 == code);
    let (id, code, name, name_en, _) =
        found.ok_or_else(|| No::invalid("/warehouse", "unknown", say!("warehouse-unknown", code = code)))?;
    Ok((id, Named { code, name }, name_en))
}

/// The lines that leave: all that is reserved there, or what is asked, which is never more than that.
fn leaving(order: &Order, reserved: &[(i64, ProductId, Quantity)], asked: Option<&[NewLine]>) -> Answer<Vec<Leaving>> {
    let whole = |(position, product, quantity): &(i64, ProductId, Quantity)| Leaving {
        position: *position,
        product: *product,
        quantity: *quantity,
    };
    let Some(asked) = asked else {
        if reserved.is_empty() {
            return Err(No::conflict("nothing_to_ship", say!("ship-nothing-reserved")));
        }
        return Ok(reserved.iter().map(whole).collect());
    };
    if asked.is_empty() {
        return Err(No::invalid("/lines", "out_of_range", say!("ship-no-lines")));
    }
    let (mut leaving, mut faults): (Vec<Leaving>, Vec<Fault>) = Default::default();
    for (i, line) in asked.iter().enumerate() {
        let field = format!("/lines/{i}/quantity");
        let key = catalogue::store::sku_key(&line.sku);
        let Some((position, ordered)) = (1i64..).zip(&order.lines).find(|(_, l)| catalogue::store::sku_key(&l.sku) == key) else {
            let message = say!("promise-unknown-line", sku = &line.sku);
            faults.push(Fault { field: format!("/lines/{i}/sku"), code: "unknown_product", message });
            continue;
        };
        if !line.quantity.is_positive() {
            faults.push(Fault { field, code: "not_positive", message: say!("ship-not-positive", sku = &line.sku) });
            continue;
        }
        if Unit::by_okei(&ordered.unit).is_some_and(|unit| unit.is_piecewise) && !line.quantity.is_whole() {
            faults.push(Fault { field, code: "not_whole", message: say!("ship-not-whole", sku = &line.sku) });
            continue;
        }
        let here = reserved.iter().find(|row| row.0 == position);
        let already = leaving.iter().position(|l: &Leaving| l.position == position);
        let before = already.and_then(|at| leaving.get(at)).map_or(Quantity::ZERO, |l| l.quantity);
        let (quantity, most) = (before.plus(line.quantity)?, here.map_or(Quantity::ZERO, |row| row.2));
        let Some((_, product, _)) = here.filter(|_| quantity <= most) else {
            faults.push(Fault { field, code: "not_reserved", message: say!("ship-not-reserved", sku = &line.sku, most = most) });
            continue;
        };
        match already.and_then(|at| leaving.get_mut(at)) {
            Some(known) => known.quantity = quantity,
            None => leaving.push(Leaving { position, product: *product, quantity }),
        }
    }
    if faults.is_empty() {
        leaving.sort_by_key(|line| line.position);
        return Ok(leaving);
    }
    if faults.iter().any(|fault| fault.code != "not_reserved") {
        return Err(No::faults(faults));
    }
    let mut refusal = Refusal::new(Kind::Conflict, "not_reserved", say!("ship-more-than-reserved"));
    refusal.faults = faults;
    Err(refusal.into())
}

fn not_on_hand(order: &Order, leaving: &[Leaving], short: &[(ProductId, Quantity)]) -> No {
    let mut refusal = Refusal::new(Kind::Conflict, "not_on_hand", say!("ship-not-on-hand"));
    let mut told = Vec::new();
    for (product, on_hand) in short {
        let Some(line) = leaving.iter().find(|line| line.product == *product) else { continue };
        let sku = line_of(order, line.position).map(|l| l.sku.clone()).unwrap_or_default();
        refusal = refusal.fault(
            format!("/lines/{sku}"),
            "not_on_hand",
            say!("ship-line-not-on-hand", sku = &sku, asked = line.quantity, there = *on_hand),
        );
        told.push(json!({"sku": sku, "asked": line.quantity, "on_hand": on_hand}));
    }
    refusal.with("lines", told).into()
}

/// A line of an order by its position, from one.
pub(super) fn line_of(order: &Order, position: i64) -> Option<&super::OrderLine> {
    order.lines.get(usize::try_from(position - 1).ok()?)
}

fn document(
    tx: &mut Tx,
    held: &Held,
    (_, house, house_en): &House,
    leaving: &[Leaving],
    (number, shipped_on, shipped_by): (String, NaiveDate, String),
) -> Answer<Shipment> {
    let order = &held.order;
    let lines = leaving.iter().filter_map(|left| {
        let line = line_of(order, left.position)?;
        Some(ShippedLine {
            position: left.position,
            sku: line.sku.clone(),
            own_number: line.own_number.clone(),
            name: line.name.clone(),
            name_en: line.name_en.clone(),
            unit: line.unit.clone(),
            ordered: line.quantity,
            quantity: left.quantity,
            open: Quantity::from_steps(line.open().steps() - left.quantity.steps()),
            promised_on: line.promised_from(&house.code),
        })
    });
    Ok(Shipment {
        id: tx.new_id(),
        number,
        order: order.number.clone(),
        warehouse: house.clone(),
        warehouse_en: house_en.clone(),
        shipped_at: tx.moment(),
        shipped_on,
        shipped_by,
        lines: lines.collect(),
        seller: seller::current(tx)?.name,
        partner: order.partner.clone(),
        unit: order.unit.clone(),
        contract: order.contract.number.clone(),
        delivery: order.delivery.clone(),
        your_number: order.your_number.clone(),
        invoice: None,
    })
}

/// Counts what left, and promises what stays behind of the same lines anew; a given day is promised for all that is open.
/// Answers the parts with a new promise.
fn change_order(
    tx: &mut Tx,
    order: &mut Order,
    house: &str,
    leaving: &[Leaving],
    given: Option<NaiveDate>,
    today: NaiveDate,
) -> Answer<Vec<(usize, Option<String>)>> {
    let soonest = promise::soonest(tx, None, today)?;
    let left: HashMap<i64, Quantity> = leaving.iter().map(|line| (line.position, line.quantity)).collect();
    let mut renewed = Vec::new();
    for (at, (position, line)) in (1i64..).zip(&mut order.lines).enumerate() {
        let left = left.get(&position);
        if let Some(quantity) = left {
            line.shipped = line.shipped.plus(*quantity)?;
            if let Some(part) = line.allocations.iter_mut().find(|part| part.code == house) {
                part.quantity = part.quantity.minus(*quantity)?;
            }
            line.allocations.retain(|part| part.quantity.is_positive());
        }
        for part in line.open_parts() {
            let known = line.promises.iter().find(|p| p.warehouse == part).and_then(|p| p.on);
            let day = match (given, &part) {
                (Some(_), _) => given,
                // What is reserved stays behind no longer than anything else takes; what has yet to come in keeps its day.
                (None, Some(_)) if left.is_some() => Some(known.map_or(soonest, |known| known.max(soonest))),
                (None, None) if left.is_some() => known,
                (None, _) => continue,
            };
            line.promise(part.clone(), day);
            renewed.push((at, part));
        }
    }
    Ok(renewed)
}

/// Shipments within reach.
pub fn list(act: &mut Act<'_, ReadOrders>, filter: &store::Shipped) -> Answer<Vec<Shipment>> {
    let reach = act.reach();
    store::shipments(act.tx(), reach.partners(), reach.part(), filter)
}

/// One shipment by its number; what is out of reach does not exist.
pub fn look(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Shipment> {
    let reach = act.reach();
    store::shipment(act.tx(), reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)
}
