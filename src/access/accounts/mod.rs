//! Accounts: signing in and out, passwords, one-time links, staff and people of partners.

pub mod device;
pub(crate) mod erased;
mod erased_store;
mod failures_store;
mod invitation_pace;
pub mod invitations;
mod invitations_store;
pub mod invited;
pub mod links;
pub mod membership;
mod membership_store;
pub mod password;
pub mod people;
pub mod profile;
mod profile_store;
pub mod reset;
pub mod roles;
pub(super) mod roles_store;
pub mod sign_in;
mod staff_store;
pub(super) mod store;
pub(crate) mod succession;

/// The form in which logins are compared: lower case, no blanks around.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}
