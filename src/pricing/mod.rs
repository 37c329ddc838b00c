//! What a product costs this partner. One pure function makes every price, with the steps that led to it;
//! lists, cards, carts, orders, the API and files show its result and never compute another.

pub mod api;
pub mod as_on;
pub mod code;
pub mod code_list;
pub(crate) mod code_store;
pub mod discount;
pub mod grant;
pub mod hint;
mod history_proof;
mod history_store;
pub mod load;
pub mod of_partner;
pub mod pages;
pub mod proof;
pub mod quote;
pub(crate) mod store;
pub mod terms;
pub mod typed;
pub mod vat;

pub use hint::{Hint, hint};
pub use quote::{Quote, Quoted, Step, Tier, as_quoted, kept, quote};
pub use terms::{Goods, PriceRow, Terms};
pub use vat::{Amounts, amounts};

pub use crate::partners::{DiscountPolicy, PriceListId, VatMode};

crate::typed_id!(
    /// A personal discount.
    DiscountId, "dsc"
);
crate::typed_id!(
    /// A discount code.
    CodeId, "dcd"
);
crate::typed_id!(
    /// A price row as it was written once.
    PriceChangeId, "pch"
);
crate::typed_id!(
    /// A discount as it was written once.
    DiscountChangeId, "dch"
);

/// This room's doors: discount codes, for our staff.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
