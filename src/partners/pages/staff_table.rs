//! Our own staff as a table: sorted, kept as views, taken away as a file. The page with its forms is in the file beside.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::people::{buttons, erasing, roles};
use super::{PAGE, telephone};
use crate::access::accounts::people::{self, PersonRow, StaffBy, StaffFilter};
use crate::access::permission::marks::ManageAccounts;
use crate::access::views::{self, Listing};
use crate::access::{May, Right};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Eyes, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice};

/// Who looks, and the token of his forms.
pub(super) struct Reader {
    l: Voice,
    token: String,
    may_erase: bool,
}

type Col = Column<PersonRow, Reader>;

pub(super) static TABLE: Table<PersonRow, Reader> = Table {
    path: "/staff",
    title: "staff-title",
    filters: &[],
    once: &["done", "invited"],
    usual: "name",
    is_off: |person| person.is_blocked,
    columns: &[
        Col::new("name", "person-name", Kind::Text, |_, person| Cell::text(&person.name)).sorted().drawn(name),
        Col::new("login", "person-login", Kind::Text, |_, person| Cell::text(&person.login)).sorted(),
        Col::new("phone", "person-phone", Kind::Text, |_, person| Cell::or_empty(person.phone.clone(), Cell::Text))
            .at(Stand::InFiles),
        Col::new("roles", "person-roles", Kind::Text, |reader, person| Cell::Text(roles(reader.l, &person.roles))),
        Col::new("state", "staff-state", Kind::Text, |reader, person| {
            Cell::Text(reader.l.say(if person.is_blocked { "person-is-blocked" } else { "staff-state-open" }))
        })
        .at(Stand::InFiles),
        Col::deed("access", "person-access", access),
    ],
};

fn name(reader: &Reader, person: &PersonRow) -> Markup {
    html! {
        (person.name) @if person.is_blocked { " " span.badge.badge--bad { (reader.l.say("person-is-blocked")) } }
        @if let Some(phone) = &person.phone { br; (telephone(phone)) }
    }
}

fn access(reader: &Reader, person: &PersonRow) -> Markup {
    html! { (buttons(reader.l, &reader.token, "/staff", person)) @if reader.may_erase { " " (erasing(reader.l, person)) } }
}

fn filter(asked: &Asked) -> Answer<StaffFilter> {
    let sort = Sort::asked(Some(asked.sort()), StaffBy::parse)?;
    Ok(StaffFilter { sort, after: sort.after(asked.cursor())?, limit: PAGE + 1 })
}

/// The list with its views and files.
pub(super) async fn list(may: &May<ManageAccounts>, asked: &Asked) -> Answer<Markup> {
    let eyes = Eyes { does_deeds: true, ..views::eyes(may) };
    let filter = filter(asked)?;
    let sort = filter.sort;
    let found = may.read(filter, people::staff).await?;
    let (found, next) = sort.cut(found, PAGE, |person| person.place(sort.by));
    let reader = Reader { l: eyes.l, token: may.form_token(), may_erase: may.actor().may(Right::ErasePeople) };
    let bar = views::bar(may, Listing::Staff, asked).await?;
    Ok(html! {
        div {
            (TABLE.filter_form(eyes, asked, &html! {}, "table-apply"))
            (bar)
            (TABLE.draw(eyes, asked, &reader, &found))
            (TABLE.pager(eyes.l, asked, next.as_deref()))
        }
    })
}

pub(super) async fn csv(may: May<ManageAccounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

pub(super) async fn xlsx(may: May<ManageAccounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ManageAccounts>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(&asked)?, people::all_staff).await?;
    TABLE.file(format, eyes, asked, Reader { l: eyes.l, token: String::new(), may_erase: false }, found).await
}
