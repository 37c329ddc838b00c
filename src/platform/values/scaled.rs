//! Decimal numbers kept as whole numbers of a fixed scale: what money, prices, quantities and percents have in common.
//! Never a float, never an exponent; JSON carries them as strings of that fixed scale.

use rust_decimal::{Decimal, RoundingStrategy};

/// Why a text or a number is not a value of the asked kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Not digits with at most one point.
    NotNumber,
    /// More digits behind the point than the kind has.
    TooFine,
    /// Beyond what the kind can hold.
    OutOfRange,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unfit::NotNumber => "not a decimal number in a string",
            Unfit::TooFine => "too many decimals",
            Unfit::OutOfRange => "out of range",
        })
    }
}

/// Reads `123`, `-123.45`: plain digits, a point, nothing else.
pub fn parse(text: &str, scale: u32, max: i64) -> Result<i64, Unfit> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !is_plain(whole) || !is_plain(part) {
        return Err(Unfit::NotNumber);
    }
    if whole.len() > 18 || part.len() > 18 {
        return Err(Unfit::OutOfRange);
    }
    let value = Decimal::from_str_exact(text).map_err(|_| Unfit::OutOfRange)?;
    exact(value, scale, max)
}

/// Keeps a decimal that has no more than `scale` decimals.
pub fn exact(value: Decimal, scale: u32, max: i64) -> Result<i64, Unfit> {
    if value.normalize().scale() > scale {
        return Err(Unfit::TooFine);
    }
    rounded(value, scale, max)
}

/// Rounds half away from zero to `scale` decimals.
pub fn rounded(value: Decimal, scale: u32, max: i64) -> Result<i64, Unfit> {
    let mut fixed = value.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
    fixed.rescale(scale);
    let units = i64::try_from(fixed.mantissa()).map_err(|_| Unfit::OutOfRange)?;
    if fixed.scale() != scale || units.unsigned_abs() > max.unsigned_abs() {
        return Err(Unfit::OutOfRange);
    }
    Ok(units)
}

/// A kind of scaled number: its type, its decimals, its greatest size, its doc.
#[macro_export]
macro_rules! scaled {
    ($(#[$meta:meta])* $name:ident, scale $scale:literal, max $max:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        pub struct $name(i64);

        $crate::stored_as_bigint!($name);

        impl $name {
            /// Decimals behind the point.
            pub const SCALE: u32 = $scale;
            /// The greatest number of smallest steps.
            pub const MAX: i64 = $max;
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From a whole number of the smallest steps, as stored.
            pub const fn from_steps(steps: i64) -> Self { Self(steps) }
            /// The whole number of smallest steps, as stored.
            pub const fn steps(self) -> i64 { self.0 }
            /// The same as a decimal.
            pub fn decimal(self) -> rust_decimal::Decimal { rust_decimal::Decimal::new(self.0, $scale) }
            /// From a decimal that fits without rounding.
            pub fn exact(value: rust_decimal::Decimal) -> Result<Self, $crate::platform::values::scaled::Unfit> {
                $crate::platform::values::scaled::exact(value, $scale, $max).map(Self)
            }
            /// From a decimal, rounded half away from zero.
            pub fn rounded(value: rust_decimal::Decimal) -> Result<Self, $crate::platform::values::scaled::Unfit> {
                $crate::platform::values::scaled::rounded(value, $scale, $max).map(Self)
            }
            /// From plain digits with a point.
            pub fn parse(text: &str) -> Result<Self, $crate::platform::values::scaled::Unfit> {
                $crate::platform::values::scaled::parse(text, $scale, $max).map(Self)
            }
            /// The sum, or that it is too great.
            pub fn plus(self, other: Self) -> Result<Self, $crate::platform::values::scaled::Unfit> {
                self.0.checked_add(other.0).filter(|s| s.unsigned_abs() <= Self::MAX.unsigned_abs()).map(Self)
                    .ok_or($crate::platform::values::scaled::Unfit::OutOfRange)
            }
            /// The difference, or that it is too great.
            pub fn minus(self, other: Self) -> Result<Self, $crate::platform::values::scaled::Unfit> {
                self.plus(Self(-other.0))
            }
            /// Whether it is above nothing.
            pub fn is_positive(self) -> bool { self.0 > 0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}", self.decimal()) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(format!("^-?[0-9]{{1,18}}(\\.[0-9]{{1,{}}})?$", $scale)))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_digits_are_read_and_everything_else_is_refused() {
        assert_eq!(parse("12.5", 2, 1_000_000), Ok(1250));
        assert_eq!(parse("-0.01", 2, 1_000_000), Ok(-1));
        for odd in ["", "-", ".", "1.", ".5", "1e2", "+1", " 1", "1 000", "1,5", "٣", "0x1", "--1", "1.2.3"] {
            assert_eq!(parse(odd, 2, 1_000_000), Err(Unfit::NotNumber), "{odd:?}");
        }
        assert_eq!(parse("1.005", 2, 1_000_000), Err(Unfit::TooFine));
        assert_eq!(parse("1.500", 2, 1_000_000), Ok(150));
        assert_eq!(parse("99999999999999999999", 2, 1_000_000), Err(Unfit::OutOfRange));
        assert_eq!(parse("10000.01", 2, 1_000_000), Err(Unfit::OutOfRange));
    }

    #[test]
    fn half_goes_away_from_zero() {
        assert_eq!(rounded(Decimal::new(2345, 3), 2, 1_000_000), Ok(235));
        assert_eq!(rounded(Decimal::new(-2345, 3), 2, 1_000_000), Ok(-235));
        assert_eq!(rounded(Decimal::new(2344, 3), 2, 1_000_000), Ok(234));
    }
}
