//! The commands as the processes that people and timers start: how each ends, and what it says.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use orderly::records::witness::client::Witness;
use orderly::records::{Sealer, Signer};
use serde_json::Value;

use crate::House;
use crate::kit::engine::Place;
use crate::kit::trade::{ADMINISTRATOR, SEVER};
use crate::kit::{Engine, SECRET};
use crate::on_both;
use crate::reading::{CONTRACTS, finish, one};
use crate::records::{expect_clean, verify_at};
use crate::shipping::placed;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit.
    pub code: Option<i32>,
    /// What it told.
    pub out: String,
    /// What it complained of.
    pub complaint: String,
}

impl Ended {
    /// The same, when it ended so.
    #[track_caller]
    pub fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.complaint);
        self
    }
}

/// The program with these arguments, and with nothing of the caller's own settings.
pub fn orderly(arguments: &[&str]) -> Command {
    let own =
        |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || ["RUST_LOG", "NO_COLOR"].contains(&name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_orderly"));
    command.args(arguments).env_clear().envs(std::env::vars().filter(|(name, _)| !own(name))).env("ORDERLY_SECRET", SECRET);
    command
}

/// Runs it to its end. What it says is read by a program here, so there are no colours in it.
pub fn ended(command: &mut Command) -> Ended {
    let output = command.stdin(Stdio::null()).output().expect("the program runs");
    let [out, complaint] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(!format!("{out}{complaint}").contains('\u{1b}'), "colours for a program: {out:?}{complaint:?}");
    Ended { code: output.status.code(), out, complaint }
}

/// Runs the program with these arguments to its end.
pub fn run(arguments: &[&str]) -> Ended {
    ended(&mut orderly(arguments))
}

/// The commands that a paper tells people to type, each with its flags.
fn typed_in(paper: &str) -> Vec<Vec<String>> {
    let calls = paper.lines().flat_map(|line| line.split("orderly ").skip(1));
    let words = |call: &str| {
        let call = call.split(['`', '#', '”', '»']).next().unwrap_or_default();
        call.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    calls.map(words).filter(|words| !words.is_empty()).collect()
}

#[test]
fn what_the_papers_tell_people_to_type_exists() {
    let help = run(&["--help"]).with(0).out;
    let known: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let mut flags = 0;
    for paper in ["README.md", "compose.yaml", "deploy/orderly.service", "deploy/orderly-signer.service"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(paper)).expect(paper);
        for call in typed_in(&text).iter().filter(|call| known.contains(&call[0].as_str())) {
            let is_part = |word: &&String| ["rotate", "key", "reopen", "show"].contains(&word.as_str());
            let asked: Vec<&str> =
                call.iter().take(1).chain(call.get(1).filter(is_part)).map(String::as_str).chain(["--help"]).collect();
            let help = run(&asked).with(0).out;
            for flag in call.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n")), "{paper}: {call:?}");
                flags += 1;
            }
        }
    }
    assert!(flags >= 10, "only {flags} flags were found in the papers");
}

#[test]
fn the_help_tells_no_address_with_a_password_out_of_the_environment() {
    for asked in "serve,link,import,healthcheck,check,backup,doctor,migrate,verify,config show,signer reopen".split(',') {
        let mut command = orderly(&asked.split(' ').chain(["--help"]).collect::<Vec<_>>());
        command
            .env("DATABASE_URL", "postgres://portal:whisper@db/orderly")
            .env("DATABASE_READ_URL", "postgres://reader:whisper@db/orderly");
        command.env("ORDERLY_SMTP_URL", "smtp://mail:whisper@mail:25");
        let told = ended(&mut command).with(0).out;
        assert!(told.contains("DATABASE_URL") && !told.contains("whisper") && !told.contains(SECRET), "{asked}: {told}");
    }
}

fn engine_of(house: &House) -> Engine {
    if house.database_url().starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres }
}

fn other(engine: Engine) -> Engine {
    if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A system whose disk has so many kilobytes left: the doctor asks the system's own program.
#[cfg(unix)]
fn with_room(command: &mut Command, folder: &Path, kilobytes: u64) {
    use std::os::unix::fs::PermissionsExt;
    let programs = folder.join(format!("programs-{kilobytes}"));
    std::fs::create_dir_all(&programs).expect("a folder");
    let told = format!("/dev/sda1 100000000 1 {kilobytes} 99% /");
    let script = format!("#!/bin/sh\necho 'Filesystem 1024-blocks Used Available Capacity Mounted on'\necho '{told}'\n");
    std::fs::write(programs.join("df"), script).expect("a program");
    std::fs::set_permissions(programs.join("df"), std::fs::Permissions::from_mode(0o755)).expect("it may run");
    command.env("PATH", &programs);
}

#[cfg(unix)]
#[actix_web::test]
async fn the_doctor_ends_with_0_where_nothing_is_to_be_done_and_with_1_where_something_is() {
    let house = House::with_trade(Engine::Sqlite).await;
    placed(&house.api(SEVER).await, "one", one("DR-1", "1")).await;
    house.work().await;
    house.seal().await;
    let (url, folder) = (house.database_url(), text(house.folder()));
    let asked = ["doctor", "--database-url", &url, "--data-dir", &folder];
    let well = run(&asked).with(0);
    for topic in ["disk", "files", "clock", "queue", "journal", "log", "signer", "guards", "leaks"] {
        assert!(well.out.lines().any(|line| line.starts_with(&format!("  ok  {topic}"))), "{topic}: {}", well.out);
    }
    assert!(!well.out.contains(" BAD"), "{}", well.out);
    let told: Value = serde_json::from_str(&run(&[&asked[..], &["--json"]].concat()).with(0).out).expect("JSON");
    assert!(told["healthy"] == true && told["said"].as_array().is_some_and(|said| said.len() >= 9), "{told}");
    for (kilobytes, code, words) in [(200_000, 1, " BAD  disk"), (600_000, 0, "note  disk"), (9_000_000, 0, "  ok  disk")] {
        let mut command = orderly(&asked);
        with_room(&mut command, house.folder(), kilobytes);
        let told = ended(&mut command).with(code);
        let line = told.out.lines().find(|line| line.contains("  disk")).unwrap_or_default();
        assert!(line.starts_with(words) && line.contains(&format!("{} MB are free", kilobytes / 1024)), "{}", told.out);
    }
    assert!(
        run(&["doctor", "--database-url", "sqlite:/nowhere/at/all.sqlite", "--data-dir", &folder])
            .with(1)
            .out
            .contains(" BAD  database")
    );
    run(&["doctor", "--no-such-wish"]).with(2);
    finish(house).await;
}

on_both! {
    async fn a_copy_is_told_and_goes_into_an_empty_place_only(house: House) {
        let there = Place::fresh(other(engine_of(&house)));
        let (from, to) = (house.database_url(), there.url());
        let told = run(&["copy", &from, &to]).with(0);
        let orders = there.number("SELECT count(*) FROM product");
        assert!(told.out.contains("byte for byte") && told.out.lines().any(|line| line.starts_with("product ")) && orders > 5, "{}", told.out);
        run(&["check", "--database-url", &to]).with(0);
        assert!(run(&["copy", &from, &to]).with(1).complaint.contains("is not empty"));
        assert_eq!(there.number("SELECT count(*) FROM product"), orders);
        run(&["copy", &from]).with(2);
        assert!(run(&["copy", "mysql://somewhere", &to]).with(1).complaint.contains("must begin with"));
        finish(house).await;
    }

    async fn a_backup_is_written_looked_at_and_restored_by_command(house: House) {
        placed(&house.api(SEVER).await, "one", one("DR-1", "1")).await;
        house.work().await;
        house.seal().await;
        let there = Place::fresh(other(engine_of(&house)));
        let (file, from, to) = (text(&there.folder().join("whole.zip")), house.database_url(), there.url());
        let folder = text(house.folder());
        assert!(run(&["backup", &file, "--database-url", &from, "--data-dir", &folder]).with(0).out.contains("written and read back"));
        assert!(run(&["backup", &file, "--verify"]).with(0).out.contains("whole"));
        run(&["backup", &file, "--database-url", &from, "--data-dir", &folder]).with(1);
        assert!(run(&["restore", &file, "--into", &to]).with(0).out.contains("restored"));
        assert_eq!(there.number("SELECT count(*) FROM sales_order"), 1);
        run(&["check", "--database-url", &to]).with(0);
        run(&["restore", &file, "--into", &to]).with(1);
        run(&["restore", &file]).with(2);
        let mut bytes = std::fs::read(&file).expect("the backup");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).expect("damaged");
        assert!(run(&["backup", &file, "--verify"]).with(1).complaint.contains("is refused"));
        finish(house).await;
    }

    async fn the_schema_and_the_rights_are_brought_up_to_date_by_command(house: House) {
        let engine = engine_of(&house);
        let fresh = Place::fresh(engine);
        let (url, folder) = (fresh.url(), text(fresh.folder()));
        let migrate = ["migrate", "--database-url", &url, "--data-dir", &folder];
        let and = |wish: &'static str| run(&[&migrate[..], &[wish]].concat());
        and("--check").with(1);
        assert!(run(&migrate).with(0).out.contains("up to date"));
        assert!(and("--check").with(0).out.contains("up to date"));
        run(&migrate).with(0);
        match engine {
            Engine::Sqlite => assert!(and("--grants").with(1).complaint.contains("SQLite has no roles")),
            Engine::Postgres => {
                assert!(and("--grants").with(0).out.contains("IN ROLE orderly_app"));
                and("--grants").with(0);
                for table in ["journal", "payment", "checkpoint"] {
                    let may = |what: &str| fresh.number(&format!("SELECT CAST(has_table_privilege('orderly_app', '{table}', '{what}') AS INTEGER)"));
                    assert_eq!((may("SELECT"), may("INSERT"), may("UPDATE, DELETE, TRUNCATE")), (1, 1, 0), "{table}");
                }
            }
        }
        finish(house).await;
    }

    async fn the_key_is_told_and_changed_by_command_while_the_house_goes_on(house: House) {
        placed(&house.api(SEVER).await, "before", one("DR-1", "1")).await;
        house.work().await;
        house.seal().await;
        let state = text(&house.folder().join("signer"));
        let signer = |more: &[&str]| run(&[&["signer", "--state", &state][..], more].concat());
        let old = signer(&["key"]).with(0).out.trim().to_owned();
        let new = signer(&["rotate"]).with(0).out.trim().to_owned();
        assert!(new != old && new.starts_with(&format!("{}+", old.split('+').next().unwrap_or_default())), "{old} {new}");
        assert_eq!(signer(&["key"]).with(0).out.trim(), new);
        placed(&house.api(SEVER).await, "after", one("DR-1", "1")).await;
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        let last = signer(&["rotate", "--compromised"]).with(0).out.trim().to_owned();
        placed(&house.api(SEVER).await, "last", one("DR-1", "1")).await;
        house.work().await;
        house.seal().await;
        for key in [&old, &new, &last] {
            let (exit, told) = verify_at(&house.database_url(), house.folder(), &["--key", key]);
            assert_eq!(exit, 0, "{told}");
        }
        // What it cannot do changes nothing.
        assert!(run(&["signer", "--state", &state, "--name", "another.example", "key"]).with(1).complaint.contains("signs for"));
        signer(&["reopen", "--after", "1"]).with(2);
        assert!(signer(&["reopen", "--after", "1", "--reason", "A disk was lost"]).with(1).complaint.contains("which log"));
        signer(&["rotated"]).with(2);
        assert_eq!(signer(&["key"]).with(0).out.trim(), last);
        finish(house).await;
    }

    async fn a_witness_is_a_process_that_knows_its_key_and_its_logs(house: House) {
        placed(&house.api(SEVER).await, "seen", one("DR-1", "1")).await;
        house.work().await;
        house.seal().await;
        let signer = text(&house.folder().join("signer"));
        let log = run(&["signer", "--state", &signer, "key"]).with(0).out.trim().to_owned();
        let (state, listen) = (text(&house.folder().join("witness")), free_address());
        let asked = ["witness", "--state", &state, "--listen", &listen, "--log-key", &log];
        let named = [&asked[..], &["--name", "witness.example"]].concat();
        let (first, key) = Watching::start(&named);
        assert!(key.starts_with("witness.example+"), "{key}");
        assert!(run(&named).with(1).complaint.contains("cannot listen"));
        let witness = format!("{key}@http://{listen}");
        let shown = Sealer::new(Signer::open(None, Path::new(&signer)).expect("the same signer"), vec![Witness::parse(&witness).expect("a witness")]);
        shown.show(&house.gate).await.expect("it is shown");
        assert_eq!(house.sql_i64("SELECT count(*) FROM cosignature WHERE witness = 'witness.example'").await, 1);
        let (exit, told) = verify_at(&house.database_url(), house.folder(), &["--witness", &witness]);
        assert!(exit == 0 && told.contains("confirmed"), "{told}");
        drop(first);
        let (exit, told) = verify_at(&house.database_url(), house.folder(), &["--witness", &witness]);
        assert_eq!(exit, 2, "{told}");
        let (again, same) = Watching::start(&asked);
        assert_eq!(same, key);
        drop(again);
        run(&["witness", "--state", &state, "--listen", &listen]).with(2);
        run(&["witness", "--state", &state, "--listen", &listen, "--log-key", "nonsense"]).with(2);
        assert!(run(&[&asked[..], &["--name", "another.example"]].concat()).with(1).complaint.contains("is called witness.example"));
        finish(house).await;
    }
}

// The cluster of the tests does not sync, and a program that needs that does not open it.
#[actix_web::test]
async fn a_file_comes_in_by_command_and_a_link_goes_out() {
    let house = House::with_trade(Engine::Sqlite).await;
    let (url, folder) = (house.database_url(), text(house.folder()));
    let (good, bad) = (house.folder().join("good.csv"), house.folder().join("bad.csv"));
    std::fs::write(&good, "code,name,name_en,address\nNSK,Новосибирск,Novosibirsk,ул. Дальняя 4\n").expect("a file");
    std::fs::write(&bad, "warehouse,sku,on_hand\nMSK,NO-SUCH,1\n").expect("a file");
    let import = |kind: &str, file: &Path| run(&["import", kind, &text(file), "--database-url", &url, "--data-dir", &folder]);
    assert!(import("warehouses", &good).with(0).out.contains("1 added"));
    import("stock", &bad).with(1);
    import("warehouses", Path::new("/nowhere.csv")).with(1);
    import("wares", &good).with(2);
    assert_eq!(house.sql_i64("SELECT count(*) FROM warehouse WHERE code = 'NSK'").await, 1);
    let terms = house.folder().join("terms.csv");
    std::fs::write(&terms, format!("{CONTRACTS}A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,200000,best,no,included,MSK|SPB,0\n"))
        .expect("a file");
    assert!(import("contracts", &terms).with(1).complaint.contains("--by"), "a limit has its person");
    let brought =
        |by: &str| run(&["import", "contracts", &text(&terms), "--by", by, "--database-url", &url, "--data-dir", &folder]);
    assert!(brought(SEVER).with(1).complaint.contains("nobody who may import"));
    assert!(brought(ADMINISTRATOR).with(0).out.contains("1 changed"));
    let told = house.administrator().await.look("/api/v1/contracts/A-1/limit").await.expect(200).json();
    assert_eq!((told["changes"][0]["by"].as_str(), told["changes"][0]["is"].as_str()), (Some("Анна Белова"), Some("200000.00")));
    let link =
        |login: &str| run(&["link", login, "--database-url", &url, "--data-dir", &folder, "--public-url", "https://opt.example"]);
    let told = link(SEVER).with(0).out;
    let path = told.trim().strip_prefix("https://opt.example").expect("an address").to_owned();
    house.visitor().look(&path).await.expect(200);
    link("nobody@alfa.example").with(1);
    finish(house).await;
}

/// An address on this machine that nobody has.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

/// A witness at work; it ends with this.
struct Watching(Child);

impl Watching {
    /// With the key that it tells.
    fn start(arguments: &[&str]) -> (Self, String) {
        let mut child = orderly(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let out = child.stdout.take().expect("its output");
        let watching = Self(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect("a line");
        (watching, line.trim().to_owned())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_cannot_be_is_said_before_anything_is_opened() {
    let folder = std::env::temp_dir().join("orderly-tests").join(format!("commands-{}", std::process::id()));
    let data = text(&folder);
    let serve = |more: &[&str]| run(&[&["serve", "--data-dir", &data][..], more].concat());
    for (more, words) in [
        (vec!["--secret", "short"], "at least 32 characters"),
        (vec!["--secret-file", "/nowhere"], "not both"),
        (vec!["--listen", "0.0.0.0:0"], "https"),
        (vec!["--public-url", "opt.example"], "https://"),
        (vec!["--database-url", "sqlite:a", "--database-url-file", "/nowhere"], "not both"),
        (vec!["--database-url", "oracle://somewhere"], "must begin with"),
    ] {
        let told = serve(&more).with(1);
        assert!(told.complaint.contains(words), "{more:?}: {}", told.complaint);
    }
    serve(&["--connections", "0"]).with(2);
    run(&["serve-me"]).with(2);
    assert!(!folder.exists(), "a command that refuses makes nothing");
    run(&["healthcheck", "--listen", &free_address()]).with(1);
    let told: Value = serde_json::from_str(&run(&["openapi"]).with(0).out).expect("JSON");
    assert!(told["paths"].as_object().is_some_and(|paths| paths.len() > 100));
    let shown = run(&["config", "show", "--smtp-url", "smtp://user:hush@host:25"]).with(0);
    assert!(shown.out.contains("********") && !shown.out.contains("hush") && !shown.out.contains(SECRET), "{}", shown.out);
    let mut asked = orderly(&["config", "show", "--trusted-proxies", "10.0.0.1,10.0.0.2"]);
    let shown = ended(asked.env("ORDERLY_LOG", "debug")).with(0).out;
    for (name, value, origin) in [
        ("log", "debug", "environment"),
        ("trusted_proxies", "10.0.0.1,10.0.0.2", "flag"),
        ("connections", "8", "default"),
        ("development", "false", "default"),
    ] {
        let words = [name, value, origin];
        assert!(shown.lines().any(|line| line.split_whitespace().eq(words)), "{words:?}: {shown}");
    }
}
