//! Carts put aside: a person's own, under a name, with contract, address and code. What is brought back becomes his cart; what lay in the
//! cart then is put aside itself, so that nothing is ever lost or mixed. They are never shared.

use super::list::{self, Kind, Line, ListId, Listed};
use super::store;
use crate::access::permission::{Permission, marks::FillCart};
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::Lang;
use crate::say;

/// The carts that the caller has put aside, by name.
pub fn all<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Vec<Listed>> {
    list::of_kind(act, Kind::Cart)
}

/// Puts the caller's cart aside under a name; his cart is empty then.
pub fn put(act: &mut Act<'_, FillCart>, name: &String) -> Answer<Recorded<ListId>> {
    let id = put_aside(act, name)?.ok_or_else(|| No::conflict("cart_empty", say!("order-cart-empty")))?;
    Ok(act.pass(id))
}

/// Puts the cart aside; nothing where nothing lies in it. Every line goes along, also what is not allowed any more.
fn put_aside(act: &mut Act<'_, FillCart>, name: &str) -> Answer<Option<ListId>> {
    let by = list::viewer(act)?;
    let Some(row) = store::cart(act.tx(), by.account, by.partner)? else { return Ok(None) };
    store::hold(act.tx(), row.id)?;
    let kept = store::cart_lines(act.tx(), row.id)?;
    if kept.is_empty() {
        return Ok(None);
    }
    let name = list::checked_name(act, by, Kind::Cart, name, None)?;
    let code = store::code_of(act.tx(), by.account, by.partner)?;
    let id = list::keep(act, Kind::Cart, by, &name, (row.contract, row.address, code), Vec::new())?;
    let contract = super::cart::chosen_contract(act)?;
    let ids: Vec<_> = kept.iter().map(|line| line.product).collect();
    let tx = act.tx();
    let products = crate::catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    for (position, line) in (1_i64..).zip(&kept) {
        if let Some((product, _)) = products.iter().find(|(product, _)| product.id == line.product) {
            store::put_list_line(tx, id, &Line::of(product, position, line.quantity, line.seen_price))?;
        }
    }
    store::empty(tx, row.id)?;
    store::drop_code(tx, row.id)?;
    Ok(Some(id))
}

/// A cart to be brought back.
#[derive(Debug, Clone)]
pub struct Swap {
    /// The cart put aside.
    pub id: ListId,
    /// The name under which the present cart is put aside; one is made where none is given.
    pub name: Option<String>,
    /// The language of a made name.
    pub lang: Lang,
}

/// Brings a cart back. The present one, if anything lies in it, is put aside under its name.
pub fn bring_back(act: &mut Act<'_, FillCart>, swap: &Swap) -> Answer<Recorded<()>> {
    let row = list::find(act, Kind::Cart, swap.id)?;
    if !store::touch_list(act.tx(), row.id)? {
        return Err(No::not_found());
    }
    let lines = store::list_lines(act.tx(), row.id)?;
    // Taken away first: the present cart may take its name.
    store::delete_list(act.tx(), row.id)?;
    let name = swap.name.clone().filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| made_name(swap.lang, act.actor().zone, act.moment()));
    put_aside(act, &name)?;
    let by = list::viewer(act)?;
    let tx = act.tx();
    let cart = store::ensure_cart(tx, by.account, by.partner)?;
    store::set_choice(tx, cart, row.contract, row.address)?;
    if let Some(code) = row.code {
        store::put_code(tx, cart, code)?;
    }
    for line in lines {
        store::put_line(tx, cart, line.product, line.quantity, line.seen)?;
    }
    Ok(act.pass(()))
}

/// «Cart of 21 Nov 2026 14:05:33».
fn made_name(lang: Lang, zone: chrono_tz::Tz, at: Moment) -> String {
    let local = at.utc().with_timezone(&zone);
    format!("{} {} {}", lang.say("aside-made-name"), lang.day(local.date_naive()), local.format("%H:%M:%S"))
}

/// Throws a cart away that was put aside.
pub fn remove(act: &mut Act<'_, FillCart>, id: &ListId) -> Answer<Recorded<()>> {
    let row = list::find(act, Kind::Cart, *id)?;
    store::delete_list(act.tx(), row.id)?;
    Ok(act.pass(()))
}
