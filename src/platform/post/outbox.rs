//! The folder in which letters lie where no server takes them: whose each is, and taking some away. Letters are laid there by [`super::Post`].

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// How letters' files end.
const ENDING: &str = "eml";
/// The heads of letters are shorter than this, in bytes.
const HEAD: u64 = 64 * 1024;

/// A letter that lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// Its file.
    pub path: PathBuf,
    /// The address it goes to; empty where its head names none, or is not written to its end yet.
    pub to: String,
}

/// The letters of a folder; none where there is no such folder.
pub fn letters(folder: &Path) -> std::io::Result<Vec<Laid>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != ENDING) {
            continue;
        }
        let mut head = Vec::new();
        std::fs::File::open(&path)?.take(HEAD).read_to_end(&mut head)?;
        let to = addressee(&String::from_utf8_lossy(&head)).unwrap_or_default();
        found.push(Laid { path, to });
    }
    Ok(found)
}

/// Takes letters away; one that is gone already is no error.
pub fn take_away(files: &[PathBuf]) -> std::io::Result<()> {
    for file in files {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The address in the head of a letter, whose lines may go on in the next ones. A head without its end may be half a head.
fn addressee(letter: &str) -> Option<String> {
    if !letter.lines().any(str::is_empty) {
        return None;
    }
    let mut lines = letter.lines().take_while(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let Some(("To" | "to" | "TO", rest)) = line.split_once(':') else { continue };
        let mut field = rest.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            field.push_str(more);
        }
        let bare = match field.rsplit_once('<') {
            Some((_, address)) => address.split('>').next().unwrap_or_default(),
            None => field.as_str(),
        };
        return Some(bare.trim().to_owned()).filter(|address| !address.is_empty());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_is_named_by_the_head_and_not_by_the_letter() {
        for (letter, to) in [
            ("From: a@b.example\r\nTo: Anna <anna@alfa.example>\r\n\r\nTo: other@b.example", Some("anna@alfa.example")),
            (
                "To: =?utf-8?b?0JDQvdC90LA=?=\r\n =?utf-8?b?0Jg=?= <anna@alfa.example>\r\nSubject: x\r\n\r\n",
                Some("anna@alfa.example"),
            ),
            ("To: anna@alfa.example\r\n\r\n", Some("anna@alfa.example")),
            ("To:\r\n anna@alfa.example\r\n\r\n", Some("anna@alfa.example")),
            ("Subject: To: nobody\r\n\r\n", None),
            ("Subject: x\r\n\r\nTo: a@b.example\r\n", None),
            ("", None),
            ("From: a@b.example\r\nTo: Anna <anna@alf", None),
            ("From: a@b.example\r\nTo: Anna <anna@alfa.example>\r\n", None),
        ] {
            assert_eq!(addressee(letter).as_deref(), to, "{letter}");
        }
    }

    #[test]
    fn what_is_no_letter_stays() {
        let folder = std::env::temp_dir().join(format!("orderly-outbox-{}", std::process::id()));
        assert_eq!(letters(&folder).unwrap(), []);
        std::fs::create_dir_all(&folder).unwrap();
        let (letter, note) = (folder.join("1.eml"), folder.join("note.txt"));
        std::fs::write(&letter, "To: a@b.example\r\n\r\nHello").unwrap();
        std::fs::write(&note, "To: a@b.example\r\n\r\nHello").unwrap();
        assert_eq!(letters(&folder).unwrap(), [Laid { path: letter.clone(), to: "a@b.example".into() }]);
        take_away(&[letter.clone(), folder.join("2.eml")]).unwrap();
        assert!(!letter.exists() && note.exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
