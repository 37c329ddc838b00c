//! The only place that knows there are two databases. Everybody else holds a [`Tx`] and writes Diesel queries in a store.
//! It opens, migrates, commits and retries; it never decides what is stored.

mod alone;
mod batch;
mod beside;
mod connect;
mod course;
mod filling;
mod growing;
mod keyset;
mod line;
mod made;
mod migrate;
mod node;
mod numbers;
pub mod patience;
mod postgres;
mod pulse;
mod queue;
mod readiness;
mod refusal;
mod rights;
mod scrub;
mod shape;
mod sqlite;
mod strength;
mod turns;
mod tx;
mod watch;

use std::sync::Arc;

pub use alone::{Alone, Odd, RawRecord};
pub use beside::{Beside, apart, odd, thought};
pub use connect::{Address, Durability, OpenError};
pub use filling::Filling;
pub use made::Strange;
pub use migrate::{Applied, lacking};
pub use numbers::Series;
pub use refusal::{Broken, broken_constraint};
pub use rights::{bring_up_to_date, grant};
pub use scrub::scrub;
pub use shape::{Column, ColumnKind, Table};
pub use tx::{Link, MultiBackend, Tx};
pub use watch::statements;

use super::error::{Answer, No};
use super::memory::Memory;
use super::values::Clock;
use super::values::ids::IdMaker;
use connect::Pool;
use course::{Course, awaited};
use pulse::Pulse;
use turns::Turns;

/// Both databases behind one face: reads see a consistent moment, writes are committed when they answer.
pub struct Database {
    engine: Engine,
    readers: Pool,
    reading: Turns,
    writing: Turns,
    pulse_of_reading: Option<Arc<Pulse>>,
    pulse_of_writing: Option<Arc<Pulse>>,
    ids: Arc<IdMaker>,
    clock: Clock,
    address: Address,
    memory: Arc<Memory>,
    node: u16,
    readiness: readiness::Readiness,
}

enum Engine {
    Sqlite(sqlite::Writer),
    Postgres(Pool),
}

/// How to open a database.
pub struct Opening {
    /// Where it is.
    pub address: Address,
    /// A replica for reports, PostgreSQL only.
    pub readers_at: Option<Address>,
    /// Whether weaker settings of durability are let pass (trials only).
    pub durability: Durability,
    /// Connections for reading and for writing.
    pub connections: u32,
    /// The clock of business.
    pub clock: Clock,
}

impl Database {
    /// Opens, migrates under a lock, checks the settings and takes a node number.
    pub fn open(opening: Opening) -> Result<Self, OpenError> {
        connect::prepare(&opening.address)?;
        let mut first = connect::connect(&opening.address, connect::Use::Write)?;
        connect::check(&mut first, opening.durability)?;
        migrate::run(&mut first)?;
        let (node, floor) = node::lease(&mut first)?;
        let ids = Arc::new(IdMaker::new(node, floor));
        let (read_from, durability) = (opening.readers_at.as_ref().unwrap_or(&opening.address), opening.durability);
        let readers = connect::pool(read_from, connect::Use::Read, durability, opening.connections)?;
        let engine = match &opening.address {
            Address::Sqlite(_) => {
                Engine::Sqlite(sqlite::Writer::start(opening.address.clone(), first, ids.clone(), opening.clock.clone()))
            }
            Address::Postgres(_) => {
                Engine::Postgres(connect::pool(&opening.address, connect::Use::Write, durability, opening.connections)?)
            }
        };
        let permits = opening.connections as usize;
        Ok(Self {
            engine,
            readers,
            reading: Turns::of(permits),
            writing: Turns::of(permits),
            pulse_of_reading: Pulse::of(read_from),
            pulse_of_writing: Pulse::of(&opening.address),
            ids,
            clock: opening.clock,
            address: opening.address,
            memory: Arc::default(),
            node,
            readiness: readiness::Readiness::default(),
        })
    }

    /// Where it is, without secrets.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The clock of business.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Keeps what this node has made in the background for its looks: see [`super::memory::standing`].
    pub fn stand<T: Send + Sync + 'static>(&self, value: Arc<T>) {
        self.memory.stand(value);
    }

    /// Says that this node lives, so that nobody else takes its number.
    pub async fn say_alive(&self) -> Answer<()> {
        let number = self.node;
        self.write(move |tx| node::say_alive(tx, number)).await
    }

    /// Runs a look in a transaction that the database itself keeps read-only.
    pub async fn read<T: Send + 'static>(&self, look: impl FnOnce(&mut Tx) -> Answer<T> + Send + 'static) -> Answer<T> {
        let (turn, until) = self.reading.take().await?;
        let (course, pulse) = (Course::begin(until), self.pulse_of_reading.as_ref());
        let (pool, ids, clock, memory) = (self.readers.clone(), self.ids.clone(), self.clock.clone(), self.memory.clone());
        let followed = course.clone();
        let looking = tokio::task::spawn_blocking(move || {
            // A look that stands still keeps its turn, also when nobody waits for it any more.
            turn.end(connect::read(&pool, until, &followed, ids, memory, clock.now(), look))
        });
        answer(awaited(looking, &course, pulse).await)
    }

    /// Runs a verb and commits. It may run more than once, so it changes nothing but the database.
    pub async fn write<T: Send + 'static>(&self, verb: impl Fn(&mut Tx) -> Answer<T> + Send + Sync + 'static) -> Answer<T> {
        match &self.engine {
            Engine::Sqlite(writer) => writer.write(verb).await,
            Engine::Postgres(pool) => {
                let (turn, until) = self.writing.take().await?;
                let (course, pulse) = (Course::begin(until), self.pulse_of_writing.as_ref());
                let (pool, ids, clock) = (pool.clone(), self.ids.clone(), self.clock.clone());
                let followed = course.clone();
                let writing =
                    tokio::task::spawn_blocking(move || turn.end(postgres::write(&pool, until, &followed, &ids, &clock, &verb)));
                answer(awaited(writing, &course, pulse).await)
            }
        }
    }
}

/// What a thread answers; «busy» where nobody waited for it to the end.
fn answer<T>(outcome: Option<Result<Answer<T>, tokio::task::JoinError>>) -> Answer<T> {
    match outcome {
        Some(Ok(answer)) => answer,
        Some(Err(error)) => Err(No::failed(error)),
        None => Err(No::busy()),
    }
}

/// The same text compiled for each database: for what Diesel cannot say for both at once.
#[macro_export]
macro_rules! each_database {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx.link() {
            $crate::platform::db::Link::Sqlite($conn) => $body,
            $crate::platform::db::Link::Postgres($conn) => $body,
        }
    };
}
