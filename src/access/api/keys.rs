//! The API's doors to the keys of machines: made, listed and ended by whoever manages them.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::keys::{self, Key};
use crate::access::permission::marks::ManageKeys;
use crate::access::reach::KeyId;
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::Body;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/keys", list_keys);
    routes.post("/api/v1/keys", make_key);
    routes.delete("/api/v1/keys/{id}", end_key);
}

/// A key for a machine.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What the key is for.
    name: String,
    /// Rights by their words, for example `catalogue.see`.
    scopes: Vec<String>,
    /// The only partner it may act for; all when not given.
    partner: Option<String>,
}

/// A key that was made; the token is told only here.
#[derive(Serialize, ToSchema)]
pub struct KeyMade {
    /// Its id.
    #[schema(value_type = String)]
    id: KeyId,
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// What the key is for.
    name: String,
}

/// Make a key for a machine
#[utoipa::path(post, path = "/api/v1/keys", tag = "keys", request_body = NewKey,
    responses((status = 201, description = "Made", body = KeyMade), (status = 422, description = "A scope that machines cannot have")))]
pub async fn make_key(may: May<ManageKeys>, Body(new): Body<NewKey>) -> Answer<HttpResponse> {
    let scopes: Option<Vec<Right>> = new.scopes.iter().map(|scope| Right::parse(scope)).collect();
    let scopes = scopes.ok_or_else(|| No::invalid("/scopes", "unknown_scope", say!("key-unknown-scope")))?;
    let made = may.write(keys::NewKey { name: new.name.clone(), scopes, partner: new.partner }, keys::make).await?;
    Ok(HttpResponse::Created().json(KeyMade { id: made.id, token: made.token, name: new.name }))
}

/// A key without its token.
#[derive(Serialize, ToSchema)]
pub struct KeyView {
    /// Its id.
    #[schema(value_type = String)]
    id: KeyId,
    /// What the key is for.
    name: String,
    /// Its rights by their words.
    scopes: Vec<String>,
    /// The code of the only partner it may act for; null is all.
    partner: Option<String>,
    /// Who made it and answers for it.
    made_by: String,
    /// When it was made.
    made_at: Moment,
    /// When it was ended; null while it opens.
    ended_at: Option<Moment>,
}

impl KeyView {
    fn of(key: Key) -> Self {
        let Key { id, name, scopes, partner, by, made_at, ended_at } = key;
        Self { id, name, scopes, partner, made_by: by, made_at, ended_at }
    }
}

/// Keys.
#[derive(Serialize, ToSchema)]
pub struct KeyViews {
    /// The keys, those that have ended among them; the latest first.
    items: Vec<KeyView>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// The keys of machines
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys", responses((status = 200, description = "Within reach, without their tokens", body = KeyViews)))]
pub async fn list_keys(may: May<ManageKeys>) -> Answer<HttpResponse> {
    let found = may.read((), keys::list).await?;
    Ok(HttpResponse::Ok().json(KeyViews { items: found.into_iter().map(KeyView::of).collect(), next: None }))
}

/// End a key
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "keys", params(("id" = String, Path, description = "The key's id")),
    responses((status = 204, description = "Ended, or ended before; its token is dead"), (status = 404, description = "No such key within reach")))]
pub async fn end_key(may: May<ManageKeys>, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = KeyId::parse(&id).ok_or_else(No::not_found)?;
    may.write(id, keys::end).await?;
    Ok(HttpResponse::NoContent().finish())
}
