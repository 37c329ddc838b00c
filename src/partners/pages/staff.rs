//! Our own staff: the list, adding somebody with roles, one-time links, blocking.

use actix_web::{HttpRequest, HttpResponse};
use maud::html;
use serde::Deserialize;

use super::card::Done;
use super::invitations::{self, Choice, InviteForm, OF_STAFF};
use super::people::{Block, Whom, language_field, link_notice, role_fields};
use super::staff_table::{TABLE, list};
use super::{Typed, company, is_about_form};
use crate::access::accounts::people::{self, NewPerson};
use crate::access::frame::{link_address, see_other};
use crate::access::permission::marks::ManageAccounts;
use crate::access::views::{self, Listing};
use crate::access::{May, Role};
use crate::partners::colleagues;
use crate::partners::people::phone;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Pairs};
use crate::platform::web::{Form, Lang, Params, Voice, components};

/// One of us as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StaffForm {
    login: String,
    name: String,
    phone: String,
    lang: Option<Lang>,
    agent: Option<String>,
    manager: Option<String>,
    accountant: Option<String>,
    warehouse: Option<String>,
    operator: Option<String>,
    administrator: Option<String>,
}

impl StaffForm {
    fn roles(&self) -> [(Role, bool); 6] {
        let ticked = |role: &Option<String>| role.is_some();
        [
            (Role::Agent, ticked(&self.agent)),
            (Role::Manager, ticked(&self.manager)),
            (Role::Accountant, ticked(&self.accountant)),
            (Role::Warehouse, ticked(&self.warehouse)),
            (Role::Operator, ticked(&self.operator)),
            (Role::Administrator, ticked(&self.administrator)),
        ]
    }

    fn person(&self) -> Answer<NewPerson> {
        Ok(NewPerson {
            login: self.login.clone(),
            name: self.name.clone(),
            phone: phone(&self.phone)?,
            lang: self.lang.unwrap_or(Lang::Ru),
            partner: None,
            unit: None,
            roles: self.roles().into_iter().filter(|(_, is_ticked)| *is_ticked).map(|(role, _)| role).collect(),
        })
    }
}

/// What the page tells beside the list.
#[derive(Default)]
pub(super) struct Told {
    /// What is asked of the list; nothing in particular when not given.
    pub(super) asked: Option<Asked>,
    pub(super) done: Option<Done>,
    pub(super) invited: Option<company::Done>,
    pub(super) invite: Typed<InviteForm>,
    pub(super) typed: Typed<StaffForm>,
    pub(super) link: Option<(String, String)>,
}

pub(super) async fn page(may: May<ManageAccounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Staff, &TABLE, view).await;
    }
    let (done, invited) = (Done::parse(asked.text("done")), company::Done::parse(asked.text("invited")));
    draw(&may, &Told { asked: Some(asked), done, invited, ..Told::default() }).await
}

pub(super) async fn draw(may: &May<ManageAccounts>, told: &Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let list = match &told.asked {
        Some(asked) => list(may, asked).await?,
        None => list(may, &TABLE.ask(views::eyes(may), Vec::new())?).await?,
    };
    let open = may.read(None::<String>, colleagues::invitations_of).await?;
    let no = told.typed.no.as_ref().or(told.invite.no.as_ref());
    let token = may.form_token();
    let body = html! {
        div.page-head { div { h1 { (l.say("staff-title")) } p { (l.say("staff-lede")) } } }
        div id="notices" role="status" {
            @if let Some(done) = told.done { (done.notice(l)) }
            @if let Some(invited) = told.invited { (invited.notice(l)) }
            @if let Some((login, address)) = &told.link { (link_notice(l, login, address)) }
        }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            (list)
            (form(l, &token, &told.typed))
            (invitations::list(l, &token, "/staff/invitations", &open, &[]))
            (invitations::form(l, &token, "/staff/invitations", &told.invite, &Choice { roles: OF_STAFF, ..Choice::default() }))
        }
    };
    Ok(may.page_at("/staff", l.say("staff-title"), &body, no))
}

fn form(l: Voice, token: &str, typed: &Typed<StaffForm>) -> maud::Markup {
    let (form, faults) = (&typed.form, typed.faults());
    html! {
        form.card.form method="post" action="/staff" data-once {
            (csrf_field(token))
            h2 { (l.say("staff-add")) }
            div.field { label for="person-login" { (l.say("person-login")) } input id="person-login" name="login" type="email" value=(form.login) autocomplete="off" required maxlength="200"; (components::fault(l, faults, "login")) }
            div.field { label for="person-name" { (l.say("person-name")) } input id="person-name" name="name" value=(form.name) autocomplete="off" required maxlength="200"; (components::fault(l, faults, "name")) }
            div.field { label for="person-phone" { (l.say("person-phone")) } input id="person-phone" name="phone" type="tel" value=(form.phone) autocomplete="off" maxlength="40"; (components::fault(l, faults, "phone")) }
            (language_field(l, form.lang))
            (role_fields(l, &form.roles()))
            (components::fault(l, faults, "roles"))
            p.hint.field--wide { (l.say("person-add-hint")) }
            div.actions { button.button--primary type="submit" { (l.say("person-add-button")) } }
        }
    }
}

/// Where the browser goes after a form.
fn done(done: Done) -> HttpResponse {
    see_other(&components::link("/staff", &[("done", done.as_str())]))
}

/// The page again with what was typed and why it was refused.
async fn again(may: &May<ManageAccounts>, form: StaffForm, no: No) -> Answer<HttpResponse> {
    if !is_about_form(&no) {
        return Err(no);
    }
    draw(may, &Told { typed: Typed { form, no: Some(no) }, ..Told::default() }).await
}

pub(super) async fn put(may: May<ManageAccounts>, Form(form): Form<StaffForm>) -> Answer<HttpResponse> {
    let outcome = match form.person() {
        Ok(person) => may.write(person, people::put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(put) => Ok(done(Done::of(put))),
        Err(no) => again(&may, form, no).await,
    }
}

pub(super) async fn link(may: May<ManageAccounts>, request: HttpRequest, Form(form): Form<Whom>) -> Answer<HttpResponse> {
    match may.write(form.login.clone(), people::link_for_staff).await {
        Ok(token) => draw(&may, &Told { link: Some((form.login, link_address(&request, &token)?)), ..Told::default() }).await,
        Err(no) => again(&may, StaffForm::default(), no).await,
    }
}

pub(super) async fn block(may: May<ManageAccounts>, Form(form): Form<Block>) -> Answer<HttpResponse> {
    match may.write((form.login, form.is_blocked), people::set_staff_blocked).await {
        Ok(_) => Ok(done(Done::of_block(form.is_blocked))),
        Err(no) => again(&may, StaffForm::default(), no).await,
    }
}
