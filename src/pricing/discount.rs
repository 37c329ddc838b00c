//! Personal discounts: for a partner, a person or a contract; on everything, a category or a product; a percent or an amount.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::terms::Goods;
use crate::partners::DiscountPolicy;
use crate::platform::error::{Answer, Fault};
use crate::platform::values::{Percent, UnitPrice, text};
use crate::platform::web::Lang;
use crate::say;

/// What it takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// A share.
    Percent(Percent),
    /// An amount of each unit.
    Amount(UnitPrice),
}

impl Off {
    /// As a row keeps it: the share or the amount.
    pub fn columns(self) -> (Option<Percent>, Option<UnitPrice>) {
        match self {
            Self::Percent(percent) => (Some(percent), None),
            Self::Amount(amount) => (None, Some(amount)),
        }
    }

    /// As a row keeps it; nothing of a row that has neither.
    pub fn kept(percent: Option<Percent>, amount: Option<UnitPrice>) -> Option<Self> {
        percent.map(Self::Percent).or(amount.map(Self::Amount))
    }
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

impl Subject {
    /// As a row keeps it: the category or the product, by number; neither where it is on all.
    pub fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::All => (None, None),
            Self::Category(category) => (Some(category), None),
            Self::Product(product) => (None, Some(product)),
        }
    }

    /// As a row keeps it.
    pub fn kept(category: Option<i64>, product: Option<i64>) -> Self {
        match (category, product) {
            (_, Some(product)) => Self::Product(product),
            (Some(category), None) => Self::Category(category),
            (None, None) => Self::All,
        }
    }
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

/// What does not fit of the things that a personal discount and a discount code have alike: its Russian and its English name,
/// what it takes off, its first and its last day.
pub(super) fn faults(
    (name, name_en): (&str, &str),
    off: Off,
    (valid_from, valid_until): (NaiveDate, Option<NaiveDate>),
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code, message| faults.push(Fault { field: field.into(), code, message });
    for (field, name) in [("name", name), ("name_en", name_en)] {
        if text::required_line(name, 200).is_err() {
            fault(field, "missing", say!("error-field-missing", name = field));
        }
    }
    match off {
        Off::Percent(percent) if !percent.is_positive() || percent.steps() > Percent::MAX => {
            fault("percent", "out_of_range", say!("error-out-of-range"));
        }
        Off::Amount(amount) if !amount.is_positive() || amount.steps() > UnitPrice::MAX => {
            fault("amount", "out_of_range", say!("error-out-of-range"));
        }
        Off::Percent(_) | Off::Amount(_) => {}
    }
    if valid_until.is_some_and(|until| until < valid_from) {
        fault("valid_until", "before_start", say!("import-ends-before-start"));
    }
    faults
}
