//! A few goods beside each other: what is known of each, its price, its stock, and where they differ. A look only.

use super::offer::{self, Offer};
use crate::access::Act;
use crate::access::permission::marks::SeeCatalogue;
use crate::catalogue::store::sku_key;
use crate::orders::cart;
use crate::partners::Contract;
use crate::platform::error::Answer;
use crate::platform::web::Lang;

/// So many goods fit beside each other.
pub const MOST: usize = 4;

/// Goods beside each other.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The contract the prices are of.
    pub contract: Contract,
    /// The goods, in the order they were named; at most [`MOST`].
    pub offers: Vec<Offer>,
    /// Whether more were named than fit.
    pub is_cut: bool,
}

/// Something known of the goods: its name, and how it is with each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// What.
    pub name: String,
    /// How it is with each of the goods; none where nothing is known.
    pub values: Vec<Option<String>>,
}

impl Trait {
    /// Whether the goods differ in it.
    pub fn differs(&self) -> bool {
        self.values.windows(2).any(|pair| matches!(pair, [a, b] if a != b))
    }
}

/// The first few of the named goods that the contract allows.
pub fn look(act: &mut Act<'_, SeeCatalogue>, skus: &Vec<String>) -> Answer<Compared> {
    let contract = cart::chosen_contract(act)?;
    let mut keys: Vec<String> = Vec::new();
    for sku in skus {
        let key = sku_key(sku);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let is_cut = keys.len() > MOST;
    keys.truncate(MOST);
    let (_, mut offers) = offer::of_skus(act, &contract, &keys, None)?;
    offers.sort_by_key(|offer| keys.iter().position(|key| *key == sku_key(&offer.product.sku)));
    Ok(Compared { contract, offers, is_cut })
}

/// The article numbers in a query.
pub fn named(query: &str) -> Vec<String> {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, value)| name == "sku" && !value.trim().is_empty());
    pairs.map(|(_, value)| value.into_owned()).take(20).collect()
}

/// What is known of any of the goods, in the order in which it is first met.
pub fn traits(offers: &[Offer], lang: Lang) -> Vec<Trait> {
    let known: Vec<Vec<(String, String)>> = offers.iter().map(|offer| attributes(offer, lang)).collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in known.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let value_of =
        |of: &Vec<(String, String)>, name: &str| of.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    names
        .iter()
        .map(|name| Trait { name: (*name).to_owned(), values: known.iter().map(|of| value_of(of, name)).collect() })
        .collect()
}

fn attributes(offer: &Offer, lang: Lang) -> Vec<(String, String)> {
    let in_language = |a: crate::catalogue::product::Attribute| match lang {
        Lang::Ru => (a.name, a.value),
        Lang::En => (a.name_en, a.value_en),
    };
    offer.product.attributes().into_iter().map(in_language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_differ_where_not_all_are_alike() {
        let known = |values: &[Option<&str>]| Trait {
            name: "Цвет".into(),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
        };
        assert!(!known(&[Some("белый"), Some("белый")]).differs() && !known(&[Some("белый")]).differs());
        assert!(known(&[Some("белый"), None]).differs() && known(&[Some("а"), Some("а"), Some("б")]).differs());
    }

    #[test]
    fn article_numbers_are_read_from_the_address() {
        assert_eq!(named("sku=A&sku=&q=x&sku=B+C"), ["A", "B C"]);
        assert_eq!(named(&"sku=A&".repeat(50)).len(), 20);
    }
}
