//! Asking for a quote: from the cart, from named lines, or again from a quote whose term has passed. The cart keeps everything.

use serde::{Deserialize, Serialize};

use super::letters::{self, About};
use super::taken::{self, Taken};
use super::{QuoteId, QuoteLine, QuoteState, lines};
use crate::access::permission::marks::PlaceOrders;
use crate::access::{Act, Recorded};
use crate::orders::make::Orderer;
use crate::orders::order::Named;
use crate::orders::place::{NewLine, contract_for};
use crate::orders::record::{self, Unkept};
use crate::orders::store::{self, QuoteRow};
use crate::orders::wanted::{from_cart, wanted};
use crate::partners::{self, Contract};
use crate::platform::db::{Series, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::text;
use crate::say;

/// The longest message, note or reason.
pub const LONGEST: usize = 2000;

/// What somebody asks for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewRequest {
    /// Lines by article number; none means the cart's.
    pub lines: Option<Vec<NewLine>>,
    /// What he writes.
    pub message: String,
    /// A contract by its number; the chosen one when not given.
    pub contract: Option<String>,
}

/// Asks for a quote; answers its number.
pub fn ask(act: &mut Act<'_, PlaceOrders>, new: &NewRequest) -> Answer<Recorded<String>> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let message = words(&new.message, "/message")?;
    let by = Orderer::of(act.actor(), &company, account);
    let contract = contract_for(act, company.id, new.contract.as_deref())?;
    let tx = act.tx();
    let wanted = match &new.lines {
        Some(lines) => wanted(tx, &company, account, &contract, lines)?,
        None => {
            let cart = store::cart(tx, account, company.id)?;
            from_cart(tx, &contract, cart.as_ref())?
        }
    };
    let lines = lines::wished(tx, &contract, account, wanted)?;
    let row = open(tx, &by, &contract, &lines, (message, None))?;
    let facts = asked(tx, &row, &lines)?;
    act.record("quote.asked", Some(company.id), facts, row.number)
}

/// Asks again for what a quote held whose term has passed, or that has ended; answers the number of the new one.
pub fn ask_again(act: &mut Act<'_, PlaceOrders>, number: &String) -> Answer<Recorded<String>> {
    let (company, account, actor) = (act.company()?.clone(), act.account()?, act.actor());
    let by = Orderer::of(actor, &company, account);
    let Taken { row: old, .. } = expect_over(Taken::take_to_order(act.tx(), actor, number)?)?;
    let contract = contract_for(act, company.id, Some(old.contract.as_str()))?;
    let tx = act.tx();
    let all = store::quote_lines(tx, old.id)?;
    let of = old.offered.unwrap_or_default();
    let last: Vec<QuoteLine> = all.into_iter().filter(|(version, _)| *version == of).map(|(_, line)| line).collect();
    let lines = lines::wished_again(tx, &contract, account, &last)?;
    if lines.is_empty() {
        return Err(No::conflict("nothing_left", say!("quote-nothing-left")));
    }
    let row = open(tx, &by, &contract, &lines, (old.message, Some(old.number)))?;
    let facts = asked(tx, &row, &lines)?;
    act.record("quote.asked", Some(company.id), facts, row.number)
}

/// What the journal keeps of a request, and of whoever made it.
fn asked(tx: &mut Tx, row: &QuoteRow, lines: &[QuoteLine]) -> Answer<serde_json::Value> {
    let mut made = taken::wished(row, lines);
    record::add(&mut made, "by", record::by(tx, row.account, &taken::asker(row))?);
    let mut facts = taken::facts(row);
    record::add(&mut facts, "made", made);
    Ok(facts)
}

/// Only what waits for nobody any more is asked for again.
fn expect_over(taken: Taken) -> Answer<Taken> {
    match taken.row.state.told(taken.row.offered, taken.row.valid_until, taken.contract.day, false) {
        QuoteState::Asked | QuoteState::AwaitingSecond => Err(No::conflict("quote_waits", say!("quote-waits"))),
        QuoteState::Offered => Err(No::conflict("quote_in_force", say!("quote-in-force"))),
        QuoteState::Expired | QuoteState::Accepted | QuoteState::Declined | QuoteState::Withdrawn => Ok(taken),
    }
}

/// Writes the request and tells the client's manager.
fn open(
    tx: &mut Tx,
    by: &Orderer,
    contract: &Contract,
    lines: &[QuoteLine],
    (message, follows): (String, Option<String>),
) -> Answer<QuoteRow> {
    let partner = partners::store::partner(tx, by.partner)?;
    let row = QuoteRow {
        id: tx.new_id::<QuoteId>(),
        number: format!("Q-{:06}", tx.next_number(Series::Quote)?),
        partner: by.partner,
        named: Named { code: partner.code, name: partner.name },
        unit: by.unit,
        contract_id: contract.id,
        contract: contract.number.clone(),
        account: by.account,
        representation: by.representation,
        asked_by: by.name.clone(),
        on_behalf_of: by.on_behalf_of.clone(),
        message,
        currency: contract.currency,
        state: QuoteState::Asked,
        total: lines::total(lines)?.gross,
        version: 0,
        offered: None,
        valid_until: None,
        follows,
        order: None,
        reason: None,
        asked_at: tx.moment(),
        salt: Unkept::fresh()?.salt,
    };
    store::insert_quote(tx, &row)?;
    store::insert_quote_lines(tx, row.id, 0, lines)?;
    letters::about(tx, &About::of(&row, "asked"))?;
    Ok(row)
}

/// What somebody wrote: it may be nothing.
pub(super) fn words(typed: &str, field: &'static str) -> Answer<String> {
    text::paragraph(typed, LONGEST).map_err(|fault| No::invalid(field, fault.code(), say!("quote-text-bad", most = LONGEST)))
}

/// The same where something must be said.
pub(super) fn reason(typed: &str, field: &'static str) -> Answer<String> {
    let said = words(typed, field)?;
    if said.is_empty() { Err(No::invalid(field, "empty", say!("quote-reason-missing"))) } else { Ok(said) }
}
