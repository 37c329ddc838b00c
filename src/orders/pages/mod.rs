//! The pages of quick order, cart, checkout, quotes, lists, standing orders, orders, changing and editing them, picking and shipments.

mod amended;
mod aside;
mod back;
mod cart;
mod change;
pub(crate) mod changed;
mod code;
mod edit;
pub(super) mod lists;
mod order;
mod order_list;
mod picking;
mod progress;
mod promises;
mod quick;
mod quick_report;
mod quote;
mod quote_answer;
mod quote_list;
mod quotes;
mod receipt;
mod shipment_list;
mod shipments;
mod standing;
mod standing_form;

pub(super) fn routes(routes: &mut crate::access::Routes) {
    aside::routes(routes);
    cart::routes(routes);
    order_list::routes(routes);
    change::routes(routes);
    amended::routes(routes);
    edit::routes(routes);
    code::routes(routes);
    lists::routes(routes);
    order::routes(routes);
    picking::routes(routes);
    progress::routes(routes);
    promises::routes(routes);
    quick::routes(routes);
    quote_list::routes(routes);
    quotes::routes(routes);
    quote::routes(routes);
    quote_answer::routes(routes);
    receipt::routes(routes);
    shipment_list::routes(routes);
    shipments::routes(routes);
    standing::routes(routes);
    standing_form::routes(routes);
}
