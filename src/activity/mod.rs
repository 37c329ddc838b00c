//! What happened: unmet demand, and the live feed of what clients do. Rooms leave traces here, staff and buyers read them.

pub mod api;
pub mod carts;
mod carts_store;
pub mod feed;
mod feed_store;
mod frame;
pub mod notice;
mod notice_store;
pub mod online;
pub mod own;
mod own_store;
pub mod pages;
pub mod requested;
mod setting_store;
pub(crate) mod store;
pub mod tail;
mod viewer;
pub mod watch;
pub mod words;
mod words_store;

pub(crate) use feed_store::forget_person;
pub use tail::Tail;
pub use watch::Watch;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
