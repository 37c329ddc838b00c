//! A quantity that the cart did not take: the page it was typed on stands again, with what was typed in its field and the reason
//! beside it. The door of the cart asks for it; nothing is changed here.

use actix_web::{HttpResponse, ResponseError};
use maud::{Markup, html};

use super::asked::Asked;
use super::pages::list::{self, Look, News};
use super::sheet::Typed;
use super::{compare, pages};
use crate::access::May;
use crate::access::permission::marks::SeeCatalogue;
use crate::platform::error::{Answer, No};
use crate::platform::web::{Voice, components};

/// A quantity as it was typed, and why it was not taken.
#[derive(Debug)]
pub struct Refused {
    /// The article number.
    pub sku: String,
    /// What was typed.
    pub typed: String,
    /// Why it was not taken.
    pub no: No,
    /// The page it was typed on: path and query of our own.
    pub back: String,
}

impl Refused {
    /// What stands above the page; with the way down to the field, where that is one of many.
    pub(super) fn notice(&self, l: Voice, row: Option<usize>) -> Markup {
        html! {
            (components::refusal(l, &self.no))
            @if let Some(row) = row { p { a href={ "#row-" (row) } { (l.say("catalogue-to-field")) } } }
        }
    }

    /// What stands beside the field.
    pub fn beside(&self, l: Voice) -> Markup {
        let reason = match &self.no {
            No::Refused(refusal) => l.tell(refusal.faults.first().map_or(&refusal.message, |fault| &fault.message)),
            No::Failed(_) => l.say("error-failed"),
        };
        html! { p.fault id="refused" { (reason) } }
    }
}

/// The catalogue or the product's page again, in the status of the refusal; nothing where the quantity was typed elsewhere.
pub async fn page_again(may: &May<SeeCatalogue>, refused: &Refused) -> Answer<Option<HttpResponse>> {
    let (path, query) = refused.back.split_once('?').unwrap_or((refused.back.as_str(), ""));
    let (mut frame, body) = match path {
        "/catalogue" => {
            let Ok(asked) = Asked::read(query) else { return Ok(None) };
            let typed = vec![Typed { sku: refused.sku.clone(), text: refused.typed.clone(), was: None }];
            let news = News { elsewhere: Some(refused), ..News::default() };
            list::draw(may, &asked, Look::of(&asked.query, None), typed, &news, None).await?
        }
        "/compare" => pages::compare::draw(may, &compare::named(query), Some(refused)).await?,
        _ if path.starts_with("/products/") => pages::draw_product(may, refused.sku.clone(), "", Some(refused)).await?,
        _ => return Ok(None),
    };
    // The answer stands at the address of the form; the way back from here is the page itself.
    path.clone_into(&mut frame.path);
    frame.here.clone_from(&refused.back);
    let mut page = may.page_in(&frame, &body);
    *page.status_mut() = refused.no.status_code();
    crate::activity::watch::refused(&mut page, &refused.no);
    Ok(Some(page))
}
