//! What somebody meant who typed with the other keyboard or with the other alphabet. Pure; called for queries and, for the sound
//! of words, for the vocabulary.

const LATIN_KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~";
const RUSSIAN_KEYS: &str = "йцукенгшщзхъфывапролджэячсмитьбюехъжэбюе";

/// Whether a text has Russian letters.
pub fn is_russian(text: &str) -> bool {
    text.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё')
}

fn is_latin(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What the same keys write with the other keyboard: `ghbdtn` is «привет»; nothing where a text has letters of both or of none.
pub fn other_keyboard(text: &str) -> Option<String> {
    let (from, to) = match (is_russian(text), is_latin(text)) {
        (true, false) => (RUSSIAN_KEYS, LATIN_KEYS),
        (false, true) => (LATIN_KEYS, RUSSIAN_KEYS),
        _ => return None,
    };
    let key = |c: char| from.chars().position(|known| known == c).and_then(|at| to.chars().nth(at)).unwrap_or(c);
    Some(text.chars().map(key).collect())
}

/// Latin spellings of Russian sounds, the longest first, with the letter and the sound of each. Sounds of two letters are capitals.
const SPELLINGS: &[(&str, &str, &str)] = &[
    ("shch", "щ", "S"),
    ("sch", "щ", "S"),
    ("iya", "ия", "ia"),
    ("yia", "ия", "ia"),
    ("iyu", "ию", "iu"),
    ("sh", "ш", "S"),
    ("ch", "ч", "C"),
    ("zh", "ж", "Z"),
    ("kh", "х", "h"),
    ("ts", "ц", "T"),
    ("tz", "ц", "T"),
    ("ck", "к", "k"),
    ("ph", "ф", "f"),
    ("ya", "я", "ia"),
    ("ja", "я", "ia"),
    ("yu", "ю", "iu"),
    ("ju", "ю", "iu"),
    ("yo", "е", "e"),
    ("jo", "е", "e"),
    ("ye", "е", "e"),
    ("iy", "ий", "i"),
    ("yy", "ый", "i"),
    ("yj", "ый", "i"),
    ("ij", "ий", "i"),
    ("yi", "ый", "i"),
    ("a", "а", "a"),
    ("b", "б", "b"),
    ("c", "к", "k"),
    ("d", "д", "d"),
    ("e", "е", "e"),
    ("f", "ф", "f"),
    ("g", "г", "g"),
    ("h", "х", "h"),
    ("i", "и", "i"),
    ("j", "ж", "Z"),
    ("k", "к", "k"),
    ("l", "л", "l"),
    ("m", "м", "m"),
    ("n", "н", "n"),
    ("o", "о", "o"),
    ("p", "п", "p"),
    ("q", "к", "k"),
    ("r", "р", "r"),
    ("s", "с", "s"),
    ("t", "т", "t"),
    ("u", "у", "u"),
    ("v", "в", "v"),
    ("w", "в", "v"),
    ("x", "кс", "ks"),
    ("y", "ы", "i"),
    ("z", "з", "z"),
];

/// Russian letters with their sound and their Latin spelling.
const LETTERS: &[(char, &str, &str)] = &[
    ('а', "a", "a"),
    ('б', "b", "b"),
    ('в', "v", "v"),
    ('г', "g", "g"),
    ('д', "d", "d"),
    ('е', "e", "e"),
    ('ж', "Z", "zh"),
    ('з', "z", "z"),
    ('и', "i", "i"),
    ('й', "i", "y"),
    ('к', "k", "k"),
    ('л', "l", "l"),
    ('м', "m", "m"),
    ('н', "n", "n"),
    ('о', "o", "o"),
    ('п', "p", "p"),
    ('р', "r", "r"),
    ('с', "s", "s"),
    ('т', "t", "t"),
    ('у', "u", "u"),
    ('ф', "f", "f"),
    ('х', "h", "h"),
    ('ц', "T", "ts"),
    ('ч', "C", "ch"),
    ('ш', "S", "sh"),
    ('щ', "S", "sch"),
    ('ъ', "", ""),
    ('ы', "i", "y"),
    ('ь', "", ""),
    ('э', "e", "e"),
    ('ю', "iu", "yu"),
    ('я', "ia", "ya"),
];

/// A Latin spelling at the beginning of a text, and how long it is.
fn spelling(rest: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    SPELLINGS.iter().find(|(latin, ..)| rest.starts_with(latin))
}

/// A Latin word in Russian letters, as whoever has no Russian keyboard writes it: `shurupy` is «шурупы».
pub fn in_russian(word: &str) -> String {
    respelled(word, |(_, letter, _)| letter, String::from)
}

/// A Russian word in Latin letters: «др-1042» is `dr-1042`.
pub fn in_latin(word: &str) -> String {
    let latin = |c: char| {
        LETTERS.iter().find(|(letter, ..)| *letter == c).map_or_else(|| String::from(c), |(.., latin)| (*latin).to_owned())
    };
    word.chars().map(latin).collect()
}

/// How a word sounds, the same in both alphabets whatever the way of spelling: soft signs are silent, doubled letters sound once,
/// and `sch`, `shch`, ш and щ are one sound. ASCII letters.
pub fn sound(word: &str) -> String {
    let russian =
        |c: char| LETTERS.iter().find(|(letter, ..)| *letter == c).map_or_else(String::new, |(_, sound, _)| (*sound).to_owned());
    let mut sound = respelled(word, |(.., sound)| sound, russian).into_bytes();
    sound.dedup();
    String::from_utf8(sound).unwrap_or_default()
}

fn respelled(
    word: &str,
    of_latin: impl Fn(&'static (&'static str, &'static str, &'static str)) -> &'static str,
    of_other: impl Fn(char) -> String,
) -> String {
    let mut out = String::with_capacity(word.len() * 2);
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let length = match spelling(rest) {
            Some(found) => {
                out.push_str(of_latin(found));
                found.0.len()
            }
            None => {
                out.push_str(&of_other(c));
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_keyboard_is_read_both_ways() {
        assert_eq!(other_keyboard("ghbdtn").as_deref(), Some("привет"));
        assert_eq!(other_keyboard("ыскуц").as_deref(), Some("screw"));
        assert_eq!(other_keyboard("k.cnhf").as_deref(), Some("люстра"));
        assert_eq!(other_keyboard("v8×40").as_deref(), Some("м8×40"));
        assert_eq!((other_keyboard("750"), other_keyboard("шуruп")), (None, None));
        assert_eq!(LATIN_KEYS.chars().count(), RUSSIAN_KEYS.chars().count());
    }

    #[test]
    fn every_way_to_spell_a_word_sounds_alike() {
        for (russian, ways) in [
            ("шуруп", vec!["shurup", "schurup", "shchurup"]),
            ("щетка", vec!["shchetka", "schetka", "shetka"]),
            ("желтый", vec!["zheltyy", "jeltyi", "zheltiy", "zheltyj"]),
            ("вектор", vec!["vector", "vektor", "wektor"]),
            ("дюбель", vec!["dyubel", "djubel", "dyubel'"]),
            ("ящик", vec!["yaschik", "jashchik", "yashik"]),
            ("хомут", vec!["homut", "khomut"]),
            ("цемент", vec!["tsement", "tzement"]),
        ] {
            for way in ways {
                let bare: String = way.chars().filter(|c| c.is_alphabetic()).collect();
                assert_eq!(sound(&bare), sound(russian), "{way}");
            }
        }
        assert_eq!((sound("ванна"), sound("vana")), ("vana".to_owned(), "vana".to_owned()));
    }

    #[test]
    fn words_are_written_in_the_other_alphabet() {
        assert_eq!(in_russian("shurupy"), "шурупы");
        assert_eq!(in_russian("perchatki"), "перчатки");
        assert_eq!(in_latin("др-1042"), "dr-1042");
        assert_eq!(sound("750 №"), "");
    }
}
