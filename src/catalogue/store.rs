//! Products, categories and stock in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::category::{Category, CategoryId, code_of};
use super::product::{Attribute, Product, ProductId};
use super::stock::{Booked, FoundFigure, StockRow};
use super::{Unit, WarehouseId};
use crate::each_database;
use crate::partners::ContractId;
use crate::platform::db::{Link, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Percent, Quantity, text};
use crate::platform::web::Lang;

diesel::table! { warehouse (id) { id -> BigInt, code -> Text, name -> Text, name_en -> Text, address -> Text } }
diesel::table! {
    category (id) {
        id -> BigInt, parent_id -> Nullable<BigInt>, path -> Text, name -> Text, name_en -> Text, code -> Text, lineage -> Text,
    }
}
diesel::table! { category_ancestor (category_id, ancestor_id) { category_id -> BigInt, ancestor_id -> BigInt } }
diesel::table! {
    product (id) {
        id -> BigInt, sku -> Text, sku_key -> Text, name -> Text, name_en -> Text, name_key -> Text, name_key_en -> Text, search_key -> Text,
        category_id -> BigInt, unit -> Text, moq -> BigInt, multiple -> BigInt, vat_code -> Text, barcode -> Nullable<Text>,
        weight_grams -> BigInt, attributes -> Text, picture_id -> Nullable<BigInt>, is_active -> Bool,
    }
}
// A view: what each contract allows.
diesel::table! { allowed_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
// The prices' room owns this table; here the rate of the day is read beside the product.
diesel::table! { vat_rate (code, valid_from) { code -> Text, percent -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date> } }
// The partners' room owns this table; here it says which stock a contract counts.
diesel::table! { contract_warehouse (contract_id, warehouse_id) { contract_id -> BigInt, warehouse_id -> BigInt, rank -> BigInt } }
diesel::table! {
    stock (product_id, warehouse_id) {
        product_id -> BigInt, warehouse_id -> BigInt, on_hand -> BigInt, reserved -> BigInt, as_of -> BigInt,
        expected -> Nullable<BigInt>, expected_on -> Nullable<Date>,
    }
}
diesel::table! {
    movement (id) {
        id -> BigInt, product_id -> BigInt, warehouse_id -> BigInt, kind -> Text, quantity -> BigInt, at -> BigInt, source -> Text,
    }
}
diesel::joinable!(product -> category (category_id));
diesel::joinable!(stock -> warehouse (warehouse_id));
diesel::joinable!(category_ancestor -> category (category_id));
diesel::allow_tables_to_appear_in_same_query!(
    product, category, category_ancestor, allowed_product, vat_rate, contract_warehouse, stock, warehouse
);

crate::typed_id!(
    /// A movement of stock.
    MovementId, "mov"
);

/// The compared form of an article number.
pub(crate) fn sku_key(sku: &str) -> String {
    sku.trim().to_uppercase()
}

/// Which products of a contract, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of name, article number or barcode.
    pub words: String,
    /// A category and those below it, by code.
    pub category: Option<String>,
    /// The sort key and id after which to begin.
    pub after: Option<(String, i64)>,
    /// How many.
    pub limit: i64,
}

type ProductRow = (
    (ProductId, String, String, String),
    (String, Quantity, Quantity),
    (String, Option<Percent>),
    (CategoryId, String),
    (Option<String>, i64, String),
    (String, String),
);

fn product_of(row: ProductRow) -> Answer<(Product, [String; 2])> {
    let ((id, sku, name, name_en), (unit, moq, multiple), (vat_code, rate), (category, lineage), (barcode, weight_grams, attributes), keys) = row;
    let unit = Unit::by_okei(&unit).ok_or_else(|| No::failed(format!("product {id} has no unit {unit}")))?;
    let attributes: Vec<Attribute> = serde_json::from_str(&attributes)?;
    let categories = lineage.split('/').filter_map(|n| n.parse().ok()).collect();
    let product = Product {
        id,
        sku,
        name,
        name_en,
        unit,
        moq,
        multiple,
        vat_code,
        vat_rate: rate,
        category,
        categories,
        barcode,
        weight_grams,
        attributes,
    };
    Ok((product, [keys.0, keys.1]))
}

macro_rules! products_on {
    ($day:expr) => {
        product::table.inner_join(category::table).left_join(
            vat_rate::table.on(vat_rate::code
                .eq(product::vat_code)
                .and(vat_rate::valid_from.le($day))
                .and(vat_rate::valid_until.is_null().or(vat_rate::valid_until.ge($day)))),
        )
    };
}

macro_rules! product_columns {
    () => {
        (
            (product::id, product::sku, product::name, product::name_en),
            (product::unit, product::moq, product::multiple),
            (product::vat_code, vat_rate::percent.nullable()),
            (category::id, category::lineage),
            (product::barcode, product::weight_grams, product::attributes),
            (product::name_key, product::name_key_en),
        )
    };
}

/// Products that the contract allows, by name, each with the sort key of the language. One statement.
pub(crate) fn allowed_page(tx: &mut Tx, contract: ContractId, day: NaiveDate, lang: Lang, filter: &Filter) -> Answer<Vec<(Product, String)>> {
    let is_allowed = diesel::dsl::exists(
        allowed_product::table
            .filter(allowed_product::contract_id.eq(contract).and(allowed_product::product_id.eq(product::id)))
            .select(allowed_product::product_id),
    );
    let mut query = products_on!(day).filter(product::is_active.eq(true)).filter(is_allowed).select(product_columns!()).into_boxed();
    for word in text::fold(&filter.words).split(' ').filter(|w| !w.is_empty()) {
        query = query.filter(product::search_key.like(text::like_pattern(word)).escape('\\'));
    }
    if let Some(code) = &filter.category {
        let below = category_ancestor::table
            .filter(category_ancestor::ancestor_id.eq_any(category_by_code(tx, code)?.map(|c| c.id)))
            .select(category_ancestor::category_id);
        query = query.filter(product::category_id.eq_any(below));
    }
    let after = filter.after.clone();
    let query = match (lang, after) {
        (Lang::Ru, None) => query.order((product::name_key, product::id)),
        (Lang::En, None) => query.order((product::name_key_en, product::id)),
        (Lang::Ru, Some((key, id))) => query
            .filter(product::name_key.gt(key.clone()).or(product::name_key.eq(key).and(product::id.gt(id))))
            .order((product::name_key, product::id)),
        (Lang::En, Some((key, id))) => query
            .filter(product::name_key_en.gt(key.clone()).or(product::name_key_en.eq(key).and(product::id.gt(id))))
            .order((product::name_key_en, product::id)),
    };
    let rows: Vec<ProductRow> = query.limit(filter.limit).load(tx.link())?;
    rows.into_iter()
        .map(|row| {
            let (product, [ru, en]) = product_of(row)?;
            Ok((product, if lang == Lang::Ru { ru } else { en }))
        })
        .collect()
}

/// Products of these article numbers that the contract allows.
pub(crate) fn allowed_by_sku(tx: &mut Tx, contract: ContractId, day: NaiveDate, skus: &[String]) -> Answer<Vec<Product>> {
    let is_allowed = diesel::dsl::exists(
        allowed_product::table
            .filter(allowed_product::contract_id.eq(contract).and(allowed_product::product_id.eq(product::id)))
            .select(allowed_product::product_id),
    );
    let keys: Vec<String> = skus.iter().map(|sku| sku_key(sku)).collect();
    let rows: Vec<ProductRow> =
        products_on!(day).filter(product::sku_key.eq_any(keys)).filter(is_allowed).select(product_columns!()).load(tx.link())?;
    rows.into_iter().map(|row| product_of(row).map(|(product, _)| product)).collect()
}

/// Products of these ids, with whether the contract allows each.
pub(crate) fn by_ids(tx: &mut Tx, contract: ContractId, day: NaiveDate, ids: &[ProductId]) -> Answer<Vec<(Product, bool)>> {
    let rows: Vec<ProductRow> = products_on!(day).filter(product::id.eq_any(ids.to_vec())).select(product_columns!()).load(tx.link())?;
    let allowed: Vec<ProductId> = allowed_product::table
        .filter(allowed_product::contract_id.eq(contract).and(allowed_product::product_id.eq_any(ids.to_vec())))
        .select(allowed_product::product_id)
        .load(tx.link())?;
    rows.into_iter().map(|row| product_of(row).map(|(p, _)| (allowed.contains(&p.id), p)).map(|(is, p)| (p, is))).collect()
}

/// The id of an article number, sold or not.
pub(crate) fn product_by_sku(tx: &mut Tx, sku: &str) -> Answer<Option<ProductId>> {
    Ok(product::table.filter(product::sku_key.eq(sku_key(sku))).select(product::id).first(tx.link()).optional()?)
}

/// Ids of many article numbers, by their compared form.
pub(crate) fn product_ids(tx: &mut Tx, skus: &[String]) -> Answer<HashMap<String, ProductId>> {
    let mut found = HashMap::new();
    for chunk in skus.chunks(500) {
        let keys: Vec<String> = chunk.iter().map(|sku| sku_key(sku)).collect();
        let rows: Vec<(String, ProductId)> =
            product::table.filter(product::sku_key.eq_any(keys)).select((product::sku_key, product::id)).load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

type CategoryRow = (CategoryId, Option<CategoryId>, String, String, String, String);

fn category_of((id, parent, code, path, name, name_en): CategoryRow) -> Category {
    Category { id, parent, code, path, name, name_en }
}

macro_rules! category_columns {
    () => {
        (category::id, category::parent_id, category::code, category::path, category::name, category::name_en)
    };
}

/// Every category, by path.
pub(crate) fn categories(tx: &mut Tx) -> Answer<Vec<Category>> {
    let rows: Vec<CategoryRow> = category::table.order(category::path).select(category_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(category_of).collect())
}

/// Categories that hold something the contract allows, and those above them.
pub(crate) fn allowed_categories(tx: &mut Tx, contract: ContractId) -> Answer<Vec<Category>> {
    let used: Vec<String> = category::table
        .filter(diesel::dsl::exists(
            product::table
                .inner_join(allowed_product::table.on(allowed_product::product_id.eq(product::id)))
                .filter(allowed_product::contract_id.eq(contract).and(product::category_id.eq(category::id)))
                .select(product::id),
        ))
        .select(category::lineage)
        .load(tx.link())?;
    let ids: std::collections::HashSet<i64> = used.iter().flat_map(|l| l.split('/').filter_map(|n| n.parse().ok())).collect();
    Ok(categories(tx)?.into_iter().filter(|c| ids.contains(&c.id.number())).collect())
}

/// A category by its code.
pub(crate) fn category_by_code(tx: &mut Tx, code: &str) -> Answer<Option<Category>> {
    let row: Option<CategoryRow> =
        category::table.filter(category::code.eq(code)).select(category_columns!()).first(tx.link()).optional()?;
    Ok(row.map(category_of))
}

/// The category of a path, made with those above it where it is not there.
pub(crate) fn put_category(tx: &mut Tx, path: &[String], path_en: &[String]) -> Answer<CategoryId> {
    let (mut parent, mut lineage, mut full): (Option<CategoryId>, String, String) = (None, String::new(), String::new());
    for (depth, name) in path.iter().enumerate() {
        full = if full.is_empty() { name.clone() } else { format!("{full} / {name}") };
        let name_en = path_en.get(depth).unwrap_or(name);
        let known: Option<(CategoryId, String)> =
            category::table.filter(category::path.eq(&full)).select((category::id, category::lineage)).first(tx.link()).optional()?;
        let (id, line) = match known {
            Some(known) => known,
            None => insert_category(tx, parent, &lineage, &full, name, name_en)?,
        };
        (parent, lineage) = (Some(id), line);
    }
    parent.ok_or_else(|| No::failed("a category without a name"))
}

fn insert_category(
    tx: &mut Tx,
    parent: Option<CategoryId>,
    above: &str,
    path: &str,
    name: &str,
    name_en: &str,
) -> Answer<(CategoryId, String)> {
    let id = tx.new_id::<CategoryId>();
    let lineage = if above.is_empty() { id.number().to_string() } else { format!("{above}/{}", id.number()) };
    let wish = code_of(name_en);
    let mut code = wish.clone();
    let mut n = 1;
    while category_by_code(tx, &code)?.is_some() {
        n += 1;
        code = format!("{wish}-{n}");
    }
    diesel::insert_into(category::table)
        .values((
            category::id.eq(id),
            category::parent_id.eq(parent),
            category::path.eq(path),
            category::name.eq(name),
            category::name_en.eq(name_en),
            category::code.eq(code),
            category::lineage.eq(&lineage),
        ))
        .execute(tx.link())?;
    for ancestor in lineage.split('/').filter_map(|n| n.parse::<i64>().ok()) {
        diesel::insert_into(category_ancestor::table)
            .values((category_ancestor::category_id.eq(id), category_ancestor::ancestor_id.eq(ancestor)))
            .execute(tx.link())?;
    }
    Ok((id, lineage))
}

/// A product as it is written.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = product, treat_none_as_default_value = false)]
pub struct ProductRecord {
    pub id: ProductId,
    pub sku: String,
    pub sku_key: String,
    pub name: String,
    pub name_en: String,
    pub name_key: String,
    pub name_key_en: String,
    pub search_key: String,
    pub category_id: CategoryId,
    pub unit: String,
    pub moq: Quantity,
    pub multiple: Quantity,
    pub vat_code: String,
    #[diesel(treat_none_as_null = true)]
    pub barcode: Option<String>,
    pub weight_grams: i64,
    pub attributes: String,
    pub is_active: bool,
}

/// Products of these compared article numbers, as written.
pub(crate) fn records(tx: &mut Tx, keys: &[String]) -> Answer<Vec<ProductRecord>> {
    Ok(product::table.filter(product::sku_key.eq_any(keys.to_vec())).select(ProductRecord::as_select()).load(tx.link())?)
}

/// Writes new products, many in a statement.
pub(crate) fn insert_records(tx: &mut Tx, records: &[ProductRecord]) -> Answer<()> {
    for chunk in records.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(product::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

/// Changes a product.
pub(crate) fn update_record(tx: &mut Tx, record: &ProductRecord) -> Answer<()> {
    diesel::update(product::table.filter(product::id.eq(record.id))).set(record.clone()).execute(tx.link())?;
    Ok(())
}

/// A warehouse by its code.
pub(crate) fn warehouse_by_code(tx: &mut Tx, code: &str) -> Answer<Option<WarehouseId>> {
    Ok(warehouse::table.filter(warehouse::code.eq(code)).select(warehouse::id).first(tx.link()).optional()?)
}

/// Every warehouse: id, code, names, address.
pub(crate) fn warehouses(tx: &mut Tx) -> Answer<Vec<(WarehouseId, String, String, String, String)>> {
    Ok(warehouse::table
        .order(warehouse::code)
        .select((warehouse::id, warehouse::code, warehouse::name, warehouse::name_en, warehouse::address))
        .load(tx.link())?)
}

/// Makes or changes a warehouse; answers whether it was new, and whether anything changed.
pub(crate) fn put_warehouse(tx: &mut Tx, code: &str, name: &str, name_en: &str, address: &str) -> Answer<(bool, bool)> {
    let known = warehouses(tx)?.into_iter().find(|w| w.1 == code);
    match known {
        Some((_, _, n, e, a)) if n == name && e == name_en && a == address => Ok((false, false)),
        Some((id, ..)) => {
            diesel::update(warehouse::table.filter(warehouse::id.eq(id)))
                .set((warehouse::name.eq(name), warehouse::name_en.eq(name_en), warehouse::address.eq(address)))
                .execute(tx.link())?;
            Ok((false, true))
        }
        None => {
            let id = tx.new_id::<WarehouseId>();
            diesel::insert_into(warehouse::table)
                .values((
                    warehouse::id.eq(id),
                    warehouse::code.eq(code),
                    warehouse::name.eq(name),
                    warehouse::name_en.eq(name_en),
                    warehouse::address.eq(address),
                ))
                .execute(tx.link())?;
            Ok((true, true))
        }
    }
}

type StockTuple =
    (ProductId, WarehouseId, String, String, String, Quantity, Quantity, Moment, Option<Quantity>, Option<NaiveDate>);

fn stock_row((product, warehouse, code, name, name_en, on_hand, reserved, as_of, expected, expected_on): StockTuple) -> StockRow {
    StockRow { product, warehouse, code, name, name_en, on_hand, reserved, as_of, expected, expected_on }
}

macro_rules! stock_columns {
    () => {
        (
            stock::product_id,
            warehouse::id,
            warehouse::code,
            warehouse::name,
            warehouse::name_en,
            stock::on_hand,
            stock::reserved,
            stock::as_of,
            stock::expected,
            stock::expected_on,
        )
    };
}

/// Stock of products in a contract's warehouses, in the contract's order.
pub(super) fn contract_stock(tx: &mut Tx, contract: ContractId, products: &[ProductId]) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .inner_join(contract_warehouse::table.on(contract_warehouse::warehouse_id.eq(stock::warehouse_id)))
        .filter(contract_warehouse::contract_id.eq(contract).and(stock::product_id.eq_any(products.to_vec())))
        .order((stock::product_id, contract_warehouse::rank))
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// Stock of one product everywhere.
pub(super) fn stock_of(tx: &mut Tx, product: ProductId) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .filter(stock::product_id.eq(product))
        .order(warehouse::code)
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// Holds the stock rows until the end of the transaction, in one order for everybody. The embedded database has one writer anyway.
pub(super) fn lock_stock(tx: &mut Tx, contract: ContractId, products: &[ProductId]) -> Answer<()> {
    if let Link::Postgres(conn) = tx.link() {
        let of_contract = contract_warehouse::table.filter(contract_warehouse::contract_id.eq(contract)).select(contract_warehouse::warehouse_id);
        let _: Vec<ProductId> = stock::table
            .filter(stock::product_id.eq_any(products.to_vec()).and(stock::warehouse_id.eq_any(of_contract)))
            .order((stock::product_id, stock::warehouse_id))
            .select(stock::product_id)
            .for_update()
            .load(conn)?;
    }
    Ok(())
}

/// Adds to what is reserved. The rows are locked and the figures checked; a breach aborts.
pub(super) fn add_reserved(tx: &mut Tx, moves: &[(ProductId, WarehouseId, Quantity)]) -> Answer<()> {
    for (product, warehouse, quantity) in moves {
        let touched = diesel::update(stock::table.filter(stock::product_id.eq(product).and(stock::warehouse_id.eq(warehouse))))
            .set(stock::reserved.eq(stock::reserved + quantity.steps()))
            .execute(tx.link())?;
        if touched != 1 {
            return Err(No::failed("a stock row vanished while it was locked"));
        }
    }
    Ok(())
}

/// Books up to a few hundred figures, each as a movement against our figure of its time.
pub(super) fn book_chunk(tx: &mut Tx, figures: &[FoundFigure], source: &str) -> Answer<Booked> {
    let products: Vec<ProductId> = figures.iter().map(|f| f.product).collect();
    let earliest = figures.iter().map(|f| f.as_of).min().unwrap_or(tx.moment());
    let known: Vec<(ProductId, WarehouseId, Quantity, Quantity, Moment, Option<Quantity>, Option<NaiveDate>)> =
        stock::table.filter(stock::product_id.eq_any(products.clone())).load(tx.link())?;
    let later: Vec<(ProductId, WarehouseId, Quantity, Moment)> = movement::table
        .filter(movement::product_id.eq_any(products).and(movement::at.gt(earliest)))
        .select((movement::product_id, movement::warehouse_id, movement::quantity, movement::at))
        .load(tx.link())?;
    let mut booked = Booked::default();
    let mut rows = Vec::new();
    let mut movements = Vec::new();
    for f in figures {
        let old = known.iter().find(|k| k.0 == f.product && k.1 == f.warehouse);
        let since: i64 = later.iter().filter(|m| m.0 == f.product && m.1 == f.warehouse && m.3 > f.as_of).map(|m| m.2.steps()).sum();
        let (on_hand, reserved) = old.map_or((Quantity::ZERO, Quantity::ZERO), |k| (k.2, k.3));
        let difference = Quantity::from_steps(f.on_hand.steps() - (on_hand.steps() - since));
        let fresh = Quantity::from_steps(on_hand.steps() + difference.steps());
        match old {
            None => booked.added += 1,
            Some(k) if difference == Quantity::ZERO && k.4 == f.as_of && k.5 == f.expected && k.6 == f.expected_on => {
                booked.unchanged += 1;
                continue;
            }
            Some(_) => booked.changed += 1,
        }
        if fresh < reserved {
            booked.short += 1;
        }
        if difference != Quantity::ZERO {
            movements.push((
                movement::id.eq(tx.new_id::<MovementId>()),
                movement::product_id.eq(f.product),
                movement::warehouse_id.eq(f.warehouse),
                movement::kind.eq("adjustment"),
                movement::quantity.eq(difference),
                movement::at.eq(f.as_of),
                movement::source.eq(source),
            ));
        }
        rows.push((
            stock::product_id.eq(f.product),
            stock::warehouse_id.eq(f.warehouse),
            stock::on_hand.eq(fresh),
            stock::reserved.eq(Quantity::ZERO),
            stock::as_of.eq(f.as_of),
            stock::expected.eq(f.expected),
            stock::expected_on.eq(f.expected_on),
        ));
    }
    use diesel::upsert::excluded;
    if !movements.is_empty() {
        each_database!(tx, conn => diesel::insert_into(movement::table).values(&movements).execute(conn))?;
    }
    if !rows.is_empty() {
        each_database!(tx, conn => diesel::insert_into(stock::table)
            .values(&rows)
            .on_conflict((stock::product_id, stock::warehouse_id))
            .do_update()
            .set((
                stock::on_hand.eq(excluded(stock::on_hand)),
                stock::as_of.eq(excluded(stock::as_of)),
                stock::expected.eq(excluded(stock::expected)),
                stock::expected_on.eq(excluded(stock::expected_on)),
            ))
            .execute(conn))?;
    }
    Ok(booked)
}

/// What we believe to lie of some products, in every warehouse.
pub(crate) fn figures(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<FoundFigure>> {
    let mut found = Vec::new();
    for chunk in products.chunks(500) {
        let rows: Vec<(ProductId, WarehouseId, Quantity, Moment, Option<Quantity>, Option<NaiveDate>)> = stock::table
            .filter(stock::product_id.eq_any(chunk.to_vec()))
            .select((stock::product_id, stock::warehouse_id, stock::on_hand, stock::as_of, stock::expected, stock::expected_on))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(product, warehouse, on_hand, as_of, expected, expected_on)| FoundFigure {
            product,
            warehouse,
            on_hand,
            as_of,
            expected,
            expected_on,
        }));
    }
    Ok(found)
}

/// What stock lists say of a product: id, article number, names, unit, compared article number.
pub(super) type ItemRow = (ProductId, String, String, String, String, String);

macro_rules! item_columns {
    () => {
        (product::id, product::sku, product::name, product::name_en, product::unit, product::sku_key)
    };
}

/// Products of these words, sold or not, by article number, behind a compared article number.
pub(super) fn items(tx: &mut Tx, words: &str, after: Option<String>, limit: i64) -> Answer<Vec<ItemRow>> {
    let mut query = product::table.select(item_columns!()).into_boxed();
    for word in text::fold(words).split(' ').filter(|w| !w.is_empty()) {
        query = query.filter(product::search_key.like(text::like_pattern(word)).escape('\\'));
    }
    if let Some(after) = after {
        query = query.filter(product::sku_key.gt(after));
    }
    Ok(query.order(product::sku_key).limit(limit).load(tx.link())?)
}

/// The product of an article number, sold or not.
pub(super) fn item(tx: &mut Tx, sku: &str) -> Answer<Option<ItemRow>> {
    Ok(product::table.filter(product::sku_key.eq(sku_key(sku))).select(item_columns!()).first(tx.link()).optional()?)
}

/// Stock of some products everywhere, by warehouse.
pub(super) fn stock_of_many(tx: &mut Tx, products: &[ProductId]) -> Answer<Vec<StockRow>> {
    let rows: Vec<StockTuple> = stock::table
        .inner_join(warehouse::table)
        .filter(stock::product_id.eq_any(products.to_vec()))
        .order((stock::product_id, warehouse::code))
        .select(stock_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(stock_row).collect())
}

/// The latest movements of a product: warehouse, kind, quantity, moment, source.
pub(super) fn movements(tx: &mut Tx, product: ProductId, at_most: i64) -> Answer<Vec<(WarehouseId, String, Quantity, Moment, String)>> {
    Ok(movement::table
        .filter(movement::product_id.eq(product))
        .order(movement::id.desc())
        .limit(at_most)
        .select((movement::warehouse_id, movement::kind, movement::quantity, movement::at, movement::source))
        .load(tx.link())?)
}

/// Article numbers of some products.
pub(crate) fn skus(tx: &mut Tx, products: &[i64]) -> Answer<Vec<(ProductId, String)>> {
    Ok(product::table.filter(product::id.eq_any(products.to_vec())).select((product::id, product::sku)).load(tx.link())?)
}
