//! Accounts: signing in and out, passwords, one-time links, staff and people of partners.

mod failures_store;
pub mod links;
mod membership_store;
pub mod password;
pub mod people;
pub mod sign_in;
mod staff_store;
pub(super) mod store;
pub(crate) mod succession;

/// The form in which logins are compared: lower case, no blanks around.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}
