//! The pages of cart, checkout, orders, changing and editing them, picking and shipments.

mod cart;
mod change;
mod changed;
mod edit;
mod order;
mod picking;
mod progress;
mod promises;
mod shipments;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    cart::routes(routes);
    change::routes(routes);
    changed::routes(routes);
    edit::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    shipments::routes(routes);
}
