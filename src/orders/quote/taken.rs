//! A quote taken in hand for a change: found within reach, its contract's money held, read as it stands then. Every verb that
//! changes a quote begins here; whoever comes second sees what the first did.

use serde_json::{Value, json};

use super::{QuoteLine, QuoteState, Version};
use crate::access::{Actor, Reach, Right};
use crate::orders::makers::acted;
use crate::orders::store::{self, QuoteRow};
use crate::partners::{Contract, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::receivables;
use crate::say;

/// A quote in hand.
pub(super) struct Taken {
    pub row: QuoteRow,
    /// Its contract on this day, in force or not.
    pub contract: Contract,
}

impl Taken {
    /// Takes the quote of a number in hand. The contract's row is held to the end of the transaction.
    pub fn take(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<Self> {
        let found = find(tx, reach, number)?;
        receivables::hold(tx, found.contract_id)?;
        let row = find(tx, reach, number)?;
        let contract = contract::find(tx, row.partner, &row.contract)?.filter(|c| c.id == row.contract_id);
        let contract = contract.ok_or_else(|| No::failed("a quote without its contract"))?;
        Ok(Self { row, contract })
    }

    /// The same for whoever orders: what he may not read does not exist for him either.
    pub fn take_to_order(tx: &mut Tx, actor: &Actor, number: &str) -> Answer<Self> {
        find(tx, actor.reach_of(Right::ReadOrders), number)?;
        Self::take(tx, actor.reach_of(Right::PlaceOrders), number)
    }

    /// How it stands today, as our people are told.
    pub fn state(&self) -> QuoteState {
        self.row.state.told(self.row.offered, self.row.valid_until, self.contract.day, true)
    }

    /// Refuses what only an open quote allows.
    pub fn expect_open(&self) -> Answer<()> {
        if self.state().is_open() { Ok(()) } else { Err(No::conflict("quote_closed", say!("quote-closed"))) }
    }
}

fn find(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<QuoteRow> {
    store::find_quote(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)
}

/// The members of what the journal keeps of a quote.
pub(super) const MEMBERS: [&str; 14] = [
    "quote",
    "number",
    "contract",
    "state",
    "version",
    "offered",
    "valid_until",
    "total",
    "currency",
    "account",
    "representation",
    "unit",
    "follows",
    "order",
];
/// Those of them that older records do not say: under which representation one of ours asked for it, and of which unit it is.
pub(super) const LATER: [&str; 2] = ["representation", "unit"];
/// The members of what it keeps of a version, beside its lines.
pub(super) const HEAD: [&str; 8] = ["version", "at", "account", "until", "net", "vat", "total", "needs_second"];
/// The members of what it keeps of a line.
pub(super) const LINE: [&str; 14] = [
    "product",
    "sku",
    "unit",
    "quantity",
    "unit_price",
    "list_price",
    "usual_price",
    "floor",
    "vat_code",
    "vat_rate",
    "sum",
    "net",
    "vat",
    "gross",
];

/// What the journal keeps of a quote; what somebody wrote only as salted commitments.
pub(super) fn facts(row: &QuoteRow) -> Value {
    let hidden = |text: &str| secret::commitment(&row.salt, text);
    json!({
        "quote": row.id, "number": row.number, "contract": row.contract, "state": row.state, "version": row.version,
        "offered": row.offered, "valid_until": row.valid_until, "total": row.total, "currency": row.currency,
        "account": row.account, "representation": row.representation, "unit": row.unit, "follows": row.follows, "order": row.order,
        "message": hidden(&row.message), "reason": row.reason.as_deref().map(hidden),
    })
}

/// Who asked for it and for whom, as the journal keeps it.
pub(super) fn asker(row: &QuoteRow) -> String {
    acted(&row.asked_by, row.on_behalf_of.as_deref())
}

/// What the journal keeps of a version when it is made.
pub(super) fn made(row: &QuoteRow, version: &Version) -> Value {
    json!({
        "version": version.version, "at": version.made_at, "account": version.account, "until": version.valid_until,
        "net": version.net, "vat": version.vat, "total": version.total, "needs_second": version.needs_second,
        "words": version.note.as_deref().map(|note| secret::commitment(&row.salt, note)), "lines": lines(row, &version.lines),
    })
}

/// What the journal keeps of what was asked for: lines at the prices of that day.
pub(super) fn wished(row: &QuoteRow, wished: &[QuoteLine]) -> Value {
    json!({"version": 0, "lines": lines(row, wished)})
}

/// Lines in free words may name somebody: names stand there as commitments.
fn lines(row: &QuoteRow, lines: &[QuoteLine]) -> Vec<Value> {
    let line = |line: &QuoteLine| {
        json!({
            "product": line.product, "sku": line.sku, "unit": line.unit, "quantity": line.quantity, "unit_price": line.unit_price,
            "list_price": line.list_price, "usual_price": line.usual_price, "floor": line.floor, "vat_code": line.vat_code,
            "vat_rate": line.vat_rate, "sum": line.amounts.sum, "net": line.amounts.net, "vat": line.amounts.vat,
            "gross": line.amounts.gross, "words": secret::commitment(&row.salt, &format!("{}\n{}", line.name, line.name_en)),
        })
    };
    lines.iter().map(line).collect()
}
