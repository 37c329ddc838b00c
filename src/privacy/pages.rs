//! The page on which a person is erased: what goes and what stays, a reason, and one button.

use actix_web::{HttpResponse, ResponseError};
use maud::{Markup, html};
use serde::Deserialize;

use super::erase::{self, NewErasure};
use crate::access::accounts::erased::Person;
use crate::access::frame::see_other;
use crate::access::permission::marks::ErasePeople;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/people/erasure", page);
    routes.post("/people/erasure", erase_person);
}

/// Whom the page is about; with a pseudonym, that he was just erased.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Whom {
    login: String,
    done: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Erasing {
    login: String,
    reason: String,
}

async fn page(may: May<ErasePeople>, Params(whom): Params<Whom>) -> Answer<HttpResponse> {
    let typed = Erasing { login: whom.login.clone(), reason: String::new() };
    let person = if whom.login.is_empty() { None } else { Some(may.read(whom.login, erase::look).await?) };
    Ok(draw(&may, &typed, person.as_ref(), &whom.done, None))
}

async fn erase_person(may: May<ErasePeople>, Form(form): Form<Erasing>) -> Answer<HttpResponse> {
    let wish = NewErasure { login: form.login.clone(), reason: form.reason.clone() };
    match may.write(wish, erase::erase).await {
        Ok(account) => Ok(see_other(&components::link("/people/erasure", &[("done", account.to_string().as_str())]))),
        Err(no @ No::Refused(_)) if matches!(no.status_code().as_u16(), 409 | 422) => Ok(draw(&may, &form, None, "", Some(&no))),
        Err(no) => Err(no),
    }
}

fn draw(may: &May<ErasePeople>, typed: &Erasing, person: Option<&Person>, done: &str, no: Option<&No>) -> HttpResponse {
    let l = may.voice();
    let title = l.say("erase-title");
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("erase-lede")) } } }
        div.stack {
            @if !done.is_empty() { (components::notice("ok", &l.tell(&say!("erase-done", pseudonym = done)))) }
            @if let Some(person) = person { (components::notice("warn", &l.tell(&say!("erase-whom", name = &person.name, login = &person.login)))) }
            (form(may, typed, no))
        }
    };
    may.page_at("/people/erasure", title, &body, no)
}

fn form(may: &May<ErasePeople>, typed: &Erasing, no: Option<&No>) -> Markup {
    let l = may.voice();
    html! {
        form.card.form method="post" action="/people/erasure" data-once {
            (csrf_field(&may.form_token()))
            @if let Some(no) = no { (components::refusal(l, no)) }
            p.field--wide { (l.say("erase-what-goes")) }
            p.field--wide { (l.say("erase-what-stays")) }
            div.field { label for="erase-login" { (l.say("person-login")) } input id="erase-login" name="login" value=(typed.login) autocomplete="off" required maxlength="200"; }
            div.field { label for="erase-reason" { (l.say("erase-reason")) } input id="erase-reason" name="reason" value=(typed.reason) autocomplete="off" required maxlength="500" aria-describedby="erase-reason-hint"; span.hint id="erase-reason-hint" { (l.say("erase-reason-hint")) } }
            div.actions { button.button--danger type="submit" { (l.say("erase-button")) } }
        }
    }
}
