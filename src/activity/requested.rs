//! Requested items: what somebody wanted and could not get. The same wish again is counted, not repeated.

use super::store;
use crate::access::permission::marks::ReadRequested;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Quantity, text};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};

crate::words! {
    /// Why it could not be had.
    pub enum Reason {
        /// A search found nothing.
        NotFound = "not_found",
        /// There is none, or not enough.
        OutOfStock = "out_of_stock",
        /// We sell it, and the contract does not allow it.
        NotInContract = "not_in_contract",
    }
}

/// What was wanted, by whom.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The company.
    pub partner: PartnerId,
    /// The person.
    pub account: AccountId,
    /// Why it could not be had.
    pub reason: Reason,
    /// The words searched for, or the article number.
    pub wanted: String,
    /// The product's number, where it is known.
    pub product: Option<i64>,
    /// How much, where that was said.
    pub quantity: Option<Quantity>,
}

/// A wish as it is kept.
#[derive(Debug, Clone)]
pub struct RequestedItem {
    /// Its number, for the cursor.
    pub id: i64,
    /// The company's code and name.
    pub partner: (String, String),
    /// The person's name.
    pub person: String,
    /// Why it could not be had.
    pub reason: Reason,
    /// The words or the article number.
    pub wanted: String,
    /// How much, the last time.
    pub quantity: Option<Quantity>,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Moment,
    /// Whether we sell it.
    pub is_known: bool,
    /// Whether its owner waits to be told.
    pub is_awaited: bool,
}

/// Whether words are too short to be a wish.
pub(crate) fn says_nothing(words: &str) -> bool {
    text::fold(words).chars().count() < 3
}

/// Keeps a wish; wishes of one and two letters say nothing and are not kept.
pub(crate) fn keep(tx: &mut Tx, wish: &Wish) -> Answer<()> {
    let wanted: String = wish.wanted.trim().chars().take(200).collect();
    let key = text::fold(&wanted);
    if says_nothing(&key) {
        return Ok(());
    }
    // One row for what does not exist and what the contract forbids: a second one would tell them apart.
    let reason = if wish.reason == Reason::NotInContract { Reason::NotFound } else { wish.reason };
    store::keep(tx, &Wish { reason, ..wish.clone() }, &wanted, &key)
}

crate::words! {
    /// By what wishes are sorted.
    pub enum WishesBy {
        /// When last.
        Last = "last",
        /// How often.
        Times = "times",
    }
}

impl Default for Sort<WishesBy> {
    fn default() -> Self {
        Sort::down(WishesBy::Last)
    }
}

impl RequestedItem {
    /// Its place in an order.
    pub fn place(&self, by: WishesBy) -> Place {
        let key = match by {
            WishesBy::Last => self.last_at.micros(),
            WishesBy::Times => self.times,
        };
        (key.to_string(), self.id)
    }
}

/// Which wishes, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// In which order.
    pub sort: Sort<WishesBy>,
    /// Behind which wish to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// All wishes that a filter leads to, page by page in one view of the data: for files.
pub fn list_all(act: &mut Act<'_, ReadRequested>, filter: &Filter) -> Answer<Vec<RequestedItem>> {
    let page = |after, limit| list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |wish| wish.place(filter.sort.by))
}

/// Wishes within reach.
pub fn list(act: &mut Act<'_, ReadRequested>, filter: &Filter) -> Answer<Vec<RequestedItem>> {
    let reach = act.reach();
    let mut items = store::list(act.tx(), reach.partners(), filter)?;
    // To a partner what the contract does not allow is the same as what does not exist; we know better.
    if reach.is_ours() {
        let known = items.iter_mut().filter(|item| item.reason == Reason::NotFound && item.is_known);
        known.for_each(|item| item.reason = Reason::NotInContract);
    }
    Ok(items)
}
