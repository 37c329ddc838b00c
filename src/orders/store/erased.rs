//! Forgetting a person in the tables of orders and quotes: his names go out of what stays, and what was his alone goes. What only
//! grows lets a name go while the row of the erasing stands, and nothing else.

use super::named::{self, Places};
use super::*;

diesel::table! {
    erasing (account_id) { account_id -> BigInt, was -> Text, becomes -> Text, said -> Text, says -> Text }
}

/// Puts the pseudonym, which is the account's id, in the place of every name that somebody had, wherever one of them stands by his id.
/// `keys` are the keys he made for programs, as the journal names them: what stands under those is theirs. Answers the names.
pub(crate) fn forget_names(tx: &mut Tx, account: AccountId, keys: &[String]) -> Answer<Vec<String>> {
    let deeds = deeds::read(tx, account, keys)?;
    let names = named::find(tx, account, deeds)?;
    let pseudonym = account.to_string();
    for (name, places) in &names {
        let swap = Swap::of(name, &pseudonym)?;
        diesel::insert_into(erasing::table)
            .values((
                erasing::account_id.eq(account),
                erasing::was.eq(name),
                erasing::becomes.eq(&pseudonym),
                erasing::said.eq(&swap.said),
                erasing::says.eq(&swap.says),
            ))
            .execute(tx.link())?;
        in_orders(tx, places, &swap)?;
        in_changes(tx, places)?;
        in_quotes(tx, places, &pseudonym)?;
        diesel::delete(erasing::table.filter(erasing::account_id.eq(account))).execute(tx.link())?;
    }
    Ok(names.into_keys().collect())
}

/// A name and the pseudonym, as documents write them.
struct Swap {
    said: String,
    says: String,
}

impl Swap {
    fn of(name: &str, pseudonym: &str) -> Answer<Self> {
        Ok(Self { said: serde_json::to_string(name)?, says: serde_json::to_string(pseudonym)? })
    }

    /// A document with the pseudonym as one of its members.
    fn document(&self, snapshot: &str, member: &str) -> String {
        snapshot.replace(&format!("\"{member}\":{}", self.said), &format!("\"{member}\":{}", self.says))
    }
}

fn in_orders(tx: &mut Tx, places: &Places, swap: &Swap) -> Answer<()> {
    for id in &places.orders {
        own_order(tx, *id, swap)?;
    }
    for (order, version, fresh) in &places.versions {
        let one = order_version::order_id.eq(*order).and(order_version::version.eq(*version));
        diesel::update(order_version::table.filter(one)).set(order_version::actor.eq(fresh)).execute(tx.link())?;
    }
    for (id, fresh) in &places.promises {
        diesel::update(promise::table.filter(promise::id.eq(*id))).set(promise::actor.eq(fresh)).execute(tx.link())?;
    }
    for id in &places.shipments {
        let this = || shipment::table.filter(shipment::id.eq(*id));
        let snapshot: String = this().select(shipment::snapshot).first(tx.link())?;
        let fresh = swap.document(&snapshot, "shipped_by");
        diesel::update(this()).set(shipment::snapshot.eq(fresh)).execute(tx.link())?;
    }
    Ok(())
}

/// An order that he placed, with its versions: the records name him by his id.
fn own_order(tx: &mut Tx, id: OrderId, swap: &Swap) -> Answer<()> {
    let this = || sales_order::table.filter(sales_order::id.eq(id));
    let snapshot: String = this().select(sales_order::snapshot).first(tx.link())?;
    let fresh = swap.document(&snapshot, "placed_by");
    diesel::update(this()).set(sales_order::snapshot.eq(fresh)).execute(tx.link())?;
    let query = order_version::table.filter(order_version::order_id.eq(id));
    let versions: Vec<(i64, String)> = query.select((order_version::version, order_version::snapshot)).load(tx.link())?;
    for (version, snapshot) in versions {
        let one = order_version::order_id.eq(id).and(order_version::version.eq(version));
        let fresh = swap.document(&snapshot, "placed_by");
        diesel::update(order_version::table.filter(one)).set(order_version::snapshot.eq(fresh)).execute(tx.link())?;
    }
    Ok(())
}

fn in_changes(tx: &mut Tx, places: &Places) -> Answer<()> {
    for (id, fresh) in &places.asked {
        let this = order_change::table.filter(order_change::id.eq(*id));
        diesel::update(this).set(order_change::asked_by.eq(fresh)).execute(tx.link())?;
    }
    for (id, fresh) in &places.answered {
        let this = order_change::table.filter(order_change::id.eq(*id));
        diesel::update(this).set(order_change::answered_by.eq(Some(fresh.clone()))).execute(tx.link())?;
    }
    Ok(())
}

fn in_quotes(tx: &mut Tx, places: &Places, pseudonym: &str) -> Answer<()> {
    for id in &places.quotes {
        diesel::update(quote::table.filter(quote::id.eq(*id))).set(quote::asked_by.eq(pseudonym)).execute(tx.link())?;
    }
    for (id, version) in &places.quote_versions {
        let one = quote_version::quote_id.eq(*id).and(quote_version::version.eq(*version));
        diesel::update(quote_version::table.filter(one)).set(quote_version::actor.eq(pseudonym)).execute(tx.link())?;
    }
    for (id, version) in &places.approvals {
        let one = quote_approval::quote_id.eq(*id).and(quote_approval::version.eq(*version));
        diesel::update(quote_approval::table.filter(one)).set(quote_approval::actor.eq(pseudonym)).execute(tx.link())?;
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
    fn a_document_loses_the_name_in_its_place_and_nowhere_else() {
        let swap = Swap::of("Анна \"Ö\"", "acc_1").unwrap();
        let document = serde_json::json!({"comment": "Анна \"Ö\"", "placed_by": "Анна \"Ö\""}).to_string();
        let fresh = serde_json::json!({"comment": "Анна \"Ö\"", "placed_by": "acc_1"}).to_string();
        assert_eq!(swap.document(&document, "placed_by"), fresh);
        assert_eq!(swap.document(&document, "shipped_by"), document);
    }
}
