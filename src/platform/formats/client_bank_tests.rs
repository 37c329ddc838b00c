//! Files of banks, good and odd.

use super::*;

const HEAD: &str = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nОтправитель=Банк\r\nДатаСоздания=02.03.2026\r\n\
    ДатаНачала=01.03.2026\r\nДатаКонца=01.03.2026\r\nРасчСчет=40702810138250123017\r\n";
const ACCOUNT: &str = "СекцияРасчСчет\r\nДатаНачала=01.03.2026\r\nРасчСчет=40702810138250123017\r\nНачальныйОстаток=100.00\r\nВсегоПоступило=1000,00\r\nКонецРасчСчет\r\n";
const DOCUMENT: &str = "СекцияДокумент=Платежное поручение\r\nНомер=17\r\nДата=01.03.2026\r\nСумма=1000,00\r\n\
    ПлательщикСчет=40702810900000000001\r\nДатаСписано=01.03.2026\r\nПлательщик=ИНН 7707083893 ООО «Альфа»\r\nПлательщикИНН=7707083893\r\n\
    ПолучательСчет=40702810138250123017\r\nДатаПоступило=01.03.2026\r\nПолучательИНН=500100732259\r\n\
    НазначениеПлатежа=Оплата по договору A-1 за товар, НДС 22% = 180.33\r\nКонецДокумента\r\n";
const END: &str = "КонецФайла\r\n";

fn whole() -> String {
    format!("{HEAD}{ACCOUNT}{DOCUMENT}{END}")
}

fn no(text: &str) -> NoExchange {
    read(text.as_bytes()).unwrap_err()
}

#[test]
fn a_statement_is_read_in_each_of_its_encodings() {
    let text = whole();
    let plain = read(text.as_bytes()).unwrap();
    assert_eq!(plain.accounts, ["40702810138250123017"]);
    let document = &plain.documents[0];
    assert_eq!((document.kind.as_str(), document.get("Номер"), document.get("Сумма")), ("Платежное поручение", "17", "1000,00"));
    assert_eq!((document.payer_account(), document.receiver_account()), ("40702810900000000001", "40702810138250123017"));
    assert_eq!(document.purpose(), "Оплата по договору A-1 за товар, НДС 22% = 180.33");
    assert_eq!(document.line, 15);
    // Quotation marks of print are not in code page 866.
    let dos = text.replace(['«', '»'], "\"");
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    assert_eq!(read(&WINDOWS_1251.encode(&text).0).unwrap(), plain);
    assert_eq!(read(&marked).unwrap(), plain);
    assert_eq!(read(&IBM866.encode(&dos).0).unwrap(), read(dos.as_bytes()).unwrap());
}

#[test]
fn half_a_file_is_refused_whole() {
    assert_eq!(no(&format!("{HEAD}{ACCOUNT}{DOCUMENT}")), NoExchange::Unfinished { line: 27 });
    let cut = DOCUMENT.split("НазначениеПлатежа").next().unwrap();
    assert_eq!(no(&format!("{HEAD}{ACCOUNT}{cut}")), NoExchange::Unfinished { line: 15 });
    assert_eq!(no(&format!("{HEAD}{ACCOUNT}{cut}{DOCUMENT}{END}")), NoExchange::Unfinished { line: 15 });
    assert_eq!(no(&format!("{HEAD}{ACCOUNT}{cut}{END}")), NoExchange::Unfinished { line: 15 });
    let open = ACCOUNT.replace("КонецРасчСчет\r\n", "");
    assert_eq!(no(&format!("{HEAD}{open}{DOCUMENT}{END}")), NoExchange::Unfinished { line: 9 });
}

#[test]
fn what_is_no_such_file_is_refused() {
    assert_eq!(no(""), NoExchange::Unreadable(Unreadable::Empty));
    assert_eq!(no("contract;amount\nA-1;5\n"), NoExchange::NotThisFormat);
    assert_eq!(no("1CClientBankExchangeX\n"), NoExchange::NotThisFormat);
    assert_eq!(read(b"1CClientBankExchange\n\0"), Err(NoExchange::Unreadable(Unreadable::NotText)));
    assert_eq!(read(b"\xff\xfe1\0C\0"), Err(NoExchange::Unreadable(Unreadable::Utf16)));
    let koi8 = encoding_rs::KOI8_R.encode(&whole().replace(['«', '»'], "\"")).0.into_owned();
    assert_eq!(read(&koi8), Err(NoExchange::Unreadable(Unreadable::Encoding { line: 2 })));
}

#[test]
fn sections_may_be_missing_and_accounts_several() {
    // Some banks leave the section of the account out: the head names it as well.
    assert_eq!(read(format!("{HEAD}{DOCUMENT}{END}").as_bytes()).unwrap().accounts.len(), 1);
    let headless = HEAD.replace("РасчСчет=40702810138250123017\r\n", "");
    assert_eq!(no(&format!("{headless}{DOCUMENT}{END}")), NoExchange::NoAccount);
    assert_eq!(read(format!("{headless}{ACCOUNT}{DOCUMENT}{END}").as_bytes()).unwrap().accounts.len(), 1);
    let second = ACCOUNT.replace("40702810138250123017", "40702840000000000002");
    let both = read(format!("{HEAD}{ACCOUNT}{second}{END}").as_bytes()).unwrap();
    assert_eq!(both.accounts, ["40702810138250123017", "40702840000000000002"]);
    assert!(both.documents.is_empty());
}

#[test]
fn purposes_come_whole_in_parts_or_broken() {
    let parts = DOCUMENT.replace(
        "НазначениеПлатежа=Оплата по договору A-1 за товар, НДС 22% = 180.33",
        "НазначениеПлатежа1=Оплата\r\nНазначениеПлатежа2=по договору A-1",
    );
    let read_one = |document: &str| read(format!("{HEAD}{document}{END}").as_bytes()).unwrap().documents[0].purpose();
    assert_eq!(read_one(&parts), "Оплата по договору A-1");
    let broken = DOCUMENT.replace("за товар, НДС 22% = 180.33", "\r\nза товар,\r\nНДС 22% = 180.33");
    assert_eq!(read_one(&broken), "Оплата по договору A-1 за товар, НДС 22% = 180.33");
}

#[test]
fn the_first_of_two_equal_fields_counts_and_blank_ones_do_not() {
    let twice = DOCUMENT.replace("Номер=17", "Номер=17\r\nНомер=18\r\nПлательщикСчет=");
    let document = read(format!("{HEAD}{twice}{END}").as_bytes()).unwrap().documents.remove(0);
    assert_eq!((document.get("Номер"), document.payer_account()), ("17", ""));
    let elsewhere = DOCUMENT.replace("ПлательщикСчет=40702810900000000001", "ПлательщикРасчСчет=40702810900000000001");
    let document = read(format!("{HEAD}{elsewhere}{END}").as_bytes()).unwrap().documents.remove(0);
    assert_eq!(document.payer_account(), "40702810900000000001");
}
