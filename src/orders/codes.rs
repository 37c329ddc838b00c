//! The discount code in a cart: typed in, shown with the prices it makes, used up by the order in whose prices it stands.
//! It acts in the cart and in the order only, never in the catalogue.

use chrono::NaiveDate;

use super::cart::{CartLine, Warning, chosen_contract};
use super::order::OrderId;
use super::priced::{PricedLine, price_lines_with};
use super::shortage::Buyer;
use super::store;
use crate::access::permission::marks::FillCart;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Recorded};
use crate::catalogue;
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::pricing::Step;
use crate::pricing::code::{self, Entered, Spent};
use crate::pricing::discount::Discount;
use crate::say;

/// The code of a cart, as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct InCart {
    /// What it takes off.
    pub discount: Discount,
    /// Why it takes nothing off any more, if so.
    pub spent: Option<Spent>,
    /// Whether a price of the cart comes from it.
    pub is_acting: bool,
}

impl InCart {
    pub(super) fn of(entered: Entered, lines: &[CartLine]) -> Self {
        let is_acting = lines.iter().any(|line| stands_in(&entered, &line.priced));
        Self { discount: entered.discount, spent: entered.spent, is_acting }
    }

    /// What its owner should know before he orders.
    pub(super) fn warning(&self) -> Option<Warning> {
        let code = &self.discount.code;
        let (word, message) = match self.spent {
            Some(Spent::Used) => ("code_used", say!("code-used", code = code)),
            Some(Spent::Ended) => ("code_ended", say!("code-ended", code = code)),
            None if !self.is_acting => ("code_idle", say!("code-idle", code = code)),
            None => return None,
        };
        Some(Warning { sku: None, code: word, message })
    }
}

/// The code in somebody's cart, with whether it is still good.
pub(super) fn of_cart(tx: &mut Tx, partner: PartnerId, account: AccountId, day: NaiveDate) -> Answer<Option<Entered>> {
    match store::code_of(tx, account, partner)? {
        Some(id) => code::kept(tx, id, partner, account, day),
        None => Ok(None),
    }
}

/// What the code in somebody's cart takes off now.
pub(super) fn acting(tx: &mut Tx, partner: PartnerId, account: AccountId, day: NaiveDate) -> Answer<Vec<Discount>> {
    Ok(of_cart(tx, partner, account, day)?.as_ref().map(Entered::discounts).unwrap_or_default())
}

/// Whether a price of these lines comes from the code.
pub(super) fn is_acting(entered: &Entered, lines: &[PricedLine]) -> bool {
    entered.spent.is_none() && lines.iter().any(|line| stands_in(entered, line))
}

fn stands_in(entered: &Entered, line: &PricedLine) -> bool {
    let steps = line.quote.as_ref().map(|quote| quote.steps.as_slice()).unwrap_or_default();
    steps.iter().any(|step| matches!(step, Step::Discount { code, .. } if *code == entered.discount.code))
}

/// A total that grew because the code was used up meanwhile is told as that.
pub(super) fn told_as_used(no: No, code: Option<&Entered>) -> No {
    let Some(code) = code.filter(|code| code.spent == Some(Spent::Used)) else { return no };
    match no {
        No::Refused(mut refusal) if refusal.code == "total_changed" => {
            refusal.code = "code_used";
            refusal.message = say!("code-used", code = &code.discount.code);
            No::Refused(refusal)
        }
        other => other,
    }
}

/// Uses the code for an order; where somebody was quicker nothing is ordered, and the cart keeps everything.
pub(super) fn spend(tx: &mut Tx, entered: &Entered, order: OrderId, buyer: Buyer) -> Answer<()> {
    if code::spend(tx, entered, order.number(), buyer.partner, buyer.account)? {
        return Ok(());
    }
    Err(used(&entered.discount.code))
}

fn used(code: &str) -> No {
    Refusal::new(Kind::Conflict, "code_used", say!("code-used", code = code)).with("discount_code", code).into()
}

/// Puts a code into the caller's cart, in place of another. One that is not for him does not exist.
pub fn enter(act: &mut Act<'_, FillCart>, typed: &String) -> Answer<Recorded<()>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    let found = code::typed(tx, typed, company, account, contract.day)?;
    let found = found.ok_or_else(|| No::invalid("/code", "unknown_code", say!("code-unknown")))?;
    match found.spent {
        Some(Spent::Used) => return Err(used(&found.discount.code)),
        Some(Spent::Ended) => {
            return Err(No::invalid("/code", "code_ended", say!("code-ended", code = &found.discount.code)));
        }
        None => {}
    }
    let cart = store::ensure_cart(tx, account, company)?;
    store::put_code(tx, cart, found.id)?;
    see_anew(tx, cart, &contract, account, found.discounts())?;
    Ok(act.pass(()))
}

/// Takes the code out of the caller's cart; where there is none, nothing happens.
pub fn remove(act: &mut Act<'_, FillCart>, (): &()) -> Answer<Recorded<()>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let contract = chosen_contract(act)?;
    let tx = act.tx();
    if let Some(cart) = store::cart(tx, account, company)? {
        store::hold(tx, cart.id)?;
        store::drop_code(tx, cart.id)?;
        see_anew(tx, cart.id, &contract, account, Vec::new())?;
    }
    Ok(act.pass(()))
}

/// Notes the prices that the owner of a cart sees from now on.
fn see_anew(tx: &mut Tx, cart: store::CartId, contract: &Contract, account: AccountId, discounts: Vec<Discount>) -> Answer<()> {
    let kept = store::cart_lines(tx, cart)?;
    let ids: Vec<_> = kept.iter().map(|line| line.product).collect();
    let found = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let wanted = found.into_iter().filter_map(|(product, is_allowed)| {
        let quantity = kept.iter().find(|line| line.product == product.id)?.quantity;
        is_allowed.then_some((product, quantity))
    });
    let wanted = wanted.collect();
    for line in price_lines_with(tx, contract, Some(account), discounts, wanted)? {
        let seen = line.quote.as_ref().map(|quote| quote.unit_price);
        let was = kept.iter().find(|kept| kept.product == line.product.id).and_then(|kept| kept.seen_price);
        if seen != was {
            store::put_line(tx, cart, line.product.id, line.quantity, seen)?;
        }
    }
    Ok(())
}
