//! Backups and restores: a moment of the whole while people order, nothing used of what is damaged, nothing written over.

mod crowd;

use std::time::Duration;

use orderly::keeping::archive::Reading;
use orderly::keeping::backup::backup;
use orderly::keeping::restore::restore;
use orderly::platform::values::Moment;

use self::crowd::Crowd;
use super::{engine_of, file, lively, look_at, other, proof_of, signer_of};
use crate::House;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{bring, finish, one};
use crate::shipping::placed;

const ORDERS: &str = "SELECT count(*) FROM sales_order";
const RECORDS: &str = "SELECT count(*) FROM journal WHERE kind = 'order.placed'";
const RESERVED: &str = "SELECT sum(reserved) FROM stock";

/// Orders that are there, counted by their numbers.
fn numbers(place: &Place, among: &[String]) -> i64 {
    let list: String = among.iter().map(|number| format!(", '{number}'")).collect();
    place.number(&format!("SELECT count(*) FROM sales_order WHERE number IN (''{list})"))
}

/// How many of a client's orders are there: the first so many, since he placed one after the other.
fn first_of(place: &Place, own: &[String]) -> i64 {
    let count = numbers(place, own);
    let first = &own[..usize::try_from(count).unwrap()];
    assert_eq!(numbers(place, first), count, "a later order is there, and an earlier one is not: {own:?}");
    count
}

on_both! {
    async fn a_backup_taken_while_eight_clients_order_is_one_moment_and_goes_into_either_engine(house: House) {
        lively(&house).await;
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,BK-1,1000000\n").await;
        house.seal().await;
        let signer = signer_of(&house);
        let (stood, reserved) = (house.sql_i64(ORDERS).await, house.sql_i64(RESERVED).await);
        let crowd = Crowd::gather(&house, 8).await;
        while crowd.count() < 8 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let at_least = house.sql_i64(ORDERS).await;
        let before = crowd.numbers().concat();
        let place = Place::fresh(engine_of(&house));
        let (archive, url) = (file(&place, "whole.zip"), house.database_url());
        let (to, key) = (archive.clone(), signer.key.clone());
        let manifest = tokio::task::spawn_blocking(move || backup(&mut look_at(&url), &to, Moment::now(), Some(&signer))).await.expect("it ends").expect("a backup");
        let meanwhile = crowd.count();
        let late = placed(&house.api(SEVER).await, "late", one("BK-1", "10")).await;
        let each = crowd.part().await;
        let all = i64::try_from(each.concat().len()).unwrap() + 1;
        let taken = house.sql_i64(RESERVED).await - reserved;
        assert!(meanwhile > before.len(), "{} before, {meanwhile} meanwhile", before.len());
        let checkpoint = manifest.checkpoint.clone().expect("a checkpoint");
        let sealed: i64 = checkpoint.lines().nth(1).and_then(|size| size.parse().ok()).expect("its size");
        let kept = file(&place, "checkpoint");
        std::fs::write(&kept, &checkpoint).expect("written");

        let elsewhere = Place::fresh(other(engine_of(&house)));
        for place in [&place, &elsewhere] {
            let restored = restore(&archive, &place.address(), &[], Moment::now()).expect("it is restored");
            assert!(restored.proof.is_whole(), "{:#?}", restored.proof.findings);
            assert_eq!(restored.manifest, manifest);
            let orders = place.number(ORDERS);
            assert!(orders >= at_least, "{orders} orders, and {at_least} stood before");
            assert_eq!(numbers(place, &before), i64::try_from(before.len()).unwrap(), "an order that was acknowledged before is not there");
            assert_eq!(numbers(place, std::slice::from_ref(&late)), 0, "an order that was begun after the end is there");
            // All of the house is of that moment: as many orders, their records, and what each of them holds in stock.
            let of_clients: i64 = each.iter().map(|own| first_of(place, own)).sum();
            assert_eq!((orders, place.number(RECORDS)), (stood + of_clients, stood + of_clients));
            assert_eq!((place.number(RESERVED) - reserved) * all, taken * of_clients, "stock of another moment than the orders");
            assert_eq!(place.number("SELECT MAX(size) FROM checkpoint"), sealed);
            assert!(sealed <= manifest.journal.last_place && restored.log.records == manifest.journal.records);
            assert!(restored.log.anchors.iter().any(|anchor| anchor == &format!("the backup ({sealed} records)")), "{:?}", restored.log.anchors);
            // Whoever holds the key and the checkpoint, and nothing else of the house, finds the copy as it was.
            let (exit, told) = crate::records::verify_at(&place.url(), place.folder(), &["--key", &key, "--checkpoint", &kept.to_string_lossy()]);
            assert_eq!(exit, 0, "{told}");
            assert_eq!(place.number("SELECT count(*) FROM journal"), manifest.journal.records);
            assert_eq!(place.number("SELECT COALESCE(max(n), 0) FROM place"), manifest.journal.last_place);
            let rows: u64 = manifest.tables.iter().find(|part| part.table == "sales_order").expect("orders").sum.rows;
            assert_eq!(u64::try_from(orders).unwrap(), rows);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&archive).expect("the archive").permissions().mode() & 0o777, 0o600);
        }
        finish(house).await;
    }

    async fn a_changed_byte_anywhere_is_refused_and_named_and_nothing_is_written(house: House) {
        lively(&house).await;
        let place = Place::fresh(engine_of(&house));
        let archive = file(&place, "whole.zip");
        backup(&mut look_at(&house.database_url()), &archive, Moment::now(), None).expect("a backup");
        let whole = std::fs::read(&archive).expect("bytes");
        assert!(Reading::open(&archive).is_ok());
        let damaged = file(&place, "damaged.zip");
        let (mut named, steps) = (0, 97);
        for step in 0..=steps {
            let mut bytes = whole.clone();
            bytes[(whole.len() - 1) * step / steps] ^= 1;
            std::fs::write(&damaged, &bytes).expect("written");
            let why = Reading::open(&damaged).err().unwrap_or_else(|| panic!("byte {step} of {steps} may be changed"));
            assert!(why.contains("damaged.zip is refused"), "{why}");
            named += usize::from(why.contains("tables/") || why.contains("manifest.json"));
            let told = restore(&damaged, &place.address(), &[], Moment::now()).expect_err("it is refused");
            assert_eq!(told, why);
        }
        assert!(named > steps / 2, "{named} of {steps} damages are named by their file");
        // What is cut off, longer or nothing at all is refused as well.
        for bytes in [whole[..whole.len() - 1].to_vec(), [whole.clone(), vec![0]].concat(), whole[..whole.len() / 2].to_vec(), Vec::new()] {
            std::fs::write(&damaged, &bytes).expect("written");
            assert!(restore(&damaged, &place.address(), &[], Moment::now()).is_err());
        }
        // The place is as empty as before: the whole archive still fits.
        restore(&archive, &place.address(), &[], Moment::now()).expect("it is restored");
        finish(house).await;
    }

    async fn nothing_is_written_over(house: House) {
        let place = Place::fresh(engine_of(&house));
        let archive = file(&place, "whole.zip");
        backup(&mut look_at(&house.database_url()), &archive, Moment::now(), None).expect("a backup");
        let bytes = std::fs::read(&archive).expect("bytes");
        let told = backup(&mut look_at(&house.database_url()), &archive, Moment::now(), None).expect_err("it is there already");
        assert!(told.contains("replaces nothing"), "{told}");
        assert_eq!(std::fs::read(&archive).expect("bytes"), bytes);
        let orders = house.sql_i64("SELECT count(*) FROM product").await;
        let told = restore(&archive, &house_address(&house), &[], Moment::now()).expect_err("the house is not empty");
        assert!(told.contains("is not empty"), "{told}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM product").await, orders);
        assert!(proof_of(&house.database_url()).is_whole());
        finish(house).await;
    }
}

fn house_address(house: &House) -> orderly::platform::db::Address {
    super::address(&house.database_url())
}
