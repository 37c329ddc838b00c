//! `orderly import`: a file into the database beside a running portal or alone, with a progress bar in a terminal.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::serve;
use crate::access::accounts::sign_in;
use crate::access::permission::marks::{BeSomebody, Import};
use crate::access::{Gate, May};
use crate::exchange::imports::{self, Kind, Mode, Wish};
use crate::platform::config::Settings;
use crate::platform::error::No;
use crate::platform::web::{Lang, Voice};

/// What `import` can be told.
#[derive(Debug, Clone, Args)]
pub struct Wishes {
    /// What the file brings: warehouses, products, prices, stock, partners, people, addresses, contracts, contract-prices,
    /// discounts, opening-balances, payments, own-numbers, client-bank.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// The file: CSV or XLSX; for client-bank the bank's statement in the exchange format of 1C.
    file: PathBuf,
    /// Check everything against the database and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Store the good rows and tell the bad ones; otherwise one bad row stops the file.
    #[arg(long)]
    skip_bad: bool,
    /// In whose name: the e-mail of somebody who may import. Contracts need one, for each change of a limit has its person.
    #[arg(long, value_name = "E-MAIL")]
    by: Option<String>,
    /// The language of reasons: ru or en.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
    #[command(flatten, next_help_heading = "Settings of the portal")]
    settings: Settings,
}

fn kind(word: &str) -> Result<Kind, String> {
    let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    Kind::parse(word).ok_or_else(|| format!("one of {}", all.join(", ")))
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::parse(word).ok_or_else(|| "ru or en".to_owned())
}

/// Whoever imports: the person of an e-mail, or the program itself.
async fn importer(gate: &Arc<Gate>, by: Option<&str>) -> Result<May<Import>, String> {
    let Some(login) = by else { return Ok(gate.system("import")) };
    gate.historian(login, "").await.map_err(|no| match no {
        No::Refused(_) if !no.is_busy() => format!("{login} is nobody who may import"),
        _ => no.to_string(),
    })
}

/// Imports the file and tells what became of it.
pub fn run(wishes: &Wishes) -> Result<(), String> {
    crate::platform::telemetry::start_quietly();
    if wishes.kind == Kind::Contracts && wishes.by.is_none() {
        return Err("contracts set limits, and each change of a limit has its person: say with --by who brings them".to_owned());
    }
    let bytes = std::fs::read(&wishes.file).map_err(|e| format!("cannot read {}: {e}", wishes.file.display()))?;
    let gate = serve::open_gate(&wishes.settings)?;
    let mode = if wishes.skip_bad { Mode::SkipBad } else { Mode::AllOrNothing };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    let outcome = actix_web::rt::System::new().block_on(async {
        gate.learn_zone().await.map_err(|no| no.to_string())?;
        let importing = importer(&gate, wishes.by.as_deref()).await?;
        let voice = Voice { lang: wishes.lang, zone: importing.actor().zone };
        let wish = Wish { kind: wishes.kind, mode, is_dry_run: wishes.dry_run, voice };
        let tell = |done: usize, all: usize| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let outcome = imports::run(&importing, wish, bytes, Some(&tell)).await.map_err(|no| reason(&no, voice));
        if let Some(somebody) = importing.also::<BeSomebody>()
            && let Err(no) = sign_in::sign_out(&somebody).await
        {
            eprintln!("the session of this import ends by itself: {no}");
        }
        outcome
    });
    bar.finish_and_clear();
    let report = outcome?;
    println!(
        "{}: {} rows, {} added, {} changed, {} unchanged, {} refused{}",
        report.kind,
        report.rows,
        report.added,
        report.changed,
        report.unchanged,
        report.refused_rows(),
        if report.dry_run { " (dry run: nothing is stored)" } else { "" }
    );
    for row in &report.refused {
        println!("  line {}, {}: {}", row.line, row.field, row.reason);
    }
    Ok(())
}

fn reason(no: &No, voice: Voice) -> String {
    let No::Refused(refusal) = no else { return no.to_string() };
    let mut text = voice.tell(&refusal.message);
    let refused = refusal.more.get("report").and_then(|report| report.get("refused")).and_then(|rows| rows.as_array());
    for row in refused.into_iter().flatten() {
        let part =
            |name: &str| row.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
        text.push_str(&format!("\n  line {}, {}: {}", part("line"), part("field"), part("reason")));
    }
    text
}
