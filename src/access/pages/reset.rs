//! The page of a forgotten password. It answers the same, whether or not the login is anybody's.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::accounts::reset;
use crate::access::frame::in_status;
use crate::access::permission::marks::Visit;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/password", page);
    routes.post("/password", ask);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forgotten {
    login: String,
}

async fn page(may: May<Visit>) -> Answer<HttpResponse> {
    Ok(may.page(may.voice().say("reset-title"), &body(&may, "", None)))
}

fn body(may: &May<Visit>, login: &str, no: Option<&No>) -> Markup {
    let l = may.voice();
    html! {
        div.sign-in {
            section.card {
                h1 { (l.say("reset-title")) }
                p { (l.say("reset-lede")) }
                form.form method="post" action="/password" data-once {
                    (csrf_field(&may.form_token()))
                    @if let Some(no) = no { (components::refusal(l, no)) }
                    div.field { label for="login" { (l.say("sign-in-login")) } input id="login" name="login" type="email" value=(login) autocomplete="username" required maxlength="200"; }
                    div.actions { button.button--primary type="submit" { (l.say("reset-button")) } }
                }
                p { a href="/sign-in" { (l.say("reset-back")) } }
            }
        }
    }
}

async fn ask(may: May<Visit>, Form(form): Form<Forgotten>) -> Answer<HttpResponse> {
    let l = may.voice();
    match reset::ask(&may, &form.login, may.request().ip).await {
        Ok(()) => {
            let told = html! { div.sign-in { section.card { h1 { (l.say("reset-title")) } (components::notice("ok", &l.say("reset-asked"))) p { a href="/sign-in" { (l.say("reset-back")) } } } } };
            Ok(may.page(l.say("reset-title"), &told))
        }
        Err(no @ No::Refused(_)) => Ok(in_status(may.page(l.say("reset-title"), &body(&may, &form.login, Some(&no))), Some(&no))),
        Err(failed) => Err(failed),
    }
}
