//! Letters about quotes: to the client's manager when one is asked for or declined, to the buyer when one is offered or taken back.
//! Verbs put them into the queue with `about`; the queue's worker has them written here, in the reader's language.

use maud::html;
use serde::{Deserialize, Serialize};

use super::{Quotation, QuoteLine, look};
use crate::access::Act;
use crate::access::accounts::people;
use crate::access::permission::marks::ReadOrders;
use crate::orders::store::{self, QuoteRow};
use crate::partners::company;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::post::Letter;
use crate::platform::queue;
use crate::platform::web::{Voice, components};
use crate::{say, seller};

/// The kind of these jobs.
pub const KIND: &str = "quote.letter";

/// What a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The quote's number.
    pub quote: String,
    /// `asked`, `offered`, `declined`, `withdrawn`.
    pub what: String,
    /// The version that can be accepted, when the letter tells of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl About {
    pub(super) fn of(row: &QuoteRow, what: &str) -> Self {
        Self { quote: row.number.clone(), what: what.to_owned(), version: row.offered }
    }
}

/// Puts a letter about a quote into the queue.
pub(super) fn about(tx: &mut Tx, about: &About) -> Answer<()> {
    queue::enqueue(tx, KIND, about)?;
    Ok(())
}

/// The letter of a job; none when there is nobody to write to.
pub fn letter(act: &mut Act<'_, ReadOrders>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let tx = act.tx();
    let row = store::find_quote(tx, None, None, &about.quote)?.ok_or_else(No::not_found)?;
    let is_for_us = matches!(about.what.as_str(), "asked" | "declined");
    let account = if is_for_us { company::manager_of(tx, row.partner)? } else { Some(row.account) };
    let to = account.map(|account| people::correspondent(tx, account)).transpose()?.flatten();
    let Some(to) = to else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(tx)? };
    let id = format!("{}.{}.{}", row.id, about.version.unwrap_or_default(), about.what);
    let quote = look::whole(tx, row, is_for_us)?;
    let subject = l.tell(&subject(about, &quote));
    let link = format!("{base_url}/quotes/{}", about.quote);
    let (said, rows, below) = contents(l, about, &quote);
    let html = html! {
        h1 { (subject) }
        p { (quote.listed.partner.name) }
        @if !said.is_empty() { p { (components::lines(&said)) } }
        table { @for row in &rows { tr { @for cell in row { td { (cell) } } } } }
        @for sentence in &below { p { (sentence) } }
        p { a href=(link) { (link) } }
    };
    let table: Vec<String> = rows.iter().map(|row| row.join("  ")).collect();
    let parts = [said, table.join("\n"), below.join("\n"), link].into_iter().filter(|part| !part.is_empty());
    let text = format!("{subject}\n{}\n\n{}\n", quote.listed.partner.name, parts.collect::<Vec<_>>().join("\n\n"));
    Ok(Some(Letter { to: to.login, name: to.name, text, html: html.into_string(), subject, id }))
}

fn subject(about: &About, quote: &Quotation) -> Message {
    let (number, partner) = (&about.quote, &quote.listed.partner.name);
    match about.what.as_str() {
        "offered" => say!("letter-quote-offered", number = number),
        "withdrawn" => say!("letter-quote-withdrawn", number = number),
        "declined" => say!("letter-quote-declined", number = number, partner = partner),
        _ => say!("letter-quote-asked", number = number, partner = partner),
    }
}

/// What somebody wrote, the lines, and the sentences below them.
fn contents(l: Voice, about: &About, quote: &Quotation) -> (String, Vec<[String; 3]>, Vec<String>) {
    let currency = quote.listed.currency;
    match (about.what.as_str(), about.version.and_then(|version| quote.of(version))) {
        ("offered", Some(version)) => {
            let rows = version.lines.iter().map(|line| {
                let price = format!("{} × {}", quantity(l, line), l.price(line.unit_price, currency));
                row(l, line, format!("{price} = {}", l.money(line.amounts.sum, currency)))
            });
            let total = format!("{}: {}", l.say("quote-total"), l.money(version.total, currency));
            let term = l.tell(&say!("quote-until", day = version.valid_until));
            (version.note.clone().unwrap_or_default(), rows.collect(), vec![total, term])
        }
        ("declined" | "withdrawn", _) => (quote.reason.clone().unwrap_or_default(), Vec::new(), Vec::new()),
        _ => {
            let rows = quote.wished.iter().map(|line| row(l, line, quantity(l, line)));
            (quote.message.clone(), rows.collect(), Vec::new())
        }
    }
}

fn row(l: Voice, line: &QuoteLine, said: String) -> [String; 3] {
    [line.sku.clone().unwrap_or_default(), line.name_in(l.lang).to_owned(), said]
}

fn quantity(l: Voice, line: &QuoteLine) -> String {
    format!("{} {}", l.quantity(line.quantity), l.unit(&line.unit))
}
