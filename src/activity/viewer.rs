//! A viewer of the live feed: an endless answer that tells every act within his reach once and in order, over any number of
//! reconnections. It ends when his session or his rights do, and when the house closes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::feed::{self, Filter, Scope};
use super::tail::{Batch, Listening, Sent, Tail};
use crate::access::May;
use crate::access::permission::marks::WatchClients;
use crate::platform::error::Answer;

const HEARTBEAT: Duration = Duration::from_secs(20);
const CHECK: Duration = Duration::from_secs(2);
const BATCH: i64 = 500;

/// Somebody who looks on.
struct Viewer {
    may: May<WatchClients>,
    filter: Filter,
    scope: Scope,
    seen: i64,
    /// The table may hold more behind `seen`: it is read on, a piece at a time, before batches are taken.
    is_behind: bool,
    ready: VecDeque<Bytes>,
    listening: Listening,
    heartbeat: Interval,
    check: Interval,
}

/// The endless answer. It begins behind `after`; without it, with what happens next.
pub(super) async fn answer(
    may: May<WatchClients>,
    tail: &Tail,
    filter: Filter,
    after: Option<i64>,
    has_body: bool,
) -> Answer<HttpResponse> {
    // First listen, then read: what comes between is told by both and sent once.
    let listening = tail.listen();
    let asked = Filter { after: Some(after.unwrap_or(i64::MAX)), limit: BATCH, ..filter.clone() };
    let (scope, seen, events) = may
        .read(asked, |act, asked| {
            let scope = feed::scope(act, asked)?;
            let (events, seen) = feed::follow_on(act, asked)?;
            Ok((scope, seen, events))
        })
        .await?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Said to be as it is, so that nothing on the way compresses it and holds it back.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"));
    if !has_body {
        return Ok(answer.finish());
    }
    let mut ready = VecDeque::from([Bytes::from_static(b"retry: 2000\n\n")]);
    let is_behind = is_full(events.len());
    ready.extend(events.iter().map(|event| Sent::from(event).frame));
    let (heartbeat, check) = (every(HEARTBEAT), every(CHECK));
    let viewer = Viewer { may, filter, scope, seen, is_behind, ready, listening, heartbeat, check };
    Ok(answer.streaming(stream(viewer)))
}

/// Whether so many acts are a whole piece, behind which there may be more.
fn is_full(count: usize) -> bool {
    i64::try_from(count).unwrap_or(i64::MAX) >= BATCH
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn stream(viewer: Viewer) -> impl Stream<Item = Result<Bytes, Infallible>> {
    unfold(viewer, |mut viewer| async move { viewer.next().await.map(|bytes| (Ok(bytes), viewer)) })
}

impl Viewer {
    /// What is sent next; nothing when it is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if *self.listening.closing.borrow() {
                return None;
            }
            if let Some(bytes) = self.gathered() {
                return Some(bytes);
            }
            // In this order, so that whoever reads on for long is looked after all the same.
            tokio::select! {
                biased;
                _ = self.listening.closing.changed() => return None,
                _ = self.check.tick() => {
                    // An answer that cannot be had counts as no: the browser comes again and misses nothing.
                    if !self.may.is_unchanged().await.unwrap_or(false) {
                        return None;
                    }
                }
                _ = self.heartbeat.tick() => self.ready.push_back(Bytes::from_static(b": still here\n\n")),
                () = std::future::ready(()), if self.is_behind => self.read_on().await.ok()?,
                batch = self.listening.batches.recv(), if !self.is_behind => match batch {
                    Ok(batch) => self.take(&batch),
                    Err(RecvError::Lagged(_)) => self.is_behind = true,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Everything that is ready, in one piece.
    fn gathered(&mut self) -> Option<Bytes> {
        let first = self.ready.pop_front()?;
        if self.ready.is_empty() {
            return Some(first);
        }
        let mut all = first.to_vec();
        self.ready.drain(..).for_each(|more| all.extend_from_slice(&more));
        Some(Bytes::from(all))
    }

    /// Takes a batch; where something is missing before it, all of it is read from the table instead.
    fn take(&mut self, batch: &Arc<Batch>) {
        if batch.from > self.seen {
            self.is_behind = true;
            return;
        }
        let fresh: Vec<Bytes> =
            batch.acts.iter().filter(|act| act.n > self.seen && self.is_wanted(act)).map(|act| act.frame.clone()).collect();
        self.ready.extend(fresh);
        self.seen = self.seen.max(batch.to);
    }

    fn is_wanted(&self, act: &Sent) -> bool {
        let is_in_scope = self.scope.as_ref().is_none_or(|partners| partners.contains(&act.partner));
        is_in_scope && self.filter.kind.is_none_or(|kind| kind == act.kind)
    }

    /// Reads from the table the next piece of what became visible behind what was sent last.
    async fn read_on(&mut self) -> Answer<()> {
        let filter = Filter { after: Some(self.seen), limit: BATCH, ..self.filter.clone() };
        let (events, seen) = self.may.read(filter, feed::follow_on).await?;
        self.ready.extend(events.iter().map(|event| Sent::from(event).frame));
        self.seen = self.seen.max(seen);
        self.is_behind = is_full(events.len());
        Ok(())
    }
}
