//! Which letters a file is written in: UTF-8, or windows-1251 as Russian office programs save it.
//! Called by `Table::read`. It never guesses between Western code pages: those are refused.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1251;

use super::Unreadable;

/// The encoding a file was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    Utf8,
    Windows1251,
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// Beginnings of zip (xlsx, ods, docx), the older xls and doc, PDF and gzip.
const FOREIGN_MARKS: [&[u8]; 4] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b"];

/// The text of a file without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Charset), Unreadable> {
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Unreadable::Utf16);
    }
    if FOREIGN_MARKS.iter().any(|mark| bytes.starts_with(mark)) || bytes.contains(&0) {
        return Err(Unreadable::NotText);
    }
    let marked = bytes.strip_prefix(UTF8_MARK);
    let fault = match std::str::from_utf8(marked.unwrap_or(bytes)) {
        Ok(text) => return Ok((Cow::Borrowed(text), Charset::Utf8)),
        Err(fault) => fault,
    };
    let (text, _) = WINDOWS_1251.decode_without_bom_handling(bytes);
    if marked.is_none() && is_russian(&text) {
        return Ok((text, Charset::Windows1251));
    }
    let sound = bytes.iter().take(fault.valid_up_to());
    Err(Unreadable::Encoding { line: 1 + newlines(sound) })
}

fn newlines<'b>(bytes: impl Iterator<Item = &'b u8>) -> u64 {
    bytes.fold(0, |count, byte| count + u64::from(*byte == b'\n'))
}

/// Whether text decoded as windows-1251 reads as Russian.
///
/// Four signs: no control characters; three quarters of what is not ASCII are Russian letters (code
/// page 866 gives box-drawing and typographic signs instead); they stand beside each other more
/// often than beside Latin letters ("Größe" would give "GrцЯe"); and words begin, not end, with a
/// capital (KOI8-R turns "Дрель" into "дПЕКЭ").
fn is_russian(text: &str) -> bool {
    let mut foreign = 0_usize;
    let mut letters = 0_usize;
    let (mut together, mut apart) = (0_usize, 0_usize);
    let (mut natural, mut inverted) = (0_usize, 0_usize);
    let mut before = ' ';
    for now in text.chars() {
        if now.is_control() && !matches!(now, '\t' | '\n' | '\r') {
            return false;
        }
        foreign += usize::from(!now.is_ascii());
        letters += usize::from(is_russian_letter(now));
        match (is_russian_letter(before), is_russian_letter(now)) {
            (true, true) => {
                together += 1;
                natural += usize::from(before.is_uppercase() && now.is_lowercase());
                inverted += usize::from(before.is_lowercase() && now.is_uppercase());
            }
            (true, false) => apart += usize::from(now.is_ascii_alphabetic()),
            (false, true) => apart += usize::from(before.is_ascii_alphabetic()),
            (false, false) => {}
        }
        before = now;
    }
    letters > 0 && letters * 4 >= foreign * 3 && together > apart && inverted <= natural
}

fn is_russian_letter(letter: char) -> bool {
    matches!(letter, 'А'..='я' | 'Ё' | 'ё')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cp1251(text: &str) -> Vec<u8> {
        WINDOWS_1251.encode(text).0.into_owned()
    }

    #[test]
    fn utf8_is_read_with_and_without_its_mark() {
        assert_eq!(decode("код;é".as_bytes()), Ok(("код;é".into(), Charset::Utf8)));
        assert_eq!(decode(b"\xef\xbb\xbfsku"), Ok(("sku".into(), Charset::Utf8)));
        assert_eq!(decode(b""), Ok(("".into(), Charset::Utf8)));
    }

    #[test]
    fn russian_windows_1251_is_recognised() {
        let text = "Код;Наименование\r\n1;Дрель «Вихрь» №5 — 220 В\r\n";
        assert_eq!(decode(&cp1251(text)), Ok((text.into(), Charset::Windows1251)));
        let capitals = "АРТИКУЛ;ОСТАТОК\n1;ШТ";
        assert_eq!(decode(&cp1251(capitals)), Ok((capitals.into(), Charset::Windows1251)));
    }

    #[test]
    fn other_code_pages_are_refused_with_their_line() {
        let latin1 = b"name\nGr\xf6\xdfe\nCaf\xe9\n";
        assert_eq!(decode(latin1), Err(Unreadable::Encoding { line: 2 }));
        let koi8 = encoding_rs::KOI8_R.encode("Дрель;Шуруп\n").0.into_owned();
        assert_eq!(decode(&koi8), Err(Unreadable::Encoding { line: 1 }));
        let dos = encoding_rs::IBM866.encode("a\nДрель ударная\n").0.into_owned();
        assert_eq!(decode(&dos), Err(Unreadable::Encoding { line: 2 }));
    }

    #[test]
    fn a_marked_file_must_be_utf8() {
        let mut bytes = UTF8_MARK.to_vec();
        bytes.extend(cp1251("Код"));
        assert_eq!(decode(&bytes), Err(Unreadable::Encoding { line: 1 }));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04workbook"), Err(Unreadable::NotText));
        assert_eq!(decode(b"%PDF-1.7"), Err(Unreadable::NotText));
        assert_eq!(decode(b"sku\n\0"), Err(Unreadable::NotText));
        assert_eq!(decode(b"\xff\xfes\0k\0u\0"), Err(Unreadable::Utf16));
        assert_eq!(decode(b"\xfe\xff\0s\0k"), Err(Unreadable::Utf16));
    }
}
