//! What a table comes to: its rows counted and hashed in canonical lines, the same on every engine. Made by backup, restore and copy,
//! which hold the sums against each other.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::platform::secret::hex;

/// What a table came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// Their bytes, each line with its end.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hex.
    pub sha256: String,
}

/// A table as it is gone through.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    rows: u64,
    bytes: u64,
    hash: Sha256,
}

impl Digest {
    /// Counts a row, given as its canonical line.
    pub fn add(&mut self, line: &str) {
        self.rows += 1;
        self.bytes += u64::try_from(line.len()).unwrap_or(u64::MAX).saturating_add(1);
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    /// What it came to.
    pub fn sum(self) -> Sum {
        Sum { rows: self.rows, bytes: self.bytes, sha256: hex(&self.hash.finalize()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_with_their_ends_and_their_order() {
        let of = |lines: &[&str]| {
            let mut digest = Digest::default();
            lines.iter().for_each(|line| digest.add(line));
            digest.sum()
        };
        assert_eq!(of(&[]).sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!((of(&["[1]", "[2]"]).rows, of(&["[1]", "[2]"]).bytes), (2, 8));
        assert_ne!(of(&["[1]", "[2]"]), of(&["[2]", "[1]"]));
        assert_ne!(of(&["[1]"]).sha256, of(&["[1]", ""]).sha256);
    }
}
