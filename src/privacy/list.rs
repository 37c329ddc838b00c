//! The list of the erased: a file with a line for each, ids and moments alone. The portal keeps it in its data folder, so that a backup
//! that is older than an erasure does not bring the person back; whoever keeps backups keeps it beside them. No name ever stands in it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::access::reach::AccountId;
use crate::platform::values::Moment;

/// The name of the file in a data folder.
pub const NAME: &str = "erasures.jsonl";

/// That somebody was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// His account, which is his pseudonym.
    pub account: AccountId,
    /// When.
    pub at: Moment,
}

/// What a file lists; nothing where there is no such file. A line that cannot be read makes the whole list unknown.
pub fn read(path: &Path) -> Result<Option<Vec<Erasure>>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some).map_err(|why| format!("{}, {why}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// The same of the text of such a file. The refusal names the line.
pub fn parse(text: &str) -> Result<Vec<Erasure>, String> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(n, line)| serde_json::from_str(line).map_err(|e| format!("line {n}: {e}"))).collect()
}

/// Those that a list has not.
pub fn lacking(list: &[Erasure], known: &[Erasure]) -> Vec<Erasure> {
    known.iter().filter(|one| !list.iter().any(|other| other.account == one.account)).copied().collect()
}

/// Puts erasures into the list of a folder, beside those that it has. The file is whole and on the disk when this answers, and was so all
/// the time.
pub fn add(folder: &Path, erasures: &[Erasure]) -> Result<(), String> {
    let path = folder.join(NAME);
    let mut all: BTreeMap<AccountId, Erasure> = BTreeMap::new();
    for one in read(&path)?.unwrap_or_default().iter().chain(erasures) {
        all.entry(one.account).or_insert(*one);
    }
    let mut listed: Vec<Erasure> = all.into_values().collect();
    listed.sort_by_key(|one| (one.at, one.account));
    let mut text = String::new();
    for one in &listed {
        text.push_str(&serde_json::to_string(one).map_err(|e| e.to_string())?);
        text.push('\n');
    }
    std::fs::create_dir_all(folder)
        .and_then(|()| put(folder, &path, &text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// A file is written beside its name and takes it when it is on the disk.
fn put(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let fresh = folder.join(format!("{NAME}.new"));
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::values::ids::Id;

    fn erasure(number: i64, at: i64) -> Erasure {
        Erasure { account: AccountId::from_number(number), at: Moment::from_micros(at) }
    }

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("orderly-list-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_list_keeps_what_it_had_and_says_who_is_erased_once() {
        let folder = folder("once");
        assert_eq!(read(&folder.join(NAME)).unwrap(), None);
        add(&folder, &[erasure(2, 20)]).unwrap();
        add(&folder, &[erasure(1, 10), erasure(2, 99)]).unwrap();
        assert_eq!(read(&folder.join(NAME)).unwrap().unwrap(), [erasure(1, 10), erasure(2, 20)]);
        assert_eq!(lacking(&[erasure(1, 10)], &[erasure(1, 11), erasure(3, 30)]), [erasure(3, 30)]);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_line_that_says_something_else_is_named() {
        let good = serde_json::to_string(&erasure(5, 50)).unwrap();
        for odd in ["{}", "acc_1", "{\"account\":\"acc_1\",\"at\":\"2026-01-01T00:00:00Z\"}", "{\"account\""] {
            assert!(parse(&format!("{good}\n{odd}\n")).unwrap_err().starts_with("line 2: "), "{odd}");
        }
        assert_eq!(parse(&format!("{good}\n\n")).unwrap(), [erasure(5, 50)]);
    }

    proptest! {
        #[test]
        fn whatever_is_listed_is_read_again(numbers in proptest::collection::btree_map(1i64..1 << 60, 0i64..4_000_000_000_000_000, 0..20)) {
            let all: Vec<Erasure> = numbers.iter().map(|(number, at)| erasure(*number, *at)).collect();
            let text: String = all.iter().map(|one| format!("{}\n", serde_json::to_string(one).unwrap())).collect();
            prop_assert_eq!(parse(&text).unwrap(), all);
        }
    }
}
