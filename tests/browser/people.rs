//! How people come in: a password by a one-time link, then the form.

use orderly::access::accounts::links;
use orderly::access::permission::marks::ManageAccounts;

use crate::House;
use crate::chrome::Tab;

/// A password that is nobody's name.
pub const PASSWORD: &str = "три разных слова 77";

/// The path of a one-time link that lets somebody set a password.
pub async fn link(house: &House, login: &str) -> String {
    let office = house.gate.system::<ManageAccounts>("tests");
    let token = office.write(login.to_owned(), links::make).await.expect("a link");
    format!("/links/{token}")
}

/// Sets the password by a link and ends up at the form.
pub async fn set_password(tab: &Tab, link: &str) {
    tab.open(link).await;
    tab.fill("#new", PASSWORD).await;
    tab.follow(".sign-in form button[type=submit]").await;
    assert_eq!(tab.path().await, "/sign-in");
}

/// Signs in by the form that stands there.
pub async fn sign_in(tab: &Tab, login: &str) {
    tab.fill("#login", login).await;
    tab.fill("#password", PASSWORD).await;
    tab.follow(".sign-in form button[type=submit]").await;
}
