//! The API's doors to partners and contracts. Our staff and machines find those within their reach, a partner's people
//! their own company's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::company::Filter;
use super::overview::{self, ContractFilter, Overview};
use super::{Contract, ContractId, Partner, PartnerId, Payment, PriceListId, UnitId, WarehouseId, store};
use crate::access::permission::marks::ReadPartners;
use crate::access::{Act, May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::platform::web::{Params, cursor};

const LONGEST_SEARCH: usize = 100;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners", partners);
    routes.get("/api/v1/partners/{code}", partner);
    routes.get("/api/v1/contracts", contracts);
    routes.get("/api/v1/contracts/{number}", contract);
}

/// Which partners.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PartnerQuery {
    /// Words of the name or the code.
    q: Option<String>,
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
    let filter = Filter { words, after: cursor::read(query.cursor.as_deref())?, limit: cursor::limit(query.limit)? };
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

/// Which contracts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContractQuery {
    /// Of this partner only, by code.
    partner: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A contract.
#[derive(Serialize, ToSchema)]
pub struct ContractCard {
    /// Its number.
    number: String,
    /// Whose it is.
    partner: ContractPartner,
    /// The currency of its prices, by its three letters.
    currency: String,
    /// The code of its price list.
    price_list: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    valid_from: NaiveDate,
    /// The last day, if any.
    #[schema(value_type = Option<String>, format = Date)]
    valid_until: Option<NaiveDate>,
    /// Whether it is valid today.
    in_force: bool,
    /// What it lets buy: `all`, `categories`, `products`.
    assortment: String,
    /// When the partner pays.
    payment: PaymentTerms,
    /// How discounts go together: `best`, `cumulative`.
    discount_policy: String,
    /// How prices stand to VAT.
    vat: VatTerms,
    /// The least an order comes to, with VAT.
    minimum_order: Money,
    /// The codes of the warehouses its goods come from, in order of preference.
    warehouses: Vec<String>,
}

/// The partner of a contract.
#[derive(Clone, Serialize, ToSchema)]
pub struct ContractPartner {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

/// When the partner pays.
#[derive(Serialize, ToSchema)]
pub struct PaymentTerms {
    /// `prepaid`, or `net`: so many days after the invoice.
    kind: String,
    /// The days of `net`.
    days: Option<i64>,
}

/// How prices stand to VAT.
#[derive(Serialize, ToSchema)]
pub struct VatTerms {
    /// `included` or `on_top`.
    mode: String,
}

/// A page of contracts.
#[derive(Serialize, ToSchema)]
pub struct ContractCards {
    /// The contracts, by number.
    items: Vec<ContractCard>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// The names of what contracts refer to, each read once.
struct Names {
    partners: HashMap<PartnerId, ContractPartner>,
    lists: HashMap<PriceListId, String>,
    warehouses: HashMap<WarehouseId, String>,
}

impl Names {
    fn of(act: &mut Act<'_, ReadPartners>, contracts: &[Contract]) -> Answer<Self> {
        let ids: Vec<PartnerId> = contracts.iter().map(|contract| contract.partner).collect();
        let partners = store::partner_names(act.tx(), &ids)?
            .into_iter()
            .map(|(id, code, name)| (id, ContractPartner { code, name }))
            .collect();
        let mut lists = HashMap::new();
        for contract in contracts {
            if let Entry::Vacant(unread) = lists.entry(contract.list) {
                unread.insert(crate::pricing::store::list(act.tx(), contract.list)?.0);
            }
        }
        let warehouses = crate::catalogue::store::warehouses(act.tx())?.into_iter().map(|(id, code, ..)| (id, code)).collect();
        Ok(Self { partners, lists, warehouses })
    }

    fn card(&self, contract: Contract, warehouses: Vec<String>) -> ContractCard {
        let nobody = || ContractPartner { code: String::new(), name: String::new() };
        ContractCard {
            in_force: contract.is_in_force(),
            partner: self.partners.get(&contract.partner).cloned().unwrap_or_else(nobody),
            currency: contract.currency.code().to_owned(),
            price_list: self.lists.get(&contract.list).cloned().unwrap_or_default(),
            valid_from: contract.valid_from,
            valid_until: contract.valid_until,
            assortment: contract.assortment.as_str().to_owned(),
            payment: PaymentTerms {
                kind: contract.payment.as_str().to_owned(),
                days: (contract.payment == Payment::Net).then_some(contract.net_days),
            },
            discount_policy: contract.discount_policy.as_str().to_owned(),
            vat: VatTerms { mode: contract.vat_mode.as_str().to_owned() },
            minimum_order: contract.minimum_order,
            number: contract.number,
            warehouses,
        }
    }
}

fn describe(act: &mut Act<'_, ReadPartners>, contracts: Vec<Contract>) -> Answer<Vec<ContractCard>> {
    let names = Names::of(act, &contracts)?;
    let ids: Vec<_> = contracts.iter().map(|contract| contract.id).collect();
    let stores = store::warehouses_of(act.tx(), &ids)?;
    let codes = |id: ContractId| -> Vec<String> {
        stores.iter().filter(|(of, _)| *of == id).filter_map(|(_, warehouse)| names.warehouses.get(warehouse).cloned()).collect()
    };
    Ok(contracts
        .into_iter()
        .map(|contract| {
            let warehouses = codes(contract.id);
            names.card(contract, warehouses)
        })
        .collect())
}

/// Contracts
#[utoipa::path(get, path = "/api/v1/contracts", tag = "contracts", params(ContractQuery),
    responses((status = 200, description = "Within reach", body = ContractCards), (status = 404, description = "No such partner within reach")))]
pub async fn contracts(may: May<ReadPartners>, Params(query): Params<ContractQuery>) -> Answer<HttpResponse> {
    let (after, limit) = (cursor::read(query.cursor.as_deref())?, cursor::limit(query.limit)?);
    let filter = ContractFilter { partner: query.partner, after, limit };
    let (items, next) = may
        .read(filter, |act, filter| {
            let (found, next) = overview::contracts(act, filter)?;
            Ok((describe(act, found)?, next))
        })
        .await?;
    Ok(HttpResponse::Ok().json(ContractCards { items, next }))
}

/// One contract
#[utoipa::path(get, path = "/api/v1/contracts/{number}", tag = "contracts", params(("number" = String, Path, description = "The contract's number")),
    responses((status = 200, description = "Its terms", body = ContractCard), (status = 404, description = "No such contract within reach")))]
pub async fn contract(may: May<ReadPartners>, number: web::Path<String>) -> Answer<HttpResponse> {
    let cards = may
        .read(number.into_inner(), |act, number| {
            let found = overview::contract(act, number)?;
            describe(act, vec![found])
        })
        .await?;
    let card = cards.into_iter().next().ok_or_else(crate::platform::error::No::not_found)?;
    Ok(HttpResponse::Ok().json(card))
}
