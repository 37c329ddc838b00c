//! The API's door to words without result.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::permission::marks::ReadRequested;
use crate::access::{May, Routes};
use crate::activity::words;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/requested-words", vain_words);
}

/// A client's searches for some words.
#[derive(Serialize, ToSchema)]
pub struct WordsOfClient {
    /// The partner's code.
    partner: String,
    /// The partner's name.
    name: String,
    /// How often its people searched for them.
    times: i64,
}

/// Words that were searched for in vain.
#[derive(Serialize, ToSchema)]
pub struct VainWords {
    /// The words.
    words: String,
    /// How often they were searched for.
    times: i64,
    /// When last.
    last_at: Moment,
    /// By whom, the most eager first.
    partners: Vec<WordsOfClient>,
}

/// Words that were searched for in vain.
#[derive(Serialize, ToSchema)]
pub struct AllVainWords {
    /// At most 500, the most wanted first.
    items: Vec<VainWords>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Words that were searched for in vain, by count and by client
#[utoipa::path(get, path = "/api/v1/requested-words", tag = "requested items", responses((status = 200, description = "Within reach", body = AllVainWords)))]
pub async fn vain_words(may: May<ReadRequested>) -> Answer<HttpResponse> {
    let all = may.read((), words::list).await?;
    let items = all
        .into_iter()
        .map(|one| VainWords {
            words: one.words,
            times: one.times,
            last_at: one.last_at,
            partners: one.clients.into_iter().map(|(partner, name, times)| WordsOfClient { partner, name, times }).collect(),
        })
        .collect();
    Ok(HttpResponse::Ok().json(AllVainWords { items, next: None }))
}
