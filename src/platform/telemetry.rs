//! Logs and metrics. Of a portal text on a terminal and one JSON object a line otherwise, of other commands always text, with colours
//! on a terminal alone; never a secret, never a body. A log that cannot be written is lost, and nothing else: on a full disk its own
//! complaint would end the thread that wanted to tell of it.

use std::io::IsTerminal;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. `ORDERLY_LOG` chooses the level as `RUST_LOG` does elsewhere.
pub fn start_logging() {
    let filter = EnvFilter::try_from_env("ORDERLY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(has_colours())
        .log_internal_errors(false);
    let started =
        if std::io::stderr().is_terminal() { builder.try_init() } else { builder.json().flatten_event(true).try_init() };
    if let Err(error) = started {
        tracing::debug!(%error, "logging was started before");
    }
}

/// Starts logging of warnings alone: for commands whose output is for people.
pub fn start_quietly() {
    let filter = EnvFilter::try_from_env("ORDERLY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(has_colours())
        .log_internal_errors(false);
    let _ = builder.try_init();
}

/// Whether colours are shown: on a terminal whose user has not asked for none.
fn has_colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|wish| wish.is_empty())
}

/// Starts the metrics of this process and gives the handle that renders them; none when they were started before.
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}

/// Counts a finished request.
pub fn count_request(route: &str, status: u16, elapsed: std::time::Duration) {
    let labels = [("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("orderly_requests_total", &labels).increment(1);
    metrics::histogram!("orderly_request_seconds", "route" => route.to_owned()).record(elapsed.as_secs_f64());
}
