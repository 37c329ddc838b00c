//! The commands. Each reads its settings, checks them, and says what to do when they do not fit.

mod import;
mod keeping;
pub(crate) mod serve;
mod signer;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::demo;
use crate::platform::config::{self, Settings};

/// Orderly: a B2B ordering portal.
#[derive(Parser)]
#[command(name = "orderly", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: fill a database with a believable trade, print the accounts, and serve on this machine.
    Demo(demo::Wishes),
    /// Run the portal.
    Serve(Settings),
    /// Import a CSV file.
    Import(Box<import::Wishes>),
    /// Make a one-time link that sets somebody's password.
    Link {
        /// The person's login.
        login: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Print the API's description, OpenAPI 3.1.
    Openapi,
    /// Tell about settings.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Ask a running portal whether it is well; for container health checks.
    Healthcheck(Settings),
    /// Prove that the data is whole: stock, money, numbers, queue and journal. Ends with 0 when it is, 1 when not, 2 when it cannot tell.
    Check(Box<keeping::Check>),
    /// Write the whole database into one file, while the portal goes on.
    Backup(Box<keeping::Backup>),
    /// Put a backup back into an empty place.
    Restore(keeping::Restore),
    /// Copy everything from one database into another, empty one, of either engine.
    Copy(keeping::Copy),
    /// Say in plain words whether the house is in good health. Ends with 0 when nothing is to be done, 1 otherwise.
    Doctor(Box<keeping::Doctor>),
    /// Bring the database up to date, and give its rights to the roles of PostgreSQL.
    Migrate(Box<keeping::Migrate>),
    /// Tell whether the records and the trade are what they were: 0 they are, 1 they are not, 2 that cannot be told.
    Verify(Box<verify::Wishes>),
    /// Hold the log's key, outside the portal, and sign nothing that does not go on from what was signed.
    Signer(signer::Wishes),
    /// Keep watch over a log from another machine.
    Witness(signer::Watching),
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Each setting, its value and where it came from; secrets masked.
    Show(Settings),
}

/// Runs the command of the process's arguments.
pub fn run() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let outcome = match cli.command {
        Command::Demo(wishes) => demo::run(&wishes),
        Command::Serve(settings) => serve::serve(settings),
        Command::Import(wishes) => import::run(&wishes),
        Command::Link { login, settings } => serve::link(&settings, &login),
        Command::Openapi => crate::description::text().map(|text| println!("{text}")).map_err(|no| no.to_string()),
        Command::Config { what: ConfigCommand::Show(settings) } => {
            let inner = matches.subcommand().and_then(|(_, m)| m.subcommand()).map(|(_, m)| m);
            inner.map(|inner| print!("{}", config::show(&settings, inner))).ok_or_else(|| "no settings".to_owned())
        }
        Command::Healthcheck(settings) => serve::healthcheck(&settings),
        Command::Check(wishes) => return keeping::check(&wishes),
        Command::Backup(wishes) => keeping::backup(&wishes),
        Command::Restore(wishes) => keeping::restore(&wishes),
        Command::Copy(wishes) => keeping::copy(&wishes),
        Command::Doctor(wishes) => return keeping::doctor(&wishes),
        Command::Migrate(wishes) => keeping::migrate(&wishes),
        Command::Verify(wishes) => return verify::run(&wishes),
        Command::Signer(wishes) => signer::run(&wishes),
        Command::Witness(watching) => signer::watch(&watching),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("orderly: {why}");
            ExitCode::FAILURE
        }
    }
}
