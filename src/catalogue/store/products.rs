//! Products in the database: pages of what a contract allows, look-ups by article number, writing.

use super::*;
use crate::catalogue::facet::Chosen;
use crate::platform::files::FileId;
use crate::platform::web::cursor;

/// The compared form of an article number.
pub(crate) fn sku_key(sku: &str) -> String {
    sku.trim().to_uppercase()
}

/// Which products of a contract, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of name, article number or barcode.
    pub words: String,
    /// In these categories only; for a contract of listed categories always given, and among those.
    pub categories: Option<Vec<CategoryId>>,
    /// The sort key and id after which to begin.
    pub after: Option<(String, i64)>,
    /// How many.
    pub limit: i64,
    /// Only what can still be promised from the contract's warehouses.
    pub is_in_stock: bool,
    /// Only what has one of the chosen values of each of these.
    pub attributes: Vec<Chosen>,
    /// Only these goods, instead of those that have the words.
    pub among: Option<Vec<ProductId>>,
    /// Whose orders are looked at: a unit of the contract's partner by number, 0 for the company as a whole, less than 0 for one of
    /// its people.
    pub unit: i64,
    /// Which of the goods by whether they were ordered, and in which order.
    pub turn: Turn,
    /// Whether the words are looked for as they stand, and nothing is forgiven.
    pub is_literal: bool,
}

/// Goods by whether they were ordered after a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// All of them, by name.
    #[default]
    All,
    /// Those that were, the latest first.
    Ordered(Moment),
    /// The others, by name.
    Others(Moment),
}

impl Turn {
    /// Whether only goods that were ordered are meant.
    pub fn is_ordered(self) -> bool {
        matches!(self, Turn::Ordered(_))
    }
}

/// A good of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The good.
    pub product: Product,
    /// Its sort key in this list.
    pub key: String,
    /// When and how much of it was ordered last.
    pub ordered: Option<(Moment, Quantity)>,
}

type ProductRow = (
    (ProductId, String, String, String),
    (String, Quantity, Quantity),
    (String, Option<Percent>),
    (CategoryId, String),
    (Option<String>, i64, String, Option<FileId>),
    (String, String),
);

fn product_of(row: ProductRow) -> Answer<(Product, [String; 2])> {
    let (
        (id, sku, name, name_en),
        (unit, moq, multiple),
        (vat_code, rate),
        (category, lineage),
        (barcode, weight_grams, attributes, picture),
        keys,
    ) = row;
    let unit = Unit::by_okei(&unit).ok_or_else(|| No::failed(format!("product {id} has no unit {unit}")))?;
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
        attributes_json: attributes,
        picture,
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
            (product::barcode, product::weight_grams, product::attributes, product::picture_id),
            (product::name_key, product::name_key_en),
        )
    };
}

/// What a filter leaves of the goods of a contract, whatever it chooses of their attributes.
macro_rules! narrowed {
    ($query:ident, $contract:expr, $filter:expr) => {
        // The rule of the view `allowed_product`, written so that the page walks an index; a test holds the two together.
        match ($contract.assortment, &$filter.categories) {
            (Assortment::All, _) | (Assortment::Categories, Some(_)) => {}
            (Assortment::Categories, None) => return Err(No::failed("a limited assortment without its categories")),
            (Assortment::Products, _) => {
                let listed = contract_product::table
                    .filter(contract_product::contract_id.eq($contract.id))
                    .select(contract_product::product_id);
                $query = $query.filter(product::id.eq_any(listed));
            }
        }
        if let Some(among) = &$filter.among {
            $query = $query.filter(product::id.eq_any(among.clone()));
        } else {
            for word in text::fold(&$filter.words).split(' ').filter(|w| !w.is_empty()).take(8) {
                $query = $query.filter(product::search_key.like(text::like_pattern(word)).escape('\\'));
            }
        }
        if let Some(categories) = &$filter.categories {
            $query = $query.filter(product::category_id.eq_any(categories.clone()));
        }
        if $filter.is_in_stock {
            $query = $query.filter(diesel::dsl::exists(
                stock::table
                    .inner_join(contract_warehouse::table.on(contract_warehouse::warehouse_id.eq(stock::warehouse_id)))
                    .filter(stock::product_id.eq(product::id).and(contract_warehouse::contract_id.eq($contract.id)))
                    .filter(stock::on_hand.gt(stock::reserved))
                    .select(stock::product_id),
            ));
        }
    };
}
pub(super) use narrowed;

/// The goods of a contract that a filter leaves, each with when it was ordered last, as a query that is still to be put in order.
macro_rules! chosen {
    ($contract:expr, $filter:expr) => {{
        let by_this_unit = ordered::product_id
            .eq(product::id)
            .and(ordered::partner_id.eq($contract.partner))
            .and(ordered::unit_id.eq($filter.unit));
        let mut query = products_on!($contract.day)
            .left_join(ordered::table.on(by_this_unit))
            .filter(product::is_active.eq(true))
            .select((product_columns!(), (ordered::last_at.nullable(), ordered::last_quantity.nullable())))
            .into_boxed();
        narrowed!(query, $contract, $filter);
        for choice in &$filter.attributes {
            let (name, values) = (choice.name.clone(), choice.values.clone());
            let named = product_attribute::name
                .eq(name.clone())
                .and(product_attribute::value.eq_any(values.clone()))
                .or(product_attribute::name_en.eq(name).and(product_attribute::value_en.eq_any(values)));
            let having = product_attribute::table.filter(named).select(product_attribute::product_id);
            query = query.filter(product::id.eq_any(having));
        }
        match $filter.turn {
            Turn::All => {}
            Turn::Ordered(since) => query = query.filter(ordered::last_at.gt(since)),
            Turn::Others(since) => query = query.filter(ordered::last_at.is_null().or(ordered::last_at.le(since))),
        }
        query
    }};
}

type ListedRow = (ProductRow, (Option<Moment>, Option<Quantity>));

/// Goods that the contract allows, each with its sort key and when it was ordered last. One statement.
pub(crate) fn allowed_page(tx: &mut Tx, contract: &Contract, lang: Lang, filter: &Filter) -> Answer<Vec<Listed>> {
    let query = chosen!(contract, filter);
    let after = filter.after.clone();
    let query = match (filter.turn, lang, after) {
        (Turn::Ordered(_), _, None) => query.order((ordered::last_at.desc(), ordered::product_id.desc())),
        (Turn::Ordered(_), _, Some((key, id))) => {
            let at = Moment::from_micros(key.parse().map_err(|_| cursor::malformed())?);
            query
                .filter(ordered::last_at.lt(at).or(ordered::last_at.eq(at).and(ordered::product_id.lt(id))))
                .order((ordered::last_at.desc(), ordered::product_id.desc()))
        }
        (_, Lang::Ru, None) => query.order((product::name_key, product::id)),
        (_, Lang::En, None) => query.order((product::name_key_en, product::id)),
        (_, Lang::Ru, Some((key, id))) => query
            .filter(product::name_key.gt(key.clone()).or(product::name_key.eq(key).and(product::id.gt(id))))
            .order((product::name_key, product::id)),
        (_, Lang::En, Some((key, id))) => query
            .filter(product::name_key_en.gt(key.clone()).or(product::name_key_en.eq(key).and(product::id.gt(id))))
            .order((product::name_key_en, product::id)),
    };
    let rows: Vec<ListedRow> = query.limit(filter.limit).load(tx.link())?;
    rows.into_iter()
        .map(|(row, (at, quantity))| {
            let (product, [ru, en]) = product_of(row)?;
            let key = match (filter.turn, lang, at) {
                (Turn::Ordered(_), _, Some(at)) => at.micros().to_string(),
                (_, Lang::Ru, _) => ru,
                (_, Lang::En, _) => en,
            };
            Ok(Listed { product, key, ordered: at.zip(quantity) })
        })
        .collect()
}

/// Products of these article numbers that the contract allows, each once, however many and however often they are named.
pub(crate) fn allowed_by_sku(tx: &mut Tx, contract: ContractId, day: NaiveDate, skus: &[String]) -> Answer<Vec<Product>> {
    let mut keys: Vec<String> = skus.iter().map(|sku| sku_key(sku)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut all = Vec::new();
    for chunk in keys.chunks(500) {
        let query = products_on!(day).filter(product::sku_key.eq_any(chunk.to_vec())).select(product_columns!());
        let rows: Vec<ProductRow> = query.load(tx.link())?;
        let found = rows.into_iter().map(|row| product_of(row).map(|(product, _)| product)).collect::<Answer<Vec<Product>>>()?;
        let allowed = allowed_among(tx, contract, &found.iter().map(|product| product.id).collect::<Vec<_>>())?;
        all.extend(found.into_iter().filter(|product| allowed.contains(&product.id)));
    }
    Ok(all)
}

/// Which of these products the contract allows.
pub(super) fn allowed_among(tx: &mut Tx, contract: ContractId, ids: &[ProductId]) -> Answer<HashSet<ProductId>> {
    let allowed: Vec<ProductId> = allowed_product::table
        .filter(allowed_product::contract_id.eq(contract).and(allowed_product::product_id.eq_any(ids.to_vec())))
        .select(allowed_product::product_id)
        .load(tx.link())?;
    Ok(allowed.into_iter().collect())
}

/// Which of these products the contract allows and a filter leaves, whatever its words, each with an empty sort key. One statement.
pub(crate) fn allowed_of(tx: &mut Tx, contract: &Contract, filter: &Filter, ids: &[ProductId]) -> Answer<Vec<Listed>> {
    let these = Filter { among: Some(ids.to_vec()), after: None, ..filter.clone() };
    let allowed = allowed_product::table
        .filter(allowed_product::contract_id.eq(contract.id).and(allowed_product::product_id.eq_any(ids.to_vec())))
        .select(allowed_product::product_id);
    let query = chosen!(contract, these).filter(product::id.eq_any(allowed));
    let rows: Vec<ListedRow> = query.load(tx.link())?;
    rows.into_iter()
        .map(|(row, (at, quantity))| {
            let (product, _) = product_of(row)?;
            Ok(Listed { product, key: String::new(), ordered: at.zip(quantity) })
        })
        .collect()
}

/// Products of these ids, with whether the contract allows each.
pub(crate) fn by_ids(tx: &mut Tx, contract: ContractId, day: NaiveDate, ids: &[ProductId]) -> Answer<Vec<(Product, bool)>> {
    let rows: Vec<ProductRow> =
        products_on!(day).filter(product::id.eq_any(ids.to_vec())).select(product_columns!()).load(tx.link())?;
    let allowed = allowed_among(tx, contract, ids)?;
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

/// Products that carry one of these barcodes; one barcode may stand on several.
pub(crate) fn ids_of_barcodes(tx: &mut Tx, barcodes: &[String]) -> Answer<Vec<(String, ProductId)>> {
    let rows: Vec<(Option<String>, ProductId)> = product::table
        .filter(product::barcode.is_not_null().and(product::barcode.eq_any(barcodes.to_vec())))
        .select((product::barcode, product::id))
        .load(tx.link())?;
    Ok(rows.into_iter().filter_map(|(barcode, id)| barcode.map(|barcode| (barcode, id))).collect())
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

/// What stock lists say of a product: id, article number, names, unit, compared article number, picture, compared names.
pub(in crate::catalogue) type ItemRow = (ProductId, String, String, String, String, String, Option<FileId>, (String, String));

macro_rules! item_columns {
    () => {
        (
            product::id,
            product::sku,
            product::name,
            product::name_en,
            product::unit,
            product::sku_key,
            product::picture_id,
            (product::name_key, product::name_key_en),
        )
    };
}

/// Products of these words, sold or not.
pub(in crate::catalogue) fn items(tx: &mut Tx, filter: &ShelfFilter) -> Answer<Vec<ItemRow>> {
    let mut query = product::table.select(item_columns!()).into_boxed();
    for word in text::fold(&filter.words).split(' ').filter(|w| !w.is_empty()) {
        query = query.filter(product::search_key.like(text::like_pattern(word)).escape('\\'));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match (filter.sort.by, filter.lang) {
        (StockBy::Sku, _) => in_order!(query, product::sku_key, product::id, is_descending, after),
        (StockBy::Name, Lang::Ru) => in_order!(query, product::name_key, product::id, is_descending, after),
        (StockBy::Name, Lang::En) => in_order!(query, product::name_key_en, product::id, is_descending, after),
    };
    Ok(query.limit(filter.limit).load(tx.link())?)
}

/// The product of an article number, sold or not.
pub(in crate::catalogue) fn item(tx: &mut Tx, sku: &str) -> Answer<Option<ItemRow>> {
    Ok(product::table.filter(product::sku_key.eq(sku_key(sku))).select(item_columns!()).first(tx.link()).optional()?)
}

/// Article numbers of some products.
pub(crate) fn skus(tx: &mut Tx, products: &[i64]) -> Answer<Vec<(ProductId, String)>> {
    Ok(product::table.filter(product::id.eq_any(products.to_vec())).select((product::id, product::sku)).load(tx.link())?)
}
