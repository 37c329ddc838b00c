//! Whoever has the database and the log's key as well: he writes the whole log anew and signs it as the house would, and nothing in
//! the house contradicts him. What others keep does: a receipt, and what a witness has seen.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use orderly::records::checkpoint::Checkpoint;
use orderly::records::keys::{Purpose, SigningKey};
use orderly::records::merkle::{self, Frontier, Hash};
use orderly::records::note::Note;
use orderly::records::witness::client::Witness;
use orderly::records::{Sealer, Signer, witness};
use serde_json::{Value, json};

use super::hand::Hand;
use super::{business, expect_clean, log_key, placed, receipt, saved, text, verify};
use crate::House;
use crate::kit::trade::SEVER;
use crate::on_both;

/// The tree's levels between those that are stored.
const STEP: u32 = 8;

/// Where the signer remembers what it signed last.
fn memory(house: &House) -> PathBuf {
    house.folder().join("signer/last.json")
}

/// The log's own key.
fn stolen_key(house: &House) -> SigningKey {
    let kept = std::fs::read_to_string(house.folder().join("signer/key.json")).expect("the key");
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    let seed = STANDARD.decode(text(&kept["seed"])).expect("a seed");
    SigningKey::of(&text(&kept["name"]), Purpose::Log, &seed).expect("a key")
}

/// Writes every record as an earlier program did, where that was otherwise; answers how many are other now.
pub fn write_as_earlier(house: &House, hand: &Hand<'_>, earlier: fn(&[u8]) -> Option<Vec<u8>>) -> usize {
    let all = hand.bytes("SELECT id AS n, body AS bytes FROM journal ORDER BY id").into_iter();
    let others: Vec<(i64, Vec<u8>)> = all.filter_map(|(id, body)| Some((id, earlier(&body)?))).collect();
    others.iter().for_each(|(id, body)| rewrite(house, hand, *id, body));
    others.len()
}

/// Puts other bytes into a record, and makes hashes, subtrees, checkpoints and the signer's memory anew so that all of it fits.
fn rewrite(house: &House, hand: &Hand<'_>, id: i64, body: &[u8]) {
    let leaf = merkle::leaf_hash(body);
    hand.change(&format!("UPDATE journal SET body = {}, leaf = {} WHERE id = {id}", hand.blob(body), hand.blob(&leaf)));
    let leaves = hand.bytes(
        "SELECT place.n AS n, journal.leaf AS bytes FROM place JOIN journal ON journal.id = place.record_id ORDER BY place.n",
    );
    let (mut frontier, mut roots, mut whole) = (Frontier::default(), Vec::<Hash>::new(), Vec::new());
    for (_, leaf) in leaves {
        frontier.push(merkle::hash_from(&leaf).expect("a hash"), |level, n, hash| {
            if level.is_multiple_of(STEP) {
                let hash = hand.blob(hash);
                whole.push(format!("UPDATE log_node SET hash = {hash} WHERE level = {} AND n = {n}", level / STEP));
            }
        });
        roots.push(frontier.root());
    }
    if !whole.is_empty() {
        hand.change(&whole.join("; "));
    }
    sign_anew(house, hand, &roots);
}

/// Signs every checkpoint anew over these roots, and has the signer remember the last one. What witnesses have said of the old ones
/// goes.
fn sign_anew(house: &House, hand: &Hand<'_>, roots: &[Hash]) {
    let (key, mut previous, mut last) = (stolen_key(house), None, None);
    let notes = hand.bytes(&format!("SELECT size AS n, {} AS bytes FROM checkpoint ORDER BY size", hand.as_bytes("note")));
    hand.change("DELETE FROM cosignature");
    for (size, written) in notes {
        let root = roots[usize::try_from(size).unwrap() - 1];
        let note = Note::parse(&String::from_utf8(written).unwrap()).expect("a note");
        let read = Checkpoint::parse(&note.text).expect("a checkpoint");
        let next = Checkpoint { origin: read.origin, size: read.size, root, previous };
        previous = Some(next.as_previous());
        let note = Note::signed(&next.text(), &[&key]).expect("a signature").to_string();
        hand.change(&format!("UPDATE checkpoint SET root = {}, note = '{note}' WHERE size = {size}", hand.blob(&root)));
        last = Some(note);
    }
    std::fs::write(memory(house), json!({"note": last}).to_string()).expect("the signer's memory");
}

/// A file with what a witness on another machine has seen of the log, after its key.
async fn seen_by_a_witness(house: &House) -> String {
    let folder = house.folder().join("witness");
    let desk = witness::desk::Desk::open(&folder, Some("witness.example"), vec![log_key(house)]).expect("a witness");
    let key = desk.key().clone();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = witness::server::serve(Arc::new(desk), listener).expect("it serves");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let signer = Signer::open(None, &house.folder().join("signer")).expect("the same signer");
    let watched = Sealer::new(signer, vec![Witness::parse(&format!("{key}@{url}")).expect("a witness")]);
    watched.show(&house.gate).await.expect("it is shown");
    handle.stop(false).await;
    let mut files = std::fs::read_dir(&folder).expect("the witness's folder").flatten().map(|entry| entry.path());
    let seen = files.find(|path| path.to_string_lossy().contains("log-")).expect("what it has seen");
    format!("{key}@{}", seen.display())
}

/// Whether a finding of a layer tells of this.
fn names(told: &str, layer: &str, what: &str) -> bool {
    told.lines().any(|line| line.starts_with(layer) && line.contains(what))
}

on_both! {
    async fn whoever_has_the_key_too_is_found_by_receipts_and_by_the_witness(house: House) {
        house.rest().await;
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "kept", "DR-1", "2").await["number"]);
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        let held = receipt(&sever, &number).await;
        let kept = saved(&house, "kept.json", &held).to_string_lossy().into_owned();
        let seen = seen_by_a_witness(&house).await;
        let key = log_key(&house).to_string();
        let (by_receipt, by_witness) = (["--key", &key, "--receipt", &kept], ["--key", &key, "--witness", &seen]);
        for given in [by_receipt, by_witness] {
            let (exit, told) = verify(&house, &given);
            assert_eq!(exit, 0, "{told}");
        }
        let hand = Hand::of(&house);
        let remembered = std::fs::read(memory(&house)).expect("the signer's memory");
        hand.keep("whole");
        let first = hand.number("SELECT n FROM place WHERE record_id = (SELECT min(id) FROM journal WHERE kind = 'import.applied')").await;
        let own = held.record.place.expect("a place");
        for (place, from, to) in [(first, "\"rows\":", "\"rows\":1"), (own, "\"v\":2", "\"v\":3")] {
            let (id, body) = hand.record(place);
            let (head, tail) = std::str::from_utf8(&body).expect("a text").rsplit_once(from).expect("what is changed");
            rewrite(&house, &hand, id, format!("{head}{to}{tail}").as_bytes());
            // All that the house has agrees, signed by its own key.
            let (exit, told) = verify(&house, &["--key", &key]);
            assert_eq!(exit, 0, "{told}");
            let (exit, told) = verify(&house, &by_receipt);
            assert!(exit == 1 && names(&told, "anchors", "kept.json"), "{told}");
            assert_eq!(names(&told, "receipts", "kept.json"), place == own, "{told}");
            let (exit, told) = verify(&house, &by_witness);
            assert!(exit == 1 && names(&told, "anchors", "witness/log-"), "{told}");
            hand.put_back("whole");
            std::fs::write(memory(&house), &remembered).expect("the signer's memory");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn whoever_sets_database_and_signer_back_together_is_found_by_receipts_and_by_the_witness(house: House) {
        house.rest().await;
        business(&house, "a").await;
        house.seal().await;
        let hand = Hand::of(&house);
        hand.keep("early");
        let remembered = std::fs::read(memory(&house)).expect("the signer's memory");
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "kept", "DR-1", "2").await["number"]);
        // Its promise alone, and then its place in the log.
        let promised = saved(&house, "promised.json", &receipt(&sever, &number).await).to_string_lossy().into_owned();
        house.seal().await;
        let kept = saved(&house, "kept.json", &receipt(&sever, &number).await).to_string_lossy().into_owned();
        let seen = seen_by_a_witness(&house).await;
        expect_clean(&house);
        hand.put_back("early");
        std::fs::write(memory(&house), &remembered).expect("the signer's memory");
        let key = log_key(&house).to_string();
        for file in [&promised, &kept] {
            let name = if *file == kept { "kept.json" } else { "promised.json" };
            let (exit, told) = verify(&house, &["--key", &key, "--receipt", file]);
            assert!(exit == 1 && names(&told, "receipts", name), "{told}");
        }
        let (exit, told) = verify(&house, &["--key", &key, "--witness", &seen]);
        assert!(exit == 1 && names(&told, "anchors", "witness/log-"), "{told}");
        house.leave().await;
    }
}
