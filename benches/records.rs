//! Verifying a long log: a million sealed records, each tenth of which is an order with its rows, and `orderly verify` over all of it:
//! records a second, and the most memory that it held. A tenth as many records beside it show that the memory does not grow with them.
//! `cargo bench --bench records`, with `-- sqlite` or `-- postgres` for one database; `ORDERLY_RECORDS=50000` for another number.
//! `ORDERLY_RECORDS=2000 cargo test --bench records -- sqlite` goes through all of it in a build of the tests, for no figures.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use bench::house::House;
use bench::long_log::{EACH, NEXT_PLACE, NEXT_RECORD, Original};
use bench::{report, world};
use kit::engine::Place;
use kit::{Client, Engine};
use orderly::records::{Sealer, Signer, sealer};
use serde_json::json;

/// How many records, unless told otherwise.
const RECORDS: i64 = 1_000_000;

fn main() {
    let records = std::env::var("ORDERLY_RECORDS").ok().and_then(|told| told.parse().ok()).unwrap_or(RECORDS);
    bench::on_each(|engine| measure(engine, records));
}

async fn measure(engine: Engine, records: i64) {
    let house = House::open(engine, 1).await;
    let signer = Signer::open(None, &house.place.folder().join("signer")).expect("a signer");
    sealer::stand(&house.gate, Sealer::new(signer, Vec::new()));
    let buyer = Client::bearer(&format!("http://{}", house.address), house.session(&world::login(0)).await);
    let body = json!({"contract": world::contract(0), "lines": [{"sku": world::sku(1), "quantity": "2"}]});
    buyer.order("the-first", body).await.expect(201);
    sealer::settle(&house.gate).await.expect("the log is sealed");
    let original = Original::of(&house.place.url());
    println!("\nverifying a log on {}: each {EACH}th record is an order", bench::name(engine));
    println!("  {:<26} {:>12} {:>10} {:>12} {:>12} {:>10}", "", "records", "written s", "sealed s", "verified s", "records/s");
    let mut written = 0;
    for until in [records / 10, records] {
        let begun = Instant::now();
        let next = [NEXT_RECORD, NEXT_PLACE].map(|sql| house.place.number(sql));
        original.write(next, written..until, |sql| house.place.change(sql));
        written = until;
        let (writing, begun) = (begun.elapsed(), Instant::now());
        sealer::settle(&house.gate).await.expect("the log is sealed");
        let sealing = begun.elapsed();
        house.place.change("ANALYZE");
        let (verifying, peak, told) = verify(&house.place);
        let count = house.place.number("SELECT count(*) FROM place");
        let rate = count as f64 / verifying.as_secs_f64();
        println!(
            "  {:<26} {:>12} {:>10.1} {:>12.1} {:>12.1} {:>10}",
            "orderly verify",
            report::grouped(count),
            writing.as_secs_f64(),
            sealing.as_secs_f64(),
            verifying.as_secs_f64(),
            report::grouped(rate.round() as i64)
        );
        println!("  most memory held by verify: {} MB; {}", peak / 1024, told.lines().last().unwrap_or_default());
    }
    house.close().await;
}

/// Runs the verifier as anybody would: how long it took, the most kilobytes it held, and what it said.
fn verify(place: &Place) -> (Duration, u64, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orderly"));
    command.arg("verify").args(["--database-url", &place.url(), "--data-dir"]).arg(place.folder());
    for name in ["DATABASE_URL", "DATABASE_URL_FILE", "ORDERLY_SIGNER", "ORDERLY_WITNESS", "ORDERLY_DATA_DIR"] {
        command.env_remove(name);
    }
    let begun = Instant::now();
    // Into files: what it says of a log that is not clean does not fit into a pipe that nobody reads meanwhile.
    let [said, failed] = ["said", "failed"].map(|name| place.folder().join(name));
    let file = |path: &Path| File::create(path).expect("a file for what it says");
    let mut child = command.stdout(file(&said)).stderr(file(&failed)).spawn().expect("the program runs");
    let mut peak = 0;
    while child.try_wait().expect("it can be asked").is_none() {
        peak = peak.max(held(&child));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed();
    let is_clean = child.wait().expect("its end").success();
    let told = [failed, said].map(|path| std::fs::read_to_string(path).expect("what it said")).concat();
    assert!(is_clean, "the log is not clean: {told}");
    (took, peak, told)
}

/// The most kilobytes that a process has held so far.
fn held(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or_default()
}
