//! The command line: serve, demo, import, check, backup, restore, copy, doctor and what else the house can be told.

fn main() -> std::process::ExitCode {
    orderly::command::run()
}
