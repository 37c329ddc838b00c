//! Search in the process: the demo's goods in ever more series, at 100,000 and at 1,000,000 products. Broken queries are those of
//! `tests/search/queries.tsv`; plain ones are single words and pairs, at both sizes side by side.
//! `cargo bench --bench search`, with `-- 100000` or another number for one size.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::time::Instant;

use bench::report;
use orderly::catalogue::search::{Asked, Builder, Good, Index, Within};
use orderly::demo::world::goods::{self, goods};
use orderly::demo::world::random::Random;

const QUERIES: &str = include_str!("../tests/search/queries.tsv");
const PLAIN: &[&str] = &[
    "дрель",
    "саморез",
    "болт м8",
    "краска белая",
    "drill",
    "gloves",
    "кабель силовой",
    "лента",
    "мешки для мусора",
    "лампа",
    "смеситель хром",
    "ключ 10 мм",
    "scr",
    "перч",
    "DR-1117",
    "4605714004618",
];
const SIZES: &[(usize, f64)] = &[(100_000, 5.0), (1_000_000, 15.0)];
const ROUNDS: usize = 5;
/// The first page and one more, as the shop asks for it.
const PROPOSED: usize = 40;

fn main() {
    let named: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    report::machine();
    let all = goods(&mut Random::new(2026 * 64));
    let broken: Vec<&str> =
        QUERIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next()).collect();
    let mut medians = Vec::new();
    for (size, goal) in SIZES.iter().filter(|(size, _)| named.is_empty() || named.contains(size)) {
        let before = report::resident();
        let begun = Instant::now();
        let index = index(&all, *size);
        println!(
            "\n{} products: made in {:.1} s, {} MB",
            report::grouped(i64::try_from(index.count()).unwrap_or_default()),
            begun.elapsed().as_secs_f64(),
            report::resident().saturating_sub(before)
        );
        measure(&index, "broken queries", &broken, *goal);
        medians.push(measure(&index, "plain words", PLAIN, *goal));
    }
    if let [small, large] = medians[..] {
        println!("\nplain words, the median at the larger size against the smaller: {:.1} times", large / small.max(0.001));
    }
}

/// The demo's goods, then the same in numbered series.
fn index(all: &[goods::Good], size: usize) -> Index {
    let mut builder = Builder::default();
    for n in 0..size {
        let good = &all[n % all.len()];
        let series = n / all.len();
        let sku = if series == 0 { good.sku.clone() } else { format!("{}-{series}", good.sku) };
        let barcode = if series == 0 { good.barcode.clone() } else { format!("{:013}", 4_600_000_000_000_u64 + n as u64 * 7919) };
        let mark = if series == 0 { String::new() } else { format!(" серия {series}") };
        let (name, name_en) = (format!("{}{mark}", good.name), format!("{}{}", good.name_en, mark.replace("серия", "series")));
        let mut beside: Vec<&str> = good.category.split(" / ").chain(good.category_en.split(" / ")).collect();
        beside.extend(good.attributes.iter().flat_map(|(_, _, russian, english)| [russian.as_str(), english.as_str()]));
        let names = [name.as_str(), name_en.as_str()];
        let id = i64::try_from(n).unwrap_or_default();
        builder.add(&Good { id, category: id % 46, sku: &sku, barcode: Some(&barcode), names, beside: &beside });
    }
    builder.finish(1)
}

/// Prints the times of some queries; answers the median in milliseconds.
fn measure(index: &Index, what: &str, queries: &[&str], goal: f64) -> f64 {
    let mut micros: Vec<u128> = Vec::new();
    for _ in 0..ROUNDS {
        for words in queries {
            let begun = Instant::now();
            let asked = Asked::read(words);
            let found = index.find(&asked, &Within::default(), PROPOSED);
            let said = found.goods.first().and_then(|good| index.said(&asked, &found, *good));
            std::hint::black_box((&found, &said));
            micros.push(begun.elapsed().as_micros());
        }
    }
    micros.sort_unstable();
    let at = |percent: usize| {
        let place = (micros.len() * percent / 100).min(micros.len().saturating_sub(1));
        micros.get(place).map_or(0.0, |micros| *micros as f64 / 1000.0)
    };
    let (p50, p99) = (at(50), at(99));
    println!("  {what:<16} p50 {p50:>7.2} ms  p99 {p99:>7.2} ms  goal {goal} ms: {}", report::met(p99 <= goal));
    p50
}
