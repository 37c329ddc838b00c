//! What is printed: the machine, the sizes, and a table of figures with their ratios.

use std::fs;
use std::path::Path;

use super::load::Taken;

/// Prints what the figures were measured on.
pub fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).and_then(|rest| rest.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    println!("machine: {cores} cores, {model}");
}

/// The kind of file system a folder is on.
pub fn file_system(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let mut best = ("", "unknown");
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        if let (Some(at), Some(kind)) = (words.next(), words.next())
            && folder.starts_with(at)
            && at.len() >= best.0.len()
        {
            best = (at, kind);
        }
    }
    best.1.to_owned()
}

/// Megabytes of memory this process holds.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// The heads of a table.
pub fn heads(unit: &str) {
    println!("  {:<50} {:>12} {:>9} {:>9} {:>7}", "", format!("{unit}/s"), "p50 ms", "p99 ms", "ratio");
}

/// A row; against another row with the ratio that is the goal.
pub fn row(what: &str, taken: &Taken, against: Option<(&Taken, f64)>) {
    let ratio = against.map_or_else(String::new, |(bare, goal)| {
        let ratio = taken.rate() / bare.rate().max(f64::EPSILON);
        format!("{ratio:>7.3}  goal {goal}: {}", met(ratio >= goal))
    });
    let (rate, p50, p99) = (grouped(taken.rate().round() as i64), taken.percentile(50), taken.percentile(99));
    println!("  {what:<50} {rate:>12} {p50:>9.2} {p99:>9.2} {ratio}");
}

/// Whether a goal was met, in words.
pub fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "MISSED" }
}

/// A number with its thousands apart.
pub fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
