//! What a standing order would be if it came today: its goods as the contract allows them now, at which prices, and what is different
//! from the time before. The page, the notice and the placing itself see the same.

use serde::{Deserialize, Serialize};

use super::PricePolicy;
use crate::orders::list::Line;
use crate::orders::priced::PricedLine;
use crate::orders::store::{self, StandingRow};
use crate::orders::today::{Today, Was, today};
use crate::partners::{Contract, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::values::{Currency, Money, Quantity, UnitPrice};
use crate::platform::web::{Lang, Voice};
use crate::pricing::{amounts, kept, vat};
use crate::say;

/// One thing that is different from the time before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Different {
    /// The article number.
    pub sku: String,
    /// The name.
    pub name: String,
    /// The name in English.
    pub name_en: String,
    /// `price`, `quantity`, `stock_short`, `not_allowed`, `no_price`, `kept`.
    pub what: String,
    /// What one unit cost the time before.
    pub price_was: Option<UnitPrice>,
    /// What one unit costs.
    pub price: Option<UnitPrice>,
    /// How much was wanted.
    pub quantity_was: Quantity,
    /// How much is ordered.
    pub quantity: Quantity,
}

impl Different {
    /// The product's name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }

    /// What it is, in words.
    pub fn words(&self, l: Voice, currency: Currency) -> String {
        let (was, now) = (self.price_was.unwrap_or_default(), self.price.unwrap_or_default());
        let message: Message = match self.what.as_str() {
            "price" => say!("standing-different-price", was = (was, currency), now = (now, currency)),
            "kept" => say!("standing-different-kept", kept = (was, currency), now = (now, currency)),
            "quantity" => say!("standing-different-quantity", was = self.quantity_was, now = self.quantity),
            "stock_short" => say!("standing-different-stock"),
            "no_price" => say!("standing-different-no-price"),
            _ => say!("standing-different-not-allowed"),
        };
        l.tell(&message)
    }
}

/// A line as it would be ordered today.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The line as it is kept.
    pub kept: Line,
    /// What it would be; none where it cannot be ordered.
    pub line: Option<PricedLine>,
    /// What is different.
    pub differences: Vec<Different>,
}

/// A whole standing order as it would be ordered today.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The currency.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<Expected>,
    /// What its goods come to, with VAT.
    pub total: Money,
}

impl Outlook {
    /// Everything that is different.
    pub fn differences(&self) -> Vec<Different> {
        self.lines.iter().flat_map(|line| line.differences.clone()).collect()
    }
}

/// The contract of a standing order, in force or not.
pub(super) fn contract_of(tx: &mut Tx, row: &StandingRow) -> Answer<Contract> {
    contract::find(tx, row.partner, &row.contract)?.ok_or_else(|| No::failed("a standing order without its contract"))
}

/// What would be ordered today. Nothing is changed.
pub(super) fn look(tx: &mut Tx, row: &StandingRow) -> Answer<Outlook> {
    let contract = contract_of(tx, row)?;
    let lines = expect(tx, row, &contract)?;
    let total = vat::total(lines.iter().filter_map(|line| Some(line.line.as_ref()?.amounts)))?.gross;
    Ok(Outlook { currency: contract.currency, lines, total })
}

/// The lines as they would be ordered under the contract.
pub(super) fn expect(tx: &mut Tx, row: &StandingRow, contract: &Contract) -> Answer<Vec<Expected>> {
    let lines = store::standing_lines(tx, row.id)?;
    let was: Vec<Was> = lines.iter().map(Line::was).collect();
    let today = today(tx, contract, row.account, &was)?;
    lines.into_iter().zip(today).map(|(line, today)| expected(row, contract, line, today)).collect()
}

fn expected(row: &StandingRow, contract: &Contract, old: Line, today: Today) -> Answer<Expected> {
    let now = today.unit_price();
    let (mut line, mut changes) = (today.line.clone().filter(|line| line.quote.is_some()), today.changes.clone());
    let agreed = old.seen.filter(|_| row.policy == PricePolicy::Original);
    if let (Some(priced), Some(agreed)) = (&mut line, agreed)
        && now.is_some_and(|now| now > agreed)
        && priced.floor.is_none_or(|floor| floor <= agreed)
    {
        priced.quote = priced.quote.take().map(|quote| kept(quote, agreed, row.agreed_on));
        priced.amounts = amounts(agreed, priced.quantity, priced.product.vat_rate, contract.vat_mode)?;
        changes.iter_mut().filter(|change| **change == "price").for_each(|change| *change = "kept");
    }
    let different = |what: &&'static str| Different {
        sku: old.sku.clone(),
        name: old.name.clone(),
        name_en: old.name_en.clone(),
        what: (*what).to_owned(),
        price_was: old.seen,
        price: now,
        quantity_was: old.quantity,
        quantity: today.quantity,
    };
    let differences = changes.iter().map(different).collect();
    Ok(Expected { kept: old, line, differences })
}
