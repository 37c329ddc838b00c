//! A sentence for a person, still without a language: the key of a Fluent message and its arguments.
//! Verbs say these; doors turn them into Russian or English.

use chrono::NaiveDate;

use super::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice};

/// A key of the Fluent files with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The key.
    pub id: &'static str,
    /// The arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// What may stand inside a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// As it is.
    Text(String),
    /// A word that the trade itself has in both languages: the Russian and the English one.
    Word(&'static str, &'static str),
    /// A whole number that decides the plural.
    Count(i64),
    /// An amount with its currency.
    Money(Money, Currency),
    /// A price for one unit.
    Price(UnitPrice, Currency),
    /// A quantity.
    Quantity(Quantity),
    /// A share of a hundred.
    Percent(Percent),
    /// A calendar day.
    Day(NaiveDate),
    /// A point in time.
    Moment(Moment),
    /// Another message of the same language.
    Inner(Box<Message>),
}

impl Message {
    /// A sentence without arguments.
    pub const fn plain(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }
}

macro_rules! arg_from {
    ($($from:ty => |$value:ident| $arg:expr),+ $(,)?) => {
        $(impl From<$from> for Arg { fn from($value: $from) -> Self { $arg } })+
    };
}

arg_from! {
    String => |text| Arg::Text(text),
    (&'static str, &'static str) => |word| Arg::Word(word.0, word.1),
    &String => |text| Arg::Text(text.clone()),
    &str => |text| Arg::Text(text.to_owned()),
    i64 => |count| Arg::Count(count),
    usize => |count| Arg::Count(i64::try_from(count).unwrap_or(i64::MAX)),
    (Money, Currency) => |pair| Arg::Money(pair.0, pair.1),
    (UnitPrice, Currency) => |pair| Arg::Price(pair.0, pair.1),
    Quantity => |quantity| Arg::Quantity(quantity),
    Percent => |percent| Arg::Percent(percent),
    NaiveDate => |day| Arg::Day(day),
    Moment => |at| Arg::Moment(at),
    Message => |message| Arg::Inner(Box::new(message)),
}

/// `say!("order-short", sku = sku, available = quantity)`: a [`Message`].
#[macro_export]
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::platform::message::Message {
            id: $id,
            args: vec![$((stringify!($name), $crate::platform::message::Arg::from($value))),*],
        }
    };
}
