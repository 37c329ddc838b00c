//! The client companies of the demo: who they are, where they sit, where their goods go.
//! Called by `world`; people, contracts and orders are made for these. It never decides what they buy.

use super::csv::Csv;
use super::random::Random;
use super::requisites::{self, BIC, Requisites};
use super::{between, pick_text, roubles};

/// A town: registration region, first digits of its post code, telephone code, and its warehouses
/// from the nearest on.
#[derive(Debug)]
pub struct Town {
    pub name: &'static str,
    pub region: &'static str,
    pub post: &'static str,
    pub phone: &'static str,
    pub warehouses: &'static [&'static str],
}

/// One client company.
#[derive(Debug)]
pub struct Partner {
    pub code: &'static str,
    pub name: &'static str,
    pub town: &'static Town,
    pub units: &'static [&'static str],
    /// How many orders it places in a year, about.
    pub rhythm: u64,
    pub agent: &'static str,
    pub stock_display: &'static str,
    pub legal_address: String,
    pub requisites: Requisites,
    pub addresses: Vec<Address>,
}

/// A place of delivery; the cost is gross, in kopecks or cents of the partner's contract.
#[derive(Debug)]
pub struct Address {
    pub name: String,
    pub address: String,
    pub unit: &'static str,
    pub method: &'static str,
    pub cost: u64,
}

impl Partner {
    /// The part of its logins after the sign.
    pub fn domain(&self) -> String {
        format!("{}.example", self.code.to_lowercase())
    }
}

const CENTRE: &[&str] = &["MSK", "SPB"];
const NORTH: &[&str] = &["SPB", "MSK"];
const URAL: &[&str] = &["EKB", "MSK"];
const VOLGA: &[&str] = &["MSK", "EKB"];
const SOUTH: &[&str] = &["MSK"];

const fn town(
    name: &'static str,
    region: &'static str,
    post: &'static str,
    phone: &'static str,
    warehouses: &'static [&'static str],
) -> Town {
    Town { name, region, post, phone, warehouses }
}

static TOWNS: &[Town] = &[
    town("Москва", "77", "115", "495", CENTRE),
    town("Санкт-Петербург", "78", "192", "812", NORTH),
    town("Екатеринбург", "66", "620", "343", URAL),
    town("Тула", "71", "300", "4872", CENTRE),
    town("Тверь", "69", "170", "4822", CENTRE),
    town("Калуга", "40", "248", "4842", CENTRE),
    town("Рязань", "62", "390", "4912", CENTRE),
    town("Ярославль", "76", "150", "4852", CENTRE),
    town("Владимир", "33", "600", "4922", CENTRE),
    town("Смоленск", "67", "214", "4812", CENTRE),
    town("Подольск", "50", "142", "4967", SOUTH),
    town("Химки", "50", "141", "495", CENTRE),
    town("Нижний Новгород", "52", "603", "831", VOLGA),
    town("Казань", "16", "420", "843", VOLGA),
    town("Самара", "63", "443", "846", VOLGA),
    town("Великий Новгород", "53", "173", "8162", NORTH),
    town("Псков", "60", "180", "8112", NORTH),
    town("Петрозаводск", "10", "185", "8142", NORTH),
    town("Вологда", "35", "160", "8172", NORTH),
    town("Архангельск", "29", "163", "8182", NORTH),
    town("Калининград", "39", "236", "4012", NORTH),
    town("Челябинск", "74", "454", "351", URAL),
    town("Тюмень", "72", "625", "3452", URAL),
    town("Пермь", "59", "614", "342", URAL),
    town("Уфа", "02", "450", "347", URAL),
    town("Курган", "45", "640", "3522", URAL),
    town("Омск", "55", "644", "3812", URAL),
    town("Новосибирск", "54", "630", "383", URAL),
    town("Воронеж", "36", "394", "473", SOUTH),
    town("Белгород", "31", "308", "4722", SOUTH),
    town("Ростов-на-Дону", "61", "344", "863", SOUTH),
    town("Краснодар", "23", "350", "861", SOUTH),
    town("Липецк", "48", "398", "4742", SOUTH),
    town("Орёл", "57", "302", "4862", SOUTH),
];

/// Code, name, town, orders in a year.
const COMPANIES: &[(&str, &str, &str, u64)] = &[
    ("ALFA", "ООО «Альфа»", "Москва", 132),
    ("BETA", "ООО «Бета»", "Санкт-Петербург", 96),
    ("GAMMA", "ООО «Гамма»", "Екатеринбург", 52),
    ("STROYMIR", "ООО «Строймир»", "Тула", 34),
    ("MASTEROK", "ООО «Мастерок»", "Тверь", 22),
    ("KREPTSENTR", "ООО «Крепёж-Центр»", "Калуга", 18),
    ("ELEKTRON", "ООО «Электрон-Сервис»", "Рязань", 24),
    ("REMDOM", "ООО «РемДом»", "Ярославль", 16),
    ("VOLGASNAB", "ООО «Волга-Снаб»", "Нижний Новгород", 30),
    ("VLADSTROY", "ООО «ВладСтройКомплект»", "Владимир", 20),
    ("GARANT", "ООО «Гарант»", "Москва", 26),
    ("TEKHSNAB", "АО «Техснаб»", "Москва", 40),
    ("STOLITSA", "ООО «Столица Инструмента»", "Москва", 36),
    ("PROFIL", "ООО «Профиль»", "Подольск", 14),
    ("SOKOLOVA", "ИП Соколова Марина Викторовна", "Калуга", 9),
    ("NEVATRADE", "ООО «Нева Трейд»", "Санкт-Петербург", 28),
    ("LADOGA", "ООО «Ладога-Строй»", "Санкт-Петербург", 22),
    ("BALTEXPORT", "ООО «Балтика Экспорт»", "Калининград", 12),
    ("PSKOVOPT", "ООО «Псков-Опт»", "Псков", 12),
    ("KARELIA", "ООО «Карелия Снаб»", "Петрозаводск", 13),
    ("VOLOGDA", "ООО «Вологодский Хозторг»", "Вологда", 17),
    ("NOVSTROY", "ООО «НовСтрой»", "Великий Новгород", 11),
    ("SEVTERM", "АО «Северный Терминал»", "Архангельск", 10),
    ("POMORYE", "ООО «Поморье»", "Архангельск", 9),
    ("URALPROM", "ООО «УралПромКомплект»", "Екатеринбург", 38),
    ("POYAS", "ООО «Каменный Пояс»", "Екатеринбург", 18),
    ("CHELSNAB", "ООО «ЧелСнаб»", "Челябинск", 24),
    ("TYUMEN", "ООО «Тюмень-Инструмент»", "Тюмень", 20),
    ("KAMATORG", "ООО «Кама-Торг»", "Пермь", 16),
    ("AGIDEL", "ООО «Агидель»", "Уфа", 14),
    ("MELNIKOV", "ИП Мельников Андрей Павлович", "Курган", 8),
    ("IRTYSH", "ООО «Иртыш»", "Омск", 12),
    ("SIBSTROY", "ООО «СибСтройСервис»", "Новосибирск", 19),
    ("IDEL", "ООО «Идель-Снаб»", "Казань", 21),
    ("ZHIGULI", "ООО «Жигули-Опт»", "Самара", 18),
    ("CHERNOZEM", "ООО «Черноземье»", "Воронеж", 15),
    ("BELOGORYE", "ООО «Белогорье»", "Белгород", 12),
    ("DONMASTER", "ООО «Дон-Мастер»", "Ростов-на-Дону", 23),
    ("KUBAN", "ООО «Кубань Хозторг»", "Краснодар", 20),
    ("LZMK", "АО «Липецкий завод металлоконструкций»", "Липецк", 11),
    ("SMOLDVOR", "ООО «Смоленский Двор»", "Смоленск", 10),
    ("GUSEV", "ИП Гусев Дмитрий Олегович", "Орёл", 7),
    ("DOMSERVIS", "ООО «УК Домсервис»", "Химки", 15),
];

const STREETS: &[&str] = &[
    "ул. Промышленная",
    "ул. Заводская",
    "ул. Складская",
    "ул. Советская",
    "пр-т Строителей",
    "ул. Индустриальная",
    "ул. Гагарина",
    "ул. Механизаторов",
    "ул. Чехова",
    "пер. Рабочий",
    "ул. Транспортная",
    "ул. Мира",
];
const STORES: &[&str] = &["Основной склад", "Склад", "Центральный склад", "База"];
const OTHERS: &[&str] = &["Магазин", "Строительный объект", "Второй склад", "Офис", "Торговый павильон"];
const CARRIERS: &[&str] = &["Наш транспорт до двери", "Транспортная компания до терминала", "Транспортная компания до двери"];
const PICKUP: &str = "Самовывоз";

/// Every partner, ALFA, BETA and GAMMA first.
pub fn partners(random: &mut Random) -> Vec<Partner> {
    let made = COMPANIES.iter().enumerate();
    made.filter_map(|(place, row)| Some(partner(random, place, row, TOWNS.iter().find(|town| town.name == row.2)?))).collect()
}

fn partner(random: &mut Random, place: usize, row: &(&'static str, &'static str, &str, u64), town: &'static Town) -> Partner {
    let (code, name, _, rhythm) = *row;
    let is_person = name.starts_with("ИП ");
    let make = if is_person { requisites::entrepreneur } else { requisites::company };
    let requisites = make(random, town.region);
    let office = if is_person { "кв." } else { "оф." };
    let legal_address = format!("{}, {office} {}", street_address(random, town), between(random, 1, 240));
    let units: &'static [&'static str] = if code == "ALFA" { &["Север", "Юг"] } else { &[] };
    Partner {
        code,
        name,
        town,
        units,
        rhythm,
        agent: if place < 2 || (place > 2 && place.is_multiple_of(2)) {
            "agent1@optima.example"
        } else {
            "agent2@optima.example"
        },
        stock_display: stock_display(code, place),
        legal_address,
        requisites,
        addresses: addresses(random, code, town, units),
    }
}

fn stock_display(code: &str, place: usize) -> &'static str {
    match (code, place % 7) {
        ("ALFA" | "GAMMA", _) => "exact",
        ("BETA", _) => "level",
        ("MELNIKOV", _) => "hidden",
        (_, 3) => "yes_no",
        (_, 0 | 5) => "level",
        _ => "exact",
    }
}

fn addresses(random: &mut Random, code: &str, town: &'static Town, units: &'static [&'static str]) -> Vec<Address> {
    let mut all: Vec<Address> = Vec::new();
    for &unit in units {
        all.push(delivered(random, town, format!("Склад «{unit}»"), unit));
    }
    if all.is_empty() {
        let name = pick_text(random, STORES).to_owned();
        all.push(delivered(random, town, name, ""));
    }
    if units.is_empty() && random.chance(45) {
        let name = pick_text(random, OTHERS).to_owned();
        all.push(delivered(random, town, name, ""));
    }
    if code == "BALTEXPORT" {
        // Its contract is in euro, and so is what its deliveries cost.
        all.iter_mut().for_each(|address| address.cost /= 20);
    }
    if let Some((name, address)) = own_store(town) {
        let name = format!("Самовывоз: {name}");
        all.push(Address { name, address: address.to_owned(), unit: "", method: PICKUP, cost: 0 });
    }
    all
}

fn delivered(random: &mut Random, town: &Town, name: String, unit: &'static str) -> Address {
    let is_near = own_store(town).is_some() || town.warehouses == CENTRE;
    let method = pick_text(random, if is_near { CARRIERS } else { CARRIERS.get(1..).unwrap_or_default() });
    let cost = if method.ends_with("терминала") { 45_000 } else { 90_000 } + random.below(12) * 15_000;
    Address { name, address: street_address(random, town), unit, method, cost }
}

/// Our own warehouse, for the partners of its town.
fn own_store(town: &Town) -> Option<(&'static str, &'static str)> {
    super::stock::WAREHOUSES.iter().find(|store| store.town == town.name).map(|store| (store.name, store.address))
}

fn street_address(random: &mut Random, town: &Town) -> String {
    let street = pick_text(random, STREETS);
    format!("{}{:03}, г. {}, {street}, д. {}", town.post, between(random, 1, 98), town.name, between(random, 1, 118))
}

/// The file of partners.
pub fn partners_csv(partners: &[Partner]) -> String {
    let mut csv = Csv::new(&[
        "code",
        "name",
        "inn",
        "kpp",
        "ogrn",
        "bic",
        "account",
        "legal_address",
        "units",
        "manager",
        "agents",
        "stock_display",
    ]);
    for partner in partners {
        let Requisites { inn, kpp, ogrn, account } = &partner.requisites;
        let units = partner.units.join("|");
        let manager = "manager@optima.example";
        let (address, display) = (&partner.legal_address, partner.stock_display);
        csv.row(&[partner.code, partner.name, inn, kpp, ogrn, BIC, account, address, &units, manager, partner.agent, display]);
    }
    csv.finish()
}

/// The file of delivery addresses; the first of each partner is its default.
pub fn addresses_csv(partners: &[Partner]) -> String {
    let mut csv = Csv::new(&["partner", "name", "address", "unit", "delivery_method", "delivery_cost", "default"]);
    for partner in partners {
        for (place, to) in partner.addresses.iter().enumerate() {
            let default = if place == 0 { "yes" } else { "no" };
            csv.row(&[partner.code, &to.name, &to.address, to.unit, to.method, &roubles(to.cost), default]);
        }
    }
    csv.finish()
}
