//! Discount codes as a table: sorted, kept as views, taken away as a file. The page with its form is in the file beside.

use actix_web::HttpResponse;
use maud::{Markup, html};

use crate::access::May;
use crate::access::permission::marks::ManageDiscounts;
use crate::access::views::{self, Listing};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Lang, Params, Sort, Voice};
use crate::pricing::code_list::{self, CodesBy, Filter, Given};
use crate::say;

const PAGE: i64 = 50;

type Col = Column<Given, Eyes>;

pub(super) static TABLE: Table<Given, Eyes> = Table {
    path: "/discount-codes",
    title: "codes-title",
    filters: &[Part::words("partner")],
    once: &["done"],
    usual: "code",
    is_off: |_| false,
    columns: &[
        Col::new("code", "codes-code", Kind::Code, |_, row| Cell::text(&row.record.code)).sorted(),
        Col::new("name", "discount-name", Kind::Text, |eyes, row| Cell::text(name(eyes.l, row))),
        Col::new("to", "discount-to", Kind::Text, |eyes, row| Cell::Text(whose(eyes.l, row))),
        Col::new("on", "discount-on", Kind::Text, |eyes, row| Cell::Text(on(eyes.l, row))),
        Col::new("off", "discount-off", Kind::Text, |eyes, row| Cell::Text(taken_off(eyes.l, row))),
        Col::new("from", "discount-valid-from", Kind::Day, |_, row| Cell::Day(row.record.valid_from)).sorted(),
        Col::new("until", "discount-valid-until", Kind::Day, |_, row| Cell::or_empty(row.record.valid_until, Cell::Day)).sorted(),
        Col::new("uses", "codes-uses", Kind::Number, |_, row| Cell::count(row.record.uses_done))
            .sorted()
            .drawn(|eyes, row| html! { (uses(eyes.l, row)) }),
        Col::new("most", "codes-most", Kind::Number, |_, row| Cell::or_empty(row.record.uses_most, Cell::count))
            .at(Stand::InFiles),
    ],
};

fn name(l: Voice, row: &Given) -> &str {
    if l.lang == Lang::Ru { &row.record.name } else { &row.record.name_en }
}

fn whose(l: Voice, row: &Given) -> String {
    match (&row.person, &row.partner) {
        (Some(login), _) => login.clone(),
        (None, Some((_, name))) => name.clone(),
        (None, None) => l.say("codes-everybody"),
    }
}

fn on(l: Voice, row: &Given) -> String {
    match (&row.sku, &row.category) {
        (Some(sku), _) => sku.clone(),
        (None, Some((_, path))) => path.clone(),
        (None, None) => l.say("discount-on-all"),
    }
}

fn taken_off(l: Voice, row: &Given) -> String {
    match (row.record.percent, row.record.amount) {
        (Some(percent), _) => l.percent(percent),
        (None, Some(amount)) => l.tell(&say!("discount-per-unit", amount = l.number(amount.decimal().normalize()))),
        (None, None) => String::new(),
    }
}

fn uses(l: Voice, row: &Given) -> String {
    let (done, each) = (row.record.uses_done, row.record.is_once_each);
    let uses = match row.record.uses_most {
        Some(most) => l.tell(&say!("codes-uses-of", done = done, most = most)),
        None => done.to_string(),
    };
    if each { format!("{uses}, {}", l.say("codes-once-each-short")) } else { uses }
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), CodesBy::parse)?;
    Ok(Filter { partner: asked.some("partner"), sort, after: sort.after(asked.cursor())?, limit: PAGE + 1 })
}

/// The list with its views and files.
pub(super) async fn list(may: &May<ManageDiscounts>, asked: &Asked) -> Answer<Markup> {
    let (l, eyes) = (may.voice(), views::eyes(may));
    let filter = filter(asked)?;
    let sort = filter.sort;
    let found = may.read(filter, code_list::list).await?;
    let (found, next) = sort.cut(found, PAGE, |given| given.place(sort.by));
    let bar = views::bar(may, Listing::Codes, asked).await?;
    let fields = html! {
        div.field { label for="of-partner" { (l.say("money-partner-code")) } input id="of-partner" name="partner" value=(asked.text("partner")) maxlength="40"; }
    };
    Ok(html! {
        (TABLE.filter_form(eyes, asked, &fields, "table-apply"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("codes-none")) } } } @else { (TABLE.draw(eyes, asked, &eyes, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
    })
}

pub(super) async fn csv(may: May<ManageDiscounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

pub(super) async fn xlsx(may: May<ManageDiscounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ManageDiscounts>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(&asked)?, code_list::list_all).await?;
    TABLE.file(format, eyes, asked, eyes, found).await
}
