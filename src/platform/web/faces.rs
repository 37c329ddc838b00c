//! Errors with two faces: a page for people, RFC 9457 problem+json for programs. Failures are logged here and tell nothing.

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use maud::html;
use serde_json::json;

use super::layout::{Frame, page};
use super::{Request, Voice};
use crate::platform::error::{Fault, Kind, No, Refusal};
use crate::say;

impl ResponseError for No {
    fn status_code(&self) -> StatusCode {
        match self {
            No::Refused(refusal) => StatusCode::from_u16(refusal.kind.status()).unwrap_or(StatusCode::BAD_REQUEST),
            No::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// Makes the frame of an error page for whoever is signed in. It is put into the request when the caller is known.
#[derive(Clone)]
pub struct Around(Rc<dyn Fn(&Request, String) -> Frame>);

impl Around {
    /// From what makes a frame of the request's facts and a title.
    pub fn new(make: impl Fn(&Request, String) -> Frame + 'static) -> Self {
        Self(Rc::new(make))
    }
}

/// The answer for a no, in the face, the language and the time zone of the request. A page for somebody who is signed in keeps
/// his menu, and the strip of an agent at work.
pub fn answer(no: &No, request: &Request, around: Option<&Around>) -> HttpResponse {
    if let No::Failed(failure) = no {
        tracing::error!(request_id = %request.id, ?failure, "failed");
    }
    let mut response = HttpResponse::build(no.status_code());
    if let No::Refused(refusal) = no {
        match refusal.kind {
            Kind::TooMany { retry_after } => response.insert_header((header::RETRY_AFTER, retry_after.to_string())),
            Kind::Busy => response.insert_header((header::RETRY_AFTER, "1")),
            Kind::SignIn if request.is_api => response.insert_header((header::WWW_AUTHENTICATE, "Bearer")),
            _ => &mut response,
        };
    }
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if request.is_api {
        response.content_type("application/problem+json").body(problem(no, request).to_string())
    } else if matches!(no, No::Refused(r) if r.kind == Kind::SignIn) {
        let next = super::components::link("/sign-in", &[("next", &request.here)]);
        response.status(StatusCode::SEE_OTHER).insert_header((header::LOCATION, next)).finish()
    } else {
        response.content_type("text/html; charset=utf-8").body(error_page(no, request, around))
    }
}

fn problem(no: &No, request: &Request) -> serde_json::Value {
    let failed = failed();
    let refusal = match no {
        No::Refused(refusal) => refusal,
        No::Failed(_) => &failed,
    };
    let l = request.voice();
    let faults = |fault: &Fault| json!({"field": fault.field, "code": fault.code, "message": l.tell(&fault.message)});
    let mut problem = json!({
        "type": format!("/api/problems#{}", refusal.code),
        "title": l.tell(&refusal.message),
        "status": no.status_code().as_u16(),
        "code": refusal.code,
        "instance": format!("urn:request:{}", request.id),
    });
    if let Some(members) = problem.as_object_mut() {
        if let Some(first) = refusal.faults.first() {
            members.insert("detail".into(), l.tell(&first.message).into());
            members.insert("errors".into(), refusal.faults.iter().map(faults).collect());
        }
        members.extend(refusal.more.clone());
    }
    problem
}

fn failed() -> Box<Refusal> {
    Box::new(Refusal::new(Kind::Conflict, "failed", say!("error-failed")))
}

fn error_page(no: &No, request: &Request, around: Option<&Around>) -> String {
    let l = request.voice();
    let failed = failed();
    let refusal = match no {
        No::Refused(refusal) => refusal,
        No::Failed(_) => &failed,
    };
    let body = html! {
        div.oops {
            h1 { (l.tell(&refusal.message)) }
            @if !refusal.faults.is_empty() { ul { @for fault in &refusal.faults { li { (l.tell(&fault.message)) } } } }
            p.muted { (l.say("error-request")) " " code { (request.id) } }
            p { a.button href="/" { (l.say("error-home")) } }
        }
    };
    let title = l.tell(&refusal.message);
    let frame = match around {
        Some(around) => (around.0)(request, title),
        None => bare(l, title, request),
    };
    page(&frame, &body).into_string()
}

/// A frame without menu and person, for pages shown to nobody in particular.
pub fn bare(l: Voice, title: String, request: &Request) -> Frame {
    Frame {
        lang: l.lang,
        face: request.face.clone(),
        title,
        path: request.path.clone(),
        here: request.here.clone(),
        menu: Vec::new(),
        signed: None,
        banner: None,
        csrf: String::new(),
        search: String::new(),
    }
}
