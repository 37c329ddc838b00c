//! Prices as somebody saw them last in his cart: taken note of anew when he says that he has. Nothing is ordered by it.

use super::priced::price_lines;
use super::{cart, store};
use crate::access::permission::marks::FillCart;
use crate::access::{Act, Recorded};
use crate::catalogue;
use crate::platform::error::Answer;

/// Takes note that the caller has seen today's prices of what lies in his cart. What is not sold to him any more stays as it was.
pub fn note(act: &mut Act<'_, FillCart>, (): &()) -> Answer<Recorded<()>> {
    let (company, account) = (act.company()?.id, act.account()?);
    let Some(row) = store::cart(act.tx(), account, company)? else { return Ok(act.pass(())) };
    let contract = cart::chosen_contract(act)?;
    let tx = act.tx();
    store::hold(tx, row.id)?;
    let kept = store::cart_lines(tx, row.id)?;
    let ids: Vec<_> = kept.iter().map(|line| line.product).collect();
    let found = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let wanted = found
        .into_iter()
        .filter(|(_, is_allowed)| *is_allowed)
        .filter_map(|(product, _)| {
            let quantity = kept.iter().find(|line| line.product == product.id)?.quantity;
            Some((product, quantity))
        })
        .collect();
    for line in price_lines(tx, &contract, Some(account), wanted)? {
        let price = line.quote.as_ref().map(|quote| quote.unit_price);
        store::put_line(tx, row.id, line.product.id, line.quantity, price)?;
    }
    Ok(act.pass(()))
}
