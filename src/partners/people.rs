//! People of a partner, as our staff look after them: accounts, one-time links, blocking. The accounts themselves belong
//! to the access room; here it is made sure that the partner is within reach and the person one of its own.

use super::{Partner, UnitId, company, store};
use crate::access::accounts::people::{NewPerson, Put};
use crate::access::accounts::{links, people};
use crate::access::permission::marks::ManageAccounts;
use crate::access::reach::AccountId;
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::text;
use crate::say;

/// Puts a person of the partner of a code.
pub fn put(act: &mut Act<'_, ManageAccounts>, (code, person): &(String, NewPerson)) -> Answer<Recorded<Put>> {
    let partner = within(act, code)?;
    if let Some(unit) = person.unit
        && !store::units(act.tx(), partner.id)?.iter().any(|(id, _)| *id == unit)
    {
        return Err(No::invalid("unit", "unknown", say!("person-unit-unknown")));
    }
    people::put(act, &NewPerson { partner: Some(partner.id), ..person.clone() })
}

/// The same with the unit told by its name; without one the person is of the whole company.
pub fn put_in_unit(
    act: &mut Act<'_, ManageAccounts>,
    (code, unit, person): &(String, Option<String>, NewPerson),
) -> Answer<Recorded<Put>> {
    let unit = match unit {
        Some(name) => Some(unit_called(act, code, name)?),
        None => None,
    };
    put(act, &(code.clone(), NewPerson { unit, ..person.clone() }))
}

fn unit_called(act: &mut Act<'_, ManageAccounts>, code: &str, name: &str) -> Answer<UnitId> {
    let partner = within(act, code)?;
    let units = store::units(act.tx(), partner.id)?;
    let found = units.into_iter().find(|(_, known)| known == name.trim()).map(|(id, _)| id);
    found.ok_or_else(|| No::invalid("unit", "unknown", say!("person-unit-unknown")))
}

/// A telephone number as typed; none when nothing was.
pub fn phone(typed: &str) -> Answer<Option<String>> {
    let phone = text::line(typed, 40).map_err(|_| No::invalid("phone", "bad_phone", say!("person-phone-bad")))?;
    Ok(Some(phone).filter(|phone| !phone.is_empty()))
}

/// A one-time link for a person of the partner; answers its token.
pub fn link(act: &mut Act<'_, ManageAccounts>, (code, login): &(String, String)) -> Answer<Recorded<String>> {
    expect_member(act, code, login)?;
    links::make(act, login)
}

/// Blocks or unblocks a person of the partner.
pub fn set_blocked(
    act: &mut Act<'_, ManageAccounts>,
    (code, login, is_blocked): &(String, String, bool),
) -> Answer<Recorded<AccountId>> {
    expect_member(act, code, login)?;
    let recorded = people::set_blocked(act, &(login.clone(), *is_blocked))?;
    let partner = within(act, code)?.id;
    if let (false, Some(account)) = (*is_blocked, people::member(act.tx(), partner, login)?) {
        people::lift_block(act, account, partner)?;
    }
    Ok(recorded)
}

fn within(act: &mut Act<'_, ManageAccounts>, code: &str) -> Answer<Partner> {
    let reach = act.reach();
    company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)
}

fn expect_member(act: &mut Act<'_, ManageAccounts>, code: &str, login: &str) -> Answer<()> {
    let partner = within(act, code)?;
    people::member(act.tx(), partner.id, login)?.map(|_| ()).ok_or_else(No::not_found)
}
