//! What the importer, the catalogue and a reader may count on in the goods of the demo trade.

use super::super::random::Random;
use super::{Good, goods};
use std::collections::BTreeSet;

fn all() -> Vec<Good> {
    goods(&mut Random::new(1))
}

fn different<T: Ord>(values: impl IntoIterator<Item = T>) -> usize {
    values.into_iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn there_are_about_two_thousand_in_about_forty_categories() {
    let all = all();
    assert!((1_900..=2_100).contains(&all.len()), "{}", all.len());
    let categories = different(all.iter().map(|good| &good.category));
    assert!((38..=46).contains(&categories), "{categories}");
    assert_eq!(different(all.iter().map(|good| &good.category_en)), categories);
    assert_eq!(different(all.iter().map(|good| (&good.category, &good.category_en))), categories);
}

#[test]
fn numbers_and_names_are_unique() {
    let all = all();
    assert_eq!(different(all.iter().map(|good| &good.sku)), all.len());
    assert_eq!(different(all.iter().map(|good| &good.barcode)), all.len());
    let mut seen = BTreeSet::new();
    for good in &all {
        assert!(seen.insert(good.name.to_lowercase()), "{}", good.name);
        assert!(seen.insert(good.name_en.to_lowercase()), "{}", good.name_en);
    }
}

#[test]
fn barcodes_are_ean_13() {
    for good in all() {
        let digits: Vec<u32> = good.barcode.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
        assert_eq!(digits.len(), 13, "{}", good.barcode);
        assert!(good.barcode.starts_with("460"), "{}", good.barcode);
        let sum: u32 = digits.iter().enumerate().map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 3 }).sum();
        assert_eq!(sum % 10, 0, "{}", good.barcode);
    }
}

#[test]
fn each_language_keeps_to_its_letters() {
    let is_russian = |text: &str| text.chars().any(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    for good in all() {
        assert!(is_russian(&good.name) && is_russian(&good.category), "{}", good.name);
        assert!(!is_russian(&good.name_en) && !is_russian(&good.category_en), "{}", good.name_en);
        for text in [&good.name, &good.name_en] {
            assert!(!text.contains("  ") && !text.contains(" ,") && text.trim() == text, "{text}");
        }
        for (name, name_en, value, value_en) in &good.attributes {
            assert!(is_russian(name) && !is_russian(name_en) && !is_russian(value_en), "{name} {name_en} {value_en}");
            let written = [name, name_en, value.as_str(), value_en.as_str()];
            assert!(written.iter().all(|text| !text.is_empty() && !text.contains(['|', '='])), "{written:?}");
        }
    }
}

#[test]
fn every_one_can_be_ordered_and_described() {
    let all = all();
    for good in &all {
        assert!((3..=5).contains(&good.attributes.len()), "{}", good.name);
        assert_eq!(different(good.attributes.iter().map(|attribute| attribute.0)), good.attributes.len(), "{}", good.name);
        assert!(["шт", "упак", "м", "кг", "рул", "компл", "пара"].contains(&good.unit), "{}", good.unit);
        assert!(good.moq > 0 && good.moq == good.multiple);
        assert!(good.weight_grams > 0 && good.price_kopecks >= 100, "{}", good.name);
    }
    let part = |count: usize| count * 100 / all.len();
    assert!((12..=18).contains(&part(all.iter().filter(|good| good.multiple == 5).count())));
    assert!((10..=18).contains(&part(all.iter().filter(|good| good.multiple >= 10).count())));
    assert!((1..=4).contains(&part(all.iter().filter(|good| good.vat == "reduced").count())));
    assert!((1..=8).contains(&part(all.iter().filter(|good| good.sku.starts_with("00")).count())));
}

#[test]
fn the_same_seed_gives_the_same_goods() {
    assert_eq!(all(), all());
    assert_ne!(all(), goods(&mut Random::new(2)));
}
