//! What a node does beside each erasure, outside the transaction: the letters to the erased go out of its outbox, its list has a line
//! more, and the file of the embedded database is written anew, without what was there before. Called by the clock.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::list::{self, Erasure};
use super::store;
use crate::access::Gate;
use crate::access::accounts::erased;
use crate::platform::error::{Answer, No};
use crate::platform::post::outbox;

/// The folder of letters in a data folder.
const OUTBOX: &str = "outbox";

/// Takes note of the erasures that the list of a data folder has not: their letters go, then they are listed. Answers how many there were.
pub async fn note(gate: &Arc<Gate>, folder: &Path) -> Answer<usize> {
    let erasures = gate.look(store::all).await?;
    if erasures.is_empty() {
        return Ok(0);
    }
    let path = folder.join(list::NAME);
    let listed = tokio::task::spawn_blocking(move || list::read(&path)).await.map_err(No::failed)?;
    let fresh = list::lacking(&listed.map_err(No::failed)?.unwrap_or_default(), &erasures);
    if fresh.is_empty() {
        return Ok(0);
    }
    sweep(gate, folder).await?;
    let (folder, count) = (folder.to_owned(), fresh.len());
    let added = tokio::task::spawn_blocking(move || list::add(&folder, &fresh)).await.map_err(No::failed)?;
    added.map_err(No::failed)?;
    Ok(count)
}

/// Takes away the letters of an outbox whose reader is gone: nobody has their address as his login, and nobody of it is invited. Where
/// nobody was erased, and of letters that name no reader, all stay. Answers how many there were.
pub async fn sweep(gate: &Arc<Gate>, folder: &Path) -> Answer<usize> {
    if gate.look(store::all).await?.is_empty() {
        return Ok(0);
    }
    let outbox = folder.join(OUTBOX);
    let letters = tokio::task::spawn_blocking(move || outbox::letters(&outbox)).await.map_err(No::failed)?;
    let mut letters = letters.map_err(No::failed)?;
    // One that is just being written names nobody yet; the next time it does.
    letters.retain(|letter| !letter.to.is_empty());
    let mut addresses: Vec<String> = letters.iter().map(|letter| letter.to.clone()).collect();
    addresses.sort();
    addresses.dedup();
    if addresses.is_empty() {
        return Ok(0);
    }
    let known = gate.look(move |tx| erased::known_addresses(tx, &addresses)).await?;
    let gone: Vec<PathBuf> = letters.into_iter().filter(|letter| !known.contains(&letter.to)).map(|letter| letter.path).collect();
    let count = gone.len();
    let taken = tokio::task::spawn_blocking(move || outbox::take_away(&gone)).await.map_err(No::failed)?;
    taken.map_err(No::failed)?;
    Ok(count)
}

/// Leaves nothing of what was erased in the free space of the embedded database. A big file waits until it may take a while. Answers
/// whether nothing is left to do.
pub async fn scrub(gate: &Arc<Gate>, may_take_long: bool) -> Answer<bool> {
    let erasures: Vec<Erasure> = gate.look(store::all).await?;
    match i64::try_from(erasures.len()) {
        Ok(0) | Err(_) => Ok(true),
        Ok(count) => gate.scrub(count, may_take_long).await,
    }
}
