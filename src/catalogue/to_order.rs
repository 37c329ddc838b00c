//! Goods got for one order alone: they stand in no catalogue and no contract lists them; when they come in they are booked,
//! reserved and shipped like any other. Called where a quote with lines in free words becomes an order.

use super::product::ProductId;
use super::store::{self, ProductRecord};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, Unit, text};

/// The category of such goods in Russian and in English.
const CATEGORY: (&str, &str) = ("Под заказ", "Made to order");

/// How the article numbers of such goods begin. An import makes and changes no product whose number begins so.
const MARK: &str = "Q~";

/// The article number of what stands in free words at a place of a quote.
pub(crate) fn sku(quote: &str, place: usize) -> String {
    format!("{MARK}{}-{place}", quote.trim_start_matches("Q-"))
}

/// Whether an article number is kept for goods that are got for one order.
pub(crate) fn is_kept_for_these(sku: &str) -> bool {
    store::sku_key(sku).starts_with(MARK)
}

/// Whether a category is the one in which such goods lie: no import tells of it.
pub(super) fn is_where_these_lie(path: &str) -> bool {
    path == CATEGORY.0
}

/// Goods by the words of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToOrder {
    /// The article number they get.
    pub sku: String,
    /// What they are, in the words of whoever offered them.
    pub name: String,
    /// The unit of measure.
    pub unit: &'static Unit,
    /// The code of their VAT rate.
    pub vat_code: String,
}

/// Makes products of them, in their order.
pub(crate) fn add(tx: &mut Tx, goods: &[ToOrder]) -> Answer<Vec<ProductId>> {
    if goods.is_empty() {
        return Ok(Vec::new());
    }
    let category_id = store::put_category(tx, &[CATEGORY.0.to_owned()], &[CATEGORY.1.to_owned()], &mut Vec::new())?;
    let record = |one: &ToOrder| {
        let step = if one.unit.is_piecewise { Quantity::whole(1) } else { Quantity::from_steps(1) };
        let name_key = text::fold(&one.name);
        ProductRecord {
            id: tx.new_id(),
            sku: one.sku.clone(),
            sku_key: store::sku_key(&one.sku),
            name: one.name.clone(),
            name_en: one.name.clone(),
            name_key: name_key.clone(),
            name_key_en: name_key,
            search_key: text::fold(&format!("{} {}", one.sku, one.name)),
            category_id,
            unit: one.unit.okei.to_owned(),
            moq: step,
            multiple: step,
            vat_code: one.vat_code.clone(),
            barcode: None,
            weight_grams: 0,
            attributes: "[]".to_owned(),
            is_active: false,
        }
    };
    let records: Vec<ProductRecord> = goods.iter().map(record).collect();
    store::insert_records(tx, &records)?;
    Ok(records.iter().map(|record| record.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_got_for_one_order_have_numbers_of_their_own() {
        assert_eq!(sku("Q-000123", 2), "Q~000123-2");
        assert!(is_kept_for_these(&sku("Q-000123", 2)) && is_kept_for_these(" q~1"));
        assert!(!is_kept_for_these("Q-000123-2") && !is_kept_for_these("A-Q~1"));
    }
}
