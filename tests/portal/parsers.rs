//! Bytes of strangers: whatever a file, a field, a cursor or a token holds, reading it ends with an answer. Each reader gets the
//! corpus of the fuzzer and some thousand files made out of it. `ORDERLY_BYTES` tells how many for each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use targets::TARGETS;

#[path = "../../fuzz/targets.rs"]
mod targets;

/// What parsers stumble over.
const STONES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\r\n",
    b"\"",
    b"\"\"",
    b";;;;",
    b"\t",
    b"=",
    b"-",
    b"9999999999999999999999",
    b"0.0000000001",
    b"1e400",
    b"\xd0",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80",
    b"{",
    b"%",
    b"\x1b",
    b"A\xcc\x81",
];

/// Dice that fall the same way in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or(0)
    }
}

/// A file made of one or two of the corpus.
fn made(corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = corpus[dice.below(corpus.len())].clone();
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let until = (at + dice.below(40)).min(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..until)),
            2 => drop(bytes.splice(at..at, STONES[dice.below(STONES.len())].iter().copied())),
            3 => {
                let again = bytes[at..until].to_vec();
                drop(bytes.splice(at..at, again));
            }
            4 => {
                let other = &corpus[dice.below(corpus.len())];
                let from = dice.below(other.len() + 1);
                let part = other[from..(from + dice.below(60)).min(other.len())].to_vec();
                drop(bytes.splice(at..until, part));
            }
            5 => bytes.iter_mut().skip(at).take(3).for_each(|byte| *byte = u8::try_from(dice.below(256)).unwrap_or(0)),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
    bytes
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("bytes")).collect()
}

#[test]
fn whatever_stands_in_a_file_or_a_field_reading_it_ends_with_an_answer() {
    let count = std::env::var("ORDERLY_BYTES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000usize);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (name, read) in TARGETS {
        let corpus = corpus(name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        let made: Vec<Vec<u8>> = (0..count).map(|_| made(&corpus, &mut dice)).collect();
        for bytes in corpus.iter().chain(&made) {
            let outcome = catch_unwind(AssertUnwindSafe(|| read(bytes)));
            assert!(outcome.is_ok(), "{name} panics at {:?}", String::from_utf8_lossy(bytes));
        }
    }
}

/// The fuzzer's programs are compiled by nobody here: each is the same few lines about a function that is, and is named as its corpus.
#[test]
fn each_target_has_its_program_for_the_fuzzer_and_there_are_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (shared, plan) = (read("targets.rs") + &read("targets/records.rs"), read("Cargo.toml"));
    for (name, _) in TARGETS {
        let program = read(&format!("fuzz_targets/{name}.rs"));
        let head = "//! See `targets.rs`.\n#![no_main]\n\n#[allow(dead_code, reason = \"each target is one of them\")]\n\
                    #[path = \"../targets.rs\"]\nmod targets;\n\nlibfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::";
        let function = program.strip_prefix(head).and_then(|rest| rest.strip_suffix("(bytes));\n"));
        let function = function.unwrap_or_else(|| panic!("{name} is another program:\n{program}"));
        assert!(shared.contains(&format!("(\"{name}\", {function}),")), "{name} runs {function}");
        assert!(shared.contains(&format!("pub fn {function}(bytes: &[u8]) {{")), "{function} cannot be called");
        let line = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n");
        assert!(plan.contains(&line), "{name} is missing in fuzz/Cargo.toml");
    }
    let count = |folder: &str| std::fs::read_dir(root.join(folder)).expect("a folder").count();
    assert_eq!((count("fuzz_targets"), count("corpus")), (TARGETS.len(), TARGETS.len()));
    assert_eq!(plan.matches("[[bin]]").count(), TARGETS.len());
}
