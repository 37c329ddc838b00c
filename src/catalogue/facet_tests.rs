//! Facets in the words of the trade, and by generated shelves against plain counting.

use proptest::prelude::*;

use super::*;
use crate::platform::values::ids::Id;

fn row(product: i64, name: &str, value: &str) -> Row {
    let english = |text: &str| format!("{text} en");
    Row {
        product: ProductId::from_number(product),
        name: name.into(),
        value: value.into(),
        name_en: english(name),
        value_en: english(value),
    }
}

fn chosen(name: &str, values: &[&str]) -> Chosen {
    Chosen { name: name.into(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn told(facets: &[Facet]) -> Vec<(String, Vec<(String, usize, bool)>)> {
    let values = |facet: &Facet| facet.values.iter().map(|v| (v.value.clone(), v.count, v.is_chosen)).collect();
    facets.iter().map(|facet| (facet.name.clone(), values(facet))).collect()
}

fn tins() -> Shelf {
    shelve(vec![
        row(1, "Цвет", "белый"),
        row(1, "Объём", "10 л"),
        row(2, "Цвет", "белый"),
        row(2, "Объём", "2,5 л"),
        row(3, "Цвет", "серый"),
        row(3, "Объём", "2,5 л"),
        row(3, "Страна", "Россия"),
    ])
}

fn own(name: &str, values: &[(&str, usize, bool)]) -> (String, Vec<(String, usize, bool)>) {
    (name.to_owned(), values.iter().map(|(value, count, is)| ((*value).to_owned(), *count, *is)).collect())
}

#[test]
fn values_are_counted_and_an_attribute_that_divides_nothing_is_left_out() {
    let all = told(&count(&tins(), &[]));
    let volume = own("Объём", &[("2,5 л", 2, false), ("10 л", 1, false)]);
    assert_eq!(all, [volume, own("Цвет", &[("белый", 2, false), ("серый", 1, false)])]);
}

#[test]
fn a_choice_narrows_the_other_attributes_and_not_its_own() {
    let white = told(&count(&tins(), &[chosen("Цвет", &["белый"])]));
    let colour = own("Цвет", &[("белый", 2, true), ("серый", 1, false)]);
    assert_eq!(white, [colour, own("Объём", &[("2,5 л", 1, false), ("10 л", 1, false)])]);
    let english = told(&count(&tins(), &[chosen("Цвет en", &["белый en"])]));
    assert_eq!(english, white, "the names of either language mean the same");
}

#[test]
fn two_values_of_one_attribute_are_one_or_the_other_and_two_attributes_both() {
    let both = told(&count(&tins(), &[chosen("Цвет", &["белый", "серый"]), chosen("Объём", &["2,5 л"])]));
    assert!(both.contains(&own("Цвет", &[("белый", 1, true), ("серый", 1, true)])), "{both:?}");
    assert!(both.contains(&own("Объём", &[("2,5 л", 2, true), ("10 л", 1, false)])), "{both:?}");
}

#[test]
fn what_no_good_has_leaves_nothing() {
    assert!(count(&tins(), &[chosen("Вкус", &["кислый"])]).is_empty());
    let none = told(&count(&tins(), &[chosen("Цвет", &["чёрный"])]));
    assert_eq!(none, [own("Цвет", &[("белый", 2, false), ("серый", 1, false)])], "the way back stays open");
    assert!(count(&Shelf::default(), &[]).is_empty());
}

#[test]
fn values_stand_by_size() {
    let mut values = vec!["10 м", "2 м", "2,5 м", "0,75 м", "белый", "М8"];
    values.sort_by_cached_key(|value| by_size(value));
    assert_eq!(values, ["0,75 м", "2 м", "2,5 м", "10 м", "М8", "белый"]);
}

const NAMES: [&str; 3] = ["Цвет", "Объём", "Бренд"];
const VALUES: [&str; 4] = ["1", "2", "3", "4"];

proptest! {
    #[test]
    fn every_count_is_what_choosing_that_value_alone_would_show(
        goods in proptest::collection::vec([0usize..5, 0usize..5, 0usize..5], 0..30),
        choice in [proptest::collection::btree_set(0usize..4, 0..3), proptest::collection::btree_set(0usize..4, 0..3)],
    ) {
        // The fifth value of an attribute is none at all.
        let mut rows = Vec::new();
        for (product, good) in (1i64..).zip(&goods) {
            for (name, value) in NAMES.iter().zip(good).filter(|(_, value)| **value < 4) {
                rows.push(row(product, name, VALUES[*value]));
            }
        }
        let picked: Vec<Chosen> = NAMES.iter().zip(&choice).filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| chosen(name, &values.iter().map(|value| VALUES[*value]).collect::<Vec<_>>())).collect();
        for facet in count(&shelve(rows), &picked) {
            let at = NAMES.iter().position(|name| *name == facet.name).unwrap();
            for value in facet.values {
                let wanted = VALUES.iter().position(|one| *one == value.value).unwrap();
                let fits = |good: &[usize; 3]| (0..2).filter(|other| *other != at)
                    .all(|other| choice[other].is_empty() || choice[other].contains(&good[other]));
                let plain = goods.iter().filter(|good| good[at] == wanted && fits(good)).count();
                prop_assert_eq!(value.count, plain, "{} = {}", facet.name, value.value);
            }
        }
    }
}
