//! The pages of cart, checkout, quotes, orders, picking and shipments.

mod back;
mod cart;
mod code;
mod order;
mod picking;
mod progress;
mod promises;
mod quote;
mod quote_answer;
mod quotes;
mod shipments;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    cart::routes(routes);
    code::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    quotes::routes(routes);
    quote::routes(routes);
    quote_answer::routes(routes);
    shipments::routes(routes);
}
