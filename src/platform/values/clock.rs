//! Moments in UTC and the clock that tells them. Tests may set the clock; nobody else can.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, Timelike, Utc};

/// Where the seller is until somebody says otherwise; it stands in for a time zone that nobody could look up.
pub const HOME_ZONE: chrono_tz::Tz = chrono_tz::Europe::Moscow;

/// A time zone by the name it is kept under; the one at home when there is none of that name.
pub fn zone_named(name: &str) -> chrono_tz::Tz {
    name.parse().unwrap_or(HOME_ZONE)
}

/// A point in time: microseconds since 1970 in UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::BigInt)]
pub struct Moment(i64);

crate::stored_as_bigint!(Moment);

impl Moment {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// From a moment as it is written here, in UTC and with microseconds; any other way to write it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let read = Self(DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros());
        (read.to_string() == text).then_some(read)
    }
    /// What the machine's clock says.
    pub fn now() -> Self {
        Self(Utc::now().timestamp_micros())
    }
    /// The same point as chrono's type.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
    /// The calendar day of this moment in a time zone.
    pub fn day_in(self, zone: chrono_tz::Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }
    /// The hour of the day, from 0 to 23, in a time zone.
    pub fn hour_in(self, zone: chrono_tz::Tz) -> u32 {
        self.utc().with_timezone(&zone).hour()
    }
    /// The first moment of a calendar day in a time zone.
    pub fn start_of(day: NaiveDate, zone: chrono_tz::Tz) -> Self {
        // Where clocks are put forward at midnight, the day begins an hour later.
        let first = (0..24).find_map(|hour| day.and_hms_opt(hour, 0, 0)?.and_local_timezone(zone).earliest());
        first.map_or_else(|| Self::from(day.and_time(NaiveTime::MIN).and_utc()), |at| Self::from(at.to_utc()))
    }
    /// So many seconds later (or earlier, when negative).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// Seconds from the other moment to this one.
    pub fn seconds_since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0) / 1_000_000
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
        // A year of four digits at the place where it was written may be another in UTC, and could not be written again.
        let at = DateTime::parse_from_rfc3339(&text).ok().map(|at| Self(at.timestamp_micros()));
        at.filter(|at| (0..=9999).contains(&at.utc().year())).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .into()
    }
}
impl utoipa::ToSchema for Moment {}

/// Tells the moment of business.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that the test holding the other end moves.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The moment it is.
    pub fn now(&self) -> Moment {
        match self {
            Clock::System => Moment::now(),
            Clock::Set(micros) => Moment(micros.load(Ordering::Acquire)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_zone_is() {
        let start = |day: &str, zone| Moment::start_of(day.parse().unwrap(), zone).to_string();
        assert_eq!(start("2026-03-02", chrono_tz::Asia::Vladivostok), "2026-03-01T14:00:00.000000Z");
        assert_eq!(start("2026-03-02", chrono_tz::UTC), "2026-03-02T00:00:00.000000Z");
        // That night Havana's clocks went from midnight to one.
        assert_eq!(start("2020-03-08", chrono_tz::America::Havana), "2020-03-08T05:00:00.000000Z");
        let at = Moment::start_of("2020-03-08".parse().unwrap(), chrono_tz::America::Havana);
        assert_eq!(at.day_in(chrono_tz::America::Havana).to_string(), "2020-03-08");
    }

    #[test]
    fn a_moment_that_could_not_be_written_again_is_not_read() {
        let read = |text: &str| serde_json::from_value::<Moment>(serde_json::json!(text)).ok().map(|at| at.to_string());
        assert_eq!(read("9999-12-31T23:59:59Z").as_deref(), Some("9999-12-31T23:59:59.000000Z"));
        assert_eq!(read("9999-12-31T23:59:59-01:00"), None);
        assert_eq!(read("0000-01-01T00:00:00+01:00"), None);
    }

    #[test]
    fn a_moment_is_written_in_one_way() {
        let written = "2026-03-01T10:00:00.000000Z";
        assert_eq!(Moment::parse(written).map(|at| at.to_string()).as_deref(), Some(written));
        for odd in [
            "",
            "::::----TZ",
            "2026-03-01",
            "2026-03-01T10:00:00Z",
            "2026-03-01T13:00:00.000000+03:00",
            "2026-02-30T10:00:00.000000Z",
            " 2026-03-01T10:00:00.000000Z",
            "2026-03-01T10:00:00.0000001Z",
        ] {
            assert_eq!(Moment::parse(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn an_unknown_zone_is_the_one_at_home() {
        assert_eq!(zone_named("Asia/Vladivostok"), chrono_tz::Asia::Vladivostok);
        assert_eq!(zone_named("Asia/Nowhere"), HOME_ZONE);
    }
}
