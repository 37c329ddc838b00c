//! The page of a list that is asked for what cannot be, such as a day that the calendar does not have. Called by the pages of tables.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::eyes;
use crate::access::May;
use crate::access::frame::in_status;
use crate::access::permission::Permission;
use crate::platform::error::{Answer, No};
use crate::platform::web::components;
use crate::platform::web::table::{Asked, Table};

/// The form of filters with what was typed and what is wrong with it, and no rows: without the filter there would be all. What is
/// refused for another reason stays refused.
pub async fn refused<P: Permission, R: 'static, C: 'static>(
    may: &May<P>,
    table: &Table<R, C>,
    asked: &Asked,
    (fields, button): (&Markup, &str),
    no: No,
) -> Answer<HttpResponse> {
    if !table.is_about_filters(&no) {
        return Err(no);
    }
    // For the head of the page alone.
    may.read((), |_, ()| Ok(())).await?;
    let l = may.voice();
    let body = html! {
        div.page-head { h1 { (l.say(table.title)) } }
        (components::refusal(l, &no))
        (table.filter_form(eyes(may), asked, fields, button))
    };
    Ok(in_status(may.page(l.say(table.title), &body), Some(&no)))
}
