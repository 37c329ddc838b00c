//! The API's doors to our own company's settings: requisites and days, and how the house shows itself.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::brand::{self, LOGO_LIMIT, NewBrand, NewLogo};
use super::{Seller, look, put};
use crate::access::permission::marks::{ManageSettings, Visit};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::picture;
use crate::platform::values::Currency;
use crate::platform::web::{Body, body};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/settings", settings);
    routes.put("/api/v1/settings", put_settings);
    routes.get("/api/v1/settings/brand", brand);
    routes.put("/api/v1/settings/brand", put_brand);
    routes.put("/api/v1/settings/logo", put_logo);
    routes.delete("/api/v1/settings/logo", delete_logo);
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
    /// Hours after which a stock figure is old, so that no day is promised as firm; 0 is never; unchanged when not given.
    stale_hours: Option<i64>,
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
        stale_hours: Some(seller.stale_hours),
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
    let stale_hours = new.stale_hours.unwrap_or(known.stale_hours);
    let seller = Seller { name: new.name, zone, currency, phone: new.phone, grace_days, dispatch_days, stale_hours };
    may.write(seller, put).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// How the house shows itself; what is null is as the program has it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandSettings {
    /// The name in the head and in titles; at most 40 letters.
    name: Option<String>,
    /// The accent by light, as `#0b5f80`: text in it must stand out 4.5 to 1 from every ground.
    accent: Option<String>,
    /// The accent by dark.
    accent_dark: Option<String>,
}

/// How the house shows itself
#[utoipa::path(get, path = "/api/v1/settings/brand", tag = "settings",
    responses((status = 200, description = "As it is", body = BrandSettings)))]
pub async fn brand(may: May<ManageSettings>) -> Answer<HttpResponse> {
    let known = may.read((), brand::look).await?;
    let colour = |colour: Option<super::colour::Colour>| colour.map(|colour| colour.to_string());
    let told = BrandSettings { name: known.name, accent: colour(known.accent), accent_dark: colour(known.accent_dark) };
    Ok(HttpResponse::Ok().json(told))
}

/// Change how the house shows itself; its logo stays
#[utoipa::path(put, path = "/api/v1/settings/brand", tag = "settings", request_body = BrandSettings,
    responses((status = 204, description = "Changed and recorded"), (status = 422, description = "No colours, or too little contrast: the nearest that would do is told")))]
pub async fn put_brand(may: May<ManageSettings>, Body(new): Body<BrandSettings>) -> Answer<HttpResponse> {
    let text = Option::<String>::unwrap_or_default;
    let new =
        NewBrand { name: text(new.name), accent: text(new.accent), accent_dark: text(new.accent_dark), logo: NewLogo::AsItIs };
    may.write(new, brand::put).await.map_err(No::pointed)?;
    may.learn_face().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put the seller's logo on every page
#[utoipa::path(put, path = "/api/v1/settings/logo", tag = "settings",
    request_body(content = String, content_type = "image/png", description = "The logo: PNG, JPEG or WebP, with its own Content-Type; at most 64 KiB"),
    responses((status = 204, description = "Shown and recorded"), (status = 413, description = "Too large"),
    (status = 415, description = "No picture, or not of the format that Content-Type says")))]
pub async fn put_logo(may: May<ManageSettings>, request: HttpRequest, payload: web::Payload) -> Answer<HttpResponse> {
    let file = brand::checked_logo(body::whole(payload, LOGO_LIMIT).await?.into())?;
    picture::check_announced(&file, request.content_type())?;
    may.write(NewLogo::Hang(file), brand::put_logo).await?;
    may.learn_face().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take the seller's logo down
#[utoipa::path(delete, path = "/api/v1/settings/logo", tag = "settings",
    responses((status = 204, description = "The program's own is shown")))]
pub async fn delete_logo(may: May<ManageSettings>) -> Answer<HttpResponse> {
    may.write(NewLogo::TakeDown, brand::put_logo).await?;
    may.learn_face().await?;
    Ok(HttpResponse::NoContent().finish())
}
