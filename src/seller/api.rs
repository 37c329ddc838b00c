//! The API's doors to our own company's settings.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Seller, look, put};
use crate::access::permission::marks::{ManageSettings, Visit};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::Body;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/settings", settings);
    routes.put("/api/v1/settings", put_settings);
}

/// Our own company.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Its name.
    name: String,
    /// Its time zone, for example `Europe/Moscow`: days of prices and documents are days there.
    time_zone: String,
    /// ISO 4217.
    currency: String,
    /// A telephone for those who cannot sign in.
    phone: Option<String>,
    /// Days after which an overdue debt stops shipments, where a contract says nothing else; unchanged when not given.
    grace_days: Option<i64>,
    /// Days in which what is in stock leaves; unchanged when not given.
    dispatch_days: Option<i64>,
}

/// The settings of the house
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", responses((status = 200, description = "As they are", body = Settings)))]
pub async fn settings(may: May<ManageSettings>) -> Answer<HttpResponse> {
    let visiting = may.also::<Visit>().ok_or_else(No::forbidden)?;
    let seller = visiting.read((), look).await?;
    let told = Settings {
        name: seller.name,
        time_zone: seller.zone.name().into(),
        currency: seller.currency.code().into(),
        phone: seller.phone,
        grace_days: Some(seller.grace_days),
        dispatch_days: Some(seller.dispatch_days),
    };
    Ok(HttpResponse::Ok().json(told))
}

/// Change the settings of the house
#[utoipa::path(put, path = "/api/v1/settings", tag = "settings", request_body = Settings,
    responses((status = 204, description = "Changed and recorded"), (status = 422, description = "Fields that do not fit")))]
pub async fn put_settings(may: May<ManageSettings>, Body(new): Body<Settings>) -> Answer<HttpResponse> {
    let zone = new.time_zone.parse().map_err(|_| No::invalid("/time_zone", "unknown", say!("settings-zone-unknown")))?;
    let currency =
        Currency::parse(&new.currency).ok_or_else(|| No::invalid("/currency", "unknown", say!("settings-currency-unknown")))?;
    let visiting = may.also::<Visit>().ok_or_else(No::forbidden)?;
    let known = visiting.read((), look).await?;
    let grace_days = new.grace_days.unwrap_or(known.grace_days);
    let dispatch_days = new.dispatch_days.unwrap_or(known.dispatch_days);
    let seller = Seller { name: new.name, zone, currency, phone: new.phone, grace_days, dispatch_days };
    may.write(seller, put).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}
