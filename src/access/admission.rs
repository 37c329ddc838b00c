//! Admission: who is let through a door, and whether he may still do what he came for when the transaction is open.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::actor::{Actor, Who};
use super::gate::{Gate, May};
use super::permission::Permission;
use super::store;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::web::Request;
use crate::say;

impl<P: Permission> FromRequest for May<P> {
    type Error = No;
    type Future = std::future::Ready<Result<Self, No>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(admit(request))
    }
}

fn admit<P: Permission>(request: &HttpRequest) -> Result<May<P>, No> {
    let gate = request.app_data::<web::Data<Arc<Gate>>>().ok_or_else(|| No::failed("no gate"))?;
    let actor = request.extensions().get::<Arc<Actor>>().cloned().unwrap_or_else(|| gate.visitor());
    if !actor.may(P::RIGHT) {
        let facts = Request::of(request);
        tracing::warn!(request_id = %facts.id, right = %P::RIGHT, actor = %actor.mark(), "denied");
        return Err(match &actor.who {
            Who::Visitor => No::sign_in(),
            _ if actor.may(super::Right::Represent) && super::role::REPRESENTING.has(P::RIGHT) => {
                Refusal::new(Kind::Forbidden, "no_client_chosen", say!("behalf-choose-client")).into()
            }
            _ => No::forbidden(),
        });
    }
    Ok(May::of(gate.get_ref().clone(), actor, Some(Request::of(request))))
}

/// Checks inside the transaction that the caller is still who he was when he knocked: his session and rights, the machine's key,
/// the representation he acts under.
pub(super) fn check_again(tx: &mut Tx, actor: &Actor) -> Answer<()> {
    let is_current = match &actor.who {
        Who::Person(person) => store::is_current(tx, person)?,
        Who::Machine { key, .. } => store::is_key_current(tx, *key)?,
        Who::Visitor | Who::System(_) => true,
    };
    if !is_current {
        return Err(No::sign_in());
    }
    match (actor.representation, actor.account()) {
        (Some(id), Some(agent)) if store::under_way(tx, agent, id)?.is_none() => Err(No::forbidden()),
        _ => Ok(()),
    }
}
