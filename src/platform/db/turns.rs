//! The lines in which work waits for its turn at the database, and whether they move. Whoever stands in a line that moves is served in
//! his turn; where nothing comes to an end, or too little for him to be served in time, he is told «busy» as soon as anybody is.
//! Asked by `Database` for its connections and by the one writer of the embedded database; `patience` tells how long anybody waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::patience::{self, Patience};
use crate::platform::error::{Answer, No};

/// A line in which nobody was served for so long stands still.
const STILL: Duration = Duration::from_millis(800);
/// So often whoever stands in a line that moves looks how far it has come.
const GLANCE: Duration = Duration::from_millis(50);

/// Those who wait for the same, first come first served.
#[derive(Default)]
pub struct Line {
    waiting: AtomicUsize,
    served: AtomicUsize,
    last: Mutex<Option<Instant>>,
}

impl Line {
    /// Takes the last place.
    pub fn stand(self: &Arc<Self>, patience: Patience) -> Place {
        Place {
            asked: Instant::now(),
            ahead: self.waiting.fetch_add(1, Ordering::Relaxed),
            served_before: self.served.load(Ordering::Relaxed),
            line: self.clone(),
            patience,
        }
    }

    /// Notes that so many were served: their work was done, whatever came of it. Whoever was told «busy» was not.
    pub fn serve(&self, many: usize) {
        if many > 0 {
            self.served.fetch_add(many, Ordering::Relaxed);
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }

    fn stands_still(&self) -> bool {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).is_none_or(|last| last.elapsed() > STILL)
    }
}

/// Somebody's place in a line, until it is dropped.
pub struct Place {
    line: Arc<Line>,
    asked: Instant,
    ahead: usize,
    served_before: usize,
    patience: Patience,
}

impl Place {
    /// Whether whoever stands here gives up now.
    pub fn is_given_up(&self) -> bool {
        self.asked.elapsed() >= self.patience.with_stillness && !self.moves()
    }

    /// Until when the work may wait for connections and locks whose turn it is now: what was waited in a line that moves does not count.
    pub fn until(&self) -> Instant {
        Instant::now() + self.patience.with_stillness.saturating_sub(self.counted()).max(patience::LEAST)
    }

    /// Whether the line goes on, and fast enough for this place.
    fn moves(&self) -> bool {
        let served = self.line.served.load(Ordering::Relaxed).wrapping_sub(self.served_before);
        if served == 0 || self.line.stands_still() {
            return false;
        }
        // As many turns as were given take as long again.
        let expected = self.asked.elapsed().as_secs_f64() * (self.ahead + 1) as f64 / served as f64;
        expected <= self.patience.with_a_crowd.as_secs_f64()
    }

    fn counted(&self) -> Duration {
        if self.moves() { Duration::ZERO } else { self.asked.elapsed() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.line.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// So many may be at work at once; the others stand in line.
pub struct Turns {
    seats: Arc<Semaphore>,
    line: Arc<Line>,
}

/// Somebody's turn, until it is dropped.
pub struct Turn {
    _seat: OwnedSemaphorePermit,
    line: Arc<Line>,
}

impl Turns {
    /// For so many at once.
    pub fn of(seats: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), line: Arc::default() }
    }

    /// A turn, and until when whoever has it may wait for connections and locks.
    pub async fn take(&self) -> Answer<(Turn, Instant)> {
        let patience = patience::now();
        let place = self.line.stand(patience);
        let mut taking = std::pin::pin!(self.seats.clone().acquire_owned());
        let mut wait = patience.with_stillness;
        let taken = loop {
            match tokio::time::timeout(wait, taking.as_mut()).await {
                Ok(taken) => break taken.ok(),
                Err(_) if place.is_given_up() => break None,
                Err(_) => wait = GLANCE,
            }
        };
        patience::note(place.asked.elapsed(), place.counted());
        let seat = taken.ok_or_else(No::busy)?;
        Ok((Turn { _seat: seat, line: self.line.clone() }, place.until()))
    }
}

impl Turn {
    /// Ends it with this answer.
    pub fn end<T>(self, answer: Answer<T>) -> Answer<T> {
        if !answer.as_ref().is_err_and(|no| no.code() == "busy") {
            self.line.serve(1);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::{join, join_all};

    use super::*;

    const PATIENCE: Patience =
        Patience { with_stillness: Duration::from_millis(200), with_a_crowd: Duration::from_millis(4_000) };

    fn stand(line: &Arc<Line>, many: usize) -> Vec<Place> {
        (0..many).map(|_| line.stand(PATIENCE)).collect()
    }

    fn pass(milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }

    #[test]
    fn a_line_that_stands_still_is_left_when_patience_ends() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 3);
        assert!(places.iter().all(|place| !place.is_given_up()), "nobody has waited yet");
        pass(210);
        assert!(places.iter().all(Place::is_given_up));
        assert!(places[0].until() <= Instant::now() + patience::LEAST, "what was waited in vain counts");
    }

    #[test]
    fn whoever_is_served_in_time_at_the_pace_of_the_line_stays_and_the_others_go() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 100);
        pass(210);
        line.serve(10);
        let stays: Vec<bool> = places.iter().map(|place| !place.is_given_up()).collect();
        assert!(stays[0] && stays[50], "ten in a fifth of a second are a hundred and more in four");
        let later = stand(&line, 400);
        pass(210);
        line.serve(10);
        assert!(!later[0].is_given_up(), "a hundred before him are served in time");
        assert!(later[399].is_given_up(), "five hundred are not");
    }

    #[test]
    fn one_that_slips_through_is_no_line_that_moves() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 40);
        pass(210);
        line.serve(1);
        let last = &places[39];
        assert!(last.is_given_up());
        assert!(last.until() <= Instant::now() + patience::LEAST, "and he has no more patience for a lock");
        assert!(places[0].until() > Instant::now() + patience::LEAST.saturating_sub(Duration::from_millis(20)));
    }

    #[test]
    fn a_line_that_comes_to_a_stop_is_left_soon() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 10);
        pass(210);
        line.serve(9);
        assert!(!places[9].is_given_up());
        pass(810);
        assert!(places[9].is_given_up());
    }

    #[test]
    fn places_that_were_left_are_nobodys() {
        let line = Arc::<Line>::default();
        drop(stand(&line, 7));
        assert_eq!(line.stand(PATIENCE).ahead, 0);
    }

    /// Somebody's turn, which takes so long; whether he got it, and after how long.
    async fn is_served(turns: &Turns, work: Duration, answer: fn() -> Answer<()>) -> (bool, Duration) {
        let asked = Instant::now();
        let turn = patience::one_request(turns.take()).await;
        let waited = asked.elapsed();
        let Ok((turn, _)) = turn else { return (false, waited) };
        tokio::time::sleep(work).await;
        let _ = turn.end(answer());
        (true, waited)
    }

    #[actix_web::test]
    async fn a_crowd_is_served_though_it_takes_longer_than_anybody_waits_for_a_lock() {
        let turns = Turns::of(2);
        let told = join_all((0..50).map(|_| is_served(&turns, Duration::from_millis(100), || Ok(())))).await;
        assert!(told.iter().all(|(is_served, _)| *is_served));
        let longest = told.iter().map(|(_, waited)| *waited).max().unwrap_or_default();
        assert!(longest > patience::OF_A_REQUEST, "{longest:?} was no crowd");
    }

    #[actix_web::test]
    async fn where_turns_end_because_people_gave_up_nobody_is_kept() {
        let turns = Turns::of(2);
        let crowd = join_all((0..50).map(|_| is_served(&turns, Duration::from_millis(400), || Err(No::busy()))));
        let (told, ()) = join(crowd, async {}).await;
        let longest = told.iter().map(|(_, waited)| *waited).max().unwrap_or_default();
        assert!(told.iter().any(|(is_served, _)| !is_served));
        assert!(longest < patience::OF_A_REQUEST + Duration::from_millis(300), "{longest:?}");
    }
}
