//! The pages of cart, checkout and orders.

mod cart;
mod order;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    cart::routes(routes);
    order::routes(routes);
}
