//! `orderly check`, `backup`, `restore`, `copy`, `doctor` and `migrate`: what keeps the data whole, told in lines for people.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::serve;
use crate::keeping::archive::Reading;
use crate::keeping::check::{Proof, prove};
use crate::keeping::doctor::{self, Level, Report};
use crate::keeping::manifest::Manifest;
use crate::keeping::restore::{self as restoring, Restored};
use crate::keeping::{backup as writing, copy as copying};
use crate::platform::config::Settings;
use crate::platform::db::{self, Address, Alone};
use crate::platform::values::Moment;
use crate::platform::visible::visible;
use crate::platform::{secret, telemetry};
use crate::privacy::list::{self, Erasure};
use crate::records::keys::PublicKey;

/// It is not known whether the data is whole.
const CANNOT_TELL: u8 = 2;

/// What `check` can be told.
#[derive(Debug, Clone, Args)]
pub struct Check {
    /// One JSON document instead of lines.
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

/// What `backup` can be told.
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// The file to write, which must not be there yet; with --verify the one to look at.
    file: PathBuf,
    /// Look at every byte of a backup that is there, and write nothing; ends with 1 when a byte is not what it was.
    #[arg(long)]
    verify: bool,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

/// What `restore` can be told.
#[derive(Debug, Clone, Args)]
pub struct Restore {
    /// The backup.
    file: PathBuf,
    /// An empty place: `sqlite:PATH` or `postgres://…`.
    #[arg(long, value_name = "URL")]
    into: String,
    /// A key of the log that is trusted, as a verifier key; the backup's own when not given. May be given again.
    #[arg(long, value_parser = super::signer::log_key)]
    key: Vec<PublicKey>,
    /// The list of those who were erased since: they are erased again before anybody opens the new place. Default: erasures.jsonl in
    /// the data folder, if it is there.
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// The data folder of the portal, where that list is looked for.
    #[arg(long, env = "ORDERLY_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
}

/// What `copy` can be told.
#[derive(Debug, Clone, Args)]
pub struct Copy {
    /// The database to read: `sqlite:PATH` or `postgres://…`.
    from: String,
    /// The empty place to fill: `sqlite:PATH` or `postgres://…`.
    to: String,
}

/// What `doctor` can be told.
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// One JSON document instead of lines.
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

/// What `migrate` can be told.
#[derive(Debug, Clone, Args)]
pub struct Migrate {
    /// Only say whether there is something to do; ends with 1 when there is, or when that cannot be told.
    #[arg(long)]
    check: bool,
    /// Make the roles orderly_owner, orderly_app and orderly_reports, and give each its rights. PostgreSQL only.
    #[arg(long)]
    grants: bool,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

/// Proves that the data is whole.
pub fn check(wishes: &Check) -> ExitCode {
    telemetry::start_quietly();
    let proved = wishes.settings.database().and_then(|address| {
        let mut db = Alone::look_at(&address)?;
        expect_known(&mut db)?;
        prove(&mut db, Moment::now()).map_err(String::from)
    });
    match proved {
        Ok(proof) => {
            if wishes.json {
                let told = serde_json::json!({"whole": proof.is_whole(), "proof": proof});
                println!("{told}");
            } else {
                tell_proof(&proof);
            }
            if proof.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("orderly: cannot tell whether the data is whole: {}", visible(&why));
            ExitCode::from(CANNOT_TELL)
        }
    }
}

/// A check asks the tables of this program's own schema.
fn expect_known(db: &mut Alone) -> Result<(), String> {
    let there = db.migrations()?;
    if there.is_empty() {
        return Err("there is no database of this program".into());
    }
    match db::lacking(&there)?.as_slice() {
        [] => Ok(()),
        missing => Err(format!("the database lacks {}: `orderly migrate` brings it up to date", missing.join(", "))),
    }
}

fn tell_proof(proof: &Proof) {
    for finding in &proof.findings {
        println!("{finding}");
    }
    proof.named().for_each(|line| println!("{line}"));
    let untold = proof.count.saturating_sub(proof.findings.len() + proof.also.len());
    if untold > 0 {
        println!("… and {untold} more about what is named above");
    }
    proof.notes.iter().for_each(|words| println!("note: {}", visible(words)));
    println!("{} sentences looked at, {} contradictions", proof.sentences, proof.count);
}

/// Writes a backup, or looks at one.
pub fn backup(wishes: &Backup) -> Result<(), String> {
    telemetry::start_quietly();
    if wishes.verify {
        let manifest = Reading::open(&wishes.file)?.manifest;
        tell_manifest("whole", &manifest);
        return Ok(());
    }
    // A backup without the key is better than none; whoever restores it then pins the key.
    let signer = super::verify::signer(&wishes.settings).unwrap_or_else(|why| {
        eprintln!("orderly: the signer cannot be asked for its key, which the backup will lack: {why}");
        None
    });
    let mut db = Alone::look_at(&wishes.settings.database()?)?;
    let manifest = writing::backup(&mut db, &wishes.file, Moment::now(), signer.as_ref())?;
    tell_manifest("written and read back", &manifest);
    Ok(())
}

fn tell_manifest(what: &str, manifest: &Manifest) {
    println!(
        "{what}: {} tables, {} rows, {} records up to place {}, from {} at {}",
        manifest.tables.len(),
        manifest.rows(),
        manifest.journal.records,
        manifest.journal.last_place,
        manifest.engine,
        manifest.made_at
    );
}

/// Puts a backup back.
pub fn restore(wishes: &Restore) -> Result<(), String> {
    telemetry::start_quietly();
    let into = Address::parse(&wishes.into)?;
    let list = erased_since(wishes)?;
    let restored = restoring::restore_without(&wishes.file, &into, &wishes.key, &list, Moment::now())?;
    tell_manifest("restored", &restored.manifest);
    tell_log(&restored);
    tell_erased(&restored, list.len());
    tell_proof(&restored.proof);
    if restored.proof.is_whole() && restored.log.findings.is_empty() {
        Ok(())
    } else {
        Err("everything is there as it was backed up, and it contradicts itself as told above".into())
    }
}

/// The list that is named, or the one of the data folder.
fn erased_since(wishes: &Restore) -> Result<Vec<Erasure>, String> {
    let usual = wishes.data_dir.join(list::NAME);
    let file = wishes.erasures.as_ref().unwrap_or(&usual);
    match list::read(file)? {
        Some(listed) => Ok(listed),
        None if wishes.erasures.is_some() => Err(format!("there is no list of the erased at {}", file.display())),
        None => {
            println!("note: there is no list of the erased at {}: whoever was erased after the backup is back", file.display());
            println!("      (`--erasures FILE` names the list that a portal keeps as {} in its data folder)", list::NAME);
            Ok(Vec::new())
        }
    }
}

fn tell_erased(restored: &Restored, listed: usize) {
    let erased = &restored.erased;
    if listed > 0 {
        println!(
            "{listed} people are listed as erased: {} were erased again, {} had been erased before the backup, {} came after it",
            erased.again, erased.before, erased.absent
        );
    }
    if !erased.is_run {
        println!("note: no administrator is left in this backup who was not erased since: restore a younger one");
    }
}

/// What was held against what.
fn tell_log(restored: &Restored) {
    let (log, manifest) = (&restored.log, &restored.manifest);
    log.findings.iter().for_each(|finding| println!("{finding}"));
    log.named().for_each(|line| println!("{line}"));
    log.anchors.iter().for_each(|anchor| println!("the same is held by {anchor}"));
    println!(
        "the log is verified: {} records, {} of them sealed, {} checkpoints, {} rows of the trade",
        log.records, log.sealed, log.checkpoints, log.rows
    );
    if manifest.checkpoint.is_none() {
        println!("note: the backup has no checkpoint, so nothing outside the database vouches for its records");
    } else if manifest.key.is_none() {
        println!("note: the backup was made without the signer's key: give --key, or run `orderly verify` with the signer");
    }
}

/// Copies a database.
pub fn copy(wishes: &Copy) -> Result<(), String> {
    telemetry::start_quietly();
    let (from, to) = (Address::parse(&wishes.from)?, Address::parse(&wishes.to)?);
    let mut db = Alone::look_at(&from)?;
    let copied = copying::copy(&mut db, &to)?;
    let mut rows = 0;
    for (table, sum) in copied.tables.iter().filter(|(_, sum)| sum.rows > 0) {
        println!("{table:<24} {:>10} rows  {}", sum.rows, sum.sha256);
        rows += sum.rows;
    }
    println!("{rows} rows stand in {} as they stood in {}, byte for byte", to.masked(), from.masked());
    println!(
        "What was written there since is not in the copy: stop the portal before the last one, and give it the new DATABASE_URL."
    );
    Ok(())
}

/// Says in what health the house is.
pub fn doctor(wishes: &Doctor) -> ExitCode {
    telemetry::start_quietly();
    let (settings, mut report) = (&wishes.settings, Report::default());
    doctor::look_around(settings, &mut report);
    let is_usable = doctor::look_within(settings, Moment::now(), &mut report);
    actix_web::rt::System::new().block_on(async {
        doctor::try_mail(settings, &mut report).await;
        if is_usable {
            let secret = secret::random::<32>().map_err(|no| no.to_string());
            match secret.and_then(|secret| serve::open_gate_with(settings, &secret)) {
                Ok(gate) => doctor::try_leaks(&gate, &mut report).await,
                Err(why) => report.trouble("database", why),
            }
        }
    });
    if wishes.json {
        println!("{}", serde_json::json!({"healthy": report.is_healthy(), "said": report.said}));
    } else {
        for said in &report.said {
            let mark = match said.level {
                Level::Fine => "  ok",
                Level::Notice => "note",
                Level::Trouble => " BAD",
            };
            println!("{mark}  {:<11} {}", said.topic, visible(&said.words));
        }
    }
    if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Brings the database up to date.
pub fn migrate(wishes: &Migrate) -> Result<(), String> {
    telemetry::start_quietly();
    let address = wishes.settings.database()?;
    if wishes.check {
        let mut db = Alone::look_at(&address)?;
        expect_known(&mut db)?;
        println!("the database is up to date");
        return Ok(());
    }
    if wishes.grants {
        if !db::grant(&address)? {
            return Err("the database is up to date; SQLite has no roles: the file belongs to its owner alone".into());
        }
        println!(
            "the database is up to date, and each role has its rights. A login for the portal, which can change nothing that only grows:"
        );
        println!("  CREATE ROLE portal LOGIN PASSWORD '…' IN ROLE orderly_app;");
        return Ok(());
    }
    db::bring_up_to_date(&address)?;
    println!("the database is up to date");
    Ok(())
}
