//! Registration and bank numbers with right check digits, for partners that do not exist.
//! Called by `partners`. It never uses the number of a real company on purpose: the digits are drawn.

use super::random::Random;

/// The bank of every partner of the demo.
pub const BIC: &str = "044525225";

const INN_COMPANY: &[u32] = &[2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_PERSON_FIRST: &[u32] = &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_PERSON_SECOND: &[u32] = &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// What a partner's card shows in its requisites.
#[derive(Debug, Clone)]
pub struct Requisites {
    pub inn: String,
    /// Empty for an entrepreneur: only companies have one.
    pub kpp: String,
    pub ogrn: String,
    pub account: String,
}

/// The requisites of a company registered in the region, given by its two digits.
pub fn company(random: &mut Random, region: &str) -> Requisites {
    let office = format!("{region}{:02}", 1 + random.below(29));
    let inn = with_check(format!("{office}{:05}", random.below(100_000)), INN_COMPANY);
    let year = 2 + random.below(21);
    let ogrn = with_remainder(format!("1{year:02}{region}{:07}", random.below(10_000_000)), 11);
    Requisites { inn, kpp: format!("{office}01001"), ogrn, account: account(random, "40702810") }
}

/// The requisites of an entrepreneur: twelve digits of ИНН, fifteen of ОГРНИП, no КПП.
pub fn entrepreneur(random: &mut Random, region: &str) -> Requisites {
    let body = format!("{region}{:02}{:06}", 1 + random.below(29), random.below(1_000_000));
    let inn = with_check(with_check(body, INN_PERSON_FIRST), INN_PERSON_SECOND);
    let year = 4 + random.below(19);
    let ogrn = with_remainder(format!("3{year:02}{region}{:09}", random.below(1_000_000_000)), 13);
    Requisites { inn, kpp: String::new(), ogrn, account: account(random, "40802810") }
}

/// An account of twenty digits whose ninth, the key, fits the bank.
fn account(random: &mut Random, kind: &str) -> String {
    let (branch, number) = (random.below(10_000), random.below(10_000_000));
    let bank = BIC.get(6..).unwrap_or_default();
    let keyed = |key: u32| format!("{kind}{key}{branch:04}{number:07}");
    let fits = |key: &u32| {
        let weighed = digits(&format!("{bank}{}", keyed(*key)));
        weighed.into_iter().zip([7, 1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum::<u32>() % 10 == 0
    };
    keyed((0..10).find(fits).unwrap_or_default())
}

/// The body and its check digit: the weighted sum by 11 by 10.
fn with_check(body: String, weights: &[u32]) -> String {
    let sum: u32 = digits(&body).into_iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!("{body}{}", sum % 11 % 10)
}

/// The body and its check digit: the whole number by the divisor by 10.
fn with_remainder(body: String, divisor: u32) -> String {
    let rest = digits(&body).into_iter().fold(0, |rest, digit| (rest * 10 + digit) % divisor);
    format!("{body}{}", rest % 10)
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|sign| sign.to_digit(10)).collect()
}
