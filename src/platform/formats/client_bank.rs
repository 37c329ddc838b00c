//! The file in which Russian bank programs hand a statement to an accounting program: `1CClientBankExchange`, sections of lines
//! `name=value`, in windows-1251, UTF-8 or code page 866. Called by imports. It knows no contract and no partner: it tells what
//! stands in the file, document by document, and refuses half a file whole.

use encoding_rs::{IBM866, WINDOWS_1251};

use super::Unreadable;

const HEADER: &str = "1CClientBankExchange";
/// Stands in every such file, so a text without it was decoded in a wrong way.
const VERSION: &str = "ВерсияФормата";
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// The greatest file, and the most documents in it.
const MOST_BYTES: usize = 64 * 1024 * 1024;
const MOST_DOCUMENTS: usize = 100_000;

/// Why a whole file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoExchange {
    /// No text that can be read.
    Unreadable(Unreadable),
    /// Text, but not of this format.
    NotThisFormat,
    /// It ends before its end, or in the middle of what begins at this line.
    Unfinished { line: u64 },
    /// It names no account of its own, so nobody knows what came in and what went out.
    NoAccount,
    /// More than `limit` documents.
    TooManyDocuments { limit: usize },
}

impl NoExchange {
    /// A stable word for texts and for machines; never changes once published.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(why) => why.code(),
            Self::NotThisFormat => "not_client_bank",
            Self::Unfinished { .. } => "unfinished_file",
            Self::NoAccount => "no_account",
            Self::TooManyDocuments { .. } => "too_many_rows",
        }
    }
}

impl From<Unreadable> for NoExchange {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

/// A file as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange {
    /// The accounts whose statement it is, each once.
    pub accounts: Vec<String>,
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
}

/// A document: its kind and its fields as they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// «Платежное поручение» and the like.
    pub kind: String,
    fields: Vec<(String, String)>,
}

impl Document {
    /// A field; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The first of some fields that says something.
    pub fn first(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The account of whoever pays.
    pub fn payer_account(&self) -> &str {
        self.first(&["ПлательщикСчет", "ПлательщикРасчСчет"])
    }

    /// The account of whoever is paid.
    pub fn receiver_account(&self) -> &str {
        self.first(&["ПолучательСчет", "ПолучательРасчСчет"])
    }

    /// What the payment is for: one field, or the same in numbered parts.
    pub fn purpose(&self) -> String {
        let whole = self.get("НазначениеПлатежа");
        if !whole.is_empty() {
            return whole.to_owned();
        }
        let parts = (1..=6).map(|part| self.get(&format!("НазначениеПлатежа{part}")).to_owned());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn put(&mut self, name: &str, value: &str) {
        if self.fields.iter().all(|(known, _)| known != name) {
            self.fields.push((name.to_owned(), value.to_owned()));
        }
    }

    /// A line without a name goes on with the value above it: a purpose that was broken.
    fn go_on(&mut self, more: &str) {
        if let Some((_, value)) = self.fields.last_mut().filter(|_| !more.is_empty()) {
            value.push(' ');
            value.push_str(more);
        }
    }
}

/// Where in the file the reader is.
enum Place {
    Head,
    Account { line: u64 },
    Document(Document),
}

/// Reads a file, or says why not; never a part of it.
pub fn read(bytes: &[u8]) -> Result<Exchange, NoExchange> {
    let text = decode(bytes)?;
    let mut lines = (1u64..).zip(text.lines().map(str::trim)).skip_while(|(_, line)| line.is_empty());
    match lines.next() {
        None => return Err(Unreadable::Empty.into()),
        Some((_, HEADER)) => {}
        Some(_) => return Err(NoExchange::NotThisFormat),
    }
    let (mut file, mut place, mut last) = (Exchange::default(), Place::Head, 1);
    for (number, line) in lines {
        last = number;
        let (name, value) = line.split_once('=').map_or((line, ""), |(name, value)| (name.trim(), value.trim()));
        place = match (place, name) {
            (Place::Head, "КонецФайла") => return finished(file),
            (Place::Head, "СекцияРасчСчет") => Place::Account { line: number },
            (Place::Head, "СекцияДокумент") => {
                Place::Document(Document { line: number, kind: value.to_owned(), ..Document::default() })
            }
            (Place::Account { .. }, "КонецРасчСчет") => Place::Head,
            (Place::Document(document), "КонецДокумента") => {
                if file.documents.len() >= MOST_DOCUMENTS {
                    return Err(NoExchange::TooManyDocuments { limit: MOST_DOCUMENTS });
                }
                file.documents.push(document);
                Place::Head
            }
            (
                Place::Account { line } | Place::Document(Document { line, .. }),
                "СекцияРасчСчет" | "СекцияДокумент" | "КонецФайла",
            ) => {
                return Err(NoExchange::Unfinished { line });
            }
            (place @ (Place::Head | Place::Account { .. }), "РасчСчет") => {
                if !value.is_empty() && !file.accounts.iter().any(|known| known == value) {
                    file.accounts.push(value.to_owned());
                }
                place
            }
            (Place::Document(mut document), _) => {
                if line.contains('=') && is_name(name) {
                    document.put(name, value);
                } else {
                    document.go_on(line);
                }
                Place::Document(document)
            }
            (place, _) => place,
        };
    }
    Err(NoExchange::Unfinished {
        line: match place {
            Place::Account { line } | Place::Document(Document { line, .. }) => line,
            Place::Head => last,
        },
    })
}

fn finished(file: Exchange) -> Result<Exchange, NoExchange> {
    if file.accounts.is_empty() { Err(NoExchange::NoAccount) } else { Ok(file) }
}

/// Whether what stands before the sign is the name of a field: one word. Purposes hold the sign too.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

fn decode(bytes: &[u8]) -> Result<String, NoExchange> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge { limit: MOST_BYTES }.into());
    }
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Unreadable::Utf16.into());
    }
    if bytes.contains(&0) {
        return Err(Unreadable::NotText.into());
    }
    let bare = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let fault = match std::str::from_utf8(bare) {
        Ok(text) => return Ok(text.to_owned()),
        Err(fault) => fault,
    };
    let decoded = [WINDOWS_1251, IBM866].map(|page| page.decode_without_bom_handling(bare).0);
    if let Some(text) = decoded.into_iter().find(|text| text.contains(VERSION)) {
        return Ok(text.into_owned());
    }
    let newlines = bare.iter().take(fault.valid_up_to()).filter(|byte| **byte == b'\n').count();
    Err(Unreadable::Encoding { line: 1 + u64::try_from(newlines).unwrap_or(u64::MAX - 1) }.into())
}

#[cfg(test)]
#[path = "client_bank_tests.rs"]
mod tests;
