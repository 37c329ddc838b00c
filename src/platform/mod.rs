//! Plumbing that knows no word of the trade: values, the two databases, the journal, the queue, mail, the web shell.
//! Every room stands on it; it never calls up.

pub mod config;
pub mod db;
pub mod error;
pub mod files;
pub mod formats;
pub mod journal;
pub mod memory;
pub mod message;
pub mod picture;
pub mod post;
pub mod queue;
pub mod secret;
pub mod telemetry;
pub mod turn;
pub mod values;
pub mod visible;
pub mod web;
