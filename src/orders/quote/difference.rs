//! What is different between two versions of a quote, line by line. Pure. Lines are the same by their product, those in free words
//! by their words.

use serde::Serialize;

use super::QuoteLine;
use crate::platform::values::{Quantity, UnitPrice};
use crate::platform::web::Lang;

crate::words! {
    /// What became of a line.
    pub enum Change {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// Its quantity or its price is another.
        Changed = "changed",
    }
}

/// What became of a line, with what it was and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of it.
    pub change: Change,
    /// The article number; none for a line in free words.
    pub sku: Option<String>,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// How much it was.
    pub quantity_was: Option<Quantity>,
    /// How much it is.
    pub quantity: Option<Quantity>,
    /// The price it had.
    pub price_was: Option<UnitPrice>,
    /// The price it has.
    pub price: Option<UnitPrice>,
}

impl Difference {
    fn of(change: Change, was: Option<&QuoteLine>, is: Option<&QuoteLine>) -> Option<Self> {
        let line = is.or(was)?;
        Some(Self {
            change,
            sku: line.sku.clone(),
            name: line.name.clone(),
            name_en: line.name_en.clone(),
            quantity_was: was.map(|line| line.quantity),
            quantity: is.map(|line| line.quantity),
            price_was: was.map(|line| line.unit_price).filter(|price| price.is_positive()),
            price: is.map(|line| line.unit_price),
        })
    }

    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }
}

fn is_same(a: &QuoteLine, b: &QuoteLine) -> bool {
    a.product == b.product && (a.product.is_some() || (a.name == b.name && a.unit == b.unit))
}

/// What is different: what is gone first, then line by line of the new version.
pub fn between(old: &[QuoteLine], new: &[QuoteLine]) -> Vec<Difference> {
    let gone = old.iter().filter(|was| !new.iter().any(|is| is_same(was, is)));
    let gone = gone.filter_map(|was| Difference::of(Change::Removed, Some(was), None));
    let other = new.iter().filter_map(|is| match old.iter().find(|was| is_same(was, is)) {
        None => Difference::of(Change::Added, None, Some(is)),
        Some(was) if was.quantity != is.quantity || was.unit_price != is.unit_price => {
            Difference::of(Change::Changed, Some(was), Some(is))
        }
        Some(_) => None,
    });
    gone.chain(other).collect()
}

#[cfg(test)]
mod tests {
    use super::super::limit::tests::line;
    use super::*;
    use crate::catalogue::ProductId;
    use crate::platform::values::ids::Id;
    use proptest::prelude::*;

    fn of(product: i64, quantity: i64, price: i64) -> QuoteLine {
        let id = ProductId::from_number(product);
        let sku = Some(format!("P-{product}"));
        QuoteLine { product: Some(id), sku, quantity: Quantity::whole(quantity), ..line(price, None, None) }
    }

    #[test]
    fn a_line_is_gone_another_or_new() {
        let old = [of(1, 1, 100), of(2, 5, 200), line(300, None, None)];
        let new = [of(2, 6, 200), of(3, 1, 50), line(300, None, None)];
        let told = between(&old, &new);
        let told: Vec<_> = told.iter().map(|d| (d.change, d.sku.as_deref(), d.quantity_was, d.quantity)).collect();
        let (one, five, six) = (Some(Quantity::whole(1)), Some(Quantity::whole(5)), Some(Quantity::whole(6)));
        let expected = [
            (Change::Removed, Some("P-1"), one, None),
            (Change::Changed, Some("P-2"), five, six),
            (Change::Added, Some("P-3"), None, one),
        ];
        assert_eq!(told, expected);
    }

    fn lines() -> impl Strategy<Value = Vec<QuoteLine>> {
        proptest::collection::btree_map(1i64..8, (1i64..4, 1i64..4), 0..6)
            .prop_map(|all| all.into_iter().map(|(product, (quantity, price))| of(product, quantity, price)).collect())
    }

    proptest! {
        #[test]
        fn the_differences_lead_from_the_old_version_to_the_new_one(old in lines(), new in lines()) {
            prop_assert_eq!(between(&old, &old), Vec::new());
            let told = between(&old, &new);
            let mut walked: Vec<(Option<String>, Quantity, UnitPrice)> =
                old.iter().map(|line| (line.sku.clone(), line.quantity, line.unit_price)).collect();
            for difference in told {
                walked.retain(|(sku, ..)| *sku != difference.sku);
                if let (Some(quantity), Some(price)) = (difference.quantity, difference.price) {
                    walked.push((difference.sku.clone(), quantity, price));
                }
            }
            walked.sort();
            let mut expected: Vec<_> = new.iter().map(|line| (line.sku.clone(), line.quantity, line.unit_price)).collect();
            expected.sort();
            prop_assert_eq!(walked, expected);
        }
    }
}
