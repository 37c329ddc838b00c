//! Carts put aside, as a part of the cart's page: put this one aside, bring another back, throw one away.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::lists::id_of;
use crate::access::frame::see_other;
use crate::access::permission::marks::FillCart;
use crate::access::{May, Routes};
use crate::orders::aside::{self, Swap};
use crate::orders::list::Listed;
use crate::platform::error::Answer;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/cart/aside", put);
    routes.post("/cart/aside/{id}", bring_back);
    routes.post("/cart/aside/{id}/removal", remove);
}

/// The carts put aside, and the form that puts this one there.
pub(super) fn panel(l: Voice, carts: &[Listed], has_lines: bool, token: &str) -> Markup {
    html! {
        @if has_lines || !carts.is_empty() {
            section.card aria-labelledby="aside-h" {
                h2 id="aside-h" { (l.say("aside-title")) }
                @if has_lines {
                    form.row method="post" action="/cart/aside" data-once {
                        (csrf_field(token))
                        input name="name" maxlength="80" required aria-label=(l.say("aside-name")) placeholder=(l.say("aside-name"));
                        button type="submit" { (l.say("aside-put")) }
                    }
                }
                ul.plain { @for cart in carts { li.row {
                    span { b { (cart.name) } " · " (l.tell(&say!("aside-lines", count = cart.lines))) " · " (l.day_of(cart.changed_at)) }
                    form method="post" action={ "/cart/aside/" (cart.id) } data-once { (csrf_field(token)) button.button--small type="submit" { (l.say(if has_lines { "aside-swap" } else { "aside-back" })) } }
                    form method="post" action={ "/cart/aside/" (cart.id) "/removal" } data-once { (csrf_field(token)) button.button--quiet.button--small type="submit" { (l.say("cart-remove")) } }
                } } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    #[serde(default)]
    name: String,
}

async fn put(may: May<FillCart>, Form(form): Form<Name>) -> Answer<HttpResponse> {
    may.write(form.name, aside::put).await?;
    Ok(see_other("/cart"))
}

async fn bring_back(may: May<FillCart>, id: web::Path<String>, Form(form): Form<Name>) -> Answer<HttpResponse> {
    let swap = Swap { id: id_of(&id)?, name: Some(form.name), lang: may.voice().lang };
    may.write(swap, aside::bring_back).await?;
    Ok(see_other("/cart"))
}

async fn remove(may: May<FillCart>, id: web::Path<String>, Form(()): Form<()>) -> Answer<HttpResponse> {
    may.write(id_of(&id)?, aside::remove).await?;
    Ok(see_other("/cart"))
}
