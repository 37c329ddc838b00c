//! The open carts of a client's people as staff see them, with the prices that were shown when the goods were put in.
//! Opening one is recorded: its owner sees who looked.

use std::collections::BTreeMap;

use serde_json::json;

use super::{carts_store, feed_store};
use crate::access::permission::marks::WatchClients;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, Quantity, UnitPrice};

/// The kind of the record of a look into a cart.
pub const OPENED: &str = "client.cart_opened";

/// A line of somebody's cart.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenLine {
    /// The article number.
    pub sku: String,
    /// The product's name, in Russian and in English.
    pub name: (String, String),
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit that was shown when it was put in; none where there was none.
    pub seen: Option<UnitPrice>,
    /// What that comes to.
    pub sum: Option<Money>,
    /// When it was put in.
    pub added_at: Moment,
}

/// A cart that is not ordered yet.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCart {
    /// The name its owner signs in with.
    pub login: String,
    /// The owner's name.
    pub person: String,
    /// The last change; none where he has put nothing in yet.
    pub changed_at: Option<Moment>,
    /// The currency of its contract.
    pub currency: Option<Currency>,
    /// What its lines come to at the prices seen.
    pub worth: Money,
    /// The lines, in the order they were put in.
    pub lines: Vec<OpenLine>,
}

/// The carts of a client.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCarts {
    /// The client's code.
    pub code: String,
    /// The client's name.
    pub name: String,
    /// The carts that hold anything, the last changed first; of one person his own, be it empty.
    pub carts: Vec<OpenCart>,
}

/// Whose carts.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The client, by code.
    pub code: String,
    /// One person of it, by login.
    pub person: Option<String>,
}

/// Opens the carts of a client within reach, and records for each that it was looked at.
pub fn open(act: &mut Act<'_, WatchClients>, wish: &Wish) -> Answer<Recorded<OpenCarts>> {
    let found = feed_store::partner(act.tx(), &wish.code)?;
    let (partner, name) = found.filter(|(id, _)| act.reach().holds(*id)).ok_or_else(No::not_found)?;
    let person = match &wish.person {
        Some(login) => Some(carts_store::person(act.tx(), partner, login)?.ok_or_else(No::not_found)?),
        None => None,
    };
    let mut carts = read(act, partner, person.as_ref().map(|(id, _)| *id))?;
    for (account, _) in &carts {
        act.note(OPENED, Some(partner), json!({"account": account}))?;
    }
    if let (true, Some((id, person)), Some(login)) = (carts.is_empty(), person, &wish.person) {
        let (login, lines) = (login.clone(), Vec::new());
        carts.push((id, OpenCart { login, person, changed_at: None, currency: None, worth: Money::ZERO, lines }));
    }
    let carts = carts.into_iter().map(|(_, cart)| cart).collect();
    Ok(act.pass(OpenCarts { code: wish.code.clone(), name, carts }))
}

fn read(act: &mut Act<'_, WatchClients>, partner: PartnerId, only: Option<AccountId>) -> Answer<Vec<(AccountId, OpenCart)>> {
    let rows = carts_store::lines(act.tx(), partner, only)?;
    let mut by_owner: BTreeMap<AccountId, (Moment, Vec<OpenLine>)> = BTreeMap::new();
    for row in rows {
        let (_, lines) = by_owner.entry(row.account).or_insert_with(|| (row.changed_at, Vec::new()));
        let sum = row.seen.map(|price| Money::rounded(price.decimal() * row.quantity.decimal())).transpose()?;
        let (name, seen) = ((row.name, row.name_en), row.seen);
        lines.push(OpenLine { sku: row.sku, name, quantity: row.quantity, seen, sum, added_at: row.added_at });
    }
    let people: Vec<AccountId> = by_owner.keys().copied().collect();
    let cards = feed_store::cards(act.tx(), &people)?;
    let worths = feed_store::carts_of(act.tx(), &people)?;
    let mut carts = Vec::new();
    for (account, (changed_at, lines)) in by_owner {
        let Some((_, login, person, _)) = cards.iter().find(|card| card.0 == account).cloned() else { continue };
        let worth = Money::sum(lines.iter().filter_map(|line| line.sum))?;
        let kept = worths.iter().find(|cart| (cart.account, cart.partner) == (account, partner));
        let currency = kept.and_then(|cart| cart.currency);
        carts.push((account, OpenCart { login, person, changed_at: Some(changed_at), currency, worth, lines }));
    }
    carts.sort_by_key(|(_, cart)| std::cmp::Reverse(cart.changed_at));
    Ok(carts)
}
