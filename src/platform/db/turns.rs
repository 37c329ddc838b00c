//! The lines in which work waits for its turn at the database, and whether they move. Whoever stands in a line that moves is served in
//! his turn; where nothing comes to an end, or too little for him to be served in time, he is told «busy» as soon as anybody is.
//! Asked by `Database` for its connections and by the one writer of the embedded database; `patience` tells how long anybody waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::patience::{self, Patience};
use crate::platform::error::{Answer, No};

/// A line in which nobody was served for so long stands still, and so does one in which somebody was served in vain since.
const STILL: Duration = Duration::from_millis(1_300);
/// Its pace is that of this time at least, and of twice as much at most.
const LATELY: Duration = Duration::from_secs(1);
/// So often whoever stands in a line that moves looks how far it has come.
const GLANCE: Duration = Duration::from_millis(50);
/// So many times as fast as lately it may become: whoever is refused is served sooner than whoever is not, and a beginning is slow.
const FASTER: f64 = 2.0;

/// Those who wait for the same, first come first served.
#[derive(Default)]
pub struct Line {
    waiting: AtomicUsize,
    movement: Mutex<Movement>,
}

#[derive(Default, Clone, Copy)]
struct Movement {
    served: usize,
    last: Option<Instant>,
    in_vain: Option<Instant>,
    /// How many were served at two moments: the pace is told since the first.
    before: Option<(Instant, usize)>,
    lately: Option<(Instant, usize)>,
}

impl Movement {
    fn serve(&mut self, many: usize) {
        let now = Instant::now();
        let was_still = self.last.is_none_or(|last| last.elapsed() > STILL);
        self.served = self.served.wrapping_add(many);
        self.last = Some(now);
        // After a rest the pace is told from the first who is served, and not from the rest.
        if was_still {
            (self.before, self.lately) = (Some((now, self.served)), Some((now, self.served)));
        } else if self.lately.is_none_or(|(at, _)| at.elapsed() >= LATELY) {
            (self.before, self.lately) = (self.lately, Some((now, self.served)));
        }
    }

    fn is_recent(moment: Option<Instant>) -> bool {
        moment.is_some_and(|at| at.elapsed() <= STILL)
    }

    /// How many are served in a second; none while nothing moves.
    fn pace(&self) -> Option<f64> {
        if !Self::is_recent(self.last) || Self::is_recent(self.in_vain) {
            return None;
        }
        let (at, served) = self.before?;
        let many = self.served.wrapping_sub(served);
        (many > 0).then(|| many as f64 / at.elapsed().as_secs_f64().max(f64::EPSILON))
    }
}

impl Line {
    /// Takes the last place.
    pub fn stand(self: &Arc<Self>, patience: Patience) -> Place {
        let ahead = self.waiting.fetch_add(1, Ordering::Relaxed);
        Place { asked: Instant::now(), ahead, served_before: self.movement().served, line: self.clone(), patience }
    }

    /// Notes that so many were served: their work was done, whatever came of it.
    pub fn serve(&self, many: usize) {
        if many > 0 {
            self.movement.lock().unwrap_or_else(PoisonError::into_inner).serve(many);
        }
    }

    /// Notes that somebody had his turn and waited in vain then.
    fn serve_in_vain(&self) {
        self.movement.lock().unwrap_or_else(PoisonError::into_inner).in_vain = Some(Instant::now());
    }

    /// Whether people are being served.
    pub fn moves(&self) -> bool {
        self.movement().pace().is_some()
    }

    fn movement(&self) -> Movement {
        *self.movement.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// How long somebody has stood here.
    pub fn waited(&self) -> Duration {
        self.asked.elapsed()
    }

    /// Whether whoever stands here gives up now.
    pub fn is_given_up(&self) -> bool {
        self.waited() >= self.patience.with_stillness && !self.moves()
    }

    /// Until when the work may wait for connections and locks whose turn it is now: of what was waited in a line that moves little counts.
    pub fn until(&self) -> Instant {
        let of_the_crowd = self.patience.with_a_crowd.saturating_add(2 * patience::LEAST).saturating_sub(self.waited());
        Instant::now() + self.left().min(of_the_crowd).max(patience::LEAST)
    }

    /// What is left of the patience for what stands still.
    fn left(&self) -> Duration {
        let (waited, in_vain) = (self.waited(), self.in_vain());
        let counted = in_vain + waited.saturating_sub(in_vain).min(self.patience.in_motion);
        self.patience.with_stillness.saturating_sub(counted)
    }

    /// Whether whoever's turn comes has no patience left, and whoever was last before him had his turn in vain: then he would have too.
    fn comes_in_vain(&self) -> bool {
        let movement = self.line.movement();
        self.left() < patience::LEAST && Movement::is_recent(movement.in_vain) && movement.in_vain > movement.last
    }

    /// Whether the line goes on, and fast enough for this place.
    fn moves(&self) -> bool {
        let movement = self.line.movement();
        let served = movement.served.wrapping_sub(self.served_before);
        movement.pace().is_some_and(|pace| {
            let still = (self.ahead + 1).saturating_sub(served) as f64 / pace;
            self.waited().as_secs_f64() + still / FASTER <= self.patience.with_a_crowd.as_secs_f64()
        })
    }

    /// What was waited here while nothing moved.
    fn in_vain(&self) -> Duration {
        let waited = self.waited();
        match self.line.movement().last {
            Some(last) if self.moves() => waited.min(last.elapsed()),
            _ => waited,
        }
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
    begun: Instant,
}

impl Turns {
    /// For so many at once.
    pub fn of(seats: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), line: Arc::default() }
    }

    /// Those who wait for one.
    pub fn line(&self) -> &Line {
        &self.line
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
        patience::note(place.waited(), place.in_vain());
        let seat = taken.filter(|_| !place.comes_in_vain()).ok_or_else(No::busy)?;
        Ok((Turn { _seat: seat, line: self.line.clone(), begun: Instant::now() }, place.until()))
    }
}

impl Turn {
    /// Ends it with this answer.
    pub fn end<T>(self, answer: Answer<T>) -> Answer<T> {
        match &answer {
            Err(no) if no.is_busy() && self.begun.elapsed() >= patience::LEAST => self.line.serve_in_vain(),
            Err(no) if no.is_busy() => {}
            _ => self.line.serve(1),
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::{join, join_all};

    use super::*;

    const PATIENCE: Patience =
        Patience { with_stillness: Duration::from_millis(200), with_a_crowd: Duration::from_secs(4), in_motion: Duration::ZERO };

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

    /// So many are served one after the other, each after so long.
    fn serve(line: &Line, many: usize, milliseconds: u64) {
        for _ in 0..many {
            pass(milliseconds);
            line.serve(1);
        }
    }

    #[test]
    fn whoever_is_served_in_time_at_the_pace_of_the_line_stays_and_the_others_go() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 1_000);
        pass(100);
        serve(&line, 20, 10);
        assert!(!places[0].is_given_up() && !places[50].is_given_up(), "fifty have a second at most to wait");
        assert!(places[999].is_given_up(), "a thousand are not served in four seconds");
    }

    #[test]
    fn a_slow_beginning_sends_nobody_away() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 150);
        pass(400);
        serve(&line, 20, 10);
        assert!(!places[149].is_given_up(), "served since the first, a hundred in a second");
    }

    #[test]
    fn one_that_slips_through_is_no_line_that_moves() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 3);
        pass(210);
        line.serve(1);
        assert!(places[2].is_given_up(), "one has no pace");
        assert!(places[2].until() <= Instant::now() + patience::LEAST, "and he has no more patience for a lock");
    }

    #[test]
    fn while_turns_are_had_in_vain_the_line_does_not_move_whoever_slips_through() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 3);
        serve(&line, 20, 11);
        assert!(!places[2].is_given_up());
        line.serve_in_vain();
        assert!(places[2].is_given_up());
        serve(&line, 5, 2);
        assert!(places[2].is_given_up());
    }

    #[test]
    fn what_is_left_for_locks_is_what_was_not_waited_while_nothing_moved_and_ends_with_all_patience() {
        let line = Arc::<Line>::default();
        let patient = Patience { with_stillness: Duration::from_millis(900), ..PATIENCE };
        let place = line.stand(patient);
        let left = || place.until().saturating_duration_since(Instant::now());
        serve(&line, 10, 60);
        assert!(left() > Duration::from_millis(600), "a line that moves takes nothing: {:?}", left());
        pass(300);
        assert!(left() <= Duration::from_millis(600), "what was waited since the last was served counts: {:?}", left());
        let moved = Patience { with_stillness: Duration::from_secs(3), in_motion: Duration::from_millis(600), ..PATIENCE };
        let place = line.stand(moved);
        serve(&line, 16, 50);
        let left = place.until().saturating_duration_since(Instant::now());
        assert!(
            left > Duration::from_millis(2_100) && left <= Duration::from_millis(2_400),
            "of what moved a part counts: {left:?}"
        );
        let hasty = Patience { with_a_crowd: Duration::from_millis(100), ..moved };
        assert!(line.stand(hasty).until() <= Instant::now() + hasty.with_a_crowd + 2 * patience::LEAST);
    }

    #[test]
    fn a_line_that_comes_to_a_stop_is_left_soon() {
        let line = Arc::<Line>::default();
        let places = stand(&line, 30);
        serve(&line, 22, 10);
        assert!(!places[29].is_given_up());
        pass(1_310);
        assert!(places[29].is_given_up());
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
    async fn whose_turn_comes_at_the_end_of_his_patience_is_not_made_to_wait_for_what_another_waited_for_in_vain() {
        let almost = patience::OF_A_REQUEST - patience::LEAST / 2;
        for (answer, is_tried) in [(|| Err(No::busy()), false), (|| Ok(()), true)] as [(fn() -> Answer<()>, bool); 2] {
            let turns = Turns::of(1);
            let second = async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                is_served(&turns, Duration::ZERO, || Ok(())).await.0
            };
            let (_, second) = join(is_served(&turns, almost, answer), second).await;
            assert_eq!(second, is_tried);
        }
    }

    #[actix_web::test]
    async fn where_turns_end_because_people_gave_up_nobody_is_kept() {
        let turns = Turns::of(2);
        let told = join_all((0..50).map(|_| is_served(&turns, Duration::from_millis(400), || Err(No::busy())))).await;
        let longest = told.iter().map(|(_, waited)| *waited).max().unwrap_or_default();
        assert!(told.iter().any(|(is_served, _)| !is_served));
        assert!(longest < patience::OF_A_REQUEST + Duration::from_millis(300), "{longest:?}");
    }
}
