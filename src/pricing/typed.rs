//! What a discount is on and what it takes off, as it is typed into a form or named in a program's request: one
//! reading for personal discounts and discount codes. Called by their doors; it asks the database nothing.

use super::discount::Off;
use super::of_partner::On;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Percent, UnitPrice};
use crate::platform::web::Lang;
use crate::say;

impl On {
    /// By a category's code or an article number; every product where neither is given.
    pub fn of(category: Option<String>, sku: Option<String>) -> Answer<Self> {
        match (category, sku) {
            (None, None) => Ok(Self::All),
            (Some(code), None) => Ok(Self::Category(code)),
            (None, Some(sku)) => Ok(Self::Product(sku)),
            (Some(_), Some(_)) => Err(No::invalid("sku", "not_one_subject", say!("discount-not-one-subject"))),
        }
    }

    /// As chosen in a form: `all`, `category` or `product`, with the code or the article number beside it.
    pub fn typed(chosen: &str, item: &str) -> Answer<Self> {
        let item = item.trim().to_owned();
        match chosen {
            "all" => Ok(Self::All),
            "category" => Ok(Self::Category(item)),
            "product" => Ok(Self::Product(item)),
            _ => Err(No::invalid("on", "unknown", say!("discount-on-unknown"))),
        }
    }
}

impl Off {
    /// A share or an amount of each unit: exactly one of them.
    pub fn of(percent: Option<Percent>, amount: Option<UnitPrice>) -> Answer<Self> {
        match (percent, amount) {
            (Some(percent), None) => Ok(Self::Percent(percent)),
            (None, Some(amount)) => Ok(Self::Amount(amount)),
            _ => Err(No::invalid("percent", "percent_or_amount", say!("import-percent-or-amount"))),
        }
    }

    /// As typed into a form: `amount` or `percent`, and the figure as the language writes it.
    pub fn typed(lang: Lang, chosen: &str, figure: &str) -> Answer<Self> {
        let off = if chosen == "amount" {
            lang.read_price(figure).map(Self::Amount)
        } else {
            lang.read_percent(figure).map(Self::Percent)
        };
        off.ok_or_else(|| No::invalid("value", "not_number", say!("discount-value-bad")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field<T: std::fmt::Debug>(answer: Answer<T>) -> String {
        match answer {
            Err(No::Refused(refusal)) => refusal.faults[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_discount_is_on_one_thing_and_takes_off_in_one_way() {
        let (percent, amount) = (Percent::parse("5").unwrap(), UnitPrice::parse("1.25").unwrap());
        assert_eq!(On::of(None, None).unwrap(), On::All);
        assert_eq!(On::of(Some("TOOLS".into()), None).unwrap(), On::Category("TOOLS".into()));
        assert_eq!(On::of(None, Some("DR-1".into())).unwrap(), On::Product("DR-1".into()));
        assert_eq!(field(On::of(Some("TOOLS".into()), Some("DR-1".into()))), "sku");
        assert_eq!(Off::of(Some(percent), None).unwrap(), Off::Percent(percent));
        assert_eq!(Off::of(None, Some(amount)).unwrap(), Off::Amount(amount));
        assert_eq!(field(Off::of(None, None)), "percent");
        assert_eq!(field(Off::of(Some(percent), Some(amount))), "percent");
    }

    #[test]
    fn figures_are_read_as_people_type_them() {
        assert_eq!(Off::typed(Lang::Ru, "percent", " 7,5 % ").unwrap(), Off::Percent(Percent::parse("7.5").unwrap()));
        assert_eq!(Off::typed(Lang::Ru, "amount", "1 250,5").unwrap(), Off::Amount(UnitPrice::parse("1250.5").unwrap()));
        assert_eq!(field(Off::typed(Lang::En, "percent", "half")), "value");
        assert_eq!(On::typed("product", " DR-1 ").unwrap(), On::Product("DR-1".into()));
        assert_eq!(field(On::typed("shelf", "DR-1")), "on");
    }
}
