//! Products, and which quantities of them can be ordered.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::CategoryId;
use crate::platform::files::FileId;
use crate::platform::message::Message;
use crate::platform::values::{Percent, Quantity, Unit};
use crate::platform::web::Lang;
use crate::say;

crate::typed_id!(
    /// A product.
    ProductId, "prd"
);

/// A product, with the VAT rate of the day it is looked at.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its article number as written.
    pub sku: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its unit of measure.
    pub unit: &'static Unit,
    /// The least that can be ordered.
    pub moq: Quantity,
    /// Orders are multiples of this, counted from zero.
    pub multiple: Quantity,
    /// Its VAT code.
    pub vat_code: String,
    /// The rate of that code on the day; none for «no VAT».
    pub vat_rate: Option<Percent>,
    /// Its category.
    pub category: CategoryId,
    /// That category's and its ancestors' numbers.
    pub categories: Vec<i64>,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The weight of one unit, in grams.
    pub weight_grams: i64,
    /// What else is known of it, as kept: read only where it is shown.
    pub attributes_json: String,
    /// Its picture.
    pub picture: Option<FileId>,
}

/// Something known of a product, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name in Russian.
    pub name: String,
    /// Its value in Russian.
    pub value: String,
    /// Its name in English.
    pub name_en: String,
    /// Its value in English.
    pub value_en: String,
}

impl Product {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
    }

    /// Its unit's sign in a language.
    pub fn unit_name(&self, lang: Lang) -> &'static str {
        lang.symbol(self.unit)
    }

    /// What else is known of it.
    pub fn attributes(&self) -> Vec<Attribute> {
        serde_json::from_str(&self.attributes_json).unwrap_or_default()
    }

    /// The smallest quantity that can be ordered.
    pub fn smallest(&self) -> Quantity {
        self.valid_from(self.moq)
    }

    /// Why so much of it cannot be ordered, if so.
    pub fn objection(&self, quantity: Quantity) -> Option<Unorderable> {
        let kind = if !quantity.is_positive() {
            Objection::NotPositive
        } else if self.unit.is_piecewise && !quantity.is_whole() {
            Objection::NotWhole
        } else if quantity < self.moq {
            Objection::BelowMinimum
        } else if quantity.steps() % self.multiple.steps() != 0 {
            Objection::OffMultiple
        } else {
            return None;
        };
        let above = self.valid_from(quantity);
        let below = Quantity::from_steps(above.steps() - self.multiple.steps());
        let mut offers = vec![above];
        if below >= self.moq {
            offers.insert(0, below);
        } else {
            offers.push(Quantity::from_steps(above.steps() + self.multiple.steps()));
        }
        Some(Unorderable { kind, minimum: self.moq, multiple: self.multiple, offers })
    }

    /// The first quantity at or above this that can be ordered.
    fn valid_from(&self, quantity: Quantity) -> Quantity {
        let (step, least) = (self.multiple.steps().max(1), quantity.max(self.moq).steps());
        Quantity::from_steps(least.saturating_add(step - 1) / step * step)
    }

    /// What so much of it weighs, in kilograms.
    pub fn weight(&self, quantity: Quantity) -> Decimal {
        Decimal::new(self.weight_grams, 3) * quantity.decimal()
    }
}

/// Why a quantity cannot be ordered, and which near it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unorderable {
    /// Why.
    pub kind: Objection,
    /// The least.
    pub minimum: Quantity,
    /// The step.
    pub multiple: Quantity,
    /// The two nearest that can be ordered.
    pub offers: Vec<Quantity>,
}

/// What is wrong with a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// Zero or less.
    NotPositive,
    /// A part of what is sold whole.
    NotWhole,
    /// Less than the least.
    BelowMinimum,
    /// Between two steps.
    OffMultiple,
}

impl Unorderable {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            Objection::NotPositive => "not_positive",
            Objection::NotWhole => "not_whole",
            Objection::BelowMinimum => "below_minimum",
            Objection::OffMultiple => "off_multiple",
        }
    }

    /// The reason for people, with the two quantities that can be ordered.
    pub fn message(&self, sku: &str) -> Message {
        let first = self.offers.first().copied().unwrap_or(self.minimum);
        let second = self.offers.get(1).copied().unwrap_or(first);
        match self.kind {
            Objection::NotPositive => return say!("quantity-not-positive", sku = sku, first = first),
            Objection::NotWhole if self.multiple <= Quantity::whole(1) => {
                return say!("quantity-not-whole", sku = sku, first = first, second = second);
            }
            _ => {}
        }
        say!("quantity-unorderable", sku = sku, minimum = self.minimum, multiple = self.multiple, first = first, second = second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;
    use proptest::prelude::*;

    fn product(moq: i64, multiple: i64) -> Product {
        Product {
            id: ProductId::from_number(1),
            sku: "A-1".into(),
            name: "Товар".into(),
            name_en: "Product".into(),
            unit: Unit::parse("шт").unwrap(),
            moq: Quantity::whole(moq),
            multiple: Quantity::whole(multiple),
            vat_code: "none".into(),
            vat_rate: None,
            category: CategoryId::from_number(1),
            categories: vec![1],
            barcode: None,
            weight_grams: 0,
            attributes_json: "[]".into(),
            picture: None,
        }
    }

    #[test]
    fn seven_of_a_good_sold_by_fives_is_refused_with_five_and_ten() {
        let objection = product(5, 5).objection(Quantity::whole(7)).unwrap();
        assert_eq!((objection.code(), objection.offers), ("off_multiple", vec![Quantity::whole(5), Quantity::whole(10)]));
    }

    #[test]
    fn the_step_counts_from_zero_not_from_the_minimum() {
        let goods = product(12, 5);
        assert_eq!(goods.smallest(), Quantity::whole(15));
        assert_eq!(goods.objection(Quantity::whole(12)).unwrap().offers, vec![Quantity::whole(15), Quantity::whole(20)]);
        assert_eq!(goods.objection(Quantity::whole(15)), None);
    }

    #[test]
    fn pieces_are_not_cut() {
        let half = Quantity::parse("0.5").unwrap();
        assert_eq!(product(1, 1).objection(half).unwrap().kind, Objection::NotWhole);
        assert_eq!(product(1, 1).objection(Quantity::ZERO).unwrap().kind, Objection::NotPositive);
    }

    proptest! {
        #[test]
        fn what_is_offered_can_be_ordered(moq in 1i64..200, multiple in 1i64..50, asked in -5_000i64..500_000) {
            let goods = product(moq, multiple);
            if let Some(objection) = goods.objection(Quantity::from_steps(asked)) {
                prop_assert_eq!(objection.offers.len(), 2);
                for offer in objection.offers {
                    prop_assert_eq!(goods.objection(offer), None);
                }
            }
        }
    }
}
