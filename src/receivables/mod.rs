//! What partners owe and whether their goods may leave: a ledger of entries that are only added with one standing row per contract,
//! invoices and payments with what pays what, limits, statements, blocks. Orders post here what they commit; nothing here looks at an order.

pub mod allocation;
pub mod api;
mod approvals_proof;
pub mod block;
mod commitments_proof;
pub mod credit_note;
pub mod deferral;
pub mod gate;
pub mod invoice;
pub mod ledger;
mod ledger_proof;
mod letter;
pub mod limit;
mod marks_proof;
mod money_proof;
pub mod open_item;
pub mod outlook;
pub mod overview;
pub mod pages;
mod parts_proof;
pub mod payment;
mod proformas_proof;
pub mod proof;
pub mod reminder;
pub mod statement;
pub(crate) mod store;
mod words_proof;

pub use gate::{Billable, Cure, Reason, Verdict};
pub use invoice::{Bill, BillLine, Invoice, InvoiceId, InvoiceKind, OrderRef};
pub use ledger::{Debtor, Standing, Sums};
pub use payment::PaymentId;

use crate::access::PartnerId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;

pub(crate) use gate::may_ship;
pub(crate) use invoice::{issue, issue_proforma, renew_proforma, shrink_proforma};
pub(crate) use ledger::{book_opening, commit, hold, over_limit, standing};

/// What the journal keeps of words about a partner: they stand in rows of this room, and can be checked by its salt.
fn hidden(tx: &mut Tx, partner: PartnerId, words: &str) -> Answer<String> {
    Ok(secret::commitment(&store::blocks::salt(tx, partner)?, words))
}

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
