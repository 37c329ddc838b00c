//! What a product costs this partner. One pure function makes every price, with the steps that led to it;
//! lists, cards, carts, orders, the API and files show its result and never compute another.

pub mod discount;
pub mod grant;
pub mod load;
pub mod of_partner;
pub mod quote;
pub(crate) mod store;
pub mod terms;
pub mod vat;

pub use quote::{Quote, Step, Tier, kept, quote};
pub use terms::{Goods, PriceRow, Terms};
pub use vat::{Amounts, amounts};

pub use crate::partners::{DiscountPolicy, PriceListId, VatMode};

crate::typed_id!(
    /// A personal discount.
    DiscountId, "dsc"
);
