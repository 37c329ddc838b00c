//! What lies in a cart, at a glance: for the head of each page of somebody who shops. The prices are those he saw when he put the
//! lines in; nothing is priced anew here.

use std::collections::HashMap;
use std::sync::Arc;

use super::store;
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::catalogue::ProductId;
use crate::partners::{VatMode, contract};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::InCart;
use crate::pricing::amounts;

/// The cart of a person for a company: one statement, and the contracts, which are remembered.
pub(crate) fn look(tx: &mut Tx, account: AccountId, company: PartnerId) -> Answer<InCart> {
    let lines = lines(tx, account, company)?;
    let Some(((chosen, _), ..)) = lines.first() else { return Ok(InCart { lines: 0, sum: None }) };
    let contracts = contract::in_force(tx, company)?;
    let contract = contracts.iter().find(|contract| Some(contract.id) == *chosen).or(contracts.first());
    let sum = contract.and_then(|contract| Some((sum(&lines, contract.vat_mode)?, contract.currency)));
    Ok(InCart { lines: lines.len(), sum })
}

/// How much of which products lies in the cart of a person for a company: for lists that show it. Read once with the head.
pub(crate) fn kept(tx: &mut Tx, account: AccountId, company: PartnerId) -> Answer<HashMap<ProductId, Quantity>> {
    Ok(lines(tx, account, company)?.iter().map(|((_, product), quantity, _)| (*product, *quantity)).collect())
}

fn lines(tx: &mut Tx, account: AccountId, company: PartnerId) -> Answer<Arc<Vec<store::Glimpse>>> {
    memory::once(tx, format!("cart {account} {company}"), |tx| store::glance(tx, account, company).map(Arc::new))
}

/// What priced lines come to as the prices stand to VAT; nothing when it is too much to be money.
fn sum<C>(lines: &[(C, Quantity, Option<UnitPrice>)], mode: VatMode) -> Option<Money> {
    lines.iter().try_fold(Money::ZERO, |sum, (_, quantity, price)| {
        let line = amounts(price.unwrap_or(UnitPrice::ZERO), *quantity, None, mode).ok()?;
        sum.plus(line.sum).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_rounded_before_it_is_added_and_one_without_a_price_adds_nothing() {
        let line = |quantity: &str, price: Option<&str>| {
            ((), Quantity::parse(quantity).unwrap(), price.map(|price| UnitPrice::parse(price).unwrap()))
        };
        let lines = [line("0.5", Some("88.8888")), line("3", Some("0.0050")), line("7", None)];
        assert_eq!(sum(&lines, VatMode::Included), Some(Money::parse("44.46").unwrap()));
        assert_eq!(sum(&lines, VatMode::OnTop), Some(Money::parse("44.46").unwrap()));
        assert_eq!(sum::<()>(&[], VatMode::Included), Some(Money::ZERO));
    }

    #[test]
    fn a_sum_that_is_too_much_to_be_money_is_not_told() {
        let line = ((), Quantity::from_steps(Quantity::MAX), Some(UnitPrice::from_steps(UnitPrice::MAX)));
        assert_eq!(sum(&[line; 20], VatMode::Included), None);
    }
}
