//! What somebody can look at: every list that the doors give, and single things by their numbers. A look that is forbidden to him shows
//! nothing.

use std::fmt::Debug;

use super::Seen;
use super::world::Company;
use crate::access::accounts::{membership, profile};
use crate::access::gate::rehearsal::Stage;
use crate::access::permission::marks::FillCart;
use crate::access::{Actor, representation};
use crate::activity::{feed, own, requested};
use crate::catalogue::own_number;
use crate::orders::store::{Filter as Orders, QuoteFilter, Shipped};
use crate::orders::{aside, cart, history, list, order_form, quote, shipment, standing};
use crate::partners::{colleagues, company};
use crate::platform::error::Answer;
use crate::platform::web::Lang;
use crate::receivables::{credit_note, open_item, overview, payment, statement};
use crate::shop::offer;
use crate::{catalogue, service};

/// As many rows as a list gives.
const MOST: i64 = 200;

fn shown<T: Debug>(answer: Answer<T>) -> Option<String> {
    answer.ok().map(|what| format!("{what:?}"))
}

/// Takes looks one after the other: its name, what is asked, the look.
macro_rules! seen {
    ($stage:expr, $who:expr; $($name:literal: $input:expr => $look:expr),+ $(,)?) => {
        vec![$(Seen { look: $name, text: shown($stage.look($who, &$input, $look)) }),+]
    };
}

/// Everything that somebody finds without knowing a number.
pub(super) fn around(stage: &mut Stage<'_>, who: &Actor, own_company: &Company) -> Vec<Seen> {
    let goods = catalogue::store::Filter { limit: MOST, ..Default::default() };
    let goods = offer::Query { lang: Lang::En, category: None, filter: goods, before: None };
    seen![stage, who;
        "orders": Orders { limit: MOST, ..Orders::default() } => history::list,
        "whole orders": Orders { limit: MOST, ..Orders::default() } => history::list_whole,
        "shipments": Shipped { limit: MOST, ..Shipped::default() } => shipment::list,
        "quotes": QuoteFilter { limit: MOST, ..QuoteFilter::default() } => quote::look::list,
        "invoices": open_item::Filter { limit: MOST, ..open_item::Filter::default() } => open_item::list,
        "credit notes": credit_note::Filter { limit: MOST, ..credit_note::Filter::default() } => credit_note::list,
        "payments": payment::Filter { limit: MOST, ..payment::Filter::default() } => payment::list,
        "contracts": overview::Filter { limit: MOST, ..overview::Filter::default() } => overview::contracts,
        "the company's account": statement::Asked { whose: own_company.mark.to_owned(), ..Default::default() } => statement::of_partner,
        "the catalogue": goods => offer::page,
        "categories": () => offer::categories,
        "the order form": (Lang::En, None) => order_form::page::<FillCart>,
        "the cart": () => cart::look::<FillCart>,
        "carts put aside": () => aside::all::<FillCart>,
        "lists": () => list::all::<FillCart>,
        "standing orders": () => standing::all::<FillCart>,
        "addresses": () => standing::addresses::<FillCart>,
        "own part numbers": own_number::Filter { limit: MOST, ..own_number::Filter::default() } => own_number::list,
        "people": () => membership::people,
        "the company": () => colleagues::look,
        "representations": () => representation::log,
        "deeds on behalf": () => representation::deeds,
        "wishes": requested::Filter { limit: MOST, ..requested::Filter::default() } => requested::list,
        "messages": service::message::Filter { before: None, limit: MOST } => service::message::mine,
        "what is recorded": own::Pages { before: None, limit: MOST } => own::look,
        "the profile": () => profile::look,
        "partners": company::Filter { limit: MOST, ..company::Filter::default() } => company::list,
        "what clients do": feed::Filter { limit: MOST, ..feed::Filter::default() } => feed::list,
        "the order": own_company.order.clone() => history::look_whole,
        "the shipment": own_company.shipment.clone() => shipment::look,
        "the invoice": own_company.invoice.clone() => open_item::look,
        "the credit note": own_company.credit_note.clone() => credit_note::look,
        "the quote": own_company.quote.clone() => quote::look::look,
        "the product": (own_company.sku(), None) => offer::card,
        "the contract": own_company.contract() => overview::contract,
    ]
}

/// What is another's, asked for by its number.
pub(super) fn straight(stage: &mut Stage<'_>, who: &Actor, other: &Company) -> Vec<Seen> {
    let account = |whose: String| statement::Asked { whose, ..statement::Asked::default() };
    seen![stage, who;
        "another's order": other.order.clone() => history::look,
        "another's whole order": other.order.clone() => history::look_whole,
        "another's order as it was placed": other.order.clone() => history::as_placed,
        "another's order again": other.order.clone() => crate::orders::again::look::<FillCart>,
        "another's shipment": other.shipment.clone() => shipment::look,
        "another's invoice": other.invoice.clone() => open_item::look,
        "another's credit note": other.credit_note.clone() => credit_note::look,
        "another's credit notes": credit_note::Filter { partner: Some(other.mark.to_owned()), limit: MOST, ..Default::default() } => credit_note::list,
        "another's quote": other.quote.clone() => quote::look::look,
        "another's product": (other.sku(), None) => offer::card,
        "another's contract": other.contract() => overview::contract,
        "another's account": account(other.mark.to_owned()) => statement::of_partner,
        "the account of another's contract": account(other.contract()) => statement::of_contract,
        "another's company": other.mark.to_owned() => company::look,
        "another's invoices": open_item::Filter { partner: Some(other.mark.to_owned()), limit: MOST, ..Default::default() } => open_item::list,
        "another's payments": payment::Filter { partner: Some(other.mark.to_owned()), limit: MOST, ..Default::default() } => payment::list,
        "another's contracts": overview::Filter { partner: Some(other.mark.to_owned()), limit: MOST, ..Default::default() } => overview::contracts,
        "wishes of another": requested::Filter { partner: Some(other.mark.to_owned()), limit: MOST, ..Default::default() } => requested::list,
    ]
}
