//! How far work in the database has come, and how long whoever asked for it waits. Where the database stands still, whoever answers a
//! caller is told «busy»; the work goes on all the same, a commit always, and a repeat under the same key learns how it ended.
//! Used by `Database` and its writers; it ends no work that was begun.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::patience::{self, LATE};
use super::pulse::{Pulse, SILENCE};
use super::turns::Place;

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
    /// Until when it may wait for connections and locks; set anew when its turn comes.
    until: Instant,
    /// Where it stands in line for its turn.
    place: Option<Place>,
    /// How long it stood there.
    stood: Duration,
    is_left: bool,
}

impl Course {
    /// Of work whose turn it is, and which may wait until that moment.
    pub fn begin(until: Instant) -> Arc<Self> {
        Self::at(until, None)
    }

    /// Of work that stands in line.
    pub fn stand(place: Place) -> Arc<Self> {
        Self::at(place.until(), Some(place))
    }

    fn at(until: Instant, place: Option<Place>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Standing {
            stage: Stage::Waiting,
            since: Instant::now(),
            until,
            place,
            stood: Duration::ZERO,
            is_left: false,
        })))
    }

    /// It waits to begin again.
    pub fn wait(&self) {
        self.standing().enter(Stage::Waiting);
    }

    /// Its statements begin. False where whoever asked was told «busy» already: then there is nothing to begin.
    pub fn work(&self) -> bool {
        let mut standing = self.standing();
        if let Some(place) = standing.place.take() {
            (standing.until, standing.stood) = (place.until(), place.waited());
        }
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
    fn is_given_up(&self, pulse: Option<&Arc<Pulse>>) -> bool {
        let mut standing = self.standing();
        let (late, now, since) = (standing.until + LATE, Instant::now(), standing.since);
        let gives_up = match standing.stage {
            Stage::Waiting => match &standing.place {
                Some(place) => place.is_given_up(),
                None => now >= late.max(since + LATE),
            },
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
        if gives_up {
            standing.is_left = true;
            standing.place = None;
        }
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
pub async fn awaited<T>(work: impl Future<Output = T>, course: &Course, pulse: Option<&Arc<Pulse>>) -> Option<T> {
    if !patience::is_counted() {
        return Some(work.await);
    }
    let begun = Instant::now();
    let mut work = std::pin::pin!(work);
    loop {
        if let Ok(outcome) = tokio::time::timeout(GLANCE, work.as_mut()).await {
            patience::note(course.standing().stood, Duration::ZERO);
            return Some(outcome);
        }
        if course.is_given_up(pulse) {
            patience::note(begun.elapsed(), begun.elapsed());
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

    /// How long somebody waits whose work never ends.
    async fn waits(course: &Course, pulse: Option<&Arc<Pulse>>) -> Duration {
        let begun = Instant::now();
        let told = one_request(awaited(pending::<()>(), course, pulse)).await;
        assert!(told.is_none());
        begun.elapsed()
    }

    const SHORT: Duration = Duration::from_millis(300);

    /// Of work that may wait for so long from now on.
    fn patient(patience: Duration) -> Arc<Course> {
        Course::begin(Instant::now() + patience)
    }

    #[actix_web::test]
    async fn whoever_waits_for_what_does_not_begin_is_told_and_it_is_not_begun_then() {
        let course = patient(SHORT);
        let took = waits(&course, None).await;
        assert!(took >= SHORT + LATE && took < SHORT + LATE + Duration::from_secs(1), "{took:?}");
        assert!(!course.work(), "nobody waits for it any more");
    }

    #[actix_web::test]
    async fn whoever_waits_for_a_commit_is_told_and_long_work_has_as_long_for_its_commit() {
        let course = patient(SHORT);
        assert!(course.work());
        course.settle();
        assert!(waits(&course, None).await >= SHORT + LATE - Duration::from_millis(50));
        let course = patient(Duration::ZERO);
        course.work();
        std::thread::sleep(Duration::from_millis(900));
        course.settle();
        assert!(waits(&course, None).await >= Duration::from_millis(850));
    }

    #[actix_web::test]
    async fn work_that_takes_long_is_not_cut_short() {
        let course = patient(Duration::ZERO);
        course.work();
        let long = async { tokio::time::sleep(Duration::from_millis(1_200)).await };
        assert!(one_request(awaited(long, &course, None)).await.is_some(), "a file has no pulse");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let pulse = Pulse::of(&Address::parse(&format!("postgres://nobody@127.0.0.1:{port}/none")).unwrap());
        let long = async { tokio::time::sleep(Duration::from_millis(1_200)).await };
        assert!(one_request(awaited(long, &course, pulse.as_ref())).await.is_some(), "the machine answers");
    }

    #[actix_web::test]
    async fn work_on_a_server_that_says_nothing_is_waited_for_no_longer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let pulse = Pulse::of(&Address::parse(&format!("postgres://nobody@127.0.0.1:{port}/none?sslmode=disable")).unwrap());
        let course = patient(Duration::from_millis(1_600));
        course.work();
        let took = waits(&course, pulse.as_ref()).await;
        assert!(took < Duration::from_millis(2_800), "{took:?}");
    }

    #[actix_web::test]
    async fn work_in_a_line_that_moves_is_waited_for_and_has_its_patience_when_its_turn_comes() {
        let line = Arc::<super::super::turns::Line>::default();
        let course = one_request(async { Course::stand(line.stand(patience::now())) }).await;
        let moving = async {
            for _ in 0..42 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                line.serve(1);
            }
            assert!(course.work());
            tokio::time::sleep(Duration::from_millis(1_000)).await;
            course.settle();
            tokio::time::sleep(Duration::from_millis(300)).await;
        };
        assert!(one_request(awaited(moving, &course, None)).await.is_some());
    }

    #[actix_web::test]
    async fn the_program_itself_has_time() {
        let course = patient(Duration::ZERO);
        let long = async { tokio::time::sleep(Duration::from_millis(700)).await };
        assert!(awaited(long, &course, None).await.is_some());
    }
}
