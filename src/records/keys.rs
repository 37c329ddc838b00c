//! Keys of the log and of its witnesses: Ed25519, told as C2SP verifier keys (`name+id+key`), and which of them was good for
//! which size of the log. Private keys live in files outside the database and never in a log.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Reopening, Succession};
use super::merkle;
use super::note::Note;
use crate::platform::secret;

/// What a key signs, as the first byte of its encoding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Notes as they stand: the log's own key.
    Log,
    /// Cosignatures with a time: a witness's key.
    Witness,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Purpose::Log => 1,
            Purpose::Witness => 4,
        }
    }
}

/// A public key with the name of whoever holds its other half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The name: for a log its origin.
    pub name: String,
    /// What it signs.
    pub purpose: Purpose,
    key: [u8; 32],
}

impl PublicKey {
    /// The first four bytes of the hash of name and key.
    pub fn id(&self) -> [u8; 4] {
        let text = [self.name.as_bytes(), b"\n", &[self.purpose.byte()], &self.key].concat();
        let [a, b, c, d, ..] = merkle::digest(&text);
        [a, b, c, d]
    }

    /// The id as people compare it: eight letters.
    pub fn short(&self) -> String {
        secret::hex(&self.id())
    }

    /// From `name+id+key`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let bytes = STANDARD.decode(key).ok()?;
        let (purpose, key) = bytes.split_first()?;
        let purpose = [Purpose::Log, Purpose::Witness].into_iter().find(|one| one.byte() == *purpose)?;
        let key = Self { name: name.to_owned(), purpose, key: key.try_into().ok()? };
        (is_name(name) && key.short() == id.to_ascii_lowercase()).then_some(key)
    }

    /// Whether the signature is this key's over these bytes.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.key.as_slice()).verify(message, signature).is_ok()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [&[self.purpose.byte()][..], &self.key].concat();
        write!(f, "{}+{}+{}", self.name, self.short(), STANDARD.encode(bytes))
    }
}

/// Whether a text can be the name of a key: not empty, no blanks, no plus.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 200 && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// Both halves of a key.
pub struct SigningKey {
    public: PublicKey,
    pair: Ed25519KeyPair,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

impl SigningKey {
    /// Of a seed of thirty-two bytes.
    pub fn of(name: &str, purpose: Purpose, seed: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let key = pair.public_key().as_ref().try_into().ok()?;
        Some(Self { public: PublicKey { name: name.to_owned(), purpose, key }, pair })
    }

    /// The half that everybody may know.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature over some bytes.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.pair.try_sign(message).ok().map(|signature| signature.as_ref().to_vec())
    }
}

/// A key and the sizes of the log for which its word counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The key.
    pub key: PublicKey,
    /// For checkpoints of more than so many records.
    pub after: u64,
    /// For checkpoints of at most so many; without end for the present key.
    pub until: Option<u64>,
    /// Whether it was revoked because it may have come into other hands: then it vouches for nothing by itself.
    pub is_compromised: bool,
}

impl Term {
    /// From the first record on and without end.
    fn free(key: &PublicKey) -> Self {
        Self { key: key.clone(), after: 0, until: None, is_compromised: false }
    }
}

/// The keys of a log, as far as they follow from those that somebody trusts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<Term>);

impl Keys {
    /// Those trusted, and those to and from which a change of keys leads that both keys have signed.
    pub fn of(trusted: &[PublicKey], successions: &[Note]) -> Self {
        let mut terms: Vec<Term> = trusted.iter().map(Term::free).collect();
        let told: Vec<Succession> = successions.iter().filter_map(Succession::of).collect();
        // Each may connect to one that was found by another, whatever their order.
        for _ in 0..told.len() {
            told.iter().for_each(|change| follow(&mut terms, change));
        }
        // Where the log went back, the key of that time signs sizes once more that were another's.
        for note in successions {
            for term in &mut terms {
                if let Some(told) = Reopening::of(note, std::slice::from_ref(&term.key)) {
                    term.after = term.after.min(told.after.size);
                }
            }
        }
        Self(terms)
    }

    /// Each time the log was opened again, the first first, as far as a key has signed it that counts and was not revoked.
    pub fn reopenings(&self, statements: &[Note]) -> Vec<Reopening> {
        let sound: Vec<PublicKey> = self.0.iter().filter(|term| !term.is_compromised).map(|term| term.key.clone()).collect();
        let mut told: Vec<Reopening> = statements.iter().filter_map(|note| Reopening::of(note, &sound)).collect();
        told.sort_by(|one, other| one.at.cmp(&other.at));
        told.dedup();
        told
    }

    /// Each with its term.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// The keys whose word counts for a checkpoint of this size.
    pub fn for_size(&self, size: u64) -> Vec<PublicKey> {
        let counts = |term: &&Term| size > term.after && term.until.is_none_or(|until| size <= until);
        self.0.iter().filter(counts).map(|term| term.key.clone()).collect()
    }

    /// Whether a key was revoked as one that may have come into other hands.
    pub fn is_compromised(&self, key: &PublicKey) -> bool {
        self.0.iter().any(|term| term.key == *key && term.is_compromised)
    }

    /// All of them, whatever the size.
    pub fn all(&self) -> Vec<PublicKey> {
        self.0.iter().map(|term| term.key.clone()).collect()
    }
}

/// Goes one step on or back. A key that has been followed by one is followed by no other, whoever signs that.
fn follow(terms: &mut Vec<Term>, change: &Succession) {
    let (after, is_compromised) = (change.after, change.is_compromised);
    let knows = |terms: &[Term], key: &PublicKey| terms.iter().any(|term| term.key == *key);
    match (knows(terms, &change.old), knows(terms, &change.new)) {
        (false, false) => {}
        (true, is_known) => {
            let open = terms.iter_mut().find(|term| term.key == change.old && term.until.is_none());
            let Some(old) = open else { return };
            (old.until, old.is_compromised) = (Some(after), is_compromised);
            if is_known {
                terms.iter_mut().filter(|term| term.key == change.new).for_each(|term| term.after = after);
            } else {
                terms.push(Term { after, ..Term::free(&change.new) });
            }
        }
        (false, true) => {
            let first = terms.iter_mut().find(|term| term.key == change.new && term.after == 0);
            let Some(new) = first else { return };
            new.after = after;
            terms.push(Term { until: Some(after), is_compromised, ..Term::free(&change.old) });
        }
    }
}
