//! The company's own roles: made of the listed rights, each as deep as it says. For its administrator.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::press::{Press, changing};
use super::{Typed, is_about_form};
use crate::access::accounts::roles::{self as verbs, CustomRole, NewRole};
use crate::access::depth::{self, Depth, Grant};
use crate::access::frame::see_other;
use crate::access::permission::marks::RunCompany;
use crate::access::reach::CustomRoleId;
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/company/roles", page);
    routes.post("/company/roles", make);
    routes.post("/company/roles/changes", change);
    routes.post("/company/roles/removals", remove);
}

crate::words! {
    /// What has just been done with roles.
    pub enum Done {
        /// A new one.
        Made = "made",
        /// One is different now.
        Changed = "changed",
        /// One is gone.
        Removed = "removed",
    }
}

const HERE: &str = "/company/roles";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    done: Option<Done>,
}

/// A role as typed: each right with its depth, `company` for one that has none, nothing for one it does not give.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RoleForm {
    id: Option<CustomRoleId>,
    name: String,
    #[serde(rename = "catalogue.see")]
    see_catalogue: String,
    #[serde(rename = "cart.fill")]
    fill_cart: String,
    #[serde(rename = "orders.place")]
    place_orders: String,
    #[serde(rename = "orders.read")]
    read_orders: String,
    #[serde(rename = "orders.cancel")]
    cancel_orders: String,
    #[serde(rename = "requested.read")]
    read_requested: String,
    #[serde(rename = "money.read")]
    read_money: String,
    #[serde(rename = "company.read")]
    read_company: String,
    #[serde(rename = "company.run")]
    run_company: String,
}

impl RoleForm {
    fn of(role: &CustomRole) -> Self {
        let typed = |right: Right| {
            let found = role.grants.iter().find(|grant| grant.right == right);
            found.map(|grant| grant.depth.as_str().to_owned()).unwrap_or_default()
        };
        Self {
            id: Some(role.id),
            name: role.name.clone(),
            see_catalogue: typed(Right::SeeCatalogue),
            fill_cart: typed(Right::FillCart),
            place_orders: typed(Right::PlaceOrders),
            read_orders: typed(Right::ReadOrders),
            cancel_orders: typed(Right::CancelOrders),
            read_requested: typed(Right::ReadRequested),
            read_money: typed(Right::ReadMoney),
            read_company: typed(Right::ReadCompany),
            run_company: typed(Right::RunCompany),
        }
    }

    fn typed(&self, right: Right) -> &str {
        match right {
            Right::SeeCatalogue => &self.see_catalogue,
            Right::FillCart => &self.fill_cart,
            Right::PlaceOrders => &self.place_orders,
            Right::ReadOrders => &self.read_orders,
            Right::CancelOrders => &self.cancel_orders,
            Right::ReadRequested => &self.read_requested,
            Right::ReadMoney => &self.read_money,
            Right::ReadCompany => &self.read_company,
            Right::RunCompany => &self.run_company,
            _ => "",
        }
    }

    fn role(&self) -> Answer<NewRole> {
        let mut grants = Vec::new();
        for right in depth::LISTED {
            let typed = self.typed(*right);
            if !typed.is_empty() {
                let unknown = || No::invalid("rights", "bad_depth", say!("role-depth-unknown"));
                grants.push(Grant { right: *right, depth: Depth::parse(typed).ok_or_else(unknown)? });
            }
        }
        Ok(NewRole { name: self.name.clone(), grants })
    }
}

/// What the page tells beside the roles.
#[derive(Default)]
struct Told {
    done: Option<Done>,
    typed: Typed<RoleForm>,
}

async fn page(may: May<RunCompany>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &Told { done: query.done, ..Told::default() }).await
}

async fn draw(may: &May<RunCompany>, told: &Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let roles = may.read((), verbs::list).await?;
    let token = may.form_token();
    let typed = &told.typed;
    let new = if typed.form.id.is_none() { typed.form.clone() } else { RoleForm::default() };
    let body = html! {
        nav.crumbs aria-label=(l.say("role-path")) { a href="/company/people" { (l.say("people-title")) } span { (l.say("role-list-title")) } }
        div.page-head { div { h1 { (l.say("role-list-title")) } p { (l.say("role-lede")) } } }
        div id="notices" role="status" { @if let Some(done) = told.done { (components::notice("ok", &l.say(&format!("role-done-{}", done.as_str())))) } }
        @if let Some(no) = &typed.no { (components::refusal(l, no)) }
        div.stack {
            @if roles.is_empty() { section.empty { p { (l.say("role-list-empty")) } } }
            @for role in &roles { (card(may, l, &token, role, typed)) }
            section.card { h2 { (l.say("role-new")) } (form(may, l, &token, HERE, &new)) }
        }
    };
    Ok(may.page_at(HERE, l.say("role-list-title"), &body, typed.no.as_ref()))
}

fn card(may: &May<RunCompany>, l: Voice, token: &str, role: &CustomRole, typed: &Typed<RoleForm>) -> Markup {
    let is_open = typed.form.id == Some(role.id);
    let shown = if is_open { typed.form.clone() } else { RoleForm::of(role) };
    let (id, words) = (role.id.to_string(), l.say("role-remove"));
    let removal = Press {
        path: "/company/roles/removals",
        which: ("id", &id),
        beside: None,
        words: &words,
        about: &role.name,
        is_danger: true,
    };
    html! {
        section.card {
            div.row.row--apart { h2 { (role.name) } span.muted { (l.tell(&say!("role-holders", count = role.holders))) } }
            ul { @for grant in &role.grants { li { (right_name(l, grant.right)) @if depth::has_depth(grant.right) { ": " (depth_name(l, grant.depth)) } } } }
            (changing(l, is_open, &form(may, l, token, "/company/roles/changes", &shown)))
            @if role.holders == 0 { (removal.draw(token)) }
        }
    }
}

fn right_name(l: Voice, right: Right) -> String {
    l.say(&format!("right-{}", right.as_str().replace('.', "_")))
}

fn depth_name(l: Voice, depth: Depth) -> String {
    l.say(&format!("depth-{}", depth.as_str()))
}

/// The form of a role. A right that the caller lacks is not offered.
fn form(may: &May<RunCompany>, l: Voice, token: &str, path: &str, typed: &RoleForm) -> Markup {
    let prefix = typed.id.map(|id| id.to_string()).unwrap_or_default();
    html! {
        form.form method="post" action=(path) data-once {
            (csrf_field(token))
            @if let Some(id) = typed.id { input type="hidden" name="id" value=(id.to_string()); }
            div.field { label for={ "n" (prefix) } { (l.say("role-name")) } input id={ "n" (prefix) } name="name" value=(typed.name) autocomplete="off" required maxlength="60"; }
            fieldset {
                legend { (l.say("role-rights")) }
                @for right in depth::LISTED.iter().copied().filter(|right| may.actor().may(*right)) {
                    (right_field(l, &format!("{prefix}{}", right.as_str()), right, typed.typed(right)))
                }
            }
            p.hint.field--wide { (l.say("role-hint")) }
            div.actions { button.button--primary type="submit" { (l.say("profile-save")) } }
        }
    }
}

/// One right: a box where it has no depth, else the choice of how deep.
fn right_field(l: Voice, id: &str, right: Right, typed: &str) -> Markup {
    let name = right.as_str();
    html! {
        @if depth::has_depth(right) {
            div.field {
                label for=(id) { (right_name(l, right)) }
                select id=(id) name=(name) {
                    option value="" { (l.say("depth-none")) }
                    @for depth in Depth::ALL { option value=(depth.as_str()) selected[depth.as_str() == typed] { (depth_name(l, *depth)) } }
                }
            }
        } @else {
            div.check {
                input type="checkbox" id=(id) name=(name) value=(Depth::Company.as_str()) checked[!typed.is_empty()];
                label for=(id) { (right_name(l, right)) }
            }
        }
    }
}

fn done(done: Done) -> HttpResponse {
    see_other(&components::link(HERE, &[("done", done.as_str())]))
}

/// The page again with what was typed and why it was refused.
async fn again(may: &May<RunCompany>, form: RoleForm, no: No) -> Answer<HttpResponse> {
    if !is_about_form(&no) {
        return Err(no);
    }
    draw(may, &Told { done: None, typed: Typed { form, no: Some(no) } }).await
}

async fn make(may: May<RunCompany>, Form(form): Form<RoleForm>) -> Answer<HttpResponse> {
    let outcome = match form.role() {
        Ok(role) => may.write(role, verbs::make).await.map(|_| ()),
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(done(Done::Made)),
        Err(no) => again(&may, RoleForm { id: None, ..form }, no).await,
    }
}

async fn change(may: May<RunCompany>, Form(form): Form<RoleForm>) -> Answer<HttpResponse> {
    let id = form.id.ok_or_else(No::not_found)?;
    let outcome = match form.role() {
        Ok(role) => may.write((id, role), verbs::change).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(done(Done::Changed)),
        Err(no) => again(&may, form, no).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    id: CustomRoleId,
}

async fn remove(may: May<RunCompany>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    match may.write(form.id, verbs::remove).await {
        Ok(()) => Ok(done(Done::Removed)),
        Err(no) => again(&may, RoleForm::default(), no).await,
    }
}
