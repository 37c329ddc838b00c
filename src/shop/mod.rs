//! What a buyer sees: catalogue, product card, pictures, search. Looks and doors only, composed of the rooms below.

pub mod api;
mod found;
pub mod offer;
pub mod pages;
mod pictures;
pub mod refused;
pub mod why;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    pictures::routes(routes);
    api::routes(routes);
}
