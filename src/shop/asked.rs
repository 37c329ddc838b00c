//! What an address asks of the catalogue: words, category, attributes, stock, orders before, the look of the list. Read for pages
//! and for programs alike; written again as links that change one thing and keep the rest.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::offer::{Before, Query};
use crate::catalogue::Chosen;
use crate::catalogue::store::Filter;
use crate::platform::error::{Answer, Kind, Refusal};
use crate::platform::web::{Lang, body, cursor};
use crate::say;

/// What the name of a parameter begins with that chooses a value of an attribute: `attr.Цвет=белый`.
pub(super) const ATTRIBUTE: &str = "attr.";
const MOST_VALUES: usize = 60;

crate::words! {
    /// Which stock is wanted.
    pub enum StockWish {
        /// Goods that can still be promised.
        In = "in",
    }
}

crate::words! {
    /// The look of the list.
    pub enum View {
        /// A table.
        Rows = "rows",
        /// Cards.
        Cards = "cards",
    }
}

/// The parameters of the catalogue's page but for attributes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueQuery {
    /// The words.
    #[serde(default)]
    pub q: String,
    /// The category's code; every category where it is empty.
    #[serde(default)]
    pub category: String,
    /// Whether the words are looked for as they stand.
    #[serde(default)]
    pub literal: bool,
    /// Only what is in stock.
    pub stock: Option<StockWish>,
    /// What was ordered before, and what that means to the list.
    pub ordered: Option<Before>,
    /// Where the list goes on.
    pub cursor: Option<String>,
    /// The look of the list.
    pub view: Option<View>,
    /// How many goods a page has.
    pub size: Option<i64>,
    /// An article number that has just been put into the cart.
    #[serde(default)]
    pub added: String,
    /// How many lines have just been put into the cart.
    pub put: Option<usize>,
}

/// What a page of the catalogue is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The parameters of a known name.
    pub query: CatalogueQuery,
    /// The chosen values of attributes.
    pub attributes: Vec<Chosen>,
}

impl Asked {
    /// Reads the query of an address.
    pub fn read(text: &str) -> Answer<Self> {
        let (query, attributes) = parted(text)?;
        Ok(Self { query, attributes })
    }

    /// The same as the look at the list asks for it.
    pub fn look(&self, lang: Lang, limit: i64) -> Answer<Query> {
        let filter = Filter {
            words: self.query.q.clone(),
            after: cursor::read(self.query.cursor.as_deref().filter(|at| !at.is_empty()))?,
            limit,
            is_in_stock: self.query.stock.is_some(),
            attributes: self.attributes.clone(),
            is_literal: self.query.literal,
            ..Filter::default()
        };
        let category = Some(self.query.category.clone()).filter(|code| !code.is_empty());
        Ok(Query { lang, category, filter, before: self.query.ordered })
    }

    /// Whether something narrows the list that a chip could take away.
    pub fn is_narrowed(&self) -> bool {
        self.query.stock.is_some() || self.query.ordered.is_some() || !self.attributes.is_empty()
    }

    /// The same goods with nothing chosen but words and category.
    pub fn without_choices(&self) -> Self {
        let CatalogueQuery { q, category, literal, .. } = self.query.clone();
        let query = CatalogueQuery { q, category, literal, ..CatalogueQuery::default() };
        Self { query, attributes: Vec::new() }
    }

    /// The parameters that say which goods are meant; where in the list, and how it looks, is not among them.
    pub fn pairs(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        let query = &self.query;
        for (name, value) in [
            ("q", query.q.as_str()),
            ("category", query.category.as_str()),
            ("literal", if query.literal { "true" } else { "" }),
            ("stock", query.stock.map_or("", StockWish::as_str)),
            ("ordered", query.ordered.map_or("", Before::as_str)),
        ] {
            if !value.is_empty() {
                pairs.push((name.into(), value.into()));
            }
        }
        for chosen in &self.attributes {
            for value in &chosen.values {
                pairs.push((format!("{ATTRIBUTE}{}", chosen.name).into(), value.as_str().into()));
            }
        }
        pairs
    }

    /// The address of these goods, with something more.
    pub fn link(&self, more: &[(&str, &str)]) -> String {
        let mut pairs = self.pairs();
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| ((*name).into(), (*value).into())));
        address(&pairs)
    }

    /// The address of the goods without one of the things that narrow them.
    pub fn link_without(&self, name: &str, value: &str) -> String {
        let pairs: Vec<_> = self.pairs().into_iter().filter(|(key, one)| key != name || one != value).collect();
        address(&pairs)
    }
}

fn address(pairs: &[(Cow<'_, str>, Cow<'_, str>)]) -> String {
    match serde_urlencoded::to_string(pairs) {
        Ok(text) if !text.is_empty() => format!("/catalogue?{text}"),
        _ => "/catalogue".to_owned(),
    }
}

/// Parts a query into the parameters of a known shape and the chosen attributes.
pub(super) fn parted<T: DeserializeOwned>(text: &str) -> Answer<(T, Vec<Chosen>)> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut count = 0;
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let Some(attribute) = name.strip_prefix(ATTRIBUTE) else {
            // A form sends its unchosen choice as well.
            if !(value.is_empty() && matches!(&*name, "stock" | "ordered")) {
                rest.append_pair(&name, &value);
            }
            continue;
        };
        count += 1;
        if attribute.is_empty() || count > MOST_VALUES || attribute.chars().count() > 80 || value.chars().count() > 200 {
            return Err(Refusal::new(Kind::Malformed, "bad_attribute", say!("filter-bad")).into());
        }
        match chosen.iter_mut().find(|one| one.name == attribute) {
            _ if value.is_empty() => {}
            Some(known) if known.values.iter().any(|one| *one == value) => {}
            Some(known) => known.values.push(value.into_owned()),
            None => chosen.push(Chosen { name: attribute.to_owned(), values: vec![value.into_owned()] }),
        }
    }
    let query = body::query(&rest.finish())?;
    Ok((query, chosen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_told_apart_from_the_rest_and_come_back_in_links() {
        let asked =
            Asked::read("q=%D0%BA%D0%B8%D1%81%D1%82%D1%8C&attr.Colour=white&attr.Colour=grey&attr.Size=2+m&stock=in").unwrap();
        assert_eq!((asked.query.q.as_str(), asked.query.stock), ("кисть", Some(StockWish::In)));
        let colour = Chosen { name: "Colour".into(), values: vec!["white".into(), "grey".into()] };
        assert_eq!(asked.attributes, [colour, Chosen { name: "Size".into(), values: vec!["2 m".into()] }]);
        let again = asked.link(&[("view", "cards"), ("size", "")]);
        let (path, query) = again.split_once('?').unwrap();
        assert_eq!((path, query.contains("view=cards"), query.contains("size")), ("/catalogue", true, false));
        assert_eq!(Asked::read(&query.replace("&view=cards", "")).unwrap().attributes, asked.attributes);
    }

    #[test]
    fn one_thing_can_be_taken_away() {
        let asked = Asked::read("q=brush&literal=true&stock=in").unwrap();
        assert_eq!(asked.without_choices().link(&[]), "/catalogue?q=brush&literal=true");
        let asked = Asked::read("attr.Colour=white&attr.Colour=grey&ordered=first").unwrap();
        assert_eq!(asked.link_without("attr.Colour", "white"), "/catalogue?ordered=first&attr.Colour=grey");
        assert_eq!(asked.link_without("ordered", "first"), "/catalogue?attr.Colour=white&attr.Colour=grey");
        assert_eq!(Asked::default().link(&[]), "/catalogue");
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for odd in ["attr.=x", "colour=white", "stock=out", "ordered=last", "q=a&q=b", "size=many", "put=-1"] {
            assert!(Asked::read(odd).is_err(), "{odd}");
        }
        let many: String = (0..=MOST_VALUES).map(|n| format!("attr.A=v{n}&")).collect();
        assert_eq!(Asked::read(&many).unwrap_err().code(), "bad_attribute");
        assert!(Asked::read("attr.A=&q=").unwrap().attributes.is_empty());
    }
}
