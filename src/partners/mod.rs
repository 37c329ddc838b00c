//! Whom we sell to: partners with their units, addresses, people and contracts; which agent and manager they have.

pub mod address;
pub mod api;
pub mod colleagues;
pub mod company;
pub mod company_proof;
pub mod contract;
pub mod delivery;
pub mod overview;
pub mod pages;
pub mod people;
pub mod proof;
pub mod requisites;
pub(crate) mod store;

pub use crate::access::{PartnerId, UnitId};
pub use address::{Address, AddressId};
pub use company::{Partner, StockDisplay};
pub use contract::{Assortment, Contract, DiscountPolicy, Payment, VatMode};

crate::typed_id!(
    /// A contract.
    ContractId, "con"
);
crate::typed_id!(
    /// A price list, which a contract names.
    PriceListId, "plt"
);
crate::typed_id!(
    /// A warehouse, which a contract names.
    WarehouseId, "whs"
);

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
