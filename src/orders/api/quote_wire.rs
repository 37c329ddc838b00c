//! How quotes are told in JSON, and how the lines of an answer are read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::NamedView;
use crate::orders::quote::difference::{self, Difference};
use crate::orders::quote::lines::{NewQuoteLine, Offered};
use crate::orders::quote::{Approval, ListedQuote, Quotation, QuoteLine, QuoteState, Version};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Voice;
use crate::say;

/// A quote in a list.
#[derive(Serialize, ToSchema)]
pub struct ListedQuoteView {
    /// Its number.
    number: String,
    /// How it stands.
    #[schema(value_type = String)]
    state: QuoteState,
    /// The client company.
    partner: NamedView,
    /// Who asked.
    asked_by: String,
    /// When.
    asked_at: Moment,
    /// The last day of the version that can be accepted.
    valid_until: Option<NaiveDate>,
    /// ISO 4217.
    currency: String,
    /// The goods with VAT: as offered, else at the prices of the day of the request.
    total: Money,
}

pub(super) fn listed(quote: ListedQuote) -> ListedQuoteView {
    ListedQuoteView {
        number: quote.number,
        state: quote.state,
        partner: NamedView::of(quote.partner.code, quote.partner.name),
        asked_by: quote.asked_by,
        asked_at: quote.asked_at,
        valid_until: quote.valid_until,
        currency: quote.currency.code().into(),
        total: quote.total,
    }
}

/// A quote.
#[derive(Serialize, ToSchema)]
pub struct QuoteView {
    /// What a list shows of it.
    #[serde(flatten)]
    listed: ListedQuoteView,
    /// The contract's number.
    contract: String,
    /// The company in whose name somebody of the seller's asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    /// What the buyer wrote.
    message: String,
    /// The latest version; 0 before the first answer.
    version: i64,
    /// The version that can be accepted.
    offered: Option<i64>,
    /// What was asked for, at the prices of that day.
    wished: Vec<QuoteLineView>,
    /// The versions, the first first.
    versions: Vec<VersionView>,
    /// The number of the quote that this one asks for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<String>,
    /// The number of the order it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// Why it was declined or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A version of a quote.
#[derive(Serialize, ToSchema)]
pub struct VersionView {
    /// Its number.
    version: i64,
    /// When it was made.
    made_at: Moment,
    /// By whom.
    made_by: String,
    /// The last day on which it can be accepted.
    valid_until: NaiveDate,
    /// What its maker adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Its lines.
    lines: Vec<QuoteLineView>,
    /// What is different from the version before it, or from what was asked for.
    #[schema(value_type = Vec<Object>)]
    differences: Vec<Difference>,
    /// The goods without VAT.
    net: Money,
    /// All VAT.
    vat: Money,
    /// The goods with VAT, without delivery.
    total: Money,
    /// For the seller's people: whether it goes beyond what one person may offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs_second: Option<bool>,
    /// For the seller's people: what the second person said.
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<SecondView>,
}

/// What a second person said.
#[derive(Serialize, ToSchema)]
pub struct SecondView {
    /// When.
    at: Moment,
    /// Who.
    by: String,
    /// Whether it may be offered.
    is_granted: bool,
    /// Why.
    reason: String,
}

/// A line of a quote.
#[derive(Serialize, ToSchema)]
pub struct QuoteLineView {
    /// The article number; null for a line in free words.
    sku: Option<String>,
    /// The name, or the words.
    name: String,
    /// How much.
    quantity: Quantity,
    /// The unit of measure.
    unit: String,
    /// Of one unit; null where there was no price yet.
    unit_price: Option<UnitPrice>,
    /// The client's own price on that day.
    usual_price: Option<UnitPrice>,
    /// How far below that, in percent.
    discount_percent: Option<Percent>,
    /// Percent; null for «no VAT».
    vat_rate: Option<Percent>,
    /// Price by quantity.
    sum: Money,
    /// For those of the seller's people who offer prices: below this the seller loses money.
    #[serde(skip_serializing_if = "Option::is_none")]
    floor: Option<UnitPrice>,
}

/// What of a quote its reader may know.
#[derive(Clone, Copy)]
pub(super) struct Knows {
    /// What the seller's people settle among themselves.
    pub second: bool,
    /// The seller's floor.
    pub floor: bool,
}

pub(super) fn view(l: Voice, quote: Quotation, knows: Knows) -> QuoteView {
    let lines = |lines: &[QuoteLine]| lines.iter().map(|line| line_view(l, line, knows)).collect::<Vec<_>>();
    let versions = quote.versions.iter().map(|version| {
        let differences = difference::between(quote.before(version.version), &version.lines);
        version_view(version, lines(&version.lines), differences, knows)
    });
    QuoteView {
        versions: versions.collect(),
        wished: lines(&quote.wished),
        contract: quote.contract,
        on_behalf_of: quote.on_behalf_of,
        message: quote.message,
        version: quote.version,
        offered: quote.offered,
        follows: quote.follows,
        order: quote.order,
        reason: quote.reason,
        listed: listed(quote.listed),
    }
}

fn version_view(version: &Version, lines: Vec<QuoteLineView>, differences: Vec<Difference>, knows: Knows) -> VersionView {
    let second = |said: &Approval| SecondView {
        at: said.at,
        by: said.actor.clone(),
        is_granted: said.is_granted,
        reason: said.reason.clone(),
    };
    VersionView {
        version: version.version,
        made_at: version.made_at,
        made_by: version.actor.clone(),
        valid_until: version.valid_until,
        note: version.note.clone(),
        lines,
        differences,
        net: version.net,
        vat: version.vat,
        total: version.total,
        needs_second: knows.second.then_some(version.needs_second),
        second: version.approval.as_ref().filter(|_| knows.second).map(second),
    }
}

fn line_view(l: Voice, line: &QuoteLine, knows: Knows) -> QuoteLineView {
    QuoteLineView {
        sku: line.sku.clone(),
        name: line.name_in(l.lang).to_owned(),
        quantity: line.quantity,
        unit: l.unit(&line.unit).to_owned(),
        unit_price: Some(line.unit_price).filter(|price| price.is_positive()),
        usual_price: line.usual_price,
        discount_percent: line.below_usual(),
        vat_rate: line.vat_rate,
        sum: line.amounts.sum,
        floor: line.floor.filter(|_| knows.floor),
    }
}

/// A line of an answer: of a product by `sku`, or in free words by `name`, `unit` and `vat`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferedLine {
    /// The article number;
    sku: Option<String>,
    /// or what it is, in free words,
    name: Option<String>,
    /// in which unit, `шт` when not given,
    unit: Option<String>,
    /// at which rate: `standard` as when not given, `reduced`, `zero`, `none`.
    vat: Option<String>,
    /// A decimal in a string.
    quantity: Quantity,
    /// Of one unit, as the contract's prices stand to VAT; a decimal in a string.
    unit_price: UnitPrice,
}

impl OfferedLine {
    pub(super) fn read((at, line): (usize, Self)) -> Answer<NewQuoteLine> {
        let what = match (line.sku, line.name) {
            (Some(sku), None) if line.unit.is_none() && line.vat.is_none() => Offered::Product(sku),
            (None, Some(name)) => Offered::Free {
                name,
                unit: line.unit.unwrap_or_else(|| "796".to_owned()),
                vat: line.vat.unwrap_or_else(|| "standard".to_owned()),
            },
            _ => return Err(No::invalid(format!("/lines/{at}/sku"), "sku_or_words", say!("quote-sku-or-words"))),
        };
        Ok(NewQuoteLine { what, quantity: line.quantity, unit_price: line.unit_price })
    }
}
