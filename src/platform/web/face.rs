//! How the house shows itself: its name, its logo, its own colours. Read from the settings by whoever holds the gate, kept in
//! memory, and sent with every page; the pictures and the style stand at addresses with the hash of their content.

use actix_web::HttpResponse;
use actix_web::http::header;
use sha2::{Digest, Sha256};

use crate::platform::secret;

/// The name of the style with the seller's colours.
pub const THEME: &str = "theme.css";
/// The name of the logo.
pub const LOGO: &str = "logo";

/// What every page shows of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The name in the head and in titles.
    pub name: String,
    /// The seller's colours, where they are not ours.
    pub theme: Option<Shown>,
    /// The seller's logo, where it is not ours.
    pub logo: Option<Shown>,
}

impl Default for Face {
    fn default() -> Self {
        Self { name: "Orderly".to_owned(), theme: None, logo: None }
    }
}

impl Face {
    /// What stands at an address of this face, if anything.
    pub fn answer(&self, hash: &str, name: &str) -> Option<HttpResponse> {
        let mut all = self.theme.iter().chain(&self.logo);
        all.find(|shown| shown.name == name && shown.hash == hash).map(Shown::answer)
    }
}

/// Something of the face that browsers fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    name: &'static str,
    media_type: String,
    hash: String,
    bytes: Vec<u8>,
}

impl Shown {
    /// Of this content, under a name of ours.
    pub fn of(name: &'static str, media_type: &str, bytes: Vec<u8>) -> Self {
        let hash = secret::hex(&Sha256::digest(&bytes)).chars().take(12).collect();
        Self { name, media_type: media_type.to_owned(), hash, bytes }
    }

    /// Where it is; another content is another address.
    pub fn address(&self) -> String {
        format!("/assets/{}/{}", self.hash, self.name)
    }

    fn answer(&self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, self.media_type.as_str()))
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .body(self.bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_is_another_address() {
        let (one, two) = (Shown::of(THEME, "text/css", b"a".to_vec()), Shown::of(THEME, "text/css", b"b".to_vec()));
        assert_ne!(one.address(), two.address());
        let face = Face { theme: Some(one.clone()), ..Face::default() };
        assert!(face.answer(&one.hash, THEME).is_some());
        assert!(face.answer(&two.hash, THEME).is_none() && face.answer(&one.hash, LOGO).is_none());
        assert!(one.address().starts_with("/assets/ca978112ca1b/"), "{}", one.address());
    }
}
