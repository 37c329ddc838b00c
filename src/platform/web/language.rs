//! Russian and English: sentences from the Fluent files, numbers, amounts and dates as each language writes them; moments as
//! the seller's clocks show them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Deref;

use chrono::NaiveDate;
use chrono_tz::Tz;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use rust_decimal::Decimal;
use unic_langid::{LanguageIdentifier, langid};

use crate::platform::message::{Arg, Message};
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, Unit, UnitPrice};

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static RU: LanguageIdentifier = langid!("ru");
static EN: LanguageIdentifier = langid!("en");

crate::words! {
    /// A language of the interface.
    pub enum Lang {
        /// Russian.
        Ru = "ru",
        /// English.
        En = "en",
    }
}

impl Lang {
    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::Ru => &RU,
            Lang::En => &EN,
        }
    }

    /// The first language of an `Accept-Language` header that we speak.
    pub fn accepted(header: &str) -> Option<Lang> {
        header.split(',').filter_map(|part| part.trim().get(..2)).find_map(|tag| Lang::parse(&tag.to_ascii_lowercase()))
    }

    /// A sentence without arguments.
    pub fn say(self, id: &str) -> String {
        SENTENCES.try_lookup(self.id(), id).unwrap_or_else(|| id.to_owned())
    }

    /// `1 234,50` or `1,234.50`.
    pub fn number(self, value: Decimal) -> String {
        let text = value.abs().to_string();
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let (group, point) = match self {
            Lang::Ru => ('\u{a0}', ','),
            Lang::En => (',', '.'),
        };
        let mut out = String::with_capacity(text.len() + 8);
        if value.is_sign_negative() && !value.is_zero() {
            out.push('\u{2212}');
        }
        for (i, digit) in whole.chars().enumerate() {
            let rest = whole.len() - i;
            if i > 0 && rest.is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !part.is_empty() {
            out.push(point);
            out.push_str(part);
        }
        out
    }

    /// `1234,50` or `1234.50`: a number as people of the language type it into a field. Forms read it back as the same number.
    pub fn typed(self, value: Decimal) -> String {
        let text = value.to_string();
        match self {
            Lang::Ru => text.replace('.', ","),
            Lang::En => text,
        }
    }

    fn with_sign(self, number: String, currency: Currency) -> String {
        let sign = currency.sign();
        match self {
            Lang::En if matches!(sign, "€" | "$" | "£" | "¥") => match number.strip_prefix('\u{2212}') {
                Some(rest) => format!("\u{2212}{sign}{rest}"),
                None => format!("{sign}{number}"),
            },
            _ => format!("{number}\u{a0}{sign}"),
        }
    }

    /// An amount with its currency.
    pub fn money(self, amount: Money, currency: Currency) -> String {
        self.with_sign(self.number(amount.decimal()), currency)
    }

    /// A unit price with at least two places and no needless zeros behind them.
    pub fn price(self, price: UnitPrice, currency: Currency) -> String {
        let mut value = price.decimal().normalize();
        if value.scale() < 2 {
            value.rescale(2);
        }
        self.with_sign(self.number(value), currency)
    }

    /// A quantity without needless zeros.
    pub fn quantity(self, quantity: Quantity) -> String {
        self.number(quantity.decimal().normalize())
    }

    /// What is said in this language of what stands in both.
    pub fn choose<T>(self, ru: T, en: T) -> T {
        match self {
            Lang::Ru => ru,
            Lang::En => en,
        }
    }

    /// The symbol of a unit of measure.
    pub fn symbol(self, unit: &Unit) -> &'static str {
        self.choose(unit.ru, unit.en)
    }

    /// The symbol of a unit by its OKEI code; nothing where no unit has it.
    pub fn unit(self, okei: &str) -> &'static str {
        Unit::by_okei(okei).map_or("", |unit| self.symbol(unit))
    }

    /// `12,5 %` or `12.5%`.
    pub fn percent(self, percent: Percent) -> String {
        let number = self.number(percent.decimal().normalize());
        match self {
            Lang::Ru => format!("{number}\u{a0}%"),
            Lang::En => format!("{number}%"),
        }
    }

    /// `21.11.2026` or `21 Nov 2026`.
    pub fn day(self, day: NaiveDate) -> String {
        match self {
            Lang::Ru => day.format("%d.%m.%Y").to_string(),
            Lang::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// A day and the minute, in a time zone.
    fn moment(self, at: Moment, zone: Tz) -> String {
        let local = at.utc().with_timezone(&zone);
        format!("{}\u{a0}{}", self.day(local.date_naive()), local.format("%H:%M"))
    }
}

/// The language and the time zone in which somebody is spoken to.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// The time zone of the seller: moments are told in it.
    pub zone: Tz,
}

impl Deref for Voice {
    type Target = Lang;

    fn deref(&self) -> &Lang {
        &self.lang
    }
}

impl Voice {
    /// A day and the minute.
    pub fn moment(self, at: Moment) -> String {
        self.lang.moment(at, self.zone)
    }

    /// The day of a moment.
    pub fn day_of(self, at: Moment) -> String {
        self.lang.day(at.day_in(self.zone))
    }

    /// A sentence with its arguments.
    pub fn tell(self, message: &Message) -> String {
        if message.args.is_empty() {
            return self.say(message.id);
        }
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            message.args.iter().map(|(name, arg)| (Cow::Borrowed(*name), self.argument(arg))).collect();
        SENTENCES.try_lookup_with_args(self.id(), message.id, &args).unwrap_or_else(|| message.id.to_owned())
    }

    fn argument(self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => text.clone().into(),
            Arg::Word(ru, en) => (if self.lang == Lang::Ru { *ru } else { *en }).into(),
            Arg::Count(count) => (*count).into(),
            Arg::Money(amount, currency) => self.money(*amount, *currency).into(),
            Arg::Price(price, currency) => self.price(*price, *currency).into(),
            Arg::Quantity(quantity) => self.quantity(*quantity).into(),
            Arg::Percent(percent) => self.percent(*percent).into(),
            Arg::Day(day) => self.day(*day).into(),
            Arg::Moment(at) => self.moment(*at).into(),
            Arg::Inner(message) => self.tell(message).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let value = Decimal::new(123_456_750, 2);
        assert_eq!(Lang::Ru.number(value), "1\u{a0}234\u{a0}567,50");
        assert_eq!(Lang::En.number(value), "1,234,567.50");
        assert_eq!(Lang::Ru.number(Decimal::new(-150, 2)), "\u{2212}1,50");
        assert_eq!(Lang::Ru.number(Decimal::new(1234, 0)), "1\u{a0}234");
        assert_eq!(Lang::En.price(UnitPrice::from_steps(125_000), Currency::parse("EUR").unwrap()), "€12.50");
        assert_eq!(Lang::Ru.price(UnitPrice::from_steps(125_050), Currency::parse("RUB").unwrap()), "12,505\u{a0}₽");
    }

    #[test]
    fn units_have_a_symbol_in_each_language() {
        assert_eq!((Lang::Ru.unit("006"), Lang::En.unit("006"), Lang::En.unit("6")), ("м", "m", ""));
    }

    #[test]
    fn fields_hold_numbers_as_they_are_typed() {
        let value = Decimal::new(-1_234_550, 2);
        assert_eq!((Lang::Ru.typed(value), Lang::En.typed(value)), ("-12345,50".to_owned(), "-12345.50".to_owned()));
        assert_eq!(Lang::Ru.typed(Decimal::new(7, 0)), "7");
    }

    #[test]
    fn moments_are_told_by_the_clocks_of_the_zone() {
        let at = Moment::from(chrono::DateTime::parse_from_rfc3339("2026-03-01T20:30:00Z").unwrap().to_utc());
        let (ru, en) = (Voice { lang: Lang::Ru, zone: chrono_tz::Asia::Vladivostok }, Voice { lang: Lang::En, zone: Tz::UTC });
        assert_eq!((ru.moment(at), ru.day_of(at)), ("02.03.2026\u{a0}06:30".to_owned(), "02.03.2026".to_owned()));
        assert_eq!((en.moment(at), en.day_of(at)), ("1 Mar 2026\u{a0}20:30".to_owned(), "1 Mar 2026".to_owned()));
        assert!(ru.tell(&crate::say!("stock-as-of", at = at)).contains("02.03.2026\u{a0}06:30"));
        assert!(en.tell(&crate::say!("stock-as-of", at = at)).contains("1 Mar 2026\u{a0}20:30"));
    }

    #[test]
    fn the_first_spoken_language_wins() {
        assert_eq!(Lang::accepted("de-DE,en;q=0.8,ru;q=0.5"), Some(Lang::En));
        assert_eq!(Lang::accepted("ru-RU,ru"), Some(Lang::Ru));
        assert_eq!(Lang::accepted("fr"), None);
    }
}
