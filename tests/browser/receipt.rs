//! The page that partners keep, opened as a file without a house or a network: what it says of a receipt that is good, of one in which a
//! digit is another, of one that nobody signed, and of one whose key was revoked.

use orderly::records::signer::Desk;
use serde_json::{Value, json};

use crate::House;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::SEVER;

/// Gives the page a receipt and a key as somebody does who chooses a file and types, and waits until it says so.
async fn says(tab: &Tab, receipt: &Value, key: &str, verdict: &str, words: &[&str]) {
    let (file, key) = (json!(receipt.to_string()), json!(key));
    tab.ask("document.getElementById('verdict').textContent = ''").await.expect("nothing is said yet");
    let choose = format!(
        "(() => {{ const chosen = new DataTransfer(); chosen.items.add(new File([{file}], 'receipt.json')); \
         const key = document.getElementById('key'); key.value = {key}; \
         const input = document.getElementById('file'); input.files = chosen.files; input.dispatchEvent(new Event('change')); return true; }})()"
    );
    tab.ask(&choose).await.expect("a file is chosen");
    tab.until(&format!("document.querySelector('#verdict[data-is=\"{verdict}\"]')?.textContent")).await;
    tab.reads("body", words).await;
}

journeys! {
    async fn a_receipt_is_checked_by_the_page_that_partners_keep(house: House, album: Album) {
        let sever = house.api(SEVER).await;
        let wanted = json!({"lines": [{"sku": "DR-1", "quantity": "2"}]});
        let number = sever.order("receipt", wanted).await.expect(201).json()["number"].as_str().expect("a number").to_owned();
        house.seal().await;
        let good = sever.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(200).json();
        let desk = Desk::known(&house.folder().join("signer")).expect("a signer");
        let key = desk.last().expect("its last word").key;
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        tab.open(&format!("file://{}/static/receipt.html", env!("CARGO_MANIFEST_DIR"))).await;
        says(&tab, &good, &key, "good", &["The receipt is good. The order is recorded in the log and sealed.", number.as_str()]).await;
        tab.shoot(&album, "good").await;
        // Without a key of one's own the page asks to compare.
        says(&tab, &good, "", "doubt", &["The receipt agrees with the key inside it", key.as_str()]).await;
        let mut other = good.clone();
        let total = other["order"]["total"].as_str().expect("a total").replacen('7', "1", 1);
        assert_ne!(other["order"]["total"], total);
        other["order"]["total"] = json!(total);
        says(&tab, &other, &key, "bad", &["The receipt is not good.", "order.total", total.as_str()]).await;
        tab.shoot(&album, "another-digit").await;
        let mut other = good.clone();
        let body = other["record"]["body"].as_str().expect("a body").replacen("DR-1", "DR-2", 1);
        other["record"]["body"] = json!(body);
        says(&tab, &other, &key, "bad", &["record.leaf_hash"]).await;
        let mut bare = good.clone();
        for (name, nothing) in [("promise", json!(null)), ("index", json!(null)), ("inclusion_proof", json!([])), ("checkpoint", json!(null))] {
            bare[name] = nothing;
        }
        says(&tab, &bare, &key, "doubt", &["The receipt is not signed"]).await;
        desk.rotate(true).expect("a new key");
        let told: Vec<String> = desk.last().expect("its last word").statements().map(|note| note.to_string()).collect();
        assert!(!told.is_empty(), "the change of keys is told");
        let mut revoked = good.clone();
        revoked["key_changes"] = json!(told);
        says(&tab, &revoked, &key, "doubt", &["signed only by a key that was revoked"]).await;
        says(&tab, &json!({"nothing": true}), &key, "bad", &["This is not a receipt"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
    }
}
