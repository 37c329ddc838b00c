//! Shelves of a wholesaler: sixty products of six families, for pages and orders of a believable size.

use super::House;
use super::trade::import;

/// Sixty products with names, prices, tiers and stock as a wholesaler has them.
pub async fn fill(house: &House) {
    const FAMILIES: &[(&str, &str, &str, &str, &str, u32)] = &[
        ("Саморез кровельный", "Roofing screw", "Крепёж / Саморезы", "Fasteners / Screws", "шт", 340),
        ("Диск отрезной по металлу", "Metal cutting disc", "Инструмент / Диски", "Tools / Discs", "шт", 4_120),
        (
            "Кисть плоская натуральная",
            "Flat natural brush",
            "Малярный инструмент / Кисти",
            "Painting tools / Brushes",
            "шт",
            5_890,
        ),
        ("Хомут кабельный нейлоновый", "Nylon cable tie", "Электрика / Хомуты", "Electrical / Ties", "упак", 8_950),
        ("Труба полипропиленовая", "Polypropylene pipe", "Сантехника / Трубы", "Plumbing / Pipes", "м", 7_430),
        ("Лампа светодиодная E27", "LED lamp E27", "Электрика / Лампы", "Electrical / Lamps", "шт", 11_270),
    ];
    let mut products = "sku;name;name_en;category;category_en;unit;moq;multiple;vat;weight_kg\n".to_owned();
    let mut prices = "price_list;currency;sku;from_quantity;price\n".to_owned();
    let mut stock = "warehouse;sku;on_hand\n".to_owned();
    for (family, (name, name_en, category, category_en, unit, kopecks)) in FAMILIES.iter().enumerate() {
        for size in 1..=10_u32 {
            let sku = sku(family, size);
            let price = kopecks + kopecks * size * 23 / 100;
            let (less, many) = (price - price * 7 / 100, 100 + size * 97 % 380);
            products += &format!(
                "{sku};{name} {size}5×{size}20;{name_en} {size}5×{size}20;{category};{category_en};{unit};1;1;standard;0.{size:02}\n"
            );
            prices += &format!(
                "OPT;RUB;{sku};0;{}.{:02}\nOPT;RUB;{sku};50;{}.{:02}\n",
                price / 100,
                price % 100,
                less / 100,
                less % 100
            );
            stock += &format!("MSK;{sku};{many}\nSPB;{sku};{}\n", many / 2);
        }
    }
    let office = house.administrator().await;
    for (kind, csv) in [("products", products), ("prices", prices), ("stock", stock)] {
        import(&office, kind, &csv).await;
    }
}

/// The article number of a product: its family from zero, its size from one to ten.
pub fn sku(family: usize, size: u32) -> String {
    format!("P{}{size:02}-{}", family + 1, 100 + size * 53 % 900)
}
