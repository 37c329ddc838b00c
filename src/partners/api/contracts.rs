//! The API's doors to contracts: a page of them, and one in full. It changes none.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ReadPartners;
use crate::access::{Act, May, Routes};
use crate::partners::overview::{self, ContractFilter};
use crate::partners::{Contract, ContractId, PartnerId, Payment, PriceListId, WarehouseId, store};
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::platform::web::{Params, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/contracts", contracts);
    routes.get("/api/v1/contracts/{number}", contract);
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
    /// Days after which an overdue debt stops shipments; the house's own when null.
    grace_days: Option<i64>,
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
            grace_days: contract.grace_days,
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
    let card = cards.into_iter().next().ok_or_else(No::not_found)?;
    Ok(HttpResponse::Ok().json(card))
}
