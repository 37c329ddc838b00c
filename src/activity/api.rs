//! The API's door to requested items; those to the feed, to open carts and to one's own acts stand in the files beside.

pub mod carts;
pub mod feed;
pub mod online;
pub mod own;
pub mod words;

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::requested::{Filter, WishesBy, list};
use crate::access::permission::marks::ReadRequested;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::{Params, Sort, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/requested-items", requested_items);
    feed::routes(routes);
    online::routes(routes);
    carts::routes(routes);
    own::routes(routes);
    words::routes(routes);
}

/// Which wishes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Of this partner only, by code.
    partner: Option<String>,
    /// `last` or `times`, with a minus for the greatest first; `-last` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// What somebody wanted and could not get.
#[derive(Serialize, ToSchema)]
pub struct RequestedItem {
    /// The words searched for, or the article number.
    wanted: String,
    /// `not_found`, `out_of_stock`, `not_in_contract`.
    reason: String,
    /// The partner's code.
    partner: String,
    /// The person's name.
    person: String,
    /// How much, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Quantity>,
    /// How often.
    times: i64,
    /// When last.
    last_at: Moment,
    /// Whether its owner waits to be told.
    is_awaited: bool,
}

/// A page of wishes.
#[derive(Serialize, ToSchema)]
pub struct RequestedItems {
    /// The wishes, the latest first.
    items: Vec<RequestedItem>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// What was wanted and could not be had
#[utoipa::path(get, path = "/api/v1/requested-items", tag = "requested items", params(Query), responses((status = 200, description = "Within reach", body = RequestedItems)))]
pub async fn requested_items(may: May<ReadRequested>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), WishesBy::parse)?;
    let after = sort.after(query.cursor.as_deref())?;
    let found = may.read(Filter { partner: query.partner, sort, after, limit: limit + 1 }, list).await?;
    let (found, next) = sort.cut(found, limit, |wish| wish.place(sort.by));
    let items = found
        .into_iter()
        .map(|item| RequestedItem {
            wanted: item.wanted,
            reason: item.reason.as_str().into(),
            partner: item.partner.0,
            person: item.person,
            quantity: item.quantity,
            times: item.times,
            last_at: item.last_at,
            is_awaited: item.is_awaited,
        })
        .collect();
    Ok(HttpResponse::Ok().json(RequestedItems { items, next }))
}
