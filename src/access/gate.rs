//! The gate: the only holder of the database. A door that was given a [`May`] reads and writes through it, and no other way.

use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::act::{Act, Recorded};
use super::actor::{Actor, Who};
use super::once::{self, Claim, IdempotencyKey, Once};
use super::permission::Permission;
use super::resolve::Sessions;
use super::{store, token};
use crate::platform::db::{Database, Tx};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::journal;
use crate::platform::values::Clock;
use crate::platform::web::{MenuItem, Request};
use crate::say;

/// Holds the database and the keys. Made once at start.
pub struct Gate {
    db: Database,
    pub(super) keys: token::Keys,
    pub(super) sessions: Sessions,
    pub(super) hashing: tokio::sync::Semaphore,
    menu: Vec<(super::Right, MenuItem)>,
}

impl Gate {
    /// With the database moved in, the house's secret, and the menu of all rooms.
    pub fn new(db: Database, secret: &[u8], menu: Vec<(super::Right, MenuItem)>) -> Arc<Self> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Arc::new(Self {
            db,
            keys: token::Keys::new(secret),
            sessions: Sessions::default(),
            hashing: tokio::sync::Semaphore::new(cores),
            menu,
        })
    }

    /// The clock of business.
    pub fn clock(&self) -> &Clock {
        self.db.clock()
    }

    /// The program itself, for jobs and the command line.
    pub fn system<P: Permission>(self: &Arc<Self>, name: &'static str) -> May<P> {
        May { gate: self.clone(), actor: Arc::new(Actor::system(name)), request: None, right: PhantomData }
    }

    /// Somebody in whose name history is written down later: the program's own way, never behind a door.
    pub(crate) async fn historian<P: Permission>(self: &Arc<Self>, login: &str, company: &str) -> Answer<May<P>> {
        let token = super::accounts::sign_in::trusted_session(self, login).await?;
        let session = self.keys.read(&token, self.clock().now()).ok_or_else(No::sign_in)?;
        let found = self.look(move |tx| store::actor_of(tx, session)).await?;
        let (mut actor, _) = found.ok_or_else(No::sign_in)?;
        let companies = actor.person().map(|p| p.companies.clone()).unwrap_or_default();
        if let Some(chosen) = companies.into_iter().find(|c| c.code == company) {
            actor.reach = super::Reach::Own { partner: chosen.id, unit: chosen.unit };
            actor.company = Some(chosen);
        }
        if !actor.may(P::RIGHT) {
            return Err(No::forbidden());
        }
        Ok(May { gate: self.clone(), actor: Arc::new(actor), request: None, right: PhantomData })
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        self.db.read(journal::has_unplaced).await.is_ok()
    }

    /// Says that this node lives.
    pub async fn say_alive(&self) -> Answer<()> {
        self.db.say_alive().await
    }

    /// Gives committed records their places; answers how many got one.
    pub async fn sequence(&self) -> Answer<usize> {
        if !self.db.read(journal::has_unplaced).await? {
            return Ok(0);
        }
        self.db.write(|tx| journal::sequence(tx, 500)).await
    }

    /// Reads for plumbing that stands beside the gate: sessions, the queue.
    pub(crate) async fn look<T: Send + 'static>(&self, look: impl FnOnce(&mut Tx) -> Answer<T> + Send + 'static) -> Answer<T> {
        self.db.read(look).await
    }

    /// Writes for plumbing that stands beside the gate: the queue, housekeeping.
    pub(crate) async fn tend<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Answer<T> + Send + Sync + 'static) -> Answer<T> {
        self.db.write(work).await
    }

    /// The entries of the menu that this actor may open.
    pub fn menu_for(&self, actor: &Actor) -> Vec<MenuItem> {
        // Lists of partners are for the office: a partner's own people and an agent have their own pages.
        let is_office = actor.reach == super::Reach::Everything;
        let is_shown = |right: super::Right| actor.may(right) && (right != super::Right::ReadPartners || is_office);
        self.menu.iter().filter(|(right, _)| is_shown(*right)).map(|(_, item)| *item).collect()
    }
}

/// A caller proven to hold `P`: the only thing a door is given that leads to the database.
///
/// The pool cannot be reached around it:
/// ```compile_fail
/// fn door(gate: &orderly::access::Gate) { let _ = &gate.db; }
/// ```
/// ```
/// fn door(gate: &orderly::access::Gate) { let _ = gate.clock(); }
/// ```
/// Nobody can be made up:
/// ```compile_fail
/// use std::sync::Arc;
/// use orderly::access::{Actor, Gate, May, permission::marks::PlaceOrders};
/// fn forge(gate: Arc<Gate>, actor: Arc<Actor>) -> May<PlaceOrders> {
///     May { gate, actor, request: None, right: Default::default() }
/// }
/// ```
/// One right is not another:
/// ```compile_fail
/// use orderly::access::{May, permission::marks::{PlaceOrders, ReadOrders}};
/// fn needs(_: May<PlaceOrders>) {}
/// fn door(may: May<ReadOrders>) { needs(may) }
/// ```
/// ```
/// use orderly::access::{May, permission::marks::PlaceOrders};
/// fn needs(_: May<PlaceOrders>) {}
/// fn door(may: May<PlaceOrders>) { needs(may) }
/// ```
/// A change that is not recorded is not a change:
/// ```compile_fail
/// use orderly::access::{Act, May, permission::marks::FillCart};
/// use orderly::platform::error::Answer;
/// fn verb(_: &mut Act<'_, FillCart>, _: &()) -> Answer<i64> { Ok(1) }
/// async fn door(may: May<FillCart>) { let _ = may.write((), verb).await; }
/// ```
/// ```
/// use orderly::access::{Act, May, Recorded, permission::marks::FillCart};
/// use orderly::platform::error::Answer;
/// fn verb(act: &mut Act<'_, FillCart>, _: &()) -> Answer<Recorded<i64>> { Ok(act.pass(1)) }
/// async fn door(may: May<FillCart>) { let _ = may.write((), verb).await; }
/// ```
/// Another room's table has no name here:
/// ```compile_fail
/// use orderly::orders::store::sales_order;
/// ```
pub struct May<P> {
    gate: Arc<Gate>,
    actor: Arc<Actor>,
    request: Option<Request>,
    right: PhantomData<P>,
}

impl<P: Permission> May<P> {
    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The gate, for plumbing that outlives the request.
    pub(super) fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// What the request tells of itself.
    pub fn request(&self) -> Request {
        self.request.clone().unwrap_or_else(|| Request {
            id: "system".into(),
            lang: super::actor::Person::language_of(&self.actor),
            ip: std::net::IpAddr::from([127, 0, 0, 1]),
            path: String::new(),
            here: "/".into(),
            is_api: false,
        })
    }

    /// Runs a look in a transaction that the database keeps read-only.
    pub async fn read<I, T>(
        &self,
        input: I,
        look: impl for<'t> FnOnce(&mut Act<'t, P>, &I) -> Answer<T> + Send + 'static,
    ) -> Answer<T>
    where
        I: Send + 'static,
        T: Send + 'static,
    {
        let actor = self.actor.clone();
        self.gate.db.read(move |tx| look(&mut Act::new(tx, &actor), &input)).await
    }

    /// Runs a verb and commits what it recorded. It may run twice; it changes nothing but the database.
    pub async fn write<I, T>(
        &self,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>> + Send + Sync + 'static,
    ) -> Answer<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        let actor = self.actor.clone();
        let work = move |tx: &mut Tx| {
            check_again(tx, &actor)?;
            run(tx, &actor, &input, &verb)
        };
        self.gate.db.write(work).await
    }

    /// The same at another moment: for history that is written down later. Nobody who came through a door can.
    pub async fn write_at<I, T>(
        &self,
        at: crate::platform::values::Moment,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>> + Send + Sync + 'static,
    ) -> Answer<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        if self.request.is_some() {
            return Err(No::forbidden());
        }
        let actor = self.actor.clone();
        self.gate
            .db
            .write(move |tx| {
                tx.set_moment(at);
                run(tx, &actor, &input, &verb)
            })
            .await
    }

    /// Runs a verb once under the caller's key; a repetition is answered with the first outcome.
    pub async fn write_once<I, T>(
        &self,
        route: &'static str,
        key: &IdempotencyKey,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>> + Send + Sync + 'static,
    ) -> Answer<Once<T>>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let company = self.actor.company.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
        let owner = match &self.actor.who {
            Who::Person(person) => format!("{}/{company}", person.account),
            _ => format!("{}/{company}", self.actor.mark()),
        };
        let claim = Claim::new(owner, route, key, &input)?;
        let actor = self.actor.clone();
        self.gate
            .db
            .write(move |tx| {
                check_again(tx, &actor)?;
                if let Some(value) = once::recall(tx, &claim)? {
                    return Ok(Once { value, is_replayed: true });
                }
                let value = run(tx, &actor, &input, &verb)?;
                once::remember(tx, &claim, &value)?;
                Ok(Once { value, is_replayed: false })
            })
            .await
    }

    /// The same caller for another right, if he has it.
    pub fn also<Q: Permission>(&self) -> Option<May<Q>> {
        self.actor.may(Q::RIGHT).then(|| May {
            gate: self.gate.clone(),
            actor: self.actor.clone(),
            request: self.request.clone(),
            right: PhantomData,
        })
    }

    /// Looks this caller's session up anew at its next request: after what he acts for has changed.
    pub fn forget_session(&self) {
        if let Some(person) = self.actor.person() {
            self.gate.sessions.forget(person.session);
        }
    }
}

/// Checks inside the transaction that the caller is still who he was when he knocked: his session and rights, the machine's key,
/// the representation he acts under.
fn check_again(tx: &mut Tx, actor: &Actor) -> Answer<()> {
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

/// A verb inside its transaction.
fn run<P: Permission, I, T>(
    tx: &mut Tx,
    actor: &Actor,
    input: &I,
    verb: &impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>>,
) -> Answer<T> {
    verb(&mut Act::new(tx, actor), input).map(Recorded::into_inner)
}

impl<P: Permission> FromRequest for May<P> {
    type Error = No;
    type Future = std::future::Ready<Result<Self, No>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(admit(request))
    }
}

fn admit<P: Permission>(request: &HttpRequest) -> Result<May<P>, No> {
    let gate = request.app_data::<web::Data<Arc<Gate>>>().ok_or_else(|| No::failed("no gate"))?;
    let actor = request.extensions().get::<Arc<Actor>>().cloned().unwrap_or_else(|| Arc::new(Actor::visitor()));
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
    Ok(May { gate: gate.get_ref().clone(), actor, request: Some(Request::of(request)), right: PhantomData })
}
