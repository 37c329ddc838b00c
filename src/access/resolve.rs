//! Finds out who asks, before any door: reads the token, looks up the session and its rights, and puts the actor into the
//! request. What is found is believed for half a second; a write looks again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use super::actor::{Actor, Company, Errand, Who};
use super::gate::{Gate, May};
use super::permission::Right;
use super::reach::{Part, Reach, SessionId};
use super::{kept, role, store};
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::web::body::FormToken;
use crate::platform::web::faces::Around;
use crate::platform::web::{Head, Request};

/// The cookie that carries a page's session token.
pub const COOKIE: &str = "__Host-orderly";
const BELIEVED: Duration = Duration::from_millis(500);
const KNOWN_AT_MOST: usize = 20_000;

/// Sessions looked up a moment ago.
#[derive(Default)]
pub struct Sessions {
    known: Mutex<HashMap<SessionId, (Instant, Arc<Actor>)>>,
}

impl Sessions {
    fn recall(&self, session: SessionId) -> Option<Arc<Actor>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&session).filter(|(at, _)| at.elapsed() < BELIEVED).map(|(_, actor)| actor.clone())
    }

    fn keep(&self, session: SessionId, actor: &Arc<Actor>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_AT_MOST {
            known.retain(|_, (at, _)| at.elapsed() < BELIEVED);
        }
        known.insert(session, (Instant::now(), actor.clone()));
    }

    /// Looks a session up anew at its next request.
    pub fn forget(&self, session: SessionId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }
}

/// The middleware.
pub async fn resolve(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.path().starts_with("/assets/") {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let gate = request.app_data::<web::Data<Arc<Gate>>>().cloned().ok_or_else(|| No::failed("no gate"))?;
    let actor = find(&gate, &request).await?;
    let session = actor.person().map(|p| p.session);
    request.extensions_mut().insert(FormToken(gate.keys.form_token(session)));
    if let Some(facts) = request.extensions_mut().get_mut::<Request>() {
        facts.zone = actor.zone;
        facts.face = gate.face();
        if let (Some(person), false) = (actor.person(), facts.is_api) {
            facts.lang = person.lang;
        }
    }
    if session.is_some() {
        let (gate, actor) = (gate.get_ref().clone(), actor.clone());
        let around = Around::new(move |facts, title| gate.frame(&actor, facts, title, Head::default()));
        request.extensions_mut().insert(around);
    }
    let facts = request.extensions().get::<Request>().cloned();
    let visit = || May::of(gate.get_ref().clone(), actor.clone(), facts);
    if let Some(answer) = kept::ended(&mut request, visit, &actor).await {
        return Ok(request.into_response(answer));
    }
    request.extensions_mut().insert(actor);
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

async fn find(gate: &Arc<Gate>, request: &ServiceRequest) -> Answer<Arc<Actor>> {
    let is_api = request.extensions().get::<Request>().is_some_and(|facts| facts.is_api);
    let actor = if is_api {
        let Some(token) = bearer(request) else { return Ok(gate.visitor()) };
        if token.starts_with("ork_") {
            machine(gate, &token).await?
        } else {
            person(gate, &token).await?.ok_or_else(No::sign_in)?
        }
    } else {
        let Some(cookie) = request.cookie(COOKIE) else { return Ok(gate.visitor()) };
        person(gate, cookie.value()).await?.unwrap_or_else(|| gate.visitor())
    };
    match request.headers().get("on-behalf-of") {
        Some(code) if is_api => {
            let code = code.to_str().map_err(|_| No::not_found())?.to_owned();
            behalf(gate, &actor, code).await
        }
        _ => Ok(actor),
    }
}

fn bearer(request: &ServiceRequest) -> Option<String> {
    let text = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

async fn person(gate: &Arc<Gate>, token: &str) -> Answer<Option<Arc<Actor>>> {
    let now = gate.clock().now();
    let Some(session) = gate.keys.read(token, now) else { return Ok(None) };
    if let Some(actor) = gate.sessions.recall(session) {
        return Ok(Some(actor));
    }
    let Some((actor, seen_at)) = gate.look(move |tx| store::actor_of(tx, session)).await? else { return Ok(None) };
    if now.seconds_since(seen_at) > 60 {
        // Nobody waits for it: a look is not held up by a busy writer.
        let gate = gate.clone();
        actix_web::rt::spawn(async move {
            if let Err(error) = gate.tend(move |tx| store::touch(tx, session)).await {
                tracing::warn!(%error, "a session's use was not noted");
            }
        });
    }
    gate.note_zone(actor.home);
    let actor = Arc::new(actor);
    gate.sessions.keep(session, &actor);
    Ok(Some(actor))
}

async fn machine(gate: &Arc<Gate>, token: &str) -> Answer<Arc<Actor>> {
    let hash = secret::token_hash(token);
    gate.look(move |tx| store::machine_of(tx, &hash)).await?.map(Arc::new).ok_or_else(No::sign_in)
}

/// The header `On-Behalf-Of`: an agent needs a representation under way, a machine a partner within its reach;
/// somebody who buys for several companies says with it for which.
async fn behalf(gate: &Arc<Gate>, actor: &Arc<Actor>, code: String) -> Answer<Arc<Actor>> {
    let actor = actor.clone();
    let found = match &actor.who {
        Who::Person(person) if actor.may(Right::Represent) => {
            let agent = person.account;
            gate.look(move |tx| store::representation_under_way(tx, agent, &code)).await?
        }
        Who::Person(person) if person.companies.iter().any(|company| company.code == code) => {
            let session = person.session;
            let found = gate.look(move |tx| store::actor_at(tx, session, &code)).await?;
            return found.map(Arc::new).ok_or_else(No::not_found);
        }
        Who::Machine { .. } => gate.look(move |tx| store::company_by_code(tx, &code)).await?.map(|company| (None, company)),
        _ => None,
    };
    let Some((errand, company)) = found else { return Err(No::not_found()) };
    if !actor.reach.holds(company.id) {
        return Err(No::not_found());
    }
    Ok(Arc::new(acting_for(&actor, company, errand)))
}

/// The same actor for a company: an agent gets a buyer's rights there, a machine keeps its own.
pub fn acting_for(actor: &Actor, company: Company, errand: Option<Errand>) -> Actor {
    let rights = if errand.is_some() { role::REPRESENTING } else { actor.rights };
    Actor {
        who: actor.who.clone(),
        rights,
        reach: Reach::Own { partner: company.id, part: company.unit.map(Part::Unit) },
        reaches: Vec::new(),
        company: Some(company),
        representation: errand.as_ref().map(|errand| errand.representation),
        errand,
        zone: actor.zone,
        home: actor.home,
    }
}
