//! The tail of the feed on this node: looks for new acts while somebody listens, once for all listeners, and hands them on.
//! Viewers that miss a batch read it from the table; the tail itself keeps nothing.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use tokio::sync::{Notify, broadcast, watch};

use super::feed::{Event, Filter, Kind};
use super::{feed_store, frame};
use crate::access::{Gate, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;

const PAUSE: Duration = Duration::from_millis(250);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
const BATCH: i64 = 500;
/// So many batches wait for a viewer who is slow.
const WAITING: usize = 256;

/// An act as it is sent, made once for all viewers.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its place.
    pub n: i64,
    /// The client it is about.
    pub partner: PartnerId,
    /// What happened.
    pub kind: Kind,
    /// The bytes.
    pub frame: Bytes,
}

impl From<&Event> for Sent {
    fn from(event: &Event) -> Self {
        Self { n: event.n, partner: event.partner, kind: event.kind, frame: frame::of(event) }
    }
}

/// Everything that became visible behind `from`, up to and with `to`.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The place behind which it begins.
    pub from: i64,
    /// The place with which it ends.
    pub to: i64,
    /// The acts, the oldest first.
    pub acts: Vec<Sent>,
}

struct Inner {
    out: broadcast::Sender<Arc<Batch>>,
    wanted: Notify,
    fresh: Notify,
    closing: watch::Sender<bool>,
}

/// The tail. A clone is the same one.
#[derive(Clone)]
pub struct Tail {
    inner: Arc<Inner>,
}

impl Default for Tail {
    fn default() -> Self {
        let (out, _) = broadcast::channel(WAITING);
        let (closing, _) = watch::channel(false);
        Self { inner: Arc::new(Inner { out, wanted: Notify::new(), fresh: Notify::new(), closing }) }
    }
}

/// What a viewer holds on to.
pub struct Listening {
    /// Batches as they come.
    pub batches: broadcast::Receiver<Arc<Batch>>,
    /// Turns true when the house closes.
    pub closing: watch::Receiver<bool>,
}

impl Tail {
    /// Begins to listen. What was visible before is read from the table, after this.
    pub fn listen(&self) -> Listening {
        let listening = Listening { batches: self.inner.out.subscribe(), closing: self.inner.closing.subscribe() };
        self.inner.wanted.notify_one();
        listening
    }

    /// Something was written on this node: no need to wait.
    pub fn look_now(&self) {
        self.inner.fresh.notify_one();
    }

    /// Ends every stream.
    pub fn close(&self) {
        self.inner.closing.send_replace(true);
    }

    /// Ends every stream when the process is told to end, so that nobody's open stream holds it up.
    pub async fn close_when_told(self) {
        told_to_end().await;
        self.close();
    }

    /// Looks and hands on, until it is dropped. Nothing is asked of the database while nobody listens.
    pub async fn run(self, gate: Arc<Gate>) {
        loop {
            while self.inner.out.receiver_count() == 0 {
                self.inner.wanted.notified().await;
            }
            match gate.look(feed_store::head).await {
                Ok(head) => self.hand_on(&gate, head).await,
                Err(error) => {
                    tracing::warn!(%error, "the live feed waits for the database");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    async fn hand_on(&self, gate: &Arc<Gate>, head: i64) {
        // Whoever began to listen before this place was known reads up to it from the table.
        self.send(Batch { from: head, to: head, acts: Vec::new() });
        let mut last = head;
        while self.inner.out.receiver_count() > 0 {
            match gate.look(move |tx| behind(tx, last)).await {
                Ok(events) => {
                    let is_full = i64::try_from(events.len()).unwrap_or_default() == BATCH;
                    if let Some(to) = events.last().map(|event| event.n) {
                        self.send(Batch { from: last, to, acts: events.iter().map(Sent::from).collect() });
                        last = to;
                    }
                    if is_full {
                        continue;
                    }
                }
                Err(error) => tracing::warn!(%error, "the live feed waits for the database"),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = self.inner.fresh.notified() => {}
            }
        }
    }

    fn send(&self, batch: Batch) {
        // Without listeners there is nobody to miss it.
        let _ = self.inner.out.send(Arc::new(batch));
    }
}

fn behind(tx: &mut Tx, last: i64) -> Answer<Vec<Event>> {
    feed_store::list(tx, None, &Filter { after: Some(last), limit: BATCH, ..Filter::default() })
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut end), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = end.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
