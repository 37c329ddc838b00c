//! A small believable trade: two partners, *Альфа* (units Север, Юг) and *Бета*, three warehouses, contracts of several kinds.
//! It is brought in by the importer, as an installer would.

use orderly::access::Role;
use orderly::access::accounts::people::{self, NewPerson};
use orderly::access::permission::marks::ManageAccounts;
use orderly::platform::web::Lang;

use super::{Client, House};

/// Who runs the house.
pub const ADMINISTRATOR: &str = "administrator@seller.example";
/// A buyer of Альфа, unit Север.
pub const SEVER: &str = "sever@alfa.example";
/// A buyer of Альфа, unit Юг.
pub const YUG: &str = "yug@alfa.example";
/// The administrator of Альфа.
pub const ALFA_ADMIN: &str = "admin@alfa.example";
/// A buyer of Бета.
pub const BETA: &str = "buyer@beta.example";
/// A person who buys for both.
pub const BOTH: &str = "both@buyers.example";
/// An agent whose clients are Альфа and Бета.
pub const AGENT: &str = "agent@seller.example";
/// An agent without clients.
pub const OTHER_AGENT: &str = "other-agent@seller.example";
/// The office manager.
pub const MANAGER: &str = "manager@seller.example";
/// The warehouse.
pub const WAREHOUSE: &str = "warehouse@seller.example";
/// The accountant.
pub const ACCOUNTANT: &str = "accountant@seller.example";
/// The operator.
pub const OPERATOR: &str = "operator@seller.example";

/// Makes the administrator, whose password nobody needs.
pub async fn administrator(house: &House) {
    administrator_named(house, "Анна Белова").await;
}

/// The same, or gives her another name.
pub async fn administrator_named(house: &House, name: &str) {
    let person = NewPerson {
        login: ADMINISTRATOR.into(),
        name: name.into(),
        phone: None,
        lang: Lang::En,
        partner: None,
        unit: None,
        roles: vec![Role::Administrator],
    };
    house.gate.system::<ManageAccounts>("tests").write(person, people::put).await.expect("the administrator");
}

/// The files of the trade, in the order of import.
pub const FILES: &[(&str, &str)] = &[
    (
        "warehouses",
        "code,name,name_en,address\nMSK,Москва,Moscow,ул. Складская 1\nSPB,Санкт-Петербург,Saint Petersburg,ул. Морская 2\nEKB,Екатеринбург,Yekaterinburg,ул. Горная 3\n",
    ),
    (
        "products",
        "sku,name,name_en,category,category_en,unit,moq,multiple,vat,barcode,weight_kg,attributes,attributes_en\n\
         DR-1,Дрель ударная Вектор 750 Вт,Impact drill Vector 750 W,Инструмент / Дрели,Tools / Drills,шт,1,1,standard,4600000000008,2.1,Мощность=750 Вт,Power=750 W\n\
         DR-2,Дрель-шуруповёрт Вектор 18 В,Drill driver Vector 18 V,Инструмент / Дрели,Tools / Drills,шт,1,1,standard,,1.4,,\n\
         GL-5,Перчатки рабочие,Work gloves,Спецодежда / Перчатки,Workwear / Gloves,пара,5,5,standard,,0.05,,\n\
         BK-1,Тетрадь школьная,School exercise book,Канцелярия / Тетради,Office / Exercise books,шт,10,10,reduced,,0.04,,\n\
         CB-1,Кабель силовой ВВГ 3×2.5,Power cable VVG 3×2.5,Электрика / Кабель,Electrical / Cable,м,1,0.5,standard,,0.2,,\n\
         SV-1,Услуга без НДС,Service without VAT,Прочее / Услуги,Other / Services,шт,1,1,none,,0,,\n\
         NP-1,Товар без цены,Product without a price,Инструмент / Дрели,Tools / Drills,шт,1,1,standard,,0,,\n\
         00417,Анкер клиновой М8,Wedge anchor M8,Крепёж / Анкеры,Fasteners / Anchors,шт,1,1,standard,,0.1,,\n",
    ),
    (
        "prices",
        "price_list,currency,sku,from_quantity,price,floor,valid_from,valid_until,tier\n\
         OPT,RUB,DR-1,0,4000,3000,2020-01-01,,whole\nOPT,RUB,DR-1,10,3800,,2020-01-01,,whole\nOPT,RUB,DR-2,0,7500.5,,2020-01-01,,whole\n\
         OPT,RUB,GL-5,0,49.90,40,2020-01-01,,whole\nOPT,RUB,BK-1,0,12.35,,2020-01-01,,whole\nOPT,RUB,CB-1,0,88.8888,,2020-01-01,,whole\n\
         OPT,RUB,SV-1,0,1000,,2020-01-01,,whole\nOPT,RUB,00417,0,15,,2020-01-01,,whole\n",
    ),
    (
        "prices",
        "price_list,currency,sku,from_quantity,price,tier\nSTEP,RUB,DR-1,0,4000,above\nSTEP,RUB,DR-1,10,3600,above\nSTEP,RUB,GL-5,0,50,above\n",
    ),
    (
        "stock",
        "warehouse,sku,on_hand,expected,expected_on\nMSK,DR-1,100,,\nSPB,DR-1,40,,\nEKB,DR-1,500,,\nMSK,DR-2,10,30,2099-01-15\nMSK,GL-5,1000,,\nMSK,BK-1,1000,,\n\
         SPB,CB-1,750.5,,\nMSK,SV-1,1000,,\nMSK,00417,3,,\nMSK,NP-1,5,,\n",
    ),
    (
        "people",
        "login,name,phone,partner,unit,roles,language\nagent@seller.example,Пётр Ильин,+7 900 000-00-01,,,agent,en\nother-agent@seller.example,Иван Лишний,,,,agent,en\n\
         manager@seller.example,Мария Орлова,+7 495 123-45-67,,,manager,en\nwarehouse@seller.example,Семён Складов,,,,warehouse,en\n\
         accountant@seller.example,Ольга Счётова,,,,accountant,en\noperator@seller.example,Вера Звонкова,,,,operator,en\n",
    ),
    (
        "partners",
        "code,name,inn,kpp,units,manager,agents,stock_display\nALFA,ООО «Альфа»,7707083893,773601001,Север|Юг,manager@seller.example,agent@seller.example,exact\n\
         BETA,ООО «Бета»,,,,manager@seller.example,agent@seller.example,level\nGAMMA,ООО «Гамма»,,,,,,hidden\n",
    ),
    (
        "people",
        "login,name,phone,partner,unit,roles,language\nsever@alfa.example,Ирина Северова,,ALFA,Север,buyer,en\nyug@alfa.example,Юрий Южный,,ALFA,Юг,buyer,en\n\
         admin@alfa.example,Алла Админова,,ALFA,,partner_admin,en\nbuyer@beta.example,Борис Бетин,,BETA,,buyer,en\nboth@buyers.example,Василий Двойной,,ALFA,,buyer,en\n",
    ),
    ("people", "login,name,partner,roles,language\nboth@buyers.example,Василий Двойной,BETA,buyer,en\n"),
    (
        "addresses",
        "partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,Склад Север,\"Москва, ул. Северная 1\",Север,Самовывоз,0,yes\n\
         ALFA,Склад Юг,\"Москва, ул. Южная 2\",Юг,Доставка,1220,no\nBETA,Магазин,\"Тверь, ул. Главная 3\",,Самовывоз,0,yes\n",
    ),
    (
        "contracts",
        "number,partner,currency,price_list,valid_from,valid_until,assortment,assortment_items,payment,credit_limit,discount_policy,vat,warehouses,minimum_order\n\
         A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,1000000,best,included,MSK|SPB,0\n\
         A-2,ALFA,RUB,OPT,2020-01-01,,categories,Спецодежда,net 14,,best,included,MSK,500\n\
         A-0,ALFA,RUB,OPT,2018-01-01,2019-12-31,all,,net 14,,best,included,MSK,0\n\
         B-1,BETA,RUB,STEP,2020-01-01,,products,DR-1|GL-5,prepaid,,cumulative,on_top,MSK|SPB|EKB,0\n",
    ),
    ("contract-prices", "contract,sku,from_quantity,price,valid_from\nA-1,DR-2,0,6000,2020-01-01\n"),
    (
        "discounts",
        "code,name,name_en,partner,person,contract,applies_to,item,percent,amount,valid_from,valid_until\n\
         ALFA-GLOVES,Скидка на спецодежду,Workwear discount,ALFA,,,category,Спецодежда,10,,2020-01-01,\n\
         SEVER-2,Личная скидка,Personal discount,,sever@alfa.example,,all,,2,,2020-01-01,2099-12-31\n\
         BETA-5,Скидка партнёра,Partner discount,BETA,,,all,,5,,2020-01-01,\n\
         B1-10,Скидка по договору,Contract discount,,,B-1,product,GL-5,,10,2020-01-01,\n",
    ),
];

/// Brings the trade in through the API.
pub async fn fill(house: &House) {
    let administrator = house.administrator().await;
    for (kind, csv) in FILES {
        import(&administrator, kind, csv).await;
    }
}

/// The same with every Russian name in Latin letters.
pub async fn fill_in_latin(house: &House) {
    let administrator = house.administrator().await;
    for (kind, csv) in FILES {
        import(&administrator, kind, &latin(csv)).await;
    }
}

/// A table in Latin letters; units of measure stay as the trade writes them.
fn latin(csv: &str) -> String {
    let rows = csv.lines().map(|row| row.split(',').map(latin_cell).collect::<Vec<_>>().join(","));
    rows.collect::<Vec<_>>().join("\n")
}

fn latin_cell(cell: &str) -> String {
    static LETTERS: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts",
        "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    if matches!(cell, "шт" | "пара" | "м") {
        return cell.to_owned();
    }
    let letter = |c: char| {
        let small = c.to_lowercase().next().unwrap_or(c);
        let place = (small as usize).checked_sub('а' as usize);
        match place.and_then(|place| LETTERS.get(place)) {
            Some(letter) if small == c => (*letter).to_owned(),
            Some(letter) => letter.chars().take(1).flat_map(char::to_uppercase).chain(letter.chars().skip(1)).collect(),
            None if small == 'ё' => "e".to_owned(),
            None => c.to_string(),
        }
    };
    cell.chars().map(letter).collect()
}

/// Imports a file, all or nothing.
pub async fn import(administrator: &Client, kind: &str, csv: &str) -> serde_json::Value {
    let request = administrator.request(reqwest::Method::POST, &format!("/api/v1/imports/{kind}?mode=all_or_nothing"));
    let told =
        super::client::read(request.header("content-type", "text/csv").body(csv.to_owned()).send().await.expect("an answer"))
            .await;
    told.expect(200).json()
}

/// What must never be, each with SQL that counts it.
pub const NEVER: &[(&str, &str)] = &[
    ("jobs left over", "SELECT count(*) FROM job WHERE state <> 'done'"),
    ("records without a place", "SELECT count(*) FROM unplaced"),
    ("records and places differ", "SELECT (SELECT count(*) FROM journal) - (SELECT count(*) FROM place)"),
    ("places with gaps", "SELECT CASE WHEN count(*) = 0 THEN 0 ELSE max(n) - count(*) END FROM place"),
    (
        "stock that is not its movements",
        "SELECT count(*) FROM stock s WHERE s.on_hand <> COALESCE((SELECT sum(m.quantity) FROM movement m WHERE m.product_id = s.product_id AND m.warehouse_id = s.warehouse_id), 0)",
    ),
    (
        "reserved that is not promised",
        "SELECT count(*) FROM stock s WHERE s.reserved <> COALESCE((SELECT sum(r.quantity) FROM reservation r WHERE r.product_id = s.product_id AND r.warehouse_id = s.warehouse_id), 0)",
    ),
    (
        "exposure that is not its entries",
        "SELECT count(*) FROM standing t WHERE t.exposure <> COALESCE((SELECT sum(e.amount) FROM ledger_entry e WHERE e.contract_id = t.contract_id), 0)",
    ),
    (
        "orders that are not their lines",
        "SELECT count(*) FROM sales_order o WHERE o.state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)",
    ),
];
