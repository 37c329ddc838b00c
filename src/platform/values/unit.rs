//! Units of measure: the few that trade uses, by their OKEI code, and what people call them. Called by products, imports, documents and
//! whatever shows a quantity. Units are never converted into each other here.

/// A unit of measure. Codes are text: their leading zeros belong to them.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// Code of the Russian classifier, three digits.
    pub okei: &'static str,
    /// Symbol in Russian.
    pub ru: &'static str,
    /// Symbol in English.
    pub en: &'static str,
    /// UN/CEFACT Recommendation 20 code, or a Recommendation 21 package with `X` before it.
    pub rec20: &'static str,
    /// Whether only whole quantities make sense.
    pub is_piecewise: bool,
}

const fn pieces(okei: &'static str, ru: &'static str, en: &'static str, rec20: &'static str) -> Unit {
    Unit { okei, ru, en, rec20, is_piecewise: true }
}

const fn measure(okei: &'static str, ru: &'static str, en: &'static str, rec20: &'static str) -> Unit {
    Unit { okei, ru, en, rec20, is_piecewise: false }
}

/// In the order in which people are offered them.
static UNITS: &[Unit] = &[
    pieces("796", "шт", "pcs", "H87"),
    measure("166", "кг", "kg", "KGM"),
    measure("163", "г", "g", "GRM"),
    measure("168", "т", "t", "TNE"),
    measure("112", "л", "l", "LTR"),
    measure("111", "мл", "ml", "MLT"),
    measure("113", "м³", "m³", "MTQ"),
    measure("006", "м", "m", "MTR"),
    measure("055", "м²", "m²", "MTK"),
    measure("018", "пог. м", "lin. m", "LM"),
    pieces("715", "пара", "pair", "PR"),
    pieces("778", "упак", "pack", "XPK"),
    pieces("736", "рул", "roll", "XRO"),
    pieces("625", "лист", "sheet", "LEF"),
    pieces("704", "набор", "kit", "SET"),
    pieces("839", "компл", "set", "KT"),
    pieces("812", "ящ", "box", "XBX"),
    pieces("728", "пач", "packet", "XPK"),
    pieces("641", "дюжина", "dozen", "DZN"),
    measure("797", "сто шт", "hundred pcs", "CEN"),
    measure("798", "тыс. шт", "thousand pcs", "MIL"),
    measure("356", "ч", "h", "HUR"),
    measure("359", "сут", "day", "DAY"),
    measure("362", "мес", "month", "MON"),
    measure("245", "кВт·ч", "kWh", "KWH"),
];

/// Other ways to write a unit, after its OKEI code: 1C's "international" letters that are not
/// in Recommendation 20, its older codes, and what people type.
const ALIASES: &[(&str, &[&str])] = &[
    ("796", &["PCE", "C62", "EA", "pc", "piece", "pieces", "штука", "штук", "штуки"]),
    ("166", &["килограмм"]),
    ("163", &["грамм", "гр"]),
    ("168", &["тонна", "тн"]),
    ("112", &["литр", "liter", "litre"]),
    ("111", &["миллилитр"]),
    ("113", &["куб. м", "м. куб", "cbm"]),
    ("006", &["метр", "meter", "metre"]),
    ("055", &["кв. м", "м. кв", "sqm"]),
    ("018", &["м. пог", "п. м", "м. п"]),
    ("715", &["NPR", "пар", "пары", "pairs", "pr"]),
    ("778", &["NMP", "упаковка", "уп", "packs", "pk"]),
    ("736", &["NPL", "рулон", "rolls"]),
    ("625", &["листов", "л-т"]),
    ("704", &["kits"]),
    ("839", &["комплект", "к-т", "компл-т", "sets"]),
    ("812", &["ящик", "boxes", "case", "crate"]),
    ("728", &["пачка"]),
    ("641", &["дюж", "dz"]),
    ("798", &["тысяча штук"]),
    ("797", &["сто штук"]),
    ("356", &["час", "hour", "hr"]),
    ("359", &["сутки"]),
    ("362", &["месяц"]),
    ("245", &["квт-ч"]),
];

impl Unit {
    /// All units, the most usual first.
    pub fn all() -> &'static [Self] {
        UNITS
    }

    /// By the exact code.
    pub fn by_okei(code: &str) -> Option<&'static Self> {
        UNITS.iter().find(|unit| unit.okei == code)
    }

    /// From what people and other programs write: an OKEI code with its zeros, a symbol in either
    /// language, a Recommendation 20 code or an alias. Case, dots, spaces and `²` for `2` do not
    /// matter, but for one word: `SET` is the code of набор, `set` in any other case the English
    /// for компл. `XPK`, which two units share, means a pack.
    pub fn parse(input: &str) -> Option<&'static Self> {
        let input = input.trim().trim_end_matches(['.', ' ']);
        let is_named = |unit: &&Unit| is_same(unit.ru, input) || is_same(unit.en, input);
        let has_alias = |(_, names): &&(&str, &[&str])| names.iter().any(|name| is_same(name, input));
        Self::by_okei(input)
            .or_else(|| UNITS.iter().find(|unit| unit.rec20 == input))
            .or_else(|| UNITS.iter().find(is_named))
            .or_else(|| UNITS.iter().find(|unit| is_same(unit.rec20, input)))
            .or_else(|| ALIASES.iter().find(has_alias).and_then(|(okei, _)| Self::by_okei(okei)))
    }
}

fn is_same(name: &str, input: &str) -> bool {
    significant(name).eq(significant(input))
}

/// The signs that tell units apart.
fn significant(text: &str) -> impl Iterator<Item = char> {
    let signs = text.chars().flat_map(char::to_lowercase);
    signs.filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '·' | '*')).map(|sign| match sign {
        '²' => '2',
        '³' => '3',
        'ё' => 'е',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn okei(input: &str) -> Option<&'static str> {
        Unit::parse(input).map(|unit| unit.okei)
    }

    #[test]
    fn every_unit_is_found_by_all_its_names() {
        for unit in Unit::all() {
            for name in [unit.okei, unit.ru, unit.en] {
                assert_eq!(Unit::parse(&format!(" {name}. ")), Some(unit), "{name}");
                let capitals = name.to_uppercase();
                assert!(capitals == "SET" || Unit::parse(&capitals) == Some(unit), "{name}");
            }
            assert_eq!(Unit::parse(unit.rec20).map(|found| found.rec20), Some(unit.rec20));
        }
        assert_eq!(okei("xpk"), Some("778"));
    }

    #[test]
    fn names_are_told_apart() {
        for (place, unit) in UNITS.iter().enumerate() {
            assert!(unit.okei.len() == 3 && unit.okei.bytes().all(|byte| byte.is_ascii_digit()));
            for other in UNITS.iter().skip(place + 1) {
                assert_ne!(unit.okei, other.okei);
                assert!(!is_same(unit.ru, other.ru) && !is_same(unit.en, other.en), "{unit:?} {other:?}");
            }
        }
    }

    #[test]
    fn every_alias_leads_to_its_unit() {
        for (code, names) in ALIASES {
            for name in *names {
                assert_eq!(okei(name), Some(*code), "{name}");
            }
        }
    }

    #[test]
    fn people_and_other_programs_are_understood() {
        let written = [
            ("Шт.", "796"),
            ("шт ", "796"),
            ("PCE", "796"),
            ("NPR", "715"),
            ("KGM", "166"),
            ("м2", "055"),
            ("М²", "055"),
            ("кв.м.", "055"),
            ("m3", "113"),
            ("пог.м", "018"),
            ("006", "006"),
            ("упак.", "778"),
            ("компл", "839"),
            ("set", "839"),
            ("Set", "839"),
            ("SET", "704"),
            ("kgm", "166"),
            ("кВт*ч", "245"),
        ];
        for (input, code) in written {
            assert_eq!(okei(input), Some(code), "{input}");
        }
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        for input in ["", ".", " ", "6", "55", "7 96", "0796", "штуковина", "кгг"] {
            assert_eq!(okei(input), None, "{input:?}");
        }
    }

    #[test]
    fn goods_by_the_piece_are_whole() {
        let is_whole = |input| Unit::parse(input).map(|unit| unit.is_piecewise);
        assert_eq!(is_whole("шт"), Some(true));
        assert_eq!(is_whole("упак"), Some(true));
        assert_eq!(is_whole("кг"), Some(false));
        assert_eq!(is_whole("тыс. шт"), Some(false));
    }
}
