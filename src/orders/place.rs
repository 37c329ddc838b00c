//! Placing an order: right → assortment → quantities → price made anew → credit → stock → order, lines, record, letter.
//! All or nothing, in one transaction; what is refused tells why and what would help.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::order::{Delivery, Named, Order, OrderId, OrderLine, Terms};
use super::priced::{PricedLine, price_lines};
use super::record::{self, Unkept};
use super::shortage::{self, Shortage};
use super::wanted::{check_lines, from_cart, wanted};
use super::{State, billing, cart, letters, promise, store};
use crate::access::actor::Company;
use crate::access::permission::marks::PlaceOrders;
use crate::access::reach::AccountId;
use crate::access::{Act, Recorded};
use crate::catalogue::{ProductId, own_number, reservation};
use crate::partners::{self, Address, Contract, address, contract};
use crate::platform::db::{Series, Tx};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::values::{Money, Quantity, text};
use crate::pricing::vat;
use crate::receivables::{self, Billable};
use crate::say;

/// What somebody wants to order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewOrder {
    /// Lines by article number; none means the cart's.
    pub lines: Option<Vec<NewLine>>,
    /// The total with VAT that the buyer saw and agreed to; needed with the cart.
    pub agreed_total: Option<Money>,
    /// A contract by its number; the chosen one when not given.
    pub contract: Option<String>,
    /// A delivery address by its name.
    pub delivery_address: Option<String>,
    /// The day he wishes it.
    pub requested_on: Option<NaiveDate>,
    /// His own number.
    pub your_number: Option<String>,
    /// What he adds.
    pub comment: Option<String>,
    /// What shall be done where stock does not suffice.
    #[serde(default)]
    pub shortage: Shortage,
}

/// A wanted line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewLine {
    /// The article number.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// The order's number.
    pub number: String,
    /// Whether it costs less than the buyer had agreed to.
    pub is_lower: bool,
    /// Whether less was ordered than the buyer wanted.
    #[serde(default)]
    pub is_part: bool,
}

/// Places an order for the caller's company.
pub fn place(act: &mut Act<'_, PlaceOrders>, new: &NewOrder) -> Answer<Recorded<Placed>> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let (your_number, comment) = checked_texts(new)?;
    let reach = act.reach().clone();
    let cart = held_cart(act, &company, account, new)?;
    let contract = contract_for(act, &company, new)?;
    let (placed_by, on_behalf_of) = record::names(act.actor());
    let tx = act.tx();
    check_day(new.requested_on, contract.day)?;
    let wanted = match &new.lines {
        Some(lines) => wanted(tx, &company, account, &contract, lines)?,
        None => from_cart(tx, &contract, cart.as_ref())?,
    };
    if new.lines.is_none() && new.agreed_total.is_none() {
        return Err(No::invalid("/agreed_total", "missing", say!("error-field-missing", name = "agreed_total")));
    }
    let asked_for = wanted.iter().map(|(product, quantity)| (product.id, *quantity)).collect::<Vec<_>>();
    let wanted = match new.shortage {
        Shortage::Refuse | Shortage::Backorder => wanted,
        Shortage::Part => {
            let buyer = shortage::Buyer { partner: company.id, account };
            let part = shortage::part_there_is(tx, &contract, buyer, wanted.clone())?;
            if part.is_empty() {
                return Err(shortage::nothing_there(buyer, &wanted));
            }
            part
        }
    };
    let priced = price_lines(tx, &contract, Some(account), wanted)?;
    check_lines(&priced)?;
    let address = delivery_address(tx, &company, &reach, new, cart.as_ref())?;
    let goods = vat::total(priced.iter().map(|line| line.amounts))?;
    if goods.gross < contract.minimum_order {
        let minimum = (contract.minimum_order, contract.currency);
        return Err(No::conflict("below_minimum_order", say!("order-below-minimum", minimum = minimum)));
    }
    let delivery = cart::delivery_amounts(tx, &contract, address.as_ref())?;
    let total = goods.gross.plus(delivery.gross)?;
    let is_lower = agreed(tx, new.agreed_total, total, delivery.gross, &contract, cart.as_ref(), &priced)?;
    let id = tx.new_id::<OrderId>();
    let number = format!("{:06}", tx.next_number(Series::Order)?);
    if let Err(standing) = receivables::commit(tx, &contract, &number, total)? {
        let (left, currency) = (standing.available().unwrap_or(Money::ZERO), contract.currency);
        let refusal = Refusal::new(
            Kind::Conflict,
            "over_credit_limit",
            say!("order-over-limit", total = (total, currency), left = (left, currency)),
        );
        return Err(refusal
            .with("limit", standing.limit)
            .with("exposure", standing.exposure)
            .with("available_credit", left)
            .into());
    }
    let asked: Vec<(ProductId, Quantity)> = priced.iter().map(|line| (line.product.id, line.quantity)).collect();
    let is_part = asked != asked_for;
    let allocations = if new.shortage == Shortage::Backorder {
        reservation::reserve_what_there_is(tx, &contract, &asked)?
    } else {
        match reservation::reserve(tx, &contract, &asked)? {
            Ok(allocations) => allocations,
            Err(short) => return Err(shortage::refused(tx, &company, account, &contract, &priced, &short)?),
        }
    };
    let partner = partners::store::partner(tx, company.id)?;
    let unit = company.unit.map(|unit| partners::company::unit_name(tx, unit)).transpose()?;
    let products: Vec<ProductId> = asked.iter().map(|(product, _)| *product).collect();
    let mut lines: Vec<OrderLine> = priced.into_iter().zip(allocations).map(|(line, parts)| order_line(line, parts)).collect();
    let mut own_numbers = own_number::names(tx, company.id, &products)?;
    for (line, product) in lines.iter_mut().zip(&products) {
        line.own_number = own_numbers.remove(product);
    }
    shortage::promise_days(tx, &contract, &mut lines, &products, new.requested_on)?;
    let mut order = Order {
        id,
        number,
        version: 1,
        state: State::Confirmed,
        on_hold: Vec::new(),
        is_cancellation_asked: false,
        cancellation_refused: None,
        partner: Named { code: partner.code, name: partner.name },
        unit,
        contract: Terms { number: contract.number.clone(), payment: contract.payment_terms(), vat_mode: contract.vat_mode },
        placed_by,
        on_behalf_of,
        placed_at: act.moment(),
        currency: contract.currency,
        your_number,
        requested_on: new.requested_on,
        comment,
        delivery: address.map(|a| Delivery {
            name: a.name,
            address: a.address,
            method: a.delivery_method,
            cost: delivery.gross,
            vat: delivery.vat,
        }),
        lines,
        net: goods.net.plus(delivery.net)?,
        vat: goods.vat.plus(delivery.vat)?,
        total,
    };
    let ids = store::Ids {
        partner: company.id,
        unit: company.unit,
        contract: contract.id,
        placed_by: account,
        representation: act.actor().representation,
        products,
    };
    let unkept = Unkept::fresh()?;
    let actor = actor_name(&order);
    let tx = act.tx();
    let billable =
        Billable { contract: contract.id, order: order.id.number(), total: order.total, is_prepaid: order.is_prepaid() };
    // A block lets the order in and marks it.
    order.on_hold = receivables::may_ship(tx, &billable)?.reasons.iter().map(|reason| reason.code.to_owned()).collect();
    store::insert(tx, &order, &ids, &actor, &unkept)?;
    let parts: Vec<(usize, Option<String>)> = order
        .lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.promises.iter().map(move |part| (at, part.warehouse.clone())))
        .collect();
    promise::enter(tx, &order, &parts, "placed", &actor)?;
    if order.is_prepaid() {
        let bill = billing::bill_of_all(tx, &order, company.id, company.unit)?;
        receivables::issue_proforma(tx, &contract, &bill)?;
    }
    if let (None, Some(cart)) = (&new.lines, &cart) {
        store::empty(tx, cart.id)?;
    }
    letters::about(tx, &order, "placed", |about| about.agreed = new.agreed_total.filter(|_| is_lower))?;
    let facts = record::facts(&order, &unkept.salt, account)?;
    act.record("order.placed", Some(company.id), facts, Placed { number: order.number, is_lower, is_part })
}

/// Who did it, as the history of an order shows it.
pub(super) fn actor_name(order: &Order) -> String {
    match &order.on_behalf_of {
        Some(company) => format!("{} → {company}", order.placed_by),
        None => order.placed_by.clone(),
    }
}

/// The person's cart; held, when it is to be ordered, so that it is ordered once and as it stands.
fn held_cart(
    act: &mut Act<'_, PlaceOrders>,
    company: &Company,
    account: AccountId,
    new: &NewOrder,
) -> Answer<Option<store::CartRow>> {
    let found = store::cart(act.tx(), account, company.id)?;
    match (found, &new.lines) {
        (Some(found), None) => {
            store::hold(act.tx(), found.id)?;
            store::cart(act.tx(), account, company.id)
        }
        (found, _) => Ok(found),
    }
}

fn checked_texts(new: &NewOrder) -> Answer<(Option<String>, Option<String>)> {
    let unfit = |field: &'static str| move |_| No::invalid(field, "bad_text", say!("order-bad-text"));
    let your_number = new.your_number.as_deref().map(|t| text::line(t, 60)).transpose().map_err(unfit("/your_number"))?;
    let comment = new.comment.as_deref().map(|t| text::paragraph(t, 2000)).transpose().map_err(unfit("/comment"))?;
    Ok((your_number.filter(|t| !t.is_empty()), comment.filter(|t| !t.is_empty())))
}

fn contract_for(act: &mut Act<'_, PlaceOrders>, company: &Company, new: &NewOrder) -> Answer<Contract> {
    let Some(number) = &new.contract else { return cart::chosen_contract(act) };
    let found = contract::find(act.tx(), company.id, number)?;
    let contract = found.ok_or_else(|| No::invalid("/contract", "unknown", say!("order-unknown-contract")))?;
    if contract.is_in_force() { Ok(contract) } else { Err(No::conflict("contract_not_in_force", say!("order-contract-ended"))) }
}

pub(super) fn check_day(requested_on: Option<NaiveDate>, today: NaiveDate) -> Answer<()> {
    let is_good = requested_on.is_none_or(|day| day >= today && (day - today).num_days() <= 366);
    if is_good { Ok(()) } else { Err(No::invalid("/requested_on", "out_of_range", say!("order-bad-day"))) }
}

fn delivery_address(
    tx: &mut Tx,
    company: &Company,
    reach: &crate::access::Reach,
    new: &NewOrder,
    cart: Option<&store::CartRow>,
) -> Answer<Option<Address>> {
    let all = address::of_partner(tx, company.id, reach)?;
    if let Some(name) = &new.delivery_address {
        let found = all.into_iter().find(|a| a.name == *name);
        return found.map(Some).ok_or_else(|| No::invalid("/delivery_address", "unknown", say!("order-unknown-address")));
    }
    let chosen =
        cart.filter(|_| new.lines.is_none()).and_then(|cart| cart.address).and_then(|id| all.iter().find(|a| a.id == id));
    Ok(chosen.or(all.iter().find(|a| a.is_default)).or(all.first()).cloned())
}

/// A higher total than agreed stops the order and tells the differences; a lower one is passed on.
fn agreed(
    tx: &mut Tx,
    agreed: Option<Money>,
    total: Money,
    delivery: Money,
    contract: &Contract,
    cart: Option<&store::CartRow>,
    priced: &[PricedLine],
) -> Answer<bool> {
    let Some(agreed) = agreed else { return Ok(false) };
    if total <= agreed {
        return Ok(total < agreed);
    }
    let seen = cart.map(|cart| store::cart_lines(tx, cart.id)).transpose()?.unwrap_or_default();
    let mut changes: Vec<serde_json::Value> = priced
        .iter()
        .filter_map(|line| {
            let was = seen.iter().find(|kept| kept.product == line.product.id).and_then(|kept| kept.seen_price)?;
            let now = line.quote.as_ref()?.unit_price;
            (was != now).then(|| json!({"sku": line.product.sku, "was": was, "now": now}))
        })
        .collect();
    // Where no price is another, what has changed is the delivery.
    if changes.is_empty() && delivery.is_positive() {
        let was = delivery.minus(total.minus(agreed)?)?;
        changes.push(json!({"delivery": true, "was": was, "now": delivery}));
    }
    let currency = contract.currency;
    let refusal = Refusal::new(
        Kind::Conflict,
        "total_changed",
        say!("order-total-changed", was = (agreed, currency), now = (total, currency)),
    );
    Err(refusal.with("agreed_total", agreed).with("total", total).with("changes", changes).into())
}

pub(super) fn order_line(line: PricedLine, allocations: Vec<reservation::Allocation>) -> OrderLine {
    let quote = line.quote;
    OrderLine {
        sku: line.product.sku,
        own_number: None,
        name: line.product.name,
        name_en: line.product.name_en,
        unit: line.product.unit.okei.to_owned(),
        quantity: line.quantity,
        unit_price: quote.as_ref().map(|q| q.unit_price).unwrap_or_default(),
        list_price: quote.as_ref().and_then(|q| q.list_price),
        discount_percent: quote.as_ref().map(|q| q.discount_percent).unwrap_or_default(),
        vat_rate: line.product.vat_rate,
        sum: line.amounts.sum,
        net: line.amounts.net,
        vat: line.amounts.vat,
        gross: line.amounts.gross,
        explanation: quote.map(|q| q.steps).unwrap_or_default(),
        allocations,
        shipped: Quantity::ZERO,
        cancelled: Quantity::ZERO,
        promises: Vec::new(),
        settled: None,
    }
}
