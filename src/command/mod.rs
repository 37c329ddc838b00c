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

/// What stands below the list of commands.
const BELOW: &str = "Every command ends with 0 when it has done what it says and with 1 when it has not; check, doctor and verify \
    tell their own in their help. Arguments that do not fit end with 2.\n\
    ORDERLY_LOG chooses what is logged: error, warn, info, debug or trace. NO_COLOR keeps colours away.";

/// Orderly: a B2B ordering portal.
#[derive(Parser)]
#[command(name = "orderly", version, about, after_help = BELOW)]
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
    /// Bring a file in: CSV, XLSX or a bank's statement. Ends with 1 when a bad row has stopped it.
    Import(Box<import::Wishes>),
    /// Print a one-time link that sets somebody's password; it is good for 24 hours.
    Link {
        /// The person's login.
        login: String,
        #[command(flatten, next_help_heading = "Settings of the portal")]
        settings: Settings,
    },
    /// Print the API's description, OpenAPI 3.1.
    Openapi,
    /// Tell about settings.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Ask the portal that runs on this machine whether it is ready, for container health checks. Ends with 0 when it is, 1 when not.
    Healthcheck(Settings),
    /// Prove that the data is whole: stock, money, numbers, queue and journal. Ends with 0 when it is, 1 when not, 2 when it cannot tell.
    Check(Box<keeping::Check>),
    /// Write the whole database into one file, while the portal goes on. Ends with 0 when it is written and has been read back.
    Backup(Box<keeping::Backup>),
    /// Put a backup back into an empty place, its log verified. Ends with 1 when nothing was put back, or what was contradicts itself.
    Restore(keeping::Restore),
    /// Copy everything from one database into another, empty one, of either engine. Ends with 0 when both hold the same.
    Copy(keeping::Copy),
    /// Say in plain words whether the house is in good health. Ends with 0 when nothing is bad, though something may be noted, else with 1.
    Doctor(Box<keeping::Doctor>),
    /// Bring the database up to date, and give its rights to the roles of PostgreSQL.
    Migrate(Box<keeping::Migrate>),
    /// Tell whether the records and the trade are what they were. Ends with 0 when they are, 1 when not, 2 when that cannot be told.
    Verify(Box<verify::Wishes>),
    /// Hold the log's key, outside the portal, until told to end, and sign nothing that does not go on from what was signed.
    Signer(signer::Wishes),
    /// Keep watch over a log from another machine, until told to end; prints the witness's key first.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn expect_lines(command: &clap::Command) {
        assert!(command.get_about().is_some(), "{} says nothing of itself", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {} is not explained", command.get_name(), argument.get_id());
        }
        command.get_subcommands().for_each(expect_lines);
    }

    #[test]
    fn every_command_and_every_argument_is_explained() {
        Cli::command().debug_assert();
        expect_lines(&Cli::command());
    }
}
