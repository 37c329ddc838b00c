//! The page that an invitation leads to: who has no password yet names himself and sets one, who has an account signs in and accepts.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Done, after, new_password_field};
use crate::access::accounts::invited::{self, Offer};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{BeSomebody, Visit};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/invitations/{token}", page);
    routes.post("/invitations/{token}", accept);
}

async fn page(may: May<Visit>, token: web::Path<String>) -> Answer<HttpResponse> {
    let token = token.into_inner();
    let offer = may.read(token.clone(), invited::offer).await?;
    Ok(may.page(may.voice().say("invite-title"), &body(&may, &token, &offer, "", None)))
}

fn body(may: &May<Visit>, token: &str, offer: &Offer, name: &str, no: Option<&No>) -> Markup {
    let l = may.voice();
    html! {
        div.sign-in {
            section.card {
                h1 { (l.say("invite-title")) }
                p { (what(l, offer)) }
                @if let Some(no) = no { (components::refusal(l, no)) }
                @match (offer.is_known, may.actor().person()) {
                    (true, Some(person)) if person.login == offer.email => (joining(may, token)),
                    (true, Some(person)) => { p { (l.tell(&say!("invite-other-session", email = &offer.email, login = &person.login))) } }
                    (true, None) => {
                        p { (l.tell(&say!("invite-known", email = &offer.email))) }
                        div.actions { a.button.button--primary href=(components::link("/sign-in", &[("next", &format!("/invitations/{token}"))])) { (l.say("sign-in-button")) } }
                    }
                    (false, _) => (naming(may, token, offer, name)),
                }
            }
        }
    }
}

/// What is offered, in a sentence.
fn what(l: Voice, offer: &Offer) -> String {
    let roles = offer.roles.iter().map(|role| l.say(&format!("role-{}", role.as_str()))).chain(offer.custom.clone());
    let roles = roles.collect::<Vec<_>>().join(", ");
    match &offer.company {
        Some(company) => l.tell(&say!("invite-offer", company = company, roles = roles)),
        None => l.tell(&say!("invite-offer-staff", roles = roles)),
    }
}

fn joining(may: &May<Visit>, token: &str) -> Markup {
    html! {
        form.form method="post" action={ "/invitations/" (token) } data-once {
            (csrf_field(&may.form_token()))
            div.actions { button.button--primary type="submit" { (may.voice().say("invite-join")) } }
        }
    }
}

fn naming(may: &May<Visit>, token: &str, offer: &Offer, name: &str) -> Markup {
    let l = may.voice();
    html! {
        form.form method="post" action={ "/invitations/" (token) } data-once {
            (csrf_field(&may.form_token()))
            div.field { label for="login" { (l.say("sign-in-login")) } input id="login" type="email" value=(offer.email) autocomplete="username" readonly; }
            div.field { label for="name" { (l.say("person-name")) } input id="name" name="name" value=(name) autocomplete="name" required maxlength="200"; }
            (new_password_field(l))
            div.actions { button.button--primary type="submit" { (l.say("invite-accept")) } }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    #[serde(default)]
    name: String,
    #[serde(default)]
    new_password: String,
}

async fn accept(may: May<Visit>, token: web::Path<String>, Form(form): Form<Acceptance>) -> Answer<HttpResponse> {
    let token = token.into_inner();
    let offer = may.read(token.clone(), invited::offer).await?;
    let outcome = match may.also::<BeSomebody>().filter(|_| offer.is_known) {
        Some(person) => joined(&person, &token, &offer).await,
        None => invited::accept(&may, token.clone(), form.name.clone(), form.new_password)
            .await
            .map(|()| after("/sign-in", Done::Joined)),
    };
    match outcome {
        Ok(answer) => Ok(answer),
        Err(no @ No::Refused(_)) => {
            let told = body(&may, &token, &offer, &form.name, Some(&no));
            Ok(in_status(may.page(may.voice().say("invite-title"), &told), Some(&no)))
        }
        Err(failed) => Err(failed),
    }
}

/// Accepts for whoever is signed in; he goes on with the choice among his companies.
async fn joined(may: &May<BeSomebody>, token: &str, offer: &Offer) -> Answer<HttpResponse> {
    may.write(token.to_owned(), invited::join).await?;
    may.forget_session();
    Ok(see_other(if offer.company.is_some() { "/company" } else { "/" }))
}
