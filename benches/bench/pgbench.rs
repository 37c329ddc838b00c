//! The bare writer on PostgreSQL: pgbench with a script made here, prepared statements, a transaction for each order.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bare::{FIRST, LINES, STEP, Sizes};
use super::load::{Plan, Taken};
use crate::kit::engine::Place;

/// Lets pgbench write orders for the plan's time with the plan's clients.
pub fn write(place: &Place, sizes: Sizes, plan: Plan) -> Taken {
    let folder = place.folder().join("pgbench");
    fs::create_dir_all(&folder).expect("a folder for pgbench");
    let script = folder.join("order.sql");
    fs::write(&script, order()).expect("the script is written");
    let texts = [
        format!("snapshot={}", "x".repeat(sizes.snapshot)),
        format!("search_key={}", "x".repeat(sizes.search_key)),
        format!("body={}", "x".repeat(sizes.body)),
        format!("fingerprint={}", "0".repeat(64)),
        format!("hash=\\x{}", "00".repeat(32)),
        r#"payload={"order":"000001","what":"placed"}"#.to_owned(),
        r#"outcome={"number":"000001","is_lower":false}"#.to_owned(),
    ];
    let mut command = Command::new(program());
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--log"]);
    command.arg(format!("--client={}", plan.clients)).arg(format!("--time={}", (plan.warm_up + plan.length).as_secs().max(1)));
    command.arg(format!("--log-prefix={}", folder.join("log").display())).arg(format!("--file={}", script.display()));
    command.args(texts.iter().map(|text| format!("--define={text}"))).arg(place.url());
    let ended = command.output().expect("pgbench runs");
    assert!(ended.status.success(), "pgbench: {}", String::from_utf8_lossy(&ended.stderr));
    let taken = read(&folder, plan);
    fs::remove_dir_all(&folder).expect("pgbench's folder goes");
    taken
}

/// The newest pgbench that is installed.
fn program() -> PathBuf {
    let own = std::env::var_os("PG_BIN").map(|folder| PathBuf::from(folder).join("pgbench"));
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok());
    let newest =
        installed.filter(|path| path.join("bin/pgbench").exists()).max_by_key(version).map(|path| path.join("bin/pgbench"));
    own.or(newest).unwrap_or_else(|| PathBuf::from("pgbench"))
}

/// Reads the logs: a line for each transaction, with its time in microseconds third and the moment of its end last.
fn read(folder: &Path, plan: Plan) -> Taken {
    let mut orders: Vec<(u64, u32)> = Vec::new();
    for entry in fs::read_dir(folder).expect("pgbench's folder").flatten() {
        if !entry.file_name().to_string_lossy().starts_with("log.") {
            continue;
        }
        let log = fs::read_to_string(entry.path()).expect("a log of pgbench");
        for line in log.lines() {
            let words: Vec<u64> = line.split(' ').map(|word| word.parse().expect("a number in pgbench's log")).collect();
            let micros = u32::try_from(words[2]).expect("a short transaction");
            orders.push(((words[4] * 1_000_000 + words[5]).saturating_sub(words[2]), micros));
        }
    }
    let begun = orders.iter().map(|(begun, _)| *begun).min().expect("orders of pgbench");
    let offset = |span: std::time::Duration| begun + u64::try_from(span.as_micros()).expect("a short plan");
    let counted = offset(plan.warm_up)..offset(plan.warm_up + plan.length);
    let micros = orders.iter().filter(|(begun, _)| counted.contains(begun)).map(|(_, micros)| *micros).collect();
    Taken { micros, seconds: plan.length.as_secs_f64(), all: orders.len() }
}

/// The script of one order.
fn order() -> String {
    let each = |row: &dyn Fn(usize) -> String, between: &str| (0..LINES).map(row).collect::<Vec<_>>().join(between);
    let products = each(&|i| format!("\\set p{i} :first + {}", i * STEP), "\n");
    let stock =
        each(&|i| format!("UPDATE stock SET reserved = reserved + 1000 WHERE product_id = :p{i} AND warehouse_id = 1;"), "\n");
    let lines = each(&|i| format!("(:next, {}, :p{i}, 1000, 0, 0, 122000)", i + 1), ", ");
    let reservations = each(&|i| format!("(:next, {}, 1, :p{i}, 1000)", i + 1), ", ");
    format!(
        "\\set who :client_id + 1
\\set first random(1, {FIRST})
{products}
BEGIN;
SELECT nextval('order_number') AS next \\gset
UPDATE standing SET exposure = exposure + 1220000 WHERE contract_id = :who;
INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at) VALUES (:next, :who, 'commitment', :next, 1220000, :next);
{stock}
INSERT INTO sales_order (id, number, version, state, partner_id, contract_id, placed_by, placed_at, currency, delivery_cost, net, vat, total, search_key, snapshot, salt) VALUES (:next, :next, 1, 'confirmed', :who, :who, :who, :next, 'RUB', 0, 1000000, 220000, 1220000, :search_key, :snapshot, :hash);
INSERT INTO order_line (order_id, position, product_id, quantity, shipped, cancelled, sum) VALUES {lines};
INSERT INTO reservation (order_id, position, warehouse_id, product_id, quantity) VALUES {reservations};
INSERT INTO order_version (order_id, version, at, actor, what, snapshot) VALUES (:next, 1, :next, 'Bare', 'placed', :snapshot);
INSERT INTO job (id, kind, payload, run_at, attempts, leased_until, state) VALUES (:next, 'bare', :payload, :next, 0, 0, 'done');
INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) VALUES (:next, :next, 'bare', :who, 'Bare', :body, :hash);
INSERT INTO unplaced (record_id) VALUES (:next);
INSERT INTO idempotency (owner, route, key, fingerprint, outcome, at) VALUES (:who, 'bare', :next, :fingerprint, :outcome, :next);
COMMIT;
"
    )
}
