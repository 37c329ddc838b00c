//! What guards the tables that only grow: a trigger that is gone, switched off or another is told, and takes no table off the list of
//! what the portal's own login cannot change.

use orderly::keeping::copy::copy;
use orderly::platform::db;
use orderly::platform::values::Moment;

use super::health::within;
use super::{address, engine_of, look_at, proof_of};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::on_both;
use crate::reading::finish;

/// What is told of things that somebody else has made.
const FOREIGN: &str = "one that this program did not make";

/// How a guard is taken off, of what, and what is told to be there instead.
const IN_SQLITE: &[(&str, &str, &str)] = &[
    ("DROP TRIGGER journal_no_delete", "journal_no_delete on journal", "none"),
    (
        "DROP TRIGGER payment_no_replace; CREATE TRIGGER payment_no_replace BEFORE INSERT ON payment BEGIN SELECT 1; END",
        "payment_no_replace on payment",
        "another",
    ),
    ("DROP TRIGGER done_once_no_update", "done_once_no_update on done_once", "none"),
    (
        "CREATE TRIGGER swallow BEFORE INSERT ON journal WHEN NEW.kind = 'order.placed' BEGIN SELECT RAISE(IGNORE); END",
        "swallow on journal",
        FOREIGN,
    ),
    ("DROP VIEW account_card; CREATE VIEW account_card AS SELECT 1 AS id", "view account_card", "another"),
    ("CREATE UNIQUE INDEX single ON payment (id, paid_on)", "index single", FOREIGN),
];

/// The same in PostgreSQL's words.
const IN_POSTGRES: &[(&str, &str, &str)] = &[
    ("DROP TRIGGER journal_only_grows ON journal", "journal_only_grows on journal", "none"),
    ("ALTER TABLE payment DISABLE TRIGGER payment_only_grows", "payment_only_grows on payment", "switched off"),
    ("ALTER TABLE invoice ENABLE REPLICA TRIGGER invoice_only_grows", "invoice_only_grows on invoice", "switched off"),
    (
        "DROP TRIGGER place_only_grows ON place; CREATE TRIGGER place_only_grows BEFORE UPDATE ON place \
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "place_only_grows on place",
        "another",
    ),
    (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "refuse_change()",
        "another",
    ),
    (
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; \
         CREATE TRIGGER swallow BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.kind = 'order.placed') EXECUTE FUNCTION swallow()",
        "swallow on journal",
        FOREIGN,
    ),
    ("CREATE RULE hide AS ON DELETE TO cart_line DO INSTEAD NOTHING", "rule hide on cart_line", FOREIGN),
    ("CREATE POLICY hide ON partner USING (false)", "policy hide on partner", FOREIGN),
    ("ALTER TABLE partner ENABLE ROW LEVEL SECURITY", "table partner", "another"),
    ("CREATE UNIQUE INDEX single ON payment (id, paid_on)", "index single", FOREIGN),
];

/// A copy of the house's database, which nobody runs.
async fn copied(house: House) -> Place {
    let place = Place::fresh(engine_of(&house));
    copy(&mut look_at(&house.database_url()), &place.address()).expect("a copy");
    finish(house).await;
    place
}

on_both! {
    async fn a_guard_that_does_not_stand_is_told_by_the_check_and_the_doctor(house: House) {
        let place = copied(house).await;
        let (url, folder) = (place.url(), place.folder());
        assert!(proof_of(&url).is_whole(), "{:#?}", proof_of(&url).findings);
        let guards = || within(&url, folder, Moment::now()).into_iter().filter(|told| told.starts_with("guards")).collect::<Vec<_>>();
        assert_eq!(guards(), Vec::<String>::new());
        let taken = if place.engine() == Engine::Sqlite { IN_SQLITE } else { IN_POSTGRES };
        for (n, (sql, object, found)) in taken.iter().enumerate() {
            place.change(sql);
            let proof = proof_of(&url);
            assert_eq!(proof.count, n + 1, "{sql}: {:#?}", proof.findings);
            let told = proof.findings.iter().find(|finding| finding.object == *object).unwrap_or_else(|| panic!("{sql}"));
            assert_eq!((told.name, told.found.as_str()), ("guards.stand", *found));
            let said = guards();
            assert!(said.len() == 1 && said[0].contains(&format!("{} things", n + 1)), "{said:?}");
        }
        // In a copy they stand again.
        let anew = Place::fresh(place.engine());
        copy(&mut look_at(&url), &anew.address()).expect("a copy");
        assert!(proof_of(&anew.url()).is_whole());
    }
}

on_both! {
    async fn what_an_administrator_lays_beside_is_told_and_accuses_nobody(house: House) {
        let place = copied(house).await;
        let (url, folder) = (place.url(), place.folder());
        place.change("CREATE INDEX quick ON payment (paid_on); CREATE TABLE report (id BIGINT PRIMARY KEY); CREATE VIEW report_view AS SELECT id FROM report");
        let proof = proof_of(&url);
        assert!(proof.is_whole(), "{:#?}", proof.findings);
        for name in ["index quick", "table report", "view report_view"] {
            assert!(proof.notes.iter().any(|note| note.starts_with(name)), "{name}: {:?}", proof.notes);
        }
        assert!(within(&url, folder, Moment::now()).iter().all(|told| !told.starts_with("guards")));
    }

    async fn whatever_is_planted_the_check_comes_to_its_end_and_names_the_rest(house: House) {
        let place = copied(house).await;
        let url = place.url();
        let drop = if place.engine() == Engine::Sqlite { "DROP TABLE allocation" } else { "DROP TABLE allocation CASCADE" };
        place.change(&format!(
            "{drop}; UPDATE stock SET on_hand = on_hand + 1500 WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-2')"
        ));
        let proof = proof_of(&url);
        let told: Vec<String> = proof.findings.iter().map(ToString::to_string).collect();
        for words in ["stock.on_hand  DR-2 in MSK", "payment.parts  ", "allocation", "guards.stand  table allocation: expected the program's own, found none"] {
            assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
        }
    }
}

#[actix_web::test]
async fn a_guard_that_is_gone_gives_nobody_the_right_to_change() {
    let place = copied(House::with_trade(Engine::Postgres).await).await;
    place.change("DROP TRIGGER journal_only_grows ON journal; DROP TRIGGER payment_only_grows ON payment");
    assert!(db::grant(&address(&place.url())).expect("rights are given"));
    for table in ["journal", "payment", "done_once"] {
        let may = |what: &str| {
            place.number(&format!("SELECT CAST(has_table_privilege('orderly_app', '{table}', '{what}') AS INTEGER)"))
        };
        assert_eq!((may("INSERT"), may("SELECT"), may("UPDATE, DELETE, TRUNCATE")), (1, 1, 0), "{table}");
    }
    // The owner is told of them all the same.
    let named = look_at(&place.url()).unprotected().expect("rights are told").expect("there are logins");
    for table in ["journal", "payment", "done_once"] {
        assert!(named.iter().any(|name| name == table), "{named:?}");
    }
}
