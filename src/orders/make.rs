//! The one way an order comes to be: priced lines go in, and in the same transaction money is committed, stock reserved, and the
//! order stands with its lines, version, promises and pro-forma. Called by placing and by accepting a quote, which record it.

use chrono::NaiveDate;
use serde_json::Value;

use super::order::{Delivery, Named, Order, OrderId, OrderLine, Terms};
use super::priced::PricedLine;
use super::record::{self, Unkept};
use super::shortage::{self, Shortage};
use super::words::{PromiseWord, Why};
use super::{State, billing, cart, promise, store};
use crate::access::actor::Company;
use crate::access::reach::{AccountId, RepresentationId};
use crate::access::{Actor, PartnerId, UnitId};
use crate::catalogue::reservation::{self, Allocation};
use crate::catalogue::{ProductId, own_number};
use crate::partners::{self, Address, Contract};
use crate::platform::db::{Series, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity};
use crate::pricing::{Amounts, vat};
use crate::receivables::{self, Billable, Sums};
use crate::say;

/// Who orders, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Orderer {
    /// The client company.
    pub partner: PartnerId,
    /// Its unit, if the order is one's.
    pub unit: Option<UnitId>,
    /// The account that answers for it.
    pub account: AccountId,
    /// The representation under which one of ours orders.
    pub representation: Option<RepresentationId>,
    /// The person's name.
    pub name: String,
    /// The company's name, where somebody of ours orders for it.
    pub on_behalf_of: Option<String>,
    /// Whether he is told the sums behind the company's credit.
    pub sums: Sums,
}

impl Orderer {
    /// Whoever acts, for the company he acts for.
    pub fn of(actor: &Actor, company: &Company, account: AccountId) -> Self {
        let (name, on_behalf_of) = record::names(actor);
        let (partner, unit) = (company.id, company.unit);
        let sums = Sums::told_to(actor);
        Self { partner, unit, account, representation: actor.representation, name, on_behalf_of, sums }
    }
}

/// What lines and their delivery come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth {
    pub goods: Amounts,
    pub delivery: Amounts,
    /// What is to be paid.
    pub total: Money,
}

/// What priced lines come to with delivery to an address; less than the contract's least order is refused.
pub(super) fn worth(tx: &mut Tx, contract: &Contract, lines: &[PricedLine], address: Option<&Address>) -> Answer<Worth> {
    let goods = vat::total(lines.iter().map(|line| line.amounts))?;
    if goods.gross < contract.minimum_order {
        let minimum = (contract.minimum_order, contract.currency);
        return Err(No::conflict("below_minimum_order", say!("order-below-minimum", minimum = minimum)));
    }
    let delivery = cart::delivery_amounts(tx, contract, address)?;
    Ok(Worth { goods, delivery, total: goods.gross.plus(delivery.gross)? })
}

/// What is to become an order: all of it decided, nothing of it stored.
pub(super) struct Deal {
    /// The lines, each with its price.
    pub lines: Vec<PricedLine>,
    pub worth: Worth,
    pub address: Option<Address>,
    pub requested_on: Option<NaiveDate>,
    pub your_number: Option<String>,
    pub comment: Option<String>,
    /// What shall be done where stock does not suffice; a part was chosen before.
    pub shortage: Shortage,
    /// What a buyer who is refused for short stock may choose instead.
    pub choices: &'static [&'static str],
}

/// An order that stands, with what the journal keeps of it.
pub(super) struct Made {
    pub order: Order,
    pub facts: Value,
}

/// Makes the order. The contract's money is held before its stock; what is refused leaves nothing.
pub(super) fn make(tx: &mut Tx, by: &Orderer, contract: &Contract, deal: Deal) -> Answer<Made> {
    let id = tx.new_id::<OrderId>();
    let number = format!("{:06}", tx.next_number(Series::Order)?);
    commit(tx, contract, &number, (deal.worth.total, by.sums))?;
    let allocations = allocations(tx, by, contract, &deal)?;
    let products: Vec<ProductId> = deal.lines.iter().map(|line| line.product.id).collect();
    let mut lines: Vec<OrderLine> =
        deal.lines.into_iter().zip(allocations).map(|(line, parts)| order_line(line, parts)).collect();
    let mut own_numbers = own_number::names(tx, by.partner, &products)?;
    for (line, product) in lines.iter_mut().zip(&products) {
        line.own_number = own_numbers.remove(product);
    }
    shortage::promise_days(tx, contract, &mut lines, &products, deal.requested_on)?;
    let partner = partners::store::partner(tx, by.partner)?;
    let unit = by.unit.map(|unit| partners::company::unit_name(tx, unit)).transpose()?;
    let Worth { goods, delivery, total } = deal.worth;
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
        placed_by: by.name.clone(),
        on_behalf_of: by.on_behalf_of.clone(),
        placed_at: tx.moment(),
        currency: contract.currency,
        your_number: deal.your_number,
        requested_on: deal.requested_on,
        comment: deal.comment,
        delivery: deal.address.map(|a| Delivery {
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
    let billable =
        Billable { contract: contract.id, order: order.id.number(), total: order.total, is_prepaid: order.is_prepaid() };
    // A block lets the order in and marks it.
    order.on_hold = receivables::may_ship(tx, &billable)?.reasons.iter().map(|reason| reason.code.to_owned()).collect();
    let unkept = Unkept::fresh()?;
    write(tx, by, contract, &order, products, &unkept)?;
    let mut facts = record::facts(&order, &unkept.salt, by.account)?;
    record::add(&mut facts, "keys", record::keys(contract.id, by.unit, by.representation));
    record::add(&mut facts, "by", record::by(tx, by.account, &actor_name(&order))?);
    Ok(Made { order, facts })
}

/// Commits the contract's money; over its limit nothing is ordered.
fn commit(tx: &mut Tx, contract: &Contract, number: &str, (total, sums): (Money, Sums)) -> Answer<()> {
    let Err(standing) = receivables::commit(tx, contract, number, total)? else { return Ok(()) };
    let (left, currency) = (standing.available(contract.payment).unwrap_or(Money::ZERO), contract.currency);
    let message = say!("order-over-limit", total = (total, currency), left = (left, currency));
    Err(receivables::over_limit(&standing, sums, message))
}

/// What is reserved for each line; nothing for what has to be got for this order.
fn allocations(tx: &mut Tx, by: &Orderer, contract: &Contract, deal: &Deal) -> Answer<Vec<Vec<Allocation>>> {
    let stocked = deal.lines.iter().filter(|line| !line.is_to_order);
    let asked: Vec<(ProductId, Quantity)> = stocked.map(|line| (line.product.id, line.quantity)).collect();
    let taken = if deal.shortage == Shortage::Backorder {
        reservation::reserve_what_there_is(tx, contract, &asked)?
    } else {
        match reservation::reserve(tx, contract, &asked)? {
            Ok(taken) => taken,
            Err(short) => {
                let buyer = shortage::Buyer { partner: by.partner, account: by.account };
                return Err(shortage::refused(tx, buyer, contract, &deal.lines, &short, deal.choices)?);
            }
        }
    };
    let mut taken = taken.into_iter();
    let of = |line: &PricedLine| if line.is_to_order { Vec::new() } else { taken.next().unwrap_or_default() };
    Ok(deal.lines.iter().map(of).collect())
}

/// Writes the order with its lines, reservations, first version and promises; what is prepaid gets its pro-forma.
fn write(tx: &mut Tx, by: &Orderer, contract: &Contract, order: &Order, products: Vec<ProductId>, unkept: &Unkept) -> Answer<()> {
    let ids = store::Ids {
        partner: by.partner,
        unit: by.unit,
        contract: contract.id,
        placed_by: by.account,
        representation: by.representation,
        products,
    };
    let actor = actor_name(order);
    store::insert(tx, order, &ids, &actor, unkept)?;
    let parts: Vec<(usize, Option<String>)> = order
        .lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.promises.iter().map(move |part| (at, part.warehouse.clone())))
        .collect();
    promise::enter(tx, order, &parts, &Why::Word(PromiseWord::Placed), &actor)?;
    if order.is_prepaid() {
        let bill = billing::bill_of_all(tx, order, by.partner, by.unit)?;
        receivables::issue_proforma(tx, contract, &bill)?;
    }
    Ok(())
}

/// Who did it, as the history of an order shows it.
fn actor_name(order: &Order) -> String {
    match &order.on_behalf_of {
        Some(company) => format!("{} → {company}", order.placed_by),
        None => order.placed_by.clone(),
    }
}

/// A line as an order keeps it.
pub(super) fn order_line(line: PricedLine, allocations: Vec<Allocation>) -> OrderLine {
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
