//! How people stand: what the records keep of accounts, roles, keys, invitations and representations, and the same of their rows. What
//! is somebody's own stands in a record as a commitment alone. Verbs ask here for what they record, the verifier for what it compares.

mod store;

use serde_json::{Value, json};

use super::accounts::invitations::InvitationId;
use super::reach::{AccountId, CustomRoleId, KeyId, PartnerId, RepresentationId, UnitId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::{Moment, ids};
pub(crate) use store::{invitations, keys, links, login_of, people, representations, roles, sessions};

/// An account with what its holder may: all in the words of the rows, so that one that stands for nothing can be told too.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub account: AccountId,
    pub login: String,
    pub name: String,
    pub phone: Option<String>,
    pub password_hash: Option<String>,
    pub is_blocked: bool,
    pub salt: Vec<u8>,
    /// Of our staff.
    pub roles: Vec<String>,
    /// At partners, in the order of partner and role.
    pub places: Vec<Held>,
}

/// A role at a partner.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub partner: PartnerId,
    pub role: String,
    pub unit: Option<UnitId>,
    pub custom: Option<CustomRoleId>,
    pub is_blocked: bool,
}

impl Held {
    fn facts(&self) -> Value {
        json!({
            "partner": self.partner, "role": self.role, "unit": self.unit, "custom": self.custom, "is_blocked": self.is_blocked,
        })
    }
}

impl Standing {
    /// What a record keeps of it.
    pub fn facts(&self) -> Value {
        let kept = |word: &str| secret::commitment(&self.salt, word);
        let places: Vec<Value> = self.places.iter().map(Held::facts).collect();
        json!({
            "login": kept(&self.login), "name": kept(&self.name), "phone": self.phone.as_deref().map(kept),
            "password": self.password_hash.as_deref().map(kept), "is_blocked": self.is_blocked, "roles": self.roles,
            "places": places,
        })
    }
}

/// What a record keeps of an account as it stands now. Whoever records it has written to the row of the account before: then nobody
/// else is changing what is his meanwhile.
pub(crate) fn of(tx: &mut Tx, account: AccountId) -> Answer<Value> {
    Ok(store::person(tx, account)?.facts())
}

/// A key of a program.
#[derive(Debug, Clone)]
pub(crate) struct KeyRow {
    pub id: KeyId,
    pub name: String,
    pub token_hash: String,
    /// Its rights, with blanks between them.
    pub scopes: String,
    pub partner: Option<PartnerId>,
    pub by: AccountId,
    pub created_at: Moment,
    pub ended_at: Option<Moment>,
}

impl KeyRow {
    /// What a record keeps of it beside its id. Of the hash of its token nothing is told but that it is this one.
    pub fn facts(&self) -> Value {
        let scopes: Vec<&str> = self.scopes.split(' ').collect();
        json!({
            "scopes": scopes, "token": print(&self.token_hash), "name": secret::commitment(self.token_hash.as_bytes(), &self.name),
            "by": self.by, "partner": number(self.partner), "created_at": self.created_at, "ended_at": self.ended_at,
        })
    }
}

/// A role that a company has made for itself.
#[derive(Debug, Clone)]
pub(crate) struct RoleRow {
    pub id: CustomRoleId,
    pub partner: PartnerId,
    pub name: String,
    /// The salt of the company's commitments.
    pub salt: Vec<u8>,
    /// Each right with its depth.
    pub rights: Vec<(String, String)>,
}

impl RoleRow {
    /// What the row says, as records tell it.
    pub fn facts(&self) -> Value {
        json!({
            "partner": ids::encode(self.partner.number()), "name": secret::commitment(&self.salt, &self.name), "rights": self.rights,
        })
    }
}

/// What a record keeps of the name of a company's own role.
pub(crate) fn role_name(tx: &mut Tx, partner: PartnerId, name: &str) -> Answer<String> {
    Ok(secret::commitment(&store::salt_of_partner(tx, partner)?, name))
}

/// An invitation.
#[derive(Debug, Clone)]
pub(crate) struct InvitationRow {
    pub id: InvitationId,
    pub token_hash: String,
    pub email: String,
    pub partner: Option<PartnerId>,
    pub unit: Option<UnitId>,
    /// The roles, with blanks between them.
    pub roles: String,
    pub custom: Option<CustomRoleId>,
    pub by: AccountId,
    pub expires_at: Moment,
    /// Whether nobody has accepted or withdrawn it.
    pub is_open: bool,
}

impl InvitationRow {
    /// What a record keeps of it beside its id. The hash of its link is the salt of the address it went to.
    pub fn facts(&self) -> Value {
        let roles: Vec<&str> = self.roles.split(' ').filter(|role| !role.is_empty()).collect();
        json!({
            "token": print(&self.token_hash), "email": secret::commitment(self.token_hash.as_bytes(), &self.email),
            "partner": number(self.partner), "unit": self.unit, "roles": roles, "role": self.custom, "by": self.by,
            "expires_at": self.expires_at, "is_open": self.is_open,
        })
    }
}

/// What a record keeps of an invitation as it is now.
pub(crate) fn of_invitation(tx: &mut Tx, id: InvitationId) -> Answer<Value> {
    Ok(store::invitation(tx, id)?.facts())
}

/// A representation, or a try that was refused.
#[derive(Debug, Clone)]
pub(crate) struct RepresentationRow {
    pub id: RepresentationId,
    pub agent: AccountId,
    pub partner: PartnerId,
    /// The partner's code.
    pub code: String,
    pub reason: String,
    /// The salt of the partner's commitments.
    pub salt: Vec<u8>,
    pub began_at: Moment,
    pub ends_at: Moment,
    pub ended_at: Option<Moment>,
    pub is_refused: bool,
}

impl RepresentationRow {
    /// What the row says, as records tell it.
    pub fn facts(&self) -> Value {
        json!({
            "agent": self.agent, "partner": ids::encode(self.partner.number()), "reason": secret::commitment(&self.salt, &self.reason),
            "began_at": self.began_at, "until": self.ends_at, "ended_at": self.ended_at, "is_refused": self.is_refused,
        })
    }
}

/// The partner that a record is about, as its body names it.
fn number(partner: Option<PartnerId>) -> Option<String> {
    partner.map(|partner| ids::encode(partner.number()))
}

/// By what a long secret's hash is known again, and not found out.
fn print(hash: &str) -> String {
    secret::token_hash(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    #[test]
    fn a_record_of_a_person_tells_nothing_that_is_his_own() {
        let person = Standing {
            account: AccountId::from_number(7),
            login: "anna@alfa.example".into(),
            name: "Anna".into(),
            phone: Some("+7 900".into()),
            password_hash: Some("$argon2id$x".into()),
            is_blocked: false,
            salt: vec![1; 32],
            roles: vec![],
            places: vec![Held {
                partner: PartnerId::from_number(1),
                role: "buyer".into(),
                unit: None,
                custom: None,
                is_blocked: false,
            }],
        };
        let told = person.facts().to_string();
        for own in ["anna", "Anna", "+7", "argon2"] {
            assert!(!told.contains(own), "{own}: {told}");
        }
        let other = Standing { password_hash: Some("$argon2id$y".into()), ..person.clone() };
        assert_ne!(person.facts()["password"], other.facts()["password"]);
        assert_eq!(person.facts()["name"], other.facts()["name"]);
        assert_eq!(person.facts()["places"][0]["role"], "buyer");
    }
}
