//! A buyer's whole way without JavaScript, in both languages: link, password, search, price, cart, order, history, order again.

use crate::House;
use crate::chrome::{Album, Chrome};
use crate::kit::trade::SEVER;
use crate::people;

/// What the pages say in one language.
struct Words {
    is_russian: bool,
    sign_in: &'static str,
    home: &'static [&'static str],
    search: &'static str,
    row: &'static [&'static str],
    why: &'static [&'static str],
    cart: &'static [&'static str],
    of_ten: &'static [&'static str],
    of_twelve: &'static [&'static str],
    order: &'static [&'static str],
    total: &'static str,
    no_orders: &'static str,
    again: &'static [&'static str],
    /// Words of the other language that must not be on the order's page.
    foreign: &'static [&'static str],
}

const RUSSIAN: Words = Words {
    is_russian: true,
    sign_in: "Вход",
    home: &[
        "ООО «Альфа»",
        "Договор A-1, действует с 01.01.2020",
        "Отсрочка 30 дней",
        "1 000 000,00 ₽",
        "Мария Орлова",
        "+7 495 123-45-67",
    ],
    search: "дрель",
    row: &["Дрель ударная Вектор 750 Вт", "DR-1", "140 шт", "4 000,00 ₽ −2 % 3 920,00 ₽", "от 10 по 3 724,00 ₽"],
    why: &[
        "Цена по прайс-листу OPT 4 000,00 ₽",
        "Персональная скидка «Личная скидка», 2 % 3 920,00 ₽",
        "Ваша цена 3 920,00 ₽",
        "НДС 22 % включён в цену",
        "Цена действует по 31.12.2099",
    ],
    cart: &["Дрель ударная Вектор 750 Вт", "3 724,00 ₽", "37 240,00 ₽"],
    of_ten: &["Товары, 1 позиция 37 240,00 ₽", "6 715,41 ₽", "21 кг", "Итого 37 240,00 ₽", "Оформить заказ на 37 240,00 ₽"],
    of_twelve: &["Товары, 1 позиция 44 688,00 ₽", "8 058,49 ₽", "25,2 кг", "Итого 44 688,00 ₽"],
    order: &[
        "Подтверждён",
        "ООО «Альфа», Север",
        "Ирина Северова",
        "ЗК-17",
        "Склад Север",
        "12 шт",
        "36 629,51 ₽",
        "Итого 44 688,00 ₽",
    ],
    total: "44 688,00 ₽",
    no_orders: "Заказов пока нет или под эти условия ни один не подходит.",
    again: &["Дрель ударная Вектор 750 Вт", "128 шт", "3 724,00 ₽", "Без изменений"],
    foreign: &["net 30", "Confirmed", "Order placed"],
};

const ENGLISH: Words = Words {
    is_russian: false,
    sign_in: "Sign in",
    home: &[
        "ООО «Альфа»",
        "Contract A-1, in force since 1 Jan 2020",
        "Net 30 days",
        "1,000,000.00 ₽",
        "Мария Орлова",
        "+7 495 123-45-67",
    ],
    search: "drill",
    row: &["Impact drill Vector 750 W", "DR-1", "140 pcs", "4,000.00 ₽ −2% 3,920.00 ₽", "from 10 at 3,724.00 ₽"],
    why: &[
        "Price from price list OPT 4,000.00 ₽",
        "Personal discount “Personal discount”, 2% 3,920.00 ₽",
        "Your price 3,920.00 ₽",
        "The price includes 22% VAT",
        "The price holds until the end of 31 Dec 2099",
    ],
    cart: &["Impact drill Vector 750 W", "3,724.00 ₽", "37,240.00 ₽"],
    of_ten: &["Goods, 1 line 37,240.00 ₽", "6,715.41 ₽", "21 kg", "Total 37,240.00 ₽", "Place order for 37,240.00 ₽"],
    of_twelve: &["Goods, 1 line 44,688.00 ₽", "8,058.49 ₽", "25.2 kg", "Total 44,688.00 ₽"],
    order: &[
        "Confirmed",
        "ООО «Альфа», Север",
        "Ирина Северова",
        "ЗК-17",
        "Склад Север",
        "12 pcs",
        "36,629.51 ₽",
        "Total 44,688.00 ₽",
    ],
    total: "44,688.00 ₽",
    no_orders: "There are no orders yet, or none that match.",
    again: &["Impact drill Vector 750 W", "128 pcs", "3,724.00 ₽", "No change"],
    foreign: &["Подтверждён", "Заказ оформлен"],
};

journeys! {
    async fn a_buyer_orders_with_script_off_in_russian(house: House, album: Album) {
        journey(house, album, &RUSSIAN).await;
    }

    async fn a_buyer_orders_with_script_off_in_english(house: House, album: Album) {
        journey(house, album, &ENGLISH).await;
    }
}

const DRILL: &str = "tr:has(input[value='DR-1'])";

async fn journey(house: House, album: Album, words: &Words) {
    let chrome = Chrome::start(&house.url).await;
    let tab = chrome.tab_without_script().await;
    people::set_password(&tab, &people::link(&house, SEVER).await).await;
    if words.is_russian {
        tab.follow("form.lang button[value='ru']").await;
    }
    tab.reads("h1", &[words.sign_in]).await;
    assert_eq!(tab.count("html.js").await, 0, "the script should be off");
    tab.shoot(&album, "sign-in").await;
    people::sign_in(&tab, SEVER).await;
    assert_eq!(tab.path().await, "/");
    tab.reads("main", words.home).await;
    tab.shoot(&album, "company").await;

    tab.fill(".top-search input", words.search).await;
    tab.follow(".top-search button").await;
    assert_eq!(tab.path().await, "/catalogue");
    assert_eq!(tab.count("main tbody > tr").await, 3, "both drills, and what stands among the drills");
    tab.reads(DRILL, words.row).await;
    tab.click(&format!("{DRILL} .why summary")).await;
    tab.reads(&format!("{DRILL} .why-body"), words.why).await;
    tab.shoot(&album, "search").await;

    tab.fill(&format!("{DRILL} input.qty"), "10").await;
    tab.follow(&format!("{DRILL} .add button")).await;
    assert_eq!(tab.path().await, "/catalogue", "adding leads back to what was found");
    assert_eq!(tab.value(".top-search input").await, words.search);
    tab.follow("#cart-link").await;
    tab.reads("#lines", words.cart).await;
    tab.reads("#summary", words.of_ten).await;
    tab.fill(&format!("{DRILL} input.qty"), "12").await;
    tab.follow(&format!("{DRILL} .add button")).await;
    assert_eq!(tab.path().await, "/cart");
    assert_eq!(tab.value(&format!("{DRILL} input.qty")).await, "12");
    tab.reads("#summary", words.of_twelve).await;
    tab.fill("#your_number", "ЗК-17").await;
    tab.shoot(&album, "cart").await;

    tab.follow("#summary button[form=place]").await;
    let number = number_in(&tab.path().await);
    tab.reads("h1", &[&number]).await;
    tab.reads("main .notice--ok", &[&number]).await;
    tab.reads("main", words.order).await;
    tab.shoot(&album, "order").await;
    tab.keeps_quiet_about("main", words.foreign).await;

    tab.follow("nav.menu a[href='/orders']").await;
    tab.reads("main tbody tr", &[&number, "ЗК-17", words.total]).await;
    tab.shoot(&album, "history").await;
    tab.fill("#q", "ЗК-18").await;
    tab.follow("form.filters button").await;
    tab.reads("main", &[words.no_orders]).await;
    tab.fill("#q", "зк-17").await;
    tab.follow("form.filters button").await;
    assert_eq!(tab.count("main tbody tr").await, 1);

    tab.follow("main tbody th a").await;
    tab.follow("main a[href$='/reorder']").await;
    tab.reads("main", words.again).await;
    tab.shoot(&album, "again").await;
    tab.follow("form[action$='/reorder'] button").await;
    assert_eq!(tab.path().await, "/cart");
    assert_eq!(tab.value(&format!("{DRILL} input.qty")).await, "12");
    tab.follow("#summary button[form=place]").await;
    let second = number_in(&tab.path().await);
    assert_ne!(second, number);
    tab.reads("main", &[&second, words.total]).await;
    tab.has_no_complaints().await;
    chrome.quit().await;
    assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 2);
    house.close().await;
}

/// The number of the order whose page this is.
pub fn number_in(path: &str) -> String {
    let number = path.strip_prefix("/orders/").unwrap_or_else(|| panic!("{path} is not the page of an order"));
    number.to_owned()
}
