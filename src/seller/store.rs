//! Our own company in the database: one row.

use diesel::prelude::*;

use super::Seller;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Currency;
use crate::platform::values::clock::{HOME_ZONE, zone_named};

diesel::table! {
    seller (id) {
        id -> BigInt, name -> Text, time_zone -> Text, currency -> Text, phone -> Nullable<Text>, grace_days -> BigInt,
        dispatch_days -> BigInt, stale_hours -> BigInt, inn -> Nullable<Text>, kpp -> Nullable<Text>, ogrn -> Nullable<Text>,
        bic -> Nullable<Text>, account -> Nullable<Text>, legal_address -> Nullable<Text>,
    }
}

type Six = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// The row, if it was ever written.
pub(super) fn find(tx: &mut Tx) -> Answer<Option<Seller>> {
    let row: Option<(String, String, Currency, Option<String>, (i64, i64, i64))> = seller::table
        .select((
            seller::name,
            seller::time_zone,
            seller::currency,
            seller::phone,
            (seller::grace_days, seller::dispatch_days, seller::stale_hours),
        ))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(name, zone, currency, phone, (grace_days, dispatch_days, stale_hours))| Seller {
        name,
        zone: zone_named(&zone),
        currency,
        phone,
        grace_days,
        dispatch_days,
        stale_hours,
    }))
}

/// The row with the zone in its own words, and the requisites that stand in it.
pub(super) fn row(tx: &mut Tx) -> Answer<Option<(Seller, String, Vec<String>)>> {
    let Some(seller) = find(tx)? else { return Ok(None) };
    let columns = (seller::inn, seller::kpp, seller::ogrn, seller::bic, seller::account, seller::legal_address);
    let (zone, r): (String, Six) = seller::table.select((seller::time_zone, columns)).first(tx.link())?;
    let requisites = [r.0, r.1, r.2, r.3, r.4, r.5];
    Ok(Some((seller, zone, requisites.into_iter().flatten().collect())))
}

/// The time zone alone.
pub(super) fn zone(tx: &mut Tx) -> Answer<chrono_tz::Tz> {
    let name: Option<String> = seller::table.select(seller::time_zone).first(tx.link()).optional()?;
    Ok(name.map_or(HOME_ZONE, |name| zone_named(&name)))
}

/// After how many hours a stock figure is old; zero where it never is.
pub(super) fn stale_hours(tx: &mut Tx) -> Answer<i64> {
    let hours: Option<i64> = seller::table.select(seller::stale_hours).first(tx.link()).optional()?;
    Ok(hours.unwrap_or_default())
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
            seller::grace_days.eq(new.grace_days),
            seller::dispatch_days.eq(new.dispatch_days),
            seller::stale_hours.eq(new.stale_hours),
        ))
        .execute(tx.link())?;
    Ok(())
}
