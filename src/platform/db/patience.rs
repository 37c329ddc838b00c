//! How long whoever asks the database is made to wait before he is told «busy»: for a turn, a connection, a lock. The waits for turns
//! of one request count together, so that a request with five looks is not made to wait five times. What was waited in a line that moves
//! (`turns`) counts by itself, and is borne longer. The guard begins it; every read and write asks here. It never cuts work short that is under way: only waiting ends. Whoever's work has begun and comes to nothing
//! because the database stands still is told so a little later, by `course`: all of it, with the answer, is to take two seconds.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// All waiting of a request, after which its answer is «busy»: with the little that is always given to a connection and to a lock,
/// whoever has waited in vain is told so within two seconds.
pub(super) const OF_A_REQUEST: Duration = Duration::from_millis(1_400);
/// All waiting of a request in lines that move: a crowd is served, and whoever would wait longer is told «busy» at once.
const IN_A_CROWD: Duration = Duration::from_secs(6);
/// So much later whoever waits stops believing that what has begun will end by itself.
pub(super) const LATE: Duration = Duration::from_millis(150);
/// So much of it counts as any other wait, so that whoever comes from a line that moves to one that does not is told in time too.
const IN_MOTION: Duration = Duration::from_millis(600);
/// What the program does by itself yields to people, and nobody watches the clock for it.
const OF_THE_PROGRAM: Duration = Duration::from_secs(5);
/// Whoever has waited long already is not turned away from a queue that moves.
pub(super) const LEAST: Duration = Duration::from_millis(200);
/// A server counts whole milliseconds.
const A_LITTLE: Duration = Duration::from_millis(2);
/// A statement that takes longer may have waited for a lock, and the next waits for less; each for so long at least. It is little, because
/// who stand in line for a row whose holder waits in vain give up one after the other.
const NOTICEABLE: Duration = Duration::from_millis(100);

tokio::task_local! {
    static WAITED: Cell<Waited>;
}

/// What a request has waited for turns so far.
#[derive(Clone, Copy, Default)]
struct Waited {
    in_all: Duration,
    in_vain: Duration,
}

/// How long somebody waits who asks now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// While nothing moves, and for connections and locks.
    pub with_stillness: Duration,
    /// In a line that moves.
    pub with_a_crowd: Duration,
    /// How much of that counts as a wait in vain.
    pub in_motion: Duration,
}

/// Runs the work of one request.
pub async fn one_request<W: Future>(work: W) -> W::Output {
    WAITED.scope(Cell::default(), work).await
}

/// Whether this is the work of a request: somebody waits for its answer.
pub(super) fn is_counted() -> bool {
    WAITED.try_with(|_| ()).is_ok()
}

/// How patient a read or a write is that is asked for now.
pub(super) fn now() -> Patience {
    match WAITED.try_with(Cell::get) {
        Ok(waited) => {
            let in_motion = waited.in_all.saturating_sub(waited.in_vain).min(IN_MOTION);
            Patience {
                with_stillness: OF_A_REQUEST.saturating_sub(waited.in_vain + in_motion).max(LEAST),
                with_a_crowd: IN_A_CROWD.saturating_sub(waited.in_all),
                in_motion: IN_MOTION - in_motion,
            }
        }
        Err(_) => Patience { with_stillness: OF_THE_PROGRAM, with_a_crowd: Duration::MAX, in_motion: Duration::ZERO },
    }
}

/// Notes a wait for a turn: all of it, and what of it was in vain.
pub(super) fn note(in_all: Duration, in_vain: Duration) {
    // Outside a request nobody adds up.
    let _ = WAITED.try_with(|waited| {
        let before = waited.get();
        waited.set(Waited { in_all: before.in_all + in_all, in_vain: before.in_vain + in_vain });
    });
}

/// What is left until that moment; never less than a little.
pub(super) fn left(until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now()).max(LEAST)
}

/// The waits of one transaction on PostgreSQL, whose server counts each lock anew: whoever has waited for one is given only what is
/// left for the next, and never less than what is noticed. Work does not count: only statements that took long may have waited.
pub(super) struct Locks {
    left: Duration,
    told: Duration,
    asked: Instant,
    is_in_vain: bool,
}

impl Locks {
    /// What a transaction may wait that begins now, and how its server is told so.
    pub(super) fn begin(until: Instant) -> (Self, String) {
        let left = left(until);
        (Self { left, told: left, asked: Instant::now(), is_in_vain: false }, say(left))
    }

    /// What to tell the server before the next statement, where a good part has gone since it was told.
    pub(super) fn news(&mut self) -> Option<String> {
        let took = self.asked.elapsed();
        self.asked = Instant::now();
        if took > NOTICEABLE {
            self.left = self.left.saturating_sub(took).max(NOTICEABLE);
        }
        (self.told > self.left + A_LITTLE).then(|| {
            self.told = self.left;
            say(self.left)
        })
    }

    /// Whether a statement took as long as the server waits for a lock: only then can it have waited for one in vain.
    pub(super) fn were_waited_for(&self) -> bool {
        self.is_in_vain || self.asked.elapsed() + A_LITTLE >= self.told
    }

    /// A part of the transaction is taken back now, and with it what the server was told.
    pub(super) fn undone(&mut self) {
        self.is_in_vain = self.were_waited_for();
        self.told = Duration::MAX;
    }
}

fn say(left: Duration) -> String {
    format!("SET LOCAL lock_timeout = '{}ms'", left.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn the_waits_of_one_request_count_together_and_leave_a_little() {
        let (half, long) = (Duration::from_millis(500), Duration::from_secs(9));
        one_request(async {
            assert_eq!((now().with_stillness, now().with_a_crowd), (OF_A_REQUEST, IN_A_CROWD));
            note(half, half);
            assert_eq!((now().with_stillness, now().with_a_crowd), (OF_A_REQUEST - half, IN_A_CROWD - half));
            note(2 * half, Duration::ZERO);
            assert_eq!(now().with_stillness, OF_A_REQUEST - half - IN_MOTION, "of a line that moves a part counts");
            assert_eq!(now().with_a_crowd, IN_A_CROWD - 3 * half, "and nobody stands in such lines for ever");
            assert!(is_counted());
            note(long, long);
            assert_eq!((now().with_stillness, now().with_a_crowd), (LEAST, Duration::ZERO));
        })
        .await;
        note(long, long);
        assert!(!is_counted());
        assert!(now().with_stillness > OF_A_REQUEST, "the program's own work is patient");
    }

    #[test]
    fn the_locks_of_one_act_are_waited_for_together() {
        let (mut locks, said) = Locks::begin(Instant::now() + Duration::from_millis(500));
        assert!(said.starts_with("SET LOCAL lock_timeout = '4") || said.ends_with("'500ms'"), "{said}");
        assert_eq!(locks.news(), None, "nothing has gone yet");
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(locks.news(), None, "work is no waiting");
        std::thread::sleep(Duration::from_millis(420));
        assert!(!locks.were_waited_for(), "the server would have waited longer");
        assert_eq!(locks.news().as_deref(), Some("SET LOCAL lock_timeout = '100ms'"), "never less than what is noticed");
        assert_eq!(locks.news(), None, "it has been told");
        std::thread::sleep(Duration::from_millis(110));
        assert!(locks.were_waited_for());
        locks.undone();
        assert!(locks.news().is_some(), "the server has gone back to what it was told earlier");
        assert!(locks.were_waited_for(), "and the part that was taken back has waited in vain");
        assert!(left(Instant::now() + OF_A_REQUEST) > OF_A_REQUEST - Duration::from_millis(100));
    }

    #[test]
    fn whoever_waits_in_vain_is_told_within_two_seconds() {
        assert!(OF_A_REQUEST + 2 * LEAST <= Duration::from_secs(2));
        assert!(
            IN_A_CROWD + 2 * LEAST <= Duration::from_secs(7),
            "a program that is told to end waits no longer for its callers"
        );
    }
}
