//! Invitations by e-mail: to a partner's company by its administrator or by our staff, to our staff by our own. Each ends after seven
//! days, is used once, can be withdrawn and sent again. Nothing here tells whether an e-mail has an account.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::invitations_store::{self as invitations, NewRow};
use super::membership::{self, Place};
use super::{invitation_pace, people, roles_store, staff_store, store};
use crate::access::letters;
use crate::access::permission::marks::{ManageAccounts, RunCompany};
use crate::access::permission::{Permission, Rights};
use crate::access::reach::AccountId;
use crate::access::reach::PartnerId;
use crate::access::token::Mailed;
use crate::access::{Act, Recorded, Role, stands};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::queue;
use crate::platform::values::Moment;
use crate::platform::web::Lang;
use crate::say;

crate::typed_id!(
    /// An invitation.
    InvitationId, "ivt"
);

/// An invitation ends after so many seconds.
pub(super) const LASTS_SECONDS: i64 = 7 * 24 * 3600;
/// So many can be open at one company, and with us.
const MOST_OPEN: i64 = 200;

/// Whom to invite, and to what.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The e-mail.
    pub email: String,
    /// What he is to be there.
    pub place: Place,
    /// The language of the letter.
    pub lang: Lang,
    /// The link of the letter.
    pub link: Mailed,
}

/// An invitation that nobody has used.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its id.
    pub id: InvitationId,
    /// Whom it was sent to.
    pub email: String,
    /// What he is to be.
    pub place: Place,
    /// The name of the company's own role, where it gives one.
    pub custom: Option<String>,
    /// Who invited.
    pub by: String,
    /// When it was sent last.
    pub sent_at: Moment,
    /// When it ends.
    pub expires_at: Moment,
    /// Whether it has ended by itself.
    pub has_ended: bool,
}

/// What the job of its letter says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The invitation.
    pub invitation: InvitationId,
    /// What its link is made of, together with the house's secret.
    pub nonce: String,
}

/// Invites somebody to the caller's own company. Nobody gives a right that he lacks.
pub fn invite_colleague(act: &mut Act<'_, RunCompany>, new: &NewInvitation) -> Answer<Recorded<InvitationId>> {
    let company = act.company()?.id;
    membership::expect_givable(act, company, &new.place)?;
    invite(act, Some(company), new)
}

/// Invites somebody to a partner, which the partners' room has found within reach.
pub fn invite_to(
    act: &mut Act<'_, ManageAccounts>,
    (partner, new): &(PartnerId, NewInvitation),
) -> Answer<Recorded<InvitationId>> {
    membership::grants_of_place(act, *partner, &new.place)?;
    invite(act, Some(*partner), new)
}

/// Invites somebody to our staff. Nobody gives a right that he lacks.
pub fn invite_staff(act: &mut Act<'_, ManageAccounts>, new: &NewInvitation) -> Answer<Recorded<InvitationId>> {
    let roles = &new.place.roles;
    if roles.is_empty() || roles.iter().any(|role| role.is_of_partner()) {
        return Err(No::invalid("roles", "wrong_side", say!("person-roles-wrong-side")));
    }
    let rights = roles.iter().fold(Rights::NONE, |all, role| all.and(role.rights()));
    if !act.actor().rights.covers(rights) {
        return Err(No::forbidden());
    }
    invite(act, None, new)
}

fn invite<P: Permission>(
    act: &mut Act<'_, P>,
    partner: Option<PartnerId>,
    new: &NewInvitation,
) -> Answer<Recorded<InvitationId>> {
    let email =
        people::checked_login(&new.email).map_err(|_| No::invalid("email", "not_email", say!("person-login-not-email")))?;
    expect_new(act, partner, &email)?;
    if invitations::count_open(act.tx(), partner)? >= MOST_OPEN {
        return Err(No::conflict("too_many_invitations", say!("invite-too-many", count = MOST_OPEN)));
    }
    invitation_pace::count(act, &email)?;
    for earlier in invitations::withdraw_of(act.tx(), partner, &email)? {
        act.note("invitation.withdrawn", partner, json!({"invitation": earlier}))?;
    }
    let row =
        NewRow { email: &email, partner, place: &new.place, lang: new.lang, by: act.account()?, token_hash: &new.link.hash };
    let id = invitations::insert(act.tx(), &row, LASTS_SECONDS)?;
    queue::enqueue(act.tx(), letters::INVITATION, &About { invitation: id, nonce: new.link.nonce.clone() })?;
    let stands = stands::of_invitation(act.tx(), id)?;
    let facts = json!({
        "invitation": id, "roles": new.place.roles, "role": new.place.custom, "unit": new.place.unit, "stands": stands,
    });
    act.record("invitation.made", partner, facts, id)
}

/// Refuses to invite whoever is there already: the caller sees these people anyway.
fn expect_new<P: Permission>(act: &mut Act<'_, P>, partner: Option<PartnerId>, email: &str) -> Answer<()> {
    let is_there = match (partner, store::find_account(act.tx(), email)?) {
        (_, None) => false,
        (Some(partner), Some(_)) => store::member(act.tx(), partner, email)?.is_some(),
        (None, Some(account)) => store::is_staff(act.tx(), account)?,
    };
    if is_there { Err(No::conflict("already_member", say!("invite-already-member"))) } else { Ok(()) }
}

/// What can be open: a company's invitations, or those to our staff.
fn open<P: Permission>(act: &mut Act<'_, P>, partner: Option<PartnerId>) -> Answer<Vec<Open>> {
    let now = act.moment();
    let mut found = Vec::new();
    for (row, by) in invitations::open(act.tx(), partner)? {
        let custom = match (partner, row.place.custom) {
            (Some(partner), Some(role)) => roles_store::name_of(act.tx(), partner, role)?,
            _ => None,
        };
        found.push(Open {
            id: row.id,
            email: row.email,
            place: row.place,
            custom,
            by,
            sent_at: row.sent_at,
            expires_at: row.expires_at,
            has_ended: row.expires_at <= now,
        });
    }
    Ok(found)
}

/// The open invitations of the caller's own company, the latest first; for somebody bound to a unit those to it.
pub fn own(act: &mut Act<'_, RunCompany>, (): &()) -> Answer<Vec<Open>> {
    let company = act.company()?.id;
    let mut found = open(act, Some(company))?;
    if act.reach().part().is_some() {
        let unit = act.reach().unit();
        found.retain(|invitation| unit.is_some() && invitation.place.unit == unit);
    }
    Ok(found)
}

/// The open invitations of a partner that was found within reach, or those to our staff.
pub fn of(act: &mut Act<'_, ManageAccounts>, partner: &Option<PartnerId>) -> Answer<Vec<Open>> {
    open(act, *partner)
}

/// Withdraws an invitation of the caller's own company.
pub fn withdraw_own(act: &mut Act<'_, RunCompany>, id: &InvitationId) -> Answer<Recorded<()>> {
    let company = act.company()?.id;
    if !own(act, &())?.iter().any(|open| open.id == *id) {
        return Err(No::not_found());
    }
    withdraw(act, Some(company), *id)
}

/// Withdraws an invitation of a partner, or to our staff.
pub fn withdraw_of(act: &mut Act<'_, ManageAccounts>, (partner, id): &(Option<PartnerId>, InvitationId)) -> Answer<Recorded<()>> {
    withdraw(act, *partner, *id)
}

fn withdraw<P: Permission>(act: &mut Act<'_, P>, partner: Option<PartnerId>, id: InvitationId) -> Answer<Recorded<()>> {
    if !invitations::withdraw(act.tx(), partner, id)? {
        return Err(No::not_found());
    }
    act.record("invitation.withdrawn", partner, json!({"invitation": id}), ())
}

/// Sends an invitation of the caller's own company again: its earlier link ends, the seven days begin anew.
pub fn send_own(act: &mut Act<'_, RunCompany>, (id, link): &(InvitationId, Mailed)) -> Answer<Recorded<()>> {
    let found = own(act, &())?.into_iter().find(|open| open.id == *id).ok_or_else(No::not_found)?;
    let company = act.company()?.id;
    membership::expect_givable(act, company, &found.place)?;
    send(act, Some(company), *id, link)
}

/// The same for an invitation of a partner, or to our staff.
pub fn send_of(
    act: &mut Act<'_, ManageAccounts>,
    (partner, id, link): &(Option<PartnerId>, InvitationId, Mailed),
) -> Answer<Recorded<()>> {
    if partner.is_none() {
        let found = open(act, None)?.into_iter().find(|open| open.id == *id).ok_or_else(No::not_found)?;
        let rights = found.place.roles.iter().fold(Rights::NONE, |all, role| all.and(role.rights()));
        if !act.actor().rights.covers(rights) {
            return Err(No::forbidden());
        }
    }
    send(act, *partner, *id, link)
}

fn send<P: Permission>(
    act: &mut Act<'_, P>,
    partner: Option<PartnerId>,
    id: InvitationId,
    link: &Mailed,
) -> Answer<Recorded<()>> {
    let Some(email) = invitations::renew(act.tx(), partner, id, &link.hash, LASTS_SECONDS)? else { return Err(No::not_found()) };
    invitation_pace::count(act, &email)?;
    queue::enqueue(act.tx(), letters::INVITATION, &About { invitation: id, nonce: link.nonce.clone() })?;
    let stands = stands::of_invitation(act.tx(), id)?;
    act.record("invitation.sent", partner, json!({"invitation": id, "stands": stands}), ())
}

/// The words of roles as a row keeps them.
pub(super) fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}

/// The roles of a row's words.
pub(super) fn roles_of(words: &str) -> Vec<Role> {
    words.split(' ').filter_map(Role::parse).collect()
}

/// Whether an account is of the side that an invitation is not to.
pub(super) fn is_of_other_side(tx: &mut Tx, row: &invitations::Row, account: AccountId) -> Answer<bool> {
    match row.partner {
        Some(_) => store::is_staff(tx, account),
        None => staff_store::has_memberships(tx, account),
    }
}

/// The language of an invitation that can still be used, and the hash of the link that was sent last: for its letter.
pub(crate) fn letter_of(tx: &mut Tx, id: InvitationId) -> Answer<Option<(Lang, String)>> {
    invitations::letter_of(tx, id)
}
