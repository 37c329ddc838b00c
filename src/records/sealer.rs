//! The sealer: at least each second it takes the records that got their places, has the signer sign a checkpoint over them, and
//! keeps it. Any node may do it at any time: the signer lets nobody fork, and what is kept twice is kept once, so that a process
//! that ends between two steps leaves nothing that the next round would not finish.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::merkle::{self, Hash};
use super::note::{Line, Note};
use super::signer::desk::asking;
use super::signer::{Ask, Last, Reply, Signer};
use super::store::{self, StoredNodes};
use super::witness::client::{self, Witness};
use crate::access::Gate;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::memory;

/// So many records one checkpoint adds at most; a log that has fallen behind is sealed in steps.
const AT_ONCE: u64 = 8192;
/// So often the log is looked after: each record is sealed within a second.
const ROUND: Duration = Duration::from_millis(500);

/// Who seals: the way to the signer, and the witnesses that are told.
#[derive(Debug)]
pub struct Sealer {
    signer: Arc<Signer>,
    witnesses: Vec<Witness>,
    /// The size that each witness holds, by address; nobody's is asked for before it is needed.
    held: Mutex<HashMap<String, u64>>,
    /// Whether this process has compared the signer's memory with the database at all.
    is_compared: AtomicBool,
    /// Whether the signer remembers another log than this one: then it promises nothing for it.
    is_estranged: AtomicBool,
}

impl Sealer {
    /// With a signer and some witnesses.
    pub fn new(signer: Signer, witnesses: Vec<Witness>) -> Arc<Self> {
        Arc::new(Self {
            signer: Arc::new(signer),
            witnesses,
            held: Mutex::default(),
            is_compared: AtomicBool::new(false),
            is_estranged: AtomicBool::new(false),
        })
    }

    /// The one of this node, if it has one.
    pub fn of(tx: &Tx) -> Option<Arc<Self>> {
        memory::standing::<Self>(tx)
    }

    /// The way to the signer.
    pub fn signer(&self) -> &Arc<Signer> {
        &self.signer
    }

    /// Where those are who keep watch over the log.
    pub fn witnesses(&self) -> Vec<String> {
        self.witnesses.iter().map(|witness| witness.url.clone()).collect()
    }

    /// Whether a line that is kept may be the word about a text of one who keeps watch: signed by the key of one of them, as far as their
    /// keys are known. Where nobody is asked, nobody can tell.
    pub fn may_be_watched_by(&self, line: &str, text: &str) -> bool {
        let is_by = |line: &Line| self.witnesses.iter().any(|one| one.key.as_ref().is_none_or(|key| line.is_by(key, text)));
        self.witnesses.is_empty() || Line::parse(line).as_ref().is_some_and(is_by)
    }

    /// Seals everything that has its place; answers how many records that were.
    pub async fn seal(&self, gate: &Arc<Gate>) -> Answer<u64> {
        let mut all = 0;
        loop {
            let done = self.step(gate).await?;
            all += done;
            if done == 0 {
                return Ok(all);
            }
        }
    }

    /// Seals at most [`AT_ONCE`] records.
    async fn step(&self, gate: &Arc<Gate>) -> Answer<u64> {
        let (kept, placed) = gate.look(store::extent).await?;
        if placed == kept && self.is_compared.load(Ordering::Relaxed) && !self.is_estranged.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let last = self.signer.last().await?;
        // Read again, and not from a copy that lags behind: another node may have gone on meanwhile.
        let (sealed, placed) = gate.tend(store::extent).await?;
        let told = last.successions.clone();
        let is_new = gate
            .tend(move |tx| {
                let kept = store::successions(tx)?;
                Ok(told.iter().any(|one| !kept.contains(one)))
            })
            .await?;
        if is_new {
            let told = last.successions.clone();
            gate.tend(move |tx| store::keep_successions(tx, &told)).await?;
        }
        self.is_compared.store(true, Ordering::Relaxed);
        if last.size > placed {
            return Err(self.estranged(format!(
                "the signer has signed {} records and the database holds {placed}: it was set back",
                last.size
            )));
        }
        if last.size < kept {
            return Err(self.estranged(format!(
                "the signer remembers {} records of {kept} that are sealed: its memory was set back",
                last.size
            )));
        }
        if last.size < sealed {
            return Ok(0);
        }
        if last.size == placed && sealed == placed {
            self.is_estranged.store(false, Ordering::Relaxed);
            return Ok(0);
        }
        // What was signed and not kept, because a process ended in between.
        if last.size > sealed {
            self.keep(gate, sealed, last.note.clone().unwrap_or_default()).await?;
            return Ok(last.size - sealed);
        }
        let (old, size) = (last.size, placed.min(last.size.saturating_add(AT_ONCE)));
        gate.tend(move |tx| store::grow(tx, size)).await?;
        let (root, proof) = gate.tend(move |tx| next(tx, old, size)).await?;
        match self.signer.ask(asking(old, size, &root, &proof)).await? {
            Reply::Signed { note } => self.keep(gate, sealed, note).await?,
            // Another node was first.
            Reply::Refused { size: other, .. } if other > old => return Ok(0),
            Reply::Refused { why, .. } | Reply::Failed { why } => return Err(No::failed(format!("the signer refuses: {why}"))),
            Reply::Last(_) => return Err(No::failed("the signer answered something else")),
        }
        Ok(size - sealed)
    }

    /// Keeps a signed checkpoint, if it is one over the records that are here.
    async fn keep(&self, gate: &Arc<Gate>, sealed: u64, note: String) -> Answer<()> {
        let note = Note::parse(&note).ok_or_else(|| No::failed("the signer answered no note"))?;
        let read = Checkpoint::parse(&note.text).ok_or_else(|| No::failed("the signer answered no checkpoint"))?;
        let size = read.size;
        gate.tend(move |tx| store::grow(tx, size)).await?;
        let root = gate.tend(move |tx| merkle::root(&mut StoredNodes::of(tx), size)).await?;
        if root != read.root {
            return Err(self.estranged(format!("the signer has signed {size} records that are not those of this database")));
        }
        self.is_estranged.store(false, Ordering::Relaxed);
        gate.tend(move |tx| {
            store::note_orders(tx, sealed.min(size), size)?;
            store::keep_checkpoint(tx, &read, &note)
        })
        .await
    }

    /// The signer and the database have parted: nothing is sealed until people have decided.
    fn estranged(&self, why: String) -> No {
        self.is_estranged.store(true, Ordering::Relaxed);
        No::failed(format!("{why}; `orderly doctor` says what leads out"))
    }

    /// A promise to take a record in; nothing where the signer does not answer: the record stands, and the promise follows.
    pub async fn promise(&self, leaf: &Hash, at: &str) -> Option<String> {
        if self.is_estranged.load(Ordering::Relaxed) {
            return None;
        }
        let ask = Ask::Promise { leaf: super::checkpoint::in_base64(leaf), at: at.to_owned() };
        match self.signer.ask(ask).await {
            Ok(Reply::Signed { note }) => Some(note),
            Ok(Reply::Failed { why } | Reply::Refused { why, .. }) => {
                tracing::warn!(%why, "the signer promises nothing");
                None
            }
            Ok(Reply::Last(_)) => None,
            Err(error) => {
                tracing::warn!(%error, "a promise follows later");
                None
            }
        }
    }

    /// What the signer signed last; nothing where it does not answer.
    pub async fn last(&self) -> Option<Last> {
        self.signer.last().await.ok()
    }

    /// Tells the witnesses of the last checkpoint, as far as they answer, and keeps what they say.
    pub async fn show(&self, gate: &Arc<Gate>) -> Answer<()> {
        if self.witnesses.is_empty() {
            return Ok(());
        }
        let Some(row) = gate.look(store::last_checkpoint).await? else { return Ok(()) };
        let size = store::size(row.size);
        for witness in &self.witnesses {
            if self.held_by(witness) == Some(size) {
                continue;
            }
            if let Err(why) = self.show_to(gate, witness, &row.note, size).await {
                tracing::warn!(witness = %witness.url, %why, "a witness has not seen the last checkpoint");
            }
        }
        Ok(())
    }

    async fn show_to(&self, gate: &Arc<Gate>, witness: &Witness, note: &str, size: u64) -> Answer<()> {
        let mut old = self.held_by(witness).unwrap_or(0);
        // The second try is for a witness that holds another size than was thought.
        for _ in 0..2 {
            if old > size {
                return Err(No::failed(format!("it holds {old} records and the log {size}")));
            }
            let proof = gate.look(move |tx| merkle::consistency_proof(&mut StoredNodes::of(tx), old, size)).await?;
            match client::add_checkpoint(witness.clone(), old, proof, note.to_owned()).await? {
                client::Told::Cosigned(lines) => {
                    self.hold(witness, size);
                    for line in lines {
                        gate.tend(move |tx| store::keep_cosignature(tx, size, &line.name, &line.to_string())).await?;
                    }
                    return Ok(());
                }
                client::Told::Holds(other) if other != old => old = other,
                client::Told::Holds(_) => break,
            }
        }
        Err(No::failed("it holds another log"))
    }

    fn held_by(&self, witness: &Witness) -> Option<u64> {
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&witness.url).copied()
    }

    fn hold(&self, witness: &Witness, size: u64) {
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(witness.url.clone(), size);
    }
}

/// The root over so many records, and the proof that it begins with an older one.
fn next(tx: &mut Tx, old: u64, size: u64) -> Answer<(Hash, Vec<Hash>)> {
    let mut nodes = StoredNodes::of(tx);
    Ok((merkle::root(&mut nodes, size)?, merkle::consistency_proof(&mut nodes, old, size)?))
}

/// The sealer of this node, if it has one.
pub async fn standing(gate: &Arc<Gate>) -> Answer<Option<Arc<Sealer>>> {
    gate.look(|tx| Ok(Sealer::of(tx))).await
}

/// Seals once, where this node has a sealer; answers how many records that were.
pub async fn seal(gate: &Arc<Gate>) -> Answer<u64> {
    match standing(gate).await? {
        Some(sealer) => sealer.seal(gate).await,
        None => Ok(0),
    }
}

/// Gives the last records their places and seals them: when the house closes.
pub async fn settle(gate: &Arc<Gate>) -> Answer<u64> {
    while gate.sequence().await? > 0 {}
    seal(gate).await
}

/// Makes this the sealer of this node.
pub fn stand(gate: &Arc<Gate>, sealer: Arc<Sealer>) {
    gate.stand(sealer);
}

/// Seals twice a second and shows what was sealed to those who keep watch, until dropped.
pub async fn tend(gate: &Arc<Gate>) {
    let sealer = loop {
        match standing(gate).await {
            Ok(Some(sealer)) => break sealer,
            Ok(None) => return,
            Err(_) => tokio::time::sleep(ROUND).await,
        }
    };
    let sealing = async {
        loop {
            if let Err(error) = sealer.seal(gate).await {
                tracing::warn!(%error, "records wait for their seal");
            }
            tokio::time::sleep(ROUND).await;
        }
    };
    // A witness that does not answer holds nobody up.
    let showing = async {
        loop {
            tokio::time::sleep(ROUND).await;
            if let Err(error) = sealer.show(gate).await {
                tracing::warn!(%error, "the witnesses are shown the log later");
            }
        }
    };
    futures_util::future::join(sealing, showing).await;
}
