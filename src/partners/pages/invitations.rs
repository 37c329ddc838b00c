//! Invitations on the pages that show people: the form, the list of those that nobody has used, sending again and withdrawing. The
//! company's own page, a partner's page and our staff's page share it; each has its own verbs behind it.

use maud::{Markup, html};
use serde::Deserialize;

use super::Typed;
use super::press::Press;
use crate::access::accounts::invitations::{InvitationId, Open};
use crate::access::permission::Permission;
use crate::access::permission::marks::ManageAccounts;
use crate::access::reach::CustomRoleId;
use crate::access::{May, Role, UnitId};
use crate::partners::colleagues::{self, Given, Guest};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Lang, Voice, components};
use crate::say;

/// An invitation as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct InviteForm {
    email: String,
    unit: String,
    role: String,
    lang: Option<Lang>,
    buyer: Option<String>,
    approver: Option<String>,
    partner_admin: Option<String>,
    agent: Option<String>,
    manager: Option<String>,
    accountant: Option<String>,
    warehouse: Option<String>,
    operator: Option<String>,
    administrator: Option<String>,
}

impl InviteForm {
    fn has(&self, role: Role) -> bool {
        match role {
            Role::Buyer => self.buyer.is_some(),
            Role::Approver => self.approver.is_some(),
            Role::PartnerAdmin => self.partner_admin.is_some(),
            Role::Agent => self.agent.is_some(),
            Role::Manager => self.manager.is_some(),
            Role::Accountant => self.accountant.is_some(),
            Role::Warehouse => self.warehouse.is_some(),
            Role::Operator => self.operator.is_some(),
            Role::Administrator => self.administrator.is_some(),
            Role::Custom => false,
        }
    }

    /// Whom it invites, with a fresh link for the letter.
    pub(super) fn guest<P: Permission>(&self, may: &May<P>) -> Answer<Guest> {
        Ok(Guest {
            email: self.email.clone(),
            given: Given {
                roles: Role::ALL.iter().copied().filter(|role| self.has(*role)).collect(),
                custom: custom(&self.role)?,
                unit: Some(self.unit.clone()),
            },
            lang: self.lang.unwrap_or(may.request().lang),
            link: may.fresh_link()?,
        })
    }
}

/// The company's own role that was chosen; none when nothing was.
pub(super) fn custom(typed: &str) -> Answer<Option<CustomRoleId>> {
    match typed {
        "" => Ok(None),
        id => CustomRoleId::parse(id).map(Some).ok_or_else(|| No::invalid("role", "unknown", say!("role-unknown"))),
    }
}

/// Which invitation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    pub(super) id: InvitationId,
}

/// What can be offered in an invitation.
#[derive(Default)]
pub(super) struct Choice<'a> {
    /// Built-in roles.
    pub roles: &'a [Role],
    /// Roles of the company's own.
    pub customs: Vec<(CustomRoleId, &'a str)>,
    /// Units, by name.
    pub units: &'a [(UnitId, String)],
}

/// The roles of a partner's people that an invitation can give.
pub(super) const OF_PARTNERS: &[Role] = &[Role::Buyer, Role::Approver, Role::PartnerAdmin];
/// The roles of our staff that an invitation can give.
pub(super) const OF_STAFF: &[Role] =
    &[Role::Agent, Role::Manager, Role::Accountant, Role::Warehouse, Role::Operator, Role::Administrator];

/// The form. It posts to `path`.
pub(super) fn form(l: Voice, token: &str, path: &str, typed: &Typed<InviteForm>, choice: &Choice<'_>) -> Markup {
    let (form, faults) = (&typed.form, typed.faults());
    let lang = form.lang.unwrap_or(l.lang);
    html! {
        form.card.form method="post" action=(path) data-once {
            (csrf_field(token))
            h2 { (l.say("invite-form-title")) }
            div.field { label for="invite-email" { (l.say("person-login")) } input id="invite-email" name="email" type="email" value=(form.email) autocomplete="off" required maxlength="200"; (components::fault(l, faults, "email")) }
            (unit_field(l, "invite_unit", choice.units, &form.unit))
            (components::fault(l, faults, "unit"))
            div.field {
                label for="invite-lang" { (l.say("person-lang")) }
                select id="invite-lang" name="lang" {
                    @for (one, name) in [(Lang::Ru, "Русский"), (Lang::En, "English")] {
                        option value=(one.as_str()) lang=(one.as_str()) selected[one == lang] { (name) }
                    }
                }
            }
            (role_fields(l, "invite", choice.roles, |role| form.has(role)))
            (components::fault(l, faults, "roles"))
            (custom_field(l, "invite_role", &choice.customs, &form.role))
            (components::fault(l, faults, "role"))
            p.hint.field--wide { (l.say("invite-form-hint")) }
            div.actions { button.button--primary type="submit" { (l.say("invite-send")) } }
        }
    }
}

/// The choice of a unit; nothing where there are none.
pub(super) fn unit_field(l: Voice, id: &str, units: &[(UnitId, String)], chosen: &str) -> Markup {
    html! {
        @if !units.is_empty() {
            div.field {
                label for=(id) { (l.say("partner-unit")) }
                select id=(id) name="unit" {
                    option value="" { (l.say("person-unit-any")) }
                    @for (_, name) in units { option value=(name) selected[name == chosen] { (name) } }
                }
            }
        }
    }
}

/// The choice of a role of the company's own; nothing where there are none.
pub(super) fn custom_field(l: Voice, id: &str, customs: &[(CustomRoleId, &str)], chosen: &str) -> Markup {
    html! {
        @if !customs.is_empty() {
            div.field {
                label for=(id) { (l.say("role-custom")) }
                select id=(id) name="role" {
                    option value="" { (l.say("role-none")) }
                    @for (role, name) in customs { option value=(role.to_string()) selected[role.to_string() == chosen] { (name) } }
                }
            }
        }
    }
}

/// Boxes for built-in roles.
pub(super) fn role_fields(l: Voice, prefix: &str, roles: &[Role], is_ticked: impl Fn(Role) -> bool) -> Markup {
    html! {
        fieldset {
            legend { (l.say("person-roles")) }
            @for role in roles {
                div.check {
                    input type="checkbox" id={ (prefix) "-" (role.as_str()) } name=(role.as_str()) value="yes" checked[is_ticked(*role)];
                    label for={ (prefix) "-" (role.as_str()) } { (l.say(&format!("role-{}", role.as_str()))) }
                }
            }
        }
    }
}

/// The invitations that nobody has used. Its buttons post below `path`.
pub(super) fn list(l: Voice, token: &str, path: &str, open: &[Open], units: &[(UnitId, String)]) -> Markup {
    let unit = |open: &Open| {
        units.iter().find(|(id, _)| Some(*id) == open.place.unit).map(|(_, name)| name.as_str()).unwrap_or_default()
    };
    let (again, withdraw) = (l.say("invite-again"), l.say("invite-withdraw"));
    html! {
        @if !open.is_empty() {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("invite-list-title")) }
                thead { tr { th { (l.say("person-login")) } th { (l.say("person-roles")) } th { (l.say("partner-unit")) } th { (l.say("invite-by")) } th { (l.say("invite-until")) } th { (l.say("person-access")) } } }
                tbody { @for one in open { tr.is-off[one.has_ended] {
                    td { (one.email) }
                    td data-label=(l.say("person-roles")) { (roles(l, &one.place.roles, one.custom.as_deref())) }
                    td data-label=(l.say("partner-unit")) { (unit(one)) }
                    td data-label=(l.say("invite-by")) { (one.by) br; small { (l.moment(one.sent_at)) } }
                    td data-label=(l.say("invite-until")) { @if one.has_ended { span.badge.badge--warn { (l.say("invite-ended")) } } @else { (l.moment(one.expires_at)) } }
                    td data-label=(l.say("person-access")) { div.row {
                        (button(token, &format!("{path}/letters"), one, &again, false))
                        (button(token, &format!("{path}/withdrawals"), one, &withdraw, true))
                    } }
                } } }
            } }
        }
    }
}

fn button(token: &str, path: &str, open: &Open, words: &str, is_danger: bool) -> Markup {
    Press { path, which: ("id", &open.id.to_string()), beside: None, words, about: &open.email, is_danger }.draw(token)
}

/// Roles in words, a role of the company's own by its name.
pub(super) fn roles(l: Voice, roles: &[Role], custom: Option<&str>) -> String {
    let built_in = roles.iter().filter(|role| **role != Role::Custom).map(|role| l.say(&format!("role-{}", role.as_str())));
    built_in.chain(custom.map(str::to_owned)).collect::<Vec<_>>().join(", ")
}

/// What our staff see of a partner's invitations, or of those to our staff: nothing when they may not manage accounts.
pub(super) async fn open<P: Permission>(may: &May<P>, code: Option<String>) -> Answer<Option<Vec<Open>>> {
    match may.also::<ManageAccounts>() {
        Some(may) => Ok(Some(may.read(code, colleagues::invitations_of).await?)),
        None => Ok(None),
    }
}
