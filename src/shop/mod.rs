//! What a buyer sees: the catalogue as an order form, product card, comparison, pictures, search. Looks and doors only, composed of
//! the rooms below.

pub mod api;
pub mod asked;
pub mod compare;
pub mod filled;
mod found;
pub mod offer;
pub mod pages;
mod pictures;
pub mod refused;
pub mod sheet;
pub mod why;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    pictures::routes(routes);
    api::routes(routes);
}
