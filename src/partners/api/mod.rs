//! The API's doors to partners. Our staff and machines find those within their reach, a partner's people their own company.
//! Contracts, people, invitations, discounts, our own staff and one's own company stand in the files beside.

pub mod colleagues;
pub mod contracts;
pub mod discounts;
pub mod invitations;
pub mod people;
pub mod staff;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::company::{Filter, PartnersBy};
use super::overview::{self, Overview};
use super::{Partner, UnitId};
use crate::access::accounts::people::Put;
use crate::access::permission::marks::ReadPartners;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::platform::web::{Params, Sort, cursor};

const LONGEST_SEARCH: usize = 100;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners", partners);
    routes.get("/api/v1/partners/{code}", partner);
    contracts::routes(routes);
    discounts::routes(routes);
    people::routes(routes);
    staff::routes(routes);
    invitations::routes(routes);
    colleagues::routes(routes);
}

/// What became of what was given.
#[derive(Serialize, ToSchema)]
pub struct Kept {
    /// `added`, `changed`, or `unchanged` when everything was so already.
    outcome: String,
}

/// 201 for what is new, 200 for what was there.
fn kept(put: Put) -> HttpResponse {
    let (mut answer, outcome) = match put {
        Put::Added => (HttpResponse::Created(), "added"),
        Put::Changed => (HttpResponse::Ok(), "changed"),
        Put::Unchanged => (HttpResponse::Ok(), "unchanged"),
    };
    answer.json(Kept { outcome: outcome.to_owned() })
}

/// Which partners.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PartnerQuery {
    /// Words of the name or the code.
    q: Option<String>,
    /// `name` or `code`, with a minus for the greatest first; `name` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A partner in a list.
#[derive(Serialize, ToSchema)]
pub struct PartnerLine {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// Its taxpayer's number.
    inn: Option<String>,
    /// How stock is shown to it: `exact`, `level`, `yes_no`, `hidden`.
    stock_display: String,
}

impl From<Partner> for PartnerLine {
    fn from(partner: Partner) -> Self {
        let stock_display = partner.stock_display.as_str().to_owned();
        Self { code: partner.code, name: partner.name, inn: partner.requisites.inn, stock_display }
    }
}

/// A page of partners.
#[derive(Serialize, ToSchema)]
pub struct PartnerLines {
    /// The partners, by name.
    items: Vec<PartnerLine>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Partners
#[utoipa::path(get, path = "/api/v1/partners", tag = "partners", params(PartnerQuery), responses((status = 200, description = "Within reach", body = PartnerLines)))]
pub async fn partners(may: May<ReadPartners>, Params(query): Params<PartnerQuery>) -> Answer<HttpResponse> {
    let words = query.q.unwrap_or_default().chars().take(LONGEST_SEARCH).collect();
    let sort = Sort::asked(query.sort.as_deref(), PartnersBy::parse)?;
    let filter = Filter { words, sort, after: sort.after(query.cursor.as_deref())?, limit: cursor::limit(query.limit)? };
    let (found, next) = may.read(filter, overview::page).await?;
    Ok(HttpResponse::Ok().json(PartnerLines { items: found.into_iter().map(PartnerLine::from).collect(), next }))
}

/// A partner in full.
#[derive(Serialize, ToSchema)]
pub struct PartnerCard {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// Its taxpayer's number.
    inn: Option<String>,
    /// Its code of the reason for registration.
    kpp: Option<String>,
    /// Its state registration number.
    ogrn: Option<String>,
    /// Its bank's code.
    bic: Option<String>,
    /// Its account there.
    account: Option<String>,
    /// Its registered address.
    legal_address: Option<String>,
    /// How stock is shown to it: `exact`, `level`, `yes_no`, `hidden`.
    stock_display: String,
    /// Whether agents may act for it.
    may_be_represented: bool,
    /// Its manager.
    manager: Option<PartnerManager>,
    /// Its units' names, as far as they are in reach.
    units: Vec<String>,
    /// Its delivery addresses, as far as they are in reach; the default first.
    addresses: Vec<PartnerAddress>,
}

/// Who of us looks after a partner.
#[derive(Serialize, ToSchema)]
pub struct PartnerManager {
    /// The name.
    name: String,
    /// The telephone number.
    phone: Option<String>,
}

/// A delivery address.
#[derive(Serialize, ToSchema)]
pub struct PartnerAddress {
    /// The name it is chosen by.
    name: String,
    /// The address itself.
    address: String,
    /// The unit it belongs to; none for those of the whole company.
    unit: Option<String>,
    /// How goods get there.
    delivery_method: String,
    /// What that costs, with VAT.
    delivery_cost: Money,
    /// Whether it is taken when none is chosen.
    is_default: bool,
}

fn card(seen: Overview) -> PartnerCard {
    let (partner, units) = (seen.partner, seen.units);
    let unit = |id: Option<UnitId>| units.iter().find(|(known, _)| Some(*known) == id).map(|(_, name)| name.clone());
    let addresses = seen
        .addresses
        .into_iter()
        .map(|address| PartnerAddress {
            unit: unit(address.unit),
            name: address.name,
            address: address.address,
            delivery_method: address.delivery_method,
            delivery_cost: address.delivery_cost,
            is_default: address.is_default,
        })
        .collect();
    let r = partner.requisites;
    PartnerCard {
        code: partner.code,
        name: partner.name,
        inn: r.inn,
        kpp: r.kpp,
        ogrn: r.ogrn,
        bic: r.bic,
        account: r.account,
        legal_address: r.legal_address,
        stock_display: partner.stock_display.as_str().to_owned(),
        may_be_represented: partner.may_be_represented,
        manager: partner.manager.map(|(name, phone)| PartnerManager { name, phone }),
        units: units.into_iter().map(|(_, name)| name).collect(),
        addresses,
    }
}

/// One partner
#[utoipa::path(get, path = "/api/v1/partners/{code}", tag = "partners", params(("code" = String, Path, description = "The partner's code")),
    responses((status = 200, description = "With units, addresses and manager", body = PartnerCard), (status = 404, description = "No such partner within reach")))]
pub async fn partner(may: May<ReadPartners>, code: web::Path<String>) -> Answer<HttpResponse> {
    let seen = may.read(code.into_inner(), overview::of_partner).await?;
    Ok(HttpResponse::Ok().json(card(seen)))
}
