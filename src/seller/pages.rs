//! The page of our own company's settings.

use actix_web::{HttpResponse, ResponseError};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Seller, look, put};
use crate::access::frame::see_other;
use crate::access::permission::marks::{ManageSettings, Visit};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/settings", page);
    routes.post("/settings", save);
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
}

async fn page(may: May<ManageSettings>) -> Answer<HttpResponse> {
    let visiting = may.also::<Visit>().ok_or_else(No::forbidden)?;
    let seller = visiting.read((), look).await?;
    let typed = Settings {
        name: seller.name,
        zone: seller.zone.name().to_owned(),
        currency: seller.currency.code().to_owned(),
        phone: seller.phone.unwrap_or_default(),
        grace_days: seller.grace_days.to_string(),
        dispatch_days: seller.dispatch_days.to_string(),
    };
    Ok(may.page(may.voice().say("settings-title"), &body(&may, &typed, None)))
}

fn body(may: &May<ManageSettings>, typed: &Settings, no: Option<&No>) -> Markup {
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
        div.page-head { div { h1 { (l.say("settings-title")) } p { (l.say("settings-lede")) } } }
        form.card.form method="post" action="/settings" data-once {
            (csrf_field(&may.form_token()))
            @if let Some(no) = no { (components::refusal(l, no)) }
            (field("name", "settings-name", &typed.name, "settings-name-hint"))
            (field("zone", "settings-zone", &typed.zone, "settings-zone-hint"))
            (field("currency", "settings-currency", &typed.currency, "settings-currency-hint"))
            (field("phone", "settings-phone", &typed.phone, "settings-phone-hint"))
            (field("grace_days", "settings-grace", &typed.grace_days, "settings-grace-hint"))
            (field("dispatch_days", "settings-dispatch", &typed.dispatch_days, "settings-dispatch-hint"))
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
    })
}

async fn save(may: May<ManageSettings>, Form(typed): Form<Settings>) -> Answer<HttpResponse> {
    let outcome = match checked(&typed) {
        Ok(seller) => may.write(seller, put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other("/settings")),
        Err(no @ No::Refused(_)) => {
            let mut answer = may.page(may.voice().say("settings-title"), &body(&may, &typed, Some(&no)));
            *answer.status_mut() = no.status_code();
            Ok(answer)
        }
        Err(failed) => Err(failed),
    }
}
