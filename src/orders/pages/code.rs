//! The discount code on the cart's page: what is in the cart, and the form to type one. Called by the cart's page.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::cart;
use crate::access::frame::see_other;
use crate::access::permission::marks::FillCart;
use crate::access::{May, Routes};
use crate::orders::{Cart, codes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice};
use crate::pricing::code::LONGEST;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/cart/code", enter);
    routes.post("/cart/code/removal", remove);
}

/// The code of the cart, or the field for one.
pub(super) fn form(l: Voice, cart: &Cart, typed: &str, token: &str) -> Markup {
    html! {
        @if let Some(code) = &cart.code {
            form.card.form method="post" action="/cart/code/removal" {
                (csrf_field(token))
                p { (l.say("code-label")) " " b { (code.discount.code) } ", " (code.discount.name_in(l.lang))
                    @if code.is_acting { " " span.badge.badge--ok { (l.say("code-acts")) } } }
                p.muted { small { (l.say("code-where")) } }
                div.actions { button.button--small type="submit" { (l.say("code-remove")) } }
            }
        } @else {
            form.card.form method="post" action="/cart/code" {
                (csrf_field(token))
                div.field { label for="typed-code" { (l.say("code-label")) }
                    input id="typed-code" name="code" value=(typed) maxlength=(LONGEST) autocomplete="off" required aria-describedby="typed-code-hint";
                    span.hint id="typed-code-hint" { (l.say("code-where")) } }
                div.actions { button type="submit" { (l.say("code-enter")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    code: String,
}

async fn enter(may: May<FillCart>, Form(form): Form<Typed>) -> Answer<HttpResponse> {
    match may.write(form.code.clone(), codes::enter).await {
        Ok(()) => Ok(see_other("/cart")),
        Err(no @ No::Refused(_)) => cart::with_code(&may, form.code, &no).await,
        Err(failed) => Err(failed),
    }
}

async fn remove(may: May<FillCart>, Form(()): Form<()>) -> Answer<HttpResponse> {
    may.write((), codes::remove).await?;
    Ok(see_other("/cart"))
}
