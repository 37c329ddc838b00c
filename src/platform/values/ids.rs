//! Ids made by the application: typed, ordered by time, shown with a prefix (`ord_01h…`).
//! 41 bits of milliseconds since 2020, 10 bits of node, 12 bits of counter; never backwards.

use std::sync::Mutex;

const EPOCH_MILLIS: i64 = 1_577_836_800_000;
/// So far a node follows the ids of others, whatever its own clock says: all that ids can hold but the last ten years.
const FOLLOWED_MILLIS: i64 = (1 << 41) - 10 * 366 * 86_400_000;
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A typed id over `i64`.
pub trait Id: Sized {
    /// From the stored number.
    fn from_number(number: i64) -> Self;
}

/// Makes the ids of one node.
#[derive(Debug)]
pub struct IdMaker {
    node: i64,
    last: Mutex<i64>,
}

impl IdMaker {
    /// For the node of this number (0 to 1023), beginning above `floor`, the last moment its predecessor was seen; not among the last
    /// ids that there can be.
    pub fn new(node: u16, floor: super::Moment) -> Self {
        let floor_tick = (floor.micros() / 1000 - EPOCH_MILLIS).clamp(0, FOLLOWED_MILLIS) << 12;
        Self { node: i64::from(node & 1023), last: Mutex::new(floor_tick) }
    }

    /// A fresh id.
    pub fn next<I: Id>(&self) -> I {
        I::from_number(self.next_number())
    }

    /// A fresh id above one that was seen, whichever node made that and whatever its clock said. One that is among the last that there
    /// can be is not followed.
    pub fn next_above<I: Id>(&self, seen: i64) -> I {
        self.follow(seen);
        self.next()
    }

    fn follow(&self, seen: i64) {
        let (millis, node) = (seen >> 22, made_by(seen));
        if millis > FOLLOWED_MILLIS {
            return;
        }
        // Of two ids of one millisecond that of the higher node is above, whatever their counters say.
        let tick = match node.cmp(&self.node) {
            std::cmp::Ordering::Less => (millis << 12) - 1,
            std::cmp::Ordering::Equal => (millis << 12) | (seen & 4095),
            std::cmp::Ordering::Greater => ((millis + 1) << 12) - 1,
        };
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = tick.max(*last);
    }

    fn next_number(&self) -> i64 {
        let clock_tick = (chrono::Utc::now().timestamp_millis() - EPOCH_MILLIS).max(0) << 12;
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = clock_tick.max(*last + 1);
        ((*last >> 12) << 22) | (self.node << 12) | (*last & 4095)
    }
}

/// The moment at which an id was made, by the clock of the machine that made it.
pub fn made_at(number: i64) -> super::Moment {
    super::Moment::from_micros(((number >> 22) + EPOCH_MILLIS).saturating_mul(1000))
}

/// The number of the node that made an id.
pub fn made_by(number: i64) -> i64 {
    (number >> 12) & 1023
}

/// The number in thirteen letters of Crockford's alphabet; the order of texts is the order of numbers.
pub fn encode(number: i64) -> String {
    (0..13).rev().map(|i| char::from(DIGITS[((number.unsigned_abs() >> (i * 5)) & 31) as usize])).collect()
}

/// The number of thirteen letters.
pub fn decode(text: &str) -> Option<i64> {
    if text.len() != 13 {
        return None;
    }
    let number = text.bytes().try_fold(0u64, |acc, b| {
        let digit = DIGITS.iter().position(|d| *d == b)?;
        acc.checked_mul(32)?.checked_add(digit as u64)
    })?;
    i64::try_from(number).ok()
}

/// Declares a typed id with its prefix.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        pub struct $name(i64);

        $crate::stored_as_bigint!($name);

        impl $name {
            /// The number as stored.
            pub const fn number(self) -> i64 { self.0 }
            /// Reads the shown form.
            pub fn parse(text: &str) -> Option<Self> {
                $crate::platform::values::ids::decode(text.strip_prefix(concat!($prefix, "_"))?).map(Self)
            }
        }

        impl $crate::platform::values::ids::Id for $name {
            fn from_number(number: i64) -> Self { Self(number) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), $crate::platform::values::ids::encode(self.0))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an id of this kind"))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    typed_id!(ThingId, "thg");

    #[test]
    fn ids_grow_and_survive_their_shown_form() {
        let maker = IdMaker::new(7, super::super::Moment::from_micros(0));
        let mut before = maker.next::<ThingId>();
        for _ in 0..10_000 {
            let next = maker.next::<ThingId>();
            assert!(next > before);
            assert_eq!(ThingId::parse(&next.to_string()), Some(next));
            before = next;
        }
        assert!(super::super::Moment::now().seconds_since(made_at(before.number())).abs() < 60);
    }

    #[test]
    fn a_node_starts_above_its_predecessor() {
        let future = super::super::Moment::now().plus_seconds(3600);
        let maker = IdMaker::new(1, future);
        let number = maker.next::<ThingId>().number();
        assert!((number >> 22) + EPOCH_MILLIS >= future.micros() / 1000);
    }

    #[test]
    fn an_id_is_above_the_one_that_was_seen_of_whichever_node() {
        let hour = 3_600_000;
        let now = chrono::Utc::now().timestamp_millis() - EPOCH_MILLIS;
        for node in [0, 6, 7, 8, 1023] {
            for (millis, counter) in
                [(now - hour, 7), (now + hour, 0), (now + hour, 4095), (now + 23 * hour, 5), (now + 400 * 24 * hour, 5)]
            {
                let maker = IdMaker::new(7, super::super::Moment::from_micros(0));
                let seen = (millis << 22) | (node << 12) | counter;
                let next = maker.next_above::<ThingId>(seen).number();
                assert!(next > seen && made_by(next) == 7, "{node} {millis} {counter}");
                assert!((next >> 22) <= millis.max(now) + 1000, "no further ahead than needed");
                assert!(maker.next::<ThingId>().number() > next);
            }
        }
    }

    #[test]
    fn nothing_seen_and_the_last_ids_that_there_can_be_change_nothing() {
        for seen in [0, -1, i64::MAX, (FOLLOWED_MILLIS + 1) << 22] {
            let maker = IdMaker::new(7, super::super::Moment::from_micros(0));
            let next = maker.next_above::<ThingId>(seen).number();
            assert!(super::super::Moment::now().seconds_since(made_at(next)).abs() < 60, "{seen}");
        }
    }

    #[test]
    fn foreign_prefixes_and_odd_texts_are_no_ids() {
        for odd in ["", "thg_", "ord_0000000000001", "thg_000000000000", "thg_zzzzzzzzzzzzz", "thg_00000000000o1"] {
            assert_eq!(ThingId::parse(odd), None, "{odd}");
        }
    }
}
