//! The style guide: every part of the pages in every state, in the reader's language. Open in a demo and in development only; nobody
//! is sent to it, and what it shows is made up.

mod basics;
mod trade;

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use crate::access::permission::marks::Visit;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::Voice;
use crate::platform::web::guard::Outside;

/// This room's doors.
pub fn routes(routes: &mut Routes) {
    routes.get("/styleguide", page);
}

async fn page(may: May<Visit>, outside: web::Data<Outside>) -> Answer<HttpResponse> {
    if !outside.is_trial {
        return Err(No::not_found());
    }
    let (l, token) = (may.voice(), may.form_token());
    let body = html! {
        div.page-head { div { h1 { (l.say("styleguide-title")) } p { (l.say("styleguide-lede")) } } }
        div.stack { (basics::parts(l)) (trade::parts(l, &token)) }
    };
    Ok(may.page(l.say("styleguide-title"), &body))
}

/// One part under its name.
fn part(l: Voice, name: &str, shown: &Markup) -> Markup {
    html! { section.card { h2 { (l.say(name)) } (shown) } }
}
