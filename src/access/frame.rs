//! The frame of a page for whoever asks: menu by rights, the strip of an agent at work, the hidden token of forms.

use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use maud::Markup;

use super::actor::{Actor, Person};
use super::gate::{Gate, May};
use super::permission::{Permission, Right};
use super::token::Mailed;
use crate::platform::error::{Answer, No};
use crate::platform::web::{Banner, Frame, Head, Lang, Request, Signed, Voice, guard, layout};
use crate::say;

impl Person {
    /// The language of whoever asks; Russian for machines and the program itself.
    pub fn language_of(actor: &Actor) -> Lang {
        actor.person().map_or(Lang::Ru, |person| person.lang)
    }
}

impl Gate {
    /// The frame of a page with this title, as this actor sees it.
    pub(super) fn frame(&self, actor: &Actor, request: &Request, title: String, head: Head) -> Frame {
        let signed = actor.person().map(|person| Signed {
            account: person.account.to_string(),
            name: person.name.clone(),
            company: actor.company.as_ref().map(|c| c.name.clone()),
            is_shopping: actor.may(Right::SeeCatalogue) && actor.company.is_some(),
            head,
        });
        Frame {
            lang: request.lang,
            face: request.face.clone(),
            title,
            path: request.path.clone(),
            here: request.here.clone(),
            menu: self.menu_for(actor),
            signed,
            banner: banner(actor, request.voice()),
            csrf: self.keys.form_token(actor.person().map(|person| person.session)),
            search: String::new(),
        }
    }
}

/// The strip of an agent at work: for whom, who, until when and why.
fn banner(actor: &Actor, l: Voice) -> Option<Banner> {
    let (company, errand) = (actor.company.as_ref()?, actor.errand.as_ref()?);
    let agent = actor.person().map(|p| p.name.as_str()).unwrap_or_default();
    Some(Banner {
        title: l.tell(&say!("behalf-banner", company = &company.name)),
        text: l.tell(&say!("behalf-banner-agent", agent = agent)),
        errand: l.tell(&say!("behalf-banner-errand", until = errand.ends_at, reason = &errand.reason)),
        action: "/representations/current/end",
        button: l.say("behalf-end"),
    })
}

impl<P: Permission> May<P> {
    /// The language and the time zone to answer in.
    pub fn voice(&self) -> Voice {
        self.request().voice()
    }

    /// The hidden token of this caller's forms.
    pub fn form_token(&self) -> String {
        self.gate().keys.form_token(self.actor().person().map(|p| p.session))
    }

    /// A check value for what leaves the house in a file and may come back in one.
    pub fn seal(&self, text: &str) -> String {
        self.gate().keys.seal(text)
    }

    /// A fresh one-time link to be sent by mail.
    pub fn fresh_link(&self) -> Answer<Mailed> {
        self.gate().keys.fresh_link()
    }

    /// The frame of a page with this title.
    pub fn frame(&self, title: String) -> Frame {
        self.gate().frame(self.actor(), &self.request(), title, self.head())
    }

    /// A page about money or people: never kept anywhere.
    pub fn page(&self, title: String, body: &Markup) -> HttpResponse {
        self.page_in(&self.frame(title), body)
    }

    /// The same in a frame that the door has changed.
    pub fn page_in(&self, frame: &Frame, body: &Markup) -> HttpResponse {
        HttpResponse::Ok().content_type("text/html; charset=utf-8").body(layout::page(frame, body).into_string())
    }

    /// A page that stands at this path, whatever form was posted elsewhere, in the status of what was refused.
    pub fn page_at(&self, path: &str, title: String, body: &Markup, no: Option<&No>) -> HttpResponse {
        let mut frame = self.frame(title);
        path.clone_into(&mut frame.path);
        in_status(self.page_in(&frame, body), no)
    }

    /// A page of the catalogue: kept by this browser alone, asked for anew each time.
    pub fn revalidated(&self, request: &HttpRequest, frame: &Frame, body: &Markup) -> HttpResponse {
        guard::revalidated(request, "text/html; charset=utf-8", layout::page(frame, body).into_string())
    }
}

/// A page in the status of what was refused.
pub fn in_status(mut page: HttpResponse, no: Option<&No>) -> HttpResponse {
    if let Some(no) = no {
        *page.status_mut() = no.status_code();
    }
    page
}

/// Sends the browser to another page after a form.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((actix_web::http::header::LOCATION, path)).finish()
}

/// The address of a one-time link, as it is sent to a person.
pub fn link_address(request: &HttpRequest, token: &str) -> Answer<String> {
    let outside = request.app_data::<web::Data<guard::Outside>>().ok_or_else(|| No::failed("no address of our own"))?;
    Ok(format!("{}/links/{token}", outside.base_url))
}

/// A path of our own to come back to; anything else becomes the start page.
pub fn own_path(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|b| (0x21..0x7f).contains(&b));
    if is_own { next } else { "/" }
}
