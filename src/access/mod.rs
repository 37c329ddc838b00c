//! Who may do what. A door gets a [`May`], a verb gets an [`Act`], and a change is committed only as a [`Recorded`].
//! Rights come from roles, roles from permission sets; what is out of reach does not exist.

pub mod accounts;
pub mod act;
pub mod actor;
mod admission;
pub mod api;
pub mod depth;
pub mod face;
pub mod frame;
pub mod gate;
pub mod glance;
pub mod kept;
pub mod keys;
pub mod letters;
pub mod mail;
mod mail_store;
pub mod once;
pub mod pages;
pub mod permission;
pub mod reach;
pub mod representation;
pub mod resolve;
pub mod role;
pub mod routes;
pub(crate) mod stands;
mod store;
pub mod token;
pub mod views;

pub use act::{Act, Recorded};
pub use actor::{Actor, Company};
pub use gate::{Gate, May};
pub use once::{IdempotencyKey, Once};
pub use permission::Right;
pub use reach::{Part, PartnerId, Reach, UnitId};
pub use role::Role;
pub use routes::Routes;

/// This room's doors.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
    views::routes(routes);
}
