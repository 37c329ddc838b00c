//! The table of payments: its columns, its filters, and the form in a row that undoes a payment.

use maud::{Markup, html};

use super::PAGE;
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Column, Filter as Part, Kind, Stand, Table};
use crate::platform::web::{Sort, Voice, paths};
use crate::receivables::payment::{Filter, Listed, PaymentId, PaymentsBy};

/// Who looks, and the hidden token of his forms where he may undo payments.
pub(super) struct Reader {
    pub(super) l: Voice,
    pub(super) is_staff: bool,
    pub(super) token: Option<String>,
}

type Col = Column<Listed, Reader>;

pub(super) static TABLE: Table<Listed, Reader> = Table {
    path: "/payments",
    title: "payment-list-title",
    filters: &[Part::words("contract"), Part::words("partner"), Part::day("from"), Part::day("to")],
    once: &["done"],
    usual: "-booked",
    is_off: |row| row.is_reversed,
    columns: &[
        Col::new("paid", "payment-day", Kind::Day, |_, row| Cell::Day(row.paid_on)).sorted(),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.partner.0))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "money-partner", Kind::Text, |_, row| Cell::text(&row.partner.1)).of_staff().drawn(partner),
        Col::new("contract", "money-contract-number", Kind::Text, |_, row| Cell::text(&row.contract)).drawn(contract),
        Col::new("reference", "payment-reference", Kind::Text, |_, row| Cell::text(&row.reference)).drawn(reference),
        Col::new("booked", "payment-booked", Kind::Moment, |reader, row| Cell::moment(reader.l, row.booked_at))
            .of_staff()
            .at(Stand::InFiles)
            .sorted(),
        Col::new("amount", "payment-amount", Kind::Money, |_, row| Cell::Money(row.amount)).sorted().drawn(amount),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.currency.code())).at(Stand::InFiles),
        Col::new("went", "payment-went", Kind::Text, went_to).drawn(went),
        Col::new("advance", "money-advance", Kind::Money, |_, row| Cell::Money(row.advance)).at(Stand::InFiles),
        Col::deed("undo", "payment-undo", undo),
    ],
};

pub(super) fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), PaymentsBy::parse)?;
    let (from, until) = asked.days()?;
    Ok(Filter {
        contract: asked.some("contract"),
        partner: asked.some("partner"),
        from,
        until,
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

pub(super) fn fields(l: Voice, asked: &Asked, is_staff: bool) -> Markup {
    html! {
        div.field { label for="contract" { (l.say("money-contract-number")) } input id="contract" name="contract" value=(asked.text("contract")) maxlength="60"; }
        @if is_staff { div.field { label for="partner" { (l.say("money-partner-code")) } input id="partner" name="partner" value=(asked.text("partner")) maxlength="40"; } }
        (asked.day_field(l, ("from", "money-from"), None))
        (asked.day_field(l, ("to", "money-to"), None))
    }
}

fn partner(_: &Reader, row: &Listed) -> Markup {
    html! { a href=(paths::partner(&row.partner.0)) { (row.partner.1) } }
}

fn contract(_: &Reader, row: &Listed) -> Markup {
    html! { a href=(paths::contract(&row.contract)) { (row.contract) } }
}

fn reference(reader: &Reader, row: &Listed) -> Markup {
    let (l, is_staff) = (reader.l, reader.is_staff);
    html! {
        div {
            (row.reference)
            br; small.muted { (l.say(&format!("payment-source-{}", row.source))) @if is_staff { ", " (l.moment(row.booked_at)) @if !row.booked_by.is_empty() { ", " (row.booked_by) } } }
            @if row.reverses.is_some() { br; span.badge.badge--warn { (l.say("payment-is-reversal")) } @if is_staff { " " (row.reason.as_deref().unwrap_or_default()) } }
            @if row.is_reversed { br; span.badge.badge--plain { (l.say("payment-is-reversed")) } }
        }
    }
}

fn amount(reader: &Reader, row: &Listed) -> Markup {
    html! { (reader.l.money(row.amount, row.currency)) }
}

/// The invoices that took of it, by number.
fn went_to(_: &Reader, row: &Listed) -> Cell {
    Cell::Text(row.allocated.iter().map(|part| part.invoice.as_str()).collect::<Vec<_>>().join(", "))
}

fn went(reader: &Reader, row: &Listed) -> Markup {
    let l = reader.l;
    html! {
        @if !row.allocated.is_empty() || row.advance.is_positive() { div {
            @for part in &row.allocated { div { a href={ "/invoices/" (part.invoice) } { (part.invoice) } " " span.muted { (l.money(part.amount, row.currency)) } } }
            @if row.advance.is_positive() { div { (l.say("money-advance")) " " span.muted { (l.money(row.advance, row.currency)) } } }
        } }
    }
}

fn undo(reader: &Reader, row: &Listed) -> Markup {
    html! { @if let Some(token) = reader.token.as_ref().filter(|_| row.is_reversible()) { (undo_form(reader.l, row.id, token)) } }
}

fn undo_form(l: Voice, id: PaymentId, token: &str) -> Markup {
    html! {
        details.confirm {
            summary.button.button--small { (l.say("payment-undo")) }
            form method="post" action={ "/payments/" (id) "/reversals" } data-once {
                (csrf_field(token))
                p { (l.say("payment-undo-words")) }
                div.field { label for={ "undo-" (id) } { (l.say("money-reason")) } input id={ "undo-" (id) } name="reason" maxlength="500" autocomplete="off" required; }
                button.button--danger type="submit" { (l.say("payment-undo-button")) }
            }
        }
    }
}
