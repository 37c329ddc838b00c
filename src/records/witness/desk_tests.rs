//! The witness answers as the protocol says, and never gives its word for two histories.

use super::*;
use crate::records::checkpoint::in_base64;
use crate::records::merkle::Leaves;

const LOG: &str = "example.com/log";

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("orderly-witness-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn key(name: &str, seed: u8) -> SigningKey {
    SigningKey::of(name, Purpose::Log, &[seed; 32]).unwrap()
}

fn leaves(count: u8, salt: u8) -> Leaves {
    Leaves((0..count).map(|n| merkle::leaf_hash(&[n, salt])).collect())
}

fn asking(key: &SigningKey, all: &mut Leaves, old: u64, size: u64) -> String {
    let root = merkle::root(all, size).unwrap();
    let proof: Vec<String> =
        merkle::consistency_proof(all, old, size).unwrap().iter().map(|hash| format!("{}\n", in_base64(hash))).collect();
    let next = Checkpoint { origin: key.public().name.clone(), size, root, previous: None };
    format!("old {old}\n{}\n{}", proof.concat(), Note::signed(&next.text(), &[key]).unwrap())
}

#[test]
fn it_answers_as_the_protocol_says() {
    let folder = folder("protocol");
    let (log, strange, unknown) = (key(LOG, 1), key(LOG, 2), key("other.example/log", 3));
    let desk = Desk::open(&folder, Some("witness.example"), vec![log.public().clone()]).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 1));
    assert_eq!(desk.add("nonsense").status, 400);
    assert_eq!(desk.add(&asking(&unknown, &mut all, 0, 5)).status, 404);
    assert_eq!(desk.add(&asking(&strange, &mut all, 0, 5)).status, 403);
    assert_eq!(desk.seen(LOG).status, 404);
    let told = desk.add(&asking(&log, &mut all, 0, 5));
    assert_eq!(told.status, 200, "{}", told.text);
    let line = Line::parse(told.text.trim_end()).unwrap();
    let next = Note::parse(&desk.seen(LOG).text).unwrap();
    assert!(line.is_by(desk.key(), &next.text) && next.lines.contains(&line));
    // Who does not know what it holds is told.
    let told = desk.add(&asking(&log, &mut all, 0, 9));
    assert_eq!((told.status, told.text.as_str()), (409, "5\n"));
    assert_eq!(desk.add(&asking(&log, &mut all, 9, 8)).status, 400);
    assert_eq!(desk.add(&asking(&log, &mut other, 5, 9)).status, 422);
    // The same where it holds another root of that size: the answer has the form of a size, so a size is what stands there.
    let told = desk.add(&asking(&log, &mut other, 5, 5));
    assert_eq!((told.status, told.text.as_str()), (409, "5\n"));
    assert_eq!(desk.add(&asking(&log, &mut all, 5, 5)).status, 200);
    // Another process on the same folder remembers.
    let desk = Desk::open(&folder, None, vec![log.public().clone()]).unwrap();
    assert_eq!(desk.add(&asking(&log, &mut other, 0, 9)).status, 409);
    assert_eq!(desk.add(&asking(&log, &mut all, 5, 9)).status, 200);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn odd_requests_are_malformed() {
    let folder = folder("odd");
    let log = key(LOG, 1);
    let desk = Desk::open(&folder, None, vec![log.public().clone()]).unwrap();
    let good = asking(&log, &mut leaves(5, 0), 0, 5);
    let long = format!("old 0\n{}{}", format!("{}\n", in_base64(&[0; 32])).repeat(64), good.trim_start_matches("old 0\n"));
    for odd in
        [String::new(), good.replace("old 0", "old 00"), good.replace("old 0", "old -1"), good.replace("old 0\n", ""), long]
    {
        assert_eq!(desk.add(&odd).status, 400, "{odd}");
    }
    assert_eq!(desk.add(&good).status, 200);
    std::fs::remove_dir_all(folder).unwrap();
}

/// The same request with lines of nobody below its note, up to a length.
fn padded(asking: &str, length: usize) -> String {
    let nobody = format!("\u{2014} nobody {}\n", STANDARD.encode([7u8; 3000]));
    let mut padded = asking.to_owned();
    while padded.len() + nobody.len() <= length {
        padded.push_str(&nobody);
    }
    padded
}

#[test]
fn nobody_makes_it_forget_by_lines_of_his_own() {
    let folder = folder("padded");
    let log = key(LOG, 1);
    let desk = Desk::open(&folder, Some("witness.example"), vec![log.public().clone()]).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 1));
    let good = asking(&log, &mut all, 0, 5);
    assert_eq!(desk.add(&padded(&good, 65_500)).status, 400, "a note of such a length is refused");
    assert_eq!(desk.add(&padded(&good, LONGEST)).status, 200);
    // What is kept is the log's line and its own, and stays readable.
    let kept = Note::parse(&desk.seen(LOG).text).unwrap();
    let names: Vec<&str> = kept.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, [LOG, "witness.example"]);
    assert!(kept.signed_by(std::slice::from_ref(log.public())).is_some());
    // A line of the log that is there many times is kept once.
    let line = good.lines().last().unwrap();
    let again = format!("{}{}", asking(&log, &mut all, 5, 5), format!("{line}\n").repeat(50));
    assert_eq!(desk.add(&again).status, 200);
    assert_eq!(Note::parse(&desk.seen(LOG).text).unwrap().lines.len(), 2);
    assert_eq!(desk.add(&asking(&log, &mut other, 0, 5)).text, "5\n");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_it_cannot_read_any_more_it_does_not_take_for_nothing() {
    let folder = folder("unreadable");
    let log = key(LOG, 1);
    let desk = Desk::open(&folder, None, vec![log.public().clone()]).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 1));
    assert_eq!(desk.add(&asking(&log, &mut all, 0, 5)).status, 200);
    let file = folder.join(name_of(LOG));
    let good = std::fs::read_to_string(&file).unwrap();
    let foreign = key("other.example/log", 1);
    let spoilt = [
        Seen { note: padded(&desk.seen(LOG).text, 100 * 1024) },
        Seen { note: "no note".into() },
        Seen { note: Note::signed("no checkpoint\n", &[&log]).unwrap().to_string() },
        Seen { note: asking(&foreign, &mut all, 0, 5).trim_start_matches("old 0\n").trim_start().to_owned() },
    ];
    let spoilt = spoilt.iter().map(|seen| serde_json::to_string(seen).unwrap());
    for text in spoilt.chain(["".into(), "{}".into(), "null".into(), good.replace("{", "{\"more\": 1,")]) {
        std::fs::write(&file, &text).unwrap();
        assert_eq!(desk.add(&asking(&log, &mut other, 0, 5)).status, 500, "{text}");
        assert_eq!(desk.seen(LOG).status, 500, "{text}");
    }
    std::fs::write(&file, good).unwrap();
    assert_eq!(desk.add(&asking(&log, &mut all, 5, 9)).status, 200);
    std::fs::remove_dir_all(folder).unwrap();
}
