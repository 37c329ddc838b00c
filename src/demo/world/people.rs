//! Who signs in: our own people and those of the partners.
//! Called by `world`. Passwords are not made here.

use super::csv::Csv;
use super::partners::Partner;
use super::random::Random;
use super::{Person, between, pick_text};

/// Login, name, phone, role of our own people.
const STAFF: &[(&str, &str, &str, &str)] = &[
    ("manager@optima.example", "Лебедева Ольга Викторовна", "+7 495 620-14-10", "manager"),
    ("accountant@optima.example", "Громова Наталья Сергеевна", "+7 495 620-14-21", "accountant"),
    ("warehouse@optima.example", "Кузьмин Павел Андреевич", "+7 495 620-14-35", "warehouse"),
    ("operator@optima.example", "Власова Дарья Игоревна", "+7 495 620-14-02", "operator"),
    ("administrator@optima.example", "Орлов Илья Максимович", "+7 495 620-14-50", "administrator"),
    ("agent1@optima.example", "Фомин Сергей Алексеевич", "+7 916 204-18-73", "agent"),
    ("agent2@optima.example", "Белова Екатерина Дмитриевна", "+7 912 640-55-31", "agent"),
];

/// Partner, login before the sign, name, unit, role of the people that are printed at the start.
const KNOWN: &[(&str, &str, &str, &str, &str)] = &[
    ("ALFA", "sever", "Тимофеев Роман Евгеньевич", "Север", "buyer"),
    ("ALFA", "yug", "Захарова Анна Константиновна", "Юг", "buyer"),
    ("ALFA", "admin", "Воронцов Михаил Юрьевич", "", "partner_admin"),
    ("BETA", "zakupki", "Никитина Светлана Павловна", "", "buyer"),
    ("BETA", "sklad", "Егоров Антон Ильич", "", "buyer"),
    ("BETA", "admin", "Савельева Ирина Борисовна", "", "partner_admin"),
    ("GAMMA", "zakaz", "Шестаков Денис Владимирович", "", "buyer"),
];

const MEN: (&[&str], &[&str], &[&str]) = (
    &[
        "Андреев",
        "Борисов",
        "Виноградов",
        "Данилов",
        "Жуков",
        "Зайцев",
        "Киселёв",
        "Макаров",
        "Поляков",
        "Рябов",
        "Титов",
        "Фролов",
    ],
    &["Алексей", "Виктор", "Глеб", "Евгений", "Иван", "Кирилл", "Максим", "Николай", "Пётр", "Юрий"],
    &["Александрович", "Васильевич", "Геннадьевич", "Леонидович", "Николаевич", "Петрович", "Романович", "Степанович"],
);
const WOMEN: (&[&str], &[&str], &[&str]) = (
    &[
        "Антонова",
        "Баранова",
        "Голубева",
        "Ершова",
        "Исаева",
        "Котова",
        "Логинова",
        "Медведева",
        "Романова",
        "Сорокина",
        "Чернова",
    ],
    &["Алина", "Валентина", "Галина", "Елена", "Жанна", "Ксения", "Людмила", "Марина", "Татьяна", "Юлия"],
    &["Андреевна", "Валерьевна", "Григорьевна", "Михайловна", "Олеговна", "Сергеевна", "Фёдоровна", "Юрьевна"],
);
const BOXES: &[&str] = &["zakaz", "snab", "zakupki", "opt", "info"];

/// A person of a partner.
#[derive(Debug)]
pub struct Member {
    pub login: String,
    pub name: String,
    pub phone: String,
    pub partner: &'static str,
    pub unit: &'static str,
    pub role: &'static str,
    pub language: &'static str,
}

/// The people of all partners: at least one buyer each.
pub fn members(random: &mut Random, partners: &[Partner]) -> Vec<Member> {
    partners.iter().flat_map(|partner| members_of(random, partner)).collect()
}

fn members_of(random: &mut Random, partner: &Partner) -> Vec<Member> {
    let known: Vec<Member> =
        KNOWN.iter().filter(|row| row.0 == partner.code).map(|row| member(random, partner, row.1, row.2, row.3, row.4)).collect();
    if !known.is_empty() {
        return known;
    }
    let name = match partner.name.strip_prefix("ИП ") {
        Some(owner) => owner.to_owned(),
        None => full_name(random),
    };
    let mailbox = pick_text(random, BOXES);
    vec![member(random, partner, mailbox, &name, "", "buyer")]
}

fn member(random: &mut Random, partner: &Partner, mailbox: &str, name: &str, unit: &'static str, role: &'static str) -> Member {
    let code = partner.town.phone;
    // Code and number make ten digits together.
    let number = if code.len() == 3 {
        format!("{}-{:02}-{:02}", between(random, 210, 780), random.below(100), random.below(100))
    } else {
        format!("{}-{:02}-{:02}", between(random, 21, 78), random.below(100), random.below(100))
    };
    Member {
        login: format!("{mailbox}@{}", partner.domain()),
        name: name.to_owned(),
        phone: format!("+7 {code} {number}"),
        partner: partner.code,
        unit,
        role,
        language: if partner.code == "BALTEXPORT" { "en" } else { "ru" },
    }
}

fn full_name(random: &mut Random) -> String {
    let (surnames, names, patronymics) = if random.chance(50) { MEN } else { WOMEN };
    format!("{} {} {}", pick_text(random, surnames), pick_text(random, names), pick_text(random, patronymics))
}

/// The accounts that the demo prints: the partners' people that are known by name, then our own.
pub fn printed(members: &[Member]) -> Vec<Person> {
    let theirs = members.iter().filter(|member| KNOWN.iter().any(|row| row.0 == member.partner));
    let theirs =
        theirs.map(|member| Person { login: member.login.clone(), role: member.role, partner: Some(member.partner.to_owned()) });
    let ours = STAFF.iter().map(|row| Person { login: row.0.to_owned(), role: row.3, partner: None });
    theirs.chain(ours).collect()
}

const HEADER: &[&str] = &["login", "name", "phone", "partner", "unit", "roles", "language"];

/// The file of our own people.
pub fn staff_csv() -> String {
    let mut csv = Csv::new(HEADER);
    for (login, name, phone, role) in STAFF {
        csv.row(&[login, name, phone, "", "", role, "ru"]);
    }
    csv.finish()
}

/// The file of the partners' people.
pub fn members_csv(members: &[Member]) -> String {
    let mut csv = Csv::new(HEADER);
    for member in members {
        let Member { login, name, phone, partner, unit, role, language } = member;
        csv.row(&[login, name, phone, partner, unit, role, language]);
    }
    csv.finish()
}
