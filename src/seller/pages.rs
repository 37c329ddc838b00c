//! The page of our own company's settings: requisites and days, and below them how the house shows itself.

mod brand;

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Seller, put};
use crate::access::frame::see_other;
use crate::access::permission::marks::ManageSettings;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/settings", page);
    routes.post("/settings", save);
    brand::routes(routes);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    name: String,
    zone: String,
    currency: String,
    #[serde(default)]
    phone: String,
    grace_days: String,
    dispatch_days: String,
    #[serde(default)]
    stale_hours: String,
}

async fn page(may: May<ManageSettings>) -> Answer<HttpResponse> {
    show(&may, None, None).await
}

/// The page, also with what was typed into one of its two forms and refused.
async fn show(
    may: &May<ManageSettings>,
    own: Option<(&Settings, &No)>,
    brand: Option<(&brand::Typed, &No)>,
) -> Answer<HttpResponse> {
    let (seller, known) = may.read((), |act, ()| Ok((super::current(act.tx())?, super::brand::look(act, &())?))).await?;
    let kept = kept(seller);
    let body = html! {
        div.page-head { div { h1 { (may.voice().say("settings-title")) } p { (may.voice().say("settings-lede")) } } }
        div.stack { (form(may, own.map_or(&kept, |(typed, _)| typed), own.map(|(_, no)| no))) (brand::section(may, &known, brand)) }
    };
    Ok(may.page_at("/settings", may.voice().say("settings-title"), &body, own.map(|(_, no)| no).or(brand.map(|(_, no)| no))))
}

fn kept(seller: Seller) -> Settings {
    Settings {
        name: seller.name,
        zone: seller.zone.name().to_owned(),
        currency: seller.currency.code().to_owned(),
        phone: seller.phone.unwrap_or_default(),
        grace_days: seller.grace_days.to_string(),
        dispatch_days: seller.dispatch_days.to_string(),
        stale_hours: seller.stale_hours.to_string(),
    }
}

fn form(may: &May<ManageSettings>, typed: &Settings, no: Option<&No>) -> Markup {
    let l = may.voice();
    let field = |id: &str, label: &str, value: &str, hint: &str| {
        html! {
            div.field {
                label for=(id) { (l.say(label)) }
                input id=(id) name=(id) value=(value) maxlength="200" aria-describedby={ (id) "-hint" };
                span.hint id={ (id) "-hint" } { (l.say(hint)) }
            }
        }
    };
    html! {
        form.card.form method="post" action="/settings" data-once {
            (csrf_field(&may.form_token()))
            @if let Some(no) = no { (components::refusal(l, no)) }
            (field("name", "settings-name", &typed.name, "settings-name-hint"))
            (field("zone", "settings-zone", &typed.zone, "settings-zone-hint"))
            (field("currency", "settings-currency", &typed.currency, "settings-currency-hint"))
            (field("phone", "settings-phone", &typed.phone, "settings-phone-hint"))
            (field("grace_days", "settings-grace", &typed.grace_days, "settings-grace-hint"))
            (field("dispatch_days", "settings-dispatch", &typed.dispatch_days, "settings-dispatch-hint"))
            (field("stale_hours", "fresh-hours", &typed.stale_hours, "fresh-hours-hint"))
            div.actions { button.button--primary type="submit" { (l.say("settings-save")) } }
        }
    }
}

fn checked(typed: &Settings) -> Answer<Seller> {
    let days = |field: &'static str, text: &str| {
        text.trim().parse().map_err(|_| No::invalid(field, "out_of_range", say!("settings-days-bad")))
    };
    Ok(Seller {
        name: typed.name.trim().to_owned(),
        zone: typed.zone.trim().parse().map_err(|_| No::invalid("zone", "unknown", say!("settings-zone-unknown")))?,
        currency: Currency::parse(typed.currency.trim())
            .ok_or_else(|| No::invalid("currency", "unknown", say!("settings-currency-unknown")))?,
        phone: Some(typed.phone.trim().to_owned()).filter(|phone| !phone.is_empty()),
        grace_days: days("grace_days", &typed.grace_days)?,
        dispatch_days: days("dispatch_days", &typed.dispatch_days)?,
        stale_hours: hours(&typed.stale_hours)?,
    })
}

/// Hours as they were typed; none are the same as zero.
fn hours(typed: &str) -> Answer<i64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(0);
    }
    typed.parse().map_err(|_| No::invalid("stale_hours", "out_of_range", say!("fresh-hours-bad", most = super::LONGEST_FRESH)))
}

async fn save(may: May<ManageSettings>, Form(typed): Form<Settings>) -> Answer<HttpResponse> {
    let outcome = match checked(&typed) {
        Ok(seller) => may.write(seller, put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other("/settings")),
        Err(no @ No::Refused(_)) => show(&may, Some((&typed, &no)), None).await,
        Err(failed) => Err(failed),
    }
}
