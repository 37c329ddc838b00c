//! What both bare writers have in common: rows of their own with small numbers, so that a script can count them up, and the sizes
//! of the texts that an order of the house stores. They write what placing writes; what placing reads is the house's own cost.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::world;
use crate::kit::Engine;
use crate::kit::engine::Place;

/// Lines of an order.
pub const LINES: usize = 10;
/// From one product of an order to the next.
pub const STEP: usize = 100;
/// An order begins at one of the first so many products.
pub const FIRST: usize = world::PRODUCTS - LINES * STEP;

/// The products of an order, counted from 1, ascending: nearly anything, and the same at every run.
pub fn products(client: usize, order: usize) -> impl Iterator<Item = usize> {
    let noise = (client as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (order as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03);
    let first = ((noise >> 32) % FIRST as u64) as usize + 1;
    (0..LINES).map(move |line| first + line * STEP)
}

/// Bytes of the texts of an order.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Its snapshot, kept with the order and with its version.
    pub snapshot: usize,
    /// What it is searched by.
    pub search_key: usize,
    /// The journal's record.
    pub body: usize,
}

impl Sizes {
    /// Of the orders that the house has placed so far.
    pub fn of(place: &Place, engine: Engine) -> Self {
        let bytes = |column: &str| match engine {
            Engine::Sqlite => format!("length(CAST({column} AS BLOB))"),
            Engine::Postgres => format!("octet_length({column})"),
        };
        let average = |column: &str, table: &str| {
            let sql = format!("SELECT avg({}) FROM {table}", bytes(column));
            usize::try_from(place.number(&sql)).expect("a size")
        };
        Self {
            snapshot: average("snapshot", "sales_order"),
            search_key: average("search_key", "sales_order"),
            body: average("body", "journal WHERE kind = 'order.placed'"),
        }
    }
}

/// Makes the bare writers' own rows: warehouse 1, products from 1, and an account, a partner, a contract and its standing
/// under one number for each client.
pub fn prepare(place: &Place, engine: Engine) {
    let outcome = match engine {
        Engine::Sqlite => super::sqlite::connect(place).batch_execute(OWN_ROWS),
        Engine::Postgres => {
            let mut conn = PgConnection::establish(&place.url()).expect("the database answers");
            conn.batch_execute(&format!("BEGIN; {OWN_ROWS} COMMIT; ANALYZE;"))
        }
    };
    outcome.expect("rows for the bare writers");
}

/// The greatest number of an account, partner or contract made here; those of the house are far greater.
pub const OWN: usize = 1000;

const OWN_ROWS: &str = "
INSERT INTO warehouse (id, code, name, name_en, address) VALUES (1, 'BARE', 'Bare', 'Bare', '');
INSERT INTO product (id, sku, sku_key, name, name_en, name_key, name_key_en, search_key, category_id, unit, moq, multiple, vat_code,
        weight_grams, attributes, is_active)
    SELECT row_number() OVER (ORDER BY id), 'B-' || sku, 'b-' || sku_key, name, name_en, name_key, name_key_en, search_key, category_id,
        unit, moq, multiple, vat_code, weight_grams, attributes, FALSE FROM product;
INSERT INTO stock (product_id, warehouse_id, on_hand, reserved, as_of)
    SELECT id, 1, 1000000000, 0, 0 FROM product WHERE sku_key LIKE 'b-%';
INSERT INTO account (id, login, name, language, is_blocked, salt, epoch, created_at)
    SELECT row_number() OVER (ORDER BY id), 'bare-' || login, name, language, is_blocked, salt, epoch, created_at FROM account;
INSERT INTO partner (id, code, name, name_key, stock_display, may_be_represented, salt, created_at)
    SELECT row_number() OVER (ORDER BY id), 'B' || code, name, name_key, stock_display, may_be_represented, salt, created_at FROM partner;
INSERT INTO contract (id, number, partner_id, currency, price_list_id, valid_from, assortment, payment, net_days, discount_policy,
        discounts_on_contract_price, vat_mode, minimum_order)
    SELECT row_number() OVER (ORDER BY id), 'B' || number, row_number() OVER (ORDER BY id), currency, price_list_id, valid_from,
        assortment, payment, net_days, discount_policy, discounts_on_contract_price, vat_mode, minimum_order FROM contract;
INSERT INTO standing (contract_id, exposure) SELECT id, 0 FROM contract WHERE id <= 1000;
";
