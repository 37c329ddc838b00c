//! How a quote ends without an order: the buyer declines it, or we take it back. Both say why.

use super::letters::{self, About};
use super::taken::{self, Taken};
use super::{QuoteState, request};
use crate::access::permission::Permission;
use crate::access::permission::marks::{ManageDiscounts, PlaceOrders};
use crate::access::{Act, Recorded};
use crate::orders::store;
use crate::platform::error::Answer;

/// The buyer does not want it, or does not ask any more: the quote's number and why.
pub fn decline(act: &mut Act<'_, PlaceOrders>, ending: &(String, String)) -> Answer<Recorded<()>> {
    act.company()?;
    let actor = act.actor();
    let taken = Taken::take_to_order(act.tx(), actor, &ending.0)?;
    end(act, taken, &ending.1, (QuoteState::Declined, "declined", "quote.declined"))
}

/// We take it back: the quote's number and why.
pub fn withdraw(act: &mut Act<'_, ManageDiscounts>, ending: &(String, String)) -> Answer<Recorded<()>> {
    let reach = act.reach();
    let taken = Taken::take(act.tx(), reach, &ending.0)?;
    end(act, taken, &ending.1, (QuoteState::Withdrawn, "withdrawn", "quote.withdrawn"))
}

fn end<P: Permission>(
    act: &mut Act<'_, P>,
    mut taken: Taken,
    reason: &str,
    (state, letter, kind): (QuoteState, &str, &'static str),
) -> Answer<Recorded<()>> {
    let tx = act.tx();
    taken.expect_open()?;
    taken.row.reason = Some(request::reason(reason, "/reason")?);
    taken.row.state = state;
    store::change_quote(tx, &taken.row)?;
    letters::about(tx, &About::of(&taken.row, letter))?;
    act.record(kind, Some(taken.row.partner), taken::facts(&taken.row), ())
}
