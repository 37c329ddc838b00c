//! Pictures from outside: which bytes are one, and how large it may be. Rooms that keep pictures call it before they store them;
//! what a picture shows is nobody's business here.

use super::error::{Answer, Kind, No, Refusal};
use super::files::File;
use super::message::Message;
use crate::say;

/// The largest picture, in bytes.
pub const LIMIT: usize = 2 * 1024 * 1024;

crate::words! {
    /// A format of pictures that every browser shows, by its media type.
    pub enum Format {
        /// PNG.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// WebP.
        Webp = "image/webp",
    }
}

impl Format {
    /// The format of these bytes, by how they begin; no name and no header counts.
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// The name under which a browser keeps a picture of this format.
    fn file_name(self) -> &'static str {
        match self {
            Self::Png => "picture.png",
            Self::Jpeg => "picture.jpg",
            Self::Webp => "picture.webp",
        }
    }
}

/// These bytes as a picture, ready to be stored. Refuses what is too large and what is no picture (413, 415).
pub fn checked(bytes: Vec<u8>) -> Answer<File> {
    if bytes.len() > LIMIT {
        return Err(
            Refusal::new(Kind::Transport(413), "too_large", say!("picture-too-large", megabytes = LIMIT / 1024 / 1024)).into()
        );
    }
    let format = Format::of(&bytes).ok_or_else(|| not_picture(say!("picture-unknown")))?;
    Ok(File::of(format.as_str(), bytes))
}

/// Refuses a picture that was announced as something else (415).
pub fn check_announced(picture: &File, told: &str) -> Answer<()> {
    if told.eq_ignore_ascii_case(&picture.media_type) {
        return Ok(());
    }
    Err(not_picture(say!("picture-other-type", told = told, found = &picture.media_type)))
}

fn not_picture(why: Message) -> No {
    Refusal::new(Kind::Transport(415), "not_picture", why).into()
}

/// The name under which a browser keeps a picture.
pub fn file_name(picture: &File) -> &'static str {
    Format::parse(&picture.media_type).map_or("picture", Format::file_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_how_it_begins() {
        let webp = b"RIFF\x24\x00\x00\x00WEBPVP8 ";
        let cases: [(&[u8], Option<Format>); 9] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(Format::Png)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(Format::Jpeg)),
            (webp, Some(Format::Webp)),
            (b"RIFF\x24\x00\x00\x00WAVEfmt ", None),
            (b"RIFF", None),
            (b"GIF89a", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<html><!-- \x89PNG\r\n\x1a\n -->", None),
            (b"", None),
        ];
        for (bytes, format) in cases {
            assert_eq!(Format::of(bytes), format, "{bytes:?}");
        }
        assert_eq!(checked(b"GIF89a".to_vec()).unwrap_err().code(), "not_picture");
        let webp = checked(webp.to_vec()).unwrap();
        assert!(check_announced(&webp, "IMAGE/webp").is_ok());
        assert_eq!(check_announced(&webp, "image/png").unwrap_err().code(), "not_picture");
    }

    #[test]
    fn two_megabytes_are_the_most() {
        let mut bytes = b"\xff\xd8\xff".to_vec();
        bytes.resize(LIMIT, 0);
        let file = checked(bytes.clone()).unwrap();
        assert_eq!((file.media_type.as_str(), file.sha256.len(), file_name(&file)), ("image/jpeg", 64, "picture.jpg"));
        bytes.push(0);
        assert_eq!(checked(bytes).unwrap_err().code(), "too_large");
    }
}
