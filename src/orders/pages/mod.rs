//! The pages of quick order, cart, checkout, orders, picking and shipments.

mod cart;
mod list;
mod order;
mod picking;
mod progress;
mod promises;
mod quick;
mod quick_report;
mod shipments;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    cart::routes(routes);
    list::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    quick::routes(routes);
    shipments::routes(routes);
}
