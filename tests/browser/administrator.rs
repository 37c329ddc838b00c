//! An administrator lets a person of a partner in by a one-time link, and imports prices of which two rows are bad.

use crate::House;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::ADMINISTRATOR;
use crate::people;

const NEW: &str = "nina@beta.example";
const PRICES: &str = "price_list,currency,sku,from_quantity,price\nSTEP,RUB,GL-5,0,60\nSTEP,RUB,XX-9,0,10\nSTEP,RUB,DR-1,0,abc\n";
const REASONS: &[&str] = &["3 sku There is no product with SKU XX-9.", "4 price This is not a number."];

journeys! {
    async fn an_administrator_makes_a_partner_person_and_imports(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let office = chrome.tab().await;
        people::set_password(&office, &people::link(&house, ADMINISTRATOR).await).await;
        people::sign_in(&office, ADMINISTRATOR).await;
        let link = a_new_person(&office, &album).await;
        import_prices(&office, &album).await;
        office.has_no_complaints().await;

        let person = chrome.tab().await;
        people::set_password(&person, &link).await;
        people::sign_in(&person, NEW).await;
        person.reads("header", &["Нина Новая", "ООО «Бета»"]).await;
        person.open("/catalogue").await;
        // The list now says 60: less 10 by the contract, less 5 % of the partner.
        person.reads("tr:has(input[value='GL-5'])", &["60.00 ₽", "47.50 ₽"]).await;
        person.shoot(&album, "catalogue").await;
        person.has_no_complaints().await;
        person.open(&link).await;
        person.reads("main", &["The link was already used"]).await;
        person.shoot(&album, "link-used").await;
        chrome.quit().await;
        house.close().await;
    }
}

/// Adds a person on the partner's page and takes the link, which is shown once.
async fn a_new_person(office: &Tab, album: &Album) -> String {
    office.open("/partners/BETA").await;
    office.reads("h1", &["ООО «Бета»"]).await;
    office.fill("#person-login", NEW).await;
    office.fill("#person-name", "Нина Новая").await;
    office.choose("#person-lang", "en").await;
    office.click("#role-buyer").await;
    office.follow("form[action='/partners/BETA/people'] button[type=submit]").await;
    office.reads("#notices", &["Added."]).await;
    office.reads("main", &["Нина Новая", NEW]).await;
    office.follow(&format!("form[action='/partners/BETA/people/links'] button[value='{NEW}']")).await;
    office.reads("#notices", &[NEW, "It is shown once"]).await;
    let link = office.value("#notices input").await;
    office.shoot(album, "link").await;
    office.open("/partners/BETA").await;
    assert_eq!(office.count("#notices input").await, 0, "the link is shown once");
    office.shoot(album, "partner").await;
    link
}

/// Tries a table with two bad rows, then imports the good one.
async fn import_prices(office: &Tab, album: &Album) {
    office.open("/imports").await;
    office.choose("#kind", "prices").await;
    office.choose("#mode", "skip_bad").await;
    office.fill("#text", PRICES).await;
    assert_eq!(office.value("#dry_run:checked").await, "yes", "a first import is tried before it is done");
    office.follow("main form button[type=submit]").await;
    office
        .reads("main", &["Some rows have errors. Nothing has been stored yet.", "Rows in the table 3", "Rows with errors 2"])
        .await;
    office.reads("main .table-wrap", REASONS).await;
    office.click("#dry_run").await;
    office.follow("main form button[type=submit]").await;
    office.reads("main", &["Imported, except the rows with errors.", "Changed 1", "Rows with errors 2"]).await;
    office.reads("main .table-wrap", REASONS).await;
    office.shoot(album, "import").await;
}
