//! The people of one's own company, for its administrator: who is there and as what, invitations, blocking.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::invitations::{self, Choice, InviteForm, OF_PARTNERS, Which, custom, custom_field, role_fields, unit_field};
use super::people::{Block, blocking, name_cell};
use super::press::changing;
use super::{Typed, is_about_form};
use crate::access::accounts::invitations as invited;
use crate::access::accounts::membership;
use crate::access::accounts::people::PersonRow;
use crate::access::frame::see_other;
use crate::access::permission::marks::RunCompany;
use crate::access::reach::CustomRoleId;
use crate::access::{May, Role, Routes};
use crate::partners::colleagues::{self, Company, Given};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/company/people", page);
    routes.post("/company/people", set_place);
    routes.post("/company/people/blocks", block);
    routes.post("/company/invitations", invite);
    routes.post("/company/invitations/letters", send_again);
    routes.post("/company/invitations/withdrawals", withdraw);
}

crate::words! {
    /// What has just been done with people.
    pub enum Done {
        /// An invitation is on its way.
        Invited = "invited",
        /// It is on its way again.
        Sent = "sent",
        /// It is withdrawn.
        Withdrawn = "withdrawn",
        /// Somebody has another place.
        Changed = "changed",
        /// He had it already.
        Unchanged = "unchanged",
        /// Somebody cannot work for the company any more.
        Blocked = "blocked",
        /// He can again.
        Unblocked = "unblocked",
    }
}

impl Done {
    /// The page after a form.
    pub(super) fn at(self, path: &str) -> HttpResponse {
        see_other(&components::link(path, &[("invited", self.as_str())]))
    }

    pub(super) fn notice(self, l: Voice) -> Markup {
        components::notice("ok", &l.say(&format!("people-done-{}", self.as_str())))
    }
}

const HERE: &str = "/company/people";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    invited: Option<Done>,
}

/// Somebody's place as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PlaceForm {
    login: String,
    unit: String,
    role: String,
    buyer: Option<String>,
    approver: Option<String>,
    partner_admin: Option<String>,
}

impl PlaceForm {
    fn of(person: &PersonRow, unit: &str) -> Self {
        let ticked = |role: Role| person.roles.contains(&role).then(|| "yes".to_owned());
        Self {
            login: person.login.clone(),
            unit: unit.to_owned(),
            role: person.custom.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
            buyer: ticked(Role::Buyer),
            approver: ticked(Role::Approver),
            partner_admin: ticked(Role::PartnerAdmin),
        }
    }

    fn has(&self, role: Role) -> bool {
        match role {
            Role::Buyer => self.buyer.is_some(),
            Role::Approver => self.approver.is_some(),
            Role::PartnerAdmin => self.partner_admin.is_some(),
            _ => false,
        }
    }

    fn given(&self) -> Answer<Given> {
        let roles = OF_PARTNERS.iter().copied().filter(|role| self.has(*role)).collect();
        Ok(Given { roles, custom: custom(&self.role)?, unit: Some(self.unit.clone()) })
    }
}

/// What the page tells beside the people.
#[derive(Default)]
struct Told {
    done: Option<Done>,
    invite: Typed<InviteForm>,
    place: Typed<PlaceForm>,
    no: Option<No>,
}

async fn page(may: May<RunCompany>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &Told { done: query.invited, ..Told::default() }).await
}

async fn draw(may: &May<RunCompany>, told: &Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read((), colleagues::look).await?;
    let token = may.form_token();
    let customs: Vec<(CustomRoleId, &str)> = seen.roles.iter().map(|role| (role.id, role.name.as_str())).collect();
    let no = told.no.as_ref().or(told.invite.no.as_ref()).or(told.place.no.as_ref());
    let choice = Choice { roles: OF_PARTNERS, customs: customs.clone(), units: &seen.units };
    let body = html! {
        div.page-head {
            div { h1 { (l.say("people-title")) } p { (l.say("people-lede")) } }
            div.actions { a.button href="/company/roles" { (l.say("role-list-title")) } }
        }
        div id="notices" role="status" { @if let Some(done) = told.done { (done.notice(l)) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            (people(l, &token, &seen, &customs, &told.place))
            (invitations::list(l, &token, "/company/invitations", &seen.invitations, &seen.units))
            (invitations::form(l, &token, "/company/invitations", &told.invite, &choice))
        }
    };
    Ok(may.page_at(HERE, l.say("people-title"), &body, no))
}

fn people(l: Voice, token: &str, seen: &Company, customs: &[(CustomRoleId, &str)], typed: &Typed<PlaceForm>) -> Markup {
    let unit = |person: &PersonRow| {
        seen.units.iter().find(|(id, _)| Some(*id) == person.unit).map(|(_, name)| name.as_str()).unwrap_or_default()
    };
    html! {
        @if seen.people.is_empty() { section.empty { p { (l.say("person-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("person-name")) } th { (l.say("person-login")) } th { (l.say("person-roles")) } th { (l.say("partner-unit")) } th { (l.say("person-access")) } } }
                tbody { @for (at, person) in seen.people.iter().enumerate() { tr.is-off[person.is_blocked] {
                    (name_cell(l, person))
                    td data-label=(l.say("person-login")) { (person.login) }
                    td data-label=(l.say("person-roles")) { (invitations::roles(l, &person.roles, person.custom.as_ref().map(|(_, name)| name.as_str()))) }
                    td data-label=(l.say("partner-unit")) { (unit(person)) }
                    td data-label=(l.say("person-access")) {
                        (change(l, token, at, seen, customs, &place_form(person, unit(person), typed)))
                        (blocking(l, token, "/company/people/blocks", person))
                    }
                } } }
            } }
        }
    }
}

/// The form of a person's place as it stands, or as it was typed and refused; and whether it is open.
fn place_form(person: &PersonRow, unit: &str, typed: &Typed<PlaceForm>) -> (PlaceForm, bool) {
    if typed.no.is_some() && typed.form.login == person.login {
        return (typed.form.clone(), true);
    }
    (PlaceForm::of(person, unit), false)
}

fn change(
    l: Voice,
    token: &str,
    at: usize,
    seen: &Company,
    customs: &[(CustomRoleId, &str)],
    (form, is_open): &(PlaceForm, bool),
) -> Markup {
    let prefix = format!("person{at}");
    let fields = html! {
        form.form method="post" action=(HERE) data-once {
            (csrf_field(token))
            input type="hidden" name="login" value=(form.login);
            (role_fields(l, &prefix, OF_PARTNERS, |role| form.has(role)))
            (custom_field(l, &format!("{prefix}r"), customs, &form.role))
            (unit_field(l, &format!("{prefix}u"), &seen.units, &form.unit))
            div.actions { button.button--small.button--primary type="submit" aria-label={ (l.say("profile-save")) ": " (form.login) } { (l.say("profile-save")) } }
        }
    };
    changing(l, *is_open, &fields)
}

async fn again(may: &May<RunCompany>, told: Told, no: No) -> Answer<HttpResponse> {
    if is_about_form(&no) { draw(may, &Told { no: Some(no), ..told }).await } else { Err(no) }
}

async fn set_place(may: May<RunCompany>, Form(form): Form<PlaceForm>) -> Answer<HttpResponse> {
    let outcome = match form.given() {
        Ok(given) => may.write((form.login.clone(), given), colleagues::set_place).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(true) => Ok(Done::Changed.at(HERE)),
        Ok(false) => Ok(Done::Unchanged.at(HERE)),
        Err(no) if is_about_form(&no) => draw(&may, &Told { place: Typed { form, no: Some(no) }, ..Told::default() }).await,
        Err(no) => Err(no),
    }
}

async fn block(may: May<RunCompany>, Form(form): Form<Block>) -> Answer<HttpResponse> {
    match may.write((form.login, form.is_blocked), membership::set_blocked).await {
        Ok(()) if form.is_blocked => Ok(Done::Blocked.at(HERE)),
        Ok(()) => Ok(Done::Unblocked.at(HERE)),
        Err(no) => again(&may, Told::default(), no).await,
    }
}

async fn invite(may: May<RunCompany>, Form(form): Form<InviteForm>) -> Answer<HttpResponse> {
    let outcome = match form.guest(&may) {
        Ok(guest) => may.write(guest, colleagues::invite).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(_) => Ok(Done::Invited.at(HERE)),
        Err(no) if is_about_form(&no) => draw(&may, &Told { invite: Typed { form, no: Some(no) }, ..Told::default() }).await,
        Err(no) => Err(no),
    }
}

async fn send_again(may: May<RunCompany>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    let link = may.fresh_link()?;
    match may.write((form.id, link), invited::send_own).await {
        Ok(()) => Ok(Done::Sent.at(HERE)),
        Err(no) => again(&may, Told::default(), no).await,
    }
}

async fn withdraw(may: May<RunCompany>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    may.write(form.id, invited::withdraw_own).await?;
    Ok(Done::Withdrawn.at(HERE))
}
