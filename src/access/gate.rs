//! The gate: the only holder of the database. A door that was given a [`May`] reads and writes through it, and no other way.

pub mod chronicle;
pub(crate) mod rehearsal;
mod repeat;

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;

use super::act::{Act, Recorded};
use super::actor::{Actor, Who};
use super::admission::check_again;
use super::face::{Looks, Show};
use super::glance::{Glance, Seen};
use super::permission::Permission;
use super::resolve::Sessions;
use super::{store, token};
use crate::platform::db::{Database, Tx};
use crate::platform::error::Answer;
use crate::platform::journal;
use crate::platform::values::Clock;
use crate::platform::values::clock::HOME_ZONE;
use crate::platform::web::{Head, MenuItem, Request};

/// What is done with records when they get their places, in that transaction. It may run twice.
pub type Follow = fn(&mut Tx, &[journal::RecordId]) -> Answer<()>;

/// Holds the database and the keys. Made once at start.
pub struct Gate {
    db: Database,
    pub(super) keys: token::Keys,
    pub(super) sessions: Sessions,
    pub(super) hashing: tokio::sync::Semaphore,
    zone: Mutex<Tz>,
    pub(super) looks: Looks,
    menu: Vec<(super::Right, MenuItem)>,
    follow: Follow,
    glance: Glance,
}

impl Gate {
    /// With the database moved in, the house's secret, the menu of all rooms, who follows the journal, what the heads of pages
    /// tell, and how the house shows itself.
    pub fn new(
        db: Database,
        secret: &[u8],
        menu: Vec<(super::Right, MenuItem)>,
        follow: Follow,
        glance: Glance,
        show: Show,
    ) -> Arc<Self> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Arc::new(Self {
            db,
            keys: token::Keys::new(secret),
            sessions: Sessions::default(),
            hashing: tokio::sync::Semaphore::new(cores),
            zone: Mutex::new(HOME_ZONE),
            looks: Looks::of(show),
            menu,
            follow,
            glance,
        })
    }

    /// The clock of business.
    pub fn clock(&self) -> &Clock {
        self.db.clock()
    }

    /// The seller's time zone as it was read last: at the start, every minute, and with every session that is looked up.
    /// Visitors and the program itself are told the time in it.
    fn zone(&self) -> Tz {
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note_zone(&self, zone: Tz) {
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// Reads the seller's time zone anew.
    pub async fn learn_zone(&self) -> Answer<()> {
        let zone = self.db.read(store::zone).await?;
        self.note_zone(zone);
        Ok(())
    }

    /// Nobody we know.
    pub(super) fn visitor(&self) -> Arc<Actor> {
        Arc::new(Actor::visitor(self.zone()))
    }

    /// The program itself, for jobs and the command line.
    pub fn system<P: Permission>(self: &Arc<Self>, name: &'static str) -> May<P> {
        May::of(self.clone(), Arc::new(Actor::system(name, self.zone())), None)
    }

    /// Whether the database answers and takes writes.
    pub async fn is_ready(&self) -> bool {
        self.db.is_ready().await
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
        let follow = self.follow;
        self.db
            .write(move |tx| {
                let placed = journal::sequence(tx, 500)?;
                follow(tx, &placed)?;
                Ok(placed.len())
            })
            .await
    }

    /// Reads for plumbing that stands beside the gate: sessions, the queue.
    pub(crate) async fn look<T: Send + 'static>(&self, look: impl FnOnce(&mut Tx) -> Answer<T> + Send + 'static) -> Answer<T> {
        self.db.read(look).await
    }

    /// Keeps what was made in the background for the looks of this node.
    pub(crate) fn stand<T: Send + Sync + 'static>(&self, value: Arc<T>) {
        self.db.stand(value);
    }

    /// Writes for plumbing that stands beside the gate: the queue, housekeeping.
    pub(crate) async fn tend<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Answer<T> + Send + Sync + 'static) -> Answer<T> {
        self.db.write(work).await
    }

    /// Leaves nothing of so many erasures in the free space of the database: see [`Database::scrub`].
    pub(crate) async fn scrub(&self, erasures: i64, may_take_long: bool) -> Answer<bool> {
        self.db.scrub(erasures, may_take_long).await
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
///     May { gate, actor, request: None, seen: Default::default(), right: Default::default() }
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
    seen: Seen,
    right: PhantomData<P>,
}

impl<P: Permission> May<P> {
    pub(super) fn of(gate: Arc<Gate>, actor: Arc<Actor>, request: Option<Request>) -> Self {
        Self { gate, actor, request, seen: Seen::default(), right: PhantomData }
    }

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
            zone: self.actor.zone,
            face: self.gate.face(),
            ip: std::net::IpAddr::from([127, 0, 0, 1]),
            path: String::new(),
            here: "/".into(),
            is_api: false,
        })
    }

    /// What the head of this caller's page tells; nothing before his first look.
    pub(super) fn head(&self) -> Head {
        self.seen.head()
    }

    /// The glance, where a person looks at pages and has not had it since the last change.
    fn glance(&self) -> Option<Glance> {
        let is_page = self.request.as_ref().is_some_and(|request| !request.is_api) && self.actor.person().is_some();
        (is_page && !self.seen.is_fresh()).then_some(self.gate.glance)
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
        let (actor, glance) = (self.actor.clone(), self.glance());
        let read = move |tx: &mut Tx| -> Answer<_> {
            let value = look(&mut Act::new(tx, &actor), &input)?;
            Ok((value, glance.map(|glance| glance(tx, &actor)).transpose()?))
        };
        let (value, head) = self.gate.db.read(read).await?;
        if let Some(head) = head {
            self.seen.keep(head);
        }
        Ok(value)
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
        self.seen.doubt();
        let actor = self.actor.clone();
        let work = move |tx: &mut Tx| {
            check_again(tx, &actor)?;
            run(tx, &actor, &input, &verb)
        };
        self.gate.db.write(work).await
    }

    /// The same caller for another right, if he has it.
    pub fn also<Q: Permission>(&self) -> Option<May<Q>> {
        self.actor.may(Q::RIGHT).then(|| May {
            gate: self.gate.clone(),
            actor: self.actor.clone(),
            request: self.request.clone(),
            seen: self.seen.clone(),
            right: PhantomData,
        })
    }

    /// Whether the caller is still who he was when he knocked, with the same rights and reach: for answers that go on for long.
    pub async fn is_unchanged(&self) -> Answer<bool> {
        let actor = self.actor.clone();
        self.gate
            .look(move |tx| match &actor.who {
                Who::Person(person) => {
                    let found = store::actor_of(tx, person.session)?;
                    let is_same =
                        |now: &Actor| now.rights == actor.rights && now.reach == actor.reach && now.reaches == actor.reaches;
                    Ok(found.is_some_and(|(now, _)| is_same(&now)))
                }
                Who::Machine { key, .. } => store::is_key_current(tx, *key),
                Who::Visitor | Who::System(_) => Ok(true),
            })
            .await
    }

    /// Looks this caller's session up anew at its next request: after what he acts for has changed.
    pub fn forget_session(&self) {
        if let Some(person) = self.actor.person() {
            self.gate.sessions.forget(person.session);
        }
    }
}

/// A verb inside its transaction.
fn run<P: Permission, I, T>(
    tx: &mut Tx,
    actor: &Actor,
    input: &I,
    verb: &impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>>,
) -> Answer<T> {
    tx.set_device(actor.device());
    verb(&mut Act::new(tx, actor), input).map(Recorded::into_inner)
}
