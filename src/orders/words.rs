//! The words of an order's life that are kept: what was done when a version was made, what a letter tells of, why a day was promised.
//! Verbs write them, the verifier and the pages read them. What a person writes is never one of them.

use crate::platform::error::{Answer, No};
use crate::say;

crate::words! {
    /// What was done to an order when a version of it was made.
    pub enum Deed {
        /// It was placed: the first version.
        Placed = "placed",
        /// The buyer, or the office for him, changed it.
        Changed = "changed",
        /// The warehouse began to pick it.
        Picking = "picking",
        /// The warehouse put back what it had begun.
        PickingStopped = "picking_stopped",
        /// Goods left.
        Shipped = "shipped",
        /// Another day was promised.
        Promised = "promised",
        /// Goods came in for it.
        Arrived = "arrived",
        /// The buyer asked to cancel what the warehouse has begun.
        CancellationAsked = "cancellation_asked",
        /// The warehouse refused that.
        CancellationRefused = "cancellation_refused",
        /// What was open was cancelled.
        Cancelled = "cancelled",
    }
}

impl Deed {
    /// The kind of the record that tells of it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Placed => "order.placed",
            Self::Changed => "order.changed",
            Self::Picking => "order.picking_begun",
            Self::PickingStopped => "order.picking_stopped",
            Self::Shipped => "order.shipped",
            Self::Promised | Self::Arrived => "order.promised",
            Self::CancellationAsked => "order.cancellation_asked",
            Self::CancellationRefused => "order.cancellation_refused",
            Self::Cancelled => "order.cancelled",
        }
    }
}

/// Whether a record of a kind makes a version that says of itself that this was done; nothing where it makes none.
pub(super) fn makes(kind: &str, what: &str) -> Option<bool> {
    let of_kind = Deed::ALL.iter().filter(|deed| deed.kind() == kind);
    of_kind.map(|deed| deed.as_str() == what).reduce(|one, other| one || other)
}

crate::words! {
    /// What a letter about an order tells of.
    pub enum Occasion {
        /// It was placed.
        Placed = "placed",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Goods left.
        Shipped = "shipped",
        /// Another day is promised.
        Promised = "promised",
        /// Goods came in for it.
        Arrived = "arrived",
        /// The warehouse refused to cancel it.
        CancellationRefused = "cancellation_refused",
        /// It was changed.
        Changed = "changed",
        /// The office proposes a change.
        ChangeProposed = "change_proposed",
        /// A change that the buyer asked for was refused.
        ChangeRefused = "change_refused",
    }
}

crate::words! {
    /// Why the program itself promised a day.
    pub enum PromiseWord {
        /// The order was placed.
        Placed = "placed",
        /// Something left, and this stayed behind.
        Rest = "rest",
        /// Goods came in.
        Arrived = "arrived",
        /// The order was changed.
        Changed = "changed",
    }
}

/// Why a day was promised. Both stand in one column as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// For a reason of the program's own.
    Word(PromiseWord),
    /// For a reason that somebody gave in his words.
    Said(String),
}

impl Why {
    /// What somebody gave as a reason; a word of the program's own is refused, for nobody could tell it from one.
    pub fn said(reason: String) -> Answer<Self> {
        match Self::from(reason) {
            Self::Word(word) => Err(No::invalid("/reason", "own_word", say!("error-own-word", word = word.as_str()))),
            said @ Self::Said(_) => Ok(said),
        }
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Word(word) => word.as_str(),
            Self::Said(words) => words,
        }
    }
}

impl From<String> for Why {
    /// As it was kept.
    fn from(kept: String) -> Self {
        PromiseWord::parse(&kept).map_or(Self::Said(kept), Self::Word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_makes_a_version_says_what_was_done() {
        assert_eq!(makes("order.placed", "placed"), Some(true));
        assert_eq!(makes("order.placed", "promised"), Some(false));
        assert_eq!(makes("order.promised", "promised"), Some(true));
        assert_eq!(makes("order.promised", "arrived"), Some(true));
        assert_eq!(makes("order.promised", "placed"), Some(false));
        assert_eq!(makes("order.picking_begun", "picking"), Some(true));
        assert_eq!(makes("order.picking_begun", "picking_stopped"), Some(false));
        assert_eq!(makes("order.picking_stopped", "picking_stopped"), Some(true));
        assert_eq!(makes("order.changed", "nothing we know"), Some(false));
        assert_eq!(makes("order.change_asked", "placed"), None);
        assert_eq!(makes("quote.offered", "placed"), None);
    }

    #[test]
    fn a_reason_is_a_word_of_ours_or_somebodys_own_and_both_are_kept_as_they_are() {
        for word in PromiseWord::ALL {
            assert_eq!(Why::from(word.to_string()), Why::Word(*word));
            assert_eq!(Why::from(word.to_string()).as_str(), word.as_str());
            assert!(Why::said(word.to_string()).is_err(), "{word}");
        }
        for words in ["Rest", "rest of the pallet", "Поставщик задержал"] {
            assert_eq!(Why::said(words.to_owned()).unwrap(), Why::Said(words.to_owned()));
        }
    }
}
