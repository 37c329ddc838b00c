//! Personal discounts: for a partner, a person or a contract; on everything, a category or a product; a percent or an amount.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::terms::Goods;
use crate::partners::DiscountPolicy;
use crate::platform::error::Answer;
use crate::platform::values::{Percent, UnitPrice};
use crate::platform::web::Lang;

/// What it takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// A share.
    Percent(Percent),
    /// An amount of each unit.
    Amount(UnitPrice),
}

/// What it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Every product.
    All,
    /// A category and those below it.
    Category(i64),
    /// One product.
    Product(i64),
}

/// A personal discount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// Its code.
    pub code: String,
    /// Its name in Russian.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// What it is on.
    pub subject: Subject,
    /// What it takes off.
    pub off: Off,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
}

impl Discount {
    /// Whether it is on these goods.
    pub fn is_on(&self, goods: &Goods) -> bool {
        match self.subject {
            Subject::All => true,
            Subject::Category(category) => goods.categories.contains(&category),
            Subject::Product(product) => product == goods.product,
        }
    }

    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
    }

    /// The price after it: never below nothing, not yet rounded.
    pub fn after(&self, price: Decimal) -> Decimal {
        match self.off {
            Off::Percent(percent) => price - price * percent.decimal() / Decimal::ONE_HUNDRED,
            Off::Amount(amount) => (price - amount.decimal()).max(Decimal::ZERO),
        }
    }
}

/// The discounts that count for these goods at this price, in the order in which they are taken off.
pub fn that_count<'a>(
    discounts: &'a [Discount],
    policy: DiscountPolicy,
    goods: &Goods,
    price: Decimal,
) -> Answer<Vec<&'a Discount>> {
    let on_these = discounts.iter().filter(|discount| discount.is_on(goods));
    Ok(match policy {
        DiscountPolicy::Cumulative => on_these.collect(),
        // Among equals the first by code, so that the explanation is always the same.
        DiscountPolicy::Best => on_these.min_by_key(|discount| discount.after(price)).into_iter().collect(),
    })
}
