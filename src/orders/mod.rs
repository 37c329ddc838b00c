//! What partners buy: the cart, placing, picking and shipping, promises and back-orders, cancelling, history, ordering again.
//! Placing and shipping are one transaction each: all of it, or nothing at all.

pub mod again;
pub mod api;
pub mod backorder;
mod billing;
pub mod cancel;
pub mod cart;
pub mod glance;
mod held;
pub mod history;
pub mod letters;
pub mod lifecycle;
pub mod many;
pub mod order;
pub mod pages;
pub mod picking;
pub mod place;
pub mod priced;
pub mod promise;
pub mod record;
pub mod shares;
pub mod shipment;
pub mod shortage;
pub(crate) mod store;
mod wanted;
pub mod wishes;

pub use cart::{Cart, CartLine, MOST_LINES};
pub use lifecycle::State;
pub use order::{Order, OrderId, OrderLine};

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
