//! What is known of people: erasing somebody for good. It stands above the rooms of the trade, has each of them forget him in one
//! transaction, and leaves what they must keep; the log of the records stays whole.

pub mod again;
pub mod api;
pub mod erase;
pub mod follow;
pub mod list;
mod pages;
pub mod register;
mod store;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
