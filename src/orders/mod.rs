//! What partners buy: the cart, placing, the life of an order, its history, ordering again.
//! Placing is one transaction: priced anew, reserved, committed, recorded, or nothing at all.

pub mod again;
pub mod api;
pub mod cancel;
pub mod cart;
pub mod history;
pub mod letters;
pub mod lifecycle;
pub mod order;
pub mod pages;
pub mod place;
pub mod priced;
pub mod record;
pub(crate) mod store;
mod wanted;

pub use cart::{Cart, CartLine};
pub use lifecycle::State;
pub use order::{Order, OrderId, OrderLine};

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
