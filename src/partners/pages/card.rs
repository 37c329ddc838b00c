//! One partner in full, for our staff: requisites, contracts, addresses, people, discounts.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::discounts::{self, DiscountForm};
use super::invitations::{self, InviteForm};
use super::people::{self, PersonForm};
use super::{Typed, company, manager, office};
use crate::access::accounts::people::{PersonRow, Put};
use crate::access::permission::marks::{ManageDiscounts, ReadPartners, ReadTimeline};
use crate::access::{Act, May, Right};
use crate::partners::delivery;
use crate::partners::overview::{self, Overview};
use crate::partners::{Contract, Payment, UnitId};
use crate::platform::error::Answer;
use crate::platform::web::{Params, Voice, components, paths};
use crate::pricing::of_partner::{self, Holders};
use crate::say;

crate::words! {
    /// What has just been done on this page.
    pub enum Done {
        /// Somebody or something new.
        Added = "added",
        /// Somebody or something is different now.
        Changed = "changed",
        /// Everything was so already.
        Unchanged = "unchanged",
        /// Somebody cannot sign in any more.
        Blocked = "blocked",
        /// Somebody can sign in again.
        Unblocked = "unblocked",
    }
}

impl Done {
    pub(super) fn of(put: Put) -> Self {
        match put {
            Put::Added => Self::Added,
            Put::Changed => Self::Changed,
            Put::Unchanged => Self::Unchanged,
        }
    }

    pub(super) fn of_block(is_blocked: bool) -> Self {
        if is_blocked { Self::Blocked } else { Self::Unblocked }
    }

    pub(super) fn notice(self, l: Voice) -> Markup {
        components::notice("ok", &l.say(&format!("person-done-{}", self.as_str())))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    pub(super) done: Option<Done>,
    /// What has just been done with invitations.
    pub(super) invited: Option<company::Done>,
    /// The login of a person to whom a discount is to be given.
    pub(super) person: Option<String>,
}

/// What the page tells beside the partner: what was done, what was typed and refused, a link made just now.
#[derive(Default)]
pub(super) struct Told {
    pub(super) done: Option<Done>,
    pub(super) invited: Option<company::Done>,
    pub(super) invite: Typed<InviteForm>,
    pub(super) person: Typed<PersonForm>,
    pub(super) discount: Typed<DiscountForm>,
    /// A login and its one-time address, told only here.
    pub(super) link: Option<(String, String)>,
}

/// What the page shows.
pub(super) struct Seen {
    pub(super) card: Overview,
    pub(super) people: Vec<PersonRow>,
    /// The codes of the contracts' price lists, in their order.
    lists: Vec<String>,
}

fn look(act: &mut Act<'_, ReadPartners>, (code,): &(String,)) -> Answer<Seen> {
    let card = overview::of_partner(act, code)?;
    let people = crate::access::accounts::people::of_partner(act, &card.partner.id)?;
    let mut lists = Vec::with_capacity(card.contracts.len());
    for contract in &card.contracts {
        lists.push(crate::pricing::store::list(act.tx(), contract.list)?.0);
    }
    Ok(Seen { card, people, lists })
}

pub(super) async fn page(may: May<ReadPartners>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let discount = Typed { form: DiscountForm::for_person(query.person), no: None };
    draw(&may, code.into_inner(), &Told { done: query.done, invited: query.invited, discount, ..Told::default() }).await
}

pub(super) async fn draw(may: &May<ReadPartners>, code: String, told: &Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read((code,), look).await?;
    let given = match may.also::<ManageDiscounts>() {
        Some(may) => {
            let holders = Holders {
                partner: seen.card.partner.id,
                contracts: seen.card.contracts.iter().map(|contract| contract.id).collect(),
                people: seen.people.iter().map(|person| person.account).collect(),
            };
            Some(may.read(holders, of_partner::look).await?)
        }
        None => None,
    };
    let service = match may.also::<ReadTimeline>() {
        Some(may) => Some(crate::service::pages::card::section(&may, &seen.card.partner.code).await?),
        None => None,
    };
    let open = invitations::open(may, Some(seen.card.partner.code.clone())).await?;
    let no = told.person.no.as_ref().or(told.discount.no.as_ref()).or(told.invite.no.as_ref());
    let body = html! {
        (head(may, &seen))
        div id="notices" role="status" {
            @if let Some(done) = told.done { (done.notice(l)) }
            @if let Some(invited) = told.invited { (invited.notice(l)) }
            @if let Some((login, address)) = &told.link { (people::link_notice(l, login, address)) }
        }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            (facts(l, &seen.card))
            @if let Some(service) = &service { (service) }
            (contracts(may, &seen))
            (addresses(may, &seen.card))
            (people::section(may, &seen, told))
            @if let Some(open) = &open { (office::section(may, &seen, open, &told.invite)) }
            @if let Some(given) = &given { (discounts::section(may, &seen, given, told)) }
        }
    };
    Ok(may.page_at(&paths::partner(&seen.card.partner.code), seen.card.partner.name.clone(), &body, no))
}

fn head(may: &May<ReadPartners>, seen: &Seen) -> Markup {
    let (l, actor, partner) = (may.voice(), may.actor(), &seen.card.partner);
    let of_partner = |path: &str| components::link(path, &[("partner", &partner.code)]);
    html! {
        nav.crumbs aria-label=(l.say("partner-path")) { a href="/partners" { (l.say("partner-list-title")) } span { (partner.name) } }
        div.page-head {
            div { h1 { (partner.name) } p { (l.tell(&say!("partner-code-is", code = &partner.code))) } }
            div.actions {
                @if actor.may(Right::ReadOrders) { a.button href=(of_partner("/orders")) { (l.say("partner-orders")) } }
                @if actor.may(Right::ReadRequested) { a.button href=(of_partner("/requested")) { (l.say("partner-requested")) } }
            }
        }
    }
}

fn facts(l: Voice, card: &Overview) -> Markup {
    let (partner, r) = (&card.partner, &card.partner.requisites);
    let fact =
        |key: &str, value: Option<&str>| html! { @if let Some(value) = value { div { (components::fact(&l.say(key), value)) } } };
    let units: Vec<&str> = card.units.iter().map(|(_, name)| name.as_str()).collect();
    let units = units.join(", ");
    let display = l.say(&format!("partner-stock-{}", partner.stock_display.as_str()));
    let agents = l.say(if partner.may_be_represented { "partner-agents-may" } else { "partner-agents-may-not" });
    html! {
        section.card {
            h2 { (l.say("partner-facts")) }
            dl.facts {
                (fact("partner-inn", r.inn.as_deref()))
                (fact("partner-kpp", r.kpp.as_deref()))
                (fact("partner-ogrn", r.ogrn.as_deref()))
                (fact("partner-bic", r.bic.as_deref()))
                (fact("partner-account", r.account.as_deref()))
                (fact("partner-legal-address", r.legal_address.as_deref()))
                (fact("partner-units", Some(units.as_str()).filter(|units| !units.is_empty())))
                @if partner.manager.is_some() { div { dt { (l.say("partner-manager")) } dd { (manager(partner)) } } }
                (fact("partner-stock-display", Some(display.as_str())))
                (fact("partner-agents", Some(agents.as_str())))
            }
        }
    }
}

fn contracts(may: &May<ReadPartners>, seen: &Seen) -> Markup {
    let (l, actor) = (may.voice(), may.actor());
    let has_money = actor.may(Right::ReadMoney) && actor.reach_of(Right::ReadMoney).part().is_none();
    html! {
        @if seen.card.contracts.is_empty() { section.empty { p { (l.say("contract-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption id="contracts" { (l.say("contract-list-title")) }
                thead { tr {
                    th { (l.say("contract-number")) } th { (l.say("contract-price-list")) } th { (l.say("contract-dates")) }
                    th { (l.say("contract-payment")) } th { (l.say("contract-assortment")) } th.num { (l.say("contract-minimum")) } th { (l.say("contract-state")) }
                } }
                tbody { @for (contract, list) in seen.card.contracts.iter().zip(&seen.lists) { tr.is-off[!contract.is_in_force()] {
                    th.nowrap scope="row" { @if has_money { a href=(paths::contract(&contract.number)) { (contract.number) } } @else { (contract.number) } }
                    td data-label=(l.say("contract-price-list")) { (list) ", " (contract.currency.code()) }
                    td data-label=(l.say("contract-dates")) { (dates(l, contract.valid_from, contract.valid_until)) }
                    td data-label=(l.say("contract-payment")) { (payment(l, contract)) }
                    td data-label=(l.say("contract-assortment")) { (l.say(&format!("contract-assortment-{}", contract.assortment.as_str()))) }
                    td.num data-label=(l.say("contract-minimum")) { @if contract.minimum_order.is_positive() { (l.money(contract.minimum_order, contract.currency)) } @else { "—" } }
                    td data-label=(l.say("contract-state")) { (state(l, contract)) }
                } } }
            } }
        }
    }
}

/// From a day on, and until which.
pub(super) fn dates(l: Voice, from: chrono::NaiveDate, until: Option<chrono::NaiveDate>) -> String {
    match until {
        Some(until) => l.tell(&say!("contract-from-until", from = from, until = until)),
        None => l.tell(&say!("contract-from", from = from)),
    }
}

fn payment(l: Voice, contract: &Contract) -> String {
    match contract.payment {
        Payment::Prepaid => l.say("contract-prepaid"),
        Payment::Net => l.tell(&say!("contract-net", days = contract.net_days)),
    }
}

fn state(l: Voice, contract: &Contract) -> Markup {
    html! {
        @if contract.is_in_force() { span.badge.badge--ok { (l.say("contract-in-force")) } }
        @else if contract.valid_from > contract.day { span.badge.badge--info { (l.say("contract-not-begun")) } }
        @else { span.badge.badge--plain { (l.say("contract-ended")) } }
    }
}

/// The name of one of the partner's units.
pub(super) fn unit_name(card: &Overview, unit: Option<UnitId>) -> &str {
    card.units.iter().find(|(id, _)| Some(*id) == unit).map(|(_, name)| name.as_str()).unwrap_or_default()
}

fn addresses(may: &May<ReadPartners>, card: &Overview) -> Markup {
    let l = may.voice();
    // Delivery is paid in the currency of the contract; one that has none yet has no orders either.
    let currency = card
        .contracts
        .iter()
        .find(|contract| contract.is_in_force())
        .or(card.contracts.first())
        .map(|contract| contract.currency);
    html! {
        @if card.addresses.is_empty() { section.empty { p { (l.say("partner-addresses-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("partner-addresses")) }
                thead { tr { th { (l.say("partner-address-name")) } th { (l.say("partner-address")) } th { (l.say("partner-unit")) } th { (l.say("partner-delivery")) } th.num { (l.say("partner-delivery-cost")) } } }
                tbody { @for address in &card.addresses { tr {
                    td { (address.name) @if address.is_default { " " span.badge.badge--plain { (l.say("partner-address-default")) } } }
                    td data-label=(l.say("partner-address")) { (address.address) }
                    td data-label=(l.say("partner-unit")) { (unit_name(card, address.unit)) }
                    td data-label=(l.say("partner-delivery")) { (delivery::name(l.lang, &address.delivery_method)) }
                    td.num data-label=(l.say("partner-delivery-cost")) {
                        @match currency { Some(currency) => (l.money(address.delivery_cost, currency)), None => (l.number(address.delivery_cost.decimal())) }
                    }
                } } }
            } }
        }
    }
}
