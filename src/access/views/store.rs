//! Saved views in the database. Somebody else's view is found only when it is shared and the reader is one of our own.

use diesel::prelude::*;

use super::{Listing, NewView, View, ViewId};
use crate::access::reach::AccountId;
use crate::each_database;
use crate::platform::db::Tx;
use crate::platform::error::Answer;

diesel::table! {
    saved_view (id) {
        id -> BigInt, account_id -> BigInt, table_key -> Text, name -> Text, query -> Text, is_shared -> Bool, position -> BigInt,
    }
}
// The accounts' own file has the whole of it; here only who made a view.
diesel::table! { account (id) { id -> BigInt, name -> Text } }
diesel::joinable!(saved_view -> account (account_id));
diesel::allow_tables_to_appear_in_same_query!(saved_view, account);

type Row = (ViewId, String, String, String, bool, AccountId, String);

macro_rules! view_columns {
    () => {
        (
            saved_view::id,
            saved_view::table_key,
            saved_view::name,
            saved_view::query,
            saved_view::is_shared,
            saved_view::account_id,
            account::name,
        )
    };
}

/// A view of a table that is no longer there is none.
fn view(owner: AccountId, (id, listing, name, query, is_shared, account, by): Row) -> Option<View> {
    Some(View { id, listing: Listing::parse(&listing)?, name, query, is_shared, is_own: account == owner, by })
}

/// One's own views and the shared ones where they are to be seen, one's own first, in the order in which they were saved.
pub(super) fn list(tx: &mut Tx, owner: AccountId, sees_shared: bool, listing: Option<Listing>) -> Answer<Vec<View>> {
    let mut query = saved_view::table.inner_join(account::table).into_boxed();
    query = if sees_shared {
        query.filter(saved_view::account_id.eq(owner).or(saved_view::is_shared.eq(true)))
    } else {
        query.filter(saved_view::account_id.eq(owner))
    };
    if let Some(listing) = listing {
        query = query.filter(saved_view::table_key.eq(listing));
    }
    let rows: Vec<Row> =
        query.order((saved_view::table_key, saved_view::position, saved_view::id)).select(view_columns!()).load(tx.link())?;
    let mut views: Vec<View> = rows.into_iter().filter_map(|row| view(owner, row)).collect();
    views.sort_by_key(|view| !view.is_own);
    Ok(views)
}

/// One view, if it is to be seen.
pub(super) fn find(tx: &mut Tx, owner: AccountId, sees_shared: bool, id: ViewId) -> Answer<Option<View>> {
    let row: Option<Row> = saved_view::table
        .inner_join(account::table)
        .filter(saved_view::id.eq(id))
        .select(view_columns!())
        .first(tx.link())
        .optional()?;
    Ok(row.and_then(|row| view(owner, row)).filter(|view| view.is_own || (sees_shared && view.is_shared)))
}

/// How many views somebody has.
pub(super) fn count(tx: &mut Tx, owner: AccountId) -> Answer<usize> {
    let ids: Vec<ViewId> = saved_view::table.filter(saved_view::account_id.eq(owner)).select(saved_view::id).load(tx.link())?;
    Ok(ids.len())
}

/// Whether another view of this person and table has the name.
pub(super) fn holds_name(tx: &mut Tx, owner: AccountId, listing: Listing, name: &str, but: ViewId) -> Answer<bool> {
    let same = saved_view::table
        .filter(saved_view::account_id.eq(owner).and(saved_view::table_key.eq(listing)))
        .filter(saved_view::name.eq(name.to_owned()).and(saved_view::id.ne(but)));
    let found: Option<ViewId> = same.select(saved_view::id).first(tx.link()).optional()?;
    Ok(found.is_some())
}

/// Saves a view, in place of one of the same name; answers its id.
pub(super) fn put(tx: &mut Tx, owner: AccountId, new: &NewView) -> Answer<ViewId> {
    let id = tx.new_id::<ViewId>();
    each_database!(tx, conn => diesel::insert_into(saved_view::table)
        .values((
            saved_view::id.eq(id),
            saved_view::account_id.eq(owner),
            saved_view::table_key.eq(new.listing),
            saved_view::name.eq(&new.name),
            saved_view::query.eq(&new.query),
            saved_view::is_shared.eq(new.is_shared),
            saved_view::position.eq(id.number()),
        ))
        .on_conflict((saved_view::account_id, saved_view::table_key, saved_view::name))
        .do_update()
        .set((saved_view::query.eq(&new.query), saved_view::is_shared.eq(new.is_shared)))
        .execute(conn))?;
    Ok(saved_view::table
        .filter(saved_view::account_id.eq(owner).and(saved_view::table_key.eq(new.listing)).and(saved_view::name.eq(&new.name)))
        .select(saved_view::id)
        .first(tx.link())?)
}

/// Gives a view a name, and shares it or not.
pub(super) fn update(tx: &mut Tx, id: ViewId, name: &str, is_shared: bool) -> Answer<()> {
    diesel::update(saved_view::table.filter(saved_view::id.eq(id)))
        .set((saved_view::name.eq(name), saved_view::is_shared.eq(is_shared)))
        .execute(tx.link())?;
    Ok(())
}

/// Forgets a view of this person; answers whether there was one.
pub(super) fn delete(tx: &mut Tx, owner: AccountId, id: ViewId) -> Answer<bool> {
    let own = saved_view::table.filter(saved_view::id.eq(id).and(saved_view::account_id.eq(owner)));
    Ok(diesel::delete(own).execute(tx.link())? > 0)
}
