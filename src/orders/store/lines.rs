//! A line of a shopping list or of a standing order as it is read: both keep it in the same columns.

use crate::catalogue::ProductId;
use crate::orders::list::Line;
use crate::platform::values::{Quantity, UnitPrice};

/// What [`line_columns`] selects.
pub(super) type LineColumns = (ProductId, i64, String, String, String, String, Quantity, Option<UnitPrice>);

/// The columns of a table of lines; the last one is the price that was seen or agreed.
macro_rules! line_columns {
    ($table:ident, $seen:ident) => {
        (
            $table::product_id,
            $table::position,
            $table::sku,
            $table::name,
            $table::name_en,
            $table::unit,
            $table::quantity,
            $table::$seen,
        )
    };
}
pub(super) use line_columns;

/// The line of a row.
pub(super) fn line_of((product, position, sku, name, name_en, unit, quantity, seen): LineColumns) -> Line {
    Line { product, position, sku, name, name_en, unit, quantity, seen }
}
