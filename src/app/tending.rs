//! What the house does beside answering: places and seals for records, jobs, letters, housekeeping, and what the passing of days asks for.
//! It runs until it is dropped; what only one node should do waits for its turn.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::access::mail::{self, Topic};
use crate::access::permission::marks::{PlaceOrders, ReadMoney, ReadOrders, ServeClients, ShipOrders};
use crate::access::{self, Gate, once};
use crate::activity;
use crate::catalogue::stock;
use crate::orders::quote::letters as quote_letters;
use crate::orders::{backorder, letters, standing};
use crate::platform::error::{Answer, No};
use crate::platform::journal::{self, RecordId};
use crate::platform::post::{Letter, Post};
use crate::platform::queue::{self, Job};
use crate::platform::turn;
use crate::receivables::{block, reminder};
use crate::{privacy, records, seller, service};

/// Does all of it, until dropped.
pub async fn tend(gate: Arc<Gate>, post: Arc<Post>, base_url: String) {
    let sequencing = async {
        loop {
            if let Err(error) = gate.sequence().await {
                tracing::warn!(%error, "records wait for their places");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let working = async {
        loop {
            let done = work(&gate, &post, &base_url).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the queue waits");
                0
            });
            if done == 0 {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    };
    let housekeeping = async {
        loop {
            if let Err(error) = once::forget_old(&gate).await {
                tracing::warn!(%error, "old answers are kept a little longer");
            }
            if let Err(error) = forget_old_acts(&gate).await {
                tracing::warn!(%error, "old acts are kept a little longer");
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
    };
    let living = async {
        loop {
            if let Err(error) = gate.learn_zone().await {
                tracing::warn!(%error, "the time zone is the one known before");
            }
            if let Err(error) = gate.learn_face().await {
                tracing::warn!(%error, "the face is the one known before");
            }
            tokio::time::sleep(Duration::from_secs(60)).await;
            if let Err(error) = gate.say_alive().await {
                tracing::warn!(%error, "this node could not say that it lives");
            }
        }
    };
    let judging = async {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            if let Err(error) = follow_debts(&gate).await {
                tracing::warn!(%error, "debts are looked at a minute later");
            }
            if let Err(error) = follow_rules(&gate).await {
                tracing::warn!(%error, "rules are followed a minute later");
            }
            if let Err(error) = follow_standing_orders(&gate).await {
                tracing::warn!(%error, "standing orders are looked at a minute later");
            }
        }
    };
    let tending = futures_util::future::join5(sequencing, working, housekeeping, living, judging);
    futures_util::future::join(tending, records::sealer::tend(&gate)).await;
}

/// How soon an erasure is taken note of.
const NOTED: Duration = Duration::from_secs(2);
/// After so long a letter that was being written meanwhile lies in the outbox too.
const LATE: Duration = Duration::from_secs(30);
/// So long a file that somebody reads, or that is too big for the day, is left alone.
const LEFT: Duration = Duration::from_secs(60);

/// Follows erasures beside the data folder of this node, until dropped: each node has letters and a list of its own.
pub async fn follow_erasures(gate: Arc<Gate>, folder: PathBuf) {
    // What was left to do when the process before this one ended is done by this one.
    let (mut sweeps, mut scrubs) = (Some(Instant::now() + LATE), Some(Instant::now()));
    loop {
        match note_erasures(&gate, &folder).await {
            Ok(0) => {}
            Ok(_) => (sweeps, scrubs) = (Some(Instant::now() + LATE), Some(Instant::now())),
            Err(error) => {
                tracing::warn!(%error, "erasures are taken note of a little later");
                tokio::time::sleep(LEFT).await;
            }
        }
        if sweeps.is_some_and(|at| at <= Instant::now()) {
            sweeps = None;
            if let Err(error) = sweep_letters(&gate, &folder).await {
                tracing::warn!(%error, "letters to nobody may lie in the outbox");
            }
        }
        if scrubs.is_some_and(|at| at <= Instant::now()) {
            scrubs = match scrub(&gate).await {
                Ok(true) => None,
                Ok(false) => Some(Instant::now() + LEFT),
                Err(error) => {
                    tracing::warn!(%error, "what was erased may still stand in the free space of the database");
                    Some(Instant::now() + LEFT * 10)
                }
            };
        }
        tokio::time::sleep(NOTED).await;
    }
}

/// Takes note of erasures that the list of a data folder has not, and takes their letters away; answers how many there were.
pub async fn note_erasures(gate: &Arc<Gate>, folder: &Path) -> Answer<usize> {
    privacy::follow::note(gate, folder).await
}

/// Takes the letters to those who were erased away; answers how many there were.
pub async fn sweep_letters(gate: &Arc<Gate>, folder: &Path) -> Answer<usize> {
    privacy::follow::sweep(gate, folder).await
}

/// Leaves nothing of what was erased in the free space of the database; a big file waits for the night at the seller's place. Answers
/// whether nothing is left to do.
pub async fn scrub(gate: &Arc<Gate>) -> Answer<bool> {
    let hour = gate.look(|tx| Ok(tx.moment().hour_in(seller::zone(tx)?))).await?;
    privacy::follow::scrub(gate, (1..5).contains(&hour)).await
}

/// Does the jobs that are due; answers how many there were.
pub async fn work(gate: &Arc<Gate>, post: &Post, base_url: &str) -> Answer<usize> {
    let jobs = gate.tend(|tx| queue::claim(tx, 20)).await?;
    for job in &jobs {
        let outcome = perform(gate, post, base_url, job).await;
        let finished = job.clone();
        match outcome {
            Ok(()) => gate.tend(move |tx| queue::complete(tx, finished.id)).await?,
            Err(no) => {
                tracing::warn!(job = %job.id, kind = %job.kind, error = %no, "a job failed");
                let told = no.to_string();
                gate.tend(move |tx| queue::postpone(tx, &finished, &told)).await?;
            }
        }
    }
    Ok(jobs.len())
}

async fn perform(gate: &Arc<Gate>, post: &Post, base_url: &str, job: &Job) -> Answer<()> {
    match job.kind.as_str() {
        letters::KIND => {
            let about: letters::About = serde_json::from_str(&job.payload)?;
            let topic = about.topic();
            let letter = gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), letters::letter).await?;
            deliver(gate, post, base_url, topic, letter).await
        }
        reminder::KIND => {
            let about: reminder::About = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadMoney>("letters").read((about, base_url.to_owned()), reminder::letter).await?;
            deliver(gate, post, base_url, Topic::Invoices, letter).await
        }
        service::letters::KIND => {
            let about: service::letters::About = serde_json::from_str(&job.payload)?;
            let letter =
                gate.system::<ServeClients>("letters").read((about, base_url.to_owned()), service::letters::letter).await?;
            deliver(gate, post, base_url, Topic::Messages, letter).await
        }
        quote_letters::KIND => {
            let about: quote_letters::About = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), quote_letters::letter).await?;
            deliver(gate, post, base_url, Topic::Quotes, letter).await
        }
        standing::letter::KIND => {
            let about: standing::letter::About = serde_json::from_str(&job.payload)?;
            let letter =
                gate.system::<ReadOrders>("letters").read((about, base_url.to_owned()), standing::letter::letter).await?;
            deliver(gate, post, base_url, Topic::Orders, letter).await
        }
        letters::NOTICE => {
            let asked: activity::notice::Asked = serde_json::from_str(&job.payload)?;
            let letter = gate.system::<ReadOrders>("letters").read((asked, base_url.to_owned()), letters::notice).await?;
            deliver(gate, post, base_url, Topic::Notices, letter).await
        }
        access::letters::INVITATION => {
            match access::letters::invitation(gate, serde_json::from_str(&job.payload)?, base_url).await? {
                Some(letter) => post.send(letter).await,
                None => Ok(()),
            }
        }
        access::letters::RESET => match access::letters::reset(gate, serde_json::from_str(&job.payload)?, base_url).await? {
            Some(letter) => post.send(letter).await,
            None => Ok(()),
        },
        stock::ARRIVED => {
            let arrived: stock::Arrived = serde_json::from_str(&job.payload)?;
            backorder::arrived(&gate.system::<ShipOrders>("back-orders"), arrived).await
        }
        other => Err(No::failed(format!("no handler for jobs of kind {other}"))),
    }
}

/// Sends a letter of a topic, if there is one and its reader wants such letters.
async fn deliver(gate: &Arc<Gate>, post: &Post, base_url: &str, topic: Topic, letter: Option<Letter>) -> Answer<()> {
    let Some(letter) = letter else { return Ok(()) };
    match mail::wanted(gate, base_url, topic, letter).await? {
        Some((letter, way_out)) => post.send_with(letter, Some(&way_out)).await,
        None => Ok(()),
    }
}

/// Brings the blocks of every contract into agreement with its debts and the day; answers how many contracts changed.
pub async fn evaluate(gate: &Arc<Gate>) -> Answer<usize> {
    let mut all = 0;
    loop {
        let changed = gate.tend(block::evaluate_due).await?;
        all += changed;
        if changed == 0 {
            return Ok(all);
        }
    }
}

/// Calls for the reminders of debts that are due; answers for how many contracts.
pub async fn remind(gate: &Arc<Gate>) -> Answer<usize> {
    let mut all = 0;
    loop {
        let told = gate.tend(reminder::remind_due).await?;
        all += told;
        if told == 0 {
            return Ok(all);
        }
    }
}

/// What the passing of days does to debts, on one node at a time: blocks each minute, reminders in office hours.
pub async fn follow_debts(gate: &Arc<Gate>) -> Answer<()> {
    if !gate.tend(|tx| turn::take(tx, "debts", 55)).await? {
        return Ok(());
    }
    evaluate(gate).await?;
    if gate.look(reminder::is_office_hour).await? {
        remind(gate).await?;
    }
    Ok(())
}

/// Makes tasks of what the rules find now; answers how many are new. On several nodes at once it makes each of them once.
pub async fn watch_over(gate: &Arc<Gate>) -> Answer<usize> {
    let found = gate.look(service::trial::found).await?;
    if found.is_empty() {
        return Ok(0);
    }
    gate.tend(move |tx| service::trial::keep(tx, &found)).await
}

/// The same by the clock, on one node at a time.
async fn follow_rules(gate: &Arc<Gate>) -> Answer<()> {
    if gate.tend(|tx| turn::take(tx, "rules", 55)).await? {
        watch_over(gate).await?;
    }
    Ok(())
}

/// Tells of standing orders that come, and places those that are due; answers how many. On several nodes at once each date is
/// placed once.
pub async fn place_standing_orders(gate: &Arc<Gate>) -> Answer<usize> {
    standing::due::follow(&gate.system::<PlaceOrders>("standing-orders")).await
}

/// The same by the clock, on one node at a time.
async fn follow_standing_orders(gate: &Arc<Gate>) -> Answer<()> {
    if gate.tend(|tx| turn::take(tx, "standing-orders", 55)).await? {
        place_standing_orders(gate).await?;
    }
    Ok(())
}

/// Drops what the live feed no longer keeps; answers how much that was.
pub async fn forget_old_acts(gate: &Arc<Gate>) -> Answer<usize> {
    gate.tend(activity::feed::forget_old).await
}

/// Records whose bytes and hash disagree; none when the journal is whole.
pub async fn disagreeing(gate: &Arc<Gate>) -> Answer<Vec<RecordId>> {
    gate.look(journal::disagreeing).await
}
