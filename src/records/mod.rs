//! The log that nobody can falsify: the records of the journal in the order of their places, under a tree whose root is signed by a
//! key outside the database. Sealed here each second, shown to witnesses, told to partners as receipts, and verified by anybody.
//! It changes no record and decides nothing about orders.

pub mod api;
pub mod check;
pub mod checkpoint;
pub mod files;
pub mod keys;
pub mod merkle;
pub mod note;
mod pages;
pub mod receipt;
pub mod sealer;
pub mod signer;
pub mod state;
pub(crate) mod store;
pub mod verify;
pub mod witness;

pub use receipt::Receipt;
pub use sealer::{Sealer, seal};
pub use signer::Signer;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
