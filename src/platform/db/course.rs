//! How far work in the database has come, and how long whoever asked for it waits. Where the database stands still, whoever answers a
//! caller is told «busy»; the work goes on all the same, a commit always, and a repeat under the same key learns how it ended.
//! Used by `Database` and its writers; it ends no work that was begun.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::patience::{self, LATE};
use super::pulse::{Pulse, SILENCE};

/// So often whoever waits looks how far it has come.
const GLANCE: Duration = Duration::from_millis(50);
/// Work that takes so long may be standing still.
const LONG: Duration = Duration::from_millis(600);

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// For its turn, a connection, the beginning of a transaction.
    Waiting,
    /// Its statements run.
    Working,
    /// For its commit, after work that took so long.
    Settling { worked: Duration },
}

/// How far some work has come; shared by the thread that does it and by whoever waits.
pub struct Course(Mutex<Standing>);

struct Standing {
    stage: Stage,
    since: Instant,
    is_left: bool,
}

impl Course {
    /// Of work that waits to begin.
    pub fn begin() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Standing { stage: Stage::Waiting, since: Instant::now(), is_left: false })))
    }

    /// It waits to begin again.
    pub fn wait(&self) {
        self.standing().enter(Stage::Waiting);
    }

    /// Its statements begin. False where whoever asked was told «busy» already: then there is nothing to begin.
    pub fn work(&self) -> bool {
        let mut standing = self.standing();
        standing.enter(Stage::Working);
        !standing.is_left
    }

    /// It is done but for its commit.
    pub fn settle(&self) {
        let mut standing = self.standing();
        let worked = standing.since.elapsed();
        standing.enter(Stage::Settling { worked });
    }

    /// Whether whoever waits gives up now.
    fn is_given_up(&self, until: Instant, pulse: Option<&Arc<Pulse>>) -> bool {
        let (late, now) = (until + LATE, Instant::now());
        let mut standing = self.standing();
        let since = standing.since;
        let gives_up = match standing.stage {
            Stage::Waiting => now >= late.max(since + LATE),
            // What took long to do may take as long to be stored.
            Stage::Settling { worked } => now >= late.max(since + worked.max(LATE)),
            Stage::Working => pulse.is_some_and(|pulse| {
                if now >= since + LONG || now + SILENCE >= late {
                    pulse.feel();
                }
                // What takes long on a server that answers others is work.
                now >= late && pulse.is_silent()
            }),
        };
        standing.is_left |= gives_up;
        gives_up
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.since = Instant::now();
    }
}

/// What comes of some work; none where whoever answers a caller has waited long enough for a database that stands still. What the
/// program does by itself is waited for.
pub async fn awaited<T>(work: impl Future<Output = T>, course: &Course, until: Instant, pulse: Option<&Arc<Pulse>>) -> Option<T> {
    if !patience::is_counted() {
        return Some(work.await);
    }
    let begun = Instant::now();
    let mut work = std::pin::pin!(work);
    loop {
        if let Ok(outcome) = tokio::time::timeout(GLANCE, work.as_mut()).await {
            return Some(outcome);
        }
        if course.is_given_up(until, pulse) {
            patience::note(begun.elapsed());
            tracing::warn!("the database stands still: whoever waited is told so, and the work goes on");
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::net::TcpListener;

    use super::super::connect::Address;
    use super::super::patience::one_request;
    use super::*;

    /// How long somebody waits who has so much patience and whose work never ends.
    async fn waits(course: &Course, patience: Duration, pulse: Option<&Arc<Pulse>>) -> Duration {
        let begun = Instant::now();
        let told = one_request(awaited(pending::<()>(), course, begun + patience, pulse)).await;
        assert!(told.is_none());
        begun.elapsed()
    }

    const SHORT: Duration = Duration::from_millis(300);

    #[actix_web::test]
    async fn whoever_waits_for_what_does_not_begin_is_told_and_it_is_not_begun_then() {
        let course = Course::begin();
        let took = waits(&course, SHORT, None).await;
        assert!(took >= SHORT + LATE && took < SHORT + LATE + Duration::from_secs(1), "{took:?}");
        assert!(!course.work(), "nobody waits for it any more");
    }

    #[actix_web::test]
    async fn whoever_waits_for_a_commit_is_told_and_long_work_has_as_long_for_its_commit() {
        let course = Course::begin();
        assert!(course.work());
        course.settle();
        assert!(waits(&course, SHORT, None).await >= SHORT + LATE);
        let course = Course::begin();
        course.work();
        std::thread::sleep(Duration::from_millis(900));
        course.settle();
        assert!(waits(&course, Duration::ZERO, None).await >= Duration::from_millis(850));
    }

    #[actix_web::test]
    async fn work_that_takes_long_is_not_cut_short() {
        let course = Course::begin();
        course.work();
        let long = async { tokio::time::sleep(Duration::from_millis(1_200)).await };
        assert!(one_request(awaited(long, &course, Instant::now(), None)).await.is_some(), "a file has no pulse");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let pulse = Pulse::of(&Address::parse(&format!("postgres://nobody@127.0.0.1:{port}/none")).unwrap());
        let long = async { tokio::time::sleep(Duration::from_millis(1_200)).await };
        assert!(one_request(awaited(long, &course, Instant::now(), pulse.as_ref())).await.is_some(), "the machine answers");
    }

    #[actix_web::test]
    async fn work_on_a_server_that_says_nothing_is_waited_for_no_longer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let pulse = Pulse::of(&Address::parse(&format!("postgres://nobody@127.0.0.1:{port}/none?sslmode=disable")).unwrap());
        let course = Course::begin();
        course.work();
        let took = waits(&course, Duration::from_millis(1_600), pulse.as_ref()).await;
        assert!(took < Duration::from_millis(2_800), "{took:?}");
    }

    #[actix_web::test]
    async fn the_program_itself_has_time() {
        let course = Course::begin();
        let long = async { tokio::time::sleep(Duration::from_millis(700)).await };
        assert!(awaited(long, &course, Instant::now(), None).await.is_some());
    }
}
