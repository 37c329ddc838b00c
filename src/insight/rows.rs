//! The rows behind a figure: one shape for all of them, each leading to its document and its client.

use chrono::NaiveDate;

use super::figures::{self, Age, Figure};
use super::period::Period;
use super::{Client, Window, silence, store};
use crate::access::Act;
use crate::access::permission::marks::ReadInsight;
use crate::platform::error::Answer;
use crate::platform::message::Message;
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::paths;
use crate::say;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// An order, by number.
    Order(String),
    /// A quote, by number.
    Quote(String),
    /// An invoice or what stands for one, by number.
    Invoice(String),
    /// A contract whose shipments are blocked, by number.
    Contract(String),
    /// A contract for which somebody asked for a limit, by number.
    LimitRequest(String),
    /// A task, by its kind.
    Task(String),
    /// A product.
    Product {
        /// The article number.
        sku: String,
        /// The Russian name.
        name: String,
        /// The English name.
        name_en: String,
    },
    /// Something that somebody wanted.
    Wish {
        /// The words or the article number.
        wanted: String,
        /// Why it could not be had, by word.
        reason: String,
    },
    /// A client.
    Client,
}

/// A row behind a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is about.
    pub thing: Thing,
    /// Whose it is.
    pub client: Option<Client>,
    /// Since when, or until when.
    pub when: Option<When>,
    /// How much.
    pub amount: Option<(Money, Currency)>,
    /// What else there is to say.
    pub note: Option<Message>,
}

/// A day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(NaiveDate),
    /// A moment.
    Moment(Moment),
}

impl Row {
    /// About something that is nobody's in particular.
    pub fn about(thing: Thing) -> Self {
        Self { thing, client: None, when: None, amount: None, note: None }
    }

    /// About something of a client.
    pub fn of(thing: Thing, client: Client) -> Self {
        Self { client: Some(client), ..Self::about(thing) }
    }

    /// With a moment.
    #[must_use]
    pub fn at(self, moment: Moment) -> Self {
        Self { when: Some(When::Moment(moment)), ..self }
    }

    /// With a day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        Self { when: Some(When::Day(day)), ..self }
    }

    /// With an amount.
    #[must_use]
    pub fn worth(self, amount: Money, currency: Currency) -> Self {
        Self { amount: Some((amount, currency)), ..self }
    }

    /// With something more to say.
    #[must_use]
    pub fn noted(self, note: Message) -> Self {
        Self { note: Some(note), ..self }
    }

    /// The page that it leads to; none where its client is all there is.
    pub fn address(&self) -> Option<String> {
        Some(match &self.thing {
            Thing::Order(number) => format!("/orders/{number}"),
            Thing::Quote(number) => format!("/quotes/{number}"),
            Thing::Invoice(number) => format!("/invoices/{number}"),
            Thing::Contract(number) => format!("{}/blocks", paths::contract(number)),
            Thing::LimitRequest(_) => "/limit-requests".to_owned(),
            Thing::Task(_) => "/tasks".to_owned(),
            Thing::Product { sku, .. } => format!("/stock/{sku}"),
            Thing::Wish { .. } | Thing::Client => return None,
        })
    }

    /// The row of a silent client.
    pub(super) fn of_silent(silent: &silence::Silent) -> Self {
        let note = say!("insight-silent", usual = silent.usual, since = silent.since);
        Self::of(Thing::Client, silent.client.clone()).on(silent.last).noted(note)
    }
}

/// Which rows.
#[derive(Debug, Clone, Default)]
pub struct Behind {
    /// Orders of this client only, by code.
    pub partner: Option<String>,
    /// In this currency only.
    pub currency: Option<Currency>,
    /// Debts of this age only.
    pub age: Option<Age>,
    /// Blocks of this cause only.
    pub cause: Option<String>,
    /// Wishes of these words only, by their key.
    pub wanted: Option<String>,
}

/// The rows behind a figure of a period.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The figure.
    pub figure: Figure,
    /// The first day asked for, and the last.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
    /// Which of its rows.
    pub behind: Behind,
    /// Which part of the list.
    pub window: Window,
}

/// Rows behind a figure, with the period they were looked at for.
pub fn look(act: &mut Act<'_, ReadInsight>, asked: &Asked) -> Answer<(Vec<Row>, Period)> {
    let (partners, now) = (act.reach().partners(), act.moment());
    let tx = act.tx();
    let zone = crate::seller::zone(tx)?;
    let today = now.day_in(zone);
    let period = Period::asked(asked.days.0, asked.days.1, today)?;
    let (moments, behind, window) = (period.moments(zone), &asked.behind, asked.window);
    let rows = match asked.figure {
        Figure::Orders => store::orders_behind(tx, &partners, moments, behind, window)?,
        Figure::Debt => store::debts_behind(tx, &partners, today, behind, window)?,
        Figure::Blocked => store::blocked(tx, &partners, behind.cause.as_deref(), window)?,
        Figure::Silent => silent_rows(&figures::silent(tx, &partners, now, zone)?, window),
        Figure::Wanted => store::wishes_behind(tx, &partners, moments, behind, window)?,
    };
    Ok((rows, period))
}

/// A part of those who are silent.
pub(super) fn silent_rows(silent: &[silence::Silent], window: Window) -> Vec<Row> {
    let (skip, take) = (usize::try_from(window.skip).unwrap_or_default(), usize::try_from(window.take).unwrap_or_default());
    silent.iter().skip(skip).take(take).map(Row::of_silent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_leads_to_its_document() {
        let client = Client { code: "ALFA".into(), name: "Альфа".into() };
        let address = |thing: Thing| Row::of(thing, client.clone()).address();
        assert_eq!(address(Thing::Order("7".into())).as_deref(), Some("/orders/7"));
        assert_eq!(address(Thing::Contract("A-1".into())).as_deref(), Some("/contracts/A-1/blocks"));
        assert_eq!(address(Thing::Client), None);
    }
}
