//! The API's door to erasing people.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::erase::{self, NewErasure};
use crate::access::permission::marks::ErasePeople;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/erasures", erase_person);
}

/// Who is to be erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureRequest {
    /// The login.
    login: String,
    /// Why, in words.
    reason: String,
}

/// Somebody was erased.
#[derive(Serialize, ToSchema)]
pub struct ErasureMade {
    /// The account's id: the pseudonym that stands in documents from now on.
    account: String,
}

/// Erase a person for good
///
/// Name, login, telephone, password, sessions and drafts go; orders stay under a pseudonym, and the log of the records stays whole.
#[utoipa::path(post, path = "/api/v1/erasures", tag = "people", request_body = ErasureRequest,
    responses((status = 201, description = "Erased and recorded", body = ErasureMade), (status = 404, description = "Nobody has this login"),
    (status = 409, description = "Oneself, or the last administrator or approver somewhere"), (status = 422, description = "Fields that do not fit")))]
pub async fn erase_person(may: May<ErasePeople>, Body(new): Body<ErasureRequest>) -> Answer<HttpResponse> {
    let wish = NewErasure { login: new.login, reason: new.reason };
    let account = may.write(wish, erase::erase).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(ErasureMade { account: account.to_string() }))
}
