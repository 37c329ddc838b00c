//! The API's doors to the live feed: a page of it, and an endless stream.

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::WatchClients;
use crate::access::{May, Routes};
use crate::activity::feed::{self, Event, Filter, Kind};
use crate::activity::{Tail, viewer};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::{Params, cursor};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/activity", activity);
    routes.get("/api/v1/activity/stream", activity_stream);
}

/// Which acts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ActivityQuery {
    /// Behind this place; from the oldest kept when not given.
    after: Option<i64>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
    /// Of this kind only, for example `order.placed`.
    kind: Option<String>,
    /// Of this client only, by code.
    partner: Option<String>,
}

/// A client by code and name.
#[derive(Serialize, ToSchema)]
pub struct ActivityPartner {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

impl ActivityPartner {
    pub(super) fn new(code: String, name: String) -> Self {
        Self { code, name }
    }
}

/// Something a client did, or that became of his business.
#[derive(Serialize, ToSchema)]
pub struct Activity {
    /// Its place: whatever became visible later has a greater one.
    n: i64,
    /// When.
    at: Moment,
    /// What happened: `page`, `search`, `search_empty`, `cart`, `refused`, `signed_in`, `signed_out`, or the kind of a record such as
    /// `order.placed`.
    kind: String,
    /// The client.
    partner: ActivityPartner,
    /// The person's name, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// The kind of page with its article or number, the words searched for, the number of lines in the cart, the refusal's code, or
    /// the document's number.
    what: String,
    /// How much money it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<Money>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
}

/// A page of the feed.
#[derive(Serialize, ToSchema)]
pub struct Activities {
    /// The acts, the oldest first.
    items: Vec<Activity>,
    /// Where to go on, when there is more: to be sent as `after`.
    next: Option<String>,
}

impl From<Event> for Activity {
    fn from(event: Event) -> Self {
        Self {
            n: event.n,
            at: event.at,
            kind: event.kind.as_str().to_owned(),
            partner: ActivityPartner { code: event.code, name: event.name },
            person: event.person,
            what: event.what,
            sum: event.sum.map(|(amount, _)| amount),
            currency: event.sum.map(|(_, currency)| currency.code().to_owned()),
        }
    }
}

/// The kind of a word; a word that is none is refused.
pub(in crate::activity) fn kind(word: Option<&str>) -> Answer<Option<Kind>> {
    let bad = || No::invalid("kind", "unknown", say!("live-kind-bad"));
    word.filter(|word| !word.is_empty()).map(|word| Kind::parse(word).ok_or_else(bad)).transpose()
}

fn place(after: Option<i64>) -> Answer<Option<i64>> {
    if after.is_some_and(|after| after < 0) {
        return Err(No::invalid("after", "out_of_range", say!("error-out-of-range")));
    }
    Ok(after)
}

/// What clients do
#[utoipa::path(get, path = "/api/v1/activity", tag = "activity", params(ActivityQuery),
    responses((status = 200, description = "Within reach, the oldest first; kept for 90 days", body = Activities), (status = 404, description = "No such client within reach")))]
pub async fn activity(may: May<WatchClients>, Params(query): Params<ActivityQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let after = Some(place(query.after)?.unwrap_or_default());
    let kind = kind(query.kind.as_deref())?;
    let filter = Filter { after, kind, partner: query.partner, limit: limit + 1, ..Filter::default() };
    let mut found = may.read(filter, feed::list).await?;
    let has_more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
    found.truncate(usize::try_from(limit).unwrap_or_default());
    let next = found.last().filter(|_| has_more).map(|last| last.n.to_string());
    Ok(HttpResponse::Ok().json(Activities { items: found.into_iter().map(Activity::from).collect(), next }))
}

/// Which acts the stream tells.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StreamQuery {
    /// Behind this place, unless `Last-Event-ID` tells another; what happens from now on when neither is given.
    after: Option<i64>,
    /// Of this kind only.
    kind: Option<String>,
    /// Of this client only, by code.
    partner: Option<String>,
    /// `yes`: of clients whose manager or agent the caller is.
    mine: Option<String>,
}

/// What clients do, as they do it
///
/// An endless `text/event-stream`. Each event has its place as `id` and one line of JSON, an item of `/api/v1/activity` with long names
/// cut, at most 300 bytes together. After a broken connection send the last place as `Last-Event-ID`: nothing is missed or told twice.
#[utoipa::path(get, path = "/api/v1/activity/stream", tag = "activity", params(StreamQuery, ("Last-Event-ID" = Option<i64>, Header, description = "The place of the last event had")),
    responses((status = 200, description = "Events as they become visible", content_type = "text/event-stream", body = String), (status = 404, description = "No such client within reach")))]
pub async fn activity_stream(
    may: May<WatchClients>,
    request: HttpRequest,
    Params(query): Params<StreamQuery>,
) -> Answer<HttpResponse> {
    let tail = request.app_data::<web::Data<Tail>>().cloned().ok_or_else(|| No::failed("no tail of the feed"))?;
    let told = request.headers().get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|id| id.trim().parse().ok());
    let after = place(told.or(query.after))?;
    let partner = query.partner.filter(|code| !code.is_empty());
    let is_mine = query.mine.as_deref() == Some("yes");
    let filter = Filter { kind: kind(query.kind.as_deref())?, partner, is_mine, ..Filter::default() };
    viewer::answer(may, &tail, filter, after, *request.method() == Method::GET).await
}
