//! The way out of a letter: a page with one button for people, and the same address for mail programs that post by themselves
//! (RFC 8058). Nobody signs in for it; whoever holds the letter may leave its topic, and nothing else.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use crate::access::mail::{self, Topic};
use crate::access::permission::marks::Visit;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::web::components;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/mail/{token}", page);
    routes.post("/mail/{token}", leave);
}

fn body(may: &May<Visit>, topic: Topic, inner: &Markup) -> Markup {
    let l = may.voice();
    html! {
        div.sign-in { section.card {
            h1 { (l.say("mail-title")) }
            p { (l.say(&format!("mail-topic-{}", topic.as_str()))) }
            (inner)
            p { a href="/profile" { (l.say("mail-settings")) } }
        } }
    }
}

async fn page(may: May<Visit>, token: web::Path<String>) -> Answer<HttpResponse> {
    let (l, token) = (may.voice(), token.into_inner());
    let (_, topic) = mail::read_way_out(&may, &token)?;
    let form = html! {
        form method="post" action={ "/mail/" (token) } { button.button--primary type="submit" { (l.say("mail-leave-button")) } }
    };
    Ok(may.page(l.say("mail-title"), &body(&may, topic, &form)))
}

async fn leave(may: May<Visit>, token: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (account, topic) = mail::read_way_out(&may, &token)?;
    may.write((account, topic), mail::leave).await?;
    let told = components::notice("ok", &l.say("mail-left"));
    Ok(may.page(l.say("mail-title"), &body(&may, topic, &told)))
}
