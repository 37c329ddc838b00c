//! Lists page by page in any order: behind the row that was seen last, by a key and the id. Called by stores, for queries in a box.

/// A boxed query in the order of a column and, among equals, of the id, behind the row that was seen last.
///
/// `in_order!(query, column, id, descends, after)` with `after: Option<(key, i64)>`; without the column in the order of ids alone,
/// with `after: Option<i64>`. The column needs an index that ends with the id, or a table that stays small.
#[macro_export]
macro_rules! in_order {
    ($query:expr, $id:expr, $descends:expr, $after:expr) => {{
        let query = $query;
        match ($descends, $after) {
            (false, None) => query.order($id.asc()),
            (false, Some(id)) => query.filter($id.gt(id)).order($id.asc()),
            (true, None) => query.order($id.desc()),
            (true, Some(id)) => query.filter($id.lt(id)).order($id.desc()),
        }
    }};
    ($query:expr, $column:expr, $id:expr, $descends:expr, $after:expr) => {{
        let query = $query;
        // The key stands in the statement twice.
        let after = $after.map(|(key, id)| (::std::borrow::ToOwned::to_owned(&key), key, id));
        match ($descends, after) {
            (false, None) => query.order(($column.asc(), $id.asc())),
            (false, Some((key, same, id))) => {
                query.filter($column.gt(key).or($column.eq(same).and($id.gt(id)))).order(($column.asc(), $id.asc()))
            }
            (true, None) => query.order(($column.desc(), $id.desc())),
            (true, Some((key, same, id))) => {
                query.filter($column.lt(key).or($column.eq(same).and($id.lt(id)))).order(($column.desc(), $id.desc()))
            }
        }
    }};
}
