//! What we sell, to whom, and how much of it there is: products with their pictures, categories, what a contract allows, search,
//! stock and reservations; what a partner calls our goods himself.

pub mod api;
pub(crate) mod categories_proof;
pub mod category;
pub mod facet;
pub mod own_number;
pub mod pages;
pub mod picture;
pub mod product;
pub mod proof;
pub mod reservation;
pub mod search;
pub mod shelf;
pub mod stock;
pub(crate) mod stock_proof;
pub(crate) mod store;
pub(crate) mod to_order;

pub use crate::partners::WarehouseId;
pub use category::{Category, CategoryId};
pub use facet::{Chosen, Facet};
pub use product::{Product, ProductId, Unorderable};
pub use stock::{Shown, StockRow};

/// This room's doors: stock and pictures for those who keep the goods.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
