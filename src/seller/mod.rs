//! Our own company: name and requisites, time zone, currency.

pub mod api;
pub mod pages;
pub(crate) mod store;

use crate::access::permission::marks::{ManageSettings, Visit};
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::memory;
use crate::platform::values::{Currency, Moment, text};
use crate::say;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Our own company.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Seller {
    /// Its name.
    pub name: String,
    /// Its time zone: days of prices and documents are days there.
    #[serde(serialize_with = "zone_name")]
    pub zone: chrono_tz::Tz,
    /// The currency it counts in.
    pub currency: Currency,
    /// A telephone for those who cannot sign in.
    pub phone: Option<String>,
}

fn zone_name<S: serde::Serializer>(zone: &chrono_tz::Tz, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(zone.name())
}

/// Who we are; a plain company in Moscow until somebody says otherwise.
pub(crate) fn current(tx: &mut Tx) -> Answer<Seller> {
    let rouble = Currency::parse("RUB").ok_or_else(|| No::failed("no rouble"))?;
    Ok(store::find(tx)?.unwrap_or(Seller {
        name: "Orderly".into(),
        zone: chrono_tz::Europe::Moscow,
        currency: rouble,
        phone: None,
    }))
}

/// The day of a moment at our place.
pub(crate) fn day_of(tx: &mut Tx, at: Moment) -> Answer<chrono::NaiveDate> {
    let zone = memory::recall(tx, "seller.zone".into(), store::zone)?;
    Ok(at.day_in(zone))
}

/// Who we are, for pages.
pub fn look(act: &mut Act<'_, Visit>, (): &()) -> Answer<Seller> {
    current(act.tx())
}

/// Says who we are.
pub fn put(act: &mut Act<'_, ManageSettings>, seller: &Seller) -> Answer<Recorded<()>> {
    text::required_line(&seller.name, 200)
        .map_err(|_| No::invalid("name", "missing", say!("error-field-missing", name = "name")))?;
    store::put(act.tx(), seller)?;
    act.record("seller.put", None, serde_json::to_value(seller)?, ())
}
