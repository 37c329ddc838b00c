//! Signed notes as C2SP has them: a text, an empty line, signature lines. Written and read here; what the text says is read by
//! [`super::checkpoint`].

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::keys::{PublicKey, Purpose, SigningKey, is_name};

/// The longest note that is read.
const LONGEST: usize = 64 * 1024;
/// How a signature line begins.
const DASH: &str = "\u{2014} ";

/// One line of signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: [u8; 4],
    /// What the key says.
    pub signature: Vec<u8>,
}

impl Line {
    /// A line as it stands in a note, without its end.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, signature) = text.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = STANDARD.decode(signature).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        is_name(name).then(|| Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
    }

    /// By this key over this text; a witness's with its time in seconds since 1970.
    pub fn sign(key: &SigningKey, text: &str, seconds: u64) -> Option<Self> {
        let public = key.public();
        let signature = match public.purpose {
            Purpose::Log => key.sign(text.as_bytes())?,
            Purpose::Witness => [seconds.to_be_bytes().to_vec(), key.sign(cosigned(text, seconds).as_bytes())?].concat(),
        };
        Some(Self { name: public.name.clone(), id: public.id(), signature })
    }

    /// Whether the line says that it is of this key.
    pub fn claims(&self, key: &PublicKey) -> bool {
        self.name == key.name && self.id == key.id()
    }

    /// Whether it is this key's word about this text.
    pub fn is_by(&self, key: &PublicKey, text: &str) -> bool {
        self.claims(key)
            && match key.purpose {
                Purpose::Log => key.has_signed(text.as_bytes(), &self.signature),
                Purpose::Witness => match self.signature.split_first_chunk::<8>() {
                    Some((seconds, signature)) => {
                        key.has_signed(cosigned(text, u64::from_be_bytes(*seconds)).as_bytes(), signature)
                    }
                    None => false,
                },
            }
    }

    /// When a witness gave it, in seconds since 1970.
    pub fn seconds(&self) -> Option<u64> {
        let (seconds, rest) = self.signature.split_first_chunk::<8>()?;
        (rest.len() == 64).then(|| u64::from_be_bytes(*seconds))
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [self.id.as_slice(), &self.signature].concat();
        write!(f, "{DASH}{} {}", self.name, STANDARD.encode(bytes))
    }
}

/// What a witness signs: the time before the text.
fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// A signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with its last end of line.
    pub text: String,
    /// Who signed.
    pub lines: Vec<Line>,
}

impl Note {
    /// From its written form; nothing where that is not a note.
    pub fn parse(written: &str) -> Option<Self> {
        if written.len() > LONGEST || written.chars().any(|c| c < ' ' && c != '\n') {
            return None;
        }
        let at = written.rfind("\n\n")?;
        let (text, lines) = (written.get(..=at)?, written.get(at + 2..)?);
        let lines: Vec<Line> = lines.strip_suffix('\n')?.split('\n').map(Line::parse).collect::<Option<_>>()?;
        (!lines.is_empty() && text.len() > 1).then(|| Self { text: text.to_owned(), lines })
    }

    /// A text signed by some keys.
    pub fn signed(text: &str, keys: &[&SigningKey]) -> Option<Self> {
        let lines = keys.iter().map(|key| Line::sign(key, text, 0)).collect::<Option<_>>()?;
        Some(Self { text: text.to_owned(), lines })
    }

    /// The first of the keys that signed it; none where none did, or where one of them is named and did not.
    pub fn signed_by<'k>(&self, keys: &'k [PublicKey]) -> Option<&'k PublicKey> {
        let mut found = None;
        for key in keys {
            for line in self.lines.iter().filter(|line| line.claims(key)) {
                if !line.is_by(key, &self.text) {
                    return None;
                }
                found = found.or(Some(key));
            }
        }
        found
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
#[path = "note_tests.rs"]
mod tests;
