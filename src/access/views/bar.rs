//! The strip above a table: saved views as links, the files, and the form that saves what is shown. Called by the pages of tables.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::{LONGEST_NAME, Listing, View, ViewId, find, list};
use crate::access::May;
use crate::access::frame::see_other;
use crate::access::permission::Permission;
use crate::platform::error::{Answer, No};
use crate::platform::web::components;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Eyes, Table};
use crate::say;

/// Who looks at a table.
pub fn eyes<P: Permission>(may: &May<P>) -> Eyes {
    Eyes { l: may.voice(), is_staff: may.actor().is_ours(), does_deeds: false }
}

/// Opens a saved view: the page with what the view asks, as far as the table still knows it.
pub async fn open<P: Permission, R: 'static, C: 'static>(
    may: &May<P>,
    listing: Listing,
    table: &Table<R, C>,
    id: &str,
) -> Answer<HttpResponse> {
    let id = ViewId::parse(id).ok_or_else(No::not_found)?;
    let view = may.read((listing, id), find::<P>).await?;
    Ok(see_other(&table.recall(eyes(may), &view.query).opened()))
}

/// Views, files, and the form that saves what is shown.
pub async fn bar<P: Permission>(may: &May<P>, listing: Listing, asked: &Asked) -> Answer<Markup> {
    let l = may.voice();
    let views = if may.actor().person().is_some() { may.read(Some(listing), list::<P>).await? } else { Vec::new() };
    let kept = asked.kept();
    Ok(html! {
        @if asked.is_partly() { (components::notice("warn", &l.say("view-partly"))) }
        div.row.row--apart.no-print {
            nav.row aria-label=(l.say("view-title")) { @for view in &views { (chip(may, view, &kept)) } @if !views.is_empty() { a href="/views" { (l.say("view-manage")) } } }
            div.actions {
                a.button.button--small href=(asked.file("csv")) { (l.say("table-csv")) }
                a.button.button--small href=(asked.file("xlsx")) { (l.say("table-xlsx")) }
                (form(may, listing, &kept))
            }
        }
    })
}

fn chip<P: Permission>(may: &May<P>, view: &View, kept: &str) -> Markup {
    let l = may.voice();
    let by = (!view.is_own).then(|| l.tell(&say!("view-by", name = &view.by)));
    html! {
        a.button.button--small href=(components::link(view.listing.path(), &[("view", &view.id.to_string())]))
            aria-current=[(view.query == kept).then_some("true")] title=[by] { (view.name) }
    }
}

fn form<P: Permission>(may: &May<P>, listing: Listing, kept: &str) -> Markup {
    let l = may.voice();
    html! {
        @if may.actor().person().is_some() {
            details.confirm {
                summary.button.button--small { (l.say("view-save")) }
                form method="post" action="/views" data-once {
                    (csrf_field(&may.form_token()))
                    input type="hidden" name="table" value=(listing);
                    input type="hidden" name="query" value=(kept);
                    div.field { label for="view-name" { (l.say("view-name")) } input id="view-name" name="name" maxlength=(LONGEST_NAME) autocomplete="off" required; }
                    @if may.actor().is_ours() { div.check { input id="view-shared" type="checkbox" name="shared" value="yes"; label for="view-shared" { (l.say("view-share")) } } }
                    button.button--primary type="submit" { (l.say("view-save-button")) }
                }
            }
        }
    }
}
