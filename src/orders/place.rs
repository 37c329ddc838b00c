//! Placing an order: right → assortment → quantities → price made anew → credit → stock → order, lines, record, letter.
//! All or nothing, in one transaction; what is refused tells why and what would help.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::make::{self, Deal, Made, Orderer, Worth};
use super::priced::{PricedLine, price_lines_with};
use super::shortage::{self, Shortage};
use super::wanted::{check_lines, from_cart, wanted};
use super::words::Occasion;
use super::{cart, codes, letters, record, store};
use crate::access::permission::marks::PlaceOrders;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Reach, Recorded};
use crate::partners::{Address, AddressId, Contract, address, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::values::{Money, Quantity, text};
use crate::pricing::code::Entered;
use crate::say;

/// What somebody wants to order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewOrder {
    /// Lines by article number; none means the cart's.
    pub lines: Option<Vec<NewLine>>,
    /// The total with VAT that the buyer saw and agreed to; needed with the cart.
    pub agreed_total: Option<Money>,
    /// A contract by its number; the chosen one when not given.
    pub contract: Option<String>,
    /// A delivery address by its name.
    pub delivery_address: Option<String>,
    /// The day he wishes it.
    pub requested_on: Option<NaiveDate>,
    /// His own number.
    pub your_number: Option<String>,
    /// What he adds.
    pub comment: Option<String>,
    /// What shall be done where stock does not suffice.
    #[serde(default)]
    pub shortage: Shortage,
}

/// A wanted line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewLine {
    /// The article number.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// The order's number.
    pub number: String,
    /// Whether it costs less than the buyer had agreed to.
    pub is_lower: bool,
    /// Whether less was ordered than the buyer wanted.
    #[serde(default)]
    pub is_part: bool,
}

/// Places an order for the caller's company.
pub fn place(act: &mut Act<'_, PlaceOrders>, new: &NewOrder) -> Answer<Recorded<Placed>> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let (your_number, comment) = checked_texts(new.your_number.as_deref(), new.comment.as_deref())?;
    let (reach, by) = (act.reach(), Orderer::of(act.actor(), &company, account));
    let cart = held_cart(act, company.id, account, new)?;
    let contract = contract_for(act, company.id, new.contract.as_deref())?;
    let tx = act.tx();
    check_day(new.requested_on, contract.day)?;
    let wanted = match &new.lines {
        Some(lines) => wanted(tx, &company, account, &contract, lines)?,
        None => from_cart(tx, &contract, cart.as_ref())?,
    };
    if new.lines.is_none() && new.agreed_total.is_none() {
        return Err(No::invalid("/agreed_total", "missing", say!("error-field-missing", name = "agreed_total")));
    }
    let asked_for = wanted.iter().map(|(product, quantity)| (product.id, *quantity)).collect::<Vec<_>>();
    let buyer = shortage::Buyer { partner: company.id, account };
    let wanted = match new.shortage {
        Shortage::Refuse | Shortage::Backorder => wanted,
        Shortage::Part => {
            let part = shortage::part_there_is(tx, &contract, buyer, wanted.clone())?;
            if part.is_empty() {
                return Err(shortage::nothing_there(buyer, &wanted));
            }
            part
        }
    };
    // A code lies in the cart; lines that are named by themselves are ordered without one.
    let code = if new.lines.is_none() { codes::of_cart(tx, company.id, account, contract.day)? } else { None };
    let discounts = code.as_ref().map(Entered::discounts).unwrap_or_default();
    let lines = price_lines_with(tx, &contract, Some(account), discounts, wanted)?;
    check_lines(&lines)?;
    let chosen = cart.as_ref().filter(|_| new.lines.is_none()).and_then(|cart| cart.address);
    let address = delivery_address(tx, company.id, reach, new.delivery_address.as_deref(), chosen)?;
    let worth = make::worth(tx, &contract, &lines, address.as_ref())?;
    let is_lower = agreed(tx, new.agreed_total, worth, &contract, cart.as_ref(), &lines)
        .map_err(|no| codes::told_as_used(no, code.as_ref()))?;
    let is_part = !lines.iter().map(|line| (line.product.id, line.quantity)).eq(asked_for);
    let acting = code.filter(|code| codes::is_acting(code, &lines));
    let deal = Deal {
        lines,
        worth,
        address,
        requested_on: new.requested_on,
        your_number,
        comment,
        shortage: new.shortage,
        choices: &shortage::CHOICES,
    };
    let Made { order, mut facts } = make::make(tx, &by, &contract, deal)?;
    if let Some(code) = &acting {
        codes::spend(tx, code, order.id, buyer)?;
        record::add(&mut facts, "discount_code", json!(code.id));
    }
    if let (None, Some(cart)) = (&new.lines, &cart) {
        store::empty(tx, cart.id)?;
        store::drop_code(tx, cart.id)?;
    }
    letters::about(tx, &order, Occasion::Placed, |about| about.agreed = new.agreed_total.filter(|_| is_lower))?;
    act.record("order.placed", Some(company.id), facts, Placed { number: order.number, is_lower, is_part })
}

/// The person's cart; held, when it is to be ordered, so that it is ordered once and as it stands.
fn held_cart(
    act: &mut Act<'_, PlaceOrders>,
    company: PartnerId,
    account: AccountId,
    new: &NewOrder,
) -> Answer<Option<store::CartRow>> {
    let found = store::cart(act.tx(), account, company)?;
    match (found, &new.lines) {
        (Some(found), None) => {
            store::hold(act.tx(), found.id)?;
            store::cart(act.tx(), account, company)
        }
        (found, _) => Ok(found),
    }
}

/// The buyer's number and his comment, cleaned; empty ones are none.
pub(super) fn checked_texts(your_number: Option<&str>, comment: Option<&str>) -> Answer<(Option<String>, Option<String>)> {
    let unfit = |field: &'static str| move |_| No::invalid(field, "bad_text", say!("order-bad-text"));
    let your_number = your_number.map(|t| text::line(t, 60)).transpose().map_err(unfit("/your_number"))?;
    let comment = comment.map(|t| text::paragraph(t, 2000)).transpose().map_err(unfit("/comment"))?;
    Ok((your_number.filter(|t| !t.is_empty()), comment.filter(|t| !t.is_empty())))
}

/// The contract of a number, in force; the chosen one when none is named.
pub(super) fn contract_for(act: &mut Act<'_, PlaceOrders>, company: PartnerId, number: Option<&str>) -> Answer<Contract> {
    let Some(number) = number else { return cart::chosen_contract(act) };
    let found = contract::find(act.tx(), company, number)?;
    let contract = found.ok_or_else(|| No::invalid("/contract", "unknown", say!("order-unknown-contract")))?;
    if contract.is_in_force() { Ok(contract) } else { Err(No::conflict("contract_not_in_force", say!("order-contract-ended"))) }
}

/// Refuses a wished day that has passed or lies more than a year ahead.
pub(super) fn check_day(requested_on: Option<NaiveDate>, today: NaiveDate) -> Answer<()> {
    let is_good = requested_on.is_none_or(|day| day >= today && (day - today).num_days() <= 366);
    if is_good { Ok(()) } else { Err(No::invalid("/requested_on", "out_of_range", say!("order-bad-day"))) }
}

/// The address of a name; else the one chosen before, the default one, or the first.
pub(super) fn delivery_address(
    tx: &mut Tx,
    company: PartnerId,
    reach: &Reach,
    named: Option<&str>,
    chosen: Option<AddressId>,
) -> Answer<Option<Address>> {
    let all = address::of_partner(tx, company, reach)?;
    if let Some(name) = named {
        let found = all.into_iter().find(|a| a.name == *name);
        return found.map(Some).ok_or_else(|| No::invalid("/delivery_address", "unknown", say!("order-unknown-address")));
    }
    let chosen = chosen.and_then(|id| all.iter().find(|a| a.id == id));
    Ok(chosen.or(all.iter().find(|a| a.is_default)).or(all.first()).cloned())
}

/// A higher total than agreed stops the order and tells the differences; a lower one is passed on.
pub(super) fn agreed(
    tx: &mut Tx,
    agreed: Option<Money>,
    worth: Worth,
    contract: &Contract,
    cart: Option<&store::CartRow>,
    priced: &[PricedLine],
) -> Answer<bool> {
    let Some(agreed) = agreed else { return Ok(false) };
    let (total, delivery) = (worth.total, worth.delivery.gross);
    if total <= agreed {
        return Ok(total < agreed);
    }
    let seen = cart.map(|cart| store::cart_lines(tx, cart.id)).transpose()?.unwrap_or_default();
    let mut changes: Vec<serde_json::Value> = priced
        .iter()
        .filter_map(|line| {
            let was = seen.iter().find(|kept| kept.product == line.product.id).and_then(|kept| kept.seen_price)?;
            let now = line.quote.as_ref()?.unit_price;
            (was != now).then(|| json!({"sku": line.product.sku, "was": was, "now": now}))
        })
        .collect();
    // Where no price is another, what has changed is the delivery.
    if changes.is_empty() && delivery.is_positive() {
        let was = delivery.minus(total.minus(agreed)?)?;
        changes.push(json!({"delivery": true, "was": was, "now": delivery}));
    }
    let currency = contract.currency;
    let refusal = Refusal::new(
        Kind::Conflict,
        "total_changed",
        say!("order-total-changed", was = (agreed, currency), now = (total, currency)),
    );
    Err(refusal.with("agreed_total", agreed).with("total", total).with("changes", changes).into())
}
