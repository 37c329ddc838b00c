//! Stock as those who keep it look at it: products with every warehouse, one product with its movements, a new figure.
//! Called by the doors to stock. What a partner sees of stock is never made here.

use std::collections::HashMap;

use super::stock::{self, Booked, Figure, StockRow};
use super::store::{self, ItemRow};
use super::{ProductId, WarehouseId};
use crate::access::permission::marks::{ManageStock, ReadStock};
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::files::FileId;
use crate::platform::values::{Moment, Quantity, Unit};
use crate::platform::web::sort::Place;
use crate::platform::web::{Lang, Sort, table};
use crate::say;

const MOVEMENTS: i64 = 100;
/// Products whose stock is read in one statement.
const CHUNK: usize = 1_000;

/// A product as stock lists name it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id.
    pub product: ProductId,
    /// Its article number as written.
    pub sku: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its unit of measure.
    pub unit: &'static Unit,
    /// Its picture.
    pub picture: Option<FileId>,
}

impl Item {
    fn of((product, sku, name, name_en, unit, _, picture, _): ItemRow) -> Answer<Self> {
        let unit = Unit::by_okei(&unit).ok_or_else(|| No::failed(format!("product {product} has no unit {unit}")))?;
        Ok(Self { product, sku, name, name_en, unit, picture })
    }

    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
    }

    /// The symbol of its unit in a language.
    pub fn unit_in(&self, lang: Lang) -> &'static str {
        lang.symbol(self.unit)
    }
}

crate::words! {
    /// By what stock is sorted.
    pub enum StockBy {
        /// The article number.
        Sku = "sku",
        /// The name, in the reader's language.
        Name = "name",
    }
}

impl Default for Sort<StockBy> {
    fn default() -> Self {
        Sort::up(StockBy::Sku)
    }
}

/// Which products, in which order, and where to begin.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Words of name, article number or barcode.
    pub words: String,
    /// In which order.
    pub sort: Sort<StockBy>,
    /// By the names of which language.
    pub lang: Lang,
    /// Behind which product to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Products, each with its stock in every warehouse.
#[derive(Debug, Clone)]
pub struct Shelves {
    /// The products.
    pub items: Vec<(Item, Vec<StockRow>)>,
    /// The cursor behind the last of them, when there are more.
    pub next: Option<String>,
}

/// The place of a product in an order.
fn place(row: &ItemRow, filter: &Filter) -> Place {
    let key = match (filter.sort.by, filter.lang) {
        (StockBy::Sku, _) => &row.5,
        (StockBy::Name, Lang::Ru) => &row.7.0,
        (StockBy::Name, Lang::En) => &row.7.1,
    };
    (key.clone(), row.0.number())
}

/// A page of products with their stock.
pub fn page(act: &mut Act<'_, ReadStock>, filter: &Filter) -> Answer<Shelves> {
    let found = store::items(act.tx(), &Filter { limit: filter.limit + 1, ..filter.clone() })?;
    let (found, next) = filter.sort.cut(found, filter.limit, |row| place(row, filter));
    Ok(Shelves { items: with_stock(act, found)?, next })
}

/// All products that a filter leads to, with their stock, page by page in one view of the data: for files.
pub fn all(act: &mut Act<'_, ReadStock>, filter: &Filter) -> Answer<Vec<(Item, Vec<StockRow>)>> {
    let page = |after, limit| store::items(act.tx(), &Filter { after, limit, ..filter.clone() });
    let found = table::whole(page, |row| place(row, filter))?;
    let mut items = Vec::with_capacity(found.len());
    for chunk in found.chunks(CHUNK) {
        items.extend(with_stock(act, chunk.to_vec())?);
    }
    Ok(items)
}

fn with_stock(act: &mut Act<'_, ReadStock>, found: Vec<ItemRow>) -> Answer<Vec<(Item, Vec<StockRow>)>> {
    let products: Vec<ProductId> = found.iter().map(|row| row.0).collect();
    let mut rows: HashMap<ProductId, Vec<StockRow>> = HashMap::new();
    for row in store::stock_of_many(act.tx(), &products)? {
        rows.entry(row.product).or_default().push(row);
    }
    let stocked = |row: ItemRow| -> Answer<(Item, Vec<StockRow>)> {
        let stock = rows.remove(&row.0).unwrap_or_default();
        Ok((Item::of(row)?, stock))
    };
    found.into_iter().map(stocked).collect()
}

/// What came into a warehouse or left it.
#[derive(Debug, Clone)]
pub struct Movement {
    /// When.
    pub at: Moment,
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// `adjustment`, …
    pub kind: String,
    /// How much; below nothing where it left.
    pub quantity: Quantity,
    /// Where we know it from.
    pub source: String,
}

/// One product with its stock and its latest movements.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// The product.
    pub item: Item,
    /// Its stock in every warehouse that has or had it.
    pub rows: Vec<StockRow>,
    /// Its movements, the latest first.
    pub movements: Vec<Movement>,
    /// Every warehouse: id, code, Russian and English name.
    pub warehouses: Vec<(WarehouseId, String, String, String)>,
}

impl Shelf {
    /// The name of a warehouse in a language.
    pub fn warehouse_in(&self, id: WarehouseId, lang: Lang) -> &str {
        let found = self.warehouses.iter().find(|warehouse| warehouse.0 == id);
        found.map(|(_, _, ru, en)| if lang == Lang::Ru { ru.as_str() } else { en.as_str() }).unwrap_or_default()
    }
}

/// One product by its article number.
pub fn of_product(act: &mut Act<'_, ReadStock>, sku: &String) -> Answer<Shelf> {
    let item = Item::of(store::item(act.tx(), sku)?.ok_or_else(No::not_found)?)?;
    let rows = stock::of_product(act, sku)?;
    let movements = store::movements(act.tx(), item.product, MOVEMENTS)?
        .into_iter()
        .map(|(warehouse, kind, quantity, at, source)| Movement { at, warehouse, kind, quantity, source })
        .collect();
    let warehouses =
        store::warehouses(act.tx())?.into_iter().map(|(id, code, name, name_en, _)| (id, code, name, name_en)).collect();
    Ok(Shelf { item, rows, movements, warehouses })
}

/// Books a figure. What is expected stays as it was known when the figure says nothing of it.
pub fn put(act: &mut Act<'_, ManageStock>, figure: &Figure) -> Answer<Recorded<Booked>> {
    if figure.expected.is_some_and(|expected| expected < Quantity::ZERO) {
        return Err(No::invalid("/expected", "out_of_range", say!("error-out-of-range")));
    }
    if figure.expected.is_some() || figure.expected_on.is_some() {
        return stock::put(act, figure);
    }
    let mut figure = figure.clone();
    let product = store::product_by_sku(act.tx(), &figure.sku)?.ok_or_else(No::not_found)?;
    if let Some(warehouse) = store::warehouse_by_code(act.tx(), &figure.warehouse)?
        && let Some(known) = store::figures(act.tx(), &[product])?.into_iter().find(|known| known.warehouse == warehouse)
    {
        (figure.expected, figure.expected_on) = (known.expected, known.expected_on);
    }
    stock::put(act, &figure)
}
