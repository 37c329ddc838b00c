//! Counts the SQL statements of this process, for the metrics and for the tests of budgets.

use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent};

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// Statements sent since the process began, transaction control included.
pub fn statements() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

/// Sees every statement of a connection.
pub struct Watch;

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { .. } = event {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
    }
}
