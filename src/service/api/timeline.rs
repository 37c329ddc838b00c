//! The API's door to a client's time line.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ReadTimeline;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::{Params, Voice, cursor};
use crate::service::timeline::{self, Asked, Line, Place};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners/{code}/timeline", partner_timeline);
}

/// Which part of the time line.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TimelineQuery {
    /// Only these, parted by commas: `acts`, `orders`, `shipments`, `invoices`, `payments`, `blocks`, `messages`, `requests`, `notes`, `behalf`, `terms`.
    groups: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A line of the time line.
#[derive(Serialize, ToSchema)]
pub struct TimelineLine {
    /// When.
    at: Moment,
    /// One of the groups.
    group: String,
    /// What exactly, for example `order.placed`, `cart`.
    kind: String,
    /// The sentence for people, in the language of the request.
    said: String,
    /// The name of whoever did it.
    who: Option<String>,
    /// The name of whom it was for.
    whom: Option<String>,
    /// What was written: the text of a message or a note.
    text: Option<String>,
    /// The page of the document.
    link: Option<String>,
}

impl TimelineLine {
    fn of(line: Line, l: Voice) -> Self {
        Self {
            at: line.at,
            group: line.said.group.as_str().to_owned(),
            kind: line.kind,
            said: l.tell(&line.said.sentence),
            who: line.who,
            whom: line.whom,
            text: line.text,
            link: line.said.link,
        }
    }
}

/// A page of the time line.
#[derive(Serialize, ToSchema)]
pub struct TimelineLines {
    /// The lines, the latest first.
    items: Vec<TimelineLine>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// All that happened with a partner
#[utoipa::path(get, path = "/api/v1/partners/{code}/timeline", tag = "service", params(("code" = String, Path, description = "The partner's code"), TimelineQuery),
    responses((status = 200, description = "The latest first", body = TimelineLines), (status = 404, description = "No such partner within reach")))]
pub async fn partner_timeline(
    may: May<ReadTimeline>,
    code: web::Path<String>,
    Params(query): Params<TimelineQuery>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let asked = Asked {
        code: code.into_inner(),
        groups: timeline::groups(query.groups.as_deref())?,
        place: Place::read(query.cursor.as_deref())?,
        limit: cursor::limit(query.limit)?,
    };
    let page = may.read(asked, timeline::look).await?;
    let items = page.lines.into_iter().map(|line| TimelineLine::of(line, l)).collect();
    Ok(HttpResponse::Ok().json(TimelineLines { items, next: page.next }))
}
