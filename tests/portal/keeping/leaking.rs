//! The leak test of the doctor goes red where one company can see anything of another: a foreign mark in its own data, and a view of
//! what may be ordered that lets everybody see everything.

use orderly::keeping::doctor::{self, Level, Report};

use super::engine_of;
use crate::House;
use crate::commands::run;
use crate::kit::Engine;
use crate::on_both;
use crate::reading::finish;

/// The product of the first test company is named with the mark of the second, and the way back.
const MARKED: [(&str, &str); 2] = [
    (
        "CREATE TRIGGER planted AFTER INSERT ON product WHEN NEW.sku = 'ZQXALPHA-7' \
         BEGIN UPDATE product SET name = name || ' ZQXBRAVO', name_en = name_en || ' ZQXBRAVO' WHERE id = NEW.id; END",
        "DROP TRIGGER planted",
    ),
    (
        "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := NEW.name || ' ZQXBRAVO'; \
         NEW.name_en := NEW.name_en || ' ZQXBRAVO'; RETURN NEW; END $$; \
         CREATE TRIGGER planted BEFORE INSERT ON product FOR EACH ROW WHEN (NEW.sku = 'ZQXALPHA-7') EXECUTE FUNCTION planted()",
        "DROP TRIGGER planted ON product; DROP FUNCTION planted()",
    ),
];

/// Every contract allows every product.
const OPEN: [&str; 2] = [
    "DROP VIEW allowed_product; CREATE VIEW allowed_product AS \
     SELECT c.id AS contract_id, p.id AS product_id FROM contract c, product p WHERE p.is_active",
    "CREATE OR REPLACE VIEW allowed_product AS SELECT c.id AS contract_id, p.id AS product_id FROM contract c, product p WHERE p.is_active",
];

fn of_engine<T: Copy>(house: &House, [sqlite, postgres]: [T; 2]) -> T {
    if engine_of(house) == Engine::Sqlite { sqlite } else { postgres }
}

/// What the test comes to.
async fn tried(house: &House) -> (Level, String) {
    let mut report = Report::default();
    doctor::try_leaks(&house.gate, &mut report).await;
    let [said] = report.said.as_slice() else { panic!("{report:?}") };
    assert_eq!(said.topic, "leaks");
    (said.level, said.words.clone())
}

/// The same by command. The cluster of the tests does not sync, and the program does not open it for this.
fn told_by_command(house: &House) -> Option<(i32, String)> {
    let (url, folder) = (house.database_url(), house.folder().to_string_lossy().into_owned());
    let is_tried = engine_of(house) == Engine::Sqlite;
    is_tried
        .then(|| run(&["doctor", "--database-url", &url, "--data-dir", &folder]))
        .and_then(|told| Some((told.code?, told.out)))
}

on_both! {
    async fn a_mark_of_one_company_in_the_data_of_another_is_told(house: House) {
        house.work().await;
        house.seal().await;
        assert_eq!(tried(&house).await.0, Level::Fine);
        let (planted, taken_out) = of_engine(&house, MARKED);
        house.change_by_sql(planted);
        let (level, words) = tried(&house).await;
        assert_eq!(level, Level::Trouble, "{words}");
        for who in ["buyer", "head"] {
            assert!(words.contains(&format!("{who}.zqxalpha@orderly.invalid looked at the product")), "{words}");
        }
        assert!(words.contains("one company can see another") && !words.contains("zqxbravo@orderly.invalid looked"), "{words}");
        if let Some((code, said)) = told_by_command(&house) {
            assert!(code == 1 && said.lines().any(|line| line.starts_with(" BAD  leaks") && line.contains("zqxalpha")), "{said}");
        }
        house.change_by_sql(taken_out);
        let (level, words) = tried(&house).await;
        assert_eq!(level, Level::Fine, "{words}");
        finish(house).await;
    }

    async fn a_catalogue_that_is_open_to_everybody_is_told(house: House) {
        house.change_by_sql(of_engine(&house, OPEN));
        house.spoil();
        let (level, words) = tried(&house).await;
        assert_eq!(level, Level::Trouble, "{words}");
        for (mark, look) in [("zqxalpha", "categories"), ("zqxbravo", "categories"), ("zqxalpha", "another's product")] {
            assert!(words.contains(&format!("buyer.{mark}@orderly.invalid looked at {look}")), "{words}");
        }
        finish(house).await;
    }
}
