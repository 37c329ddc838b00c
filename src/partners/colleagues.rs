//! Invitations and places at a company: its own administrator looks after his people, our staff after everybody's. Accounts and roles
//! belong to the access room; here it is made sure that the partner is within reach and the unit one of its own.

use super::{PartnerId, UnitId, company, store};
use crate::access::accounts::invitations::{self, InvitationId, NewInvitation, Open};
use crate::access::accounts::membership::{self, Place};
use crate::access::accounts::people::PersonRow;
use crate::access::accounts::roles::{self, CustomRole};
use crate::access::permission::marks::{ManageAccounts, RunCompany};
use crate::access::reach::CustomRoleId;
use crate::access::token::Mailed;
use crate::access::{Act, Recorded, Role};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::web::Lang;
use crate::say;

/// What somebody is to be, as a page or a program gives it: the unit by its name.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Built-in roles.
    pub roles: Vec<Role>,
    /// A role of the company's own.
    pub custom: Option<CustomRoleId>,
    /// The unit's name; none for the whole company and for our staff.
    pub unit: Option<String>,
}

/// Whom to invite.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The e-mail.
    pub email: String,
    /// What he is to be.
    pub given: Given,
    /// The language of the letter.
    pub lang: Lang,
    /// The link of the letter.
    pub link: Mailed,
}

impl Guest {
    fn at(&self, place: Place) -> NewInvitation {
        NewInvitation { email: self.email.clone(), place, lang: self.lang, link: self.link.clone() }
    }
}

/// What the administrator of a company sees of its people.
#[derive(Debug, Clone)]
pub struct Company {
    /// The people, by name.
    pub people: Vec<PersonRow>,
    /// The invitations that nobody has used, the latest first.
    pub invitations: Vec<Open>,
    /// The company's own roles, by name.
    pub roles: Vec<CustomRole>,
    /// Its units, by name; for somebody bound to one, that one.
    pub units: Vec<(UnitId, String)>,
}

/// The company's people, invitations, roles and units.
pub fn look(act: &mut Act<'_, RunCompany>, (): &()) -> Answer<Company> {
    let (company, own) = (act.company()?.id, act.reach().unit());
    let mut units = store::units(act.tx(), company)?;
    units.retain(|(id, _)| own.is_none_or(|own| own == *id));
    Ok(Company {
        people: membership::people(act, &())?,
        invitations: invitations::own(act, &())?,
        roles: roles::list(act, &())?,
        units,
    })
}

fn place(tx: &mut Tx, partner: PartnerId, given: &Given) -> Answer<Place> {
    let unit = match given.unit.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => {
            let found = store::units(tx, partner)?.into_iter().find(|(_, known)| known == name).map(|(id, _)| id);
            Some(found.ok_or_else(|| No::invalid("unit", "unknown", say!("person-unit-unknown")))?)
        }
        None => None,
    };
    Ok(Place { roles: given.roles.clone(), custom: given.custom, unit })
}

/// Makes somebody's place at the caller's company this one; answers whether anything changed.
pub fn set_place(act: &mut Act<'_, RunCompany>, (login, given): &(String, Given)) -> Answer<Recorded<bool>> {
    let company = act.company()?.id;
    let place = place(act.tx(), company, given)?;
    membership::set_place(act, &(login.clone(), place))
}

/// Invites somebody to the caller's own company.
pub fn invite(act: &mut Act<'_, RunCompany>, guest: &Guest) -> Answer<Recorded<InvitationId>> {
    let company = act.company()?.id;
    let place = place(act.tx(), company, &guest.given)?;
    invitations::invite_colleague(act, &guest.at(place))
}

/// Invites somebody to the partner of a code.
pub fn invite_to(act: &mut Act<'_, ManageAccounts>, (code, guest): &(String, Guest)) -> Answer<Recorded<InvitationId>> {
    let partner = within(act, code)?;
    let place = place(act.tx(), partner, &guest.given)?;
    invitations::invite_to(act, &(partner, guest.at(place)))
}

/// Invites somebody to our staff.
pub fn invite_staff(act: &mut Act<'_, ManageAccounts>, guest: &Guest) -> Answer<Recorded<InvitationId>> {
    if guest.given.custom.is_some() {
        return Err(No::invalid("role", "wrong_side", say!("person-roles-wrong-side")));
    }
    if guest.given.unit.as_ref().is_some_and(|unit| !unit.is_empty()) {
        return Err(No::invalid("unit", "no_partner", say!("import-unit-without-partner")));
    }
    let place = Place { roles: guest.given.roles.clone(), ..Place::default() };
    invitations::invite_staff(act, &guest.at(place))
}

/// The open invitations of the partner of a code, or, without one, those to our staff.
pub fn invitations_of(act: &mut Act<'_, ManageAccounts>, code: &Option<String>) -> Answer<Vec<Open>> {
    let partner = whose(act, code)?;
    invitations::of(act, &partner)
}

/// Withdraws one of them.
pub fn withdraw(act: &mut Act<'_, ManageAccounts>, (code, id): &(Option<String>, InvitationId)) -> Answer<Recorded<()>> {
    let partner = whose(act, code)?;
    invitations::withdraw_of(act, &(partner, *id))
}

/// Sends one of them again.
pub fn send_again(
    act: &mut Act<'_, ManageAccounts>,
    (code, id, link): &(Option<String>, InvitationId, Mailed),
) -> Answer<Recorded<()>> {
    let partner = whose(act, code)?;
    invitations::send_of(act, &(partner, *id, link.clone()))
}

fn whose(act: &mut Act<'_, ManageAccounts>, code: &Option<String>) -> Answer<Option<PartnerId>> {
    match code {
        Some(code) => Ok(Some(within(act, code)?)),
        None => Ok(None),
    }
}

fn within(act: &mut Act<'_, ManageAccounts>, code: &str) -> Answer<PartnerId> {
    let reach = act.reach();
    Ok(company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)?.id)
}
