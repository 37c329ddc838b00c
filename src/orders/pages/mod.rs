//! The pages of quick order, cart, checkout, lists, standing orders, orders, picking and shipments.

mod aside;
mod cart;
pub(super) mod lists;
mod order;
mod picking;
mod progress;
mod promises;
mod quick;
mod quick_report;
mod shipments;
mod standing;
mod standing_form;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    aside::routes(routes);
    cart::routes(routes);
    lists::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    quick::routes(routes);
    shipments::routes(routes);
    standing::routes(routes);
    standing_form::routes(routes);
}
