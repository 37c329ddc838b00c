//! Backups of houses that an older program had: whatever the schema was then, they are restored, brought up to date and proven.

use std::path::Path;

use orderly::keeping::backup::backup;
use orderly::keeping::restore::restore;
use orderly::platform::db::lacking;
use orderly::platform::journal::{self, RecordId};
use orderly::platform::values::Moment;
use orderly::platform::values::ids::{self, Id};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{file, look_at, other};
use crate::House;
use crate::kit::engine::{Engine, Place, engines};
use crate::kit::trade::{self, SEVER};
use crate::reading::{finish, one};
use crate::shipping::placed;

/// The first migration after which there was a trade to keep.
const FIRST: usize = 4;

/// All migrations, as name and text, in their order.
fn migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("migrations")
        .map(|entry| entry.expect("a file").path())
        .filter_map(|path| {
            let name = path.file_stem()?.to_str()?.to_owned();
            name.starts_with("00").then(|| (name, std::fs::read_to_string(&path).expect("a text")))
        })
        .collect();
    all.sort();
    all
}

/// A migration in the words of an engine, as the program has always had it.
fn worded(text: &str, engine: Engine) -> String {
    let (mut keep, mut kept) = (true, String::new());
    for line in text.lines() {
        match line.trim() {
            "-- postgres only" => keep = engine == Engine::Postgres,
            "-- sqlite only" => keep = engine == Engine::Sqlite,
            "-- both" => keep = true,
            _ if keep => kept += &format!("{line}\n"),
            _ => {}
        }
    }
    match engine {
        Engine::Postgres => kept,
        Engine::Sqlite => {
            kept.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY").replace("BYTEA", "BLOB").replace(" COLLATE \"C\"", "")
        }
    }
}

fn bytes(bytes: &[u8], engine: Engine) -> String {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    match engine {
        Engine::Sqlite => format!("X'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'::bytea"),
    }
}

/// A house as it was after so many migrations, with a client, a product, what lies of it, and a record.
fn as_it_was(engine: Engine, migrations: &[(String, String)]) -> Place {
    let place = Place::fresh(engine);
    place.change("CREATE TABLE migration (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)");
    for (name, text) in migrations {
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        place.change(&format!("{}; INSERT INTO migration (name, hash) VALUES ('{name}', '{hash}')", worded(text, engine)));
    }
    let at = Moment::from_micros(1_600_000_000_000_000);
    // The form that records had before they named the device; those of imports did not tell what they brought.
    let mut records = String::new();
    for (n, kind, partner, facts) in [
        (1, "import.applied", None, json!({"kind": "stock"})),
        (2, "import.applied", None, json!({"kind": "warehouses"})),
        (3, "import.applied", None, json!({"kind": "products"})),
        (4, "partner.put", Some(1), json!({"code": "OLD"})),
    ] {
        let (id, about) = (RecordId::from_number((1 << 30) + n), partner.map(ids::encode));
        let body = json!({"v": 1, "id": id, "at": at, "kind": kind, "actor": "system:tests", "partner": about, "facts": facts});
        let body = serde_json::to_vec(&body).expect("a record");
        let (leaf, body) = (bytes(&journal::leaf(&body), engine), bytes(&body, engine));
        let (id, about) = (id.number(), partner.map_or_else(|| "NULL".to_owned(), |id: i64| id.to_string()));
        records.push_str(&format!(
            "; INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) \
               VALUES ({id}, {}, '{kind}', {about}, 'system:tests', {body}, {leaf}); \
             INSERT INTO place (n, record_id) VALUES ({n}, {id})",
            at.micros()
        ));
    }
    let (salt, at) = (bytes(&[7; 16], engine), at.micros());
    place.change(&format!(
        "INSERT INTO partner (id, code, name, name_key, stock_display, may_be_represented, salt, created_at) \
             VALUES (1, 'OLD', 'Старый клиент', 'старый клиент old', 'exact', TRUE, {salt}, {at}); \
         INSERT INTO warehouse (id, code, name, name_en, address) VALUES (1, 'OLD', 'Старый', 'Old', 'ул. Старая 1'); \
         INSERT INTO category (id, path, name, name_en, code, lineage) VALUES (1, 'Старое', 'Старое', 'Old', 'old', '1'); \
         INSERT INTO category_ancestor (category_id, ancestor_id) VALUES (1, 1); \
         INSERT INTO product (id, sku, sku_key, name, name_en, name_key, name_key_en, search_key, category_id, unit, moq, multiple, \
             vat_code, weight_grams, attributes, is_active) \
             VALUES (1, 'OLD-1', 'old-1', 'Ёж', 'Hedgehog', 'ёж', 'hedgehog', 'ёж', 1, 'шт', 1000, 1000, 'standard', 0, '[]', TRUE); \
         INSERT INTO stock (product_id, warehouse_id, on_hand, reserved, as_of) VALUES (1, 1, 7000, 0, {at}); \
         INSERT INTO movement (id, product_id, warehouse_id, kind, quantity, at, source) VALUES (1, 1, 1, 'adjustment', 7000, {at}, 'old'){records}"
    ));
    place
}

#[test]
fn a_backup_of_any_older_schema_is_restored_brought_up_to_date_and_proven() {
    let all = migrations();
    for engine in engines() {
        // Every fourth, and the last two: what the newest migration finds is tried each time.
        for count in (FIRST..=all.len()).filter(|count| count.is_multiple_of(4) || count + 2 > all.len()) {
            let old = as_it_was(engine, &all[..count]);
            let archive = file(&old, "old.zip");
            let manifest = backup(&mut look_at(&old.url()), &archive, Moment::now(), None).expect("a backup");
            assert_eq!(manifest.schema.len(), count);
            let place = Place::fresh(other(engine));
            let name = &all[count - 1].0;
            let restored = restore(&archive, &place.address(), &[], Moment::now()).unwrap_or_else(|why| panic!("{name}: {why}"));
            assert!(restored.proof.is_whole(), "{name}: {:#?}", restored.proof.findings);
            assert!(restored.log.findings.is_empty() && restored.log.records == 4, "{name}: {:?}", restored.log);
            let there = look_at(&place.url()).migrations().expect("migrations");
            assert_eq!((there.len(), lacking(&there).expect("known ones")), (all.len(), Vec::new()), "{name}");
            assert_eq!(place.number("SELECT on_hand FROM stock"), 7000, "{name}");
            assert_eq!(place.number("SELECT count(*) FROM product WHERE name = 'Ёж' AND name_key = 'ёж'"), 1, "{name}");
        }
    }
}

#[test]
fn stock_that_an_older_program_had_below_nothing_becomes_nothing_with_its_movement() {
    let all = migrations();
    let count = all.iter().position(|(name, _)| name.ends_with("_never_negative")).expect("the migration");
    for engine in engines() {
        let old = as_it_was(engine, &all[..count]);
        old.change(
            "UPDATE stock SET on_hand = -1500; \
             INSERT INTO movement (id, product_id, warehouse_id, kind, quantity, at, source) VALUES (2, 1, 1, 'adjustment', -8500, 1, 'old')",
        );
        let archive = file(&old, "old.zip");
        backup(&mut look_at(&old.url()), &archive, Moment::now(), None).expect("a backup");
        let place = Place::fresh(other(engine));
        let restored = restore(&archive, &place.address(), &[], Moment::now()).expect("it is restored");
        assert!(restored.proof.is_whole(), "{:#?}", restored.proof.findings);
        assert_eq!((place.number("SELECT on_hand FROM stock"), place.number("SELECT sum(quantity) FROM movement")), (0, 0));
        assert_eq!(place.number("SELECT count(*) FROM movement"), 3);
    }
}

#[actix_web::test]
async fn people_go_on_ordering_in_what_was_restored_from_an_older_schema() {
    let all = migrations();
    for engine in engines() {
        let old = as_it_was(engine, &all[..FIRST]);
        let archive = file(&old, "old.zip");
        backup(&mut look_at(&old.url()), &archive, Moment::now(), None).expect("a backup");
        let place = Place::fresh(engine);
        restore(&archive, &place.address(), &[], Moment::now()).expect("it is restored");
        let house = House::empty_at(place).await;
        trade::fill(&house).await;
        house.work().await;
        let sever = house.api(SEVER).await;
        placed(&sever, "new", one("DR-1", "2")).await;
        let told = sever.look("/api/v1/products/OLD-1").await;
        assert_ne!(told.status, 500, "{}", told.text);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 1);
        house.seal().await;
        crate::records::expect_clean(&house);
        finish(house).await;
    }
}
