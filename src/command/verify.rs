//! `orderly verify`: whether the records and the trade are what they were. It ends with 0 when they are, with 1 and a line for each
//! finding when they are not, and with 2 when that cannot be told, and changes nothing.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use crate::keeping::log;
use crate::platform::config::Settings;
use crate::platform::db::Address;
use crate::platform::visible::visible;
use crate::records::signer::{Last, Signer};
use crate::records::verify::Report;
use crate::records::verify::outside::{Bare, Gathered, Given, gather};

/// What `verify` can be told.
#[derive(Debug, Clone, Args)]
pub struct Wishes {
    /// A key of the log that is trusted, as a verifier key; the signer's own when not given. May be given again.
    #[arg(long)]
    key: Vec<String>,
    /// A file with a checkpoint that was kept. May be given again.
    #[arg(long)]
    checkpoint: Vec<PathBuf>,
    /// A file with a receipt. May be given again; where there is no database, receipts are checked by themselves, and one that holds a
    /// promise alone is not proved yet.
    #[arg(long)]
    receipt: Vec<PathBuf>,
    /// A break that is known: the log was opened again after so many records. May be given again.
    #[arg(long = "break", value_name = "SIZE")]
    breaks: Vec<u64>,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

/// Verifies, tells, and ends as the outcome says.
pub fn run(wishes: &Wishes) -> ExitCode {
    crate::platform::telemetry::start_quietly();
    let begun = Instant::now();
    let report = verify(wishes);
    report.findings.iter().for_each(|finding| println!("{finding}"));
    report.named().for_each(|line| println!("{line}"));
    if report.more > 0 {
        println!("and {} more findings about what is named above", report.more);
    }
    report.doubts.iter().for_each(|doubt| println!("cannot tell: {}", visible(doubt)));
    report.anchors.iter().for_each(|anchor| println!("the same is held by {}", visible(anchor)));
    report.notes.iter().for_each(|words| println!("{}", visible(words)));
    println!("{} commitments can no longer be checked: whom they tell of was erased", report.unchecked);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{}: {} records, {} of them sealed, {} checkpoints, {} rows of the trade, in {seconds:.1} s",
        outcome(&report),
        report.records,
        report.sealed,
        report.checkpoints,
        report.rows
    );
    ExitCode::from(report.exit())
}

fn outcome(report: &Report) -> &'static str {
    match report.exit() {
        0 => "clean",
        1 if report.is_falsified() => "falsified",
        1 => "no record is contradicted, but the database is not as this program made it (see guards)",
        _ => "cannot tell",
    }
}

fn verify(wishes: &Wishes) -> Report {
    let given = Given {
        keys: wishes.key.clone(),
        checkpoints: wishes.checkpoint.clone(),
        witnesses: wishes.settings.witness.clone(),
        receipts: wishes.receipt.clone(),
        signer: None,
        breaks: wishes.breaks.clone(),
    };
    let signer = signer(&wishes.settings);
    let gathered = gather(&Given { signer: signer.as_ref().ok().cloned().flatten(), ..given });
    let mut report = match database(&wishes.settings, &wishes.receipt) {
        Ok(Some(address)) => log::beside(&address, &gathered).unwrap_or_else(doubtful),
        Ok(None) => alone(&gathered),
        Err(why) => doubtful(why),
    };
    report.findings.extend(gathered.findings);
    report.doubts.extend(gathered.doubts);
    report.notes.extend(gathered.notes);
    report.doubts.extend(signer.err());
    if report.is_read && report.anchors.is_empty() && report.findings.is_empty() {
        report.doubt("nobody outside the database holds the log: give --checkpoint, --receipt, --witness or the signer");
    }
    report
}

/// The database to look at; none where there are receipts only.
fn database(settings: &Settings, receipts: &[PathBuf]) -> Result<Option<Address>, String> {
    let address = settings.database()?;
    match &address {
        // One that cannot be looked for is not one that is not there.
        Address::Sqlite(path) if !receipts.is_empty() && matches!(path.try_exists(), Ok(false)) => Ok(None),
        _ => Ok(Some(address)),
    }
}

fn doubtful(why: String) -> Report {
    let mut report = Report::default();
    report.doubt(why);
    report
}

/// Receipts by themselves: the pinned key is what they are held against. One that holds a promise alone is no anchor: nobody can tell
/// yet whether it was kept.
fn alone(gathered: &Gathered) -> Report {
    let mut report = Report::default();
    report.anchors.extend(gathered.good.iter().map(|name| format!("receipt {name}, by the key")));
    let promised = gathered.promised.iter().map(|one| format!("{}: fetch the receipt again once it is sealed", one.why()));
    report.doubts.extend(promised.chain(gathered.bare.iter().map(Bare::why)));
    report.is_read = true;
    report
}

/// What the signer remembers; nothing where there is none. One that was set and does not answer leaves a doubt.
pub(super) fn signer(settings: &Settings) -> Result<Option<Last>, String> {
    Signer::recall(settings.signer.as_deref(), &settings.data_dir.join("signer"))
}
