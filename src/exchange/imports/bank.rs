//! Payments out of a statement of the bank, `1CClientBankExchange`: what came in, each to the contract that its purpose names, or to
//! the only one of whoever paid. What went out, and what nobody can place, is told and left.

use std::ops::Range;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::names::{self, fault};
use super::outcome::{Outcome, RowFault};
use super::read::{Bad, Read};
use super::sheet::{self, Line, Rows, Sheet};
use crate::access::Act;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::{BookPayments, Import};
use crate::partners::store;
use crate::platform::error::{self, Answer, Fault, No, Refusal};
use crate::platform::formats::client_bank::{self, Document, Exchange, NoExchange};
use crate::platform::formats::{BadCell, cells};
use crate::platform::secret;
use crate::platform::values::{Currency, Money};
use crate::receivables::payment::{self, NewPayment, Source};
use crate::say;

/// A payment that came in.
#[derive(Debug, Clone, PartialEq)]
struct Incoming {
    number: String,
    /// The day of the document, which is part of what it is known by.
    date: NaiveDate,
    /// The day it came in.
    paid_on: NaiveDate,
    amount: Money,
    currency: Currency,
    payer_account: String,
    payer_inn: String,
    purpose: String,
}

/// The documents of a file that came in.
struct Documents(Vec<Line<Incoming>>);

/// Reads a file of the bank. What is half a file or another format is refused whole.
pub(super) fn read(bytes: &[u8]) -> Answer<Sheet> {
    let file = client_bank::read(bytes).map_err(|why| refused(&why))?;
    let sha256 = secret::hex(&Sha256::digest(bytes));
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for document in &file.documents {
        match incoming(&file, document) {
            Ok(row) => rows.push(Line { number: document.line, row }),
            Err(fault) => faults.push(RowFault::of(document.line, fault)),
        }
    }
    Ok(Sheet::of(Box::new(Documents(rows)), file.documents.len(), faults, sha256))
}

fn refused(why: &NoExchange) -> No {
    let message = match why {
        NoExchange::Unreadable(why) => return sheet::unreadable(why),
        NoExchange::NotThisFormat => say!("import-bank-not-this-format"),
        NoExchange::Unfinished { line } => say!("import-bank-unfinished", line = line.to_string()),
        NoExchange::NoAccount => say!("import-bank-no-account"),
        NoExchange::TooManyDocuments { limit } => say!("import-unreadable-too-many-rows", limit = limit.to_string()),
    };
    let kind = match why {
        NoExchange::TooManyDocuments { .. } => error::Kind::Transport(413),
        _ => error::Kind::Malformed,
    };
    Refusal::new(kind, why.code(), message).into()
}

fn incoming(file: &Exchange, document: &Document) -> Result<Incoming, Fault> {
    let is_ours = |account: &str| file.accounts.iter().any(|own| own == account);
    let (payer, receiver) = (document.payer_account(), document.receiver_account());
    if !is_ours(receiver) || is_ours(payer) {
        return Err(fault("", "not_incoming", say!("import-bank-not-incoming")));
    }
    let told = |field: &str, bad: Bad| fault(field, bad.code, bad.message);
    let amount = amount(document.get("Сумма")).map_err(|bad| told("amount", bad))?;
    let date = cells::day(document.get("Дата")).map_err(|bad| told("paid_on", bad.into()))?;
    let came = cells::optional(document.get("ДатаПоступило"), cells::day).map_err(|bad| told("paid_on", bad.into()))?;
    let currency = currency(receiver).ok_or_else(|| fault("currency", "unknown_currency", say!("import-unknown-currency")))?;
    Ok(Incoming {
        number: document.get("Номер").to_owned(),
        date,
        paid_on: came.unwrap_or(date),
        amount,
        currency,
        payer_account: payer.to_owned(),
        payer_inn: document.get("ПлательщикИНН").to_owned(),
        purpose: document.purpose(),
    })
}

/// An amount above nothing, with a point or a comma.
fn amount(text: &str) -> Read<Money> {
    let amount = Money::exact(cells::decimal(text, Money::SCALE)?)?;
    if amount.is_positive() { Ok(amount) } else { Err(BadCell::OutOfRange.into()) }
}

/// The currency that an account is kept in, by its sixth to eighth digits.
fn currency(account: &str) -> Option<Currency> {
    Currency::parse(match account.get(5..8)? {
        "810" | "643" => "RUB",
        "840" => "USD",
        "978" => "EUR",
        "156" => "CNY",
        "398" => "KZT",
        "933" => "BYN",
        _ => return None,
    })
}

impl Incoming {
    fn payment(&self, contract: String) -> NewPayment {
        let about: String = self.purpose.chars().filter(|sign| !sign.is_control()).take(180).collect();
        NewPayment {
            contract,
            amount: self.amount,
            currency: self.currency,
            paid_on: self.paid_on,
            reference: format!("№ {} {}", self.number.chars().take(18).collect::<String>(), about.trim()).trim().to_owned(),
            invoices: None,
            source: Source::Bank,
            fingerprint: Some(format!("bank|{}|{}|{}|{}", self.payer_account, self.number, self.date, self.amount)),
        }
    }
}

impl Rows for Documents {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn put(&self, act: &mut Act<'_, Import>, part: Range<usize>, outcome: &mut Outcome) -> Answer<()> {
        let mut act = act.lend::<BookPayments>()?;
        let rows = self.0.get(part).unwrap_or_default();
        let mut wanted: Vec<String> = rows.iter().flat_map(|line| candidates(&line.row.purpose)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let known = store::contract_ids(act.tx(), &wanted)?;
        let payers = payment::contracts_of_payers(act.tx(), &names::texts(rows, |row| [&row.payer_inn]))?;
        for Line { number, row } in rows {
            let named: Vec<String> = candidates(&row.purpose).into_iter().filter(|name| known.contains_key(name)).collect();
            match place(named, payers.get(&row.payer_inn)) {
                Ok(contract) => {
                    let booked = payment::put(&mut act, &row.payment(contract));
                    outcome.take(*number, booked.map(|booked| if booked.was_known { Put::Unchanged } else { Put::Added }))?;
                }
                Err(fault) => outcome.refuse(*number, fault),
            }
        }
        Ok(())
    }
}

/// The contract of a payment: the one that is named, or the only one in force of whoever paid.
fn place(mut named: Vec<String>, of_payer: Option<&Vec<String>>) -> Result<String, Fault> {
    let own = of_payer.map(Vec::as_slice).unwrap_or_default();
    if named.len() > 1 {
        named.retain(|name| own.contains(name));
        return match named.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(fault("contract", "ambiguous", say!("import-bank-ambiguous"))),
        };
    }
    match (named.as_slice(), own) {
        ([one], _) | ([], [one]) => Ok(one.clone()),
        ([], []) => Err(fault("contract", "unknown", say!("import-bank-unplaced"))),
        _ => Err(fault("contract", "ambiguous", say!("import-bank-ambiguous"))),
    }
}

/// Words of a purpose that may be a contract's number, each once. One of digits alone must stand beside the word contract: invoices,
/// days and sums are digits too.
fn candidates(purpose: &str) -> Vec<String> {
    let is_gap = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '(' | ')' | '"' | '«' | '»');
    let words: Vec<&str> = purpose.split(is_gap).map(|word| word.trim_matches(['.', ':', '№', '#', '\''])).collect();
    let mut found: Vec<String> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let has_letter = word.chars().any(char::is_alphabetic);
        let before = words.iter().take(place).rev().take(3);
        let is_good = (1..=60).contains(&word.chars().count()) && (has_letter || before.clone().any(|word| is_contract(word)));
        if is_good && !found.iter().any(|known| known == word) {
            found.push((*word).to_owned());
        }
    }
    found.truncate(60);
    found
}

fn is_contract(word: &str) -> bool {
    let word = word.to_lowercase();
    ["дог", "контракт", "contract", "agreement"].iter().any(|beginning| word.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "40702810138250123017";

    fn file(documents: &[(&str, &str, &str)]) -> String {
        let mut text = format!("1CClientBankExchange\nВерсияФормата=1.03\nРасчСчет={OURS}\n");
        for (payer, receiver, sum) in documents {
            text.push_str(&format!(
                "СекцияДокумент=Платежное поручение\nНомер=7\nДата=01.03.2026\nДатаПоступило=02.03.2026\nСумма={sum}\nПлательщикСчет={payer}\nПолучательСчет={receiver}\nНазначениеПлатежа=По договору A-1\nКонецДокумента\n"
            ));
        }
        text + "КонецФайла\n"
    }

    #[test]
    fn only_what_came_in_is_a_payment() {
        let text = file(&[
            ("40702810900000000001", OURS, "1000.00"),
            (OURS, "40702810900000000001", "5"),
            (OURS, OURS, "5"),
            ("1", OURS, "0"),
            ("1", OURS, "x"),
        ]);
        let sheet = read(text.as_bytes()).unwrap();
        let told: Vec<_> = sheet.faults().iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!((sheet.rows(), sheet.count()), (5, 1));
        assert_eq!(told, [("", "not_incoming"), ("", "not_incoming"), ("amount", "out_of_range"), ("amount", "not_number")]);
    }

    #[test]
    fn a_payment_is_known_by_account_number_day_and_amount() {
        let exchange = client_bank::read(file(&[("40702810900000000001", OURS, "1 000,00")]).as_bytes()).unwrap();
        let row = incoming(&exchange, &exchange.documents[0]).unwrap();
        let payment = row.payment("A-1".into());
        assert_eq!(payment.fingerprint.as_deref(), Some("bank|40702810900000000001|7|2026-03-01|1000.00"));
        assert_eq!((payment.paid_on.to_string().as_str(), payment.currency.code()), ("2026-03-02", "RUB"));
        assert_eq!(payment.reference, "№ 7 По договору A-1");
    }

    #[test]
    fn numbers_of_contracts_are_found_among_words() {
        let found = |text: &str, number: &str| candidates(text).iter().any(|word| word == number);
        assert!(found("Оплата по дог. №A-1 от 01.02.2026, НДС 22%", "A-1"));
        assert!(found("Оплата по договору № 2026/17 (счет 5)", "2026/17"));
        assert!(found("Payment under contract 17.", "17"));
        assert!(!found("Оплата по счету 17 от 01.03.2026", "17"));
        assert_eq!(candidates("A-1, «A-1» (A-1)"), ["A-1"]);
    }

    #[test]
    fn a_payment_goes_where_it_is_named_or_to_the_only_contract() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let placed = |named: &[&str], own: &[&str]| place(names(named), Some(&names(own))).map_err(|fault| fault.code);
        assert_eq!(placed(&["A-1"], &[]), Ok("A-1".into()));
        assert_eq!(placed(&[], &["A-1"]), Ok("A-1".into()));
        assert_eq!(placed(&["A-1", "B-1"], &["B-1", "B-2"]), Ok("B-1".into()));
        assert_eq!(placed(&[], &[]), Err("unknown"));
        assert_eq!(placed(&[], &["A-1", "A-2"]), Err("ambiguous"));
        assert_eq!(placed(&["A-1", "A-2"], &["A-1", "A-2"]), Err("ambiguous"));
        assert_eq!(placed(&["A-1", "A-2"], &["C-1"]), Err("ambiguous"));
    }
}
