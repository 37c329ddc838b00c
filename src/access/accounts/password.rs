//! Passwords: argon2id, and what a password must be. Hashing happens outside every transaction.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::say;

const SHORTEST: usize = 12;
const LONGEST_BYTES: usize = 1024;
const COMMON: &str = include_str!("../../../static/common-passwords.txt");

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// The PHC string of a password. Takes tens of milliseconds.
pub fn hash(password: &str) -> Answer<String> {
    hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(No::failed)
}

/// Whether the password is the one of the hash; without a hash the same work is done, and the answer is no.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$J7iCZ7fC7dlQlDzoKOJZrkPqhGz/a7cJLm4dXQ8WUiI";
    let is_known = hash.is_some();
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY));
    parsed.is_ok_and(|parsed| hasher().verify_password(password.as_bytes(), &parsed).is_ok()) && is_known
}

/// Why a password may not be used, if so.
pub fn objection(password: &str, login: &str) -> Option<(&'static str, Message)> {
    let name = login.split('@').next().unwrap_or_default().to_lowercase();
    let folded = password.to_lowercase();
    if password.chars().count() < SHORTEST {
        Some(("too_short", say!("password-too-short", count = SHORTEST)))
    } else if password.len() > LONGEST_BYTES {
        Some(("too_long", say!("password-too-long")))
    } else if COMMON.lines().any(|common| common == folded)
        || folded.contains("orderly")
        || (name.len() > 3 && folded.contains(&name))
    {
        Some(("too_common", say!("password-too-common")))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_only_as_typed() {
        let hash = hash("a long pass phrase ").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right("a long pass phrase ", Some(&hash)));
        assert!(!is_right("a long pass phrase", Some(&hash)));
        assert!(!is_right("A long pass phrase ", Some(&hash)));
        assert!(!is_right("anything", None));
    }

    #[test]
    fn short_common_and_named_passwords_are_refused() {
        assert_eq!(objection("short", "a@b.example").map(|o| o.0), Some("too_short"));
        assert_eq!(objection("123456789012", "a@b.example").map(|o| o.0), Some("too_common"));
        assert_eq!(objection("ivanov-2026-xyz", "ivanov@b.example").map(|o| o.0), Some("too_common"));
        assert_eq!(objection("sixteenlowercase", "a@b.example"), None);
        assert_eq!(objection(&"x".repeat(1025), "a@b.example").map(|o| o.0), Some("too_long"));
    }
}
