//! The pages of quick order, cart, checkout, orders, changing and editing them, picking and shipments.

mod amended;
mod cart;
mod change;
pub(crate) mod changed;
mod edit;
mod order;
mod picking;
mod progress;
mod promises;
mod quick;
mod quick_report;
mod shipments;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    cart::routes(routes);
    change::routes(routes);
    amended::routes(routes);
    edit::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    quick::routes(routes);
    shipments::routes(routes);
}
