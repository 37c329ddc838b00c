//! The API's doors to how a contract stands, and to blocks of its shipments.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{BlockShipments, ReadMoney};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::{Body, Params, Sort, Voice, cursor};
use crate::receivables::block::{self, Block, BlockId, EndsWhen};
use crate::receivables::gate;
use crate::receivables::outlook::{self, BlockedBy, Filter, Outlook};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/contracts/{number}/standing", standing);
    routes.post("/api/v1/contracts/{number}/blocks", block_contract);
    routes.get("/api/v1/contracts/{number}/blocks", block_history);
    routes.post("/api/v1/contracts/{number}/blocks/{id}/releases", release_block);
    routes.get("/api/v1/blocks", blocked_contracts);
}

/// How a contract stands.
#[derive(Serialize, ToSchema)]
pub struct ContractStanding {
    /// The currency of every amount.
    currency: String,
    /// The most it may owe; null is no limit.
    limit: Option<Money>,
    /// What it owes and has been promised.
    exposure: Money,
    /// What is left of the limit; null when there is none.
    available_credit: Option<Money>,
    /// What is overdue and not in dispute.
    overdue: Money,
    /// What blocks its shipments now.
    blocks: Vec<ContractBlock>,
    /// The payment that lifts everything that stops shipments; null when nothing stops them, or no payment lifts it.
    cure: Option<ContractCure>,
}

/// The payment that lets goods leave again.
#[derive(Serialize, ToSchema)]
pub struct ContractCure {
    /// How much.
    amount: Money,
    /// In which currency.
    currency: String,
    /// For which documents.
    invoices: Vec<String>,
}

/// A block of a contract's shipments.
#[derive(Serialize, ToSchema)]
pub struct ContractBlock {
    /// Its id.
    #[schema(value_type = String)]
    id: BlockId,
    /// `overdue` or `manual`.
    cause: String,
    /// Why, in the words of whoever blocked; for the seller's own people only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// When it began.
    since: Moment,
    /// Its last day, where one is set.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    /// What ends it: `until`, `overdue_paid`, `debt_paid`, `by_hand`.
    ends_when: String,
    /// The same in words, in the language asked for.
    ends: String,
    /// How it ended, if it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<BlockEnd>,
}

/// The end of a block.
#[derive(Serialize, ToSchema)]
pub struct BlockEnd {
    /// When.
    at: Moment,
    /// `settled`, `time`, `release`.
    why: String,
    /// The words of whoever released it; for the seller's own people only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

fn told(l: Voice, block: &Block, is_staff: bool) -> ContractBlock {
    let ended = block.ended.as_ref().map(|ended| BlockEnd {
        at: ended.at,
        why: ended.why.as_str().to_owned(),
        reason: ended.reason.clone().filter(|_| is_staff),
    });
    ContractBlock {
        id: block.id,
        cause: block.cause.as_str().to_owned(),
        reason: Some(block.reason.clone()).filter(|words| is_staff && !words.is_empty()),
        since: block.began_at,
        until: block.until,
        ends_when: block.ends_when.as_str().to_owned(),
        ends: l.tell(&block.condition()),
        ended,
    }
}

fn cure(cure: &gate::Cure) -> ContractCure {
    ContractCure { amount: cure.amount, currency: cure.currency.code().to_owned(), invoices: cure.invoices.clone() }
}

impl ContractStanding {
    fn told(l: Voice, seen: &Outlook) -> Self {
        Self {
            currency: seen.held.currency.code().to_owned(),
            limit: seen.standing.limit,
            exposure: seen.standing.exposure,
            available_credit: seen.standing.available(seen.held.payment),
            overdue: seen.overdue,
            blocks: seen.in_force().map(|shown| told(l, &shown.block, seen.is_staff)).collect(),
            cure: seen.verdict.cure.as_ref().map(cure),
        }
    }
}

/// How a contract stands
///
/// Its limit, what it owes, what blocks its shipments and the payment that lifts it. A client reads no words of the seller's people.
#[utoipa::path(get, path = "/api/v1/contracts/{number}/standing", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    responses((status = 200, description = "As it is now", body = ContractStanding), (status = 404, description = "No such contract within reach")))]
pub async fn standing(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    let seen = may.read(number.into_inner(), outlook::of_contract).await?;
    Ok(HttpResponse::Ok().json(ContractStanding::told(may.voice(), &seen)))
}

/// The blocks of a contract.
#[derive(Serialize, ToSchema)]
pub struct ContractBlocks {
    /// The latest hundred, the newest first.
    items: Vec<ContractBlock>,
    /// Always null.
    next: Option<String>,
}

/// The blocks of a contract, ended ones too
#[utoipa::path(get, path = "/api/v1/contracts/{number}/blocks", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    responses((status = 200, description = "The newest first", body = ContractBlocks), (status = 404, description = "No such contract within reach")))]
pub async fn block_history(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    let seen = may.read(number.into_inner(), outlook::of_contract).await?;
    let l = may.voice();
    let items = seen.blocks.iter().map(|shown| told(l, &shown.block, seen.is_staff)).collect();
    Ok(HttpResponse::Ok().json(ContractBlocks { items, next: None }))
}

/// A block that somebody wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContractBlock {
    /// Why, in words for colleagues: the client does not read them.
    reason: String,
    /// The last day; today or later.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<NaiveDate>,
    /// What else ends it: `overdue_paid`, `debt_paid`, `by_hand`; when neither is given it lasts until it is released by hand.
    #[schema(value_type = Option<String>)]
    ends_when: Option<EndsWhen>,
}

/// The block that was made.
#[derive(Serialize, ToSchema)]
pub struct BlockMade {
    /// Its id.
    #[schema(value_type = String)]
    id: BlockId,
}

/// Block the shipments of a contract
///
/// From this moment no path makes a shipment for it, but fully prepaid orders. Invoices are not touched. Who says the same once more, while
/// it is in force, is told of the same block.
#[utoipa::path(post, path = "/api/v1/contracts/{number}/blocks", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    request_body = NewContractBlock,
    responses((status = 201, description = "Blocked and recorded", body = BlockMade), (status = 404, description = "No such contract within reach"),
        (status = 409, description = "Its condition is true already"), (status = 422, description = "Fields that do not fit")))]
pub async fn block_contract(
    may: May<BlockShipments>,
    number: web::Path<String>,
    Body(new): Body<NewContractBlock>,
) -> Answer<HttpResponse> {
    let wish = block::NewBlock { contract: number.into_inner(), reason: new.reason, until: new.until, ends_when: new.ends_when };
    let id = may.write(wish, block::begin).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(BlockMade { id }))
}

/// Why a block is released.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockRelease {
    /// In words for colleagues.
    reason: String,
}

/// Release a block
///
/// A block for overdue debt does not come back for what is overdue now; new debts make a new one.
#[utoipa::path(post, path = "/api/v1/contracts/{number}/blocks/{id}/releases", tag = "money",
    params(("number" = String, Path, description = "The contract's number"), ("id" = String, Path, description = "The block's id")),
    request_body = BlockRelease,
    responses((status = 200, description = "How the contract stands now", body = ContractStanding), (status = 404, description = "No such block within reach"),
        (status = 409, description = "It has ended already"), (status = 422, description = "No reason")))]
pub async fn release_block(
    may: May<BlockShipments>,
    path: web::Path<(String, String)>,
    Body(release): Body<BlockRelease>,
) -> Answer<HttpResponse> {
    let (contract, id) = path.into_inner();
    let block = BlockId::parse(&id).ok_or_else(No::not_found)?;
    let wish = block::Release { contract: contract.clone(), block, reason: release.reason };
    may.write(wish, block::release).await.map_err(No::pointed)?;
    match may.also::<ReadMoney>() {
        Some(reader) => {
            let seen = reader.read(contract, outlook::of_contract).await?;
            Ok(HttpResponse::Ok().json(ContractStanding::told(reader.voice(), &seen)))
        }
        None => Ok(HttpResponse::Ok().json(serde_json::json!({}))),
    }
}

/// Which blocked contracts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BlockedQuery {
    /// `contract`, `partner` or `since`, with a minus for the greatest first; `contract` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A contract whose shipments are blocked.
#[derive(Serialize, ToSchema)]
pub struct BlockedContract {
    /// Its number.
    contract: String,
    /// The code of its partner.
    partner: String,
    /// What blocks it.
    blocks: Vec<ContractBlock>,
    /// The payment that lifts it, if one does.
    cure: Option<ContractCure>,
}

/// A page of blocked contracts.
#[derive(Serialize, ToSchema)]
pub struct BlockedContracts {
    /// The contracts, in the order that was asked for.
    items: Vec<BlockedContract>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Contracts whose shipments are blocked
#[utoipa::path(get, path = "/api/v1/blocks", tag = "money", params(BlockedQuery),
    responses((status = 200, description = "Within reach, with the payment that lifts each", body = BlockedContracts)))]
pub async fn blocked_contracts(may: May<ReadMoney>, Params(query): Params<BlockedQuery>) -> Answer<HttpResponse> {
    let sort = Sort::asked(query.sort.as_deref(), BlockedBy::parse)?;
    let filter = Filter { sort, after: sort.after(query.cursor.as_deref())?, limit: cursor::limit(query.limit)? };
    let (found, next) = may.read(filter, outlook::blocked).await?;
    let l = may.voice();
    let items = found
        .into_iter()
        .map(|row| BlockedContract {
            blocks: row.blocks.iter().map(|block| told(l, block, row.is_staff)).collect(),
            cure: row.verdict.cure.as_ref().map(cure),
            contract: row.held.number,
            partner: row.partner.0,
        })
        .collect();
    Ok(HttpResponse::Ok().json(BlockedContracts { items, next }))
}
