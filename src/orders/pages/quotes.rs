//! Quotes: asking for one from the cart, the limit of one person. The list and one quote are in the files beside.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::{cart, quote_list};
use crate::access::frame::see_other;
use crate::access::permission::marks::{FillCart, ManageSettings, PlaceOrders, ReadOrders};
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::quote::request::{self, LONGEST, NewRequest};
use crate::orders::quote::{QuoteState, limit};
use crate::platform::error::{Answer, No};
use crate::platform::values::Percent;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/quotes", ask);
    routes.post("/quote-limit", set_limit);
}

/// How a quote stands, in its colour.
pub(super) fn badge(l: Voice, state: QuoteState) -> Markup {
    html! { span class={ "badge badge--" (state.tone()) } { (l.say(&format!("quote-state-{state}"))) } }
}

/// The form that asks for a quote of what is in the cart.
pub(super) fn ask_form(l: Voice, token: &str, key: &str, message: &str) -> Markup {
    html! {
        details.card open[!message.is_empty()] { summary { b { (l.say("quote-ask")) } }
            form.form method="post" action="/quotes" data-once {
                (csrf_field(token))
                input type="hidden" name="key" value=(key);
                p.muted { (l.say("quote-ask-help")) }
                div.field.field--wide { label for="quote-message" { (l.say("quote-message")) } textarea id="quote-message" name="message" maxlength=(LONGEST) { (message) } }
                div.actions { button type="submit" { (l.say("quote-ask-button")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    key: String,
    #[serde(default)]
    message: String,
}

async fn ask(may: May<PlaceOrders>, Form(form): Form<Asked>) -> Answer<HttpResponse> {
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let new = NewRequest { lines: None, message: form.message.clone(), contract: None };
    match may.write_once("quotes", &key, new, request::ask).await {
        Ok(asked) => Ok(see_other(&format!("/quotes/{}?done=asked", asked.value))),
        Err(no @ No::Refused(_)) => {
            let filling = may.also::<FillCart>().ok_or_else(No::forbidden)?;
            cart::with_message(&filling, form.message, &no).await
        }
        Err(failed) => Err(failed),
    }
}

/// The form for how far one person may go below the usual prices.
pub(super) fn limit_form(l: Voice, limit: Percent, token: &str) -> Markup {
    html! {
        details.card { summary { b { (l.say("quote-limit-title")) } ": " (l.percent(limit)) }
            form.form method="post" action="/quote-limit" data-once {
                (csrf_field(token))
                p.muted { (l.say("quote-limit-help")) }
                div.field { label for="quote-limit-percent" { (l.say("quote-limit-percent")) } input id="quote-limit-percent" name="percent" value=(l.typed(limit.decimal().normalize())) inputmode="decimal" maxlength="10" required; }
                div.actions { button type="submit" { (l.say("quote-limit-save")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    percent: String,
}

async fn set_limit(may: May<ManageSettings>, Form(form): Form<Limit>) -> Answer<HttpResponse> {
    let outcome = match may.voice().read_percent(&form.percent) {
        Some(percent) => may.write(percent, limit::set).await,
        None => Err(No::invalid("percent", "not_number", say!("quote-limit-bad"))),
    };
    match outcome {
        Ok(()) => Ok(see_other("/quotes?done=limit")),
        Err(no @ No::Refused(_)) => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            quote_list::refused(&reading, &no).await
        }
        Err(failed) => Err(failed),
    }
}
