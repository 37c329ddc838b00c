//! Russian and English: every sentence is there in both, no page shows the name of a sentence, numbers bend their words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use orderly::access::Role;
use orderly::access::depth::{Depth, LISTED};
use orderly::access::mail::Topic;
use orderly::activity::requested::Reason;
use orderly::orders::standing::schedule::WEEKDAYS;
use orderly::orders::words::{Deed, PromiseWord};
use orderly::orders::{State, standing};
use orderly::partners::{Assortment, StockDisplay};
use orderly::platform::message::Message;
use orderly::platform::web::{Lang, Voice};
use orderly::records::state::Verdict;
use orderly::say;
use serde_json::json;

use crate::House;
use crate::kit::trade::{ADMINISTRATOR, AGENT, ALFA_ADMIN, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::finish;
use crate::receivables::shipped;

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ending));
        } else if entry.extension().is_some_and(|e| e == ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The sentences of a language by their names, each with the text behind it.
pub fn sentences(lang: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in files(&root().join("locales").join(lang), "ftl") {
        let text = fs::read_to_string(&file).expect("a file of sentences");
        let mut current = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let begins = line.split_once('=').filter(|(name, _)| is_name(name.trim_end()));
            if let Some((name, rest)) = begins {
                let name = name.trim_end().to_owned();
                assert!(found.insert(name.clone(), rest.trim().to_owned()).is_none(), "{name} stands twice in {lang}");
                current = Some(name);
            } else if let Some(text) = current.as_ref().and_then(|name| found.get_mut(name)) {
                text.push('\n');
                text.push_str(line.trim());
            }
        }
    }
    found
}

/// Whether a text is made like the name of a sentence: small words with dashes between them.
fn is_name(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let rest: Vec<&str> = parts.collect();
    first.starts_with(|c: char| c.is_ascii_lowercase())
        && is_part(first)
        && !rest.is_empty()
        && rest.iter().all(|part| is_part(part))
}

/// The first words of the names there are.
pub fn rooms(sentences: &BTreeMap<String, String>) -> BTreeSet<String> {
    sentences.keys().filter_map(|name| name.split('-').next()).map(str::to_owned).collect()
}

/// The texts in quotes on a line of the program, each with what stands before it.
fn quoted(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut begins = None;
    let mut is_escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => match begins.take() {
                None => begins = Some(at),
                Some(from) => found.push((&line[..from], &line[from + 1..at])),
            },
            _ => {}
        }
    }
    found
}

/// The program's own lines, without remarks and tests, each with its place.
fn program() -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for file in files(&root().join("src"), "rs") {
        let name = file.strip_prefix(root()).expect("a path").display().to_string();
        if name.contains("/demo/") || name.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a file of the program");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            lines.push((format!("{name}:{}", at + 1), line.to_owned()));
        }
    }
    lines
}

/// Words that look like names of sentences and are something else: parts of pages, kinds of jobs and of imports.
const NO_SENTENCES: &[&str] = &[
    "order-letter",
    "money-letter",
    "stock-notice",
    "contract-prices",
    "own-numbers",
    "quick-order",
    "discount-item-h",
    "on-behalf-of",
    "requested-items",
    "standing-letter",
    "standing-orders",
];

/// Whether what stands before a text says that it is a part of the page and not a sentence.
fn names_a_part(before: &str) -> bool {
    ["id=", "for=", "aria-describedby=", "aria-labelledby=", "form=", "name=", "class=", "href="]
        .iter()
        .any(|mark| before.ends_with(mark))
}

/// Where a sentence is looked up by name.
fn is_lookup(before: &str) -> bool {
    ["say(", "say!(", "plain(", "has(", "label: "].iter().any(|mark| before.ends_with(mark))
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_figures_in_them() {
    let (ru, en) = (sentences("ru"), sentences("en"));
    assert!(ru.len() > 300, "{}", ru.len());
    let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<BTreeSet<_>>();
    let alone: Vec<String> = names(&ru).symmetric_difference(&names(&en)).cloned().collect();
    assert!(alone.is_empty(), "in one language only: {alone:?}");
    let figures = |text: &str| -> BTreeSet<String> {
        text.split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
            .collect()
    };
    for (name, text) in &ru {
        assert_eq!(figures(text), figures(&en[name]), "{name}");
        assert!(!text.trim().is_empty() && !en[name].trim().is_empty(), "{name} says nothing");
        let is_russian = |c: char| c.is_alphabetic() && !c.is_ascii();
        // An example of a path of categories is as it stands in the file.
        assert!(name == "import-bad-path" || !en[name].chars().any(is_russian), "{name}: Russian letters in English");
    }
}

#[test]
fn every_sentence_that_the_program_says_is_there_in_both_languages() {
    let (ru, en) = (sentences("ru"), sentences("en"));
    let rooms = rooms(&en);
    let (mut missing, mut looked_up) = (Vec::new(), 0);
    for (place, line) in program() {
        for (before, text) in quoted(&line) {
            if is_lookup(before) {
                looked_up += 1;
            }
            let is_of_a_room = text.split('-').next().is_some_and(|room| rooms.contains(room));
            let is_sentence = is_lookup(before) || (is_of_a_room && !names_a_part(before) && !NO_SENTENCES.contains(&text));
            if is_name(text) && is_sentence && !(ru.contains_key(text) && en.contains_key(text)) {
                missing.push(format!("{place}: {text}"));
            }
            // A name that is put together must have somebody to begin with it.
            if let Some((beginning, _)) = text.split_once("-{")
                && is_lookup(before.trim_end_matches("&format!("))
            {
                let beginning = format!("{beginning}-");
                assert!(en.keys().any(|name| name.starts_with(&beginning)), "{place}: nothing begins with {beginning}");
            }
        }
    }
    assert!(looked_up > 300, "{looked_up}");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_sentence_whose_name_is_put_together_is_there() {
    let mut names: Vec<String> = Vec::new();
    names.extend(Role::ALL.iter().map(|role| format!("role-{role}")));
    names.extend(LISTED.iter().map(|right| format!("right-{}", right.as_str().replace('.', "_"))));
    names.extend(Depth::ALL.iter().map(|depth| format!("depth-{depth}")));
    names.extend(Topic::ALL.iter().map(|topic| format!("mail-topic-{topic}")));
    names.extend(["saved", "mail", "ended"].map(|done| format!("profile-done-{done}")));
    names.extend(["made", "changed", "removed"].map(|done| format!("role-done-{done}")));
    let people = ["invited", "sent", "withdrawn", "changed", "unchanged", "blocked", "unblocked"];
    names.extend(people.map(|done| format!("people-done-{done}")));
    names.extend(State::ALL.iter().map(|state| format!("order-state-{state}")));
    names.extend(Deed::ALL.iter().map(|deed| format!("order-was-{deed}")));
    names.extend(PromiseWord::ALL.iter().map(|word| format!("promise-why-{word}")));
    names.extend(["overdue", "blocked", "not_prepaid", "not_on_hand"].map(|reason| format!("on-hold-{reason}")));
    names.extend(Verdict::ALL.iter().flat_map(|verdict| [format!("records-is-{verdict}"), format!("records-means-{verdict}")]));
    names.extend(Reason::ALL.iter().map(|reason| format!("requested-{reason}")));
    names.extend(StockDisplay::ALL.iter().map(|display| format!("partner-stock-{display}")));
    names.extend(Assortment::ALL.iter().map(|assortment| format!("contract-assortment-{assortment}")));
    names.extend(["added", "changed", "unchanged", "blocked", "unblocked"].map(|done| format!("person-done-{done}")));
    names.extend(["booked", "short", "unchanged"].map(|done| format!("stock-done-{done}")));
    names.extend(["not_allowed", "no_price", "price", "quantity", "stock_short"].map(|change| format!("again-{change}")));
    names.extend(["cart", "text", "order", "nothing"].map(|source| format!("list-source-{source}")));
    names.extend(WEEKDAYS.iter().map(|(day, _)| format!("standing-day-{day}")));
    names.extend(standing::PricePolicy::ALL.iter().map(|policy| format!("standing-policy-{policy}")));
    names.extend(
        standing::State::ALL.iter().flat_map(|state| [format!("standing-state-{state}"), format!("standing-to-{state}")]),
    );
    names.extend(standing::Outcome::ALL.iter().map(|outcome| format!("standing-outcome-{outcome}")));
    names.extend(["much", "little", "none", "yes"].map(|level| format!("stock-{level}")));
    names.extend(["adjustment", "shipment"].map(|kind| format!("stock-movement-{kind}")));
    names.extend(["all_or_nothing", "skip_bad"].map(|mode| format!("import-mode-{mode}")));
    let kinds = [
        "warehouses",
        "products",
        "prices",
        "stock",
        "partners",
        "people",
        "addresses",
        "contracts",
        "contract-prices",
        "discounts",
        "opening-balances",
        "own-numbers",
    ];
    names.extend(["added", "changed", "unchanged", "refused"].map(|effect| format!("own-number-effect-{effect}")));
    names.extend(kinds.map(|kind| format!("import-kind-{kind}")));
    for name in names {
        for lang in [Lang::Ru, Lang::En] {
            assert!(sentences(lang.as_str()).contains_key(&name), "{name} is missing in {lang}");
        }
    }
}

fn told_in(lang: Lang, message: &Message) -> String {
    Voice { lang, zone: chrono_tz::UTC }.tell(message)
}

#[test]
fn russian_words_bend_with_their_number() {
    let told = |lang: Lang, count: usize| told_in(lang, &say!("cart-goods", count = count));
    for (count, ru, en) in [
        (1, "1 позиция", "1 "),
        (2, "2 позиции", "2 "),
        (4, "4 позиции", "4 "),
        (5, "5 позиций", "5 "),
        (11, "11 позиций", "11 "),
        (21, "21 позиция", "21 "),
        (22, "22 позиции", "22 "),
        (111, "111 позиций", "111 "),
    ] {
        assert!(told(Lang::Ru, count).ends_with(ru), "{}", told(Lang::Ru, count));
        assert!(told(Lang::En, count).contains(en), "{}", told(Lang::En, count));
    }
    let days = |days: i64| told_in(Lang::Ru, &say!("payment-net", days = days));
    assert_eq!(
        [1, 2, 5, 14, 21, 30].map(days),
        ["Отсрочка 1 день", "Отсрочка 2 дня", "Отсрочка 5 дней", "Отсрочка 14 дней", "Отсрочка 21 день", "Отсрочка 30 дней"]
    );
    let net = |days: i64| told_in(Lang::Ru, &say!("contract-net", days = days));
    assert_eq!([1, 2, 5, 21].map(net), ["отсрочка 1 день", "отсрочка 2 дня", "отсрочка 5 дней", "отсрочка 21 день"]);
    let minutes = |lang: Lang, minutes: i64| told_in(lang, &say!("sign-in-wait", minutes = minutes));
    for (count, ru) in [(1, "1 минуту."), (2, "2 минуты."), (5, "5 минут."), (21, "21 минуту.")] {
        assert!(minutes(Lang::Ru, count).ends_with(ru), "{}", minutes(Lang::Ru, count));
    }
    assert!(minutes(Lang::En, 1).ends_with("1 minute.") && minutes(Lang::En, 21).ends_with("21 minutes."));
}

/// What people read or hear of a page: its text, and the attributes that are shown or spoken.
pub fn shown(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        out.push(' ');
        out.push_str(text);
        for name in ["aria-label=\"", "placeholder=\"", "title=\"", "data-label=\"", "alt=\""] {
            for value in tag.split(name).skip(1) {
                out.push(' ');
                out.push_str(value.split('"').next().unwrap_or_default());
            }
        }
    }
    out
}

/// Names of sentences among the words that people see, known ones and those that only look so.
pub fn names_among(text: &str, rooms: &BTreeSet<String>, known: &BTreeMap<String, String>) -> Vec<String> {
    // English writes these with a dash; the file's kind stands among the columns of imports.
    let words = ["sign-in", "contract-prices", "opening-balances", "own-numbers"];
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|word| is_name(word) && !words.contains(word))
        .filter(|word| known.contains_key(*word) || word.split('-').next().is_some_and(|room| rooms.contains(room)))
        .map(str::to_owned)
        .collect()
}

on_both! {
    async fn no_page_shows_the_name_of_a_sentence(house: House) {
        let known = sentences("en");
        let rooms = rooms(&known);
        let sever = house.api(SEVER).await;
        let number = sever.order("languages", json!({"lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "5"}], "comment": "ok"})).await.expect(201).json()["number"].as_str().unwrap().to_owned();
        sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "10"})).await.expect(200);
        sever.set("/api/v1/cart/lines/BK-1", json!({"quantity": "2000"})).await.expect(200);
        sever.look("/api/v1/products?q=nothing-like-this").await.expect(200);
        house.api(AGENT).await.send("/api/v1/partners/ALFA/representations", json!({"reason": "ok"})).await.expect(201);
        let (order, again) = (format!("/orders/{number}"), format!("/orders/{number}/reorder"));
        let pages: [(&str, Vec<&str>); 6] = [
            (SEVER, vec!["/", "/catalogue", "/catalogue?q=zzzz", "/products/DR-1", "/products/NP-1", "/products/GL-5", "/cart", "/quick-order", "/quick-order?put=2", "/lists", "/standing-orders", "/standing-orders/new", "/company/own-numbers", "/orders", "/orders?placed=1", &order, &again, "/requested", "/requested/words", "/catalogue?q=lhtkm", "/profile", "/company", "/nowhere", "/staff"]),
            (ALFA_ADMIN, vec!["/", "/company/own-numbers?done=loaded", "/company/people", "/company/people?invited=sent", "/company/roles", "/company/roles?done=made", "/company/representations", "/orders", "/partners/ALFA"]),
            (MANAGER, vec!["/partners", "/partners/ALFA", "/partners/ALFA?done=added", "/orders", &order, "/requested", "/stock", "/stock/DR-1", "/staff", "/staff?done=unblocked", "/profile"]),
            (AGENT, vec!["/clients", "/partners", "/partners/BETA", "/orders", "/requested"]),
            (WAREHOUSE, vec!["/stock", "/stock/DR-1", "/stock/DR-1?done=short", "/orders"]),
            (ADMINISTRATOR, vec!["/imports", "/imports?kind=prices", "/staff", "/stock"]),
        ];
        for lang in ["ru", "en"] {
            for (login, paths) in &pages {
                let browser = house.browser(login).await;
                browser.fill("/profile", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
                for path in paths {
                    let told = browser.look(path).await;
                    assert!(told.header("content-type").starts_with("text/html"), "{login} {path}: {} {}", told.status, told.location());
                    assert!(told.text.contains(&format!("<html lang=\"{lang}\">")), "{login} {path} is not in {lang}");
                    let names = names_among(&shown(&told.text), &rooms, &known);
                    assert!(names.is_empty(), "{login} {lang} {path}: {names:?}");
                }
            }
        }
        let mut visitor = house.visitor();
        for lang in ["ru", "en"] {
            visitor.language = lang.into();
            for path in ["/sign-in", "/password", "/nowhere", "/links/nothing", "/invitations/nothing", "/mail/nothing", "/api/problems"] {
                let names = names_among(&shown(&visitor.look(path).await.text), &rooms, &known);
                assert!(names.is_empty(), "{lang} {path}: {names:?}");
            }
        }
        house.close().await;
    }

    async fn refused_forms_speak_the_language_of_the_person(house: House) {
        for (lang, words) in [("ru", "такое количество заказать нельзя"), ("en", "this quantity cannot be ordered")] {
            let browser = house.browser(SEVER).await;
            browser.fill("/profile", "/language", &[("lang", lang)]).await.expect(303);
            let told = browser.fill("/cart", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7")]).await.expect(422);
            assert!(told.text.contains(words), "{lang}: {}", told.text);
        }
        house.close().await;
    }

    async fn movements_of_stock_are_named_in_russian(house: House) {
        shipped(&house, "moved", "DR-1", "1").await;
        let warehouse = house.browser(WAREHOUSE).await;
        warehouse.fill("/profile", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        let page = warehouse.look("/stock/DR-1").await.expect(200).text;
        assert!(page.contains(">отгрузка<") && page.contains(">уточнение остатка<") && !page.contains(">shipment<"), "{page}");
        finish(house).await;
    }

    async fn figures_dates_and_money_follow_the_language(house: House) {
        let sever = house.api(SEVER).await;
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "4"})).await.expect(200);
        for (lang, price, total) in [("ru", "3\u{a0}920,00\u{a0}₽", "15\u{a0}680,00\u{a0}₽"), ("en", "3,920.00\u{a0}₽", "15,680.00\u{a0}₽")] {
            let browser = house.browser(SEVER).await;
            browser.fill("/profile", "/language", &[("lang", lang)]).await.expect(303);
            let page = browser.look("/cart").await.expect(200).text;
            assert!(page.contains(price) && page.contains(total), "{lang}: {page}");
        }
        let names = [("ru", "Дрель ударная Вектор 750 Вт"), ("en", "Impact drill Vector 750 W")];
        for (lang, name) in names {
            let browser = house.browser(SEVER).await;
            browser.fill("/profile", "/language", &[("lang", lang)]).await.expect(303);
            assert!(browser.look("/catalogue").await.expect(200).text.contains(name), "{lang}");
        }
        house.close().await;
    }
}
