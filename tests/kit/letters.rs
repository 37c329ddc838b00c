//! The letters that left a house, read out of its outbox.

use base64::Engine;

use super::House;

/// A letter that left the house.
pub struct Letter {
    /// The lines above the letter.
    pub head: String,
    /// Its plain text.
    pub text: String,
}

/// The letters so far.
pub fn letters(house: &House) -> Vec<Letter> {
    let files = std::fs::read_dir(&house.outbox).expect("the folder of letters");
    let paths = files.map(|file| file.expect("a file").path()).filter(|path| path.extension().is_some_and(|e| e == "eml"));
    paths.map(|path| letter(&String::from_utf8_lossy(&std::fs::read(path).expect("a letter")))).collect()
}

fn letter(raw: &str) -> Letter {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n").expect("head and body");
    let part = body.split("\n--").find(|part| part.contains("text/plain")).expect("a plain text");
    let (above, text) = part.split_once("\n\n").expect("a part");
    let bytes = if above.contains("base64") {
        base64::engine::general_purpose::STANDARD.decode(text.split_whitespace().collect::<String>()).expect("base64")
    } else if above.contains("quoted-printable") {
        unquoted(text)
    } else {
        text.as_bytes().to_vec()
    };
    Letter { head: head.to_owned(), text: String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n") }
}

fn unquoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\n", "");
    let mut bytes = joined.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let hex: String = bytes.by_ref().take(2).map(char::from).collect();
        out.push(u8::from_str_radix(&hex, 16).expect("a quoted byte"));
    }
    out
}

/// What stands behind a mark in the letters to an e-mail, up to the next blank: the tokens of links.
pub fn behind_in_letters(house: &House, email: &str, mark: &str) -> Vec<String> {
    let to = letters(house).into_iter().filter(|letter| letter.head.contains(email));
    let token = |letter: Letter| {
        let (_, rest) = letter.text.split_once(mark)?;
        Some(rest.split_whitespace().next().unwrap_or_default().to_owned())
    };
    to.filter_map(token).collect()
}
