//! The people of a partner on its page: the list, adding somebody, one-time links, blocking.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::card::{Done, Seen, Told, draw, unit_name};
use super::press::Press;
use super::{Typed, invitations, is_about_form, telephone};
use crate::access::accounts::people::{NewPerson, PersonRow};
use crate::access::frame::{link_address, see_other};
use crate::access::permission::marks::{ManageAccounts, ReadPartners};
use crate::access::{May, Right, Role, UnitId};
use crate::partners::people::{self as verbs, phone};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Voice, components, paths};
use crate::say;

/// A person as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PersonForm {
    login: String,
    name: String,
    phone: String,
    unit: String,
    lang: Option<Lang>,
    buyer: Option<String>,
    approver: Option<String>,
    partner_admin: Option<String>,
}

impl PersonForm {
    fn roles(&self) -> [(Role, bool); 3] {
        let ticked = |role: &Option<String>| role.is_some();
        [
            (Role::Buyer, ticked(&self.buyer)),
            (Role::Approver, ticked(&self.approver)),
            (Role::PartnerAdmin, ticked(&self.partner_admin)),
        ]
    }

    fn person(&self) -> Answer<NewPerson> {
        let unit = match self.unit.as_str() {
            "" => None,
            id => Some(UnitId::parse(id).ok_or_else(|| No::invalid("unit", "unknown", say!("person-unit-unknown")))?),
        };
        Ok(NewPerson {
            login: self.login.clone(),
            name: self.name.clone(),
            phone: phone(&self.phone)?,
            lang: self.lang.unwrap_or(Lang::Ru),
            partner: None,
            unit,
            roles: self.roles().into_iter().filter(|(_, is_ticked)| *is_ticked).map(|(role, _)| role).collect(),
        })
    }
}

pub(super) async fn put(may: May<ManageAccounts>, code: web::Path<String>, Form(form): Form<PersonForm>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let outcome = match form.person() {
        Ok(person) => may.write((code.clone(), person), verbs::put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(put) => Ok(done(&code, Done::of(put))),
        Err(no) => again(&may, code, form, no).await,
    }
}

fn done(code: &str, done: Done) -> HttpResponse {
    see_other(&components::link(&paths::partner(code), &[("done", done.as_str())]))
}

/// The page again with what was typed and why it was refused.
async fn again(may: &May<ManageAccounts>, code: String, form: PersonForm, no: No) -> Answer<HttpResponse> {
    match may.also::<ReadPartners>() {
        Some(may) if is_about_form(&no) => {
            let told = Told { person: Typed { form, no: Some(no) }, ..Told::default() };
            draw(&may, code, &told).await
        }
        _ => Err(no),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whom {
    pub(super) login: String,
}

pub(super) async fn link(
    may: May<ManageAccounts>,
    code: web::Path<String>,
    request: HttpRequest,
    Form(form): Form<Whom>,
) -> Answer<HttpResponse> {
    let code = code.into_inner();
    match may.write((code.clone(), form.login.clone()), verbs::link).await {
        Ok(token) => {
            let reader = may.also::<ReadPartners>().ok_or_else(No::forbidden)?;
            let told = Told { link: Some((form.login, link_address(&request, &token)?)), ..Told::default() };
            draw(&reader, code, &told).await
        }
        Err(no) => again(&may, code, PersonForm::default(), no).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    pub(super) login: String,
    pub(super) is_blocked: bool,
}

pub(super) async fn block(may: May<ManageAccounts>, code: web::Path<String>, Form(form): Form<Block>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    match may.write((code.clone(), form.login, form.is_blocked), verbs::set_blocked).await {
        Ok(_) => Ok(done(&code, Done::of_block(form.is_blocked))),
        Err(no) => again(&may, code, PersonForm::default(), no).await,
    }
}

/// The notice with a one-time link; it is shown once.
pub(super) fn link_notice(l: Voice, login: &str, address: &str) -> Markup {
    html! {
        div.notice.notice--ok {
            b { (l.tell(&say!("person-link-made", login = login))) }
            p { input readonly value=(address) aria-label=(l.say("person-link")); }
            p { (l.say("person-link-once")) }
        }
    }
}

pub(super) fn section(may: &May<ReadPartners>, seen: &Seen, told: &Told) -> Markup {
    let l = may.voice();
    let is_manager = may.actor().may(Right::ManageAccounts);
    let path = format!("{}/people", paths::partner(&seen.card.partner.code));
    html! {
        @if seen.people.is_empty() { section.empty { p { (l.say("person-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("person-list-title")) }
                thead { tr {
                    th { (l.say("person-name")) } th { (l.say("person-login")) } th { (l.say("person-roles")) } th { (l.say("partner-unit")) }
                    @if is_manager { th { (l.say("person-access")) } }
                } }
                tbody { @for person in &seen.people { tr.is-off[person.is_blocked] {
                    (name_cell(l, person))
                    td data-label=(l.say("person-login")) { (person.login) }
                    td data-label=(l.say("person-roles")) { (invitations::roles(l, &person.roles, person.custom.as_ref().map(|(_, name)| name.as_str()))) }
                    td data-label=(l.say("partner-unit")) { (unit_name(&seen.card, person.unit)) }
                    @if is_manager { td data-label=(l.say("person-access")) { (buttons(l, &may.form_token(), &path, person)) @if may.actor().may(Right::ErasePeople) { " " (erasing(l, person)) } } }
                } } }
            } }
        }
        @if is_manager { (form(may, seen, &told.person, &path)) }
    }
}

pub(super) fn name_cell(l: Voice, person: &PersonRow) -> Markup {
    html! {
        td {
            (person.name) @if person.is_blocked { " " span.badge.badge--bad { (l.say("person-is-blocked")) } }
            @if let Some(phone) = &person.phone { br; (telephone(phone)) }
        }
    }
}

pub(super) fn roles(l: Voice, roles: &[Role]) -> String {
    roles.iter().map(|role| l.say(&format!("role-{}", role.as_str()))).collect::<Vec<_>>().join(", ")
}

/// The buttons beside a person: a one-time link, and to block or unblock.
pub(super) fn buttons(l: Voice, token: &str, path: &str, person: &PersonRow) -> Markup {
    let (to, words) = (format!("{path}/links"), l.say("person-make-link"));
    let which = ("login", person.login.as_str());
    let link = Press { path: &to, which, beside: None, words: &words, about: &person.name, is_danger: false };
    html! { div.row { (link.draw(token)) (blocking(l, token, &format!("{path}/blocks"), person)) } }
}

/// The way to the page on which a person is erased.
pub(super) fn erasing(l: Voice, person: &PersonRow) -> Markup {
    let to = components::link("/people/erasure", &[("login", person.login.as_str())]);
    html! { a.button.button--quiet.button--small href=(to) aria-label={ (l.say("erase-link")) ": " (person.name) } { (l.say("erase-link")) } }
}

/// The button that blocks a person, or lets him in again.
pub(super) fn blocking(l: Voice, token: &str, path: &str, person: &PersonRow) -> Markup {
    let (word, blocked) = if person.is_blocked { ("person-unblock", "false") } else { ("person-block", "true") };
    let (words, is_danger) = (l.say(word), !person.is_blocked);
    let (which, beside) = (("login", person.login.as_str()), Some(("is_blocked", blocked)));
    Press { path, which, beside, words: &words, about: &person.name, is_danger }.draw(token)
}

fn form(may: &May<ReadPartners>, seen: &Seen, typed: &Typed<PersonForm>, path: &str) -> Markup {
    let (l, form, faults) = (may.voice(), &typed.form, typed.faults());
    html! {
        form.card.form method="post" action=(path) data-once {
            (csrf_field(&may.form_token()))
            h2 { (l.say("person-add")) }
            div.field { label for="person-login" { (l.say("person-login")) } input id="person-login" name="login" type="email" value=(form.login) autocomplete="off" required maxlength="200"; (components::fault(l, faults, "login")) }
            div.field { label for="person-name" { (l.say("person-name")) } input id="person-name" name="name" value=(form.name) autocomplete="off" required maxlength="200"; (components::fault(l, faults, "name")) }
            div.field { label for="person-phone" { (l.say("person-phone")) } input id="person-phone" name="phone" type="tel" value=(form.phone) autocomplete="off" maxlength="40"; (components::fault(l, faults, "phone")) }
            @if !seen.card.units.is_empty() {
                div.field {
                    label for="person-unit" { (l.say("partner-unit")) }
                    select id="person-unit" name="unit" {
                        option value="" { (l.say("person-unit-any")) }
                        @for (id, name) in &seen.card.units { option value=(id.to_string()) selected[form.unit == id.to_string()] { (name) } }
                    }
                    (components::fault(l, faults, "unit"))
                }
            }
            (language_field(l, form.lang))
            (role_fields(l, &form.roles()))
            (components::fault(l, faults, "roles"))
            p.hint.field--wide { (l.say("person-add-hint")) }
            div.actions { button.button--primary type="submit" { (l.say("person-add-button")) } }
        }
    }
}

pub(super) fn language_field(l: Voice, chosen: Option<Lang>) -> Markup {
    html! {
        div.field {
            label for="person-lang" { (l.say("person-lang")) }
            select id="person-lang" name="lang" {
                @for (lang, name) in [(Lang::Ru, "Русский"), (Lang::En, "English")] {
                    option value=(lang.as_str()) lang=(lang.as_str()) selected[chosen == Some(lang)] { (name) }
                }
            }
        }
    }
}

pub(super) fn role_fields(l: Voice, roles: &[(Role, bool)]) -> Markup {
    html! {
        fieldset {
            legend { (l.say("person-roles")) }
            @for (role, is_ticked) in roles {
                div.check {
                    input type="checkbox" id={ "role-" (role.as_str()) } name=(role.as_str()) value="yes" checked[*is_ticked];
                    label for={ "role-" (role.as_str()) } { (l.say(&format!("role-{}", role.as_str()))) }
                }
            }
        }
    }
}
