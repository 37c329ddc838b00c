//! Our own company: name and requisites, time zone, currency, how it shows itself, when a stock figure is old.

pub mod api;
pub mod brand;
mod brand_store;
pub mod colour;
pub mod pages;
pub(crate) mod store;

use crate::access::permission::marks::{ManageSettings, Visit};
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::clock::HOME_ZONE;
use crate::platform::values::{Currency, Moment, text};
use crate::platform::{memory, secret};
use crate::say;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Our own company.
#[derive(Debug, Clone, PartialEq)]
pub struct Seller {
    /// Its name.
    pub name: String,
    /// Its time zone: days of prices and documents are days there.
    pub zone: chrono_tz::Tz,
    /// The currency it counts in.
    pub currency: Currency,
    /// A telephone for those who cannot sign in.
    pub phone: Option<String>,
    /// Days after which an overdue debt stops shipments, where a contract says nothing else.
    pub grace_days: i64,
    /// Days in which what is in stock leaves.
    pub dispatch_days: i64,
    /// Hours after which a stock figure is old, so that no day is promised as firm; nothing is ever old at zero.
    pub stale_hours: i64,
}

/// The days of grace until somebody says otherwise.
const GRACE_DAYS: i64 = 3;
/// The days of dispatch until somebody says otherwise.
const DISPATCH_DAYS: i64 = 1;
/// The most hours that a stock figure may be good for: a year.
const LONGEST_FRESH: i64 = 24 * 366;

/// Who we are; a plain company at home until somebody says otherwise.
pub(crate) fn current(tx: &mut Tx) -> Answer<Seller> {
    let rouble = Currency::parse("RUB").ok_or_else(|| No::failed("no rouble"))?;
    Ok(store::find(tx)?.unwrap_or(Seller {
        name: "Orderly".into(),
        zone: HOME_ZONE,
        currency: rouble,
        phone: None,
        grace_days: GRACE_DAYS,
        dispatch_days: DISPATCH_DAYS,
        stale_hours: 0,
    }))
}

/// The time zone of our place.
pub(crate) fn zone(tx: &mut Tx) -> Answer<chrono_tz::Tz> {
    memory::recall(tx, "seller.zone".into(), store::zone)
}

/// The day of a moment at our place.
pub(crate) fn day_of(tx: &mut Tx, at: Moment) -> Answer<chrono::NaiveDate> {
    Ok(at.day_in(zone(tx)?))
}

/// The moment before which a stock figure is old now; none where nothing ever is.
pub(crate) fn stale_before(tx: &mut Tx) -> Answer<Option<Moment>> {
    let hours = memory::recall(tx, "seller.stale_hours".into(), store::stale_hours)?;
    Ok((hours > 0).then(|| tx.moment().plus_seconds(-3600 * hours)))
}

/// Who we are, for pages.
pub fn look(act: &mut Act<'_, Visit>, (): &()) -> Answer<Seller> {
    current(act.tx())
}

/// By what our name and our telephone, which every page shows, are known again.
fn who(name: &str, phone: Option<&str>) -> String {
    secret::token_hash(&serde_json::json!([name, phone]).to_string())
}

/// What stands in our row, as records tell it; nothing where it was never written. Requisites are told by no record: nobody can
/// write any.
pub(crate) fn stands(tx: &mut Tx) -> Answer<Option<serde_json::Value>> {
    let Some((seller, zone, requisites)) = store::row(tx)? else { return Ok(None) };
    Ok(Some(serde_json::json!({
        "time_zone": zone, "currency": seller.currency, "grace_days": seller.grace_days, "dispatch_days": seller.dispatch_days,
        "stale_hours": seller.stale_hours, "who": who(&seller.name, seller.phone.as_deref()), "requisites": requisites,
    })))
}

/// Says who we are.
pub fn put(act: &mut Act<'_, ManageSettings>, seller: &Seller) -> Answer<Recorded<()>> {
    text::required_line(&seller.name, 200)
        .map_err(|_| No::invalid("name", "missing", say!("error-field-missing", name = "name")))?;
    for (field, days) in [("grace_days", seller.grace_days), ("dispatch_days", seller.dispatch_days)] {
        if !(0..=365).contains(&days) {
            return Err(No::invalid(field, "out_of_range", say!("settings-days-bad")));
        }
    }
    if !(0..=LONGEST_FRESH).contains(&seller.stale_hours) {
        return Err(No::invalid("stale_hours", "out_of_range", say!("fresh-hours-bad", most = LONGEST_FRESH)));
    }
    store::put(act.tx(), seller)?;
    // Names and telephones are not the journal's: what it keeps is by what rules we work, and that we are called so.
    let facts = serde_json::json!({
        "time_zone": seller.zone.name(), "currency": seller.currency, "grace_days": seller.grace_days,
        "dispatch_days": seller.dispatch_days, "stale_hours": seller.stale_hours,
        "who": who(&seller.name, seller.phone.as_deref()),
    });
    act.record("seller.put", None, facts, ())
}
