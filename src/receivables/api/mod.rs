//! The API's doors to money: invoices, credit notes, payments, statements, limits, blocks.

pub mod blocks;
pub mod credit_notes;
mod invoice_view;
pub mod invoices;
pub mod limits;
pub mod money;
pub mod payments;
pub mod statement;

use crate::access::Routes;

pub(super) fn routes(routes: &mut Routes) {
    invoices::routes(routes);
    payments::routes(routes);
    statement::routes(routes);
    limits::routes(routes);
    money::routes(routes);
    blocks::routes(routes);
    credit_notes::routes(routes);
}
