//! Rows of products with their categories. Categories that are not there are made.

use std::collections::HashMap;

use super::outcome::Outcome;
use super::sheet::{Cells, Column, Line, Row, needed, possible};
use super::{names, read};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::catalogue::product::Attribute;
use crate::catalogue::store::{self, ProductRecord, sku_key};
use crate::catalogue::{Category, CategoryId, ProductId, categories_proof, proof};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, Unit, text};
use crate::say;

const VAT: &[&str] = &["standard", "reduced", "zero", "none"];

/// A product.
#[derive(Debug, PartialEq)]
pub(super) struct Product {
    sku: String,
    name: String,
    name_en: String,
    category: Vec<String>,
    category_en: Vec<String>,
    unit: &'static Unit,
    moq: Quantity,
    multiple: Quantity,
    vat: String,
    barcode: Option<String>,
    weight_grams: i64,
    attributes: Vec<Attribute>,
    is_active: bool,
}

impl Row for Product {
    const COLUMNS: &'static [Column] = &[
        needed("sku", "артикул"),
        needed("name", "наименование"),
        possible("name_en", "наименование_en"),
        needed("category", "категория"),
        possible("category_en", "категория_en"),
        needed("unit", "единица"),
        possible("moq", "мин_партия"),
        possible("multiple", "кратность"),
        possible("vat", "ндс"),
        possible("barcode", "штрихкод"),
        possible("weight_kg", "вес_кг"),
        possible("attributes", "характеристики"),
        possible("attributes_en", "характеристики_en"),
        possible("active", "активен"),
    ];
    const KEY: &'static str = "sku";

    fn key(&self) -> String {
        sku_key(&self.sku)
    }

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let sku = cells.need("sku", read::sku_of_ours);
        let name = cells.need("name", |cell| read::line(cell, 300));
        let name_en = cells.may("name_en", |cell| read::line(cell, 300));
        let category = cells.need("category", read::path);
        let category_en = cells.may("category_en", read::path);
        let unit = cells.need("unit", read::unit);
        let moq = cells.or("moq", Quantity::whole(1), read::some);
        let multiple = cells.or("multiple", Quantity::whole(1), read::some);
        let vat = cells.or("vat", "standard".to_owned(), |cell| read::word(cell, VAT, |word| Some(word.to_owned())));
        let barcode = cells.may("barcode", |cell| read::line(cell, 40));
        // A kilogram has a thousand grams as a quantity has a thousand steps.
        let weight = cells.or("weight_kg", Quantity::ZERO, read::quantity);
        let attributes = attributes(cells);
        let is_active = cells.or("active", true, read::yes_no);
        let (name, category) = (name?, category?);
        let product = Self {
            sku: sku?,
            name_en: name_en?.unwrap_or_else(|| name.clone()),
            name,
            category_en: category_en?.unwrap_or_else(|| category.clone()),
            category,
            unit: unit?,
            moq: moq?,
            multiple: multiple?,
            vat: vat?,
            barcode: barcode?,
            weight_grams: weight?.steps(),
            attributes: attributes?,
            is_active: is_active?,
        };
        product.check(cells);
        Some(product)
    }

    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()> {
        let tx = act.tx();
        let mut categories = names::categories(tx)?;
        let mut known: HashMap<String, ProductRecord> = HashMap::with_capacity(rows.len());
        for chunk in rows.chunks(500) {
            let keys: Vec<String> = chunk.iter().map(|line| line.row.key()).collect();
            known.extend(store::records(tx, &keys)?.into_iter().map(|record| (record.sku_key.clone(), record)));
        }
        let (mut fresh, mut known_of, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for Line { row, .. } in rows {
            let category = row.category_id(tx, &mut categories, &mut made)?;
            let old = known.get(&row.key());
            let id = old.map_or_else(|| tx.new_id::<ProductId>(), |old| old.id);
            let record = row.record(id, category)?;
            if old.is_none_or(|old| old.attributes != record.attributes) {
                known_of.push((id, row.attributes.clone()));
            }
            match old {
                None => {
                    outcome.told.push(proof::facts(&record));
                    fresh.push(record);
                    outcome.count(Put::Added);
                }
                Some(old) if *old == record => outcome.count(Put::Unchanged),
                Some(_) => {
                    outcome.told.push(proof::facts(&record));
                    store::update_record(tx, &record)?;
                    outcome.count(Put::Changed);
                }
            }
        }
        outcome.categories.extend(made.iter().map(categories_proof::facts));
        store::insert_records(tx, &fresh)?;
        store::put_attributes(tx, &known_of)
    }
}

impl Product {
    fn check(&self, cells: &mut Cells<'_>) {
        if self.category.len() != self.category_en.len() {
            cells.refuse("category_en", "other_depth", say!("import-category-depth"));
        }
        for (name, quantity) in [("moq", self.moq), ("multiple", self.multiple)] {
            if self.unit.is_piecewise && !quantity.is_whole() {
                cells.refuse(name, "not_whole", say!("import-not-whole", unit = self.unit.ru));
            }
        }
    }

    fn category_id(&self, tx: &mut Tx, known: &mut HashMap<String, CategoryId>, made: &mut Vec<Category>) -> Answer<CategoryId> {
        let path = self.category.join(" / ");
        if let Some(id) = known.get(&path) {
            return Ok(*id);
        }
        let id = store::put_category(tx, &self.category, &self.category_en, made)?;
        known.insert(path, id);
        Ok(id)
    }

    fn record(&self, id: ProductId, category_id: CategoryId) -> Answer<ProductRecord> {
        let barcode = self.barcode.as_deref().unwrap_or_default();
        let joined = self.sku.replace('-', "");
        Ok(ProductRecord {
            id,
            sku: self.sku.clone(),
            sku_key: self.key(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            name_key: text::fold(&self.name),
            name_key_en: text::fold(&self.name_en),
            search_key: text::fold(&format!("{} {} {} {barcode} {joined}", self.sku, self.name, self.name_en)),
            category_id,
            unit: self.unit.okei.to_owned(),
            moq: self.moq,
            multiple: self.multiple,
            vat_code: self.vat.clone(),
            barcode: self.barcode.clone(),
            weight_grams: self.weight_grams,
            attributes: serde_json::to_string(&self.attributes)?,
            is_active: self.is_active,
        })
    }
}

/// The English names and values stand at the places of the Russian ones.
fn attributes(cells: &mut Cells<'_>) -> Option<Vec<Attribute>> {
    let russian = cells.or("attributes", Vec::new(), read::pairs);
    let english = cells.may("attributes_en", read::pairs);
    let (russian, english) = (russian?, english?);
    let english = english.unwrap_or_else(|| russian.clone());
    if english.len() != russian.len() {
        cells.refuse("attributes_en", "other_count", say!("import-attribute-count"));
        return None;
    }
    let both = russian.into_iter().zip(english);
    Some(both.map(|((name, value), (name_en, value_en))| Attribute { name, value, name_en, value_en }).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_rows;
    use super::*;
    use crate::platform::values::ids::Id;

    fn first(text: &str) -> Product {
        let (rows, faults) = read_rows::<Product>(text);
        assert_eq!(faults, vec![]);
        rows.into_iter().next().unwrap()
    }

    #[test]
    fn a_product_is_read_with_all_it_has() {
        let text = "Артикул;Наименование;Наименование_en;Категория;Категория_en;Единица;Мин_партия;Кратность;НДС;Штрихкод;Вес_кг;Характеристики;Характеристики_en;Активен\n\
                    DR-1042;Дрель;Drill;Инструмент / Дрели;Tools / Drills;шт;2;2;reduced;4600000000017;1,250;Цвет=красный|Длина=2 м;Colour=red|Length=2 m;нет\n";
        let drill = first(text);
        assert_eq!((drill.unit.okei, drill.moq, drill.weight_grams, drill.is_active), ("796", Quantity::whole(2), 1250, false));
        assert_eq!(drill.attributes[1].name_en, "Length");
        let record = drill.record(ProductId::from_number(1), CategoryId::from_number(2)).unwrap();
        assert_eq!(record.search_key, "dr-1042 дрель drill 4600000000017 dr1042");
        assert_eq!((record.name_key.as_str(), record.vat_code.as_str()), ("дрель", "reduced"));
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let nail = first("sku;name;category;unit\n1;Гвоздь;Крепёж;kg\n");
        assert_eq!(
            (nail.name_en.as_str(), nail.vat.as_str(), nail.multiple, nail.is_active),
            ("Гвоздь", "standard", Quantity::whole(1), true)
        );
        assert_eq!((nail.category_en, nail.barcode, nail.attributes), (nail.category.clone(), None, vec![]));
    }

    #[test]
    fn every_fault_of_a_row_is_told() {
        let text = "sku;name;category;category_en;unit;moq;multiple;vat;attributes;attributes_en\n\
                    1;A;X / Y;X;шт;0.5;1;standard;;\n2;=1;X;;бочка;0;-1;22;a=1|b=2;a=1\nq~000001-1;A;X;;шт;;;;;\n";
        let (rows, faults) = read_rows::<Product>(text);
        assert!(rows.is_empty());
        let told: Vec<_> = faults.iter().map(|(line, field, code)| (*line, field.as_str(), *code)).collect();
        assert_eq!(
            told,
            vec![
                (2, "category_en", "other_depth"),
                (2, "moq", "not_whole"),
                (3, "name", "formula"),
                (3, "unit", "unknown_unit"),
                (3, "moq", "out_of_range"),
                (3, "multiple", "out_of_range"),
                (3, "vat", "not_one_of"),
                (3, "attributes_en", "other_count"),
                (4, "sku", "made_to_order"),
            ]
        );
    }
}
