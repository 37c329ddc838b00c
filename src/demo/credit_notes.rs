//! Two corrections of the demo's last days: goods that one client did not accept, and a price that came down for another. Called after the
//! scenes; by the verb that everybody uses.

use std::sync::Arc;

use chrono::Days;

use super::world::World;
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{Gate, May};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Quantity};
use crate::receivables::credit_note::{self, NewLine, NewNote};
use crate::receivables::invoice::InvoiceKind;
use crate::receivables::open_item::{self, Filter, InvoiceState};

const HOUR: i64 = 3600;

/// Plays both. What is refused is left out: the demo lives without it.
pub(super) async fn play(gate: &Arc<Gate>, world: &World, now: Moment) -> Answer<()> {
    let accountant: May<BookPayments> = gate.historian("accountant@optima.example", "").await?;
    let broken = NewLine { line: 1, quantity: Some(Quantity::whole(1)), amount: None };
    correct(&accountant, world, "ALFA", "Одна штука пришла с повреждённой упаковкой, не приняли", broken, now).await?;
    let cheaper = NewLine { line: 1, quantity: None, amount: Some(Money::from_steps(5_000)) };
    correct(&accountant, world, "GAMMA", "Цена приведена к согласованной в дополнительном соглашении", cheaper, now).await
}

/// Corrects the latest open invoice of a client that is older than a day.
async fn correct(
    accountant: &May<BookPayments>,
    world: &World,
    partner: &str,
    reason: &str,
    line: NewLine,
    now: Moment,
) -> Answer<()> {
    let reading: May<ReadMoney> = accountant.also().ok_or_else(No::forbidden)?;
    let yesterday = now.utc().date_naive() - Days::new(1);
    let filter = Filter {
        partner: Some(partner.to_owned()),
        kind: Some(InvoiceKind::Invoice),
        state: Some(InvoiceState::Open),
        until: Some(yesterday),
        limit: 50,
        ..Filter::default()
    };
    let (open, _) = reading.read(filter, open_item::list).await?;
    // The contract whose limit is nearly used up stays so.
    let is_meant = |row: &open_item::Listed| world.story.almost.as_ref() != Some(&row.contract);
    let Some(invoice) = open.into_iter().find(is_meant) else { return Ok(()) };
    let new = NewNote { invoice: invoice.item.number, reason: reason.to_owned(), lines: vec![line] };
    if let Err(no) = accountant.write_at(now.plus_seconds(-2 * HOUR), new, credit_note::post).await {
        tracing::debug!(%no, partner, "nobody corrects this invoice");
    }
    Ok(())
}
