//! Whether the database answers and takes writes. Asked anew at most once a second, however many watch the health of the house,
//! and by a write that changes nothing: it goes the way of every verb and touches no row.

use std::time::{Duration, Instant};

use futures_util::future::join;
use tokio::sync::Mutex;

use super::patience::OF_A_REQUEST;
use super::{Database, Engine, node};

const REMEMBERED: Duration = Duration::from_secs(1);

/// The last answer and when it was given.
#[derive(Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Database {
    /// Whether a look and a verb would be answered now, each as soon as anybody else's. Whoever asks meanwhile waits for the
    /// same answer.
    pub async fn is_ready(&self) -> bool {
        let mut last = self.readiness.last.lock().await;
        if let Some((_, is_ready)) = last.filter(|(at, _)| at.elapsed() < REMEMBERED) {
            return is_ready;
        }
        let (answers, takes_writes) = join(self.answers(), self.takes_writes()).await;
        let is_ready = answers && takes_writes;
        *last = Some((Instant::now(), is_ready));
        is_ready
    }

    async fn answers(&self) -> bool {
        match tokio::time::timeout(OF_A_REQUEST, self.read(node::is_listed)).await {
            // A crowd that is being served is no fault.
            Ok(Err(no)) if no.is_busy() => self.reading.line().moves(),
            Err(_) => self.reading.line().moves(),
            Ok(answer) => matches!(answer, Ok(true)),
        }
    }

    async fn takes_writes(&self) -> bool {
        match tokio::time::timeout(OF_A_REQUEST, self.write(node::touch_none)).await {
            Ok(Err(no)) if no.is_busy() => self.writes_are_served(),
            Err(_) => self.writes_are_served(),
            Ok(answer) => answer.is_ok(),
        }
    }

    fn writes_are_served(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(writer) => writer.line().moves(),
            Engine::Postgres(_) => self.writing.line().moves(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Address, Durability, Opening, sqlite};
    use super::*;
    use crate::platform::values::Clock;

    fn opened(folder: &std::path::Path) -> Database {
        let opening = Opening {
            address: Address::Sqlite(folder.join("ready.sqlite")),
            readers_at: None,
            durability: Durability::Trial,
            connections: 2,
            clock: Clock::System,
        };
        Database::open(opening).unwrap()
    }

    #[actix_web::test]
    async fn a_house_whose_writer_is_gone_is_not_ready_and_the_answer_is_kept_for_a_moment() {
        let folder = std::env::temp_dir().join(format!("orderly-ready-{}", std::process::id()));
        let mut db = opened(&folder);
        assert!(db.is_ready().await);
        db.engine = Engine::Sqlite(sqlite::Writer::ended());
        assert!(db.write(|_| Ok(())).await.is_err(), "nobody takes writes any more");
        assert!(db.is_ready().await, "asked again within the second, the house remembers");
        db.readiness = Readiness::default();
        assert!(!db.is_ready().await, "looks are answered, verbs are not");
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
