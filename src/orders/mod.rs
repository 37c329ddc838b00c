//! What partners buy: the cart with its code, quotes, placing, changing, picking and shipping, promises and back-orders, cancelling,
//! history, ordering again. Placing and shipping are one transaction each: all of it, or nothing at all.

pub mod again;
mod amend;
pub mod answers;
pub mod api;
pub mod backorder;
mod billing;
pub mod cancel;
pub mod cart;
pub mod change;
mod change_letter;
pub mod codes;
pub mod difference;
pub mod draft;
pub mod glance;
mod held;
pub mod history;
pub mod letters;
pub mod lifecycle;
mod make;
pub mod many;
pub mod order;
pub mod pages;
pub mod picking;
pub mod place;
pub mod priced;
pub mod promise;
pub mod quick;
pub mod quote;
pub mod record;
mod reprice;
mod restock;
pub mod revision;
pub mod seen;
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
