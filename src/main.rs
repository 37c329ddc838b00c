//! The command line: serve, demo, import, config, openapi, healthcheck.

fn main() -> std::process::ExitCode {
    orderly::command::run()
}
