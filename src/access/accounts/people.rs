//! People: making accounts, giving roles, blocking. Staff do it for partners; nobody can give a right he lacks.

use serde_json::json;

use super::links;
use super::store::{self, NewAccount};
use super::{erased_store, membership_store, roles_store, staff_store, succession};
use crate::access::depth::{self, Depth, Grant};
use crate::access::permission::Permission;
use crate::access::permission::marks::{ManageAccounts, ReadPartners};
use crate::access::reach::{AccountId, CustomRoleId, PartnerId, UnitId};
use crate::access::{Act, Recorded, Right, Role, stands};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::secret;
use crate::platform::values::text;
use crate::platform::web::sort::Place;
use crate::platform::web::{Lang, Sort, table};
use crate::say;

/// A person as given by an import, a page or the API.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewPerson {
    /// E-mail, the name to sign in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// The language of pages and letters.
    pub lang: Lang,
    /// The partner; none for staff.
    pub partner: Option<PartnerId>,
    /// The unit of the partner.
    pub unit: Option<UnitId>,
    /// What the person is there for.
    pub roles: Vec<Role>,
}

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// A new account.
    Added,
    /// The account was there; something changed.
    Changed,
    /// Everything was so already.
    Unchanged,
}

/// An e-mail that can be signed in with, in its compared form.
pub fn checked_login(login: &str) -> Answer<String> {
    let key = super::login_key(login);
    let is_good = key.len() <= 200 && key.parse::<lettre::Address>().is_ok();
    if is_good { Ok(key) } else { Err(No::invalid("login", "not_email", say!("person-login-not-email"))) }
}

/// Checks that a person can be so.
pub fn check(person: &NewPerson) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code, message| faults.push(Fault { field: field.into(), code, message });
    if checked_login(&person.login).is_err() {
        fault("login", "not_email", say!("person-login-not-email"));
    }
    if text::required_line(&person.name, 200).is_err() {
        fault("name", "bad_name", say!("person-name-bad"));
    }
    let is_strange = |role: &Role| *role == Role::Custom || role.is_of_partner() != person.partner.is_some();
    if person.roles.is_empty() || person.roles.iter().any(is_strange) {
        fault("roles", "wrong_side", say!("person-roles-wrong-side"));
    }
    faults
}

/// Puts a person: makes the account where there is none, and gives the roles of this side.
pub fn put(act: &mut Act<'_, ManageAccounts>, person: &NewPerson) -> Answer<Recorded<Put>> {
    let put = put_one(act, person)?;
    Ok(act.pass(put))
}

/// The same inside a greater act, such as an import.
pub fn put_one(act: &mut Act<'_, ManageAccounts>, person: &NewPerson) -> Answer<Put> {
    let faults = check(person);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let rights = person.roles.iter().fold(crate::access::permission::Rights::NONE, |all, role| all.and(role.rights()));
    if person.partner.is_none() && !act.actor().rights.covers(rights) {
        return Err(No::forbidden());
    }
    let login = checked_login(&person.login)?;
    let known = store::find_account(act.tx(), &login)?;
    if let Some(account) = known {
        expect_not_above(act, account)?;
        let is_of_other_side = match person.partner {
            Some(_) => store::is_staff(act.tx(), account)?,
            None => staff_store::has_memberships(act.tx(), account)?,
        };
        if is_of_other_side {
            return Err(No::conflict("other_side", say!("person-other-side")));
        }
    }
    let (account, mut put) = match known {
        Some(account) => (account, Put::Unchanged),
        None => {
            let mut new = NewAccount::of(&login, person.name.trim());
            new.phone.clone_from(&person.phone);
            new.lang = person.lang;
            (store::insert_account(act.tx(), &new)?, Put::Added)
        }
    };
    let has_new_roles = match person.partner {
        Some(partner) => succession::set_memberships(act.tx(), account, partner, person.unit, &person.roles)?,
        None => succession::set_staff_roles(act.tx(), account, &person.roles)?,
    };
    let has_new_name = known.is_some() && store::update_account(act.tx(), account, person.name.trim(), person.phone.as_deref())?;
    if put == Put::Unchanged && (has_new_roles || has_new_name) {
        put = Put::Changed;
    }
    if put != Put::Unchanged {
        store::raise_epoch(act.tx(), account)?;
        let salt = store::salt_of(act.tx(), account)?;
        let stands = stands::of(act.tx(), account)?;
        let facts = json!({
            "account": account, "login": secret::commitment(&salt, &login), "roles": person.roles, "unit": person.unit,
            "stands": stands,
        });
        act.note("account.put", person.partner, facts)?;
    }
    Ok(put)
}

/// Nobody touches the account of one of us who may more than himself.
pub(super) fn expect_not_above<P: Permission>(act: &mut Act<'_, P>, account: AccountId) -> Answer<()> {
    let granted = staff_store::rights_of_staff(act.tx(), account)?;
    if act.actor().rights.covers(granted) { Ok(()) } else { Err(No::forbidden()) }
}

/// Blocks or unblocks an account; its sessions end at once.
pub fn set_blocked(act: &mut Act<'_, ManageAccounts>, (login, is_blocked): &(String, bool)) -> Answer<Recorded<AccountId>> {
    let account = store::account_within(act.tx(), login)?;
    if Some(account) == act.actor().account() {
        return Err(No::conflict("own_account", say!("person-own-account")));
    }
    expect_not_above(act, account)?;
    succession::set_blocked(act.tx(), account, *is_blocked)?;
    if *is_blocked {
        store::end_sessions(act.tx(), account, None)?;
    }
    let stands = stands::of(act.tx(), account)?;
    act.record("account.blocked", None, json!({"account": account, "is_blocked": is_blocked, "stands": stands}), account)
}

/// Where to write to somebody.
#[derive(Debug, Clone)]
pub struct Correspondent {
    /// The e-mail.
    pub login: String,
    /// The name.
    pub name: String,
    /// The language of letters.
    pub lang: Lang,
}

/// Where to write to somebody; nobody when the account is blocked.
pub(crate) fn correspondent(tx: &mut crate::platform::db::Tx, account: AccountId) -> Answer<Option<Correspondent>> {
    store::correspondent(tx, account)
}

/// Where to write to somebody about a partner's affairs; nobody who may not work for it any more.
pub(crate) fn correspondent_at(tx: &mut Tx, account: AccountId, partner: PartnerId) -> Answer<Option<Correspondent>> {
    if membership_store::stands_at(tx, account, partner)? || store::is_staff(tx, account)? {
        return store::correspondent(tx, account);
    }
    Ok(None)
}

/// Those of a partner's people who have a right there for the whole company and can be written to.
pub(crate) fn holders(tx: &mut Tx, partner: PartnerId, right: Right) -> Answer<Vec<AccountId>> {
    let mut holders = Vec::new();
    for person in store::people_of(tx, partner)?.into_iter().filter(|person| !person.is_blocked) {
        let is_whole = |grant: &Grant| grant.right == right && grant.depth == Depth::Company;
        if grants_of(tx, &person)?.iter().any(is_whole) {
            holders.push(person.account);
        }
    }
    Ok(holders)
}

/// What a person's roles give him at the partner that the row is of.
pub(super) fn grants_of(tx: &mut Tx, person: &PersonRow) -> Answer<Vec<Grant>> {
    let mut grants: Vec<Grant> = person.roles.iter().flat_map(|role| depth::of_role(*role, person.unit)).collect();
    if let Some((role, _)) = &person.custom {
        grants.extend(roles_store::grants(tx, *role)?);
    }
    Ok(grants)
}

/// Somebody of a partner's people who has a right there and is not blocked: his name and his unit; nobody else is told. Whoever does
/// something in his name asks here: he is held until the end of the transaction, and nobody erases him meanwhile.
pub(crate) fn who_may(
    tx: &mut Tx,
    partner: PartnerId,
    account: AccountId,
    right: Right,
) -> Answer<Option<(String, Option<UnitId>)>> {
    erased_store::hold(tx, account)?;
    let people = store::people_of(tx, partner)?;
    let found = people.into_iter().find(|person| person.account == account && !person.is_blocked);
    let Some(person) = found else { return Ok(None) };
    let may = grants_of(tx, &person)?.iter().any(|grant| grant.right == right);
    Ok(may.then_some((person.name, person.unit)))
}

/// A person as lists show him.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// The account.
    pub account: AccountId,
    /// E-mail, the name to sign in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// His roles on the side the list is of.
    pub roles: Vec<Role>,
    /// The role of the company's own that he has, with its name.
    pub custom: Option<(CustomRoleId, String)>,
    /// The unit he is bound to there.
    pub unit: Option<UnitId>,
    /// Whether he cannot sign in any more, or not for this company.
    pub is_blocked: bool,
}

/// The people of a partner within reach, by name; somebody bound to a unit sees those of his unit and of none.
pub fn of_partner(act: &mut Act<'_, ReadPartners>, partner: &PartnerId) -> Answer<Vec<PersonRow>> {
    if !act.reach().holds(*partner) {
        return Err(No::not_found());
    }
    let unit = act.reach().unit();
    let mut people = store::people_of(act.tx(), *partner)?;
    people.retain(|person| unit.is_none() || person.unit.is_none() || person.unit == unit);
    Ok(people)
}

/// Lets somebody whom his company had blocked work for it again: our staff opens what it is asked to open.
pub(crate) fn lift_block(act: &mut Act<'_, ManageAccounts>, account: AccountId, partner: PartnerId) -> Answer<()> {
    if succession::set_blocked_at(act.tx(), account, partner, false)? {
        store::raise_epoch(act.tx(), account)?;
        let stands = stands::of(act.tx(), account)?;
        act.note("member.blocked", Some(partner), json!({"account": account, "is_blocked": false, "stands": stands}))?;
    }
    Ok(())
}

/// The account of a login among a partner's people.
pub(crate) fn member(tx: &mut Tx, partner: PartnerId, login: &str) -> Answer<Option<AccountId>> {
    store::member(tx, partner, &super::login_key(login))
}

crate::words! {
    /// By what our staff are sorted.
    pub enum StaffBy {
        /// The name.
        Name = "name",
        /// The e-mail to sign in with.
        Login = "login",
    }
}

impl Default for Sort<StaffBy> {
    fn default() -> Self {
        Sort::up(StaffBy::Name)
    }
}

impl PersonRow {
    /// His place in an order.
    pub fn place(&self, by: StaffBy) -> Place {
        let key = match by {
            StaffBy::Name => self.name.clone(),
            StaffBy::Login => self.login.clone(),
        };
        (key, self.account.number())
    }
}

/// In which order, where to begin, and how many.
#[derive(Debug, Clone, Default)]
pub struct StaffFilter {
    /// In which order.
    pub sort: Sort<StaffBy>,
    /// Behind whom to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Our staff.
pub fn staff(act: &mut Act<'_, ManageAccounts>, filter: &StaffFilter) -> Answer<Vec<PersonRow>> {
    staff_store::staff(act.tx(), filter)
}

/// All of our staff, page by page in one view of the data.
pub fn all_staff(act: &mut Act<'_, ManageAccounts>, filter: &StaffFilter) -> Answer<Vec<PersonRow>> {
    let page = |after, limit| staff(act, &StaffFilter { after, limit, ..filter.clone() });
    table::whole(page, |person| person.place(filter.sort.by))
}

/// Gives somebody these roles of our staff beside those he has.
pub(super) fn add_staff_roles(tx: &mut Tx, account: AccountId, roles: &[Role]) -> Answer<()> {
    for role in roles {
        if !staff_store::roles_of(tx, account)?.contains(role) {
            store::give_staff_role(tx, account, *role)?;
        }
    }
    Ok(())
}

/// A one-time link for one of our staff; answers its token.
pub fn link_for_staff(act: &mut Act<'_, ManageAccounts>, login: &String) -> Answer<Recorded<String>> {
    expect_staff(act, login)?;
    links::make(act, login)
}

/// Blocks or unblocks one of our staff.
pub fn set_staff_blocked(act: &mut Act<'_, ManageAccounts>, change: &(String, bool)) -> Answer<Recorded<AccountId>> {
    expect_staff(act, &change.0)?;
    set_blocked(act, change)
}

fn expect_staff(act: &mut Act<'_, ManageAccounts>, login: &str) -> Answer<()> {
    let account = store::account_within(act.tx(), login)?;
    if store::is_staff(act.tx(), account)? { Ok(()) } else { Err(No::not_found()) }
}
