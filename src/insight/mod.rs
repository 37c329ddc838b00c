//! What the office learns of its business: figures of a period with charts, and what needs somebody today. Every figure leads to
//! its rows, which are read by the same conditions. It reads published views only and changes nothing.

pub mod api;
pub mod chart;
pub mod day;
pub mod figures;
pub mod pages;
pub mod period;
pub mod rows;
pub mod silence;
pub(crate) mod store;

use crate::access::PartnerId;
use crate::access::reach::AccountId;

/// A client by its code and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Whose things are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Of these partners only; none is every one.
    pub partners: Option<Vec<PartnerId>>,
    /// The partners whose tasks may be seen at all; none is every one.
    pub reach: Option<Vec<PartnerId>>,
    /// Only tasks of this person, and of nobody in particular.
    pub me: Option<AccountId>,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many rows stand before it.
    pub skip: i64,
    /// How many rows it holds.
    pub take: i64,
}

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
