//! Random secrets, hashes of tokens and salted commitments. Nothing here is ever logged.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::error::{Answer, No};

/// Bytes from the system's generator.
pub fn random<const N: usize>() -> Answer<[u8; N]> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(No::failed)?;
    Ok(bytes)
}

/// A token of 256 random bits, safe in addresses.
pub fn token() -> Answer<String> {
    use base64::Engine;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// What is stored of a token: its SHA-256 in hex.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// HMAC-SHA256 of a message under a key, in hex.
pub fn sign(key: &[u8], message: &str) -> String {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message.as_bytes());
            hex(&mac.finalize().into_bytes())
        }
        Err(_) => String::new(),
    }
}

/// A commitment to a personal text: it can be checked while the salt exists, and guessed by nobody after.
pub fn commitment(salt: &[u8], value: &str) -> String {
    sign(salt, value)
}

/// Equality in constant time.
pub fn is_same(a: &str, b: &str) -> bool {
    !a.is_empty() && a.as_bytes().ct_eq(b.as_bytes()).into()
}
