//! Russian company and bank requisites, right by construction: a value exists only if its digits
//! check. Called by partners, contracts and imports. It never asks a register whether the company
//! or the bank exists.

/// Why a requisite is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequisiteFault {
    Empty,
    /// A sign that cannot stand there.
    WrongSign,
    /// Too few or too many signs; a spreadsheet often eats a zero at the front.
    WrongLength,
    /// Zeros only: passes every check and belongs to nobody.
    AllZeros,
    /// A BIC that belongs neither to a bank nor to the treasury.
    WrongBeginning,
    /// The check digit, or for an account its key with this BIC, does not fit: a slip in typing.
    WrongCheck,
}

impl RequisiteFault {
    /// A stable word for texts and for machines; never changes once published.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WrongSign => "wrong_sign",
            Self::WrongLength => "wrong_length",
            Self::AllZeros => "all_zeros",
            Self::WrongBeginning => "wrong_beginning",
            Self::WrongCheck => "wrong_check",
        }
    }
}

/// A requisite as text; leading zeros belong to it.
macro_rules! requisite_text {
    ($($kind:ident),+) => {$(
        impl $kind {
            /// The signs without spaces, as printed in documents.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

/// Taxpayer's number (ИНН): 10 digits of a company, 12 of a person.
///
/// One mistyped digit is always noticed, unless the check digit is 0 (for a person: both are): the
/// remainders 10 and 0 both give it, so about one such slip in ten passes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inn(String);

/// Code of the reason for registration (КПП): companies only, no check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kpp(String);

/// State registration number: 13 digits of a company (ОГРН), 15 of an entrepreneur (ОГРНИП).
///
/// One mistyped digit is always noticed, unless the check digit is 0 (ОГРНИП: 0, 1 or 2), which
/// two remainders give.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ogrn(String);

/// Bank identification code (БИК): 9 digits, no check digit of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bic(String);

/// An account of 20 signs whose key fits its bank; one mistyped digit is always noticed.
/// Treasury accounts follow other rules: they are taken without the key, see `is_treasury`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankAccount(String);

requisite_text!(Inn, Kpp, Ogrn, Bic, BankAccount);

impl Inn {
    pub fn parse(input: &str) -> Result<Self, RequisiteFault> {
        let (text, digits) = read_digits(input, &[10, 12])?;
        let fits = match digits.as_slice() {
            [body @ .., check] if body.len() == 9 => *check == inn_check(body, &[2, 4, 10, 3, 5, 9, 4, 6, 8]),
            [body @ .., check, last] => {
                let upper = [body, &[*check]].concat();
                *check == inn_check(body, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
                    && *last == inn_check(&upper, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
            }
            _ => false,
        };
        if fits { Ok(Self(text)) } else { Err(RequisiteFault::WrongCheck) }
    }

    /// Whether it is a person's (an entrepreneur's), who has no КПП.
    pub fn is_person(&self) -> bool {
        self.0.len() == 12
    }
}

impl Kpp {
    pub fn parse(input: &str) -> Result<Self, RequisiteFault> {
        let text = compact(input, &[9])?;
        let fits = |(place, sign): (usize, char)| match place {
            4 | 5 => sign.is_ascii_digit() || sign.is_ascii_uppercase(),
            _ => sign.is_ascii_digit(),
        };
        if text.chars().enumerate().all(fits) { Ok(Self(text)) } else { Err(RequisiteFault::WrongSign) }
    }
}

impl Ogrn {
    pub fn parse(input: &str) -> Result<Self, RequisiteFault> {
        let (text, digits) = read_digits(input, &[13, 15])?;
        let fits = match digits.as_slice() {
            [body @ .., check] => *check == remainder(body, if body.len() == 12 { 11 } else { 13 }) % 10,
            [] => false,
        };
        if fits { Ok(Self(text)) } else { Err(RequisiteFault::WrongCheck) }
    }
}

impl Bic {
    pub fn parse(input: &str) -> Result<Self, RequisiteFault> {
        let (text, _) = read_digits(input, &[9])?;
        let is_known = ["00", "01", "02", "04"].iter().any(|start| text.starts_with(start));
        if is_known { Ok(Self(text)) } else { Err(RequisiteFault::WrongBeginning) }
    }

    /// Whether it belongs to a body of the treasury, not to a bank.
    pub fn is_treasury(&self) -> bool {
        !self.0.starts_with("04")
    }
}

impl BankAccount {
    /// An account of a client of the bank (расчётный счёт).
    pub fn parse(input: &str, bic: &Bic) -> Result<Self, RequisiteFault> {
        let text = compact(input, &[20])?;
        let digits = bic.0.chars().skip(6).map(digit).chain(text.chars().enumerate().map(account_digit));
        let digits = digits.collect::<Option<Vec<u32>>>().ok_or(RequisiteFault::WrongSign)?;
        let account = Self(text);
        let weights = [7, 1, 3].into_iter().cycle();
        let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight % 10).sum();
        if sum.is_multiple_of(10) || account.is_treasury() { Ok(account) } else { Err(RequisiteFault::WrongCheck) }
    }

    /// Whether its key was not checked because it is kept by the treasury: worth a warning.
    pub fn is_treasury(&self) -> bool {
        self.0.starts_with("03") || self.0.starts_with("40102")
    }
}

/// Position 6 may be a letter that stands for a digit: a clearing currency.
fn account_digit((place, sign): (usize, char)) -> Option<u32> {
    let letter = || "ABCEHKMPTX".chars().zip(0..).find(|(letter, _)| *letter == sign);
    match digit(sign) {
        None if place == 5 => letter().map(|(_, value)| value),
        value => value,
    }
}

fn digit(sign: char) -> Option<u32> {
    sign.to_digit(10)
}

/// Without the spaces that people put between groups; of one of the lengths, not zeros only.
fn compact(input: &str, lengths: &[usize]) -> Result<String, RequisiteFault> {
    let text: String = input.chars().filter(|sign| !sign.is_whitespace()).collect();
    if text.is_empty() {
        Err(RequisiteFault::Empty)
    } else if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Err(RequisiteFault::WrongSign)
    } else if !lengths.contains(&text.len()) {
        Err(RequisiteFault::WrongLength)
    } else if text.bytes().all(|byte| byte == b'0') {
        Err(RequisiteFault::AllZeros)
    } else {
        Ok(text)
    }
}

fn read_digits(input: &str, lengths: &[usize]) -> Result<(String, Vec<u32>), RequisiteFault> {
    let text = compact(input, lengths)?;
    let digits = text.chars().map(digit).collect::<Option<Vec<u32>>>();
    digits.map(|digits| (text, digits)).ok_or(RequisiteFault::WrongSign)
}

fn inn_check(digits: &[u32], weights: &[u32]) -> u32 {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    sum % 11 % 10
}

/// Of the number that the digits spell.
fn remainder(digits: &[u32], divisor: u32) -> u32 {
    digits.iter().fold(0, |rest, digit| (rest * 10 + digit) % divisor)
}

#[cfg(test)]
#[path = "requisites_tests.rs"]
mod tests;
