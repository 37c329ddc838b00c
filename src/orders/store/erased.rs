//! Forgetting a person in the tables of orders and quotes: his name goes out of what stays, and what was his alone goes. What only
//! grows lets a name go while the row of the erasing stands, and nothing else.

use serde_json::Value;

use super::*;

diesel::table! {
    erasing (account_id) { account_id -> BigInt, was -> Text, becomes -> Text, said -> Text, says -> Text }
}

/// What stands between a person and the company he acted for.
const FOR: &str = " → ";

/// The names under which somebody stands in orders and quotes.
pub(crate) fn names_of(tx: &mut Tx, account: AccountId) -> Answer<Vec<String>> {
    let own = sales_order::table.filter(sales_order::placed_by.eq(account)).select(sales_order::snapshot);
    let mut names = Vec::new();
    for snapshot in own.load::<String>(tx.link())? {
        let read: Value = serde_json::from_str(&snapshot)?;
        names.extend(read.get("placed_by").and_then(Value::as_str).map(str::to_owned));
    }
    let asked = quote::table.filter(quote::account_id.eq(account)).select(quote::asked_by);
    names.extend(asked.load::<String>(tx.link())?);
    let made = quote_version::table.filter(quote_version::account_id.eq(account)).select(quote_version::actor);
    names.extend(made.load::<String>(tx.link())?);
    let said = quote_approval::table.filter(quote_approval::account_id.eq(account)).select(quote_approval::actor);
    names.extend(said.load::<String>(tx.link())?);
    let mut bare: Vec<String> = names.iter().filter_map(|name| name.split(FOR).next()).map(str::to_owned).collect();
    bare.sort();
    bare.dedup();
    Ok(bare)
}

/// A name with the pseudonym in its place, where it is this person's: alone, or before the company he acted for.
fn renamed(name: &str, was: &str, becomes: &str) -> Option<String> {
    let rest = name.strip_prefix(was)?;
    (rest.is_empty() || rest.starts_with(FOR)).then(|| format!("{becomes}{rest}"))
}

macro_rules! rename {
    ($tx:ident, $table:ident, $was:ident, $becomes:ident) => {{
        let query = $table::table.filter($table::actor.like(text::like_pattern($was)).escape('\\'));
        let known: Vec<String> = query.select($table::actor).distinct().load($tx.link())?;
        for name in known {
            if let Some(fresh) = renamed(&name, $was, $becomes) {
                diesel::update($table::table.filter($table::actor.eq(name))).set($table::actor.eq(fresh)).execute($tx.link())?;
            }
        }
    }};
}

/// Puts a pseudonym in the place of one of somebody's names.
pub(crate) fn forget_name(tx: &mut Tx, account: AccountId, was: &str, becomes: &str) -> Answer<()> {
    let (said, says) = (serde_json::to_string(was)?, serde_json::to_string(becomes)?);
    diesel::insert_into(erasing::table)
        .values((
            erasing::account_id.eq(account),
            erasing::was.eq(was),
            erasing::becomes.eq(becomes),
            erasing::said.eq(&said),
            erasing::says.eq(&says),
        ))
        .execute(tx.link())?;
    own_orders(tx, account, &said, &says)?;
    shipments_by(tx, &said, &says)?;
    rename!(tx, order_version, was, becomes);
    rename!(tx, promise, was, becomes);
    rename!(tx, quote_version, was, becomes);
    rename!(tx, quote_approval, was, becomes);
    changes_by(tx, was, becomes)?;
    diesel::update(quote::table.filter(quote::account_id.eq(account).and(quote::asked_by.eq(was))))
        .set(quote::asked_by.eq(becomes))
        .execute(tx.link())?;
    diesel::delete(erasing::table.filter(erasing::account_id.eq(account))).execute(tx.link())?;
    Ok(())
}

/// The orders that he placed, with their versions: the records name him by his id.
fn own_orders(tx: &mut Tx, account: AccountId, said: &str, says: &str) -> Answer<()> {
    let (was, becomes) = (format!("\"placed_by\":{said}"), format!("\"placed_by\":{says}"));
    let query = sales_order::table.filter(sales_order::placed_by.eq(account)).select((sales_order::id, sales_order::snapshot));
    let orders: Vec<(OrderId, String)> = query.load(tx.link())?;
    for (id, snapshot) in orders {
        let fresh = snapshot.replace(&was, &becomes);
        diesel::update(sales_order::table.filter(sales_order::id.eq(id)))
            .set(sales_order::snapshot.eq(fresh))
            .execute(tx.link())?;
        let query = order_version::table.filter(order_version::order_id.eq(id));
        let versions: Vec<(i64, String)> = query.select((order_version::version, order_version::snapshot)).load(tx.link())?;
        for (version, snapshot) in versions {
            let one = order_version::order_id.eq(id).and(order_version::version.eq(version));
            diesel::update(order_version::table.filter(one))
                .set(order_version::snapshot.eq(snapshot.replace(&was, &becomes)))
                .execute(tx.link())?;
        }
    }
    Ok(())
}

fn shipments_by(tx: &mut Tx, said: &str, says: &str) -> Answer<()> {
    let (was, becomes) = (format!("\"shipped_by\":{said}"), format!("\"shipped_by\":{says}"));
    let query = shipment::table.filter(shipment::snapshot.like(text::like_pattern(&was)).escape('\\'));
    let found: Vec<(i64, String)> = query.select((shipment::id, shipment::snapshot)).load(tx.link())?;
    for (id, snapshot) in found {
        diesel::update(shipment::table.filter(shipment::id.eq(id)))
            .set(shipment::snapshot.eq(snapshot.replace(&was, &becomes)))
            .execute(tx.link())?;
    }
    Ok(())
}

fn changes_by(tx: &mut Tx, was: &str, becomes: &str) -> Answer<()> {
    let pattern = text::like_pattern(was);
    let by_him = order_change::asked_by.like(pattern.clone()).escape('\\');
    let asked: Vec<(i64, String)> =
        order_change::table.filter(by_him).select((order_change::id, order_change::asked_by)).load(tx.link())?;
    for (id, name) in asked {
        if let Some(fresh) = renamed(&name, was, becomes) {
            diesel::update(order_change::table.filter(order_change::id.eq(id)))
                .set(order_change::asked_by.eq(fresh))
                .execute(tx.link())?;
        }
    }
    let by_him = order_change::answered_by.like(pattern).escape('\\');
    let answered: Vec<(i64, Option<String>)> =
        order_change::table.filter(by_him).select((order_change::id, order_change::answered_by)).load(tx.link())?;
    for (id, name) in answered {
        if let Some(fresh) = name.and_then(|name| renamed(&name, was, becomes)) {
            diesel::update(order_change::table.filter(order_change::id.eq(id)))
                .set(order_change::answered_by.eq(Some(fresh)))
                .execute(tx.link())?;
        }
    }
    Ok(())
}

/// Takes away what was somebody's alone: carts, drafts, lists that he shared with nobody.
pub(crate) fn forget_own(tx: &mut Tx, account: AccountId) -> Answer<()> {
    let carts: Vec<CartId> = cart::table.filter(cart::account_id.eq(account)).select(cart::id).load(tx.link())?;
    diesel::delete(cart_code::table.filter(cart_code::cart_id.eq_any(carts.clone()))).execute(tx.link())?;
    diesel::delete(cart_line::table.filter(cart_line::cart_id.eq_any(carts))).execute(tx.link())?;
    diesel::delete(cart::table.filter(cart::account_id.eq(account))).execute(tx.link())?;
    diesel::delete(order_draft::table.filter(order_draft::account_id.eq(account))).execute(tx.link())?;
    let own = shopping_list::account_id.eq(account).and(shopping_list::is_shared.eq(false));
    let lists: Vec<i64> = shopping_list::table.filter(own).select(shopping_list::id).load(tx.link())?;
    diesel::delete(shopping_list_line::table.filter(shopping_list_line::list_id.eq_any(lists.clone()))).execute(tx.link())?;
    diesel::delete(shopping_list::table.filter(shopping_list::id.eq_any(lists))).execute(tx.link())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_where_it_is_his_alone_and_before_a_company() {
        assert_eq!(renamed("Anna", "Anna", "acc_1").as_deref(), Some("acc_1"));
        assert_eq!(renamed("Anna → Alfa", "Anna", "acc_1").as_deref(), Some("acc_1 → Alfa"));
        assert_eq!(renamed("Annabel", "Anna", "acc_1"), None);
        assert_eq!(renamed("Boris → Anna", "Anna", "acc_1"), None);
    }
}
