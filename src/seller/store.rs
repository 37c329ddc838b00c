//! Our own company in the database: one row.

use diesel::prelude::*;

use super::Seller;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Currency;

diesel::table! {
    seller (id) { id -> BigInt, name -> Text, time_zone -> Text, currency -> Text, phone -> Nullable<Text> }
}

/// The row, if it was ever written.
pub(super) fn find(tx: &mut Tx) -> Answer<Option<Seller>> {
    let row: Option<(String, String, Currency, Option<String>)> =
        seller::table.select((seller::name, seller::time_zone, seller::currency, seller::phone)).first(tx.link()).optional()?;
    Ok(row.map(|(name, zone, currency, phone)| Seller {
        name,
        zone: zone.parse().unwrap_or(chrono_tz::Europe::Moscow),
        currency,
        phone,
    }))
}

/// The time zone alone.
pub(super) fn zone(tx: &mut Tx) -> Answer<chrono_tz::Tz> {
    let name: Option<String> = seller::table.select(seller::time_zone).first(tx.link()).optional()?;
    Ok(name.and_then(|name| name.parse().ok()).unwrap_or(chrono_tz::Europe::Moscow))
}

/// Writes the row.
pub(super) fn put(tx: &mut Tx, new: &Seller) -> Answer<()> {
    diesel::delete(seller::table).execute(tx.link())?;
    diesel::insert_into(seller::table)
        .values((
            seller::id.eq(1i64),
            seller::name.eq(&new.name),
            seller::time_zone.eq(new.zone.name()),
            seller::currency.eq(new.currency),
            seller::phone.eq(&new.phone),
        ))
        .execute(tx.link())?;
    Ok(())
}
