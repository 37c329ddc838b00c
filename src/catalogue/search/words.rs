//! Names and queries cut into words that can be compared: case, sizes, numbers with their units, letters that look alike.
//! Called by the index for goods and by the reader of queries. It knows no goods and no database.

/// A word, and what it is made of where it has parts: `4.8x29` of `4.8` and `29`, `750bt` of `750`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The whole.
    pub text: String,
    /// Its parts; none where it is one piece. Goods that have all of them have the word.
    pub parts: Vec<String>,
}

/// Measures that stand behind a number, with and without a blank.
const UNITS: &[&str] = &[
    "мм", "см", "м", "км", "мкм", "л", "мл", "г", "гр", "кг", "т", "вт", "квт", "в", "а", "ач", "мач", "к", "шт", "рул", "мм2",
    "м2", "м3", "дюйм", "mm", "cm", "m", "km", "µm", "um", "l", "ml", "g", "kg", "t", "w", "kw", "v", "a", "ah", "mah", "k",
    "pcs", "mm2", "m2", "m3", "inch",
];

/// Words that say nothing about goods.
const SMALL: &[&str] = &[
    "и", "с", "со", "на", "в", "во", "из", "под", "по", "от", "до", "за", "для", "без", "или", "the", "a", "an", "of", "for",
    "with", "and", "in", "on", "to", "or",
];

/// Whether a word joins others and says nothing by itself.
pub fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// Whether a word is a number, a size or a code: nothing in it is mistyped and still meant.
pub fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The words of a text, in its order.
pub fn words(text: &str) -> Vec<Word> {
    pieces(text).iter().flat_map(|piece| words_of(piece)).collect()
}

/// A text between blanks, in small letters, with a number and its unit in one piece: `10 мм` as `10мм`, `3 х 40` as `3х40`.
pub fn pieces(text: &str) -> Vec<String> {
    let small = small_letters(text);
    let mut all: Vec<String> = Vec::new();
    let mut is_open = false;
    for piece in small.split_whitespace() {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '×');
        let follows = all.last().is_some_and(|last| last.ends_with(|c: char| c.is_ascii_digit()));
        let is_times = matches!(bare, "x" | "х" | "×") || piece == "*";
        match all.last_mut() {
            Some(last) if follows && (is_times || UNITS.contains(&bare)) => {
                last.push_str(if is_times { "×" } else { bare });
                is_open = is_times;
            }
            Some(last) if is_open && bare.starts_with(|c: char| c.is_ascii_digit()) => {
                last.push_str(bare);
                is_open = false;
            }
            _ => {
                all.push(piece.to_owned());
                is_open = false;
            }
        }
    }
    all
}

/// Small letters, `ё` as `е`, split letters put together, powers as figures.
fn small_letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ё' => out.push('е'),
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            '\u{300}'..='\u{36f}' => {}
            '²' => out.push('2'),
            '³' => out.push('3'),
            '✕' | '⨯' => out.push('×'),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

/// The words of one piece: more than one where a sign parts it.
pub fn words_of(piece: &str) -> Vec<Word> {
    let signs: Vec<char> = piece.chars().collect();
    let mut clean = String::with_capacity(piece.len());
    for (at, c) in signs.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| signs.get(at)).copied().unwrap_or(' ');
        let after = signs.get(at + 1).copied().unwrap_or(' ');
        let (between_digits, between) =
            (is_digit(before) && is_digit(after), before.is_alphanumeric() && after.is_alphanumeric());
        match c {
            ',' | '.' if between_digits => clean.push('.'),
            '×' | '*' | 'x' | 'х' if between_digits => clean.push('×'),
            '-' | '/' if between => clean.push(*c),
            '\'' | '’' | '·' => {}
            _ if c.is_alphanumeric() => clean.push(*c),
            _ => clean.push(' '),
        }
    }
    clean.split(' ').filter(|word| !word.is_empty()).map(word).collect()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn word(clean: &str) -> Word {
    if !has_digit(clean) {
        let parts: Vec<String> = clean.split(['-', '/']).map(str::to_owned).collect();
        return Word { text: parts.concat(), parts: if parts.len() > 1 { parts } else { Vec::new() } };
    }
    let (figures, unit) = clean.split_at(clean.find(|c: char| c.is_alphabetic()).unwrap_or(clean.len()));
    let is_measure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '×' | '/' | '-');
    let is_measured = !figures.is_empty() && UNITS.contains(&unit) && figures.chars().all(is_measure);
    let sized = if is_measured { figures } else { clean };
    if sized.contains('×') {
        let parts: Vec<String> = sized.split('×').map(alike).collect();
        return Word { text: parts.join("x"), parts };
    }
    if is_measured {
        return Word { text: alike(clean), parts: vec![alike(figures)] };
    }
    let parts: Vec<String> = clean.split('-').map(|part| if has_digit(part) { alike(part) } else { part.to_owned() }).collect();
    let is_range = parts.iter().all(|part| part.chars().all(is_measure));
    let whole = if is_range { clean.to_owned() } else { clean.replace('-', "") };
    Word { text: alike(&whole), parts: if parts.len() > 1 { parts } else { Vec::new() } }
}

/// Letters of the two alphabets that look alike become one: «М8» typed either way is the same thread.
pub fn alike(text: &str) -> String {
    let latin = |c: char| match c {
        'а' => 'a',
        'в' => 'b',
        'е' => 'e',
        'к' => 'k',
        'м' => 'm',
        'н' => 'h',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        'у' => 'y',
        'х' | '×' => 'x',
        _ => c,
    };
    text.chars().map(latin).collect()
}

/// The compared form of an article number or a barcode, whole or a piece of one: letters and figures alone.
pub fn code(text: &str) -> String {
    let bare: String = small_letters(text).chars().filter(|c| c.is_alphanumeric()).collect();
    alike(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    fn parts(text: &str) -> Vec<String> {
        words(text).into_iter().flat_map(|word| word.parts).collect()
    }

    #[test]
    fn sizes_are_the_same_however_they_are_written() {
        for text in ["4,8×29 мм", "4.8x29мм", "4,8х29", "4.8*29 mm", "4,8 х 29 мм", "4,8 x 29"] {
            assert_eq!(texts(text), ["4.8x29"], "{text}");
            assert_eq!(parts(text), ["4.8", "29"], "{text}");
        }
        assert_eq!(texts("М8×40"), texts("m8x40"));
        assert_eq!(texts("400×300×200 мм"), ["400x300x200"]);
    }

    #[test]
    fn a_number_and_its_unit_are_one_word_with_and_without_a_blank() {
        assert_eq!((texts("10 л"), texts("10л"), parts("10 л,")), (vec!["10л".into()], vec!["10л".into()], vec!["10".into()]));
        assert_eq!(texts("750 Вт"), texts("750вт"));
        assert_eq!(texts("6 мм²"), texts("6мм2"));
        assert_eq!(texts("48 мм × 50 м"), ["48mm", "50m"]);
        assert_eq!(texts("2,7 л, белый"), ["2.7л", "белый"]);
    }

    #[test]
    fn words_with_dashes_have_parts() {
        assert_eq!(words("дюбель-гвоздь"), [Word { text: "дюбельгвоздь".into(), parts: vec!["дюбель".into(), "гвоздь".into()] }]);
        assert_eq!(words("DR-1042"), [Word { text: "dr1042".into(), parts: vec!["dr".into(), "1042".into()] }]);
        assert_eq!(texts("размер 44–46"), ["размер", "44-46"]);
        assert_eq!((texts("1/2\""), parts("1/2\"")), (vec!["1/2".to_owned()], vec![]));
    }

    #[test]
    fn signs_and_case_do_not_matter() {
        assert_eq!(texts("Свёрла «по металлу», шт."), ["сверла", "по", "металлу", "шт"]);
        assert_eq!(texts("лампа,свеча"), ["лампа", "свеча"]);
        assert_eq!(texts(" - . , * "), Vec::<String>::new());
        assert_eq!((code("DR-10 42"), code("00-417"), code("М8")), ("dr1042".into(), "00417".into(), "m8".into()));
    }
}
