//! A witness (C2SP tlog-witness): on another machine it remembers the last checkpoint that it saw of each log, and gives its word
//! for the next one only when that begins with it. The portal asks one; `orderly witness` is one.

pub mod client;
pub mod desk;
pub mod server;
