//! The small trade of `trade.rs`, brought in through the API once for a run and then copied for each test: bringing it in takes
//! longer than most tests. It is brought in anew by every new test program and after half an hour.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::engine::{Engine, Place};
use super::{House, trade};

/// How long a stored trade may be used: what came in long ago is told as such on the pages.
const GOOD_FOR: Duration = Duration::from_secs(1_800);

/// Puts the trade into a fresh place.
pub async fn put_into(place: &Place) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("trade-{}-{:?}", program(), place.engine()));
    fs::create_dir_all(&folder).expect("a folder for the trade");
    let lock = File::create(folder.join("lock")).expect("a lock");
    lock.lock_shared().expect("the lock is read");
    while !is_good(&folder, place) {
        lock.unlock().expect("the lock is given back");
        lock.lock().expect("the lock is taken");
        if !is_good(&folder, place) {
            bring_in(&folder, place).await;
        }
        lock.unlock().expect("the lock is given back");
        lock.lock_shared().expect("the lock is read");
    }
    place.pour(&folder.join("place"));
}

/// The test program that runs.
fn program() -> String {
    let path = std::env::current_exe().expect("the program's path");
    path.file_stem().expect("a name").to_string_lossy().split('-').next().expect("a part").to_owned()
}

/// Which build of the program and which cluster a stored trade belongs to.
fn key(place: &Place) -> String {
    let program = std::env::current_exe().and_then(fs::metadata).expect("the program");
    format!("{:?} {} {}", program.modified().expect("a time"), program.len(), place.cluster())
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join("key")
}

fn is_good(folder: &Path, place: &Place) -> bool {
    let file = key_file(folder);
    let written = fs::metadata(&file).and_then(|meta| meta.modified());
    let is_young = written.is_ok_and(|written| SystemTime::now().duration_since(written).unwrap_or_default() < GOOD_FOR);
    is_young && fs::read_to_string(&file).is_ok_and(|stored| stored == key(place)) && place.is_stored()
}

async fn bring_in(folder: &Path, place: &Place) {
    let _ = fs::remove_file(key_file(folder));
    let house = House::empty_at(Place::at(place.engine(), place.cluster())).await;
    trade::fill(&house).await;
    // What the imports have started is done before anybody moves the clock.
    house.rest().await;
    while house.gate.sequence().await.expect("records get their places") > 0 {}
    // Whoever goes on from here waits for nobody's turn to end.
    house.change_by_sql("DELETE FROM turn");
    let source = house.part().await;
    let kept = folder.join("place");
    let _ = fs::remove_dir_all(&kept);
    source.store(&kept);
    fs::write(key_file(folder), key(place)).expect("the key is written");
    assert!(place.engine() == Engine::Sqlite || place.is_stored(), "the trade is stored in the cluster");
}
