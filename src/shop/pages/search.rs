//! What pages say about a search: what was searched for instead, what to try when nothing is found, the list below the field while
//! somebody types.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::frame::see_other;
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::activity::requested;
use crate::platform::error::Answer;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, paths};
use crate::say;
use crate::shop::offer;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/suggestions", suggestions);
    routes.post("/requested", want_notice);
}

/// Tells that something else was searched for than was typed, with the way to what was typed.
pub(super) fn instead(l: Voice, said: &str, typed: &str, literal: &str) -> Markup {
    html! {
        p.notice { (l.tell(&say!("search-instead", words = said))) " "
            a href=(literal) { (l.tell(&say!("search-literal", words = typed))) } }
    }
}

/// Nothing was found: what helps, and the wish to be told.
pub(super) fn nothing(l: Voice, words: &str, token: &str) -> Markup {
    html! {
        section.empty {
            @if words.trim().is_empty() { h2 { (l.say("catalogue-empty")) } }
            @else {
                h2 { (l.tell(&say!("catalogue-nothing", words = words))) }
                p { (l.say("catalogue-nothing-kept")) }
                ul.search-hints { @for hint in ["search-hint-fewer", "search-hint-code", "search-hint-category"] { li { (l.say(hint)) } } }
                @if !requested::says_nothing(words) {
                    form action="/requested" method="post" {
                        (csrf_field(token))
                        input type="hidden" name="words" value=(words);
                        button.button--primary type="submit" { (l.say("search-tell-me")) }
                    }
                }
            }
            p { a.button href="/catalogue" { (l.say("catalogue-all")) } }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    q: String,
}

/// The list below the field of search, for the page's script.
async fn suggestions(may: May<SeeCatalogue>, Params(typed): Params<Typed>) -> Answer<HttpResponse> {
    let l = may.voice();
    offer::check_words(&typed.q)?;
    let found = may.read((l.lang, typed.q), offer::suggestions).await?;
    let categories = found.categories.iter().map(|category| {
        let link = components::link("/catalogue", &[("category", category.code.as_str())]);
        (link, category.name_in(l.lang).to_owned(), l.say("search-category"))
    });
    let products = found.products.iter().map(|product| {
        let link = paths::product(&product.sku);
        (link, product.name.clone(), product.sku.clone())
    });
    let list = html! {
        ul id="suggested" role="listbox" aria-label=(l.say("search-suggested")) {
            @for (at, (link, name, mark)) in categories.chain(products).enumerate() {
                li id={ "suggested-" (at) } role="option" data-href=(link) { (name) " " small { (mark) } }
            }
        }
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(list.into_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    words: String,
}

async fn want_notice(may: May<SeeCatalogue>, Form(wanted): Form<Wanted>) -> Answer<HttpResponse> {
    may.write(wanted.words, offer::want_notice).await?;
    Ok(see_other("/requested?asked=true"))
}
