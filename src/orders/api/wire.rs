//! How carts and orders are told in JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::receipt::PromiseView;
use crate::catalogue::reservation::Allocation;
use crate::orders::history::Story;
use crate::orders::{Cart, State, cart};
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Voice;
use crate::pricing::Step;

/// A cart.
#[derive(Serialize, ToSchema)]
pub struct CartView {
    /// Grows with every change.
    version: i64,
    /// The contract it is priced under.
    contract: String,
    /// ISO 4217.
    currency: String,
    /// The lines, in the order they were added.
    lines: Vec<CartLineView>,
    /// What delivery costs, with VAT.
    delivery: Money,
    /// Without VAT.
    net: Money,
    /// All VAT.
    vat: Money,
    /// With VAT: what the order must be agreed to.
    total: Money,
    /// In kilograms.
    weight: String,
    /// The discount code typed into it; it acts in the cart and in its order, not in the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<CodeInCart>,
    /// What would stop or change the order.
    warnings: Vec<WarningView>,
}

/// A discount code in a cart.
#[derive(Serialize, ToSchema)]
pub struct CodeInCart {
    /// The code.
    code: String,
    /// Its name.
    name: String,
    /// Whether a price of the cart comes from it; why not stands among the warnings.
    is_acting: bool,
}

/// A line of a cart.
#[derive(Serialize, ToSchema)]
pub struct CartLineView {
    /// The article number.
    sku: String,
    /// What the company calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_number: Option<String>,
    /// The name.
    name: String,
    /// How much.
    quantity: Quantity,
    /// The unit of measure.
    unit: String,
    /// Of one unit; null without a price.
    unit_price: Option<UnitPrice>,
    /// The price that was seen last: when it was put in, or when the cart was said to be seen.
    seen_price: Option<UnitPrice>,
    /// Price by quantity.
    sum: Money,
    /// The day it would be promised for now; null where nobody can promise one.
    promised_on: Option<NaiveDate>,
    /// Whether that day is firm: not where stock figures are older than the seller holds for good.
    is_day_firm: bool,
}

/// Something that would stop or change the order.
#[derive(Serialize, ToSchema)]
pub struct WarningView {
    /// The article number, where it is about a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// A stable word.
    code: String,
    /// The words for people.
    message: String,
}

pub(super) fn cart_view(l: Voice, cart: &Cart) -> Answer<CartView> {
    Ok(CartView {
        version: cart.version,
        contract: cart.contract.number.clone(),
        currency: cart.contract.currency.code().into(),
        lines: cart.lines.iter().map(|line| cart_line_view(l, line)).collect(),
        delivery: cart.delivery.gross,
        net: cart.goods.net.plus(cart.delivery.net)?,
        vat: cart.vat,
        total: cart.total,
        weight: cart.weight.normalize().to_string(),
        code: cart.code.as_ref().map(|code| CodeInCart {
            code: code.discount.code.clone(),
            name: code.discount.name_in(l.lang).to_owned(),
            is_acting: code.is_acting,
        }),
        warnings: cart
            .warnings
            .iter()
            .map(|w| WarningView { sku: w.sku.clone(), code: w.code.into(), message: l.tell(&w.message) })
            .collect(),
    })
}

fn cart_line_view(l: Voice, line: &cart::CartLine) -> CartLineView {
    let priced = &line.priced;
    CartLineView {
        sku: priced.product.sku.clone(),
        own_number: line.own_number.clone(),
        name: priced.product.name_in(l.lang).into(),
        quantity: priced.quantity,
        unit: priced.product.unit_name(l.lang).into(),
        unit_price: priced.quote.as_ref().map(|q| q.unit_price),
        seen_price: line.seen,
        sum: priced.amounts.sum,
        promised_on: line.promised_on,
        is_day_firm: line.is_day_firm,
    }
}

/// An order.
#[derive(Serialize, ToSchema)]
pub struct OrderView {
    /// Its number.
    number: String,
    /// Grows with every change.
    version: i64,
    /// Where it is in its life.
    #[schema(value_type = String)]
    state: State,
    /// Why it must not ship now.
    on_hold: Vec<String>,
    /// Whether the buyer asked to cancel it and waits for the warehouse's answer.
    is_cancellation_asked: bool,
    /// Why the warehouse could not cancel it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_refused: Option<String>,
    /// The client company.
    partner: NamedView,
    /// The contract.
    contract: ContractView,
    /// Who placed it.
    placed_by: String,
    /// The company in whose name somebody of the seller's placed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    /// When.
    placed_at: Moment,
    /// ISO 4217.
    currency: String,
    /// The buyer's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    your_number: Option<String>,
    /// The day it is wished.
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_on: Option<NaiveDate>,
    /// What the buyer adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    /// Where to and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<DeliveryView>,
    /// The lines.
    lines: Vec<OrderLineView>,
    /// Without VAT.
    net: Money,
    /// All VAT.
    vat: Money,
    /// With VAT.
    total: Money,
    /// What left, the latest first.
    shipments: Vec<ShipmentRef>,
    /// The numbers of its invoices, the first first; a pro-forma begins with `P-`.
    invoices: Vec<String>,
    /// The beginning of its receipt, with a placed order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipt: Option<PromiseView>,
}

/// A shipment of an order.
#[derive(Serialize, ToSchema)]
pub struct ShipmentRef {
    /// Its number.
    number: String,
    /// The warehouse's code.
    warehouse: String,
    /// When it left.
    shipped_at: Moment,
    /// The number of its invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<String>,
    /// The page of its delivery note.
    note_url: String,
}

/// A company by code and name.
#[derive(Serialize, ToSchema)]
pub struct NamedView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

impl NamedView {
    pub(super) fn of(code: String, name: String) -> Self {
        Self { code, name }
    }
}

/// A contract by its number.
#[derive(Serialize, ToSchema)]
pub struct ContractView {
    /// Its number.
    number: String,
    /// Terms of payment.
    payment: String,
}

/// Where an order goes.
#[derive(Serialize, ToSchema)]
pub struct DeliveryView {
    /// The address's name.
    name: String,
    /// The address.
    address: String,
    /// How.
    method: String,
    /// What it costs, with VAT; part of the total.
    cost: Money,
}

/// A line of an order.
#[derive(Serialize, ToSchema)]
pub struct OrderLineView {
    /// The article number.
    sku: String,
    /// What the company called it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_number: Option<String>,
    /// The name as it was.
    name: String,
    /// How much.
    quantity: Quantity,
    /// The unit of measure.
    unit: String,
    /// Of one unit.
    unit_price: UnitPrice,
    /// How far below the list price.
    discount_percent: Percent,
    /// Percent; null for «no VAT».
    vat_rate: Option<Percent>,
    /// Price by quantity.
    sum: Money,
    /// How the price came to be.
    #[schema(value_type = Vec<Object>)]
    explanation: Vec<Step>,
    /// Where it is promised from.
    #[schema(value_type = Vec<Object>)]
    allocations: Vec<Allocation>,
    /// How much has left.
    shipped: Quantity,
    /// How much is still to leave.
    open: Quantity,
    /// How much was cancelled.
    cancelled: Quantity,
    /// The day by which all that is open is promised; null where nobody can promise one.
    promised_on: Option<NaiveDate>,
    /// The days on which parts of it left.
    shipped_on: Vec<NaiveDate>,
}

pub(super) fn order_view(l: Voice, story: Story) -> OrderView {
    let Story { order, shipments, invoices, .. } = story;
    let left_on = |position: i64| {
        let with_it = shipments.iter().rev().filter(|s| s.lines.iter().any(|line| line.position == position));
        with_it.map(|s| s.shipped_on).collect::<Vec<_>>()
    };
    let lines = (1i64..).zip(order.lines).map(|(position, line)| OrderLineView {
        name: line.name_in(l.lang).into(),
        unit: l.unit(&line.unit).to_owned(),
        open: line.open(),
        promised_on: line.promised_on(),
        shipped_on: left_on(position),
        cancelled: line.cancelled,
        sku: line.sku,
        own_number: line.own_number,
        quantity: line.quantity,
        unit_price: line.unit_price,
        discount_percent: line.discount_percent,
        vat_rate: line.vat_rate,
        sum: line.sum,
        explanation: line.explanation,
        allocations: line.allocations,
        shipped: line.shipped,
    });
    OrderView {
        lines: lines.collect(),
        shipments: shipments
            .iter()
            .map(|s| ShipmentRef {
                number: s.number.clone(),
                warehouse: s.warehouse.code.clone(),
                shipped_at: s.shipped_at,
                invoice: s.invoice.clone(),
                note_url: format!("/shipments/{}", s.number),
            })
            .collect(),
        invoices: invoices.into_iter().map(|(number, _)| number).collect(),
        number: order.number,
        version: order.version,
        state: order.state,
        on_hold: order.on_hold,
        is_cancellation_asked: order.is_cancellation_asked,
        cancellation_refused: order.cancellation_refused,
        partner: NamedView { code: order.partner.code, name: order.partner.name },
        contract: ContractView { number: order.contract.number, payment: order.contract.payment },
        placed_by: order.placed_by,
        on_behalf_of: order.on_behalf_of,
        placed_at: order.placed_at,
        currency: order.currency.code().into(),
        your_number: order.your_number,
        requested_on: order.requested_on,
        comment: order.comment,
        delivery: order.delivery.map(|d| DeliveryView { name: d.name, address: d.address, method: d.method, cost: d.cost }),
        net: order.net,
        vat: order.vat,
        total: order.total,
        receipt: None,
    }
}
