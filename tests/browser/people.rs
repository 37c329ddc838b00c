//! How people come in: a password by a one-time link, then the form.

use std::time::Duration;

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

/// The path of the link in the letter that comes to somebody who has forgotten the password.
pub async fn mailed_link(house: &House) -> String {
    for _ in 0..200 {
        house.work().await;
        if let Some(link) = letters(house).iter().find_map(|letter| link_in(letter)) {
            return link;
        }
        actix_web::rt::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no letter with a link has come");
}

fn letters(house: &House) -> Vec<String> {
    let files = std::fs::read_dir(&house.outbox).expect("the folder of letters").map(|file| file.expect("a file").path());
    let letters = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    letters.map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a letter")).into_owned()).collect()
}

/// The link of a letter as it is sent, where lines are cut by an equals sign.
fn link_in(letter: &str) -> Option<String> {
    let whole = letter.replace("=\r\n", "").replace("=\n", "");
    let (_, rest) = whole.split_once("/links/")?;
    let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Some(format!("/links/{word}"))
}
