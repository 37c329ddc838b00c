//! Prices and discounts, and what they were.

use serde_json::json;

use super::{Deed, Lie, NO_NAME, Silent, Walk, rest};
use crate::House;
use crate::kit::trade::MANAGER;
use crate::on_both;

const OF_PRICE: &str = "price of ";
const NO_PRICE: &str = "expected no such price";
const NO_DISCOUNT: &str = "expected no such discount";

const LIES: &[Lie] = &[
    ("price", "owner_id", "owner_id = owner_id + 1 WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    (
        "price",
        "product_id",
        "product_id = (SELECT id FROM product WHERE sku = 'NP-1') WHERE floor = (SELECT max(floor) FROM price)",
        OF_PRICE,
    ),
    ("price", "from_quantity", "from_quantity = 77000000 WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price", "valid_from", "valid_from = '2019-01-01' WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price", "valid_until", "valid_until = '2030-01-01' WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price", "unit_price", "unit_price = unit_price + 1 WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price", "floor", "floor = floor - 1 WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price", "floor", "floor = NULL WHERE floor = (SELECT max(floor) FROM price)", OF_PRICE),
    ("price_change", "at", "at = at + 1 WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("price_change", "owner_id", "owner_id = owner_id + 1 WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    (
        "price_change",
        "product_id",
        "product_id = (SELECT id FROM product WHERE sku = 'NP-1') WHERE id = (SELECT max(id) FROM price_change)",
        NO_PRICE,
    ),
    ("price_change", "from_quantity", "from_quantity = 77000000 WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("price_change", "valid_from", "valid_from = '2019-01-01' WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("price_change", "valid_until", "valid_until = '2030-01-01' WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("price_change", "unit_price", "unit_price = unit_price + 1 WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("price_change", "floor", "floor = 77 WHERE id = (SELECT max(id) FROM price_change)", NO_PRICE),
    ("discount", "id", "id = id + 1 WHERE code = 'SITE'", "discount SITE"),
    ("discount", "code", "code = 'OTHER' WHERE code = 'SITE'", "discount OTHER: code"),
    (
        "discount",
        "partner_id",
        "partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE code = 'SITE'",
        "discount SITE: partner",
    ),
    ("discount", "account_id", "account_id = (SELECT max(id) FROM account) WHERE code = 'SITE'", "discount SITE: account"),
    (
        "discount",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'A-1') WHERE code = 'SITE'",
        "discount SITE: contract",
    ),
    ("discount", "category_id", "category_id = (SELECT min(id) FROM category) WHERE code = 'SITE'", "discount SITE: category"),
    ("discount", "product_id", "product_id = (SELECT min(id) FROM product) WHERE code = 'SITE'", "discount SITE: product"),
    ("discount", "percent", "percent = percent + 1 WHERE code = 'SITE'", "discount SITE: percent"),
    ("discount", "amount", "amount = 100, percent = NULL WHERE code = 'SITE'", "discount SITE: "),
    ("discount", "valid_from", "valid_from = '2019-01-01' WHERE code = 'SITE'", "discount SITE: valid_from"),
    ("discount", "valid_until", "valid_until = '2030-01-01' WHERE code = 'SITE'", "discount SITE: valid_until"),
    ("discount_change", "at", "at = at + 1 WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "discount_id", "discount_id = discount_id + 1 WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "code", "code = 'OTHER' WHERE code = 'SITE'", NO_DISCOUNT),
    (
        "discount_change",
        "partner_id",
        "partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE code = 'SITE'",
        NO_DISCOUNT,
    ),
    ("discount_change", "account_id", "account_id = (SELECT max(id) FROM account) WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "contract_id", "contract_id = (SELECT min(id) FROM contract) WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "category_id", "category_id = (SELECT min(id) FROM category) WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "product_id", "product_id = (SELECT min(id) FROM product) WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "percent", "percent = percent + 1 WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "amount", "amount = 100, percent = NULL WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "valid_from", "valid_from = '2019-01-01' WHERE code = 'SITE'", NO_DISCOUNT),
    ("discount_change", "valid_until", "valid_until = '2030-01-01' WHERE code = 'SITE'", NO_DISCOUNT),
];

const SILENT: &[Silent] = &[
    ("price_change", "id", NO_NAME),
    ("discount", "name", "it may name somebody and stays out of the records; what it takes off is held"),
    ("discount", "name_en", "it may name somebody and stays out of the records; what it takes off is held"),
    ("discount_change", "id", NO_NAME),
];

const DEEDS: &[Deed] = &[
    (
        "price",
        "INSERT INTO price (owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor)
         SELECT owner_id, product_id, 77000000, valid_from, valid_until, unit_price, floor FROM price WHERE floor = (SELECT max(floor) FROM price)",
        "expected no price",
    ),
    ("price", "DELETE FROM price WHERE floor = (SELECT max(floor) FROM price)", "expected a row, found none"),
    (
        "price_change",
        "INSERT INTO price_change (id, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor)
         SELECT 7000000001, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor FROM price_change
         WHERE id = (SELECT max(id) FROM price_change)",
        NO_PRICE,
    ),
    ("price_change", "DELETE FROM price_change WHERE id = (SELECT max(id) FROM price_change)", "expected a row in its history"),
    (
        "discount",
        "INSERT INTO discount (id, code, name, name_en, partner_id, percent, valid_from)
         SELECT 7, 'OTHER', name, name_en, partner_id, percent, valid_from FROM discount WHERE code = 'SITE'",
        "discount OTHER: expected no discount",
    ),
    ("discount", "DELETE FROM discount WHERE code = 'SITE'", "expected a row, found none"),
    (
        "discount_change",
        "INSERT INTO discount_change (id, at, discount_id, code, partner_id, percent, valid_from)
         SELECT 7000000001, at, discount_id, code, partner_id, percent, valid_from FROM discount_change WHERE code = 'SITE'",
        NO_DISCOUNT,
    ),
    ("discount_change", "DELETE FROM discount_change WHERE code = 'SITE'", "expected a row in its history"),
];

on_both! {
    async fn no_column_of_prices_and_discounts_is_changed_unseen(house: House) {
        let discount = json!({"code": "SITE", "name": "Стройка", "name_en": "Site", "percent": "1", "valid_from": "2020-01-01"});
        house.api(MANAGER).await.send("/api/v1/partners/ALFA/discounts", discount).await.expect(201);
        rest(&house).await;
        let tables = &["price", "price_change", "discount", "discount_change"];
        Walk { tables, lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }
}
