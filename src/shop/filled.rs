//! The catalogue's order form as it comes back from a browser: what stood in its fields, and which of its buttons was pressed.

use super::asked::Asked;
use super::sheet::Typed;
use crate::catalogue::store::sku_key;
use crate::orders::MOST_LINES;
use crate::platform::error::{Answer, No};
use crate::say;

/// The name under which the script keeps what is typed into the form.
pub(super) const FORM: &str = "sheet";
/// What the name of a quantity's field begins with; the article number follows.
pub(super) const QUANTITY: &str = "q.";
/// The same for what stood in it when the page was sent.
pub(super) const WAS: &str = "was.";

/// A button of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Everything that was typed goes into the cart.
    All,
    /// One good goes into the cart.
    Only(String),
    /// One good goes into the cart in another quantity than was typed: the quantity, the article number.
    Fix(String, String),
    /// The sums are made anew; nothing is stored.
    Count,
    /// Another page of the list, from this cursor; its beginning where there is none.
    To(String),
}

/// The form.
#[derive(Debug)]
pub struct Filled {
    /// What stood in its fields.
    pub typed: Vec<Typed>,
    /// The button that was pressed.
    pub press: Press,
    /// The page it stood on.
    pub asked: Asked,
}

impl Filled {
    /// Reads the fields. A field that the form does not have is refused.
    pub fn read(pairs: Vec<(String, String)>) -> Answer<Self> {
        let mut typed: Vec<Typed> = Vec::new();
        let (mut press, mut asked) = (Press::All, Asked::default());
        for (name, value) in pairs {
            if let Some(sku) = name.strip_prefix(QUANTITY) {
                typed.push(Typed { sku: sku.to_owned(), text: value, was: None });
            } else if let Some(sku) = name.strip_prefix(WAS) {
                if let Some(one) = typed.iter_mut().rfind(|one| one.sku == sku) {
                    one.was = Some(value);
                }
            } else {
                match name.as_str() {
                    "back" => asked = page_of(&value),
                    "only" => press = Press::Only(value),
                    "count" => press = Press::Count,
                    "to" => press = Press::To(value),
                    "fix" => {
                        let (quantity, sku) = value.split_once(' ').unwrap_or((value.as_str(), ""));
                        press = Press::Fix(quantity.to_owned(), sku.to_owned());
                    }
                    _ => return Err(No::invalid(name.clone(), "unknown_field", say!("error-field-unknown", name = &name))),
                }
            }
        }
        if typed.len() > MOST_LINES {
            return Err(No::invalid("lines", "too_many_lines", say!("cart-too-many-lines", count = MOST_LINES)));
        }
        Ok(Self { typed, press, asked })
    }

    /// Writes a quantity into the field of an article number; the field is made where the form has none.
    pub fn write(&mut self, sku: &str, text: String) {
        let key = sku_key(sku);
        match self.typed.iter_mut().find(|one| sku_key(&one.sku) == key) {
            Some(one) => one.text = text,
            None => self.typed.push(Typed { sku: sku.to_owned(), text, was: None }),
        }
    }
}

/// The page of the catalogue behind an address of ours; its beginning where there is none.
fn page_of(address: &str) -> Asked {
    match address.split_once('?') {
        Some(("/catalogue", query)) => Asked::read(query).unwrap_or_default(),
        _ => Asked::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Lang;

    fn read(pairs: &[(&str, &str)]) -> Answer<Filled> {
        Filled::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn fields_are_read_with_what_stood_in_them_before() {
        let form = read(&[("back", "/catalogue?q=drill"), ("q.DR-1", "5"), ("was.DR-1", "2"), ("q.A B", ""), ("fix", "10 A B")])
            .unwrap();
        assert_eq!(form.typed[0], Typed { sku: "DR-1".into(), text: "5".into(), was: Some("2".into()) });
        assert_eq!((form.typed[1].sku.as_str(), &form.typed[1].was), ("A B", &None));
        assert_eq!((form.press, form.asked.query.q.as_str()), (Press::Fix("10".into(), "A B".into()), "drill"));
    }

    #[test]
    fn what_is_none_of_the_forms_is_refused_and_a_foreign_page_is_the_beginning() {
        assert_eq!(read(&[("price", "1")]).unwrap_err().code(), "invalid");
        for foreign in ["https://elsewhere.example/catalogue?q=a", "/cart", "/catalogue?nonsense=1", ""] {
            let form = read(&[("back", foreign), ("to", "")]).unwrap();
            assert_eq!((form.asked.link(&[]).as_str(), form.press), ("/catalogue", Press::To(String::new())), "{foreign}");
        }
    }

    #[test]
    fn only_what_was_changed_is_new() {
        let form = read(&[("q.A", "2"), ("was.A", "2"), ("q.B", ""), ("q.C", ""), ("was.C", "7"), ("q.D", " 3 ")]).unwrap();
        assert_eq!(form.typed.iter().map(|one| one.is_new(Lang::Ru)).collect::<Vec<_>>(), [false, false, true, true]);
    }
}
