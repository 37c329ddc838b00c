//! `orderly doctor`: every planted trouble is told, and the leak test leaves nothing behind.

use std::net::SocketAddr;
use std::path::Path;

use orderly::keeping::copy::copy;
use orderly::keeping::doctor::{self, Level, Report};
use orderly::platform::config::Settings;
use orderly::platform::values::Moment;

use super::falsities::Forger;
use super::{engine_of, lively, look_at};
use crate::House;
use crate::kit::engine::Place;
use crate::on_both;
use crate::reading::finish;

fn settings(url: &str, data_dir: &Path) -> Settings {
    Settings {
        database_url: Some(url.to_owned()),
        database_url_file: None,
        database_read_url: None,
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
        public_url: None,
        metrics_listen: None,
        data_dir: data_dir.to_owned(),
        secret: Some("a secret of the tests, long enough for anybody".into()),
        secret_file: None,
        smtp_url: None,
        mail_from: "Orderly <orderly@seller.example>".into(),
        trusted_proxies: Vec::new(),
        signer: None,
        witness: Vec::new(),
        connections: 2,
        development: false,
    }
}

/// What is in trouble, but for the engine's own settings: the cluster of the tests does not sync.
fn troubles(report: &Report) -> Vec<String> {
    let bad = report.said.iter().filter(|said| said.level == Level::Trouble && !said.words.contains("acknowledged orders"));
    bad.map(|said| format!("{}: {}", said.topic, said.words)).collect()
}

fn around(settings: &Settings) -> Vec<String> {
    let mut report = Report::default();
    doctor::look_around(settings, &mut report);
    troubles(&report)
}

pub fn within(url: &str, folder: &Path, now: Moment) -> Vec<String> {
    let mut report = Report::default();
    doctor::look_within(&settings(url, folder), now, &mut report);
    troubles(&report)
}

on_both! {
    async fn a_house_in_good_health_has_nothing_to_be_done(house: House) {
        lively(&house).await;
        let place = Place::fresh(engine_of(&house));
        let settings = settings(&house.database_url(), place.folder());
        assert_eq!(around(&settings), Vec::<String>::new());
        house.seal().await;
        assert_eq!(within(&house.database_url(), house.folder(), Moment::now()), Vec::<String>::new());
        // Without its signer's folder it is told, and told what leads out.
        let without = within(&house.database_url(), place.folder(), Moment::now());
        assert!(matches!(without.as_slice(), [told] if told.starts_with("signer") && told.contains("signer reopen")), "{without:?}");
        finish(house).await;
    }

    async fn each_trouble_of_the_data_is_told(house: House) {
        house.seal().await;
        lively(&house).await;
        house.seal().await;
        let place = Place::fresh(engine_of(&house));
        copy(&mut look_at(&house.database_url()), &place.address()).expect("a copy");
        finish(house).await;
        let (url, folder, now) = (place.url(), place.folder(), Moment::now());
        let mut forger = Forger::at(&url);
        let apart = within(&url, folder, now.plus_seconds(30));
        assert!(apart.iter().any(|told| told.starts_with("clock") && told.contains("seconds from this machine")), "{apart:?}");
        let job = |id: i64, state: &str, run_at: i64| {
            format!("INSERT INTO job (id, kind, payload, run_at, attempts, leased_until, state, last_error) \
                     VALUES ({id}, 'planted', '{{}}', {run_at}, 10, 0, '{state}', 'the reason of it')")
        };
        let hour_ago = now.plus_seconds(-3600).micros();
        for (topic, word, sql) in [
            ("queue", "the reason of it", job(1, "dead", 0)),
            ("queue", "3600 seconds", job(2, "waiting", hour_ago)),
            ("log", "wait for their seal", "DELETE FROM checkpoint WHERE size > (SELECT MIN(size) FROM checkpoint)".to_owned()),
            ("journal", "wait for their place", "INSERT INTO unplaced (record_id) SELECT MIN(id) FROM journal".to_owned()),
            ("journal", "names the gaps", "DELETE FROM place WHERE n = 1".to_owned()),
            ("clock", "seconds hence", format!("UPDATE journal SET at = {} WHERE id = (SELECT MAX(id) FROM journal)", now.plus_seconds(7200).micros())),
            ("migrations", "0017_rights", "DELETE FROM migration WHERE name = '0017_rights'".to_owned()),
        ] {
            let is_told = |troubles: &[String]| troubles.iter().any(|told| told.starts_with(topic) && told.contains(word));
            let before = within(&url, folder, now);
            assert!(!is_told(&before), "{topic} is told before: {before:?}");
            forger.plant(&sql);
            // Some records may be older than a minute only later.
            let after = within(&url, folder, if matches!(topic, "journal" | "log") { now.plus_seconds(600) } else { now });
            assert!(is_told(&after), "{topic} {word}: {after:?}");
        }
    }

    async fn no_company_sees_another_and_the_test_leaves_nothing_behind(house: House) {
        lively(&house).await;
        let counts = ["partner", "account", "session", "sales_order", "journal", "unplaced", "job", "product", "invoice", "series"];
        let mut before = Vec::new();
        for table in counts {
            before.push(house.sql_i64(&format!("SELECT count(*) FROM {table}")).await);
        }
        let invoices = house.sql_i64("SELECT value FROM series WHERE name = 'invoice'").await;
        let mut report = Report::default();
        doctor::try_leaks(&house.gate, &mut report).await;
        let [said] = report.said.as_slice() else { panic!("{report:?}") };
        assert_eq!((said.topic, said.level), ("leaks", Level::Fine), "{}", said.words);
        let figures: Vec<usize> = said.words.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
        // A proof by looks that show nothing would be none.
        assert!(figures[0] > 200 && figures[1] > 40, "{}", said.words);
        for (table, before) in counts.into_iter().zip(before) {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table}")).await, before, "{table}");
        }
        assert_eq!(house.sql_i64("SELECT value FROM series WHERE name = 'invoice'").await, invoices);
        finish(house).await;
    }
}

#[test]
fn dangerous_settings_are_told() {
    let folder = std::env::temp_dir().join(format!("orderly-health-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("orderly.sqlite");
    let url = format!("sqlite:{}", file.display());
    let good = settings(&url, &folder);
    assert_eq!(around(&good), Vec::<String>::new());
    let told = |settings: Settings, word: &str| {
        let troubles = around(&settings);
        assert!(troubles.iter().any(|trouble| trouble.contains(word)), "{word}: {troubles:?}");
    };
    told(Settings { public_url: Some("http://portal.example.com".into()), ..good.clone() }, "in the clear");
    told(Settings { listen: SocketAddr::from(([0, 0, 0, 0], 80)), ..good.clone() }, "https");
    told(
        Settings { public_url: Some("https://portal.example.com".into()), development: true, ..good.clone() },
        "ORDERLY_DEVELOPMENT",
    );
    told(Settings { secret: Some("short".into()), ..good.clone() }, "32 characters");
    let short = folder.join("short");
    std::fs::write(&short, "short").expect("written");
    told(Settings { secret: None, secret_file: Some(short), ..good.clone() }, "fewer than 32");
    told(Settings { secret: None, secret_file: Some(folder.join("none")), ..good.clone() }, "cannot be read");
    let mail = Settings { smtp_url: Some("smtp://localhost:25".into()), ..good.clone() };
    told(Settings { mail_from: "Orderly <orderly@localhost.localdomain>".into(), ..mail }, "ORDERLY_MAIL_FROM");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::write(&file, "").expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("a mode");
        told(good.clone(), "chmod 600");
    }
    let mut report = Report::default();
    let elsewhere = settings("sqlite:/nowhere/at/all.sqlite", &folder);
    assert!(!doctor::look_within(&elsewhere, Moment::now(), &mut report) && !report.is_healthy());
    std::fs::remove_dir_all(folder).expect("gone");
}

#[actix_web::test]
async fn a_mail_server_that_is_not_there_is_told_and_a_folder_is_a_notice() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let base = settings("sqlite:/nowhere.sqlite", Path::new("/nowhere"));
    for (url, level) in
        [(Some(format!("smtp://{nobody}")), Level::Trouble), (Some("nonsense".into()), Level::Trouble), (None, Level::Notice)]
    {
        let mut report = Report::default();
        doctor::try_mail(&Settings { smtp_url: url.clone(), ..base.clone() }, &mut report).await;
        assert_eq!(report.said.iter().map(|said| (said.topic, said.level)).collect::<Vec<_>>(), [("mail", level)], "{url:?}");
    }
}
