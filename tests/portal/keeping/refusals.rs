//! Archives that somebody with the program in his hands has forged: what the log's checkpoint does not vouch for is refused, and the
//! place it should go to stays as it was.

use std::path::Path;

use orderly::keeping::archive::{Reading, Writing};
use orderly::keeping::backup::backup;
use orderly::keeping::digest::Digest;
use orderly::keeping::manifest::Manifest;
use orderly::keeping::restore::restore;
use orderly::platform::values::Moment;
use orderly::records::keys::PublicKey;
use orderly::records::signer::Desk;
use orderly::records::verify::Layer;

use super::checking::run;
use super::{engine_of, file, lively, look_at, other, signer_of};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{finish, one};
use crate::shipping::placed;

/// Writes an archive anew: without the file of one table, with lines edited, all sums made to fit, and another manifest.
fn forge(from: &Path, to: &Path, left_out: &str, edit: impl Fn(&str, &str) -> String, change: impl FnOnce(&mut Manifest)) {
    let mut reading = Reading::open(from).expect("a whole archive");
    let mut manifest = reading.manifest.clone();
    let mut writing = Writing::begin(to).expect("a file");
    for part in manifest.tables.iter_mut().filter(|part| part.table != left_out) {
        writing.file(&part.file).expect("a file within");
        let mut digest = Digest::default();
        let table = part.table.clone();
        let copied = reading.each_line(&part.file, &mut |line| {
            let line = edit(&table, line);
            digest.add(&line);
            writing.line(&line)
        });
        copied.expect("rows");
        part.sum = digest.sum();
    }
    change(&mut manifest);
    writing.finish(&manifest).expect("an archive");
}

fn as_it_is(_: &str, line: &str) -> String {
    line.to_owned()
}

fn otherwise(table: &str, line: &str) -> String {
    if table == "journal" { line.replace("order.placed", "order.closed") } else { line.to_owned() }
}

/// A way to forge an archive, and the words with which it is refused.
struct Forgery {
    what: &'static str,
    left_out: &'static str,
    told: &'static str,
    edit: fn(&str, &str) -> String,
    change: Box<dyn FnOnce(&mut Manifest)>,
}

fn forgery(what: &'static str, told: &'static str, change: impl FnOnce(&mut Manifest) + 'static) -> Forgery {
    Forgery { what, left_out: "", told, edit: as_it_is, change: Box::new(change) }
}

fn forgeries(newer: &Manifest, another: &str) -> Vec<Forgery> {
    let (whole, checkpoint, journal, key) = (newer.clone(), newer.checkpoint.clone(), newer.journal.clone(), another.to_owned());
    vec![
        forgery("older rows under the newer manifest", "and should have", move |manifest| *manifest = whole),
        forgery("older rows, summed, under the newer checkpoint", "its log does not verify", move |manifest| {
            manifest.checkpoint = checkpoint;
        }),
        forgery("fewer records than it tells of", "its manifest tells of", move |manifest| manifest.journal = journal),
        forgery("the key of another", "not signed by a key that counts", move |manifest| manifest.key = Some(key)),
        forgery("a checkpoint that is none", "cannot be read", |manifest| manifest.checkpoint = Some("nothing".into())),
        Forgery { left_out: "sales_order", ..forgery("a table without its file", "tables/sales_order.jsonl is damaged", |_| ()) },
        Forgery {
            left_out: "sales_order",
            ..forgery("a table that nobody tells of", "the table sales_order 0 times", |manifest| {
                manifest.tables.retain(|part| part.table != "sales_order");
            })
        },
        Forgery { edit: otherwise, ..forgery("a record that says otherwise", "its log does not verify", |_| ()) },
    ]
}

/// Nothing is there: no file, or no table.
fn is_untouched(place: &Place) -> bool {
    match place.engine() {
        Engine::Sqlite => ["", "-wal", "-shm"].iter().all(|ending| {
            let url = place.url();
            let name = format!("{}{ending}", url.strip_prefix("sqlite:").expect("a file"));
            !Path::new(&name).exists()
        }),
        Engine::Postgres => {
            place.number("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace") == 0
        }
    }
}

on_both! {
    async fn what_the_checkpoint_does_not_vouch_for_is_refused_and_the_place_stays_as_it_was(house: House) {
        lively(&house).await;
        house.seal().await;
        let place = Place::fresh(engine_of(&house));
        let (old, new) = (file(&place, "old.zip"), file(&place, "new.zip"));
        let url = house.database_url();
        backup(&mut look_at(&url), &old, Moment::now(), Some(&signer_of(&house))).expect("a backup");
        placed(&house.api(SEVER).await, "later", one("BK-1", "10")).await;
        house.work().await;
        house.seal().await;
        let newer = backup(&mut look_at(&url), &new, Moment::now(), Some(&signer_of(&house))).expect("a backup");
        assert!(newer.checkpoint.is_some() && newer.key.is_some());
        let another = Desk::open(&place.folder().join("another"), Some("another.example")).expect("a signer").last().expect("its word");

        let forgeries = forgeries(&newer, &another.key);
        for (n, Forgery { what, left_out, told: word, edit, change }) in forgeries.into_iter().enumerate() {
            let forged = file(&place, &format!("forged-{n}.zip"));
            forge(&old, &forged, left_out, edit, change);
            for engine in [engine_of(&house), other(engine_of(&house))] {
                let empty = Place::fresh(engine);
                let told = restore(&forged, &empty.address(), &[], Moment::now()).err().unwrap_or_else(|| panic!("{what} is restored"));
                assert!(told.contains(word), "{what}: {told}");
                assert!(is_untouched(&empty), "{what} leaves something behind");
            }
        }
        finish(house).await;
    }

    async fn a_pinned_key_decides_and_a_changed_row_of_the_trade_is_told(house: House) {
        lively(&house).await;
        house.seal().await;
        let place = Place::fresh(engine_of(&house));
        let (archive, unsigned, changed) = (file(&place, "a.zip"), file(&place, "b.zip"), file(&place, "c.zip"));
        let last = signer_of(&house);
        backup(&mut look_at(&house.database_url()), &archive, Moment::now(), Some(&last)).expect("a backup");
        let (own, another) = (PublicKey::parse(&last.key).expect("a key"), Desk::open(&place.folder().join("another"), Some("another.example")));
        let another = PublicKey::parse(&another.expect("a signer").last().expect("its word").key).expect("a key");
        let empty = Place::fresh(engine_of(&house));
        let told = restore(&archive, &empty.address(), std::slice::from_ref(&another), Moment::now()).expect_err("another's key");
        assert!(told.contains("not signed by a key that counts"), "{told}");
        forge(&archive, &unsigned, "", as_it_is, |manifest| (manifest.checkpoint, manifest.key) = (None, None));
        let told = restore(&unsigned, &empty.address(), std::slice::from_ref(&own), Moment::now()).expect_err("no checkpoint");
        assert!(told.contains("no checkpoint"), "{told}");
        assert!(is_untouched(&empty));
        let restored = restore(&archive, &empty.address(), &[own], Moment::now()).expect("it is restored");
        assert_eq!(restored.log.findings, []);
        assert!(restored.log.anchors.iter().any(|anchor| anchor.starts_with("the backup (")), "{:?}", restored.log.anchors);

        // The command asks the signer for its key by itself.
        let by_command = file(&place, "f.zip");
        let (url, folder) = (house.database_url(), house.folder().to_string_lossy().into_owned());
        let (code, said) = run(&["backup", &by_command.to_string_lossy(), "--database-url", &url, "--data-dir", &folder]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(Reading::open(&by_command).expect("a whole archive").manifest.key.as_deref(), Some(last.key.as_str()));

        // The first way of writing archives had no key: they are restored still, and those of a later program are not.
        let (first, later) = (file(&place, "d.zip"), file(&place, "e.zip"));
        forge(&archive, &first, "", as_it_is, |manifest| (manifest.format, manifest.key) = (1, None));
        let fifth = Place::fresh(engine_of(&house));
        assert_eq!(restore(&first, &fifth.address(), &[], Moment::now()).expect("it is restored").log.findings, []);
        forge(&archive, &later, "", as_it_is, |manifest| manifest.format = 3);
        let told = restore(&later, &fifth.address(), &[], Moment::now()).expect_err("nobody knows it");
        assert!(told.contains("does not know"), "{told}");

        // A price was changed by hand before the backup was made: it is restored as it was, and the program says so.
        let cheaper = |table: &str, line: &str| if table == "price" { line.replace(",40000000,", ",10000,") } else { line.to_owned() };
        forge(&archive, &changed, "", cheaper, |_| ());
        let elsewhere = Place::fresh(engine_of(&house));
        let restored = restore(&changed, &elsewhere.address(), &[], Moment::now()).expect("it is restored");
        assert!(!restored.log.findings.is_empty() && restored.log.findings.iter().all(|finding| finding.layer == Layer::Rows));
        let third = Place::fresh(engine_of(&house));
        let (code, said) = run(&["restore", &changed.to_string_lossy(), "--into", &third.url()]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("rows  place -  price of "), "{said}");
        let fourth = Place::fresh(engine_of(&house));
        let (code, said) = run(&["restore", &archive.to_string_lossy(), "--into", &fourth.url(), "--key", &last.key]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("the same is held by the backup"), "{said}");
        finish(house).await;
    }
}
