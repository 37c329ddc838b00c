//! Letters about standing orders, in the language of whom they are for: what will be ordered in two days, what was, why it was not,
//! that nobody answers for it any more. Verbs and the clock call for them; the queue's worker has them written here.

use chrono::NaiveDate;
use maud::html;
use serde::{Deserialize, Serialize};

use super::outlook;
use super::{Run, StandingId};
use crate::access::Act;
use crate::access::accounts::people;
use crate::access::permission::marks::ReadOrders;
use crate::access::reach::AccountId;
use crate::orders::store::{self, StandingRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::post::Letter;
use crate::platform::queue;
use crate::platform::web::Voice;
use crate::{say, seller};

/// The kind of these jobs.
pub const KIND: &str = "standing-letter";

crate::words! {
    /// What a letter is about.
    pub enum Occasion {
        /// An order comes in two days.
        Notice = "notice",
        /// An order was placed.
        Placed = "placed",
        /// No order could be placed.
        Refused = "refused",
        /// A date has passed without anybody there.
        Missed = "missed",
        /// Nobody may order it any more.
        Paused = "paused",
    }
}

/// What a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The standing order.
    pub standing: StandingId,
    /// What about.
    pub what: Occasion,
    /// The date.
    pub day: NaiveDate,
    /// To whom.
    pub account: AccountId,
}

/// Puts a letter into the queue.
pub(super) fn call(tx: &mut Tx, row: &StandingRow, what: Occasion, day: NaiveDate, account: AccountId) -> Answer<()> {
    queue::enqueue(tx, KIND, &About { standing: row.id, what, day, account })?;
    Ok(())
}

/// What stands in a letter.
struct Sheet {
    subject: String,
    sentences: Vec<String>,
    rows: Vec<[String; 3]>,
    differences: Vec<[String; 2]>,
    link: String,
}

/// The letter of a job; none when there is nobody to write to or no cause for it any more.
pub fn letter(act: &mut Act<'_, ReadOrders>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let tx = act.tx();
    let Some(row) = store::standing_order_of(tx, about.standing)? else { return Ok(None) };
    let Some(to) = people::correspondent_at(tx, about.account, row.partner)? else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(tx)? };
    let run = store::standing_runs(tx, row.id, 20)?.into_iter().find(|run| run.on == about.day);
    let link = format!("{base_url}/standing-orders/{}", row.id);
    let sheet = match about.what {
        Occasion::Notice if row.next_on != Some(about.day) || row.skip_on == Some(about.day) => return Ok(None),
        Occasion::Notice => notice(tx, l, &row, about.day, link)?,
        Occasion::Placed => placed(tx, l, &row, run.as_ref(), base_url, link)?,
        Occasion::Refused => refused(l, &row, about.day, run.as_ref(), link),
        Occasion::Missed => short(l, &row, l.tell(&say!("standing-letter-missed", day = about.day)), link),
        Occasion::Paused => short(l, &row, l.tell(&say!("standing-letter-paused", name = &row.name)), link),
    };
    let (text, html) = (plain(l, &sheet), rich(l, &sheet));
    let id = format!("{}.{}.{}.{}", row.id, about.day, about.what, about.account);
    Ok(Some(Letter { to: to.login, name: to.name, text, html, subject: sheet.subject, id }))
}

fn notice(tx: &mut Tx, l: Voice, row: &StandingRow, day: NaiveDate, link: String) -> Answer<Sheet> {
    let outlook = outlook::look(tx, row)?;
    let currency = outlook.currency;
    let lines = outlook.lines.iter().filter_map(|line| Some((line, line.line.as_ref()?)));
    let rows = lines.map(|(line, priced)| {
        let price = priced.quote.as_ref().map(|quote| l.price(quote.unit_price, currency)).unwrap_or_default();
        let said = format!("{} × {price} = {}", l.quantity(priced.quantity), l.money(priced.amounts.sum, currency));
        [line.kept.sku.clone(), line.kept.name_in(l.lang).to_owned(), said]
    });
    Ok(Sheet {
        subject: l.tell(&say!("standing-letter-notice", name = &row.name, day = day)),
        sentences: vec![
            l.tell(&say!("standing-letter-notice-text", day = day, total = (outlook.total, currency))),
            l.say("standing-letter-notice-help"),
        ],
        rows: rows.collect(),
        differences: outlook.differences().iter().map(|d| [d.sku.clone(), d.words(l, currency)]).collect(),
        link,
    })
}

fn placed(tx: &mut Tx, l: Voice, row: &StandingRow, run: Option<&Run>, base_url: &str, link: String) -> Answer<Sheet> {
    let number = run.and_then(|run| run.order.clone()).unwrap_or_default();
    let subject = l.tell(&say!("standing-letter-placed", name = &row.name, number = &number));
    let Some((order, _)) = store::find(tx, None, None, &number)? else {
        return Ok(Sheet { subject, sentences: Vec::new(), rows: Vec::new(), differences: Vec::new(), link });
    };
    let currency = order.currency;
    let rows = order.lines.iter().map(|line| {
        let said =
            format!("{} × {} = {}", l.quantity(line.quantity), l.price(line.unit_price, currency), l.money(line.sum, currency));
        [line.sku.clone(), line.name_in(l.lang).to_owned(), said]
    });
    let differences = run.map(|run| run.differences.clone()).unwrap_or_default();
    Ok(Sheet {
        subject,
        sentences: vec![l.tell(&say!("standing-letter-placed-text", total = (order.total, currency)))],
        rows: rows.collect(),
        differences: differences.iter().map(|d| [d.sku.clone(), d.words(l, currency)]).collect(),
        link: format!("{base_url}/orders/{number}"),
    })
}

fn refused(l: Voice, row: &StandingRow, day: NaiveDate, run: Option<&Run>, link: String) -> Sheet {
    let reason = run.and_then(|run| run.reason.clone()).unwrap_or_default();
    let reason = l.choose(reason.0, reason.1);
    Sheet {
        subject: l.tell(&say!("standing-letter-refused", name = &row.name, day = day)),
        sentences: vec![reason, l.say("standing-letter-refused-help")],
        rows: Vec::new(),
        differences: Vec::new(),
        link,
    }
}

fn short(l: Voice, row: &StandingRow, sentence: String, link: String) -> Sheet {
    let subject = l.tell(&say!("standing-letter-about", name = &row.name));
    Sheet { subject, sentences: vec![sentence], rows: Vec::new(), differences: Vec::new(), link }
}

fn plain(l: Voice, sheet: &Sheet) -> String {
    let mut text = format!("{}\n\n", sheet.subject);
    for sentence in &sheet.sentences {
        text.push_str(&format!("{sentence}\n\n"));
    }
    for row in &sheet.rows {
        text.push_str(&format!("{}\n", row.join("  ")));
    }
    if !sheet.differences.is_empty() {
        text.push_str(&format!("\n{}\n", l.say("standing-changed")));
        for row in &sheet.differences {
            text.push_str(&format!("{}\n", row.join(": ")));
        }
    }
    text.push_str(&format!("\n{}\n", sheet.link));
    text
}

fn rich(l: Voice, sheet: &Sheet) -> String {
    html! {
        h1 { (sheet.subject) }
        @for sentence in &sheet.sentences { p { (sentence) } }
        @if !sheet.rows.is_empty() { table { @for row in &sheet.rows { tr { @for cell in row { td { (cell) } } } } } }
        @if !sheet.differences.is_empty() {
            h2 { (l.say("standing-changed")) }
            ul { @for [sku, words] in &sheet.differences { li { (sku) ": " (words) } } }
        }
        p { a href=(sheet.link) { (sheet.link) } }
    }
    .into_string()
}
