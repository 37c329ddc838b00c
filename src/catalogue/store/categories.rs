//! Categories in the database.

use super::*;

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

/// The category of a path, made with those above it where it is not there: those come behind what was made before.
pub(crate) fn put_category(tx: &mut Tx, path: &[String], path_en: &[String], made: &mut Vec<Category>) -> Answer<CategoryId> {
    let (mut parent, mut lineage, mut full): (Option<CategoryId>, String, String) = (None, String::new(), String::new());
    for (depth, name) in path.iter().enumerate() {
        full = if full.is_empty() { name.clone() } else { format!("{full} / {name}") };
        let name_en = path_en.get(depth).unwrap_or(name);
        let known: Option<(CategoryId, String)> = category::table
            .filter(category::path.eq(&full))
            .select((category::id, category::lineage))
            .first(tx.link())
            .optional()?;
        let (id, line) = match known {
            Some(known) => known,
            None => {
                let (category, line) = insert_category(tx, parent, &lineage, &full, name, name_en)?;
                let id = category.id;
                made.push(category);
                (id, line)
            }
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
) -> Answer<(Category, String)> {
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
            category::code.eq(&code),
            category::lineage.eq(&lineage),
        ))
        .execute(tx.link())?;
    for ancestor in lineage.split('/').filter_map(|n| n.parse::<i64>().ok()) {
        diesel::insert_into(category_ancestor::table)
            .values((category_ancestor::category_id.eq(id), category_ancestor::ancestor_id.eq(ancestor)))
            .execute(tx.link())?;
    }
    Ok((category_of((id, parent, code, path.to_owned(), name.to_owned(), name_en.to_owned())), lineage))
}
