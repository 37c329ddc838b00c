//! Quotes: a buyer asks for prices, our manager answers with a version that has a term, and a version that is accepted becomes an
//! order at its prices. Every version is kept. A quote promises no stock and holds no money until it is accepted.

pub mod accept;
pub mod answer;
pub mod difference;
pub mod end;
pub mod letters;
pub mod limit;
pub mod lines;
pub mod look;
pub mod proof;
pub mod request;
pub mod second;
mod taken;

use chrono::NaiveDate;

use super::order::Named;
use crate::access::reach::AccountId;
use crate::catalogue::ProductId;
use crate::partners::VatMode;
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::pricing::Amounts;

crate::typed_id!(
    /// A quote.
    QuoteId, "quo"
);

crate::words! {
    /// How a quote stands.
    pub enum QuoteState {
        /// A buyer asked and waits.
        Asked = "asked",
        /// A version beyond the limit waits for a second person of ours.
        AwaitingSecond = "awaiting_second",
        /// A version can be accepted.
        Offered = "offered",
        /// The term of the version has passed. It is told, never stored.
        Expired = "expired",
        /// It became an order.
        Accepted = "accepted",
        /// The buyer said no.
        Declined = "declined",
        /// We took it back.
        Withdrawn = "withdrawn",
    }
}

impl QuoteState {
    /// Whether it can still become an order, if somebody does something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::AwaitingSecond | Self::Offered | Self::Expired)
    }

    /// How its badge looks.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Asked => "info",
            Self::AwaitingSecond => "warn",
            Self::Offered | Self::Accepted => "ok",
            Self::Expired | Self::Declined | Self::Withdrawn => "plain",
        }
    }

    /// How it is told on a day: a term that has passed is an end of its own, and what our people settle among themselves is
    /// nothing to the buyer, to whom the last version that he was offered stands.
    pub fn told(self, offered: Option<i64>, valid_until: Option<NaiveDate>, today: NaiveDate, is_staff: bool) -> Self {
        match (self, offered) {
            (Self::AwaitingSecond, None) if !is_staff => Self::Asked,
            (Self::AwaitingSecond, Some(_)) if !is_staff => Self::Offered.told(offered, valid_until, today, is_staff),
            (Self::Offered, _) if valid_until.is_some_and(|until| until < today) => Self::Expired,
            (state, _) => state,
        }
    }
}

/// A quote as a list shows it.
#[derive(Debug, Clone)]
pub struct ListedQuote {
    /// Its id.
    pub id: QuoteId,
    /// Its number, as people know it.
    pub number: String,
    /// How it stands for whoever looks.
    pub state: QuoteState,
    /// The client company.
    pub partner: Named,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Moment,
    /// The last day of the version that can be accepted.
    pub valid_until: Option<NaiveDate>,
    /// What the goods come to with VAT: as offered, else at the prices of the day of the request.
    pub total: Money,
    /// The currency.
    pub currency: Currency,
}

/// A quote in full, as far as whoever looks may see it.
#[derive(Debug, Clone)]
pub struct Quotation {
    /// What a list shows of it.
    pub listed: ListedQuote,
    /// The contract's number.
    pub contract: String,
    /// How the contract's prices stand to VAT.
    pub vat_mode: VatMode,
    /// The company in whose name somebody of ours asked.
    pub on_behalf_of: Option<String>,
    /// What the buyer wrote.
    pub message: String,
    /// The latest version there is; what our people settle among themselves counts for them only.
    pub version: i64,
    /// The version that can be accepted.
    pub offered: Option<i64>,
    /// What was asked for, at the prices of that day.
    pub wished: Vec<QuoteLine>,
    /// The versions, the first first.
    pub versions: Vec<Version>,
    /// The number of the quote that was asked again by this one.
    pub follows: Option<String>,
    /// The order that it became.
    pub order: Option<String>,
    /// Why it was declined or taken back.
    pub reason: Option<String>,
    /// Whether the caller's right to place orders reaches it: he accepts it, declines it or asks again.
    pub may_order: bool,
}

impl Quotation {
    /// The version that can be accepted, or was.
    pub fn offer(&self) -> Option<&Version> {
        self.versions.iter().find(|version| Some(version.version) == self.offered)
    }

    /// The version of a number.
    pub fn of(&self, version: i64) -> Option<&Version> {
        self.versions.iter().find(|known| known.version == version)
    }

    /// The lines from which a version went on: those of the version before it, or what was asked for.
    pub fn before(&self, version: i64) -> &[QuoteLine] {
        let earlier = self.versions.iter().rev().find(|known| known.version < version);
        earlier.map_or(self.wished.as_slice(), |earlier| earlier.lines.as_slice())
    }
}

/// A version of a quote. It is never changed.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// When it was made.
    pub made_at: Moment,
    /// By whose account.
    pub account: AccountId,
    /// By whom.
    pub actor: String,
    /// The last day on which it can be accepted.
    pub valid_until: NaiveDate,
    /// What its maker adds.
    pub note: Option<String>,
    /// The goods without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// The goods with VAT, without delivery.
    pub total: Money,
    /// Whether it went beyond what one person may offer.
    pub needs_second: bool,
    /// What the second person said.
    pub approval: Option<Approval>,
    /// Its lines.
    pub lines: Vec<QuoteLine>,
}

/// What a second person said to a version beyond the limit.
#[derive(Debug, Clone)]
pub struct Approval {
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: String,
    /// Whether it may be offered.
    pub is_granted: bool,
    /// Why.
    pub reason: String,
}

/// A line of a quote: of a product, or in free words.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteLine {
    /// The product; none for a line in free words.
    pub product: Option<ProductId>,
    /// Its article number.
    pub sku: Option<String>,
    /// The Russian name, or the words.
    pub name: String,
    /// The English name, or the words.
    pub name_en: String,
    /// The unit of measure, by OKEI code.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit; nothing in a request where there was no price.
    pub unit_price: UnitPrice,
    /// The list's price on that day.
    pub list_price: Option<UnitPrice>,
    /// The client's own price on that day.
    pub usual_price: Option<UnitPrice>,
    /// The seller's floor on that day: never told to a buyer.
    pub floor: Option<UnitPrice>,
    /// The code of its VAT rate.
    pub vat_code: String,
    /// The rate on that day.
    pub vat_rate: Option<Percent>,
    /// What it comes to.
    pub amounts: Amounts,
}

impl QuoteLine {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }

    /// How far it lies below the client's own price, in percent.
    pub fn below_usual(&self) -> Option<Percent> {
        let usual = self.usual_price.filter(|usual| *usual > self.unit_price)?;
        let share = (usual.decimal() - self.unit_price.decimal()) * rust_decimal::Decimal::ONE_HUNDRED / usual.decimal();
        Percent::rounded(share).ok().filter(|share| share.is_positive())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_is_told_nothing_of_what_our_people_settle_among_themselves() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (today, before, after) = (day("2026-05-10"), Some(day("2026-05-09")), Some(day("2026-05-10")));
        let told = |state: QuoteState, offered, until, is_staff| state.told(offered, until, today, is_staff);
        assert_eq!(told(QuoteState::AwaitingSecond, None, None, false), QuoteState::Asked);
        assert_eq!(told(QuoteState::AwaitingSecond, Some(1), after, false), QuoteState::Offered);
        assert_eq!(told(QuoteState::AwaitingSecond, Some(1), before, false), QuoteState::Expired);
        assert_eq!(told(QuoteState::AwaitingSecond, Some(1), before, true), QuoteState::AwaitingSecond);
        assert_eq!(told(QuoteState::Offered, Some(1), after, false), QuoteState::Offered);
        assert_eq!(told(QuoteState::Offered, Some(1), before, true), QuoteState::Expired);
        assert_eq!(told(QuoteState::Accepted, Some(1), before, false), QuoteState::Accepted);
    }
}
