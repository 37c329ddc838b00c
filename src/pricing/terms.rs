//! What the price function must know: the contract's terms, the buyer's discounts, and a product with its price rows.

use chrono::NaiveDate;

use super::discount::Discount;
use crate::partners::{DiscountPolicy, PriceListId, VatMode};
use crate::platform::values::{Currency, Percent, Quantity, UnitPrice};

crate::words! {
    /// What a quantity tier prices.
    pub enum TierKind {
        /// The whole line.
        Whole = "whole",
        /// Only the part above the tier's quantity.
        Above = "above",
    }
}

/// The terms under which a buyer buys on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The contract's number, for explanations.
    pub contract_number: String,
    /// The contract, as the owner of contract prices.
    pub contract_owner: i64,
    /// The price list, as the owner of its prices.
    pub list: PriceListId,
    /// Its code, for explanations.
    pub list_code: String,
    /// The currency of every price.
    pub currency: Currency,
    /// What the list's tiers price.
    pub tier: TierKind,
    /// How prices stand to VAT.
    pub vat_mode: VatMode,
    /// How discounts go together.
    pub policy: DiscountPolicy,
    /// Whether contract prices take discounts too.
    pub discounts_on_contract_price: bool,
    /// The discounts of this partner, person and contract that are valid on the day, in the order of their codes.
    pub discounts: Vec<Discount>,
    /// The day of the price, in the seller's time zone.
    pub day: NaiveDate,
}

/// A price row of a list or a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRow {
    /// Whether a contract owns it.
    pub is_contract: bool,
    /// From this quantity on; zero is the base price.
    pub from_quantity: Quantity,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
    /// The price of one unit.
    pub price: UnitPrice,
    /// Below this the seller loses money.
    pub floor: Option<UnitPrice>,
}

/// What the price of a product depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Goods {
    /// The product, by number.
    pub product: i64,
    /// Its category and all above it, by number.
    pub categories: Vec<i64>,
    /// The VAT rate of the day; none for «no VAT».
    pub vat_rate: Option<Percent>,
    /// The rows in force on the day, of the list and of the contract.
    pub rows: Vec<PriceRow>,
}

impl Goods {
    /// The price below which the seller loses money; the seller's secret.
    pub fn floor(&self) -> Option<UnitPrice> {
        self.rows.iter().filter_map(|row| row.floor).max()
    }
}
