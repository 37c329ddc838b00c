//! The API's door to the state of the log.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::state::{self, State};
use crate::access::permission::marks::ReadInsight;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Moment;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/records", records_state);
}

/// How the log of the records stands.
#[derive(Serialize, ToSchema)]
pub struct RecordsView {
    /// `whole`, `waiting`, `late`, `silent`, `keyless`, `unsealed`, `set_back`, `forgotten`.
    state: String,
    /// How many records there are.
    records: i64,
    /// How many are not sealed yet.
    unsealed: i64,
    /// The moment of the first of those.
    unsealed_since: Option<Moment>,
    /// How many records the last checkpoint holds.
    sealed: i64,
    /// When that was kept.
    sealed_at: Option<Moment>,
    /// The last checkpoint: a signed note. Kept elsewhere, it proves later that nothing was taken away.
    checkpoint: Option<String>,
    /// The log's key, as a verifier key; null while the signer does not answer.
    key: Option<String>,
    /// Whether the signer is a process of its own.
    is_signer_apart: bool,
    /// Each change of keys, the first first.
    key_changes: Vec<KeyChange>,
    /// Where the witnesses are.
    witnesses: Vec<String>,
    /// The last word of one.
    witnessed: Option<Witnessed>,
    /// Whether a witness is asked and has not confirmed the log for more than an hour.
    is_unwatched: bool,
}

/// A change of keys.
#[derive(Serialize, ToSchema)]
pub struct KeyChange {
    /// The key that went.
    old: String,
    /// The key that came.
    new: String,
    /// How many records the last checkpoint of the old key holds.
    after: u64,
    /// When, RFC 3339.
    at: String,
    /// Whether the old key may have come into other hands.
    is_compromised: bool,
}

/// The last word of a witness.
#[derive(Serialize, ToSchema)]
pub struct Witnessed {
    /// Who.
    witness: String,
    /// How many records it has seen.
    size: i64,
    /// When.
    at: Moment,
}

impl From<State> for RecordsView {
    fn from(state: State) -> Self {
        let is_unwatched = state.is_unwatched();
        let changes = state.changes.into_iter().map(|change| KeyChange {
            old: change.old.to_string(),
            new: change.new.to_string(),
            after: change.after,
            at: change.at,
            is_compromised: change.is_compromised,
        });
        Self {
            state: state.verdict.to_string(),
            records: state.records,
            unsealed: state.unsealed,
            unsealed_since: state.unsealed_since,
            sealed: state.sealed.as_ref().map_or(0, |sealed| sealed.size),
            sealed_at: state.sealed.as_ref().map(|sealed| sealed.at),
            checkpoint: state.sealed.map(|sealed| sealed.note),
            key: state.last.map(|last| last.key),
            is_signer_apart: state.is_signer_apart,
            key_changes: changes.collect(),
            witnesses: state.witnesses,
            witnessed: state.watched.map(|watched| Witnessed { witness: watched.witness, size: watched.size, at: watched.at }),
            is_unwatched,
        }
    }
}

/// How the log of the records stands
#[utoipa::path(get, path = "/api/v1/records", tag = "records", responses(
    (status = 200, description = "What is sealed, by which key, and who keeps watch", body = RecordsView)))]
pub async fn records_state(may: May<ReadInsight>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(RecordsView::from(state::of(&may).await?)))
}
