//! What the names in a file stand for: codes, paths and numbers to ids, many at once. Called by the kinds inside the transaction.

use std::collections::HashMap;

use super::sheet::Line;
use crate::access::{PartnerId, UnitId};
use crate::catalogue::{self, CategoryId, ProductId, WarehouseId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault};
use crate::platform::message::Message;
use crate::say;

/// A fault of a column.
pub(super) fn fault(field: &str, code: &'static str, message: Message) -> Fault {
    Fault { field: field.to_owned(), code, message }
}

/// A name that stands for nothing.
pub(super) fn unknown(field: &str, message: Message) -> Fault {
    fault(field, "unknown", message)
}

/// The products of article numbers.
pub(super) struct Products(HashMap<String, ProductId>);

impl Products {
    pub fn of(tx: &mut Tx, skus: &[String]) -> Answer<Self> {
        Ok(Self(catalogue::store::product_ids(tx, skus)?))
    }

    pub fn find(&self, sku: &str) -> Option<ProductId> {
        self.0.get(&catalogue::store::sku_key(sku)).copied()
    }
}

/// Every warehouse by its code.
pub(super) fn warehouses(tx: &mut Tx) -> Answer<HashMap<String, WarehouseId>> {
    Ok(catalogue::store::warehouses(tx)?.into_iter().map(|(id, code, ..)| (code, id)).collect())
}

/// Every category by its path.
pub(super) fn categories(tx: &mut Tx) -> Answer<HashMap<String, CategoryId>> {
    Ok(catalogue::store::categories(tx)?.into_iter().map(|category| (category.path, category.id)).collect())
}

/// Some texts of all rows.
pub(super) fn texts<'r, R, I>(rows: &'r [Line<R>], of: impl Fn(&'r R) -> I) -> Vec<String>
where
    I: IntoIterator<Item = &'r String>,
{
    let mut texts: Vec<String> = rows.iter().flat_map(|line| of(&line.row)).cloned().collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// The unit of a partner by its name, where one is named.
pub(super) fn unit(
    units: &HashMap<(PartnerId, String), UnitId>,
    partner: Option<PartnerId>,
    name: Option<&String>,
) -> Result<Option<UnitId>, Fault> {
    let (Some(partner), Some(name)) = (partner, name) else { return Ok(None) };
    let found = units.get(&(partner, name.clone())).copied();
    found.map(Some).ok_or_else(|| unknown("unit", say!("import-unknown-unit", name = name)))
}
