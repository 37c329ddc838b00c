//! Money, unit prices, percents and currencies. An amount belongs to the document that names its currency.

use crate::scaled;

scaled!(
    /// An amount in the smallest unit of its document's currency (hundredths).
    Money, scale 2, max 100_000_000_000_000_000
);
scaled!(
    /// A price for one unit of measure, to four places.
    UnitPrice, scale 4, max 1_000_000_000_000
);
scaled!(
    /// A share of a hundred, to two places: discounts and VAT rates.
    Percent, scale 2, max 10_000
);

impl Money {
    /// Sum of many, or that it is too great.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, super::scaled::Unfit> {
        amounts.into_iter().try_fold(Money::ZERO, Money::plus)
    }
}

/// A currency by its ISO 4217 letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The Russian rouble.
    pub const ROUBLE: Self = Self(iso_currency::Currency::RUB);

    /// The currency of the letters, if such a one exists.
    pub fn parse(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(code).map(Self)
    }

    /// Its three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The sign people write beside an amount; the letters where there is none.
    pub fn sign(self) -> &'static str {
        match self.code() {
            "RUB" => "₽",
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "CNY" => "¥",
            "KZT" => "₸",
            code => code,
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("no such currency"))
    }
}

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for Currency
where
    String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        let code = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(bytes)?;
        Self::parse(&code).ok_or_else(|| format!("{code:?} is no currency").into())
    }
}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for Currency
where
    str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(self.code(), out)
    }
}
