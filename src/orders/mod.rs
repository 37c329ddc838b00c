//! What partners buy: the cart with its code, quotes, placing, changing, picking and shipping, promises and back-orders, cancelling,
//! history, ordering again, lists and standing orders. Placing and shipping are one transaction each: all of it, or nothing at all.

pub mod again;
mod amend;
pub mod answers;
pub mod api;
pub mod aside;
mod asked_proof;
pub mod backorder;
mod billing;
pub mod cancel;
pub mod cart;
pub mod change;
mod change_letter;
mod changes_proof;
pub mod codes;
pub mod difference;
pub mod draft;
mod gather;
pub mod glance;
mod held;
mod hindrance;
pub mod history;
mod holdings_proof;
pub mod letters;
pub mod lifecycle;
pub mod list;
mod make;
mod makers;
pub mod many;
pub mod order;
pub mod order_form;
pub mod pages;
pub mod picking;
pub mod place;
pub mod priced;
pub mod promise;
pub mod proof;
pub mod quick;
pub mod quote;
pub mod receipt;
pub mod record;
mod reprice;
mod restock;
pub mod revision;
pub mod seen;
pub mod shares;
pub mod shipment;
mod shipped;
pub mod shortage;
pub mod standing;
pub(crate) mod store;
mod today;
mod wanted;
pub mod wishes;
pub mod words;

pub use cart::{Cart, CartLine, MOST_LINES};
pub use gather::Source;
pub use lifecycle::State;
pub use order::{Order, OrderId, OrderLine};
pub use today::Today;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
