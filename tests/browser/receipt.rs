//! The page that partners keep, opened as a file without a house or a network: what it says of a receipt that is good, of one in which a
//! digit is another, of one that nobody signed, of one whose key was revoked; and that each of its checks is the only one to see what it
//! is there for.

use orderly::platform::secret;
use orderly::records::keys::{Purpose, SigningKey};
use orderly::records::merkle;
use orderly::records::signer::Desk;
use serde_json::{Value, json};

use crate::House;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::SEVER;

mod digits;

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

/// The page says that the receipt is not good, and names just these checks.
async fn accuses(tab: &Tab, receipt: &Value, key: &str, checks: &[&str]) {
    says(tab, receipt, key, "bad", &["The receipt is not good."]).await;
    let first = "Array.from(document.querySelector('#told table').tBodies[0].rows, (row) => row.cells[0].textContent)";
    assert_eq!(tab.ask(first).await.expect("what does not fit"), json!(checks));
}

/// The same text with another letter at a place from its beginning.
fn with_another_letter(text: &str, at: usize) -> String {
    let change = |letter: char| if letter == 'A' { 'B' } else { 'A' };
    text.chars().enumerate().map(|(n, letter)| if n == at { change(letter) } else { letter }).collect()
}

/// A signed note with one letter of its last signature changed, behind the number of the key.
fn missigned(note: &Value) -> Value {
    let (signed, signature) = note.as_str().expect("a note").rsplit_once(' ').expect("a signature");
    json!(format!("{signed} {}", with_another_letter(signature, 40)))
}

/// The receipt of an order of other sums: order, record and leaf fit each other, and nobody has signed them.
fn forged(good: &Value) -> Value {
    let mut other = good.clone();
    let total = good["order"]["total"].as_str().expect("a total");
    let less = with_another_digit(total);
    let body = good["record"]["body"].as_str().expect("a body").replace(total, &less);
    other["order"] = serde_json::from_str(&good["order"].to_string().replace(total, &less)).expect("an order");
    assert_ne!(other["order"]["total"], good["order"]["total"]);
    other["record"]["leaf_hash"] = json!(secret::hex(&merkle::leaf_hash(body.as_bytes())));
    other["record"]["body"] = json!(body);
    other
}

fn with_another_digit(sum: &str) -> String {
    let (first, rest) = sum.split_at(1);
    format!("{}{rest}", if first == "1" { "2" } else { "1" })
}

/// The receipt without its seal: the promise alone.
fn promised(receipt: &Value) -> Value {
    let mut other = receipt.clone();
    for (name, nothing) in [("index", json!(null)), ("inclusion_proof", json!([])), ("checkpoint", json!(null))] {
        other[name] = nothing;
    }
    other["record"]["place"] = json!(null);
    other
}

/// The receipt without its promise: the seal alone.
fn sealed(receipt: &Value) -> Value {
    let mut other = receipt.clone();
    other["promise"] = json!(null);
    other
}

/// The number of a new order, and the promise that it is answered with.
async fn placed(house: &House, key: &str) -> (String, Value) {
    let wanted = json!({"lines": [{"sku": "DR-1", "quantity": "2"}]});
    let told = house.api(SEVER).await.order(key, wanted).await.expect(201).json();
    (told["number"].as_str().expect("a number").to_owned(), told["receipt"]["promise"].clone())
}

async fn receipt_of(house: &House, number: &str) -> Value {
    house.api(SEVER).await.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(200).json()
}

journeys! {
    async fn each_check_of_the_page_sees_what_no_other_sees(house: House, album: Album) {
        let (number, promise) = placed(&house, "checked").await;
        house.seal().await;
        // The seal takes the place of the promise; whoever has kept both may show both.
        let mut good = receipt_of(&house, &number).await;
        assert_eq!(good["promise"], json!(null));
        good["promise"] = promise;
        let desk = Desk::known(&house.folder().join("signer")).expect("a signer");
        let last = desk.last().expect("its last word");
        let another = Desk::open(&house.folder().join("another"), Some(&last.origin)).expect("a signer of the same name");
        let another = another.last().expect("its last word").key;
        let key = last.key;
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        tab.open(&format!("file://{}/static/receipt.html", env!("CARGO_MANIFEST_DIR"))).await;
        for whole in [good.clone(), sealed(&good)] {
            says(&tab, &whole, &key, "good", &["The receipt is good."]).await;
        }
        says(&tab, &promised(&good), &key, "doubt", &["Promised, not yet proved."]).await;
        tab.shoot(&album, "promised").await;
        // The key that somebody has kept is another: what is signed is not by it.
        accuses(&tab, &good, &another, &["promise", "checkpoint"]).await;
        accuses(&tab, &promised(&good), &another, &["promise"]).await;
        accuses(&tab, &sealed(&good), &another, &["checkpoint"]).await;
        tab.shoot(&album, "another-key").await;
        let mut other = good.clone();
        other["promise"] = missigned(&good["promise"]);
        accuses(&tab, &other, &key, &["promise"]).await;
        let mut other = good.clone();
        other["checkpoint"] = missigned(&good["checkpoint"]);
        accuses(&tab, &other, &key, &["checkpoint"]).await;
        let hashes = good["inclusion_proof"].as_array().expect("a proof").len();
        assert!(hashes > 0, "the order is not alone in the log");
        for at in 0..hashes {
            let mut other = good.clone();
            let hash = good["inclusion_proof"][at].as_str().expect("a hash");
            other["inclusion_proof"][at] = json!(with_another_letter(hash, 0));
            accuses(&tab, &other, &key, &["inclusion_proof"]).await;
        }
        // Whoever changes the record, its hash and what is told of it alike is found by what was signed.
        let forged = forged(&good);
        accuses(&tab, &forged, &key, &["promise (leaf)", "inclusion_proof"]).await;
        accuses(&tab, &promised(&forged), &key, &["promise (leaf)"]).await;
        accuses(&tab, &sealed(&forged), &key, &["inclusion_proof"]).await;
        // Where it stands nobody has promised.
        let mut other = promised(&good);
        other["record"]["place"] = json!(77);
        accuses(&tab, &other, &key, &["record.place"]).await;
        let mut other = good.clone();
        other["key_changes"] = json!(["The key is another one now"]);
        accuses(&tab, &other, &key, &["key_changes[0]"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
    }

    async fn what_is_said_of_a_good_receipt_does_not_stay_for_the_next_file(house: House, album: Album) {
        let (number, _) = placed(&house, "stays").await;
        house.seal().await;
        let good = receipt_of(&house, &number).await;
        let key = Desk::known(&house.folder().join("signer")).expect("a signer").last().expect("its last word").key;
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        tab.open(&format!("file://{}/static/receipt.html", env!("CARGO_MANIFEST_DIR"))).await;
        let odd: [(&str, Value); 8] = [
            ("/order/version", json!({"toString": null})),
            ("/order/lines", json!([0])),
            ("/order/lines", json!([null])),
            ("/order/lines", json!({"length": 1})),
            ("/order/total", json!([good["order"]["total"]])),
            ("/v", json!([1])),
            ("/promise", json!(["a promise"])),
            ("/cosignatures", json!("nobody")),
        ];
        for (at, value) in odd {
            says(&tab, &good, &key, "good", &["The receipt is good.", number.as_str()]).await;
            let mut other = good.clone();
            *other.pointer_mut(at).expect("it is there") = value;
            says(&tab, &other, &key, "bad", &["This is not a receipt"]).await;
            assert_eq!(tab.ask("document.getElementById('told').childElementCount").await.expect("what stands below"), json!(0), "{at}");
        }
        let mut other = good.clone();
        other["more"] = json!("than a receipt has");
        says(&tab, &other, &key, "bad", &["This is not a receipt: more"]).await;
        tab.shoot(&album, "odd").await;
        tab.has_no_complaints().await;
        chrome.quit().await;
    }

    async fn a_planned_change_of_keys_leaves_every_receipt_good(house: House, album: Album) {
        let (first, promise) = placed(&house, "before").await;
        house.seal().await;
        let before = receipt_of(&house, &first).await;
        let desk = Desk::known(&house.folder().join("signer")).expect("a signer");
        let old = desk.last().expect("its last word").key;
        let new = desk.rotate(false).expect("a new key").to_string();
        let (second, _) = placed(&house, "after").await;
        house.seal().await;
        let (again, after) = (receipt_of(&house, &first).await, receipt_of(&house, &second).await);
        for told in [&again, &after] {
            assert_eq!((told["key"].as_str(), told["key_changes"].as_array().map(Vec::len)), (Some(new.as_str()), Some(1)));
        }
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        tab.open(&format!("file://{}/static/receipt.html", env!("CARGO_MANIFEST_DIR"))).await;
        says(&tab, &before, &old, "good", &["The receipt is good.", first.as_str()]).await;
        // Whoever has kept either key is told the same of a receipt from either side.
        for key in [&old, &new] {
            says(&tab, &again, key, "good", &["The receipt is good.", first.as_str()]).await;
            says(&tab, &after, key, "good", &["The receipt is good.", second.as_str()]).await;
        }
        tab.shoot(&album, "planned").await;
        // The word of a witness is held to its key where somebody has kept that.
        let witness = SigningKey::of("witness.example", Purpose::Witness, &[7; 32]).expect("a key");
        let mut whole = digits::witnessed(&again, &witness);
        whole["promise"] = promise;
        says(&tab, &whole, &old, "good", &["The receipt is good.", "Not checked", "cosignatures[0] (witness.example)"]).await;
        let kept = json!(witness.public().to_string());
        tab.ask(&format!("document.getElementById('witness').value = {kept}")).await.expect("a key of a witness");
        says(&tab, &whole, &old, "good", &["The receipt is good."]).await;
        tab.keeps_quiet_about("#told", &["Not checked"]).await;
        digits::are_named_alike(&tab, &whole, &old, witness.public()).await;
        // Without the word of the old key nobody knows the new one.
        let mut untold = after.clone();
        untold["key_changes"] = json!([]);
        accuses(&tab, &untold, &old, &["checkpoint"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
    }

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
        bare["record"]["place"] = json!(null);
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
