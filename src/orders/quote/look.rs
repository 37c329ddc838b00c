//! Looking at quotes: lists within reach, and one with its versions. A buyer sees what he was offered and nothing of what our
//! people settle among themselves.

use super::{ListedQuote, Quotation, QuoteLine, QuoteState, Version};
use crate::access::permission::marks::ReadOrders;
use crate::access::{Act, Right};
use crate::orders::store::{self, QuoteFilter, QuoteRow};
use crate::partners::contract;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::web::table;
use crate::seller;

/// Quotes within reach.
pub fn list(act: &mut Act<'_, ReadOrders>, filter: &QuoteFilter) -> Answer<Vec<ListedQuote>> {
    let reach = act.reach();
    let tx = act.tx();
    let (today, is_staff) = (seller::day_of(tx, tx.moment())?, reach.is_ours());
    let rows = store::quotes(tx, reach.partners(), reach.part(), filter, (today, is_staff))?;
    Ok(rows.into_iter().map(|row| listed(&row, row.state.told(row.offered, row.valid_until, today, is_staff))).collect())
}

/// All quotes within reach that a filter leads to, page by page in one view of the data: for files.
pub fn list_all(act: &mut Act<'_, ReadOrders>, filter: &QuoteFilter) -> Answer<Vec<ListedQuote>> {
    let page = |after, limit| list(act, &QuoteFilter { after, limit, ..filter.clone() });
    table::whole(page, |quote| quote.place(filter.sort.by))
}

/// One quote by its number; what is out of reach does not exist.
pub fn look(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Quotation> {
    let (reach, actor) = (act.reach(), act.actor());
    let tx = act.tx();
    let row = store::find_quote(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    let is_within = actor.reach_of(Right::PlaceOrders).covers(row.partner, row.unit, row.account);
    let may_order = actor.may(Right::PlaceOrders) && actor.company.is_some() && is_within;
    Ok(Quotation { may_order, ..whole(tx, row, reach.is_ours())? })
}

fn listed(row: &QuoteRow, state: QuoteState) -> ListedQuote {
    ListedQuote {
        id: row.id,
        number: row.number.clone(),
        state,
        partner: row.named.clone(),
        asked_by: row.asked_by.clone(),
        asked_at: row.asked_at,
        valid_until: row.valid_until,
        total: row.total,
        currency: row.currency,
    }
}

/// A quote with its versions and their lines: four statements and the contract's.
pub(super) fn whole(tx: &mut Tx, row: QuoteRow, is_staff: bool) -> Answer<Quotation> {
    let contract = contract::find(tx, row.partner, &row.contract)?.filter(|c| c.id == row.contract_id);
    let contract = contract.ok_or_else(|| No::failed("a quote without its contract"))?;
    let state = row.state.told(row.offered, row.valid_until, contract.day, is_staff);
    let (wished, mut versions) = versions(tx, &row)?;
    if !is_staff {
        let is_granted = |version: &Version| version.approval.as_ref().is_some_and(|said| said.is_granted);
        versions.retain(|version| !version.needs_second || is_granted(version));
        for version in &mut versions {
            (version.needs_second, version.approval) = (false, None);
        }
    }
    Ok(Quotation {
        listed: listed(&row, state),
        contract: row.contract,
        vat_mode: contract.vat_mode,
        on_behalf_of: row.on_behalf_of,
        message: row.message,
        version: if is_staff { row.version } else { row.offered.unwrap_or_default() },
        offered: row.offered,
        wished,
        versions,
        follows: row.follows,
        order: row.order,
        reason: row.reason,
        may_order: false,
    })
}

/// What was asked for, and every version with its lines and what a second person said.
fn versions(tx: &mut Tx, row: &QuoteRow) -> Answer<(Vec<QuoteLine>, Vec<Version>)> {
    let mut versions = store::quote_versions(tx, row.id)?;
    for (number, said) in store::quote_approvals(tx, row.id)? {
        if let Some(version) = versions.iter_mut().find(|version| version.version == number) {
            version.approval = Some(said);
        }
    }
    let mut wished = Vec::new();
    for (number, line) in store::quote_lines(tx, row.id)? {
        match versions.iter_mut().find(|version| version.version == number) {
            Some(version) => version.lines.push(line),
            None => wished.push(line),
        }
    }
    Ok((wished, versions))
}
