//! What our people do with a quote: answer it with prices, agree as a second person, take it back. The page of the quote shows the
//! ways; the answer has a page of its own.

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::quote::{Why, again, ending};
use crate::access::frame::see_other;
use crate::access::permission::Permission;
use crate::access::permission::marks::{ManageDiscounts, ReadOrders, SetLimits};
use crate::access::{Act, Actor, May, Right, Routes};
use crate::orders::quote::answer::{self, NewVersion};
use crate::orders::quote::lines::{LONGEST, NewQuoteLine, Offered};
use crate::orders::quote::second::{self, Said};
use crate::orders::quote::{Quotation, QuoteLine, QuoteState, Version, end, limit, look, request};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Percent, Unit};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::needed_day;
use crate::platform::web::{Form, Lang, Voice, components};
use crate::pricing::vat;
use crate::{say, seller};

/// Empty rows for more products, and for lines in free words.
const MORE_PRODUCTS: usize = 3;
const MORE_WORDS: usize = 2;
/// The term that the form proposes, in days.
const TERM: u64 = 14;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/quotes/{number}/answer", page);
    routes.post("/quotes/{number}/versions", answer_typed);
    routes.post("/quotes/{number}/withdrawals", withdraw);
    routes.post("/quotes/{number}/approvals", decide);
}

/// What our people can do with a quote now.
pub(super) fn acts(l: Voice, actor: &Actor, quote: &Quotation, token: &str) -> Markup {
    let state = quote.listed.state;
    html! {
        @if state == QuoteState::AwaitingSecond && actor.may(Right::SetLimits) { (second_form(l, quote, token)) }
        @if state.is_open() && actor.may(Right::ManageDiscounts) {
            div.actions { a.button.button--primary href={ "/quotes/" (quote.listed.number) "/answer" } { (l.say("quote-answer")) } }
            (ending(l, quote, "withdrawals", "quote-withdraw", token))
        }
    }
}

/// What a second person said to a version, or that nobody has yet.
pub(super) fn of_second(l: Voice, version: &Version) -> Markup {
    html! {
        @match &version.approval {
            Some(said) if said.is_granted => { (l.tell(&say!("quote-second-yes", name = &said.actor, reason = &said.reason))) }
            Some(said) => { (l.tell(&say!("quote-second-no", name = &said.actor, reason = &said.reason))) }
            None => { (l.say("quote-second-waits")) }
        }
    }
}

fn second_form(l: Voice, quote: &Quotation, token: &str) -> Markup {
    html! {
        form.card.form method="post" action={ "/quotes/" (quote.listed.number) "/approvals" } data-once {
            (csrf_field(token))
            input type="hidden" name="version" value=(quote.version);
            h2 { (l.tell(&say!("quote-second-title", version = quote.version))) }
            p.muted { (l.say("quote-second-help")) }
            div.field.field--wide { label for="second-reason" { (l.say("quote-reason")) } input id="second-reason" name="reason" maxlength=(request::LONGEST) required; }
            div.actions {
                button.button--primary type="submit" name="grant" value="yes" { (l.say("quote-second-grant")) }
                button type="submit" name="grant" value="no" { (l.say("quote-second-refuse")) }
            }
        }
    }
}

/// A row of the answer as typed: of a product, or in free words.
#[derive(Debug, Clone, Default)]
struct Row {
    sku: Option<String>,
    name: Option<String>,
    unit: String,
    vat: String,
    quantity: String,
    unit_price: String,
}

impl Row {
    fn of(lang: Lang, line: &QuoteLine) -> Self {
        Self {
            sku: line.sku.clone(),
            name: line.sku.is_none().then(|| line.name.clone()),
            unit: line.unit.clone(),
            vat: line.vat_code.clone(),
            quantity: lang.typed(line.quantity.decimal().normalize()),
            unit_price: if line.unit_price.is_positive() {
                lang.typed(line.unit_price.decimal().normalize())
            } else {
                String::new()
            },
        }
    }

    /// Whether it offers something: a row without its subject or its quantity is left out.
    fn is_meant(&self) -> bool {
        let subject = self.sku.as_ref().or(self.name.as_ref()).map(|text| text.trim()).unwrap_or_default();
        !subject.is_empty() && !matches!(self.quantity.trim(), "" | "0")
    }

    fn line(&self, lang: Lang, at: usize) -> Answer<NewQuoteLine> {
        let unfit =
            |field: &str| No::invalid(format!("/lines/{at}/{field}"), "not_number", say!("quote-not-number", line = at + 1));
        let what = match (&self.sku, &self.name) {
            (Some(sku), _) => Offered::Product(sku.trim().to_owned()),
            (None, name) => {
                Offered::Free { name: name.clone().unwrap_or_default(), unit: self.unit.clone(), vat: self.vat.clone() }
            }
        };
        Ok(NewQuoteLine {
            what,
            quantity: lang.read_quantity(&self.quantity).ok_or_else(|| unfit("quantity"))?,
            unit_price: lang.read_price(&self.unit_price).ok_or_else(|| unfit("unit_price"))?,
        })
    }
}

/// An answer as typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    rows: Vec<Row>,
    base: i64,
    valid_until: String,
    note: String,
}

impl Typed {
    /// What stands in the form before anything was typed: the latest lines, or what was asked for.
    fn fresh(lang: Lang, quote: &Quotation, today: NaiveDate) -> Self {
        let lines = quote.versions.last().map_or(quote.wished.as_slice(), |version| version.lines.as_slice());
        let until = today.checked_add_days(Days::new(TERM)).unwrap_or(today);
        Self {
            rows: lines.iter().map(|line| Row::of(lang, line)).collect(),
            base: quote.version,
            valid_until: until.to_string(),
            note: String::new(),
        }
    }

    fn read(fields: Vec<(String, String)>) -> Answer<Self> {
        let mut typed = Self::default();
        for (name, value) in fields {
            match (name.as_str(), typed.rows.last_mut()) {
                ("base", _) => typed.base = value.parse().unwrap_or_default(),
                ("valid_until", _) => typed.valid_until = value,
                ("note", _) => typed.note = value,
                ("sku", _) => typed.rows.push(Row { sku: Some(value), ..Row::default() }),
                ("name", _) => typed.rows.push(Row { name: Some(value), ..Row::default() }),
                ("unit", Some(row)) => row.unit = value,
                ("vat", Some(row)) => row.vat = value,
                ("quantity", Some(row)) => row.quantity = value,
                ("unit_price", Some(row)) => row.unit_price = value,
                _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
            }
        }
        Ok(typed)
    }

    fn version(&self, lang: Lang, number: &str) -> Answer<NewVersion> {
        let lines = self.rows.iter().filter(|row| row.is_meant()).enumerate();
        let lines = lines.map(|(at, row)| row.line(lang, at)).collect::<Answer<Vec<_>>>()?;
        let valid_until = needed_day(&self.valid_until, "/valid_until")?;
        Ok(NewVersion { number: number.to_owned(), base: Some(self.base), lines, valid_until, note: Some(self.note.clone()) })
    }
}

/// The limit of one person and the day.
fn ground(act: &mut Act<'_, ManageDiscounts>, (): &()) -> Answer<(Percent, NaiveDate)> {
    let (limit, now) = (limit::look(act, &())?, act.moment());
    Ok((limit, seller::day_of(act.tx(), now)?))
}

async fn page(may: May<ManageDiscounts>, number: web::Path<String>) -> Answer<HttpResponse> {
    draw(&may, number.into_inner(), None, None).await
}

async fn draw(may: &May<ManageDiscounts>, number: String, typed: Option<Typed>, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let quote = reading.read(number, look::look).await?;
    let (limit, today) = may.read((), ground).await?;
    let typed = typed.unwrap_or_else(|| Typed::fresh(l.lang, &quote, today));
    let title = l.tell(&say!("quote-answer-title", number = &quote.listed.number));
    let body = html! {
        nav.crumbs aria-label=(l.say("quote-path")) { a href="/quotes" { (l.say("menu-quotes")) } a href={ "/quotes/" (quote.listed.number) } { (quote.listed.number) } span { (l.say("quote-answer")) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.page-head { div { h1 { (title) } p { (quote.listed.partner.name) " · " (quote.contract) } } }
        @if !quote.message.is_empty() { section.card { p { (components::lines(&quote.message)) } } }
        @if quote.listed.state.is_open() { (form(l, &quote, &typed, (limit, today), no, &may.form_token())) } @else { (components::notice("warn", &l.say("quote-closed"))) }
    };
    Ok(may.page_at(&format!("/quotes/{}/answer", quote.listed.number), title, &body, no))
}

fn form(
    l: Voice,
    quote: &Quotation,
    typed: &Typed,
    (limit, today): (Percent, NaiveDate),
    no: Option<&No>,
    token: &str,
) -> Markup {
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    // A row that was left out has no place among the lines.
    let places = typed.rows.iter().scan(0usize, |next, row| {
        let here = row.is_meant().then_some(*next);
        *next += usize::from(row.is_meant());
        Some(here)
    });
    html! {
        form.stack method="post" action={ "/quotes/" (quote.listed.number) "/versions" } data-once {
            (csrf_field(token))
            input type="hidden" name="base" value=(typed.base);
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("quote-unit-price")) } th { (l.say("quote-known")) } } }
                tbody {
                    @for (row, place) in typed.rows.iter().zip(places) { (row_fields(l, quote, row, place, faults)) }
                    @for _ in 0..MORE_PRODUCTS { (row_fields(l, quote, &Row { sku: Some(String::new()), ..Row::default() }, None, faults)) }
                    @for _ in 0..MORE_WORDS { (row_fields(l, quote, &Row { name: Some(String::new()), unit: "796".into(), vat: "standard".into(), ..Row::default() }, None, faults)) }
                }
            } }
            p.muted { (l.say("quote-rows-help")) " " (l.tell(&say!("quote-alone", percent = limit))) }
            section.card.form {
                div.field { label for="valid_until" { (l.say("quote-term")) } input id="valid_until" type="date" name="valid_until" value=(typed.valid_until) min=(today) required; (components::fault(l, faults, "/valid_until")) }
                div.field.field--wide { label for="note" { (l.say("quote-note")) } textarea id="note" name="note" maxlength=(request::LONGEST) { (typed.note) } }
                div.actions { button.button--primary type="submit" { (l.say("quote-send")) } }
            }
        }
    }
}

fn row_fields(l: Voice, quote: &Quotation, row: &Row, place: Option<usize>, faults: &[Fault]) -> Markup {
    let mut known = quote.wished.iter().chain(quote.versions.iter().flat_map(|version| &version.lines));
    let known = known.rfind(|line| line.sku.is_some() && line.sku == row.sku);
    let currency = quote.listed.currency;
    let told = |field: &str| html! { @if let Some(place) = place { (components::fault(l, faults, &format!("/lines/{place}/{field}"))) } };
    html! {
        tr {
            td data-label=(l.say("catalogue-product")) {
                @match (&row.sku, &row.name) {
                    (Some(sku), _) => {
                        @if let Some(line) = known { span.name { (line.name_in(l.lang)) } br; }
                        input name="sku" value=(sku) maxlength="60" autocomplete="off" aria-label=(l.say("quote-sku")) placeholder=(l.say("quote-sku"));
                    }
                    (None, name) => {
                        input name="name" value=(name.as_deref().unwrap_or_default()) maxlength=(LONGEST) autocomplete="off" aria-label=(l.say("quote-free")) placeholder=(l.say("quote-free"));
                        select name="unit" aria-label=(l.say("quote-unit")) { @for unit in Unit::all() { option value=(unit.okei) selected[unit.okei == row.unit] { (l.symbol(unit)) } } }
                        select name="vat" aria-label=(l.say("order-vat")) { @for code in vat::CODES { option value=(code) selected[code == row.vat] { (l.say(&format!("quote-vat-{code}"))) } } }
                    }
                }
                @for field in ["sku", "name", "unit", "vat"] { (told(field)) }
            }
            td.num data-label=(l.say("product-quantity")) { input.qty name="quantity" value=(row.quantity) inputmode="decimal" maxlength="20" autocomplete="off" aria-label=(l.say("product-quantity")); (told("quantity")) }
            td.num data-label=(l.say("quote-unit-price")) { input.qty name="unit_price" value=(row.unit_price) inputmode="decimal" maxlength="20" autocomplete="off" aria-label=(l.say("quote-unit-price")); (told("unit_price")) }
            td data-label=(l.say("quote-known")) {
                @if let Some(usual) = known.and_then(|line| line.usual_price) { span { (l.tell(&say!("quote-usual", price = (usual, currency)))) } }
                @if let Some(floor) = known.and_then(|line| line.floor) { br; small.muted { (l.tell(&say!("quote-floor", price = (floor, currency)))) } }
            }
        }
    }
}

async fn answer_typed(
    may: May<ManageDiscounts>,
    number: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let typed = Typed::read(fields)?;
    let outcome = match typed.version(may.voice().lang, &number) {
        Ok(new) => may.write(new, answer::answer).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(answered) => {
            let done = if answered.needs_second { "waits" } else { "offered" };
            Ok(see_other(&format!("/quotes/{number}?done={done}")))
        }
        Err(no @ No::Refused(_)) if no.code() != "not_found" => draw(&may, number, Some(typed), Some(&no)).await,
        Err(no) => Err(no),
    }
}

/// To the page of the quote after an act, with what was refused.
async fn after<P: Permission>(may: &May<P>, number: String, done: &str, outcome: Answer<()>) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("/quotes/{number}?done={done}"))),
        Err(no @ No::Refused(_)) if no.code() != "not_found" => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            again(&reading, number, &no).await
        }
        Err(no) => Err(no),
    }
}

async fn withdraw(may: May<ManageDiscounts>, number: web::Path<String>, Form(form): Form<Why>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = may.write((number.clone(), form.reason), end::withdraw).await;
    after(&may, number, "withdrawn", outcome).await
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    version: i64,
    grant: String,
    #[serde(default)]
    reason: String,
}

async fn decide(may: May<SetLimits>, number: web::Path<String>, Form(form): Form<Decision>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let said = Said { number: number.clone(), version: form.version, is_granted: form.grant == "yes", reason: form.reason };
    let outcome = may.write(said, second::decide).await;
    after(&may, number, "said", outcome).await
}
