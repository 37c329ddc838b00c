//! «Tell me when it is there»: a wish whose owner is written to once, when goods have come in.
//! Orders ask for it and put the letters into the queue; nothing is sent from here.

use serde::{Deserialize, Serialize};

use super::notice_store as store;
use super::requested::{self, Wish};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::text;

/// Who wants to be told of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The person.
    pub account: AccountId,
    /// The company.
    pub partner: PartnerId,
    /// The article number.
    pub sku: String,
    /// The product's number.
    pub product: i64,
}

/// Keeps a wish and that its owner wants to be told.
pub(crate) fn want(tx: &mut Tx, wish: &Wish) -> Answer<()> {
    requested::keep(tx, wish)?;
    store::mark(tx, wish, &text::fold(&wish.wanted))
}

/// Those who want to be told of some products; each is answered once and then forgotten.
pub(crate) fn take(tx: &mut Tx, products: &[i64]) -> Answer<Vec<Asked>> {
    store::take(tx, products)
}
