//! The trade that is measured: 10,000 products in 40 categories with prices, tiers and stock in three warehouses, and partners
//! with a contract each whose own prices cover every tenth product. Made as the importer's files; the same every time.

use std::fmt::Write;

/// How many products there are.
pub const PRODUCTS: usize = 10_000;

const GOODS: &[(&str, &str)] = &[
    ("Дрель ударная", "Impact drill"),
    ("Перчатки рабочие", "Work gloves"),
    ("Анкер клиновой", "Wedge anchor"),
    ("Кабель силовой", "Power cable"),
    ("Краска фасадная", "Facade paint"),
    ("Ключ разводной", "Adjustable wrench"),
    ("Лента изоляционная", "Insulating tape"),
    ("Светильник потолочный", "Ceiling lamp"),
    ("Круг отрезной", "Cutting disc"),
    ("Смеситель для раковины", "Basin mixer tap"),
];

/// The article number of a product, counted from 1.
pub fn sku(product: usize) -> String {
    format!("P-{product:05}")
}

/// The login of a partner's buyer; partners are counted from 0.
pub fn login(partner: usize) -> String {
    format!("buyer-{partner:02}@partner.example")
}

/// The number of a partner's contract.
pub fn contract(partner: usize) -> String {
    format!("K-{partner:02}")
}

/// The files in the order of import: kind and text.
pub fn files(partners: usize) -> Vec<(&'static str, String)> {
    let warehouses = "code,name,name_en,address\nMSK,Москва,Moscow,ул. Складская 1\nSPB,Санкт-Петербург,Saint Petersburg,ул. Морская 2\n\
                      EKB,Екатеринбург,Yekaterinburg,ул. Горная 3\n";
    let mut files =
        vec![("warehouses", warehouses.to_owned()), ("products", products()), ("prices", prices()), ("stock", stock())];
    files.extend(trading(partners));
    files
}

fn products() -> String {
    let mut csv = "sku,name,name_en,category,category_en,unit,vat,weight_kg,attributes,attributes_en\n".to_owned();
    for product in 1..=PRODUCTS {
        let (sku, (ru, en)) = (sku(product), GOODS[product % GOODS.len()]);
        let (department, shelf) = (product % 8 + 1, product % 40 + 1);
        let _ = writeln!(
            csv,
            "{sku},{ru} Вектор {product},{en} Vector {product},Отдел {department} / Полка {shelf},Department {department} / Shelf {shelf},\
             шт,standard,{}.{},Серия={},Series={}",
            product % 7,
            product % 10,
            product % 90,
            product % 90
        );
    }
    csv
}

fn prices() -> String {
    let mut csv = "price_list,currency,sku,from_quantity,price,valid_from\n".to_owned();
    for product in 1..=PRODUCTS {
        let (sku, roubles, kopecks) = (sku(product), 100 + product % 900, product % 100);
        let _ = writeln!(csv, "OPT,RUB,{sku},0,{roubles}.{kopecks:02},2020-01-01");
        if product.is_multiple_of(5) {
            let _ = writeln!(csv, "OPT,RUB,{sku},10,{}.{kopecks:02},2020-01-01", roubles - 5);
        }
    }
    csv
}

fn stock() -> String {
    let mut csv = "warehouse,sku,on_hand\n".to_owned();
    for product in 1..=PRODUCTS {
        for warehouse in ["MSK", "SPB", "EKB"] {
            let _ = writeln!(csv, "{warehouse},{},1000000", sku(product));
        }
    }
    csv
}

fn trading(partners: usize) -> Vec<(&'static str, String)> {
    let mut companies = "code,name,stock_display\n".to_owned();
    let mut people = "login,name,partner,roles,language\n".to_owned();
    let mut addresses = "partner,name,address,delivery_method,delivery_cost,default\n".to_owned();
    let mut contracts = "number,partner,currency,price_list,valid_from,assortment,payment,warehouses\n".to_owned();
    let mut agreed = "contract,sku,from_quantity,price,valid_from\n".to_owned();
    let mut discounts = "code,name,name_en,partner,applies_to,percent,valid_from\n".to_owned();
    for partner in 0..partners {
        let (contract, login) = (contract(partner), login(partner));
        let _ = writeln!(companies, "C-{partner:02},ООО «Покупатель {partner:02}»,exact");
        let _ = writeln!(people, "{login},Покупатель {partner:02},C-{partner:02},buyer,en");
        let _ = writeln!(addresses, "C-{partner:02},Склад,ул. Полевая {},Доставка,500,yes", partner + 1);
        let _ = writeln!(contracts, "{contract},C-{partner:02},RUB,OPT,2020-01-01,all,net 30,MSK|SPB|EKB");
        let _ = writeln!(discounts, "D-{partner:02},Скидка партнёра,Partner discount,C-{partner:02},all,3,2020-01-01");
        for product in (1..=PRODUCTS).skip(partner % 10).step_by(10) {
            let _ = writeln!(agreed, "{contract},{},0,{}.50,2020-01-01", sku(product), 90 + product % 900);
        }
    }
    let kinds = ["partners", "people", "addresses", "contracts", "contract-prices", "discounts"];
    kinds.into_iter().zip([companies, people, addresses, contracts, agreed, discounts]).collect()
}
