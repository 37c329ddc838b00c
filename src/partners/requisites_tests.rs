//! Known good numbers, slips, and what the check digits promise.

use proptest::prelude::*;

use super::*;

const BANK: &str = "044525225";

fn bank() -> Bic {
    Bic::parse(BANK).unwrap()
}

#[test]
fn known_good_numbers_pass() {
    assert_eq!(Inn::parse("7707083893").unwrap().as_str(), "7707083893");
    assert_eq!(Inn::parse("500100732259").unwrap().as_str(), "500100732259");
    assert_eq!(Kpp::parse("773601001").unwrap().as_str(), "773601001");
    assert_eq!(Kpp::parse("7736AZ001").unwrap().as_str(), "7736AZ001");
    assert_eq!(Ogrn::parse("1027700132195").unwrap().as_str(), "1027700132195");
    assert_eq!(Ogrn::parse("304500116000157").unwrap().as_str(), "304500116000157");
    assert_eq!(bank().to_string(), BANK);
    let account = BankAccount::parse("40702810138250123017", &bank()).unwrap();
    assert!(!account.is_treasury());
}

#[test]
fn companies_and_persons_are_told_apart() {
    assert!(Inn::parse("500100732259").unwrap().is_person());
    assert!(!Inn::parse("7707083893").unwrap().is_person());
    assert!(Bic::parse("024501901").unwrap().is_treasury());
    assert!(!bank().is_treasury());
}

#[test]
fn spaces_between_groups_are_dropped() {
    let account = BankAccount::parse(" 4070 2810 1382\u{a0}5012 3017 ", &bank()).unwrap();
    assert_eq!(account.as_str(), "40702810138250123017");
}

#[test]
fn slips_are_named() {
    assert_eq!(Inn::parse(" "), Err(RequisiteFault::Empty));
    assert_eq!(Inn::parse("77070838930"), Err(RequisiteFault::WrongLength));
    assert_eq!(Inn::parse("770708389X"), Err(RequisiteFault::WrongSign));
    assert_eq!(Inn::parse("7707-083893"), Err(RequisiteFault::WrongSign));
    assert_eq!(Inn::parse("٧٧٠٧٠٨٣٨٩٣"), Err(RequisiteFault::WrongSign));
    assert_eq!(Inn::parse("0000000000"), Err(RequisiteFault::AllZeros));
    assert_eq!(Inn::parse("6200098765"), Err(RequisiteFault::WrongCheck));
    assert_eq!(Kpp::parse("7736az001"), Err(RequisiteFault::WrongSign));
    assert_eq!(Kpp::parse("77360100A"), Err(RequisiteFault::WrongSign));
    assert_eq!(Ogrn::parse("1027700132194"), Err(RequisiteFault::WrongCheck));
    assert_eq!(Ogrn::parse("304500116000158"), Err(RequisiteFault::WrongCheck));
    assert_eq!(Bic::parse("144525225"), Err(RequisiteFault::WrongBeginning));
    assert_eq!(Bic::parse("44525225"), Err(RequisiteFault::WrongLength));
}

#[test]
fn an_account_belongs_to_one_bank() {
    let other = Bic::parse("044525226").unwrap();
    let account = "40702810138250123017";
    assert_eq!(BankAccount::parse(account, &other), Err(RequisiteFault::WrongCheck));
    let letter = "4070281013825012301A";
    assert_eq!(BankAccount::parse(letter, &bank()), Err(RequisiteFault::WrongSign));
}

#[test]
fn the_sixth_sign_may_be_a_letter_for_a_digit() {
    // T stands for 8, the digit that was there; M for 6, which breaks the key; D for nothing.
    let with = |sign: &str| {
        let text = format!("40702{sign}10138250123017");
        BankAccount::parse(&text, &bank()).map(|account| account.as_str().to_owned())
    };
    assert_eq!(with("T"), Ok("40702T10138250123017".to_owned()));
    assert_eq!(with("M"), Err(RequisiteFault::WrongCheck));
    assert_eq!(with("D"), Err(RequisiteFault::WrongSign));
}

#[test]
fn treasury_accounts_pass_without_a_key() {
    for text in ["03100643000000017301", "40102810545370000003"] {
        assert!(BankAccount::parse(text, &bank()).unwrap().is_treasury(), "{text}");
    }
}

/// The text with its digit at `place` moved on by `step` (1..=9).
fn slipped(text: &str, place: usize, step: u32) -> String {
    let moved = |(here, sign): (usize, char)| {
        let digit = sign.to_digit(10).unwrap();
        let digit = if here == place { (digit + step) % 10 } else { digit };
        char::from_digit(digit, 10).unwrap()
    };
    text.chars().enumerate().map(moved).collect()
}

/// The first number that begins like this and parses, by trying the check digits.
fn completed(body: &str, tail: usize, parses: impl Fn(&str) -> bool) -> Option<String> {
    let count = 10_u32.pow(u32::try_from(tail).unwrap());
    (0..count).map(|check| format!("{body}{check:0tail$}")).find(|text| parses(text))
}

proptest! {
    #[test]
    fn a_company_s_inn_notices_a_slip(body in "[1-9][0-9]{8}", place in 0_usize..10, step in 1_u32..10) {
        let good = completed(&body, 1, |text| Inn::parse(text).is_ok()).unwrap();
        prop_assume!(place == 9 || !good.ends_with('0'));
        prop_assert_eq!(Inn::parse(&slipped(&good, place, step)), Err(RequisiteFault::WrongCheck));
    }

    #[test]
    fn a_person_s_inn_notices_a_slip(body in "[1-9][0-9]{9}", place in 0_usize..12, step in 1_u32..10) {
        let good = completed(&body, 2, |text| Inn::parse(text).is_ok()).unwrap();
        prop_assume!(place >= 10 || !good.ends_with("00"));
        prop_assert_eq!(Inn::parse(&slipped(&good, place, step)), Err(RequisiteFault::WrongCheck));
    }

    #[test]
    fn a_company_s_ogrn_notices_a_slip(body in "[1-9][0-9]{11}", place in 0_usize..13, step in 1_u32..10) {
        let good = completed(&body, 1, |text| Ogrn::parse(text).is_ok()).unwrap();
        prop_assume!(place == 12 || !good.ends_with('0'));
        prop_assert_eq!(Ogrn::parse(&slipped(&good, place, step)), Err(RequisiteFault::WrongCheck));
    }

    #[test]
    fn an_entrepreneur_s_ogrn_notices_a_slip(body in "[1-9][0-9]{13}", place in 0_usize..15, step in 1_u32..10) {
        let good = completed(&body, 1, |text| Ogrn::parse(text).is_ok()).unwrap();
        prop_assume!(place == 14 || !good.ends_with(['0', '1', '2']));
        prop_assert_eq!(Ogrn::parse(&slipped(&good, place, step)), Err(RequisiteFault::WrongCheck));
    }

    #[test]
    fn an_account_always_notices_a_slip(body in "407[0-9]{16}", place in 1_usize..20, step in 1_u32..10) {
        let good = completed(&body, 1, |text| BankAccount::parse(text, &bank()).is_ok()).unwrap();
        let slip = slipped(&good, place, step);
        prop_assume!(!slip.starts_with("40102"));
        prop_assert_eq!(BankAccount::parse(&slip, &bank()), Err(RequisiteFault::WrongCheck));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = (Inn::parse(&text), Kpp::parse(&text), Ogrn::parse(&text), Bic::parse(&text));
        let _ = BankAccount::parse(&text, &bank());
    }
}
